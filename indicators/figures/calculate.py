"""Figures of every source side by side: as printed, summed over areas, divided by their denominators, and ranked.

`read_figures` reads the observations and gives a frame with a row for each indicator, area, period, source and way
of coming about: first the rows that are shown (`rank` 0), then the others, each by indicator, area, group of periods
and time. Its columns are those of the query `series` and `period` and `source_label` (as a reader sees them),
`computed` (worked out here, not printed), `population` (of the mid-year, for rates; NaN where none applies), `rank`,
and `others` (how many others differ from it as shown); in between, `encode` and `decode` hold the rows as whole
numbers, on which sums, joins and ranks take milliseconds.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import Indicator
from indicators.catalogue.periods import PERIOD_GROUPS, Period, PeriodType, population_year
from indicators.catalogue.symbols import SYMBOLS
from indicators.errors import StoreError
from indicators.rounding import round_half_up
from indicators.store.database import Store

#: One figure; `edition` is the year of a publisher's edition, 0 for none, `note` a place in `Codes.notes`.
FIGURE_DTYPE = np.dtype(
    [
        *[(name, "i8") for name in ("indicator", "area", "period", "source", "edition", "note")],
        *[(name, "f8") for name in ("value", "numerator", "denominator")],
        *[("status", "i1"), ("symbol", "i1"), ("computed", "?")],
    ]
)
FigureArray = NDArray[np.void]

#: From the best to the worst: a figure made of several has the worst of theirs.
STATUS_ORDER = ("final", "revised", "provisional")
#: A missing figure made of several has the last of theirs; those up to `z` speak of one part only.
SYMBOL_ORDER = ("", *sorted(SYMBOLS, key=lambda code: SYMBOLS[code].rank))
NO_NOTE = 0
#: The note of a percentage that its own counts make impossible.
PART_ABOVE_WHOLE = 1
PART_ABOVE_WHOLE_NOTE = (
    "No percentage: the part that was sent is larger than its whole. One of the two counts is wrong; ask who sent them."
)
#: The number of each type's group in `PERIOD_GROUPS`.
GROUP_OF_TYPE = {str(kind): place for place, types in enumerate(PERIOD_GROUPS.values()) for kind in types}
_STATUS_INDEX, _SYMBOL_INDEX = pd.Index(STATUS_ORDER), pd.Index(SYMBOL_ORDER)
_TYPES = pd.Index([str(kind) for kind in PeriodType])
_DAYS = 1 << 20
_KEY_BASE = 1 << 15


@dataclass(frozen=True)
class CodeLists:
    """What the numbers stand for, with the type and the days of each period."""

    catalogue: Catalogue
    indicators: "pd.Index[str]"
    areas: "pd.Index[str]"
    sources: "pd.Index[str]"
    notes: "pd.Index[str]"
    period_types: NDArray[np.str_]
    starts: NDArray[np.datetime64]
    ends: NDArray[np.datetime64]

    @property
    def groups(self) -> NDArray[np.int64]:
        """The number of the group in `PERIOD_GROUPS` of each period."""
        return np.array([GROUP_OF_TYPE[kind] for kind in self.period_types], np.int64)

    @property
    def population_years(self) -> NDArray[np.int64]:
        """The mid-year of each period whose population its rates are taken of."""
        starts = self.starts.astype("datetime64[D]").tolist()
        return np.array([population_year(*period) for period in zip(starts, self.period_types, strict=True)], np.int64)


def encode(stored: pd.DataFrame, catalogue: Catalogue) -> tuple[FigureArray, CodeLists]:
    """The rows of a query as numbers, and what the numbers stand for."""
    indicators, areas = catalogue.indicator_index, catalogue.area_index
    periods, codes_of_periods = _periods(stored)
    sources, source_names = pd.factorize(stored["source"], sort=True)
    notes, note_texts = pd.factorize(stored["note"])
    rows = np.zeros(len(stored), FIGURE_DTYPE)
    rows["indicator"] = _positions(stored["indicator"], indicators)
    rows["area"] = _positions(stored["area_code"], areas)
    rows["period"], rows["source"], rows["note"] = codes_of_periods, sources, notes + 2
    if "edition" in stored:
        rows["edition"] = pd.to_datetime(stored["edition"]).dt.year.fillna(0)
    rows["status"] = _positions(stored["status"], _STATUS_INDEX)
    rows["symbol"] = _positions(stored["symbol"], _SYMBOL_INDEX)
    for name in ("value", "numerator", "denominator"):
        rows[name] = stored[name]
    notes = pd.Index(["", PART_ABOVE_WHOLE_NOTE, *note_texts], dtype="str")
    return rows, CodeLists(catalogue, indicators, areas, pd.Index(source_names, dtype="str"), notes, *periods)


def decode(rows: FigureArray, codes: CodeLists) -> pd.DataFrame:
    """A frame of rows, in words; `period` and `source_label` as a reader sees them."""
    period = rows["period"]
    labels = [
        period_label(kind, starts, ends)
        for kind, starts, ends in zip(codes.period_types, codes.starts.tolist(), codes.ends.tolist(), strict=True)
    ]
    named, title = np.unique(rows["source"] * _KEY_BASE + rows["edition"], return_inverse=True)
    titles = [
        codes.catalogue.source_label(codes.sources[number // _KEY_BASE], int(number % _KEY_BASE))
        for number in named.tolist()
    ]
    return pd.DataFrame(
        {
            "indicator": codes.indicators.take(rows["indicator"]),
            "area_code": codes.areas.take(rows["area"]),
            "period_type": _labels_at(codes.period_types.tolist(), period),
            "starts": codes.starts[period].astype("datetime64[us]"),
            "ends": codes.ends[period].astype("datetime64[us]"),
            "value": rows["value"],
            "numerator": rows["numerator"],
            "denominator": rows["denominator"],
            "status": _labels_at(STATUS_ORDER, rows["status"]),
            "symbol": _labels_at(SYMBOL_ORDER, rows["symbol"]),
            "source": codes.sources.take(rows["source"]),
            "note": codes.notes.take(rows["note"]),
            "computed": rows["computed"],
            "period": _labels_at(labels, period),
            "source_label": _labels_at(titles, title),
        }
    )


@cache
def period_label(kind: str, starts: date, ends: date) -> str:
    """The label of a period of a type and its two dates."""
    return Period(ends, starts, PeriodType(kind)).label


def combined_keys(rows: FigureArray, *fields: str) -> NDArray[np.int64]:
    """One whole number a row, equal where all the fields are; each field's number is below 32,768."""
    combined = np.zeros(len(rows), np.int64)
    for field in fields:
        combined = combined * _KEY_BASE + rows[field]
    return combined


