"""A copy of a workbook to send back: plain values, with each problem marked at its cell and listed on a sheet of its
own.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time, timedelta
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.exceptions import OverlappingRange
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from indicators.errors import Problem
from indicators.returns.workbooks.read import (
    MOST_CELLS,
    MOST_COLUMNS,
    CellProblem,
    SheetOutline,
    cell_address,
    cell_text,
    filled_cells,
    open_workbook,
)
from indicators.returns.workbooks.tables import PROBLEM_SHEET
from indicators.returns.workbooks.template import row_height

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
    outline: SheetOutline,
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
        problems = unwritten.pop(cell_address(row, column), ())
        _write(target, row - 1, column - 1, value, formats.get(**(look | _tint(problems))))
        if look.get("text_wrap") and isinstance(value, str):
            height = row_height([(value, widths.get(column, _USUAL_WIDTH))])
            heights[row] = max(height, heights.get(row, 0.0))
    for row, height in heights.items():
        target.set_row(row - 1, height)
    for cell, problems in unwritten.items():
        target.write_blank(cell, None, formats.get(**_tint(problems)))
    for cell, problems in marked.items():
        target.write_comment(cell, visible_text("\n".join(_problem_text(item) for item in problems)), _COMMENT)


def _widths(outline: SheetOutline) -> dict[int, float]:
    """The width of each column that has one of its own."""
    return {
        column: width
        for (first, last), width in islice(outline.widths.items(), MOST_COLUMNS)
        for column in range(first, min(last, MOST_COLUMNS) + 1)
    }


def writable_text(text: str) -> str:
    """A text that a workbook can hold."""
    return _UNWRITABLE.sub("\ufffd", text)[:_LONGEST_TEXT]


def visible_text(text: str) -> str:
    """A text without control characters, which comments have no way to write."""
    return "".join(mark if mark.isprintable() or mark == "\n" else "\ufffd" for mark in text)[:_LONGEST_TEXT]


def _problem_text(problem: Problem) -> str:
    value = f"'{problem.value}' " if problem.value else ""
    return f"{'Please check' if problem.is_warning else 'To be mended'}: {value}{problem.message}"


def _write(target: Worksheet, row: int, column: int, value: Any, look: Format) -> None:
    if isinstance(value, bool):
        target.write_boolean(row, column, value, look)
    elif isinstance(value, (int, float)) and abs(value) < 1e300:
        target.write_number(row, column, value, look)
    elif isinstance(value, (date, time, timedelta)):
        # It takes days and spans of time too, which its annotation leaves out.
        target.write_datetime(row, column, value, look)  # pyright: ignore[reportArgumentType]
    else:
        target.write_string(row, column, writable_text(cell_text(value)), look)


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


def _merge(outline: SheetOutline, target: Worksheet, formats: Formats) -> None:
    left = MOST_CELLS
    for first_row, first_column, last_row, last_column in outline.merges:
        last_row, last_column = min(last_row, outline.last_row), min(last_column, MOST_COLUMNS)
        cells = (last_row - first_row + 1) * (last_column - first_column + 1)
        left -= max(cells, 1)
        if left < 0:
            return
        if cells > 1 and last_row >= first_row and last_column >= first_column:
            try:
                cell_range = (first_row - 1, first_column - 1, last_row - 1, last_column - 1)
                target.merge_range(*cell_range, "", formats.get(text_wrap=True, valign="top"))
            except OverlappingRange:
                # Excel would call the copy damaged; the cells are there without the merge.
                continue


_KINDS = {False: "Must be mended", True: "Please check"}
_COLUMNS = {"Sheet": 18, "Cell": 8, "What is written": 30, "What is wrong and what to write": 80, "Kind": 16}
#: Else text of the sender's that begins with = would come alive.
_PLAIN_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
_LONGEST_NAME = 31


def annotated_copy(path: Path, problems: Sequence[Problem]) -> bytes:
    """A workbook (.xlsx) like the one at `path`, with the problems' cells coloured and commented.

    A first sheet lists all problems, errors first. Values, their formats, bold, fills, widths and merged cells
    are copied; formulas become the values they showed; links, macros, pictures and charts are left out. Raises
    ReturnRefused where the workbook cannot be read.
    """
    out = BytesIO()
    with open_workbook(path, path.name) as sheets:
        sheets = [(sheet, outline) for sheet, outline in sheets if sheet.title != PROBLEM_SHEET]
        with xlsxwriter.Workbook(out, _PLAIN_TEXT) as book:
            names = _sheet_names(sheet.title for sheet, _ in sheets)
            formats = Formats(book)
            _write_list(book.add_worksheet(PROBLEM_SHEET), formats, problems, names)
            for sheet, outline in sheets:
                copy = book.add_worksheet(names[sheet.title])
                copy.set_landscape()
                copy.fit_to_pages(1, 0)
                if sheet.sheet_state != "visible":
                    copy.hide()
                marked = _by_cell(problems, sheet.title)
                copy_sheet(sheet, outline, copy, name=path.name, formats=formats, marked=marked)
    return out.getvalue()


def problem_table(problems: Sequence[Problem]) -> pd.DataFrame:
    """Problems as a table, for files that cannot be marked: place, cell, value, message and kind, all text."""
    rows = [(item.place, item.cell, item.value, item.message, _KINDS[item.is_warning]) for item in problems]
    return pd.DataFrame(rows, columns=["place", "cell", "value", "message", "kind"], dtype=object)


def _write_list(sheet: Worksheet, formats: Formats, problems: Sequence[Problem], names: Mapping[str, str]) -> None:
    plain = formats.get(text_wrap=True, valign="top")
    link = formats.get(underline=1, font_color="#0563C1", valign="top")
    for column, (heading, width) in enumerate(_COLUMNS.items()):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, heading, formats.get(bold=True, bg_color="#D9D9D9"))
    for number, item in enumerate(sorted(problems, key=lambda item: item.is_warning), 1):
        kind = formats.get(valign="top", bg_color=AMBER if item.is_warning else RED)
        location = "" if item.sheet else item.place
        message = " ".join(part for part in (_others(item), item.message) if part)
        texts = (item.sheet or location, item.cell, item.value, message)
        sheet.set_row(number, row_height(zip(texts, _COLUMNS.values(), strict=False)))
        for column, text in enumerate(texts):
            sheet.write_string(number, column, writable_text(text), plain)
        sheet.write_string(number, len(_COLUMNS) - 1, _KINDS[item.is_warning], kind)
        if item.cell and item.sheet in names:
            quoted = names[item.sheet].replace("'", "''")
            sheet.write_url(number, 1, f"internal:'{quoted}'!{item.cell}", link, item.cell)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _others(problem: Problem) -> str:
    """How many more cells share a problem; all of them are marked."""
    others = len(_cells_of(problem)) - 1
    return f"(also in {others:,} more cell{'s' if others > 1 else ''}, marked)" if others > 0 else ""


def _cells_of(problem: Problem) -> list[str]:
    others = problem.other_cells if isinstance(problem, CellProblem) else ()
    return [cell for cell in (problem.cell, *others) if re.fullmatch(r"[A-Z]{1,3}[1-9]\d{0,6}", cell, re.ASCII)]


def _by_cell(problems: Sequence[Problem], sheet: str) -> dict[str, list[Problem]]:
    """The problems of each cell of a sheet."""
    marked: dict[str, list[Problem]] = {}
    for item in problems:
        for cell in _cells_of(item) if item.sheet == sheet else ():
            marked.setdefault(cell, []).append(item)
    return marked


def _sheet_names(titles: Iterable[str]) -> dict[str, str]:
    """Names for sheets that Excel allows, each once, as much like the sheets' own as can be."""
    names: dict[str, str] = {}
    used = {PROBLEM_SHEET.casefold(), "history"}
    for number, title in enumerate(titles, 1):
        name = re.sub(r"[\[\]:*?/\\\s]", " ", writable_text(title)).strip(" '")[:_LONGEST_NAME].strip(" '")
        while not name or name.casefold() in used:
            name = f"Sheet {number}"
            number += 1
        used.add(name.casefold())
        names[title] = name
    return names
