"""Mean and limits of an XmR chart, from the moving ranges of a series.

Source: "Making Data Count", as NHSRplotthedots 0.2.2 computes it; the tests compare with that.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

#: Limits lie so many mean moving ranges from the mean, and moving ranges from so many on are screened out.
LIMIT, SCREEN = 2.66, 3.267
#: Near limits lie at this part of the way from the mean to the limits.
NEAR = 2 / 3
#: Differences below this part of the figures are rounding: a point so near the mean is on it.
ROUNDING = 1e-12


@dataclass(frozen=True)
class Limits:
    """The mean of each series, how far its limits lie from it, and what is only rounding; one entry a series.

    `reach` is NaN where limits cannot be drawn: they are undefined, or collapse onto the mean.
    """

    mean: Floats
    reach: Floats
    slack: Floats


def limits(values: Floats, *, screen: bool) -> Limits:
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
        mean = _mean(scratch, known)
        ranges = np.subtract(values[1:], values[:-1], out=scratch[1:])
        np.abs(ranges, out=ranges)
        ranges[~pairs] = 0.0
        usual = _mean(ranges, pairs)
        if screen:
            outlying = ranges >= SCREEN * usual
            ranges[outlying] = 0.0
            usual = _mean(ranges, pairs & ~outlying)
        reach = LIMIT * usual
        slack = ROUNDING * (np.abs(mean) + reach)
        return Limits(mean, np.where(reach > slack, reach, np.nan), slack)


def _mean(figures: Floats, counted: Flags) -> Floats:
    """The mean down each column of the figures that are counted; the others are 0."""
    return figures.sum(axis=0) / counted.sum(axis=0, dtype=np.int32)
