"""The latest figure of each indicator and area, what came before it, and how it has moved.

Side by side stand only figures of one type of period: the one that the areas have most recently in common. A newer
figure of a shorter period is another line, with the same period a year before.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from math import isnan
from typing import NamedTuple

import numpy as np
import pandas as pd

from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.periods import PERIOD_GROUPS, Period, PeriodType
from indicators.errors import not_none
from indicators.figures.calculate import GROUP_OF_TYPE, read_figures
from indicators.figures.series import Series, series_points, with_gaps
from indicators.figures.year_to_date import YearToDate, year_to_date
from indicators.store.database import Store

#: Enough for a small line and a year of months.
LATEST_PERIODS = 13
#: A usual period with nothing for this long gives way to one that has newer figures: a year's figures are often
#: published nine months after its end, when the next year is half over.
_TOO_OLD = np.timedelta64(731, "D")
#: Days after which a figure is old: the board has other things to look at first.
_OLD_AFTER = 731
_GROUPS = tuple(PERIOD_GROUPS)
_PARTS = tuple(_GROUPS.index(group) for group in ("quarter", "month"))
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
    """The newest point of a series and its movement since the period before, or the same part of the year before.

    `change` is absolute (percentage points for percentages), `change_percent` relative; both None where there is no
    earlier figure to compare with, `change_percent` also where it was 0. `newer` is the figure of a shorter
    period that ended later; where `period` is empty the area has no other. `year_to_date` is the year up to a quarter.
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
    newer: "LatestFigure | None" = None
    year_to_date: YearToDate | None = None

    @property
    def is_provisional(self) -> bool:
        """Whether the figure may still change."""
        return self.status == "provisional"

    @property
    def ends(self) -> date | None:
        """The last day of its period; None where the area has no such figure."""
        return self.series.points["ends"].iloc[-1].date() if len(self.series.points) else None

    def is_old(self, today: date) -> bool:
        """Whether its period ended more than two years before a day."""
        return self.ends is not None and (today - self.ends).days > _OLD_AFTER

    def compared_with(self, period: str, earlier: float) -> "LatestFigure":
        """The same figure with its movement since an earlier one; for figures that have a value."""
        change = not_none(self.value) - earlier
        percent = change / earlier * 100 if earlier else None
        return replace(self, previous_period=period, previous=earlier, change=change, change_percent=percent)

    def without_comparison(self) -> "LatestFigure":
        """The same figure, held against nothing."""
        return replace(self, previous_period="", previous=None, change=None, change_percent=None)


def counts_in_shares(latest: Mapping[tuple[str, str], LatestFigure]) -> frozenset[str]:
    """The ids of those counts that a share among the same figures has as its numerator, in each of the board's areas
    and for the same period, and of which nothing is asked: the share's row has room for both.
    """
    shares = {
        indicator.numerator: indicator.id
        for indicator in (figure.series.indicator for figure in latest.values())
        if indicator.kind == "proportion" and indicator.numerator
    }
    counts = {name for (name, _), figure in latest.items() if name in shares and figure.series.area.is_own}
    other = {
        name
        for (name, area), figure in latest.items()
        if name in counts
        and figure.series.area.is_own
        and (figure.series.indicator.judged or not _has_count(latest.get((shares[name], area)), figure))
    }
    return frozenset(counts - other)


def _has_count(share: LatestFigure | None, count: LatestFigure) -> bool:
    """Whether a share is of the same period as its count, and made of it where there is one."""
    if share is None or share.period != count.period or count.newer is not None:
        return False
    return count.value is None or bool(share.series.points["numerator"].iloc[-1] == count.value)


def latest_figures(
    store: Store, catalogue: Catalogue, indicators: Iterable[str], areas: Iterable[str], *, as_at: date
) -> dict[tuple[str, str], LatestFigure]:
    """The latest figure by indicator id and area code as at a date; pairs without any figure are left out.

    All areas of an indicator have figures of one type of period; an area that has none of that, only newer ones of a
    shorter period, has these as `newer` alone.
    """
    frame = read_figures(store, catalogue, indicators, areas, query="latest", as_at=as_at, periods=LATEST_PERIODS)
    if frame.empty:
        return {}
    shown = frame.iloc[: int((frame["rank"] == 0).sum())]
    main, newer = _chosen_rows(shown, catalogue)
    latest = {
        (item.indicator.id, item.area.code): _summed(item, points, catalogue)
        for item, *points in _histories(shown, main, catalogue)
    }
    for item, *points in _histories(shown, newer, catalogue):
        key = item.indicator.id, item.area.code
        latest[key] = replace(latest.get(key) or _without_figure(item), newer=_summed(item, points, catalogue))
    return latest


