"""Is the process stable? Control charts of whole series: without the time of year, their limits anew after each
break in the way of counting.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.catalogue.catalogue import Catalogue
from indicators.figures import Series
from indicators.frames import map_values
from indicators.signals.judgements import in_display_unit
from indicators.signals.panel import FEWEST_YEARS, SEASONS, Panel, seasonally_adjusted
from indicators.signals.spc import ControlChart, control_chart

#: Points that a control chart needs before its limits mean something.
FEWEST_POINTS = 13
#: Points on one side of the mean from which a shift looks like a new level rather than a spell.
LASTING_SHIFT = 9


def judge_stability(panel: Panel, rows: pd.DataFrame, catalogue: Catalogue, judged: np.ndarray) -> pd.DataFrame:
    """A judgement for each judged series of at least 13 points; none of them is listed.

    Over 120 unchanged series control charts flag 4 to 5 in each cycle, so they show a process rather than choose
    what deserves a question. `reason` is the special cause at the latest point; `earlier` counts the points
    before it; where a shift has lasted, `detail` suggests a break.
    """
    number = np.isfinite(panel.top).sum(axis=1)
    places = np.flatnonzero(judged & (number >= FEWEST_POINTS))
    if not len(places):
        return rows.iloc[:0]
    own = rows.iloc[places].reset_index(drop=True)
    values = _values(panel, own, places, catalogue)
    chart = control_chart(values, polarity=own["polarity"].tolist())
    cause, mean, latest = chart.special_cause[:, -1], chart.mean[:, -1], values[:, -1]
    return own.assign(
        rule="control",
        level=np.where(cause == "none", "ordinary", "real"),
        reading=chart.reading[:, -1],
        reason=np.where(cause == "none", "", cause),
        compared_with=mean,
        direction=np.select([latest > mean, latest < mean], ["up", "down"], "same"),
        earlier=number[places] - 1,
        detail=[
            _new_level_text(side, panel, index) for side, index in zip(_sides(chart), places.tolist(), strict=True)
        ],
    )


def _values(panel: Panel, rows: pd.DataFrame, places: np.ndarray, catalogue: Catalogue) -> np.ndarray:
    """The figures as shown, rates and proportions from their counts, without the course of the year."""
    is_count = map_values(rows["indicator"], lambda name: catalogue.indicators[name].kind == "count").to_numpy(bool)
    shown = panel.points["value"].to_numpy(float)[panel.row[places]]
    rates = in_display_unit(rows, panel.top[places] / panel.base[places], catalogue)
    values = np.where(is_count[:, None], np.where(panel.row[places] < 0, np.nan, shown), rates)
    for index, group in enumerate(rows["group"]):
        if group in SEASONS:
            run = np.isfinite(values[index])
            values[index, run] = seasonally_adjusted(values[index, run], season=SEASONS[group])
    return values


def _sides(chart: ControlChart) -> np.ndarray:
    """On which side of the mean each flagged point lies, 0 for the others.

    A point of a shift that is told for a stronger reason, such as lying outside the limits, is still part of it.
    """
    return np.where(chart.special_cause_codes > 0, np.sign(chart.value - chart.mean), 0.0)


def _new_level_text(sides: np.ndarray, panel: Panel, index: int) -> str:
    """Where a new level began, if the latest points have been on one side of the mean for long."""
    shifted = (sides == sides[-1]) & (sides != 0)
    lasted = len(shifted) if shifted.all() else int(np.argmin(shifted[::-1]))
    if lasted < LASTING_SHIFT:
        return ""
    began = panel.points["period"].iloc[panel.row[index, -lasted]]
    return f"A new level has lasted since {began}: ask whether the way of counting changed, and note a break if so."


def longest_stretch(series: Series) -> int:
    """How many figures the longest stretch between two breaks has."""
    return max((int(known.sum()) for _, known in _stretches(series)), default=0)


def series_control_chart(series: Series, periods: str, *, target: float | None = None) -> tuple[Series, ControlChart]:
    """The series as judged, with its control chart; figures of stretches shorter than 13 are left out of the latter.

    `periods` is the group of periods. Where the time of year was taken out, `value` is without it and the column
    `published` has the figures as they came.
    """
    judged, stretches = _without_season(series, periods), _stretches(series)
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


def _without_season(series: Series, periods: str) -> Series:
    """Months and quarters of three years or more without the time of year; others as they are."""
    season = SEASONS.get(periods)
    if season is None or len(series.known) < season * FEWEST_YEARS:
        return series
    published = series.points["value"].to_numpy(float)
    values = seasonally_adjusted(published, season=season, broken_at=[first for first, _ in _stretches(series)])
    if np.array_equal(values, published, equal_nan=True):
        return series
    return replace(series, points=series.points.assign(value=values, published=published))
