"""From probabilities to levels: many questions at once, and what each answer may be called."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.signals.history import Floats

#: The share of flagged lines that may be false: the level of either yardstick holds up to this q.
FALSE_SHARE = 0.10
#: Where most answers are certain, that share alone would let through what no one would sign for by itself.
LEAST_SURE = 0.05
LEVELS = ("unusual", "real", "ordinary", "too_few")
#: Levels that deserve a question.
FLAGGED = LEVELS[:2]
READINGS = ("concern", "neutral", "improvement", "common")


def false_discovery(p: Floats, family: NDArray, asked: NDArray[np.bool_]) -> Floats:
    """The q of each probability within its family of questions (Benjamini and Hochberg 1995); NaN if not asked.

    `family` names the family of each. Questions that could not have been answered either way are not asked,
    and do not count (Gilbert 2005).
    """
    # Loaded when it is needed: it takes half a second, which no process should pay that asks nothing of chance.
    from scipy.stats import false_discovery_control

    q = np.full(len(p), np.nan)
    asked = asked & np.isfinite(p)
    for name in pd.unique(np.asarray(family)[asked]):
        own = asked & (np.asarray(family) == name)
        q[own] = false_discovery_control(np.clip(p[own], 0, 1))
    return q


def leveled(
    p_chance: Floats,
    q_chance: Floats,
    q_usual: Floats,
    *,
    is_meaningful: NDArray[np.bool_],
    could_tell: NDArray[np.bool_],
) -> NDArray[np.str_]:
    """The level of each answer.

    `real` beyond chance and of a size that means something, `unusual` where it is also beyond usual movement.
    Of the others those are `ordinary` in which a doubling would have shown, the rest `too_few`.
    """
    with np.errstate(invalid="ignore"):
        is_real = (q_chance <= FALSE_SHARE) & (p_chance <= LEAST_SURE) & is_meaningful
        is_unusual = is_real & (q_usual <= FALSE_SHARE)
    return np.select([is_unusual, is_real, could_tell], LEVELS[:3], LEVELS[3])


def readings(direction: NDArray[np.float64], polarity: NDArray[np.str_]) -> NDArray[np.str_]:
    """What a movement up (above 0) or down means: `improvement`, `concern`, `neutral`, or `common` for none."""
    good = np.select([polarity == "high_is_good", polarity == "low_is_good"], [1.0, -1.0], 0.0)
    meaning = np.sign(np.nan_to_num(direction)) * good
    return np.select(
        [np.nan_to_num(direction) == 0, meaning > 0, meaning < 0], ["common", "improvement", "concern"], "neutral"
    )
