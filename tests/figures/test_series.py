"""A series: its measures, the periods chosen, its gaps; the latest figure; the neighbours' median."""

import math
from dataclasses import replace
from datetime import date
from statistics import median

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from indicators.catalogue.catalogue import load_catalogue
from indicators.errors import UsageError
from indicators.figures import latest_figures, neighbour_median, period_groups, read_figures, select_series
from indicators.figures.calculate import calculate_figures
from indicators.figures.latest import latest_figure
from indicators.figures.neighbours import FEWEST_NEIGHBOURS
from indicators.figures.series import MOST_GAP_ROWS, SERIES_COLUMNS
from tests.helpers.stored_figures import frame_of
from tests.helpers.tiny_store import tiny_store
from tests.helpers.twins.figures import Figure

LEICESTERSHIRE, RUTLAND = "E10000018", "E06000017"
NEIGHBOURS = [f"E0800000{place}" for place in range(1, 7)]


@pytest.fixture
def given_facts(tmp_path):
    """A function from facts to a store and its catalogue."""
    stores = []

    def opened(facts, **rest):
        stores.append(tiny_store(tmp_path, facts, **rest))
        return stores[-1], load_catalogue(stores[-1])

    yield opened
    for store in stores:
        store.close()


def contacts(given_facts, facts, area=LEICESTERSHIRE, *, populations=(), **choice):
    store, catalogue = given_facts(facts, populations=populations)
    return select_series(read_figures(store, catalogue, ["contacts"], [area]), catalogue, "contacts", area, **choice)


def by_period(facts):
    return [{"period": period, "value": value} for period, value in facts.items()]


def values(points):
    return [(row.period, None if math.isnan(row.value) else row.value) for row in points.itertuples()]


@pytest.mark.slow
def test_a_missing_year_stays_open(given_facts):
    found = contacts(given_facts, by_period({"2012/13": 5, "2014/15": 7, "2015/16": 8}))
    assert values(found.points) == [("2012/13", 5), ("2013/14", None), ("2014/15", 7), ("2015/16", 8)]
    gap = found.points.iloc[1]
    assert (gap["symbol"], gap["status"], gap["source"], gap["other_figures"]) == ("", "", "", 0)
    assert len(found.known) == 3


@pytest.mark.slow
def test_gaps_are_of_one_type_of_period(given_facts):
    found = contacts(given_facts, by_period({"31 March 2014": 1, "2014/15": 2, "31 March 2016": 3}))
    periods = ["31 March 2014", "2014/15", "31 March 2015", "31 March 2016"]
    assert sorted(found.points["period"]) == sorted(periods)
    assert found.points["ends"].is_monotonic_increasing


@pytest.mark.long
def test_snapshots_of_nearly_the_same_day_leave_no_gap(given_facts):
    found = contacts(given_facts, by_period({"1 October 2014": 1, "6 October 2015": 2, "3 October 2017": 3}))
    assert [period for period, value in values(found.points) if value is None] == ["6 October 2016"]


@pytest.mark.long
def test_a_very_long_gap_is_one_open_row(given_facts):
    found = contacts(given_facts, by_period({"April 2001": 1, "April 2015": 2}), periods="month")
    assert values(found.points) == [("April 2001", 1), ("May 2001", None), ("April 2015", 2)]
    shorter = contacts(given_facts, by_period({"April 2011": 1, "April 2015": 2}), periods="month")
    assert len(shorter.points) == 49 <= MOST_GAP_ROWS


@pytest.mark.slow
def test_a_symbol_is_a_point_of_its_own(given_facts):
    found = contacts(given_facts, [{"period": "2014/15", "value": "", "symbol": "c"}, {"period": "2015/16"}])
    assert found.points["symbol"].tolist() == ["c", ""]


@pytest.mark.slow
def test_since_and_until_are_the_last_days(given_facts):
    facts = by_period({"2012/13": 1, "2013/14": 2, "2014/15": 3, "2015/16": 4})
    found = contacts(given_facts, facts, since=date(2014, 3, 31), until=date(2015, 3, 31))
    assert values(found.points) == [("2013/14", 2), ("2014/15", 3)]


