"""How one indicator has moved, area by area, with comparators, targets and breaks."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from indicators.charts import theme
from indicators.charts.annotations import (
    DatedNote,
    TargetLine,
    add_legend,
    break_marks,
    event_list,
    numbered_events,
    place_labels,
)
from indicators.charts.panel import chart_panel

if TYPE_CHECKING:
    from indicators.catalogue.indicators import Break
    from indicators.figures import Series


#: Two lines of period labels.
BELOW = 3.4


def trend_chart(
    series: Sequence["Series"],
    *,
    comparators: Sequence["Series"] = (),
    targets: Sequence[TargetLine] = (),
    breaks: Sequence["Break"] = (),
    events: Sequence[DatedNote] = (),
    title: str,
    subtitle: str,
    source_note: str,
    narrow: bool = False,
    size: theme.Sizes | None = None,
) -> go.Figure:
    """Lines over time, labelled at their ends; with `narrow`, names and last figures stand over the plot.

    `size` is that of a page on a screen unless another is given.

    All series share one unit; where their points have the columns `lower` and `upper`, intervals are drawn.
    Title, subtitle, source and the numbered events in words are kept in `layout.meta`: the page shows them
    around the figure and `standalone_figure` draws them into it.
    """
    size = size or theme.sizes(narrow)
    happened = numbered_events([([*series, *comparators], events)])
    panel = chart_panel(
        series,
        comparators=comparators,
        targets=targets,
        marks=[*break_marks(breaks), *happened[0]],
        size=size,
        height=size.plot_height,
        width=size.assumed_width,
        legend=narrow,
    )
    below = size.font * BELOW
    margin = {"l": panel.left, "r": panel.right, "t": panel.above + 6, "b": below}
    layout = theme.base_layout(size, height=0, margin=margin)
    layout["height"] = layout["margin"]["t"] + size.plot_height + layout["margin"]["b"]
    layout |= theme.HOVER_BY_PERIOD | {"xaxis": panel.xaxis, "yaxis": panel.yaxis}
    layout |= {"annotations": panel.annotations, "shapes": panel.shapes}
    layout["meta"] = {"title": title, "subtitle": subtitle, "source_note": source_note}
    layout["meta"] |= {"events": event_list(happened), "notes": []}
    if narrow and panel.traces:
        add_legend(layout, panel.traces, size)
    place_labels(layout, size.plot_height)
    return go.Figure({"data": panel.traces, "layout": layout})
