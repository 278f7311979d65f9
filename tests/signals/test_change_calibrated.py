"""How often series that nothing but chance, or their usual movement, moves are called changed: one in twenty."""

import numpy as np
import pytest

from indicators.signals.change import change_statistics
from tests.helpers.series import many, panel, swinging

pytestmark = pytest.mark.filterwarnings("error")


def changed(*frames):
    return change_statistics(panel(*frames))


@pytest.mark.parametrize(("level", "periods"), [(3, 6), (12, 3), (12, 9), (300, 2), (300, 8)])
def test_counts_that_only_chance_moves_are_called_changed_in_one_of_twenty(level, periods):
    found = changed(swinging(1, areas=1_500, periods=periods, level=level, swing=0))
    assert 0.03 < (found["p_chance"] < 0.05).mean() < 0.06


@pytest.mark.parametrize(("base", "periods"), [(20, 6), (400, 2), (400, 8)])
def test_shares_that_only_chance_moves_are_called_changed_in_one_of_twenty(base, periods):
    tops = np.random.default_rng(1).binomial(base, 0.3, (1_500, periods))
    found = changed(many(tops, base=base, is_share=True))
    assert 0.03 < (found["p_chance"] < 0.05).mean() < 0.06


@pytest.mark.examples(1)
@pytest.mark.slow
@pytest.mark.parametrize(("level", "swing"), [(30, 0.05), (300, 0.04), (3_000, 0.02)])
def test_figures_that_swing_are_unusual_in_one_of_twenty_and_beyond_chance_far_oftener(level, swing):
    found = changed(swinging(3, areas=1_000, periods=8, level=level, swing=swing))
    assert 0.03 < (found["p_usual"] < 0.05).mean() < 0.07
    assert (found["p_chance"] < 0.05).mean() > 0.15


@pytest.mark.slow
def test_shares_that_swing_are_unusual_in_one_of_twenty():
    random = np.random.default_rng(4)
    odds = random.normal(-0.5, 0.25, (1_000, 8))
    found = changed(many(random.binomial(500, 1 / (1 + np.exp(-odds))), base=500, is_share=True))
    assert 0.03 < (found["p_usual"] < 0.05).mean() < 0.07
    assert (found["p_chance"] < 0.05).mean() > 0.3


@pytest.mark.examples(1)
@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "season", "length"), [("month", 12, 36), ("month", 12, 41), ("quarter", 4, 36), ("quarter", 4, 14)]
)
def test_a_fixed_course_of_the_year_is_no_change(kind, season, length):
    random = np.random.default_rng(6)
    course = 40 * (1 + 0.7 * np.sin(np.arange(length) * 2 * np.pi / season))
    made = {name: random.poisson(level, (700, length)) for name, level in (("with", course), ("without", 40))}
    found = {name: (changed(many(tops, kind=kind))["p_chance"] < 0.05).mean() for name, tops in made.items()}
    assert found["with"] < 0.065
    assert found["with"] < found["without"] + 0.02


def test_the_same_course_over_years_is_one_and_a_first_year_of_quarters_is_held_against_nothing():
    """So that the test above can fail."""
    tops = np.random.default_rng(6).poisson(np.array([40, 10, 40, 70]), (200, 4))
    assert (changed(many(tops))["p_chance"] < 0.05).mean() > 0.5
    assert not (changed(many(tops, kind="quarter"))["p_chance"] < 0.05).any()
