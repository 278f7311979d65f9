"""Rates and percentages of several areas for one year, with intervals, ready to plot and to list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from indicators.areas import EAST_MIDLANDS, ENGLAND
from indicators.definitions import Indicator
from indicators.measures import Catalogue, Series, figures, neighbour_median, series
from indicators.measures.series import period_groups
from indicators.signals.point_interval import are_apart, point_interval
from indicators.store import Store
from indicators.wording import value_text

RATES = "rates per 10,000 children"
PERCENTAGES = "percentages"


@dataclass(frozen=True)
class ComparisonRow:
    """One figure of one area: `lower` and `upper` are NaN where no interval can be given."""

    indicator: str
    area: str
    role: str
    unit: str
    period: str
    value: float
    lower: float
    upper: float
    label: str
    symbol: str
    source: str


def unit_of(indicator: Indicator) -> str | None:
    """The plot an indicator belongs to, or None where areas of different size cannot be compared by it.

    A rate that is computed of a count is left out, since the count is shown as that rate already.
    """
    if indicator.kind == "count":
        return RATES if indicator.rate_population else None
    if indicator.kind == "proportion":
        return PERCENTAGES
    return indicator.unit if indicator.kind == "mean" else None


def comparison_rows(
    store: Store, catalogue: Catalogue, indicators: Sequence[Indicator], focus: Sequence[str], *, as_at: date
) -> list[ComparisonRow]:
    """Rows by indicator: each focus area, then the medians of its like areas, the region and England.

    Indicators without a figure for any focus area in the year to `as_at` are left out.
    """
    others = [code for code in (EAST_MIDLANDS, ENGLAND) if code in catalogue.areas]
    like = [member for area in focus for member in catalogue.neighbours.get(area, ())]
    areas = list(dict.fromkeys([*focus, *others, *like]))
    frame = figures(store, catalogue, [item.id for item in indicators], areas, query="comparison", as_at=as_at)
    rows = []
    for indicator in indicators:
        own = frame[frame["indicator"] == indicator.id]
        groups = period_groups(own[own["area_code"].isin(focus)])
        if not groups:
            continue
        view = {"measure": "rate" if indicator.kind == "count" else "value", "periods": groups[0]}
        shown = [(series(own, catalogue, indicator.id, code, **view), "focus") for code in focus]
        compared = [
            (neighbour_median(own, catalogue, indicator.id, code, **view), "comparator")
            for code in focus
            if code in catalogue.neighbours
        ]
        compared += [(series(own, catalogue, indicator.id, code, **view), "comparator") for code in others]
        made = [row for item, role in (*shown, *compared) if (row := _row(item, role)) is not None]
        if any(row.role == "focus" and not np.isnan(row.value) for row in made):
            rows += made
    return rows


def comparison_headline(rows: Sequence[ComparisonRow], areas: Sequence[str]) -> str:
    """On which indicators the 95% intervals of two areas do not overlap; overlapping ones prove nothing either way."""
    pair = " and ".join(areas)
    by_indicator: dict[str, dict[str, ComparisonRow]] = {}
    for row in rows:
        if row.area in areas and not np.isnan(row.lower):
            by_indicator.setdefault(row.indicator, {})[row.area] = row
    pairs = {name: [found[area] for area in areas] for name, found in by_indicator.items() if len(found) == len(areas)}
    if not pairs:
        return f"{pair} side by side"
    apart = [
        name for name, (one, other) in pairs.items() if are_apart((one.lower, one.upper), (other.lower, other.upper))
    ]
    if not apart:
        return f"{pair}: their intervals overlap on every indicator shown"
    more = f" and {len(apart) - 3} more" if len(apart) > 3 else ""
    return f"{pair} are clearly apart on: {', '.join(apart[:3])}{more}"


def _row(item: Series, role: str) -> ComparisonRow | None:
    """The last point of a series as a row; None where it has none at all."""
    if item.points.empty or (role == "comparator" and item.known.empty):
        return None
    point = (item.points if role == "focus" else item.known).iloc[-1]
    lower, upper = point_interval(item, point) if role == "focus" else (np.nan, np.nan)
    value = value_text(point["value"], item, point["symbol"])
    label = value
    if not np.isnan(lower):
        label = f"{value} ({value_text(lower, item)} to {value_text(upper, item)})"
    return ComparisonRow(
        indicator=item.indicator.short_title,
        area=item.area.name,
        role=role,
        unit=unit_of(item.indicator) or item.unit,
        period=point["period"],
        value=float(point["value"]),
        lower=lower,
        upper=upper,
        label=label,
        symbol=point["symbol"],
        source=point["source"],
    )
