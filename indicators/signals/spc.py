"""Statistical process control (XmR charts) as in the NHS's "Making Data Count": mean, process limits, special
causes, variation and assurance.

Source: NHSRplotthedots 0.2.2, which the tests compare with, but for one departure: where limits are undefined or
collapse onto the mean nothing is flagged, not even a trend or a shift. Every rule takes arrays with points along the
first axis, in time order, and any axes after it; a gap breaks every run.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from operator import index

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from indicators.catalogue.indicators import POLARITIES, POLARITY_SIGNS
from indicators.signals.confidence_intervals import number_array
from indicators.signals.history import Floats


@dataclass(frozen=True)
class SpcInputs:
    """Values as points by series, a polarity (its place in `POLARITIES`) and a target (NaN: none) a series.

    `bounds` are the first positions of the groups and the number of points; `single` says that one bare
    series was given.
    """

    values: NDArray[np.float64]
    polarity: NDArray[np.intp]
    target: NDArray[np.float64]
    bounds: tuple[int, ...]
    single: bool


def spc_inputs(
    values: ArrayLike, *, polarity: str | Sequence[str], target: ArrayLike | None, rebase_at: Iterable[int]
) -> SpcInputs:
    """The inputs in one shape; ValueError that says what to give instead where something is wrong."""
    numbers = number_array(values, "values")
    if numbers.ndim not in (1, 2):
        raise ValueError(f"values have {numbers.ndim} dimensions; give one series, or series by points")
    single = numbers.ndim == 1
    # Points first: windows over time are then slices of whole rows. Always a copy: the caller may change theirs.
    points = np.array(np.atleast_2d(numbers).T, order="C")
    series = points.shape[1]
    return SpcInputs(
        points,
        _polarities(polarity, series, single),
        _targets(target, series, single),
        _bounds(rebase_at, len(points)),
        single,
    )


def baseline_length(baseline_points: int | None) -> int | None:
    """The number of points at the start of a group that its limits come from, or None for all of them."""
    if baseline_points is not None and index(baseline_points) < 1:
        raise ValueError(f"baseline_points is {baseline_points}; give at least 1, or None for all points")
    return baseline_points


def _polarities(polarity: str | Sequence[str], series: int, single: bool) -> NDArray[np.intp]:
    is_single = isinstance(polarity, str)
    words = [polarity] if is_single else list(polarity)
    unknown = [word for word in words if word not in POLARITIES]
    if unknown:
        raise ValueError(f"{unknown[0]!r} is not a polarity; write {', '.join(POLARITIES)}")
    if not is_single and (single or len(words) != series):
        raise ValueError(
            f"{len(words)} polarities for {_series_count_text(series, single)}; give one, or one for each series"
        )
    return np.broadcast_to(np.array([POLARITIES.index(word) for word in words], dtype=np.intp), series)


def _targets(target: ArrayLike | None, series: int, single: bool) -> NDArray[np.float64]:
    targets = number_array(np.nan if target is None else target, "target")
    if targets.ndim and (single or targets.shape != (series,)):
        raise ValueError(
            f"{targets.size} targets for {_series_count_text(series, single)}; give one, or one for each series"
        )
    return np.broadcast_to(targets, series)


def _series_count_text(series: int, single: bool) -> str:
    return "one bare series" if single else f"{series} series"


def _bounds(rebase_at: Iterable[int], points: int) -> tuple[int, ...]:
    starts = sorted(index(position) for position in rebase_at)
    outside = [start for start in starts if start and not 0 <= start < points]
    if outside:
        raise ValueError(f"rebase_at names position {outside[0]} of {points} points; positions count from 0")
    if len(set(starts)) < len(starts):
        raise ValueError(f"rebase_at names a position twice: {starts}; name each once")
    return (0, *(start for start in starts if start), points)


Flags = NDArray[np.bool_]

#: Limits lie so many mean moving ranges from the mean, and moving ranges from so many on are screened out.
LIMIT_FACTOR, SCREEN_FACTOR = 2.66, 3.267
#: Near limits lie at this part of the way from the mean to the limits.
NEAR_LIMIT_SHARE = 2 / 3
#: Differences below this part of the figures are rounding: a point so near the mean is on it.
ROUNDING_TOLERANCE = 1e-12


@dataclass(frozen=True)
class ProcessLimits:
    """The mean of each series, how far its limits lie from it, and what is only rounding; one entry a series.

    `reach` is NaN where limits cannot be drawn: they are undefined, or collapse onto the mean.
    """

    mean: Floats
    half_width: Floats
    tolerance: Floats


def process_limits(values: Floats, *, screen: bool) -> ProcessLimits:
    """Mean and limits of each series; `values` are points by series, NaN where there is no figure.

    With `screen`, moving ranges of 3.267 times their mean and more are left out once.
    """
    known = ~np.isnan(values)
    pairs = known[1:] & known[:-1]
    # One scratch array throughout: fresh memory costs more than the arithmetic when there are many series.
    scratch = values.copy()
    # Series without a figure divide 0 by 0, and figures near the largest a float can hold overflow.
    with np.errstate(all="ignore"):
        scratch[~known] = 0.0
        mean = _column_means(scratch, known)
        ranges = np.subtract(values[1:], values[:-1], out=scratch[1:])
        np.abs(ranges, out=ranges)
        ranges[~pairs] = 0.0
        usual = _column_means(ranges, pairs)
        if screen:
            outlying = ranges >= SCREEN_FACTOR * usual
            ranges[outlying] = 0.0
            usual = _column_means(ranges, pairs & ~outlying)
        reach = LIMIT_FACTOR * usual
        slack = ROUNDING_TOLERANCE * (np.abs(mean) + reach)
        return ProcessLimits(mean, np.where(reach > slack, reach, np.nan), slack)


def _column_means(figures: Floats, counted: Flags) -> Floats:
    """The mean down each column of the figures that are counted; the others are 0."""
    return figures.sum(axis=0) / counted.sum(axis=0, dtype=np.int32)


Codes = NDArray[np.uint8]

UP, DOWN = np.uint8(1), np.uint8(2)
#: The words by code, weakest first: where several rules hold, the highest code is told.
SPECIAL_CAUSES = ("none", "shift", "two_in_three", "trend", "outside")
SHIFT, TWO_IN_THREE, TREND, OUTSIDE = (np.uint8(code) for code in range(1, 5))
#: How many neighbouring points make a trend or a shift.
RUN_LENGTH = 7


def special_causes(values: NDArray[np.float64], *, sides: Codes, near: Flags, outside: Flags) -> tuple[Codes, Codes]:
    """The special cause of each point, as its place in `SPECIAL_CAUSES`, and its direction (`UP`, `DOWN` or 0).

    `sides` says where a point lies from the mean, `near` whether between the near and the outer limit. A trend
    points where it goes, whichever side of the mean its points lie.
    """
    trends = trend_points(values)
    causes = SHIFT * shift_points(sides)
    for code, flags in ((TWO_IN_THREE, two_in_three_points(near, sides)), (TREND, trends > 0), (OUTSIDE, outside)):
        np.maximum(causes, code * flags, out=causes)
    return causes, trends * (causes == TREND) + sides * ((causes > 0) & (causes != TREND))


def direction_codes(up: Flags, down: Flags) -> Codes:
    """`UP`, `DOWN` or 0 for each pair of flags."""
    return UP * up + DOWN * down


def shift_points(sides: Codes) -> Flags:
    """Whether each point is one of seven neighbours on one side of the mean; a point on it breaks the run."""
    return _covering_bits(_shared_bits(sides, RUN_LENGTH), RUN_LENGTH, points=len(sides)) > 0


def trend_points(values: NDArray[np.float64]) -> Codes:
    """`UP` or `DOWN` where a point is one of seven that strictly rise or fall, else 0.

    A point that ends one trend and starts the next belongs to the next.
    """
    earlier, later = values[:-1], values[1:]
    starts = _shared_bits(direction_codes(later > earlier, later < earlier), RUN_LENGTH - 1)
    trends = _covering_bits(starts, RUN_LENGTH, points=len(values))
    turns = trends == UP + DOWN
    np.copyto(trends[: len(starts)], starts, where=turns[: len(starts)])
    return trends


def two_in_three_points(near: Flags, sides: Codes) -> Flags:
    """Whether each point is near a limit, as is another of three neighbours that all lie on one side of the mean."""
    first, second, third = near[:-2], near[1:-1], near[2:]
    two = first & second | second & third | first & third
    starts = two * _shared_bits(sides, 3)
    return near & (_covering_bits(starts, 3, points=len(near)) > 0)


def _shared_bits(bits: Codes, length: int) -> Codes:
    """What each point shares with the `length - 1` points after it; one entry a point that has so many."""
    starts = max(len(bits) - length + 1, 0)
    shared = bits[:starts].copy()
    for step in range(1, length):
        shared &= bits[step : step + starts]
    return shared


def _covering_bits(starts: Codes, length: int, *, points: int) -> Codes:
    """All bits of the stretches of `length` points that cover each point."""
    covered = np.zeros((points, *starts.shape[1:]), dtype=np.uint8)
    for step in range(length if len(starts) else 0):
        covered[step : step + len(starts)] |= starts
    return covered


#: Words by code.
SPC_READINGS = ("common", "improvement", "concern", "neutral")
ASSURANCES = ("none", "consistent_pass", "consistent_fail", "inconsistent")

Words = NDArray[np.str_]
_COLUMNS = ("value", "mean", "lpl", "upl", "near_lpl", "near_upl", "has_limits", "special_cause", "reading")


@dataclass(frozen=True, eq=False, kw_only=True)
class ControlChart:
    """A control chart of one series, or of many; read-only arrays shaped like the values that were given.

    Limits are NaN where `has_limits` is False. Codes are places in `SPECIAL_CAUSES`, `SPC_READINGS` and
    `ASSURANCES`; the properties named without `_codes` give the words.
    """

    value: NDArray[np.float64]
    mean: NDArray[np.float64]
    lpl: NDArray[np.float64]
    upl: NDArray[np.float64]
    near_lpl: NDArray[np.float64]
    near_upl: NDArray[np.float64]
    has_limits: NDArray[np.bool_]
    special_cause_codes: Codes
    reading_codes: Codes
    variation_codes: Codes
    assurance_codes: Codes

    @cached_property
    def special_cause(self) -> Words:
        """What flags each point: `none`, `outside`, `trend`, `two_in_three` or `shift`, the first that holds."""
        return np.array(SPECIAL_CAUSES)[self.special_cause_codes]

    @cached_property
    def reading(self) -> Words:
        """How to read each point: `common`, `improvement`, `concern`, or `neutral` without a polarity."""
        return np.array(SPC_READINGS)[self.reading_codes]

    @cached_property
    def variation(self) -> str | Words:
        """The reading of the last point with a figure; one a series where there are many."""
        return _words_of(SPC_READINGS, self.variation_codes)

    @cached_property
    def assurance(self) -> str | Words:
        """The target against the last limits: `consistent_pass`, `consistent_fail`, `inconsistent` or `none`."""
        return _words_of(ASSURANCES, self.assurance_codes)

    @property
    def points(self) -> pd.DataFrame:
        """One row a point with its value, mean, limits, special cause and reading; ValueError for many series."""
        if self.value.ndim != 1:
            raise ValueError("points are for one series; give control_chart one row of the values")
        return pd.DataFrame({column: getattr(self, column) for column in _COLUMNS})


def _words_of(words: tuple[str, ...], codes: Codes) -> str | Words:
    return np.array(words)[codes] if np.ndim(codes) else words[int(codes)]


_IMPROVEMENT, _CONCERN, _NEUTRAL = (SPC_READINGS.index(word) for word in ("improvement", "concern", "neutral"))
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
    inputs = spc_inputs(values, polarity=polarity, target=target, rebase_at=rebase_at)
    baseline = baseline_length(baseline_points)
    groups = [inputs.values[start:end] for start, end in pairwise(inputs.bounds)]
    limits = [process_limits(group[:baseline], screen=screen) for group in groups]
    with np.errstate(all="ignore"):
        flagged = [_special_causes_of_group(group, limit) for group, limit in zip(groups, limits, strict=True)]
        causes, headings = (_joined_groups(parts) for parts in zip(*flagged, strict=True))
        readings = _reading_codes(headings, inputs.polarity)
        shaped = {
            **_limits_at_points(limits, [len(group) for group in groups]),
            "value": inputs.values,
            "special_cause_codes": causes,
            "reading_codes": readings,
            "variation_codes": _last_reading_codes(readings, inputs.values),
            "assurance_codes": _assurance_codes(inputs, limits[-1]),
        }
    return ControlChart(**{name: _shaped_like_values(array, inputs.single) for name, array in shaped.items()})


def _special_causes_of_group(values: NDArray[np.float64], limit: ProcessLimits) -> tuple[Codes, Codes]:
    """Special causes and directions of one group; nothing where limits cannot be drawn."""
    sides = direction_codes(*_beyond_limits(values, limit, 0.0))
    outside = np.logical_or(*_beyond_limits(values, limit, 1.0))
    near = np.logical_or(*_beyond_limits(values, limit, NEAR_LIMIT_SHARE)) & ~outside
    causes, headings = special_causes(values, sides=sides, near=near, outside=outside)
    drawn = ~np.isnan(limit.half_width)
    return causes * drawn, headings * drawn


def _beyond_limits(values: NDArray[np.float64], limit: ProcessLimits, part: float) -> tuple[Flags, Flags]:
    """Whether each value lies above, and below, this part of the way from the mean to the limits."""
    away = part * limit.half_width + limit.tolerance
    return values > limit.mean + away, values < limit.mean - away


def _reading_codes(headings: Codes, polarity: NDArray[np.intp]) -> Codes:
    """What a special cause in a direction means, by the polarity of its series (in the order of `POLARITIES`)."""
    by_sign = {1: _IMPROVEMENT, -1: _CONCERN, 0: _NEUTRAL}
    upward = np.array([by_sign[sign] for sign in POLARITY_SIGNS.values()], dtype=np.uint8)
    downward = np.array([by_sign[-sign] for sign in POLARITY_SIGNS.values()], dtype=np.uint8)
    return (headings == UP) * upward[polarity] + (headings == DOWN) * downward[polarity]


def _last_reading_codes(readings: Codes, values: NDArray[np.float64]) -> Codes:
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


def _assurance_codes(inputs: SpcInputs, last: ProcessLimits) -> Codes:
    """Whether the target lies beyond the limits of the last group, on which side, and what that means."""
    above = inputs.target - last.mean > last.half_width + last.tolerance
    below = last.mean - inputs.target > last.half_width + last.tolerance
    high, low = inputs.polarity == _HIGH, inputs.polarity == _LOW
    silent = np.isnan(inputs.target) | np.isnan(last.half_width) | (inputs.polarity == _NO_JUDGEMENT)
    conditions = [silent, high & below | low & above, high & above | low & below]
    return np.select(conditions, [0, _PASS, _FAIL], _INCONSISTENT).astype(np.uint8)


def _limits_at_points(limits: Sequence[ProcessLimits], sizes: Sequence[int]) -> dict[str, NDArray]:
    """Mean and limits at every point, points by series."""
    level = {
        "mean": [limit.mean for limit in limits],
        "lpl": [limit.mean - limit.half_width for limit in limits],
        "upl": [limit.mean + limit.half_width for limit in limits],
        "near_lpl": [limit.mean - NEAR_LIMIT_SHARE * limit.half_width for limit in limits],
        "near_upl": [limit.mean + NEAR_LIMIT_SHARE * limit.half_width for limit in limits],
        "has_limits": [~np.isnan(limit.half_width) for limit in limits],
    }
    return {name: _at_points(rows, sizes) for name, rows in level.items()}


def _at_points(rows: Sequence[NDArray], sizes: Sequence[int]) -> NDArray:
    # One group needs no copies: every point looks at the same row.
    if len(rows) == 1:
        return np.broadcast_to(rows[0], (sizes[0], len(rows[0])))
    return np.repeat(np.stack(rows), sizes, axis=0)


def _joined_groups(parts: Sequence[Codes]) -> Codes:
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def _shaped_like_values(array: NDArray, single: bool) -> NDArray:
    shaped = array[..., 0] if single else array.T
    if shaped.ndim:
        shaped.flags.writeable = False
    return shaped