@pytest.mark.slow
def test_period_groups_and_the_choice_of_one(given_facts):
    facts = by_period({"2015/16": 8, "2015/16 Q1": 2, "December 2015 to March 2016": 3})
    facts.append({"period": "May 2015", "value": "", "symbol": "c"})
    store, catalogue = given_facts(facts)
    frame = read_figures(store, catalogue, ["contacts"], [LEICESTERSHIRE])
    assert period_groups(frame) == ["year", "quarter", "other"]
    quarters = select_series(frame, catalogue, "contacts", LEICESTERSHIRE, periods="quarter")
    assert values(quarters.points) == [("2015/16 Q1", 2)]


@pytest.mark.slow
def test_an_index_starts_at_100_and_says_of_what(given_facts):
    facts = [{"period": "2012/13", "value": "", "symbol": "c"}, *by_period({"2013/14": 40, "2014/15": 50})]
    found = contacts(given_facts, facts, measure="index")
    assert values(found.points) == [("2012/13", None), ("2013/14", 100), ("2014/15", 125)]
    assert found.unit == "index, 2013/14 = 100"


@pytest.mark.slow
@settings(max_examples=20)
@given(st.lists(st.integers(1, 10_000), min_size=1, max_size=8))
def test_an_index_keeps_every_ratio(catalogue, numbers):
    stored = [
        Figure("contacts", RUTLAND, ("financial_year", date(year, 4, 1), date(year + 1, 3, 31)), "report", number)
        for year, number in enumerate(numbers, 2005)
    ]
    frame = calculate_figures(frame_of(stored), catalogue, ["contacts"], [RUTLAND])
    index = select_series(frame, catalogue, "contacts", RUTLAND, measure="index").points["value"]
    assert index.iloc[0] == 100
    assert index.to_numpy() * numbers[0] / 100 == pytest.approx(np.array(numbers))


@pytest.mark.long
def test_indexes_that_begin_in_different_periods_have_no_unit_in_common(given_facts):
    early = contacts(given_facts, by_period({"2013/14": 5, "2014/15": 6}), measure="index")
    late = contacts(given_facts, by_period({"2014/15": 6}), measure="index")
    assert early.shared_unit([early, early]) == "index, 2013/14 = 100"
    assert early.shared_unit([early, late]) == late.shared_unit([early]) == "index, first period of each = 100"


@pytest.mark.slow
def test_an_index_of_nought_does_not_apply(given_facts):
    found = contacts(given_facts, by_period({"2013/14": 0, "2014/15": 5}), measure="index")
    assert found.points["symbol"].tolist() == ["z", "z"]


@pytest.mark.slow
def test_a_rate_without_a_population_is_missing_and_says_so(given_facts):
    people = [{"period": "30 June 2015", "value": 2000}]
    facts = by_period({"2014/15": 3, "2015/16": 4})
    found = contacts(given_facts, facts, populations=people, measure="rate")
    assert values(found.points) == [("2014/15", None), ("2015/16", 20)]
    assert found.points["symbol"].tolist() == ["x", ""]
    assert found.unit == "contacts per 10,000 children"


@pytest.mark.slow
def test_measures_that_cannot_be_are_refused_with_the_remedy(given_facts):
    store, catalogue = given_facts([{}])
    frame = read_figures(store, catalogue, ["contacts_to_referral"], [LEICESTERSHIRE])
    with pytest.raises(UsageError, match="choose its value or its index"):
        select_series(frame, catalogue, "contacts_to_referral", LEICESTERSHIRE, measure="rate")
    with pytest.raises(UsageError, match="Choose value, rate, index, pooled or pooled_rate"):
        select_series(frame, catalogue, "contacts_to_referral", LEICESTERSHIRE, measure="share")


def newest(given_facts, facts, as_at=date(2016, 6, 30), **rest):
    store, catalogue = given_facts(facts, **rest)
    return latest_figures(store, catalogue, catalogue.indicators, [LEICESTERSHIRE, RUTLAND, "LR"], as_at=as_at)


