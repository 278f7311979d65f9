"""What a sheet's XML says besides values: how far it reaches, what is merged, which formulas have no result.

openpyxl gives none of these when it reads row by row, and pads rows and columns as far as the furthest cell.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import BinaryIO
from xml.parsers import expat

#: Nobody goes on with a table after so many empty rows.
MOST_EMPTY_ROWS = 50_000
#: As many as Excel allows.
_MOST_COLUMNS = 16_384
_LONGEST_FORMULA = 200

#: First row, first column, last row, last column.
Range = tuple[int, int, int, int]


@dataclass
class Outline:
    """How far a sheet is filled, and what its cells are beside their values.

    `last_row` is the last filled row before `MOST_EMPTY_ROWS` empty ones; `next_row` is the filled one after
    those, 0 where there is none. Of hidden rows the filled ones are kept, of hidden columns
    the first and last of each run. `formulas` have no stored result. `widths` are columns' in characters.
    """

    last_row: int = 0
    next_row: int = 0
    last_column: int = 0
    filled: int = 0
    merges: list[Range] = field(default_factory=list)
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    widths: dict[tuple[int, int], float] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)


def outline_of(source: BinaryIO) -> Outline:
    """Read a sheet's XML to its end in little memory; ValueError or ExpatError where it makes no sense.

    The file must have passed `workbook_guard`. This is expat itself, as defusedxml's readers, which make
    objects of every element, take minutes where formatted empty rows go on to the end of the sheet.
    """
    reader = _OutlineReader()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = reader.start
    parser.CharacterDataHandler = reader.text
    parser.EndElementHandler = reader.end
    parser.ParseFile(source)
    return reader.outline


def _refuse_doctype(*_: object) -> None:
    raise ValueError("a sheet declares a document type")


class _OutlineReader:
    """Keeps the place in the sheet while its elements go by."""

    def __init__(self):
        self.outline = Outline()
        self._row = self._column = 0
        self._cell_type = ""
        self._formula: str | None = None
        self._result: str | None = None
        self._is_filled = False
        self._inside = ""
        self._hides_rows = self._is_hidden = False

    def start(self, name: str, attrs: Mapping[str, str]) -> None:
        """An element begins."""
        name = name.rpartition(":")[2]
        if name == "c":
            self._start_cell(attrs)
        elif name == "row":
            self._start_row(attrs)
        elif name in ("v", "is"):
            self._is_filled = True
            self._inside, self._result = name, ""
        elif name == "f":
            self._formula, self._inside = "", "f"
        elif name == "mergeCell":
            self._add_merge(attrs.get("ref", ""))
        elif name == "col":
            self._start_columns(attrs)
        elif name == "sheetFormatPr":
            self._hides_rows = _is_true(attrs.get("zeroHeight", ""))

    def text(self, content: str) -> None:
        """Some of the text of an element."""
        if self._formula is None:
            return
        if self._inside == "f" and len(self._formula) < _LONGEST_FORMULA:
            self._formula += content[:_LONGEST_FORMULA]
        elif self._inside == "v":
            self._result = content

    def end(self, name: str) -> None:
        """An element ends."""
        name = name.rpartition(":")[2]
        if name == "c":
            self._end_cell()
        elif name == self._inside:
            self._inside = ""

    def _start_row(self, attrs: Mapping[str, str]) -> None:
        number = int(float(attrs["r"])) if "r" in attrs else self._row + 1
        if number <= self._row:
            # openpyxl would drop such a row and say nothing.
            raise ValueError(f"row {number} stands after row {self._row}")
        self._row, self._column = number, 0
        self._is_hidden = _is_true(attrs.get("hidden", "")) or _is_nought(attrs.get("ht", ""))
        if self._hides_rows and "hidden" not in attrs and "ht" not in attrs:
            self._is_hidden = True

    def _start_columns(self, attrs: Mapping[str, str]) -> None:
        columns = int(attrs["min"]), int(attrs["max"])
        if "width" in attrs:
            self.outline.widths[columns] = float(attrs["width"])
        if _is_true(attrs.get("hidden", "")) or _is_nought(attrs.get("width", "")):
            self.outline.hidden_columns.append(columns)

    def _start_cell(self, attrs: Mapping[str, str]) -> None:
        self._column += 1
        if "r" in attrs:
            row, self._column = _place(attrs["r"])
            if row != self._row:
                raise ValueError(f"cell {attrs['r']} stands in row {self._row}")
        if not 0 < self._column <= _MOST_COLUMNS:
            raise ValueError(f"row {self._row} has more columns than a sheet")
        self._cell_type = attrs.get("t", "n")
        self._formula = self._result = None
        self._is_filled = False

    def _end_cell(self) -> None:
        # A formula may well give an empty text; an empty number is one that was never worked out.
        is_unknown = self._formula is not None and (
            self._result is None or (self._result == "" and self._cell_type != "str")
        )
        if is_unknown:
            self.outline.formulas[self._row, self._column] = f"={self._formula}"
        if self._is_filled or is_unknown:
            self._reach()
        self._formula = None

    def _reach(self) -> None:
        outline = self.outline
        if outline.next_row or self._row - outline.last_row > MOST_EMPTY_ROWS:
            outline.next_row = outline.next_row or self._row
            return
        outline.filled += 1
        if self._is_hidden:
            outline.hidden_rows.add(self._row)
        outline.last_row = self._row
        outline.last_column = max(outline.last_column, self._column)

    def _add_merge(self, ref: str) -> None:
        first, _, last = ref.partition(":")
        try:
            self.outline.merges.append((*_place(first), *_place(last)))
        except ValueError:
            # A merge of nothing that can be named shows nothing either.
            return


def _is_true(text: str) -> bool:
    return text in ("1", "true")


def _is_nought(text: str) -> bool:
    """Whether a height or width is none, which hides as well."""
    try:
        return float(text) == 0
    except ValueError:
        return False


def _place(reference: str) -> tuple[int, int]:
    match = re.fullmatch(r"\$?([A-Za-z]{1,3})\$?([1-9]\d{0,6})", reference, re.ASCII)
    if not match:
        raise ValueError(f"'{reference}' is not a cell")
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]), column
