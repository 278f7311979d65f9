"""Confidence intervals of counts, rates and proportions, and of the points of a series, as public health
publications give them.

Counts and rates: exact Poisson below 10, Byar's approximation from 10; proportions: Wilson. Source: PHE/OHID
technical guide, implemented in PHEindicatormethods 2.1.0, which the tests compare with.
"""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, cast

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import special

from indicators.catalogue.indicators import PER_CHILDREN

if TYPE_CHECKING:
    from indicators.figures import Series


def number_array(values: ArrayLike, name: str) -> NDArray[np.float64]:
    """Values as floats, None as NaN; ValueError that names the place of a symbol or of an infinite number."""
    try:
        numbers = np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        raise ValueError(_not_a_number(values, name)) from None
    infinite = np.argwhere(np.isinf(numbers))
    if len(infinite):
        raise ValueError(f"{_item_name(name, infinite[0])} is infinite; give a number, or NaN where there is none")
    return numbers


def _not_a_number(values: ArrayLike, name: str) -> str:
    """Where the first value is that is no number; series of different lengths have none."""
    try:
        items = np.asarray(values, dtype=object)
    except ValueError:
        return f"{name} are series of different lengths; fill the shorter ones with NaN"
    for index in np.ndindex(items.shape):
        try:
            float(items[index] if items[index] is not None else np.nan)
        except (TypeError, ValueError):
            if np.ndim(items[index]):
                break
            return f"{_item_name(name, index)} is {items[index]!r}; give a number, or NaN for a symbol"
    return f"{name} are series of different lengths; fill the shorter ones with NaN"


def _item_name(name: str, place: tuple[int, ...] | NDArray[np.int64]) -> str:
    return f"{name}[{', '.join(str(position) for position in place)}]" if len(place) else name


#: Below this count the exact interval is used, from it on Byar's.
EXACT_BELOW = 10
#: A limit that a figure stands on, however division rounded it, leaves it within.
TIE_TOLERANCE = 1e-9
#: Halvings of a range that leave nothing of it.
_HALVINGS = 64
#: Whole counts beside an exact limit, of which Byar's may judge one otherwise; a row each.
_AROUND = np.array([[-1.0], [0.0], [1.0], [2.0]])


