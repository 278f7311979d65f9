"""A CSV file as it comes: its encoding, the mark between its columns, its headings, and the length of its lines.

All this is checked before DuckDB reads the file, which drops a last line longer than its buffer and says nothing.
"""

import codecs
import csv
import re
import shutil
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from indicators.catalogue.areas import nearest_names
from indicators.errors import Problem, ReturnRefused
from indicators.loading.cells import LONGEST_LINE

_CHUNK = 1 << 20
_UNKNOWN = "is not text in an encoding that is known (UTF-8, UTF-16, Windows-1252). In Excel: save it as 'CSV UTF-8'."
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


@dataclass(frozen=True)
class TextFile:
    """A text file that is UTF-8 now, wherever it lies; its first line and the mark between columns."""

    path: Path
    heading_line: str
    delimiter: str
    encoding: str


#: Empty lines above the headings that are passed over.
_MOST_LINES_ABOVE = 40


def plain_text(path: Path, name: str, work: Path) -> TextFile:
    """The text of a file; raises ReturnRefused for what is no text or has lines that no table has.

    UTF-8 with and without a mark, UTF-16 and Windows-1252 are read; anything else is not text. The file is
    read in pieces, so its size costs no memory.
    """
    encoding = _encoding(path, name)
    if encoding in ("utf-8", "utf-8-sig"):
        readable = path
    else:
        readable = work / f"{uuid.uuid4().hex}.csv"
        _write_anew(path, encoding, readable, name)
    _refuse_endless_lines(readable, name)
    line = _first_line(readable)
    if not line.strip():
        readable = _without_lines_above(readable, work)
        line = _first_line(readable)
    if not line.strip():
        raise ReturnRefused(f"{name} has no heading in its first row. Put the names of the columns there.")
    return TextFile(readable, line, _delimiter(line), encoding)


def _encoding(path: Path, name: str) -> str:
    with path.open("rb") as file:
        start = file.read(4096)
    for mark, encoding in sorted(_MARKS.items(), key=lambda item: -len(item[0])):
        if start.startswith(mark) and mark != codecs.BOM_UTF8:
            return encoding
    if _is_utf16_without_mark(start):
        return "utf-16-le" if start[1:2] == b"\0" else "utf-16-be"
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_utf8 = True
    for piece in _pieces(path):
        if b"\0" in piece:
            raise ReturnRefused(f"{name} is not a table: it holds NUL bytes, which no text has. Ask for it again.")
        if is_utf8:
            try:
                decoder.decode(piece)
            except UnicodeDecodeError:
                is_utf8 = False
    has_mark = start.startswith(codecs.BOM_UTF8)
    if is_utf8 and not decoder.getstate()[0]:
        return "utf-8-sig" if has_mark else "utf-8"
    if has_mark:
        raise ReturnRefused(f"{name} {_UNKNOWN}")
    return "cp1252"


def _is_utf16_without_mark(start: bytes) -> bool:
    """Every second byte nought: plain English in UTF-16, whose mark was lost."""
    sample = start[: len(start) // 2 * 2]
    return len(sample) >= 8 and any(not any(sample[first::2]) for first in (0, 1))


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_CHUNK):
            yield piece


def _write_anew(path: Path, encoding: str, copy: Path, name: str) -> None:
    try:
        with path.open(encoding=encoding, newline="") as old, copy.open("w", encoding="utf-8", newline="") as new:
            while piece := old.read(_CHUNK):
                if "\0" in piece:
                    raise ReturnRefused(f"{name} is not a table: it holds NUL characters. Ask for it again.")
                new.write(piece)
    except UnicodeError:
        raise ReturnRefused(f"{name} {_UNKNOWN}") from None


def _refuse_endless_lines(path: Path, name: str) -> None:
    """A window without the end of a line lies inside a line that is too long to be a row."""
    longest = LONGEST_LINE // 2
    with path.open("rb") as file:
        while window := file.read(longest):
            if len(window) == longest and b"\n" not in window and b"\r" not in window:
                raise ReturnRefused(
                    f"{name} has a line longer than {longest:,} characters, which is too long to be a row. Look for "
                    "a quotation mark that is not closed, or ask for the file again."
                )


