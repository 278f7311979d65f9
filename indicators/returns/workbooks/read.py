"""A workbook read as text: every cell that is not empty, as a person sees it, with its address.

The sheet's XML says what openpyxl does not give when it reads row by row: how far a sheet reaches, which cells are
merged or hidden, and which formulas have no result.
"""

import math
import operator
import re
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import IO, Any, NamedTuple, TypeVar
from xml.parsers import expat

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock

from indicators.catalogue.periods import MONTH_NAMES, day_text
from indicators.catalogue.symbols import SYMBOLS
from indicators.errors import Problem, ReturnRefused, printable_text
from indicators.returns.workbooks.guard import is_open_spreadsheet, refuse_unsafe
from indicators.returns.workbooks.open_spreadsheets import OpenRow, OpenSheet, read_open_sheets

#: Words in quotation marks, colours and currencies in brackets, and marks that stand for themselves.
_NOT_CODES = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
#: Excel's way of writing marks that XML cannot hold; a pasted line end becomes _x000D_.
_CONTROL = re.compile("_x(00[01][0-9A-Fa-f])_")
_PERCENT_DIGITS = 10
_ORDINALS = {"st", "nd", "rd", "th"}
#: The parts of a format, of positive and negative numbers, or of those that a condition such as [<6] holds for.
_SECTION_END = re.compile(r';(?=(?:[^"]*"[^"]*")*[^"]*$)')
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)\]")
_COMPARISONS = {
    "<=": operator.le, ">=": operator.ge, "<>": operator.ne, "<": operator.lt, ">": operator.gt, "=": operator.eq,
}  # fmt: skip
_DASHES = {"-", "–", "—"}
#: Before a number they say that it is another, and behind one that it is none, is not certain, or is a percentage.
_COMPARED = re.compile("[<>≤≥~≈]=?")
_MARKS_BEHIND = {*SYMBOLS, *(f"[{symbol}]" for symbol in SYMBOLS), "%", "approx", "approx.", "?"}
#: Codes by which a part shows the number itself, or the day that it is.
_SHOWS_NUMBER = re.compile(r"[0#?@dmyhs]|general|standard", re.IGNORECASE)


