"""One indicator in one area over time: value, rate per 10,000 children or index, its gaps kept open."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from indicators.areas import Area
from indicators.definitions import Indicator
from indicators.errors import UsageError
from indicators.measures.catalogue import Catalogue
from indicators.periods import PERIOD_GROUPS, Period, PeriodType

MEASURES = ("value", "rate", "index")
PER_CHILDREN = 10_000
#: A gap of more missing periods than this is shown by one open end, not filled row by row.
MOST_GAP_ROWS = 60
COLUMNS = [
    "period", "period_type", "starts", "ends", "value", "numerator", "denominator", "status", "symbol",
    "source", "computed", "other_figures",
]  # fmt: skip


@dataclass(frozen=True)
class Series:
    """Points in time order with the columns `COLUMNS`; `value` is NaN where there is no figure.

    For a rate, `numerator` is the count and `denominator` the population. `unit` reads after a value.
    """

    indicator: Indicator
    area: Area
    measure: str
    unit: str
    points: pd.DataFrame

    @property
    def known(self) -> pd.DataFrame:
        """The points with a figure."""
        return self.points[self.points["value"].notna()]


def period_groups(figures: pd.DataFrame) -> list[str]:
    """The groups of periods (`year`, `quarter`, `month`, `other`) in which a figures frame has figures."""
    held = set(figures.loc[figures["value"].notna(), "period_type"])
    return [name for name, types in PERIOD_GROUPS.items() if held & set(types)]


def series(
    figures: pd.DataFrame,
    catalogue: Catalogue,
    indicator: str,
    area: str,
    *,
    measure: str = "value",
    periods: str = "year",
    since: date | None = None,
    until: date | None = None,
) -> Series:
    """The shown figures of one indicator and area in one group of periods.

    Raises UsageError for a rate of an indicator that has no population of its own.
    """
    definition, place = catalogue.indicators[indicator], catalogue.areas[area]
    if measure == "rate" and not definition.rate_population:
        raise UsageError(f"{definition.title} has no rate per 10,000 children; choose its value or its index.")
    rows = figures[
        (figures["rank"] == 0)
        & (figures["indicator"] == indicator)
        & (figures["area_code"] == area)
        & figures["period_type"].isin(PERIOD_GROUPS[periods])
    ].sort_values(["ends", "starts"])
    if since is not None:
        rows = rows[rows["ends"] >= pd.Timestamp(since)]
    if until is not None:
        rows = rows[rows["ends"] <= pd.Timestamp(until)]
    points = with_gaps(_points(rows, catalogue))
    points, unit = _measured(points, rows, definition, measure)
    return Series(definition, place, measure, unit, points)


def _points(rows: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    labels = [
        Period(ends, starts, PeriodType(kind)).label
        for kind, starts, ends in zip(rows["period_type"], rows["starts"].dt.date, rows["ends"].dt.date, strict=True)
    ]
    titles = {name: source.label for name, source in catalogue.sources.items()}
    return rows.assign(
        period=labels, source=rows["source"].map(titles), other_figures=rows["others"]
    )[[*COLUMNS, "population"]].reset_index(drop=True)


def with_gaps(points: pd.DataFrame) -> pd.DataFrame:
    """Points with a row for every adjacent period that is missing between two of one type."""
    missing = []
    for kind, group in points.groupby("period_type", sort=False):
        spans = list(zip(group["starts"].dt.date, group["ends"].dt.date, strict=True))
        for (starts, ends), (later, _) in zip(spans, spans[1:], strict=False):
            following = Period(ends, starts, PeriodType(kind)).next()
            for _ in range(MOST_GAP_ROWS):
                if following.starts >= later or following.ends >= later:
                    break
                missing.append(following)
                following = following.next()
    if not missing:
        return points
    rows = pd.DataFrame(
        {
            "period": [gap.label for gap in missing],
            "period_type": [str(gap.type) for gap in missing],
            "starts": pd.to_datetime([gap.starts for gap in missing]),
            "ends": pd.to_datetime([gap.ends for gap in missing]),
            "status": "",
            "symbol": "",
            "source": "",
            "computed": False,
            "other_figures": 0,
        }
    )
    filled = pd.concat([points, rows], ignore_index=True)
    return filled.sort_values(["ends", "starts"], kind="stable").reset_index(drop=True)


def _measured(
    points: pd.DataFrame, rows: pd.DataFrame, definition: Indicator, measure: str
) -> tuple[pd.DataFrame, str]:
    """Values in the measure asked for, and the words for it."""
    if measure == "rate":
        counts, population = points["value"], points["population"]
        points = points.assign(
            value=counts / population * PER_CHILDREN, numerator=counts, denominator=population
        )
        # A count without a population has no rate: that is a missing figure with its own reason.
        lost = counts.notna() & points["value"].isna()
        points["symbol"] = points["symbol"].where(~lost, "x")
        unit = f"{definition.unit} per 10,000 children"
    elif measure == "index":
        first = points["value"].first_valid_index()
        base = points["value"][first] if first is not None else np.nan
        points = points.assign(value=points["value"] / (base or np.nan) * 100)
        unit = f"index, {points['period'][first]} = 100" if first is not None else "index"
    else:
        unit = definition.unit
    return points[COLUMNS], unit
