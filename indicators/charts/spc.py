"""Control charts: points, mean and limits, and a shape and a colour for every kind of movement."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from indicators.charts import theme
from indicators.charts.control_panel import control_panel, limits_of
from indicators.charts.ends import TargetLine
from indicators.charts.events import event_list, numbered_events
from indicators.charts.marks import Marked, break_marks
from indicators.charts.multiples import assemble
from indicators.charts.panel import Panel
from indicators.charts.text import wrap

if TYPE_CHECKING:
    from indicators.measures import Series
    from indicators.signals.control import ControlChart

_STACKED_HEIGHT = 250


@dataclass(frozen=True)
class Controlled:
    """One series with its control chart, and what stands beside it; `name` is the title over its panel."""

    series: "Series"
    control: "ControlChart"
    name: str = ""
    targets: Sequence[TargetLine] = ()
    breaks: Sequence[Marked] = ()
    events: Sequence[Marked] = ()


def control_chart_figure(
    series: "Series",
    control: "ControlChart",
    *,
    targets: Sequence[TargetLine] = (),
    breaks: Sequence[Marked] = (),
    events: Sequence[Marked] = (),
    title: str,
    subtitle: str,
    source_note: str,
    narrow: bool = False,
) -> go.Figure:
    """The control chart of one series, whose values are those that the limits were worked out from.

    A column `published` holds the figures before they were adjusted for the time of year; the pointer reads both.
    What the marks mean is a legend; notes and events in words are in `layout.meta`.
    """
    shown = Controlled(series, control, targets=targets, breaks=breaks, events=events)
    words = {"title": title, "subtitle": subtitle, "source_note": source_note}
    return control_charts([shown], **words, narrow=narrow)


def control_charts(
    charts: Sequence[Controlled], *, title: str, subtitle: str, source_note: str, narrow: bool = False
) -> go.Figure:
    """Control charts below each other, one panel a series under its name, with one legend for all."""
    size = theme.sizes(narrow)
    if len(charts) > 1:
        size = replace(size, panel_height=_STACKED_HEIGHT)
    else:
        size = replace(size, panel_height=size.plot_height)
    happened = numbered_events([([item.series], item.events) for item in charts])
    panels = [
        control_panel(
            item.series,
            item.control,
            targets=item.targets,
            marks=[*break_marks(item.breaks), *happened[place]],
            size=size,
            number_of_panel=place + 1,
            narrow=narrow,
        )
        for place, item in enumerate(charts)
    ]
    _name_once(panels)
    words = {"title": title, "subtitle": subtitle, "source_note": source_note}
    return assemble(
        panels,
        [wrap(item.name, size.assumed_width, size.font, bold=True) if item.name else [] for item in charts],
        columns=1,
        total=size.assumed_width,
        size=size,
        meta=words | {"events": event_list(happened), "notes": _notes(charts)},
        legend=True,
    )


def _name_once(panels: Sequence[Panel]) -> None:
    """Each kind of mark once in the legend, however many panels have it; other names stay."""
    named = set()
    for panel in panels:
        for trace in panel.traces:
            if trace.get("legendgroup") in named:
                trace["showlegend"] = False
            elif "legendgroup" in trace:
                named.add(trace["legendgroup"])


def _notes(charts: Sequence[Controlled]) -> list[str]:
    """What a reader must know of limits that are cut short or missing."""
    limits = [limits_of(item.series, item.control) for item in charts]
    notes = []
    if any(item.cut_below for item in limits):
        notes.append("limits below 0 are drawn at 0")
    if any(item.cut_above for item in limits):
        notes.append("limits above 100% are drawn at 100%")
    for item in charts:
        if not item.control.has_limits.any():
            notes.append(f"{item.series.area.name}: limits cannot be drawn, since the figures do not vary enough")
        elif not item.control.has_limits.all():
            notes.append(f"{item.series.area.name}: limits cannot be drawn for all points")
    return notes