def _summed(history: Series, points: list[_LatestPoint], catalogue: Catalogue) -> LatestFigure:
    """A latest figure beside the one that it is held against, and with the year up to it where it is a quarter's."""
    figure = _compared(history, *points)
    so_far = year_to_date(history, catalogue)
    return figure if so_far is None else replace(figure, year_to_date=so_far)


def latest_figure(history: Series) -> LatestFigure:
    """The last point of a series and its change since the one that it compares with: the period before; of a part of
    a year the same part of the year before, and nothing where there is none."""
    return _compared(history, *_points(history.points.iloc[-2:]))


def _points(points: pd.DataFrame) -> list[_LatestPoint]:
    """Points as tuples, which are quick to look at one by one."""
    return [
        _LatestPoint(*cells) for cells in zip(*(points[name].tolist() for name in _LatestPoint._fields), strict=True)
    ]


def _compared(history: Series, *points: _LatestPoint) -> LatestFigure:
    """A latest figure beside the one that it is held against."""
    last = points[-1]
    if GROUP_OF_TYPE[last.period_type] in _PARTS:
        # The part before is another season, with other weeks of school.
        return _beside_year_before(_with_change(history, last), last)
    return _with_change(history, *points)


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
    return figure.compared_with(points[0].period, points[0].value)


def _without_figure(item: Series) -> LatestFigure:
    """What an area has of a type of period of which it has nothing."""
    nothing = Series(item.indicator, item.area, item.measure, item.unit, item.points.iloc[:0])
    return LatestFigure(series=nothing, period="", value=None, symbol="", status="", other_figures=0)


def _beside_year_before(figure: LatestFigure, last: _LatestPoint) -> LatestFigure:
    """A figure of a part of a year beside that of the same part of the year before, where there is one."""
    history = figure.series
    starts, ends = (day.date() - pd.DateOffset(years=1) for day in (last.starts, last.ends + pd.Timedelta(days=1)))
    points = history.points
    same = (points["starts"] == starts) & (points["ends"] == ends - pd.Timedelta(days=1)) & points["value"].notna()
    if not same.any() or isnan(last.value):
        return figure
    before = points[same].iloc[-1]
    return figure.compared_with(before["period"], float(before["value"]))


def usual_period_group(rows: pd.DataFrame, frequency: str) -> str:
    """The group of periods that a frequency means, unless its figures in `rows` are two years older than others.

    Where there are no figures, only symbols, these are looked at instead; `rows` must not be empty.
    """
    groups = np.array([GROUP_OF_TYPE[kind] for kind in rows["period_type"]])
    newest = _newest_ends(groups, rows["ends"].to_numpy(), rows["value"].notna().to_numpy())
    return _GROUPS[_group_of(newest, frequency)]


def _are_comparable(before: _LatestPoint, last: _LatestPoint) -> bool:
    """Whether both points have a figure, of one type of period and adjacent."""
    if isnan(last.value + before.value) or before.period_type != last.period_type:
        return False
    following = Period(before.ends.date(), before.starts.date(), PeriodType(before.period_type)).next()
    return (following.starts, following.ends) == (last.starts.date(), last.ends.date())


def _histories(
    shown: pd.DataFrame, number: np.ndarray, catalogue: Catalogue
) -> Iterator[tuple[Series, *tuple[_LatestPoint, ...]]]:
    """The series of each pair of indicator and area, with its last points; `number` has the pair of each row of the
    figures, -1 for rows that are left out.

    All at once, as `series` one by one would take seconds on a page of many figures.
    """
    rows = np.flatnonzero(number >= 0)
    if not len(rows):
        return
    points = with_gaps(series_points(shown.iloc[rows]).assign(number=number[rows]), number[rows])
    last_points = _points(points)
    own = points.pop("number").to_numpy()
    bounds = [*np.flatnonzero(np.diff(own, prepend=-1)), len(own)]
    pairs = dict(
        zip(number[rows], zip(shown["indicator"].iloc[rows], shown["area_code"].iloc[rows], strict=True), strict=True)
    )
    for first, stop in zip(bounds, bounds[1:], strict=False):
        indicator, area = pairs[own[first]]
        definition = catalogue.indicators[indicator]
        piece = points.iloc[first:stop]
        piece.index = pd.RangeIndex(len(piece))
        history = Series(definition, catalogue.areas[area], "value", definition.unit, piece)
        yield history, *last_points[max(first, stop - 2) : stop]


