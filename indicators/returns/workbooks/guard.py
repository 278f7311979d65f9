"""Whether a file is a workbook that can be opened without harm, judged by its content and never by its name."""

import re
import zipfile
from pathlib import Path
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from indicators.errors import ReturnRefused

MOST_UNPACKED_BYTES = 100_000_000
MOST_MEMBERS = 2_000
HIGHEST_RATIO = 100
#: Small parts may be as empty as they like.
RATIO_FROM_BYTES = 1_000_000
#: Every element of XML costs far more memory than its few bytes.
MOST_MARKUP = 5_000_000
#: Of that, in the parts that openpyxl makes objects of at once and whole (styles, names, relations), some kilobytes an
#: element; Excel itself allows 65,490 styles of cells.
MOST_MARKUP_AT_ONCE = 400_000
_READ_PIECE_BY_PIECE = re.compile(r"xl/(worksheets/[^/]*|sharedstrings)\.xml|content\.xml")
#: openpyxl reads a sheet that does not say its size (Excel's all do) twice, and keeps its rows in memory.
_LARGEST_WITHOUT_SIZE = 20_000_000
_PIECE = 1 << 16

_SAVE_AS = "Open it in Excel, choose File, Save As, 'Excel Workbook (*.xlsx)', and send that file"
_DAMAGED = (
    "is a damaged workbook or was cut short on its way. Open it in Excel, save it again and send it once more, "
    "or save the sheet as 'CSV UTF-8'."
)
_TOO_LARGE = "unpacks to far more than a return holds. Copy the table into a new workbook, or save it as 'CSV UTF-8'."
_TOO_STYLED = (
    "has far more styles or names than any table needs. Copy the figures into a new workbook (Paste Special, Values), "
    "or save the sheet as 'CSV UTF-8'."
)
_PASSWORD = (
    "is protected by a password. In Excel choose File, Info, Protect Workbook, Encrypt with Password, empty the box, "
    "save, and send it again."
)
_MACROS = f"holds macros, which are not taken in. {_SAVE_AS}."
_OPEN_SPREADSHEET = b"application/vnd.oasis.opendocument.spreadsheet"
_NO_WORKBOOK = "is not a workbook. Send an Excel workbook (.xlsx) or a CSV file."
#: First bytes -> what to say.
_BEGINNINGS = (
    (re.compile(rb"%PDF"), "is a PDF document. Send the workbook that it was made from, or a CSV file."),
    (re.compile(rb"\x09[\x00\x02\x04\x08]..", re.DOTALL), f"is a workbook of a very old Excel. {_SAVE_AS}."),
    (re.compile(rb"\s*<(!doctype\s+)?html", re.IGNORECASE), f"is a web page, not a workbook. {_SAVE_AS}."),
    (re.compile(rb"\{\\rtf"), "is a text document. Send an Excel workbook (.xlsx) or a CSV file."),
)
#: Names of parts, lower case -> what to say.
_KINDS = (
    (re.compile(r".*vbaproject\.bin|xl/macrosheets/.*"), _MACROS),
    (re.compile(r"xl/workbook\.bin"), f"is a binary workbook (.xlsb). {_SAVE_AS}."),
    (re.compile(r"word/document\.xml"), "is a Word document. Send an Excel workbook (.xlsx) or a CSV file."),
    (re.compile(r"ppt/presentation\.xml"), "is a presentation. Send an Excel workbook (.xlsx) or a CSV file."),
    (re.compile(r"index/.*\.iwa"), "is a Numbers spreadsheet. Choose File, Export To, Excel, and send that file."),
)


def refuse_unsafe(path: Path, name: str) -> None:
    """Raise ReturnRefused, with what to send instead, unless a file is a plain workbook of bearable size.

    `name` is what the sender calls the file. External links, pictures and the like are left to be ignored.
    """
    with path.open("rb") as file:
        beginning = file.read(512)
    if not beginning:
        raise ReturnRefused(f"{name} is empty. Save the workbook in Excel and send it again.")
    if path.stat().st_size > MOST_UNPACKED_BYTES:
        raise ReturnRefused(f"{name} {_TOO_LARGE}")
    if beginning.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise ReturnRefused(f"{name} {_old_container(path)}")
    for pattern, words in _BEGINNINGS:
        if pattern.match(beginning):
            raise ReturnRefused(f"{name} {words}")
    if not beginning.startswith(b"PK"):
        raise ReturnRefused(f"{name} {_NO_WORKBOOK}")
    _refuse_unsafe_archive(path, name)


def _old_container(path: Path) -> str:
    """What an OLE2 file is: Excel wraps workbooks with a password in the container of its old format."""
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        return _PASSWORD
    if "WordDocument".encode("utf-16-le") in content:
        return "is an old Word document. Send an Excel workbook (.xlsx) or a CSV file."
    return f"is a workbook of an old Excel (.xls). {_SAVE_AS}."