def one_per_key(rows: FigureArray, *fields: str) -> FigureArray:
    """One row for each key: a figure rather than a symbol, computed rather than printed."""
    order = np.lexsort((~rows["computed"], np.isnan(rows["value"]), combined_keys(rows, *fields)))
    _, first = np.unique(combined_keys(rows[order], *fields), return_index=True)
    return rows[order[first]]


def _periods(stored: pd.DataFrame) -> tuple[tuple[NDArray, NDArray, NDArray], NDArray[np.int64]]:
    """The distinct periods, by last and first day, as types and dates, and the place of each row's."""
    starts, ends = (stored[name].to_numpy().astype("datetime64[D]").astype(np.int64) for name in ("starts", "ends"))
    kinds = _positions(stored["period_type"], _TYPES)
    # Last day, then length with the longest first, then type, in one number.
    number = (ends * _DAYS + (_DAYS - 1 - (ends - starts))) * len(_TYPES) + kinds
    _, first, positions = np.unique(number, return_index=True, return_inverse=True)
    types = _TYPES.to_numpy(str)[kinds[first]]
    return (types, starts[first].astype("datetime64[D]"), ends[first].astype("datetime64[D]")), positions


def _positions(values: pd.Series, known: pd.Index) -> NDArray[np.int64]:
    places = known.get_indexer(pd.Index(values))
    if (places < 0).any():
        text = values[places < 0].iloc[0]
        raise StoreError(
            f"The store holds '{text}' where this version knows {', '.join(known[:12])}. "
            "Build the store again: python -m indicators build --replace"
        )
    return places


def _labels_at(words: Sequence[str], places: NDArray) -> "pd.Index[str]":
    return pd.Index(list(words), dtype="str").take(places)


_FIGURE_KEY = ("indicator", "area", "period")
_NOT_PREFERRED = 99
_ORDINAL_OF_1970 = date(1970, 1, 1).toordinal()


