"""What a file that came holds: one table, or several in an archive or in the sheets of a workbook.

One of them is opened at a time, into a passing folder, under a name of ours and within limits; the names that an
archive gives its parts are never used as paths. What is opened is then read as if it had come by itself.
"""

import csv
import gzip
import uuid
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import IO

from indicators.errors import ReturnRefused, printable_text
from indicators.loading.editions import FileKind
from indicators.returns.recognise import Submission, new_submission, publisher_kind
from indicators.returns.workbooks.read import InputSheet, cell_address, names_text, sheet_rows, sheet_tops
from indicators.returns.workbooks.tables import find_headings
from indicators.temporary import temporary_folder

#: What one part may unpack to, and how many times what it takes packed; the department's files shrink to a twentieth.
MOST_UNPACKED_BYTES = 1 << 30
HIGHEST_RATIO = 250
#: Small parts may be as empty as they like.
_RATIO_FROM_BYTES = 1_000_000
#: Files that an archive may list, and tables that are offered.
MOST_MEMBERS = 2_000
MOST_TABLES = 200
_PIECE = 1 << 18
_ZIP, _GZIP = b"PK", b"\x1f\x8b"
_TABLE_ENDINGS = (".csv", ".tsv", ".xlsx", ".ods", ".parquet", ".csv.gz")
_ARCHIVE_ENDINGS = (".zip", ".7z", ".rar", ".tar", ".tgz", ".tar.gz")
_NESTED = "archives within archives are not opened. Unpack it (in Windows: right-click, Extract All) and send that"
_DAMAGED = "is damaged or was cut short on its way. Download it again, or ask for it again"
_TOO_LARGE = (
    f"unpacks to more than {MOST_UNPACKED_BYTES >> 30} GB, or to far more than a table would. It was not opened"
)
_WORKBOOK_PARTS = ("[content_types].xml", "mimetype")


@dataclass(frozen=True)
class FilePart:
    """One of several tables that a file holds: by what name it is chosen, and what it is.

    `kind` is what its headings show, None where they show nothing or were not looked at.
    """

    name: str
    is_sheet: bool = False
    kind: FileKind | None = None


def may_hold_parts(path: Path) -> bool:
    """Whether a file begins as an archive or a workbook does."""
    with path.open("rb") as opened:
        return opened.read(2) == _ZIP


def file_parts(file: Submission) -> tuple[FilePart, ...]:
    """The tables among which to choose; none where a file is one table, or a person's workbook.

    Raises ReturnRefused, with what to send instead, for an archive that cannot be opened or has no table.
    """
    if not may_hold_parts(file.path):
        return ()
    members = _archive_tables(file)
    if members is not None:
        parts = tuple(FilePart(name) for name in members)
    else:
        parts = tuple(FilePart(name, is_sheet=True, kind=kind) for name, _, kind in _published_sheets(file))
    return parts if len(parts) > 1 else ()


@contextmanager
def opened_table(file: Submission) -> Iterator[Submission]:
    """The one table that is meant, as a file of its own; a file that is one table already as it is.

    `file.part` names it where there are several. Raises ReturnRefused where none is meant, or none is there.
    """
    if file.is_opened:
        yield file
        return
    with temporary_folder("opened") as work:
        yield replace(_opened(file, work), is_opened=True)


def _opened(file: Submission, work: Path) -> Submission:
    with file.path.open("rb") as opened:
        start = opened.read(2)
    if start == _GZIP:
        return _from_gzip(file, work)
    if start != _ZIP:
        _refuse_part(file)
        return file
    members = _archive_tables(file)
    if members is None:
        return _from_workbook(file, work)
    inner = _from_archive(file, _chosen(file, members, "files"), members, work)
    with inner.path.open("rb") as opened:
        start = opened.read(2)
    if start == _GZIP:
        return _from_gzip(replace(inner, part=""), work)
    if start == _ZIP:
        if _archive_tables(inner) is not None:
            raise ReturnRefused(f"{inner.name} in {file.name} is a ZIP archive too; {_NESTED}.")
        return _from_workbook(replace(inner, part=""), work)
    return inner


def _refuse_part(file: Submission) -> None:
    if file.part:
        raise ReturnRefused(f"{file.name} is one table; there is nothing called '{printable_text(file.part)}' in it.")


