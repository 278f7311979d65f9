"""Confidence intervals of counts, rates and proportions, as public health publications give them.

Counts and rates: exact Poisson below 10, Byar's approximation from 10. Proportions: Wilson.
Source: PHE/OHID technical guide, implemented in PHEindicatormethods 2.1.0, which the tests compare with.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from indicators.signals.given import numbers

#: Below this count the exact interval is used, from it on Byar's.
EXACT_BELOW = 10
#: A limit that a figure stands on, however division rounded it, leaves it within.
TIE = 1e-9
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
    counts, exposed = numbers(count, "count"), numbers(exposure, "exposure")
    if np.any(counts < 0) or np.any(exposed < 0):
        raise ValueError("counts and exposures cannot be negative")
    z = _z(level)
    scale = per / np.where(exposed > 0, exposed, np.nan)
    tail = (1 - level) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        lower = np.where(counts < EXACT_BELOW, _exact_lower(counts, tail), _byar(counts, 0, -z))
        upper = np.where(counts < EXACT_BELOW, _exact_upper(counts, tail), _byar(counts, 1, z))
    return lower * scale, upper * scale


def counts_around(expected: ArrayLike, *, level: float = 0.95) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The least and the largest count, between whole numbers too, that an expected number leaves to chance.

    Exact Poisson limits turned round. A whole count lies outside them exactly where its own `count_interval` leaves
    the expected number out: where Byar's approximation judges a count otherwise, the limit is moved to its side.
    NaN where the expected number is missing; the least is 0 where even no case at all is not too few.
    """
    wanted = numbers(expected, "expected number")
    tail = (1 - level) / 2
    largest = _where_reached(lambda counts: special.gammainc(counts, wanted) > tail, wanted)
    least = _where_reached(lambda counts: special.gammainc(counts + 1, wanted) > 1 - tail, wanted)
    nearby = np.maximum(np.floor(largest) + _AROUND, 0)
    first_above = np.where(count_interval(nearby, level=level)[0] > wanted * (1 + TIE), nearby, np.inf).min(axis=0)
    nearby = np.maximum(np.floor(least) + _AROUND, 0)
    last_below = np.where(count_interval(nearby, level=level)[1] < wanted * (1 - TIE), nearby, -1).max(axis=0)
    largest = np.clip(largest, first_above - 1, first_above * (1 - TIE))
    least = np.clip(least, np.where(last_below < 0, 0, last_below * (1 + TIE) + TIE), last_below + 1)
    known = ~np.isnan(wanted)
    return np.where(known, least, np.nan), np.where(known, np.where(wanted > 0, largest, 0), np.nan)


def _where_reached(
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
    part, whole = numbers(numerator, "numerator"), numbers(denominator, "denominator")
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
    return special.gammaincinv(counts + 1, 1 - tail)


def _byar(counts: NDArray[np.float64], plus: int, z: float) -> NDArray[np.float64]:
    shifted = counts + plus
    return shifted * (1 - 1 / (9 * shifted) + z / (3 * np.sqrt(shifted))) ** 3


def _z(level: float) -> float:
    if not 0 < level < 1:
        raise ValueError(f"level is {level}; give a share between 0 and 1, such as 0.95")
    return float(special.ndtri(0.5 + level / 2))
