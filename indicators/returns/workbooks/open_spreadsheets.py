"""OpenDocument spreadsheets (.ods) read row by row, in little memory however often a row or cell is repeated.

A spreadsheet of the format ends each row and sheet with one empty cell or row that is repeated to the end; such
repetitions are counted and never written out. The file must have passed the workbooks' guard.
"""

import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.parsers import expat

from indicators.catalogue.periods import MONTH_NAMES, day_text

CONTENT = "content.xml"
#: What is read of a row, as of other workbooks.
MOST_COLUMNS = 256
_LONGEST_TEXT = 32_767
_MOST_SPACES = 1_000
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
_STYLE = "urn:oasis:names:tc:opendocument:xmlns:style:1.0"
_MONTH_SHOWN = re.compile(r"[A-Za-z]{3,9}[- /]?(?:\d{2}|\d{4})")
_YEAR_SHOWN = re.compile(r"\d{4}")


class OpenRow:
    """The filled cells of a row, by column from 1, and for how many rows from `number` they stand."""

    def __init__(self, number: int, *, is_hidden: bool, repeated: int):
        self.number, self.is_hidden, self.repeated = number, is_hidden, repeated
        self.cells: dict[int, str] = {}
        #: The columns of formulas that have no stored result; the cells hold the formulas.
        self.formulas: set[int] = set()
        #: First and last row and column of what is merged, from the cell that has the text.
        self.merges: list[tuple[int, int, int, int]] = []
        #: The furthest column with something in it, read or not.
        self.last_column = 0


class OpenSheet:
    """What is known of a sheet besides its rows."""

    def __init__(self, name: str, *, is_hidden: bool):
        self.name, self.is_hidden = name, is_hidden
        self.hidden_columns: list[tuple[int, int]] = []


#: Is given each filled row with its sheet, in order.
TakeRow = Callable[[OpenSheet, OpenRow], None]


def read_open_sheets(path: Path, take: TakeRow) -> list[OpenSheet]:
    """Hand over each row of a spreadsheet that has something in it; gives its sheets.

    Raises ValueError or ExpatError where the file makes no sense, and whatever `take` raises.
    """
    reader = _Reader(take)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = reader.start
    parser.CharacterDataHandler = reader.text
    parser.EndElementHandler = reader.end
    with zipfile.ZipFile(path) as archive, archive.open(CONTENT) as source:
        parser.ParseFile(source)
    return reader.sheets


def _refuse_doctype(*_: Any) -> None:
    raise ValueError("a spreadsheet declares a document type")


