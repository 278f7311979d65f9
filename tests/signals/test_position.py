"""An area's figure beside England and like areas: only of one period, as rates, with its own interval."""

from datetime import date

import pandas as pd
import pytest

from indicators.catalogue.catalogue import load_catalogue
from indicators.figures import latest_figures
from indicators.signals.confidence_intervals import count_interval
from indicators.signals.position import area_positions, compared_measure
from tests.helpers.tiny_store import tiny_store

DAY = date(2016, 12, 1)
LIKE = [f"E0600002{number}" for number in range(6)]
NAMES = [f"Like {number}" for number in range(6)]
TABLES = {
    "areas.csv": [{"code": code, "name": name} for code, name in zip(LIKE, NAMES, strict=True)],
    "neighbours.csv": [
        {"area": "E06000017", "rank": rank + 1, "neighbour": code, "closeness": "Close", "model": "Model 2025"}
        for rank, code in enumerate(LIKE)
    ],
}
JUDGED = pd.DataFrame(
    columns=["indicator", "area_code", "period", "rule", "level", "reading", "against", "value", "compared_with"]
)


def people(names, period="30 June 2015", value=1_000):
    return [{"area": name, "period": period, "value": value} for name in names]


def position(folder, facts, *, judged=JUDGED, like=6):
    """Rutland's position by contacts from some facts, each area with 1,000 children."""
    store = tiny_store(
        folder,
        [{"area": "Rutland", "value": 30}, *facts],
        populations=people(["Rutland", "England", *NAMES]),
        tables=TABLES | {"neighbours.csv": TABLES["neighbours.csv"][:like]},
    )
    catalogue = load_catalogue(store)
    latest = latest_figures(store, catalogue, ["contacts"], ["E06000017"], as_at=DAY)
    return area_positions(store, catalogue, latest.values(), as_at=DAY, judged=judged).get(("contacts", "E06000017"))


@pytest.mark.slow
def test_a_count_stands_beside_others_as_a_rate_with_its_interval(tmp_path):
    counts = [12, 20, 24, 26, 40, 55]
    facts = [{"area": name, "value": value} for name, value in zip(NAMES, counts, strict=True)]
    found = position(tmp_path, [*facts, {"area": "England", "value": 28}])
    assert (found.measure, found.value, found.england, found.period) == ("rate", 300, 280, "2015/16")
    assert found.like == (120, 200, 240, 260, 400, 550)
    assert found.median == 250
    lower, upper = count_interval(30, exposure=1_000, per=10_000)
    assert (found.lower, found.upper) == pytest.approx((float(lower), float(upper)))


@pytest.mark.long
def test_no_other_kind_of_period_and_no_other_year_stands_beside_a_figure(tmp_path):
    assert position(tmp_path, [{"area": "England", "period": "2015/16 Q4", "value": 7}]) is None
    assert position(tmp_path / "year", [{"area": "England", "period": "2014/15", "value": 7}]) is None


@pytest.mark.slow
def test_the_newest_year_that_both_have_is_taken_and_named_unless_it_is_old(tmp_path):
    earlier = {"area": "England", "period": "2014/15", "value": 25}
    people_before = people(["Rutland", "England"], "30 June 2014")
    store = tiny_store(
        tmp_path,
        [{"area": "Rutland", "value": 30}, {"area": "Rutland", "period": "2014/15", "value": 20}, earlier],
        populations=[*people(["Rutland"]), *people_before],
    )
    catalogue = load_catalogue(store)
    latest = latest_figures(store, catalogue, ["contacts"], ["E06000017"], as_at=DAY)
    found = area_positions(store, catalogue, latest.values(), as_at=DAY, judged=JUDGED)["contacts", "E06000017"]
    assert (found.period, found.value, found.england) == ("2014/15", 200, 250)


@pytest.mark.long
def test_a_few_like_areas_are_no_band(tmp_path):
    facts = [{"area": name, "value": 20} for name in NAMES[:4]]
    assert position(tmp_path, facts, like=4) is None
    found = position(tmp_path / "england", [*facts, {"area": "England", "value": 28}], like=4)
    assert (found.like, found.median, found.england) == ((), None, 280)


@pytest.mark.long
@pytest.mark.parametrize(
    ("level", "reading", "expected"),
    [("real", "concern", (True, "worse")), ("real", "neutral", (True, "")), ("ordinary", "common", (False, ""))],
)
def test_what_is_said_of_it_is_what_the_rule_judged_of_the_likest(tmp_path, level, reading, expected):
    row = {"indicator": "contacts", "area_code": "E06000017", "period": "2015/16", "rule": "comparator"}
    row |= {"level": level, "reading": reading, "value": 300.0, "compared_with": 250.0}
    others = [row | {"against": "England", "level": "unusual", "reading": "improvement", "compared_with": 400.0}]
    judged = pd.DataFrame([*others, row | {"against": "the median of its like areas"}])
    found = position(tmp_path, [{"area": "England", "value": 28}], judged=judged).difference
    assert (found.against, found.is_higher) == ("like areas", True)
    assert (found.is_clear, found.reading) == expected


def test_what_each_area_counts_in_its_own_way_is_compared_with_nothing(tmp_path):
    definitions = {"contacts": {"areas_compare": False}, "referrals": {"rate_population": ""}}
    catalogue = load_catalogue(tiny_store(tmp_path, definitions=definitions))
    measures = {name: compared_measure(item) for name, item in catalogue.indicators.items()}
    assert measures == {"contacts": "", "referrals": "", "population_0_17": "", "contacts_to_referral": "value"}
