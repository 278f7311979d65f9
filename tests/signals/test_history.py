"""What came before each period, against a plain-Python twin and by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.signals.history import weighted_history
from tests.helpers.twins import signals

pytestmark = pytest.mark.filterwarnings("error")

COUNTS = st.one_of(st.none(), st.integers(0, 3), st.integers(0, 5_000))
MEMORIES = st.sampled_from([0.0, 0.25, 0.5, 0.75, 0.9, 1.0])


def history_of(tops, bases, memory, *, is_share=False):
    """The history of one series, as three lists."""
    tops = np.array([[np.nan if top is None else top for top in tops]], float)
    found = weighted_history(tops, np.array([bases], float), np.array([memory]), np.array([is_share]))
    return [item[0].tolist() for item in found]


@st.composite
def series(draw):
    bases = draw(st.lists(st.integers(1, 9_000), min_size=1, max_size=9))
    is_share = draw(st.booleans())
    tops = [draw(COUNTS if not is_share else st.one_of(st.none(), st.integers(0, base))) for base in bases]
    return tops, bases, is_share


@pytest.mark.slow
@given(series(), MEMORIES)
def test_every_history_is_the_twin_s(one, memory):
    tops, bases, is_share = one
    expected = [item or (np.nan,) * 3 for item in signals.history(tops, bases, memory, is_share=is_share)]
    found = zip(*history_of(tops, bases, memory, is_share=is_share), strict=True)
    assert list(found) == [pytest.approx(item, rel=1e-9, nan_ok=True) for item in expected]


@pytest.mark.parametrize("is_share", [False, True])
def test_memory_1_totals_all_that_came_before(is_share):
    top, base, swings = history_of([3, 5, 0, 8], [10, 20, 30, 40], 1.0, is_share=is_share)
    assert top[1:] == pytest.approx([3, 8, 8])
    assert base[1:] == pytest.approx([10, 30, 60])
    assert swings[1:] == pytest.approx([1, 1 / 2, 1 / 3])


@pytest.mark.parametrize("is_share", [False, True])
def test_memory_0_is_the_period_before(is_share):
    top, base, swings = history_of([3, 5, 0, 8], [10, 20, 30, 40], 0.0, is_share=is_share)
    assert (top[1:], base[1:], swings[1:]) == ([3, 5, 0], [10, 20, 30], [1, 1, 1])


def test_half_a_memory_by_hand():
    """Weights ½ and 1: a sum of 4 + 6 = 10 with a variance of 2 + 6 = 8, so a count of 100/8."""
    top, base, swings = history_of([8, 6, 1], [1, 1, 1], 0.5)
    assert (top[2], base[2], swings[2]) == pytest.approx((12.5, 12.5 * 1.5 / 10, 1.25 / 2.25))


def test_the_weighted_rate_is_kept():
    top, base, _ = history_of([8, 6, 1, 4], [50, 20, 30, 7], 0.5)
    assert top[3] / base[3] == pytest.approx((2 + 3 + 1) / (12.5 + 10 + 30))


def test_nothing_comes_before_the_first():
    for item in history_of([8, 6], [1, 1], 0.5):
        assert np.isnan(item[0])


def test_a_gap_is_passed_over_and_does_not_age_the_past():
    """Panels have none inside a run; leading ones are how short series stand beside long ones."""
    with_gap = history_of([None, 8, None, 6, 5], [1, 2, 1, 3, 4], 0.5)
    without = history_of([8, 6, 5], [2, 3, 4], 0.5)
    assert [item[4] for item in with_gap] == [item[2] for item in without]
    assert [item[2] for item in with_gap] == [item[3] for item in with_gap]


def test_noughts_keep_their_exposure():
    top, base, _ = history_of([0, 0, 0], [10, 20, 30], 1.0)
    assert (top[1:], base[1:]) == ([0, 0], [10, 30])


def test_series_are_taken_one_by_one():
    tops, bases = [[3, 5, 0, 8], [9, 9, 9, 2]], [[10, 20, 30, 40], [11, 12, 13, 14]]
    both = weighted_history(*map(np.array, (tops, bases)), np.array([0.5, 0.9]), np.array([False, True]))
    apart = [history_of(tops[0], bases[0], 0.5), history_of(tops[1], bases[1], 0.9, is_share=True)]
    np.testing.assert_array_equal(np.stack(both, axis=1), apart)


@pytest.mark.parametrize("shape", [(0, 0), (0, 4), (3, 0), (3, 1)])
def test_nothing_gives_nothing(shape):
    found = weighted_history(np.ones(shape), np.ones(shape), np.ones(shape[0]), np.zeros(shape[0], bool))
    assert {item.shape for item in found} == {shape}
    assert all(np.isnan(item).all() for item in found)
