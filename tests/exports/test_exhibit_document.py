"""An exhibit in Word: heading, picture with a text to read out, a table with marked heads, all words."""

import io

import pandas as pd
import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm
from PIL import Image

from indicators.access import Audience
from indicators.exports.word import add_exhibit, docx_bytes, exhibit_document, new_document
from tests.helpers.exhibits import MARK, SHOWN, exhibit, hostile


def picture(width=1890):
    buffer = io.BytesIO()
    Image.new("RGB", (width, 900), "white").save(buffer, "PNG", dpi=(300, 300))
    return buffer.getvalue()


def opened(made):
    return Document(io.BytesIO(exhibit_document(made)))


def with_picture(**settings):
    document = new_document("Contacts", landscape=False, margin=20)
    add_exhibit(document, exhibit(), picture=picture(**settings))
    return Document(io.BytesIO(docx_bytes(document)))


def test_a_document_says_everything_in_order():
    document = opened(exhibit())
    assert [(paragraph.style.name, paragraph.text) for paragraph in document.paragraphs] == [
        ("Heading 1", "Contacts fell"),
        ("Subtitle", "Contacts, number"),
        ("Normal", "Event (1): a policy"),
        ("Normal", "[c] confidential: the figure is withheld to protect people"),
        ("Normal", "Source: annual report. As at 31 March 2016."),
    ]
    (table,) = document.tables
    assert [cell.text for cell in table.rows[0].cells] == ["Area", "Year", "Value"]
    assert [cell.text for cell in table.rows[5].cells] == ["Rutland", "2014/15", "[c]"]
    assert table.rows[1].cells[2].text == "14,632"
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


@pytest.mark.slow
def test_the_mark_is_on_every_page_and_in_the_properties_for_the_board_alone():
    document = opened(exhibit())
    assert document.sections[0].header.paragraphs[0].text == MARK
    properties = document.core_properties
    assert (properties.title, properties.subject, properties.keywords, properties.language) == (
        "Contacts fell", "Contacts, number", MARK, "en-GB",
    )  # fmt: skip
    public = opened(exhibit(audience=Audience.PUBLIC))
    assert public.sections[0].header.paragraphs[0].text == public.core_properties.keywords == ""


@pytest.mark.slow
def test_a_picture_has_its_printed_size_and_a_text_to_read_out():
    (shape,) = with_picture().inline_shapes
    assert shape._inline.docPr.get("descr") == "Leicestershire fell from 14,632."
    assert shape.width / Mm(1) == pytest.approx(160, abs=0.5)


@pytest.mark.slow
def test_a_picture_wider_than_the_page_is_made_to_fit():
    (shape,) = with_picture(width=2480).inline_shapes
    assert shape.width / Mm(1) == pytest.approx(170, abs=0.5)
    assert shape.height / shape.width == pytest.approx(900 / 2480, abs=0.01)


def test_hostile_words_stay_words():
    document = opened(hostile())
    assert document.paragraphs[0].text == SHOWN
    assert [row.cells[0].text for row in document.tables[0].rows][2:] == ["=2", "-3", "@x", "+1"]


@pytest.mark.slow
def test_tables_of_many_columns_lie_across_and_none_is_no_table():
    wide = opened(exhibit(table=pd.DataFrame({f"c{place}": [place] for place in range(9)})))
    assert wide.sections[0].page_width > wide.sections[0].page_height
    assert opened(exhibit(table=pd.DataFrame())).tables == []
