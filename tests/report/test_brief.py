"""What is new since a meeting: each sentence against what came, moved or fell due, and the paper of it."""

from datetime import date, datetime, timedelta
from email import message_from_bytes, policy
from io import BytesIO

import pytest
from docx import Document

from indicators.board.actions import ActionProgress, report_action
from indicators.board.challenges import NewChallengeEvent, Step, move_challenge, raise_challenge
from indicators.board.meetings import Meeting, board_meetings, record_meeting
from indicators.catalogue.catalogue import load_catalogue
from indicators.clock import clock_set_to
from indicators.figures.arrivals import new_figures
from indicators.loading.build import build
from indicators.report.agenda import agenda_files, agenda_paper
from indicators.report.brief import MOST_LINES, Brief, BriefLine, BriefSection, make_brief
from indicators.signals.cycle import judge_latest
from indicators.store.database import open_for_reading
from tests.helpers.challenges import asked
from tests.helpers.dated_returns import aged_store, take_in
from tests.helpers.tiny_store import tiny_data

MEETING, TODAY = date(2017, 6, 14), date(2017, 9, 20)
HOSTILE = "<b>Why</b> did contacts rise?\n" + "word " * 40


@pytest.fixture(scope="module")
def lived(tmp_path_factory):
    """A store with a meeting on 14 June 2017: contacts came before and after it, challenges and an action moved."""
    path = aged_store(tmp_path_factory.mktemp("brief"))
    with clock_set_to(MEETING):
        record_meeting(path, day=MEETING, name="SEG", by="Business office")
        raise_challenge(path, asked(question="At the meeting?", due=date(2017, 9, 1), token="a"))
    take_in(path, 103, datetime(2017, 9, 1, 9), {"Leicestershire": 1_400, "Rutland": 63}, agency="county")
    with clock_set_to(date(2017, 8, 1)):
        raise_challenge(path, asked(question=HOSTILE, due=date(2017, 9, 1), token="b"))
        move_challenge(path, 2, NewChallengeEvent(step=Step.ANSWER, words="So.", by="Director"))
    return path


def brief_since(path, since, today=TODAY):
    with open_for_reading(path) as store:
        catalogue = load_catalogue(store)
        return make_brief(
            store, catalogue, since=since, today=today, meetings=board_meetings(store),
            cycle=judge_latest(store, catalogue, as_at=today, targets=store.query("targets")),
            news=new_figures(store, catalogue, since=since),
        )  # fmt: skip


def texts(brief, title):
    return next([line.text for line in one.lines] for one in brief.sections if one.title == title)


@pytest.mark.long
def test_what_came_was_revised_moved_or_is_late_since_the_meeting(lived):
    brief = brief_since(lived, MEETING)
    assert (brief.title, brief.has_news) == ("Since the meeting of 14 June 2017", True)
    assert brief.meeting == Meeting(MEETING, "SEG")
    (figure, *_) = texts(brief, "New figures")
    assert figure.startswith("Contacts in Leicestershire rose from 899 in 2014/15 to 1,400 in 2015/16 (+56%): clear")
    assert texts(brief, "Revised") == [
        "Contacts, Leicestershire, 2015/16: 1,400, was 940 (County <b>council</b>, 1 September 2017)."
    ]
    moved, late = texts(brief, "Challenges")
    assert moved.startswith("Challenge 2 to County council, “<b>Why</b> did contacts rise? word")
    assert moved.endswith("…”: raised on 1 August 2017, answered on 1 August 2017; a decision is awaited.")
    assert late == "Challenge 1 to County council, “At the meeting?”: overdue, an answer was due by 1 September 2017."
    assert "1 clear change; " in brief.summary
    assert "1 figure revised; 1 challenge moved on; 1 answer overdue" in brief.summary


