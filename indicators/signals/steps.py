"""How far each figure lay from what came before it, on the logarithmic scale, and how far chance sends it."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indicators.signals.history import Floats, History

#: Added to counts before a logarithm is taken, so that nought has one (Haldane 1956, Anscombe 1956).
_HALF = 0.5


class Steps(NamedTuple):
    """Log-ratios (log odds ratios for proportions) against the history, and their variance by chance alone.

    `swings` is the variance that they have where every period, the latest too, swings by a variance of 1.
    """

    size: Floats
    chance: Floats
    swings: Floats


def steps_from(top: Floats, base: Floats, before: History, is_share: NDArray[np.bool_]) -> Steps:
    """The step of every figure from its history, shaped like the series; NaN where there is no history.

    The variance is that under no change, given the total of both: it does not lean on the single figure.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        size, chance = _of_counts(top, base, before.top, before.base)
        if is_share.any():
            rows = is_share.reshape(-1, *[1] * (np.ndim(top) - 1))
            shares = _of_shares(top, base, before.top, before.base)
            size, chance = np.where(rows, shares[0], size), np.where(rows, shares[1], chance)
    return Steps(size, chance, 1 + before.swings)


def _of_counts(top: Floats, base: Floats, before: Floats, base_before: Floats) -> tuple[Floats, Floats]:
    size = np.log((top + _HALF) / base) - np.log((before + _HALF) / base_before)
    total, share = top + before, base / (base + base_before)
    return size, 1 / (total * share + _HALF) + 1 / (total * (1 - share) + _HALF)


def _of_shares(top: Floats, base: Floats, before: Floats, base_before: Floats) -> tuple[Floats, Floats]:
    size = np.log((top + _HALF) / (base - top + _HALF)) - np.log((before + _HALF) / (base_before - before + _HALF))
    pooled = (top + before + _HALF) / (base + base_before + 1)
    return size, (1 / (base + 1) + 1 / (base_before + 1)) / (pooled * (1 - pooled))
