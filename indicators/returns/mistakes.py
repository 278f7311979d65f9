"""What is wrong with staged figures, in words: each mistake once, with its rows as in a spreadsheet."""

from collections.abc import Iterable, Mapping

import pandas as pd

from indicators.areas import nearest
from indicators.errors import Problem
from indicators.periods import Period, PeriodType
from indicators.returns.facts import Stage
from indicators.returns.lines import Lines
from indicators.returns.sheets.sheet import shown as _cut

#: More would hide the first ones; the total is told.
MOST_SHOWN = 50
#: Mistakes whose cells are looked at together: those of a long file would fill the memory.
_ROWS_AT_ONCE = 20_000

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

#: A return's number -> the lines of its file.
Files = Mapping[int, Lines]


def fact_problems(stage: Stage, files: Files) -> list[Problem]:
    """Every problem of the staged figures: cell by cell, given twice, and parts larger than their whole."""
    wrong = stage.store.fetch("load/fact_problems")
    shares = stage.store.fetch("load/impossible_shares")
    return [
        *cell_problems(stage, wrong, files),
        *share_problems(shares, files),
        *repeat_problems(repeats(stage), files),
    ]


def cell_problems(stage: Stage, wrong: pd.DataFrame, files: Files) -> list[Problem]:
    """What is wrong with single cells, as the query `load/fact_problems` found it."""
    return [
        problem
        for return_id, own in wrong.groupby("return_id")
        for problem in _cell_problems(stage, own, files[return_id])
    ]


def repeats(stage: Stage) -> pd.DataFrame:
    """The figures that are given more than once for one source; cheap where there are none."""
    if not stage.store.fetch("load/duplicate_count").iloc[0]["duplicates"]:
        return pd.DataFrame(columns=["return_ids", "rows", "versions"])
    return stage.store.fetch("load/duplicates")


def _cell_problems(stage: Stage, wrong: pd.DataFrame, lines: Lines) -> list[Problem]:
    """The same text wrong in a thousand rows is one mistake: told once, with its rows."""
    mistakes: dict[tuple[str, str, str], list[int]] = {}
    #: Of what is not shown a number alone is kept, to count each once.
    others: set[int] = set()
    ordered = wrong.sort_values("row", kind="stable")
    for start in range(0, len(ordered), _ROWS_AT_ONCE):
        part = ordered.iloc[start : start + _ROWS_AT_ONCE]
        cells = lines.cells(part["row"].unique())
        for row, place, problem in zip(part["row"], part["place"], part["problem"], strict=True):
            mistake = (place, problem, cells[row].get(place, "").strip())
            if mistake in mistakes:
                mistakes[mistake].append(row)
            elif len(mistakes) < MOST_SHOWN:
                mistakes[mistake] = [row]
            else:
                others.add(hash(mistake))
    problems = [
        lines.problem(rows, place, _cut(text), _message(stage, place, problem, text))
        for (place, problem, text), rows in mistakes.items()
    ]
    return problems + _counted(lines.name, "has", "mistakes", len(others))


def repeat_problems(found: pd.DataFrame, files: Files) -> list[Problem]:
    """Figures given more than once, within a file and across files."""
    shown = list(found.head(MOST_SHOWN).itertuples())
    # A figure may be given a million times; the first places are told.
    first = [list(zip(repeat.return_ids[:5], repeat.rows[:5], strict=True)) for repeat in shown]
    _read_before_told(files, (place for places in first for place in places))
    problems = []
    for repeat, at in zip(shown, first, strict=True):
        places = " and ".join(f"{files[file].name} {files[file].place([row])}" for file, row in at)
        file, row = at[1]
        what = f"{figure_text(repeat)}, source {repeat.source}"
        problems.append(
            files[file].problem([row], "", what, f"is given {len(repeat.rows):,} times: {places}; keep one")
        )
    return problems + _counted("facts", "have", "figures given twice", len(found) - MOST_SHOWN)


def share_problems(found: pd.DataFrame, files: Files) -> list[Problem]:
    """Counts from which a proportion above 100% would be worked out."""
    shown = list(found.head(MOST_SHOWN).itertuples())
    _read_before_told(files, ((share.return_id, share.row) for share in shown))
    problems = [
        files[share.return_id].problem(
            [share.row],
            "value",
            f"{share.numerator_value:g}",
            f"({figure_text(share, share.numerator)}) is above its denominator {share.denominator_value:g} "
            f"({share.denominator}) in {share.indicator}; the part cannot be larger than the whole",
        )
        for share in shown
    ]
    return problems + _counted("facts", "have", "parts above their whole", len(found) - MOST_SHOWN)


def _counted(name: str, has: str, what: str, more: int) -> list[Problem]:
    """One problem that stands for those that are counted and not listed, if there are any."""
    return [Problem(name, "", "", f"{has} {more:,} more {what}", stands_for=more)] if more > 0 else []


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


def _read_before_told(files: Files, places: Iterable[tuple[int, int]]) -> None:
    """Each file read once for all the rows of it that will be told."""
    wanted: dict[int, set[int]] = {}
    for file, row in places:
        wanted.setdefault(file, set()).add(row)
    for file, rows in wanted.items():
        files[file].cells(rows)


def figure_text(row, indicator: str = "") -> str:
    """A figure by its indicator, area and period; `row` has their columns."""
    period = Period(row.ends.date(), row.starts.date(), PeriodType(row.period_type))
    return f"{indicator or row.indicator}, {row.area_code}, {period.label}"
