"""The workbook that an agency is sent to fill in: its indicators, locked, with cells for this period's figures and a
sheet that explains them.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from indicators.catalogue.symbols import STATUSES, SYMBOLS
from indicators.returns.workbooks.tables import HOW_TO_SHEET

#: Points that a line of 11 point text takes, and the most that a row can have.
_LINE, _MOST = 15.0, 400.0
#: Wrapped lines break between words, so they are not quite full.
_FILLED = 0.9


def row_height(cells: Iterable[tuple[str, float]]) -> float:
    """Points that a row needs for texts in columns of some widths (in characters)."""
    lines = [
        sum(max(1, math.ceil(len(part) / (width * _FILLED))) for part in text.split("\n"))
        for text, width in cells
        if width > 0
    ]
    return min(_LINE * max(lines, default=1), _MOST)


TEMPLATE_SYMBOLS = {code: symbol.template_meaning for code, symbol in SYMBOLS.items() if symbol.template_meaning}
TEMPLATE_STATUSES = {code: status.template_meaning for code, status in STATUSES.items()}

#: Headings of the sheet with guidance, and under each its lines: a label, and the text beside it.
HOW_TO: Mapping[str, Mapping[str, str]] = {
    "Filling in": {
        "Tinted cells": "Only these are to be filled in; all others are locked, so that codes stay as they are.",
        "Figure": "Digits only, such as 1234 or 12.5. A percentage is written as 12.5, without the sign.",
        "Zero": "Write 0 only where there were truly none. Never write 0 for a figure that is missing.",
        "Numerator, Denominator": "Where these are tinted, give both: the percentage or rate is worked out from them, "
        "and Figure may stay empty.",
        "Note": "What a reader should know: a change in how cases are counted, an estimate, a late system.",
    },
    "Symbols: why there is no figure": {
        "c": "Confidential: the number is so small that it must stay hidden.",
        "x": "Not available: it was not collected, or is not ready.",
        "z": "Not applicable: it cannot exist for this area or period.",
        "u": "Low reliability: the figure is given, and should be used with care.",
        "low": "Not zero, but it rounds to zero.",
    },
    "Status": {
        "final": "The figure will not change. An empty cell means final.",
        "provisional": "The figure may still change, for example because a quarter's cases are still being checked. "
        "Send it again as revised once it is settled.",
        "revised": "The figure replaces one that was sent before for the same period.",
    },
    "What happens next": {
        "Checks": "The workbook is checked as soon as it is sent in. If anything has to be mended, you receive it "
        "back with the cells marked and a list of what to write.",
        "Use": "Sound figures go to the performance dashboard, with your agency as their source. Nothing is "
        "overwritten: what was sent before stays on record.",
        "Questions": "Ask the business office.",
    },
}


RETURN_SHEET = "Return"
_TITLE = "Return of performance indicators"
_HELP = f"Fill in the tinted cells. Where there is no figure, choose a symbol. More under '{HOW_TO_SHEET}'."
_HEADING_ROW = 5
#: Each heading with the width of its column in characters.
_COLUMNS = {
    "Code": 27, "Title": 34, "Area": 15, "Period": 13, "Figure": 11, "Numerator": 11, "Denominator": 13,
    "Symbol": 9, "Status": 12, "Note": 26, "Last period": 13, "Last figure": 12, "Unit": 12, "Definition": 70,
}  # fmt: skip
_NUMBER = {column: place for place, column in enumerate(_COLUMNS)}
_A4 = 9
_LARGEST = 1e12
_BORDER = {"border": 1, "border_color": "#BFBFBF", "valign": "top", "text_wrap": True}
_LOOKS: Mapping[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 16},
    "label": {"bold": True},
    "plain": {"text_wrap": True, "valign": "top"},
    "heading": {**_BORDER, "bold": True, "bg_color": "#12436D", "font_color": "#FFFFFF", "valign": "vcenter"},
    "given": _BORDER,
    "number": {**_BORDER, "locked": False, "bg_color": "#FFF7D6", "num_format": "General", "align": "right"},
    "words": {**_BORDER, "locked": False, "bg_color": "#FFF7D6", "num_format": "@"},
}
#: Else a cell that begins with = + - @ or looks like an address would come alive.
_PLAIN_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}


@dataclass(frozen=True, kw_only=True)
class TemplateRow:
    """One figure that is asked for.

    `indicator` is the id and `area` a name; `last_figure` is text, as it was shown. `is_whole` asks for a whole
    number from 0, `is_share` for 0 to 100; `asks_denominator` for the numerator and denominator of the figure. `period`
    is the day of a figure that is counted on one day of the period, else empty.
    """

    indicator: str
    title: str
    area: str
    unit: str = ""
    definition: str = ""
    period: str = ""
    last_period: str = ""
    last_figure: str = ""
    is_whole: bool = False
    is_share: bool = False
    asks_denominator: bool = False


def write_template(rows: Sequence[TemplateRow], *, agency: str, period: str, out: Path | BinaryIO) -> None:
    """Write a workbook (.xlsx) that asks an agency for the figures of one period, a row each."""
    with xlsxwriter.Workbook(out, _PLAIN_TEXT) as book:
        book.set_properties({"title": f"{_TITLE}: {agency}, {period}", "subject": "Safeguarding children"})
        looks = {name: book.add_format(look) for name, look in _LOOKS.items()}
        sheet = book.add_worksheet(RETURN_SHEET)
        _write_top(sheet, looks, agency=agency, period=period)
        for number, row in enumerate(rows, _HEADING_ROW + 1):
            _write_row(sheet, number, row, period=period, looks=looks)
            _validate_row(sheet, number, row)
        _lay_out(sheet, _HEADING_ROW + len(rows))
        _write_how_to(book, looks)


def _write_top(sheet: Worksheet, looks: Mapping[str, Format], *, agency: str, period: str) -> None:
    sheet.write_string(0, 0, _TITLE, looks["title"])
    for number, (label, text) in enumerate((("Agency", agency), ("Period", period)), 1):
        sheet.write_string(number, 0, label, looks["label"])
        sheet.write_string(number, 1, text)
    sheet.write_string(3, 0, _HELP)
    for column, (heading, width) in enumerate(_COLUMNS.items()):
        sheet.write_string(_HEADING_ROW, column, heading, looks["heading"])
        sheet.set_column(column, column, width)


def _write_row(sheet: Worksheet, number: int, row: TemplateRow, *, period: str, looks: Mapping[str, Format]) -> None:
    texts = {
        "Code": row.indicator, "Title": row.title, "Area": row.area, "Period": row.period or period,
        "Last period": row.last_period, "Last figure": row.last_figure, "Unit": row.unit, "Definition": row.definition,
    }  # fmt: skip
    sheet.set_row(number, row_height((text, _COLUMNS[column]) for column, text in texts.items()))
    for column, text in texts.items():
        sheet.write_string(number, _NUMBER[column], text, looks["given"])
    for column in ("Figure", "Numerator", "Denominator"):
        is_asked = column == "Figure" or row.asks_denominator
        sheet.write_blank(number, _NUMBER[column], None, looks["number" if is_asked else "given"])
    for column in ("Symbol", "Status", "Note"):
        sheet.write_blank(number, _NUMBER[column], None, looks["words"])


def _validate_row(sheet: Worksheet, number: int, row: TemplateRow) -> None:
    """Hold each cell to what can stand in it, and say so when it is entered."""
    base = " It is worked out if you give numerator and denominator." if row.asks_denominator else ""
    rule, what = _figure_rule(row)
    figure = {"input_title": "Figure", "input_message": f"Write {what}.{base} No figure? Choose a symbol instead."}
    refused = {"error_title": "Not a figure", "error_message": f"Write {what}. Where there is no figure, leave this"}
    refused["error_message"] += " cell empty and choose a symbol under Symbol."
    sheet.data_validation(number, _NUMBER["Figure"], number, _NUMBER["Figure"], rule | figure | refused)
    if row.asks_denominator:
        part = _between(0, _LARGEST) | {
            "error_title": "Not a number",
            "error_message": "Write a number, 0 or more, and no percentage.",
        }
        sheet.data_validation(number, _NUMBER["Numerator"], number, _NUMBER["Denominator"], part)
    for column, choices in (("Symbol", TEMPLATE_SYMBOLS), ("Status", TEMPLATE_STATUSES)):
        sheet.data_validation(number, _NUMBER[column], number, _NUMBER[column], _choice(column, choices))


def _figure_rule(row: TemplateRow) -> tuple[dict[str, Any], str]:
    """What a figure may be, as a rule for Excel and in words."""
    if row.is_whole:
        return {"validate": "integer", "criteria": ">=", "value": 0}, "a whole number, 0 or more"
    if row.is_share:
        return _between(0, 100), "a percentage from 0 to 100, such as 12.5"
    return _between(-_LARGEST, _LARGEST), "a number in digits, such as 12.5"


def _between(lowest: float, highest: float) -> dict[str, Any]:
    return {"validate": "decimal", "criteria": "between", "minimum": lowest, "maximum": highest}


def _choice(column: str, choices: Mapping[str, str]) -> dict[str, Any]:
    return {
        "validate": "list",
        "source": list(choices),
        "input_title": column,
        "input_message": "\n".join(f"{choice}: {meaning}" for choice, meaning in choices.items()),
        "error_title": f"Not a {column.lower()}",
        "error_message": f"Choose one of {', '.join(choices)}, or leave the cell empty.",
    }


def _lay_out(sheet: Worksheet, last_row: int) -> None:
    """What stays in sight, what may be changed, and how it is printed."""
    last_column = len(_COLUMNS) - 1
    sheet.freeze_panes(_HEADING_ROW + 1, _NUMBER["Title"] + 1)
    # Without a password: it keeps hands off codes by mistake, and whoever must may lift it.
    sheet.protect("", {"format_columns": True, "format_rows": True})
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEADING_ROW)
    sheet.print_area(0, 0, last_row, last_column)
    sheet.set_footer("&L&F&RPage &P of &N")
    sheet.ignore_errors({"number_stored_as_text": f"A1:N{last_row + 1}"})
    sheet.set_selection(_HEADING_ROW + 1, _NUMBER["Figure"], _HEADING_ROW + 1, _NUMBER["Figure"])


def _write_how_to(book: Workbook, looks: Mapping[str, Format]) -> None:
    sheet = book.add_worksheet(HOW_TO_SHEET)
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 90)
    sheet.write_string(0, 0, HOW_TO_SHEET, looks["title"])
    number = 2
    for heading, lines in HOW_TO.items():
        sheet.write_string(number, 0, heading, looks["label"])
        for label, text in lines.items():
            number += 1
            sheet.set_row(number, row_height([(label, 22), (text, 90)]))
            sheet.write_string(number, 0, label, looks["plain"])
            sheet.write_string(number, 1, text, looks["plain"])
        number += 2
    sheet.protect("", {"format_columns": True, "format_rows": True})
    sheet.set_paper(_A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
