"""Three years together: sums of adjacent years, one for each year that ends such a stretch.

A count is summed, a rate or a percentage is the summed numerators over the summed denominators, never a mean of
rates. No stretch holds a year without a figure, crosses a break in the way of counting, or mixes years of different
kinds. What is withheld of one year is so withheld of every stretch that holds it.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from indicators.catalogue.periods import Period, PeriodType
from indicators.figures.calculate import STATUS_ORDER, SYMBOL_ORDER

#: Years that are taken together.
YEARS_TOGETHER = 3
#: Kinds of period that lie side by side and hold what happened in them: figures of one day do not add up.
_YEARS = (PeriodType.FINANCIAL_YEAR, PeriodType.CALENDAR_YEAR, PeriodType.ACADEMIC_YEAR)
_NOTHING = {"value": np.nan, "numerator": np.nan, "denominator": np.nan, "status": ""}


def pooled_points(points: pd.DataFrame, *, per: float | None, breaks: Sequence[date]) -> pd.DataFrame:
    """A point for each year that ends a stretch, with the columns of `points`, which are years in time order.

    `per` is what numerators over denominators are times, None for counts, which are summed. The period reads
    `2013/14 to 2015/16`; `numerator` and `denominator` are the sums, `status` the least sure of the years'. A stretch
    that lacks a year has no figure but the symbol that explains it, one over a break the symbol `z`.
    """
    years = points.reset_index(drop=True)
    stretches = [years.iloc[last - YEARS_TOGETHER + 1 : last + 1] for last in range(YEARS_TOGETHER - 1, len(years))]
    rows = [_stretch(stretch, per, breaks) for stretch in stretches if _are_adjacent(stretch)]
    return pd.DataFrame(rows, columns=list(points.columns)).astype(points.dtypes.to_dict())


def _are_adjacent(years: pd.DataFrame) -> bool:
    """Whether each year follows the one before, all of one kind."""
    periods = [
        Period(ends.date(), starts.date(), PeriodType(kind))
        for ends, starts, kind in zip(years["ends"], years["starts"], years["period_type"], strict=True)
    ]
    follow = all(before.next() == after for before, after in zip(periods, periods[1:], strict=False))
    return follow and periods[0].type in _YEARS


def _stretch(years: pd.DataFrame, per: float | None, breaks: Sequence[date]) -> dict[str, Any]:
    """One point: the sum of some adjacent years, or why there is none."""
    first, last = years["starts"].iloc[0], years["ends"].iloc[-1]
    point: dict[str, Any] = {
        **{str(name): value for name, value in years.iloc[-1].items()},
        "period": Period(last.date(), first.date(), PeriodType.MONTHS).label,
        "period_type": str(PeriodType.MONTHS),
        "starts": first,
        "computed": True,
        "other_figures": int(years["other_figures"].max()),
        "status": max(years["status"], key=_status_rank),
        "source": "; ".join(dict.fromkeys(source for source in years["source"] if source)),
    }
    if any(first.date() < day <= last.date() for day in breaks):
        return point | _NOTHING | {"symbol": "z"}
    value, top, base = _sums(years, per)
    if np.isnan(value):
        # Years that are all known but without their counts cannot be added up.
        reason = "x" if years["value"].notna().all() else max((*years["symbol"], ""), key=SYMBOL_ORDER.index)
        return point | _NOTHING | {"symbol": reason}
    return point | {"value": value, "numerator": top, "denominator": base, "symbol": ""}


def _sums(years: pd.DataFrame, per: float | None) -> tuple[float, float, float]:
    """The figure of some years together with its numerator and denominator; NaN where any part is not known."""
    value, top, base = (float(years[name].sum(skipna=False)) for name in ("value", "numerator", "denominator"))
    if per is None:
        return value, np.nan, np.nan
    if np.isnan(value) or np.isnan(top) or not base > 0:
        return np.nan, np.nan, np.nan
    return top / base * per, top, base


def _status_rank(status: str) -> int:
    return STATUS_ORDER.index(status) if status in STATUS_ORDER else -1
