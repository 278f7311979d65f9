"""Disagreements as HTML and in plain English: how far two figures differ, and why one of them is used.
A section a kind, a group an indicator, a line a pair.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import pandas as pd
from markupsafe import Markup

from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import Indicator
from indicators.catalogue.periods import PERIOD_GROUPS, day_text
from indicators.figures.calculate import GROUP_OF_TYPE
from indicators.figures.disagreements import DOES_NOT_FOLLOW, FIGURE_KEY, QUARTERS_DIFFER, TWO_SOURCES
from indicators.frames import frame_groups, frame_rows
from indicators.pages.components.figure_tables import frame_html
from indicators.pages.disagreements.filters import DISAGREEMENT_KINDS
from indicators.rounding import decimal_text, round_half_up
from indicators.web import render
from indicators.wording.numbers import number_text, percentage_misleads, points_text

_REASONS = {
    "preferred": (
        "The figure used is from the source that this indicator's definition puts first of the two, so that one line "
        "over the years does not mix two ways of counting."
    ),
    "year": (
        "The dashboard uses the figure that was given for the year. Ask whoever sends both whether a quarter was "
        "corrected later, or is counted in another way."
    ),
    "elsewhere": "The dashboard uses neither of the two: a figure of another source comes first.",
}


def disagreements_headline(rows: pd.DataFrame, catalogue: Catalogue, *, following: int = 0) -> str:
    """What there is in one sentence: `12 figures are given differently by two sources; 1 printed …`.

    `following` is how many figures differ only because the counts behind them do; told where nothing else is.
    """
    differ = rows[rows["kind"] == TWO_SOURCES]
    printed = rows[rows["kind"] == DOES_NOT_FOLLOW]
    clauses = []
    # Three sources make two disagreements about one figure.
    if number := len(differ.drop_duplicates(FIGURE_KEY)):
        clauses.append(f"{number:,} figure{' is' if number == 1 else 's are'} given differently by two sources")
    if number := len(printed):
        shares = all(catalogue.indicators[name].kind == "proportion" for name in printed["indicator"])
        noun = "percentage" if shares else "figure"
        verbs = ("does", "its") if number == 1 else ("do", "their")
        clauses.append(
            f"{number:,} printed {noun}{'s' * (number > 1)} {verbs[0]} not follow from {verbs[1]} own counts"
        )
    if number := len(rows[rows["kind"] == QUARTERS_DIFFER]):
        years = "1 year is not what its" if number == 1 else f"{number:,} years are not what their"
        clauses.append(f"{years} four quarters add up to")
    if not clauses and following:
        return f"{following:,} figure{'' if following == 1 else 's'} differ{'s' * (following == 1)} as the counts do"
    return "; ".join(clauses) or "No figures disagree"


def figure_difference_text(row: Any, indicator: Indicator) -> str:
    """How the other figure differs, as a reader would reckon: `2 more`, `508 fewer (11%)`, `1 point higher`."""
    shown, other = (float(round_half_up(value, indicator.decimals)) for value in (row.value, row.other_value))
    size = abs(other - shown)
    if not size:
        return "by less than is shown"
    if indicator.is_percentage:
        return f"{points_text(size, indicator)} {'higher' if other > shown else 'lower'}"
    more, less = ("more", "fewer") if indicator.kind == "count" else ("higher", "lower")
    difference = f"{decimal_text(size, indicator.decimals)} {more if other > shown else less}"
    return difference + _percent(relative_difference(row, indicator))


def relative_difference(row: Any, indicator: Indicator) -> float:
    """How far two figures are apart as a share of the first; NaN where that would mislead: of 2 and 3 it is 50%."""
    no_share = indicator.is_percentage or not row.value
    if no_share or percentage_misleads(row.value, row.other_value, indicator, "value"):
        return math.nan
    return abs(row.other_value - row.value) / abs(row.value)


def _percent(share: float) -> str:
    if math.isnan(share):
        return ""
    return f" ({decimal_text(share * 100)}%)" if share >= 0.005 else " (less than 1%)"


def reason_text(row: Any, catalogue: Catalogue) -> str:
    """Why the dashboard uses which of the two, in one sentence."""
    if row.why == "computed":
        return _computed_text(row, catalogue.indicators[row.indicator])
    if row.why in _REASONS:
        return _REASONS[row.why]
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


_MEANINGS = {
    TWO_SOURCES: "Each source says something else of the same thing. Ask whoever keeps the figure which is right.",
    DOES_NOT_FOLLOW: "The source prints both the figure and the counts it is made of, and the two do not agree.",
    QUARTERS_DIFFER: "All four quarters of the year are there, and their sum is another number than the year's figure.",
}
_FIGURE_HEADINGS = {
    TWO_SOURCES: ("Used here", "The other figure"),
    DOES_NOT_FOLLOW: ("Its own counts give", "Printed"),
    QUARTERS_DIFFER: ("Given for the year", "The four quarters together"),
}
_GROUPS = tuple(PERIOD_GROUPS)


def disagreements_html(rows: pd.DataFrame, catalogue: Catalogue, *, order: str = "") -> Markup:
    """The sections that have lines; groups and lines newest first, or in another order."""
    sections = [
        _section(kind, in_order(rows[rows["kind"] == kind], catalogue, order), catalogue)
        for kind in DISAGREEMENT_KINDS
        if kind in set(rows["kind"])
    ]
    return render("disagreements/pairs.html", sections=sections)


def newest_first(rows: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """Rows newest first, those of one indicator together, areas in the order of the catalogue."""
    places = {code: index for index, code in enumerate(catalogue.areas)}
    newest = rows.groupby("indicator")["ends"].transform("max")
    keyed = rows.assign(
        newest=newest, title=rows["indicator"].map(_titles(catalogue)), place=rows["area_code"].map(places)
    )
    ascending = [False, True, False, False, True]
    return keyed.sort_values(["newest", "title", "ends", "starts", "place"], ascending=ascending, kind="stable")


def in_order(rows: pd.DataFrame, catalogue: Catalogue, order: str) -> pd.DataFrame:
    """Rows newest first, or those of an indicator together by its title or by their largest difference."""
    newest = newest_first(rows, catalogue)
    if order == "title":
        return newest.sort_values("title", kind="stable")
    if order == "difference":
        apart = (newest["other_value"] - newest["value"]).abs()
        size = apart / newest[["value", "other_value"]].abs().max(axis=1).where(lambda most: most > 0, 1.0)
        keyed = newest.assign(size=size, largest=size.groupby(newest["indicator"]).transform("max"))
        return keyed.sort_values(["largest", "title", "size"], ascending=[False, True, False], kind="stable")
    return newest


def consequences_html(rows: pd.DataFrame, catalogue: Catalogue, caption: str) -> Markup:
    """The figures that differ only because others do, as a table under what they follow from."""
    titles = _titles(catalogue)
    ordered = newest_first(rows, catalogue)
    ordered = ordered.sort_values("follows_from", key=lambda names: names.map(titles), kind="stable")
    table = [
        {
            "Follows from": titles[row.follows_from],
            "Indicator": titles[row.indicator],
            "Area": catalogue.areas[row.area_code].name,
            "Period": row.period,
            "Used here": number_text(row.value, catalogue.indicators[row.indicator]),
            "The other figure": number_text(row.other_value, catalogue.indicators[row.indicator]),
            "The other is": figure_difference_text(row, catalogue.indicators[row.indicator]),
        }
        for row in frame_rows(ordered)
    ]
    return frame_html(pd.DataFrame(table), caption)


def series_address(row: Any, catalogue: Catalogue) -> str:
    """The link to the same indicator and area in Explore."""
    periods = _GROUPS[GROUP_OF_TYPE[row.period_type]]
    view = {"indicator": row.indicator, "area": catalogue.areas[row.area_code].name}
    return f"explore?{urlencode({**view, 'measure': 'value', 'periods': periods})}"


def _titles(catalogue: Catalogue) -> Mapping[str, str]:
    return {name: item.title for name, item in catalogue.indicators.items()}


def _section(kind: str, rows: pd.DataFrame, catalogue: Catalogue) -> dict[str, Any]:
    """A kind of disagreement with its groups, an indicator each."""
    return {
        "kind": kind,
        "title": DISAGREEMENT_KINDS[kind],
        "meaning": _MEANINGS[kind],
        "headings": _FIGURE_HEADINGS[kind],
        "total": len(rows),
        "groups": [
            _group(catalogue.indicators[name], list(frame_rows(own)), catalogue)
            for name, own in frame_groups(rows, "indicator", sort=False)
        ],
    }


def _group(indicator: Indicator, rows: Sequence[Any], catalogue: Catalogue) -> dict[str, Any]:
    """An indicator with its lines; a reason, and sources, that all of them share stand over them once."""
    reasons = [reason_text(row, catalogue) for row in rows]
    pairs = [_sources(row) for row in rows]
    return {
        "indicator": indicator,
        "reason": reasons[0] if len(set(reasons)) == 1 else "",
        "sources": pairs[0] if len(rows) > 1 and len(set(pairs)) == 1 else None,
        "lines": [
            _line(row, indicator, catalogue) | {"sources": pair, "reason": reason}
            for row, pair, reason in zip(rows, pairs, reasons, strict=True)
        ],
    }


def _line(row: Any, indicator: Indicator, catalogue: Catalogue) -> dict[str, Any]:
    return {
        "area": catalogue.areas[row.area_code].name,
        "period": row.period,
        "address": series_address(row, catalogue),
        "figures": [number_text(value, indicator) for value in (row.value, row.other_value)],
        "difference": figure_difference_text(row, indicator),
        "bar_width": _bar_width(row, indicator),
    }


def _sources(row: Any) -> tuple[str, str]:
    """Both sources, with the counts that the first figure was worked out from."""
    counts = f"{row.counts}; " if row.counts else ""
    first = f"worked out from {counts}{row.source_label}" if row.computed else row.source_label
    return first, other_source_text(row)


def other_source_text(row: Any) -> str:
    """Whose the other figure is, and of what it was worked out: `49 + 75 + 89 + 90, Annual report`."""
    if row.parts:
        return f"{row.parts}, {row.other_source_label}"
    return f"worked out from {row.other_source_label}" if row.other_computed else row.other_source_label


def _bar_width(row: Any, indicator: Indicator) -> int | None:
    """How far the two are apart in percent of the first, for the eye; None where a share misleads."""
    share = relative_difference(row, indicator)
    return None if math.isnan(share) else min(100, max(1, round(100 * share)))