def cell_text(value: Any, number_format: str = "General") -> str:
    """A value as text: 1234, 0.5, 12%, 31 March 2016, April 2015, TRUE, #REF!; '' for none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, (int, float)):
        return _number_text(value, number_format)
    if isinstance(value, (date, time)):
        return _time_text(value, number_format)
    if isinstance(value, timedelta):
        return str(value)
    text = _runs_text(value) if isinstance(value, CellRichText) else str(value)
    return _CONTROL.sub(lambda match: chr(int(match[1], 16)), text)


def _runs_text(runs: CellRichText) -> str:
    """A text whose parts look different from each other: raised ones are marks of notes."""
    text = ""
    for run in runs:
        is_raised = isinstance(run, TextBlock) and run.font is not None and run.font.vertAlign == "superscript"
        text = with_note_mark(text, str(run)) if is_raised else text + str(run)
    return text


def with_note_mark(text: str, mark: str) -> str:
    """A text and the raised mark behind it: in brackets behind a digit, of which it is none; behind words nothing.

    As in 31st a raised ending belongs to its number.
    """
    if mark.strip().casefold() in _ORDINALS:
        return text + mark
    return f"{text} ({mark.strip()})" if text.rstrip()[-1:].isdigit() else text


def _number_text(value: float, number_format: str) -> str:
    # A format of nothing is the general one.
    if not math.isfinite(value) or (number_format or "").strip() in ("", "General"):
        return _digits(value)
    section = _section(value, number_format)
    if (words := _words_in_place(value, section)) is not None:
        return words
    is_percentage = "%" in _codes(section)
    if is_percentage:
        # 0.07 times 100 is 7.000000000000001 in binary.
        value = float(f"{value * 100:.{_PERCENT_DIGITS}g}")
    before, after = _words_beside(section)
    return f"{before}{_digits(value)}{'%' if is_percentage else after}"


def number_as_shown(value: float, shown: str, *, is_percentage: bool = False) -> str:
    """A number as text beside what its cell shows, where the format is not known: words in its place, or beside it."""
    digits = list(re.finditer(r"[0-9]", shown))
    words = shown.strip()
    if not digits and words and not (not value and words in _DASHES):
        return words
    text = _number_text(value, "0%" if is_percentage else "General")
    if not digits:
        return text
    before, after = shown[: digits[0].start()].strip(), shown[digits[-1].end() :].strip()
    return f"{_comparison(before)}{text}{'' if is_percentage else _mark(after)}"


def _digits(value: float) -> str:
    if isinstance(value, int) or not math.isfinite(value):
        return str(value)
    text = format(Decimal(repr(value)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _words_in_place(value: float, section: str) -> str | None:
    """What a format shows in place of a number, as `[<6]"c";0` does of 3; None where it shows the number.

    Whoever sent it showed the words, and may not know that the number lies below. A nought that is shown as a dash is a
    nought.
    """
    if _SHOWS_NUMBER.search(_NOT_CODES.sub("", section)):
        return None
    words = "".join(map(_literal, _NOT_CODES.findall(section))).strip() or _NOT_CODES.sub("", section).strip()
    return None if not value and words in _DASHES else words


@lru_cache(maxsize=256)
def _words_beside(section: str) -> tuple[str, str]:
    """The words before and after the number that say what it is, as `"<"0` and `0"c"` do; units say nothing else."""
    codes = _NOT_CODES.sub(lambda mark: " " * len(mark[0]), section)
    first = _SHOWS_NUMBER.search(codes)
    start = first.start() if first else 0
    before, after = "", ""
    for mark in _NOT_CODES.finditer(section):
        if mark.start() < start:
            before += _literal(mark[0])
        else:
            after += _literal(mark[0])
    return _comparison(before.strip()), _mark(after.strip())


def _comparison(before: str) -> str:
    return before if _COMPARED.fullmatch(before) else ""


def _mark(after: str) -> str:
    return after if after.casefold() in _MARKS_BEHIND else ""


def _literal(mark: str) -> str:
    """What a part of a format that is no code shows: the words in quotation marks, or one that stands for itself."""
    return mark[1:].rstrip('"') if mark[0] in '"\\' else ""


def _section(value: float, number_format: str) -> str:
    """The part of a format that a number is shown by: by its condition, else by its sign."""
    sections = _SECTION_END.split(number_format)
    conditions = [_CONDITION.search(section) for section in sections]
    if not value and len(sections) > 2 and not any(conditions):
        return sections[2]
    if any(conditions):
        for section, condition in zip(sections, conditions, strict=True):
            if condition is None or _COMPARISONS[condition[1]](value, float(condition[2])):
                return section
        return sections[-1]
    return sections[1] if value < 0 and len(sections) > 1 else sections[0]


def _time_text(value: date | time, number_format: str) -> str:
    if isinstance(value, time):
        return value.strftime("%H:%M:%S") if value.second else value.strftime("%H:%M")
    codes = _codes(number_format)
    if "d" not in codes and "y" in codes:
        # What was typed as Apr-15 or 2015 has become a date, but shows no day.
        return f"{MONTH_NAMES[value.month - 1]} {value.year}" if "m" in codes else str(value.year)
    text = day_text(value)
    shows_time = isinstance(value, datetime) and "h" in codes and value.time() != time()
    return f"{text} {value.strftime('%H:%M')}" if shows_time else text


def _codes(number_format: str) -> str:
    """The codes of a format that say what is shown, lower case."""
    return _NOT_CODES.sub("", number_format or "").lower()


_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class SheetCell:
    """What a person reads in a cell.

    `formula` is one whose result was never stored; the text is then the formula. `merged_from` is the address
    of the cell that was written, where this one only shows the same because both are merged.
    """

    text: str
    formula: str = ""
    merged_from: str = ""


@dataclass(frozen=True)
class InputSheet:
    """The cells that are not empty, by row and then column, both from 1 as in a spreadsheet.

    `unread` says in words what was left out because it stood too far away; empty where all was read. Rows and columns
    that are hidden are read like the others; `hides` says of a cell whether it stands in one.
    """

    name: str
    rows: Mapping[int, Mapping[int, SheetCell]] = field(default_factory=dict)
    is_hidden: bool = False
    unread: str = ""
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: tuple[tuple[int, int], ...] = ()

    def hides(self, row: int, column: int) -> bool:
        """Whether a cell is in a row or column that nobody sees, such as one that a filter leaves out."""
        return row in self.hidden_rows or any(first <= column <= last for first, last in self.hidden_columns)


@dataclass(frozen=True)
class CellProblem(Problem):
    """A problem that several cells share; `cell` is the first of them."""

    other_cells: tuple[str, ...] = ()


def sheet_from_rows(name: str, rows: Iterable[Sequence[str]]) -> InputSheet:
    """A sheet made of rows of text, such as those of a CSV file, whose `name` is then empty."""
    numbered = (
        (number, {column: SheetCell(text) for column, text in enumerate(row, 1) if text.strip()})
        for number, row in enumerate(rows, 1)
    )
    return InputSheet(name, {number: cells for number, cells in numbered if cells})


def cell_address(row: int, column: int) -> str:
    """A cell as spreadsheets name it: `E7`."""
    letters = ""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row}"


def cell_problem(
    name: str, sheet: str, cells: Sequence[str], *, value: str = "", message: str, is_warning: bool = False
) -> CellProblem:
    """One mistake in one or more cells of a sheet; `name` is the file's."""
    words = f"cell{'s' if len(cells) > 1 else ''} {names_text(cells)}" if cells else ""
    return CellProblem(
        name,
        sheet_place(sheet, words),
        printable_text(value),
        message,
        sheet=sheet,
        cell=cells[0] if cells else "",
        is_warning=is_warning,
        other_cells=tuple(cells[1:]),
    )


