"""A workbook of several tables: a cover that says what is inside, and a sheet for each."""

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import xlsxwriter

from indicators.exports.cells import printable, published, symbols_used
from indicators.exports.sheet import LONGEST_CELL, add_sheet, new_book, write_lines
from indicators.exports.table import ONE_TABLE, note_lines

COVER = "Cover"
#: What Excel takes as the name of a sheet.
_LONGEST_NAME = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")
#: A name that Excel keeps for itself.
_RESERVED = "history"


@dataclass(frozen=True)
class Sheet:
    """A table with the short name of its sheet and the title over it."""

    name: str
    title: str
    frame: pd.DataFrame


def book_bytes(title: str, notes: Mapping[str, str], sheets: Sequence[Sheet], *, sources: Sequence[str] = ()) -> bytes:
    """A cover with title, notes, sources, symbols and contents, then one sheet with one marked-up table for each.

    Text never becomes a formula or a link; the only links lead from the contents to the sheets. Names that
    Excel would refuse are made to fit.
    """
    tables = [published(sheet.frame) for sheet in sheets]
    names = sheet_names([sheet.name for sheet in sheets])
    marks = dict(mark for table in tables for mark in symbols_used(table))
    lines = [title, *note_lines(notes, sources), *(f"{mark} {words}" for mark, words in marks.items())]
    buffer = io.BytesIO()
    with new_book(buffer, title=title, comments="; ".join(sources)) as book:
        cover = book.add_worksheet(COVER)
        cover.hide_gridlines(2)
        _write_contents(book, cover, write_lines(book, cover, lines), names, [sheet.title for sheet in sheets])
        for number, (name, sheet, table) in enumerate(zip(names, sheets, tables, strict=True), start=1):
            add_sheet(book, name, [sheet.title, ONE_TABLE], table, table_name=f"Table{number}")
    return buffer.getvalue()


def sheet_names(names: Sequence[str]) -> list[str]:
    """Names as Excel takes them for sheets beside the cover: allowed, none empty, none twice (case apart)."""
    taken = {COVER.casefold(), _RESERVED}
    found = []
    for place, name in enumerate(names, start=1):
        wanted = _FORBIDDEN.sub(" ", printable(name)).strip() or f"Sheet {place}"
        fitting, again = wanted[:_LONGEST_NAME].strip(), 1
        while fitting.casefold() in taken:
            again += 1
            ending = f" ({again})"
            fitting = wanted[: _LONGEST_NAME - len(ending)].strip() + ending
        taken.add(fitting.casefold())
        found.append(fitting)
    return found


def _write_contents(
    book: xlsxwriter.Workbook, cover: Any, top: int, names: Sequence[str], titles: Sequence[str]
) -> None:
    """The sheets by name, each a link to it, with their titles."""
    bold, plain, link = (
        book.add_format({"font_size": 12, **look})
        for look in ({"bold": True}, {}, {"font_color": "#0b4a8f", "underline": True})
    )
    for column, head in enumerate(("Sheet", "What it holds")):
        cover.write_string(top + 1, column, head, bold)
    for row, (name, title) in enumerate(zip(names, titles, strict=True), start=top + 2):
        cover.write_url(row, 0, f"internal:'{name}'!A1", link, name)
        cover.write_string(row, 1, printable(title)[:LONGEST_CELL], plain)
    cover.set_column(0, 0, _LONGEST_NAME + 4)
