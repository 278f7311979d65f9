"""Areas side by side: one row for each indicator, one shape for each area, confidence intervals where there are any."""

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from indicators.catalogue.areas import Area
from indicators.charts import axes, theme
from indicators.charts.theme import LINE_HEIGHT, escape, markup, sentence_case, text_width, wrap
from indicators.errors import UsageError
from indicators.frames import frame_rows


def point_labels(
    rows: pd.DataFrame, heights: dict[Any, float], *, size: theme.Sizes, narrow: bool, left: float
) -> tuple[list[dict[str, Any]], float]:
    """A label right of every point, or over it on a narrow screen; the room they need on the right."""
    notes, widest = [], 0.0
    for row in frame_rows(rows, index=True):
        gone = pd.isna(row.value)
        reason = row.label or (f"[{row.symbol}]" if row.symbol else "no figure")
        text = f"{row.area} {reason}"
        widest = max(widest, text_width(text, size.note))
        upper = row.value if pd.isna(row.upper) or row.role == "comparator" else row.upper
        ends = {
            "xref": "x",
            "x": 0.0 if gone else max(float(row.value), float(upper)),
            "xshift": 4 if gone else 12,
        }
        over = {"xref": "paper", "x": 0, "xshift": 4 - left, "yshift": 19}
        notes.append(
            {
                "name": "label",
                "text": escape(text),
                "font": {"size": size.note, "color": theme.BLACK},
                "showarrow": False,
                "yref": "y",
                "y": heights[row.Index],
                "xanchor": "left",
                "align": "left",
                "borderpad": 0,
                **(over if narrow else ends),
            }
        )
    return notes, (28 if narrow else widest + 24)


def row_name_notes(
    names: dict[str, list[str]],
    tops: dict[str, float],
    steps: dict[str, float],
    *,
    left: float,
    size: theme.Sizes,
    narrow: bool,
) -> list[dict[str, Any]]:
    """Each indicator's name: left of its rows, or over them on a narrow screen."""
    return [
        {
            "name": "row",
            "text": f"<b>{escape(name)}</b>" if narrow else markup(lines),
            "font": {"size": size.font, "color": theme.BLACK},
            "showarrow": False,
            "xref": "paper",
            "yref": "y",
            "x": 0,
            "y": tops[name] - 4 if narrow else tops[name] - steps[name] / 2,
            "xanchor": "left",
            "yanchor": "top" if narrow else "middle",
            "xshift": 4 - left,
            "align": "left",
            "borderpad": 0,
        }
        for name, lines in names.items()
    ]


def comparison_unit_note(unit: str, left: float, size: theme.Sizes) -> dict[str, Any]:
    """The unit of all figures, over the plot."""
    return {
        "name": "unit",
        "text": escape("Per cent" if unit == "%" else sentence_case(unit)),
        "font": {"size": size.note, "color": theme.BLACK},
        "showarrow": False,
        "xref": "paper",
        "yref": "paper",
        "x": 0,
        "y": 1,
        "xanchor": "left",
        "yanchor": "bottom",
        "xshift": 4 - left,
        "yshift": 6,
        "borderpad": 0,
    }


#: Pixels from one area's point to the next below it, and between indicators.
_SLOT, _ROW_GAP = 24, 18
#: On a narrow screen the words stand over the point, so a slot holds two lines.
_NARROW_SLOT = 42
_COLUMNS = {"indicator", "area", "role", "value", "lower", "upper", "label", "symbol"}


def dot_plot(
    rows: pd.DataFrame,
    *,
    areas: Sequence[Area],
    unit: str,
    title: str = "",
    subtitle: str = "",
    source_note: str = "",
    narrow: bool = False,
) -> go.Figure:
    """Points with interval bars (focus areas) or without (comparators), in one unit, labelled in words.

    `rows`: one row an indicator and area, columns indicator, area, role ("focus" or "comparator"), value,
    lower, upper (NaN where unknown), label (ready text) and symbol (why there is no value). `areas` gives
    the order within a row. Raises UsageError for an area that is listed nowhere.
    """
    _check(rows, [area.name for area in areas])
    size = theme.sizes(narrow)
    rows = rows.reset_index(drop=True)
    styles = _styles(rows, [area for area in areas if area.name in set(rows["area"])])
    shown = [area.name for area in areas if area.name in styles]
    indicators = list(dict.fromkeys(rows["indicator"]))
    title_room = size.font * LINE_HEIGHT + 4 if narrow else 0
    slot = _NARROW_SLOT if narrow else _SLOT
    # An area without a figure of an indicator has no line there: it would look like one of nought.
    lines_of = {name: _areas_in(rows[rows["indicator"] == name], shown) for name in indicators}
    steps = {name: len(lines_of[name]) * slot + _ROW_GAP + title_room for name in indicators}
    plot = sum(steps.values()) or _ROW_GAP
    tops, below = {}, float(plot)
    for name in indicators:
        tops[name] = below
        below -= steps[name]
    names = {name: wrap(name, 200, size.font) for name in indicators}
    lines = [text_width(line, size.font) for name in indicators for line in names[name]]
    left = 10 if narrow or not lines else max(lines) + 18
    heights = _heights(rows, lines_of, tops, slot=slot, title_room=title_room)
    notes, right = point_labels(rows, heights, size=size, narrow=narrow, left=left)
    values = [value for column in ("value", "lower", "upper") for value in rows[column].astype(float)]
    scale = axes.value_scale(values, from_zero=True, whole=False, ticks=4 if narrow else 5)
    layout = theme.base_layout(
        size,
        height=0,
        margin={"l": left, "r": right, "t": size.note * LINE_HEIGHT + 16, "b": size.font * 2.4},
    )
    layout["height"] = round(layout["margin"]["t"] + plot + layout["margin"]["b"])
    layout["meta"] = {"title": title, "subtitle": subtitle, "source_note": source_note, "least_plot": plot}
    layout["xaxis"] = _value_axis(scale, unit, size)
    layout["yaxis"] = theme.axis_layout(range=[0, plot], visible=False)
    layout["annotations"] = [*notes, *row_name_notes(names, tops, steps, left=left, size=size, narrow=narrow)]
    layout["annotations"].append(comparison_unit_note(unit, left, size))
    layout["shapes"] = [_divider(tops[name]) for name in indicators[1:]]
    traces = [_trace(rows[rows["area"] == area], area, styles[area], heights) for area in shown]
    return go.Figure({"data": traces, "layout": layout})


