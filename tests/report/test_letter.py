"""The letter of a challenge: the frozen figure and no other, what is asked by when, on one page, in every format."""

import io
from dataclasses import replace
from datetime import date, datetime
from email import message_from_bytes, policy

import pytest
from docx import Document
from pypdf import PdfReader

from indicators.board.challenge_story import challenge_story
from indicators.board.challenges import ChallengeEvent, ChallengeState, Step, load_challenge, raise_challenge
from indicators.board.snapshot import figure_snapshot
from indicators.catalogue.areas import BoardTerms
from indicators.catalogue.catalogue import load_catalogue
from indicators.errors import ImageExportUnavailable
from indicators.exports import pdf
from indicators.exports.paper import paper_text
from indicators.report import letter as module
from indicators.report.letter import challenge_letter, letter_files
from tests.helpers.challenges import asked, opened
from tests.helpers.tiny_store import tiny_store_file

TODAY, DUE = date(2016, 10, 3), date(2016, 9, 30)
HOSTILE = "<script>alert(1)</script> =1+1 | **bold** \U0001f9d2 עدد"
FIGURES = [{"period": "2014/15", "value": 717}, {"value": 901}, {"period": "2016/17", "value": 956}]


def no_browser(*_, **__):
    raise ImageExportUnavailable("neither Chrome nor Chromium was found")


@pytest.fixture(scope="module")
def raised(tmp_path_factory):
    """A challenge about the 901 of 2015/16 in a store that has a newer figure, and the catalogue."""
    path = tiny_store_file(tmp_path_factory.mktemp("letter"), FIGURES, plans={"lr": {}})
    with opened(path) as store:
        catalogue = load_catalogue(store)
        seen = figure_snapshot(store, catalogue, "contacts", "E10000018", as_at=date(2016, 3, 31))
    about = {"indicator": "contacts", "area_code": "E10000018", "period": "2015/16", "priority": "safe"}
    question = f"Why did contacts rise?\n{HOSTILE}"
    raise_challenge(path, asked(question=question, snapshot=seen, meeting="SEG, June 2016", **about), today=DUE)
    with opened(path) as store:
        return load_challenge(store, 1), catalogue


@pytest.fixture
def without_browser(monkeypatch):
    monkeypatch.setattr(module, "plain_png", no_browser)
    monkeypatch.setattr(pdf, "html_pdf_bytes", no_browser)


def word_texts(content):
    document = Document(io.BytesIO(content))
    cells = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    return document, [paragraph.text for paragraph in document.paragraphs], cells


@pytest.mark.long
def test_what_the_letter_says(raised, without_browser):
    one, catalogue = raised
    file = letter_files(1)["docx"]
    document, texts, cells = word_texts(file.make(challenge_letter(one, catalogue, on=TODAY)))
    assert texts[0] == "Challenge 1: a question to County council"
    assert texts[1] == "About Contacts, Leicestershire, 2015/16, Children are safe"
    for line in (
        "To: County council",
        "From: independent chair, for the board",
        f"Why did contacts rise?\n{HOSTILE}",
        "Please answer by: 30 September 2016. It is 3 days overdue.",
        "How to answer",
    ):
        assert line in texts
    assert "901 in 2015/16; 717 in 2014/15." in next(text for text in texts if "901" in text)
    # The newer figure is not what the board saw, and the table stands in for the chart.
    assert "956" not in " ".join([*texts, *sum(cells, [])])
    assert cells == [["Period", "Leicestershire"], ["2014/15", "717"], ["2015/16", "901"]]
    assert document.sections[0].header.paragraphs[0].text == "OFFICIAL-SENSITIVE: not for publication"
    assert file.name.startswith("official-sensitive_challenge-1")


@pytest.mark.long
def test_the_mail_is_a_draft_with_the_letter_attached(raised, without_browser):
    one, catalogue = raised
    word, _, mail = letter_files(1).values()
    paper = challenge_letter(one, catalogue, on=TODAY)
    read = message_from_bytes(mail.make(paper), policy=policy.default)
    assert (read["To"], read["From"], read["X-Unsent"]) == (None, None, "1")
    assert read["Subject"] == "OFFICIAL-SENSITIVE: Challenge 1: a question to County council"
    (attached,) = read.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == (word.name, word.make(paper))
    assert read.get_body().get_content().splitlines() == paper_text(paper).splitlines()
    assert mail.make(paper) == mail.make(paper)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"state": ChallengeState.ANSWERED, "last_step": Step.ANSWER}, "Answered on 1 July 2016; the board has yet to"),
        (
            {"state": ChallengeState.CLOSED, "last_step": Step.CLOSE, "outcome": "It is explained."},
            "Closed on 1 July 2016. Nothing more is asked.\nWhat came of it: It is explained.",
        ),
    ],
)
def test_nobody_is_asked_to_answer_what_is_answered(raised, without_browser, changes, words):
    one, catalogue = raised
    text = paper_text(challenge_letter(replace(one, last_on=date(2016, 7, 1), **changes), catalogue, on=TODAY))
    assert words in text
    assert "HOW TO ANSWER" not in text
    assert "Please answer by" not in text


def test_an_escalated_question_says_why(raised, without_browser):
    one, catalogue = raised
    changes = {"state": ChallengeState.ESCALATED, "last_step": Step.ESCALATE, "last_words": "No figures came."}
    text = paper_text(challenge_letter(replace(one, due=TODAY, **changes), catalogue, on=TODAY))
    assert "escalated this question on" in text
    assert "“No figures came.”\nPlease answer by: 3 October 2016.\n" in text


def test_the_letter_and_the_story_name_the_body_by_its_own_word(raised, without_browser):
    one, catalogue = raised
    panel = replace(catalogue, terms=BoardTerms("panel"))
    text = paper_text(challenge_letter(one, panel, on=TODAY))
    assert "WHAT THE PANEL ASKS" in text.splitlines()
    assert "THE FIGURE AS THE PANEL SAW IT ON" in text
    assert "the business office of the panel" in text
    assert "board" not in text
    step = ChallengeEvent(
        number=1, step=Step.CLOSE, state=ChallengeState.CLOSED, at=datetime(2016, 7, 1), on=DUE, by="chair",
    )  # fmt: skip
    (story,) = challenge_story(one, [step], panel)
    assert story == "On 30 September 2016 the panel (chair) closed the challenge."


def test_a_question_about_no_figure_has_none(raised):
    one, catalogue = raised
    empty = {"indicator": "", "area_code": "", "period": "", "priority": "", "snapshot_json": ""}
    paper = challenge_letter(replace(one, **empty), catalogue, on=TODAY)
    assert paper.subtitle == ""
    assert "The figure as the board saw it" not in paper_text(paper)


@pytest.mark.long
@pytest.mark.parametrize("letters", [40, 2_000])
def test_it_is_one_tagged_page_in_which_the_frozen_chart_stands(raised, letters):
    one, catalogue = raised
    question = ("Which teams use the toolkit and which do not? " * 60)[:letters]
    paper = challenge_letter(replace(one, question=question), catalogue, on=TODAY)
    (page,) = PdfReader(io.BytesIO(letter_files(1)["pdf"].make(paper))).pages
    text = " ".join(page.extract_text().split())
    assert question.strip() in text
    assert "OFFICIAL-SENSITIVE" in text
    assert "How to answer" in text
    document = Document(io.BytesIO(letter_files(1)["docx"].make(paper)))
    (picture,) = document.inline_shapes
    assert "from 717 in 2014/15 to 901 in 2015/16" in picture._inline.docPr.get("descr")
