"""A figure as a report prints it: from the source that the report is known by, with what others give beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan, nan
from typing import Any

import pandas as pd

from indicators.definitions import Indicator
from indicators.measures import Catalogue
from indicators.measures.disagreements import disagreements
from indicators.periods import PERIOD_GROUPS, Period, PeriodType
from indicators.wording import number_text, symbol_text

_MISSING = "x"
PROVISIONAL = "provisional"


@dataclass(frozen=True)
class Printed:
    """A figure of one area and period; `value` is NaN where there is none, `text` then its symbol.

    `text` says of a part of the year which one it is (`21% (Q4)`); `others` what is given differently, a clause each.
    """

    value: float
    text: str
    status: str = ""
    source: str = ""
    is_part: bool = False
    is_unchecked: bool = False
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Figures:
    """Figures of every source, and those that are given differently, by indicator and area."""

    own: Mapping[tuple[str, str], pd.DataFrame]
    apart: Mapping[tuple[str, str], pd.DataFrame]
    none: pd.DataFrame
    catalogue: Catalogue

    @classmethod
    def of(cls, frame: pd.DataFrame, catalogue: Catalogue) -> "Figures":
        """A frame of `measures.figures` with its disagreements."""
        own, apart = (
            dict(iter(rows.groupby(["indicator", "area_code"], sort=False)))
            for rows in (frame, disagreements(frame, catalogue))
        )
        return cls(own, apart, frame.iloc[:0], catalogue)

    def printed(self, indicator: str, area: str, period: Period, sources: Sequence[str] = ()) -> Printed:
        """The figure that one of `sources` prints, the first before the others; else the one shown first.

        For a year in which only a part has a figure, that of its last part.
        """
        own = self.own.get((indicator, area), self.none)
        definition = self.catalogue.indicators[indicator]
        row = _chosen(own[_is_of(own, period)], sources)
        part = _last_part(own, period, sources) if row is None or isnan(row.value) and not row.symbol else None
        if part is not None:
            return self._told(part, definition, f" ({_short(part.period, period)})")
        return Printed(nan, symbol_text(_MISSING)) if row is None else self._told(row, definition, "")

    def _told(self, row: Any, definition: Indicator, remark: str) -> Printed:
        if isnan(row.value):
            return Printed(nan, symbol_text(row.symbol or _MISSING), source=row.source_label)
        return Printed(
            value=float(row.value),
            text=number_text(row.value, definition) + remark,
            status=row.status,
            source=row.source_label,
            is_part=bool(remark),
            is_unchecked=definition.kind == "proportion" and not self._has_base(row),
            others=tuple(dict.fromkeys(self._others(row, definition))),
        )

    def _has_base(self, row: Any) -> bool:
        """Whether any source gives the counts behind a percentage."""
        own = self.own[row.indicator, row.area_code]
        return bool(own.loc[_is_same(own, row), "numerator"].notna().any())

    def _others(self, row: Any, definition: Indicator) -> list[str]:
        """What others than a row give for the same, as clauses."""
        apart = self.apart.get((row.indicator, row.area_code))
        if apart is None:
            return []
        told = []
        for pair in apart[_is_same(apart, row)].itertuples():
            if (pair.source, pair.computed) == (row.source, row.computed):
                told.append(self._clause(row, definition, pair.other_value, pair.other_source, ""))
            elif (pair.other_source, pair.other_computed) == (row.source, row.computed):
                told.append(self._clause(row, definition, pair.value, pair.source, pair.counts))
        return told

    def _clause(self, row: Any, definition: Indicator, value: float, source: str, counts: str) -> str:
        figure = number_text(value, definition)
        if source == row.source:
            return f"the same source's own counts{f', {counts},' if counts else ''} give {figure}"
        own, other = self.catalogue.sources.get(row.source), self.catalogue.sources.get(source)
        if own is None or other is None:
            return f"{self.catalogue.source_label(source)} has {figure}"
        return f"{other.title if own.publisher == other.publisher else other.publisher} has {figure}"


def _is_same(rows: pd.DataFrame, row: Any) -> pd.Series:
    """Which rows of one indicator and area are of the period of a row."""
    return (rows["ends"] == row.ends) & (rows["starts"] == row.starts) & (rows["period_type"] == row.period_type)


def _is_of(own: pd.DataFrame, period: Period) -> pd.Series:
    """Which rows are of a period: for a year also of the day on which it ends."""
    types = PERIOD_GROUPS["year"] if period.type is PeriodType.FINANCIAL_YEAR else (period.type,)
    return (own["ends"] == pd.Timestamp(period.ends)) & own["period_type"].isin([str(kind) for kind in types])


def _chosen(rows: pd.DataFrame, sources: Sequence[str]) -> Any | None:
    """The row that a source prints, else the one shown first; None for none."""
    for source in sources:
        own = rows[(rows["source"] == source) & ~rows["computed"]]
        if len(own):
            return next(own.itertuples())
    return next(rows[rows["rank"] == 0].itertuples(), None)


def _last_part(own: pd.DataFrame, period: Period, sources: Sequence[str]) -> Any | None:
    """The figure of the last part of a year that a source prints, or that is shown first; None for none."""
    is_within = (own["starts"] >= pd.Timestamp(period.starts)) & (own["ends"] <= pd.Timestamp(period.ends))
    is_whole = own["period_type"].isin([str(kind) for kind in PERIOD_GROUPS["year"]])
    parts = own[is_within & ~is_whole & (own["value"].notna() | (own["symbol"] != ""))]
    for source in (*sources, None):
        of_source = parts[parts["rank"] == 0] if source is None else parts[parts["source"] == source]
        if len(of_source):
            return next(of_source.sort_values(["ends", "starts"], ascending=[False, True]).itertuples())
    return None


def _short(label: str, period: Period) -> str:
    """A part of a year without the year: `Q4`."""
    return label.removeprefix(period.label).strip()
