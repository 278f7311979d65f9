"""Intervals that share no value."""

import pytest

from indicators.signals.confidence_intervals import are_disjoint


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [((1, 2), (3, 4), True), ((3, 4), (1, 2), True), ((1, 3), (2, 4), False), ((1, 2), (2, 3), False)],
)
def test_apart_only_without_a_value_in_common(one, other, apart):
    assert are_disjoint(one, other) is apart
