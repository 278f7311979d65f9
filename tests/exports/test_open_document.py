"""A paper as open document, web page and tagged PDF: the same words and cells, marked for whoever does not see them."""

import io
import zipfile

import pandas as pd
import pytest
from pypdf import PdfReader

from indicators.access import Audience
from indicators.errors import ImageExportUnavailable
from indicators.exports import paper as paper_module
from indicators.exports.cells import printed_columns
from indicators.exports.exhibit import exhibit_alt_text, exhibit_lines
from indicators.exports.open_document import exhibit_open_document, paper_open_document
from indicators.exports.paper import (
    Bullets,
    CellPicture,
    Chart,
    Heading,
    Paper,
    Table,
    Text,
    exhibit_page,
    paper_html,
)
from indicators.exports.pdf import exhibit_page_pdf, tagged_pdf
from tests.helpers.exhibits import HOSTILE, MARK, SHOWN, blank_png, exhibit, figure, hostile
from tests.helpers.open_files import (
    SPACES,
    addresses,
    file_text,
    name_in,
    part,
    pdf_structure,
    text_document,
    web_page,
    words,
)

SMALL = CellPicture(blank_png(240, 60), 22.0)
FRAME = pd.DataFrame(
    {"Area": ["Rutland", "Leicestershire"], "Count": ["901 [p]", "12,773"], "Trend": ["up from 690", "down"]}
)
PAPER = Paper(
    title="Agenda & figures",
    subtitle="Leicestershire and Rutland",
    blocks=(
        Text("First line\nsecond  line", label="Due", is_lead=True),
        Heading("What is new", 2, False),
        Bullets(("One <b>", "Two")),
        Heading("In detail", 3),
        Table("Contacts", FRAME, pictures=(("Trend", (SMALL, None)),), figure_columns=("Count",)),
        Heading("Figures", 2, True),
        Text("Contacts fell."),
        Chart(exhibit(), blank_png()),
        Text("Small print", is_note=True),
    ),
    audience=Audience.BOARD,
    notes=("The last word",),
    has_contents=True,
)


@pytest.fixture(scope="module")
def document():
    return paper_open_document(PAPER)


@pytest.fixture(scope="module")
def page():
    return paper_html(PAPER).encode()


def printed(frame):
    """A table as a page shows it: heads, then rows of texts."""
    columns = printed_columns(frame)
    return [[column.head for column in columns], *map(list, zip(*(column.texts for column in columns), strict=True))]


@pytest.mark.slow
def test_both_have_the_same_headings_tables_and_texts_for_pictures(document, page):
    ours, theirs = text_document(document), web_page(page)
    headings = [(1, "Agenda & figures"), (2, "What is new"), (3, "In detail"), (2, "Figures")]
    assert ours.headings == headings
    assert theirs.headings == [headings[0], (2, "Contents"), *headings[1:]]
    assert ours.tables == theirs.tables == [printed(FRAME), printed(exhibit().table)]
    # Words beside a small line say the same, so a page need not say it twice; a document must name every picture.
    assert ours.alternatives == ["up from 690", exhibit_alt_text(exhibit())]
    assert theirs.alternatives == ["", exhibit_alt_text(exhibit())]
    assert (ours.title, ours.language) == (theirs.title, theirs.language) == ("Agenda & figures", "en-GB")


def test_both_say_every_word_in_order(document, page):
    said = [
        "Leicestershire and Rutland", "Due: First line\nsecond  line", "One <b>", "Contacts fell.",
        "Contacts fell. Contacts, number", *exhibit_lines(exhibit()), "Small print", "The last word",
    ]  # fmt: skip
    found = text_document(document).paragraphs
    assert [text for text in found if text in said] == said
    text = web_page(page).paragraphs
    assert [line for line in said if line in text] == [said[0], said[3], *said[5:]]
    assert "Due: First line" in "".join(text)


def test_contents_lead_to_their_headings(document, page):
    content = part(document)
    links = [link.get(name_in("xlink", "href"))[1:] for link in content.iter(name_in("text", "a"))]
    marks = {
        mark.get(name_in("text", "name")): words(heading)
        for heading in content.iter(name_in("text", "h"))
        for mark in heading.iter(name_in("text", "bookmark"))
    }
    assert [marks[link] for link in links] == ["What is new", "In detail", "Figures"]
    assert [name[1:] for name in addresses(page) if name.startswith("#")] == links


def test_a_page_asks_for_nothing(page):
    assert {name.partition(":")[0] for name in addresses(page)} == {"data", "#part-1", "#part-3", "#part-5"}
    assert b"default-src 'none'" in page
    assert b"<script" not in page


def test_heads_of_tables_are_marked_and_repeated(document, page):
    heads = [words(row) for row in part(document).iter(name_in("table", "table-header-rows"))]
    assert heads == ["AreaCountTrend", "AreaYearValue"]
    assert page.count(b'<th scope="col"') == 6
    assert page.count(b'<th scope="row"') == 2 + 6
    figures = {"Table_20_Figures", "Table_20_Heading_20_of_20_Figures"}
    right = [
        words(text)
        for text in part(document).iter(name_in("text", "p"))
        if text.get(name_in("text", "style-name")) in figures
    ]
    assert right[:3] == ["Count", "901 [p]", "12,773"]


