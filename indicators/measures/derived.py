"""Figures worked out from others: fractions, indicators of two counts, and the population of each rate."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from indicators.definitions import Indicator
from indicators.measures.coded import ABOVE_WHOLE, NO_NOTE, SYMBOLS, Codes, Rows, keys, one_each
from indicators.measures.ranking import ranked

#: What a period and its source must share for a numerator to stand over a denominator.
_PAIR = ("area", "source", "period")
_NOT_APPLICABLE = SYMBOLS.index("z")
_PEOPLE = np.dtype([("indicator", "i8"), ("area", "i8"), ("year", "i8"), ("value", "f8")])


def with_fractions(rows: Rows, codes: Codes) -> Rows:
    """Figures with a row for each numerator over its denominator, beside the value printed with it."""
    is_fraction = ~(np.isnan(rows["numerator"]) | np.isnan(rows["denominator"]))
    fractions = rows[is_fraction]
    per = codes.catalogue.fields["per"][fractions["indicator"]]
    fractions["value"] = fractions["numerator"] / fractions["denominator"] * per
    fractions["computed"] = True
    fractions = _possible(fractions, codes)
    printed = rows[~is_fraction | ~np.isnan(rows["value"])]
    printed["numerator"] = printed["denominator"] = np.nan
    return np.concatenate([printed, fractions])


def with_derived(rows: Rows, people: Rows, codes: Codes, indicators: Iterable[str]) -> Rows:
    """Figures with those of the derived ones among `indicators`, each within one source, area and period."""
    definitions = [codes.catalogue.indicators[name] for name in indicators]
    derived = [_derived(rows, people, codes, item) for item in definitions if item.is_derived]
    return np.concatenate([rows, *derived])


def people_by_year(rows: Rows, codes: Codes) -> Rows:
    """One population per indicator, area and mid-year: the figure that would be shown."""
    populations = codes.indicators.get_indexer(sorted(codes.catalogue.populations))
    rows, rank, _ = ranked(rows[np.isin(rows["indicator"], populations)], codes)
    rows = rows[rank == 0]
    people = np.zeros(len(rows), _PEOPLE)
    people["indicator"], people["area"], people["value"] = rows["indicator"], rows["area"], rows["value"]
    people["year"] = codes.ends[rows["period"]].astype("datetime64[Y]").astype(int) + 1970
    _, first = np.unique(keys(people, "indicator", "area", "year"), return_index=True)
    return people[first]


def population(rows: Rows, people: Rows, codes: Codes, names: NDArray[np.str_]) -> NDArray[np.float64]:
    """The people that each row's rate is taken of, by the population indicators `names`; NaN where none."""
    wanted = np.zeros(len(rows), _PEOPLE)
    wanted["indicator"] = codes.indicators.get_indexer(names)
    wanted["area"], wanted["year"] = rows["area"], codes.population_years[rows["period"]]
    held, sought = (keys(frame, "indicator", "area", "year") for frame in (people, wanted))
    if not len(held):
        return np.full(len(rows), np.nan)
    place = np.searchsorted(held, sought).clip(max=len(held) - 1)
    return np.where((held[place] == sought) & (names != ""), people["value"][place], np.nan)


def _derived(rows: Rows, people: Rows, codes: Codes, indicator: Indicator) -> Rows:
    """One indicator from its numerator and denominator."""
    tops = one_each(rows[rows["indicator"] == codes.indicators.get_loc(indicator.numerator)], *_PAIR)
    if indicator.denominator in codes.catalogue.populations:
        bottoms = tops.copy()
        bottoms["value"] = population(tops, people, codes, np.full(len(tops), indicator.denominator))
        bottoms["symbol"] = np.where(np.isnan(bottoms["value"]), SYMBOLS.index("x"), 0)
        bottoms["status"] = 0
    else:
        bottoms = one_each(rows[rows["indicator"] == codes.indicators.get_loc(indicator.denominator)], *_PAIR)
        _, first, second = np.intersect1d(
            keys(tops, *_PAIR), keys(bottoms, *_PAIR), assume_unique=True, return_indices=True
        )
        tops, bottoms = tops[first], bottoms[second]
    return _ratio(tops, bottoms, codes, indicator)


def _ratio(tops: Rows, bottoms: Rows, codes: Codes, indicator: Indicator) -> Rows:
    ratio = tops.copy()
    ratio["indicator"] = codes.indicators.get_loc(indicator.id)
    ratio["numerator"], ratio["denominator"] = tops["value"], bottoms["value"]
    ratio["value"] = tops["value"] / np.where(bottoms["value"] > 0, bottoms["value"], np.nan) * indicator.per
    ratio["status"] = np.maximum(tops["status"], bottoms["status"])
    ratio["symbol"] = _ratio_symbols(ratio, tops, bottoms)
    ratio["computed"], ratio["note"] = True, NO_NOTE
    return _possible(ratio, codes)


def _possible(ratios: Rows, codes: Codes) -> Rows:
    """Ratios, without the percentages whose part is above their whole: those are missing, and their note says why.

    A correction can leave a count beside an older one that no longer fits it.
    """
    is_share = codes.catalogue.fields["is_share"][ratios["indicator"]]
    is_above = is_share & (ratios["numerator"] > ratios["denominator"]) & (ratios["denominator"] > 0)
    for name in ("value", "numerator", "denominator"):
        ratios[name] = np.where(is_above, np.nan, ratios[name])
    ratios["symbol"] = np.where(is_above, SYMBOLS.index("x"), ratios["symbol"])
    ratios["note"] = np.where(is_above, ABOVE_WHOLE, ratios["note"])
    return ratios


def _ratio_symbols(ratio: Rows, tops: Rows, bottoms: Rows) -> NDArray:
    """Why a ratio is missing: the numerator's reason, else the denominator's; or that it is unreliable."""
    has_top, has_bottom = ~np.isnan(tops["value"]), ~np.isnan(bottoms["value"])
    # Over a denominator of nought, or one that rounds to it, the question does not arise.
    reason_below = np.where(has_bottom, 0, bottoms["symbol"]).clip(_NOT_APPLICABLE)
    reason = np.where(has_top, reason_below, tops["symbol"])
    return np.where(np.isnan(ratio["value"]), reason, np.maximum(tops["symbol"], bottoms["symbol"]))
