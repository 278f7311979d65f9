"""The view of Explore for some filters and an audience: the series, the chart of the chosen kind, and why an
addition is unavailable.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st
from markupsafe import Markup

from indicators.catalogue.catalogue import Catalogue
from indicators.charts.annotations import ChartEvent, numbered_events
from indicators.exports.exhibit import Exhibit
from indicators.figures import Series
from indicators.pages.components.session import DashboardData
from indicators.pages.explore.context import judged_lines, judgement_list_html
from indicators.pages.explore.display import ChartContents, ChartView, SeriesByIndicator, chart_exhibit
from indicators.pages.explore.filters import ExploreFilters, ViewOptions
from indicators.pages.explore.funnel import funnel_view
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
from indicators.signals.spc_series import FEWEST_POINTS, longest_stretch
from indicators.wording import Sentence, verified_sentences, write_sentences
from indicators.wording.verdicts import change_verdicts

FUNNEL_KINDS = ("rate", "proportion")


def unavailable_additions(
    catalogue: Catalogue,
    chosen: ExploreFilters,
    lines: SeriesByIndicator,
    events: Mapping[str, Sequence[ChartEvent]],
    measure: str,
) -> dict[str, str]:
    """Why some additions, or the funnel, cannot be had for the lines shown, by their names."""
    reasons = {"funnel": _no_funnel(catalogue, chosen, measure)}
    if chosen.chart == "funnel" and not reasons["funnel"]:
        over_time = "drawn over time only"
        return {"intervals": over_time, "limits": over_time, "events": over_time}
    everything = [item for items in lines.values() for item in items]
    reasons["limits"] = _no_limits(everything)
    reasons["intervals"] = _no_intervals(everything)
    if "limits" in chosen.additions and not reasons["limits"] and not reasons["intervals"]:
        reasons["intervals"] = "not drawn together with control limits"
    reasons["events"] = _no_events(lines, events)
    return {name: reason for name, reason in reasons.items() if reason}


def _no_funnel(catalogue: Catalogue, chosen: ExploreFilters, measure: str) -> str:
    if len(chosen.indicators) > 1:
        return "for one indicator at a time"
    kind = catalogue.indicators[next(iter(chosen.indicators))].kind
    if measure == "rate" or (measure == "value" and kind in FUNNEL_KINDS):
        return ""
    return "for rates and percentages; plain numbers of large and small areas do not compare"


def _no_limits(everything: Sequence[Series]) -> str:
    counts = {item.area.name: longest_stretch(item) for item in everything}
    if any(count >= FEWEST_POINTS for count in counts.values()):
        return ""
    lengths = ", ".join(f"{name} has {count}" for name, count in counts.items())
    return f"from {FEWEST_POINTS} figures that compare with each other; {lengths}"


def _no_intervals(everything: Sequence[Series]) -> str:
    if any(item.measure == "index" for item in everything):
        return "an index has none"
    if all(item.measure == "value" and item.indicator.kind == "count" for item in everything):
        return "for rates and percentages, not for plain numbers"
    known = [item.known for item in everything]
    if any((points["numerator"].notna() & points["denominator"].notna()).any() for points in known):
        return ""
    return "the counts behind these figures are not known"


def _no_events(lines: SeriesByIndicator, events: Mapping[str, Sequence[ChartEvent]]) -> str:
    groups = [(items, events[name]) for name, items in lines.items()]
    return "" if any(numbered_events(groups)) else "none are recorded for these figures and periods"


@dataclass(frozen=True)
class ExploreView:
    """The figures at hand, the lines of the view, why some additions cannot be had, and the chart.

    `lacks_areas`: a funnel was asked for, and too few areas have a figure for one.
    """

    figures: IndicatorFigures
    contents: ChartContents
    unavailable: Mapping[str, str]
    shown: ChartView
    lacks_areas: bool = False


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
    is_funnel = chosen.chart == "funnel" and "funnel" not in refused
    if is_funnel and (funnel := funnel_view(data, chosen, cut, narrow=narrow)):
        return ExploreView(figures, gathered, refused, funnel)
    if "limits" in gathered.additions:
        shown = spc_view(data, chosen, gathered, cut.periods, narrow=narrow)
    else:
        shown = trend_view(data, chosen, gathered, cut.measure, narrow=narrow)
    return ExploreView(figures, gathered, refused, shown, lacks_areas=is_funnel)


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
