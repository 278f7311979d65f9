"""The table behind control charts, as it leaves the dashboard: figures with the limits drawn around them."""

from dataclasses import replace

import numpy as np
import pandas as pd

from indicators.charts.control import Controlled
from indicators.charts.control_points import CAUSE_WORDS
from indicators.exports.exhibit import Plot, PlotLine, numbers
from indicators.measures import Series
from indicators.pages.parts.explore_shown import Gathered
from indicators.pages.parts.figures_table import long_table

#: What the table has beside the figures.
_LIMITS = ("adjusted", "mean", "lower_limit", "upper_limit", "special_cause")


def limits_table(gathered: Gathered, charts: list[Controlled]) -> pd.DataFrame:
    """Every line with the limits that were drawn around it; figures as published, the adjusted ones beside."""
    limited = {(item.series.indicator.id, item.series.area.code): _with_limits(item) for item in charts}
    blank = dict.fromkeys(_LIMITS, np.nan)
    lines = [
        limited.get((item.indicator.id, item.area.code), replace(item, points=item.points.assign(**blank)))
        for item in gathered.everything
    ]
    return long_table(lines, beside=_LIMITS)


def limits_plot(item: Controlled) -> Plot:
    """A control chart as a slide holds it: the figures, their mean and their limits."""
    series, control = item.series, item.control
    beside = {"Mean": control.mean, "Upper limit": control.upper, "Lower limit": np.maximum(control.lower, 0.0)}
    return Plot(
        title=item.name or series.area.name,
        unit=series.unit,
        categories=tuple(series.points["period"]),
        lines=(
            PlotLine(series.area.name, numbers(series.points["value"])),
            *(PlotLine(name, numbers(values), is_beside=True) for name, values in beside.items()),
        ),
        decimals=series.indicator.decimals,
    )


def _with_limits(item: Controlled) -> Series:
    """The points of a chart with the columns `_LIMITS`."""
    points, control = item.series.points, item.control
    is_adjusted = "published" in points
    return replace(
        item.series,
        points=points.assign(
            value=points["published"] if is_adjusted else points["value"],
            adjusted=points["value"] if is_adjusted else np.nan,
            mean=control.mean,
            lower_limit=np.maximum(control.lower, 0.0),
            upper_limit=control.upper,
            special_cause=[CAUSE_WORDS.get(cause, "") for cause in control.special_cause],
        ),
    )
