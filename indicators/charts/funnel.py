"""The funnel plot: areas of different size around one average, with the limits of chance, and the names of some
areas at their dots.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from indicators.charts import axes, theme
from indicators.charts.annotations import LINE_END, add_legend, place_labels
from indicators.charts.theme import (
    BLACK,
    CLEAR,
    LEADER,
    LINE_HEIGHT,
    Sizes,
    escape,
    format_figure,
    format_number,
    markup,
    sentence_case,
    text_width,
    wrap,
)
from indicators.errors import UsageError
from indicators.frames import frame_rows
from indicators.signals.funnel import INNER_LEVEL, OUTER_LEVEL, funnel_limits

_GREY = "#6F6F6F"
_LIMIT = "#595959"


def limit_traces(
    grid: np.ndarray, limits: Mapping[float, tuple[np.ndarray, np.ndarray]], funnel: "Funnel"
) -> list[dict[str, Any]]:
    """The average and both pairs of limits; of each pair one has a name for the legend."""
    lines = [(f"{funnel.average_name} {funnel.words(funnel.average)}", np.full(len(grid), funnel.average), "solid")]
    for level, (low, high) in limits.items():
        dash = "dash" if level == INNER_LEVEL else "dot"
        lines += [(limits_name(level), high, dash), ("", low, dash)]
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "name": escape(name),
            "showlegend": bool(name),
            "x": grid.round(2).tolist(),
            "y": values.round(6).tolist(),
            "hoverinfo": "skip",
            "line": {"color": theme.BLACK if dash == "solid" else _LIMIT, "width": 1.5, "dash": dash},
        }
        for name, values, dash in lines
    ]


def dot_traces(points: pd.DataFrame, named: Mapping[str, theme.Style]) -> list[dict[str, Any]]:
    """Grey dots behind, those of named areas before them."""
    others = points[~points["code"].isin(list(named))]
    traces = [_trace(others, "Other areas", theme.Style(_GREY, "solid", "circle"), size=9)] if len(others) else []
    for code, style in named.items():
        own = points[points["code"] == code]
        if len(own):
            traces.append(_trace(own, own["area"].iloc[0], style, size=14))
    return traces


def _trace(points: pd.DataFrame, name: str, style: theme.Style, *, size: int) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": escape(name),
        "x": points["exposure"].tolist(),
        "y": points["value"].tolist(),
        "cliponaxis": False,
        "marker": {
            "symbol": style.symbol,
            "size": size,
            "color": style.colour,
            "opacity": 1,
            "line": {"color": "white", "width": 1},
        },
        "customdata": [
            [escape(area), escape(label)] for area, label in zip(points["area"], points["label"], strict=True)
        ],
        "hovertemplate": "<b>%{customdata[0]}</b><br>%{customdata[1]}<extra></extra>",
    }


_GAP = 16
#: Pixels between a dot and its name.
_NAME_GAP = 22
#: Left, bottom, width and height in pixels of the plot.
Box = tuple[float, float, float, float]


def limits_name(level: float) -> str:
    """A pair of limits by name: `95% limits`, `99.8% limits`."""
    return f"{level * 100:.3g}% limits"


def right_labels(
    funnel: "Funnel", upper: Mapping[float, float], span: tuple[float, float], size: Sizes
) -> list[dict[str, Any]]:
    """The average and the upper limit of each pair by name, at the right edge, for `place_labels`."""
    named = [(limits_name(level), value) for level, value in upper.items()]
    named.append((f"{funnel.average_name} {funnel.words(funnel.average)}", funnel.average))
    notes = []
    for words, value in named:
        text = wrap(words, size.label_width, size.font)
        note = _note(
            markup(text), size.font, name=LINE_END, x=_axis_position(span[1], span), y=value, xref="x", yref="y"
        )
        note |= {"showarrow": True, "arrowhead": 0, "ax": _GAP, "ay": 0, "xanchor": "left", "align": "left"}
        note |= {"bordercolor": LEADER, "borderwidth": 0}
        note["width"] = max(text_width(part, size.font) for part in text) + 2
        notes.append(note)
    return notes


def name_notes(
    points: pd.DataFrame,
    named: Collection[str],
    scale: axes.Scale,
    span: tuple[float, float],
    size: Sizes,
    *,
    width: float,
) -> list[dict[str, Any]]:
    """The names of some areas beside their dots, each where it covers the fewest dots and other names."""
    start, end = (_axis_position(value, span) for value in span)
    across = [(_axis_position(value, span) - start) / (end - start) * width for value in points["exposure"]]
    up = [(value - scale.low) / (scale.high - scale.low) * size.plot_height for value in points["value"]]
    dots = list(zip(across, up, strict=True))
    notes, placed = [], []
    for row, dot in zip(frame_rows(points), dots, strict=True):
        if row.code not in named:
            continue
        wide = text_width(row.area, size.font, bold=True)
        box = min(_boxes(dot, wide, size), key=lambda box: _overlaps(box, dots, placed, width, size.plot_height))
        placed.append(box)
        notes.append(_name_note(row.area, _axis_position(row.exposure, span), row.value, dot, box, size))
    return notes


def _boxes(dot: tuple[float, float], wide: float, size: Sizes) -> list[Box]:
    """Where a name may stand: right or left of its dot, a little or further above or below, nearest first."""
    high = size.font * LINE_HEIGHT
    return [
        (dot[0] + (_NAME_GAP if right else -_NAME_GAP - wide), dot[1] + rise - high / 2, wide, high)
        for rise in (0, 20, -20, 42, -42, 64, -64)
        for right in (True, False)
    ]


def _overlaps(
    box: Box, dots: Sequence[tuple[float, float]], placed: Sequence[Box], width: float, height: float
) -> tuple[int, int]:
    """How bad a place is: names it meets or edges it crosses, then dots that it covers."""
    left, bottom, wide, high = box
    out = left < 0 or left + wide > width or bottom < 0 or bottom + high > height
    meets = [
        left < other[0] + other[2]
        and other[0] < left + wide
        and bottom < other[1] + other[3]
        and other[1] < bottom + high
        for other in placed
    ]
    under = [left - 5 < x < left + wide + 5 and bottom - 5 < y < bottom + high + 5 for x, y in dots]
    return out + sum(meets), sum(under)


def _name_note(name: str, x: float, y: float, dot: tuple[float, float], box: Box, size: Sizes) -> dict[str, Any]:
    right = box[0] > dot[0]
    note = _note(f"<b>{escape(name)}</b>", size.font, name="area", x=x, y=y, xref="x", yref="y")
    note |= {"showarrow": True, "arrowhead": 0, "arrowwidth": 1, "standoff": 6, "arrowcolor": LEADER}
    note |= {"ax": _NAME_GAP if right else -_NAME_GAP, "ay": round(dot[1] - box[1] - box[3] / 2, 1)}
    return note | {"xanchor": "left" if right else "right", "bgcolor": "rgba(255,255,255,0.85)"}


def axis_notes(funnel: "Funnel", size: Sizes, *, left: float) -> list[dict[str, Any]]:
    """What stands over the value axis and under the axis of sizes."""
    unit = "Per cent" if funnel.unit == "%" else sentence_case(funnel.unit)
    over = {"x": 0, "y": 1, "xanchor": "left", "yanchor": "bottom", "xshift": -round(left) + 4, "yshift": 14}
    under = {"x": 1, "y": 0, "xanchor": "right", "yanchor": "top", "yshift": -round(size.font * 2.4)}
    return [
        _note(escape(unit), size.note, name="unit", xref="paper", yref="paper", **over),
        _note(escape(sentence_case(funnel.base)), size.note, name="base", xref="paper", yref="paper", **under),
    ]


def _axis_position(value: float, span: tuple[float, float]) -> float:
    """Where a size stands on its axis: its power of ten where the axis, starting above 0, is one of ratios."""
    return math.log10(value) if span[0] > 0 else value


def _note(text: str, size: float, **settings: Any) -> dict[str, Any]:
    look = {"showarrow": False, "font": {"size": size, "color": BLACK}, "borderpad": 0, "arrowcolor": CLEAR}
    return {"text": text, **look, **settings}


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
        return format_figure(value, self.decimals, self.unit)


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
    limits = {level: _limits(grid, funnel, level) for level in (OUTER_LEVEL, INNER_LEVEL)}
    layout = _layout(points, funnel, limits, grid, list(named), size=size, narrow=narrow)
    layout["meta"] = {"title": title, "subtitle": subtitle, "source_note": source_note, "events": [], "notes": []}
    traces = [*limit_traces(grid, limits, funnel), *dot_traces(points, named)]
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
    ticks = [format_number(tick, scale.decimals) + ("%" if funnel.unit == "%" else "") for tick in scale.ticks]
    left = max(text_width(text, size.font) for text in ticks) + 14
    upper = {level: float(high[-1]) for level, (_, high) in limits.items()}
    labels = [] if narrow else right_labels(funnel, upper, span, size)
    right = max([size.font * 2.2, *(note["width"] + 24 for note in labels)])
    margin = {"l": left, "r": right, "t": size.note * LINE_HEIGHT + 26, "b": size.font * 2.4 + size.note * 2.4}
    layout = theme.base_layout(size, height=0, margin=margin)
    layout["height"] = layout["margin"]["t"] + size.plot_height + layout["margin"]["b"]
    width = size.assumed_width - left - right
    layout["xaxis"] = _exposure_axis(span, size, width=width)
    layout["yaxis"] = theme.axis_layout(
        range=[scale.low, scale.high], tickvals=list(scale.ticks), ticktext=ticks, tickfont={"size": size.font}
    )
    names = name_notes(points, named, scale, span, size, width=width)
    layout["annotations"] = [*labels, *names, *axis_notes(funnel, size, left=left)]
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
    low, high = limits[OUTER_LEVEL]
    reach = [*points["value"].tolist(), float(low.min()), float(high.max()), funnel.average]
    return axes.value_scale(reach, from_zero=False, whole=False, ticks=5)


def _is_wide(grid: np.ndarray) -> bool:
    """Whether sizes differ so much that they are spaced by their ratio: else all but the largest huddle at the left."""
    return float(grid[-1] / grid[0]) > _MOST_RATIO


def _exposure_axis(span: tuple[float, float], size: theme.Sizes, *, width: float) -> dict[str, Any]:
    widest = text_width(format_number(span[1], 0), size.font) + 16
    most = max(2, min(6, int(width // widest)))
    if span[0] > 0:
        ticks = axes.ratio_ticks(*span, most=most)
        scale = {"type": "log", "range": [math.log10(end) for end in span]}
    else:
        ticks = [
            tick for tick in axes.value_scale(span, from_zero=True, whole=True, ticks=most).ticks if tick <= span[1]
        ]
        scale = {"range": list(span)}
    return theme.axis_layout(
        **scale,
        tickvals=list(ticks),
        ticktext=[format_number(tick, 0) for tick in ticks],
        tickfont={"size": size.font},
        showgrid=False,
        linecolor=theme.BLACK,
        ticklen=6,
    )
