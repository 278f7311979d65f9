"""One sheet of a workbook copied into another as plain values, with problems marked at their cells."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, time, timedelta
from itertools import islice
from typing import Any

from xlsxwriter.exceptions import OverlappingRange
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from indicators.errors import Problem
from indicators.returns.sheets.cell_text import cell_text
from indicators.returns.sheets.row_heights import row_height
from indicators.returns.sheets.sheet import address
from indicators.returns.sheets.sheet_outline import Outline
from indicators.returns.sheets.workbook import MOST_CELLS, MOST_COLUMNS, filled_cells

RED = "#F8CBAD"
AMBER = "#FFE699"
#: Excel takes a little more.
_LONGEST_TEXT = 32_000
_WIDEST = 255
_USUAL_WIDTH = 8.43
#: What XML cannot hold, even in disguise.
_UNWRITABLE = re.compile("[\ud800-\udfff\ufffe\uffff]")
_COMMENT = {"author": "", "x_scale": 2.5, "y_scale": 1.5}


class Formats:
    """The looks of one workbook, each made once."""

    def __init__(self, book: Workbook):
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def get(self, **look: Any) -> Format:
        """A format by xlsxwriter's names of its properties."""
        key = tuple(sorted(look.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(look)
        return self._made[key]


def copy_sheet(
    source: Any,
    outline: Outline,
    target: Worksheet,
    *,
    name: str,
    formats: Formats,
    marked: Mapping[str, Sequence[Problem]],
) -> None:
    """Write the values of a sheet as openpyxl streams it, coloured and commented where `marked` by address.

    `name` is the file's. Raises ReturnRefused where the sheet cannot be read after all.
    """
    for (first, last), width in islice(outline.widths.items(), MOST_COLUMNS):
        if first <= MOST_COLUMNS and 0 <= width <= _WIDEST:
            target.set_column(first - 1, min(last, MOST_COLUMNS) - 1, width)
    _merge(outline, target, formats)
    unwritten = dict(marked)
    values = filled_cells(source, outline, name, read=lambda cell: (cell.value, _look(cell)))
    widths = _widths(outline)
    heights: dict[int, float] = {}
    for row, column, (value, look) in values:
        problems = unwritten.pop(address(row, column), ())
        _write(target, row - 1, column - 1, value, formats.get(**(look | _tint(problems))))
        if look.get("text_wrap") and isinstance(value, str):
            height = row_height([(value, widths.get(column, _USUAL_WIDTH))])
            heights[row] = max(height, heights.get(row, 0.0))
    for row, height in heights.items():
        target.set_row(row - 1, height)
    for cell, problems in unwritten.items():
        target.write_blank(cell, None, formats.get(**_tint(problems)))
    for cell, problems in marked.items():
        target.write_comment(cell, visible("\n".join(_words(item) for item in problems)), _COMMENT)


def _widths(outline: Outline) -> dict[int, float]:
    """The width of each column that has one of its own."""
    return {
        column: width
        for (first, last), width in islice(outline.widths.items(), MOST_COLUMNS)
        for column in range(first, min(last, MOST_COLUMNS) + 1)
    }


def writable(text: str) -> str:
    """A text that a workbook can hold."""
    return _UNWRITABLE.sub("\ufffd", text)[:_LONGEST_TEXT]


def visible(text: str) -> str:
    """A text without control characters, which comments have no way to write."""
    return "".join(mark if mark.isprintable() or mark == "\n" else "\ufffd" for mark in text)[:_LONGEST_TEXT]


def _words(problem: Problem) -> str:
    value = f"'{problem.value}' " if problem.value else ""
    return f"{'Please check' if problem.is_warning else 'To be mended'}: {value}{problem.message}"


def _write(target: Worksheet, row: int, column: int, value: Any, look: Format) -> None:
    if isinstance(value, bool):
        target.write_boolean(row, column, value, look)
    elif isinstance(value, (int, float)) and abs(value) < 1e300:
        target.write_number(row, column, value, look)
    elif isinstance(value, (date, time, timedelta)):
        target.write_datetime(row, column, value, look)
    else:
        target.write_string(row, column, writable(cell_text(value)), look)


def _look(cell: Any) -> dict[str, Any]:
    """The part of a cell's look that helps to find one's way: format, bold, fill, wrapped text."""
    look: dict[str, Any] = {"valign": "top"}
    if cell.number_format and cell.number_format != "General":
        look["num_format"] = cell.number_format
    if cell.font and cell.font.b:
        look["bold"] = True
    if cell.font and (colour := _rgb(cell.font.color)):
        look["font_color"] = colour
    if cell.fill and cell.fill.fill_type == "solid" and (colour := _rgb(cell.fill.fgColor)):
        look["bg_color"] = colour
    if cell.alignment and cell.alignment.wrap_text:
        look["text_wrap"] = True
    return look


def _rgb(colour: Any) -> str:
    """A colour as #RRGGBB; '' where it is one of the theme, which the copy does not have."""
    if colour is None or colour.type != "rgb" or not re.fullmatch(r"[0-9A-Fa-f]{8}", str(colour.rgb)):
        return ""
    return f"#{colour.rgb[2:]}"


def _tint(problems: Sequence[Problem]) -> dict[str, Any]:
    if not problems:
        return {}
    return {"bg_color": AMBER if all(item.is_warning for item in problems) else RED, "font_color": "#000000"}


def _merge(outline: Outline, target: Worksheet, formats: Formats) -> None:
    left = MOST_CELLS
    for first_row, first_column, last_row, last_column in outline.merges:
        last_row, last_column = min(last_row, outline.last_row), min(last_column, MOST_COLUMNS)
        cells = (last_row - first_row + 1) * (last_column - first_column + 1)
        left -= max(cells, 1)
        if left < 0:
            return
        if cells > 1 and last_row >= first_row and last_column >= first_column:
            try:
                place = (first_row - 1, first_column - 1, last_row - 1, last_column - 1)
                target.merge_range(*place, "", formats.get(text_wrap=True, valign="top"))
            except OverlappingRange:
                # Excel would call the copy damaged; the cells are there without the merge.
                continue
