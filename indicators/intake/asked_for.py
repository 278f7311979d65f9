"""What an agency is asked for in a period: the rows of its template, each with the figure before."""

from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

import pandas as pd

from indicators.definitions import Indicator
from indicators.errors import UsageError
from indicators.measures import Catalogue, figures
from indicators.periods import Period, PeriodType
from indicators.returns.held import Agency
from indicators.returns.sheets.template import TemplateRow, write_template
from indicators.rounding import decimal_text
from indicators.store import Store

_EVERY = {PeriodType.MONTH: "month", PeriodType.QUARTER: "quarter", PeriodType.FINANCIAL_YEAR: "year"}
#: Figures of these types answer for the period that they lie in.
_STOCKS = ("snapshot",)
_LONGEST_DEFINITION = 300


def template_for(store: Store, catalogue: Catalogue, agency: Agency, period: Period, *, out: Path | BinaryIO) -> int:
    """Write an agency's workbook for a period and give how many figures it asks for.

    Raises UsageError where the agency owes nothing for it.
    """
    rows = asked_for(store, catalogue, agency, period)
    if not rows:
        raise UsageError(
            f"{agency.name} owes no figures for {period.label}. What it owes stands in data/duties.csv; write a "
            "period such as 2016/17 Q1, or 2016/17 for what is owed once a year."
        )
    write_template(rows, agency=agency.name, period=period.label, out=out)
    return len(rows)


def asked_for(store: Store, catalogue: Catalogue, agency: Agency, period: Period) -> list[TemplateRow]:
    """One row per figure that an agency owes for a period, in the order of titles and then of areas."""
    owed = duties_of(store.query("duties"), agency.id, period)
    if owed.empty:
        return []
    before = _figures_before(store, catalogue, owed, period)
    places = {code: place for place, code in enumerate(catalogue.areas)}
    pairs = sorted(
        zip(owed["indicator"], owed["area_code"], strict=True),
        key=lambda pair: (catalogue.indicators[pair[0]].short_title, places[pair[1]]),
    )
    return [
        _row(catalogue.indicators[name], catalogue.areas[code].name, period, before.get((name, code)))
        for name, code in pairs
    ]


def duties_of(duties: pd.DataFrame, agency: str, period: Period) -> pd.DataFrame:
    """The rows of `duties` that an agency owes for a period."""
    own = duties[(duties["agency"] == agency) & (duties["every"] == _EVERY.get(period.type, ""))]
    begun = own["starts"] <= pd.Timestamp(period.starts)
    lasting = own["ends"].isna() | (own["ends"] >= pd.Timestamp(period.ends))
    return own[begun & lasting]


def _figures_before(
    store: Store, catalogue: Catalogue, owed: pd.DataFrame, period: Period
) -> Mapping[tuple[str, str], pd.Series]:
    """The newest figure before the period of each indicator and area, of its own length where there is one."""
    names, codes = sorted(set(owed["indicator"])), sorted(set(owed["area_code"]))
    held = figures(store, catalogue, names, codes)
    before = held[(held["rank"] == 0) & (held["ends"] < pd.Timestamp(period.starts))].copy()
    before["is_alike"] = before["period_type"].isin((str(period.type), *_STOCKS))
    newest = before.sort_values(["is_alike", "ends"]).groupby(["indicator", "area_code"], sort=False).tail(1)
    return {(row["indicator"], row["area_code"]): row for _, row in newest.iterrows()}


def _row(indicator: Indicator, area: str, period: Period, before: pd.Series | None) -> TemplateRow:
    is_share = indicator.kind == "proportion"
    last_day = Period(period.ends, period.ends, PeriodType.SNAPSHOT).label
    return TemplateRow(
        indicator=indicator.id,
        title=indicator.title,
        area=area,
        unit=indicator.unit,
        period=last_day if indicator.timing == "snapshot" else "",
        definition=_definition(indicator),
        last_period="" if before is None else before["period"],
        last_figure="" if before is None else _told(before, indicator),
        is_whole=indicator.kind == "count",
        is_share=is_share,
        asks_base=is_share or indicator.kind in ("rate", "mean"),
    )


def _definition(indicator: Indicator) -> str:
    """Why it is asked and what to take care of, as many whole sentences as fit."""
    told = indicator.why
    for caveat in indicator.caveats:
        if len(told) + len(caveat) < _LONGEST_DEFINITION:
            told += f" {caveat}"
    return told


def _told(before: pd.Series, indicator: Indicator) -> str:
    if pd.isna(before["value"]):
        return f"[{before['symbol']}]"
    return decimal_text(before["value"], indicator.decimals) + (" [p]" if before["status"] == "provisional" else "")
