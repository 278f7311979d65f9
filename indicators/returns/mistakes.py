"""What is wrong with staged figures, in words: each mistake once, with its rows as in a spreadsheet."""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd

from indicators.areas import nearest
from indicators.errors import Problem
from indicators.periods import Period, PeriodType
from indicators.returns.facts import Stage

#: More would hide the first ones; the total is told.
MOST_SHOWN = 50

_MESSAGES = {
    "not_a_number": "is not a number; write digits only, such as 1234.5, or leave it empty and give a symbol",
    "negative_count": "is a negative count; counts are 0 or more",
    "negative": "is below 0; percentages, rates and averages are 0 or more",
    "above_100": "is a percentage above 100; check the figure",
    "not_positive": "is not above 0; a denominator counts what was looked at",
    "above_denominator": "is above its denominator; the part cannot be larger than the whole",
    "half_a_fraction": "and denominator go together; give both or none",
    "nothing_given": ("has no figure; give a value, a numerator with its denominator, or a symbol (c, x, z, u, low)"),
    "figure_and_symbol": "says that there is no figure, but one is given; keep one of the two",
    "unknown_symbol": "is not a symbol; use c, x, z, u, low or k",
    "unknown_status": "is not a status; use final, provisional or revised",
    "unreadable_text": "holds a character that cannot be shown (NUL); write the note again",
}

#: A return's number -> the file's name and its place.
Files = Mapping[int, tuple[str, Path]]


def fact_problems(stage: Stage, files: Files) -> list[Problem]:
    """Every problem of the staged figures: cell by cell, given twice, and parts larger than their whole."""
    problems: list[Problem] = []
    found = stage.store.fetch("load/fact_problems")
    for return_id, wrong in found.groupby("return_id"):
        problems += _cell_problems(stage, wrong, *files[return_id])
    return problems + _impossible_shares(stage, files) + _duplicates(stage, files)


def _cell_problems(stage: Stage, wrong: pd.DataFrame, name: str, path: Path) -> list[Problem]:
    """The same text wrong in a thousand rows is one mistake: told once, with its rows."""
    at: dict[int, list[tuple[str, str]]] = {}
    for row, place, problem in zip(wrong["row"], wrong["place"], wrong["problem"], strict=True):
        at.setdefault(row, []).append((place, problem))
    mistakes: dict[tuple[str, str, str], list[int]] = {}
    for row, number, cells in _records(path, at):
        for place, problem in at[row]:
            mistakes.setdefault((place, problem, cells.get(place, "").strip()), []).append(number)
    problems = [
        Problem(name, f"{_rows(rows)}, column '{place}'", _shown(text), _message(stage, place, problem, text))
        for (place, problem, text), rows in list(mistakes.items())[:MOST_SHOWN]
    ]
    if len(mistakes) > MOST_SHOWN:
        problems.append(Problem(name, "", "", f"has {len(mistakes) - MOST_SHOWN:,} more mistakes"))
    return problems


def _duplicates(stage: Stage, files: Files) -> list[Problem]:
    """Figures given more than once for one source, within a file and across files."""
    if not stage.store.fetch("load/duplicate_count").iloc[0]["duplicates"]:
        return []
    found = stage.store.fetch("load/duplicates")
    shown = list(found.head(MOST_SHOWN).itertuples())
    numbers = _row_numbers(
        files,
        ((file, row) for repeat in shown for file, row in zip(repeat.return_ids, repeat.rows, strict=True)),
    )
    problems = []
    for repeat in shown:
        at = list(zip(repeat.return_ids, repeat.rows, strict=True))
        places = " and ".join(f"{files[file][0]} row {numbers[file, row]}" for file, row in at[:5])
        problems.append(
            Problem(
                files[at[1][0]][0],
                f"row {numbers[at[1]]}",
                f"{_figure(repeat)}, source {repeat.source}",
                f"is given {len(at)} times: {places}; keep one",
            )
        )
    if len(found) > MOST_SHOWN:
        problems.append(Problem("facts", "", "", f"have {len(found) - MOST_SHOWN:,} more figures given twice"))
    return problems


def _impossible_shares(stage: Stage, files: Files) -> list[Problem]:
    """Counts from which a proportion above 100% would be worked out."""
    found = stage.store.fetch("load/impossible_shares")
    shown = list(found.head(MOST_SHOWN).itertuples())
    numbers = _row_numbers(files, ((share.return_id, share.row) for share in shown))
    problems = [
        Problem(
            files[share.return_id][0],
            f"row {numbers[share.return_id, share.row]}, column 'value'",
            f"{share.numerator_value:g}",
            f"({_figure(share, share.numerator)}) is above its denominator {share.denominator_value:g} "
            f"({share.denominator}) in {share.indicator}; the part cannot be larger than the whole",
        )
        for share in shown
    ]
    if len(found) > MOST_SHOWN:
        problems.append(Problem("facts", "", "", f"have {len(found) - MOST_SHOWN:,} more parts above their whole"))
    return problems


def _message(stage: Stage, place: str, problem: str, text: str) -> str:
    known = stage.known
    if problem == "not_a_period":
        return stage.not_periods.get(text, "is empty; write a period such as 2015/16")
    if problem == "unknown_indicator":
        return f"is not an indicator. {nearest(text, list(known.indicators))}"
    if problem == "unknown_area":
        return f"is not an area of areas.csv. {nearest(text, list(known.areas))}"
    if problem == "unknown_source":
        return f"is not a source of sources.csv. {nearest(text, sorted(known.sources))}"
    return _MESSAGES[problem]


def _records(path: Path, wanted: Iterable[int]) -> Iterable[tuple[int, int, dict[str, str]]]:
    """Some lines of a file by their count from 0: that, the row in a spreadsheet, and the cells by column.

    The store counts lines with something in them; a spreadsheet shows the empty ones too.
    """
    rows = set(wanted)
    with path.open(encoding="utf-8-sig", newline="") as file:
        filled = ((number, cells) for number, cells in enumerate(csv.reader(file), 1) if cells)
        _, heading = next(filled)
        for row, (number, cells) in enumerate(filled):
            if not rows:
                return
            if row in rows:
                rows.remove(row)
                yield row, number, dict(zip(heading, cells, strict=False))
    # Should the two readers of CSV ever disagree on a line, the problem is still told.
    yield from ((row, row + 2, {}) for row in sorted(rows))


def _row_numbers(files: Files, places: Iterable[tuple[int, int]]) -> dict[tuple[int, int], int]:
    wanted: dict[int, set[int]] = {}
    for file, row in places:
        wanted.setdefault(file, set()).add(row)
    return {(file, row): number for file, rows in wanted.items() for row, number, _ in _records(files[file][1], rows)}


def _figure(row, indicator: str = "") -> str:
    period = Period(row.ends.date(), row.starts.date(), PeriodType(row.period_type))
    return f"{indicator or row.indicator}, {row.area_code}, {period.label}"


def _shown(text: str) -> str:
    """A cell fit for a message: short, and with what cannot be seen made visible."""
    visible = "".join(mark if mark.isprintable() else repr(mark)[1:-1] for mark in text[:80])
    return visible + "…" if len(text) > 80 else visible


def _rows(rows: list[int]) -> str:
    if len(rows) == 1:
        return f"row {rows[0]}"
    listed = ", ".join(str(row) for row in rows[:5])
    return f"rows {listed}" + (f" and {len(rows) - 5:,} more" if len(rows) > 5 else "")
