"""Confidence intervals of counts, rates and proportions, as public health publications give them.

Counts and rates: exact Poisson below 10, Byar's approximation from 10. Proportions: Wilson.
Source: PHE/OHID technical guide, implemented in PHEindicatormethods 2.1.0, which the tests compare with.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from indicators.signals.given import numbers

#: Below this count the exact interval is used, from it on Byar's.
EXACT_BELOW = 10


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
    return np.where(counts == 0, 0.0, stats.chi2.ppf(tail, 2 * counts) / 2)


def _exact_upper(counts: NDArray[np.float64], tail: float) -> NDArray[np.float64]:
    return stats.chi2.ppf(1 - tail, 2 * counts + 2) / 2


def _byar(counts: NDArray[np.float64], plus: int, z: float) -> NDArray[np.float64]:
    shifted = counts + plus
    return shifted * (1 - 1 / (9 * shifted) + z / (3 * np.sqrt(shifted))) ** 3


def _z(level: float) -> float:
    if not 0 < level < 1:
        raise ValueError(f"level is {level}; give a share between 0 and 1, such as 0.95")
    return float(stats.norm.ppf(0.5 + level / 2))
