"""Files that are no plain workbook are refused with what they are and what to send instead."""

import struct
import tracemalloc
import zipfile
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.errors import ReturnRefused
from indicators.returns.workbooks.guard import refuse_unsafe
from tests.helpers.workbooks import file_of, parts, workbook, zipped

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000)
LAUGHS = '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>'
MACROS = parts()["[Content_Types].xml"].replace("spreadsheetml.sheet", "ms-excel.sheet.macroEnabled")


def encrypted(content):
    """An archive whose members claim to be encrypted."""
    changed = bytearray(content)
    for sign, flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = changed.find(sign)
        while at >= 0:
            changed[at + flag] |= 1
            at = changed.find(sign, at + 1)
    return bytes(changed)


def lying(content, name, size):
    """An archive that gives another unpacked size for one of its members."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        at = archive.getinfo(name).header_offset
    changed = bytearray(content)
    changed[at + 22 : at + 26] = struct.pack("<I", size)
    central = changed.rfind(name.encode()) - 46
    changed[central + 24 : central + 28] = struct.pack("<I", size)
    return bytes(changed)


def packed_otherwise(method):
    out = BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in parts().items():
            archive.writestr(name, content)
    return out.getvalue()


SOUND = zipped(parts())
BOMB = zipped(parts(more={"xl/media/a.xml": b"<a>" + b" " * 3_000_000}))
ENTITIES = {
    name: zipped(parts(more={name: content}))
    for name, content in {
        "xl/worksheets/sheet1.xml": LAUGHS,
        "xl/sharedStrings.xml": '<?xml version="1.0"?><!-- a --><!DOCTYPE sst><sst/>',
        "xl/worksheets/a.bin": LAUGHS.encode("utf-16"),
        "docProps/core.xml": '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
    }.items()
}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (OLE, "is a workbook of an old Excel (.xls). Open it in Excel, choose File, Save As"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "is protected by a password. In Excel choose File, Info"),
        (OLE + "WordDocument".encode("utf-16-le"), "is an old Word document"),
        (b"\x09\x08\x10\x00\x00\x06\x05\x00", "very old Excel"),
        (b"%PDF-1.7\n", "is a PDF document"),
        (b"<html><table><tr><td>1</td></tr></table>", "is a web page"),
        (b"indicator,value\na,1\n", "is not a workbook"),
        (zipped({"a.txt": "a"}), "is not a workbook"),
        (zipped({"word/document.xml": "<a/>"}), "is a Word document"),
        (zipped(parts(more={"xl/vbaProject.bin": b"a"})), "holds macros"),
        (zipped(parts(more={"[Content_Types].xml": MACROS})), "holds macros"),
        (zipped({"xl/workbook.bin": b"a", "[Content_Types].xml": "<Types/>"}), "is a binary workbook (.xlsb)"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "is a damaged workbook"),
        (
            zipped({"mimetype": "application/vnd.oasis.opendocument.text"}),
            "is an OpenDocument file, but no spreadsheet",
        ),
        (SOUND[:-30], "is a damaged workbook"),
        (SOUND[:300], "is a damaged workbook"),
        (SOUND.replace(b"xl/worksheets/sheet1.xml", b"xl/worksheets/sheet2.xml", 1), "is a damaged workbook"),
        (encrypted(SOUND), "is protected by a password"),
        (packed_otherwise(zipfile.ZIP_BZIP2), "is not a workbook"),
        (packed_otherwise(zipfile.ZIP_LZMA), "is not a workbook"),
        (BOMB, "unpacks to far more than a return holds"),
        (lying(BOMB, "xl/media/a.xml", 1 << 30), "unpacks to far more"),
        (lying(BOMB, "xl/media/a.xml", 1000), "is a damaged workbook"),
        (zipped(parts(more={f"a{number}": "" for number in range(2001)})), "unpacks to far more"),
        (zipped(parts(more={"_rels/.rels": "http://purl.oclc.org/ooxml/a"})), "'Strict Open XML' workbook"),
        *((content, "holds declarations (DOCTYPE)") for content in ENTITIES.values()),
    ],
)
def test_it_is_refused(tmp_path, content, words):
    with pytest.raises(ReturnRefused) as caught:
        refuse_unsafe(file_of(tmp_path, content), "a.xlsx")
    told = str(caught.value)
    assert told.startswith("a.xlsx ")
    assert words in told


@pytest.mark.long
def test_a_bomb_is_refused_before_it_fills_the_memory(tmp_path):
    """A thousandfold, whatever size it claims: 200 MB of nothing."""
    path = file_of(tmp_path, lying(zipped(parts(more={"a.xml": bytes(200_000_000)})), "a.xml", 90_000_000))
    tracemalloc.start()
    with pytest.raises(ReturnRefused, match="unpacks to far more"):
        refuse_unsafe(path, "a.xlsx")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"xl/externalLinks/externalLink1.xml": "<externalLink/>"},
        {"xl/media/image1.png": b"\x89PNG\r\n\x1a\n<!DOCTYPE"},
        {"xl/media/small.bin": bytes(900_000)},
    ],
)
def test_a_plain_workbook_passes_whatever_lies_beside_it(tmp_path, more):
    refuse_unsafe(file_of(tmp_path, zipped(parts(more=more))), "a.xlsx")


def test_a_workbook_under_any_name_passes(tmp_path):
    refuse_unsafe(workbook(tmp_path / "a.xlsx", [["a"]]).rename(tmp_path / "a.pdf"), "a.pdf")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("bytes")


@settings(max_examples=60)
@given(st.binary(max_size=500), st.sampled_from([b"", b"PK\x03\x04", b"PK\x05\x06", OLE[:8], SOUND]))
def test_any_bytes_pass_or_are_refused(folder, content, beginning):
    path = file_of(folder, beginning + content)
    with suppress(ReturnRefused):
        refuse_unsafe(path, "a.xlsx")