def rank_figures(rows: FigureArray, codes: CodeLists) -> tuple[FigureArray, NDArray[np.int64], NDArray[np.int64]]:
    """Rows by indicator, area and period, the one to show first, with rank and number of others.

    A figure comes before a symbol, computed before printed, then the definition's preferred sources in their
    order, then the newest edition, then the latest source; in which order editions came does not count. `others`
    counts those that differ from the first at the decimals shown.
    """
    order = np.lexsort(
        (
            rows["source"],
            -_source_dates(codes)[rows["source"]],
            -_edition_days(rows, codes),
            _preference(rows, codes),
            ~rows["computed"],
            np.isnan(rows["value"]),
            rows["period"],
            rows["area"],
            rows["indicator"],
        )
    )
    rows = rows[order]
    if not len(rows):
        return rows, np.zeros(0, np.int64), np.zeros(0, np.int64)
    _, first, group = np.unique(combined_keys(rows, *_FIGURE_KEY), return_index=True, return_inverse=True)
    shown = round_half_up(rows["value"], codes.catalogue.fields["decimals"][rows["indicator"]])
    differs = ~np.isnan(shown) & (shown != shown[first][group])
    others = np.bincount(group, differs, len(first)).astype(np.int64)
    return rows, np.arange(len(rows)) - first[group], others[group]


def _source_dates(codes: CodeLists) -> NDArray[np.int64]:
    """The day that each source is first known from, which no later edition changes."""
    sources = codes.catalogue.sources
    return np.array(
        [sources[name].first_date.toordinal() if name in sources else 0 for name in codes.sources], np.int64
    )


def _edition_days(rows: FigureArray, codes: CodeLists) -> NDArray[np.int64]:
    """The end of the year of each row's edition, as a day's number; of a row without one the day of its source."""
    ends = (rows["edition"] - 1970 + 1).astype("datetime64[Y]").astype("datetime64[D]").astype(np.int64) - 1
    return np.where(rows["edition"] > 0, ends + _ORDINAL_OF_1970, _source_dates(codes)[rows["source"]])


def _preference(rows: FigureArray, codes: CodeLists) -> NDArray[np.int64]:
    """The place of each row's source among its definition's preferred ones."""
    _, first, group = np.unique(combined_keys(rows, "indicator", "source"), return_index=True, return_inverse=True)
    places = []
    for row in rows[first]:
        preferred = codes.catalogue.indicators[codes.indicators[row["indicator"]]].preferred_sources
        source = codes.sources[row["source"]]
        places.append(preferred.index(source) if source in preferred else _NOT_PREFERRED)
    return np.array(places, np.int64)[group]


#: What a period and its source must share for a numerator to stand over a denominator.
_RATIO_KEY = ("area", "source", "period")
_NOT_APPLICABLE = SYMBOL_ORDER.index("z")
_POPULATION_DTYPE = np.dtype([("indicator", "i8"), ("area", "i8"), ("year", "i8"), ("value", "f8")])


def with_ratios(rows: FigureArray, codes: CodeLists) -> FigureArray:
    """Figures with a row for each numerator over its denominator, beside the value printed with it."""
    is_fraction = ~(np.isnan(rows["numerator"]) | np.isnan(rows["denominator"]))
    fractions = rows[is_fraction]
    per = codes.catalogue.fields["per"][fractions["indicator"]]
    fractions["value"] = fractions["numerator"] / fractions["denominator"] * per
    fractions["computed"] = True
    fractions = _without_impossible(fractions, codes)
    printed = rows[~is_fraction | ~np.isnan(rows["value"])]
    printed["numerator"] = printed["denominator"] = np.nan
    return np.concatenate([printed, fractions])


def with_derived(rows: FigureArray, people: FigureArray, codes: CodeLists, indicators: Iterable[str]) -> FigureArray:
    """Figures with those of the derived ones among `indicators`, each within one source, area and period."""
    definitions = [codes.catalogue.indicators[name] for name in indicators]
    derived = [_derived(rows, people, codes, item) for item in definitions if item.is_derived]
    return np.concatenate([rows, *derived])


def populations_by_year(rows: FigureArray, codes: CodeLists) -> FigureArray:
    """One population per indicator, area and mid-year: the figure that would be shown."""
    populations = codes.indicators.get_indexer(pd.Index(sorted(codes.catalogue.populations)))
    rows, rank, _ = rank_figures(rows[np.isin(rows["indicator"], populations)], codes)
    rows = rows[rank == 0]
    people = np.zeros(len(rows), _POPULATION_DTYPE)
    people["indicator"], people["area"], people["value"] = rows["indicator"], rows["area"], rows["value"]
    people["year"] = codes.ends[rows["period"]].astype("datetime64[Y]").astype(int) + 1970
    _, first = np.unique(combined_keys(people, "indicator", "area", "year"), return_index=True)
    return people[first]


