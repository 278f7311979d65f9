"""Sentences from the shipped figures: all hold, the board's own among them, and a page offers them to copy."""

from dataclasses import replace
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from indicators.catalogue.catalogue import load_catalogue
from indicators.figures import read_figures, select_series
from indicators.signals.cycle import judge_cycle
from indicators.store.database import open_store
from indicators.wording.sentences import write_sentences
from indicators.wording.verify import verified_sentences
from tests.helpers.areas import BOARD_AREAS, ENGLAND

AREAS = (*BOARD_AREAS, "LR", ENGLAND)


@pytest.fixture(scope="module")
def shipped(board_store):
    """The store and its catalogue."""
    store = open_store(board_store)
    yield store, load_catalogue(store)
    store.close()


@pytest.fixture(scope="module")
def lines(shipped):
    """The lines of every leading indicator, in numbers and by rate: both areas, both together, and England."""
    store, catalogue = shipped
    leading = [name for name, item in catalogue.indicators.items() if item.headline]
    held = read_figures(store, catalogue, leading, AREAS)
    return [
        [select_series(held, catalogue, name, area, measure=measure) for area in AREAS]
        for name in leading
        for measure in (("value", "rate") if catalogue.indicators[name].rate_population else ("value",))
    ]


def told(lines, year, judged=None):
    """Every sentence that the figures up to the end of a financial year bear."""
    found = []
    for items in lines:
        *own, england = (replace(item, points=item.points[item.points["ends"] < f"{year}-04-01"]) for item in items)
        found += write_sentences(own, [england], judged=judged)
    return found


@pytest.mark.long
def test_every_sentence_about_the_leading_figures_of_every_year_holds(shipped, lines):
    store, catalogue = shipped
    judged = judge_cycle(store, catalogue, as_at=date(2016, 3, 31), targets=store.query("targets")).judged
    counts = [items for items in lines if items[0].measure == "value"]
    found = told(lines, 2016, judged)
    for year in range(2014, 2026):
        found += told(counts, year)
    assert len(found) > 600
    assert verified_sentences(found, store, catalogue) == found


@pytest.mark.parametrize(
    ("indicator", "printed"),
    [
        ("contacts", "Contacts in Leicestershire fell by 13%, from 14,632 to 12,773, between 2014/15 and 2015/16"),
        ("contacts", "Contacts in Rutland rose by 26%, from 717 to 901, between 2014/15 and 2015/16"),
        ("cse_referrals", "CSE referrals in Leicestershire rose by 65%, from 184 to 303, between 2014/15 and 2015/16"),
        ("missing_from_care", "Episodes of children going missing from care in Rutland rose from 3 to 13 between"),
    ],
)
def test_the_report_s_own_figures_are_among_them(lines, indicator, printed):
    about = [items for items in lines if items[0].indicator.id == indicator]
    assert any(sentence.text.startswith(printed) for sentence in told(about, 2016))


def test_a_page_offers_each_to_copy_once_it_is_unfolded():
    def page():
        import streamlit as st

        from indicators.errors import UsageError
        from indicators.pages.components.downloads import offer_sentences
        from indicators.wording.sentences import Sentence

        def refused():
            raise UsageError("Not for you.")

        st.session_state.setdefault("asked", [])
        told = [Sentence("<b>Contacts</b> *rose*.", ()), Sentence("=Referrals fell.", ())]
        offer_sentences(lambda: st.session_state["asked"].append(1) or told, key="some")
        offer_sentences(lambda: [], key="none")
        offer_sentences(refused, key="refused")

    shown = AppTest.from_function(page).run()
    assert [fold.label for fold in shown.expander] == ["Sentences for the report"] * 3
    assert not shown.code
    assert shown.session_state["asked"] == []
    for name in ("some", "none", "refused"):
        shown.session_state[f"{name}-sentences"] = True
    shown.run()
    assert [box.value for box in shown.code] == ["<b>Contacts</b> *rose*.", "=Referrals fell."]
    assert "bear no sentence" in shown.caption[1].value
    assert [error.value for error in shown.error] == ["Not for you."]
