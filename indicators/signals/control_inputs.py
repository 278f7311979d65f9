"""What a control chart is asked for, checked and brought into one shape."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import index

import numpy as np
from numpy.typing import ArrayLike, NDArray

from indicators.signals.given import numbers
from indicators.vocabulary import POLARITIES


@dataclass(frozen=True)
class Inputs:
    """Values as points by series, a polarity (its place in `POLARITIES`) and a target (NaN: none) a series.

    `bounds` are the first positions of the groups and the number of points; `single` says that one bare
    series was given.
    """

    values: NDArray[np.float64]
    polarity: NDArray[np.intp]
    target: NDArray[np.float64]
    bounds: tuple[int, ...]
    single: bool


def checked(
    values: ArrayLike, *, polarity: str | Sequence[str], target: ArrayLike | None, rebase_at: Iterable[int]
) -> Inputs:
    """The inputs in one shape; ValueError that says what to give instead where something is wrong."""
    given = numbers(values, "values")
    if given.ndim not in (1, 2):
        raise ValueError(f"values have {given.ndim} dimensions; give one series, or series by points")
    single = given.ndim == 1
    # Points first: windows over time are then slices of whole rows. Always a copy: the caller may change theirs.
    points = np.array(np.atleast_2d(given).T, order="C")
    series = points.shape[1]
    return Inputs(
        points,
        _polarities(polarity, series, single),
        _targets(target, series, single),
        _bounds(rebase_at, len(points)),
        single,
    )


def checked_baseline(baseline_points: int | None) -> int | None:
    """The number of points at the start of a group that its limits come from, or None for all of them."""
    if baseline_points is not None and index(baseline_points) < 1:
        raise ValueError(f"baseline_points is {baseline_points}; give at least 1, or None for all points")
    return baseline_points


def _polarities(polarity: str | Sequence[str], series: int, single: bool) -> NDArray[np.intp]:
    one = isinstance(polarity, str)
    words = [polarity] if one else list(polarity)
    unknown = [word for word in words if word not in POLARITIES]
    if unknown:
        raise ValueError(f"{unknown[0]!r} is not a polarity; write {', '.join(POLARITIES)}")
    if not one and (single or len(words) != series):
        raise ValueError(f"{len(words)} polarities for {_number(series, single)}; give one, or one for each series")
    return np.broadcast_to(np.array([POLARITIES.index(word) for word in words], dtype=np.intp), series)


def _targets(target: ArrayLike | None, series: int, single: bool) -> NDArray[np.float64]:
    given = numbers(np.nan if target is None else target, "target")
    if given.ndim and (single or given.shape != (series,)):
        raise ValueError(f"{given.size} targets for {_number(series, single)}; give one, or one for each series")
    return np.broadcast_to(given, series)


def _number(series: int, single: bool) -> str:
    return "one bare series" if single else f"{series} series"


def _bounds(rebase_at: Iterable[int], points: int) -> tuple[int, ...]:
    starts = sorted(index(position) for position in rebase_at)
    outside = [start for start in starts if start and not 0 <= start < points]
    if outside:
        raise ValueError(f"rebase_at names position {outside[0]} of {points} points; positions count from 0")
    if len(set(starts)) < len(starts):
        raise ValueError(f"rebase_at names a position twice: {starts}; name each once")
    return (0, *(start for start in starts if start), points)
