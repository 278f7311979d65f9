"""Disagreements in plain English: what there is, how far two figures are apart, why one of them is used."""

import math
from typing import Any

import pandas as pd

from indicators.definitions import Indicator
from indicators.measures import Catalogue
from indicators.measures.disagreements import DOES_NOT_FOLLOW, KEY, TWO_SOURCES
from indicators.months import day_text
from indicators.rounding import decimal_text, round_half_up
from indicators.wording import is_small, number_text, points_text

KINDS = {TWO_SOURCES: "Two sources", DOES_NOT_FOLLOW: "Printed figures that do not follow from their counts"}
_WHY = {
    "preferred": (
        "The figure used is from the source that this indicator's definition puts first of the two, so that one line "
        "over the years does not mix two ways of counting."
    ),
    "elsewhere": "The dashboard uses neither of the two: a figure of another source comes first.",
}


def headline(rows: pd.DataFrame, catalogue: Catalogue, *, following: int = 0) -> str:
    """What there is in one sentence: `12 figures are given differently by two sources; 1 printed …`.

    `following` is how many figures differ only because the counts behind them do; told where nothing else is.
    """
    differ = rows[rows["kind"] == TWO_SOURCES]
    printed = rows[rows["kind"] == DOES_NOT_FOLLOW]
    clauses = []
    # Three sources make two disagreements about one figure.
    if number := len(differ.drop_duplicates(KEY)):
        clauses.append(f"{number:,} figure{' is' if number == 1 else 's are'} given differently by two sources")
    if number := len(printed):
        shares = all(catalogue.indicators[name].kind == "proportion" for name in printed["indicator"])
        noun = "percentage" if shares else "figure"
        verbs = ("does", "its") if number == 1 else ("do", "their")
        clauses.append(
            f"{number:,} printed {noun}{'s' * (number > 1)} {verbs[0]} not follow from {verbs[1]} own counts"
        )
    if not clauses and following:
        return f"{following:,} figure{'' if following == 1 else 's'} differ{'s' * (following == 1)} as the counts do"
    return "; ".join(clauses) or "No figures disagree"


def apart_text(row: Any, indicator: Indicator) -> str:
    """How the other figure differs, as a reader would reckon: `2 more`, `508 fewer (11%)`, `1 point higher`."""
    shown, other = (float(round_half_up(value, indicator.decimals)) for value in (row.value, row.other_value))
    size = abs(other - shown)
    if not size:
        return "by less than is shown"
    if indicator.kind == "proportion":
        return f"{points_text(size, indicator)} {'higher' if other > shown else 'lower'}"
    more, less = ("more", "fewer") if indicator.kind == "count" else ("higher", "lower")
    apart = f"{decimal_text(size, indicator.decimals)} {more if other > shown else less}"
    return apart + _percent(share_apart(row, indicator))


def share_apart(row: Any, indicator: Indicator) -> float:
    """How far two figures are apart as a share of the first; NaN where that would mislead: of 2 and 3 it is 50%."""
    no_share = indicator.kind == "proportion" or not row.value
    if no_share or is_small(row.value, row.other_value, indicator, "value"):
        return math.nan
    return abs(row.other_value - row.value) / abs(row.value)


def _percent(share: float) -> str:
    if math.isnan(share):
        return ""
    return f" ({decimal_text(share * 100)}%)" if share >= 0.005 else " (less than 1%)"


def why_text(row: Any, catalogue: Catalogue) -> str:
    """Why the dashboard uses which of the two, in one sentence."""
    if row.why == "computed":
        return _computed_text(row, catalogue.indicators[row.indicator])
    if row.why in _WHY:
        return _WHY[row.why]
    days = [_day(name, catalogue) for name in (row.source, row.other_source)]
    if row.why == "latest":
        return f"The figure used is from the newer source, of {days[0]}; the other is of {days[1]}."
    return (
        f"Nothing puts one before the other: both are of {days[0]}. The dashboard keeps to the one "
        "used until someone finds out which is right."
    )


def _computed_text(row: Any, indicator: Indicator) -> str:
    if not row.counts:
        return "The figure used is the sum of its areas, which comes before a printed total."
    shown, other = (number_text(value, indicator) for value in (row.value, row.other_value))
    if row.kind == DOES_NOT_FOLLOW:
        return f"The dashboard uses what the counts give: {row.counts} is {shown}, not {other}."
    return f"The figure used is worked out from counts ({row.counts}); the other is only printed."


def _day(source: str, catalogue: Catalogue) -> str:
    return day_text(catalogue.sources[source].date) if source in catalogue.sources else "an unknown day"
