"""The interval of one point of a series, from the counts behind it."""

import math

import pandas as pd

from indicators.measures import Series
from indicators.measures.series import PER_CHILDREN
from indicators.signals.intervals import count_interval, proportion_interval


def are_apart(one: tuple[float, float], other: tuple[float, float]) -> bool:
    """Whether two intervals have no value in common.

    Sufficient, not necessary: figures whose 95% intervals overlap may still differ by more than chance.
    """
    return one[0] > other[1] or other[0] > one[1]


def point_interval(series: Series, point: pd.Series, *, level: float = 0.95) -> tuple[float, float]:
    """Lower and upper limit in the unit of the series; NaN where the counts behind the figure are unknown.

    Poisson for rates and averages, Wilson for percentages; an index has none.
    """
    top, bottom = point["numerator"], point["denominator"]
    unknown = pd.isna(point["value"]) or pd.isna(top) or pd.isna(bottom) or bottom <= 0
    if unknown or series.measure == "index":
        return math.nan, math.nan
    if series.measure == "value" and series.indicator.kind == "proportion":
        lower, upper = proportion_interval(top, bottom, level=level)
        return 100 * float(lower), 100 * float(upper)
    per = PER_CHILDREN if series.measure == "rate" else series.indicator.per
    lower, upper = count_interval(top, exposure=bottom, per=per, level=level)
    return float(lower), float(upper)
