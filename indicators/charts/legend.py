"""A small legend over the plot, for screens too narrow for labels at the line ends."""

from collections.abc import Sequence
from typing import Any

from indicators.charts.text import LINE_HEIGHT
from indicators.charts.theme import Sizes


def add_legend(layout: dict[str, Any], traces: Sequence[dict[str, Any]], size: Sizes) -> None:
    """Show the traces' names over everything else in the picture, and make it as much taller."""
    shown = [trace for trace in traces if trace.get("showlegend", True)]
    lines = sum(trace["name"].count("<br>") + 1 for trace in shown)
    room = round(lines * size.font * LINE_HEIGHT + len(shown) * 5 + 8)
    layout["showlegend"] = True
    layout["legend"] = {
        "orientation": "v",
        "xref": "container",
        "yref": "container",
        "x": 0,
        "xanchor": "left",
        "y": 1,
        "yanchor": "top",
        "font": {"size": size.font},
        "itemwidth": 40,
        "itemclick": False,
        "itemdoubleclick": False,
        "tracegroupgap": 0,
        "itemsizing": "constant",
    }
    # Else Plotly widens the left margin by the width of the legend.
    layout["margin"]["autoexpand"] = False
    layout["margin"]["t"] += room
    layout["height"] += room