def rate_populations(
    rows: FigureArray, people: FigureArray, codes: CodeLists, names: NDArray[np.str_]
) -> NDArray[np.float64]:
    """The people that each row's rate is taken of, by the population indicators `names`; NaN where none."""
    wanted = np.zeros(len(rows), _POPULATION_DTYPE)
    wanted["indicator"] = codes.indicators.get_indexer(pd.Index(names))
    wanted["area"], wanted["year"] = rows["area"], codes.population_years[rows["period"]]
    keys, sought = (combined_keys(frame, "indicator", "area", "year") for frame in (people, wanted))
    if not len(keys):
        return np.full(len(rows), np.nan)
    index = np.searchsorted(keys, sought).clip(max=len(keys) - 1)
    return np.where((keys[index] == sought) & (names != ""), people["value"][index], np.nan)


def _derived(rows: FigureArray, people: FigureArray, codes: CodeLists, indicator: Indicator) -> FigureArray:
    """One indicator from its numerator and denominator."""
    tops = one_per_key(rows[rows["indicator"] == codes.indicators.get_loc(indicator.numerator)], *_RATIO_KEY)
    if indicator.denominator in codes.catalogue.populations:
        bottoms = tops.copy()
        bottoms["value"] = rate_populations(tops, people, codes, np.full(len(tops), indicator.denominator))
        bottoms["symbol"] = np.where(np.isnan(bottoms["value"]), SYMBOL_ORDER.index("x"), 0)
        bottoms["status"] = 0
    else:
        bottoms = one_per_key(rows[rows["indicator"] == codes.indicators.get_loc(indicator.denominator)], *_RATIO_KEY)
        _, first, second = np.intersect1d(
            combined_keys(tops, *_RATIO_KEY),
            combined_keys(bottoms, *_RATIO_KEY),
            assume_unique=True,
            return_indices=True,
        )
        tops, bottoms = tops[first], bottoms[second]
    return _ratio(tops, bottoms, codes, indicator)


def _ratio(tops: FigureArray, bottoms: FigureArray, codes: CodeLists, indicator: Indicator) -> FigureArray:
    ratio = tops.copy()
    ratio["indicator"] = codes.indicators.get_loc(indicator.id)
    ratio["numerator"], ratio["denominator"] = tops["value"], bottoms["value"]
    ratio["value"] = tops["value"] / np.where(bottoms["value"] > 0, bottoms["value"], np.nan) * indicator.per
    ratio["status"] = np.maximum(tops["status"], bottoms["status"])
    ratio["symbol"] = _ratio_symbols(ratio, tops, bottoms)
    ratio["computed"], ratio["note"] = True, NO_NOTE
    return _without_impossible(ratio, codes)


def _without_impossible(ratios: FigureArray, codes: CodeLists) -> FigureArray:
    """Ratios, without the percentages whose part is above their whole: those are missing, and their note and their
    parts say why.

    A correction can leave a count beside an older one that no longer fits it.
    """
    is_share = codes.catalogue.fields["is_share"][ratios["indicator"]]
    is_above = is_share & (ratios["numerator"] > ratios["denominator"]) & (ratios["denominator"] > 0)
    ratios["value"] = np.where(is_above, np.nan, ratios["value"])
    ratios["symbol"] = np.where(is_above, SYMBOL_ORDER.index("x"), ratios["symbol"])
    ratios["note"] = np.where(is_above, PART_ABOVE_WHOLE, ratios["note"])
    return ratios


def _ratio_symbols(ratio: FigureArray, tops: FigureArray, bottoms: FigureArray) -> NDArray:
    """Why a ratio is missing: the numerator's reason, else the denominator's; or that it is unreliable."""
    has_top, has_bottom = ~np.isnan(tops["value"]), ~np.isnan(bottoms["value"])
    # Over a denominator of nought, or one that rounds to it, the question does not arise.
    reason_below = np.where(has_bottom, 0, bottoms["symbol"]).clip(_NOT_APPLICABLE)
    reason = np.where(has_top, reason_below, tops["symbol"])
    return np.where(np.isnan(ratio["value"]), reason, np.maximum(tops["symbol"], bottoms["symbol"]))


def with_sums(rows: FigureArray, codes: CodeLists, areas: Sequence[str]) -> FigureArray:
    """Figures with those of the combined areas among `areas`: counts and fractions, within one source.

    A sum is made only of all its parts; where one of them is missing the sum is missing too, with its symbol.
    """
    summed = [_summed(rows, codes, area) for area in areas if codes.catalogue.every_area[area].parts]
    return np.concatenate([rows, *summed])


