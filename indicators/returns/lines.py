"""The lines of a file that was staged, to say of each mistake where it stands and what stands there."""

import csv
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from indicators.errors import Problem
from indicators.returns.plain_text import Text
from indicators.store import Store

#: The cells of a line by column, as they were written.
Cells = Mapping[str, str]


class Lines(Protocol):
    """A file's lines by the row that they were staged under, counted from 0.

    `place` and `problem` know the rows that `cells` was asked for before.
    """

    name: str

    def cells(self, rows: Collection[int]) -> Mapping[int, Cells]:
        """What stands in some rows."""

    def place(self, rows: Sequence[int], column: str = "") -> str:
        """Where some rows stand, as the sender of the file counts them."""

    def problem(self, rows: Sequence[int], column: str, value: str, message: str) -> Problem:
        """Something wrong in a column of some rows."""


class FileLines:
    """The lines of a CSV file of `data/`, read again only where something is wrong with them."""

    def __init__(self, name: str, path: Path):
        self.name = name
        self._path = path
        self._numbers: dict[int, int] = {}

    def cells(self, rows: Collection[int]) -> dict[int, dict[str, str]]:
        """What stands in some rows; nothing for one that the two readers of CSV disagree on."""
        found = {}
        for row, number, cells in _records(self._path, rows):
            self._numbers[row] = number
            found[row] = cells
        return found

    def place(self, rows: Sequence[int], column: str = "") -> str:
        """Rows as a spreadsheet counts them: `row 17, column 'value'`."""
        return numbered([self._numbers[row] for row in rows], column)

    def problem(self, rows: Sequence[int], column: str, value: str, message: str) -> Problem:
        """Something wrong in a column of some rows."""
        return Problem(self.name, self.place(rows, column), value, message)


class ReturnLines:
    """The lines of a return of text or parquet, as `raw_fact` holds them; `text` is the text that was read."""

    def __init__(self, name: str, store: Store, text: Text | None = None):
        self.name = name
        self._store = store
        self._text = text
        #: By row: the line among those with something in them, the row in a spreadsheet, the name of the column.
        self._lines: dict[int, int] = {}
        self._numbers: dict[int, int] = {}
        self._columns: dict[int, str] = {}

    def cells(self, rows: Collection[int]) -> dict[int, dict[str, str]]:
        """What stands in some rows."""
        found = self._store.fetch("load/raw_lines", rows=sorted(int(row) for row in rows))
        told = {}
        for line in found.to_dict("records"):
            row = int(line["row"])
            self._lines[row] = int(line["line"])
            self._columns[row] = line["place"] if isinstance(line["place"], str) else ""
            told[row] = {name: cell for name, cell in line.items() if isinstance(cell, str)}
        return told

    def place(self, rows: Sequence[int], column: str = "") -> str:
        """Rows as a spreadsheet counts them, and the column by the name that the file gives it."""
        return numbered(self._numbers_of(rows), self._columns[rows[0]] or column, count=len(rows))

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


def numbered(numbers: Sequence[int], column: str, *, count: int = 0) -> str:
    """The place of some rows: `rows 3, 4 and 12 more, column 'area'`, at most five of them by number.

    `count` is how many they are, where only the first are in `numbers`.
    """
    count = count or len(numbers)
    if count == 1:
        rows = f"row {numbers[0]}"
    else:
        listed = ", ".join(str(number) for number in numbers[:MOST_NUMBERED])
        rows = f"rows {listed}" + (f" and {count - MOST_NUMBERED:,} more" if count > MOST_NUMBERED else "")
    return f"{rows}, column '{column}'" if column else rows


def _with_empty_lines(text: Text | None, lines: Collection[int]) -> dict[int, int]:
    """The row of a spreadsheet by the number of a line among those with something in them, the heading being 1."""
    if text is None or not lines or not text.path.exists():
        return {}
    found, last = {}, max(lines)
    with text.path.open(encoding="utf-8-sig", newline="", errors="replace") as file:
        rows = (row for row, cells in enumerate(csv.reader(file, delimiter=text.delimiter), 1) if cells)
        for line, row in enumerate(rows, 1):
            if line in lines:
                found[line] = row
            if line >= last:
                break
    return found


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
