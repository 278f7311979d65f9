"""Workbooks read as text: every cell that is not empty, as a person sees it, with its address."""

import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import openpyxl

from indicators.errors import ReturnRefused
from indicators.returns.sheets.cell_text import cell_text
from indicators.returns.sheets.sheet import Cell, Sheet, address
from indicators.returns.sheets.sheet_outline import MOST_EMPTY_ROWS, Outline, outline_of
from indicators.returns.sheets.workbook_guard import refuse_unsafe

Read = TypeVar("Read")

MOST_CELLS = 200_000
#: As many as Excel once had; openpyxl makes every row as wide as the widest.
MOST_COLUMNS = 256

_TOO_MANY = (
    f"holds more than {MOST_CELLS:,} filled cells, far more than a return. Send a workbook with only the table of "
    "figures, or save that sheet as 'CSV UTF-8'."
)
_UNREADABLE = (
    "is a workbook that cannot be read. Open it in Excel, save it again as 'Excel Workbook (*.xlsx)' and send that, "
    "or save the sheet as 'CSV UTF-8'."
)


def read_workbook(path: Path, name: str) -> list[Sheet]:
    """The sheets of a workbook in its order, hidden ones too; raises ReturnRefused with what to send instead.

    Merged cells all hold what is written in the first. A percentage is given as 12, not 0.12. What stands
    after 50,000 empty rows, or right of column 256, is not read, and the sheet's `unread` says so.
    """
    with opened(path, name) as sheets:
        return [_sheet(sheet, outline, name) for sheet, outline in sheets]


@contextmanager
def opened(path: Path, name: str) -> Iterator[list[tuple[Any, Outline]]]:
    """The sheets of a workbook as openpyxl streams them, each with its outline; raises ReturnRefused."""
    refuse_unsafe(path, name)
    # As an open file: openpyxl would judge a path by how its name ends.
    with path.open("rb") as file:
        with _told_plainly(name):
            book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        try:
            with _told_plainly(name):
                sheets = _outlined(book, path, name)
            yield sheets
        finally:
            book.close()


def filled_cells(
    sheet: Any, outline: Outline, name: str, *, read: Callable[[Any], Read]
) -> Iterator[tuple[int, int, Read]]:
    """Row, column and what is read of openpyxl's cell for each value of a streamed sheet; raises ReturnRefused."""
    if not outline.last_row:
        return
    # What a sheet says of its own size is often wrong.
    sheet.reset_dimensions()
    with _told_plainly(name):
        rows = sheet.iter_rows(max_row=outline.last_row, max_col=min(outline.last_column, MOST_COLUMNS))
        for number, row in enumerate(rows, 1):
            for column, cell in enumerate(row, 1):
                if cell.value is not None:
                    yield number, column, read(cell)
            if number == outline.last_row:
                return


@contextmanager
def _told_plainly(name: str) -> Iterator[None]:
    """Whatever goes wrong in the block is told as a workbook that cannot be read."""
    try:
        yield
    except ReturnRefused:
        raise
    except Exception as error:
        # openpyxl raises anything at all on workbooks that other programs, or nobody, made.
        raise ReturnRefused(f"{name} {_UNREADABLE}") from error


def _outlined(book: Any, path: Path, name: str) -> list[tuple[Any, Outline]]:
    sheets = []
    filled = 0
    if len({sheet.title.casefold() for sheet in book.worksheets}) < len(book.worksheets):
        raise ValueError("two sheets have one name")
    with zipfile.ZipFile(path) as archive:
        for sheet in book.worksheets:
            # openpyxl keeps to itself where in the archive a sheet stands.
            with archive.open(sheet._worksheet_path) as source:
                outline = outline_of(source)
            filled += outline.filled
            if filled > MOST_CELLS:
                raise ReturnRefused(f"{name} {_TOO_MANY}")
            sheets.append((sheet, outline))
    return sheets


def _sheet(sheet: Any, outline: Outline, name: str) -> Sheet:
    rows: dict[int, dict[int, Cell]] = {}
    for (row, column), formula in outline.formulas.items():
        if row <= outline.last_row and column <= MOST_COLUMNS:
            rows.setdefault(row, {})[column] = Cell(formula, formula=formula)
    shown = filled_cells(sheet, outline, name, read=lambda cell: cell_text(cell.value, cell.number_format))
    for row, column, text in shown:
        if text.strip():
            rows.setdefault(row, {})[column] = Cell(text)
    _fill_merged(rows, outline, name)
    ordered = {row: dict(sorted(rows[row].items())) for row in sorted(rows)}
    return Sheet(
        sheet.title, ordered, is_hidden=sheet.sheet_state != "visible", unread=_unread(outline),
        hidden_rows=frozenset(outline.hidden_rows), hidden_columns=tuple(outline.hidden_columns),
    )  # fmt: skip


def _fill_merged(rows: dict[int, dict[int, Cell]], outline: Outline, name: str) -> None:
    """Give each merged cell what the first of them shows, no further than the sheet is filled otherwise."""
    left = MOST_CELLS
    for first_row, first_column, last_row, last_column in outline.merges:
        shown = rows.get(first_row, {}).get(first_column)
        wide = range(first_column, min(last_column, outline.last_column, MOST_COLUMNS) + 1)
        if not shown or not wide:
            continue
        copy = Cell(shown.text, formula=shown.formula, merged_from=address(first_row, first_column))
        for row in range(first_row, min(last_row, outline.last_row) + 1):
            left -= len(wide)
            if left < 0:
                raise ReturnRefused(f"{name} {_TOO_MANY}")
            # A value of its own under a merged cell is one that nobody sees.
            rows.setdefault(row, {}).update(dict.fromkeys(wide, copy))
        rows[first_row][first_column] = shown


def _unread(outline: Outline) -> str:
    if outline.next_row:
        return (
            f"has more below {MOST_EMPTY_ROWS:,} empty rows, from row {outline.next_row:,} on, which was not read; "
            "delete the empty rows and send it again"
        )
    if outline.last_column > MOST_COLUMNS:
        return f"has more right of column {MOST_COLUMNS}, which was not read; move it further left and send it again"
    return ""
