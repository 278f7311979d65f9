"""What each series was expected to be in its latest period, and how far off such figures usually are, beyond chance.

Series of one indicator are taken together: `usual_movement` fits the variance of their steps (the model is described
at `UsualMovement`), and `expectations` moderates it by each series' own steps, as limma does (Smyth 2004). An
indicator with too few steps borrows from its kindred indicator; where that has too few as well, only chance can be
judged.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from indicators.signals.history import Floats, Steps, WeightedHistory, steps_from_history, weighted_history
from indicators.signals.panel import Panel, season_rows

Ints = NDArray[np.int64]

#: Counts of one or two say little of how clusters grow as numbers shrink.
_MOST_CHANCE = 1.0
#: No figures are steadier than a quarter of chance, whatever a short history says.
STEADIEST = 0.25
#: A single wild step is counted as this many variances at most.
_WILDEST = 6.0
#: Heavy enough tails to choose a memory by, without fitting them first.
_TRIAL_DEGREES = 5.0


class StepFit(NamedTuple):
    """The variance of steps fitted in each group, how well it fits, and the steps in units of it."""

    swing: Floats
    cluster: Floats
    steps: Ints
    fit: Floats
    squares: Floats
    row: Ints
    period: Ints
    shape: tuple[int, ...]


def fit_steps(
    top: Floats,
    base: Floats,
    is_share: NDArray[np.bool_],
    groups: Ints,
    memory: Floats,
    count: int,
    *,
    rounds: int,
) -> StepFit:
    """Fit `swing` and `cluster` by weighted least squares of squared steps on their variance by chance."""
    steps = steps_from_history(top, base, weighted_history(top, base, memory, is_share), is_share)
    row, period = np.nonzero(np.isfinite(steps.size) & np.isfinite(steps.chance))
    size, chance, swings = (item[row, period] for item in steps)
    group, squared = groups[row], size**2
    swing, cluster = _fitted_factors(squared, chance, swings, group, count, rounds)
    variance = fitted_variance(chance, swings, swing[group], cluster[group])
    squares = squared / variance
    fit = -np.log(variance) - (_TRIAL_DEGREES + 1) * np.log1p(squares / _TRIAL_DEGREES)
    number = np.bincount(group, minlength=count)
    mean_fit = np.bincount(group, fit, minlength=count) / np.maximum(number, 1)
    return StepFit(swing, cluster, number, mean_fit, squares, row, period, top.shape)


def _fitted_factors(
    squared: Floats, chance: Floats, swings: Floats, group: Ints, count: int, rounds: int
) -> tuple[Floats, Floats]:
    swing, cluster = np.full(count, 0.01), np.ones(count)
    capped = np.minimum(chance, _MOST_CHANCE)

    def total(values: Floats) -> Floats:
        return cast(Floats, np.bincount(group, values, minlength=count))

    for _ in range(rounds):
        variance = fitted_variance(chance, swings, swing[group], cluster[group])
        weight = 1 / (variance * variance)
        excess = np.minimum(squared, _WILDEST * variance) - chance
        by_swings, by_chance = weight * swings, weight * capped
        swing, cluster = _least_squares(
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


def _least_squares(
    swings2: Floats, mixed: Floats, chance2: Floats, by_swings: Floats, by_chance: Floats
) -> tuple[Floats, Floats]:
    """Least squares of the excess on swings and on chance, neither factor below what it can be."""
    least = STEADIEST - 1
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = (swings2 * by_chance - mixed * by_swings) / (swings2 * chance2 - mixed**2)
        slope = np.where(np.isfinite(slope), np.maximum(slope, least), 0.0)
        level = np.where(swings2 > 0, (by_swings - slope * mixed) / swings2, 0.0)
        chance_only = np.where(chance2 > 0, np.maximum(by_chance / chance2, least), 0.0)
    below = level < 0
    return np.where(below, 0.0, level), 1 + np.where(below, chance_only, slope)


#: Steps that a group must have before it says what is usual.
FEWEST_STEPS = 12
_MEMORIES = (0.0, 0.25, 0.5, 0.75, 0.9, 1.0)
_DEGREES = (3.0, 5.0, 8.0, 12.0, 20.0, 40.0, 200.0)
_SPREADS = (0.6, 0.75, 0.9, 1.0, 1.1)
#: Only so many steps can tell that figures are steadier than chance, as stocks of the same children are.
_STEPS_TO_BE_STEADY = 100


class UsualMovement(NamedTuple):
    """What is usual, one number a group in each; NaN in `swing` where a group has too few steps."""

    memory: Floats
    swing: Floats
    cluster: Floats
    degrees: Floats
    spread: Floats

    @property
    def is_known(self) -> NDArray[np.bool_]:
        """Whether a group has enough steps to say what is usual."""
        return np.isfinite(self.swing)

    def of(self, groups: Ints) -> "UsualMovement":
        """The same for each of some groups, in their order."""
        return UsualMovement(*(item[groups] for item in self))


def usual_movement(
    top: Floats, base: Floats, is_share: NDArray[np.bool_], groups: Ints, *, count: int | None = None
) -> UsualMovement:
    """What is usual in each group of series, from all the periods given: leave out the one to be judged.

    Arrays as in `weighted_history`; `groups` numbers the group of each series from 0, `count` is how many
    groups there are.
    """
    count = int(groups.max(initial=-1)) + 1 if count is None else count
    best, memory = np.full(count, -np.inf), np.ones(count)
    for trial in _MEMORIES:
        fitted = fit_steps(top, base, is_share, groups, np.full(len(groups), trial), count, rounds=2)
        better = fitted.fit > best
        best, memory = np.where(better, fitted.fit, best), np.where(better, trial, memory)
    fitted = fit_steps(top, base, is_share, groups, memory[groups], count, rounds=4)
    degrees, spread = _fitted_tails(fitted, groups, count)
    known = fitted.steps >= FEWEST_STEPS
    steadiest = np.where(fitted.steps < _STEPS_TO_BE_STEADY, 1.0, STEADIEST)
    cluster = np.maximum(fitted.cluster, steadiest)
    return UsualMovement(np.where(known, memory, 1.0), np.where(known, fitted.swing, np.nan), cluster, degrees, spread)


def step_variance(steps: Steps, usual: UsualMovement) -> Floats:
    """The prior variance of each step, chance included; `usual` has one row a series."""
    rows = (slice(None), *[None] * (steps.chance.ndim - 1))
    return fitted_variance(steps.chance, steps.swings, usual.swing[rows], usual.cluster[rows])


def _fitted_tails(fitted: StepFit, groups: Ints, count: int) -> tuple[Floats, Floats]:
    """The degrees of freedom and the spread under which each group's steps were likeliest, one after another."""
    squares = np.zeros(fitted.shape)
    squares[fitted.row, fitted.period] = fitted.squares
    is_step = np.zeros(fitted.shape)
    is_step[fitted.row, fitted.period] = 1
    # What was known of a series before each of its steps.
    earlier = (np.cumsum(squares, axis=1) - squares)[fitted.row, fitted.period]
    number = (np.cumsum(is_step, axis=1) - is_step)[fitted.row, fitted.period].astype(np.int64)
    group = groups[fitted.row]
    best, degrees, spread = np.full(count, -np.inf), np.full(count, _DEGREES[-1]), np.ones(count)
    lengths = np.arange(fitted.shape[1] + 1)
    for df in _DEGREES:
        constant = (special.gammaln((df + lengths + 1) / 2) - special.gammaln((df + lengths) / 2))[number]
        half = (df + number + 1) / 2
        for scale in _SPREADS:
            room = df * scale + earlier
            likelihood = constant - np.log(room) / 2 - half * np.log1p(fitted.squares / room)
            fit = np.bincount(group, likelihood, minlength=count)
            better = fit > best
            best = np.where(better, fit, best)
            degrees, spread = np.where(better, df, degrees), np.where(better, scale, spread)
    return degrees, spread


