"""How often counting chance alone would set two figures so far apart: exact tests, mid-p, two-sided.

Counts and rates: the latest count given the total of both, binomial with the latest's share of the exposure.
Proportions: the latest numerator given both, hypergeometric. Mid-p counts half of the probability of just what
was seen, which keeps tests of small counts from being too timid (Lancaster 1961).
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

Floats = NDArray[np.float64]


def count_chance(top: ArrayLike, base: ArrayLike, top_before: ArrayLike, base_before: ArrayLike) -> Floats:
    """The probability for counts over exposures; the earlier count may be a weighted one, hence no whole number."""
    top, base, before, base_before = np.broadcast_arrays(*map(_floats, (top, base, top_before, base_before)))
    return two_sided(mid_upper(top, before, np.log(base) - np.log(base_before)))


def share_chance(top: ArrayLike, base: ArrayLike, top_before: ArrayLike, base_before: ArrayLike) -> Floats:
    """The probability for proportions: numerators of bases; all are rounded to whole numbers."""
    top, base, before, base_before = np.broadcast_arrays(
        *(np.round(_floats(item)) for item in (top, base, top_before, base_before))
    )
    drawn = (base + base_before, top + before, base)
    above = _hypergeometric_above(top, *drawn)
    return two_sided(above + _hypergeometric(top, *drawn) / 2)


def mid_upper(top: Floats, before: Floats, log_exposure: Floats) -> Floats:
    """Half the probability of `top` itself and all of that of more, given the total, before rounding errors.

    `log_exposure` is the logarithm of the latest exposure over the earlier one.
    """
    return (upper(top, before + 1, log_exposure) + upper(top + 1, before, log_exposure)) / 2


def upper(top: Floats, rest: Floats, log_odds: Floats) -> Floats:
    """Binomial probability of `top` or more, as an incomplete beta integral, so that counts may be weighted."""
    inside = special.betainc(np.maximum(top, 1e-12), np.maximum(rest, 1e-12), special.expit(log_odds))
    return np.where(top <= 0, 1.0, np.where(rest <= 0, 0.0, inside))


def two_sided(above: Floats) -> Floats:
    """Twice the smaller of both sides, from 0 to 1 whatever the rounding errors of a sum."""
    return np.clip(2 * np.minimum(above, 1 - above), 0.0, 1.0)


def least_count_chance(total: Floats, log_exposure: Floats) -> Floats:
    """The smallest probability that a total could give, however it were split: above it a test cannot speak.

    It depends on the total alone, so leaving out tests that cannot speak favours no outcome (Tarone 1990).
    """
    share = special.expit(log_exposure)
    return np.minimum(share, 1 - share) ** total


def least_share_chance(top: Floats, base: Floats, before: Floats, base_before: Floats) -> Floats:
    """The same for proportions, given both bases and the total of the numerators."""
    top, base, before, base_before = (np.round(item) for item in (top, base, before, base_before))
    drawn = (base + base_before, top + before, base)
    fewest, most = np.maximum(0, top + before - base_before), np.minimum(top + before, base)
    return np.minimum(_hypergeometric(fewest, *drawn), _hypergeometric(most, *drawn))


def _hypergeometric_above(top: Floats, everyone: Floats, tops: Floats, base: Floats) -> Floats:
    """The probability of more than `top`; NaN where a part is above its whole."""
    # Loaded when it is needed: it takes half a second, which no process should pay that asks nothing of chance.
    from scipy.stats import hypergeom

    return hypergeom.sf(top, everyone, tops, base)


def _hypergeometric(top: Floats, everyone: Floats, tops: Floats, base: Floats) -> Floats:
    """The probability of just `top`; scipy's own is a loop."""
    ways = _log_choose(tops, top) + _log_choose(everyone - tops, base - top) - _log_choose(everyone, base)
    return np.exp(ways)


def _log_choose(of: Floats, some: Floats) -> Floats:
    return special.gammaln(of + 1) - special.gammaln(some + 1) - special.gammaln(of - some + 1)


def _floats(values: ArrayLike) -> Floats:
    return np.asarray(values, dtype=float)