class _Reader:
    """Keeps the place in the spreadsheet while its elements go by."""

    def __init__(self, take: TakeRow):
        self.sheets: list[OpenSheet] = []
        self._take = take
        self._style = ""
        self._hidden_styles: set[str] = set()
        self._raised_styles: set[str] = set()
        #: Where the raised text of a cell began, and how many spans are open within it.
        self._raised_from, self._raised = 0, 0
        self._depth_of_tables = 0
        self._row_number = self._column = self._next_column = 0
        self._row: OpenRow | None = None
        self._cell: Mapping[str, str] | None = None
        self._covers: list[tuple[int, int, int, int]] = []
        self._pieces: list[str] = []
        self._length = self._paragraphs = self._ignored = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        space, _, local = name.partition(" ")
        if self._ignored or (self._cell is not None and space == _OFFICE and local == "annotation"):
            self._ignored += 1
        elif space == _TABLE:
            self._start_of_table(local, attributes)
        elif space == _TEXT and self._cell is not None:
            self._start_of_text(local, attributes)
        elif space == _STYLE and local == "style":
            self._style = attributes.get(f"{_STYLE} name", "")
        elif space == _STYLE and local == "table-properties" and attributes.get(f"{_TABLE} display") == "false":
            self._hidden_styles.add(self._style)
        elif space == _STYLE and attributes.get(f"{_STYLE} text-position", "").startswith("super"):
            self._raised_styles.add(self._style)

    def text(self, content: str) -> None:
        """Some text of an element."""
        if self._cell is not None and self._paragraphs and not self._ignored:
            self._add(content)

    def end(self, name: str) -> None:
        """An element ends."""
        space, _, local = name.partition(" ")
        if self._ignored:
            self._ignored -= 1
        elif space == _TEXT and local in ("p", "h") and self._cell is not None:
            self._paragraphs -= 1
        elif space == _TEXT and local == "span" and self._raised:
            self._raised -= 1
            if not self._raised:
                self._end_of_raised()
        elif space == _TABLE and local == "table":
            self._depth_of_tables -= 1
        elif space == _TABLE and local in ("table-cell", "covered-table-cell") and self._cell is not None:
            self._end_of_cell()
        elif space == _TABLE and local == "table-row" and self._row is not None:
            self._end_of_row()

    def _start_of_table(self, local: str, attributes: Mapping[str, str]) -> None:
        if local == "table":
            self._depth_of_tables += 1
            if self._depth_of_tables > 1:
                raise ValueError("a table stands within a table")
            style = attributes.get(f"{_TABLE} style-name", "")
            self.sheets.append(OpenSheet(attributes.get(f"{_TABLE} name", ""), is_hidden=style in self._hidden_styles))
            self._row_number, self._next_column = 0, 1
            self._row, self._cell = None, None
        elif not self.sheets or not self._depth_of_tables:
            return
        elif local == "table-column":
            count = _count(attributes, "number-columns-repeated")
            if attributes.get(f"{_TABLE} visibility") in ("collapse", "filter"):
                self.sheets[-1].hidden_columns.append((self._next_column, self._next_column + count - 1))
            self._next_column += count
        elif local == "table-row":
            hidden = attributes.get(f"{_TABLE} visibility") in ("collapse", "filter")
            self._row = OpenRow(
                self._row_number + 1, is_hidden=hidden, repeated=_count(attributes, "number-rows-repeated")
            )
            self._column = 0
        elif local in ("table-cell", "covered-table-cell") and self._row is not None:
            self._cell = attributes if local == "table-cell" else {}
            self._covers = []
            self._pieces, self._length, self._paragraphs = [], 0, 0
            self._raised = 0
            self._repeats = _count(attributes, "number-columns-repeated")

    def _start_of_text(self, local: str, attributes: Mapping[str, str]) -> None:
        if local in ("p", "h"):
            if self._pieces:
                self._add("\n")
            self._paragraphs += 1
        elif local == "span":
            if self._raised or attributes.get(f"{_TEXT} style-name", "") in self._raised_styles:
                self._raised_from = self._raised_from if self._raised else len(self._pieces)
                self._raised += 1
        elif local == "s":
            self._add(" " * min(int(attributes.get(f"{_TEXT} c", "1") or 1), _MOST_SPACES))
        elif local in ("tab", "line-break"):
            self._add("\t" if local == "tab" else "\n")

    def _end_of_raised(self) -> None:
        """Write a raised mark of a note behind what it stands beside, so that it is no digit of that."""
        from indicators.returns.workbooks.read import with_note_mark

        before, mark = "".join(self._pieces[: self._raised_from]), "".join(self._pieces[self._raised_from :])
        self._pieces = [with_note_mark(before, mark)]

    def _add(self, text: str) -> None:
        if self._length < _LONGEST_TEXT:
            self._pieces.append(text[: _LONGEST_TEXT - self._length])
            self._length += len(text)

    def _end_of_cell(self) -> None:
        row, cell = self._row, self._cell
        first = self._column + 1
        self._column += self._repeats
        self._cell = None
        if row is None or cell is None:
            return
        text = _cell_text(cell, "".join(self._pieces))
        formula = ""
        if not text.strip():
            # A formula may well give an empty text; one without a kind of result was never worked out.
            formula = cell.get(f"{_TABLE} formula", "") if f"{_OFFICE} value-type" not in cell else ""
            if not formula:
                return
            text = f"={formula.partition('=')[2]}"
        row.last_column = self._column
        columns = range(first, min(self._column, MOST_COLUMNS) + 1)
        row.cells.update(dict.fromkeys(columns, text))
        if formula:
            row.formulas.update(columns)
        wide, high = _count(cell, "number-columns-spanned"), _count(cell, "number-rows-spanned")
        if wide > 1 or high > 1:
            row.merges.append((row.number, first, row.number + high - 1, first + wide - 1))

    def _end_of_row(self) -> None:
        row = self._row
        self._row = None
        if row is None:
            return
        self._row_number += row.repeated
        if row.last_column:
            self._take(self.sheets[-1], row)


def _count(attributes: Mapping[str, str], name: str) -> int:
    """How often something is repeated; ValueError for what is no number of times."""
    written = attributes.get(f"{_TABLE} {name}", "1")
    if not written.isascii() or not written.isdigit() or len(written) > 12:
        raise ValueError(f"'{written[:20]}' is not how often something is repeated")
    return max(int(written), 1)


def _cell_text(cell: Mapping[str, str], shown: str) -> str:
    """What a cell holds, as other workbooks give it: 1234, 12%, c where a format shows that, 31 March 2016, TRUE."""
    # Only here, since that module reads these files too.
    from indicators.returns.workbooks.read import number_as_shown

    kind = cell.get(f"{_OFFICE} value-type", "")
    if kind in ("float", "percentage", "currency"):
        number = float(cell.get(f"{_OFFICE} value", ""))
        whole = int(number) if number.is_integer() and abs(number) < 1e15 else number
        return number_as_shown(whole, shown, is_percentage=kind == "percentage")
    if kind == "date":
        return _date_text(cell.get(f"{_OFFICE} date-value", ""), shown.strip())
    if kind == "boolean":
        return cell.get(f"{_OFFICE} boolean-value", shown).upper()
    return shown


def _date_text(written: str, shown: str) -> str:
    try:
        day = datetime.fromisoformat(written[:19]) if "T" in written else date.fromisoformat(written)
    except ValueError:
        return shown
    # What was typed as Apr-15 or 2015 has become a date, but shows no day.
    if _MONTH_SHOWN.fullmatch(shown):
        return f"{MONTH_NAMES[day.month - 1]} {day.year}"
    return str(day.year) if _YEAR_SHOWN.fullmatch(shown) else day_text(day)