@pytest.mark.examples(2)
@pytest.mark.slow
@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"2014/15": 40, "2015/16": 50}, ("2015/16", 50, "2014/15", 10, 25)),
        ({"2013/14": 40, "2015/16": 50}, ("2015/16", 50, "", None, None)),  # a year is missing
        ({"2014/15": 0, "2015/16": 5}, ("2015/16", 5, "2014/15", 5, None)),
        # Eight months against four: adjacent, but not alike.
        ({"April 2015 to November 2015": 80, "December 2015 to March 2016": 44},
         ("December 2015 to March 2016", 44, "", None, None)),
        ({"2014/15": 14, "2015/16 Q4": 21}, ("2014/15", 14, "", None, None)),  # a quarter takes no year's place
        ({"2013/14": 14, "2015/16 Q4": 21}, ("2015/16 Q4", 21, "", None, None)),  # unless that has gone out of use
        ({"31 March 2015": 5, "2015/16": 6}, ("2015/16", 6, "", None, None)),
        ({"31 March 2015": 5, "31 March 2016": 4}, ("31 March 2016", 4, "31 March 2015", -1, -20)),
        ({"2015/16": 6, "2016/17": 7}, ("2015/16", 6, "", None, None)),  # not yet over
    ],
)  # fmt: skip
def test_the_latest_figure_and_its_change(given_facts, facts, expected):
    found = newest(given_facts, by_period(facts))["contacts", LEICESTERSHIRE]
    assert (found.period, found.value, found.previous_period, found.change, found.change_percent) == expected
    assert latest_figure(found.series) == replace(found, newer=None)


@pytest.mark.examples(2)
@pytest.mark.slow
@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        # The year that both have stands side by side; the quarter that one has sent stands under it.
        ({"2015/16": (40, 9), "2016/17 Q1": (None, 3)}, [("2015/16", 40, None), ("2015/16", 9, ("2016/17 Q1", 3, ""))]),
        ({"2015/16": (40, 9), "2015/16 Q1": (8, 1), "2016/17 Q1": (9, 3)},
         [("2015/16", 40, ("2016/17 Q1", 9, "2015/16 Q1")), ("2015/16", 9, ("2016/17 Q1", 3, "2015/16 Q1"))]),
        # Quarters in common, and a year that only one has.
        ({"2015/16": (40, None), "2015/16 Q4": (8, 1)}, [("2015/16 Q4", 8, None), ("2015/16 Q4", 1, None)]),
        # Nothing in common: no quarter stands beside the year of another area.
        ({"2015/16": (40, None), "2016/17 Q1": (None, 3)}, [("2015/16", 40, None), ("", None, ("2016/17 Q1", 3, ""))]),
        # The quarter before is another season: nothing stands beside a quarter without a year before.
        ({"2015/16": (40, 9), "2015/16 Q4": (9, 2), "2016/17 Q1": (8, 1)},
         [("2015/16", 40, ("2016/17 Q1", 8, "")), ("2015/16", 9, ("2016/17 Q1", 1, ""))]),
    ],
)  # fmt: skip
def test_areas_stand_side_by_side_in_one_type_of_period(given_facts, facts, expected):
    rows = [
        {"area": area, "period": period, "value": value}
        for period, values in facts.items()
        for area, value in zip(("Leicestershire", "Rutland"), values, strict=True)
        if value is not None
    ]
    found = newest(given_facts, rows, as_at=date(2016, 9, 30))
    shown = []
    for code in (LEICESTERSHIRE, RUTLAND):
        one = found["contacts", code]
        newer = one.newer and (one.newer.period, one.newer.value, one.newer.previous_period)
        shown.append((one.period, one.value, newer))
    assert shown == expected


@pytest.mark.long
def test_the_latest_may_be_a_symbol_or_provisional(given_facts):
    facts = [{"period": "2014/15"}, {"value": "", "symbol": "c"}, {"indicator": "referrals", "status": "provisional"}]
    found = newest(given_facts, facts)
    hidden, referrals = found["contacts", LEICESTERSHIRE], found["referrals", LEICESTERSHIRE]
    assert (hidden.value, hidden.symbol, hidden.change, hidden.is_provisional) == (None, "c", None, False)
    assert referrals.is_provisional
    assert ("contacts", RUTLAND) not in found


@pytest.mark.slow
def test_the_latest_of_a_combined_area_is_the_sum(given_facts):
    facts = [{"value": 5, "period": "2014/15"}, {"value": 6}, {"area": "Rutland", "value": 1}]
    found = newest(given_facts, facts)["contacts", "LR"]
    assert (found.value, found.change) == (7, None)


@pytest.mark.long
def test_the_latest_figures_are_those_of_the_series(given_facts):
    """The quick way through all figures at once gives the points that `series` gives one by one."""
    facts = by_period({"2010/11": 3, "2013/14": 4, "2015/16": 6, "31 March 2015": 9, "May 2015": 1})
    facts += [fact | {"area": "Rutland", "source": "national"} for fact in facts[1:]]
    facts += [fact | {"indicator": "referrals"} for fact in facts]
    store, catalogue = given_facts(facts)
    pairs = [(name, area) for name in ("contacts", "referrals") for area in (LEICESTERSHIRE, RUTLAND)]
    found = latest_figures(
        store, catalogue, ["contacts", "referrals"], [LEICESTERSHIRE, RUTLAND], as_at=date(2016, 9, 1)
    )
    frame = read_figures(store, catalogue, ["contacts", "referrals"], [LEICESTERSHIRE, RUTLAND])
    for name, area in pairs:
        one = select_series(frame, catalogue, name, area)
        assert_frame_equal(found[name, area].series.points, one.points)
        assert found[name, area].series.unit == one.unit


