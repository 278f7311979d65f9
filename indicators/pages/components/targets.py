"""The targets of what is drawn, with whether the newest figure meets them."""

from collections.abc import Sequence

import pandas as pd

from indicators.charts.annotations import TargetLine
from indicators.figures import Series, period_groups
from indicators.frames import frame_rows
from indicators.pages.components.session import DashboardData
from indicators.signals.confidence_intervals import point_interval
from indicators.signals.targets import allows_target, count_limits, target_state, targets_in_force
from indicators.wording.numbers import value_text

_DIRECTIONS = {"at_least": "at least", "at_most": "at most"}
TARGET_STATE_WORDS = {
    "met": "met",
    "missed": "missed",
    "unclear": "too few to say",
    "no_base": "not judged, base unknown",
}


def targets_for(data: DashboardData, items: Sequence[Series]) -> list[TargetLine]:
    """The targets of the areas shown, each with whether the latest figure meets it; areas that share one together."""
    states_by_target: dict[tuple[float, str], list[str]] = {}
    for item in items:
        for row in frame_rows(_targets(data, item)):
            named = f"{item.area.name} " if len(items) > 1 else ""
            states = states_by_target.setdefault((row.value, row.direction), [])
            states.append(f"{named}{_state_words(item, row.value, row.direction)}")
    return [
        TargetLine(value, f"Target: {_DIRECTIONS[direction]}", "; ".join(states))
        for (value, direction), states in sorted(states_by_target.items())
    ]


def target_value(data: DashboardData, series: Series) -> float | None:
    """The target of one line, or None; the newest where there are several."""
    own = _targets(data, series)
    return float(own.sort_values("starts")["value"].iloc[-1]) if len(own) else None


def _targets(data: DashboardData, item: Series) -> pd.DataFrame:
    """The targets in force for the latest figure of a line; none where there is no figure."""
    rows = data.targets
    if (
        item.measure != "value"
        or item.years_together > 1
        or item.known.empty
        or not allows_target(item.indicator, period_groups(item.points)[0])
    ):
        return rows.iloc[:0]
    own = rows[(rows["indicator"] == item.indicator.id) & (rows["area_code"] == item.area.code)]
    return own[targets_in_force(own.rename(columns={"ends": "until"}), item.known["ends"].iloc[-1])]


def _state_words(item: Series, target: float, direction: str) -> str:
    """The latest figure and whether it meets the target: `94%: missed`."""
    point = item.known.iloc[-1]
    state = target_judgement(item, point, target, direction)
    return f"{value_text(point['value'], item)}: {TARGET_STATE_WORDS[state]}"


def target_judgement(item: Series, point: pd.Series, target: float, direction: str) -> str:
    """Whether a point meets a target: a state, or `no_base` for a share or rate whose counts nobody published."""
    is_count = item.indicator.kind == "count"
    lower, upper = count_limits(float(point["value"])) if is_count else point_interval(item, point)
    if pd.isna(lower) and not is_count:
        return "no_base"
    return target_state(point["value"], lower, upper, target, direction)


def has_unjudged_target(targets: Sequence[TargetLine]) -> bool:
    """Whether any target could not be judged for want of a base."""
    return any(TARGET_STATE_WORDS["no_base"] in target.state for target in targets)
