"""Disagreements as HTML: a section a kind, a group an indicator, a line a pair. All text from data is escaped."""

import math
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from indicators.definitions import Indicator
from indicators.measures import Catalogue
from indicators.measures.coded import GROUP_OF_TYPE
from indicators.measures.disagreements import DOES_NOT_FOLLOW, TWO_SOURCES
from indicators.pages.parts.disagreement_words import KINDS, apart_text, share_apart, why_text
from indicators.pages.parts.figures_table import frame_html
from indicators.periods import PERIOD_GROUPS
from indicators.wording import number_text

_MEANINGS = {
    TWO_SOURCES: "Each source says something else of the same thing. Ask whoever keeps the figure which is right.",
    DOES_NOT_FOLLOW: "The source prints both the figure and the counts it is made of, and the two do not agree.",
}
_HEADS = {TWO_SOURCES: ("Used here", "The other figure"), DOES_NOT_FOLLOW: ("Its own counts give", "Printed")}
_GROUPS = tuple(PERIOD_GROUPS)


def sections_html(rows: pd.DataFrame, catalogue: Catalogue) -> str:
    """The sections that have lines; groups and lines newest first."""
    return "".join(_section(kind, rows[rows["kind"] == kind], catalogue) for kind in KINDS if kind in set(rows["kind"]))


def in_order(rows: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """Rows newest first, those of one indicator together, areas in the order of the catalogue."""
    places = {code: place for place, code in enumerate(catalogue.areas)}
    newest = rows.groupby("indicator")["ends"].transform("max")
    keyed = rows.assign(
        newest=newest, title=rows["indicator"].map(_titles(catalogue)), place=rows["area_code"].map(places)
    )
    ascending = [False, True, False, False, True]
    return keyed.sort_values(["newest", "title", "ends", "starts", "place"], ascending=ascending, kind="stable")


def follows_html(rows: pd.DataFrame, catalogue: Catalogue, caption: str) -> str:
    """The figures that differ only because others do, as a table under what they follow from."""
    titles = _titles(catalogue)
    ordered = in_order(rows, catalogue)
    ordered = ordered.sort_values("follows_from", key=lambda names: names.map(titles), kind="stable")
    table = [
        {
            "Follows from": titles[row.follows_from],
            "Indicator": titles[row.indicator],
            "Area": catalogue.areas[row.area_code].name,
            "Period": row.period,
            "Used here": number_text(row.value, catalogue.indicators[row.indicator]),
            "The other figure": number_text(row.other_value, catalogue.indicators[row.indicator]),
            "The other is": apart_text(row, catalogue.indicators[row.indicator]),
        }
        for row in ordered.itertuples()
    ]
    return frame_html(pd.DataFrame(table), caption)


def explore_address(row: Any, catalogue: Catalogue) -> str:
    """The link to the same indicator and area in Explore."""
    periods = _GROUPS[GROUP_OF_TYPE[row.period_type]]
    view = {"indicator": row.indicator, "area": catalogue.areas[row.area_code].name}
    return f"explore?{urlencode({**view, 'measure': 'value', 'periods': periods})}"


def _titles(catalogue: Catalogue) -> Mapping[str, str]:
    return {name: item.title for name, item in catalogue.indicators.items()}


def _section(kind: str, rows: pd.DataFrame, catalogue: Catalogue) -> str:
    ordered = in_order(rows, catalogue)
    groups = "".join(
        _group(catalogue.indicators[name], list(own.itertuples()), catalogue)
        for name, own in ordered.groupby("indicator", sort=False)
    )
    return (
        f'<section class="pairs {kind}"><h2>{KINDS[kind]} <span class="count">({len(rows):,})</span></h2>'
        f'<p class="meaning">{_MEANINGS[kind]}</p>{groups}</section>'
    )


def _group(indicator: Indicator, rows: Sequence[Any], catalogue: Catalogue) -> str:
    """An indicator with its lines; a reason, and sources, that all of them share stand over them once."""
    reasons = [why_text(row, catalogue) for row in rows]
    is_shared = len(set(reasons)) == 1
    shared = f'<p class="why">{escape(reasons[0])}</p>' if is_shared else ""
    pairs = [_sources(row) for row in rows]
    has_heads = len(rows) > 1 and len(set(pairs)) == 1
    heads = _heads(rows[0].kind, pairs[0]) if has_heads else ""
    lines = "".join(
        _line(row, indicator, catalogue, sources=("", "") if has_heads else pair, reason="" if is_shared else reason)
        for row, pair, reason in zip(rows, pairs, reasons, strict=True)
    )
    unit = f'<span class="unit">({escape(indicator.unit)})</span>'
    return f"<h3>{escape(indicator.title)} {unit}</h3>{shared}{heads}<ol>{lines}</ol>"


def _heads(kind: str, sources: tuple[str, str]) -> str:
    cells = "".join(
        f'<div class="given"><span class="head">{head}</span> <span class="from">{escape(source)}</span></div>'
        for head, source in zip(_HEADS[kind], sources, strict=True)
    )
    return f'<div class="pair heads"><div class="about-what"></div>{cells}</div>'


def _line(row: Any, indicator: Indicator, catalogue: Catalogue, *, sources: tuple[str, str], reason: str) -> str:
    area = escape(catalogue.areas[row.area_code].name)
    unseen = f'<span class="unseen">: {escape(indicator.short_title)}, {area}</span>'
    first, second = _HEADS[row.kind]
    why = f'<p class="why">{escape(reason)}</p>' if reason else ""
    return (
        f'<li class="pair"><div class="about-what"><strong>{area}</strong>, {escape(row.period)}'
        f'<br><a href="{escape(explore_address(row, catalogue))}">See it over time{unseen}</a></div>'
        f"{_figure(number_text(row.value, indicator), first, sources[0], tag='strong')}"
        f"{_figure(number_text(row.other_value, indicator), second, sources[1], tag='span')}"
        f'<div class="apart"><span class="unseen">The second is </span>{escape(apart_text(row, indicator))}'
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
    share = share_apart(row, indicator)
    if math.isnan(share):
        return ""
    width = min(100, max(1, round(100 * share)))
    return f'<span class="far" aria-hidden="true"><span style="width:{width}%"></span></span>'
