"""Rare events: qicharts2's charts by slow twins and by hand, exact tests by their closed forms, the wait by sums."""

import math
import statistics
from decimal import Decimal, getcontext

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.signals.rare_events import (
    interval_p_value,
    opportunities_between_chart,
    silence_p_value,
    time_between_chart,
    years_until_doubling,
)

times_between = st.lists(st.floats(0.01, 2_000), min_size=2, max_size=40)
opportunities = st.lists(st.integers(0, 60), min_size=1, max_size=40)


def t_chart(times, *, screen=False):
    """qicharts2's `qic.t` over `qic.i`, one line after another; centre, lower and upper limit."""
    roots = [time ** (1 / 3.6) for time in times]
    centre = sum(roots) / len(roots)
    ranges = [abs(later - earlier) for earlier, later in zip(roots, roots[1:], strict=False)]
    mean = sum(ranges) / len(ranges)
    if screen:
        ranges = [one for one in ranges if one < 3.267 * mean]
        mean = sum(ranges) / len(ranges) if ranges else math.nan
    sd = mean / 1.128
    low = centre - 3 * sd
    return centre**3.6, low**3.6 if low > 0 else 0.0, (centre + 3 * sd) ** 3.6


def g_chart(values):
    """qicharts2's `qic.g`: the limits about the mean, the centre the median."""
    mean = sum(values) / len(values)
    sd = math.sqrt(mean * (mean + 1))
    return statistics.median(values), max(0.0, mean - 3 * sd), mean + 3 * sd


def runs(values, centre):
    """qicharts2's `runs.analysis`: longest run and what is usual, crossings and what is usual."""
    sides = [value > centre for value in values if value != centre]
    if not sides:
        return 0, 0, 0, 0
    lengths, crossings = [1], 0
    for before, now in zip(sides, sides[1:], strict=False):
        if before == now:
            lengths[-1] += 1
        else:
            lengths.append(1)
            crossings += 1
    tosses, heads, below = len(sides) - 1, 0, 0.0
    while (below := below + math.comb(tosses, heads) / 2**tosses) < 0.05:
        heads += 1
    return max(lengths), round(math.log2(len(sides))) + 3, crossings, heads


@given(times_between)
def test_a_t_chart_is_that_of_qicharts2(times):
    chart = time_between_chart(times)
    assert (chart.centre, chart.lower, chart.upper) == pytest.approx(t_chart(times), rel=1e-6, abs=1e-6)


@given(st.lists(st.floats(1, 2_000), min_size=3, max_size=40, unique=True))
def test_a_screened_t_chart_is_that_of_qicharts2(times):
    expected = t_chart(times, screen=True)
    if not math.isnan(expected[1]):
        chart = time_between_chart(times, screen=True)
        assert (chart.centre, chart.lower, chart.upper) == pytest.approx(expected, rel=1e-6, abs=1e-6)


@given(opportunities)
def test_a_g_chart_is_that_of_qicharts2(values):
    chart = opportunities_between_chart(values)
    assert (chart.centre, chart.lower, chart.upper) == pytest.approx(g_chart(values), rel=1e-6, abs=1e-6)


@given(opportunities)
def test_runs_are_those_of_qicharts2(values):
    chart = opportunities_between_chart(values)
    found = (chart.longest_run, chart.longest_usual_run, chart.crossings, chart.fewest_usual_crossings)
    assert found == runs(values, chart.centre)


def test_a_t_chart_worked_out_by_hand():
    """Roots of 1, 2 and 1: mean 4/3, moving ranges 1 and 1, so that limits lie 3 / 1.128 from the mean."""
    getcontext().prec = 40
    power, third, reach = Decimal("3.6"), Decimal(4) / 3, Decimal(3) / Decimal("1.128")
    chart = time_between_chart([1.0, float(Decimal(2) ** power), 1.0])
    assert chart.centre == pytest.approx(float(third**power), rel=1e-9)  # 2.816930…
    assert chart.upper == pytest.approx(float((third + reach) ** power), rel=1e-9)  # 138.99…
    assert chart.lower == 0
    assert not chart.outside.any()