def _chosen_rows(shown: pd.DataFrame, catalogue: Catalogue) -> tuple[np.ndarray, np.ndarray]:
    """For each row the number of its pair of indicator and area, -1 where it is not shown: as what stands side by
    side, and as what is newer."""
    names, codes = shown["indicator"].tolist(), shown["area_code"].tolist()
    pairs = list(zip(names, codes, strict=True))
    starts = [index for index, pair in enumerate(pairs) if index == 0 or pair != pairs[index - 1]]
    groups = np.array([GROUP_OF_TYPE[kind] for kind in shown["period_type"].tolist()], np.int64)
    ends, known = shown["ends"].to_numpy(), shown["value"].notna().to_numpy()
    slices = [slice(start, stop) for start, stop in zip(starts, [*starts[1:], len(shown)], strict=True)]
    newest = [_newest_ends(groups[own], ends[own], known[own]) for own in slices]
    main, newer = np.full(len(shown), -1), np.full(len(shown), -1)
    first = 0
    while first < len(slices):
        name = names[starts[first]]
        stop = first
        while stop < len(slices) and names[starts[stop]] == name:
            stop += 1
        of_areas = {codes[starts[place]]: newest[place] for place in range(first, stop)}
        chosen = _common_group(of_areas, catalogue.indicators[name].frequency, catalogue.board.own)
        for place in range(first, stop):
            own = slices[place]
            # A wider area, which has figures of other periods only, is beside nothing.
            is_apart = codes[starts[place]] not in catalogue.board.own and chosen not in newest[place]
            group = _group_of(newest[place], catalogue.indicators[name].frequency) if is_apart else chosen
            main[own][groups[own] == group] = place
            if (shorter := _newer_group(newest[place], group)) is not None:
                newer[own][groups[own] == shorter] = place
        first = stop
    return main, newer


def _newest_ends(groups: np.ndarray, ends: np.ndarray, known: np.ndarray) -> dict[int, np.datetime64]:
    """The last day of the newest figure in each group of periods; where there are only symbols, of these."""
    newest: dict[int, np.datetime64] = {}
    for group, end, is_known in zip(groups.tolist(), ends, known.tolist(), strict=True):
        if (is_known or not known.any()) and (group not in newest or end > newest[group]):
            newest[group] = end
    return newest


def _common_group(of_areas: Mapping[str, Mapping[int, np.datetime64]], frequency: str, board: Collection[str]) -> int:
    """The group of periods in which areas stand side by side: the usual one unless what they have in common of
    another is much newer; where they have nothing in common, the one that any of them would show."""
    own = [newest for code, newest in of_areas.items() if code in board] or list(of_areas.values())
    common = {group: min(newest[group] for newest in own) for group in own[0] if all(group in one for one in own)}
    if common:
        return _group_of(common, frequency)
    every: dict[int, np.datetime64] = {}
    for newest in own:
        for group, end in newest.items():
            every[group] = max(end, every.get(group, end))
    return _group_of(every, frequency)


def _newer_group(newest: Mapping[int, np.datetime64], group: int) -> int | None:
    """The group of shorter periods that has something newer than a group has, or something at all where that has
    nothing."""
    shorter = [other for other in newest if other > group and other in _PARTS]
    since = newest.get(group)
    newer = [other for other in shorter if since is None or newest[other] > since]
    return max(newer, key=lambda other: (newest[other], -other)) if newer else None


def _group_of(newest: Mapping[int, np.datetime64], frequency: str) -> int:
    """The group to show of those that there are: the usual one, unless it is too old beside the newest."""
    usual = _GROUPS.index(_GROUP_OF_FREQUENCY[frequency])
    if usual in newest and max(newest.values()) - newest[usual] < _TOO_OLD:
        return usual
    return max(newest, key=lambda group: (newest[group], -group))
