"""The form of a facts file, checked before DuckDB reads it, and DuckDB's complaints in words.

DuckDB 1.5 drops a last line that is longer than its buffer of 32 MB, and says nothing.
"""

import csv
import re
from pathlib import Path

from indicators.areas import nearest
from indicators.errors import Problem
from indicators.returns.cells import LONGEST_LINE

COLUMNS = (
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
    missing = [column for column in COLUMNS if column not in heading]
    surplus = [column[:80] for column in heading if column not in COLUMNS]
    problems = [Problem(name, "row 1", column, "is missing from the heading") for column in missing]
    problems += [
        Problem(name, "row 1", column, f"is not a known column. {nearest(column, list(COLUMNS))}")
        for column in surplus[: len(COLUMNS)]
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


def csv_problem(name: str, message: str, *, columns: int = len(COLUMNS)) -> Problem:
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
