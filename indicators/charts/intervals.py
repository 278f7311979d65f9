"""The intervals of a line's points: thin bars where there are few or one stands alone, a band where there are many."""

import math
from typing import Any

import pandas as pd

from indicators.charts.lines import Line
from indicators.charts.theme import Style

#: Up to this many points each has a bar; more would be a fence.
MOST_BARS = 6
_BAND_SHADE = 0.16


def interval_bars(line: Line, style: Style) -> dict[str, Any]:
    """What a trace gains by bars from the columns `lower` and `upper`; of many points only by those that stand alone,
    where a band has no width.
    """
    points = line.series.points
    if not _has_limits(points):
        return {}
    runs = _runs(points["lower"].tolist(), points["upper"].tolist())
    barred = {place for run in runs if len(run) == 1 or not _is_banded(line) for place, *_ in run}
    if not barred:
        return {}
    above = (points["upper"] - points["value"]).round(6)
    below = (points["value"] - points["lower"]).round(6)
    sizes = {
        key: [max(size, 0) if place in barred else None for place, size in enumerate(column.tolist())]
        for key, column in (("array", above), ("arrayminus", below))
    }
    look = {"color": style.colour, "thickness": 1.5, "width": 5}
    return {"error_y": {"type": "data", "symmetric": False, **look, **sizes}}


def interval_band(line: Line, style: Style, *, panel: str) -> list[dict[str, Any]]:
    """A shaded trace behind a line of many points, open where a limit is missing; none for few points."""
    points = line.series.points
    if not _has_limits(points) or not _is_banded(line):
        return []
    days, values = [], []
    for run in _runs(points["lower"].tolist(), points["upper"].tolist()):
        days += [*(line.days[place] for place, *_ in run), *(line.days[place] for place, *_ in reversed(run)), None]
        values += [*(upper for _, _, upper in run), *(lower for _, lower, _ in reversed(run)), None]
    return [
        {
            "type": "scatter",
            "mode": "none",
            "x": days,
            "y": values,
            "xaxis": f"x{panel}",
            "yaxis": f"y{panel}",
            "fill": "toself",
            "fillcolor": _shade(style.colour),
            "hoverinfo": "skip",
            "showlegend": False,
        }
    ]


def _is_banded(line: Line) -> bool:
    return len(line.known) > MOST_BARS


def _has_limits(points: pd.DataFrame) -> bool:
    return "lower" in points and "upper" in points and not points["lower"].isna().all()


def _runs(lower: list[float], upper: list[float]) -> list[list[tuple[int, float, float]]]:
    """Neighbouring points that have both limits: place, lower, upper."""
    runs: list[list[tuple[int, float, float]]] = [[]]
    for place, (low, high) in enumerate(zip(lower, upper, strict=True)):
        if math.isnan(low) or math.isnan(high):
            runs.append([])
        else:
            runs[-1].append((place, low, high))
    return [run for run in runs if run]


def _shade(colour: str) -> str:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},{_BAND_SHADE})"
