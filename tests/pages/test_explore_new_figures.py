"""Explore opens with what there is: whoever sent a figure sees it, and what is not there is said where it was asked."""

import re

import pytest

from indicators.figures.series import opening_group
from indicators.pages.components.session import dashboard_data as open_data
from indicators.pages.explore.choice import MEASURE_WORDS, ExploreFilters
from indicators.pages.explore.measures import available_measures
from indicators.pages.explore.series import (
    SeriesView,
    available_groups,
    chosen_figures,
    chosen_series,
    opening_areas,
    period_ends,
)
from tests.helpers.explore_page import address, choose, controls, drawn, is_drawn, view
from tests.helpers.pages import unfold
from tests.helpers.tiny_store import tiny_store_file
from tests.pages.conftest import html

CHILDREN = [{}, {"area": "Rutland", "value": 8_000}]
YEARS = [
    {"area": area, "period": year, "value": value}
    for year, value in (("2013/14", 690), ("2014/15", 717), ("2015/16", 901))
    for area in ("Rutland", "Leicestershire")
]
QUARTER = {"area": "Rutland", "period": "2026/27 Q2", "value": 225}


@pytest.fixture
def opened_with(opened, tmp_path, monkeypatch):
    """`opened_with(facts, indicator="contacts")`: Explore over a tiny store of some figures."""

    def open_explore(facts, *, populations=CHILDREN, definitions=None, **query):
        path = tiny_store_file(tmp_path, facts, populations=populations, definitions=definitions)
        monkeypatch.setenv("INDICATORS_STORE", str(path))
        monkeypatch.setenv("INDICATORS_DATA", str(tmp_path / "data"))
        return opened("explore", **query)

    return open_explore


@pytest.mark.examples(1)
@pytest.mark.parametrize("query", [{}, {"indicator": "contacts", "area": "Rutland"}])
def test_a_quarter_after_years_is_what_the_page_opens_with(opened_with, query):
    app = opened_with([*YEARS, QUARTER], **query)
    assert drawn(app)["Rutland"] == [225]
    page = html(app)
    assert "Rate: the number of children is not known for these areas and periods." in page
    if not query:
        assert "Leicestershire: no figure here; Years have some, to 2015/16." in page
    assert not {"periods", "measure", "from", "to"} & set(app.query_params), "the address does not freeze what is new"


@pytest.mark.slow
@pytest.mark.parametrize("shown", ["referrals", "re_referrals"])
def test_the_page_opens_with_a_headline_number_that_has_figures(opened_with, shown):
    # A new board has the department's figures and none of those it counts itself, contacts among them.
    app = opened_with(
        [{**row, "indicator": shown} for row in YEARS],
        definitions={"contacts": {"headline": 1}, "referrals": {"headline": 2}, "re_referrals": {}},
    )
    assert app.multiselect(key="explore:indicators").value == [shown]
    assert drawn(app)["Rutland"]


@pytest.mark.slow
def test_without_any_figure_the_page_opens_with_the_first_headline_number(opened_with):
    app = opened_with([], definitions={"contacts": {"headline": 2}, "referrals": {"headline": 1}})
    assert app.multiselect(key="explore:indicators").value == ["referrals"]


@pytest.mark.long
def test_years_stay_while_their_year_runs_and_the_newer_quarter_is_said_with_a_way_to_it(opened_with):
    year = {"area": "Rutland", "period": "2025/26", "value": 950}
    app = opened_with([*YEARS, year, QUARTER])
    assert drawn(app)["Rutland"][-1] == 950
    assert "Newer than what is drawn: Rutland 2026/27 Q2: 225." in html(app)
    choose(app, periods=view(app)["newer"]["periods"])
    assert drawn(app)["Rutland"] == [225]
    assert address(app, "periods") == ["quarter"]


@pytest.mark.long
def test_a_rate_that_was_chosen_gives_way_only_where_there_is_none(opened_with):
    app = opened_with([*YEARS, {**QUARTER, "indicator": "referrals"}])
    choose(app, measure="rate")
    app.multiselect(key="explore:indicators").set_value(["referrals"]).run()
    assert drawn(app)["Rutland"] == [225]
    app.multiselect(key="explore:indicators").set_value(["contacts"]).run()
    assert drawn(app)["Rutland"][-1] == pytest.approx(901 / 8_000 * 10_000)


@pytest.mark.long
def test_rates_that_end_before_the_newest_figure_give_way_to_it_unless_they_were_chosen(opened_with):
    newest = {"area": "Rutland", "period": "2016/17", "value": 950}
    app = opened_with([*YEARS, newest])
    assert drawn(app)["Rutland"][-1] == 950
    assert "that of children is not known yet for 2016/17, so rates end with 2015/16" in html(app)
    choose(app, measure="rate")
    assert drawn(app)["Rutland"][-1] == pytest.approx(901 / 8_000 * 10_000)
    assert "Rate: none yet for 2016/17" in html(app)


