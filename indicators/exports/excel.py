"""A workbook of several tables: a cover that says what is inside, and a sheet for each."""

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import xlsxwriter

from indicators.exports.cells import printable, published, symbols_used
from indicators.exports.repeatable import repeatable
from indicators.exports.sheet import FONT, add_sheet, new_book, new_sheet, write_lines, write_table
from indicators.exports.table import ONE_TABLE, note_lines

COVER, NOTES = "Cover", "Notes"
#: What Excel takes as the name of a sheet.
_LONGEST_NAME = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")
#: A name that Excel keeps for itself.
_RESERVED = "history"


@dataclass(frozen=True)
class Sheet:
    """A table with the short name of its sheet, the title over it, and further lines between title and table."""

    name: str
    title: str
    frame: pd.DataFrame
    lines: Sequence[str] = ()


def book_bytes(
    title: str,
    notes: Mapping[str, str],
    sheets: Sequence[Sheet],
    *,
    sources: Sequence[str] = (),
    explained: Sequence[tuple[str, str]] = (),
    mark: str = "",
) -> bytes:
    """A cover with title, notes, sources, symbols and contents, then one sheet with one marked-up table for each.

    `explained` are notes on single tables, each with the table's title: they fill a sheet of notes. `mark` stands on
    every sheet. Text never becomes a formula or a link; the only links lead from the contents to the sheets. Names
    that Excel would refuse are made to fit.
    """
    everything = [*([_notes_sheet(explained)] if explained else []), *sheets]
    tables = [published(sheet.frame) for sheet in everything]
    names = sheet_names([sheet.name for sheet in everything])
    marked = [mark] if mark else []
    buffer = io.BytesIO()
    with new_book(buffer, title=title, comments="; ".join(sources), keywords=mark) as book:
        cover = new_sheet(book, COVER, mark=mark)
        lines = [title, *marked, *note_lines(notes, sources), *_symbol_lines(tables)]
        top = write_lines(book, cover, lines)
        _write_contents(book, cover, top, names, [sheet.title for sheet in everything])
        for number, (name, sheet, table) in enumerate(zip(names, everything, tables, strict=True), start=1):
            over = [sheet.title, *marked, ONE_TABLE, *sheet.lines]
            add_sheet(book, name, over, table, table_name=f"Table{number}", mark=mark)
    return repeatable(buffer.getvalue())


def _notes_sheet(explained: Sequence[tuple[str, str]]) -> Sheet:
    return Sheet(NOTES, NOTES, pd.DataFrame(explained, columns=["Table", "Note"]))


def _symbol_lines(tables: Sequence[pd.DataFrame]) -> list[str]:
    """The symbols of all tables, each explained once."""
    return [
        f"{symbol} {words}" for symbol, words in dict(mark for table in tables for mark in symbols_used(table)).items()
    ]


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
    """The sheets by name with their titles, as a table; each name is a link to its sheet."""
    cover.set_column(0, 0, _LONGEST_NAME + 4)
    if not names:
        return
    write_table(book, cover, pd.DataFrame({"Sheet": names, "What it holds": titles}), top, "Contents")
    link = book.add_format({"font_name": FONT, "font_size": 12, "font_color": "#0b4a8f", "underline": True})
    for row, name in enumerate(names, start=top + 1):
        cover.write_url(row, 0, f"internal:'{name}'!A1", link, name)
