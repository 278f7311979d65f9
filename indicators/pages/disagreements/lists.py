"""Disagreements as HTML and in plain English: how far two figures differ, and why one of them is used.
A section a kind, a group an indicator, a line a pair. All text from data is escaped.
"""

import math
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import Indicator
from indicators.catalogue.periods import PERIOD_GROUPS, day_text
from indicators.figures.calculate import GROUP_OF_TYPE
from indicators.figures.disagreements import DOES_NOT_FOLLOW, FIGURE_KEY, TWO_SOURCES
from indicators.frames import frame_groups, frame_rows
from indicators.pages.components.figure_tables import frame_html
from indicators.pages.disagreements.filters import DISAGREEMENT_KINDS
from indicators.rounding import decimal_text, round_half_up
from indicators.wording.numbers import number_text, percentage_misleads, points_text

_REASONS = {
    "preferred": (
        "The figure used is from the source that this indicator's definition puts first of the two, so that one line "
        "over the years does not mix two ways of counting."
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
    if not clauses and following:
        return f"{following:,} figure{'' if following == 1 else 's'} differ{'s' * (following == 1)} as the counts do"
    return "; ".join(clauses) or "No figures disagree"


def figure_difference_text(row: Any, indicator: Indicator) -> str:
    """How the other figure differs, as a reader would reckon: `2 more`, `508 fewer (11%)`, `1 point higher`."""
    shown, other = (float(round_half_up(value, indicator.decimals)) for value in (row.value, row.other_value))
    size = abs(other - shown)
    if not size:
        return "by less than is shown"
    if indicator.kind == "proportion":
        return f"{points_text(size, indicator)} {'higher' if other > shown else 'lower'}"
    more, less = ("more", "fewer") if indicator.kind == "count" else ("higher", "lower")
    apart = f"{decimal_text(size, indicator.decimals)} {more if other > shown else less}"
    return apart + _percent(relative_difference(row, indicator))


def relative_difference(row: Any, indicator: Indicator) -> float:
    """How far two figures are apart as a share of the first; NaN where that would mislead: of 2 and 3 it is 50%."""
    no_share = indicator.kind == "proportion" or not row.value
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
}
_FIGURE_HEADINGS = {TWO_SOURCES: ("Used here", "The other figure"), DOES_NOT_FOLLOW: ("Its own counts give", "Printed")}
_GROUPS = tuple(PERIOD_GROUPS)


def disagreements_html(rows: pd.DataFrame, catalogue: Catalogue) -> str:
    """The sections that have lines; groups and lines newest first."""
    return "".join(
        _section(kind, rows[rows["kind"] == kind], catalogue)
        for kind in DISAGREEMENT_KINDS
        if kind in set(rows["kind"])
    )


def newest_first(rows: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """Rows newest first, those of one indicator together, areas in the order of the catalogue."""
    places = {code: place for place, code in enumerate(catalogue.areas)}
    newest = rows.groupby("indicator")["ends"].transform("max")
    keyed = rows.assign(
        newest=newest, title=rows["indicator"].map(_titles(catalogue)), place=rows["area_code"].map(places)
    )
    ascending = [False, True, False, False, True]
    return keyed.sort_values(["newest", "title", "ends", "starts", "place"], ascending=ascending, kind="stable")


def consequences_html(rows: pd.DataFrame, catalogue: Catalogue, caption: str) -> str:
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


def _section(kind: str, rows: pd.DataFrame, catalogue: Catalogue) -> str:
    ordered = newest_first(rows, catalogue)
    groups = "".join(
        _group(catalogue.indicators[name], list(frame_rows(own)), catalogue)
        for name, own in frame_groups(ordered, "indicator", sort=False)
    )
    return (
        f'<section class="pairs {kind}"><h2>{DISAGREEMENT_KINDS[kind]} <span class="count">({len(rows):,})</span></h2>'
        f'<p class="meaning">{_MEANINGS[kind]}</p>{groups}</section>'
    )


def _group(indicator: Indicator, rows: Sequence[Any], catalogue: Catalogue) -> str:
    """An indicator with its lines; a reason, and sources, that all of them share stand over them once."""
    reasons = [reason_text(row, catalogue) for row in rows]
    is_shared = len(set(reasons)) == 1
    shared = f'<p class="why">{escape(reasons[0])}</p>' if is_shared else ""
    pairs = [_sources(row) for row in rows]
    has_heads = len(rows) > 1 and len(set(pairs)) == 1
    heads = _figure_headings(rows[0].kind, pairs[0]) if has_heads else ""
    lines = "".join(
        _line(row, indicator, catalogue, sources=("", "") if has_heads else pair, reason="" if is_shared else reason)
        for row, pair, reason in zip(rows, pairs, reasons, strict=True)
    )
    unit = f'<span class="unit">({escape(indicator.unit)})</span>'
    return f"<h3>{escape(indicator.title)} {unit}</h3>{shared}{heads}<ol>{lines}</ol>"


def _figure_headings(kind: str, sources: tuple[str, str]) -> str:
    cells = "".join(
        f'<div class="given"><span class="head">{head}</span> <span class="from">{escape(source)}</span></div>'
        for head, source in zip(_FIGURE_HEADINGS[kind], sources, strict=True)
    )
    return f'<div class="pair heads"><div class="about-what"></div>{cells}</div>'


def _line(row: Any, indicator: Indicator, catalogue: Catalogue, *, sources: tuple[str, str], reason: str) -> str:
    area = escape(catalogue.areas[row.area_code].name)
    unseen = f'<span class="unseen">: {escape(indicator.short_title)}, {area}</span>'
    first, second = _FIGURE_HEADINGS[row.kind]
    why = f'<p class="why">{escape(reason)}</p>' if reason else ""
    return (
        f'<li class="pair"><div class="about-what"><strong>{area}</strong>, {escape(row.period)}'
        f'<br><a href="{escape(series_address(row, catalogue))}">See it over time{unseen}</a></div>'
        f"{_figure(number_text(row.value, indicator), first, sources[0], tag='strong')}"
        f"{_figure(number_text(row.other_value, indicator), second, sources[1], tag='span')}"
        f'<div class="apart"><span class="unseen">The second is </span>{escape(figure_difference_text(row, indicator))}'
        f"{_bar(row, indicator)}</div>{why}</li>"
    )


def _figure(number: str, head: str, source: str, *, tag: str) -> str:
    """A figure with its source; without one, where that stands over the line, for the ear alone."""
    name = f'<span class="head">{head}</span> ' if source else f'<span class="unseen">{head}: </span>'
    origin = f' <span class="from">{escape(source)}</span>' if source else ""
    return f'<div class="given">{name}<{tag} class="number">{escape(number)}</{tag}>{origin}</div>'


def _sources(row: Any) -> tuple[str, str]:
    """Both sources, with the counts that the first figure was worked out from."""
    counts = f"{row.counts}; " if row.counts else ""
    first = f"worked out from {counts}{row.source_label}" if row.computed else row.source_label
    return first, f"worked out from {row.other_source_label}" if row.other_computed else row.other_source_label


def _bar(row: Any, indicator: Indicator) -> str:
    """How far the two are apart as a share of the first, for the eye; none where a share misleads."""
    share = relative_difference(row, indicator)
    if math.isnan(share):
        return ""
    width = min(100, max(1, round(100 * share)))
    return f'<span class="far" aria-hidden="true"><span style="width:{width}%"></span></span>'
