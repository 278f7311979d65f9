"""Which returns and editions are due, which have come and which are overdue, and the workbook that asks an agency
for its figures.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pandas as pd

from indicators import clock
from indicators.access.permissions import Permission, current_user
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import Indicator
from indicators.catalogue.periods import Period, PeriodType, financial_year_of, last_day, same_day_next_year
from indicators.errors import UsageError
from indicators.figures import read_figures
from indicators.frames import frame_rows
from indicators.returns.vocabulary import Agency
from indicators.returns.workbooks.template import TemplateRow, write_template
from indicators.rounding import decimal_text
from indicators.store.database import Store

_EVERY = {PeriodType.MONTH: "month", PeriodType.QUARTER: "quarter", PeriodType.FINANCIAL_YEAR: "year"}
#: Figures of these types answer for the period that they lie in.
_STOCKS = ("snapshot",)
_LONGEST_DEFINITION = 300


def write_request(store: Store, catalogue: Catalogue, agency: Agency, period: Period, *, out: Path | BinaryIO) -> int:
    """Write an agency's workbook for a period and give how many figures it asks for.

    Raises UsageError where the agency owes nothing for it.
    """
    rows = requested_figures(store, catalogue, agency, period)
    if not rows:
        raise UsageError(
            f"{agency.name} owes no figures for {period.label}. What it owes stands in data/duties.csv; write a "
            "period such as 2016/17 Q1, or 2016/17 for what is owed once a year."
        )
    write_template(rows, agency=agency.name, period=period.label, out=out)
    return len(rows)


def requested_figures(store: Store, catalogue: Catalogue, agency: Agency, period: Period) -> list[TemplateRow]:
    """One row per figure that an agency owes for a period, in the order of titles and then of areas."""
    owed = duties_of(store.query("duties"), agency.id, period)
    if owed.empty:
        return []
    # An agency is shown what it sent itself: what others sent of the same may be small.
    sources = [agency.source] if current_user().is_limited(Permission.SEE_RETURNS) else None
    before = _earlier_figures(store, catalogue, owed, period, sources=sources)
    places = {code: index for index, code in enumerate(catalogue.areas)}
    pairs = sorted(
        zip(owed["indicator"], owed["area_code"], strict=True),
        key=lambda pair: (catalogue.indicators[pair[0]].short_title, places[pair[1]]),
    )
    return [
        _template_row(catalogue.indicators[name], catalogue.areas[code].name, period, before.get((name, code)))
        for name, code in pairs
    ]


def duties_of(duties: pd.DataFrame, agency: str, period: Period) -> pd.DataFrame:
    """The rows of `duties` that an agency owes for a period."""
    own = duties[(duties["agency"] == agency) & (duties["every"] == _EVERY.get(period.type, ""))]
    begun = own["starts"] <= pd.Timestamp(period.starts)
    lasting = own["ends"].isna() | (own["ends"] >= pd.Timestamp(period.ends))
    return own[begun & lasting]


def _earlier_figures(
    store: Store, catalogue: Catalogue, owed: pd.DataFrame, period: Period, *, sources: Sequence[str] | None
) -> Mapping[tuple[str, str], pd.Series]:
    """The newest figure before the period of each indicator and area, of its own length where there is one; of some
    sources alone, or of the one that comes first.
    """
    names, codes = sorted(set(owed["indicator"])), sorted(set(owed["area_code"]))
    figures = read_figures(store, catalogue, names, codes)
    wanted = figures["rank"] == 0 if sources is None else figures["source"].isin(sources)
    before = figures[wanted & (figures["ends"] < pd.Timestamp(period.starts))].copy()
    before["is_alike"] = before["period_type"].isin((str(period.type), *_STOCKS))
    newest = before.sort_values(["is_alike", "ends"]).groupby(["indicator", "area_code"], sort=False).tail(1)
    return {(row["indicator"], row["area_code"]): row for _, row in newest.iterrows()}


def _template_row(indicator: Indicator, area: str, period: Period, before: pd.Series | None) -> TemplateRow:
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
        last_figure="" if before is None else _figure_text(before, indicator),
        is_whole=indicator.kind == "count",
        is_share=is_share,
        asks_denominator=is_share or indicator.kind in ("rate", "mean"),
    )


def _definition(indicator: Indicator) -> str:
    """Why it is asked and what to take care of, as many whole sentences as fit."""
    text = indicator.why
    for caveat in indicator.all_caveats:
        if len(text) + len(caveat) < _LONGEST_DEFINITION:
            text += f" {caveat}"
    return text


def _figure_text(before: pd.Series, indicator: Indicator) -> str:
    if pd.isna(before["value"]):
        return f"[{before['symbol']}]"
    return decimal_text(before["value"], indicator.decimals) + (" [p]" if before["status"] == "provisional" else "")


#: Everything came; some of it; nothing, though its day is past; nothing yet; the period is not over.
DUE_STATES = ("came", "part", "late", "due", "running")
_TYPES = {"month": PeriodType.MONTH, "quarter": PeriodType.QUARTER, "year": PeriodType.FINANCIAL_YEAR}
#: Figures of these kinds count for the period in which they end, others only for just their own stretch.
_WITHIN = {
    "month": ("snapshot",),
    "quarter": ("snapshot",),
    "year": ("snapshot", "calendar_year", "academic_year"),
}
_RETURN = ["agency", "every", "starts", "ends"]
_DAYS = "datetime64[s]"


def returns_due(duties: pd.DataFrame, agencies: pd.DataFrame, figures: pd.DataFrame, *, as_at: date) -> pd.DataFrame:
    """One row per agency and period that had begun by `as_at`, the newest period of each agency first.

    `duties` and `agencies` are as the store has them (`ends` missing while a duty lasts); `figures` has one row
    per figure of the agencies' sources: indicator, area_code, period_type, starts, ends, source, symbol,
    accepted_at (a day). Gives agency, name, every, period_type, starts, ends, period (its label); how many
    figures are `owed`, `came`, and came as `symbols` (a symbol is an answer, not a figure of 0); `first_came`
    and `last_came`; the `due` day; `state`, one of `DUE_STATES`; `is_late`, where something is still missing past
    that day; `missing`, the pairs of indicator and area code that have not come.
    """
    owed = _answered(_owed(duties, agencies, as_at), figures, as_at)
    returns = owed.groupby(_RETURN, as_index=False, sort=False).agg(
        name=("name", "first"),
        period_type=("period_type", "first"),
        period=("period", "first"),
        due=("due", "first"),
        owed=("has_come", "size"),
        came=("has_come", "sum"),
        symbols=("is_symbol", "sum"),
        first_came=("came_on", "min"),
        last_came=("came_on", "max"),
        missing=("absent", lambda pairs: tuple(pair for pair in pairs if pair)),
    )
    returns["is_late"] = (returns["due"] < pd.Timestamp(as_at)) & (returns["came"] < returns["owed"])
    returns["state"] = _states(returns, as_at)
    return returns.sort_values(["agency", "ends", "every"], ascending=[True, False, True], ignore_index=True)


def stored_returns_due(store: Store, *, as_at: date) -> pd.DataFrame:
    """`returns_due` of an open store on a day."""
    agencies = store.query("agencies")
    figures = store.query("received_figures", sources=list(agencies["source"]))
    if as_at >= clock.today():
        # What lies in the store has come, even where the clock that dated it was ahead.
        came, today = figures["accepted_at"], pd.Timestamp(as_at)
        figures["accepted_at"] = came.where(came <= today, today)
    return returns_due(store.query("duties"), agencies, figures, as_at=as_at)


def overdue_returns(returns: pd.DataFrame) -> pd.DataFrame:
    """Those of `returns_due` whose day is past and that lack figures, with how many (`overdue`); latest due first."""
    late = returns[returns["is_late"]]
    return late.assign(overdue=late["owed"] - late["came"]).sort_values(
        ["due", "agency", "every"], ascending=[False, True, True], ignore_index=True
    )


def count_overdue_figures(store: Store, *, as_at: date) -> int:
    """How many figures agencies owe that were due in the year before a day and had not come by it.

    What is longer overdue nobody is about to send: it stays on the list of Returns, and would hide what is new here.
    """
    return int(recently_overdue(overdue_returns(stored_returns_due(store, as_at=as_at)), as_at=as_at)["overdue"].sum())


def recently_overdue(late: pd.DataFrame, *, as_at: date) -> pd.DataFrame:
    """Those of `overdue_returns` that were due in the year before a day."""
    return late[late["due"] >= pd.Timestamp(as_at) - pd.DateOffset(years=1)]


def periods_due(every: str, *, first: date, last: date | None, as_at: date) -> Iterator[Period]:
    """The months, quarters or financial years from `first` to `last` that had begun by `as_at`."""
    opening = financial_year_of(first).starts
    months = {"month": 1, "quarter": 3, "year": 12}[every]
    ends = last_day(date(opening.year + (months == 12), (opening.month + months - 2) % 12 + 1, 1))
    period = Period(ends, opening, _TYPES[every])
    while period.starts <= as_at and (last is None or period.ends <= last):
        if period.starts >= first:
            yield period
        period = period.next()


def _owed(duties: pd.DataFrame, agencies: pd.DataFrame, as_at: date) -> pd.DataFrame:
    """One row per duty and period: the figure that is owed, from which source, by when."""
    columns = ["agency", "indicator", "area_code", "every", "period_type", "starts", "ends", "period"]
    rows = [
        (
            duty.agency,
            duty.indicator,
            duty.area_code,
            duty.every,
            str(period.type),
            period.starts,
            period.ends,
            period.label,
        )
        for duty in frame_rows(duties)
        for period in periods_due(duty.every, first=_day(duty.starts), last=_day_or_none(duty.ends), as_at=as_at)
    ]
    owed = pd.DataFrame(rows, columns=columns).merge(agencies[["agency", "name", "source", "days"]], on="agency")
    owed = owed.astype({"starts": _DAYS, "ends": _DAYS})
    owed["due"] = owed["ends"] + pd.to_timedelta(owed["days"].astype(int), unit="D").astype("timedelta64[s]")
    return owed.drop_duplicates(["agency", "indicator", "area_code", "every", "starts"], ignore_index=True)


def _answered(owed: pd.DataFrame, figures: pd.DataFrame, as_at: date) -> pd.DataFrame:
    """What is owed, with the day on which each figure first came and whether its newest version is a symbol."""
    known = figures.astype({"starts": _DAYS, "ends": _DAYS, "accepted_at": _DAYS})
    known = known[known["accepted_at"] <= pd.Timestamp(as_at)].sort_values("accepted_at", kind="stable")
    pairs = owed.reset_index(names="place").merge(
        known, on=["source", "indicator", "area_code"], suffixes=("", "_given")
    )
    pairs = pairs[_answers(pairs)].groupby("place")
    came_on = pairs["accepted_at"].min().reindex(owed.index)
    symbol = pairs["symbol"].last().reindex(owed.index, fill_value="")
    names = zip(owed["indicator"], owed["area_code"], came_on.isna(), strict=True)
    absent = pd.Series([(name, area) if is_absent else None for name, area, is_absent in names], dtype=object)
    return owed.assign(came_on=came_on, has_come=came_on.notna(), is_symbol=symbol != "", absent=absent)


def _answers(pairs: pd.DataFrame) -> pd.Series:
    """Whether a given figure is the one that was owed for a period."""
    is_same = (pairs["starts_given"] == pairs["starts"]) & (pairs["ends_given"] == pairs["ends"])
    ends_in_it = pairs["ends_given"].between(pairs["starts"], pairs["ends"])
    kinds = zip(pairs["every"], pairs["period_type_given"], strict=True)
    may_lie_in_it = pd.Series([kind in _WITHIN[every] for every, kind in kinds], index=pairs.index, dtype=bool)
    return is_same | (ends_in_it & may_lie_in_it)


def _states(returns: pd.DataFrame, as_at: date) -> np.ndarray:
    today = pd.Timestamp(as_at)
    has_all, has_some = returns["came"] == returns["owed"], returns["came"] > 0
    tests = [has_all, returns["ends"] >= today, has_some, returns["due"] < today]
    return np.select(tests, ["came", "running", "part", "late"], "due")


def editions_due(indicators: Mapping[str, Indicator], figures: pd.DataFrame, *, as_at: date) -> pd.DataFrame:
    """One row per source whose files the definitions map: the newest period held, the next, and its state.

    `figures` has one row per indicator, source and period: indicator, source, period_type, starts, ends. Gives
    source, newest and next (labels), starts, ends, due, state: `running` until the next period ends, `due` for
    12 months, then `late`. Left out are long files of all topics (the Local Authority Interactive Tool), and a
    source whose indicators others hold to a later day, all of them: its publisher went on under those.
    A source of which nothing is held is `due`, without periods.
    """
    mapped = {
        (indicator.id, table.source)
        for indicator in indicators.values()
        for table in indicator.national
        if not table.items
    }
    newest = _newest(figures, mapped)
    rows = []
    for source in sorted({source for _, source in mapped}):
        mine = {indicator: period for (indicator, own_source), period in newest.items() if own_source == source}
        if not mine or not all(_is_followed(newest, indicator, period) for indicator, period in mine.items()):
            rows.append((source, *_edition(max(mine.values(), default=None), as_at)))
    return pd.DataFrame(rows, columns=["source", "newest", "next", "starts", "ends", "due", "state"])


def _newest(figures: pd.DataFrame, mapped: set[tuple[str, str]]) -> dict[tuple[str, str], Period]:
    """The newest period held, by indicator and source."""
    newest: dict[tuple[str, str], Period] = {}
    for row in frame_rows(figures):
        key = (row.indicator, row.source)
        period = Period(_day(row.ends), _day(row.starts), PeriodType(row.period_type))
        if key in mapped and (key not in newest or newest[key] < period):
            newest[key] = period
    return newest


def _is_followed(newest: Mapping[tuple[str, str], Period], indicator: str, period: Period) -> bool:
    """Whether some source holds an indicator to a later day than a period's."""
    return any(name == indicator and other.ends > period.ends for (name, _), other in newest.items())


def _edition(newest: Period | None, as_at: date) -> tuple[str, str, date | None, date | None, date | None, str]:
    if newest is None:
        return "", "", None, None, None, "due"
    coming = newest.next()
    due = same_day_next_year(coming.ends)
    state = "running" if as_at <= coming.ends else "due" if as_at <= due else "late"
    return newest.label, coming.label, coming.starts, coming.ends, due, state


def _day(value: date | pd.Timestamp) -> date:
    return pd.Timestamp(value).date()


def _day_or_none(value: date | pd.Timestamp | None) -> date | None:
    return None if pd.isna(value) else _day(value)
