"""What is wrong with staged figures, in words: each mistake once, with the rows of the file as a spreadsheet numbers
them.
"""

import csv
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

import pandas as pd

from indicators.catalogue.areas import nearest_names
from indicators.catalogue.periods import Period, PeriodType
from indicators.errors import Problem
from indicators.errors import printable_text as _cut
from indicators.frames import frame_groups, frame_records, frame_rows
from indicators.loading.csv_files import TextFile
from indicators.loading.facts import Stage
from indicators.loading.values import advice
from indicators.store.database import Store

#: The cells of a line by column, as they were written.
LineCells = Mapping[str, str]


class StagedLines(Protocol):
    """A file's lines by the row that they were staged under, counted from 0.

    `place` and `problem` know the rows that `cells` was asked for before.
    """

    name: str

    def cells(self, rows: Collection[int]) -> Mapping[int, LineCells]:
        """What stands in some rows."""
        ...

    def place(self, rows: Sequence[int], column: str = "") -> str:
        """Where some rows stand, as the sender of the file counts them."""
        ...

    def problem(self, rows: Sequence[int], column: str, value: str, message: str) -> Problem:
        """Something wrong in a column of some rows."""
        ...


class FileLines:
    """The lines of a CSV file of `data/`, read again only where something is wrong with them."""

    def __init__(self, name: str, path: Path):
        self.name = name
        self._path = path
        self._numbers: dict[int, int] = {}

    def cells(self, rows: Collection[int]) -> dict[int, dict[str, str]]:
        """What stands in some rows; nothing for one that the two readers of CSV disagree on."""
        lines = {}
        for row, number, cells in _records(self._path, rows):
            self._numbers[row] = number
            lines[row] = cells
        return lines

    def place(self, rows: Sequence[int], column: str = "") -> str:
        """Rows as a spreadsheet counts them: `row 17, column 'value'`."""
        return rows_text([self._numbers[row] for row in rows], column)

    def problem(self, rows: Sequence[int], column: str, value: str, message: str) -> Problem:
        """Something wrong in a column of some rows."""
        return Problem(self.name, self.place(rows, column), value, message)


class ReturnLines:
    """The lines of a return of text or parquet, as `raw_fact` holds them; `text` is the text that was read."""

    def __init__(self, name: str, store: Store, text: TextFile | None = None):
        self.name = name
        self._store = store
        self._text = text
        #: By row: the line among those with something in them, the row in a spreadsheet, the name of the column.
        self._lines: dict[int, int] = {}
        self._numbers: dict[int, int] = {}
        self._columns: dict[int, str] = {}

    def cells(self, rows: Collection[int]) -> dict[int, dict[str, str]]:
        """What stands in some rows."""
        if len(rows) == 0:
            return {}
        frame = self._store.fetch("raw_lines", rows=sorted(int(row) for row in rows))
        lines = {}
        for line in frame_records(frame):
            row = int(line["row"])
            self._lines[row] = int(line["line"])
            self._columns[row] = line["place"] if isinstance(line["place"], str) else ""
            lines[row] = {name: cell for name, cell in line.items() if isinstance(cell, str)}
        return lines

    def place(self, rows: Sequence[int], column: str = "") -> str:
        """Rows as a spreadsheet counts them, and the column by the name that the file gives it."""
        return rows_text(self._numbers_of(rows), self._columns[rows[0]] or column, count=len(rows))

    def problem(self, rows: Sequence[int], column: str, value: str, message: str) -> Problem:
        """Something wrong in a column of some rows."""
        return Problem(self.name, self.place(rows, column), value, message)

    def _numbers_of(self, rows: Sequence[int]) -> list[int]:
        """The first of some rows as a spreadsheet counts them; the text is read once for all that are known by now."""
        shown = rows[:MOST_NUMBERED]
        if not all(row in self._numbers for row in shown):
            numbers = _with_empty_lines(self._text, set(self._lines.values()))
            self._numbers = {row: numbers.get(line, line) for row, line in self._lines.items()}
        return [self._numbers[row] for row in shown]


