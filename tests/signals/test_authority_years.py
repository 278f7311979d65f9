"""Which figures say what to expect of a place: publishers' own, with child poverty, of enough authorities; and in which
words it is said.
"""

from datetime import date

import pytest

from indicators.catalogue.catalogue import load_catalogue
from indicators.signals.authority_model import FEWEST_AUTHORITIES
from indicators.signals.authority_years import authority_figures, place_expectation, shows_expectation
from indicators.wording.expectations import expectation_basis, expectation_words
from tests.helpers.tiny_store import tiny_store

LEICESTERSHIRE, RUTLAND = "E10000018", "E06000017"
NAMES = ["Leicestershire", "Rutland", "Leicester", *(f"Council {number:02}" for number in range(FEWEST_AUTHORITIES))]
TABLE = [{"source": "national", "period": "financial_year", "columns": ["contact_count"]}]
DEFINITIONS = {
    "contacts": {"rate_population": "population_0_17", "national": TABLE, "expectation": True},
    "child_poverty": {"title": "Poverty", "short_title": "Poverty", "kind": "proportion", "unit": "%", "decimals": 1},
}


def rows():
    facts = []
    for number, name in enumerate(NAMES):
        facts.append({"area": name, "indicator": "child_poverty", "value": 10 + number % 20, "source": "national"})
        for year, more in (("2015/16", 0), ("2016/17", 40)):
            value = 800 + 10 * (number % 20) + more + 90 * (number % 3)
            facts.append({"area": name, "period": year, "value": value, "source": "national"})
    # What an agency says of itself is no published figure.
    return [*facts, {"area": "Rutland", "period": "2017/18", "value": 1, "source": "report"}]


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    children = [
        {"area": name, "period": f"30 June {year}", "value": 20_000} for name in NAMES for year in (2015, 2016, 2017)
    ]
    areas = [{"code": f"E080000{number:02}", "name": name} for number, name in enumerate(NAMES[3:], 10)]
    like = [{"area": "Rutland", "rank": rank, "neighbour": name, "closeness": "", "model": "M"}
            for rank, name in enumerate(NAMES[3:8], 1)]  # fmt: skip
    opened = tiny_store(
        tmp_path_factory.mktemp("places"), rows(), definitions=DEFINITIONS, populations=children,
        tables={"areas.csv": areas, "neighbours.csv": like},
    )  # fmt: skip
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def catalogue(store):
    return load_catalogue(store)


@pytest.fixture(scope="module")
def figures(store, catalogue):
    return authority_figures(store, catalogue, "contacts")


@pytest.mark.slow
def test_every_published_year_has_the_child_poverty_that_was_known(figures):
    assert len(figures.rows) == 2 * len(NAMES)
    own = figures.rows[figures.rows["area_code"] == RUTLAND]
    assert own["ends"].dt.year.tolist() == [2016, 2017]
    assert own["poverty"].tolist() == [11, 11]
    assert own["shown"].tolist() == [(800 + 10 + 90) / 2, (800 + 10 + 40 + 90) / 2]


def test_a_place_is_held_against_all_others_and_its_like_areas_middle(figures, catalogue):
    said = place_expectation(figures, catalogue, "contacts", RUTLAND, ends=date(2017, 3, 31))
    assert said.authorities == len(NAMES) - 1
    assert said.lower < said.expected < said.upper
    assert said.place == "within"
    assert said.median == pytest.approx(sorted((840 + 10 * n + 90 * (n % 3)) / 2 for n in range(3, 8))[2])
    words = expectation_words(said)
    assert "Contacts in Rutland in 2016/17: 470 per 10,000 children. " in words
    assert "child poverty (11.0%)" in words
    assert words.endswith(f"its own is within that. The middle of its like areas is {said.median:.0f}")
    assert "62 other authorities" in expectation_basis(said)


def test_without_five_like_areas_no_middle_is_said(figures, catalogue):
    said = place_expectation(figures, catalogue, "contacts", LEICESTERSHIRE, ends=date(2016, 3, 31))
    assert said.median is None
    assert "like areas" not in expectation_words(said)


def test_a_figure_that_no_publisher_gave_has_no_expectation(figures, catalogue):
    assert place_expectation(figures, catalogue, "contacts", RUTLAND, ends=date(2018, 3, 31)) is None


def test_only_what_a_definition_says_is_shown(store, catalogue):
    contacts, referrals = catalogue.indicators["contacts"], catalogue.indicators["referrals"]
    assert shows_expectation(contacts, catalogue)
    assert not shows_expectation(referrals, catalogue)
    assert authority_figures(store, catalogue, "referrals") is None
