"""Explore cuts off what a reader cut off, and nothing else: not after another choice, nor when newer figures come."""

import pytest

from indicators.pages.components import session
from tests.helpers.explore_page import address, controls, drawn
from tests.helpers.explore_page import choose as choose_view
from tests.helpers.tiny_store import tiny_store_file

YEARS = ("2011/12", "2012/13", "2013/14", "2014/15", "2015/16")
CHILDREN = [{}, {"area": "Rutland", "value": 8_000}]


def facts(last):
    """Contacts of both areas up to a year."""
    held = YEARS[: YEARS.index(last) + 1]
    return [
        {"area": area, "period": year, "value": 700 + place}
        for place, year in enumerate(held)
        for area in ("Rutland", "Leicestershire")
    ]


def show_numbers(app):
    return choose_view(app, measure="value")


def choose(app, end, period):
    """Choose a period in From or To."""
    return choose_view(app, **{{"from": "first", "to": "last"}[end]: period})


def indicator(app, name):
    return app.multiselect(key="explore:indicators").set_value([name]).run()


@pytest.mark.long
def test_another_indicator_is_shown_whole(opened):
    app = opened("explore", indicator="contacts", area="Leicestershire", measure="value")
    assert len(drawn(app)["Leicestershire"]) < 10
    indicator(app, "referrals")
    assert controls(app)["span"]["to"]["value"] == "2024/25"
    assert not {"from", "to"} & set(app.query_params)


@pytest.mark.long
def test_newer_figures_are_shown(opened, tmp_path, monkeypatch):
    path = tiny_store_file(tmp_path, facts("2014/15"), populations=CHILDREN)
    monkeypatch.setenv("INDICATORS_STORE", str(path))
    monkeypatch.setenv("INDICATORS_DATA", str(tmp_path / "data"))
    app = opened("explore", measure="value")
    assert drawn(app)["Rutland"] == [700, 701, 702, 703]
    choose(app, "from", "2012/13")
    assert drawn(app)["Rutland"] == [701, 702, 703]
    tiny_store_file(tmp_path, facts("2015/16"), populations=CHILDREN)
    session._folder_signature.clear()
    app.run()
    assert drawn(app)["Rutland"] == [701, 702, 703, 704], "only what was cut off before is cut off"
    assert controls(app)["span"]["to"]["value"] == "2015/16"


@pytest.mark.long
def test_a_cut_stays_and_the_address_names_that_end_alone(opened):
    app = opened("explore", indicator="referrals", area="Leicestershire", measure="value")
    choose(app, "to", "2015/16")
    assert address(app, "to") == ["2015/16"]
    assert "from" not in app.query_params
    indicator(app, "re_referrals")
    assert controls(app)["span"]["to"]["value"] == "2015/16"


@pytest.mark.long
def test_an_end_chosen_as_it_stands_is_no_cut(opened):
    app = opened("explore", indicator="referrals", area="Leicestershire", measure="value")
    choose(app, "to", "2015/16")
    choose(app, "to", "2024/25")
    assert "to" not in app.query_params
    indicator(app, "contacts")
    indicator(app, "referrals")
    assert controls(app)["span"]["to"]["value"] == "2024/25"


@pytest.mark.long
def test_a_link_to_the_whole_span_of_one_indicator_does_not_cut_another(opened):
    whole = opened("explore", indicator="contacts", area="Leicestershire", measure="value")
    ends = {end: controls(whole)["span"][end]["value"] for end in ("from", "to")}
    app = opened("explore", indicator="contacts", area="Leicestershire", measure="value", **ends)
    assert drawn(app) == drawn(whole)
    indicator(app, "referrals")
    assert controls(app)["span"]["to"]["value"] == "2024/25"
    assert not {"from", "to"} & set(app.query_params)


@pytest.mark.slow
def test_a_cut_of_a_link_is_for_the_indicator_it_leads_to(opened):
    app = opened("explore", indicator="referrals", area="Leicestershire", measure="value", to="2015/16")
    assert controls(app)["span"]["to"]["value"] == "2015/16"
    indicator(app, "re_referrals")
    assert controls(app)["span"]["to"]["value"] == "2024/25"
    assert "to" not in app.query_params
