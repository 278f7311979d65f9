"""Workbooks and CSV: a cover that says what is inside, and one marked-up table on each sheet.

Numbers stay numbers, symbols are explained, and text never becomes a formula or a link. Written with xlsxwriter
directly: gptables turns `[words](address)` in a cell into a link and refuses cells without a Latin letter or digit,
and empty tables.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pandas as pd
import xlsxwriter

from indicators.exports.cells import (
    LANGUAGE,
    column_decimals,
    escape_formula,
    is_period_column,
    plain_value,
    printable,
    symbols_used,
    with_symbols,
)
from indicators.exports.deterministic import deterministic_archive
from indicators.exports.exhibit import Exhibit, exhibit_notes, single_line, source_line, source_text, symbol_lines

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
def new_workbook(
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
    write_sheet_table(book, sheet, table, write_lines(book, sheet, lines), table_name)


def write_lines(book: xlsxwriter.Workbook, sheet: Any, lines: Sequence[str]) -> int:
    """The lines in column A; the row after them."""
    large, usual = book.add_format(_TEXT | _HEADING), book.add_format(_TEXT)
    for row, text in enumerate(lines):
        sheet.write_string(row, 0, _cell_text(text), large if row == 0 else usual)
    return len(lines)


def _cell_text(text: str) -> str:
    return printable(text)[:LONGEST_CELL]


def write_sheet_table(book: xlsxwriter.Workbook, sheet: Any, table: pd.DataFrame, top: int, name: str) -> None:
    """A table that `cells.published` gave, from a row down, marked as one and named; its heads stay in sight."""
    bold = book.add_format({"bold": True, "text_wrap": True, "bottom": 1, "valign": "top", **_TEXT})
    headers = unique_headers([printable(str(name)) for name in table.columns])
    for column, header in enumerate(headers):
        cells = [plain_value(cell) for cell in table.iloc[:, column]]
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
    places = column_decimals(cells)
    whole = "0" if is_period_column(header) else "#,##0"
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


def unique_headers(names: Sequence[str]) -> list[str]:
    """Headers as Excel wants them: none empty, none twice (case apart)."""
    used: set[str] = set()
    result = []
    for number, name in enumerate(names, start=1):
        header = name.strip()[:255] or f"Column {number}"
        while header.casefold() in used:
            header += " (again)"
        used.add(header.casefold())
        result.append(header)
    return result


#: What a screen reader hears before a table.
ONE_TABLE = "This sheet holds one table."


#: What a CSV is marked with, in the first cell of every row, where nobody overlooks it.
_MARKING, _SYMBOLS = "Marking", "Symbols"


def csv_bytes(frame: pd.DataFrame, notes: Mapping[str, str], *, mark: str = "") -> bytes:
    """One table in UTF-8 with a byte-order mark, so that Excel opens it: the header in line 1, then a row a record.

    What is said of the whole table stands in columns of its own, alike in every row, so that it goes with any row that
    is cut out: `mark` in the first column, `notes` by name in the last ones, after them the meaning of symbols. Text
    that a spreadsheet would run as a formula gets a leading apostrophe; numbers are left alone.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    table = with_symbols(frame)
    symbols = "; ".join(f"{symbol} {meaning}" for symbol, meaning in symbols_used(table))
    said = {**notes, **({_SYMBOLS: symbols} if symbols else {})}
    heads = [str(name) for name in table.columns]
    before, after = ([_MARKING], [mark]) if mark else ([], []), (_free_names(said, heads), list(said.values()))
    writer.writerow([escape_formula(name) for name in (*before[0], *heads, *after[0])])
    first, last = ([escape_formula(text) for text in texts[1]] for texts in (before, after))
    rows = table.itertuples(index=False, name=None)
    writer.writerows([*first, *(_csv_cell(cell) for cell in row), *last] for row in rows)
    return buffer.getvalue().encode("utf-8-sig")


