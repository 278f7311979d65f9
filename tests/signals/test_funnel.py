"""Funnel limits: an area is beyond them exactly where its own interval leaves the average out."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from indicators.signals.confidence_intervals import count_interval, proportion_interval
from indicators.signals.funnel import INNER_LEVEL, OUTER_LEVEL, funnel_limits, funnel_positions, pooled_average

SIZES = np.array([500.0, 8028, 42_000, 140_000, 286_000])


def test_limits_of_a_rate_are_poisson_tails():
    """The upper limit is where a count, seen as continuous, has 2.5% at or above it; likewise below."""
    lower, upper = funnel_limits(SIZES, 500, kind="rate", per=10_000)
    expected = SIZES * 0.05
    assert stats.gamma.cdf(expected, upper / 10_000 * SIZES) == pytest.approx(0.025)
    assert stats.gamma.sf(expected, lower / 10_000 * SIZES + 1) == pytest.approx(0.025)


def test_small_areas_have_no_lower_limit():
    lower, upper = funnel_limits([10, 100], 100, kind="rate", per=10_000)
    assert list(lower) == [0, 0]
    assert (upper > 100).all()


@pytest.mark.parametrize("level", [INNER_LEVEL, OUTER_LEVEL])
@pytest.mark.parametrize("average", [0.4, 36.0, 512.3])
def test_beyond_the_limits_is_an_interval_without_the_average_for_rates(level, average):
    counts = np.arange(0, 60)
    exposure = np.full(60, 20 / average * 10_000)
    lower, upper = funnel_limits(exposure, average, kind="rate", per=10_000, level=level)
    values = counts / exposure * 10_000
    low, high = count_interval(counts, exposure=exposure, per=10_000, level=level)
    assert ((values > upper) == (low > average)).all()
    assert ((values < lower) == (high < average)).all()


@pytest.mark.parametrize("level", [INNER_LEVEL, OUTER_LEVEL])
@pytest.mark.parametrize("average", [3.0, 21.7, 94.0])
def test_beyond_the_limits_is_an_interval_without_the_average_for_proportions(level, average):
    for base in (7, 40, 369):
        part = np.arange(base + 1)
        lower, upper = funnel_limits(np.full(base + 1, base), average, kind="proportion", per=100, level=level)
        low, high = proportion_interval(part, np.full(base + 1, base), level=level)
        values = part / base * 100
        beyond = (values > upper + 1e-9) | (values < lower - 1e-9)
        assert (beyond == ((100 * low > average + 1e-9) | (100 * high < average - 1e-9))).all()


def test_limits_close_in_as_areas_grow_and_998_lies_outside_95():
    for kind, per, average in (("rate", 10_000, 512), ("proportion", 100, 22)):
        near, far = (
            funnel_limits(SIZES, average, kind=kind, per=per, level=level) for level in (INNER_LEVEL, OUTER_LEVEL)
        )
        assert (np.diff(near[1]) < 0).all()
        assert (np.diff(near[0]) > 0).all()
        assert (far[1] > near[1]).all()
        assert (far[0] <= near[0]).all()


def test_percentages_stay_between_0_and_100():
    lower, upper = funnel_limits([1, 2, 5], 95, kind="proportion", per=100, level=OUTER_LEVEL)
    assert upper.max() == 100
    assert funnel_limits([1, 2], 2, kind="proportion", per=100)[0].min() == 0
    assert (lower >= 0).all()


def test_positions_say_how_far_out():
    found = funnel_positions([500, 560, 640, 445, 380, np.nan], [10_000] * 6, 500, kind="rate", per=10_000)
    assert list(found) == ["inside", "above", "far_above", "below", "far_below", "unknown"]


def test_a_figure_without_a_base_is_unknown():
    assert list(funnel_positions([5, 5], [0, np.nan], 50, kind="proportion", per=100)) == ["unknown"] * 2


def test_on_the_average_is_inside_even_where_the_average_is_nought_or_all():
    assert list(funnel_positions([0, 1], [100, 100], 0, kind="rate", per=10_000)) == ["inside", "far_above"]
    assert list(funnel_positions([30, 29], [30, 30], 100, kind="proportion", per=100)) == ["inside", "far_below"]


def test_no_areas_no_limits_and_nothing_on_the_console():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert funnel_limits([], 5, kind="rate", per=1)[0].shape == (0,)
        assert funnel_positions([], [], 5, kind="rate", per=1).shape == (0,)
        assert np.isnan(funnel_limits([0, -1, np.nan], 5, kind="rate", per=1)).all()


@pytest.mark.parametrize(("kind", "average"), [("count", 5), ("proportion", 101), ("rate", -1), ("rate", np.nan)])
def test_what_has_no_funnel_is_refused(kind, average):
    with pytest.raises(ValueError, match=r"funnel|average"):
        funnel_limits([10], average, kind=kind, per=100)


def test_the_pooled_average_weighs_by_size_and_passes_over_gaps():
    assert pooled_average([10, 300, np.nan, 5], [100, 1_000, 50, 0], per=100) == pytest.approx(310 / 1_100 * 100)
    assert np.isnan(pooled_average([np.nan], [5], per=100))


def _agree(counts, exposure, average, level, per=10_000):
    """Whether drawn limits, position and interval say the same of every count."""
    values = counts / exposure * per
    low, high = count_interval(counts, exposure=exposure, per=per, level=level)
    above, below = low > average * (1 + 1e-9), high < average * (1 - 1e-9)
    lower, upper = funnel_limits(exposure, average, kind="rate", per=per, level=level)
    found = funnel_positions(counts, exposure, average, kind="rate", per=per)
    far = level == OUTER_LEVEL
    assert (np.isin(found, ["far_above"] if far else ["above", "far_above"]) == above).all()
    assert (np.isin(found, ["far_below"] if far else ["below", "far_below"]) == below).all()
    assert ((values > upper) == above).all()
    assert ((values < lower) == below).all()


@pytest.mark.parametrize("level", [INNER_LEVEL, OUTER_LEVEL])
def test_a_single_case_where_hardly_any_is_expected(level):
    """Of 500 with 0.5 in 10,000 a fortieth of a case is expected: the interval of one, 0.0253 and more, leaves it out
    at 95%, and holds it at 99.8%.
    """
    assert funnel_positions([1], [500], 0.5, kind="rate", per=10_000) == ["above"]
    _agree(np.array([0.0, 1, 2]), np.full(3, 500.0), 0.5, level)


@pytest.mark.slow
@pytest.mark.parametrize("level", [INNER_LEVEL, OUTER_LEVEL])
@given(expected=st.floats(1e-6, 400), exposure=st.sampled_from([1.0, 37.0, 500.0, 8028.0, 141_318.0, 12_000_000.0]))
def test_position_limits_and_interval_agree_for_all_counts(level, expected, exposure):
    counts = np.arange(0.0, 201)
    _agree(counts, np.full(201, exposure), expected / exposure * 10_000, level)


@pytest.mark.long
@pytest.mark.parametrize("level", [INNER_LEVEL, OUTER_LEVEL])
def test_they_agree_at_the_very_edge_of_every_interval(level):
    """Averages a little to either side of where an interval ends, exact ones and Byar's."""
    counts = np.arange(0.0, 201)
    for ends in count_interval(counts, level=level):
        # All small ones, and some of the others.
        chosen = np.r_[ends[:30], ends[30::15]]
        for beside in (1 - 1e-6, 1 + 1e-6):
            for expected in chosen[chosen > 0] * beside:
                _agree(counts, np.full(201, 500.0), expected / 500 * 10_000, level)


@pytest.mark.parametrize("level", [INNER_LEVEL, OUTER_LEVEL])
@given(base=st.integers(1, 400), average=st.floats(0, 100))
def test_position_and_interval_of_proportions_agree(level, base, average):
    part = np.arange(base + 1.0)
    low, high = proportion_interval(part, np.full(base + 1, base), level=level)
    found = funnel_positions(part, np.full(base + 1, base), average, kind="proportion", per=100)
    far = level == OUTER_LEVEL
    clearly = np.abs(100 * np.stack([low, high]) - average).min(axis=0) > 1e-6
    assert (np.isin(found, ["far_above"] if far else ["above", "far_above"]) == (100 * low > average))[clearly].all()
    assert (np.isin(found, ["far_below"] if far else ["below", "far_below"]) == (100 * high < average))[clearly].all()
