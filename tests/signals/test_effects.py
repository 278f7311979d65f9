"""Sizes of changes and their limits against scipy's and statsmodels' own, and worked figures."""

import numpy as np
import pytest
from scipy.stats import binomtest
from statsmodels.stats.proportion import confint_proportions_2indep

from indicators.signals.significance import proportion_effect_size, ratio_effect_size

pytestmark = pytest.mark.filterwarnings("error")


def effect_of(effect, *figures):
    """One effect as three numbers."""
    return [float(item) for item in effect(*(np.array(figure, float) for figure in figures))]


@pytest.mark.parametrize(("top", "other"), [(303, 184), (8, 2), (1, 1), (0, 5), (12_345, 11_000)])
@pytest.mark.parametrize(("base", "other_base"), [(1, 1), (140_000, 8_000), (30, 31)])
def test_limits_of_ratios_are_clopper_and_pearson_s(top, base, other, other_base):
    low, high = binomtest(top, top + other).proportion_ci(method="exact")
    ratio = other_base / base
    expected = [100 * (odds * ratio - 1) for odds in (top / other, low / (1 - low), high / (1 - high))]
    assert effect_of(ratio_effect_size, top, base, other, other_base) == pytest.approx(expected, rel=1e-7)


@pytest.mark.parametrize(
    "figures", [(115, 368, 90, 400), (5, 40, 20, 60), (0, 12, 4, 15), (12, 12, 3, 15), (0, 5, 0, 9), (3, 9, 9, 9)]
)
def test_limits_of_shares_are_newcombe_s(figures):
    limits = confint_proportions_2indep(*figures, method="newcomb", compare="diff")
    difference = figures[0] / figures[1] - figures[2] / figures[3]
    assert effect_of(proportion_effect_size, *figures) == pytest.approx(
        [100 * x for x in (difference, *limits)], abs=1e-8
    )


@pytest.mark.parametrize(("before", "latest", "expected"), [(184, 303, (65, 37, 99)), (717, 901, (26, 14, 39))])
def test_worked_figures(before, latest, expected):
    assert tuple(round(x) for x in effect_of(ratio_effect_size, latest, 1, before, 1)) == expected


def test_from_nought_there_is_a_lower_limit_only():
    percent, low, high = effect_of(ratio_effect_size, 6, 1, 0, 1)
    assert np.isnan([percent, high]).all()
    share = binomtest(6, 6).proportion_ci(method="exact").low
    assert low == pytest.approx(100 * (share / (1 - share) - 1))


def test_to_nought_is_a_fall_of_all():
    percent, low, high = effect_of(ratio_effect_size, 0, 1, 6, 1)
    assert (percent, low) == (-100, -100)
    assert -100 < high < 0


def test_nought_from_nought_has_no_size():
    percent, _, high = effect_of(ratio_effect_size, 0, 1, 0, 1)
    assert np.isnan([percent, high]).all()


def test_the_unit_of_exposure_does_not_matter():
    first = effect_of(ratio_effect_size, 9, 140, 4, 150)
    assert effect_of(ratio_effect_size, 9, 140e4, 4, 150e4) == pytest.approx(first, rel=1e-12)


def test_limits_hold_the_difference_and_mirror_it():
    difference, low, high = effect_of(proportion_effect_size, 30, 100, 20, 90)
    assert low < difference < high
    assert effect_of(proportion_effect_size, 20, 90, 30, 100) == pytest.approx([-difference, -high, -low])


@pytest.mark.parametrize("effect", [ratio_effect_size, proportion_effect_size])
@pytest.mark.parametrize("missing", range(4))
def test_gaps_stay_gaps(effect, missing):
    figures = [3, 10, 4, 12]
    figures[missing] = np.nan
    assert np.isnan(effect_of(effect, *figures)).all()


def test_what_is_no_proportion_has_no_difference():
    """Counts stand beside shares in one call; theirs is not read."""
    assert np.isnan(effect_of(proportion_effect_size, 9, 1, 4, 10)).all()
    assert np.isnan(effect_of(proportion_effect_size, 0, 0, 4, 10)).all()
