"""Control charts of a series: stretches of one way of counting, and the time of year."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from indicators.catalogue.indicators import Break
from indicators.signals.spc_series import longest_stretch, series_control_chart
from tests.helpers.wording_series import INDICATOR, yearly

pytestmark = pytest.mark.filterwarnings("error")

STEADY = [50, 52, 51, 53, 50, 52, 51, 53, 51, 52, 50, 51, 52]


def broken(*values, at, area=""):
    """Years with a break on 1 April of a year."""
    return yearly(*values, indicator=replace(INDICATOR, breaks=(Break(date(at, 4, 1), "", area),)))


def monthly(values, *, first="2012-04"):
    months = pd.period_range(first, periods=len(values), freq="M")
    made = yearly(*values)
    starts, ends = months.to_timestamp(), months.to_timestamp(how="end").normalize()
    return replace(made, points=made.points.assign(period_type="month", starts=starts, ends=ends))


def test_all_figures_of_one_way_of_counting_compare():
    assert longest_stretch(yearly(*STEADY)) == 13
    assert longest_stretch(yearly(*STEADY[:6], None, *STEADY[6:])) == 13, "a gap is no break"
    assert longest_stretch(yearly(None, None)) == 0


def test_a_break_parts_them_for_the_areas_it_concerns():
    assert longest_stretch(broken(*STEADY, at=2012)) == 9
    assert longest_stretch(broken(*STEADY, at=2012, area="Rutland")) == 9
    assert longest_stretch(broken(*STEADY, at=2012, area="Leicestershire")) == 13


def test_limits_begin_anew_after_a_break():
    both = [*STEADY, *(value + 100 for value in STEADY)]
    judged, control = series_control_chart(broken(*both, at=2003), "year")
    assert control.mean[12] == pytest.approx(np.mean(STEADY))
    assert control.mean[13] == pytest.approx(np.mean(STEADY) + 100)
    assert (control.special_cause == "none").all()
    assert "published" not in judged.points


def test_a_stretch_that_is_too_short_has_no_limits():
    _, control = series_control_chart(broken(*STEADY, 150, 152, 151, at=2013), "year")
    assert control.has_limits[:13].all()
    assert not control.has_limits[13:].any()


def test_the_time_of_year_is_taken_out_and_the_published_figures_stay():
    course = np.array([10, 10, 10, 10, 2, 10, 10, 10, 10, 10, 10, 10.0])
    values = np.tile(course, 4) + np.tile([0, 0.5, 1, 0.5], 12)
    judged, control = series_control_chart(monthly(values), "month")
    assert judged.points["published"].tolist() == values.tolist()
    assert judged.points["value"].iloc[4] > 7
    assert (control.special_cause[4::12] == "none").all(), "August is no exception"
    plain, _ = series_control_chart(monthly(values[:30]), "month")
    assert "published" not in plain.points, "two years and a half teach no course"