def sheet_place(sheet: str, words: str) -> str:
    """A place in words: `sheet 'Return', cell E7`; a CSV file has no sheets."""
    return ", ".join(part for part in (f"sheet '{printable_text(sheet)}'" if sheet else "", words) if part)


def names_text(names: Sequence[str]) -> str:
    """The first few of some names, and how many more there are."""
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {more:,} more" if more > 0 else "")


#: Nobody goes on with a table after so many empty rows.
MOST_EMPTY_ROWS = 50_000
#: As many as Excel allows.
_MOST_COLUMNS = 16_384
_LONGEST_FORMULA = 200

#: First row, first column, last row, last column.
CellRange = tuple[int, int, int, int]


@dataclass
class SheetOutline:
    """How far a sheet is filled, and what its cells are beside their values.

    `last_row` is the last filled row before `MOST_EMPTY_ROWS` empty ones; `next_row` is the filled one after
    those, 0 where there is none. Of hidden rows the filled ones are kept, of hidden columns
    the first and last of each run. `formulas` have no stored result. `widths` are columns' in characters.
    """

    last_row: int = 0
    next_row: int = 0
    last_column: int = 0
    filled: int = 0
    merges: list[CellRange] = field(default_factory=list)
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    widths: dict[tuple[int, int], float] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)


