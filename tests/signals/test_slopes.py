"""Slopes of many series at once, against statsmodels' GLM one at a time, and where there is nothing to tell."""

import warnings
from typing import NamedTuple

import numpy as np
import pytest
import statsmodels.api as sm
from statsmodels.tools.sm_exceptions import PerfectSeparationWarning

from indicators.signals.change import fit_slopes

pytestmark = pytest.mark.filterwarnings("error")

NAN = np.nan


class Drawn(NamedTuple):
    """Series × periods, with gaps."""

    top: np.ndarray
    base: np.ndarray
    is_share: np.ndarray


def drawn(number, *, is_share, seed):
    """Series of 5 to 8 points, level and slope of each its own; one figure in twelve is missing."""
    chance = np.random.default_rng(seed)
    line = chance.normal(0, 0.15, (number, 1)) * (np.arange(8) - 3.5) + chance.normal(0, 0.2, (number, 8))
    if is_share:
        base = chance.integers(20, 900, (number, 8)).astype(float)
        top = chance.binomial(base.astype(int), 1 / (1 + np.exp(-line - chance.normal(-1, 1, (number, 1))))).astype(
            float
        )
    else:
        base = chance.uniform(500, 9_000, (number, 1)) * chance.uniform(0.9, 1.1, (number, 8))
        top = chance.poisson(np.exp(line) * chance.choice([3, 12, 80, 900], (number, 1))).astype(float)
    top[np.arange(8) < (8 - chance.integers(5, 9, (number, 1)))] = np.nan
    top[chance.random((number, 8)) < 1 / 12] = np.nan
    sound = np.isfinite(top).sum(axis=1) >= 4
    return Drawn(top[sound], base[sound], np.full(sound.sum(), is_share))


def glm(top, base, is_share, *, without=None):
    """statsmodels' fit of one series, one point left out or none; gaps take no part."""
    kept = np.isfinite(top) & np.isfinite(base) & (base > 0)
    if without is not None:
        kept[without] = False
    design = sm.add_constant(np.arange(len(top), dtype=float)[kept])
    if is_share:
        figures = np.column_stack([top, base - top])[kept]
        model = sm.GLM(figures, design, family=sm.families.Binomial())
    else:
        model = sm.GLM(top[kept], design, family=sm.families.Poisson(), exposure=base[kept])
    with warnings.catch_warnings():
        # Three points, two of them noughts, lie on a line: that is no fault of the fit.
        warnings.simplefilter("ignore", PerfectSeparationWarning)
        return model.fit(tol=1e-12, maxiter=200)


@pytest.mark.slow
@pytest.mark.parametrize("is_share", [False, True])
def test_slope_variance_and_scatter_are_those_of_statsmodels(is_share):
    given = drawn(80, is_share=is_share, seed=1)
    found = fit_slopes(*given)
    for place, (top, base, share) in enumerate(zip(*given, strict=True)):
        fit = glm(top, base, share)
        assert found.slope[place] == pytest.approx(fit.params[1], rel=1e-5, abs=1e-8)
        assert found.variance[place] == pytest.approx(fit.cov_params()[1, 1], rel=1e-4)
        # Less scatter than chance would be luck, not a reason to be surer.
        assert found.scatter[place] == pytest.approx(max(1.0, fit.pearson_chi2 / fit.df_resid), rel=1e-4)
        assert found.points[place] == fit.nobs


@pytest.mark.long
@pytest.mark.parametrize("is_share", [False, True])
def test_leaving_one_out_agrees_with_fitting_without_it(is_share):
    """One step of Pregibon's sorts out most: a few in a hundred may be missed, none may be called steady in error."""
    given = drawn(80, is_share=is_share, seed=2)
    found = fit_slopes(*given)
    expected = []
    for top, base, share in zip(*given, strict=True):
        sign = np.sign(glm(top, base, share).params[1])
        left_out = [glm(top, base, share, without=place).params[1] for place in np.flatnonzero(np.isfinite(top))]
        expected.append(all(np.sign(slope) == sign for slope in left_out))
    assert 0.2 < np.mean(expected) < 0.9
    assert np.mean(found.is_steady == expected) >= 0.97
    assert not (found.is_steady & ~np.array(expected)).any(), "what is called steady is fitted anew"


def test_a_slope_by_hand():
    """A doubling each period is a slope of log 2, and on the line each point weighs as much as its cases."""
    found = fit_slopes(np.array([[5.0, 10, 20, 40]]), np.ones((1, 4)), np.array([False]))
    assert found.slope[0] == pytest.approx(np.log(2))
    weight, time = np.array([5, 10, 20, 40]), np.arange(4)
    mean = (weight * time).sum() / weight.sum()
    assert found.variance[0] == pytest.approx(1 / (weight * (time - mean) ** 2).sum())
    assert (found.scatter[0], found.points[0], found.is_steady[0]) == (1, 4, True)


