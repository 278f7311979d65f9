"""How often figures like these move so far without cause for question: the exact test, widened by usual movement.

The latest count is tested given the total, as by chance alone, but its level may also have moved by a step that
is t-distributed with the moderated variance of steps. The tail is averaged over that step.
"""

import numpy as np
from scipy import special

from indicators.signals.chance import mid_upper, two_sided, upper
from indicators.signals.history import Floats

_HERMITE, _HERMITE_WEIGHTS = np.polynomial.hermite_e.hermegauss(9)
_HERMITE_WEIGHTS = _HERMITE_WEIGHTS / _HERMITE_WEIGHTS.sum()
_LEGENDRE, _LEGENDRE_WEIGHTS = np.polynomial.legendre.leggauss(16)
_LEGENDRE, _LEGENDRE_WEIGHTS = (_LEGENDRE + 1) / 2, _LEGENDRE_WEIGHTS / 2
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
    above = (
        _averaged(top, before + 1, exposure, scale, degrees) + _averaged(top + 1, before, exposure, scale, degrees)
    ) / 2
    return two_sided(np.where(scale > 0, above, mid_upper(top, before, exposure)))


def share_beyond_usual(step: Floats, variance: Floats, chance: Floats, degrees: Floats) -> Floats:
    """The same for a step in log odds, whose sampling error is taken as normal."""
    noise = np.sqrt(np.minimum(chance, variance))
    scale = np.sqrt(np.maximum(variance - chance, 0.0))
    away = np.abs(step)
    wide = scale > noise
    tail = np.empty_like(away)
    tail[wide] = _smoothed_t(away[wide], noise[wide], scale[wide], degrees[wide])
    narrow = ~wide
    moved = special.stdtrit(degrees[narrow, None], _LEGENDRE) * scale[narrow, None]
    tail[narrow] = special.ndtr((moved - away[narrow, None]) / noise[narrow, None]) @ _LEGENDRE_WEIGHTS
    return np.minimum(1.0, 2 * tail)


def _averaged(top: Floats, rest: Floats, exposure: Floats, scale: Floats, degrees: Floats) -> Floats:
    """The probability of `top` or more, averaged over the step.

    Whichever of chance and step is the narrower is summed over, so that the other's tail stays exact.
    """
    positive, others = np.maximum(top, 1e-12), np.maximum(rest, 1e-12)
    noise = np.sqrt(special.polygamma(1, positive) + special.polygamma(1, others))
    wide = scale >= noise
    tail = np.empty_like(top)
    centre = special.psi(positive) - special.psi(others) - exposure
    tail[wide] = _smoothed_t(centre[wide], noise[wide], scale[wide], degrees[wide])
    narrow = ~wide
    moved = special.stdtrit(degrees[narrow, None], _LEGENDRE) * scale[narrow, None] + exposure[narrow, None]
    tail[narrow] = upper(top[narrow, None], rest[narrow, None], moved) @ _LEGENDRE_WEIGHTS
    return np.where(top <= 0, 1.0, np.where(rest <= 0, 0.0, tail))


def _smoothed_t(centre: Floats, noise: Floats, scale: Floats, degrees: Floats) -> Floats:
    """The upper tail of a scaled t at a place that is itself known only up to normal noise."""
    places = centre[:, None] + noise[:, None] * _HERMITE
    return special.stdtr(degrees[:, None], -places / scale[:, None]) @ _HERMITE_WEIGHTS
