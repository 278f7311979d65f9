"""Targets by the interval of the figure, and what to say where nobody can tell."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import Indicator
from indicators.signals.confidence_intervals import count_interval, proportion_interval
from indicators.signals.targets import allows_target, targets_in_force
from indicators.signals.targets import judge_targets as held_to
from tests.helpers.tiny_rows import DEFINITION

pytestmark = pytest.mark.filterwarnings("error")

KINDS = {"contacts": ("count", 1.0), "in_time": ("proportion", 100.0), "plans_rate": ("rate", 10_000.0)}
INDICATORS = {
    name: Indicator(id=name, **DEFINITION | {"kind": kind, "per": per, "decimals": 0})
    for name, (kind, per) in KINDS.items()
}
CATALOGUE = Catalogue(INDICATORS, {}, {}, {})
TARGET = {
    "indicator": "in_time",
    "area_code": "E10000018",
    "starts": pd.Timestamp("2015-04-01"),
    "ends": pd.NaT,
    "value": 95.0,
    "direction": "at_least",
    "source": "report",
    "note": "",
}
ROW = {"indicator": "in_time", "area_code": "E10000018", "ends": pd.Timestamp("2016-03-31"), "is_share": True}


def rows_of(value, top=np.nan, base=np.nan, *, target=None, **change):
    """The judgement of one figure against one target."""
    targets = pd.DataFrame([TARGET | (target or {})]).astype({"ends": "datetime64[ns]"})
    figure = pd.DataFrame([ROW | {"value": value, "top": top} | change])
    return held_to(figure, np.array([base]), targets, CATALOGUE)


def judged(value, top=np.nan, base=np.nan, **how):
    return rows_of(value, top, base, **how).iloc[0]


def told(row):
    return row["reason"], row["level"], row["reading"], bool(row["listed"])


MET, MISSED = ("met", "real", "improvement", False), ("missed", "real", "concern", True)
UNCLEAR = ("unclear", "too_few", "common", False)


@pytest.mark.parametrize(
    ("top", "base", "expected"),
    [(990, 1_000, MET), (900, 1_000, MISSED), (94, 100, UNCLEAR), (96, 100, UNCLEAR), (0, 100, MISSED)],
)
def test_a_percentage_by_the_interval_of_its_counts(top, base, expected):
    assert told(judged(100 * top / base, top, base)) == expected


@pytest.mark.parametrize(("top", "base", "expected"), [(900, 1_000, MET), (990, 1_000, MISSED), (94, 100, UNCLEAR)])
def test_at_most_is_the_other_way_round(top, base, expected):
    row = judged(100 * top / base, top, base, target={"direction": "at_most"})
    assert told(row) == expected
    assert row["against"] == "at most 95%"


def test_the_effect_is_the_distance_from_the_target_with_its_interval():
    row = judged(90.0, 900, 1_000)
    low, high = proportion_interval(900, 1_000)
    found = row[["effect", "effect_lower", "effect_upper", "compared_with"]].to_numpy(float)
    assert found == pytest.approx([-5, 100 * low - 95, 100 * high - 95, 95])
    assert (row["effect_unit"], row["direction"], row["against"], row["rule"]) == (
        "points",
        "down",
        "at least 95%",
        "target",
    )
    assert row["detail"] == ""


def test_a_percentage_without_its_counts_cannot_be_told_from_its_target():
    """What the report prints: 94% within 28 days against 95%."""
    row = judged(94.0)
    assert told(row) == ("no_counts", "too_few", "common", False)
    assert row["detail"] == "With fewer than 1,825 cases behind it, 94% cannot be told from 95%."
    assert np.isnan(row[["effect_lower", "effect_upper"]].to_numpy(float)).all()
    assert row["direction"] == "down"


@pytest.mark.parametrize(("value", "cases"), [(94.0, 1_825), (90.0, 73), (99.0, 115)])
def test_so_many_cases_are_just_enough_by_the_normal_curve(value, cases):
    def away(number):
        return abs(value / 100 - 0.95) / np.sqrt(0.95 * 0.05 / number)

    assert f"fewer than {cases:,} cases" in judged(value)["detail"]
    assert away(cases) >= 1.959964 > away(cases - 1)


@pytest.mark.parametrize(("value", "target"), [(95.0, 95.0), (94.0, 100.0), (3.0, 0.0)])
def test_where_no_number_of_cases_would_tell_none_is_named(value, target):
    row = judged(value, target={"value": target})
    assert row["detail"] == ""
    assert row["reason"] == "no_counts"


def test_a_figure_on_its_target_is_neither_above_nor_below():
    row = judged(95.0, 950, 1_000)
    assert row["direction"] == "same"
    assert row["effect"] == 0
    assert told(row) == UNCLEAR


def test_a_count_is_held_against_its_target_by_the_interval_of_the_count():
    how = {"indicator": "contacts", "is_share": False}
    at_most = {"indicator": "contacts", "value": 950.0, "direction": "at_most"}
    row = judged(901.0, 901, 100_000, target=at_most, **how)
    low, high = count_interval(901)
    assert [row["effect_lower"] + 950, row["effect_upper"] + 950] == pytest.approx([low, high])
    assert told(row) == UNCLEAR
    assert told(judged(1_200.0, 1_200, 100_000, target=at_most, **how)) == MISSED
    assert told(judged(700.0, 700, 100_000, target=at_most, **how)) == MET
    assert row["against"] == "at most 950"


def test_a_rate_is_held_against_its_target_in_its_own_unit():
    how = {"indicator": "plans_rate", "is_share": False, "target": {"indicator": "plans_rate", "value": 40.0}}
    row = judged(30.0, 300, 100_000, **how)
    low, high = count_interval(300, exposure=100_000, per=10_000)
    assert [row["effect_lower"] + 40, row["effect_upper"] + 40] == pytest.approx([low, high])
    assert told(row) == MISSED


@pytest.mark.parametrize(
    ("starts", "ends", "is_in_force"),
    [
        ("2015-04-01", None, True),
        ("2016-03-31", "2016-03-31", True),
        ("2016-04-01", None, False),
        ("2014-04-01", "2015-03-31", False),
    ],
)
def test_only_a_target_in_force_is_held_against(starts, ends, is_in_force):
    found = rows_of(
        90.0, 900, 1_000, target={"starts": pd.Timestamp(starts), "ends": pd.Timestamp(ends) if ends else pd.NaT}
    )
    assert len(found) == is_in_force


@pytest.mark.parametrize("change", [{"value": np.nan}, {"area_code": "E06000017"}, {"indicator": "contacts"}])
def test_no_figure_or_no_target_gives_no_judgement(change):
    assert rows_of(**{"value": 90.0, "top": 900, "base": 1_000} | change).empty


def test_two_targets_are_two_questions():
    targets = pd.DataFrame([TARGET, TARGET | {"value": 80.0, "starts": pd.Timestamp(date(2015, 10, 1))}])
    figure = pd.DataFrame([ROW | {"value": 90.0, "top": 900.0}])
    found = held_to(figure, np.array([1_000.0]), targets.astype({"ends": "datetime64[ns]"}), CATALOGUE)
    assert dict(zip(found["compared_with"], found["reason"], strict=True)) == {95.0: "missed", 80.0: "met"}


@pytest.mark.parametrize(
    ("day", "until", "holds"),
    [
        ("2015-03-31", None, False),
        ("2015-04-01", None, True),
        ("2026-03-31", None, True),
        ("2016-03-31", "2016-03-31", True),
        ("2016-04-30", "2016-03-31", False),
    ],
)
def test_a_target_holds_from_its_first_day_to_its_last(day, until, holds):
    targets = pd.DataFrame({"starts": [TARGET["starts"]], "until": pd.to_datetime([until])})
    assert targets_in_force(targets, pd.Timestamp(day)).tolist() == [holds]


@pytest.mark.parametrize(
    ("change", "groups"),
    [
        ({}, {"year"}),
        ({"frequency": "month"}, {"month"}),
        ({"frequency": "quarter"}, {"quarter"}),
        ({"timing": "snapshot"}, {"year", "quarter", "month", "other"}),
        ({"kind": "proportion"}, {"year", "quarter", "month", "other"}),
        ({"kind": "rate"}, {"year"}),
    ],
)
def test_a_months_count_is_not_held_against_the_target_of_a_year(change, groups):
    indicator = replace(INDICATORS["contacts"], **{"frequency": "year", "timing": "flow"} | change)
    assert {group for group in ("year", "quarter", "month", "other") if allows_target(indicator, group)} == groups


@pytest.mark.parametrize(
    ("target", "words"), [(95.0, "at least 95%"), (98.4, "at least 98.4%"), (98.25, "at least 98.25%")]
)
def test_a_target_is_worded_as_it_was_set(target, words):
    row = judged(97.6, 9_760, 10_000, target={"value": target})
    assert row["against"] == words


def test_a_figure_and_its_target_are_told_apart_by_their_words():
    detail = judged(97.6, target={"value": 98.0})["detail"]
    assert detail.endswith("97.6% cannot be told from 98%.")