def _without_lines_above(path: Path, work: Path) -> Path:
    """A text whose first line is empty, written anew from the first that is not.

    As many empty lines stand below that one as stood above, so that a row keeps its number. The same text where so many
    lines are empty that nobody sees what comes below.
    """
    with path.open("rb") as opened:
        head = [opened.readline(LONGEST_LINE) for _ in range(_MOST_LINES_ABOVE)]
        above = next((at for at, line in enumerate(head) if line.decode("utf-8-sig", errors="replace").strip()), None)
        if above is None:
            return path
        below = work / f"{uuid.uuid4().hex}.csv"
        with below.open("wb") as out:
            out.write(head[above].rstrip(b"\r\n") + b"\n" * (above + 1))
            out.writelines(head[above + 1 :])
            shutil.copyfileobj(opened, out)
    return below


def _first_line(path: Path) -> str:
    with path.open("rb") as file:
        line = re.split(rb"[\r\n]", file.readline(LONGEST_LINE), maxsplit=1)[0]
    return line.decode("utf-8-sig", errors="replace")


def _delimiter(line: str) -> str:
    """The mark that parts the heading into most columns; a comma where none does."""
    parts = {mark: len(next(csv.reader([line], delimiter=mark), [])) for mark in ",;\t|"}
    best = max(parts, key=parts.__getitem__)
    return best if parts[best] > 1 else ","


FACT_COLUMNS = (
    "indicator", "area", "period", "value", "numerator", "denominator", "status", "symbol", "source", "note",
)  # fmt: skip
NOT_UTF8 = "is not UTF-8; save the file as 'CSV UTF-8'"
_NOT_CLOSED = "has a quotation mark that is not closed; write one inside a cell twice and close the cell"
_TOO_LONG = "which is too long to be a row; check for a quotation mark that is not closed"


def read_heading(path: Path, name: str) -> tuple[list[str], list[Problem]]:
    """The names of a facts file's columns in its order, and what is wrong with them."""
    with path.open("rb") as file:
        line = re.split(rb"[\r\n]", file.readline(LONGEST_LINE), maxsplit=1)[0]
    try:
        heading = next(csv.reader([line.decode("utf-8-sig")]), [])
    except UnicodeDecodeError:
        return [], [Problem(name, "", "", NOT_UTF8)]
    except csv.Error as error:
        return [], [Problem(name, "row 1", "", f"cannot be read as CSV: {error}")]
    if len(heading) == 1 and any(mark in heading[0] for mark in ";\t"):
        return [], [Problem(name, "row 1", "", "has no commas between the columns; save it as CSV (comma)")]
    missing = [column for column in FACT_COLUMNS if column not in heading]
    surplus = [column[:80] for column in heading if column not in FACT_COLUMNS]
    problems = [Problem(name, "row 1", column, "is missing from the heading") for column in missing]
    problems += [
        Problem(name, "row 1", column, f"is not a known column. {nearest_names(column, list(FACT_COLUMNS))}")
        for column in surplus[: len(FACT_COLUMNS)]
    ]
    if not problems and len(heading) != len(set(heading)):
        problems.append(Problem(name, "row 1", "", "names a column twice"))
    return heading, problems


def length_problems(path: Path, name: str) -> list[Problem]:
    """A line that is too long to be a row; a window of the file without a line's end is inside of one."""
    longest = LONGEST_LINE // 2
    with path.open("rb") as file:
        while window := file.read(longest):
            if len(window) == longest and b"\n" not in window and b"\r" not in window:
                return [Problem(name, "", "", f"has a line longer than {longest:,} characters, {_TOO_LONG}")]
    return []


def csv_problem(name: str, message: str, *, columns: int = len(FACT_COLUMNS)) -> Problem:
    """DuckDB's words about a line that it cannot read, cut down to what a person can use; `columns` has the heading."""
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    number = next((line.rsplit(" ", 1)[1] for line in lines if "CSV Error on Line: " in line), "")
    if "unicode" in message.casefold():
        what = NOT_UTF8
    elif "Expected Number of Columns" in message:
        what = f"has not {columns} cells like the heading; check its commas and quotes"
    elif "maximum line size" in message.casefold():
        what = f"is longer than {LONGEST_LINE:,} characters, {_TOO_LONG}"
    elif "quote" in message:
        # Last, since DuckDB adds the settings to every message, the quotation mark among them.
        what = _NOT_CLOSED
    else:
        what = f"cannot be read as CSV: {lines[0] if lines else message}"
    return Problem(name, f"line {number}" if number else "", "", what)
