"""Missing periods as rows of their own, so that no line is drawn across them."""

from datetime import timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.periods import Period, PeriodType

#: A longer gap is one open row: more would only lengthen a table.
MOST_GAP_ROWS = 60
#: Snapshots are taken once a year, on much the same day.
_HALF_A_YEAR = timedelta(days=182)
_BLANK = {
    **{name: float("nan") for name in ("value", "numerator", "denominator")},
    **dict.fromkeys(("status", "symbol", "source"), ""),
    "computed": False,
    "other_figures": 0,
}


def with_gaps(points: pd.DataFrame, series: NDArray[np.int64]) -> pd.DataFrame:
    """Points with a row for every adjacent period that is missing between two of one series and type.

    `series` numbers the series that each point belongs to; rows of one series stand together, in time order.
    """
    before, missing = _missing(points, series)
    if not missing:
        return points
    rows = points.iloc[before].assign(
        **{name: blank for name, blank in _BLANK.items() if name in points},
        period=[period.label for period in missing],
        starts=np.array([period.starts for period in missing], "datetime64[us]"),
        ends=np.array([period.ends for period in missing], "datetime64[us]"),
    )
    filled = pd.concat([points, rows], ignore_index=True)
    order = np.lexsort((filled["starts"], filled["ends"], np.concatenate([series, series[before]])))
    return filled.iloc[order].reset_index(drop=True)


def _missing(points: pd.DataFrame, series: NDArray[np.int64]) -> tuple[list[int], list[Period]]:
    """The missing periods, and for each the place of the point after which it is missed."""
    kinds = points["period_type"].to_numpy(object)
    starts, ends = (points[name].to_numpy().astype("datetime64[D]") for name in ("starts", "ends"))
    order = np.lexsort((pd.factorize(kinds)[0], series))
    same = (kinds[order][1:] == kinds[order][:-1]) & (series[order][1:] == series[order][:-1])
    is_apart = starts[order][1:] > ends[order][:-1] + np.timedelta64(1, "D")
    before, missing = [], []
    for place in np.flatnonzero(same & is_apart):
        earlier, later = order[place], order[place + 1]
        following = _between(
            Period(ends[earlier].item(), starts[earlier].item(), PeriodType(kinds[earlier])),
            Period(ends[later].item(), starts[later].item(), PeriodType(kinds[later])),
        )
        before += [int(earlier)] * len(following)
        missing += following
    return before, missing


def _between(earlier: Period, later: Period) -> list[Period]:
    slack = _HALF_A_YEAR if earlier.type is PeriodType.SNAPSHOT else timedelta(0)
    missing = []
    following = earlier.next()
    while following.starts < later.starts and following.ends + slack < later.ends:
        missing.append(following)
        following = following.next()
        if len(missing) > MOST_GAP_ROWS:
            return missing[:1]
    return missing
