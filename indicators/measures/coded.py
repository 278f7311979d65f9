"""Figures as numbers: ids, areas, sources, periods and symbols by their place in a list.

Sums, joins and ranks over thousands of rows take milliseconds on whole numbers and far longer on text, so
`coded` turns a query's result into rows of numbers and `decoded` turns them back into a frame.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.errors import StoreError
from indicators.measures.catalogue import Catalogue
from indicators.periods import PERIOD_GROUPS, Period, PeriodType

#: One figure; `edition` is the year of a publisher's edition, 0 for none, `note` a place in `Codes.notes`.
ROW = np.dtype(
    [
        *[(name, "i8") for name in ("indicator", "area", "period", "source", "edition", "note")],
        *[(name, "f8") for name in ("value", "numerator", "denominator")],
        *[("status", "i1"), ("symbol", "i1"), ("computed", "?")],
    ]
)
Rows = NDArray[np.void]

#: From the best to the worst: a figure made of several has the worst of theirs.
STATUSES = ("final", "revised", "provisional")
#: A missing figure made of several has the last of theirs; those up to `z` speak of one part only.
SYMBOLS = ("", "low", "k", "z", "x", "u", "c")
NO_NOTE = 0
#: The note of a percentage that its own counts make impossible.
ABOVE_WHOLE = 1
ABOVE_WHOLE_NOTE = (
    "No percentage: the part that was sent is larger than its whole. One of the two counts is wrong; ask who sent them."
)
#: The number of each type's group in `PERIOD_GROUPS`.
GROUP_OF_TYPE = {str(kind): place for place, types in enumerate(PERIOD_GROUPS.values()) for kind in types}
_STATUS_INDEX, _SYMBOL_INDEX = pd.Index(STATUSES), pd.Index(SYMBOLS)
_TYPES = pd.Index([str(kind) for kind in PeriodType])
_DAYS = 1 << 20
_SPAN = 1 << 15


@dataclass(frozen=True)
class Codes:
    """What the numbers stand for, with the type and the days of each period."""

    catalogue: Catalogue
    indicators: pd.Index
    areas: pd.Index
    sources: pd.Index
    notes: pd.Index
    period_types: NDArray[np.str_]
    starts: NDArray[np.datetime64]
    ends: NDArray[np.datetime64]

    @property
    def groups(self) -> NDArray[np.int64]:
        """The number of the group in `PERIOD_GROUPS` of each period."""
        return np.array([GROUP_OF_TYPE[kind] for kind in self.period_types], np.int64)

    @property
    def population_years(self) -> NDArray[np.int64]:
        """The mid-year of each period: the year in which its financial year starts."""
        years = self.starts.astype("datetime64[Y]").astype(int) + 1970
        months = self.starts.astype("datetime64[M]").astype(int) % 12 + 1
        return years - ((months < 4) & (self.period_types != PeriodType.CALENDAR_YEAR))


def coded(stored: pd.DataFrame, catalogue: Catalogue) -> tuple[Rows, Codes]:
    """The rows of a query as numbers, and what the numbers stand for."""
    indicators, areas = catalogue.indicator_index, catalogue.area_index
    periods, codes_of_periods = _periods(stored)
    sources, source_names = pd.factorize(stored["source"], sort=True)
    notes, note_texts = pd.factorize(stored["note"])
    rows = np.zeros(len(stored), ROW)
    rows["indicator"] = _places(stored["indicator"], indicators)
    rows["area"] = _places(stored["area_code"], areas)
    rows["period"], rows["source"], rows["note"] = codes_of_periods, sources, notes + 2
    if "edition" in stored:
        rows["edition"] = pd.to_datetime(stored["edition"]).dt.year.fillna(0)
    rows["status"] = _places(stored["status"], _STATUS_INDEX)
    rows["symbol"] = _places(stored["symbol"], _SYMBOL_INDEX)
    for name in ("value", "numerator", "denominator"):
        rows[name] = stored[name]
    notes = pd.Index(["", ABOVE_WHOLE_NOTE, *note_texts], dtype="str")
    return rows, Codes(catalogue, indicators, areas, pd.Index(source_names, dtype="str"), notes, *periods)


def decoded(rows: Rows, codes: Codes) -> pd.DataFrame:
    """A frame of rows, in words; `period` and `source_label` as a reader sees them."""
    period = rows["period"]
    labels = [
        period_label(kind, starts, ends)
        for kind, starts, ends in zip(codes.period_types, codes.starts.tolist(), codes.ends.tolist(), strict=True)
    ]
    named, title = np.unique(rows["source"] * _SPAN + rows["edition"], return_inverse=True)
    titles = [
        codes.catalogue.source_label(codes.sources[number // _SPAN], int(number % _SPAN)) for number in named.tolist()
    ]
    return pd.DataFrame(
        {
            "indicator": codes.indicators.take(rows["indicator"]),
            "area_code": codes.areas.take(rows["area"]),
            "period_type": _taken(codes.period_types.tolist(), period),
            "starts": codes.starts[period].astype("datetime64[us]"),
            "ends": codes.ends[period].astype("datetime64[us]"),
            "value": rows["value"],
            "numerator": rows["numerator"],
            "denominator": rows["denominator"],
            "status": _taken(STATUSES, rows["status"]),
            "symbol": _taken(SYMBOLS, rows["symbol"]),
            "source": codes.sources.take(rows["source"]),
            "note": codes.notes.take(rows["note"]),
            "computed": rows["computed"],
            "period": _taken(labels, period),
            "source_label": _taken(titles, title),
        }
    )


@cache
def period_label(kind: str, starts: date, ends: date) -> str:
    """The label of a period of a type and its two dates."""
    return Period(ends, starts, PeriodType(kind)).label


def keys(rows: Rows, *fields: str) -> NDArray[np.int64]:
    """One whole number a row, equal where all the fields are; each field's number is below 32,768."""
    combined = np.zeros(len(rows), np.int64)
    for field in fields:
        combined = combined * _SPAN + rows[field]
    return combined


def one_each(rows: Rows, *fields: str) -> Rows:
    """One row for each key: a figure rather than a symbol, computed rather than printed."""
    order = np.lexsort((~rows["computed"], np.isnan(rows["value"]), keys(rows, *fields)))
    _, first = np.unique(keys(rows[order], *fields), return_index=True)
    return rows[order[first]]


def _periods(stored: pd.DataFrame) -> tuple[tuple[NDArray, NDArray, NDArray], NDArray[np.int64]]:
    """The distinct periods, by last and first day, as types and dates, and the place of each row's."""
    starts, ends = (stored[name].to_numpy().astype("datetime64[D]").astype(np.int64) for name in ("starts", "ends"))
    kinds = _places(stored["period_type"], _TYPES)
    # Last day, then length with the longest first, then type, in one number.
    number = (ends * _DAYS + (_DAYS - 1 - (ends - starts))) * len(_TYPES) + kinds
    _, first, place = np.unique(number, return_index=True, return_inverse=True)
    types = _TYPES.to_numpy(str)[kinds[first]]
    return (types, starts[first].astype("datetime64[D]"), ends[first].astype("datetime64[D]")), place


def _places(values: pd.Series, known: pd.Index) -> NDArray[np.int64]:
    places = known.get_indexer(values)
    if (places < 0).any():
        text = values[places < 0].iloc[0]
        raise StoreError(
            f"The store holds '{text}' where this version knows {', '.join(known[:12])}. "
            "Build the store again: python -m indicators build --replace"
        )
    return places


def _taken(words: Sequence[str], places: NDArray) -> pd.Index:
    return pd.Index(words, dtype="str").take(places)