@pytest.mark.slow
def test_nothing_happened_is_no_news_though_an_answer_is_still_overdue(lived):
    quiet = brief_since(lived, TODAY - timedelta(days=2))
    assert not quiet.has_news
    assert [line.is_news for section in quiet.sections for line in section.lines] == [False, False]
    due = brief_since(lived, date(2017, 9, 1), date(2017, 9, 2))
    assert due.has_news, "an answer that fell due since is news"


@pytest.mark.long
def test_reports_on_actions_and_actions_that_are_late(tmp_path):
    action = {"id": "ask", "due": date(2017, 6, 30)}
    plans = {"lr": {"starts": date(2017, 4, 1), "ends": date(2018, 3, 31), "priorities": [{"actions": [action]}]}}
    path = tmp_path / "store.duckdb"
    build(path, tiny_data(tmp_path, [{"value": 901}], plans=plans))
    late = brief_since(path, MEETING)
    (line,) = texts(late, "Actions")
    assert line.endswith(": late, due by 30 June 2017; nothing was reported.")
    assert texts(brief_since(path, MEETING, date(2019, 4, 1)), "Actions") == [], "the plan ended a year ago"
    with clock_set_to(date(2017, 8, 2)):
        report_action(
            path, "safe", "ask", quarter="2017/18 Q1", state=ActionProgress.AT_RISK, words="Asked.", by="Chair"
        )
    (line,) = texts(brief_since(path, MEETING), "Actions")
    assert line.endswith(": at risk in 2017/18 Q1 (Chair, 2 August 2017); late, due by 30 June 2017.")


@pytest.mark.slow
def test_returns_that_have_not_come_are_a_line_an_agency(tmp_path):
    tables = {
        "agencies.csv": [{"agency": "county", "name": "County"}],
        "duties.csv": [{"agency": "county", "every": "quarter", "starts": "2016/17 Q4", "ends": ""}],
    }
    path = tmp_path / "store.duckdb"
    build(path, tiny_data(tmp_path, [{"value": 901}], tables=tables))
    (line,) = texts(brief_since(path, MEETING), "Returns that have not come")
    assert line.startswith("County: 1 figure for 2017/18 Q1, due by ")
    assert line.endswith("; 1 figure of earlier periods too.")


@pytest.mark.slow
def test_the_paper_the_mail_and_the_text_say_the_same_sentences(lived):
    brief = brief_since(lived, MEETING)
    paper = agenda_paper(brief, board="The board", is_made_up=True)
    said = [line.text for section in brief.sections for line in section.lines]
    files = agenda_files(MEETING)
    word = [paragraph.text for paragraph in Document(BytesIO(files["docx"].make(paper))).paragraphs]
    assert [text for text in said if text not in word] == []
    mail = message_from_bytes(files["eml"].make(paper), policy=policy.default)
    part = mail.get_body()
    assert part is not None
    body = part.get_content()
    assert [text for text in said if f"- {text}" not in body] == []
    assert "OFFICIAL-SENSITIVE" in body
    assert "made up" in body
    assert [part.get_filename() for part in mail.iter_attachments()] == [files["docx"].name]
    html = files["html"].make(paper).decode()
    assert "&lt;b&gt;Why&lt;/b&gt;" in html
    assert "<b>Why" not in html


def test_a_full_section_shows_the_first_and_counts_the_rest():
    lines = tuple(BriefLine(f"Line {number}", ".", "log") for number in range(MOST_LINES + 5))
    section = BriefSection(
        title="Challenges", lines=lines, counts=("13 challenges moved on",), empty="None.", place="Challenge log",
        address="log",
    )  # fmt: skip
    empty = BriefSection(title="Revised", lines=(), counts=(), empty="None.", place="Returns", address="returns")
    assert section.tail(MOST_LINES) == "5 more: see Challenge log."
    brief = Brief(since=MEETING, today=TODAY, meeting=None, sections=(section, empty))
    assert brief.title == "Since 14 June 2017"
    assert not Brief(since=MEETING, today=TODAY, meeting=None, sections=(empty,)).has_news
