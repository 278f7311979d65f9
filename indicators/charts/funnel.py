"""The funnel plot: areas of different size around one average, with the limits of counting chance."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from indicators.charts import axes, theme
from indicators.charts.funnel_traces import dots, limit_traces
from indicators.charts.funnel_words import axis_words, name_notes, right_labels
from indicators.charts.labels import place_labels
from indicators.charts.legend import add_legend
from indicators.charts.text import LINE_HEIGHT, figure, number, text_width
from indicators.errors import UsageError
from indicators.signals.funnel import FAR, NEAR, funnel_limits

_COLUMNS = {"code", "area", "exposure", "value", "label"}
_GRID_POINTS = 200
#: How far the limits reach beyond the smallest and the largest area.
_BEYOND_LEAST, _BEYOND_MOST = 0.7, 1.1
_MOST_RATIO = 20


@dataclass(frozen=True)
class Funnel:
    """What the limits are drawn from: the average with its name, kind (`rate`, `proportion`), `per` and decimals."""

    average: float
    average_name: str
    kind: str
    per: float
    unit: str
    base: str
    decimals: int = 0

    def words(self, value: float) -> str:
        """A figure with its per cent sign."""
        return figure(value, self.decimals, self.unit)


def funnel_plot(
    points: pd.DataFrame,
    funnel: Funnel,
    *,
    named: Mapping[str, theme.Style],
    title: str,
    subtitle: str,
    source_note: str,
    narrow: bool = False,
) -> go.Figure:
    """One dot an area over its population or base, between the 95% and the 99.8% limits around the average.

    `points`: one row an area with a figure, columns code, area, exposure (above 0), value and label (ready text to
    hover). `named` are the codes whose dots have their colour and name; the others are grey. UsageError for missing
    columns or where no area has a figure.
    """
    _check(points)
    size = theme.sizes(narrow)
    grid = _grid(points["exposure"])
    limits = {level: _limits(grid, funnel, level) for level in (FAR, NEAR)}
    layout = _layout(points, funnel, limits, grid, list(named), size=size, narrow=narrow)
    layout["meta"] = {"title": title, "subtitle": subtitle, "source_note": source_note, "events": [], "notes": []}
    traces = [*limit_traces(grid, limits, funnel), *dots(points, named)]
    if narrow:
        add_legend(layout, traces, size)
    place_labels(layout, size.plot_height)
    return go.Figure({"data": traces, "layout": layout})


def _layout(
    points: pd.DataFrame,
    funnel: Funnel,
    limits: Mapping[float, tuple[np.ndarray, np.ndarray]],
    grid: np.ndarray,
    named: list[str],
    *,
    size: theme.Sizes,
    narrow: bool,
) -> dict[str, Any]:
    """Axes, margins and words around the plot."""
    scale = _value_scale(points, limits, funnel)
    span = (float(grid[0]) if _is_wide(grid) else 0.0, float(grid[-1]))
    ticks = [number(tick, scale.decimals) + ("%" if funnel.unit == "%" else "") for tick in scale.ticks]
    left = max(text_width(text, size.font) for text in ticks) + 14
    upper = {level: float(high[-1]) for level, (_, high) in limits.items()}
    labels = [] if narrow else right_labels(funnel, upper, span, size)
    right = max([size.font * 2.2, *(note["width"] + 24 for note in labels)])
    margin = {"l": left, "r": right, "t": size.note * LINE_HEIGHT + 26, "b": size.font * 2.4 + size.note * 2.4}
    layout = theme.base_layout(size, height=0, margin=margin)
    layout["height"] = layout["margin"]["t"] + size.plot_height + layout["margin"]["b"]
    width = size.assumed_width - left - right
    layout["xaxis"] = _exposure_axis(span, size, width=width)
    layout["yaxis"] = theme.axis(
        range=[scale.low, scale.high], tickvals=list(scale.ticks), ticktext=ticks, tickfont={"size": size.font}
    )
    names = name_notes(points, named, scale, span, size, width=width)
    layout["annotations"] = [*labels, *names, *axis_words(funnel, size, left=left)]
    return layout


def _check(points: pd.DataFrame) -> None:
    missing = _COLUMNS - set(points.columns)
    if missing:
        raise UsageError(f"The funnel lacks the columns {', '.join(sorted(missing))}.")
    if points.empty or not (points["exposure"] > 0).all() or points["value"].isna().any():
        raise UsageError("A funnel is drawn of areas with a figure and the number it is based on.")


def _grid(exposure: pd.Series) -> np.ndarray:
    """Sizes at which the limits are drawn, closer together where the lines bend."""
    least, most = float(exposure.min()), float(exposure.max())
    return np.geomspace(least * _BEYOND_LEAST, most * _BEYOND_MOST, _GRID_POINTS)


def _limits(grid: np.ndarray, funnel: Funnel, level: float) -> tuple[np.ndarray, np.ndarray]:
    return funnel_limits(grid, funnel.average, kind=funnel.kind, per=funnel.per, level=level)


def _value_scale(
    points: pd.DataFrame, limits: Mapping[float, tuple[np.ndarray, np.ndarray]], funnel: Funnel
) -> axes.Scale:
    low, high = limits[FAR]
    reach = [*points["value"].tolist(), float(low.min()), float(high.max()), funnel.average]
    return axes.value_scale(reach, from_zero=False, whole=False, ticks=5)


def _is_wide(grid: np.ndarray) -> bool:
    """Whether sizes differ so much that they are spaced by their ratio: else all but the largest huddle at the left."""
    return float(grid[-1] / grid[0]) > _MOST_RATIO


def _exposure_axis(span: tuple[float, float], size: theme.Sizes, *, width: float) -> dict[str, Any]:
    widest = text_width(number(span[1], 0), size.font) + 16
    most = max(2, min(6, int(width // widest)))
    if span[0] > 0:
        ticks = axes.ratio_ticks(*span, most=most)
        scale = {"type": "log", "range": [math.log10(end) for end in span]}
    else:
        ticks = [
            tick for tick in axes.value_scale(span, from_zero=True, whole=True, ticks=most).ticks if tick <= span[1]
        ]
        scale = {"range": list(span)}
    return theme.axis(
        **scale,
        tickvals=list(ticks),
        ticktext=[number(tick, 0) for tick in ticks],
        tickfont={"size": size.font},
        showgrid=False,
        linecolor=theme.BLACK,
        ticklen=6,
    )
