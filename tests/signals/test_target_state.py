"""Met, missed or unclear: the whole interval decides."""

import math

import pytest

from indicators.signals.targets import target_state

NONE = math.nan


@pytest.mark.parametrize(
    ("value", "lower", "upper", "direction", "state"),
    [
        (97, 95.5, 98, "at_least", "met"),
        (97, 95, 98, "at_least", "met"),
        (96, 94.9, 97, "at_least", "unclear"),
        (94, 91, 95, "at_least", "unclear"),
        (94, 93, 94.9, "at_least", "missed"),
        (90, 88, 95, "at_most", "met"),
        (94, 93, 96, "at_most", "unclear"),
        (97, 95, 98, "at_most", "unclear"),
        (97, 95.1, 98, "at_most", "missed"),
        (95, NONE, NONE, "at_least", "met"),
        (94, NONE, NONE, "at_least", "missed"),
        (95, NONE, NONE, "at_most", "met"),
        (96, NONE, 99, "at_most", "missed"),
        (NONE, 90, 99, "at_least", "unclear"),
    ],
)
def test_state_against_a_target_of_95(value, lower, upper, direction, state):
    assert target_state(value, lower, upper, 95, direction) == state


def test_turning_everything_round_changes_nothing():
    for lower, value, upper in ((1, 2, 3), (4, 5, 6), (5, 6, 7), (6, 7, 8)):
        straight = target_state(value, lower, upper, 5, "at_least")
        assert straight == target_state(-value, -upper, -lower, -5, "at_most")


def test_an_unknown_direction_is_refused():
    with pytest.raises(ValueError, match="at_least or at_most"):
        target_state(1, 0, 2, 1, "above")
