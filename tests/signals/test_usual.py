"""How much figures usually move: simulated series give back what they were made with."""

import numpy as np
import pytest

from indicators.signals.expected import FEWEST_STEPS, step_variance, usual_movement
from indicators.signals.history import steps_from_history, weighted_history

pytestmark = pytest.mark.filterwarnings("error")

SERIES, PERIODS = 150, 12


def usual_of(top, *, base=None, groups=None, is_share=False, count=None):
    """The usual movement of rows of counts, as one group unless said otherwise."""
    top = np.asarray(top, float)
    base = np.ones_like(top) if base is None else base
    groups = np.zeros(len(top), np.int64) if groups is None else np.asarray(groups, np.int64)
    return usual_movement(top, base, np.full(len(top), is_share), groups, count=count)


def counts(seed, level, *, swing=0.0, wander=0.0, batch=1):
    """Poisson series whose levels swing about a mean, or wander from it, by a variance in the logarithm."""
    random = np.random.default_rng(seed)
    mean = level * np.exp(random.uniform(-1, 1, (SERIES, 1)))
    swung = random.normal(0, np.sqrt(swing), (SERIES, PERIODS))
    wandered = random.normal(0, np.sqrt(wander), (SERIES, PERIODS)).cumsum(axis=1)
    return batch * random.poisson(mean * np.exp(swung + wandered) / batch)


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize(("level", "swing"), [(300, 0.04), (3_000, 0.04), (3_000, 0.01)])
def test_a_swing_about_a_level_is_found(seed, level, swing):
    found = usual_of(counts(seed, level, swing=swing))
    assert found.swing[0] == pytest.approx(swing, rel=0.3)
    assert found.memory[0] >= 0.9


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize(("level", "wander"), [(300, 0.09), (3_000, 0.04)])
def test_a_level_that_wanders_is_held_against_the_period_before(seed, level, wander):
    found = usual_of(counts(seed, level, wander=wander))
    assert found.memory[0] <= 0.25
    # A step from the period before has the variance `swing` twice, once for either end.
    assert 2 * found.swing[0] == pytest.approx(wander, rel=0.3)


@pytest.mark.parametrize("level", [5, 30, 300])
def test_poisson_series_have_no_swing_and_no_clusters(level):
    found = usual_of(counts(4, level))
    assert found.swing[0] < 0.01
    assert found.cluster[0] == pytest.approx(1, abs=0.25)
    assert found.memory[0] >= 0.9


def test_cases_that_come_in_twos_and_threes_are_clusters():
    assert usual_of(counts(5, 30, batch=2)).cluster[0] == pytest.approx(2, rel=0.3)
    assert usual_of(counts(5, 30, batch=3)).cluster[0] == pytest.approx(3, rel=0.3)


def test_shares_of_a_steady_level_have_neither():
    random = np.random.default_rng(6)
    base = random.integers(50, 500, (SERIES, PERIODS)).astype(float)
    top = random.binomial(base.astype(int), random.uniform(0.2, 0.6, (SERIES, 1)))
    found = usual_of(top, base=base, is_share=True)
    assert found.swing[0] < 0.01
    assert found.cluster[0] == pytest.approx(1, abs=0.25)


@pytest.mark.parametrize("swing", [0.0, 0.04])
def test_steps_have_the_variance_that_is_said(swing):
    """Squared steps in units of it average 1, whatever the memory and the size."""
    top = counts(7, 100, swing=swing).astype(float)
    base, no_share = np.ones_like(top), np.zeros(SERIES, bool)
    usual = usual_of(top).of(np.zeros(SERIES, np.int64))
    steps = steps_from_history(top, base, weighted_history(top, base, usual.memory, no_share), no_share)
    squares = steps.size**2 / step_variance(steps, usual)
    small = np.nanmean(squares[top.mean(axis=1) < 100])
    assert [np.nanmean(squares), small] == pytest.approx([1, 1], abs=0.12)


