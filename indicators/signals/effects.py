"""How much larger one figure is than another, with its 95% interval."""

import numpy as np
from scipy import special

from indicators.signals.history import Floats
from indicators.signals.intervals import proportion_interval

_LEVEL = 0.95


def ratio_effect(top: Floats, base: Floats, other: Floats, other_base: Floats) -> tuple[Floats, Floats, Floats]:
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
    return tuple(np.where(missing | ~np.isfinite(item), np.nan, item) for item in percents)


def share_effect(top: Floats, base: Floats, other: Floats, other_base: Floats) -> tuple[Floats, Floats, Floats]:
    """Percentage points by which one proportion is above another, with Newcombe's limits (1998, method 10)."""
    parts = _sound(top, base), _sound(other, other_base)
    (share, low, high), (other_share, other_low, other_high) = (
        (part / whole, *proportion_interval(part, whole, level=_LEVEL)) for part, whole in parts
    )
    difference = share - other_share
    lower = difference - np.sqrt((share - low) ** 2 + (other_high - other_share) ** 2)
    upper = difference + np.sqrt((high - share) ** 2 + (other_share - other_low) ** 2)
    return 100 * difference, 100 * lower, 100 * upper


def _sound(top: Floats, base: Floats) -> tuple[Floats, Floats]:
    """A numerator and base of a proportion; NaN where they are none."""
    with np.errstate(invalid="ignore"):
        is_sound = (base > 0) & (top <= base)
    return np.where(is_sound, top, np.nan), np.where(is_sound, base, np.nan)
