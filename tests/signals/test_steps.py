"""The distance of each figure from its history, and how far chance sends it."""

import numpy as np
import pytest

from indicators.signals.history import WeightedHistory, steps_from_history

pytestmark = pytest.mark.filterwarnings("error")


def steps_of(top, base, before, base_before, *, is_share=False):
    """The steps of figures against one earlier period each."""
    figures = [np.array(item, float)[:, None] for item in (top, base, before, base_before)]
    past = WeightedHistory(figures[2], figures[3], np.ones((len(top), 1)))
    return steps_from_history(figures[0], figures[1], past, np.full(len(top), is_share))


def test_steps_by_hand():
    size, chance, swings = steps_of([10], [100], [4], [80])
    assert size[0, 0] == pytest.approx(np.log(10.5 / 100) - np.log(4.5 / 80))
    share = 100 / 180
    assert chance[0, 0] == pytest.approx(1 / (14 * share + 0.5) + 1 / (14 * (1 - share) + 0.5))
    assert swings[0, 0] == 2


def test_steps_of_shares_are_log_odds():
    size, chance, _ = steps_of([10], [100], [4], [80], is_share=True)
    assert size[0, 0] == pytest.approx(np.log(10.5 / 90.5) - np.log(4.5 / 76.5))
    pooled = 14.5 / 181
    assert chance[0, 0] == pytest.approx((1 / 101 + 1 / 81) / pooled / (1 - pooled))


@pytest.mark.parametrize(("is_share", "level"), [(False, 40), (True, 0.3)])
def test_steps_vary_by_chance_as_is_said(is_share, level):
    random = np.random.default_rng(3)
    base = np.full(20_000, 300.0)
    draw = (lambda: random.binomial(300, level, len(base))) if is_share else (lambda: random.poisson(level, len(base)))
    size, chance, _ = steps_of(draw(), base, draw(), base, is_share=is_share)
    assert size.var() == pytest.approx(chance.mean(), rel=0.05)


@pytest.mark.parametrize("is_share", [False, True])
def test_noughts_and_whole_shares_have_a_step(is_share):
    size, chance, _ = steps_of([0, 5, 0], [5, 5, 5], [0, 0, 5], [5, 5, 5], is_share=is_share)
    assert np.isfinite(size).all()
    assert (chance > 0).all()
    assert size[0] == pytest.approx(0)
    assert size[1] == pytest.approx(-size[2])


def test_no_history_no_step():
    size, chance, _ = steps_of([4], [1], [np.nan], [np.nan])
    assert np.isnan([size, chance]).all()