def _chosen(file: Submission, names: Sequence[str], what: str) -> str:
    """The one of some names that is meant: by its whole name, or by its last part where only one has it."""
    if not file.part:
        if len(names) == 1:
            return names[0]
        raise ReturnRefused(
            f"{file.name} holds {len(names):,} tables ({names_text([printable_text(name) for name in names])}). "
            f"Say which: on the page choose it above, on the command line write --part with one of the names"
        )
    wanted = file.part.casefold()
    alike = [name for name in names if name.casefold() == wanted]
    alike = alike or [name for name in names if _last(name).casefold() == wanted or _stem(name) == _stem(wanted)]
    if len(alike) == 1:
        return alike[0]
    near = get_close_matches(_last(wanted), [_last(name) for name in names], n=2, cutoff=0.5) or [
        _last(name) for name in names[:5]
    ]
    many = "more than one" if alike else "none"
    raise ReturnRefused(
        f"Of the {what} in {file.name} {many} is called '{printable_text(file.part)}'. There "
        f"{'is' if len(near) == 1 else 'are'}: {', '.join(printable_text(name) for name in near)}."
    )


def _last(name: str) -> str:
    return name.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]


def _stem(name: str) -> str:
    return _last(name).rsplit(".", 1)[0].casefold()


def _archive_tables(file: Submission) -> list[str] | None:
    """The names of the tables in a ZIP archive; None for a workbook, which is one too, and what cannot be listed."""
    try:
        with zipfile.ZipFile(file.path) as archive:
            members = [item for item in archive.infolist() if not item.is_dir()]
    except Exception:  # noqa: BLE001 - zipfile raises a dozen kinds of error; the workbooks' guard says what it is
        return None
    if any(item.filename.casefold() in _WORKBOOK_PARTS for item in members):
        return None
    members = [
        item for item in members if not item.filename.startswith("__MACOSX/") and _last(item.filename)[:1] != "."
    ]
    if len(members) > MOST_MEMBERS:
        raise ReturnRefused(
            f"{file.name} is a ZIP archive of {len(members):,} files; at most {MOST_MEMBERS:,} are looked at. "
            "Unpack it (in Windows: right-click, Extract All) and send the one that is wanted."
        )
    named = [item for item in members if item.filename.casefold().endswith(_TABLE_ENDINGS)]
    if not named:
        named = [item for item in members if item.filename.casefold().endswith(".txt")]
    if not named:
        raise ReturnRefused(f"{file.name} {_without_table(members)}.")
    if any(item.flag_bits & 0x1 for item in named):
        raise ReturnRefused(
            f"{file.name} is a ZIP archive that is protected by a password. Unpack it with the password and send the "
            "file inside."
        )
    if len(named) > MOST_TABLES:
        raise ReturnRefused(
            f"{file.name} is a ZIP archive of {len(named):,} tables; at most {MOST_TABLES:,} are offered. Unpack it "
            "and send the ones that are wanted."
        )
    names = [item.filename for item in named]
    if len(set(names)) < len(names):
        raise ReturnRefused(f"{file.name} has two files of one name. Unpack it and send the one that is wanted.")
    return sorted(names, key=lambda name: (not name.casefold().endswith(".csv"), name.casefold()))


def _without_table(members: Sequence[zipfile.ZipInfo]) -> str:
    """What a ZIP archive is that has no table in it."""
    shown = names_text([printable_text(_last(item.filename)) for item in members]) or "nothing"
    nested = next((item for item in members if item.filename.casefold().endswith(_ARCHIVE_ENDINGS)), None)
    if nested is not None:
        return f"is a ZIP archive that holds another archive ({printable_text(_last(nested.filename))}); {_NESTED}"
    if any(item.filename.casefold().startswith(("word/", "ppt/", "index/", "xl/")) for item in members):
        return "is a document that is damaged. Open it, save it as 'Excel Workbook (*.xlsx)' and send that"
    return f"is a ZIP archive without a table: it holds {shown}. Tables end in .csv, .xlsx, .ods or .parquet"


def _from_archive(file: Submission, chosen: str, members: Sequence[str], work: Path) -> Submission:
    path = work / uuid.uuid4().hex
    try:
        with zipfile.ZipFile(file.path) as archive:
            item = archive.getinfo(chosen)
            if item.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise ReturnRefused(
                    f"{file.name} is packed in a way that is not opened. Unpack it and send the file inside."
                )
            with archive.open(item) as packed:
                _unpack(packed, path, file.name, packed_bytes=item.compress_size)
    except ReturnRefused:
        raise
    except (zipfile.BadZipFile, EOFError, OSError, zlib.error, NotImplementedError, RuntimeError, ValueError) as error:
        raise ReturnRefused(f"{printable_text(_last(chosen))} in {file.name} {_DAMAGED}.") from error
    name = printable_text(_last(chosen))
    if sum(_last(other) == _last(chosen) for other in members) > 1:
        name = printable_text(chosen)
    return new_submission(path, name)


