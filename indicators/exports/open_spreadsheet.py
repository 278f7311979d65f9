"""Workbooks in the open document format (ODS), the standard for public bodies: the sheets of the Excel workbook.

Written by templates of our own, since the libraries for the format are slow with large tables or need a compiler.
Numbers stay numbers; text is typed as text, so that no spreadsheet runs it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from indicators.exports.cells import column_decimals, is_period_column, plain_value, printable
from indicators.exports.excel import (
    LONGEST_CELL,
    WorkbookPage,
    WorkbookSheet,
    exhibit_workbook,
    unique_headers,
    workbook_pages,
)
from indicators.exports.exhibit import Exhibit
from indicators.exports.open_package import open_lines, open_package
from indicators.rounding import decimal_text
from indicators.web import render

#: Millimetres: a letter of 12 points, what stands beside the text of a cell, the widest column.
_LETTER, _ASIDE, _WIDEST = 2.3, 5.0, 140.0


def open_workbook_of_sheets(
    title: str,
    notes: Mapping[str, str],
    sheets: Sequence[WorkbookSheet],
    *,
    sources: Sequence[str] = (),
    explained: Sequence[tuple[str, str]] = (),
    mark: str = "",
) -> bytes:
    """The sheets of `excel.workbook_of_sheets`, with the same cells, as an OpenDocument spreadsheet."""
    pages = workbook_pages(title, notes, sheets, sources=sources, explained=explained, mark=mark)
    written = [_sheet(number, page) for number, page in enumerate(pages, start=1)]
    parts = {
        "content.xml": render(
            "open_document/workbook.xml",
            sheets=written,
            ranges=[(sheet["table_name"], _address(sheet)) for sheet in written if sheet["heads"]],
        ),
        "styles.xml": render("open_document/workbook_styles.xml", mark=printable(mark)),
        "settings.xml": render("open_document/workbook_settings.xml", sheets=written),
    }
    return open_package("spreadsheet", parts, title=title, description="; ".join(sources), keywords=mark)


def exhibit_open_workbook(exhibit: Exhibit) -> bytes:
    """The exhibit's workbook: cover with contents, notes where there are any, and one marked-up table."""
    return exhibit_workbook(exhibit, write=open_workbook_of_sheets)


def _sheet(number: int, page: WorkbookPage) -> dict[str, Any]:
    """A sheet as the template takes it."""
    heads = unique_headers([printable(str(name)) for name in page.table.columns])
    columns = [_cells(head, page.table.iloc[:, place].tolist()) for place, head in enumerate(heads)]
    return {
        "number": number,
        "name": page.name,
        "table_name": page.table_name,
        "targets": page.table.iloc[:, 0].tolist() if page.links and heads else [],
        "lines": [_text(line) for line in page.lines],
        "top": len(page.lines) + 1,
        "heads": [_text(head) for head in heads],
        "rows": list(zip(*columns, strict=True)),
        "widths": [_width(head, cells) for head, cells in zip(heads, columns, strict=True)] or [_WIDEST],
    }


#: Style, number as the file has it (None for text), and what is shown: a number's text, or the lines of a text.
_Cell = tuple[str, str | None, Any]


def _cells(head: str, column: Sequence[Any]) -> list[_Cell]:
    """The cells of one column, its figures with as many decimals as they have, two at most."""
    values = [plain_value(cell) for cell in column]
    places = column_decimals(values)
    kind = "Year" if is_period_column(head) else "Figure"
    is_long = any(len(value) * _LETTER > _WIDEST for value in values if isinstance(value, str))
    return [
        (_text_style(value, is_long), None, _text(value))
        if isinstance(value, str)
        else (f"{kind}_20_{places}", repr(value), _figure(value, places, kind))
        for value in values
    ]


def _figure(value: float, places: int, kind: str) -> str:
    text = decimal_text(value, places)
    return text.replace(",", "") if kind == "Year" else text


def _text_style(text: str, is_long: bool) -> str:
    if text.startswith("[") and text.endswith("]"):
        return "Symbol"
    return "Wrapped" if is_long else "Words"


def _text(text: str) -> list[str]:
    """The lines of a text that is no longer than Excel takes, so that both workbooks have the same."""
    # LibreOffice leaves tabs out of cells, and joins the words beside them.
    return open_lines(printable(text)[:LONGEST_CELL].replace("\t", " "))


def _width(head: str, cells: Sequence[_Cell]) -> float:
    """Millimetres of a column in which its longest word of a head, and its cells, stand on a line."""
    texts = [line for _, number, shown in cells for line in ([shown] if number is not None else shown)]
    longest = max([*map(len, texts), *map(len, head.split()), 4])
    return round(min(_WIDEST, longest * _LETTER + _ASIDE), 1)


def _address(sheet: Mapping[str, Any]) -> str:
    """The cells of a sheet's table."""
    top, width = sheet["top"], len(sheet["heads"])
    return f"'{sheet['name']}'.A{top}:'{sheet['name']}'.{_letters(width)}{top + len(sheet['rows'])}"


def _letters(column: int) -> str:
    """The letters of a column, counted from 1."""
    letters = ""
    while column:
        column, place = divmod(column - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters
