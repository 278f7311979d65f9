"""The control chart of a series: without the time of year, its limits anew after each break in the way of counting."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from indicators.measures import Series
from indicators.signals.control import ControlChart, control_chart
from indicators.signals.seasons import SEASONS, YEARS_NEEDED, seasonally_adjusted
from indicators.signals.stability import FEWEST_POINTS


def comparable(series: Series) -> int:
    """How many figures the longest stretch between two breaks has."""
    return max((int(known.sum()) for _, known in _stretches(series)), default=0)


def series_control(series: Series, periods: str, *, target: float | None = None) -> tuple[Series, ControlChart]:
    """The series as judged, with its control chart; figures of stretches shorter than 13 are left out of the latter.

    `periods` is the group of periods. Where the time of year was taken out, `value` is without it and the column
    `published` has the figures as they came.
    """
    judged, stretches = _adjusted(series, periods), _stretches(series)
    values = judged.points["value"].to_numpy(float).copy()
    for _, known in stretches:
        if known.sum() < FEWEST_POINTS:
            values[known] = np.nan
    rebase_at = [first for first, _ in stretches if first]
    return judged, control_chart(values, polarity=series.indicator.polarity, target=target, rebase_at=rebase_at)


def _stretches(series: Series) -> list[tuple[int, NDArray[np.bool_]]]:
    """The first place of each stretch of one way of counting, and at which points of the series it has figures."""
    points = series.points
    middles = points["starts"] + (points["ends"] - points["starts"]) // 2
    after = [(middles >= np.datetime64(item.date)).to_numpy(int) for item in series.breaks]
    group = sum(after, np.zeros(len(points), int))
    known = points["value"].notna().to_numpy()
    return [(int(np.flatnonzero(group == number)[0]), known & (group == number)) for number in np.unique(group)]


def _adjusted(series: Series, periods: str) -> Series:
    """Months and quarters of three years or more without the time of year; others as they are."""
    season = SEASONS.get(periods)
    if season is None or len(series.known) < season * YEARS_NEEDED:
        return series
    published = series.points["value"].to_numpy(float)
    values = seasonally_adjusted(published, season=season)
    if np.array_equal(values, published, equal_nan=True):
        return series
    return replace(series, points=series.points.assign(value=values, published=published))