def _value_axis(scale: axes.Scale, unit: str, size: theme.Sizes) -> dict[str, Any]:
    percent = "%" if unit.startswith("%") else ""
    return theme.axis_layout(
        range=[scale.low, scale.high],
        tickvals=list(scale.ticks),
        ticktext=[f"{tick:,.{scale.decimals}f}{percent}" for tick in scale.ticks],
        tickfont={"size": size.font},
        showline=False,
        ticks="",
    )


def _check(rows: pd.DataFrame, areas: Sequence[str]) -> None:
    missing = _COLUMNS - set(rows.columns)
    if missing:
        raise UsageError(f"The comparison lacks the columns {', '.join(sorted(missing))}.")
    unlisted = set(rows["area"]) - set(areas)
    if unlisted:
        raise UsageError(f"The comparison has figures for {', '.join(sorted(unlisted))}, not among its areas.")
    twice = rows[rows.duplicated(["indicator", "area"])]
    if not twice.empty:
        first = twice.iloc[0]
        raise UsageError(f"The comparison has two figures for {first['indicator']} in {first['area']}.")


def _styles(rows: pd.DataFrame, areas: Sequence[Area]) -> dict[str, theme.Style]:
    """The looks that the areas have over time too, by their names; those of others by order."""
    roles = dict(zip(rows["area"], rows["role"], strict=True))
    quiet = [area for area in areas if roles[area.name] == "comparator"]
    greys = theme.comparator_styles(quiet)
    loud = [area for area in areas if area not in quiet]
    colours = theme.area_styles(loud)
    return dict(zip([area.name for area in (*quiet, *loud)], [*greys, *colours], strict=True))


def _areas_in(own: pd.DataFrame, areas: Sequence[str]) -> list[str]:
    """The areas that have a row of an indicator, in the order of all."""
    present = set(own["area"])
    return [area for area in areas if area in present]


def _heights(
    rows: pd.DataFrame, lines_of: dict[str, list[str]], tops: dict[str, float], *, slot: float, title_room: float
) -> dict[Any, float]:
    """Where each row's point stands, by the frame's index: pixels over the lower edge."""
    centre = 0.5 if slot == _SLOT else 0.78
    return {
        row.Index: tops[row.indicator]
        - title_room
        - _ROW_GAP / 2
        - (lines_of[row.indicator].index(row.area) + centre) * slot
        for row in frame_rows(rows, index=True)
    }


def _trace(rows: pd.DataFrame, area: str, style: theme.Style, heights: dict[Any, float]) -> dict[str, Any]:
    known = rows[rows["value"].notna()]
    focus = (known["role"] == "focus").all()
    trace = {
        "type": "scatter",
        "mode": "markers",
        "name": escape(area),
        "x": known["value"].astype(float).tolist(),
        "y": [heights[index] for index in known.index],
        "cliponaxis": False,
        "marker": {
            "symbol": style.symbol,
            "size": 13 if focus else 10,
            "color": style.colour,
            "opacity": 1,
            "line": {"width": 0},
        },
        "customdata": [[escape(row.indicator), escape(row.label)] for row in frame_rows(known)],
        "hovertemplate": f"<b>{escape(area)}</b><br>%{{customdata[0]}}: %{{customdata[1]}}<extra></extra>",
    }
    if focus and known["upper"].notna().any():
        trace["error_x"] = {
            "type": "data",
            "symmetric": False,
            "array": _lengths(known["upper"] - known["value"]),
            "arrayminus": _lengths(known["value"] - known["lower"]),
            "thickness": 2,
            "width": 5,
            "color": style.colour,
        }
    return trace


def _lengths(column: pd.Series) -> list[float | None]:
    return [None if math.isnan(length) else max(round(length, 6), 0) for length in column.astype(float)]


def _divider(height: float) -> dict[str, Any]:
    return {
        "type": "line",
        "xref": "paper",
        "yref": "y",
        "x0": 0,
        "x1": 1,
        "y0": height,
        "y1": height,
        "line": {"color": theme.GRID, "width": 1},
    }
