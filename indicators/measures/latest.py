"""The latest figure of each indicator and area, what came before it, and how it has moved."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from indicators.measures.catalogue import Catalogue
from indicators.measures.figures import figures
from indicators.measures.series import Series, period_groups, series
from indicators.periods import PERIOD_GROUPS, Period, PeriodType
from indicators.store import Store

#: Enough for a small line and a year of months.
PERIODS = 13
_GROUP_OF = {"month": "month", "quarter": "quarter", "year": "year", "snapshot": "year", "other": "other"}


@dataclass(frozen=True)
class Latest:
    """The newest point of a series and its movement since the adjacent period before.

    `change` is absolute (percentage points for percentages), `change_percent` relative; both None where the
    period before is missing or not adjacent, `change_percent` also where it was 0.
    """

    series: Series
    period: str
    value: float | None
    symbol: str
    status: str
    other_figures: int
    previous_period: str = ""
    previous: float | None = None
    change: float | None = None
    change_percent: float | None = None

    @property
    def is_provisional(self) -> bool:
        """Whether the figure may still change."""
        return self.status == "provisional"


def latest_figures(
    store: Store, catalogue: Catalogue, indicators: Iterable[str], areas: Iterable[str], *, as_at: date
) -> dict[tuple[str, str], Latest]:
    """The latest figure by indicator id and area code as it stood at a date; pairs without any are left out."""
    names, codes = list(indicators), list(areas)
    frame = figures(store, catalogue, names, codes, query="latest", as_at=as_at, periods=PERIODS)
    found = {}
    for (indicator, area), group in frame.groupby(["indicator", "area_code"]):
        chosen = _period_group(group, _GROUP_OF[catalogue.indicators[indicator].frequency])
        points = series(group, catalogue, indicator, area, periods=chosen)
        if len(points.points):
            found[indicator, area] = latest(points)
    return found


def latest(history: Series) -> Latest:
    """The last point of a series and its change since the point before, where that is adjacent."""
    points = history.points
    last = points.iloc[-1]
    value = None if pd.isna(last["value"]) else float(last["value"])
    figure = {
        "series": history,
        "period": last["period"],
        "value": value,
        "symbol": last["symbol"],
        "status": last["status"],
        "other_figures": int(last["other_figures"]),
    }
    before = points.iloc[-2] if len(points) > 1 else None
    if before is None or value is None or pd.isna(before["value"]) or not _adjacent(before, last):
        return Latest(**figure)
    previous = float(before["value"])
    change = value - previous
    percent = change / previous * 100 if previous else None
    return Latest(
        **figure,
        previous_period=before["period"],
        previous=previous,
        change=change,
        change_percent=percent,
    )


def _adjacent(before: pd.Series, last: pd.Series) -> bool:
    if before["period_type"] != last["period_type"]:
        return False
    earlier = Period(before["ends"].date(), before["starts"].date(), PeriodType(before["period_type"]))
    return earlier.next().ends == last["ends"].date() and earlier.next().starts == last["starts"].date()


def _period_group(group: pd.DataFrame, usual: str) -> str:
    """The indicator's usual periods, unless they have nothing within a year of its newest figure."""
    held = period_groups(group) or ["year"]
    newest = {name: _newest(group, name) for name in held}
    latest_end = max(newest.values())
    if usual in newest and latest_end - newest[usual] < timedelta(days=365):
        return usual
    return max(held, key=lambda name: (newest[name], -held.index(name)))


def _newest(group: pd.DataFrame, name: str) -> pd.Timestamp:
    rows = group[group["period_type"].isin(PERIOD_GROUPS[name]) & group["value"].notna()]
    return rows["ends"].max() if len(rows) else pd.Timestamp.min
