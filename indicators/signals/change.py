"""Has it changed? The latest figure of each series against its history, by both yardsticks."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.signals.beyond_usual import count_beyond_usual, share_beyond_usual
from indicators.signals.chance import count_chance, least_count_chance, least_share_chance, share_chance
from indicators.signals.effects import ratio_effect, share_effect
from indicators.signals.expectation import Expectation, expectations
from indicators.signals.history import Floats
from indicators.signals.panel import Panel

#: A test whose smallest possible probability is above this cannot speak.
CAN_SPEAK = 0.05
#: The latest step must be this much of the distance from the history; else the change came earlier.
_NEW = 1 / 3


def change(
    panel: Panel,
    *,
    kindred: Mapping[str, str] | None = None,
    fitting: NDArray[np.bool_] | None = None,
    found: Expectation | None = None,
) -> pd.DataFrame:
    """One row a series, in the panel's order.

    Columns: `value, compared_with, history` (rates per base, or shares: the latest, the one before, and the
    weighted level of all before), `top_previous, base_previous`,
    `previous` (row of `panel.points`, -1 for none), `earlier` (periods judged against), `step` (log-ratio to the
    history), `is_new` (whether that arose in the latest period), `effect, effect_lower, effect_upper`
    (percent against the period before; percentage points for proportions) with 95% limits, `p_chance`,
    `p_usual` (NaN where nothing usual is known), `can_speak` and `could_tell` (whether a doubling would show),
    and `borrowed`. `found` may be given where the
    expectations are known already.
    """
    found = expectations(panel, kindred=kindred, fitting=fitting) if found is None else found
    shares = panel.is_share
    judged = np.isfinite(found.step)
    with np.errstate(divide="ignore", invalid="ignore"):
        columns = {
            "value": found.top / found.base,
            "compared_with": found.top_previous / found.base_previous,
            "history": found.before.top / found.before.base,
        }
    effect = _effects(found, shares)
    p_chance, least, p_usual = _probabilities(found, shares, judged)
    return pd.DataFrame(
        {
            **columns,
            "top_previous": found.top_previous,
            "base_previous": found.base_previous,
            "previous": found.row_previous,
            "earlier": found.earlier,
            "step": found.step,
            "is_new": _is_new(found, shares),
            "effect": effect[0],
            "effect_lower": effect[1],
            "effect_upper": effect[2],
            "p_chance": p_chance,
            "p_usual": p_usual,
            "can_speak": judged & (least <= CAN_SPEAK),
            "could_tell": judged & (_doubling(found, shares, judged) <= CAN_SPEAK),
            "borrowed": found.borrowed,
        }
    )


def _probabilities(
    found: Expectation, shares: NDArray[np.bool_], judged: NDArray[np.bool_]
) -> tuple[Floats, Floats, Floats]:
    """By chance, the least that chance could give, and by usual movement."""
    p_chance, least, p_usual = np.full((3, len(shares)), np.nan)
    for own, tested, at_least in (
        (judged & ~shares, count_chance, _least_count),
        (judged & shares, share_chance, least_share_chance),
    ):
        if own.any():
            figures = (found.top[own], found.base[own], found.before.top[own], found.before.base[own])
            p_chance[own], least[own] = tested(*figures), at_least(*figures)
    known = judged & np.isfinite(found.variance)
    own = known & ~shares
    spread = (found.variance, found.chance, found.degrees)
    p_usual[own] = count_beyond_usual(
        found.top[own], found.base[own], found.before.top[own], found.before.base[own], *(item[own] for item in spread)
    )
    own = known & shares
    p_usual[own] = share_beyond_usual(found.step[own], *(item[own] for item in spread))
    return p_chance, least, p_usual


def _least_count(top: Floats, base: Floats, before: Floats, base_before: Floats) -> Floats:
    return least_count_chance(top + before, np.log(base) - np.log(base_before))


def _doubling(found: Expectation, shares: NDArray[np.bool_], judged: NDArray[np.bool_]) -> Floats:
    """The probability by chance of twice the level of the history, given the same total of cases.

    Where even that would be put down to chance, "within chance" says nothing: there are too few to judge.
    """
    odds = np.full(len(shares), np.nan)
    own = judged & ~shares
    base, before = found.base[own], found.before.base[own]
    total = found.top[own] + found.before.top[own]
    doubled = total * 2 * base / (2 * base + before)
    odds[own] = count_chance(doubled, base, total - doubled, before)
    own = judged & shares
    with np.errstate(divide="ignore", invalid="ignore"):
        odds[own] = share_beyond_usual(
            np.full(int(own.sum()), np.log(2.0)), found.chance[own], found.chance[own], np.ones(int(own.sum()))
        )
    return odds


def _is_new(found: Expectation, shares: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether at least a third of the distance from the history arose in the latest period, in the same direction."""
    with np.errstate(divide="ignore", invalid="ignore"):
        counts = np.log((found.top + 0.5) / found.base) - np.log((found.top_previous + 0.5) / found.base_previous)
        rest, rest_previous = found.base - found.top, found.base_previous - found.top_previous
        odds = np.log((found.top + 0.5) / (rest + 0.5)) - np.log((found.top_previous + 0.5) / (rest_previous + 0.5))
    latest = np.where(shares, odds, counts)
    with np.errstate(invalid="ignore"):
        return np.sign(latest) * np.sign(found.step) * np.abs(latest) >= _NEW * np.abs(found.step)


def _effects(found: Expectation, shares: NDArray[np.bool_]) -> tuple[Floats, Floats, Floats]:
    figures = (found.top, found.base, found.top_previous, found.base_previous)
    ratios, points = ratio_effect(*figures), share_effect(*figures)
    return tuple(np.where(shares, point, ratio) for ratio, point in zip(ratios, points, strict=True))