def median_of(given_facts, facts, **choice):
    areas = [{"code": code, "name": code} for code in NEIGHBOURS]
    neighbours = [{"rank": rank, "neighbour": code} for rank, code in enumerate(NEIGHBOURS, 1)]
    store, catalogue = given_facts(facts, tables={"areas.csv": areas, "neighbours.csv": neighbours})
    frame = read_figures(store, catalogue, ["contacts"], NEIGHBOURS)
    return neighbour_median(frame, catalogue, "contacts", LEICESTERSHIRE, **choice)


@pytest.mark.long
def test_the_median_needs_five_neighbours_and_says_how_many_it_has(given_facts):
    given_to = {"2011/12": 2, "2012/13": 5, "2013/14": 4, "2014/15": 6, "2015/16": 3}
    facts = [
        {"area": code, "period": period, "value": 10 * place}
        for period, number in given_to.items()
        for place, code in enumerate(NEIGHBOURS[:number], 1)
    ]
    found = median_of(given_facts, facts)
    assert values(found.points) == [("2012/13", 30), ("2013/14", None), ("2014/15", 35)]
    assert found.points["source"].tolist() == [
        "median of the 5 of 6 like areas with a figure; Model 2025",
        "only 4 of 6 like areas have a figure; Model 2025",
        "median of the 6 of 6 like areas with a figure; Model 2025",
    ]
    assert (found.area.code, found.area.level) == (f"SN:{LEICESTERSHIRE}", "comparator")
    assert FEWEST_NEIGHBOURS == 5


@pytest.mark.long
@pytest.mark.parametrize("measure", ["value", "rate", "index", "pooled", "pooled_rate"])
def test_a_median_is_that_of_the_neighbours_own_series_in_every_measure(given_facts, measure):
    facts = [
        {"area": code, "period": period, "value": place * (place + step) + step}
        for step, period in enumerate(("2012/13", "2013/14", "2014/15", "2015/16"), 1)
        for place, code in enumerate(NEIGHBOURS, 1)
    ]
    areas = [{"code": code, "name": code} for code in NEIGHBOURS]
    neighbours = [{"rank": rank, "neighbour": code} for rank, code in enumerate(NEIGHBOURS, 1)]
    children = [
        {"area": code, "period": f"30 June {year}", "value": 9000 + 500 * place + year}
        for year in range(2012, 2016)
        for place, code in enumerate(NEIGHBOURS, 1)
    ]
    tables = {"areas.csv": areas, "neighbours.csv": neighbours}
    store, catalogue = given_facts(facts, tables=tables, populations=children)
    frame = read_figures(store, catalogue, ["contacts"], NEIGHBOURS)
    found = neighbour_median(frame, catalogue, "contacts", LEICESTERSHIRE, measure=measure)
    members = [select_series(frame, catalogue, "contacts", code, measure=measure).known for code in NEIGHBOURS]
    by_period = {}
    for member in members:
        for period, value in zip(member["period"], member["value"], strict=True):
            by_period.setdefault(period, []).append(value)
    assert values(found.points) == [(period, pytest.approx(median(own))) for period, own in by_period.items()]
    assert len(found.points) == (2 if "pooled" in measure else 4)


@pytest.mark.slow
def test_a_median_leaves_a_gap_where_no_neighbour_has_a_figure(given_facts):
    facts = [{"area": code, "period": period} for code in NEIGHBOURS for period in ("2013/14", "2015/16")]
    assert values(median_of(given_facts, facts).points) == [("2013/14", 901), ("2014/15", None), ("2015/16", 901)]


@pytest.mark.slow
@pytest.mark.parametrize("facts", [[], [{"area": code} for code in NEIGHBOURS[:4]]])
def test_without_enough_neighbours_the_median_is_empty(given_facts, facts):
    found = median_of(given_facts, facts)
    assert found.points.empty
    assert list(found.points) == SERIES_COLUMNS
