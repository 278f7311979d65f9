"""Is it drifting? A slope over the last years, by both yardsticks."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from indicators.signals.expectation import Expectation, expectations
from indicators.signals.history import Floats
from indicators.signals.panel import Panel, season_rows
from indicators.signals.slopes import slopes

#: Periods that a drift needs, and the most that are looked at: what was before is another story.
FEWEST, MOST = 5, 8
_LEVEL = 0.95


def trend(
    panel: Panel,
    *,
    kindred: Mapping[str, str] | None = None,
    fitting: NDArray[np.bool_] | None = None,
    found: Expectation | None = None,
) -> pd.DataFrame:
    """One row a series, in the panel's order, over its last 5 to 8 adjacent periods (same months of years).

    Columns: `first` (row of `panel.points` with which it begins, -1 where there are fewer than 5), `points`,
    `slope` (log a period), `effect, effect_lower, effect_upper` (percent a period, percentage points for
    proportions), `whole` (percent over all of it), `is_steady` (no one period makes it), `p_chance` (dispersion
    scaled), `p_usual` (NaN where nothing usual is known) and `borrowed`. `found` may be given where the
    expectations are known already.
    """
    known = expectations(panel, kindred=kindred, fitting=fitting) if found is None else found
    recent, first = _recent(panel)
    line = slopes(recent.top, recent.base, panel.is_share)
    enough = (line.points >= FEWEST) & np.isfinite(line.slope)
    degrees = np.maximum(line.points - 2, 1)
    error = np.sqrt(line.variance * line.scatter)
    with np.errstate(divide="ignore", invalid="ignore"):
        p_chance = 2 * special.stdtr(degrees, -np.abs(line.slope) / error)
        usual = np.sqrt(known.variance * _drift_factor(line.points, known.memory))
        p_usual = 2 * special.stdtr(known.degrees, -np.abs(line.slope) / np.maximum(usual, error))
    reach = special.stdtrit(degrees, (1 + _LEVEL) / 2) * error
    effect = [_effect(line.slope + side * reach, panel, recent) for side in (0, -1, 1)]
    return pd.DataFrame(
        {
            "first": np.where(enough, first, -1),
            "points": line.points,
            "slope": np.where(enough, line.slope, np.nan),
            "effect": np.where(enough, effect[0], np.nan),
            "effect_lower": np.where(enough, effect[1], np.nan),
            "effect_upper": np.where(enough, effect[2], np.nan),
            "whole": np.where(enough, 100 * np.expm1(np.minimum(line.slope * (line.points - 1), 20)), np.nan),
            "is_steady": enough & line.is_steady,
            "p_chance": np.where(enough, p_chance, np.nan),
            "p_usual": np.where(enough, p_usual, np.nan),
            "borrowed": known.borrowed,
        }
    )


def _recent(panel: Panel) -> tuple[Panel, NDArray[np.int64]]:
    """The last periods of each series, the same season of each year where the year's course matters."""
    width = MOST
    top, base, row = (np.full((len(panel.series), width), filler) for filler in (np.nan, np.nan, -1))
    for season in panel.series["season"].unique():
        own = (panel.series["season"] == season).to_numpy()
        rows, _, is_newest = season_rows(panel.of(own))
        for target, source in ((top, rows.top), (base, rows.base), (row, rows.row)):
            taken = source[is_newest, -width:]
            target[own, width - taken.shape[1] :] = taken
    begins = (row >= 0).argmax(axis=1)
    return Panel(panel.points, panel.series, top, base, row), row[np.arange(len(row)), begins]


def _drift_factor(points: NDArray[np.int64], memory: Floats) -> Floats:
    """The variance of a slope where every step of the periods has a variance of 1, level and swings together.

    Of each step 1 - memory stays in the level, the rest is gone with the next period.
    """
    factor = np.ones(len(points))
    for count in np.unique(points[points >= FEWEST]):
        centred = np.arange(count) - (count - 1) / 2
        weight = centred / (centred**2).sum()
        later = np.cumsum(weight[::-1])[::-1] - weight
        own = points == count
        factor[own] = ((weight + (1 - memory[own])[:, None] * later) ** 2).sum(axis=1)
    return factor


def _effect(slope: Floats, panel: Panel, recent: Panel) -> Floats:
    """A slope as percent a period, or as percentage points a period about the mean proportion."""
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.nansum(recent.top, axis=1) / np.nansum(recent.base, axis=1)
    points = 100 * slope * share * (1 - share)
    return np.where(panel.is_share, points, 100 * np.expm1(np.clip(slope, -20, 20)))