#: Rows of a problem that are named; the others are counted.
MOST_NUMBERED = 5


def rows_text(numbers: Sequence[int], column: str, *, count: int = 0) -> str:
    """The place of some rows: `rows 3, 4 and 12 more, column 'area'`, at most five of them by number.

    `count` is how many they are, where only the first are in `numbers`.
    """
    count = count or len(numbers)
    if count == 1:
        rows = f"row {numbers[0]}"
    else:
        numbers_text = ", ".join(str(number) for number in numbers[:MOST_NUMBERED])
        rows = f"rows {numbers_text}" + (f" and {count - MOST_NUMBERED:,} more" if count > MOST_NUMBERED else "")
    return f"{rows}, column '{column}'" if column else rows


def _with_empty_lines(text: TextFile | None, lines: Collection[int]) -> dict[int, int]:
    """The row of a spreadsheet by the number of a line among those with something in them, the heading being 1."""
    if text is None or not lines or not text.path.exists():
        return {}
    row_of_line, last = {}, max(lines)
    with text.path.open(encoding="utf-8-sig", newline="", errors="replace") as file:
        rows = (row for row, cells in enumerate(csv.reader(file, delimiter=text.delimiter), 1) if cells)
        for line, row in enumerate(rows, 1):
            if line in lines:
                row_of_line[line] = row
            if line >= last:
                break
    return row_of_line


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


#: More would hide the first ones; the total is told.
MOST_SHOWN = 50
#: Mistakes whose cells are looked at together: those of a long file would fill the memory.
_ROWS_AT_ONCE = 20_000