def test_the_unit_of_exposure_does_not_matter():
    given = drawn(40, is_share=False, seed=3)
    scaled = fit_slopes(given.top, given.base * 1e-4, given.is_share)
    np.testing.assert_allclose(scaled.slope, fit_slopes(*given).slope, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("base", [31 / 365, 1.0, 7_000.0])
@pytest.mark.parametrize("values", [[702, 596, 470, 366, 290], [9, 30, 94, 265, 801], [35, 7, 4, 2, 2]])
def test_steep_slopes_are_found_whatever_the_exposure(values, base):
    """Months over time alone have little exposure; what came before is a gap."""
    top = np.array([NAN, NAN, NAN, *values])
    fit = glm(top, np.full(8, base), False)
    found = fit_slopes(top[None], np.full((1, 8), base), np.array([False]))
    assert found.slope[0] == pytest.approx(fit.params[1], rel=1e-6)
    assert found.variance[0] == pytest.approx(fit.cov_params()[1, 1], rel=1e-6)


def test_time_turned_round_turns_the_slope():
    given = drawn(40, is_share=True, seed=4)
    back = fit_slopes(given.top[:, ::-1], given.base[:, ::-1], given.is_share)
    np.testing.assert_allclose(back.slope, -fit_slopes(*given).slope, rtol=1e-6, atol=1e-9)


def test_the_rest_of_a_proportion_has_the_opposite_slope():
    given = drawn(40, is_share=True, seed=5)
    rest = fit_slopes(given.base - given.top, given.base, given.is_share)
    np.testing.assert_allclose(rest.slope, -fit_slopes(*given).slope, rtol=1e-5, atol=1e-8)


def test_counts_and_proportions_side_by_side_are_as_by_themselves():
    counts, shares = drawn(20, is_share=False, seed=6), drawn(20, is_share=True, seed=6)
    both = fit_slopes(*(np.concatenate(pair) for pair in zip(counts, shares, strict=True)))
    for item, one, other in zip(both, fit_slopes(*counts), fit_slopes(*shares), strict=True):
        np.testing.assert_array_equal(item, np.concatenate([one, other]))


NOTHING_TO_TELL = {
    "no figure": [NAN, NAN, NAN, NAN, NAN],
    "one point": [NAN, NAN, NAN, NAN, 7],
    "two points": [NAN, 4, NAN, NAN, 7],
}


@pytest.mark.parametrize("values", NOTHING_TO_TELL.values(), ids=NOTHING_TO_TELL)
@pytest.mark.parametrize("is_share", [False, True])
def test_fewer_than_three_points_have_no_slope(values, is_share):
    found = fit_slopes(np.array([values], float), np.full((1, 5), 20.0), np.array([is_share]))
    assert np.isnan([found.slope[0], found.variance[0]]).all()
    assert found.points[0] == np.isfinite(values).sum()
    assert not found.is_steady[0]


@pytest.mark.parametrize("is_share", [False, True])
@pytest.mark.parametrize("value", [0.0, 1.0, 20.0, 12.0])
def test_constants_do_not_slope(value, is_share):
    """Noughts, and proportions of which all are, among them."""
    found = fit_slopes(np.full((1, 6), value), np.full((1, 6), 20.0), np.array([is_share]))
    assert np.isnan(found.slope[0]) or found.slope[0] == pytest.approx(0, abs=1e-9)
    assert found.scatter[0] == 1


@pytest.mark.parametrize("is_share", [False, True])
def test_noughts_and_one_case_stay_finite(is_share):
    """The line that fits best would fall without end."""
    tops = np.array([[0.0, 0, 0, 0, 0, 1], [1, 0, 0, 0, 0, 0], [0, 0, 0, 9, 0, 0]])
    found = fit_slopes(tops, np.full(tops.shape, 20.0), np.full(3, is_share))
    assert not np.isinf(found.slope).any()
    assert not np.isinf(found.variance).any()


def test_a_base_of_nought_is_a_gap():
    tops, bases = np.array([[3.0, 0, 6, 9, 12]]), np.array([[10.0, 0, 10, 10, 10]])
    known = np.array([[3.0, NAN, 6, 9, 12]])
    found = fit_slopes(tops, bases, np.array([False]))
    np.testing.assert_array_equal(
        np.array(found), np.array(fit_slopes(known, np.full((1, 5), 10.0), np.array([False])))
    )
    assert found.points[0] == 4


@pytest.mark.parametrize("shape", [(0, 0), (0, 6), (2, 0), (2, 1)])
def test_nothing_gives_nothing(shape):
    found = fit_slopes(np.ones(shape), np.ones(shape), np.zeros(shape[0], bool))
    assert {item.shape for item in found} == {shape[:1]}
    assert np.isnan(found.slope).all()
