"""Small multiples: one small panel for each indicator, drawn alike, each with its own value axis."""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go

from indicators.charts import theme
from indicators.charts.annotations import DatedNote, add_legend, break_marks, event_list, numbered_events, place_labels
from indicators.charts.panel import ChartPanel, chart_panel
from indicators.charts.plot_area import unit_shift
from indicators.charts.theme import LINE_HEIGHT, markup, text_width, wrap

if TYPE_CHECKING:
    from indicators.figures import Series

_COLUMN_GAP = 28
#: With more lines than this, names that take more pixels, or more periods, panels side by side leave no room to draw.
_MOST_LINES_ASIDE, _WIDEST_ASIDE, _MOST_PERIODS_ASIDE = 3, 150, 12


def small_multiples(
    groups: Sequence[tuple[str, Sequence["Series"]]],
    *,
    comparators: Mapping[str, Sequence["Series"]] | None = None,
    breaks: Mapping[str, Sequence[DatedNote]] | None = None,
    events: Mapping[str, Sequence[DatedNote]] | None = None,
    title: str = "",
    subtitle: str = "",
    source_note: str = "",
    columns: int = 2,
    narrow: bool = False,
) -> go.Figure:
    """One panel a group (its title and series), `columns` side by side, or one with `narrow` or where many lines or
    long names leave no room.

    `comparators`, `breaks` and `events` are looked up by the group's title. Keep the areas in the same order in
    every group, so that colours and shapes mean the same throughout.
    """
    size = theme.sizes(narrow)
    total = size.assumed_width
    columns = 1 if narrow or _are_crowded(groups, comparators or {}) else max(1, min(columns, len(groups)))
    width = (total - _COLUMN_GAP * (columns - 1)) / columns
    happened = numbered_events([(series, (events or {}).get(name, ())) for name, series in groups])
    panels = [
        chart_panel(
            series,
            comparators=(comparators or {}).get(name, ()),
            marks=[*break_marks((breaks or {}).get(name, ())), *happened[index]],
            size=size,
            height=size.panel_height,
            width=width,
            number_of_panel=index + 1,
            heading=name,
        )
        for index, (name, series) in enumerate(groups)
    ]
    titles = [wrap(name, width, size.font, bold=True) for name, _ in groups]
    words: dict[str, object] = {"title": title, "subtitle": subtitle, "source_note": source_note}
    chart = assemble_panels(
        panels,
        titles,
        columns=columns,
        total=total,
        size=size,
        meta=words | {"events": event_list(happened), "notes": []},
    )
    return chart.update_layout(theme.HOVER_BY_PERIOD)


def _are_crowded(
    groups: Sequence[tuple[str, Sequence["Series"]]], comparators: Mapping[str, Sequence["Series"]]
) -> bool:
    """Whether any panel has so much beside its lines that each needs the whole width."""
    panels = [[*series, *comparators.get(name, ())] for name, series in groups]
    lines = [item for panel in panels for item in panel]
    widest = max((text_width(item.area.name, theme.WIDE_SIZES.font) for item in lines), default=0)
    longest = max((len(item.points) for item in lines), default=0)
    most = max(map(len, panels), default=0)
    return widest > _WIDEST_ASIDE or longest > _MOST_PERIODS_ASIDE or most > _MOST_LINES_ASIDE


def assemble_panels(
    panels: list[ChartPanel],
    titles: list[list[str]],
    *,
    columns: int,
    total: float,
    size: theme.Sizes,
    meta: dict[str, object],
    legend: bool = False,
) -> go.Figure:
    """Panels side by side and below each other under their titles (lines of text, none for an empty list).

    With `legend`, the traces that are to be named stand over everything.
    """
    rows = max(1, math.ceil(len(panels) / columns))
    # What lies over a row's plots: title, notes and unit of its tallest panel.
    slices = [slice(row * columns, (row + 1) * columns) for row in range(rows)]
    aboves = [max((panel.above for panel in panels[part]), default=0) for part in slices]
    tops = [
        above + max((len(title) for title in titles[part]), default=0) * size.font * LINE_HEIGHT + 4
        for above, part in zip(aboves, slices, strict=True)
    ]
    below = size.font * 3.9
    plot = rows * size.panel_height + sum(tops[1:]) + (rows - 1) * below
    left = max((panel.left for panel in panels), default=8)
    right = max((panel.right for panel in panels), default=12)
    layout = theme.base_layout(size, height=0, margin={"l": left, "r": right, "t": tops[0] + 6, "b": below})
    layout["height"] = round(layout["margin"]["t"] + plot + layout["margin"]["b"])
    layout["meta"] = meta | {"least_plot": plot}
    inner = total - left - right
    slot = (inner - (columns - 1) * (left + right + _COLUMN_GAP)) / columns
    stride = slot + left + right + _COLUMN_GAP
    traces = []
    for index, (panel, title) in enumerate(zip(panels, titles, strict=True)):
        row, column = divmod(index, columns)
        ceiling = plot - row * (size.panel_height + below) - sum(tops[1 : row + 1])
        suffix = "" if index == 0 else str(index + 1)
        across = _shares(column * stride, column * stride + slot, inner)
        _add_panel(
            layout, panel, suffix, across=across, up=_shares(ceiling - size.panel_height, ceiling, plot), left=left
        )
        if title:
            layout["annotations"].append(_title(title, aboves[row], suffix, left, size))
        traces += panel.traces
    if legend and any(trace.get("showlegend", True) for trace in traces):
        add_legend(layout, traces, size)
    place_labels(layout, plot)
    return go.Figure({"data": traces, "layout": layout})


def _add_panel(
    layout: dict[str, Any], panel: ChartPanel, suffix: str, *, across: list[float], up: list[float], left: float
) -> None:
    """Add a panel's axes, notes and shapes to the layout of all, in its place."""
    layout[f"xaxis{suffix}"] = panel.xaxis | {"anchor": f"y{suffix}", "domain": across}
    layout[f"yaxis{suffix}"] = panel.yaxis | {"anchor": f"x{suffix}", "domain": up}
    # Panels share the widest left margin, and what stands in it begins at one place.
    layout["annotations"] += [
        note | {"xshift": unit_shift(left)} if note.get("name") == "unit" else note for note in panel.annotations
    ]
    layout["shapes"] += panel.shapes


def _shares(start: float, end: float, whole: float) -> list[float]:
    return [max(0.0, round(start / whole, 5)), min(1.0, round(end / whole, 5))]


def _title(lines: list[str], above: float, suffix: str, left: float, size: theme.Sizes) -> dict[str, object]:
    return {
        "name": "panel-title",
        "text": f"<b>{markup(lines)}</b>",
        "font": {"size": size.font, "color": theme.BLACK},
        "showarrow": False,
        "xref": f"x{suffix} domain",
        "yref": f"y{suffix} domain",
        "x": 0,
        "y": 1,
        "xanchor": "left",
        "yanchor": "bottom",
        "align": "left",
        "xshift": unit_shift(left),
        "yshift": above,
        "borderpad": 0,
    }
