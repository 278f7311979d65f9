"""Explore: one or a few indicators over time, area by area, with all that belongs to the figures."""

from dataclasses import replace
from datetime import date
from html import escape

import pandas as pd
import streamlit as st

from indicators.charts.multiples import small_multiples
from indicators.charts.trend import TargetLine, trend_chart
from indicators.measures import Series, figures, neighbour_median, period_groups, series
from indicators.pages.parts import choices as choosing
from indicators.pages.parts.choices import NEIGHBOURS, Choices
from indicators.pages.parts.data import Opened, last_change, opened
from indicators.pages.parts.figures_table import long_table, status_words, wide_table_html
from indicators.pages.parts.story import tell_story
from indicators.pages.parts.takeaway import PLOTLY, Takeaway, offer
from indicators.pages.parts.viewport import is_narrow
from indicators.periods import PERIOD_GROUPS, Period, PeriodType
from indicators.wording import SYMBOLS, alt_text, headline, number_text, subtitle


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
    frame = _figures(data.version, chosen, data)
    with left:
        measure, periods = choosing.choose_how(data.catalogue, chosen, period_groups(_own(frame, chosen)))
        labels = _labels(_own(frame, chosen), periods)
        span = choosing.choose_span(labels)
    whole = not labels or span == (labels[0], labels[-1])
    choosing.put_address(data.catalogue, chosen, measure=measure, periods=periods, span=span, whole=whole)
    view = {"measure": measure, "periods": periods, **_dates(frame, periods, labels, span)}
    with right:
        _show(data, chosen, frame, view)


@st.cache_data(show_spinner=False, max_entries=256)
def _figures(version: str, chosen: Choices, _data: Opened) -> pd.DataFrame:
    """Every figure that the view may need, comparators included."""
    catalogue = _data.catalogue
    areas = list(chosen.areas)
    for code in chosen.comparators:
        if code != NEIGHBOURS:
            areas.append(code)
        else:
            areas += [member for area in chosen.areas for member in catalogue.neighbours.get(area, ())]
    held = [code for code in dict.fromkeys(areas) if code in catalogue.areas]
    return figures(_data.store, catalogue, chosen.indicators, held)


def _own(frame: pd.DataFrame, chosen: Choices) -> pd.DataFrame:
    return frame[frame["area_code"].isin(chosen.areas)]


def _labels(frame: pd.DataFrame, periods: str) -> list[str]:
    """The periods that the chosen areas have figures for, in time order."""
    rows = frame[frame["period_type"].isin(PERIOD_GROUPS[periods]) & (frame["rank"] == 0)]
    rows = rows[["ends", "starts", "period_type"]].drop_duplicates().sort_values(["ends", "starts"])
    return list(dict.fromkeys(_label(row) for row in rows.itertuples()))


def _label(row) -> str:
    return Period(row.ends.date(), row.starts.date(), PeriodType(row.period_type)).label


def _dates(frame: pd.DataFrame, periods: str, labels: list[str], span: tuple[str, str]) -> dict[str, date | None]:
    """The last days of the first and last period of the span."""
    if not labels:
        return {"since": None, "until": None}
    rows = frame[frame["period_type"].isin(PERIOD_GROUPS[periods])]
    ends = {_label(row): row.ends.date() for row in rows.drop_duplicates(["ends", "starts"]).itertuples()}
    return {"since": ends[span[0]], "until": ends[span[1]]}


def _show(data: Opened, chosen: Choices, frame: pd.DataFrame, view: dict) -> None:
    lines = {
        name: _without_empty_edges([series(frame, data.catalogue, name, area, **view) for area in chosen.areas])
        for name in chosen.indicators
    }
    comparators = {name: _comparators(data, chosen, frame, name, view) for name in chosen.indicators}
    first = chosen.indicators[0]
    several = len(chosen.indicators) > 1
    title = _several_title(lines) if several else headline(lines[first])
    told = _several_subtitle(lines) if several else subtitle(lines[first])
    everything = [item for name in lines for item in (*lines[name], *comparators[name])]
    source_note = _source_note(everything)
    words = {"title": title, "subtitle": told, "source_note": source_note}
    chart = _many(lines, comparators, words) if several else _one(data, lines[first], comparators[first], words)
    st.html(f"<h1 class='headline'>{escape(title)}</h1><p class='subtitle'>{escape(told)}</p>")
    alt = " ".join(alt_text(lines[name], comparators[name]) for name in lines)
    st.plotly_chart(chart, theme=None, config=PLOTLY, key="explore-chart", alt=alt)
    _under(data, everything, source_note)
    taken = Takeaway(
        figure=chart,
        **words,
        as_at=last_change(data),
        table=long_table(everything),
        indicators=chosen.indicators,
        areas=tuple(data.catalogue.areas[code].name for code in chosen.areas),
        periods=tuple(lines[first][0].points["period"]),
    )
    offer(taken, key="explore")
    for name in chosen.indicators:
        caption = f"{data.catalogue.indicators[name].title} ({lines[name][0].unit})"
        place = st.expander(f"Table: {caption}") if several else st.container()
        place.html(wide_table_html([*lines[name], *comparators[name]], caption))
    for name in chosen.indicators:
        tell_story(data, data.catalogue.indicators[name], frame, chosen.areas, open_first=not several)


