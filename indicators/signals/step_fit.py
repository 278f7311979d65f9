"""How the variance of steps grows with swings and with chance, fitted in each group of series."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indicators.signals.history import Floats, weighted_history
from indicators.signals.steps import steps_from

Ints = NDArray[np.int64]

#: Counts of one or two say little of how clusters grow as numbers shrink.
_MOST_CHANCE = 1.0
#: No figures are steadier than a quarter of chance, whatever a short history says.
STEADIEST = 0.25
#: A single wild step is counted as this many variances at most.
_WILDEST = 6.0
#: Heavy enough tails to choose a memory by, without fitting them first.
_TRIAL_DEGREES = 5.0


class Measured(NamedTuple):
    """The variance of steps fitted in each group, how well it fits, and the steps in units of it."""

    swing: Floats
    cluster: Floats
    steps: Ints
    fit: Floats
    squares: Floats
    row: Ints
    period: Ints
    shape: tuple[int, ...]


def measured(
    top: Floats,
    base: Floats,
    is_share: NDArray[np.bool_],
    groups: Ints,
    memory: Floats,
    count: int,
    *,
    rounds: int,
) -> Measured:
    """Fit `swing` and `cluster` by weighted least squares of squared steps on their variance by chance."""
    steps = steps_from(top, base, weighted_history(top, base, memory, is_share), is_share)
    row, period = np.nonzero(np.isfinite(steps.size) & np.isfinite(steps.chance))
    size, chance, swings = (item[row, period] for item in steps)
    group, squared = groups[row], size**2
    swing, cluster = _fitted(squared, chance, swings, group, count, rounds)
    variance = fitted_variance(chance, swings, swing[group], cluster[group])
    squares = squared / variance
    fit = -np.log(variance) - (_TRIAL_DEGREES + 1) * np.log1p(squares / _TRIAL_DEGREES)
    number = np.bincount(group, minlength=count)
    mean_fit = np.bincount(group, fit, minlength=count) / np.maximum(number, 1)
    return Measured(swing, cluster, number, mean_fit, squares, row, period, top.shape)


def _fitted(
    squared: Floats, chance: Floats, swings: Floats, group: Ints, count: int, rounds: int
) -> tuple[Floats, Floats]:
    swing, cluster = np.full(count, 0.01), np.ones(count)
    capped = np.minimum(chance, _MOST_CHANCE)

    def total(values: Floats) -> Floats:
        return np.bincount(group, values, minlength=count)

    for _ in range(rounds):
        variance = fitted_variance(chance, swings, swing[group], cluster[group])
        weight = 1 / (variance * variance)
        excess = np.minimum(squared, _WILDEST * variance) - chance
        by_swings, by_chance = weight * swings, weight * capped
        swing, cluster = _solved(
            total(by_swings * swings),
            total(by_swings * capped),
            total(by_chance * capped),
            total(by_swings * excess),
            total(by_chance * excess),
        )
    return swing, cluster


def fitted_variance(chance: Floats, swings: Floats, swing: Floats, cluster: Floats) -> Floats:
    """The variance of a step by what was fitted to its group; never below a quarter of chance."""
    clustered = (cluster - 1) * np.minimum(chance, _MOST_CHANCE)
    return np.maximum(chance + swings * swing + clustered, STEADIEST * chance)


def _solved(
    swings2: Floats, mixed: Floats, chance2: Floats, by_swings: Floats, by_chance: Floats
) -> tuple[Floats, Floats]:
    """Least squares of the excess on swings and on chance, neither factor below what it can be."""
    least = STEADIEST - 1
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = (swings2 * by_chance - mixed * by_swings) / (swings2 * chance2 - mixed**2)
        slope = np.where(np.isfinite(slope), np.maximum(slope, least), 0.0)
        level = np.where(swings2 > 0, (by_swings - slope * mixed) / swings2, 0.0)
        alone = np.where(chance2 > 0, np.maximum(by_chance / chance2, least), 0.0)
    below = level < 0
    return np.where(below, 0.0, level), 1 + np.where(below, alone, slope)
