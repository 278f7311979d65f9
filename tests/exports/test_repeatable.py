"""The same bytes from the same figures, whenever they are written."""

import io
import zipfile

import openpyxl
import pytest
from docx import Document
from pptx import Presentation

from indicators.exports.deterministic import deterministic_archive
from indicators.exports.excel import exhibit_workbook
from indicators.exports.powerpoint import exhibit_deck
from indicators.exports.word import add_exhibit, docx_bytes, new_document
from tests.helpers.exhibits import exhibit


def written():
    document = new_document("Contacts", landscape=False, margin=20)
    add_exhibit(document, exhibit(), picture=None)
    return [exhibit_deck(exhibit()), exhibit_workbook(exhibit()), docx_bytes(document)]


def days_of(archive):
    """The days of all entries of an archive, and of the workbooks in it."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        for entry in opened.infolist():
            yield entry.date_time
            if entry.filename.endswith(".xlsx"):
                yield from days_of(opened.read(entry))


@pytest.mark.long
def test_files_of_one_exhibit_are_the_same_and_hold_no_clock():
    made = written()
    assert made == written()
    assert {day for archive in made for day in days_of(archive)} == {(1980, 1, 1, 0, 0, 0)}


def test_files_still_open_and_name_no_day():
    deck, book, document = map(io.BytesIO, written())
    found = (
        Presentation(deck).core_properties,
        openpyxl.load_workbook(book).properties,
        Document(document).core_properties,
    )
    assert {properties.created.year for properties in found} == {1980}


def test_only_the_clock_changes():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/created.xml", "<dcterms:created>2016</dcterms:created>")
        archive.writestr("docProps/core.xml", "<p><dcterms:created a='1'>2016</dcterms:created><t>2016</t></p>")
    with zipfile.ZipFile(io.BytesIO(deterministic_archive(buffer.getvalue()))) as archive:
        assert archive.read("word/created.xml") == b"<dcterms:created>2016</dcterms:created>"
        assert archive.read("docProps/core.xml") == (
            b"<p><dcterms:created a='1'>1980-01-01T00:00:00Z</dcterms:created><t>2016</t></p>"
        )
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