def _refuse_unsafe_archive(path: Path, name: str) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            words = _wrong_size(archive.infolist()) or _wrong_parts(archive) or _wrong_kind(archive)
    except Exception as error:
        # zipfile raises a dozen kinds of error on bytes that nobody zipped.
        raise ReturnRefused(f"{name} {_DAMAGED}") from error
    if words:
        raise ReturnRefused(f"{name} {words}")


def _wrong_size(members: list[zipfile.ZipInfo]) -> str:
    """What is wrong with what an archive says of itself."""
    if any(member.flag_bits & 0x1 for member in members):
        return _PASSWORD
    # Only these unpack piece by piece in bounded memory, and workbooks use no other.
    if any(member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for member in members):
        return _NO_WORKBOOK
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_UNPACKED_BYTES:
        return _TOO_LARGE
    return ""


def _wrong_parts(archive: zipfile.ZipFile) -> str:
    """What is wrong with what an archive really unpacks to, read piece by piece: what it says may be untrue."""
    total = markup = at_once = 0
    for member in archive.infolist():
        size, has_no_size = 0, False
        prolog = _Prolog()
        with archive.open(member) as part:
            while piece := part.read(_PIECE):
                if size == 0:
                    has_no_size = b"sheetData" in piece and b"dimension" not in piece
                size += len(piece)
                marks = piece.count(b"<")
                markup += marks
                if not _READ_PIECE_BY_PIECE.fullmatch(member.filename.casefold()):
                    at_once += marks
                if total + size > MOST_UNPACKED_BYTES or markup > MOST_MARKUP or _is_bomb(size, member.compress_size):
                    return _TOO_LARGE
                if at_once > MOST_MARKUP_AT_ONCE:
                    return _TOO_STYLED
                if has_no_size and size > _LARGEST_WITHOUT_SIZE:
                    return _DAMAGED
                if prolog.declares_entities(piece):
                    return f"holds declarations (DOCTYPE) that no workbook of Excel has. {_SAVE_AS}."
        total += size
    return ""


def _is_bomb(size: int, packed: int) -> bool:
    return size > RATIO_FROM_BYTES and size > HIGHEST_RATIO * max(packed, 1)


def _wrong_kind(archive: zipfile.ZipFile) -> str:
    """What an archive is when it is not a workbook as Excel saves it."""
    names = [name.casefold() for name in archive.namelist()]
    for pattern, words in _KINDS:
        if any(pattern.fullmatch(name) for name in names):
            return words
    if b"opendocument" in (mimetype := _start_of(archive, "mimetype")):
        return _wrong_open_document(archive, mimetype)
    types = _start_of(archive, "[Content_Types].xml").lower()
    if b"macroenabled" in types or b"vbaproject" in types:
        return _MACROS
    if not re.search(rb"spreadsheetml\.(sheet|template)\.main\+xml", types):
        return _NO_WORKBOOK
    if b"purl.oclc.org/ooxml" in _start_of(archive, "_rels/.rels"):
        return f"is a 'Strict Open XML' workbook. {_SAVE_AS} (without 'Strict')."
    return ""


def is_open_spreadsheet(path: Path) -> bool:
    """Whether a file says that it is an OpenDocument spreadsheet."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _start_of(archive, "mimetype").strip().startswith(_OPEN_SPREADSHEET)
    except Exception:  # noqa: BLE001 - zipfile raises a dozen kinds of error on bytes that nobody zipped
        return False


def _wrong_open_document(archive: zipfile.ZipFile, mimetype: bytes) -> str:
    """What is wrong with a file of the OpenDocument format; empty for a spreadsheet that can be read."""
    if not mimetype.strip().startswith(_OPEN_SPREADSHEET):
        return "is an OpenDocument file, but no spreadsheet. Send the spreadsheet (.ods, .xlsx) or a CSV file."
    if b"encryption-data" in _start_of(archive, "META-INF/manifest.xml"):
        return (
            "is protected by a password. In LibreOffice choose File, Save As, without 'Save with password', and send "
            "that file."
        )
    if "content.xml" not in archive.namelist():
        return _DAMAGED
    return ""


def _start_of(archive: zipfile.ZipFile, name: str) -> bytes:
    if name not in archive.namelist():
        return b""
    with archive.open(name) as part:
        return part.read(RATIO_FROM_BYTES)


class _RootReached(Exception):
    """A document type can stand only before the first element, so the rest need not be parsed."""


class _StopAtRoot(ContentHandler):
    def startElement(self, name, attrs):  # noqa: N802
        raise _RootReached


class _Prolog:
    """The part of an XML file before its first element, fed piece by piece; anything else is soon over."""

    def __init__(self):
        self._parser = DefusedExpatParser(forbid_dtd=True)
        self._parser.setContentHandler(_StopAtRoot())
        self._is_over = False

    def declares_entities(self, piece: bytes) -> bool:
        """Whether the file turns out to hold a DOCTYPE, in which entities that grow without bound are declared."""
        if self._is_over:
            return False
        try:
            self._parser.feed(piece)
        except DefusedXmlException:
            return True
        except (_RootReached, SAXException, ValueError, LookupError):
            self._is_over = True
        return False
