"""What each series was expected to be in its latest period, and how far off it may usually be.

Series are grouped by indicator. A group with too few steps of its own borrows from the indicator that its
definition names as kindred; where that has too few as well, only chance can be judged.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.signals.history import Floats, History, weighted_history
from indicators.signals.panel import Panel, season_rows
from indicators.signals.steps import steps_from
from indicators.signals.usual import Usual, step_variance, usual_movement

#: What `borrowed` says where no indicator could lend its usual movement.
NOTHING = "none"


class Expectation(NamedTuple):
    """The latest figure of each series against its history; all arrays have one number a series.

    `step` is its log-ratio (log odds ratio for proportions), `chance` and `variance` the variance of that by
    chance alone and in all, `degrees` those of the t-distribution; the last two are NaN where nothing usual is
    known. `earlier` counts the periods before; `borrowed` names the indicator whose movement was lent.
    """

    top: Floats
    base: Floats
    before: History
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
    order = np.argsort(np.concatenate([place for place, _ in parts])) if parts else np.zeros(0, int)
    if not parts:
        return _expected(panel, {}, may_tell)
    found = [item for _, item in parts]
    joined = [
        History(*(np.concatenate(pair)[order] for pair in zip(*column, strict=True)))
        if isinstance(column[0], History)
        else np.concatenate(column)[order]
        for column in zip(*found, strict=True)
    ]
    return Expectation(*joined)


def _expected(panel: Panel, kindred: Mapping[str, str], fitting: NDArray[np.bool_]) -> Expectation:
    """The same for series that share a season."""
    rows, owner, is_newest = season_rows(panel)
    usual, borrowed = _usual(rows, kindred, fitting[owner])
    before = weighted_history(rows.top, rows.base, usual.memory, rows.is_share)
    steps = steps_from(rows.top, rows.base, before, rows.is_share)
    prior = step_variance(steps, usual)
    squares = (steps.size**2 / prior)[:, :-1]
    is_step = np.isfinite(squares)
    count = len(panel.series)
    number = np.bincount(owner, is_step.sum(axis=1), minlength=count)
    total = np.bincount(owner, np.where(is_step, squares, 0.0).sum(axis=1), minlength=count)
    own = Usual(*(item[is_newest] for item in usual))
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
        History(*(item[is_newest, -1] for item in before)),
        *previous,
        earlier=np.maximum(np.isfinite(rows.top[is_newest]).sum(axis=1) - 1, 0),
        step=size,
        chance=chance,
        variance=np.where(unknown, np.nan, variance * moderated),
        degrees=np.where(unknown, np.nan, degrees),
        memory=own.memory,
        borrowed=borrowed[is_newest],
    )


def _column(values: NDArray, place: int, filler: float) -> NDArray:
    return values[:, place] if values.shape[1] >= -place else np.full(len(values), filler, values.dtype)


def _usual(rows: Panel, kindred: Mapping[str, str], fitting: NDArray[np.bool_]) -> tuple[Usual, NDArray[np.str_]]:
    """What is usual for each row, its own or lent, and who lent it."""
    # Counts and proportions of one name never share a group.
    names = pd.Index(rows.series["indicator"])
    groups, known = pd.factorize(names)
    fit = fitting & (np.isfinite(rows.top).sum(axis=1) > 1)
    found = usual_movement(
        rows.top[fit, :-1], rows.base[fit, :-1], rows.is_share[fit], groups[fit].astype(np.int64), count=len(known)
    )
    share_of = dict(zip(names, rows.is_share, strict=True))
    alike = {name: kin for name, kin in kindred.items() if kin in share_of and share_of[kin] == share_of.get(name)}
    lender = np.array([_lender(place, known, found.is_known, alike) for place in range(len(known))], int)
    usual = found.of(np.where(lender < 0, np.arange(len(known)), lender))
    # What is lent may be steadier than chance; whether that holds for another indicator nobody knows.
    lent = lender != np.arange(len(known))
    usual = usual._replace(cluster=np.where(lent, np.maximum(usual.cluster, 1.0), usual.cluster))
    said = np.array(
        [NOTHING if lent < 0 else "" if lent == place else str(known[lent]) for place, lent in enumerate(lender)],
        dtype=object,
    )
    return usual.of(groups), said[groups]


def _lender(place: int, names: pd.Index, known: NDArray[np.bool_], kindred: Mapping[str, str]) -> int:
    """The nearest along the line of kindred indicators whose usual movement is known; -1 for none."""
    seen: set[int] = set()
    while place not in seen:
        if known[place]:
            return place
        seen.add(place)
        following = kindred.get(str(names[place]), "")
        if following not in names:
            return -1
        place = int(names.get_loc(following))
    return -1
