"""The shortlist in its sections and its lines, from judgements made by hand."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from html import unescape
from urllib.parse import parse_qs

import pandas as pd
import pytest
from markupsafe import Markup

from indicators.board.challenges import Challenge, ChallengeState, Step
from indicators.catalogue.areas import Area
from indicators.catalogue.catalogue import Catalogue
from indicators.figures.latest import latest_figure
from indicators.pages.challenge.download import shortlist_table
from indicators.pages.challenge.filters import ChallengeFilters
from indicators.pages.challenge.shortlist import (
    LEVEL_SECTIONS,
    LineContext,
    figure_address,
    judgement_table_html,
    shortlist_html,
    shortlist_line_html,
)
from indicators.pages.components.cycle import shortlist_counts, sort_judgements
from indicators.pages.components.quadrants import movement_html
from indicators.wording.verdicts import Verdict, change_verdicts
from tests.helpers.judgements import judged, judgement, none
from tests.helpers.wording_series import INDICATOR, SHARE, yearly

CONTACTS = replace(INDICATOR, rate_population="population_0_17", questions=("Who calls?", "Who does not?"))
CATALOGUE = Catalogue(
    {"contacts": CONTACTS, "share": SHARE, "kin": replace(INDICATOR, id="kin", title="Referrals to social care")},
    {"E06000017": Area("E06000017", "Rutland")},
    {},
    {},
)


@dataclass(frozen=True)
class Made:
    """A cycle as the page reads it, from a frame."""

    judged: pd.DataFrame

    @property
    def shortlist(self):
        return self.judged[self.judged["listed"].astype(bool)]


def test_every_row_of_the_cycle_stands_in_one_place_and_old_ones_in_none():
    frame = judged(
        {"level": "unusual", "reading": "concern"},
        {"reading": "improvement"},
        {"rule": "areas", "standing": True, "listed": False},
        {"level": "ordinary", "listed": False},
        {"level": "too_few", "listed": False},
        {"level": "ordinary", "listed": False, "current": False},
        {"rule": "comparator", "level": "ordinary", "listed": False},
    )
    found = sort_judgements(Made(frame))
    assert [len(rows) for rows in vars(found).values()] == [1, 1, 1, 2, 1]


def test_an_empty_cycle_has_nothing_anywhere():
    found = sort_judgements(Made(judged()))
    assert [len(rows) for rows in vars(found).values()] == [0] * 5
    assert shortlist_counts(found.to_challenge) == []


def test_what_was_found_is_counted_in_words():
    frame = judged(
        {"level": "unusual"},
        {},
        {},
        {"rule": "target", "reason": "missed"},
        {"rule": "comparator"},
        {"rule": "data", "reason": "one_source_differs"},
        {"rule": "data", "reason": "late"},
    )
    assert shortlist_counts(frame) == [
        "1 unusual change",
        "2 clear changes",
        "1 difference between areas",
        "1 target to ask about",
        "1 figure on which sources disagree",
        "1 other figure to check",
    ]


def test_sections_stand_in_their_order_and_only_where_they_have_lines():
    frame = judged({"rule": "data", "reason": "late"}, {}, {"level": "unusual"})
    page = shortlist_html(frame, {place: Markup(f"<li>{name}</li>") for place, name in enumerate("abc")})
    places = [page.index(f"<h2>{LEVEL_SECTIONS[name][0]}") for name in ("unusual", "real", "data")]
    assert places == sorted(places)
    assert LEVEL_SECTIONS["target"][0] not in page


def test_a_line_says_what_why_and_what_to_ask():
    page = shortlist_line_html(judgement(), CATALOGUE, yearly(690, 717, 901, indicator=CONTACTS))
    lead = "Contacts in Rutland rose from 717 in 2014/15 to 901 in 2015/16 (+26%)</strong>"
    assert f"{lead}: clear change, more than chance explains" in page
    assert "+26% (+14% to +39%)" in page
    assert page.count("<li>Who") == 2
    assert "Compares the latest figure with an earlier one" in page
    assert "less than once" in page or "about once in 10,000 times" in page
    assert "about once in 4 times" in page
    assert "fewer than 1 in 100 of lines" in page
    assert ">690<" in page
    assert "data:image/svg+xml" in page
    assert "not yet challenged" in page
    assert "No challenge was put about this figure yet." in page


def test_years_without_a_figure_do_not_stand_among_the_figures_of_a_line():
    page = shortlist_line_html(
        judgement(), CATALOGUE, yearly(690, None, 717, 901, indicator=CONTACTS, symbols=[""] * 4)
    )
    assert ">690<" in page
    assert page.count('<th scope="row">') == 3


@pytest.mark.parametrize(
    ("period", "ends", "today", "seen"),
    [
        ("2016/17 Q2", datetime(2016, 9, 30), date(2016, 12, 1), "2016/17 Q2, ended 2 months ago"),
        ("2015/16", datetime(2016, 3, 31), date(2016, 4, 30), "2015/16, ended less than a month ago"),
        ("31 March 2016", datetime(2016, 3, 31), date(2016, 12, 1), "31 March 2016, 8 months ago"),
        ("2012/13", datetime(2013, 3, 31), date(2016, 3, 30), "2012/13, ended 2 years ago"),
    ],
)
def test_a_line_says_how_old_its_figure_is(period, ends, today, seen):
    row = judgement(period=period, ends=ends)
    assert f"{seen} ·" in shortlist_line_html(row, CATALOGUE, None, LineContext(today=today))


def test_a_line_leads_to_a_challenge_that_freezes_what_it_shows():
    page = shortlist_line_html(judgement(), CATALOGUE, None, LineContext(date(2016, 3, 31), date(2016, 9, 1)))
    link = unescape(re.search(r'<a href="(log[^"]*)">Raise a challenge', page)[1])
    assert parse_qs(link.partition("?")[2]) == {
        "section": ["raise"], "indicator": ["contacts"], "area": ["Rutland"], "measure": ["value"],
        "periods": ["year"], "rule": ["change"], "as_at": ["2016-03-31"], "known": ["2016-09-01"],
    }  # fmt: skip
    assert "known=2016-09-01" in re.search(r'<a href="(explore[^"]*)">', page)[1]


def test_a_line_tells_what_was_asked_before_with_the_last_challenge_first():
    page = shortlist_line_html(
        judgement(),
        CATALOGUE,
        None,
        LineContext(earlier_challenges=[put(7, ChallengeState.CLOSED), put(3, ChallengeState.ANSWERED)]),
    )
    assert '<a href="log?challenge=7">challenged 3 June 2016, closed</a>' in page
    assert "not yet challenged" not in page
    assert "Number 3 &lt;b&gt;?</a> (County &amp; co, 3 June 2016: answered, a decision is awaited)" in page


def put(number, state):
    """A challenge as a line tells it."""
    moment = datetime(2016, 6, 3)
    about = dict.fromkeys(("plan", "priority", "quadrant", "indicator", "area_code", "period", "meeting"), "")
    return Challenge(
        number=number, question=f"Number {number} <b>?", agency="County & co", state=state, steps=2,
        raised_at=moment, raised_on=moment.date(), raised_by="chair", due=date(2016, 9, 1), last_step=Step.RAISE,
        last_at=moment, last_on=moment.date(), last_by="chair", **about,
    )  # fmt: skip


def test_a_size_that_allows_for_children_says_so():
    page = shortlist_line_html(judgement(effect=23.9), CATALOGUE, None)
    assert "+24% per child (+14% to +39%)" in page


def test_a_handful_has_no_percentage_beside_it():
    page = shortlist_line_html(judgement(value=8.0, compared_with=2.0, effect=300.0), CATALOGUE, None)
    assert '<span class="facts">2015/16 · Child in need · not yet challenged</span>' in page


def test_a_line_without_probabilities_or_figures_leaves_them_out():
    row = judgement(
        rule="data",
        reason="one_source_differs",
        against="Annual report, page 9",
        **none("effect", "effect_lower", "effect_upper", "p_chance", "p_usual", "q"),
    )
    page = shortlist_line_html(row, CATALOGUE, None)
    assert "nan" not in page
    assert "What was found" not in page
    assert "data:image" not in page
    assert "The other figure is from Annual report, page 9." in page


def test_a_borrowed_yardstick_names_its_lender_and_a_missing_one_says_so():
    assert "“Referrals to social care” usually moves" in shortlist_line_html(judgement(borrowed="kin"), CATALOGUE, None)
    lone = shortlist_line_html(judgement(borrowed="none", **none("p_usual")), CATALOGUE, None)
    assert "so only chance was judged" in lone


def test_text_from_data_never_becomes_markup():
    hostile = "<img src=x onerror=alert(1)>\"'&"
    wild = replace(CONTACTS, title=hostile, short_title=hostile, questions=(hostile,), unit=hostile)
    catalogue = replace(CATALOGUE, indicators={"contacts": wild})
    row = judgement(area=hostile, against=hostile, detail=hostile, period=hostile, borrowed="contacts")
    page = shortlist_line_html(row, catalogue, yearly(690, 717, 901, indicator=wild, area=Area("X", hostile)))
    table = judgement_table_html(judged({"area": hostile, "period": hostile}), catalogue, hostile)
    for text in (page, table):
        assert "<img src=x" not in text
        assert 'onerror=alert(1)>"' not in text


@pytest.mark.parametrize(
    ("changes", "address"),
    [
        ({}, "explore?indicator=contacts&area=Rutland&measure=value&periods=year"),
        (
            {"unit_measure": "rate", "group": "month"},
            "explore?indicator=contacts&area=Rutland&measure=rate&periods=month",
        ),
    ],
)
def test_a_line_leads_to_the_same_view_in_explore(changes, address):
    assert figure_address(judgement(**changes)) == address


def test_filters_keep_what_is_asked_for_in_order():
    frame = judged({"indicator": "share"}, {"reading": "concern"}, {"area_code": "E10000018"})
    kept = {
        "area": ChallengeFilters(date(2016, 3, 31), area="E10000018"),
        "reading": ChallengeFilters(date(2016, 3, 31), reading="concern"),
        "stage": ChallengeFilters(date(2016, 3, 31), stage="leaving_care"),
        "all": ChallengeFilters(date(2016, 3, 31)),
    }
    assert {name: list(chosen.of(frame, CATALOGUE).index) for name, chosen in kept.items()} == {
        "area": [2],
        "reading": [1],
        "stage": [],
        "all": [0, 1, 2],
    }
    assert kept["all"].is_everything
    assert not kept["area"].is_everything


def test_the_table_to_take_away_has_words_first_and_no_nought_for_nothing():
    table = shortlist_table(judged({}, none("effect", "p_usual")), CATALOGUE)
    assert table["What was found"][0].startswith("Contacts in Rutland rose")
    assert table["Verdict"][0] == "clear change"
    assert pd.isna(table["Size"][1])


LATEST = latest_figure(yearly(717, 901))


@pytest.mark.parametrize(
    ("changes", "seen", "arrow"),
    [
        ({"level": "real"}, '▲ 26% <b class="real">clear change</b>', True),
        ({"level": "unusual"}, '▲ 26% <b class="unusual">unusual change</b>', True),
        ({"level": "ordinary"}, "+26%", False),
        (
            {"level": "too_few", "against": "", "reason": "few_cases"},
            '+26% <span class="few">too few to tell</span>',
            False,
        ),
        ({"level": "too_few", "reason": "break"}, "cannot be compared: the way of counting changed in between", False),
        ({"level": "unusual", "period": "2014/15"}, "+26%", False),
        ({"level": "unusual", "area_code": "E10000018"}, "+26%", False),
        ({"level": "unusual", "rule": "trend"}, "+26%", False),
    ],
)
def test_home_marks_the_changes_that_are_real_and_only_those(changes, seen, arrow):
    page = movement_html(*change_verdicts(judged(changes)).compared(LATEST))
    assert seen in page
    assert ("▲" in page) == arrow


def test_home_gives_the_verdict_of_a_figure_that_is_as_before_too():
    changes = {"level": "too_few", "against": "", "reason": "few_cases"}
    page = movement_html(*change_verdicts(judged(changes)).compared(latest_figure(yearly(4, 4))))
    assert '= <span class="few">too few to tell</span>' in page


def test_home_says_better_or_worse_beside_the_mark():
    found = latest_figure(yearly(20, 25, indicator=SHARE))
    page = movement_html(*change_verdicts(judged({"indicator": "share", "level": "real"})).compared(found))
    assert 'class="move worse"' in page
    assert "up 5 points since 2014/15 (worse); clear change: more than chance explains" in page


def test_a_figure_without_an_earlier_one_has_no_mark():
    assert movement_html(latest_figure(yearly(901)), Verdict()) == ""
