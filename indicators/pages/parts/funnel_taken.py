"""The funnel as tables and as a slide holds it."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from indicators.exports.exhibit import Plot, PlotLine
from indicators.measures import Series
from indicators.wording import value_text

POSITION_WORDS = {
    "inside": "within the 95% limits",
    "above": "above the 95% limits, within the 99.8% limits",
    "below": "below the 95% limits, within the 99.8% limits",
    "far_above": "above the 99.8% limits",
    "far_below": "below the 99.8% limits",
}


def funnel_table(points: pd.DataFrame, item: Series, base: str) -> pd.DataFrame:
    """The areas to read, the highest figure first."""
    order = points.sort_values("value", ascending=False)
    return pd.DataFrame(
        {
            "Area": order["area"].tolist(),
            "Figure": [value_text(value, item) for value in order["value"]],
            "Cases": [f"{count:,.0f}" for count in order["numerator"]],
            base: [f"{count:,.0f}" for count in order["exposure"]],
            "Where it lies": [POSITION_WORDS[position] for position in order["position"]],
        }
    )


def funnel_figures(points: pd.DataFrame, item: Series, period: str) -> pd.DataFrame:
    """The areas as they leave as CSV or workbook, figures at full precision."""
    named = points.assign(
        indicator=item.indicator.title,
        period=period,
        unit=item.unit,
        position=[POSITION_WORDS[position] for position in points["position"]],
    ).rename(columns={"exposure": "denominator"})
    columns: Sequence[str] = (
        "indicator", "area", "period", "value", "unit", "numerator", "denominator", "position", "source",
    )  # fmt: skip
    return named[list(columns)].rename(columns=str.capitalize).replace({np.nan: None})


def funnel_as_plot(chart: go.Figure, title: str, item: Series, base: str) -> Plot:
    """The dots and limits that were drawn, as points and lines over the size of the areas."""
    lines, name = [], ""
    for trace in chart.data:
        # Of each pair of limits the upper one has the name.
        name = trace.name or f"{name}, lower"
        lines.append(PlotLine(name, tuple(trace.y), xs=tuple(trace.x), is_beside=trace.mode == "lines"))
    decimals = item.indicator.decimals
    return Plot(title=title, unit=item.unit, lines=tuple(lines), kind="scatter", decimals=decimals, across=base)
