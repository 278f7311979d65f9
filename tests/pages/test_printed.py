"""What stands on paper: the filters in force in words, whose figures they are, and no HTML of anybody's."""

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from indicators.catalogue.catalogue import load_catalogue
from indicators.pages.challenge import filters as challenge_filters
from indicators.pages.disagreements import filters as disagreements_filters
from indicators.pages.explore import filters as explore_filters
from indicators.pages.explore.choice import ExploreFilters, ViewOptions
from tests.helpers.tiny_store import tiny_store


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory):
    store = tiny_store(tmp_path_factory.mktemp("printed"))
    yield load_catalogue(store)
    store.close()


@pytest.mark.slow
def test_explore_tells_what_is_drawn(catalogue):
    chosen = ExploreFilters(("contacts", "referrals"), ("E10000018", "LR"), ("E92000001",))
    cut = ViewOptions("rate", "year", "2014/15", "2015/16", [], [], {})
    assert explore_filters.explore_filter_words(catalogue, chosen, cut) == {
        "Indicators": "Contacts with children's social care; Referrals",
        "Areas": "Leicestershire; Leicestershire and Rutland",
        "Beside": "England",
        "Measure": "Rate per 10,000 children",
        "Periods": "Years, 2014/15 to 2015/16",
        "Chart": "Over time",
    }
    nothing_held = ViewOptions("value", "year", "", "", [], [], {})
    assert explore_filters.explore_filter_words(catalogue, chosen, nothing_held)["Periods"] == "Years"


def told(words):
    return {name: value for name, value in words.items() if value}


def test_lists_tell_only_what_narrows_them(catalogue):
    filters = challenge_filters.challenge_filters(
        catalogue, {"2015/16": date(2016, 3, 31)}, ["E06000017", "LR"], meeting=None, today=date(2016, 9, 1)
    )
    everything = challenge_filters.ChallengeFilters(date(2016, 3, 31))
    assert told(challenge_filters.challenge_filter_words(filters, everything)) == {"Figures": "31 March 2016"}
    narrowed = challenge_filters.ChallengeFilters(date(2016, 3, 31), area="LR", stage="looked_after", reading="concern")
    assert told(challenge_filters.challenge_filter_words(filters, narrowed)) == {
        "Figures": "31 March 2016",
        "Area": "Leicestershire and Rutland",
        "Stage": "Looked after",
        "Reading": "concern",
    }
    filters = disagreements_filters.disagreement_filters(catalogue, ["E06000017"], ["referrals"], ["2015/16"])
    everything = disagreements_filters.DisagreementFilters()
    assert told(disagreements_filters.disagreement_filter_words(filters, everything)) == {}
    others = disagreements_filters.DisagreementFilters(
        area=disagreements_filters.OTHER_AREAS, indicator="referrals", year="2015/16"
    )
    assert told(disagreements_filters.disagreement_filter_words(filters, others)) == {
        "Area": "Other areas",
        "Indicator": "Referrals",
        "Year to 31 March": "2015/16",
    }


@pytest.mark.long
def test_what_was_typed_into_a_filter_is_text_on_paper(own_tiny):
    page = own_tiny("log", text="<b>=SUM(A1)</b>", area="E06000017", show="all")
    (printed,) = [block.value for block in page.get("html") if "class='printed'" in block.value]
    assert "<dt>Search</dt><dd>&lt;b&gt;=SUM(A1)&lt;/b&gt;</dd>" in printed
    assert "<dt>Area</dt><dd>Rutland</dd>" in printed
    assert "<dt>Show</dt><dd>All</dd>" in printed
    assert "<p class='mark'>OFFICIAL-SENSITIVE: not for publication</p>" in printed
    findings = own_tiny("findings", quadrant="front_line_staff")
    (printed,) = [block.value for block in findings.get("html") if "class='printed'" in block.value]
    assert "<dt>Quadrant</dt><dd>Engagement with front-line staff</dd>" in printed


def test_figures_for_anybody_bear_no_mark(own_tiny):
    def page():
        from dataclasses import replace

        from indicators.access import Audience
        from indicators.pages.components import printing as printed
        from indicators.pages.components.session import dashboard_data as opened

        printed.print_filters(replace(opened(), audience=Audience.PUBLIC), {"Year": "2015/16"})

    (block,) = AppTest.from_function(page).run(timeout=30).get("html")
    assert block.value.startswith("<div class='printed'><dl><dt>Year</dt><dd>2015/16</dd><dt>Known on</dt>")
    assert "@page" not in block.value
