"""Straight lines through counts and proportions on their logarithmic scale, for many series at once.

Poisson and binomial regressions by iterated least squares (McCullagh and Nelder 1989): what statsmodels' GLM
does for one series, in steps that take thousands side by side.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indicators.signals.history import Floats

_ROUNDS = 12
#: Lines no longer move once both their steps are below this, on the logarithmic scale.
_STILL = 1e-9
#: Fitted logarithms are kept this near to the mean: a series of noughts and one case has no finite slope.
_FARTHEST = 20.0


class Slopes(NamedTuple):
    """One number a series: the slope a period, its variance by chance, how many times more the points scatter,
    how many points there were, and whether every slope that leaves one point out has the same sign."""

    slope: Floats
    variance: Floats
    scatter: Floats
    points: NDArray[np.int64]
    is_steady: NDArray[np.bool_]


def slopes(top: Floats, base: Floats, is_share: NDArray[np.bool_]) -> Slopes:
    """The slope of each series (row) over its periods (columns); NaN figures are left out.

    The slope is that of the log rate, or of the log odds of proportions; NaN where it cannot be told.
    """
    fit = _fitted(top, base, is_share)
    points = fit.known.sum(axis=1)
    left = fit.cases - fit.mean
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        inner = _inner(fit.time, fit.weight)
        determinant = inner[0] * inner[2] - inner[1] ** 2
        variance = inner[0] / determinant
        spread = np.where(fit.known & (fit.weight > 0), left**2 / fit.weight, 0.0).sum(axis=1)
        without = fit.slope[:, None] - _influence(fit.time, fit.weight, left, inner, determinant)
    sound = (points >= 3) & np.isfinite(variance) & (variance > 0) & np.isfinite(fit.slope)
    steady = sound & (fit.slope != 0) & _agrees(without, fit).all(axis=1)
    steady[steady] = _holds(top[steady], base[steady], is_share[steady])
    return Slopes(
        np.where(sound, fit.slope, np.nan),
        np.where(sound, variance, np.nan),
        np.maximum(1.0, spread / np.maximum(points - 2, 1)),
        points,
        steady,
    )


class _Fit(NamedTuple):
    """A line through each series: its slope, and at each point the time, cases, mean and weight; noughts in gaps."""

    slope: Floats
    known: NDArray[np.bool_]
    time: Floats
    cases: Floats
    mean: Floats
    weight: Floats


def _fitted(top: Floats, base: Floats, is_share: NDArray[np.bool_]) -> _Fit:
    known = np.isfinite(top) & np.isfinite(base) & (base > 0)
    cases, exposure = np.where(known, top, 0.0), np.where(known, base, 1.0)
    # About its middle, so that level and slope hardly depend on each other and are soon found.
    middle = (known * np.arange(top.shape[1])).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    time = np.where(known, np.arange(top.shape[1]) - middle[:, None], 0.0)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        line = np.array([_start(cases, exposure, known, is_share), np.zeros(len(top))])
        moving = np.arange(len(top))
        for _ in range(_ROUNDS):
            own = [item[moving] for item in (time, exposure, known, is_share)]
            mean, weight = _mean(*line[:, moving], *own)
            step = np.clip(_least_squares(own[0], weight, cases[moving] - mean), -2, 2)
            line[:, moving] += step
            line[1] = np.clip(line[1], -_FARTHEST, _FARTHEST)
            moving = moving[(np.abs(step) > _STILL).any(axis=0)]
        mean, weight = _mean(*line, time, exposure, known, is_share)
    return _Fit(line[1], known, time, cases, mean, weight)


def _agrees(without: Floats, fit: _Fit) -> NDArray[np.bool_]:
    """Whether a slope without each point has the sign of the whole; true for gaps."""
    return (np.sign(without) == np.sign(fit.slope)[:, None]) | ~fit.known


def _holds(top: Floats, base: Floats, is_share: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether lines fitted anew without each point agree: where one lies far out, one step is not enough."""
    fit = _fitted(top, base, is_share)
    width = top.shape[1]
    others = np.where(np.eye(width, dtype=bool), np.nan, top[:, None, :]).reshape(top.size, width)
    again = _fitted(others, np.repeat(base, width, axis=0), np.repeat(is_share, width))
    return _agrees(again.slope.reshape(top.shape), fit).all(axis=1)


def _start(cases: Floats, exposure: Floats, known: NDArray[np.bool_], is_share: NDArray[np.bool_]) -> Floats:
    """The level of a flat line."""
    cases_in_all, base = cases.sum(axis=1) + 0.5, np.where(known, exposure, 0.0).sum(axis=1)
    rest = np.maximum(base + 1 - cases_in_all, 0.5)
    return np.log(cases_in_all / np.where(is_share, rest, np.where(base > 0, base, 1.0)))


def _mean(
    level: Floats, slope: Floats, time: Floats, exposure: Floats, known: NDArray[np.bool_], is_share: NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    """Expected cases on the line, and the weight of each point, which is their variance."""
    line = np.clip(level[:, None] + slope[:, None] * time, -700, 700)
    share = 1 / (1 + np.exp(-line))
    mean = exposure * np.where(is_share[:, None], share, np.exp(np.minimum(line, _FARTHEST)))
    weight = np.where(is_share[:, None], mean * (1 - share), mean)
    return np.where(known, mean, 0.0), np.where(known, weight, 0.0)


def _inner(time: Floats, weight: Floats) -> tuple[Floats, Floats, Floats]:
    return weight.sum(axis=1), (weight * time).sum(axis=1), (weight * time**2).sum(axis=1)


def _least_squares(time: Floats, weight: Floats, left: Floats) -> tuple[Floats, Floats]:
    """How level and slope must move to take up what is left."""
    ones, first, second = _inner(time, weight)
    level, slope = left.sum(axis=1), (left * time).sum(axis=1)
    determinant = ones * second - first**2
    sound = determinant > 1e-12
    safe = np.where(sound, determinant, 1.0)
    return (
        np.where(sound, (second * level - first * slope) / safe, 0.0),
        np.where(sound, (ones * slope - first * level) / safe, 0.0),
    )


def _influence(time: Floats, weight: Floats, left: Floats, inner: tuple[Floats, ...], determinant: Floats) -> Floats:
    """By how much each point moves the slope, to one step (Pregibon 1981)."""
    ones, first, second = (item[:, None] for item in inner)
    across = determinant[:, None]
    leverage = weight * (second - 2 * time * first + time**2 * ones) / across
    return (ones * time - first) / across * left / np.maximum(1 - leverage, 1e-9)
