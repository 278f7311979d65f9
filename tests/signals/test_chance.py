"""Exact tests of two figures against sums in plain Python and against what statistics packages give."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.rates import test_poisson_2indep as poisson_test

from indicators.signals.significance import (
    count_p_value,
    least_count_p_value,
    least_proportion_p_value,
    proportion_p_value,
    two_sided_p_value,
)
from tests.helpers.twins import signals

pytestmark = pytest.mark.filterwarnings("error")

SMALL = st.integers(0, 60)
EXPOSURES = st.floats(0.05, 5_000)


@st.composite
def shares(draw, most=60):
    base, before = draw(st.integers(1, most)), draw(st.integers(1, most))
    return draw(st.integers(0, base)), base, draw(st.integers(0, before)), before


@given(SMALL, EXPOSURES, SMALL, EXPOSURES)
def test_counts_are_the_binomial_sums(top, base, before, base_before):
    expected = signals.binomial_mid_p(top, base, before, base_before)
    assert count_p_value(top, base, before, base_before) == pytest.approx(expected, rel=1e-7, abs=1e-13)


@given(shares())
def test_shares_are_the_hypergeometric_sums(figures):
    assert proportion_p_value(*figures) == pytest.approx(signals.hypergeometric_mid_p(*figures), rel=1e-7, abs=1e-12)


@pytest.mark.parametrize(("top", "before"), [(303, 184), (8, 3), (0, 7), (901, 717), (5, 5)])
@pytest.mark.parametrize("ratio", [1.0, 0.25, 12.0])
def test_counts_are_twice_statsmodels_smaller_side(top, before, ratio):
    how = {"method": "cond-midp", "compare": "ratio"}
    sides = [poisson_test(top, ratio, before, 1.0, alternative=side, **how).pvalue for side in ("larger", "smaller")]
    assert count_p_value(top, ratio, before, 1.0) == pytest.approx(min(1, 2 * min(sides)), rel=1e-6)


@pytest.mark.parametrize("figures", [(30, 100, 20, 100), (5, 40, 20, 60), (0, 12, 4, 15), (368, 900, 115, 368)])
def test_shares_lie_by_half_the_outcome_under_fisher_s_test(figures):
    top, base, before, base_before = figures
    table = [[top, base - top], [before, base_before - before]]
    fisher = min(stats.fisher_exact(table, side).pvalue for side in ("less", "greater"))
    seen = stats.hypergeom.pmf(top, base + base_before, top + before, base)
    assert proportion_p_value(*figures) == pytest.approx(2 * (fisher - seen / 2), rel=1e-7)


@pytest.mark.parametrize("count", [0, 1, 7, 5_000])
def test_two_alike_are_all_chance(count):
    assert count_p_value(count, 20, count, 20) == pytest.approx(1)
    assert proportion_p_value(count, 6_000, count, 6_000) == pytest.approx(1)


@given(SMALL, EXPOSURES, SMALL, EXPOSURES)
def test_earlier_and_later_may_be_swapped(top, base, before, base_before):
    swapped = count_p_value(before, base_before, top, base)
    assert count_p_value(top, base, before, base_before) == pytest.approx(swapped, rel=1e-7, abs=1e-13)


@given(shares())
def test_shares_may_be_swapped_and_counted_the_other_way(figures):
    top, base, before, base_before = figures
    found = proportion_p_value(*figures)
    assert proportion_p_value(before, base_before, top, base) == pytest.approx(found, rel=1e-7, abs=1e-12)
    rest = proportion_p_value(base - top, base, base_before - before, base_before)
    assert rest == pytest.approx(found, rel=1e-7, abs=1e-12)


def test_noughts_by_hand():
    assert count_p_value(0, 1, 0, 9) == 1
    # All five in one of two equal halves: 1 in 32, half of it counted, both sides.
    assert count_p_value([5, 0], 1, [0, 5], 1) == pytest.approx([1 / 32] * 2)
    assert proportion_p_value(0, 5, 0, 7) == pytest.approx(1)
    # Two of two against none of two: 1 way in 6.
    assert proportion_p_value([2, 0], 2, [0, 2], 2) == pytest.approx([1 / 6] * 2)


@given(SMALL, EXPOSURES, SMALL, EXPOSURES, st.floats(1e-4, 1e6))
def test_the_unit_of_exposure_does_not_matter(top, base, before, base_before, unit):
    scaled = count_p_value(top, base * unit, before, base_before * unit)
    assert scaled == pytest.approx(count_p_value(top, base, before, base_before), rel=1e-6, abs=1e-13)


@pytest.mark.parametrize("away", [0.2, 1.0, 1.96, 3.0])
def test_large_counts_are_normal(away):
    """Half a million a period: the exact test and the normal curve agree."""
    gap = away * 1_000
    normal = 2 * stats.norm.sf(away)
    assert count_p_value(500_000 + gap / 2, 1, 500_000 - gap / 2, 1) == pytest.approx(normal, rel=2e-3)
    spread = np.sqrt(2 * 250_000)
    high, low = 500_000 + away * spread / 2, 500_000 - away * spread / 2
    assert proportion_p_value(high, 1e6, low, 1e6) == pytest.approx(normal, rel=5e-3)


@given(st.floats(0, 5_000), EXPOSURES, st.floats(0, 5_000), EXPOSURES)
def test_weighted_counts_give_probabilities_too(top, base, before, base_before):
    assert 0 <= count_p_value(top, base, before, base_before) <= 1


@given(st.floats(0, 40), EXPOSURES, EXPOSURES)
def test_weighted_counts_lie_between_whole_ones(before, base, base_before):
    """More earlier cases make the same latest count look lower, without jumps back."""
    rising = count_p_value(0, base, before + np.arange(0, 5, 0.25), base_before)
    assert (np.diff(rising) <= 1e-12).all()


@given(shares(most=3_000))
def test_shares_give_probabilities(figures):
    assert 0 <= proportion_p_value(*figures) <= 1


@pytest.mark.parametrize("above", [0.0, 1.0, 1 + 4e-16, -4e-16, 0.5])
def test_rounding_errors_never_leave_the_scale(above):
    assert 0 <= two_sided_p_value(np.array(above)) <= 1


@given(st.integers(0, 40), EXPOSURES, EXPOSURES)
def test_no_split_of_a_total_of_counts_is_less_likely_than_the_least(total, base, base_before):
    tops = np.arange(total + 1.0)
    found = count_p_value(tops, base, total - tops, base_before)
    least = least_count_p_value(np.array(float(total)), np.log(base) - np.log(base_before))
    assert found.min() >= least * (1 - 1e-6) - 1e-15
    assert found.min() == pytest.approx(least, rel=1e-6, abs=1e-12)


@given(shares())
def test_no_split_of_a_total_of_shares_is_less_likely_than_the_least(figures):
    top, base, before, base_before = figures
    tops = np.arange(max(0, top + before - base_before), min(top + before, base) + 1.0)
    found = proportion_p_value(tops, base, top + before - tops, base_before)
    least = least_proportion_p_value(*(np.array(float(item)) for item in figures))
    assert found.min() >= least * (1 - 1e-6) - 1e-12
    assert found.min() == pytest.approx(least, rel=1e-6, abs=1e-11)


def test_gaps_stay_gaps():
    assert np.isnan(count_p_value([np.nan, 3], 1, [3, np.nan], 1)).all()
    assert np.isnan(proportion_p_value([np.nan, 3], 5, [3, np.nan], 5)).all()
    assert count_p_value([], [], [], []).shape == proportion_p_value([], [], [], []).shape == (0,)