def _free_names(names: Iterable[str], used: Sequence[str]) -> list[str]:
    """Names of columns that the table has none of: `Source` becomes `Source of the table` beside its own."""
    taken = {name.casefold() for name in used}
    return [f"{name} of the table" if name.casefold() in taken else name for name in names]


def _csv_cell(cell: Any) -> Any:
    written = plain_value(cell)
    return escape_formula(written) if isinstance(written, str) else written


def note_lines(notes: Mapping[str, str], sources: Sequence[str]) -> list[str]:
    """Notes and sources as lines of a sheet."""
    return [*(f"{name}: {text}" for name, text in notes.items()), *(f"Source: {source}" for source in sources)]


COVER, NOTES = "Cover", "Notes"
#: What Excel takes as the name of a sheet.
_LONGEST_NAME = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")
#: A name that Excel keeps for itself.
_RESERVED = "history"


@dataclass(frozen=True)
class WorkbookSheet:
    """A table with the short name of its sheet, the title over it, and further lines between title and table."""

    name: str
    title: str
    frame: pd.DataFrame
    lines: Sequence[str] = ()


@dataclass(frozen=True)
class WorkbookPage:
    """A sheet as every format writes it: lines, the first of them its heading, then a table that `with_symbols` gave.

    `links` lead from the first column of each row to a sheet of that name.
    """

    name: str
    lines: Sequence[str]
    table: pd.DataFrame
    table_name: str
    links: bool = False


def workbook_pages(
    title: str,
    notes: Mapping[str, str],
    sheets: Sequence[WorkbookSheet],
    *,
    sources: Sequence[str] = (),
    explained: Sequence[tuple[str, str]] = (),
    mark: str = "",
) -> list[WorkbookPage]:
    """A cover with title, notes, sources, symbols and contents, then a sheet for each table.

    `explained` are notes on single tables, each with the table's title: they fill a sheet of notes. `mark` stands on
    every sheet. Names that Excel would refuse are made to fit.
    """
    everything = [*([_notes_sheet(explained)] if explained else []), *sheets]
    tables = [with_symbols(sheet.frame) for sheet in everything]
    names = sheet_names([sheet.name for sheet in everything])
    marked = [mark] if mark else []
    contents = pd.DataFrame({"Sheet": names, "What it holds": [sheet.title for sheet in everything]})
    cover = [title, *marked, *note_lines(notes, sources), *_symbol_lines(tables)]
    pages = [WorkbookPage(COVER, cover, contents if names else pd.DataFrame(), "Contents", links=True)]
    for number, (name, sheet, table) in enumerate(zip(names, everything, tables, strict=True), start=1):
        pages.append(WorkbookPage(name, [sheet.title, *marked, ONE_TABLE, *sheet.lines], table, f"Table{number}"))
    return pages


def workbook_of_sheets(
    title: str,
    notes: Mapping[str, str],
    sheets: Sequence[WorkbookSheet],
    *,
    sources: Sequence[str] = (),
    explained: Sequence[tuple[str, str]] = (),
    mark: str = "",
) -> bytes:
    """The sheets of `workbook_pages`, each with one marked-up table.

    Text never becomes a formula or a link; the only links lead from the contents to the sheets.
    """
    pages = workbook_pages(title, notes, sheets, sources=sources, explained=explained, mark=mark)
    buffer = io.BytesIO()
    with new_workbook(buffer, title=title, comments="; ".join(sources), keywords=mark) as book:
        for page in pages:
            if page.links:
                _write_cover(book, page, mark)
            else:
                add_sheet(book, page.name, page.lines, page.table, table_name=page.table_name, mark=mark)
    return deterministic_archive(buffer.getvalue())


#: What writes a workbook from the arguments of `workbook_of_sheets`.
WorkbookWriter = Callable[..., bytes]


def _notes_sheet(explained: Sequence[tuple[str, str]]) -> WorkbookSheet:
    return WorkbookSheet(NOTES, NOTES, pd.DataFrame(explained, columns=["Table", "Note"]))


