"""What came before each period, as one count and base, and how far each figure lies from it (a step) on the
logarithmic scale.

The weight of a period shrinks by `memory` with each period that passes: 0 leaves only the period before, 1 counts
all alike. The history is given as the count and base whose sampling error is that of the weighted sum, so that exact
tests of two counts apply to it.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class WeightedHistory(NamedTuple):
    """Count (or numerator) and base before each period, shaped like the series; NaN where nothing came before.

    `swings` is the sum of squared weights over the square of their sum: the variance of a history of which every
    period swings by a variance of 1. It is 1 after one period, and 1/n after n that count alike.
    """

    top: Floats
    base: Floats
    swings: Floats


def weighted_history(top: Floats, base: Floats, memory: Floats, is_share: NDArray[np.bool_]) -> WeightedHistory:
    """The history before every period of every series.

    `top` and `base` are series × periods with NaN where there is no figure, `memory` one number a series,
    `is_share` whether its figures are numerators of a base (a proportion) rather than counts over an exposure.
    """
    tops, bases = np.ascontiguousarray(top.T), np.ascontiguousarray(base.T)
    known = np.isfinite(tops) & np.isfinite(bases)
    histories = WeightedHistory(*np.full((3, *tops.shape), np.nan))
    # Sums of w × top, w × base and w, then of w² × each, which give the sampling error.
    sums = np.zeros((6, tops.shape[1]))
    keep = np.repeat([memory, memory**2], 3, axis=0)
    ones = np.ones(tops.shape[1])
    for period, (tops_now, bases_now, is_known) in enumerate(zip(tops, bases, known, strict=True)):
        histories.top[period], histories.base[period], histories.swings[period] = _effective_history(
            *sums, is_share=is_share
        )
        adding = np.array([tops_now, bases_now, ones] * 2)
        sums = np.where(is_known, sums * keep + adding, sums)
    return WeightedHistory(*(item.T for item in histories))


def _effective_history(
    top: Floats, base: Floats, weight: Floats, top2: Floats, base2: Floats, weight2: Floats, is_share: NDArray[np.bool_]
) -> WeightedHistory:
    """The count and base that have the rate and the sampling error of a weighted sum."""
    with np.errstate(divide="ignore", invalid="ignore"):
        by_base = base * base / base2
        by_top = top * top / top2
        counts = np.where(top > 0, by_top, 0.0)
        exposure = np.where(top > 0, by_top * base / top, by_base)
        shares = by_base * top / base
        swings = weight2 / weight**2
    effective = (np.where(is_share, shares, counts), np.where(is_share, by_base, exposure), swings)
    return WeightedHistory(*(np.where(base > 0, item, np.nan) for item in effective))


#: Added to counts before a logarithm is taken, so that nought has one (Haldane 1956, Anscombe 1956).
_HALF = 0.5


class Steps(NamedTuple):
    """Log-ratios (log odds ratios for proportions) against the history, and their variance by chance alone.

    `swings` is the variance that they have where every period, the latest too, swings by a variance of 1.
    """

    size: Floats
    chance: Floats
    swings: Floats


def steps_from_history(top: Floats, base: Floats, before: WeightedHistory, is_share: NDArray[np.bool_]) -> Steps:
    """The step of every figure from its history, shaped like the series; NaN where there is no history.

    The variance is that under no change, given the total of both: it does not lean on the single figure.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        size, chance = _count_steps(top, base, before.top, before.base)
        if is_share.any():
            rows = is_share.reshape(-1, *[1] * (np.ndim(top) - 1))
            shares = _proportion_steps(top, base, before.top, before.base)
            size, chance = np.where(rows, shares[0], size), np.where(rows, shares[1], chance)
    return Steps(size, chance, 1 + before.swings)


def _count_steps(top: Floats, base: Floats, before: Floats, base_before: Floats) -> tuple[Floats, Floats]:
    size = np.log((top + _HALF) / base) - np.log((before + _HALF) / base_before)
    total, share = top + before, base / (base + base_before)
    return size, 1 / (total * share + _HALF) + 1 / (total * (1 - share) + _HALF)


def _proportion_steps(top: Floats, base: Floats, before: Floats, base_before: Floats) -> tuple[Floats, Floats]:
    size = np.log((top + _HALF) / (base - top + _HALF)) - np.log((before + _HALF) / (base_before - before + _HALF))
    pooled = (top + before + _HALF) / (base + base_before + 1)
    return size, (1 / (base + 1) + 1 / (base_before + 1)) / (pooled * (1 - pooled))
