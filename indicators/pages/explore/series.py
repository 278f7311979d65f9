"""The lines of a chart on Explore, cut to the view, with the lines that they are held against."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import pandas as pd
import streamlit as st

from indicators.areas import BOARD, BOARD_AREAS, EAST_MIDLANDS, ENGLAND
from indicators.measures import Catalogue, Series, figures, neighbour_median, period_groups, series
from indicators.pages.parts.choices import NEIGHBOURS, Choices
from indicators.pages.parts.data import Opened
from indicators.periods import PERIOD_GROUPS

#: Indicators and areas whose figures stay at hand.
MOST_KEPT = 128


@dataclass(frozen=True)
class Held:
    """The figures of some indicators, by indicator and area; shared between visitors, so nobody writes to it."""

    frames: Mapping[tuple[str, str], pd.DataFrame]
    none: pd.DataFrame

    def of(self, indicator: str, area: str) -> pd.DataFrame:
        """The figures of one indicator and area, of every source."""
        return self.frames.get((indicator, area), self.none)

    def of_all(self, indicator: str, areas: Sequence[str]) -> pd.DataFrame:
        """The figures of one indicator and several areas."""
        found = [self.frames[indicator, area] for area in areas if (indicator, area) in self.frames]
        return pd.concat(found, ignore_index=True) if found else self.none


@dataclass(frozen=True)
class View:
    """How lines are cut: measure, group of periods, and the last days of the first and last period shown."""

    measure: str
    periods: str
    since: date | None = None
    until: date | None = None

    @cached_property
    def asked(self) -> dict:
        """As the measures take it."""
        return {"measure": self.measure, "periods": self.periods, "since": self.since, "until": self.until}


def held_figures(data: Opened, chosen: Choices) -> Held:
    """The figures of the chosen indicators for the chosen areas and for those usually held against them.

    All in one go, so that another area or comparator is there at once.
    """
    return figures_of(data, chosen.indicators, areas_at_hand(data.catalogue, chosen))


def areas_at_hand(catalogue: Catalogue, chosen: Choices) -> list[str]:
    """The chosen areas and those usually held against them: the same for most choices, so that they are kept."""
    like = [member for area in BOARD_AREAS for member in catalogue.neighbours.get(area, ())]
    usual = [code for code in (*BOARD_AREAS, BOARD, EAST_MIDLANDS, ENGLAND, *like) if code in catalogue.areas]
    own_like = [member for area in chosen.areas for member in catalogue.neighbours.get(area, ())]
    return list(dict.fromkeys([*usual, *chosen.areas, *own_like]))


def figures_of(data: Opened, indicators: Iterable[str], areas: Iterable[str]) -> Held:
    """The figures of some indicators and areas, kept at hand."""
    return _held(data.version, tuple(indicators), tuple(sorted(areas)), data)


@st.cache_resource(show_spinner=False, max_entries=MOST_KEPT)
def _held(version: str, indicators: tuple[str, ...], areas: tuple[str, ...], _data: Opened) -> Held:
    frame = figures(_data.store, _data.catalogue, indicators, areas)
    return Held(dict(iter(frame.groupby(["indicator", "area_code"], sort=False))), frame.iloc[:0])


def groups_held(held: Held, chosen: Choices) -> list[str]:
    """The groups of periods in which any chosen indicator has figures for a chosen area."""
    found = {
        group for name in chosen.indicators for area in chosen.areas for group in period_groups(held.of(name, area))
    }
    return [group for group in PERIOD_GROUPS if group in found]


def period_ends(held: Held, chosen: Choices, periods: str) -> dict[str, date]:
    """The periods of a group that the chosen areas have figures for, in time order, with their last days."""
    found = {}
    for name in chosen.indicators:
        for area in chosen.areas:
            frame = held.of(name, area)
            columns = (frame[column].tolist() for column in ("ends", "starts", "period_type", "period"))
            for ends, starts, kind, label in zip(*columns, strict=True):
                if kind in PERIOD_GROUPS[periods]:
                    found[ends, starts] = label
    ordered = sorted(found)
    return {found[ends, starts]: ends.date() for ends, starts in ordered}


def lines_of(data: Opened, chosen: Choices, held: Held, indicator: str, view: View) -> list[Series]:
    """One line a chosen area."""
    made = [series(held.of(indicator, area), data.catalogue, indicator, area, **view.asked) for area in chosen.areas]
    return without_empty_edges(made) if view.measure == "rate" else made


def comparators_of(data: Opened, chosen: Choices, held: Held, indicator: str, view: View) -> list[Series]:
    """England, region and like areas, where the reader asked for them and they say more than size."""
    if not chosen.comparators or not can_compare(data.catalogue, indicator, view.measure):
        return []
    made = []
    for code in chosen.comparators:
        if code == NEIGHBOURS:
            made += _medians(data.catalogue, chosen, held, indicator, view)
        elif code not in chosen.areas:
            made.append(series(held.of(indicator, code), data.catalogue, indicator, code, **view.asked))
    return [item for item in made if len(item.known)]


def can_compare(catalogue: Catalogue, indicator: str, measure: str) -> bool:
    """Whether areas of different size compare: all but plain counts do."""
    return catalogue.indicators[indicator].kind != "count" or measure != "value"


def _medians(catalogue: Catalogue, chosen: Choices, held: Held, indicator: str, view: View) -> list[Series]:
    found = []
    for area in chosen.areas:
        if area in catalogue.neighbours:
            frame = held.of_all(indicator, catalogue.neighbours[area])
            found.append(neighbour_median(frame, catalogue, indicator, area, **view.asked))
    return found


def without_empty_edges(lines: Sequence[Series]) -> list[Series]:
    """Rates without the years at either end for which no area has a population."""
    lost = [item.points["value"].isna() & item.points["numerator"].notna() for item in lines]
    if not any(gone.any() for gone in lost):
        return list(lines)
    told = [item.points.loc[~gone, "ends"] for item, gone in zip(lines, lost, strict=True)]
    if all(ends.empty for ends in told):
        return list(lines)
    first = min(ends.min() for ends in told if len(ends))
    last = max(ends.max() for ends in told if len(ends))
    return [replace(item, points=item.points[item.points["ends"].between(first, last)]) for item in lines]
