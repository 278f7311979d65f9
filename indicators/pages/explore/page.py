"""Explore: one or a few indicators over time or across areas, with all that belongs to the figures."""

from html import escape

import streamlit as st

from indicators.figures import Series
from indicators.pages.components import as_known, printing
from indicators.pages.components.board_lines import LOG_PAGE
from indicators.pages.components.downloads import PLOTLY, Takeaway, offer, offer_sentences, release_box
from indicators.pages.components.query_params import unmarked
from indicators.pages.components.session import Opened, is_narrow, opened
from indicators.pages.explore import filters
from indicators.pages.explore import filters as choosing
from indicators.pages.explore import filters as widgets
from indicators.pages.explore.context import tell_heard, tell_history, tell_story
from indicators.pages.explore.display import Shown, listed
from indicators.pages.explore.filters import Choices, Cut
from indicators.pages.explore.series import Held, areas_at_hand, groups_held, held_figures, period_ends
from indicators.pages.explore.view import Explored, explored, explored_exhibit, explored_sentences, worth_of


def page() -> None:
    """The page: choices on the left, chart, table and story on the right."""
    present = opened()
    left, right = st.columns([1, 3], gap="large")
    with right:
        choosing.take_address(present.catalogue)
        data = as_known.settled(present)
        is_known = as_known.banner(present, data, page=choosing.PAGE)
    chosen = choosing.chosen(data.catalogue)
    if not is_known or not chosen.indicators or not chosen.areas:
        if is_known:
            missing = "an indicator" if not chosen.indicators else "an area"
            right.info(f"Choose {missing} to see its figures.", icon=":material/arrow_back:")
        with left:
            widgets.draw_what(data.catalogue)
            as_known.draw(present, data, page=choosing.PAGE)
        choosing.put_address(data, chosen, None)
        return
    cut = _cut(data, chosen, held_figures(data, chosen))
    with right:
        view = explored(data, chosen, cut, narrow=is_narrow())
        if view.lacks_areas:
            last = unmarked(cut.last)
            st.info(f"Too few areas have a figure with its base for {last}. Choose another period; over time:")
        _draw_chart(view.shown)
    with left:
        widgets.draw_what(data.catalogue)
        widgets.draw_how(data.catalogue, chosen, cut)
        widgets.draw_additions(view.refused)
        as_known.draw(present, data, page=choosing.PAGE)
    choosing.put_address(data, chosen, cut)
    with right:
        _draw_rest(data, chosen, cut, view)
        printing.filters(data, filters.on_explore(data.catalogue, chosen, cut))


def _cut(data: Opened, chosen: Choices, held: Held) -> Cut:
    measure, measures = choosing.settled_measure(data.catalogue, chosen)
    groups = groups_held(held, chosen)
    periods = choosing.settled_group(groups)
    ends = period_ends(held, chosen, periods)
    first, last = choosing.settled_span(list(ends))
    return Cut(measure, periods, first, last, measures, groups, ends)


def _draw_chart(shown: Shown) -> None:
    title, told = escape(shown.words["title"]), escape(shown.words["subtitle"])
    st.html(f"<h1 class='headline'>{title}</h1><p class='subtitle'>{told}</p>")
    st.plotly_chart(shown.chart, theme=None, config=PLOTLY, key="explore-chart", alt=shown.alt)


def _draw_rest(data: Opened, chosen: Choices, cut: Cut, view: Explored) -> None:
    """Findings, events, sources and marks, whether it is real, downloads, tables, stories."""
    gathered = view.gathered
    if all(item.known.empty for item in gathered.everything):
        st.info(
            "No figure of this is held for these areas. Choose others, or [ask an agency for it](returns?section=ask)"
            ". The [assurance map](assurance) shows which priorities wait for it.",
            icon=":material/inbox:",
        )
    _draw_words(data, view.shown)
    if worth := worth_of(data, chosen, cut, gathered):
        st.html(worth)
    first = next(iter(gathered.lines.values()))[0]
    _offer_files(data, chosen, cut, first)
    _offer_challenge(data, chosen, cut, first)
    for caption, table in view.shown.tables:
        place = st.expander(f"Table: {unmarked(caption)}") if len(view.shown.tables) > 1 else st.container()
        place.html(table)
    for name, items in gathered.lines.items():
        own = view.held.of_all(name, chosen.areas)
        tell_story(data.catalogue, items[0].indicator, own, open_first=not gathered.several)
        tell_heard(data, items[0].indicator)
        tell_history(data, items[0].indicator, chosen.areas, at_hand=areas_at_hand(data.catalogue, chosen))


def _offer_files(data: Opened, chosen: Choices, cut: Cut, first: Series) -> None:
    """The files of this chart and the sentences on it, made anew from the figures of whom they are for."""
    taken = Takeaway(
        made=lambda figures: explored_exhibit(figures, chosen, cut),
        indicators=chosen.indicators,
        areas=tuple(data.catalogue.areas[code].name for code in chosen.areas),
        periods=tuple(first.points["period"]),
        known_on=data.known_on,
    )
    release = release_box(data, key="explore")
    offer(taken, release, key="explore")
    if release.is_ready:
        offer_sentences(lambda: explored_sentences(release.opened(), chosen, cut), key="explore")


def _offer_challenge(data: Opened, chosen: Choices, cut: Cut, first: Series) -> None:
    """The way to a challenge about the first line of this chart; the whole chart is frozen with it."""
    about = {
        "section": "raise",
        "indicator": first.indicator.id,
        "area": first.area.name,
        "beside": ",".join(code for code in chosen.areas if code != first.area.code),
        "measure": first.measure,
        "periods": cut.periods,
        "as_at": cut.ends[cut.last].isoformat() if cut.is_cut_after else "",
        **as_known.parameters(data),
    }
    st.page_link(
        LOG_PAGE,
        label="Raise a challenge about this chart",
        icon=":material/flag:",
        query_params={name: value for name, value in about.items() if value},
    )


def _draw_words(data: Opened, shown: Shown) -> None:
    """What the chart says in words, its events by number, and where the figures come from."""
    source = f"Source: {shown.words['source_note']}. As at {data.as_at_text}."
    notes = "; ".join(shown.all_notes)
    marks = f"<br>{escape(notes[:1].upper() + notes[1:])}." if notes else ""
    said, happened = listed(shown.says, "about"), listed(shown.events, "about events")
    st.html(f"{said}{happened}<p class='caption'>{escape(source)}{marks}</p>")


page()
