"""How much figures like these usually move from one period to the next, beyond counting chance.

Series of one group (one indicator in several areas) are taken together. For each group four things are found:

- `memory`: how much of its history a figure is best held against. Levels that stay put are best judged by the
  mean of all earlier periods, levels that wander by the period before.
- `swing` and `cluster`: the variance of a step is `swing × swings + cluster × chance`. The first is what moves
  large and small areas alike, in the latest period and in those it is held against; the second is that cases
  come in families and batches, which weighs most where numbers are small. So the prior depends on size.
- `degrees`: how far a series' own history counts against that of its group, as limma moderates variances
  (Smyth 2004): the larger, the more alike the series. `spread` scales the prior so that it predicts best.

`degrees` and `spread` are those that would have predicted every step best from the steps before it, with a
t-distribution; its tails are heavy where few steps are known or areas differ.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import special

from indicators.signals.history import Floats
from indicators.signals.step_fit import STEADIEST, Ints, Measured, fitted_variance, measured
from indicators.signals.steps import Steps

#: Steps that a group must have before it says what is usual.
FEWEST_STEPS = 12
_MEMORIES = (0.0, 0.25, 0.5, 0.75, 0.9, 1.0)
_DEGREES = (3.0, 5.0, 8.0, 12.0, 20.0, 40.0, 200.0)
_SPREADS = (0.6, 0.75, 0.9, 1.0, 1.1)
#: Only so many steps can tell that figures are steadier than chance, as stocks of the same children are.
_STEPS_TO_BE_STEADY = 100


class Usual(NamedTuple):
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

    def of(self, groups: Ints) -> "Usual":
        """The same for each of some groups, in their order."""
        return Usual(*(item[groups] for item in self))


def usual_movement(
    top: Floats, base: Floats, is_share: NDArray[np.bool_], groups: Ints, *, count: int | None = None
) -> Usual:
    """What is usual in each group of series, from all the periods given: leave out the one to be judged.

    Arrays as in `weighted_history`; `groups` numbers the group of each series from 0, `count` is how many
    groups there are.
    """
    count = int(groups.max(initial=-1)) + 1 if count is None else count
    best, memory = np.full(count, -np.inf), np.ones(count)
    for trial in _MEMORIES:
        found = measured(top, base, is_share, groups, np.full(len(groups), trial), count, rounds=2)
        better = found.fit > best
        best, memory = np.where(better, found.fit, best), np.where(better, trial, memory)
    found = measured(top, base, is_share, groups, memory[groups], count, rounds=4)
    degrees, spread = _tails(found, groups, count)
    known = found.steps >= FEWEST_STEPS
    steadiest = np.where(found.steps < _STEPS_TO_BE_STEADY, 1.0, STEADIEST)
    cluster = np.maximum(found.cluster, steadiest)
    return Usual(np.where(known, memory, 1.0), np.where(known, found.swing, np.nan), cluster, degrees, spread)


def step_variance(steps: Steps, usual: Usual) -> Floats:
    """The prior variance of each step, chance included; `usual` has one row a series."""
    rows = (slice(None), *[None] * (steps.chance.ndim - 1))
    return fitted_variance(steps.chance, steps.swings, usual.swing[rows], usual.cluster[rows])


def _tails(found: Measured, groups: Ints, count: int) -> tuple[Floats, Floats]:
    """The degrees of freedom and the spread under which each group's steps were likeliest, one after another."""
    squares = np.zeros(found.shape)
    squares[found.row, found.period] = found.squares
    is_step = np.zeros(found.shape)
    is_step[found.row, found.period] = 1
    # What was known of a series before each of its steps.
    earlier = (np.cumsum(squares, axis=1) - squares)[found.row, found.period]
    number = (np.cumsum(is_step, axis=1) - is_step)[found.row, found.period].astype(np.int64)
    group = groups[found.row]
    best, degrees, spread = np.full(count, -np.inf), np.full(count, _DEGREES[-1]), np.ones(count)
    lengths = np.arange(found.shape[1] + 1)
    for df in _DEGREES:
        constant = (special.gammaln((df + lengths + 1) / 2) - special.gammaln((df + lengths) / 2))[number]
        half = (df + number + 1) / 2
        for scale in _SPREADS:
            room = df * scale + earlier
            likelihood = constant - np.log(room) / 2 - half * np.log1p(found.squares / room)
            fit = np.bincount(group, likelihood, minlength=count)
            better = fit > best
            best = np.where(better, fit, best)
            degrees, spread = np.where(better, df, degrees), np.where(better, scale, spread)
    return degrees, spread
