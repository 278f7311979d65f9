"""The presentation: the charts that a page hands over, one a screen, with headline, verdict and source."""

from datetime import date

import pytest

from indicators.catalogue.catalogue import load_catalogue
from indicators.pages.components.slides import MOST_SLIDES, SlideSubject, parse_subject
from indicators.pages.report.slides import contents_slides
from indicators.report.contents import Contents, ContentsItem
from indicators.store.database import open_for_reading
from tests.helpers.form_filling import address, buttons, press
from tests.pages.conftest import html

CONTACTS, RUTLAND = "contacts~E10000018,E06000017~value~year", "E06000017"


@pytest.fixture(scope="module")
def catalogue(board_store):
    with open_for_reading(board_store) as store:
        return load_catalogue(store)


def test_a_subject_is_read_back_from_the_address_as_it_was(catalogue):
    days = {"since": date(2014, 3, 31), "until": date(2016, 3, 31)}
    one = SlideSubject(
        "contacts",
        ("E10000018", RUTLAND),
        "rate",
        "year",
        **days,
        comparators=("E92000001", "neighbours"),
        rule="change",
    )
    assert parse_subject(one.text, catalogue) == one
    assert parse_subject("contacts~E06000017", catalogue) == SlideSubject("contacts", (RUTLAND,))


@pytest.mark.parametrize("text", ["", "~~~", "nonsense~E06000017", "contacts~nowhere", "contacts"])
def test_what_does_not_exist_is_no_subject(catalogue, text):
    assert parse_subject(text, catalogue) is None


def test_what_cannot_be_chosen_falls_back(catalogue):
    wild = "contacts~E06000017,<b>~speed~century~yesterday~9999-99-99~Mars~<script>"
    assert parse_subject(wild, catalogue) == SlideSubject("contacts", (RUTLAND,))


@pytest.mark.long
def test_slides_turn_and_stop_at_the_ends(opened):
    app = opened("present", of="explore", item=[CONTACTS, "referrals~E06000017"])
    page = html(app)
    assert "Contacts fell 13% in Leicestershire, from 14,632 in 2014/15 to 12,773 in 2015/16" in page
    assert "<dt>Rutland</dt> <dd>clear change: more than chance explains</dd>" in page
    assert "Source: LSCB annual report 2015/16" in page
    assert "1 of 2" in page
    assert len(app.get("plotly_chart")) == 1
    press(app, "Next")
    assert "2 of 2" in html(app)
    assert address(app)["slide"] == "2"
    assert address(app)["of"] == "explore"
    press(app, "Before")
    assert "1 of 2" in html(app)


@pytest.mark.long
def test_the_address_opens_the_slide_that_it_names(opened):
    app = opened("present", slide="2", item=[CONTACTS, "referrals~E06000017"])
    assert "2 of 2" in html(app)
    app = opened("present", slide="99", item=[CONTACTS, "nonsense~<b>"])
    assert "1 of 1" in html(app)
    assert "which the dashboard does not have" in app.warning[0].value


def test_without_charts_it_says_where_to_begin(opened):
    app = opened("present")
    assert "Choose charts first" in app.info[0].value
    assert buttons(app) == ["Leave"]


def test_a_line_of_the_list_says_what_was_found_and_what_to_ask(opened):
    app = opened(
        "present", of="challenge", as_at="2016-03-31", item="contacts~E06000017~value~year~~2016-03-31~~change"
    )
    page = html(app)
    assert "Contacts in Rutland rose from 717 in 2014/15 to 901 in 2015/16 (+26%)" in page
    assert "<dt>To ask</dt>" in page


@pytest.mark.slow
@pytest.mark.parametrize(
    ("page", "query", "first"),
    [
        ("explore", {"indicator": "contacts", "area": "Rutland", "measure": "value"}, "contacts~E06000017~value~year"),
        ("challenge", {"as_at": "2016-03-31", "area": "Rutland"}, "~E06000017~"),
    ],
)
def test_pages_hand_their_charts_over(opened, page, query, first):
    (link,) = [link for link in opened(page, **query).get("page_link") if link.proto.label.startswith("Present")]
    assert f"of={page}" in link.proto.query_string
    assert first in link.proto.query_string
    assert link.proto.query_string.count("item=") <= MOST_SLIDES


def test_the_charts_of_a_report_are_its_slides(catalogue):
    items = (
        ContentsItem(kind="profile", indicators=("contacts",)),
        ContentsItem(kind="chart", indicators=("referrals", "contacts"), measure="rate", comparators=("E92000001",)),
        ContentsItem(kind="chart", indicators=("gone",)),
    )
    slides = contents_slides(Contents("Report", items), catalogue, date(2016, 3, 31))
    assert [(one.indicator, one.measure, one.since, one.until) for one in slides] == [
        (name, "rate", date(2013, 4, 1), date(2016, 3, 31)) for name in ("referrals", "contacts")
    ]