#: What `borrowed` says where no indicator could lend its usual movement.
NO_LENDER = "none"


class Expectation(NamedTuple):
    """The latest figure of each series against its history; all arrays have one number a series.

    `step` is its log-ratio (log odds ratio for proportions), `chance` and `variance` the variance of that by
    chance alone and in all, `degrees` those of the t-distribution; the last two are NaN where nothing usual is
    known. `earlier` counts the periods before; `borrowed` names the indicator whose movement was lent.
    """

    top: Floats
    base: Floats
    before: WeightedHistory
    top_previous: Floats
    base_previous: Floats
    row_previous: NDArray[np.int64]
    earlier: NDArray[np.int64]
    step: Floats
    chance: Floats
    variance: Floats
    degrees: Floats
    memory: Floats
    borrowed: NDArray[np.str_]


def expectations(
    panel: Panel, *, kindred: Mapping[str, str] | None = None, fitting: NDArray[np.bool_] | None = None
) -> Expectation:
    """The expectation of every series of a panel; `fitting` says which may tell what is usual (all if left out)."""
    may_tell = np.ones(len(panel.series), bool) if fitting is None else fitting
    parts: list[tuple[NDArray[np.int64], Expectation]] = []
    for season in sorted(panel.series["season"].unique()):
        own = (panel.series["season"] == season).to_numpy()
        parts.append((np.flatnonzero(own), _expected(panel.of(own), kindred or {}, may_tell[own])))
    order = np.argsort(np.concatenate([index for index, _ in parts])) if parts else np.zeros(0, int)
    if not parts:
        return _expected(panel, {}, may_tell)
    frames = [item for _, item in parts]
    joined: list[Any] = [
        WeightedHistory(*(np.concatenate(pair)[order] for pair in zip(*column, strict=True)))
        if isinstance(column[0], WeightedHistory)
        else np.concatenate(column)[order]
        for column in zip(*frames, strict=True)
    ]
    return Expectation(*joined)


