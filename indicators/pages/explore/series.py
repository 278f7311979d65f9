"""The series that Explore draws: figures of the chosen areas and of their comparators, and the events and targets
beside them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

import pandas as pd
import streamlit as st

from indicators.catalogue.areas import Area
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.periods import PERIOD_GROUPS
from indicators.charts.annotations import ChartEvent
from indicators.figures import Series, neighbour_median, period_groups, read_figures, select_series
from indicators.figures.series import after_long_gaps, newest_ends
from indicators.frames import frame_groups, frame_rows
from indicators.pages.components.session import DashboardData
from indicators.pages.explore.choice import NEIGHBOUR_MEDIAN, ExploreFilters
from indicators.wording.numbers import value_text


@st.cache_resource(show_spinner=False, max_entries=2)
def _cached_events(version: str, _data: DashboardData) -> pd.DataFrame:
    return _data.store.query("events")


def events_for(data: DashboardData, indicator: str, areas: Sequence[str]) -> list[ChartEvent]:
    """The events recorded for an indicator that concern any of some areas; one without either concerns all."""
    return [
        ChartEvent(row.happened_on.date(), row.title)
        for row in frame_rows(_cached_events(data.version, data))
        if row.indicator in (indicator, "", None)
        and (not row.area_code or any(_applies_to(data.catalogue, row.area_code, area) for area in areas))
    ]


def _applies_to(catalogue: Catalogue, happened_in: str, area: str) -> bool:
    """Whether what happened in one area bears on another: the same, a part of it, or a whole that it is part of."""
    if happened_in == area:
        return True
    places: list[Area] = [catalogue.areas[code] for code in (happened_in, area)]
    within, whole = (set(item.parts) or {item.code} for item in places)
    return bool(within & whole)


#: Indicators and areas whose figures stay at hand.
MOST_CACHED = 128


@dataclass(frozen=True)
class IndicatorFigures:
    """The figures of some indicators, by indicator and area; shared between visitors, so nobody writes to it."""

    frames: Mapping[tuple[str, str], pd.DataFrame]
    none: pd.DataFrame
    _shown: dict[tuple[tuple[str, ...], tuple[str, ...]], pd.DataFrame] = field(default_factory=dict, compare=False)

    def of(self, indicator: str, area: str) -> pd.DataFrame:
        """The figures of one indicator and area, of every source."""
        return self.frames.get((indicator, area), self.none)

    def of_all(self, indicator: str, areas: Sequence[str]) -> pd.DataFrame:
        """The figures of one indicator and several areas."""
        frames = [self.frames[indicator, area] for area in areas if (indicator, area) in self.frames]
        return pd.concat(frames, ignore_index=True) if frames else self.none

    def has_any(self, indicator: str, areas: Sequence[str]) -> bool:
        """Whether any of some areas has a figure of an indicator."""
        return any(self.of(indicator, area)["value"].notna().any() for area in areas)

    def shown(self, indicators: Sequence[str], areas: Sequence[str]) -> pd.DataFrame:
        """The figures in force of some indicators and areas, one a period; put together once for all who ask alike."""
        key = (tuple(indicators), tuple(areas))
        if key in self._shown:
            return self._shown[key]
        frames = [own for name in indicators if len(own := self.of_all(name, areas))]
        every = pd.concat(frames, ignore_index=True) if frames else self.none
        if len(self._shown) >= MOST_CACHED:
            self._shown.clear()
        shown = self._shown[key] = every[every["rank"] == 0]
        return shown


@dataclass(frozen=True)
class SeriesView:
    """How lines are cut: measure, group of periods, and the last days of the first and last period shown."""

    measure: str
    periods: str
    since: date | None = None
    until: date | None = None

    @cached_property
    def arguments(self) -> dict:
        """As the measures take it."""
        return {"measure": self.measure, "periods": self.periods, "since": self.since, "until": self.until}


def chosen_figures(data: DashboardData, chosen: ExploreFilters) -> IndicatorFigures:
    """The figures of the chosen indicators for the chosen areas and for those usually held against them.

    All in one go, so that another area or comparator is there at once.
    """
    return cached_figures(data, chosen.indicators, areas_to_load(data.catalogue, chosen.areas))


def opening_areas(data: DashboardData, indicators: Sequence[str]) -> list[str]:
    """The areas that the page opens with where nobody chose any: the board's own, and those that some of the
    indicators have figures for where the board's own have none, such as both in one.
    """
    own = list(data.catalogue.board.own) or list(data.catalogue.areas)[:1]
    board = data.catalogue.board
    choices = [own, *([code] for code in (*board.combined, *board.comparators))]
    figures = cached_figures(data, indicators, areas_to_load(data.catalogue, ()))
    opening = []
    for name in indicators:
        opening += next((codes for codes in choices if figures.has_any(name, codes)), [])
    return list(dict.fromkeys(opening)) or own


def areas_to_load(catalogue: Catalogue, chosen: Sequence[str]) -> list[str]:
    """The chosen areas and those usually held against them: the same for most choices, so that they are kept."""
    board = catalogue.board
    like = [member for area in board.own for member in catalogue.neighbours.get(area, ())]
    usual = [code for code in (*board.shown, *board.comparators, *like) if code in catalogue.areas]
    own_like = [member for area in chosen for member in catalogue.neighbours.get(area, ())]
    return list(dict.fromkeys([*usual, *chosen, *own_like]))


def cached_figures(data: DashboardData, indicators: Iterable[str], areas: Iterable[str]) -> IndicatorFigures:
    """The figures of some indicators and areas, kept at hand."""
    return _load_frames(data.version, tuple(indicators), tuple(sorted(areas)), data)


@st.cache_resource(show_spinner=False, max_entries=MOST_CACHED)
def _load_frames(
    version: str, indicators: tuple[str, ...], areas: tuple[str, ...], _data: DashboardData
) -> IndicatorFigures:
    frame = read_figures(_data.store, _data.catalogue, indicators, areas)
    return IndicatorFigures(dict(frame_groups(frame, ["indicator", "area_code"], sort=False)), frame.iloc[:0])


def available_groups(figures: IndicatorFigures, chosen: ExploreFilters) -> list[str]:
    """The groups of periods in which any chosen indicator has figures for a chosen area."""
    groups = {
        group for name in chosen.indicators for area in chosen.areas for group in period_groups(figures.of(name, area))
    }
    return [group for group in PERIOD_GROUPS if group in groups]


def areas_with_figures(data: DashboardData, indicators: Sequence[str]) -> list[str]:
    """All areas that have a figure of any of some indicators, in the order of the catalogue."""
    figures = cached_figures(data, indicators, list(data.catalogue.areas))
    return [code for code in data.catalogue.areas if any(figures.has_any(name, [code]) for name in indicators)]


#: Newer figures that are named; more are counted.
_MOST_NAMED = 4


def newer_figures(
    catalogue: Catalogue, chosen: ExploreFilters, figures: IndicatorFigures, periods: str
) -> tuple[str, list[str]] | None:
    """The group of periods that reaches furthest beyond the one shown, and its newest figures in words, one a line;
    None where none does.
    """
    ends = newest_ends(figures.shown(chosen.indicators, chosen.areas))
    own = ends.get(periods)
    group = max(ends, key=lambda name: ends[name], default=periods)
    if own is None or not ends[group] > own:
        return None
    texts, newest = [], ""
    for name in chosen.indicators:
        for area in chosen.areas:
            item = select_series(figures.of(name, area), catalogue, name, area, periods=group)
            if len(item.known) and item.known["ends"].iloc[-1] > own:
                point = item.known.iloc[-1]
                titled = f"{item.indicator.short_title}, " if len(chosen.indicators) > 1 else ""
                texts.append(f"{titled}{item.area.name} {point['period']}: {value_text(point['value'], item)}")
                newest = point["period"] if point["ends"] == ends[group] else newest
    return group, texts if len(texts) <= _MOST_NAMED else [f"{len(texts)} lines have figures to {newest}"]


def newest_stretch(figures: IndicatorFigures, chosen: ExploreFilters, periods: str) -> str:
    """The first period after the last long gap in what the chosen areas have; empty where there is none."""
    rows = figures.shown(chosen.indicators, chosen.areas)
    late = after_long_gaps(rows[rows["value"].notna()], periods)
    return str(late["period"].iloc[-1]) if len(late) else ""


def period_ends(figures: IndicatorFigures, chosen: ExploreFilters, periods: str) -> dict[str, date]:
    """The periods of a group that the chosen areas have figures for, in time order, with their last days."""
    labels = {}
    for name in chosen.indicators:
        for area in chosen.areas:
            frame = figures.of(name, area)
            columns = (frame[column].tolist() for column in ("ends", "starts", "period_type", "period"))
            for ends, starts, kind, label in zip(*columns, strict=True):
                if kind in PERIOD_GROUPS[periods]:
                    labels[ends, starts] = label
    ordered = sorted(labels)
    return {labels[ends, starts]: ends.date() for ends, starts in ordered}


def chosen_series(
    data: DashboardData, chosen: ExploreFilters, figures: IndicatorFigures, indicator: str, view: SeriesView
) -> list[Series]:
    """One line a chosen area."""
    made = [_one_series(data, figures, indicator, area, view) for area in chosen.areas]
    return without_empty_edges(made) if view.measure == "rate" else made


def comparator_series(
    data: DashboardData, chosen: ExploreFilters, figures: IndicatorFigures, indicator: str, view: SeriesView
) -> list[Series]:
    """England, region and like areas, where the reader asked for them and they say more than size."""
    if not chosen.comparators or not is_comparable(data.catalogue, indicator, view.measure):
        return []
    made = []
    for code in chosen.comparators:
        if code == NEIGHBOUR_MEDIAN:
            made += [
                _one_median(data, figures, indicator, area, view)
                for area in chosen.areas
                if area in data.catalogue.neighbours
            ]
        elif code not in chosen.areas:
            made.append(_one_series(data, figures, indicator, code, view))
    return [item for item in made if len(item.known)]


def comparator_figures(
    catalogue: Catalogue, chosen: ExploreFilters, figures: IndicatorFigures, indicators: Sequence[str]
) -> pd.DataFrame:
    """The figures in force of the areas that some indicators are to be compared with."""
    codes = [code for code in chosen.comparators if code not in chosen.areas and code != NEIGHBOUR_MEDIAN]
    if NEIGHBOUR_MEDIAN in chosen.comparators:
        codes += [member for area in chosen.areas for member in catalogue.neighbours.get(area, ())]
    return figures.shown(indicators, list(dict.fromkeys(codes)))


def is_comparable(catalogue: Catalogue, indicator: str, measure: str) -> bool:
    """Whether areas of different size compare: all but plain counts do."""
    return catalogue.indicators[indicator].kind != "count" or measure not in ("value", "pooled")


def _one_series(data: DashboardData, figures: IndicatorFigures, indicator: str, area: str, view: SeriesView) -> Series:
    """The line of one area: the same whatever stands beside it, so that it is made once for all views that have it."""
    key = (indicator, area, *view.arguments.values())
    return _cached_series(data.version, data.audience, key, figures.of(indicator, area), data, view)


@st.cache_resource(show_spinner=False, max_entries=8 * MOST_CACHED)
def _cached_series(
    version: str, audience: str, key: tuple, _frame: pd.DataFrame, _data: DashboardData, _view: SeriesView
) -> Series:
    indicator, area, *_ = key
    return select_series(_frame, _data.catalogue, indicator, area, **_view.arguments)


def _one_median(data: DashboardData, figures: IndicatorFigures, indicator: str, area: str, view: SeriesView) -> Series:
    key = (indicator, area, *view.arguments.values())
    return _cached_median(data.version, data.audience, key, figures, data, view)


@st.cache_resource(show_spinner=False, max_entries=2 * MOST_CACHED)
def _cached_median(
    version: str, audience: str, key: tuple, _figures: IndicatorFigures, _data: DashboardData, _view: SeriesView
) -> Series:
    indicator, area, *_ = key
    frame = _figures.of_all(indicator, _data.catalogue.neighbours[area])
    return neighbour_median(frame, _data.catalogue, indicator, area, **_view.arguments)


def without_empty_edges(lines: Sequence[Series]) -> list[Series]:
    """Rates without the years at either end for which no area has a population."""
    lost = [item.points["value"].isna() & item.points["numerator"].notna() for item in lines]
    if not any(gone.any() for gone in lost):
        return list(lines)
    ends_with_figures = [item.points.loc[~gone, "ends"] for item, gone in zip(lines, lost, strict=True)]
    if all(ends.empty for ends in ends_with_figures):
        return list(lines)
    first = min(ends.min() for ends in ends_with_figures if len(ends))
    last = max(ends.max() for ends in ends_with_figures if len(ends))
    return [replace(item, points=item.points[item.points["ends"].between(first, last)]) for item in lines]