def count_interval(
    count: ArrayLike, *, exposure: ArrayLike = 1.0, per: float = 1.0, level: float = 0.95
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Lower and upper limit of `count / exposure * per`; NaN where the count is missing or nobody was exposed.

    Arrays of one shape, or numbers. ValueError for negative or infinite ones, symbols, and a `level` that is not
    between 0 and 1.
    """
    counts, exposed = number_array(count, "count"), number_array(exposure, "exposure")
    if np.any(counts < 0) or np.any(exposed < 0):
        raise ValueError("counts and exposures cannot be negative")
    z = _z(level)
    scale = per / np.where(exposed > 0, exposed, np.nan)
    tail = (1 - level) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        lower = np.where(counts < EXACT_BELOW, _exact_lower(counts, tail), _byar(counts, 0, -z))
        upper = np.where(counts < EXACT_BELOW, _exact_upper(counts, tail), _byar(counts, 1, z))
    return lower * scale, upper * scale


def expected_count_limits(
    expected: ArrayLike, *, level: float = 0.95
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The least and the largest count, between whole numbers too, that an expected number leaves to chance.

    Exact Poisson limits turned round. A whole count lies outside them exactly where its own `count_interval` leaves
    the expected number out: where Byar's approximation judges a count otherwise, the limit is moved to its side.
    NaN where the expected number is missing; the least is 0 where even no case at all is not too few.
    """
    wanted = number_array(expected, "expected number")
    tail = (1 - level) / 2
    largest = _bisection(lambda counts: special.gammainc(counts, wanted) > tail, wanted)
    least = _bisection(lambda counts: special.gammainc(counts + 1, wanted) > 1 - tail, wanted)
    nearby = np.maximum(np.floor(largest) + _AROUND, 0)
    first_above = np.where(count_interval(nearby, level=level)[0] > wanted * (1 + TIE_TOLERANCE), nearby, np.inf).min(
        axis=0
    )
    nearby = np.maximum(np.floor(least) + _AROUND, 0)
    last_below = np.where(count_interval(nearby, level=level)[1] < wanted * (1 - TIE_TOLERANCE), nearby, -1).max(axis=0)
    largest = np.clip(largest, first_above - 1, first_above * (1 - TIE_TOLERANCE))
    least = np.clip(
        least, np.where(last_below < 0, 0, last_below * (1 + TIE_TOLERANCE) + TIE_TOLERANCE), last_below + 1
    )
    known = ~np.isnan(wanted)
    return np.where(known, least, np.nan), np.where(known, np.where(wanted > 0, largest, 0), np.nan)


def _bisection(
    is_short: Callable[[NDArray[np.float64]], NDArray[np.bool_]], expected: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The count up to which something holds, its range halved until nothing is left of it."""
    low, high = np.zeros_like(expected), expected + 10 * np.sqrt(expected) + 20
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        below = is_short(middle)
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return low


def proportion_interval(
    numerator: ArrayLike, denominator: ArrayLike, *, level: float = 0.95
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Wilson's lower and upper limit of `numerator / denominator`, between 0 and 1; NaN without a denominator.

    ValueError for a numerator outside its denominator, infinite numbers, symbols, and a `level` as above.
    """
    part, whole = number_array(numerator, "numerator"), number_array(denominator, "denominator")
    if np.any(part > whole) or np.any(part < 0):
        raise ValueError("a numerator is between 0 and its denominator")
    z = _z(level)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = part / whole
        half = z * np.sqrt(z**2 + 4 * part * (1 - share))
        lower = (2 * part + z**2 - half) / (2 * (whole + z**2))
        upper = (2 * part + z**2 + half) / (2 * (whole + z**2))
    known = whole > 0
    return np.where(known, np.clip(lower, 0, 1), np.nan), np.where(known, np.clip(upper, 0, 1), np.nan)


def _exact_lower(counts: NDArray[np.float64], tail: float) -> NDArray[np.float64]:
    return np.where(counts == 0, 0.0, special.gammaincinv(counts, tail))


def _exact_upper(counts: NDArray[np.float64], tail: float) -> NDArray[np.float64]:
    return cast(NDArray[np.float64], special.gammaincinv(counts + 1, 1 - tail))


def _byar(counts: NDArray[np.float64], plus: int, z: float) -> NDArray[np.float64]:
    shifted = counts + plus
    return shifted * (1 - 1 / (9 * shifted) + z / (3 * np.sqrt(shifted))) ** 3


def _z(level: float) -> float:
    if not 0 < level < 1:
        raise ValueError(f"level is {level}; give a share between 0 and 1, such as 0.95")
    return float(special.ndtri(0.5 + level / 2))


def are_disjoint(one: tuple[float, float], other: tuple[float, float]) -> bool:
    """Whether two intervals have no value in common.

    Sufficient, not necessary: figures whose 95% intervals overlap may still differ by more than chance.
    """
    return one[0] > other[1] or other[0] > one[1]


def point_interval(series: "Series", point: pd.Series, *, level: float = 0.95) -> tuple[float, float]:
    """Lower and upper limit in the unit of the series; NaN where the counts behind the figure are unknown.

    Poisson for rates and averages, Wilson for percentages; an index has none.
    """
    top, bottom = point["numerator"], point["denominator"]
    unknown = pd.isna(point["value"]) or pd.isna(top) or pd.isna(bottom) or bottom <= 0
    if series.years_together > 1 and series.indicator.kind == "count" and series.measure == "value":
        lower, upper = count_interval(point["value"], level=level)
        return float(lower), float(upper)
    if unknown or series.measure == "index" or not series.indicator.counts_cases:
        return math.nan, math.nan
    if series.measure == "value" and series.indicator.kind == "proportion":
        lower, upper = proportion_interval(top, bottom, level=level)
        return 100 * float(lower), 100 * float(upper)
    per = PER_CHILDREN if series.measure == "rate" else series.indicator.per
    lower, upper = count_interval(top, exposure=bottom, per=per, level=level)
    return float(lower), float(upper)


def series_intervals(series: "Series", *, level: float = 0.95) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Lower and upper limits in the unit of the series, as `point_interval` gives them one by one; NaN for none."""
    points = series.points
    top, bottom = (points[name].to_numpy(float) for name in ("numerator", "denominator"))
    known = points["value"].notna().to_numpy() & ~np.isnan(top) & (bottom > 0)
    lower, upper = np.full(len(points), np.nan), np.full(len(points), np.nan)
    if series.years_together > 1 and series.indicator.kind == "count" and series.measure == "value":
        # The sum is a count of its own, of all that happened in its years.
        summed = points["value"].notna().to_numpy()
        lower[summed], upper[summed] = count_interval(points["value"].to_numpy(float)[summed], level=level)
        return lower, upper
    if series.measure == "index" or not series.indicator.counts_cases or not known.any():
        return lower, upper
    if series.measure == "value" and series.indicator.kind == "proportion":
        limits = proportion_interval(top[known], bottom[known], level=level)
        lower[known], upper[known] = (100 * limit for limit in limits)
        return lower, upper
    per = PER_CHILDREN if series.measure == "rate" else series.indicator.per
    lower[known], upper[known] = count_interval(top[known], exposure=bottom[known], per=per, level=level)
    return lower, upper


def with_intervals(series: "Series", *, level: float = 0.95) -> "Series":
    """The series with the columns `lower` and `upper`, which a chart draws."""
    lower, upper = series_intervals(series, level=level)
    points: pd.DataFrame = series.points.assign(lower=lower, upper=upper)
    return replace(series, points=points)