def _symbol_lines(tables: Sequence[pd.DataFrame]) -> list[str]:
    """The symbols of all tables, each explained once."""
    return [
        f"{symbol} {words}" for symbol, words in dict(mark for table in tables for mark in symbols_used(table)).items()
    ]


def sheet_names(names: Sequence[str]) -> list[str]:
    """Names as Excel takes them for sheets beside the cover: allowed, none empty, none twice (case apart)."""
    used = {COVER.casefold(), _RESERVED}
    sheets = []
    for number, name in enumerate(names, start=1):
        wanted = " ".join(_FORBIDDEN.sub(" ", printable(name)).split()) or f"Sheet {number}"
        fitting, attempt = wanted[:_LONGEST_NAME].strip(), 1
        while fitting.casefold() in used:
            attempt += 1
            ending = f" ({attempt})"
            fitting = wanted[: _LONGEST_NAME - len(ending)].strip() + ending
        used.add(fitting.casefold())
        sheets.append(fitting)
    return sheets


def _write_cover(book: xlsxwriter.Workbook, page: WorkbookPage, mark: str) -> None:
    """The lines, then the sheets by name with their titles, as a table; each name is a link to its sheet."""
    cover = new_sheet(book, page.name, mark=mark)
    top = write_lines(book, cover, page.lines)
    cover.set_column(0, 0, _LONGEST_NAME + 4)
    if page.table.empty:
        return
    write_sheet_table(book, cover, page.table, top, page.table_name)
    link = book.add_format({"font_name": FONT, "font_size": 12, "font_color": "#0b4a8f", "underline": True})
    for row, name in enumerate(page.table.iloc[:, 0], start=top + 1):
        cover.write_url(row, 0, f"internal:'{name}'!A1", link, name)


_NOTES_ARE = "What marks and events mean stands on the sheet of notes."


def exhibit_csv(exhibit: Exhibit) -> bytes:
    """The table as CSV; for whom it is, title, subtitle, notes, source, as-at date and symbols in columns."""
    said = {
        "Title": single_line(exhibit.title),
        "Subtitle": single_line(exhibit.subtitle),
        "Notes": "; ".join(note.rstrip(".") for note in exhibit_notes(exhibit)),
        "Source": source_text(exhibit).removeprefix("Source: "),
        "As at": single_line(exhibit.as_at),
    }
    return csv_bytes(
        exhibit.full_table, {name: text for name, text in said.items() if text}, mark=exhibit.audience.mark
    )


def exhibit_workbook(exhibit: Exhibit, *, write: WorkbookWriter = workbook_of_sheets) -> bytes:
    """A workbook of the exhibit alone: cover with contents, notes where there are any, and one marked-up table."""
    notes = {"Subtitle": single_line(exhibit.subtitle), "As at": single_line(exhibit.as_at)}
    return write(
        single_line(exhibit.title),
        {name: text for name, text in notes.items() if text},
        [exhibit_sheet("Table", exhibit)],
        sources=[text for text in [source_text(exhibit).removeprefix("Source: ")] if text],
        explained=exhibit_note_rows(exhibit),
        mark=exhibit.audience.mark,
    )


def exhibit_sheet(name: str, exhibit: Exhibit) -> WorkbookSheet:
    """The exhibit as a sheet of a workbook: its table under subtitle, symbols and source."""
    lines = [
        single_line(exhibit.subtitle),
        _NOTES_ARE if exhibit_notes(exhibit) else "",
        *symbol_lines(exhibit),
        source_line(exhibit),
    ]
    return WorkbookSheet(name, single_line(exhibit.title), exhibit.full_table, [text for text in lines if text])


def exhibit_note_rows(exhibit: Exhibit) -> list[tuple[str, str]]:
    """The exhibit's notes as rows for a workbook's sheet of notes: the table's title and a note."""
    return [(single_line(exhibit.title), note) for note in exhibit_notes(exhibit)]
