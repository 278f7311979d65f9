"""From probabilities to levels and readings."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests

from indicators.signals.change import change_statistics
from indicators.signals.judgements import (
    FALSE_DISCOVERY_RATE,
    JUDGEMENT_LEVELS,
    SIGNIFICANCE_LEVEL,
    judgement_levels,
    movement_readings,
    q_values,
)
from tests.helpers.series import many, panel

pytestmark = pytest.mark.filterwarnings("error")

PROBABILITIES = st.one_of(st.floats(0, 1), st.sampled_from([0.0, 1.0, 1e-9, 0.01]))
POLARITIES = ("high_is_good", "low_is_good", "no_judgement")


@pytest.mark.slow
@given(st.lists(st.tuples(PROBABILITIES, st.sampled_from("abc"), st.booleans()), max_size=40))
def test_each_family_s_q_is_that_of_statsmodels(rows):
    p = np.array([row[0] for row in rows], float)
    family = np.array([row[1] for row in rows], object)
    asked = np.array([row[2] for row in rows], bool)
    found = q_values(p, family, asked)
    assert np.isnan(found[~asked]).all()
    for name in "abc":
        own = asked & (family == name)
        if own.any():
            np.testing.assert_allclose(found[own], multipletests(p[own], method="fdr_bh")[1], rtol=1e-9)
            np.testing.assert_allclose(found[own], stats.false_discovery_control(p[own]), rtol=1e-9)


def test_a_probability_that_is_not_there_does_not_count():
    p = np.array([0.01, np.nan, 0.04, 0.02])
    found = q_values(p, np.array(["a"] * 4, object), np.array([True, True, True, False]))
    np.testing.assert_allclose(found, [0.02, np.nan, 0.04, np.nan])


def test_rounding_errors_of_a_probability_are_no_error():
    found = q_values(np.array([1 + 1e-12, -1e-15]), np.array(["a", "a"], object), np.array([True, True]))
    np.testing.assert_allclose(found, [1, 0], atol=1e-12)


def test_nothing_asked_gives_nothing():
    assert q_values(np.zeros(0), np.zeros(0, object), np.zeros(0, bool)).shape == (0,)
    assert np.isnan(q_values(np.array([0.1]), np.array(["a"], object), np.array([False]))).all()


#: Beyond, just at, not beyond, and unknown.
Q = (0.0, FALSE_DISCOVERY_RATE, FALSE_DISCOVERY_RATE + 1e-9, 1.0, np.nan)
P = (0.0, SIGNIFICANCE_LEVEL, SIGNIFICANCE_LEVEL + 1e-9, np.nan)


def slow_level(p_chance, q_chance, q_usual, is_meaningful, could_tell):
    """The table of the method page, row by row."""
    is_beyond_chance = q_chance <= 0.10 and p_chance <= 0.05
    if is_beyond_chance and is_meaningful:
        return "unusual" if q_usual <= 0.10 else "real"
    return "ordinary" if could_tell else "too_few"


def test_every_combination_has_its_level():
    table = list(product(P, Q, Q, (False, True), (False, True)))
    p, q_chance, q_usual, meaningful, could_tell = (np.array(column) for column in zip(*table, strict=True))
    found = judgement_levels(p, q_chance, q_usual, is_meaningful=meaningful, could_tell=could_tell)
    assert found.tolist() == [slow_level(*row) for row in table]
    assert set(found) == set(JUDGEMENT_LEVELS)


MOVES = st.lists(st.one_of(st.floats(allow_nan=True, allow_infinity=False), st.just(0.0)), min_size=1, max_size=20)
OTHER_WAY = {"improvement": "concern", "concern": "improvement"}


@given(MOVES)
def test_turning_the_polarity_swaps_improvement_and_concern_and_nothing_else(moves):
    moves = np.array(moves)
    good, bad = (movement_readings(moves, np.full(len(moves), polarity)) for polarity in POLARITIES[:2])
    assert bad.tolist() == [OTHER_WAY.get(word, word) for word in good]
    np.testing.assert_array_equal(good == "common", np.nan_to_num(moves) == 0)
    assert "neutral" not in good


@pytest.mark.slow
@given(MOVES)
def test_without_a_polarity_nothing_is_good_or_bad(moves):
    found = movement_readings(np.array(moves), np.full(len(moves), "no_judgement"))
    assert set(found) <= {"neutral", "common"}


def test_readings_by_hand():
    up_and_down = np.array([2.0, -2.0])
    expected = {
        "high_is_good": ["improvement", "concern"],
        "low_is_good": ["concern", "improvement"],
        "no_judgement": ["neutral", "neutral"],
    }
    assert {name: movement_readings(up_and_down, np.full(2, name)).tolist() for name in POLARITIES} == expected


@pytest.mark.parametrize("factor", [2.0, 0.5])
@pytest.mark.parametrize("polarity", POLARITIES[:2])
def test_no_true_change_is_ever_read_the_wrong_way_round(factor, polarity):
    """Doublings and halvings drawn at every size; those that are told are read for what they are."""
    chance = np.random.default_rng(31)
    means = np.repeat([4.0, 10.0, 40.0, 300.0], 500)[:, None] * np.ones(6)
    means[:, -1] *= factor
    found = change_statistics(panel(many(chance.poisson(means))))
    moved = (found["value"] - found["compared_with"]).to_numpy()
    told = found["can_speak"].to_numpy() & (found["p_chance"] <= 0.01).to_numpy() & found["is_new"].to_numpy()
    read = movement_readings(moved, np.full(len(moved), polarity))[told]
    is_better = (factor > 1) == (polarity == "high_is_good")
    assert told.sum() > 500
    assert set(read) == {"improvement" if is_better else "concern"}
