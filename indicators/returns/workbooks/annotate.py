"""A workbook handed back with what is wrong in it marked, and a list of what to mend."""

import re
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from pathlib import Path

import pandas as pd
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from indicators.errors import Problem
from indicators.returns.sheets.row_heights import row_height
from indicators.returns.sheets.sheet import CellProblem
from indicators.returns.sheets.sheet_copy import AMBER, RED, Formats, copy_sheet, writable
from indicators.returns.sheets.sheet_rows import MENDING_SHEET
from indicators.returns.sheets.workbook import opened

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
    with opened(path, path.name) as sheets:
        sheets = [(sheet, outline) for sheet, outline in sheets if sheet.title != MENDING_SHEET]
        with xlsxwriter.Workbook(out, _PLAIN_TEXT) as book:
            names = _sheet_names(sheet.title for sheet, _ in sheets)
            formats = Formats(book)
            _write_list(book.add_worksheet(MENDING_SHEET), formats, problems, names)
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
        place = "" if item.sheet else item.place
        message = " ".join(part for part in (_others(item), item.message) if part)
        texts = (item.sheet or place, item.cell, item.value, message)
        sheet.set_row(number, row_height(zip(texts, _COLUMNS.values(), strict=False)))
        for column, text in enumerate(texts):
            sheet.write_string(number, column, writable(text), plain)
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
    taken = {MENDING_SHEET.casefold(), "history"}
    for number, title in enumerate(titles, 1):
        name = re.sub(r"[\[\]:*?/\\\s]", " ", writable(title)).strip(" '")[:_LONGEST_NAME].strip(" '")
        while not name or name.casefold() in taken:
            name = f"Sheet {number}"
            number += 1
        taken.add(name.casefold())
        names[title] = name
    return names
