"""What can be added to the chart on Explore, and why not where it cannot."""

from collections.abc import Mapping, Sequence

from indicators.charts.events import Event, numbered_events
from indicators.measures import Catalogue, Series
from indicators.pages.parts.choices import Choices
from indicators.pages.parts.explore_shown import Lines
from indicators.signals.series_control import comparable
from indicators.signals.stability import FEWEST_POINTS

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