def _expected(panel: Panel, kindred: Mapping[str, str], fitting: NDArray[np.bool_]) -> Expectation:
    """The same for series that share a season."""
    rows, owner, is_newest = season_rows(panel)
    usual, borrowed = _usual(rows, kindred, fitting[owner])
    before = weighted_history(rows.top, rows.base, usual.memory, rows.is_share)
    steps = steps_from_history(rows.top, rows.base, before, rows.is_share)
    prior = step_variance(steps, usual)
    squares = (steps.size**2 / prior)[:, :-1]
    is_step = np.isfinite(squares)
    count = len(panel.series)
    number = np.bincount(owner, is_step.sum(axis=1), minlength=count)
    total = np.bincount(owner, np.where(is_step, squares, 0.0).sum(axis=1), minlength=count)
    own = UsualMovement(*(item[is_newest] for item in usual))
    degrees = own.degrees + number
    moderated = (own.degrees * own.spread + total) / degrees
    last = [item[is_newest, -1] for item in (steps.size, steps.chance, prior, rows.top, rows.base)]
    size, chance, variance, top, base = last
    previous = [
        _column(item[is_newest], -2, filler)
        for item, filler in ((rows.top, np.nan), (rows.base, np.nan), (rows.row, -1))
    ]
    unknown = ~own.is_known
    return Expectation(
        top,
        base,
        WeightedHistory(*(item[is_newest, -1] for item in before)),
        *previous,
        earlier=np.maximum(np.isfinite(rows.top[is_newest]).sum(axis=1) - 1, 0),
        step=size,
        chance=chance,
        variance=np.where(unknown, np.nan, variance * moderated),
        degrees=np.where(unknown, np.nan, degrees),
        memory=own.memory,
        borrowed=borrowed[is_newest],
    )


def _column(values: NDArray, offset: int, filler: float) -> NDArray:
    return values[:, offset] if values.shape[1] >= -offset else np.full(len(values), filler, values.dtype)


def _usual(
    rows: Panel, kindred: Mapping[str, str], fitting: NDArray[np.bool_]
) -> tuple[UsualMovement, NDArray[np.str_]]:
    """What is usual for each row, its own or lent, and who lent it."""
    # Counts and proportions of one name never share a group.
    names = cast("pd.Index[str]", pd.Index(rows.series["indicator"]))
    groups, known = pd.factorize(names)
    fit = fitting & (np.isfinite(rows.top).sum(axis=1) > 1)
    movement = usual_movement(
        rows.top[fit, :-1], rows.base[fit, :-1], rows.is_share[fit], groups[fit].astype(np.int64), count=len(known)
    )
    share_of = dict(zip(names, rows.is_share, strict=True))
    alike = {name: kin for name, kin in kindred.items() if kin in share_of and share_of[kin] == share_of.get(name)}
    lender = np.array([_lender(index, known, movement.is_known, alike) for index in range(len(known))], int)
    usual = movement.of(np.where(lender < 0, np.arange(len(known)), lender))
    # What is lent may be steadier than chance; whether that holds for another indicator nobody knows.
    lent = lender != np.arange(len(known))
    usual = usual._replace(cluster=np.where(lent, np.maximum(usual.cluster, 1.0), usual.cluster))
    said = np.array(
        [NO_LENDER if lent < 0 else "" if lent == index else str(known[lent]) for index, lent in enumerate(lender)],
        dtype=object,
    )
    return usual.of(groups), said[groups]


def _lender(index: int, names: "pd.Index[str]", known: NDArray[np.bool_], kindred: Mapping[str, str]) -> int:
    """The nearest along the line of kindred indicators whose usual movement is known; -1 for none."""
    visited: set[int] = set()
    while index not in visited:
        if known[index]:
            return index
        visited.add(index)
        following = kindred.get(str(names[index]), "")
        if following not in names:
            return -1
        index = cast(int, names.get_loc(following))
    return -1