def sheet_outline(source: IO[bytes]) -> SheetOutline:
    """Read a sheet's XML to its end in little memory; ValueError or ExpatError where it makes no sense.

    The file must have passed the guard (`guard.py`). This is expat itself, as defusedxml's readers, which make
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
        self.outline = SheetOutline()
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
            row, self._column = _row_and_column(attrs["r"])
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
            self.outline.merges.append((*_row_and_column(first), *_row_and_column(last)))
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


def _row_and_column(reference: str) -> tuple[int, int]:
    match = re.fullmatch(r"\$?([A-Za-z]{1,3})\$?([1-9]\d{0,6})", reference, re.ASCII)
    if not match:
        raise ValueError(f"'{reference}' is not a cell")
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]), column


_Value = TypeVar("_Value")

MOST_CELLS = 200_000
#: As many as Excel once had; openpyxl makes every row as wide as the widest.
MOST_COLUMNS = 256

_TOO_MANY = (
    f"holds more than {MOST_CELLS:,} filled cells, far more than a return. Send a workbook with only the table of "
    "figures, or save that sheet as 'CSV UTF-8'."
)
_UNREADABLE = (
    "is a workbook that cannot be read. Open it in Excel, save it again as 'Excel Workbook (*.xlsx)' and send that, "
    "or save the sheet as 'CSV UTF-8'."
)


def read_workbook(path: Path, name: str) -> list[InputSheet]:
    """The sheets of a workbook in its order, hidden ones too; raises ReturnRefused with what to send instead.

    Merged cells all hold what is written in the first. A percentage is given as 12, not 0.12. What stands
    after 50,000 empty rows, or right of column 256, is not read, and the sheet's `unread` says so. OpenDocument
    spreadsheets are read alike.
    """
    if is_open_spreadsheet(path):
        return _open_sheets(path, name)
    with open_workbook(path, name) as sheets:
        return [_sheet(sheet, outline, name) for sheet, outline in sheets]


@contextmanager
def open_workbook(path: Path, name: str, *, most_cells: int = MOST_CELLS) -> Iterator[list[tuple[Any, SheetOutline]]]:
    """The sheets of a workbook as openpyxl streams them, each with its outline; raises ReturnRefused."""
    refuse_unsafe(path, name)
    # As an open file: openpyxl would judge a path by how its name ends.
    with path.open("rb") as file:
        with _plain_errors(name):
            book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False, rich_text=True)
        try:
            with _plain_errors(name):
                sheets = _with_outlines(book, path, name, most_cells)
            yield sheets
        finally:
            book.close()


def filled_cells(
    sheet: Any, outline: SheetOutline, name: str, *, read: Callable[[Any], _Value]
) -> Iterator[tuple[int, int, _Value]]:
    """Row, column and what is read of openpyxl's cell for each value of a streamed sheet; raises ReturnRefused."""
    if not outline.last_row:
        return
    # What a sheet says of its own size is often wrong.
    sheet.reset_dimensions()
    with _plain_errors(name):
        rows = sheet.iter_rows(max_row=outline.last_row, max_col=min(outline.last_column, MOST_COLUMNS))
        for number, row in enumerate(rows, 1):
            for column, cell in enumerate(row, 1):
                if cell.value is not None:
                    yield number, column, read(cell)
            if number == outline.last_row:
                return


@contextmanager
def _plain_errors(name: str) -> Iterator[None]:
    """Whatever goes wrong in the block is told as a workbook that cannot be read."""
    try:
        yield
    except ReturnRefused:
        raise
    except Exception as error:
        # openpyxl raises anything at all on workbooks that other programs, or nobody, made.
        raise ReturnRefused(f"{name} {_UNREADABLE}") from error


def _with_outlines(book: Any, path: Path, name: str, most_cells: int) -> list[tuple[Any, SheetOutline]]:
    sheets = []
    filled = 0
    if len({sheet.title.casefold() for sheet in book.worksheets}) < len(book.worksheets):
        raise ValueError("two sheets have one name")
    with zipfile.ZipFile(path) as archive:
        for sheet in book.worksheets:
            # openpyxl keeps to itself where in the archive a sheet stands.
            with archive.open(sheet._worksheet_path) as source:
                outline = sheet_outline(source)
            filled += outline.filled
            if filled > most_cells:
                raise ReturnRefused(f"{name} {_TOO_MANY}")
            sheets.append((sheet, outline))
    return sheets


def _sheet(sheet: Any, outline: SheetOutline, name: str) -> InputSheet:
    rows: dict[int, dict[int, SheetCell]] = {}
    for (row, column), formula in outline.formulas.items():
        if row <= outline.last_row and column <= MOST_COLUMNS:
            rows.setdefault(row, {})[column] = SheetCell(formula, formula=formula)
    shown = filled_cells(sheet, outline, name, read=lambda cell: cell_text(cell.value, cell.number_format))
    for row, column, text in shown:
        if text.strip():
            rows.setdefault(row, {})[column] = SheetCell(text)
    _fill_merged(rows, outline, name)
    ordered = {row: dict(sorted(rows[row].items())) for row in sorted(rows)}
    return InputSheet(
        sheet.title, ordered, is_hidden=sheet.sheet_state != "visible", unread=_unread(outline),
        hidden_rows=frozenset(outline.hidden_rows), hidden_columns=tuple(outline.hidden_columns),
    )  # fmt: skip


