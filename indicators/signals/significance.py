"""How likely a difference between two figures is, by chance alone and by usual movement, and how large the
difference is.

P-values by chance are exact, two-sided and mid-p (Lancaster 1961): binomial for counts and rates given their total,
hypergeometric for proportions. `usual_count_p_value` and `usual_proportion_p_value` widen them by a step that is
t-distributed with the moderated variance of steps; effect sizes come with 95% confidence limits.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from indicators.signals.confidence_intervals import proportion_interval
from indicators.signals.history import Floats

_LEVEL = 0.95


def ratio_effect_size(top: Floats, base: Floats, other: Floats, other_base: Floats) -> tuple[Floats, Floats, Floats]:
    """Percent by which one count or rate is above another, and its limits.

    Limits are those of Clopper and Pearson for the share of one count in both, exact given the total. NaN where
    a figure is missing, and for the percentage and its upper limit where the other count is nought.
    """
    tail = (1 - _LEVEL) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        exposure = other_base / base
        low = np.where(top > 0, special.betaincinv(np.maximum(top, 1e-12), other + 1, tail), 0.0)
        high = np.where(other > 0, special.betaincinv(top + 1, np.maximum(other, 1e-12), 1 - tail), np.nan)
        ratios = (top / other, low / (1 - low), high / (1 - high))
        percents = [100 * (ratio * exposure - 1) for ratio in ratios]
    missing = ~np.isfinite(top) | ~np.isfinite(other)
    effect, lower, upper = (np.where(missing | ~np.isfinite(item), np.nan, item) for item in percents)
    return effect, lower, upper


def proportion_effect_size(
    top: Floats, base: Floats, other: Floats, other_base: Floats
) -> tuple[Floats, Floats, Floats]:
    """Percentage points by which one proportion is above another, with Newcombe's limits (1998, method 10)."""
    parts = _valid_proportion(top, base), _valid_proportion(other, other_base)
    (share, low, high), (other_share, other_low, other_high) = (
        (part / whole, *proportion_interval(part, whole, level=_LEVEL)) for part, whole in parts
    )
    difference = share - other_share
    lower = difference - np.sqrt((share - low) ** 2 + (other_high - other_share) ** 2)
    upper = difference + np.sqrt((high - share) ** 2 + (other_share - other_low) ** 2)
    return 100 * difference, 100 * lower, 100 * upper


def _valid_proportion(top: Floats, base: Floats) -> tuple[Floats, Floats]:
    """A numerator and base of a proportion; NaN where they are none."""
    with np.errstate(invalid="ignore"):
        is_sound = (base > 0) & (top <= base)
    return np.where(is_sound, top, np.nan), np.where(is_sound, base, np.nan)


def count_p_value(top: ArrayLike, base: ArrayLike, top_before: ArrayLike, base_before: ArrayLike) -> Floats:
    """The probability for counts over exposures; the earlier count may be a weighted one, hence no whole number."""
    top, base, before, base_before = np.broadcast_arrays(*map(_floats, (top, base, top_before, base_before)))
    return two_sided_p_value(mid_p_upper_tail(top, before, np.log(base) - np.log(base_before)))


def proportion_p_value(top: ArrayLike, base: ArrayLike, top_before: ArrayLike, base_before: ArrayLike) -> Floats:
    """The probability for proportions: numerators of bases; all are rounded to whole numbers."""
    top, base, before, base_before = np.broadcast_arrays(
        *(np.round(_floats(item)) for item in (top, base, top_before, base_before))
    )
    drawn = (base + base_before, top + before, base)
    above = _hypergeometric_above(top, *drawn)
    return two_sided_p_value(above + _hypergeometric(top, *drawn) / 2)


def mid_p_upper_tail(top: Floats, before: Floats, log_exposure: Floats) -> Floats:
    """Half the probability of `top` itself and all of that of more, given the total, before rounding errors.

    `log_exposure` is the logarithm of the latest exposure over the earlier one.
    """
    return (upper_tail(top, before + 1, log_exposure) + upper_tail(top + 1, before, log_exposure)) / 2


