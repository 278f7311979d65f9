"""How often figures like these move so far without cause for question: the exact test, widened by usual movement.

The latest count is tested given the total, as by chance alone, but its level may also have moved by a step that
is t-distributed with the moderated variance of steps. The tail is averaged over that step.
"""

import numpy as np
from scipy import special

from indicators.signals.chance import mid_upper, two_sided, upper
from indicators.signals.history import Floats

#: Where steps are summed over, on the normal scale: as far out as the heavy tails of t matter, and so close that
#: a probability of 1 in 10,000 is right to a twentieth. The trapezium rule is nearly exact for such curves.
_STEPS = np.linspace(-6, 6, 97)
_STEP_WEIGHTS = np.exp(-(_STEPS**2) / 2) / np.exp(-(_STEPS**2) / 2).sum()
#: The same for chance, in its standard deviations; far out because the logarithm of a small count is skewed.
_CHANCES = np.linspace(-12, 12, 33)
#: How much steadier than chance a figure is let be, in counts.
_STEADIEST = 4.0


def count_beyond_usual(
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
    above = mid_upper(top, before, exposure)
    # Whichever of chance and step is the narrower is summed over, so that the other's tail stays exact.
    noise = np.sqrt(special.polygamma(1, top + 0.5) + special.polygamma(1, before + 0.5))
    narrow, wide = (scale > 0) & (scale < noise), scale >= noise
    for own, averaged in ((narrow, _averaged_over_steps), (wide, _averaged_over_chance)):
        above[own] = averaged(*(item[own] for item in (top, before, exposure, scale, degrees)))
    return two_sided(above)


def share_beyond_usual(step: Floats, variance: Floats, chance: Floats, degrees: Floats) -> Floats:
    """The same for a step in log odds, whose sampling error is taken as normal."""
    noise = np.sqrt(np.minimum(chance, variance))
    scale = np.sqrt(np.maximum(variance - chance, 0.0))
    away = np.abs(step)
    wide = scale > noise
    tail = np.empty_like(away)
    normal = np.broadcast_to(-(_CHANCES**2) / 2, (int(wide.sum()), len(_CHANCES)))
    places = away[wide, None] + noise[wide, None] * _CHANCES
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
    return (upper(top + 1, rest, odds) + itself / 2) @ _STEP_WEIGHTS


def _averaged_over_chance(top: Floats, rest: Floats, exposure: Floats, scale: Floats, degrees: Floats) -> Floats:
    """The same summed over chance."""
    more = _beyond_chance(top + 1, rest, exposure, scale, degrees)
    return (_beyond_chance(top, rest + 1, exposure, scale, degrees) + more) / 2


def _beyond_chance(top: Floats, rest: Floats, exposure: Floats, scale: Floats, degrees: Floats) -> Floats:
    """The probability of `top` or more: that the step goes beyond where chance would need it, a beta's log odds."""
    positive, others = np.maximum(top, 1e-12)[:, None], np.maximum(rest, 1e-12)[:, None]
    noise = np.sqrt(special.polygamma(1, positive) + special.polygamma(1, others))
    places = special.psi(positive) - special.psi(others) + noise * _CHANCES
    log_density = positive * places - (positive + others) * np.logaddexp(0, places)
    tail = _beyond_step(places - exposure[:, None], log_density, scale, degrees)
    return np.where(top <= 0, 1.0, np.where(rest <= 0, 0.0, tail))


def _steps(degrees: Floats) -> Floats:
    """The t-distributed step at each of `_STEPS`, one row a series; worked out once for equal degrees."""
    each, which = np.unique(degrees, return_inverse=True)
    below = special.stdtrit(each[:, None], special.ndtr(-np.abs(_STEPS)))
    return (-np.sign(_STEPS) * below)[which]


def _beyond_step(places: Floats, log_density: Floats, scale: Floats, degrees: Floats) -> Floats:
    """The upper tail of a scaled t at places that are known up to a density; both are series × places."""
    weights = np.exp(log_density - log_density.max(axis=1, keepdims=True))
    tails = special.stdtr(degrees[:, None], -places / scale[:, None])
    return (weights * tails).sum(axis=1) / weights.sum(axis=1)
