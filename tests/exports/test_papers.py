"""Pages for the papers: documents that open again, say everything in words, and bear any text."""

import io

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm

from indicators.exports.board_papers import (
    CELL_SHADES,
    LogClosing,
    LogClosings,
    LogEntry,
    PaperCell,
    PaperRow,
    log_document,
    map_document,
)
from indicators.exports.text_fit import SIZES, text_size

COLUMNS = ["Priority", "Figures", "Audits", "Families", "Staff"]
HOSTILE = "\x00\x0b\ud800\ufffe\u202eשלום 😀 <w:p/> &amp; =1\r\nsecond line"
HELD = PaperCell("6 figures", "Newest 2015/16, points to concern", "Nothing from Rutland", "concern")
EMPTY = PaperCell("Nothing held: 3 measures asked for", gap="No audit evidence", look="empty")


def paper(rows, title="Assurance map"):
    return Document(io.BytesIO(map_document(title, "As at 31 March 2016", COLUMNS, rows, ["Source: annual report"])))


def log(*entries):
    return Document(io.BytesIO(log_document("Challenge log", "All", entries, ["A note"])))


def texts(document):
    return [paragraph.text for paragraph in document.paragraphs]


def fills(table):
    return [shade.get(qn("w:fill")) for shade in table._tbl.iter(qn("w:shd"))]


def test_the_map_is_one_table_across_a_page_with_words_in_every_cell():
    document = paper([PaperRow("Neglect", [HELD, EMPTY, HELD, EMPTY])])
    section = document.sections[0]
    assert (section.page_width.mm, section.page_height.mm) == (pytest.approx(297, abs=1), pytest.approx(210, abs=1))
    (table,) = document.tables
    assert [cell.text for cell in table.rows[0].cells] == COLUMNS
    assert [cell.text for cell in table.rows[1].cells] == [
        "Neglect",
        *["6 figures\nNewest 2015/16, points to concern\nNothing from Rutland",
          "Nothing held: 3 measures asked for\nNo audit evidence"] * 2,
    ]  # fmt: skip
    assert texts(document)[0] == "Assurance map"
    assert texts(document)[-1] == "Shading: grey: no evidence; red: points to concern."


@pytest.mark.slow
def test_headings_repeat_rows_stay_whole_and_the_table_has_a_name():
    table = paper([PaperRow("Neglect", [HELD] * 4)] * 3).tables[0]
    assert [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows] == [True, False, False, False]
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == "Assurance map"


def test_a_document_is_british_and_says_what_it_is():
    document = paper([])
    languages = {item.get(qn("w:val")) for item in document.styles.element.iter(qn("w:lang"))}
    assert (languages, document.core_properties.language) == ({"en-GB"}, "en-GB")
    assert (document.core_properties.title, document.core_properties.author) == ("Assurance map", "")


def contrast_with_black(colour):
    """WCAG 2: (lighter + 0.05) / (darker + 0.05) of relative luminance."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05) / 0.05


@pytest.mark.slow
def test_every_shade_bears_black_text_and_is_its_own():
    assert min(contrast_with_black(shade) for shade, _ in CELL_SHADES.values()) >= 7
    assert len(set(CELL_SHADES.values())) == len(CELL_SHADES)
    looks = [*CELL_SHADES, "unjudged", "no such look"]
    table = paper([PaperRow("Neglect", [PaperCell("x", look=look)] * 4) for look in looks]).tables[0]
    white = CELL_SHADES["steady"][0]
    assert fills(table)[::4] == [*(shade for shade, _ in CELL_SHADES.values()), white, white]


def test_text_is_as_large_as_fits():
    few, many = [[["Neglect"], ["6 figures", "Newest"]]] * 3, [[["Neglect"], ["6 figures " * 12]]] * 10
    widths = {"widths": [34, 56], "room": 155}
    assert text_size(few, **widths) == SIZES[0]
    assert SIZES[0] > text_size(many, **widths) > SIZES[-1]
    assert text_size(many * 5, **widths) == SIZES[-1]
    assert text_size([], **widths) == SIZES[0]


def test_a_challenge_is_a_heading_its_facts_and_its_story():
    document = log(LogEntry(12, "Why?", "Rutland County Council", "answered", "901, 2015/16", "30 June 2016",
                            ["On 3 May the board asked.", "On 4 May it answered."]))  # fmt: skip
    assert texts(document)[3:] == [
        "Challenge 12: answered",
        "Question: Why?",
        "Asked of: Rutland County Council",
        "Figure as seen: 901, 2015/16",
        "Due: 30 June 2016",
        "On 3 May the board asked.",
        "On 4 May it answered.",
    ]
    styles = [paragraph.style.name for paragraph in document.paragraphs]
    assert styles == ["Heading 1", "Subtitle", "Normal", "Heading 2", *["Normal"] * 4, *["List Bullet"] * 2]
    assert document.sections[0].page_width == pytest.approx(Mm(210), abs=1000)
    assert "PAGE" in document.sections[0].footer._element.xml


@pytest.mark.slow
def test_an_empty_log_and_missing_facts_say_so_or_are_left_out():
    assert texts(log())[-1] == "No challenge is in this log."
    assert texts(log(LogEntry(1, "Why?", "", "raised")))[3:] == ["Challenge 1: raised", "Question: Why?"]


@pytest.mark.slow
def test_no_text_breaks_a_document():
    kept = "\u202eשלום 😀 <w:p/> &amp; =1\nsecond line"
    document = log(LogEntry(1, HOSTILE, HOSTILE, "raised", HOSTILE, HOSTILE, [HOSTILE, "w" * 4000]))
    assert f"Question: {kept}" in texts(document)
    assert texts(document)[-2:] == [kept, "w" * 4000]
    document = paper([PaperRow(HOSTILE, [PaperCell(HOSTILE, HOSTILE, HOSTILE)] * 4)], title=HOSTILE)
    assert document.tables[0].rows[1].cells[1].text == "\n".join([kept] * 3)
    assert document.core_properties.title == kept


@pytest.mark.long
def test_the_log_begins_with_what_was_closed_since_the_last_meeting():
    closing = LogClosing(4, "Why <b>so</b>?", "Police", "Closed on 9 May 2016", "Staff were\ntrained.")
    closings = LogClosings("Closed or assured at the meeting of 3 March 2016 and since", [closing])
    document = Document(io.BytesIO(log_document("Challenge log", "All", [], [], closings)))
    assert closings.title in texts(document)
    (table,) = document.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["No.", "Question", "How it ended", "What came of it", "What changed for children"],
        ["4", "Why <b>so</b>?\nTo Police", "Closed on 9 May 2016", "Staff were\ntrained.", "–"],
    ]
    document = Document(io.BytesIO(log_document("Challenge log", "All", [], [], LogClosings("Closed since"))))
    assert texts(document)[-2:] == ["None.", "No challenge is in this log."]
