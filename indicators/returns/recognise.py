"""A submitted file and what kind of file its content shows it to be; its name is not believed."""

import csv
import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from indicators.errors import ReturnRefused
from indicators.loading.csv_files import TextFile, plain_text
from indicators.loading.editions import FileKind
from indicators.returns.other_forms import archive_words

#: Bytes that a workbook may have; a mass file of text or parquet may be larger.
LARGEST_WORKBOOK = 10 * 1024 * 1024


@dataclass(frozen=True)
class Submission:
    """A file that came: where it lies, the name it came with, and the fingerprint of its content."""

    path: Path
    name: str
    sha256: str


@dataclass(frozen=True)
class FileForm:
    """A file's kind; for text its form, and for all but workbooks the headings as they are written."""

    kind: FileKind
    heading: tuple[str, ...] = ()
    text: TextFile | None = None


def new_submission(path: Path, name: str = "") -> Submission:
    """A file with its fingerprint; raises ReturnRefused where it cannot be read or holds nothing."""
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        empty = path.stat().st_size == 0
    except OSError as error:
        raise ReturnRefused(f"{name or path.name} cannot be read: {error.strerror}.") from error
    if empty:
        raise ReturnRefused(f"{name or path.name} is empty (0 bytes). Ask for the file again.")
    return Submission(path, name or path.name, digest)


#: First bytes of files that are something else, with what to say of them.
_OTHER_FILES = (
    (b"%PDF", "is a PDF. Figures cannot be read from it; ask for the workbook or the CSV behind it"),
    (b"\x1f\x8b", "is compressed (gzip). Unpack it and send the file inside"),
    (b"BZh", "is compressed (bzip2). Unpack it and send the file inside"),
    (b"\xfd7zXZ", "is compressed (xz). Unpack it and send the file inside"),
    (b"\x28\xb5\x2f\xfd", "is compressed (zstd). Unpack it and send the file inside"),
    (b"7z\xbc\xaf", "is compressed (7z). Unpack it and send the file inside"),
    (b"Rar!", "is compressed (rar). Unpack it and send the file inside"),
    (b"\x89PNG", "is a picture. Figures cannot be read from it; send the workbook or a CSV"),
    (b"\xff\xd8\xff", "is a picture. Figures cannot be read from it; send the workbook or a CSV"),
    (b"GIF8", "is a picture. Figures cannot be read from it; send the workbook or a CSV"),
    (b"{\\rtf", "is a word processor's document. Send the workbook or a CSV"),
    (b"MZ", "is a program. It was not opened"),
    (b"\x7fELF", "is a program. It was not opened"),
    (b"ARROW1", "is an Arrow file. Send it as parquet or CSV"),
    (b"SQLite format", "is a database. Send the figures as a workbook or CSV"),
)
_OLE, _ZIP, _PARQUET = b"\xd0\xcf\x11\xe0", b"PK", b"PAR1"


def file_form(
    file: Submission,
    work: Path,
    *,
    parquet_heading: Sequence[str] = (),
    is_named_table: Callable[[Sequence[str]], bool] = lambda heading: False,
) -> FileForm:
    """The kind of a file by its content; raises ReturnRefused in plain words where it is none of ours.

    Text of another encoding is written anew as UTF-8 into the folder `work`. `is_named_table` says of a heading whether
    a definition names where its areas, periods and figures stand.
    """
    with file.path.open("rb") as opened:
        start = opened.read(16)
    if start.startswith(_ZIP) and (words := archive_words(file.path)):
        raise ReturnRefused(f"{file.name} {words}.")
    if start.startswith((_ZIP, _OLE)):
        if file.path.stat().st_size > LARGEST_WORKBOOK:
            raise ReturnRefused(f"{file.name} is larger than 10 MB. Send only the sheet with the figures, or a CSV.")
        return FileForm(FileKind.WORKBOOK)
    for mark, words in _OTHER_FILES:
        if start.startswith(mark):
            raise ReturnRefused(f"{file.name} {words}.")
    if start.startswith(_PARQUET):
        kind = _kind(parquet_heading, file.name, is_table=False, is_named=is_named_table(parquet_heading))
        return FileForm(kind, tuple(parquet_heading))
    text = plain_text(file.path, file.name, work)
    if text.heading_line.lstrip("\ufeff \t").startswith(("<", "{", "[{")):
        raise ReturnRefused(f"{file.name} is a web page or program data, not a table. Send a workbook or a CSV.")
    heading = tuple(next(csv.reader([text.heading_line], delimiter=text.delimiter), []))
    return FileForm(_kind(heading, file.name, is_table=True, is_named=is_named_table(heading)), heading, text)


def is_parquet(path: Path) -> bool:
    """Whether a file starts as parquet does."""
    with path.open("rb") as opened:
        return opened.read(4) == _PARQUET


def plain_heading(heading: str) -> str:
    """A heading without case, marks and spaces, by which the names of columns are compared."""
    return re.sub(r"[^a-z0-9]+", "_", heading.strip().strip("\ufeff").casefold()).strip("_")


#: Usual headings of the areas' codes, of the periods and of the figures in a long file of another publisher.
AREA_HEADINGS = ("area_code", "areacode", "ons_code", "gss_code", "ons_area_code")
PERIOD_HEADINGS = ("time_period", "timeperiod", "period", "year", "date")
_VALUE_HEADINGS = {"value", "indicator_value"}


def _kind(heading: Sequence[str], name: str, *, is_table: bool, is_named: bool = False) -> FileKind:
    names = {plain_heading(item) for item in heading}
    if {"time_period", "time_identifier"} <= names or {"time_period", "geographic_level"} <= names:
        return FileKind.WIDE
    if {"short_desc", "years", "values"} <= names:
        return FileKind.LAIT
    if {"old_la_code", "sn_1", "sn_2"} <= names:
        return FileKind.NEIGHBOURS
    if {"indicator", "area", "period"} <= set(heading) and {"value", "numerator", "symbol"} & set(heading):
        return FileKind.LONG
    if is_named or (
        names.intersection(AREA_HEADINGS) and names.intersection(PERIOD_HEADINGS) and names & _VALUE_HEADINGS
    ):
        return FileKind.PUBLISHED
    if is_table:
        return FileKind.SHEET
    raise ReturnRefused(
        f"{name} is a parquet file with columns that are not known: {', '.join(list(heading)[:8])}. Known are the "
        "department's open data, the LAIT extract and lists with indicator, area, period and value."
    )