def test_series_that_swing_unlike_each_other_have_few_degrees():
    """Then a series' own history counts for much."""
    random = np.random.default_rng(8)
    alike = counts(8, 3_000, swing=0.04)
    spread = np.sqrt(0.04 * random.permutation(np.geomspace(0.05, 8, SERIES)))[:, None]
    unlike = random.poisson(3_000 * np.exp(random.normal(0, 1, (SERIES, PERIODS)) * spread))
    assert usual_of(unlike).degrees[0] <= 5 < 40 <= usual_of(alike).degrees[0]


def test_groups_do_not_touch_each_other():
    first, second = counts(1, 300, swing=0.04)[:40], counts(2, 20, wander=0.2)[:30]
    mixed = np.random.default_rng(9).permutation(70)
    together = usual_of(np.vstack([first, second])[mixed], groups=np.repeat([0, 1], [40, 30])[mixed])
    for group, alone in enumerate((first, second)):
        assert [item[group] for item in together] == pytest.approx([item[0] for item in usual_of(alone)], rel=1e-9)


def test_too_few_steps_say_nothing():
    assert FEWEST_STEPS == 12
    rows = counts(1, 300)[:12]
    assert not usual_of(rows[:11, :2]).is_known.any()
    assert usual_of(rows[:12, :2]).is_known.all()
    # Periods without a figure are no steps.
    gaps = rows[:12, :2].astype(float)
    gaps[0, 0] = np.nan
    assert not usual_of(gaps).is_known.any()


def test_a_group_without_series_says_nothing_and_shifts_no_other():
    rows = counts(1, 300)[:20]
    found = usual_of(rows, groups=np.full(20, 1), count=3)
    assert found.is_known.tolist() == [False, True, False]
    assert found.swing[1] == usual_of(rows).swing[0]


@pytest.mark.parametrize("is_share", [False, True])
@pytest.mark.parametrize("value", [0.0, 50.0], ids=["noughts", "constants"])
def test_figures_that_never_move_have_no_swing(value, is_share):
    found = usual_of(np.full((20, 6), value), base=np.full((20, 6), 80.0), is_share=is_share)
    assert found.is_known.all()
    assert found.swing[0] == 0
    assert 0.25 <= found.cluster[0] <= 1
    assert np.isfinite(found).all()


@pytest.mark.parametrize("shape", [(0, 0), (0, 5), (3, 0), (3, 1)])
@pytest.mark.parametrize("is_share", [False, True])
def test_nothing_and_single_points_say_nothing(shape, is_share):
    found = usual_of(np.ones(shape), base=np.full(shape, 2.0), is_share=is_share)
    assert len(found.swing) == min(shape[0], 1)
    assert not found.is_known.any()


def test_gaps_alone_say_nothing():
    assert not usual_of(np.full((20, 6), np.nan)).is_known.any()


def test_the_order_of_series_and_the_unit_of_exposure_do_not_matter():
    rows = counts(3, 60, swing=0.02)
    base = np.random.default_rng(3).uniform(1, 9, rows.shape)
    found = usual_of(rows, base=base)
    mixed = np.random.default_rng(4).permutation(SERIES)
    np.testing.assert_allclose(usual_of(rows[mixed], base=base[mixed]), found, rtol=1e-6)
    np.testing.assert_allclose(usual_of(rows, base=base * 1e4 / 7), found, rtol=1e-6)


def test_one_wild_step_does_not_make_wildness_usual():
    rows = counts(1, 300, swing=0.01)
    wild = rows.copy()
    wild[0, -1] *= 50
    assert usual_of(wild).swing[0] < 2 * usual_of(rows).swing[0]


@pytest.mark.parametrize(("periods", "least"), [(5, 1.0), (6, 0.25)])
def test_only_many_steps_tell_that_figures_are_steadier_than_chance(periods, least):
    """A hundred of them: 20 series make 80 in five periods."""
    assert usual_of(np.full((20, periods), 50.0)).cluster[0] == least
