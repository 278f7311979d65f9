"""Sums over quarters: the financial year up to the newest quarter, and a whole year from its four.

Only of indicators whose definition says that quarters add up, and only where each quarter is there with a figure, of
one source: a sum with a hole in it, or of two ways of counting, is no figure. So nothing can be summed of which a part
is withheld.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import Indicator
from indicators.catalogue.periods import MONTH_NAMES, PeriodType, add_months, financial_year_start
from indicators.figures.series import Series
from indicators.frames import map_values

QUARTERS = 4
_MONTHS = 3


@dataclass(frozen=True)
class QuarterSum:
    """What some adjacent quarters add up to, from the first day to the last; counts have no numerator.

    `source` is the one that gave them all.
    """

    starts: date
    ends: date
    quarters: int
    value: float
    numerator: float
    denominator: float
    source: str
    is_provisional: bool = False

    @property
    def months(self) -> str:
        """Its months in words: `Apr–Sep`."""
        return f"{MONTH_NAMES[self.starts.month - 1][:3]}–{MONTH_NAMES[self.ends.month - 1][:3]}"


@dataclass(frozen=True)
class YearToDate:
    """A financial year up to its newest quarter, and the same quarters of the year before where they compare."""

    current: QuarterSum
    earlier: QuarterSum | None = None


def year_to_date(history: Series, catalogue: Catalogue) -> YearToDate | None:
    """The financial year up to the newest quarter of a series of quarters; None where it cannot be summed.

    The year before stands beside it where the same source gave the same quarters, counted in the same way.
    """
    points = history.points
    if history.measure != "value" or history.indicator.id not in catalogue.summed_over_quarters or not len(points):
        return None
    if points["period_type"].iloc[-1] != PeriodType.QUARTER:
        return None
    newest = points["starts"].iloc[-1].date()
    first = financial_year_start(newest)
    quarters = (newest.month - first.month) % 12 // _MONTHS + 1
    current = _sum_from(history, catalogue, first, quarters)
    if current is None or history.has_break(current.starts, current.ends):
        return None
    earlier = _sum_from(history, catalogue, first.replace(year=first.year - 1), quarters)
    if earlier is None or earlier.source != current.source:
        return YearToDate(current)
    return YearToDate(current, None if history.has_break(earlier.starts, current.ends) else earlier)


def _sum_from(history: Series, catalogue: Catalogue, first: date, quarters: int) -> QuarterSum | None:
    """What so many quarters from a day on add up to; None where one is missing or comes from another source."""
    wanted = np.array([add_months(first, _MONTHS * number) for number in range(quarters)], "datetime64[D]")
    own = history.points[np.isin(history.points["starts"].to_numpy().astype("datetime64[D]"), wanted)]
    if len(own) != quarters or own["source"].nunique() != 1:
        return None
    counts = {name: own[name].to_numpy(float)[None] for name in ("value", "numerator", "denominator")}
    sums = sum_quarters(counts, [history.indicator], catalogue)
    if np.isnan(sums["value"][0]):
        return None
    return QuarterSum(
        starts=first,
        ends=add_months(first, _MONTHS * quarters) - timedelta(days=1),
        quarters=quarters,
        value=float(sums["value"][0]),
        numerator=float(sums["numerator"][0]),
        denominator=float(sums["denominator"][0]),
        source=own["source"].iloc[0],
        is_provisional="provisional" in set(own["status"]),
    )


def sum_quarters(
    counts: Mapping[str, NDArray[np.float64]], indicators: list[Indicator], catalogue: Catalogue
) -> dict[str, NDArray[np.float64]]:
    """Sums of figures, a row each, over their quarters, a column each; `indicators` has that of each row.

    `counts` has `value`, `numerator` and `denominator`. Percentages are those of the summed counts; the people of a
    rate are the same in every quarter and are counted once. NaN where any quarter lacks what is summed.
    """
    is_count = np.array([item.kind == "count" for item in indicators], bool)
    of_people = np.array([item.denominator in catalogue.populations for item in indicators], bool)
    per = np.array([item.per for item in indicators], float)
    # A figure that is withheld may stand beside a part of it that is not.
    is_there = ~np.isnan(counts["value"]).any(axis=1)
    bottoms = counts["denominator"]
    people = np.where((bottoms == bottoms[:, :1]).all(axis=1), bottoms[:, 0], np.nan)
    bottom = np.where(of_people, people, bottoms.sum(axis=1))
    top = counts["numerator"].sum(axis=1)
    ratio = top / np.where(bottom > 0, bottom, np.nan) * per
    value = np.where(is_count, counts["value"].sum(axis=1), ratio)
    return {
        "value": np.where(is_there, value, np.nan),
        "numerator": np.where(is_count | ~is_there, np.nan, top),
        "denominator": np.where(is_count | ~is_there, np.nan, bottom),
    }


def _are_broken(rows: pd.DataFrame, years: NDArray[np.datetime64], catalogue: Catalogue) -> NDArray[np.bool_]:
    """Which quarters are of a financial year, by its first day, within which the way of counting changed."""
    broken = np.zeros(len(rows), bool)
    names = rows["indicator"].to_numpy()
    for name in sorted(set(rows["indicator"].astype(str))):
        for item in catalogue.indicators[name].breaks:
            first = np.datetime64(financial_year_start(item.date), "D")
            if np.datetime64(item.date, "D") == first:
                continue
            own = (names == name) & (years == first)
            if item.area:
                names_of_areas = map_values(rows["area_code"], lambda code: catalogue.every_area[code].name)
                own &= (names_of_areas == item.area).to_numpy()
            broken |= own
    return broken


def whole_years(figures: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """A row for each indicator, area and financial year whose four quarters are all in a figures frame, once for each
    source and, with no `source`, for the quarters that are shown; none for a year in which the way of counting changed.

    Columns: `indicator, area_code, starts`, `source` and `source_label`, `value, numerator, denominator`, `given_by`,
    the source of the first quarter, and `parts`, the four figures.
    """
    rows = figures[
        (figures["period_type"] == str(PeriodType.QUARTER))
        & figures["value"].notna()
        & figures["indicator"].isin(sorted(catalogue.summed_over_quarters))
    ]
    years = np.array([financial_year_start(day.date()) for day in rows["starts"]], "datetime64[D]")
    is_of_one_way = ~_are_broken(rows, years, catalogue)
    rows, years = rows[is_of_one_way], years[is_of_one_way]
    rows = rows.assign(starts=years.astype("datetime64[us]"), quarter=rows["starts"], given_by=rows["source"])
    key = ["indicator", "area_code", "starts", "source"]
    # Of one source what is shown first: worked out before printed.
    by_source = rows.drop_duplicates([*key, "quarter"])
    shown = rows[rows["rank"] == 0]
    labels = shown.groupby(key[:3], sort=False)["source_label"].agg(lambda names: "; ".join(dict.fromkeys(names)))
    shown = shown.drop(columns="source_label").merge(labels.reset_index(), on=key[:3]).assign(source="")
    everything = pd.concat([by_source, shown], ignore_index=True).sort_values([*key, "quarter"], kind="stable")
    complete = everything[everything.groupby(key)["quarter"].transform("size") == QUARTERS]
    counts = {
        name: complete[name].to_numpy(float).reshape(-1, QUARTERS) for name in ("value", "numerator", "denominator")
    }
    first = complete.iloc[::QUARTERS].reset_index(drop=True)
    sums = sum_quarters(counts, [catalogue.indicators[name] for name in first["indicator"]], catalogue)
    whole = first[[*key, "source_label", "given_by"]].assign(
        **sums, parts=pd.Series(counts["value"].tolist(), dtype=object)
    )
    return whole[whole["value"].notna()].reset_index(drop=True)