def _fill_merged(rows: dict[int, dict[int, SheetCell]], outline: SheetOutline, name: str) -> None:
    """Give each merged cell what the first of them shows, no further than the sheet is filled otherwise."""
    left = MOST_CELLS
    for first_row, first_column, last_row, last_column in outline.merges:
        shown = rows.get(first_row, {}).get(first_column)
        wide = range(first_column, min(last_column, outline.last_column, MOST_COLUMNS) + 1)
        if not shown or not wide:
            continue
        copy = SheetCell(shown.text, formula=shown.formula, merged_from=cell_address(first_row, first_column))
        for row in range(first_row, min(last_row, outline.last_row) + 1):
            left -= len(wide)
            if left < 0:
                raise ReturnRefused(f"{name} {_TOO_MANY}")
            # A value of its own under a merged cell is one that nobody sees.
            rows.setdefault(row, {}).update(dict.fromkeys(wide, copy))
        rows[first_row][first_column] = shown


def _unread(outline: SheetOutline) -> str:
    if outline.next_row:
        return (
            f"has more below {MOST_EMPTY_ROWS:,} empty rows, from row {outline.next_row:,} on, which was not read; "
            "delete the empty rows and send it again"
        )
    if outline.last_column > MOST_COLUMNS:
        return f"has more right of column {MOST_COLUMNS}, which was not read; move it further left and send it again"
    return ""


#: Rows from the top by which a sheet is known.
TOP_ROWS = 40
#: Filled cells of a publisher's workbook, of which one sheet is read; the guard's own limits bind before.
MOST_PUBLISHED_CELLS = 3_000_000


def sheet_tops(path: Path, name: str) -> list[InputSheet]:
    """The first 40 rows of each sheet that is not hidden, without what is merged; raises ReturnRefused."""
    if is_open_spreadsheet(path):
        return _open_tops(path, name)
    refuse_unsafe(path, name)
    with path.open("rb") as file, _plain_errors(name):
        book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False, rich_text=True)
        try:
            return [_top(sheet) for sheet in book.worksheets if sheet.sheet_state == "visible"]
        finally:
            book.close()


def _top(sheet: Any) -> InputSheet:
    sheet.reset_dimensions()
    rows = {}
    for number, row in enumerate(sheet.iter_rows(max_row=TOP_ROWS, max_col=MOST_COLUMNS), 1):
        texts = ((column, cell_text(cell.value, cell.number_format)) for column, cell in enumerate(row, 1)
                 if cell.value is not None)  # fmt: skip
        if cells := {column: SheetCell(text) for column, text in texts if text.strip()}:
            rows[number] = cells
        if number >= TOP_ROWS:
            break
    return InputSheet(sheet.title, rows)


class SheetRow(NamedTuple):
    """A row of a sheet: its number, its texts by column from 1, and the columns of formulas without a stored result."""

    number: int
    texts: Mapping[int, str]
    formulas: Collection[int] = ()


def sheet_rows(path: Path, name: str, title: str) -> Iterator[SheetRow]:
    """The rows of one sheet that have something in them, in order, those of nothing but formulas without results last.

    As many as a publisher's table has; raises ReturnRefused for more, or for what cannot be read.
    """
    if is_open_spreadsheet(path):
        yield from _open_rows(path, name, title)
        return
    with open_workbook(path, name, most_cells=MOST_PUBLISHED_CELLS) as sheets:
        sheet, outline = next((sheet, outline) for sheet, outline in sheets if sheet.title == title)
        formulas: dict[int, set[int]] = {}
        for row, column in outline.formulas:
            formulas.setdefault(row, set()).add(column)
        number, cells = 0, {}
        shown = filled_cells(sheet, outline, name, read=lambda cell: cell_text(cell.value, cell.number_format))
        for row, column, text in shown:
            if row != number:
                if cells:
                    yield SheetRow(number, cells, formulas.pop(number, ()))
                number, cells = row, {}
            cells[column] = text
        if cells:
            yield SheetRow(number, cells, formulas.pop(number, ()))
        yield from (SheetRow(row, {}, columns) for row, columns in sorted(formulas.items()))


