"""Can the figure be trusted? What is wrong with the latest figures, as facts rather than probabilities: sources that
disagree, breaks, figures that are late.
"""

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd

from indicators.catalogue.indicators import Indicator
from indicators.catalogue.periods import Period, PeriodType, day_text
from indicators.figures.disagreements import DOES_NOT_FOLLOW, FIGURE_KEY, disagreements_with_shown, fraction_text
from indicators.frames import frame_rows
from indicators.rounding import round_half_up

DATA_QUALITY_COLUMNS = ("indicator", "area_code", "ends", "reason", "value", "compared_with", "against", "detail")
#: Months after the end of a period by which its figure is expected, by the length of the period in months.
_MONTHS_UNTIL_DUE = {1: 3, 3: 3, 12: 9}
#: Months after which a figure that does not come is no longer late but discontinued.
_DISCONTINUED_AFTER = 24


def data_quality_issues(figures: pd.DataFrame, indicators: Mapping[str, Indicator], *, as_at: date) -> pd.DataFrame:
    """Every trouble with the latest figure of each indicator and area, with the columns `DATA_QUALITY_COLUMNS`.

    `figures` is a frame of `read_figures`, those that are not shown too, of one group of periods. Reasons:
    `one_source_differs` (another source gives another figure), `does_not_follow` (a printed figure is not what
    its own counts give), `above_base` (a numerator above its denominator), `break` (the way of counting changed
    within the latest period) and `late` (the next figure should have come by `as_at`).
    """
    if figures.empty:
        return pd.DataFrame(columns=list(DATA_QUALITY_COLUMNS))
    shown = figures[figures["rank"] == 0]
    latest = shown.loc[shown.groupby(["indicator", "area_code"], sort=False)["ends"].idxmax()]
    rows = [
        *_differing_figures(figures, latest, indicators),
        *_above_base(latest),
        *_broken(latest, indicators),
        *_late(shown, latest, as_at),
    ]
    return pd.DataFrame(rows, columns=list(DATA_QUALITY_COLUMNS))


def _issue(item, reason: str, **facts) -> dict:
    own = {"indicator": item.indicator, "area_code": item.area_code, "ends": item.ends, "reason": reason}
    return own | {"value": item.value, "compared_with": np.nan, "against": "", "detail": ""} | facts


def _differing_figures(figures: pd.DataFrame, latest: pd.DataFrame, indicators: Mapping[str, Indicator]) -> list[dict]:
    """Figures of other sources, or printed ones, that disagree with the one shown; each number once."""
    others = figures[figures["rank"] > 0]
    if others.empty:
        return []
    differing = disagreements_with_shown(pd.concat([latest, others]), indicators)
    decimals = np.array([indicators[name].decimals for name in differing["indicator"]], np.int64)
    numbered = differing.assign(number=round_half_up(differing["other_value"], decimals).round(9))
    return [_difference_issue(row) for row in frame_rows(numbered.drop_duplicates([*FIGURE_KEY, "number"]))]


def _difference_issue(row) -> dict:
    follows = row.kind == DOES_NOT_FOLLOW
    reason = "does_not_follow" if follows else "one_source_differs"
    parts = fraction_text(row.numerator, row.denominator) if follows else ""
    return _issue(row, reason, compared_with=row.other_value, against=row.other_source_label, detail=parts)


def _above_base(latest: pd.DataFrame) -> list[dict]:
    wrong = latest[latest["numerator"] > latest["denominator"]]
    return [
        _issue(item, "above_base", detail=f"{item.numerator:,.10g} of {item.denominator:,.10g}")
        for item in frame_rows(wrong)
        if item.is_share
    ]


def _broken(latest: pd.DataFrame, indicators: Mapping[str, Indicator]) -> list[dict]:
    """Breaks within the latest period; for a figure of one day, within the year that led to it."""
    rows = []
    with_breaks = {name for name, indicator in indicators.items() if indicator.breaks}
    for item in frame_rows(latest[latest["indicator"].isin(with_breaks)]):
        starts = item.starts if item.starts < item.ends else item.ends - pd.DateOffset(years=1)
        for change in indicators[item.indicator].breaks:
            concerned = not change.area or change.area == item.area
            if concerned and starts < pd.Timestamp(change.date) <= item.ends:
                day = day_text(change.date)
                rows.append(_issue(item, "break", against=day, detail=change.note))
    return rows


def _late(shown: pd.DataFrame, latest: pd.DataFrame, as_at: date) -> list[dict]:
    """Figures that used to come every period and whose next is overdue, but not given up."""
    months = shown["ends"].dt.year * 12 + shown["ends"].dt.month
    gaps = shown.assign(months=months).groupby(["indicator", "area_code"], sort=False)["months"].diff()
    length = gaps.reindex(latest.index)
    overdue = as_at.year * 12 + as_at.month - months.reindex(latest.index) - length - length.map(_MONTHS_UNTIL_DUE)
    late = latest[(overdue > 0) & (overdue <= _DISCONTINUED_AFTER)]
    return [_issue(item, "late", against=_next_label(item)) for item in frame_rows(late)]


def _next_label(item) -> str:
    return Period(item.ends.date(), item.starts.date(), PeriodType(item.period_type)).next().label
