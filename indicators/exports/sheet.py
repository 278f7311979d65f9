"""A sheet of a workbook: lines of text in column A and under them one marked-up table.

Text is written as text, so no formula and no link can come out of it. Written with xlsxwriter directly: gptables
turns `[words](address)` in a cell into a link and refuses cells that hold only a dash.
"""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pandas as pd
import xlsxwriter

from indicators.exports.cells import plain, printable

#: What Excel takes into one cell.
LONGEST_CELL = 32_767
#: Characters of a column from which its text is wrapped.
_WIDEST = 60


@contextmanager
def new_book(buffer: io.BytesIO, *, title: str, comments: str = "") -> Iterator[xlsxwriter.Workbook]:
    """A workbook that is written into a buffer when the block ends; its properties name it."""
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": printable(title)[:250], "comments": printable(comments)[:250]})
        yield book


def add_sheet(
    book: xlsxwriter.Workbook, name: str, lines: Sequence[str], table: pd.DataFrame, *, table_name: str
) -> None:
    """Add a sheet with some lines, the first of them as its heading, and a table that `cells.published` gave."""
    sheet = book.add_worksheet(name)
    sheet.hide_gridlines(2)
    _write_table(book, sheet, table, write_lines(book, sheet, lines), table_name)


def write_lines(book: xlsxwriter.Workbook, sheet: Any, lines: Sequence[str]) -> int:
    """The lines in column A; the row after them."""
    large, usual = book.add_format({"bold": True, "font_size": 14}), book.add_format({"font_size": 12})
    for row, line in enumerate(lines):
        sheet.write_string(row, 0, _cell_text(line), large if row == 0 else usual)
    return len(lines)


def _cell_text(text: str) -> str:
    return printable(text)[:LONGEST_CELL]


def _write_table(book: xlsxwriter.Workbook, sheet: Any, table: pd.DataFrame, top: int, name: str) -> None:
    bold = book.add_format({"bold": True, "text_wrap": True, "font_size": 12, "bottom": 1, "valign": "top"})
    headers = _unique([printable(str(name)) for name in table.columns])
    for column, header in enumerate(headers):
        cells = [plain(cell) for cell in table.iloc[:, column]]
        widest = max([len(header), *(_write_column(book, sheet, header, cells, at=(top + 1, column)))])
        sheet.set_column(column, column, min(_WIDEST, widest * 1.2 + 2))
    if headers:
        columns = [{"header": name, "header_format": bold} for name in headers]
        settings = {"columns": columns, "style": None, "autofilter": False, "name": name}
        # Excel wants a row under the header even when there is nothing to say.
        sheet.add_table(top, 0, top + max(1, len(table)), len(headers) - 1, settings)
    sheet.freeze_panes(top + 1, 0)


def _write_column(
    book: xlsxwriter.Workbook,
    sheet: Any,
    header: str,
    cells: Sequence[str | int | float],
    *,
    at: tuple[int, int],
) -> list[int]:
    """Write one column with as many decimals as its figures have, two at most; the cells' widths."""
    places = max((_places(cell) for cell in cells if isinstance(cell, float)), default=0)
    # A year is not a quantity: no thousands separator.
    whole = "0" if "year" in header.casefold() or "period" in header.casefold() else "#,##0"
    figures = book.add_format({"font_size": 12, "num_format": whole + ("." + "0" * places if places else "")})
    widths = [len(cell) if isinstance(cell, str) else len(f"{cell:,.{places}f}") for cell in cells]
    words = book.add_format({"font_size": 12, "valign": "top", "text_wrap": max(widths, default=0) > _WIDEST})
    symbols = book.add_format({"font_size": 12, "align": "right"})
    for row, cell in enumerate(cells, start=at[0]):
        if isinstance(cell, str):
            is_symbol = cell.startswith("[") and cell.endswith("]")
            sheet.write_string(row, at[1], _cell_text(cell), symbols if is_symbol else words)
        else:
            sheet.write_number(row, at[1], cell, figures)
    return widths


def _places(number: float) -> int:
    return min(2, len(f"{number:.2f}".rstrip("0").partition(".")[2]))


def _unique(names: Sequence[str]) -> list[str]:
    """Headers as Excel wants them: none empty, none twice (case apart)."""
    seen: set[str] = set()
    result = []
    for place, name in enumerate(names, start=1):
        header = name.strip()[:255] or f"Column {place}"
        while header.casefold() in seen:
            header += " (again)"
        seen.add(header.casefold())
        result.append(header)
    return result