def _open_sheets(path: Path, name: str) -> list[InputSheet]:
    """The sheets of an OpenDocument spreadsheet, as `read_workbook` gives them."""
    refuse_unsafe(path, name)
    outlines: dict[int, SheetOutline] = {}
    rows: dict[int, dict[int, dict[int, SheetCell]]] = {}
    filled = 0

    def take(sheet: OpenSheet, row: OpenRow) -> None:
        """Add a row to its sheet; raises ReturnRefused where the file has too many cells."""
        nonlocal filled
        outline = outlines.setdefault(id(sheet), SheetOutline())
        if outline.next_row or row.number - outline.last_row > MOST_EMPTY_ROWS:
            outline.next_row = outline.next_row or row.number
            return
        filled += len(row.cells) * row.repeated
        if filled > MOST_CELLS:
            raise ReturnRefused(f"{name} {_TOO_MANY}")
        outline.last_row = row.number + row.repeated - 1
        outline.last_column = max(outline.last_column, row.last_column)
        outline.merges += row.merges
        for number in range(row.number, row.number + row.repeated):
            rows.setdefault(id(sheet), {})[number] = {
                column: SheetCell(text, formula=text if column in row.formulas else "")
                for column, text in row.cells.items()
            }
            if row.is_hidden:
                outline.hidden_rows.add(number)

    with _plain_errors(name):
        sheets = read_open_sheets(path, take)
        if len({sheet.name.casefold() for sheet in sheets}) < len(sheets):
            raise ValueError("two sheets have one name")
    return [_open_sheet(sheet, outlines.get(id(sheet), SheetOutline()), rows.get(id(sheet), {}), name)
            for sheet in sheets]  # fmt: skip


def _open_sheet(
    sheet: OpenSheet, outline: SheetOutline, rows: dict[int, dict[int, SheetCell]], name: str
) -> InputSheet:
    _fill_merged(rows, outline, name)
    ordered = {row: dict(sorted(rows[row].items())) for row in sorted(rows)}
    return InputSheet(
        sheet.name, ordered, is_hidden=sheet.is_hidden, unread=_unread(outline),
        hidden_rows=frozenset(outline.hidden_rows), hidden_columns=tuple(sheet.hidden_columns),
    )  # fmt: skip


def _open_tops(path: Path, name: str) -> list[InputSheet]:
    refuse_unsafe(path, name)
    tops: dict[int, dict[int, dict[int, SheetCell]]] = {}

    def take(sheet: OpenSheet, row: OpenRow) -> None:
        for number in range(row.number, min(row.number + row.repeated, TOP_ROWS + 1)):
            tops.setdefault(id(sheet), {})[number] = {column: SheetCell(text) for column, text in row.cells.items()}

    with _plain_errors(name):
        sheets = read_open_sheets(path, take)
    return [InputSheet(sheet.name, tops.get(id(sheet), {})) for sheet in sheets if not sheet.is_hidden]


def _open_rows(path: Path, name: str, title: str) -> Iterator[SheetRow]:
    refuse_unsafe(path, name)
    collected: list[SheetRow] = []
    filled = 0

    def take(sheet: OpenSheet, row: OpenRow) -> None:
        """Collect a row of the wanted sheet; raises ReturnRefused where it has too many cells."""
        nonlocal filled
        if sheet.name != title:
            return
        filled += len(row.cells) * row.repeated
        if filled > MOST_PUBLISHED_CELLS:
            raise ReturnRefused(f"{name} {_TOO_MANY}")
        rows = range(row.number, row.number + row.repeated)
        collected.extend(SheetRow(number, row.cells, row.formulas) for number in rows)

    with _plain_errors(name):
        read_open_sheets(path, take)
    yield from collected
