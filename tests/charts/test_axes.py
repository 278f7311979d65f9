"""Axes: round ticks, and period labels that fit."""

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.charts.axes import period_ticks, tick_text, value_scale
from indicators.charts.theme import text_width


@given(values=st.lists(st.floats(0, 1e7), min_size=1, max_size=20), from_zero=st.booleans(), whole=st.booleans())
def test_every_value_is_inside_and_ticks_are_few(values, from_zero, whole):
    scale = value_scale(values, from_zero=from_zero, whole=whole)
    slack = 1e-6 * max(1, *values)
    assert scale.low <= min(values) + slack
    assert scale.high >= max(values) - slack
    assert 2 <= len(scale.ticks) <= 12


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([1085, 939, 1129], (0, 250, 500, 750, 1000, 1250)),
        ([3, 8], (0, 2, 4, 6, 8)),
        ([0, 0], (0, 1)),
        ([math.nan], (0, 1)),
        ([98.4], (0, 20, 40, 60, 80, 100)),
        ([-3, 4], (-4, -2, 0, 2, 4)),
    ],
)
def test_ticks_from_zero(values, ticks):
    assert value_scale(values, from_zero=True, whole=True).ticks == ticks


def test_an_index_need_not_start_at_zero():
    assert value_scale([95, 121, 100], from_zero=False, whole=True).low > 0


def test_small_rates_keep_their_decimals():
    assert value_scale([0.2, 0.9], from_zero=True, whole=False).decimals == 1


@pytest.mark.parametrize(
    ("period", "text"),
    [
        ("2015/16", "2015/16"),
        ("2015/16 Q1", "2015/16<br>Q1"),
        ("31 March 2016", "31 Mar<br>2016"),
        ("April 2015", "Apr<br>2015"),
        ("Academic year 2015/16", "Academic year<br>2015/16"),
        ("December 2015 to March 2016", "Dec 2015 to<br>Mar 2016"),
        ("2013/14 to 2015/16", "2013/14 to<br>2015/16"),
    ],
)
def test_period_labels_are_at_most_two_lines(period, text):
    assert tick_text(period) == text


@pytest.mark.parametrize("count", [1, 2, 3, 13, 40, 140])
@pytest.mark.parametrize("width", [120, 300, 700])
def test_labels_fit_and_the_last_period_is_labelled(count, width):
    periods = {f"{2000 + k // 12}-{k % 12 + 1:02d}-15": f"April {2000 + k}" for k in range(count)}
    days, texts = period_ticks(periods, "month", width=width, size=16)
    assert days[-1] == max(periods)
    assert len(days) == len(texts)
    assert (len(texts) - 1) * text_width("2000", 16) <= width


def test_labels_of_uneven_periods_do_not_meet_and_the_last_is_one():
    """Four quarters of one year and the last two of another, ten years later: labels by number would overlap."""
    quarters = [(2015, 1), (2015, 2), (2015, 3), (2015, 4), (2026, 1), (2026, 2)]
    periods = {f"{year}-{3 * quarter:02d}-15": f"{year}/{year % 100 + 1} Q{quarter}" for year, quarter in quarters}
    days, texts = period_ticks(periods, "quarter", width=500, size=16)
    assert days[-1] == max(periods)
    assert len(days) == 2
    places = [(date.fromisoformat(day) - date(2015, 3, 15)).days / 4110 * 500 for day in days]
    assert places[1] - places[0] >= text_width("2015/16", 16)
