"""What was asked for on Explore and cannot be shown, with its reason in words for the place where it was asked."""

from collections.abc import Mapping, Sequence

import pandas as pd

from indicators.catalogue.areas import joined_names
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.periods import PERIOD_GROUPS
from indicators.charts.annotations import ChartEvent, numbered_events
from indicators.figures import Series
from indicators.figures.neighbours import FEWEST_NEIGHBOURS
from indicators.figures.series import POOLED_MEASURES, newest_ends
from indicators.pages.explore.choice import (
    NEIGHBOUR_MEDIAN,
    PERIOD_WORDS,
    ExploreFilters,
    ViewOptions,
    comparator_words,
)
from indicators.pages.explore.display import SeriesByIndicator
from indicators.pages.explore.series import IndicatorFigures, comparator_figures, is_comparable
from indicators.signals.rare_event_series import FEWEST_EVENTS, rare_events
from indicators.signals.spc_series import FEWEST_POINTS, longest_stretch

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
    return _refused(reasons | _line_additions(chosen, lines, events))


def over_time_additions(
    chosen: ExploreFilters, lines: SeriesByIndicator, events: Mapping[str, Sequence[ChartEvent]]
) -> dict[str, str]:
    """The same for lines that are shown in place of a funnel."""
    return _refused(_line_additions(chosen, lines, events))


def _refused(reasons: Mapping[str, str]) -> dict[str, str]:
    return {name: reason for name, reason in reasons.items() if reason}


def _line_additions(
    chosen: ExploreFilters, lines: SeriesByIndicator, events: Mapping[str, Sequence[ChartEvent]]
) -> dict[str, str]:
    everything = [item for items in lines.values() for item in items]
    reasons = {"limits": _no_limits(everything), "intervals": _no_intervals(everything)}
    if "limits" in chosen.additions and not reasons["limits"] and not reasons["intervals"]:
        reasons["intervals"] = "not drawn together with control limits"
    return reasons | {"events": _no_events(lines, events)}


def _no_funnel(catalogue: Catalogue, chosen: ExploreFilters, measure: str) -> str:
    if len(chosen.indicators) > 1:
        return "for one indicator at a time"
    if measure in POOLED_MEASURES:
        return "for single periods"
    kind = catalogue.indicators[next(iter(chosen.indicators))].kind
    if measure == "rate" or (measure == "value" and kind in FUNNEL_KINDS):
        return ""
    return "for rates and percentages; plain numbers of large and small areas do not compare"


def _no_limits(everything: Sequence[Series]) -> str:
    if any(item.years_together > 1 for item in everything):
        return "for single periods; years taken together share years with each other"
    rare = [found for item in everything if (found := rare_events(item))]
    if any(found.chart for found in rare):
        return ""
    if len(rare) == len(everything):
        return f"so few come that the time from one to the next is drawn, from {FEWEST_EVENTS} on"
    counts = {item.area.name: longest_stretch(item) for item in everything if rare_events(item) is None}
    if any(count >= FEWEST_POINTS for count in counts.values()):
        return ""
    lengths = ", ".join(f"{name} has {count}" for name, count in counts.items())
    return f"from {FEWEST_POINTS} figures that compare with each other; {lengths}"


def _no_intervals(everything: Sequence[Series]) -> str:
    if any(item.measure == "index" for item in everything):
        return "an index has none"
    if all(
        item.measure == "value" and item.indicator.kind == "count" and item.years_together == 1 for item in everything
    ):
        return "for rates and percentages, not for plain numbers"
    known = [item.known for item in everything]
    if any(item.years_together > 1 and item.indicator.kind == "count" for item in everything) or any(
        (points["numerator"].notna() & points["denominator"].notna()).any() for points in known
    ):
        return ""
    return "the counts behind these figures are not known"


def _no_events(lines: SeriesByIndicator, events: Mapping[str, Sequence[ChartEvent]]) -> str:
    groups = [(items, events[name]) for name, items in lines.items()]
    return "" if any(numbered_events(groups)) else "none are recorded for these figures and periods"


def view_notes(
    catalogue: Catalogue,
    chosen: ExploreFilters,
    figures: IndicatorFigures,
    cut: ViewOptions,
    lines: SeriesByIndicator,
    comparators: SeriesByIndicator,
) -> dict[str, list[str]]:
    """What stands beside the choices of areas, of comparisons and of periods, by their names."""
    notes = {
        "areas": _empty_areas(catalogue, figures, cut, lines),
        "with": _missing_comparators(catalogue, chosen, figures, cut, comparators),
        "periods": _newer_groups(catalogue, chosen, figures, cut),
    }
    return {name: said for name, said in notes.items() if said}


