"""Labels at line ends: apart, in order, moved as little as possible."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.charts.annotations import spread_positions

BOXES = st.lists(st.tuples(st.floats(-500, 800, allow_nan=False), st.floats(10, 60)), min_size=0, max_size=9)


@given(boxes=BOXES, gap=st.floats(0, 10))
def test_no_two_labels_are_nearer_than_their_gap_and_the_order_stays(boxes, gap):
    centres, sizes = [box[0] for box in boxes], [box[1] for box in boxes]
    moved = spread_positions(centres, sizes, low=0, high=340, gap=gap)
    order = sorted(range(len(boxes)), key=lambda place: centres[place])
    for before, after in zip(order, order[1:], strict=False):
        assert moved[after] - moved[before] >= (sizes[before] + sizes[after]) / 2 + gap - 1e-6


@given(boxes=BOXES)
def test_labels_that_fit_stay_within_the_ends(boxes):
    centres, sizes = [box[0] for box in boxes], [box[1] for box in boxes]
    room = sum(sizes) + 2 * len(boxes)
    for place, size in zip(spread_positions(centres, sizes, low=0, high=room, gap=2), sizes, strict=True):
        assert place - size / 2 >= -1e-6
        assert place + size / 2 <= room + 1e-6


@pytest.mark.parametrize(
    ("centres", "expected"),
    [
        ([], []),
        ([50], [50]),
        ([20, 80], [20, 80]),
        ([50, 50], [39, 61]),
        ([60, 40], [61, 39]),
        ([50, 50, 50], [28, 50, 72]),
        ([0, 0], [10, 32]),
        ([100, 100], [68, 90]),
    ],
)
def test_spread(centres, expected):
    assert spread_positions(centres, [20] * len(centres), low=0, high=100) == pytest.approx(expected)


def test_too_many_labels_overflow_both_ends_alike():
    assert spread_positions([50] * 6, [20] * 6, low=0, high=100) == pytest.approx([-5, 17, 39, 61, 83, 105])
