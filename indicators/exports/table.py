"""Tables as CSV and XLSX: numbers stay numbers, text never becomes a formula, symbols are explained."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import xlsxwriter

from indicators.exports.cells import plain, published, symbols_used

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
#: What Excel takes into one cell.
_LONGEST_CELL = 32_767


def csv_bytes(frame: pd.DataFrame, notes: Mapping[str, str]) -> bytes:
    """UTF-8 with a byte-order mark, so that Excel opens it; header in line 1, `notes` under the table.

    Text that a spreadsheet would run as a formula gets a leading apostrophe; numbers are left alone.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    table = published(frame)
    writer.writerow([_harmless(str(name)) for name in table.columns])
    writer.writerows([_csv_cell(cell) for cell in row] for row in table.itertuples(index=False, name=None))
    lines = [*notes.items(), *symbols_used(table)]
    if lines:
        writer.writerow([])
        writer.writerows([_harmless(name), _harmless(text)] for name, text in lines)
    return buffer.getvalue().encode("utf-8-sig")


def _csv_cell(cell: Any) -> Any:
    written = plain(cell)
    return _harmless(written) if isinstance(written, str) else written


def _harmless(text: str) -> str:
    # A space or line feed before the sign does not stop every spreadsheet.
    return f"'{text}" if text.lstrip(" \n").startswith(_FORMULA_STARTS) else text


def xlsx_bytes(frame: pd.DataFrame, *, title: str, notes: Mapping[str, str], sources: Sequence[str] = ()) -> bytes:
    """One accessible sheet: title, notes, sources and symbols, one a row, and under them a marked-up table.

    Text is written as text, so no formula and no link can come out of it. Written with xlsxwriter directly:
    gptables turns `[words](address)` in a cell into a link and refuses cells that hold only a dash.
    """
    table = published(frame)
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": title, "comments": "; ".join(sources)[:250]})
        sheet = book.add_worksheet("Table")
        sheet.hide_gridlines(2)
        row = _write_preamble(book, sheet, _preamble(title, notes, sources, symbols_used(table)))
        _write_table(book, sheet, table, row)
    return buffer.getvalue()


def _preamble(
    title: str, notes: Mapping[str, str], sources: Sequence[str], symbols: Sequence[tuple[str, str]]
) -> list[str]:
    lines = [title, "This sheet holds one table."]
    lines += [f"{name}: {text}" for name, text in notes.items()]
    lines += [f"Source: {source}" for source in sources]
    return lines + [f"{mark} {words}" for mark, words in symbols]


def _write_preamble(book: xlsxwriter.Workbook, sheet: Any, lines: Sequence[str]) -> int:
    """The lines in column A; the row where the table begins."""
    large, plain = book.add_format({"bold": True, "font_size": 14}), book.add_format({"font_size": 12})
    for row, line in enumerate(lines):
        sheet.write_string(row, 0, line[:_LONGEST_CELL], large if row == 0 else plain)
    return len(lines)


def _write_table(book: xlsxwriter.Workbook, sheet: Any, table: pd.DataFrame, top: int) -> None:
    bold = book.add_format({"bold": True, "text_wrap": True, "font_size": 12, "bottom": 1, "valign": "top"})
    headers = _unique([str(name) for name in table.columns])
    for column, header in enumerate(headers):
        cells = [plain(cell) for cell in table.iloc[:, column]]
        widest = max([len(header), *(_write_column(book, sheet, header, cells, at=(top + 1, column)))])
        sheet.set_column(column, column, min(60, widest * 1.2 + 2))
    if headers:
        columns = [{"header": name, "header_format": bold} for name in headers]
        settings = {"columns": columns, "style": None, "autofilter": False, "name": "Figures"}
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
    words = book.add_format({"font_size": 12})
    symbols = book.add_format({"font_size": 12, "align": "right"})
    for row, cell in enumerate(cells, start=at[0]):
        if isinstance(cell, str):
            is_symbol = cell.startswith("[") and cell.endswith("]")
            sheet.write_string(row, at[1], cell[:_LONGEST_CELL], symbols if is_symbol else words)
        else:
            sheet.write_number(row, at[1], cell, figures)
    return [len(cell) if isinstance(cell, str) else len(f"{cell:,.{places}f}") for cell in cells]


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
