"""From figures to points: what each stands over, which are asked about, and which rules can use."""

from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import Indicator
from indicators.signals.cycle import JUDGED_GROUPS, is_judged, panel_points
from indicators.signals.panel import POINT_COLUMNS, panel_of
from tests.helpers.series import dated
from tests.helpers.tiny_rows import DEFINITION

pytestmark = pytest.mark.filterwarnings("error")

RATE = {"kind": "rate", "per": 10_000.0, "denominator": "people"}
CHANGES = {
    "contacts": {"rate_population": "people"},
    "people": {"timing": "snapshot"},
    "plans": {"timing": "snapshot", "rate_population": "people"},
    "agency": {},
    "contact_rate": RATE | {"numerator": "contacts"},
    "agency_rate": RATE | {"numerator": "agency"},
    "printed_rate": {"kind": "rate", "per": 10_000.0},
    "in_time": {"kind": "proportion", "per": 100.0, "numerator": "contacts", "denominator": "agency"},
    "caseload": {"kind": "mean", "numerator": "contacts", "denominator": "agency"},
    "difference": {"kind": "value"},
}
INDICATORS = {name: Indicator(id=name, **DEFINITION | change) for name, change in CHANGES.items()}
CATALOGUE = Catalogue(INDICATORS, {}, {}, {})
FIGURE = {
    "indicator": "contacts",
    "area_code": "E10000018",
    "period": "2015/16",
    "value": 901.0,
    "numerator": np.nan,
    "denominator": np.nan,
    "population": np.nan,
    "symbol": "",
    "source_label": "Annual report, page 9",
    "computed": False,
    "rank": 0,
    "others": 0,
}
HIDDEN = {"value": np.nan, "symbol": "c"}


def figures(*changes):
    return dated([FIGURE | change for change in changes])


def points(*changes, group="year"):
    return panel_points(figures(*changes), CATALOGUE, group)


def one(change, group="year"):
    found = points(change, group=group)
    assert len(found) == 1
    return found.iloc[0]


def years(populations, **change):
    """Contacts of one year after another, each with the people given, oldest first."""
    first = 2016 - len(populations)
    return [
        {"period": f"{first + place}/{(first + place + 1) % 100:02}", "population": people} | change
        for place, people in enumerate(populations)
    ]


@pytest.mark.parametrize(
    ("indicator", "asked"),
    [
        ("contacts", True),
        ("people", False),
        ("plans", True),
        ("agency", True),
        ("contact_rate", False),
        ("agency_rate", True),
        ("printed_rate", True),
        ("in_time", True),
        ("caseload", True),
        ("difference", True),
    ],
)
def test_populations_and_rates_of_counts_that_have_their_own_are_not_asked_about(indicator, asked):
    assert is_judged(CATALOGUE, indicator) is asked


def test_a_count_stands_over_its_people():
    point = one({"population": 8_028.0})
    assert (point["top"], point["base"], point["value"]) == (901, 8_028, 901)
    assert np.isnan(point["per"])
    assert not point["is_share"]


def test_a_count_without_people_stands_over_time_alone():
    assert points(*years([np.nan, np.nan]))["base"].tolist() == [1, 1]


def test_the_newest_figure_says_whether_its_series_stands_over_people():
    """A series half over people and half over time would leap where these were first loaded."""
    early = points(*years([*[np.nan] * 4, 7_900.0, 8_028.0]))
    # The people of a year near by stand for those of one of which none are known; further away nothing does.
    np.testing.assert_array_equal(early["base"], [np.nan, *[7_900] * 4, 8_028])
    np.testing.assert_array_equal(early["top"], [np.nan, *[901] * 5])
    np.testing.assert_array_equal(points(*years([7_900.0, np.nan, 8_028.0]))["base"], [7_900, 7_900, 8_028])
    assert points(*years([7_900.0, 8_000.0, np.nan]))["base"].tolist() == [1, 1, 1]


def test_each_area_and_indicator_has_its_own_newest_figure():
    found = points(
        *years([7_900.0, np.nan], area_code="E06000017"),
        *years([7_900.0, 8_028.0]),
        *years([7_900.0, np.nan], indicator="plans"),
    )
    assert found["base"].tolist() == [1, 1, 7_900, 8_028, 1, 1]


@pytest.mark.parametrize("population", [0.0, -5.0])
def test_no_people_are_no_exposure(population):
    assert np.isnan(one({"population": population})["top"])


@pytest.mark.parametrize(
    ("period", "group", "days"),
    [
        ("April 2015", "month", 30),
        ("February 2015", "month", 28),
        ("February 2016", "month", 29),
        ("2015/16 Q1", "quarter", 91),
        ("2015/16 Q2", "quarter", 92),
        ("2015/16 Q4", "quarter", 91),
    ],
)
def test_flows_of_months_and_quarters_count_by_their_days(period, group, days):
    found = one({"period": period}, group)
    assert (found["ends"] - found["starts"]) == timedelta(days - 1)
    assert found["base"] == pytest.approx(days / 365.25)
    assert one({"period": period, "population": 8_028.0}, group)["base"] == pytest.approx(8_028 * days / 365.25)


