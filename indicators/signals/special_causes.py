"""The four "Making Data Count" rules: which points of a control chart are more than common variation.

Every rule takes arrays with points along the first axis, in time order, and any axes after it. Directions
are bits, so that what neighbours share is their bitwise "and". A gap has no direction and breaks every rule.
Source: NHSRplotthedots 0.2.2, which the tests compare with.
"""

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint8]
Flags = NDArray[np.bool_]

UP, DOWN = np.uint8(1), np.uint8(2)
#: The words by code, weakest first: where several rules hold, the highest code is told.
SPECIAL_CAUSES = ("none", "shift", "two_in_three", "trend", "outside")
SHIFT, TWO_IN_THREE, TREND, OUTSIDE = (np.uint8(code) for code in range(1, 5))
#: How many neighbouring points make a trend or a shift.
RUN = 7


def special_causes(values: NDArray[np.float64], *, sides: Codes, near: Flags, outside: Flags) -> tuple[Codes, Codes]:
    """The special cause of each point, as its place in `SPECIAL_CAUSES`, and its direction (`UP`, `DOWN` or 0).

    `sides` says where a point lies from the mean, `near` whether between the near and the outer limit. A trend
    points where it goes, whichever side of the mean its points lie.
    """
    trends = trend(values)
    causes = SHIFT * shift(sides)
    for code, flags in ((TWO_IN_THREE, two_in_three(near, sides)), (TREND, trends > 0), (OUTSIDE, outside)):
        np.maximum(causes, code * flags, out=causes)
    return causes, trends * (causes == TREND) + sides * ((causes > 0) & (causes != TREND))


def directions(up: Flags, down: Flags) -> Codes:
    """`UP`, `DOWN` or 0 for each pair of flags."""
    return UP * up + DOWN * down


def shift(sides: Codes) -> Flags:
    """Whether each point is one of seven neighbours on one side of the mean; a point on it breaks the run."""
    return _covered(_shared(sides, RUN), RUN, points=len(sides)) > 0


def trend(values: NDArray[np.float64]) -> Codes:
    """`UP` or `DOWN` where a point is one of seven that strictly rise or fall, else 0.

    A point that ends one trend and starts the next belongs to the next.
    """
    earlier, later = values[:-1], values[1:]
    starts = _shared(directions(later > earlier, later < earlier), RUN - 1)
    trends = _covered(starts, RUN, points=len(values))
    turns = trends == UP + DOWN
    np.copyto(trends[: len(starts)], starts, where=turns[: len(starts)])
    return trends


def two_in_three(near: Flags, sides: Codes) -> Flags:
    """Whether each point is near a limit, as is another of three neighbours that all lie on one side of the mean."""
    first, second, third = near[:-2], near[1:-1], near[2:]
    two = first & second | second & third | first & third
    starts = two * _shared(sides, 3)
    return near & (_covered(starts, 3, points=len(near)) > 0)


def _shared(bits: Codes, length: int) -> Codes:
    """What each point shares with the `length - 1` points after it; one entry a point that has so many."""
    starts = max(len(bits) - length + 1, 0)
    shared = bits[:starts].copy()
    for step in range(1, length):
        shared &= bits[step : step + starts]
    return shared


def _covered(starts: Codes, length: int, *, points: int) -> Codes:
    """All bits of the stretches of `length` points that cover each point."""
    covered = np.zeros((points, *starts.shape[1:]), dtype=np.uint8)
    for step in range(length if len(starts) else 0):
        covered[step : step + len(starts)] |= starts
    return covered
