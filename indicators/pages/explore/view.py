"""The view of Explore for some filters and an audience: the series, the chart of the chosen kind, and why what was
asked for is not in it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import streamlit as st
from markupsafe import Markup

from indicators.exports.exhibit import Exhibit
from indicators.pages.components.session import DashboardData
from indicators.pages.explore.choice import ExploreFilters, ViewOptions
from indicators.pages.explore.context import judged_lines, judgement_list_html
from indicators.pages.explore.display import ChartContents, ChartView, chart_exhibit
from indicators.pages.explore.funnel import few_areas_text, funnel_view
from indicators.pages.explore.series import (
    MOST_CACHED,
    IndicatorFigures,
    SeriesView,
    chosen_figures,
    chosen_series,
    comparator_series,
    events_for,
)
from indicators.pages.explore.spc import spc_view
from indicators.pages.explore.trend import trend_view
from indicators.pages.explore.unavailable import over_time_additions, unavailable_additions, view_notes
from indicators.wording.sentences import Sentence, write_sentences
from indicators.wording.verdicts import change_verdicts
from indicators.wording.verify import verified_sentences


@dataclass(frozen=True)
class ExploreView:
    """The figures at hand, the lines of the view, why some additions cannot be had, and the chart.

    `notes` are what stands beside a choice, by its name: what was asked for and is not shown.
    """

    figures: IndicatorFigures
    contents: ChartContents
    unavailable: Mapping[str, str]
    shown: ChartView
    notes: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not self.shown.chart.data


def explore_view(data: DashboardData, chosen: ExploreFilters, cut: ViewOptions, *, narrow: bool) -> ExploreView:
    """The view of some choices; over time where too few areas have figures for a funnel.

    Made once for all visitors who choose alike, so nobody writes to it.
    """
    return _cached_view(data.version, data.audience, _view_key(chosen, cut), narrow, data, chosen, cut)


def judgements_html(data: DashboardData, chosen: ExploreFilters, cut: ViewOptions, gathered: ChartContents) -> Markup:
    """What the rules say of the latest figures of some choices, as HTML; the same for a wide and a narrow screen."""
    return _cached_judgements_html(data.version, data.audience, _view_key(chosen, cut), data, gathered)


def _view_key(chosen: ExploreFilters, cut: ViewOptions) -> tuple:
    """All that a view depends on but the figures; the periods that a reader may choose from follow from these."""
    return (
        (chosen.indicators, chosen.areas, chosen.comparators, tuple(sorted(chosen.additions)), chosen.chart),
        (cut.measure, cut.periods, cut.first, cut.last, cut.is_cut_before, cut.is_cut_after),
    )


@st.cache_resource(show_spinner=False, max_entries=MOST_CACHED)
def _cached_judgements_html(
    version: str, audience: str, key: tuple, _data: DashboardData, _gathered: ChartContents
) -> Markup:
    return judgement_list_html(_data, _gathered)


@st.cache_resource(show_spinner=False, max_entries=MOST_CACHED)
def _cached_view(
    version: str,
    audience: str,
    key: tuple,
    narrow: bool,
    _data: DashboardData,
    _chosen: ExploreFilters,
    _cut: ViewOptions,
) -> ExploreView:
    data, chosen, cut = _data, _chosen, _cut
    figures = chosen_figures(data, chosen)
    gathered, refused = _chart_contents(data, chosen, figures, cut)
    notes = view_notes(data.catalogue, chosen, figures, cut, gathered.lines, gathered.comparators)
    if chosen.chart == "funnel" and "funnel" not in refused:
        if funnel := funnel_view(data, chosen, cut, narrow=narrow):
            return ExploreView(figures, gathered, refused, funnel, notes)
        # Lines are drawn in its place, and can have what lines have.
        lines = over_time_additions(chosen, gathered.lines, gathered.events)
        gathered = replace(gathered, additions=chosen.additions - lines.keys())
        refused = {"funnel": few_areas_text(data, chosen, cut), **lines}
    if "limits" in gathered.additions:
        shown = spc_view(data, chosen, gathered, cut.periods, narrow=narrow)
    else:
        shown = trend_view(data, chosen, gathered, cut.measure, narrow=narrow)
    return ExploreView(figures, gathered, refused, shown, notes)


def explore_exhibit(data: DashboardData, chosen: ExploreFilters, cut: ViewOptions) -> Exhibit:
    """The chart of some choices as it leaves the house, drawn for paper whatever screen asked for it."""
    return chart_exhibit(explore_view(data, chosen, cut, narrow=False).shown, data)


def explore_sentences(data: DashboardData, chosen: ExploreFilters, cut: ViewOptions) -> list[Sentence]:
    """What the lines of some choices bear in sentences, each of which holds in the store it was written from."""
    contents = explore_view(data, chosen, cut, narrow=False).contents
    lines = [item for items in contents.lines.values() for item in items if len(item.known)]
    judged = judged_lines(data, lines) if lines else None
    written = [
        sentence
        for name, items in contents.lines.items()
        for sentence in write_sentences(items, contents.comparators[name], judged=judged)
    ]
    return verified_sentences(written, data.store, data.catalogue)


def _chart_contents(
    data: DashboardData, chosen: ExploreFilters, figures: IndicatorFigures, cut: ViewOptions
) -> tuple[ChartContents, dict[str, str]]:
    """The lines of the view with what was chosen and can be added, and why the rest cannot."""
    since = cut.ends[cut.first] if cut.is_cut_before else None
    view = SeriesView(cut.measure, cut.periods, since, cut.ends[cut.last] if cut.is_cut_after else None)
    lines = {name: chosen_series(data, chosen, figures, name, view) for name in chosen.indicators}
    comparators = {name: comparator_series(data, chosen, figures, name, view) for name in chosen.indicators}
    events = {name: events_for(data, name, chosen.areas) for name in chosen.indicators}
    refused = unavailable_additions(data.catalogue, chosen, lines, events, cut.measure)
    drawn = [item for items in lines.values() for item in items if len(item.known)]
    verdicts = change_verdicts(judged_lines(data, drawn))
    return ChartContents(lines, comparators, events, chosen.additions - refused.keys(), verdicts), refused
