"""The Word document: headings, contents, captions, texts for pictures, marked tables, language and properties."""

import io
import re
from contextlib import closing

import pytest
from docx import Document
from docx.oxml.ns import qn
from PIL import Image

from indicators.access import Audience
from indicators.exports.images import caption_shares, printed_figure
from indicators.report.assemble import assemble_sections
from indicators.report.pictures import PICTURES_NOT_WANTED, Picture
from indicators.report.word import report_word_bytes
from tests.helpers.packs import EVERYTHING, TITLE, board_year, contents_of, tiny

FIELD = re.compile(r" (TOC|SEQ|PAGE)")
MARK = Audience.BOARD.mark


def png():
    buffer = io.BytesIO()
    Image.new("RGB", (1890, 1100), "white").save(buffer, "PNG", dpi=(300, 300))
    return buffer.getvalue()


@pytest.fixture(scope="module")
def sections(tmp_path_factory):
    year = board_year(tiny(tmp_path_factory.mktemp("store")))
    with closing(year.store):
        return assemble_sections(contents_of(EVERYTHING, year.catalogue), year, each=lambda piece, item: None)


def with_shares(piece):
    """An empty picture that has the words of its chart over and under it, as a drawn one has."""
    exhibit = piece.printed_exhibit
    over, under = caption_shares(exhibit, printed_figure(exhibit))
    return Picture(png(), over=over, under=under)


def made(sections, *, drawn, audience=Audience.BOARD):
    told = report_word_bytes(
        TITLE, "2015/16", sections, audience=audience, known_text="Figures to 31 March", picture=drawn
    )  # fmt: skip
    return Document(io.BytesIO(told))


@pytest.fixture(scope="module")
def document(sections):
    return made(sections, drawn=with_shares)


def headings(document):
    styled = ((paragraph.style.name, paragraph.text) for paragraph in document.paragraphs)
    return [(int(name[-1]), text) for name, text in styled if name.startswith("Heading")]


def anchors(document):
    return {one.get(qn("w:name")) for one in document.element.body.iter(qn("w:bookmarkStart"))}


@pytest.mark.long
def test_no_level_of_heading_is_skipped(document):
    levels = [level for level, _ in headings(document)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))
    assert (1, "Safeguarding Profile") in headings(document)
    assert (2, "Contacts") in headings(document)


@pytest.mark.long
def test_the_contents_list_every_heading_and_lead_to_it(document):
    entries = [paragraph for paragraph in document.paragraphs if paragraph.style.name.startswith("toc")]
    links = [entry._p.find(qn("w:hyperlink")) for entry in entries]
    texts = ["".join(run.text for run in link.iter(qn("w:t"))) for link in links]
    assert list(zip([int(entry.style.name[-1]) for entry in entries], texts, strict=True)) == headings(document)
    targets = [link.get(qn("w:anchor")) for link in links]
    assert len(set(targets)) == len(targets)
    assert set(targets) <= anchors(document)


@pytest.mark.long
def test_fields_are_whole(document):
    """Every field begins, says what it is, and ends; the contents are one of them."""
    parts = [document.element.body, document.sections[0].footer._element]
    kinds = [mark.get(qn("w:fldCharType")) for part in parts for mark in part.iter(qn("w:fldChar"))]
    told = [FIELD.match(one.text)[1] if FIELD.match(one.text) else one.text for part in parts
            for one in part.iter(qn("w:instrText"))]  # fmt: skip
    assert kinds.count("begin") == kinds.count("end") == len(told)
    assert told.count("TOC") == 1
    assert {"SEQ", "PAGE"} <= set(told)


def test_figures_and_tables_are_numbered_in_their_captions(document):
    captions = [paragraph.text for paragraph in document.paragraphs if paragraph.style.name == "Caption"]
    for kind in ("Figure", "Table"):
        numbers = [int(re.match(rf"{kind} (\d+): ", text)[1]) for text in captions if text.startswith(kind)]
        assert numbers == list(range(1, len(numbers) + 1))
        assert numbers


def test_every_picture_has_a_text_to_read_out(document):
    told = [shape.get("descr") for shape in document.element.body.iter(qn("wp:docPr"))]
    assert len(told) == len(document.inline_shapes)
    assert all(told)
    assert any("Leicestershire: from 14,632" in text or "15,228" in text for text in told)


def test_words_are_cut_off_pictures_and_said_in_text(document):
    cuts = [(float(cut.get("t")), float(cut.get("b"))) for cut in document.element.body.iter(qn("a:srcRect"))]
    charts = [text for text in document.paragraphs if text.text.startswith("Figure ")]
    assert len(cuts) == len(charts) > 0
    assert all(5_000 < over < 50_000 and 2_000 < under < 50_000 for over, under in cuts)
    notes = [paragraph.text for paragraph in document.paragraphs if paragraph.style.name == "Figure notes"]
    assert any(text.startswith("Source: ") and "As at" in text for text in notes)


def test_every_table_has_its_head_marked(document):
    assert document.tables
    for table in document.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))


def test_wide_tables_lie_across(document):
    assert {section.orientation for section in document.sections} == {0, 1}
    assert all((section.page_width > section.page_height) == bool(section.orientation) for section in document.sections)


@pytest.mark.examples(1)
@pytest.mark.slow
@pytest.mark.parametrize("audience", list(Audience))
def test_language_title_and_mark(audience, sections):
    document = made(sections, drawn=lambda piece: Picture(reason=PICTURES_NOT_WANTED), audience=audience)
    assert (document.core_properties.title, document.core_properties.language) == (TITLE, "en-GB")
    assert document.core_properties.keywords == audience.mark
    heads = {paragraph.text for section in document.sections for paragraph in section.header.paragraphs}
    assert heads == {audience.mark}


@pytest.mark.slow
def test_without_a_picture_the_figures_stand_in_a_table_that_says_why(sections):
    document = made(sections, drawn=lambda piece: Picture(reason="No browser was found."))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert "There is no picture of this chart. No browser was found." in texts
    heads = [[cell.text for cell in table.rows[0].cells] for table in document.tables]
    assert ["Period", "Leicestershire", "Rutland"] in heads


def test_styles_are_words_own(document):
    names = {style.name for style in document.styles}
    used = {paragraph.style.name for paragraph in document.paragraphs}
    assert used <= names
    assert {"Title", "Subtitle", "Caption", "Heading 1", "Heading 2", "toc 1", "toc 2"} <= used