@pytest.mark.parametrize(("period", "group"), [("April 2015", "month"), ("2015/16 Q1", "quarter")])
def test_stocks_of_months_and_quarters_do_not_grow_with_their_days(period, group):
    stock = {"indicator": "plans", "period": period}
    assert one(stock, group)["base"] == 1
    assert one(stock | {"population": 8_028.0}, group)["base"] == 8_028


@pytest.mark.parametrize("period", ["2014/15", "2015/16", "31 March 2016", "2015", "Academic year 2015/16"])
def test_years_are_of_one_length(period):
    assert one({"period": period})["base"] == 1


SHARE = {"indicator": "in_time", "value": 94.0, "numerator": 940.0, "denominator": 1_000.0}


def test_a_proportion_stands_over_its_denominator():
    point = one(SHARE | {"population": 8_028.0})
    assert (point["top"], point["base"], point["per"]) == (940, 1_000, 100)
    assert point["is_share"]


@pytest.mark.parametrize("indicator", ["agency_rate", "caseload"])
def test_a_rate_or_mean_stands_over_its_denominator_and_may_be_above_it(indicator):
    point = one(SHARE | {"indicator": indicator, "numerator": 2_000.0})
    assert (point["top"], point["base"]) == (2_000, 1_000)
    assert point["per"] == INDICATORS[indicator].per
    assert not point["is_share"]


@pytest.mark.parametrize(
    "change",
    [
        SHARE | {"numerator": np.nan, "denominator": np.nan},
        SHARE | {"indicator": "printed_rate", "numerator": np.nan, "denominator": np.nan},
        SHARE | {"numerator": 1_001.0},
        SHARE | {"numerator": -1.0},
        SHARE | {"numerator": 0.0, "denominator": 0.0},
        SHARE | {"indicator": "difference"},
        {"indicator": "difference", "value": 5.0},
        {"value": -1.0},
        HIDDEN,
        HIDDEN | {"symbol": "z", "population": 8_028.0},
    ],
)
def test_what_cannot_be_judged_has_no_top_and_keeps_its_row(change):
    point = one(change)
    assert np.isnan(point["top"])
    assert point["symbol"] == change.get("symbol", "")
    np.testing.assert_equal(point["value"], (FIGURE | change)["value"])


@pytest.mark.parametrize("top", [0.0, 1_000.0])
def test_none_and_all_are_figures_too(top):
    assert one(SHARE | {"numerator": top})["top"] == top
    assert one({"value": top})["top"] == top


def test_only_the_figures_that_are_shown_are_points():
    assert points({"rank": 1, "value": 950.0}, {}, {"rank": 2, "value": 980.0})["value"].tolist() == [901]


@pytest.mark.parametrize(
    ("group", "kept"),
    [
        ("year", ["2014", "2014/15", "Academic year 2014/15", "31 March 2016"]),
        ("quarter", ["2015/16 Q1"]),
        ("month", ["April 2015"]),
    ],
)
def test_only_the_periods_of_the_group_are_points(group, kept):
    periods = ("December 2015 to March 2016", "31 March 2016", "2015/16 Q1", "April 2015", "2014", "2014/15")
    found = points(*({"period": period} for period in (*periods, "Academic year 2014/15")), group=group)
    assert found["period"].tolist() == kept


def test_points_come_by_indicator_area_and_time_whatever_the_order_of_the_figures():
    changes = [
        {"indicator": indicator, "area_code": area, "period": period, "population": 100.0 * place}
        for indicator in ("plans", "contacts")
        for area in ("E10000018", "E06000017")
        for place, period in enumerate(("2015/16", "2013/14", "2014/15"), start=1)
    ]
    found = points(*changes)
    keys = list(zip(found["indicator"], found["area_code"], found["ends"], strict=True))
    assert keys == sorted(keys)
    assert found["base"].tolist() == [200, 300, 100] * 4
    pd.testing.assert_frame_equal(points(*reversed(changes)), found)


@pytest.mark.parametrize("group", JUDGED_GROUPS)
def test_no_figures_are_no_points(group):
    none = panel_points(figures({}).iloc[:0], CATALOGUE, group)
    assert none.empty
    assert {*POINT_COLUMNS, "per", "value", "period", "symbol", "computed", "source_label", "others"} <= {*none}
    assert panel_of(none).top.shape[0] == 0


def test_points_make_a_panel():
    found = panel_of(points(*years([7_900.0, 8_000.0, 8_028.0]), SHARE))
    assert found.series["indicator"].tolist() == ["contacts", "in_time"]
    np.testing.assert_array_equal(found.base[0], [7_900, 8_000, 8_028])
    np.testing.assert_array_equal(found.top[1], [np.nan, np.nan, 940])
