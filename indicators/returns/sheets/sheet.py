"""A sheet of text cells, wherever it came from, and the problems found in its cells."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from indicators.errors import Problem

_MOST_NAMED = 5
_LONGEST_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Cell:
    """What a person reads in a cell.

    `formula` is one whose result was never stored; the text is then the formula. `merged_from` is the address
    of the cell that was written, where this one only shows the same because both are merged.
    """

    text: str
    formula: str = ""
    merged_from: str = ""


@dataclass(frozen=True)
class Sheet:
    """The cells that are not empty, by row and then column, both from 1 as in a spreadsheet.

    `unread` says in words what was left out because it stood too far away; empty where all was read. Rows and columns
    that are hidden are read like the others; `hides` says of a cell whether it stands in one.
    """

    name: str
    rows: Mapping[int, Mapping[int, Cell]] = field(default_factory=dict)
    is_hidden: bool = False
    unread: str = ""
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: tuple[tuple[int, int], ...] = ()

    def hides(self, row: int, column: int) -> bool:
        """Whether a cell is in a row or column that nobody sees, such as one that a filter leaves out."""
        return row in self.hidden_rows or any(first <= column <= last for first, last in self.hidden_columns)


@dataclass(frozen=True)
class CellProblem(Problem):
    """A problem that several cells share; `cell` is the first of them."""

    other_cells: tuple[str, ...] = ()


def sheet_of(name: str, rows: Iterable[Sequence[str]]) -> Sheet:
    """A sheet made of rows of text, such as those of a CSV file, whose `name` is then empty."""
    numbered = (
        (number, {column: Cell(text) for column, text in enumerate(row, 1) if text.strip()})
        for number, row in enumerate(rows, 1)
    )
    return Sheet(name, {number: cells for number, cells in numbered if cells})


def address(row: int, column: int) -> str:
    """A cell as spreadsheets name it: `E7`."""
    letters = ""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row}"


def cell_problem(
    name: str, sheet: str, cells: Sequence[str], *, value: str = "", message: str, is_warning: bool = False
) -> CellProblem:
    """One mistake in one or more cells of a sheet; `name` is the file's."""
    words = f"cell{'s' if len(cells) > 1 else ''} {listed(cells)}" if cells else ""
    return CellProblem(
        name,
        place_in(sheet, words),
        shown(value),
        message,
        sheet=sheet,
        cell=cells[0] if cells else "",
        is_warning=is_warning,
        other_cells=tuple(cells[1:]),
    )


def place_in(sheet: str, words: str) -> str:
    """A place in words: `sheet 'Return', cell E7`; a CSV file has no sheets."""
    return ", ".join(part for part in (f"sheet '{shown(sheet)}'" if sheet else "", words) if part)


def listed(names: Sequence[str]) -> str:
    """The first few of some names, and how many more there are."""
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {more:,} more" if more > 0 else "")


def shown(text: str) -> str:
    """A text fit for a message: short, and with what cannot be seen made visible."""
    visible = "".join(mark if mark.isprintable() else repr(mark)[1:-1] for mark in text[:_LONGEST_SHOWN])
    return visible + "…" if len(text) > _LONGEST_SHOWN else visible