_MESSAGES = {
    "not_whole": "is not a whole number, and whole numbers are counted here; write the number that was counted, or "
    "leave the cell empty and give a symbol",
    "part_not_whole": "is not a whole number, and whole numbers are counted here; write the number that was counted, "
    "or leave numerator and denominator empty and give the percentage, rate or average alone",
    "percentage_of_count": "is a percentage, but this is a number of cases; write the number",
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
Files = Mapping[int, StagedLines]


def fact_problems(stage: Stage, files: Files) -> list[Problem]:
    """Every problem of the staged figures: cell by cell, given twice, and parts larger than their whole."""
    wrong = stage.store.fetch("fact_problems")
    shares = stage.store.fetch("impossible_shares")
    return [
        *cell_problems(stage, wrong, files),
        *share_problems(shares, files),
        *repeat_problems(repeated_figures(stage), files),
    ]


def cell_problems(stage: Stage, wrong: pd.DataFrame, files: Files) -> list[Problem]:
    """What is wrong with single cells, as the query `fact_problems` found it."""
    return [
        problem
        for return_id, own in frame_groups(wrong, "return_id")
        for problem in _cell_problems(stage, own, files[return_id])
    ]


def rounded_problems(stage: Stage, files: Files) -> list[Problem]:
    """Counts that were whole but for the dust that spreadsheets leave: what they are taken as, as warnings."""
    rounded = stage.store.fetch("rounded_counts")
    return [problem for file, own in frame_groups(rounded, "return_id") for problem in _rounded(files[file], own)]


def _rounded(lines: StagedLines, rounded: pd.DataFrame) -> list[Problem]:
    cells = lines.cells(set(rounded["row"]))
    alike: dict[tuple[str, str], list[int]] = {}
    for row, column in zip(rounded["row"], rounded["place"], strict=True):
        alike.setdefault((column, cells[row].get(column, "").strip()), []).append(row)
    problems = [
        lines.problem(
            rows, column, _cut(text), f"is taken as {float(text):.0f}, as whole numbers are counted"
        ).as_warning()
        for (column, text), rows in list(alike.items())[:MOST_SHOWN]
    ]
    return [*problems, *_uncounted(lines, len(alike), "figures were rounded to whole numbers")]


def respelt_problems(stage: Stage, lines: StagedLines) -> list[Problem]:
    """Figures of a list that may mean something else too, such as `<5` and `n/a`: what they are read as."""
    respelt = stage.store.fetch("ambiguous_spellings")
    lines.cells(set(respelt["row"]))
    groups = frame_groups(respelt, "spelling", sort=False)
    alike = [(text, list(own["row"]), own["warning"].iloc[0]) for text, own in groups]
    problems = [
        lines.problem(rows, "value", _cut(text.strip()), warning).as_warning()
        for text, rows, warning in alike[:MOST_SHOWN]
    ]
    return [*problems, *_uncounted(lines, len(alike), "figures can be read in more than one way")]


def _uncounted(lines: StagedLines, count: int, what: str) -> list[Problem]:
    """How many more there are than are listed."""
    more = count - MOST_SHOWN
    return [Problem(lines.name, "", "", f"{more:,} more {what}", is_warning=True)] if more > 0 else []


def repeated_figures(stage: Stage) -> pd.DataFrame:
    """The figures that are given more than once for one source; cheap where there are none."""
    if not stage.store.fetch("duplicate_count").iloc[0]["duplicates"]:
        return pd.DataFrame(columns=["return_ids", "rows", "versions"])
    return stage.store.fetch("duplicates")


def _cell_problems(stage: Stage, wrong: pd.DataFrame, lines: StagedLines) -> list[Problem]:
    """The same text wrong in a thousand rows is one mistake: told once, with its rows."""
    mistakes: dict[tuple[str, str, str], list[int]] = {}
    #: Of what is not shown a number alone is kept, to count each once.
    others: set[int] = set()
    ordered = wrong.sort_values("row", kind="stable")
    for start in range(0, len(ordered), _ROWS_AT_ONCE):
        part = ordered.iloc[start : start + _ROWS_AT_ONCE]
        cells = lines.cells(part["row"].unique())
        for row, column, problem in zip(part["row"], part["place"], part["problem"], strict=True):
            # What is read of `24%` is 24; its sign shows what is wrong with it.
            written = problem == "percentage_of_count" and cells[row].get("typed")
            mistake = (column, problem, (written or cells[row].get(column, "")).strip())
            if mistake in mistakes:
                mistakes[mistake].append(row)
            elif len(mistakes) < MOST_SHOWN:
                mistakes[mistake] = [row]
            else:
                others.add(hash(mistake))
    problems = [
        lines.problem(rows, column, _cut(text), _message(stage, column, problem, text))
        for (column, problem, text), rows in mistakes.items()
    ]
    return problems + _counted(lines.name, "has", "mistakes", len(others))


def repeat_problems(repeats: pd.DataFrame, files: Files) -> list[Problem]:
    """Figures given more than once, within a file and across files."""
    shown = list(frame_rows(repeats.head(MOST_SHOWN)))
    # A figure may be given a million times; the first places are told.
    first = [list(zip(repeat.return_ids[:5], repeat.rows[:5], strict=True)) for repeat in shown]
    _read_lines(files, (location for places in first for location in places))
    problems = []
    for repeat, at in zip(shown, first, strict=True):
        places = " and ".join(f"{files[file].name} {files[file].place([row])}" for file, row in at)
        file, row = at[1]
        what = f"{figure_name(repeat)}, source {repeat.source}"
        problems.append(
            files[file].problem([row], "", what, f"is given {len(repeat.rows):,} times: {places}; keep one")
        )
    return problems + _counted("facts", "have", "figures given twice", len(repeats) - MOST_SHOWN)


def share_problems(shares: pd.DataFrame, files: Files) -> list[Problem]:
    """Counts from which a proportion above 100% would be worked out."""
    shown = list(frame_rows(shares.head(MOST_SHOWN)))
    _read_lines(files, ((share.return_id, share.row) for share in shown))
    problems = [
        files[share.return_id].problem(
            [share.row],
            "value",
            f"{share.numerator_value:g}",
            f"({figure_name(share, share.numerator)}) is above its denominator {share.denominator_value:g} "
            f"({share.denominator}) in {share.indicator}; the part cannot be larger than the whole",
        )
        for share in shown
    ]
    return problems + _counted("facts", "have", "parts above their whole", len(shares) - MOST_SHOWN)


def _counted(name: str, has: str, what: str, more: int) -> list[Problem]:
    """One problem that stands for those that are counted and not listed, if there are any."""
    return [Problem(name, "", "", f"{has} {more:,} more {what}", stands_for=more)] if more > 0 else []


def unfitting_problems(unfitting: pd.DataFrame, lines: StagedLines) -> list[Problem]:
    """Counts that no longer fit what came before, as the query `impossible_counts` found them."""
    shown = unfitting.head(MOST_SHOWN)
    lines.cells([int(row) for row in shown["row"]])
    problems = [
        lines.problem([int(figure.row)], "value", f"{figure.value:,.15g}", _unfitting(figure))
        for figure in frame_rows(shown)
    ]
    if len(unfitting) > MOST_SHOWN:
        problems.append(
            Problem(lines.name, "", "", f"has {len(unfitting) - MOST_SHOWN:,} more parts above their whole")
        )
    return problems


def _unfitting(figure) -> str:
    other = f"{figure.other_value:,.15g} ({figure.other}), which return {figure.other_return_id} gave"
    where = f"is above its denominator {other}," if figure.is_part else f"is below its part {other},"
    return (
        f"({figure_name(figure)}) {where} in {figure.share}; the part cannot be larger than the "
        f"whole. Check both, and where "
        "both are corrected send both in one file"
    )


def _message(stage: Stage, column: str, problem: str, text: str) -> str:
    known = stage.known
    if problem == "not_a_period":
        return stage.not_periods.get(text, "is empty; write a period such as 2015/16")
    if problem == "unknown_indicator":
        return f"is not an indicator. {nearest_names(text, list(known.indicators))}"
    if problem == "unknown_area":
        return f"is not an area of areas.csv. {nearest_names(text, list(known.areas))}"
    if problem == "unknown_source":
        return known.unknown_source_text(text)
    if problem == "not_a_number":
        return stage.not_figures.get(text) or advice(text)
    if problem == "implausible":
        return _implausible(text)
    return _MESSAGES[problem]


def _implausible(text: str) -> str:
    """What a number that nobody can have counted may be instead."""
    meant = "a date, a time or a number of a case that slipped into the wrong cell, or too many noughts"
    if moment := _moment(text):
        meant = f"it reads as {moment}, a moment in place of a figure"
    return (
        "is larger than anything that is counted here (England has about 57 million people); look for what it is "
        f"({meant}), and write the figure, or leave the cell empty and give a symbol"
    )


def _moment(text: str) -> str:
    """A run of digits as the day, and the time of day, that they may be; empty for any other number."""
    for form, shown in (("%Y%m%d%H%M%S", "%d %B %Y %H:%M:%S"), ("%Y%m%d%H%M", "%d %B %Y %H:%M")):
        try:
            return (
                datetime.strptime(text, form).strftime(shown).lstrip("0") if text.isascii() and text.isdecimal() else ""
            )
        except ValueError:
            continue
    return ""


def _read_lines(files: Files, places: Iterable[tuple[int, int]]) -> None:
    """Each file read once for all the rows of it that will be told."""
    wanted: dict[int, set[int]] = {}
    for file, row in places:
        wanted.setdefault(file, set()).add(row)
    for file, rows in wanted.items():
        files[file].cells(rows)


def figure_name(row, indicator: str = "") -> str:
    """A figure by its indicator, area and period; `row` has their columns."""
    period = Period(row.ends.date(), row.starts.date(), PeriodType(row.period_type))
    return f"{indicator or row.indicator}, {row.area_code}, {period.label}"
