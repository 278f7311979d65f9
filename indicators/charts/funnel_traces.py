"""What a funnel draws: its average and limits, and a dot an area."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from indicators.charts import theme
from indicators.charts.funnel_words import level_words
from indicators.charts.text import escape
from indicators.signals.funnel import NEAR

if TYPE_CHECKING:
    from indicators.charts.funnel import Funnel

_GREY = "#6F6F6F"
_LIMIT = "#595959"


def limit_traces(
    grid: np.ndarray, limits: Mapping[float, tuple[np.ndarray, np.ndarray]], funnel: "Funnel"
) -> list[dict[str, Any]]:
    """The average and both pairs of limits; of each pair one has a name for the legend."""
    lines = [(f"{funnel.average_name} {funnel.words(funnel.average)}", np.full(len(grid), funnel.average), "solid")]
    for level, (low, high) in limits.items():
        dash = "dash" if level == NEAR else "dot"
        lines += [(level_words(level), high, dash), ("", low, dash)]
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


def dots(points: pd.DataFrame, named: Mapping[str, theme.Style]) -> list[dict[str, Any]]:
    """Grey dots behind, those of named areas before them."""
    others = points[~points["code"].isin(list(named))]
    found = [_trace(others, "Other areas", theme.Style(_GREY, "solid", "circle"), size=9)] if len(others) else []
    for code, style in named.items():
        own = points[points["code"] == code]
        if len(own):
            found.append(_trace(own, own["area"].iloc[0], style, size=14))
    return found


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