def test_a_wide_part_stands_across_and_the_mark_is_on_every_page(document):
    styles = part(document, "styles.xml")
    across = {
        page.get(name_in("style", "name")): page.findtext("style:header/text:p", "", SPACES)
        for page in styles.iter(name_in("style", "master-page"))
    }
    assert across == {"Standard": MARK, "Across": MARK}
    starts = [heading.get(name_in("text", "style-name")) for heading in part(document).iter(name_in("text", "h"))]
    assert starts == ["Heading_20_1", "Upright_20_start", "Heading_20_3", "Across_20_start"]
    assert part(document, "meta.xml").findtext(".//meta:keyword", "", SPACES) == MARK


def test_every_style_that_is_named_is_there(document):
    content, styles = part(document), part(document, "styles.xml")
    named = {
        value
        for tree in (content, styles)
        for item in tree.iter()
        for key, value in item.attrib.items()
        if key.endswith(("}style-name", "}master-page-name", "}page-layout-name", "}parent-style-name"))
    }
    known = {item.get(name_in("style", "name")) for tree in (content, styles) for item in tree.iter()}
    assert named - known == set()


def test_pictures_are_in_the_file_as_they_are_and_as_large_as_they_print(document):
    frames = list(part(document).iter(name_in("draw", "frame")))
    assert [(frame.get(name_in("svg", "width")), frame.get(name_in("svg", "height"))) for frame in frames] == [
        ("22.0mm", "5.5mm"), ("150.0mm", "75.0mm"),
    ]  # fmt: skip
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        assert (archive.read("Pictures/1.png"), archive.read("Pictures/2.png")) == (SMALL.png, blank_png())


def test_the_same_paper_gives_the_same_file(document, page):
    assert paper_open_document(PAPER) == document
    assert paper_html(PAPER).encode() == page


@pytest.mark.parametrize("made", [exhibit, hostile])
def test_an_exhibit_has_its_words_once_and_its_table(made):
    ours, theirs = text_document(exhibit_open_document(made())), web_page(exhibit_page(made()))
    tables = [[[" ".join(cell.split()) for cell in row] for row in printed(made().table)]]
    for found in (ours, theirs):
        assert found.headings == [(1, " ".join(made().title.replace("\x00", "").split()) if made is exhibit else SHOWN)]
        assert [[[" ".join(cell.split()) for cell in row] for row in table] for table in found.tables] == tables
        assert found.paragraphs[-1] == exhibit_lines(made())[-1]
        assert not any(text.startswith("<") for text in found.paragraphs)


def test_hostile_words_stay_words():
    blocks = (Heading(HOSTILE), Text(HOSTILE, label=HOSTILE), Bullets((HOSTILE,)))
    paper = Paper(title=HOSTILE, subtitle=HOSTILE, blocks=blocks, notes=(HOSTILE,), has_contents=True)
    assert text_document(paper_open_document(paper)).headings == [(1, SHOWN), (2, SHOWN)]
    shown = web_page(paper_html(paper).encode())
    assert shown.headings == [(1, SHOWN), (2, "Contents"), (2, SHOWN)]


def test_without_a_browser_a_chart_is_refused_in_words_and_a_table_is_not(monkeypatch):
    def refuse(exhibit):
        raise ImageExportUnavailable("No browser")

    monkeypatch.setattr(paper_module, "plain_png", refuse)
    for make in (exhibit_open_document, exhibit_page):
        with pytest.raises(ImageExportUnavailable, match="No browser"):
            make(exhibit(figure=figure()))
        assert make(exhibit())


@pytest.mark.long
@pytest.mark.usefixtures("picture_browser")
def test_a_printed_page_is_tagged_and_marked(page, tmp_path):
    made = tagged_pdf(page.decode(), mark=MARK)
    found = pdf_structure(made)
    assert (found.is_tagged, found.language, found.title) == (True, "en-GB", "Agenda & figures")
    assert [found.kinds[kind] for kind in ("/H1", "/H2", "/H3", "/Table", "/Caption")] == [1, 3, 1, 2, 3]
    assert found.alternatives == [exhibit_alt_text(exhibit())]
    assert found.scopes == {"/Column": 6, "/Row": 8}
    (tmp_path / "a.pdf").write_bytes(made)
    text = " ".join(file_text(tmp_path / "a.pdf").split())
    for row in (*printed(FRAME), *printed(exhibit().table)):
        assert " ".join(row) in text
    assert text.count(MARK) >= 2
    assert tagged_pdf(page.decode(), mark=MARK) == made
    assert PdfReader(io.BytesIO(made)).metadata["/Keywords"] == MARK
    for_anybody = PdfReader(io.BytesIO(tagged_pdf("<!DOCTYPE html><html lang='en'><title>A</title><p>Words")))
    assert for_anybody.pages[0].extract_text().split() == ["Words", "1"]
    assert "/Keywords" not in for_anybody.metadata
    assert pdf_structure(exhibit_page_pdf(exhibit(figure=figure()))).alternatives == [exhibit_alt_text(exhibit())]