def _from_gzip(file: Submission, work: Path) -> Submission:
    _refuse_part(file)
    path = work / uuid.uuid4().hex
    try:
        with gzip.open(file.path, "rb") as packed:
            _unpack(packed, path, file.name, packed_bytes=file.path.stat().st_size)
    except ReturnRefused:
        raise
    except (EOFError, OSError, zlib.error) as error:
        raise ReturnRefused(f"{file.name} is compressed (gzip) and {_DAMAGED}.") from error
    inner = new_submission(path, file.name.removesuffix(".gz") or file.name)
    with path.open("rb") as opened:
        head = opened.read(262)
    if head[257:262] == b"ustar":
        raise ReturnRefused(f"{file.name} is a tar archive. Unpack it and send the file inside.")
    if head.startswith(_GZIP) or (head.startswith(_ZIP) and _archive_tables(inner) is not None):
        raise ReturnRefused(f"{inner.name} in {file.name} is compressed once more; {_NESTED}.")
    return _from_workbook(inner, work) if head.startswith(_ZIP) else inner


def _unpack(packed: IO[bytes] | gzip.GzipFile, path: Path, name: str, *, packed_bytes: int) -> None:
    """Write what is packed to a path, piece by piece; what it says of its own size is not believed."""
    size = 0
    with path.open("wb") as out:
        while piece := packed.read(_PIECE):
            size += len(piece)
            is_bomb = size > _RATIO_FROM_BYTES and size > HIGHEST_RATIO * max(packed_bytes, 1)
            if size > MOST_UNPACKED_BYTES or is_bomb:
                raise ReturnRefused(f"{name} {_TOO_LARGE}. Send only the table that is wanted, unpacked.")
            out.write(piece)


def _from_workbook(file: Submission, work: Path) -> Submission:
    """The sheet of a workbook that has a publisher's headings, as text; any other workbook as it is."""
    sheets = _published_sheets(file)
    if not sheets:
        if file.part:
            raise ReturnRefused(
                f"{file.name} has no sheet '{printable_text(file.part)}' with a publisher's headings. A person's table "
                "is read whole; leave the name out."
            )
        return file
    chosen = _chosen(file, [name for name, _, _ in sheets], "sheets")
    row = next(row for name, row, _ in sheets if name == chosen)
    path = work / f"{uuid.uuid4().hex}.csv"
    _write_sheet(file, chosen, row, path)
    return new_submission(path, f"{file.name}, sheet '{printable_text(chosen)}'")


def _published_sheets(file: Submission) -> list[tuple[str, int, FileKind]]:
    """The sheets with a publisher's headings, with the row that these stand in; none where a person's table is there.

    What cannot be opened as a workbook has none: whoever reads it says why.
    """
    try:
        tops = sheet_tops(file.path, file.name)
    except ReturnRefused:
        return []
    if any(find_headings(sheet) for sheet in tops):
        return []
    return [(sheet.name, *place) for sheet in tops if (place := _publisher_heading(sheet))]


def _publisher_heading(sheet: InputSheet) -> tuple[int, FileKind] | None:
    for row, cells in sheet.rows.items():
        if kind := publisher_kind([cell.text for cell in cells.values()]):
            return row, kind
    return None


def _write_sheet(file: Submission, sheet: str, heading_row: int, path: Path) -> None:
    """A sheet as CSV from its headings on, each row as wide as these.

    Rows that hold nothing are written as such, and as many below the headings as stand above them, so that a row has
    the number that it has in the workbook. Raises ReturnRefused for formulas without results, which no reader can know.
    """
    unknown: list[str] = []
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        columns: list[int] = []
        written = 0
        for row, cells, formulas in sheet_rows(file.path, file.name, sheet):
            if row < heading_row:
                continue
            unknown += [cell_address(row, number) for number in sorted(formulas) if number in columns]
            if row == heading_row:
                columns = sorted(number for number, text in cells.items() if text.strip())
                writer.writerow([cells[number] for number in columns])
                writer.writerows([[""] * len(columns)] * (heading_row - 1))
                written = heading_row
                continue
            if not any(cells.get(number, "").strip() for number in columns):
                continue
            writer.writerows([[""] * len(columns)] * (row - written - 1))
            writer.writerow([cells.get(number, "") for number in columns])
            written = row
    if unknown:
        raise ReturnRefused(
            f"{file.name}, sheet '{printable_text(sheet)}', {names_text(unknown)}: a formula without a result. Open "
            "the file in a spreadsheet program, save it, which works them out, and take it in again."
        )