def test_a_g_chart_worked_out_by_hand():
    """0, 2 and 7: mean 3, so that the upper limit is 3 + 3 √12; the centre is the median, 2."""
    chart = opportunities_between_chart([0, 2, 7])
    assert (chart.centre, chart.lower) == (2, 0)
    assert chart.upper == pytest.approx(13.392304845, abs=1e-9)


def test_a_long_time_and_a_long_run_stand_out():
    chart = time_between_chart([10, 12, 11, 9, 10, 12, 11, 10, 400])
    assert chart.outside.tolist() == [False] * 8 + [True]
    assert time_between_chart([30] * 9 + [31, 90] + [90, 91] * 5).has_run
    assert not time_between_chart([20, 60] * 8).has_run


@pytest.mark.parametrize(
    ("call", "values"),
    [(time_between_chart, []), (time_between_chart, [3, 0]), (time_between_chart, [1, math.nan]),
     (opportunities_between_chart, []), (opportunities_between_chart, [-1])],
)  # fmt: skip
def test_what_is_no_time_is_refused_with_the_remedy(call, values):
    with pytest.raises(ValueError, match="give|above 0|or more|must be|whole numbers"):
        call(values)


def test_a_single_time_has_no_limits():
    chart = time_between_chart([5])
    assert chart.centre == pytest.approx(5)
    assert math.isnan(chart.upper)
    assert not chart.outside.any()


@given(st.floats(0.01, 1_000), st.floats(0.01, 1_000), st.integers(1, 40))
def test_a_last_interval_has_the_closed_form_of_exponentials(time, past, events):
    longer = (1 + time / past) ** -events
    assert float(interval_p_value(time, past, events)) == pytest.approx(2 * min(longer, 1 - longer), abs=1e-9)


def test_intervals_of_unchanged_events_are_as_rare_as_they_say():
    random = np.random.default_rng(5)
    times = random.exponential(1.0, (4_000, 9))
    p = interval_p_value(times[:, 6:].sum(axis=1), times[:, :6].sum(axis=1), 6, events=3)
    assert abs(np.mean(p < 0.05) - 0.05) < 0.012


@given(st.floats(0.1, 100), st.floats(0.1, 100), st.integers(1, 30))
def test_a_silence_is_the_chance_that_every_event_came_before(silence, time, events):
    # Of the two sides with half the probability of none itself, twice.
    assert float(silence_p_value(silence, time, events)) == pytest.approx((time / (time + silence)) ** events, abs=1e-9)


def waited(events, years):
    """The wait by sums of binomial and Poisson probabilities, year by year."""

    def mid_p(count, wait):
        total, share = count + events, wait / (wait + years)
        ways = [math.comb(total, k) * share**k * (1 - share) ** (total - k) for k in range(count, total + 1)]
        above = sum(ways) - ways[0] / 2
        return 2 * min(above, 1 - above)

    def power(wait):
        fewest = math.floor(events / years * wait) + 1
        while mid_p(fewest, wait) > 0.05 and fewest < 400:
            fewest += 1
        mean = 2 * events / years * wait
        return 1 - sum(math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in range(fewest))

    if power(20) < 0.8:
        return math.inf
    return next(wait for wait in range(1, 21) if power(wait) >= 0.8)


@pytest.mark.parametrize(("events", "years"), [(20, 5), (40, 5), (60, 30), (12, 3), (10, 5), (3, 1), (24, 3)])
def test_the_wait_for_a_doubling_is_that_of_plain_sums(events, years):
    assert years_until_doubling(events, years) == waited(events, years)


def test_without_a_history_there_is_no_wait():
    assert np.isnan(years_until_doubling([0, 3, math.nan], [5, 0, 2])).all()
    assert years_until_doubling([], []).tolist() == []
