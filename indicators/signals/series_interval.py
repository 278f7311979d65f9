"""The intervals of all points of a series at once."""

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.measures import Series
from indicators.measures.series import PER_CHILDREN
from indicators.signals.intervals import count_interval, proportion_interval


def series_interval(series: Series, *, level: float = 0.95) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Lower and upper limits in the unit of the series, as `point_interval` gives them one by one; NaN for none."""
    points = series.points
    top, bottom = (points[name].to_numpy(float) for name in ("numerator", "denominator"))
    known = points["value"].notna().to_numpy() & ~np.isnan(top) & (bottom > 0)
    lower, upper = np.full(len(points), np.nan), np.full(len(points), np.nan)
    if series.measure == "index" or not known.any():
        return lower, upper
    if series.measure == "value" and series.indicator.kind == "proportion":
        limits = proportion_interval(top[known], bottom[known], level=level)
        lower[known], upper[known] = (100 * limit for limit in limits)
        return lower, upper
    per = PER_CHILDREN if series.measure == "rate" else series.indicator.per
    lower[known], upper[known] = count_interval(top[known], exposure=bottom[known], per=per, level=level)
    return lower, upper


def with_intervals(series: Series, *, level: float = 0.95) -> Series:
    """The series with the columns `lower` and `upper`, which a chart draws."""
    lower, upper = series_interval(series, level=level)
    points: pd.DataFrame = series.points.assign(lower=lower, upper=upper)
    return replace(series, points=points)
