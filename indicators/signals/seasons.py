"""Taking the time of year out of a series, so that a school holiday is not taken for a change."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

#: Periods in a year, by group of periods.
SEASONS = {"month": 12, "quarter": 4}
#: With fewer complete years nobody can tell the time of year from chance.
YEARS_NEEDED = 3


def seasonally_adjusted(values: ArrayLike, *, season: int) -> NDArray[np.float64]:
    """Values divided by the usual share of their place in the year, in the same shape; NaN stays NaN.

    Time runs along the last axis, `season` adjacent periods a year, counted from the first value. The usual share
    is the mean ratio of a place to the mean of its own complete year. Comes back unchanged with fewer than
    `YEARS_NEEDED` complete years of a mean above 0, or where a share would be 0. ValueError for a season below 2.
    """
    if season < 2:
        raise ValueError("a year has at least two seasons")
    given = np.array(values, dtype=float)
    lines = given.reshape(-1, given.shape[-1]) if given.size else given.reshape(0, 0)
    adjusted = [line / _repeated(_shares(line, season), len(line)) for line in lines]
    return np.array(adjusted, dtype=float).reshape(given.shape)


def _shares(line: NDArray[np.float64], season: int) -> NDArray[np.float64]:
    """What each place of the year is of its year's mean; ones where that cannot be told."""
    years = line[: len(line) // season * season].reshape(-1, season)
    means = years.mean(axis=1)
    sound = means > 0  # NaN, that is an incomplete year, is not.
    if sound.sum() < YEARS_NEEDED:
        return np.ones(season)
    shares = (years[sound] / means[sound, None]).mean(axis=0)
    return shares if (shares > 0).all() else np.ones(season)


def _repeated(shares: NDArray[np.float64], length: int) -> NDArray[np.float64]:
    return np.resize(shares, length) if length else np.ones(0)
