"""Control charts (XmR) as in the NHS's "Making Data Count": mean, limits, special causes and how to read them.

Source: NHSRplotthedots 0.2.2, which the tests compare with, but for one departure: where limits are undefined
or collapse onto the mean nothing is flagged, not even a trend or a shift. Thirteen zeros and a single 1 would
otherwise flag all fourteen points.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from indicators.signals.control_inputs import Inputs, checked, checked_baseline
from indicators.signals.control_limits import NEAR, Limits, limits
from indicators.signals.control_result import ASSURANCES, READINGS, ControlChart
from indicators.signals.special_causes import DOWN, UP, Codes, Flags, directions, special_causes
from indicators.vocabulary import POLARITIES

_IMPROVEMENT, _CONCERN, _NEUTRAL = (READINGS.index(word) for word in ("improvement", "concern", "neutral"))
_PASS, _FAIL, _INCONSISTENT = (
    ASSURANCES.index(word) for word in ("consistent_pass", "consistent_fail", "inconsistent")
)
_HIGH, _LOW, _NO_JUDGEMENT = (POLARITIES.index(word) for word in ("high_is_good", "low_is_good", "no_judgement"))


def control_chart(
    values: ArrayLike,
    *,
    polarity: str | Sequence[str],
    target: ArrayLike | None = None,
    rebase_at: Iterable[int] = (),
    baseline_points: int | None = None,
    screen: bool = True,
) -> ControlChart:
    """The control chart of one series of points in time order, or of many (series by points).

    NaN or None is a gap, which breaks every run and has no moving range. `polarity` and `target` may be one a
    series (NaN: no target). Each position in `rebase_at`, from 0, starts a group with a mean, limits and runs
    of its own. `baseline_points` takes mean and limits from the first points of each group, gaps among them.
    `screen` leaves out outlying moving ranges once. ValueError names what is wrong and what to give instead.
    """
    inputs = checked(values, polarity=polarity, target=target, rebase_at=rebase_at)
    baseline = checked_baseline(baseline_points)
    groups = [inputs.values[start:end] for start, end in pairwise(inputs.bounds)]
    found = [limits(group[:baseline], screen=screen) for group in groups]
    with np.errstate(all="ignore"):
        flagged = [_flagged(group, limit) for group, limit in zip(groups, found, strict=True)]
        causes, headings = (_joined(parts) for parts in zip(*flagged, strict=True))
        readings = _readings(headings, inputs.polarity)
        shaped = {
            **_levels(found, [len(group) for group in groups]),
            "value": inputs.values,
            "special_cause_codes": causes,
            "reading_codes": readings,
            "variation_codes": _last_known(readings, inputs.values),
            "assurance_codes": _assurances(inputs, found[-1]),
        }
    return ControlChart(**{name: _as_given(array, inputs.single) for name, array in shaped.items()})


def _flagged(values: NDArray[np.float64], limit: Limits) -> tuple[Codes, Codes]:
    """Special causes and directions of one group; nothing where limits cannot be drawn."""
    sides = directions(*_beyond(values, limit, 0.0))
    outside = np.logical_or(*_beyond(values, limit, 1.0))
    near = np.logical_or(*_beyond(values, limit, NEAR)) & ~outside
    causes, headings = special_causes(values, sides=sides, near=near, outside=outside)
    drawn = ~np.isnan(limit.reach)
    return causes * drawn, headings * drawn


def _beyond(values: NDArray[np.float64], limit: Limits, part: float) -> tuple[Flags, Flags]:
    """Whether each value lies above, and below, this part of the way from the mean to the limits."""
    away = part * limit.reach + limit.slack
    return values > limit.mean + away, values < limit.mean - away


def _readings(headings: Codes, polarity: NDArray[np.intp]) -> Codes:
    """What a special cause in a direction means, by the polarity of its series (in the order of `POLARITIES`)."""
    upward = np.array([_IMPROVEMENT, _CONCERN, _NEUTRAL], dtype=np.uint8)
    downward = np.array([_CONCERN, _IMPROVEMENT, _NEUTRAL], dtype=np.uint8)
    return (headings == UP) * upward[polarity] + (headings == DOWN) * downward[polarity]


def _last_known(readings: Codes, values: NDArray[np.float64]) -> Codes:
    """The reading of the last figure of each series; 0 without one."""
    last = np.zeros(values.shape[1], dtype=np.uint8)
    waiting = np.ones(values.shape[1], dtype=np.bool_)
    for point in reversed(range(len(values))):
        known = waiting & ~np.isnan(values[point])
        last += readings[point] * known
        waiting &= ~known
        if not waiting.any():
            break
    return last


def _assurances(inputs: Inputs, last: Limits) -> Codes:
    """Whether the target lies beyond the limits of the last group, on which side, and what that means."""
    above = inputs.target - last.mean > last.reach + last.slack
    below = last.mean - inputs.target > last.reach + last.slack
    high, low = inputs.polarity == _HIGH, inputs.polarity == _LOW
    silent = np.isnan(inputs.target) | np.isnan(last.reach) | (inputs.polarity == _NO_JUDGEMENT)
    conditions = [silent, high & below | low & above, high & above | low & below]
    return np.select(conditions, [0, _PASS, _FAIL], _INCONSISTENT).astype(np.uint8)


def _levels(found: Sequence[Limits], sizes: Sequence[int]) -> dict[str, NDArray]:
    """Mean and limits at every point, points by series."""
    level = {
        "mean": [limit.mean for limit in found],
        "lower": [limit.mean - limit.reach for limit in found],
        "upper": [limit.mean + limit.reach for limit in found],
        "near_lower": [limit.mean - NEAR * limit.reach for limit in found],
        "near_upper": [limit.mean + NEAR * limit.reach for limit in found],
        "has_limits": [~np.isnan(limit.reach) for limit in found],
    }
    return {name: _at_points(rows, sizes) for name, rows in level.items()}


def _at_points(rows: Sequence[NDArray], sizes: Sequence[int]) -> NDArray:
    # One group needs no copies: every point looks at the same row.
    if len(rows) == 1:
        return np.broadcast_to(rows[0], (sizes[0], len(rows[0])))
    return np.repeat(np.stack(rows), sizes, axis=0)


def _joined(parts: Sequence[Codes]) -> Codes:
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def _as_given(array: NDArray, single: bool) -> NDArray:
    shaped = array[..., 0] if single else array.T
    if shaped.ndim:
        shaped.flags.writeable = False
    return shaped
