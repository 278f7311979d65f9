"""Explore of few cases: three years together with their verdict, and the time from one case to the next."""

import pytest

from indicators.catalogue.periods import MONTH_NAMES
from tests.helpers.explore_page import drawn
from tests.helpers.signals_board import years
from tests.helpers.tiny_store import tiny_store_file
from tests.pages.conftest import html

#: Few until 2012/13, then three times as many.
YEARS = years([1, 2, 0, 1, 2, 4, 5, 5], area="Rutland")
#: One in every third month of four years, then two in the last.
MONTHS = [
    {"area": "Rutland", "period": f"{MONTH_NAMES[(3 + place) % 12]} {2012 + (3 + place) // 12}", "value": count}
    for place, count in enumerate([1 if place % 3 == 0 else 0 for place in range(47)] + [2])
]


@pytest.fixture
def explore(opened, tmp_path, monkeypatch):
    """`explore(measure="pooled")`: Explore of Rutland's contacts over a tiny store of few cases."""
    path = tiny_store_file(tmp_path, [*YEARS, *MONTHS])
    monkeypatch.setenv("INDICATORS_STORE", str(path))
    monkeypatch.setenv("INDICATORS_DATA", str(tmp_path / "data"))
    return lambda **query: opened("explore", indicator="contacts", area="Rutland", **query)


@pytest.mark.long
def test_three_years_together_are_drawn_with_their_verdict(explore):
    app = explore(measure="pooled", periods="year", add="intervals")
    assert drawn(app)["Rutland"] == [3, 3, 3, 7, 11, 14]
    page = html(app)
    said = "rose by 11 in Rutland, from 3 in 2010/11 to 2012/13 to 14 in 2013/14 to 2015/16"
    assert f"Contacts, three years together {said}" in page
    assert "Who was counted in two of them is in it twice." in page
    assert "Control limits: for single periods; years taken together share years with each other." in page


@pytest.mark.long
def test_a_single_year_says_when_a_doubling_would_be_seen_and_what_three_years_say(explore):
    page = html(explore(measure="value", periods="year"))
    assert "too few to tell; a doubling would be seen after about 8 years." in page
    assert "Contacts in Rutland, three years together, rose from 3" in page


@pytest.mark.long
def test_control_limits_of_few_cases_are_times_from_one_to_the_next(explore):
    app = explore(measure="value", periods="month", add="limits")
    page = html(app)
    assert "Contacts: the days from one to the next" in page
    assert "Rutland: 18 in 48 months, about 4.5 a year." in page
    assert "Contacts, Rutland: days from one to the next" in page
    values = drawn(app)
    assert {round(value) for value in values["Usual ups and downs"]} >= {90, 92}