def upper_tail(top: Floats, rest: Floats, log_odds: Floats) -> Floats:
    """Binomial probability of `top` or more, as an incomplete beta integral, so that counts may be weighted."""
    inside = special.betainc(np.maximum(top, 1e-12), np.maximum(rest, 1e-12), special.expit(log_odds))
    return np.where(top <= 0, 1.0, np.where(rest <= 0, 0.0, inside))


def two_sided_p_value(above: Floats) -> Floats:
    """Twice the smaller of both sides, from 0 to 1 whatever the rounding errors of a sum."""
    return np.clip(2 * np.minimum(above, 1 - above), 0.0, 1.0)


def least_count_p_value(total: Floats, log_exposure: Floats) -> Floats:
    """The smallest probability that a total could give, however it were split: above it a test cannot speak.

    It depends on the total alone, so leaving out tests that cannot speak favours no outcome (Tarone 1990).
    """
    share = special.expit(log_exposure)
    return np.minimum(share, 1 - share) ** total


def least_proportion_p_value(top: Floats, base: Floats, before: Floats, base_before: Floats) -> Floats:
    """The same for proportions, given both bases and the total of the numerators."""
    top, base, before, base_before = (np.round(item) for item in (top, base, before, base_before))
    drawn = (base + base_before, top + before, base)
    fewest, most = np.maximum(0, top + before - base_before), np.minimum(top + before, base)
    return np.minimum(_hypergeometric(fewest, *drawn), _hypergeometric(most, *drawn))


def _hypergeometric_above(top: Floats, everyone: Floats, tops: Floats, base: Floats) -> Floats:
    """The probability of more than `top`; NaN where a part is above its whole."""
    with np.errstate(invalid="ignore"):
        has_parts = (everyone > 0) & (tops >= 0) & (tops <= everyone) & (base >= 0) & (base <= everyone)
        fewest, most = np.maximum(0, base - (everyone - tops)), np.minimum(tops, base)
        inside = has_parts & (fewest <= top) & (top < most)
        above = np.where(has_parts & ~np.isnan(top), np.where(top < fewest, 1.0, 0.0), np.nan)
    # What `scipy.stats.hypergeom` calls: to load that package takes longer than to judge a cycle.
    above[inside] = special._ufuncs._hypergeom_sf(*(item[inside] for item in (top, tops, base, everyone)))
    return above


def _hypergeometric(top: Floats, everyone: Floats, tops: Floats, base: Floats) -> Floats:
    """The probability of just `top`; scipy's own is a loop."""
    ways = _log_choose(tops, top) + _log_choose(everyone - tops, base - top) - _log_choose(everyone, base)
    return np.exp(ways)


def _log_choose(of: Floats, some: Floats) -> Floats:
    return special.gammaln(of + 1) - special.gammaln(some + 1) - special.gammaln(of - some + 1)


def _floats(values: ArrayLike) -> Floats:
    return np.asarray(values, dtype=float)


#: Where steps are summed over, on the normal scale: as far out as the heavy tails of t matter, and so close that
#: a probability of 1 in 10,000 is right to a twentieth. The trapezium rule is nearly exact for such curves.
_STEP_POINTS = np.linspace(-6, 6, 97)
_STEP_WEIGHTS = np.exp(-(_STEP_POINTS**2) / 2) / np.exp(-(_STEP_POINTS**2) / 2).sum()
#: The same for chance, in its standard deviations; far out because the logarithm of a small count is skewed.
_CHANCE_POINTS = np.linspace(-12, 12, 33)
#: How much steadier than chance a figure is let be, in counts.
_STEADIEST = 4.0


def usual_count_p_value(
    top: Floats, base: Floats, before: Floats, base_before: Floats, variance: Floats, chance: Floats, degrees: Floats
) -> Floats:
    """The two-sided probability of a count given its history, its usual variance and its variance by chance.

    One-dimensional arrays, one number a series. Where figures move less than chance has it, as stocks of the
    same children do, they are taken as if they were that much larger.
    """
    steadier = np.clip(chance / variance, 1.0, _STEADIEST)
    top, before = top * steadier, before * steadier
    exposure = np.log(base) - np.log(base_before)
    scale = np.sqrt(np.maximum(variance - chance, 0.0))
    above = mid_p_upper_tail(top, before, exposure)
    # Whichever of chance and step is the narrower is summed over, so that the other's tail stays exact.
    noise = np.sqrt(special.polygamma(1, top + 0.5) + special.polygamma(1, before + 0.5))
    narrow, wide = (scale > 0) & (scale < noise), scale >= noise
    for own, averaged in ((narrow, _averaged_over_steps), (wide, _averaged_over_chance)):
        above[own] = averaged(*(item[own] for item in (top, before, exposure, scale, degrees)))
    return two_sided_p_value(above)


