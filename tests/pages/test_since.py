"""Since the last meeting: what it opens with, the choice of the meeting, and the form that records one."""

from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from indicators import clock
from indicators.board.challenges import raise_challenge
from indicators.board.meetings import record_meeting
from tests.helpers.challenges import asked
from tests.pages.conftest import ROOT, html

TODAY = clock.today()
LAST, EARLIER = TODAY - timedelta(days=20), TODAY - timedelta(days=110)


def meet(path, *days):
    for day in days:
        record_meeting(path, day=day, name="SEG", by="Business office")


def start(**query) -> AppTest:
    """The address without a page."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for key, value in query.items():
        app.query_params[key] = value
    return app.run()


def heading(app):
    return html(app).partition("<h1")[2].partition(">")[2].partition("<")[0]


@pytest.mark.slow
def test_without_a_meeting_it_says_so_and_what_to_do(own_tiny):
    app = own_tiny("since")
    assert heading(app).startswith("Since ")
    assert "No meeting is known yet" in app.info[0].value
    assert [one.label for one in app.expander if one.proto.expanded] == ["Record a meeting"]


@pytest.mark.slow
def test_a_line_is_a_sentence_with_its_link_and_anybodys_text_stays_text(own_tiny):
    meet(own_tiny.path, LAST, EARLIER)
    raise_challenge(own_tiny.path, asked(question="<i>Why?</i>", due=TODAY + timedelta(days=9)))
    page = html(own_tiny("since"))
    assert '<a href="log?challenge=1">Challenge 1 to County council, “&lt;i&gt;Why?&lt;/i&gt;”</a>: raised on' in page
    assert "<i>Why?" not in page
    app = own_tiny("since", since=EARLIER.isoformat())
    assert app.selectbox(key="since:since").value == EARLIER.isoformat()
    assert heading(app).endswith(str(EARLIER.year))
    wrong = own_tiny("since", since="1999-01-01")
    assert "1999-01-01" in wrong.warning[0].value


@pytest.mark.slow
def test_a_meeting_is_recorded_refused_twice_and_cancelled(own_tiny):
    app = own_tiny("since")
    app.date_input(key="since:0:day").set_value(LAST)
    app.button(key="FormSubmitter:since-record-Record the meeting").click().run()
    assert "is recorded" in app.success[0].value
    assert app.selectbox(key="since:since").value == LAST.isoformat(), "the page opens with the meeting"
    app.date_input(key="since:1:day").set_value(LAST)
    app.button(key="FormSubmitter:since-record-Record the meeting").click().run()
    assert "has a meeting already" in html(app)
    assert app.date_input(key="since:1:day").value == LAST, "nothing typed is lost"
    app.date_input(key="since:1:day").set_value(TODAY + timedelta(days=1))
    app.button(key="FormSubmitter:since-record-Record the meeting").click().run()
    assert "is still to come" in html(app)
    app.text_input(key="since:1:why").set_value("Wrong day")
    app.button(key="FormSubmitter:since-cancel-Cancel the meeting").click().run()
    assert "is cancelled" in app.success[0].value
    assert "No meeting is known yet" in app.info[0].value


@pytest.mark.long
def test_the_address_without_a_page_opens_it_once_a_meeting_is_recorded(own_tiny):
    assert heading(start()).startswith("Leicestershire and Rutland")
    meet(own_tiny.path, LAST)
    app = start()
    assert heading(app).startswith("Since the meeting of")
    assert heading(app.run()).startswith("Since the meeting of"), "and stays there"


@pytest.mark.long
@pytest.mark.parametrize(
    ("query", "title"),
    [({"stage": "Looked after"}, "Leicestershire"), ({"x": "1"}, "Leicestershire"), ({"since": "90"}, "Since")],
)
def test_old_links_with_parameters_open_the_four_quadrants(own_tiny, query, title):
    meet(own_tiny.path, LAST)
    assert heading(start(**query)).startswith(title)


@pytest.mark.long
def test_a_meeting_of_today_is_not_yet_the_last_one(own_tiny):
    meet(own_tiny.path, TODAY)
    app = own_tiny("since")
    assert "No meeting is past yet" in app.info[0].value
