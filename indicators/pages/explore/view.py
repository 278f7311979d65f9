"""What Explore shows of some choices: gathered from the figures of any audience, drawn as the kind that was chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from indicators.catalogue.catalogue import Catalogue
from indicators.charts.annotations import Event, numbered_events
from indicators.exports.exhibit import Exhibit
from indicators.figures import Series
from indicators.pages.components.cycle import cycle_of
from indicators.pages.components.session import Opened
from indicators.pages.explore.context import cycle_day, worth_html
from indicators.pages.explore.display import Gathered, Lines, Shown, exhibit_of
from indicators.pages.explore.filters import Choices, Cut
from indicators.pages.explore.funnel import funnel_view
from indicators.pages.explore.series import MOST_KEPT, Held, View, comparators_of, events_of, held_figures, lines_of
from indicators.pages.explore.spc import limits_view
from indicators.pages.explore.trend import time_view
from indicators.signals.spc_series import FEWEST_POINTS, comparable
from indicators.wording import Sentence, only_checked, sentences

FUNNEL_KINDS = ("rate", "proportion")


def refusals(
    catalogue: Catalogue, chosen: Choices, lines: Lines, events: Mapping[str, Sequence[Event]], measure: str
) -> dict[str, str]:
    """Why some additions, or the funnel, cannot be had for the lines shown, by their names."""
    found = {"funnel": _no_funnel(catalogue, chosen, measure)}
    if chosen.chart == "funnel" and not found["funnel"]:
        over_time = "drawn over time only"
        return {"intervals": over_time, "limits": over_time, "events": over_time}
    everything = [item for items in lines.values() for item in items]
    found["limits"] = _no_limits(everything)
    found["intervals"] = _no_intervals(everything)
    if "limits" in chosen.additions and not found["limits"] and not found["intervals"]:
        found["intervals"] = "not drawn together with control limits"
    found["events"] = _no_events(lines, events)
    return {name: reason for name, reason in found.items() if reason}


def _no_funnel(catalogue: Catalogue, chosen: Choices, measure: str) -> str:
    if len(chosen.indicators) > 1:
        return "for one indicator at a time"
    kind = catalogue.indicators[chosen.indicators[0]].kind
    if measure == "rate" or (measure == "value" and kind in FUNNEL_KINDS):
        return ""
    return "for rates and percentages; plain numbers of large and small areas do not compare"


def _no_limits(everything: Sequence[Series]) -> str:
    counts = {item.area.name: comparable(item) for item in everything}
    if any(count >= FEWEST_POINTS for count in counts.values()):
        return ""
    held = ", ".join(f"{name} has {count}" for name, count in counts.items())
    return f"from {FEWEST_POINTS} figures that compare with each other; {held}"


def _no_intervals(everything: Sequence[Series]) -> str:
    if any(item.measure == "index" for item in everything):
        return "an index has none"
    if all(item.measure == "value" and item.indicator.kind == "count" for item in everything):
        return "for rates and percentages, not for plain numbers"
    known = [item.known for item in everything]
    if any((points["numerator"].notna() & points["denominator"].notna()).any() for points in known):
        return ""
    return "the counts behind these figures are not known"


def _no_events(lines: Lines, events: Mapping[str, Sequence[Event]]) -> str:
    groups = [(items, events[name]) for name, items in lines.items()]
    return "" if any(numbered_events(groups)) else "none are recorded for these figures and periods"


@dataclass(frozen=True)
class Explored:
    """The figures at hand, the lines of the view, why some additions cannot be had, and the chart.

    `lacks_areas`: a funnel was asked for, and too few areas have a figure for one.
    """

    held: Held
    gathered: Gathered
    refused: Mapping[str, str]
    shown: Shown
    lacks_areas: bool = False


def explored(data: Opened, chosen: Choices, cut: Cut, *, narrow: bool) -> Explored:
    """The view of some choices; over time where too few areas have figures for a funnel.

    Made once for all visitors who choose alike, so nobody writes to it.
    """
    return _explored(data.version, data.audience, _key(chosen, cut), narrow, data, chosen, cut)


def worth_of(data: Opened, chosen: Choices, cut: Cut, gathered: Gathered) -> str:
    """What the rules say of the latest figures of some choices, as HTML; the same for a wide and a narrow screen."""
    return _worth(data.version, data.audience, _key(chosen, cut), data, gathered)


def _key(chosen: Choices, cut: Cut) -> tuple:
    """All that a view depends on but the figures; the periods that a reader may choose from follow from these."""
    return (
        (chosen.indicators, chosen.areas, chosen.comparators, tuple(sorted(chosen.additions)), chosen.chart),
        (cut.measure, cut.periods, cut.first, cut.last, cut.is_cut_before, cut.is_cut_after),
    )


@st.cache_resource(show_spinner=False, max_entries=MOST_KEPT)
def _worth(version: str, audience: str, key: tuple, _data: Opened, _gathered: Gathered) -> str:
    return worth_html(_data, _gathered)


@st.cache_resource(show_spinner=False, max_entries=MOST_KEPT)
def _explored(
    version: str, audience: str, key: tuple, narrow: bool, _data: Opened, _chosen: Choices, _cut: Cut
) -> Explored:
    data, chosen, cut = _data, _chosen, _cut
    held = held_figures(data, chosen)
    gathered, refused = _gathered(data, chosen, held, cut)
    is_funnel = chosen.chart == "funnel" and "funnel" not in refused
    if is_funnel and (funnel := funnel_view(data, chosen, cut, narrow=narrow)):
        return Explored(held, gathered, refused, funnel)
    if "limits" in gathered.additions:
        shown = limits_view(data, chosen, gathered, cut.periods, narrow=narrow)
    else:
        shown = time_view(data, chosen, gathered, cut.measure, narrow=narrow)
    return Explored(held, gathered, refused, shown, lacks_areas=is_funnel)


def explored_exhibit(data: Opened, chosen: Choices, cut: Cut) -> Exhibit:
    """The chart of some choices as it leaves the house, drawn for paper whatever screen asked for it."""
    return exhibit_of(explored(data, chosen, cut, narrow=False).shown, data)


def explored_sentences(data: Opened, chosen: Choices, cut: Cut) -> list[Sentence]:
    """What the lines of some choices bear in sentences, each of which holds in the store it was written from."""
    found = explored(data, chosen, cut, narrow=False).gathered
    as_at = cycle_day(data, [item for items in found.lines.values() for item in items if len(item.known)])
    judged = None if as_at is None else cycle_of(data.version, as_at, data).judged
    written = [
        sentence
        for name, items in found.lines.items()
        for sentence in sentences(items, found.comparators[name], judged=judged)
    ]
    return only_checked(written, data.store, data.catalogue)


def _gathered(data: Opened, chosen: Choices, held: Held, cut: Cut) -> tuple[Gathered, dict[str, str]]:
    """The lines of the view with what was chosen and can be added, and why the rest cannot."""
    since = cut.ends[cut.first] if cut.is_cut_before else None
    view = View(cut.measure, cut.periods, since, cut.ends[cut.last] if cut.is_cut_after else None)
    lines = {name: lines_of(data, chosen, held, name, view) for name in chosen.indicators}
    comparators = {name: comparators_of(data, chosen, held, name, view) for name in chosen.indicators}
    events = {name: events_of(data, name, chosen.areas) for name in chosen.indicators}
    refused = refusals(data.catalogue, chosen, lines, events, cut.measure)
    return Gathered(lines, comparators, events, chosen.additions - refused.keys()), refused
