"""The test widened by usual movement, against adaptive integration and its limiting cases."""

from itertools import product

import numpy as np
import pytest
from scipy import special

from indicators.signals.significance import count_p_value, usual_count_p_value, usual_proportion_p_value
from tests.helpers.twins import signals

pytestmark = pytest.mark.filterwarnings("error")

#: What the variance by chance is does not matter to counts as long as it is below the whole.
CHANCE = 1e-3
#: Far below this a probability need only be known to be tiny.
TINY = 1e-4


def agree(found, expected):
    found, expected = np.array(found), np.array(expected)
    assert np.abs(found - expected).max() < 0.002
    rare = (expected < 0.05) & (expected > TINY)
    assert rare.sum() > 10, "the grid must reach what matters"
    assert (np.abs(found - expected) / expected)[rare].max() < 0.05
    assert found[expected <= TINY].max(initial=0) < 1.2 * TINY


@pytest.mark.examples(1)
@pytest.mark.slow
@pytest.mark.parametrize("degrees", [3.0, 8.0, 60.0])
@pytest.mark.parametrize("exposure", [1.0, 0.2])
def test_counts_are_the_integral(degrees, exposure):
    grid = list(product([0, 1, 4, 20, 150], [0, 2, 9, 60, 900], [0.03, 0.15, 0.4, 2.0]))
    top, before, scale = np.array(grid, float).T
    ones = np.ones(len(grid))
    found = usual_count_p_value(top, exposure * ones, before, ones, CHANCE + scale**2, CHANCE * ones, degrees * ones)
    agree(found, [signals.averaged_mid_p(t, exposure, b, 1, scale=s, degrees=degrees) for t, b, s in grid])


@pytest.mark.parametrize("degrees", [3.0, 8.0, 60.0])
def test_shares_are_the_integral(degrees):
    grid = list(product([0.0, 0.1, 0.5, 0.9, -1.5, 3.0], [0.03, 0.2, 0.6], [0.03, 0.15, 0.4, 1.2]))
    step, noise, scale = np.array(grid).T
    found = usual_proportion_p_value(step, noise**2 + scale**2, noise**2, np.full(len(grid), degrees))
    agree(found, [signals.smoothed_t(s, noise=n, scale=c, degrees=degrees) for s, n, c in grid])


FIGURES = np.array(
    [(60, 1, 20, 1), (2, 1, 40, 2), (0, 1, 12, 1), (5, 1, 0, 3), (700, 3, 500, 3), (9, 1, 9, 1)], float
).T


def test_without_a_swing_counts_are_judged_by_chance_alone():
    chance, degrees = np.full(6, 0.05), np.full(6, 8.0)
    by_chance = count_p_value(*FIGURES)
    np.testing.assert_array_equal(usual_count_p_value(*FIGURES, chance, chance, degrees), by_chance)
    nearly = usual_count_p_value(*FIGURES, chance * (1 + 1e-9), chance, degrees)
    np.testing.assert_allclose(nearly, by_chance, rtol=1e-3)


def test_without_a_swing_shares_are_judged_by_the_normal_curve():
    step, chance = np.array([0, 0.3, -0.9]), np.array([0.1, 0.05, 0.08])
    normal = 2 * special.ndtr(-np.abs(step) / np.sqrt(chance))
    found = usual_proportion_p_value(step, chance, chance, np.full(3, 8.0))
    np.testing.assert_allclose(found, normal, rtol=1e-9)


def test_with_a_large_swing_the_step_alone_is_judged():
    """Half a million cases: chance is nothing, and the step is t-distributed."""
    top, before = np.array([6e5, 3e5]), np.array([5e5, 5e5])
    variance, degrees = np.full(2, 0.04), np.array([5.0, 40.0])
    t = 2 * special.stdtr(degrees, -np.abs(np.log(top / before)) / 0.2)
    ones, chance = np.ones(2), np.full(2, 4e-6)
    np.testing.assert_allclose(usual_count_p_value(top, ones, before, ones, variance, chance, degrees), t, rtol=1e-3)
    step = np.log(top / before)
    np.testing.assert_allclose(usual_proportion_p_value(step, variance, chance, degrees), t, rtol=1e-3)


@pytest.mark.parametrize("figures", FIGURES.T[:5].tolist())
@pytest.mark.parametrize("degrees", [3.0, 20.0])
def test_the_more_usual_movement_the_less_is_a_count_beyond_it(figures, degrees):
    """From a quarter of chance to far more, through chance itself."""
    variance = 0.05 * np.geomspace(0.25, 60, 80)
    ones = np.ones(80)
    found = usual_count_p_value(*(figure * ones for figure in figures), variance, 0.05 * ones, degrees * ones)
    assert (np.diff(found) > -1e-6).all()
    assert found[-1] > found[0]


def test_the_more_usual_movement_the_less_is_a_share_beyond_it():
    variance = 0.05 * np.geomspace(0.25, 60, 80)
    ones = np.ones(80)
    found = usual_proportion_p_value(0.6 * ones, variance, 0.05 * ones, 8 * ones)
    assert (np.diff(found) > -1e-6).all()
    assert found[-1] > found[0]


def test_heavier_tails_make_rare_steps_less_rare():
    found = usual_count_p_value(*(np.full(4, x) for x in (900.0, 1, 400, 1, 0.06, 0.004)), np.array([3.0, 8, 40, 200]))
    assert (np.diff(found) < 0).all()


def test_steadier_than_chance_counts_for_more_but_not_without_end():
    figures = [np.full(3, x) for x in (60.0, 1, 40, 1)]
    chance = np.full(3, 0.04)
    found = usual_count_p_value(*figures, chance / [1, 4, 100], chance, np.full(3, 8.0))
    assert found[1] == pytest.approx(count_p_value(240, 1, 160, 1))
    assert found[2] == found[1] < found[0]


def test_up_and_down_are_alike():
    top, before = np.array([30.0, 12]), np.array([12.0, 30])
    ones = np.ones(2)
    for variance in (0.08, 0.5):
        found = usual_count_p_value(top, ones, before, ones, variance * ones, 0.07 * ones, 8 * ones)
        assert found[0] == pytest.approx(found[1], rel=1e-6)
    found = usual_proportion_p_value(np.array([0.4, -0.4]), 0.3 * ones, 0.07 * ones, 8 * ones)
    assert found[0] == found[1]


def test_noughts_and_nothing():
    ones = np.ones(2)
    noughts = usual_count_p_value(0 * ones, ones, 0 * ones, ones, np.array([0.5, 9]), 0.4 * ones, 5 * ones)
    np.testing.assert_allclose(noughts, 1)
    none = np.zeros(0)
    assert usual_count_p_value(*[none] * 7).shape == usual_proportion_p_value(*[none] * 4).shape == (0,)


def test_a_series_is_judged_as_if_it_were_alone():
    spread = (np.array([0.05, 0.2, 0.9, 0.02, 0.04, 0.1]), np.full(6, 0.03), np.array([3.0, 5, 5, 9, 3, 40]))
    together = usual_count_p_value(*FIGURES, *spread)
    alone = [usual_count_p_value(*(item[n : n + 1] for item in (*FIGURES, *spread)))[0] for n in range(6)]
    np.testing.assert_allclose(together, alone, rtol=1e-12)