@pytest.mark.long
def test_a_comparison_brings_the_rates_that_it_needs(opened_with):
    england = {"area": "England", "value": 12_000}
    everybody = [*CHILDREN, {"area": "England", "value": 1_000_000}]
    newest = {"area": "Rutland", "period": "2016/17", "value": 950}
    app = opened_with([*YEARS, newest, england], populations=everybody)
    assert controls(app)["measure"]["value"] == "value"
    choose(app, comparators=("E92000001",))
    assert drawn(app)["England"] == [120]
    assert "Rate: none yet for 2016/17" in html(app)


@pytest.mark.long
@pytest.mark.parametrize(
    ("other", "said"),
    [("E92000001", "England: no figure here, nor in other periods."), ("neighbours", "Like areas: none are named")],
)
def test_a_comparison_without_figures_leaves_the_chart_as_it_is(opened_with, other, said):
    newest = {"area": "Rutland", "period": "2016/17", "value": 950}
    app = opened_with([*YEARS, newest])
    before = drawn(app)
    choose(app, comparators=(other,))
    assert controls(app)["measure"]["value"] == "value"
    assert drawn(app) == before
    assert said in html(app)


@pytest.mark.long
def test_an_index_without_a_base_says_so(opened_with):
    none = [{"area": "Rutland", "period": "2013/14", "value": 0}, {"area": "Rutland", "value": 9}]
    app = opened_with(none, area="Rutland", measure="index")
    assert drawn(app)["Rutland"]
    assert "Index: the first figure is 0" in html(app)


@pytest.mark.slow
def test_figures_for_england_only_are_shown_at_once(opened_with):
    app = opened_with([{"area": "England", "value": 12, "indicator": "referrals"}], indicator="referrals")
    assert drawn(app) == {"England": [12]}


@pytest.mark.long
def test_an_area_without_figures_says_who_has_some_and_offers_no_files(opened_with):
    app = opened_with(YEARS, area="Leicester")
    assert not is_drawn(app)
    assert not unfold(app, "explore-downloads").get("download_button")
    assert "There are figures of this for Leicestershire, Rutland" in app.info[0].value
    app.button(key="explore-other-areas").click().run()
    assert {"Leicestershire", "Rutland"} <= drawn(app).keys()


@pytest.mark.long
def test_an_old_stretch_behind_years_without_figures_waits_to_be_asked_for(opened_with):
    quarters = [{"area": "Rutland", "period": f"2015/16 Q{number}", "value": number} for number in (1, 2, 3, 4)]
    newer = [{"area": "Rutland", "period": f"2026/27 Q{number}", "value": 50 + number} for number in (1, 2)]
    app = opened_with([*quarters, *newer], area="Rutland", measure="value")
    assert drawn(app)["Rutland"] == [51, 52]
    assert "Earlier figures, from 2015/16 Q1" in html(app)
    assert "from" not in app.query_params
    choose(app, first="2015/16 Q1")
    assert drawn(app)["Rutland"][:4] == [1, 2, 3, 4]
    assert address(app, "from") == ["2015/16 Q1"]


@pytest.mark.long
def test_comparisons_that_are_not_there_say_why_beside_their_choice(opened):
    app = opened("explore", indicator="contacts", **{"with": ["E92000001", "neighbours"]})
    page = html(app)
    assert "England: no figure here, nor in other periods." in page
    assert "Like areas: 1 of the 10 areas like Rutland has a figure; a median needs 5." in page


@pytest.mark.slow
def test_files_for_anybody_say_how_many_figures_they_leave_out(opened):
    app = unfold(opened("explore", indicator="cse_referrals", area="Rutland", measure="value"), "explore-downloads")
    assert any("leave out 2 of the 2 figures" in caption.value for caption in app.caption)
    app = unfold(opened("explore"), "explore-downloads")
    assert any("have every figure" in caption.value for caption in app.caption)


@pytest.mark.long
def test_no_choice_leads_to_an_empty_chart_without_words(board_store, monkeypatch):
    """Every indicator as the page opens it, in each kind of period and each measure that it offers."""
    monkeypatch.setenv("INDICATORS_STORE", str(board_store))
    data = open_data()
    for name in data.catalogue.indicators:
        chosen = ExploreFilters((name,), tuple(opening_areas(data, [name])), ())
        figures = chosen_figures(data, chosen)
        groups = available_groups(figures, chosen)
        assert not groups or opening_group(figures.shown((name,), chosen.areas)) in groups
        for group in groups:
            ends = list(period_ends(figures, chosen, group).values())
            available = available_measures(data.catalogue, chosen, figures, group, (ends[0], ends[-1]))
            assert available.opening in available.offered
            for measure in MEASURE_WORDS:
                if measure in available.offered:
                    lines = chosen_series(data, chosen, figures, name, SeriesView(measure, group))
                    assert any(len(line.known) for line in lines), (name, group, measure)
                else:
                    assert available.notes(available.opening, measure), (name, group, measure)


@pytest.mark.slow
def test_figures_that_may_change_and_those_that_did_are_marked_in_the_table_as_in_files(opened_with):
    marked = [{**row, "status": status} for row, status in zip(YEARS[-2:], ("provisional", "revised"), strict=True)]
    app = opened_with([*YEARS[:-2], *marked], measure="value")
    table = str(view(app)["tables"])
    assert re.search(r"901\s*\[p\]", table)
    assert re.search(r"901\s*\[r\]", table)
    assert "[p] provisional (hollow points); [r] revised" in html(app)