def _one(data: Opened, lines: list[Series], comparators: list[Series], words: dict):
    places = {item.area.code for item in lines}
    names = {item.area.name for item in lines}
    definition = lines[0].indicator
    return trend_chart(
        lines,
        comparators=comparators,
        targets=_targets(data, lines[0], places) if lines[0].measure == "value" else (),
        breaks=[item for item in definition.breaks if not item.area or item.area in names],
        narrow=is_narrow(),
        **words,
    )


def _many(lines: dict[str, list[Series]], comparators: dict[str, list[Series]], words: dict):
    titles = {name: items[0].indicator.title for name, items in lines.items()}
    return small_multiples(
        [(titles[name], items) for name, items in lines.items()],
        comparators={titles[name]: comparators[name] for name in lines},
        breaks={titles[name]: items[0].indicator.breaks for name, items in lines.items()},
        narrow=is_narrow(),
        **words,
    )


def _comparators(data: Opened, chosen: Choices, frame: pd.DataFrame, name: str, view: dict) -> list[Series]:
    """England, region and like areas; not for plain counts, where size is all that would show."""
    if not chosen.comparators:
        return []
    definition = data.catalogue.indicators[name]
    if definition.kind == "count" and view["measure"] == "value":
        st.caption("England, the region and like areas are shown with rates or the index, not with plain numbers.")
        return []
    found = []
    for code in chosen.comparators:
        if code != NEIGHBOURS:
            if code not in chosen.areas:
                found.append(series(frame, data.catalogue, name, code, **view))
            continue
        found += [
            neighbour_median(frame, data.catalogue, name, area, **view)
            for area in chosen.areas
            if area in data.catalogue.neighbours
        ]
    return [item for item in found if len(item.known)]


def _targets(data: Opened, line: Series, places: set[str]) -> list[TargetLine]:
    rows = _target_rows(data.version, data)
    rows = rows[(rows["indicator"] == line.indicator.id) & rows["area_code"].isin(places)]
    words = {"at_least": "at least", "at_most": "at most"}
    lines = {
        (row.value, f"Target: {words[row.direction]} {number_text(row.value, line.indicator)}")
        for row in rows.itertuples()
    }
    return [TargetLine(value, label) for value, label in sorted(lines)]


@st.cache_data(show_spinner=False, max_entries=4)
def _target_rows(version: str, _data: Opened) -> pd.DataFrame:
    return _data.store.query("targets")


def _source_note(lines: list[Series]) -> str:
    sources = {source: None for item in lines for source in item.known["source"] if source}
    return "; ".join(sources) or "no source"


def _under(data: Opened, lines: list[Series], source_note: str) -> None:
    """What stands under the chart: sources, date, and the meaning of each mark that occurs."""
    symbols = sorted({symbol for item in lines for symbol in item.points["symbol"] if symbol})
    statuses = [status for item in lines for status in item.known["status"]]
    notes = [f"[{symbol}] {SYMBOLS[symbol]}" for symbol in symbols]
    if words := status_words(statuses):
        notes.append(words + " (hollow points)")
    if any((item.points["other_figures"] > 0).any() for item in lines):
        notes.append("≠ another source gives another figure, see below")
    if any((item.points["value"].isna()).any() for item in lines):
        notes.append("lines are left open where a figure is missing")
    as_at = last_change(data)
    st.caption(f"Source: {escape(source_note)}. As at {as_at.day} {as_at:%B %Y}.")
    if notes:
        st.caption("; ".join(notes) + ".")


def _without_empty_edges(lines: list[Series]) -> list[Series]:
    """Series without the years at either end for which a rate has no population in any area."""
    lost = [item.points[item.points["value"].isna() & item.points["numerator"].notna()]["ends"] for item in lines]
    told = [item.points.drop(gone.index)["ends"] for item, gone in zip(lines, lost, strict=True)]
    if lines[0].measure != "rate" or all(ends.empty for ends in told):
        return lines
    first = min(ends.min() for ends in told if len(ends))
    last = max(ends.max() for ends in told if len(ends))
    return [replace(item, points=item.points[item.points["ends"].between(first, last)]) for item in lines]


def _several_title(lines: dict[str, list[Series]]) -> str:
    names = [items[0].indicator.short_title for items in lines.values()]
    return ", ".join(names[:-1]) + f" and {names[-1]}"


def _several_subtitle(lines: dict[str, list[Series]]) -> str:
    areas = [item.area.name for item in next(iter(lines.values()))]
    return f"{', '.join(areas)}; each indicator in its own unit and for the periods it has"


page()