def usual_proportion_p_value(step: Floats, variance: Floats, chance: Floats, degrees: Floats) -> Floats:
    """The same for a step in log odds, whose sampling error is taken as normal."""
    noise = np.sqrt(np.minimum(chance, variance))
    scale = np.sqrt(np.maximum(variance - chance, 0.0))
    away = np.abs(step)
    wide = scale > noise
    tail = np.empty_like(away)
    normal = np.broadcast_to(-(_CHANCE_POINTS**2) / 2, (int(wide.sum()), len(_CHANCE_POINTS)))
    places = away[wide, None] + noise[wide, None] * _CHANCE_POINTS
    tail[wide] = _beyond_step(places, normal, scale[wide], degrees[wide])
    narrow = ~wide
    moved = _steps(degrees[narrow]) * scale[narrow, None]
    tail[narrow] = special.ndtr((moved - away[narrow, None]) / noise[narrow, None]) @ _STEP_WEIGHTS
    return np.minimum(1.0, 2 * tail)


def _averaged_over_steps(top: Floats, rest: Floats, exposure: Floats, scale: Floats, degrees: Floats) -> Floats:
    """Half the probability of `top` and all of that of more, summed over the step."""
    odds = _steps(degrees) * scale[:, None] + exposure[:, None]
    top, rest = top[:, None], rest[:, None]
    # The probability of `top` itself costs less than a second integral.
    log_ways = -special.betaln(top + 1, rest + 1) - np.log(top + rest + 1)
    itself = np.exp(log_ways + top * odds - (top + rest) * np.logaddexp(0, odds))
    return (upper_tail(top + 1, rest, odds) + itself / 2) @ _STEP_WEIGHTS


def _averaged_over_chance(top: Floats, rest: Floats, exposure: Floats, scale: Floats, degrees: Floats) -> Floats:
    """The same summed over chance."""
    more = _beyond_chance(top + 1, rest, exposure, scale, degrees)
    return (_beyond_chance(top, rest + 1, exposure, scale, degrees) + more) / 2


def _beyond_chance(top: Floats, rest: Floats, exposure: Floats, scale: Floats, degrees: Floats) -> Floats:
    """The probability of `top` or more: that the step goes beyond where chance would need it, a beta's log odds."""
    positive, others = np.maximum(top, 1e-12)[:, None], np.maximum(rest, 1e-12)[:, None]
    noise = np.sqrt(special.polygamma(1, positive) + special.polygamma(1, others))
    places = special.psi(positive) - special.psi(others) + noise * _CHANCE_POINTS
    log_density = positive * places - (positive + others) * np.logaddexp(0, places)
    tail = _beyond_step(places - exposure[:, None], log_density, scale, degrees)
    return np.where(top <= 0, 1.0, np.where(rest <= 0, 0.0, tail))


def _steps(degrees: Floats) -> Floats:
    """The t-distributed step at each of `_STEP_POINTS`, one row a series; worked out once for equal degrees."""
    each, which = np.unique(degrees, return_inverse=True)
    below = special.stdtrit(each[:, None], special.ndtr(-np.abs(_STEP_POINTS)))
    return (-np.sign(_STEP_POINTS) * below)[which]


def _beyond_step(places: Floats, log_density: Floats, scale: Floats, degrees: Floats) -> Floats:
    """The upper tail of a scaled t at places that are known up to a density; both are series × places."""
    weights = np.exp(log_density - log_density.max(axis=1, keepdims=True))
    tails = special.stdtr(degrees[:, None], -places / scale[:, None])
    return (weights * tails).sum(axis=1) / weights.sum(axis=1)
