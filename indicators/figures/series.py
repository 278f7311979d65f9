"""One indicator in one area over time: its value, its rate per 10,000 children or its index, or the first
two of three years together.
Periods that are missing between two others have rows of their own, so that no line is drawn across them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.catalogue.areas import Area
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import PER_CHILDREN, Break, Indicator
from indicators.catalogue.periods import PERIOD_GROUPS, Period, PeriodType
from indicators.errors import UsageError
from indicators.figures.pooled import YEARS_TOGETHER, pooled_points

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
    before, missing = _missing_periods(points, series)
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


def _missing_periods(points: pd.DataFrame, series: NDArray[np.int64]) -> tuple[list[int], list[Period]]:
    """The missing periods, and for each the place of the point after which it is missed."""
    kinds = points["period_type"].to_numpy(object)
    starts, ends = (points[name].to_numpy().astype("datetime64[D]") for name in ("starts", "ends"))
    order = np.lexsort((pd.factorize(kinds)[0], series))
    same = (kinds[order][1:] == kinds[order][:-1]) & (series[order][1:] == series[order][:-1])
    is_apart = starts[order][1:] > ends[order][:-1] + np.timedelta64(1, "D")
    before, missing = [], []
    for index in np.flatnonzero(same & is_apart):
        earlier, later = order[index], order[index + 1]
        following = _periods_between(
            Period(ends[earlier].item(), starts[earlier].item(), PeriodType(kinds[earlier])),
            Period(ends[later].item(), starts[later].item(), PeriodType(kinds[later])),
        )
        before += [int(earlier)] * len(following)
        missing += following
    return before, missing


def _periods_between(earlier: Period, later: Period) -> list[Period]:
    slack = _HALF_A_YEAR if earlier.type is PeriodType.SNAPSHOT else timedelta(0)
    missing = []
    following = earlier.next()
    while following.starts < later.starts and following.ends + slack < later.ends:
        missing.append(following)
        following = following.next()
        if len(missing) > MOST_GAP_ROWS:
            return missing[:1]
    return missing


MEASURES = ("value", "rate", "index")
#: Measures of three years together, and what is summed for them.
POOLED_MEASURES = {"pooled": "value", "pooled_rate": "rate"}
ALL_MEASURES = (*MEASURES, *POOLED_MEASURES)
SERIES_COLUMNS = [
    "period", "period_type", "starts", "ends", "value", "numerator", "denominator", "status", "symbol",
    "source", "computed", "other_figures",
]  # fmt: skip
#: What a point's columns are called in a figures frame, where that differs.
_FIGURE_COLUMNS = {"source": "source_label", "other_figures": "others"}


@dataclass(frozen=True)
class Series:
    """Points in time order with the columns `SERIES_COLUMNS`; `value` is NaN where there is no figure.

    For a rate, `numerator` is the count and `denominator` the population. `unit` reads after a value.
    `years_together` is above 1 where each point is the sum of so many years; `measure` says of what.
    """

    indicator: Indicator
    area: Area
    measure: str
    unit: str
    points: pd.DataFrame
    years_together: int = 1

    @property
    def measure_chosen(self) -> str:
        """The measure by which the series is asked for: one of `ALL_MEASURES`."""
        pooled = {summed: name for name, summed in POOLED_MEASURES.items()}
        return pooled[self.measure] if self.years_together > 1 else self.measure

    @cached_property
    def known(self) -> pd.DataFrame:
        """The points with a figure."""
        return self.points[self.points["value"].notna()]

    def shared_unit(self, others: Iterable["Series"]) -> str:
        """The unit of this series and others shown with it: indexes may begin in different periods."""
        is_shared = self.measure != "index" or all(other.unit == self.unit for other in others)
        return self.unit if is_shared else "index, first period of each = 100"

    @property
    def breaks(self) -> list[Break]:
        """The breaks in how the figures of this area were counted."""
        return [item for item in self.indicator.breaks if not item.area or item.area == self.area.name]

    def has_break(self, since: date, until: date) -> bool:
        """Whether the way of counting changed after the first of two days, up to the second."""
        return any(since < item.date <= until for item in self.breaks)


def period_groups(figures: pd.DataFrame) -> list[str]:
    """The groups of periods (`year`, `quarter`, `month`, `other`) in which a figures frame has figures."""
    types_present = set(figures.loc[figures["value"].notna(), "period_type"])
    return [name for name, types in PERIOD_GROUPS.items() if types_present & set(types)]


#: Days within which a whole further period of a group would have ended.
_GROUP_DAYS = {"year": 366, "quarter": 92, "month": 31}


def newest_ends(figures: pd.DataFrame) -> dict[str, pd.Timestamp]:
    """The last day of the newest figure of each group of periods in which a figures frame has any."""
    known = figures[figures["value"].notna()]
    return {
        name: known.loc[known["period_type"].isin(PERIOD_GROUPS[name]), "ends"].max() for name in period_groups(known)
    }


#: Days without any figure after which older ones are not drawn until somebody asks: they would press what is new into
#: a corner.
_LONGEST_GAP = {"year": 5 * 366, "quarter": 2 * 366, "month": 2 * 366}


def after_long_gaps(figures: pd.DataFrame, group: str) -> pd.DataFrame:
    """Of figures with their periods, those that come first after a gap of years, in time order."""
    rows = figures[figures["period_type"].isin(PERIOD_GROUPS[group])].sort_values(["ends", "starts"])
    gaps = rows["starts"] - rows["ends"].cummax().shift()
    return rows[gaps > pd.Timedelta(days=_LONGEST_GAP.get(group, 100 * 366))]


def opening_group(figures: pd.DataFrame) -> str:
    """The group of periods to open with: the longest that is up to date, years where there is no figure at all.

    Years are up to date while the newer figures all lie in the year that is not yet over. A quarter that comes long
    after the last year is shown, and not hidden behind it.
    """
    ends = newest_ends(figures)
    for name, end in ends.items():
        if name in _GROUP_DAYS and max(ends.values()) - end < pd.Timedelta(days=_GROUP_DAYS[name]):
            return name
    return max(ends, key=lambda name: ends[name], default="year")


def select_series(
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
    """The shown figures of one indicator and area in one group of periods; three years together are of years.

    Raises UsageError for a rate of an indicator that has no population of its own.
    """
    definition, location = catalogue.indicators[indicator], catalogue.every_area[area]
    check_measure(definition, measure)
    if measure in POOLED_MEASURES:
        summed = POOLED_MEASURES[measure]
        pooled = _pooled_series(select_series(figures, catalogue, indicator, area, measure=summed, until=until))
        if since is None:
            return pooled
        later = pooled.points["ends"] >= pd.Timestamp(since)
        return replace(pooled, points=pooled.points[later].reset_index(drop=True))
    points, unit = select_points(
        figures, definition, [area], measure=measure, periods=periods, since=since, until=until
    )
    points = with_gaps(points, np.zeros(len(points), int))
    return Series(definition, location, measure, unit, points)


def select_points(
    figures: pd.DataFrame,
    definition: Indicator,
    areas: Sequence[str],
    *,
    measure: str,
    periods: str,
    since: date | None,
    until: date | None,
) -> tuple[pd.DataFrame, str]:
    """The shown figures of an indicator in some areas as points in a measure, and the words for its unit.

    An index is of one area: its base is the first point.
    """
    is_of_area = np.zeros(len(figures), bool)
    for area in areas:
        is_of_area |= np.asarray(figures["area_code"].array == area)
    is_own = is_of_area & (figures["rank"].to_numpy() == 0)
    is_own &= np.asarray(figures["indicator"].array == definition.id)
    rows = figures.iloc[_row_selection(is_own)]
    selection = np.array([kind in PERIOD_GROUPS[periods] for kind in rows["period_type"].tolist()], bool)
    if since is not None:
        selection &= rows["ends"].to_numpy() >= np.datetime64(since)
    if until is not None:
        selection &= rows["ends"].to_numpy() <= np.datetime64(until)
    return _points_in_measure(rows.iloc[_row_selection(selection)], definition, measure)


def can_be_pooled(indicator: Indicator) -> bool:
    """Whether years of an indicator add up: what happened in a year does, what there was on one day does not."""
    return indicator.timing == "flow" and indicator.kind != "value"


def _pooled_series(years: Series) -> Series:
    """A series of years, three by three."""
    is_sum = years.measure == "value" and years.indicator.kind == "count"
    per = None if is_sum else PER_CHILDREN if years.measure == "rate" else years.indicator.per
    points = pooled_points(years.points, per=per, breaks=[item.date for item in years.breaks])
    unit = f"{years.unit}, three years together"
    return replace(years, unit=unit, points=points, years_together=YEARS_TOGETHER)


def check_measure(definition: Indicator, measure: str) -> None:
    """Raise UsageError, with the remedy, for a measure that does not exist or that an indicator has not."""
    if measure not in ALL_MEASURES:
        listed = f"{', '.join(ALL_MEASURES[:-1])} or {ALL_MEASURES[-1]}"
        raise UsageError(f"There is no measure '{measure}'. Choose {listed}.")
    if measure in POOLED_MEASURES and not can_be_pooled(definition):
        raise UsageError(f"{definition.title} is counted on one day, and days do not add up; choose value or index.")
    if POOLED_MEASURES.get(measure, measure) == "rate" and not definition.rate_population:
        raise UsageError(f"{definition.title} has no rate per 10,000 children; choose its value or its index.")


def series_points(shown: pd.DataFrame) -> pd.DataFrame:
    """Figures as points, with the columns `SERIES_COLUMNS`."""
    return pd.DataFrame({name: shown[_FIGURE_COLUMNS.get(name, name)].array for name in SERIES_COLUMNS})


def _row_selection(selection: NDArray[np.bool_]) -> slice | NDArray[np.int64]:
    """Where the rows kept are: a slice where they stand together, as a series does, for it copies nothing."""
    places = np.flatnonzero(selection)
    if len(places) and places[-1] - places[0] == len(places) - 1:
        return slice(places[0], places[-1] + 1)
    return places


def _points_in_measure(shown: pd.DataFrame, definition: Indicator, measure: str) -> tuple[pd.DataFrame, str]:
    """Points in the measure asked for, and the words for its unit."""
    points = series_points(shown)
    if measure == "rate":
        return _rates(points, shown["population"].to_numpy()), f"{definition.unit} per 10,000 children"
    if measure == "index":
        return _index_values(points)
    return points, definition.unit


def _rates(points: pd.DataFrame, population: NDArray[np.float64]) -> pd.DataFrame:
    """Counts over the population of their mid-year."""
    counts = points["value"]
    rates = counts / population * PER_CHILDREN
    # A count without a population has no rate: that is a missing figure with its own reason.
    symbol = points["symbol"].where(counts.isna() | rates.notna(), "x")
    return points.assign(value=rates, numerator=counts, denominator=population, symbol=symbol)


def _index_values(points: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """Values against the first one, which is 100; a first one of nought has no index."""
    first = points["value"].first_valid_index()
    if first is None:
        return points, "index"
    base, values = points["value"][first], points["value"]
    unit = f"index, {points['period'][first]} = 100"
    # The symbol says why a figure that exists has no index: the question does not arise.
    symbol = points["symbol"].where(values.isna() | (base != 0), "z")
    return points.assign(value=values / (base or np.nan) * 100, symbol=symbol), unit
