"""Three years together: sums of years that compare, and of no others."""

import math
from datetime import date

import pytest

from indicators.errors import UsageError
from indicators.figures import read_figures, select_series
from tests.helpers.signals_board import LEICESTERSHIRE, years
from tests.helpers.tiny_store import tiny_store

CHILDREN = [
    {"area": "Leicestershire", "period": f"30 June {year}", "value": value}
    for year, value in ((2012, 1_000), (2013, 2_000), (2014, 3_000), (2015, 5_000))
]


@pytest.fixture
def pooled(tmp_path):
    """`pooled(facts, …)`: the points of Leicestershire's series, and the series."""

    def made(facts, *, indicator="contacts", measure="pooled", **rest):
        from indicators.catalogue.catalogue import load_catalogue

        store = tiny_store(tmp_path, facts, populations=CHILDREN, **rest)
        catalogue = load_catalogue(store)
        figures = read_figures(store, catalogue, [indicator], [LEICESTERSHIRE])
        store.close()
        return select_series(figures, catalogue, indicator, LEICESTERSHIRE, measure=measure)

    return made


def shown(series):
    """The points by their label: the figure, or why there is none."""
    points = series.points
    cells = zip(points["period"], points["value"], points["symbol"], strict=True)
    return {period: symbol if math.isnan(value) else value for period, value, symbol in cells}


@pytest.mark.slow
def test_counts_are_summed_over_each_three_adjacent_years(pooled):
    series = pooled(years([1, 2, 3, 4]))
    assert shown(series) == {"2012/13 to 2014/15": 6, "2013/14 to 2015/16": 9}
    assert (series.unit, series.years_together, series.measure_chosen) == (
        "contacts, three years together",
        3,
        "pooled",
    )
    assert series.points["starts"].iloc[0].date() == date(2012, 4, 1)
    assert series.points["ends"].iloc[0].date() == date(2015, 3, 31)


@pytest.mark.slow
def test_rates_are_of_all_cases_and_all_children(pooled):
    series = pooled(years([1, 2, 3, 4]), measure="pooled_rate")
    # 6 of 1,000 + 2,000 + 3,000 children, 9 of 2,000 + 3,000 + 5,000: no mean of rates.
    assert shown(series) == {"2012/13 to 2014/15": 10.0, "2013/14 to 2015/16": 9.0}
    assert series.points[["numerator", "denominator"]].to_numpy().tolist() == [[6, 6_000], [9, 10_000]]


@pytest.mark.slow
def test_percentages_are_of_all_parts_and_all_wholes(pooled):
    facts = years([1, 1, 8], indicator="referrals") + years([10, 10, 20])
    series = pooled(facts, indicator="contacts_to_referral")
    assert shown(series) == {"2013/14 to 2015/16": 25.0}


@pytest.mark.slow
@pytest.mark.parametrize("missing", [None, ...])
def test_no_stretch_holds_a_year_without_a_figure(pooled, missing):
    series = pooled(years([1, 2, missing, 3, 4, 5]))
    why = "c" if missing is None else ""
    gone = dict.fromkeys(("2010/11 to 2012/13", "2011/12 to 2013/14", "2012/13 to 2014/15"), why)
    assert shown(series) == gone | {"2013/14 to 2015/16": 12}


@pytest.mark.slow
def test_no_stretch_crosses_a_break(pooled):
    broken = {"contacts": {"breaks": [{"date": date(2013, 4, 1), "note": "Counted anew."}]}}
    series = pooled(years([1, 2, 3, 4, 5, 6]), definitions=broken)
    assert shown(series) == {
        "2010/11 to 2012/13": 6, "2011/12 to 2013/14": "z", "2012/13 to 2014/15": "z", "2013/14 to 2015/16": 15,
    }  # fmt: skip


@pytest.mark.slow
def test_a_break_within_a_year_parts_it_from_those_before(pooled):
    broken = {"contacts": {"breaks": [{"date": date(2014, 1, 1), "note": "Counted anew."}]}}
    assert shown(pooled(years([1, 2, 3]), definitions=broken)) == {"2013/14 to 2015/16": "z"}


@pytest.mark.slow
def test_the_least_sure_status_and_every_source_are_those_of_the_sum(pooled):
    facts = years([1, 2, 3])
    facts[1] |= {"status": "provisional", "source": "national"}
    point = pooled(facts).points.iloc[0]
    assert point["status"] == "provisional"
    assert point["source"].count(";") >= 1
    assert bool(point["computed"])


@pytest.mark.slow
def test_figures_of_one_day_do_not_add_up(pooled):
    with pytest.raises(UsageError, match="days do not add up"):
        pooled(
            [{"period": f"31 March {year}", "value": 5} for year in (2014, 2015, 2016)],
            definitions={"contacts": {"timing": "snapshot", "frequency": "snapshot"}},
        )


@pytest.mark.long
def test_quarters_and_too_few_years_give_nothing(pooled):
    assert shown(pooled(years([1, 2]))) == {}
    assert shown(pooled([{"period": f"2015/16 Q{number}", "value": 5} for number in range(1, 5)])) == {}
