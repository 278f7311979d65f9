"""The latest figure of each indicator and area, what came before it, and how it has moved."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from math import isnan
from typing import NamedTuple

import numpy as np
import pandas as pd

from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.periods import PERIOD_GROUPS, Period, PeriodType
from indicators.figures.calculate import GROUP_OF_TYPE, read_figures
from indicators.figures.series import Series, series_points, with_gaps
from indicators.store.database import Store

#: Enough for a small line and a year of months.
LATEST_PERIODS = 13
#: A usual period with nothing for this long gives way to one that has newer figures.
_TOO_OLD = np.timedelta64(365, "D")
_GROUPS = tuple(PERIOD_GROUPS)
_GROUP_OF_FREQUENCY = {
    "month": "month",
    "quarter": "quarter",
    "year": "year",
    "snapshot": "year",
    "other": "other",
}


class _LatestPoint(NamedTuple):
    period: str
    period_type: str
    starts: pd.Timestamp
    ends: pd.Timestamp
    value: float
    symbol: str
    status: str
    other_figures: int


@dataclass(frozen=True)
class LatestFigure:
    """The newest point of a series and its movement since the adjacent period before.

    `change` is absolute (percentage points for percentages), `change_percent` relative; both None where the
    period before is missing or not adjacent, `change_percent` also where it was 0.
    """

    series: Series
    period: str
    value: float | None
    symbol: str
    status: str
    other_figures: int
    previous_period: str = ""
    previous: float | None = None
    change: float | None = None
    change_percent: float | None = None

    @property
    def is_provisional(self) -> bool:
        """Whether the figure may still change."""
        return self.status == "provisional"


def latest_figures(
    store: Store, catalogue: Catalogue, indicators: Iterable[str], areas: Iterable[str], *, as_at: date
) -> dict[tuple[str, str], LatestFigure]:
    """The latest figure by indicator id and area code as at a date; pairs without any figure are left out."""
    frame = read_figures(store, catalogue, indicators, areas, query="latest", as_at=as_at, periods=LATEST_PERIODS)
    if frame.empty:
        return {}
    return {
        (item.indicator.id, item.area.code): _with_change(item, *points)
        for item, *points in _histories(frame, catalogue)
    }


def latest_figure(history: Series) -> LatestFigure:
    """The last point of a series and its change since the point before, where that is adjacent."""
    return _with_change(history, *_points(history.points.iloc[-2:]))


def _points(points: pd.DataFrame) -> list[_LatestPoint]:
    """Points as tuples, which are quick to look at one by one."""
    return [
        _LatestPoint(*cells) for cells in zip(*(points[name].tolist() for name in _LatestPoint._fields), strict=True)
    ]


def _with_change(history: Series, *points: _LatestPoint) -> LatestFigure:
    """A latest figure from the last point, and the one before where there is one."""
    last = points[-1]
    figure = LatestFigure(
        series=history,
        period=last.period,
        value=None if isnan(last.value) else last.value,
        symbol=last.symbol,
        status=last.status,
        other_figures=last.other_figures,
    )
    if len(points) == 1 or not _are_comparable(*points):
        return figure
    before = points[0]
    change = last.value - before.value
    return replace(
        figure,
        previous_period=before.period,
        previous=before.value,
        change=change,
        change_percent=change / before.value * 100 if before.value else None,
    )


def usual_period_group(rows: pd.DataFrame, frequency: str) -> str:
    """The group of periods that a frequency means, unless its figures in `rows` are a year older than others.

    Where there are no figures, only symbols, these are looked at instead; `rows` must not be empty.
    """
    groups = np.array([GROUP_OF_TYPE[kind] for kind in rows["period_type"]])
    return _GROUPS[_chosen_group(groups, rows["ends"].to_numpy(), rows["value"].notna().to_numpy(), frequency)]


def _are_comparable(before: _LatestPoint, last: _LatestPoint) -> bool:
    """Whether both points have a figure, of one type of period and adjacent."""
    if isnan(last.value + before.value) or before.period_type != last.period_type:
        return False
    following = Period(before.ends.date(), before.starts.date(), PeriodType(before.period_type)).next()
    return (following.starts, following.ends) == (last.starts.date(), last.ends.date())


def _histories(frame: pd.DataFrame, catalogue: Catalogue) -> Iterator[tuple[Series, *tuple[_LatestPoint, ...]]]:
    """The series of each indicator and area of a figures frame, in its usual periods, with its last points.

    All at once, as `series` one by one would take seconds on a page of many figures.
    """
    points, pairs = _usual_points(frame, catalogue)
    last_points = _points(points)
    bounds = np.searchsorted(points.pop("number"), np.arange(len(pairs) + 1))
    for (indicator, area), first, stop in zip(pairs, bounds, bounds[1:], strict=False):
        definition = catalogue.indicators[indicator]
        piece = points.iloc[first:stop]
        piece.index = pd.RangeIndex(len(piece))
        history = Series(definition, catalogue.areas[area], "value", definition.unit, piece)
        yield history, *last_points[max(first, stop - 2) : stop]


def _usual_points(frame: pd.DataFrame, catalogue: Catalogue) -> tuple[pd.DataFrame, list[tuple[str, str]]]:
    """The points of every pair of indicator and area in its usual periods, and the pairs by `number`."""
    shown = frame.iloc[: int((frame["rank"] == 0).sum())]
    pairs = list(zip(shown["indicator"].tolist(), shown["area_code"].tolist(), strict=True))
    starts = [index for index, pair in enumerate(pairs) if index == 0 or pair != pairs[index - 1]]
    groups = np.array([GROUP_OF_TYPE[kind] for kind in shown["period_type"].tolist()], np.int64)
    ends, known = shown["ends"].to_numpy(), shown["value"].notna().to_numpy()
    number = np.full(len(shown), -1)
    for index, (start, stop) in enumerate(zip(starts, [*starts[1:], len(shown)], strict=True)):
        own = slice(start, stop)
        frequency = catalogue.indicators[pairs[start][0]].frequency
        number[own][groups[own] == _chosen_group(groups[own], ends[own], known[own], frequency)] = index
    rows = np.flatnonzero(number >= 0)
    points = series_points(shown.iloc[rows]).assign(number=number[rows])
    return with_gaps(points, number[rows]), [pairs[start] for start in starts]


def _chosen_group(groups: np.ndarray, ends: np.ndarray, known: np.ndarray, frequency: str) -> int:
    """The number of the group to show: the usual one, unless it is too old beside the newest."""
    newest: dict[int, np.datetime64] = {}
    for group, end, is_known in zip(groups.tolist(), ends, known.tolist(), strict=True):
        if (is_known or not known.any()) and (group not in newest or end > newest[group]):
            newest[group] = end
    usual = _GROUPS.index(_GROUP_OF_FREQUENCY[frequency])
    if usual in newest and max(newest.values()) - newest[usual] < _TOO_OLD:
        return usual
    return max(newest, key=lambda group: (newest[group], -group))