def _empty_areas(
    catalogue: Catalogue, figures: IndicatorFigures, cut: ViewOptions, lines: SeriesByIndicator
) -> list[str]:
    """Chosen areas without a figure in the view, each with where it has some."""
    said: dict[tuple[str, str], list[str]] = {}
    for name, items in lines.items():
        named = f" of {catalogue.indicators[name].short_title}" if len(lines) > 1 else ""
        for item in items:
            if item.known.empty:
                where = _elsewhere(figures.shown([name], [item.area.code]), cut)
                said.setdefault((named, where), []).append(item.area.name)
    return [f"{joined_names(areas)}: no figure{named} here{where}." for (named, where), areas in said.items()]


def _elsewhere(frame: pd.DataFrame, cut: ViewOptions) -> str:
    """Where else an area has figures: in another kind of period, in others of the span, or as another measure."""
    ends = newest_ends(frame)
    if not ends:
        return ", nor in other periods"
    if cut.periods in ends:
        newest = _newest_label(frame, cut.periods)
        return (
            f"; there is one for {newest}" if cut.is_cut_before or cut.is_cut_after else f" as {_MEASURES[cut.measure]}"
        )
    group = max(ends, key=lambda name: ends[name])
    return f"; {PERIOD_WORDS[group]} have some, to {_newest_label(frame, group)}"


_MEASURES = {
    "rate": "a rate",
    "index": "an index",
    "value": "a number",
    "pooled": "a single year",
    "pooled_rate": "a rate of a single year",
}


def _newest_label(frame: pd.DataFrame, group: str) -> str:
    own = frame[frame["value"].notna() & frame["period_type"].isin(PERIOD_GROUPS[group])]
    return str(own.sort_values(["ends", "starts"])["period"].iloc[-1])


def _missing_comparators(
    catalogue: Catalogue,
    chosen: ExploreFilters,
    figures: IndicatorFigures,
    cut: ViewOptions,
    comparators: SeriesByIndicator,
) -> list[str]:
    """Comparisons that were asked for and are not drawn."""
    if not chosen.comparators:
        return []
    # Where nobody has a figure that is what there is to say: a rate would not bring one.
    plain = [
        name
        for name in chosen.indicators
        if not is_comparable(catalogue, name, cut.measure)
        and comparator_figures(catalogue, chosen, figures, [name])["value"].notna().any()
    ]
    said = []
    if plain:
        titles = joined_names([catalogue.indicators[name].short_title for name in plain])
        of_them = f" for {titles}" if len(chosen.indicators) > 1 else ""
        instead = "; rates do" if "rate" in cut.measures else ""
        said.append(f"None{of_them}: plain numbers of large and small areas do not compare{instead}.")
    for name in [name for name in chosen.indicators if name not in plain]:
        drawn = {item.area.code for item in comparators[name]}
        title = f" of {catalogue.indicators[name].short_title}" if len(chosen.indicators) > 1 else ""
        for code in chosen.comparators:
            if code == NEIGHBOUR_MEDIAN:
                said += _missing_medians(catalogue, chosen, figures, name, cut, drawn, title)
            elif code in chosen.areas:
                said.append(f"{comparator_words(catalogue)[code]} is among the areas.")
            elif code not in drawn:
                frame = figures.shown([name], [code])
                said.append(f"{comparator_words(catalogue)[code]}: no figure{title} here{_elsewhere(frame, cut)}.")
    return list(dict.fromkeys(said))


def _missing_medians(
    catalogue: Catalogue,
    chosen: ExploreFilters,
    figures: IndicatorFigures,
    name: str,
    cut: ViewOptions,
    drawn: set[str],
    title: str,
) -> list[str]:
    said = []
    with_like = [area for area in chosen.areas if catalogue.neighbours.get(area)]
    if not with_like:
        return ["Like areas: none are named for the areas chosen."]
    for area in [area for area in with_like if f"SN:{area}" not in drawn]:
        place, like = catalogue.areas[area].name, catalogue.neighbours[area]
        known = figures.shown([name], like)
        known = known[known["value"].notna()]
        count = known["area_code"].nunique()
        have = "has" if count == 1 else "have"
        reason = f"{count or 'none'} of the {len(like)} areas like {place} {have} a figure{title}"
        if count >= FEWEST_NEIGHBOURS:
            reason = f"too few of the {len(like)} areas like {place} have a figure{title} for one of these periods"
        said.append(f"Like areas: {reason}; a median needs {FEWEST_NEIGHBOURS}.")
    return said


def _newer_groups(
    catalogue: Catalogue, chosen: ExploreFilters, figures: IndicatorFigures, cut: ViewOptions
) -> list[str]:
    """Kinds of period that reach further than the one shown."""
    frame = figures.shown(chosen.indicators, chosen.areas)
    ends = newest_ends(frame)
    own = ends.get(cut.periods)
    return [
        f"{PERIOD_WORDS[group]} have newer figures, to {_newest_label(frame, group)}."
        for group, end in ends.items()
        if own is not None and end > own
    ]
