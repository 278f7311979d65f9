"""Explore: one or a few indicators over time, area by area, with all that belongs to the figures."""

from html import escape

import plotly.graph_objects as go
import streamlit as st

from indicators.charts.multiples import small_multiples
from indicators.charts.trend import TargetLine, trend_chart
from indicators.measures import Series
from indicators.pages.parts import choices as choosing
from indicators.pages.parts.choices import Choices
from indicators.pages.parts.data import Opened, opened
from indicators.pages.parts.figures_table import long_table, status_words, wide_table_html
from indicators.pages.parts.lines import (
    Held,
    View,
    can_compare,
    comparators_of,
    groups_held,
    held_figures,
    lines_of,
    period_ends,
)
from indicators.pages.parts.story import tell_story
from indicators.pages.parts.takeaway import PLOTLY, Takeaway, offer
from indicators.pages.parts.viewport import is_narrow
from indicators.wording import SYMBOLS, alt_text, headline, number_text, subtitle

Lines = dict[str, list[Series]]
_DIRECTIONS = {"at_least": "at least", "at_most": "at most"}


def page() -> None:
    """The page: choices on the left, chart, table and story on the right."""
    data = opened()
    left, right = st.columns([1, 3], gap="large")
    with left:
        choosing.take_address(data.catalogue)
        chosen = choosing.choose_what(data.catalogue)
    if not chosen.indicators or not chosen.areas:
        missing = "an indicator" if not chosen.indicators else "an area"
        right.info(f"Choose {missing} to see its figures.", icon=":material/arrow_back:")
        return
    held = held_figures(data, chosen)
    with left:
        view = _choose_view(data, chosen, held)
    with right:
        _show(data, chosen, held, view)


def _choose_view(data: Opened, chosen: Choices, held: Held) -> View:
    measure, periods = choosing.choose_how(data.catalogue, chosen, groups_held(held, chosen))
    ends = period_ends(held, chosen, periods)
    labels = list(ends)
    span = choosing.choose_span(labels)
    whole = not labels or span == (labels[0], labels[-1])
    choosing.put_address(data.catalogue, chosen, measure=measure, periods=periods, span=span, whole=whole)
    if whole:
        return View(measure, periods)
    return View(measure, periods, ends[span[0]], ends[span[1]])


def _show(data: Opened, chosen: Choices, held: Held, view: View) -> None:
    """Headline, chart, sources, downloads, tables, stories; the chart first, for it is what is waited for."""
    lines = {name: lines_of(data, chosen, held, name, view) for name in chosen.indicators}
    comparators = {name: comparators_of(data, chosen, held, name, view) for name in chosen.indicators}
    everything = [item for name in lines for item in (*lines[name], *comparators[name])]
    several = len(lines) > 1
    words = _words(lines, everything)
    chart = _many(lines, comparators, words) if several else _one(data, lines, comparators, words)
    st.html(f"<h1 class='headline'>{escape(words['title'])}</h1><p class='subtitle'>{escape(words['subtitle'])}</p>")
    alt = " ".join(alt_text(lines[name], comparators[name]) for name in lines)
    st.plotly_chart(chart, theme=None, config=PLOTLY, key="explore-chart", alt=alt)
    _notes(data, chosen, everything, view, words["source_note"])
    first = next(iter(lines.values()))[0]
    taken = Takeaway(
        figure=chart,
        **words,
        as_at=data.as_at,
        table=lambda: long_table(everything),
        indicators=chosen.indicators,
        areas=tuple(data.catalogue.areas[code].name for code in chosen.areas),
        periods=tuple(first.points["period"]),
    )
    offer(taken, key="explore")
    for name, items in lines.items():
        caption = f"{items[0].indicator.title} ({items[0].unit})"
        place = st.expander(f"Table: {caption}") if several else st.container()
        place.html(wide_table_html([*items, *comparators[name]], caption))
    for name, items in lines.items():
        own = held.of_all(name, chosen.areas)
        tell_story(data.catalogue, items[0].indicator, own, open_first=not several)


def _words(lines: Lines, everything: list[Series]) -> dict[str, str]:
    """Title, subtitle and sources of the chart."""
    sources = {source: None for item in everything for source in item.known["source"].tolist() if source}
    items = next(iter(lines.values()))
    title, told = headline(items), subtitle(items)
    if len(lines) > 1:
        names = [group[0].indicator.short_title for group in lines.values()]
        title = ", ".join(names[:-1]) + f" and {names[-1]}"
        areas = ", ".join(item.area.name for item in items)
        told = f"{areas}; each indicator in its own unit and for the periods it has"
    return {"title": title, "subtitle": told, "source_note": "; ".join(sources) or "no source"}


def _one(data: Opened, lines: Lines, comparators: Lines, words: dict[str, str]) -> go.Figure:
    (name, items), *_ = lines.items()
    areas = {item.area.name for item in items}
    return trend_chart(
        items,
        comparators=comparators[name],
        targets=_targets(data, items) if items[0].measure == "value" else (),
        breaks=[item for item in items[0].indicator.breaks if not item.area or item.area in areas],
        narrow=is_narrow(),
        **words,
    )


def _many(lines: Lines, comparators: Lines, words: dict[str, str]) -> go.Figure:
    titles = {name: items[0].indicator.title for name, items in lines.items()}
    return small_multiples(
        [(titles[name], items) for name, items in lines.items()],
        comparators={titles[name]: comparators[name] for name in lines},
        breaks={titles[name]: items[0].indicator.breaks for name, items in lines.items()},
        narrow=is_narrow(),
        **words,
    )


def _targets(data: Opened, items: list[Series]) -> list[TargetLine]:
    """The targets of the areas shown; one line where areas share a target."""
    indicator, places = items[0].indicator, {item.area.code for item in items}
    found = {
        (row.value, f"Target: {_DIRECTIONS[row.direction]} {number_text(row.value, indicator)}")
        for row in data.targets.itertuples()
        if row.indicator == indicator.id and row.area_code in places
    }
    return [TargetLine(value, label) for value, label in sorted(found)]


def _notes(data: Opened, chosen: Choices, lines: list[Series], view: View, source_note: str) -> None:
    """What stands under the chart: sources, date, and the meaning of each mark that occurs."""
    marks = sorted({symbol for item in lines for symbol in item.points["symbol"].tolist() if symbol})
    notes = [f"[{symbol}] {SYMBOLS[symbol]}" for symbol in marks]
    statuses = {status for item in lines for status in item.known["status"].tolist()}
    if words := status_words(statuses):
        notes.append(words + " (hollow points)")
    if any((item.points["other_figures"] > 0).any() for item in lines):
        notes.append("≠ another source gives another figure, see below")
    if any(item.points["value"].isna().any() for item in lines):
        notes.append("lines are left open where a figure is missing")
    if chosen.comparators and not all(can_compare(data.catalogue, name, view.measure) for name in chosen.indicators):
        notes.append("England, the region and like areas are shown with rates or the index, not with plain numbers")
    told = f"Source: {escape(source_note)}. As at {data.as_at.day} {data.as_at:%B %Y}."
    st.html(f"<p class='caption'>{told}{'<br>' + escape('; '.join(notes)) + '.' if notes else ''}</p>")


page()
