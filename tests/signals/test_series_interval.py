"""Intervals of a whole series are those of its points one by one."""

import numpy as np
import pytest

from indicators.signals.confidence_intervals import point_interval, series_intervals, with_intervals
from tests.charts.conftest import build_indicator, build_series

YEARS = ["2013/14", "2014/15", "2015/16", "2016/17"]
COUNTS = {"numerator": [8.0, np.nan, 303, 0], "denominator": [8_000.0, 8_000, 140_000, 8_000]}


@pytest.mark.parametrize(
    ("kind", "measure"), [("count", "rate"), ("count", "value"), ("count", "index"), ("proportion", "value"),
    ("rate", "value"), ("mean", "value")],
)  # fmt: skip
def test_points_one_by_one_give_the_same(kind, measure):
    indicator = build_indicator(kind=kind, per={"proportion": 100.0, "rate": 10_000.0}.get(kind, 1.0))
    series = build_series("Rutland", YEARS, [10, None, 21.6, 0], indicator=indicator, measure=measure, **COUNTS)
    lower, upper = series_intervals(series)
    singly = [point_interval(series, series.points.iloc[place]) for place in range(len(YEARS))]
    np.testing.assert_allclose(np.column_stack([lower, upper]), singly)


def test_a_series_takes_its_limits_along():
    series = build_series("Rutland", YEARS, [10, None, 21.6, 0], measure="rate", **COUNTS)
    points = with_intervals(series).points
    assert points["lower"].notna().tolist() == [True, False, True, True]
    assert (points["upper"] > points["value"])[points["value"].notna()].all()
    assert "lower" not in series.points


def test_a_percentage_without_its_base_has_none():
    series = build_series("Rutland", YEARS, [94, 95, None, 91], indicator=build_indicator(kind="proportion"))
    assert np.isnan(series_intervals(series)).all()
