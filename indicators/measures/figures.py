"""Figures of every source side by side: as printed, summed over areas, computed from parts, and ranked.

A figures frame has one row per indicator, area, period, source and way of coming about, with the columns of
`queries/series.sql` and: `computed` (bool: not printed but worked out here), `population` (of the mid-year, for
rates; NaN where none applies), `rank` (0 = the one that is shown), `others` (how many others differ from it as
shown).
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from indicators.definitions import Indicator
from indicators.measures.catalogue import Catalogue
from indicators.periods import PeriodType
from indicators.rounding import round_half_up
from indicators.store import Store

PERIOD = ["period_type", "starts", "ends"]
FIGURE = ["indicator", "area_code", *PERIOD]
_WORST_STATUS = {"final": 0, "revised": 1, "provisional": 2}
_STATUS_OF = {rank: status for status, rank in _WORST_STATUS.items()}


def figures(
    store: Store,
    catalogue: Catalogue,
    indicators: Iterable[str],
    areas: Iterable[str],
    *,
    query: str = "series",
    **params: Any,
) -> pd.DataFrame:
    """The figures of some indicators and areas, of every source; `query` says which periods."""
    wanted, codes = list(indicators), list(areas)
    stored = store.query(
        query, indicators=catalogue.needed(wanted), areas=catalogue.needed_areas(codes), **params
    )
    return worked_out(stored, catalogue, wanted, codes)


def worked_out(
    stored: pd.DataFrame, catalogue: Catalogue, indicators: list[str], areas: list[str]
) -> pd.DataFrame:
    """Everything that follows from stored figures: fractions, sums over areas, derived indicators, ranks."""
    frame = fractions(stored, catalogue)
    frame = pd.concat([frame, *(combined(frame, catalogue, area) for area in areas)], ignore_index=True)
    populations = population_frame(frame, catalogue)
    derived = [
        derived_figures(frame, populations, catalogue, catalogue.indicators[name])
        for name in indicators
        if catalogue.indicators[name].is_derived
    ]
    frame = pd.concat([frame, *derived], ignore_index=True)
    frame = frame[frame["indicator"].isin(indicators) & frame["area_code"].isin(areas)]
    return ranked(with_population(frame, populations, catalogue), catalogue)


def fractions(stored: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """Stored figures with a row of its own for each numerator over its denominator."""
    frame = stored.assign(computed=False)
    known = frame["numerator"].notna() & frame["denominator"].notna()
    if not known.any():
        return frame
    fraction = frame[known].copy()
    per = fraction["indicator"].map(lambda name: catalogue.indicators[name].per)
    fraction["value"] = fraction["numerator"] / fraction["denominator"] * per
    fraction["computed"] = True
    printed = frame[frame["value"].notna() | ~known].assign(numerator=np.nan, denominator=np.nan)
    return pd.concat([printed, fraction], ignore_index=True)


def combined(frame: pd.DataFrame, catalogue: Catalogue, area: str) -> pd.DataFrame:
    """The figures of a combined area: counts and fractions summed over its parts, within one source.

    A sum is made only of all its parts; where one is missing the sum is missing too, with that part's symbol.
    """
    parts = catalogue.areas[area].parts
    if not parts or frame.empty:
        return frame.iloc[:0]
    kinds = frame["indicator"].map(lambda name: catalogue.indicators[name].kind)
    additive = (kinds == "count") | frame["numerator"].notna()
    members = frame[additive & frame["area_code"].isin(parts)]
    members = members.assign(worst=members["status"].map(_WORST_STATUS), missing=members["value"].isna())
    sums = members.groupby(["indicator", "source", *PERIOD], as_index=False).agg(
        present=("area_code", "nunique"),
        missing=("missing", "any"),
        value=("value", "sum"),
        numerator=("numerator", lambda column: column.sum(skipna=False)),
        denominator=("denominator", lambda column: column.sum(skipna=False)),
        symbol=("symbol", "max"),
        worst=("worst", "max"),
    )
    sums = sums[sums["present"] == len(parts)]
    per = sums["indicator"].map(lambda name: catalogue.indicators[name].per)
    is_fraction = sums["numerator"].notna()
    sums["value"] = sums["value"].where(~is_fraction, sums["numerator"] / sums["denominator"] * per)
    sums["value"] = sums["value"].where(~sums["missing"])
    sums["symbol"] = sums["symbol"].where(sums["missing"], "")
    return sums.assign(
        area_code=area, status=sums["worst"].map(_STATUS_OF), note="", computed=True
    ).drop(columns=["present", "missing", "worst"])


def population_frame(frame: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """One population per indicator, area and mid-year: the figure that would be shown."""
    rows = ranked(frame[frame["indicator"].isin(catalogue.populations)], catalogue)
    rows = rows[rows["rank"] == 0]
    return pd.DataFrame(
        {
            "population_indicator": rows["indicator"],
            "area_code": rows["area_code"],
            "population_year": rows["ends"].dt.year,
            "population": rows["value"],
        }
    ).drop_duplicates(["population_indicator", "area_code", "population_year"])


def derived_figures(
    frame: pd.DataFrame, populations: pd.DataFrame, catalogue: Catalogue, indicator: Indicator
) -> pd.DataFrame:
    """An indicator computed from its numerator and denominator of one source, area and period."""
    tops = frame[(frame["indicator"] == indicator.numerator)]
    if indicator.denominator in catalogue.populations:
        pairs = _joined_population(tops, populations, indicator.denominator)
        pairs = pairs.assign(bottom=pairs["population"], bottom_symbol="x", bottom_status="final")
        pairs = pairs.drop(columns="population")
    else:
        bottoms = frame[frame["indicator"] == indicator.denominator]
        bottoms = bottoms[["area_code", "source", *PERIOD, "value", "symbol", "status"]].rename(
            columns={"value": "bottom", "symbol": "bottom_symbol", "status": "bottom_status"}
        )
        pairs = tops.merge(bottoms, on=["area_code", "source", *PERIOD])
    return _ratio(pairs, indicator)


def _ratio(pairs: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    top, bottom = pairs["value"], pairs["bottom"].where(pairs["bottom"] > 0)
    value = top / bottom * indicator.per
    symbol = pairs["symbol"].where(pairs["symbol"] != "", pairs["bottom_symbol"])
    symbol = symbol.where(symbol != "", "z")  # a denominator of nought: the question does not arise
    worst = np.maximum(pairs["status"].map(_WORST_STATUS), pairs["bottom_status"].map(_WORST_STATUS))
    return pairs.assign(
        indicator=indicator.id,
        value=value,
        numerator=top,
        denominator=pairs["bottom"],
        symbol=symbol.where(value.isna(), ""),
        status=worst.map(_STATUS_OF),
        note="",
        computed=True,
    ).drop(columns=["bottom", "bottom_symbol", "bottom_status"])


def with_population(frame: pd.DataFrame, populations: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """Figures with the population that their rate per 10,000 children is taken of."""
    names = frame["indicator"].map(lambda name: catalogue.indicators[name].rate_population)
    return _joined_population(frame, populations, names)


def _joined_population(frame: pd.DataFrame, populations: pd.DataFrame, names: Any) -> pd.DataFrame:
    return frame.assign(population_indicator=names, population_year=population_years(frame)).merge(
        populations, how="left", on=["population_indicator", "area_code", "population_year"]
    ).drop(columns=["population_indicator", "population_year"])


def population_years(frame: pd.DataFrame) -> pd.Series:
    """The mid-year for each period: the year in which its financial year starts (`Period.population_year`)."""
    starts = frame["starts"].dt
    before_april = (starts.month < 4) & (frame["period_type"] != PeriodType.CALENDAR_YEAR)
    return starts.year - before_april.astype("int32")


def ranked(frame: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """Figures with `rank` and `others`: a figure before a symbol, computed before printed, then the definition's
    preferred source, then the latest source."""
    preferred = {
        (item.id, source): place
        for item in catalogue.indicators.values()
        for place, source in enumerate(item.preferred_sources)
    }
    dates = {name: source.date for name, source in catalogue.sources.items()}
    keys = pd.MultiIndex.from_arrays([frame["indicator"], frame["source"]])
    order = frame.assign(
        is_missing=frame["value"].isna(),
        is_printed=~frame["computed"].astype(bool),
        place=pd.Series(preferred, dtype=float).reindex(keys).fillna(99.0).to_numpy() if preferred else 99.0,
        age=-pd.to_datetime(frame["source"].map(dates)).astype("int64"),
    ).sort_values([*FIGURE, "is_missing", "is_printed", "place", "age", "source"])
    groups = order.groupby(FIGURE, sort=False)
    order["rank"] = groups.cumcount()
    decimals = order["indicator"].map({item.id: item.decimals for item in catalogue.indicators.values()})
    shown = _rounded(order["value"], decimals)
    order["others"] = (shown != _first_of(shown, groups)) & shown.notna()
    order["others"] = groups["others"].transform("sum").astype(int)
    return order.drop(columns=["is_missing", "is_printed", "place", "age"]).reset_index(drop=True)


def _first_of(shown: pd.Series, groups) -> pd.Series:
    return shown.groupby(groups.ngroup()).transform(lambda column: column.iloc[0])


def _rounded(values: pd.Series, decimals: pd.Series) -> pd.Series:
    shown = pd.Series(np.nan, index=values.index)
    for places in decimals.unique():
        chosen = decimals == places
        shown[chosen] = round_half_up(values[chosen], int(places))
    return shown
