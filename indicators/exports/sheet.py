"""A sheet of a workbook: lines of text in column A and under them one marked-up table.

Text is written as text, so no formula and no link can come out of it. Written with xlsxwriter directly: gptables
turns `[words](address)` in a cell into a link and refuses cells without a Latin letter or digit, and empty tables.
"""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pandas as pd
import xlsxwriter

from indicators.exports.cells import LANGUAGE, decimals_of, names_periods, plain, printable

#: What Excel takes into one cell.
LONGEST_CELL = 32_767
#: Characters of a column from which its text is wrapped.
_WIDEST = 60
FONT = "Arial"
_TEXT = {"font_name": FONT, "font_size": 12}
_HEADING = {"bold": True, "font_size": 16}
#: Excel's number for the size of paper.
_A4 = 9


@contextmanager
def new_book(
    buffer: io.BytesIO, *, title: str, subject: str = "", comments: str = "", keywords: str = ""
) -> Iterator[xlsxwriter.Workbook]:
    """A workbook that is written into a buffer when the block ends; its properties name it and its language."""
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    said = {"title": title, "subject": subject, "comments": comments, "keywords": keywords}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({name: printable(text)[:250] for name, text in said.items()})
        book.set_custom_property("Language", LANGUAGE)
        yield book


def new_sheet(book: xlsxwriter.Workbook, name: str, *, mark: str = "") -> Any:
    """An empty sheet without grid lines, printed one page wide, `mark` at the head of every printed page."""
    sheet = book.add_worksheet(name)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    if mark:
        sheet.set_header(f"&C{mark}")
    return sheet


def add_sheet(
    book: xlsxwriter.Workbook, name: str, lines: Sequence[str], table: pd.DataFrame, *, table_name: str, mark: str = ""
) -> None:
    """Add a sheet with some lines, the first of them as its heading, and a table that `cells.published` gave."""
    sheet = new_sheet(book, name, mark=mark)
    write_table(book, sheet, table, write_lines(book, sheet, lines), table_name)


def write_lines(book: xlsxwriter.Workbook, sheet: Any, lines: Sequence[str]) -> int:
    """The lines in column A; the row after them."""
    large, usual = book.add_format(_TEXT | _HEADING), book.add_format(_TEXT)
    for row, line in enumerate(lines):
        sheet.write_string(row, 0, _cell_text(line), large if row == 0 else usual)
    return len(lines)


def _cell_text(text: str) -> str:
    return printable(text)[:LONGEST_CELL]


def write_table(book: xlsxwriter.Workbook, sheet: Any, table: pd.DataFrame, top: int, name: str) -> None:
    """A table that `cells.published` gave, from a row down, marked as one and named; its heads stay in sight."""
    bold = book.add_format({"bold": True, "text_wrap": True, "bottom": 1, "valign": "top", **_TEXT})
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
    sheet.repeat_rows(top)


def _write_column(
    book: xlsxwriter.Workbook,
    sheet: Any,
    header: str,
    cells: Sequence[str | int | float],
    *,
    at: tuple[int, int],
) -> list[int]:
    """Write one column with as many decimals as its figures have, two at most; the cells' widths."""
    places = decimals_of(cells)
    whole = "0" if names_periods(header) else "#,##0"
    figures = book.add_format({**_TEXT, "num_format": whole + ("." + "0" * places if places else "")})
    widths = [len(cell) if isinstance(cell, str) else len(f"{cell:,.{places}f}") for cell in cells]
    words = book.add_format({**_TEXT, "valign": "top", "text_wrap": max(widths, default=0) > _WIDEST})
    symbols = book.add_format({**_TEXT, "align": "right"})
    for row, cell in enumerate(cells, start=at[0]):
        if isinstance(cell, str):
            is_symbol = cell.startswith("[") and cell.endswith("]")
            sheet.write_string(row, at[1], _cell_text(cell), symbols if is_symbol else words)
        else:
            sheet.write_number(row, at[1], cell, figures)
    return widths


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
