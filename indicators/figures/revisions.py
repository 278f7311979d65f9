"""Which figures stand otherwise than on a day: what each was then, what it is now, and who changed it."""

from dataclasses import dataclass
from datetime import date, datetime, time

import pandas as pd

from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.periods import Period, PeriodType
from indicators.frames import frame_rows
from indicators.store.database import Store


@dataclass(frozen=True, kw_only=True)
class FigureRevision:
    """A figure of one source that was revised or taken back; a number is None where there is a symbol or nothing.

    `by` is the agency, or else the publisher of the source, that gave the figure; `on` the day on which it changed.
    """

    indicator: str
    area_code: str
    period: Period
    former: float | None
    former_symbol: str
    value: float | None
    symbol: str
    is_gone: bool
    by: str
    on: date


def figure_revisions(store: Store, catalogue: Catalogue, *, since: date) -> list[FigureRevision]:
    """The board's figures that were known at the end of a day and stand otherwise now, those changed last first.

    What is the same number as before is no revision, nor is a figure that came for the first time.
    """
    areas = list(catalogue.board.shown)
    rows = store.query("revisions", areas=areas, since=datetime.combine(since, time.max))
    revisions = [_revision(row, catalogue) for row in frame_rows(rows) if row.indicator in catalogue.indicators]
    return [one for one in revisions if (one.former, one.former_symbol, False) != (one.value, one.symbol, one.is_gone)]


def _revision(row, catalogue: Catalogue) -> FigureRevision:
    per = catalogue.indicators[row.indicator].per
    return FigureRevision(
        indicator=row.indicator,
        area_code=row.area_code,
        period=Period(row.ends.date(), row.starts.date(), PeriodType(row.period_type)),
        former=_number(row.former_value, row.former_numerator, row.former_denominator, per),
        former_symbol=row.former_symbol,
        value=_number(row.value, row.numerator, row.denominator, per),
        symbol=row.symbol,
        is_gone=row.is_gone,
        by=row.agency or row.publisher or row.happened_by,
        on=row.happened_at.date(),
    )


def _number(value: float, numerator: float, denominator: float, per: float) -> float | None:
    """Computed before printed, as everywhere."""
    if not pd.isna(numerator) and not pd.isna(denominator) and denominator:
        return float(numerator / denominator * per)
    return None if pd.isna(value) else float(value)