def _summed(rows: FigureArray, codes: CodeLists, area: str) -> FigureArray:
    parts = codes.areas.get_indexer(pd.Index(list(codes.catalogue.every_area[area].parts)))
    members = rows[np.isin(rows["area"], parts)]
    is_count = codes.catalogue.fields["is_count"][members["indicator"]]
    is_fraction = ~np.isnan(members["numerator"])
    # A printed percentage cannot be added up; a part that is missing must be seen to be missing.
    members = members[np.where(is_count, ~members["computed"], is_fraction | np.isnan(members["value"]))]
    _, first, group, present = np.unique(
        combined_keys(members, "indicator", "period", "source"),
        return_index=True,
        return_inverse=True,
        return_counts=True,
    )
    sums = members[first]
    sums["area"], sums["computed"], sums["note"] = codes.areas.get_loc(area), True, NO_NOTE
    for name in ("value", "numerator", "denominator"):
        sums[name] = np.bincount(group, members[name], len(sums))
    np.maximum.at(sums["status"], group, members["status"])
    np.maximum.at(sums["edition"], group, members["edition"])
    has_fraction = np.bincount(group, ~np.isnan(members["numerator"]), len(sums)) > 0
    is_count = codes.catalogue.fields["is_count"][sums["indicator"]]
    per = codes.catalogue.fields["per"][sums["indicator"]]
    sums["value"] = np.where(is_count, sums["value"], sums["numerator"] / sums["denominator"] * per)
    sums["symbol"] = _sum_symbols(sums, members, group)
    return sums[(present == len(parts)) & (is_count | has_fraction)]


def _sum_symbols(sums: FigureArray, members: FigureArray, group: np.ndarray) -> np.ndarray:
    """Why a sum is missing, or that it is of low reliability.

    That one part rounds to nought or does not apply says nothing of the whole, unless it holds of every part.
    """
    is_missing = np.isnan(sums["value"])
    telling = np.where(np.isnan(members["value"]) | ~is_missing[group], members["symbol"], 0)
    worst = np.zeros(len(sums), np.int8)
    np.maximum.at(worst, group, telling)
    least = np.full(len(sums), len(SYMBOL_ORDER), np.int8)
    np.minimum.at(least, group, telling)
    of_one_part = (worst > 0) & (worst <= SYMBOL_ORDER.index("z")) & (least != worst)
    return np.where(of_one_part, SYMBOL_ORDER.index("x"), worst)


def read_figures(
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
    needed, places = catalogue.needed(wanted), catalogue.needed_areas(codes)
    stored = store.query(query, indicators=needed, areas=places, **params)
    if query == "series":
        return calculate_figures(stored, catalogue, wanted, codes)
    people = read_populations(store, catalogue, wanted, codes)
    return calculate_figures(stored, catalogue, wanted, codes, people=people)


def read_populations(
    store: Store, catalogue: Catalogue, indicators: Iterable[str], areas: Iterable[str]
) -> pd.DataFrame | None:
    """The stored populations that rates of some indicators and areas are taken of; None where none are.

    They come in full: the mid-year behind a rate may lie outside the periods that are asked for.
    """
    populations = [name for name in catalogue.needed(indicators) if name in catalogue.populations]
    return store.query("series", indicators=populations, areas=catalogue.needed_areas(areas)) if populations else None


def calculate_figures(
    stored: pd.DataFrame,
    catalogue: Catalogue,
    indicators: Sequence[str],
    areas: Sequence[str],
    *,
    people: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Everything that follows from stored figures; `people` are the populations where `stored` lacks some."""
    everything = stored if people is None else pd.concat([stored, people], ignore_index=True)
    rows, codes = encode(everything, catalogue)
    rows, people_rows = (with_sums(with_ratios(part, codes), codes, areas) for part in np.split(rows, [len(stored)]))
    residents = populations_by_year(rows if people is None else people_rows, codes)
    rows = with_derived(rows, residents, codes, indicators)
    is_wanted = np.isin(rows["indicator"], codes.indicators.get_indexer(pd.Index(list(indicators))))
    is_there = np.isin(rows["area"], codes.areas.get_indexer(pd.Index(list(areas))))
    rows, rank, others = rank_figures(rows[is_wanted & is_there], codes)
    # The points of one series stand together, which makes it quick to take out.
    order = np.lexsort((rank, rows["period"], codes.groups[rows["period"]], rows["area"], rows["indicator"], rank > 0))
    rows, rank, others = rows[order], rank[order], others[order]
    populations = codes.catalogue.fields["rate_population"][rows["indicator"]]
    return decode(rows, codes).assign(
        population=rate_populations(rows, residents, codes, populations), rank=rank, others=others
    )
