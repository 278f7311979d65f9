"""Explore: one or a few indicators over time, area by area, with all that belongs to the figures."""

from dataclasses import dataclass
from html import escape

import plotly.graph_objects as go
import streamlit as st

from indicators.charts.multiples import small_multiples
from indicators.charts.trend import TargetLine, trend_chart
from indicators.measures import Series
from indicators.pages.parts import choices as choosing
from indicators.pages.parts.choices import Choices, Cut
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


@dataclass(frozen=True)
class Shown:
    """What the page shows: lines and comparators by indicator, words, chart, and what its marks mean."""

    lines: Lines
    comparators: Lines
    words: dict[str, str]
    chart: go.Figure
    notes: list[str]

    @property
    def everything(self) -> list[Series]:
        """All lines, each indicator's own before what they are held against."""
        return [item for name in self.lines for item in (*self.lines[name], *self.comparators[name])]


_DIRECTIONS = {"at_least": "at least", "at_most": "at most"}


def page() -> None:
    """The page: choices on the left, chart, table and story on the right."""
    data = opened()
    left, right = st.columns([1, 3], gap="large")
    with right:
        choosing.take_address(data.catalogue)
    chosen = choosing.chosen(data.catalogue)
    if not chosen.indicators or not chosen.areas:
        missing = "an indicator" if not chosen.indicators else "an area"
        right.info(f"Choose {missing} to see its figures.", icon=":material/arrow_back:")
        with left:
            choosing.draw_what(data.catalogue)
        choosing.put_address(data.catalogue, chosen, None)
        return
    held = held_figures(data, chosen)
    cut = _cut(data, chosen, held)
    shown = _gather(data, chosen, held, cut)
    with right:
        _draw_chart(shown)
    with left:
        choosing.draw_what(data.catalogue)
        choosing.draw_how(data.catalogue, chosen, cut)
    choosing.put_address(data.catalogue, chosen, cut)
    with right:
        _draw_rest(data, chosen, held, shown)


def _cut(data: Opened, chosen: Choices, held: Held) -> Cut:
    measure, measures = choosing.settled_measure(data.catalogue, chosen)
    groups = groups_held(held, chosen)
    periods = choosing.settled_group(groups)
    ends = period_ends(held, chosen, periods)
    first, last = choosing.settled_span(list(ends))
    return Cut(measure, periods, first, last, measures, groups, ends)


def _gather(data: Opened, chosen: Choices, held: Held, cut: Cut) -> Shown:
    """The lines of the view, the words around them and the chart."""
    span = {} if cut.is_whole else {"since": cut.ends[cut.first], "until": cut.ends[cut.last]}
    view = View(cut.measure, cut.periods, **span)
    lines = {name: lines_of(data, chosen, held, name, view) for name in chosen.indicators}
    comparators = {name: comparators_of(data, chosen, held, name, view) for name in chosen.indicators}
    words = _words(lines, comparators)
    draw = _many if len(lines) > 1 else _one
    notes = _notes(data, chosen, lines, comparators, cut.measure)
    return Shown(lines, comparators, words, draw(data, lines, comparators, words), notes)


def _draw_chart(shown: Shown) -> None:
    title, told = escape(shown.words["title"]), escape(shown.words["subtitle"])
    st.html(f"<h1 class='headline'>{title}</h1><p class='subtitle'>{told}</p>")
    alt = " ".join(alt_text(items, shown.comparators[name]) for name, items in shown.lines.items())
    st.plotly_chart(shown.chart, theme=None, config=PLOTLY, key="explore-chart", alt=alt)


def _draw_rest(data: Opened, chosen: Choices, held: Held, shown: Shown) -> None:
    """Sources and marks, downloads, tables, stories."""
    source = f"Source: {shown.words['source_note']}. As at {data.as_at.day} {data.as_at:%B %Y}."
    marks = f"<br>{escape('; '.join(shown.notes))}." if shown.notes else ""
    st.html(f"<p class='caption'>{escape(source)}{marks}</p>")
    first = next(iter(shown.lines.values()))[0]
    taken = Takeaway(
        figure=shown.chart,
        **shown.words,
        as_at=data.as_at,
        table=lambda: long_table(shown.everything),
        indicators=chosen.indicators,
        areas=tuple(data.catalogue.areas[code].name for code in chosen.areas),
        periods=tuple(first.points["period"]),
    )
    offer(taken, key="explore")
    several = len(shown.lines) > 1
    for name, items in shown.lines.items():
        caption = f"{items[0].indicator.title} ({items[0].unit})"
        place = st.expander(f"Table: {caption}") if several else st.container()
        place.html(wide_table_html([*items, *shown.comparators[name]], caption))
    for name, items in shown.lines.items():
        own = held.of_all(name, chosen.areas)
        tell_story(data.catalogue, items[0].indicator, own, open_first=not several)


def _words(lines: Lines, comparators: Lines) -> dict[str, str]:
    """Title, subtitle and sources of the chart."""
    everything = [item for name in lines for item in (*lines[name], *comparators[name])]
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


def _many(data: Opened, lines: Lines, comparators: Lines, words: dict[str, str]) -> go.Figure:
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


def _notes(data: Opened, chosen: Choices, lines: Lines, comparators: Lines, measure: str) -> list[str]:
    """The meaning of each mark that occurs."""
    everything = [item for name in lines for item in (*lines[name], *comparators[name])]
    marks = sorted({symbol for item in everything for symbol in item.points["symbol"].tolist() if symbol})
    notes = [f"[{symbol}] {SYMBOLS[symbol]}" for symbol in marks]
    if words := status_words({status for item in everything for status in item.known["status"].tolist()}):
        notes.append(words + " (hollow points)")
    if any((item.points["other_figures"] > 0).any() for item in everything):
        notes.append("≠ another source gives another figure, see below")
    if any(item.points["value"].isna().any() for item in everything):
        notes.append("lines are left open where a figure is missing")
    if chosen.comparators and not all(can_compare(data.catalogue, name, measure) for name in chosen.indicators):
        notes.append("England, the region and like areas are shown with rates or the index, not with plain numbers")
    return notes


page()
