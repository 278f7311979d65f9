"""From what a reader chose to what is shown: where nobody chose, or a choice cannot be had, the page opens with what
there is, and opens anew when there is more.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import streamlit as st

from indicators.figures.series import opening_group
from indicators.pages.components.session import DashboardData
from indicators.pages.explore.choice import MOST_LINES, ExploreFilters, ViewChoice, ViewOptions
from indicators.pages.explore.measures import available_measures
from indicators.pages.explore.series import (
    MOST_CACHED,
    available_groups,
    chosen_figures,
    newest_stretch,
    opening_areas,
    period_ends,
)

#: With fewer periods than this there is nothing to cut off.
FEWEST_TO_CUT_RANGE = 3


@dataclass(frozen=True)
class SettledView:
    """A choice with what is shown for it; without options where there is no indicator or no area to show.

    `choice` is what was chosen, without the cuts at which the lines end by themselves.
    """

    choice: ViewChoice
    filters: ExploreFilters
    options: ViewOptions | None = None


def settle(data: DashboardData, indicators: Sequence[str], choice: ViewChoice) -> SettledView:
    """What is shown of some indicators for a choice; worked out once for all who choose alike."""
    return _cached_settle(data.version, data.audience, tuple(indicators), choice.key, data, choice)


@st.cache_resource(show_spinner=False, max_entries=8 * MOST_CACHED)
def _cached_settle(
    version: str,
    audience: str,
    indicators: tuple[str, ...],
    key: str,
    _data: DashboardData,
    _choice: ViewChoice,
) -> SettledView:
    data, choice = _data, _choice
    areas = choice.areas
    if areas is None:
        areas = tuple(opening_areas(data, indicators)[:MOST_LINES]) if indicators else data.catalogue.board.own
    chosen = ExploreFilters(indicators, tuple(areas), choice.comparators, choice.additions, choice.chart)
    if not chosen.indicators or not chosen.areas:
        return SettledView(choice, chosen)
    figures = chosen_figures(data, chosen)
    groups = available_groups(figures, chosen)
    opening = opening_group(figures.shown(chosen.indicators, chosen.areas))
    periods = _settled(choice.periods, groups or ["year"], opening)
    ends = period_ends(figures, chosen, periods)
    choice, first, last = _settled_span(choice, list(ends), newest_stretch(figures, chosen, periods))
    available = available_measures(data.catalogue, chosen, figures, periods, (ends.get(first), ends.get(last)))
    measure = _settled(choice.measure, available.offered, available.opening)
    notes = {"measure": available.notes(measure, choice.measure)}
    if ends and first != next(iter(ends)) and not choice.first:
        notes["from"] = [f"Earlier figures, from {next(iter(ends))}, come before a gap of years: choose From."]
    options = ViewOptions(measure, periods, first, last, available.offered, groups, ends, notes)
    return SettledView(choice, chosen, options)


def _settled(wanted: str | None, offered: Sequence[str], opening: str) -> str:
    """What was chosen, where it is offered; else what the page opens with."""
    return wanted if wanted is not None and wanted in offered else opening


def _settled_span(choice: ViewChoice, labels: Sequence[str], opening: str) -> tuple[ViewChoice, str, str]:
    """The choice without cuts that are none, and the first and last period to show: where the reader cut, if there are
    figures, else from `opening` (the first of all where it is empty) to the last there is.

    Only a cut stays chosen, never the ends that there happen to be: so what another indicator has, or what comes
    later, is shown.
    """
    if not labels:
        return choice, "", ""
    opening = opening if opening in labels else labels[0]
    if len(labels) < FEWEST_TO_CUT_RANGE:
        return choice, opening, labels[-1]
    choice = replace(
        choice,
        first=None if choice.first == opening else choice.first,
        last=None if choice.last == labels[-1] else choice.last,
    )
    first = _settled(choice.first, labels, opening)
    last = _settled(choice.last, labels[labels.index(first) :], labels[-1])
    return choice, first, last
