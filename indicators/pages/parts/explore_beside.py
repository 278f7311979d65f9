"""What stands beside the figures on Explore: events, targets and breaks of an indicator in some areas."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from indicators.areas import Area
from indicators.charts.ends import TargetLine
from indicators.charts.events import Event
from indicators.measures import Catalogue, Series, period_groups
from indicators.pages.parts.data import Opened
from indicators.signals.point_interval import point_interval
from indicators.signals.target_state import target_state
from indicators.signals.targets import in_force, is_aimed
from indicators.wording import value_text

_DIRECTIONS = {"at_least": "at least", "at_most": "at most"}
STATE_WORDS = {"met": "met", "missed": "missed", "unclear": "too few to say", "no_base": "not judged, base unknown"}


@st.cache_resource(show_spinner=False, max_entries=2)
def _all_events(version: str, _data: Opened) -> pd.DataFrame:
    return _data.store.query("events")


def events_of(data: Opened, indicator: str, areas: Sequence[str]) -> list[Event]:
    """The events recorded for an indicator that concern any of some areas; one without either concerns all."""
    return [
        Event(row.happened_on.date(), row.title)
        for row in _all_events(data.version, data).itertuples()
        if row.indicator in (indicator, "", None)
        and (not row.area_code or any(_concerns(data.catalogue, row.area_code, area) for area in areas))
    ]


def _concerns(catalogue: Catalogue, happened_in: str, area: str) -> bool:
    """Whether what happened in one area bears on another: the same, a part of it, or a whole that it is part of."""
    if happened_in == area:
        return True
    places: list[Area] = [catalogue.areas[code] for code in (happened_in, area)]
    within, whole = (set(place.parts) or {place.code} for place in places)
    return bool(within & whole)


def targets_of(data: Opened, items: Sequence[Series]) -> list[TargetLine]:
    """The targets of the areas shown, each with whether the latest figure meets it; areas that share one together."""
    found: dict[tuple[float, str], list[str]] = {}
    for item in items:
        for row in _targets(data, item).itertuples():
            named = f"{item.area.name} " if len(items) > 1 else ""
            states = found.setdefault((row.value, row.direction), [])
            states.append(f"{named}{_state_words(item, row.value, row.direction)}")
    return [
        TargetLine(value, f"Target: {_DIRECTIONS[direction]}", "; ".join(states))
        for (value, direction), states in sorted(found.items())
    ]


def target_value(data: Opened, series: Series) -> float | None:
    """The target of one line, or None; the newest where there are several."""
    own = _targets(data, series)
    return float(own.sort_values("starts")["value"].iloc[-1]) if len(own) else None


def _targets(data: Opened, item: Series) -> pd.DataFrame:
    """The targets in force for the latest figure of a line; none where there is no figure."""
    rows = data.targets
    if item.measure != "value" or item.known.empty or not is_aimed(item.indicator, period_groups(item.points)[0]):
        return rows.iloc[:0]
    own = rows[(rows["indicator"] == item.indicator.id) & (rows["area_code"] == item.area.code)]
    return own[in_force(own.rename(columns={"ends": "until"}), item.known["ends"].iloc[-1])]


def _state_words(item: Series, target: float, direction: str) -> str:
    """The latest figure and whether it meets the target: `94%: missed`."""
    point = item.known.iloc[-1]
    state = state_of(item, point, target, direction)
    return f"{value_text(point['value'], item)}: {STATE_WORDS[state]}"


def state_of(item: Series, point: pd.Series, target: float, direction: str) -> str:
    """Whether a point meets a target: a state, or `no_base` for a share or rate whose counts nobody published."""
    lower, upper = point_interval(item, point)
    if pd.isna(lower) and item.indicator.kind != "count":
        return "no_base"
    return target_state(point["value"], lower, upper, target, direction)


def has_unjudged(targets: Sequence[TargetLine]) -> bool:
    """Whether any target could not be judged for want of a base."""
    return any(STATE_WORDS["no_base"] in target.state for target in targets)
