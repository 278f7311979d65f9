"""Explore: one or a few indicators over time or across areas, with everything that belongs to the figures."""

from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from indicators.figures import Series
from indicators.figures.series import POOLED_MEASURES
from indicators.pages.components import as_known, printing
from indicators.pages.components.add_to_report import offer_to_add
from indicators.pages.components.board_lines import LOG_PAGE
from indicators.pages.components.downloads import (
    Download,
    DownloadAudience,
    FigureKey,
    audience_box,
    offer_downloads,
    offer_sentences,
)
from indicators.pages.components.indicator_search import figure_spans
from indicators.pages.components.query_params import escape_markdown
from indicators.pages.components.session import DashboardData, dashboard_data, is_narrow
from indicators.pages.components.slides import SlideSubject, offer_presentation
from indicators.pages.explore import filters
from indicators.pages.explore.address import view_address, view_title
from indicators.pages.explore.choice import MOST_LINES, PAGE, ExploreFilters, ViewOptions
from indicators.pages.explore.context import show_figure_history, show_findings_and_challenges, show_indicator_notes
from indicators.pages.explore.live_view import draw_controls, draw_tables, draw_view, draw_views_ahead, load_library
from indicators.pages.explore.series import areas_to_load, areas_with_figures, opening_areas
from indicators.pages.explore.settle import settle
from indicators.pages.explore.view import ExploreView, explore_exhibit, explore_sentences, explore_view


def page() -> None:
    """The page: choices on the left, chart, table and story on the right; on a phone the chart, then the choices."""
    present = dashboard_data()
    narrow = is_narrow()
    main, head, left, rest = _places(narrow)
    with rest:
        load_library()
    with head:
        filters.restore_filters(present)
        data = as_known.data_as_known(present)
        is_known = as_known.draw_banner(present, data, page=PAGE)
    settled = settle(data, filters.chosen_indicators(data), filters.session_choice())
    # The cuts that are none are none when another indicator comes, too.
    filters.choose(first=settled.choice.first, last=settled.choice.last)
    view = None
    with head:
        if is_known and settled.filters.indicators:
            draw_view(data, settled, narrow=narrow)
            if settled.options is not None:
                view = explore_view(data, settled.filters, settled.options, narrow=narrow)
                if view.is_empty:
                    _draw_empty(data, settled.filters)
        if is_known and view is None:
            missing = "an area" if settled.filters.indicators else "an indicator"
            st.info(f"Choose {missing} to see its figures.", icon=":material/arrow_back:")
    with left:
        filters.draw_subject_filters(data.catalogue, figure_spans(data) if is_known else {})
        if is_known and settled.filters.indicators:
            draw_controls()
        as_known.draw_day_filter(present, data, page=PAGE)
    filters.write_filters(data, settled)
    if view is None or settled.options is None:
        return
    with rest:
        _draw_details(data, settled.filters, settled.options, view)
    with main:
        printing.print_filters(data, filters.explore_filter_words(data.catalogue, settled.filters, settled.options))
        draw_views_ahead(data, settled, narrow=narrow)


def _places(narrow: bool) -> tuple[DeltaGenerator, DeltaGenerator, DeltaGenerator, DeltaGenerator]:
    """The page's main part, and in it where the chart, the choices and all that follows stand; on a phone in this
    order, below each other.
    """
    if narrow:
        main = st.container()
        with main:
            return main, st.container(), st.container(key="explore-choices"), st.container()
    left, right = st.columns([1, 3], gap="large")
    with right:
        return right, st.container(), left, st.container()


def _draw_empty(data: DashboardData, chosen: ExploreFilters) -> None:
    """That there is nothing to draw, why, and a way to what there is."""
    codes = areas_with_figures(data, chosen.indicators)
    if not codes:
        st.info(
            "No figure of this has come yet. [Ask an agency for it](returns?section=ask). The "
            "[assurance map](assurance) shows which priorities wait for it.",
            icon=":material/inbox:",
        )
        return
    names = [escape_markdown(data.catalogue.areas[code].name) for code in codes]
    others = [code for code in codes if code not in chosen.areas]
    some = [code for code in opening_areas(data, chosen.indicators) if code in others] or others[:MOST_LINES]
    if some:
        st.info(f"There are figures of this for {', '.join(names)}.", icon=":material/inbox:")
        st.button(
            "Show " + ", ".join(escape_markdown(data.catalogue.areas[code].name) for code in some),
            key="explore-other-areas",
            on_click=filters.choose,
            kwargs={"areas": tuple(some)},
        )
    else:
        st.info("These areas have figures of this, but not in the periods chosen.", icon=":material/inbox:")
        st.button("Show all periods", key="explore-all-periods", on_click=filters.clear_periods)


def _draw_details(data: DashboardData, chosen: ExploreFilters, cut: ViewOptions, view: ExploreView) -> None:
    """Files, tables and stories; no files where nothing is drawn."""
    gathered = view.contents
    if not view.is_empty:
        first = next((items[0] for items in gathered.lines.values() if len(items[0].known)), gathered.everything[0])
        release = audience_box(data, key="explore")
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="explore-next"):
            _offer_files(data, chosen, cut, first, release)
            _offer_to_add(data, chosen, cut)
            _offer_challenge(data, chosen, cut, first)
            offer_presentation(data, _slides(chosen, cut), of=PAGE)
        if release.is_ready:
            offer_sentences(lambda: explore_sentences(release.permitted_data(), chosen, cut), key="explore")
        draw_tables()
    at_hand = areas_to_load(data.catalogue, chosen.areas)
    for name, items in gathered.lines.items():
        own = view.figures.of_all(name, chosen.areas)
        show_indicator_notes(data.catalogue, items[0].indicator, own, open_first=not gathered.several)
        show_findings_and_challenges(data, items[0].indicator)
        show_figure_history(data, items[0].indicator, chosen.areas, at_hand=at_hand)


def _offer_files(
    data: DashboardData, chosen: ExploreFilters, cut: ViewOptions, first: Series, release: DownloadAudience
) -> None:
    """The files of this chart, made anew from the figures of whom they are for."""
    download = Download(
        made=lambda figures: explore_exhibit(figures, chosen, cut),
        indicators=chosen.indicators,
        areas=tuple(data.catalogue.areas[code].name for code in chosen.areas),
        periods=tuple(first.points["period"]),
        figures=lambda: _figure_keys(data, chosen, cut),
        known_on=data.known_on,
    )
    offer_downloads(download, release, key="explore")


def _offer_to_add(data: DashboardData, chosen: ExploreFilters, cut: ViewOptions) -> None:
    """The way into the report, with all that was asked for.

    What could not be drawn here may hang on numbers that are withheld from the public, and a part has the same name
    and address for both: each pack leaves out what its own figures do not bear.
    """
    offer_to_add(
        data, {view_address(data.catalogue, chosen, cut): view_title(data.catalogue, chosen, cut)}, key="explore"
    )


def _figure_keys(data: DashboardData, chosen: ExploreFilters, cut: ViewOptions) -> frozenset[FigureKey]:
    """Which figures the view has, of its comparisons too."""
    # Years taken together are withheld where one of them is.
    single = replace(cut, measure=POOLED_MEASURES.get(cut.measure, cut.measure))
    lines = explore_view(data, chosen, single, narrow=False).contents.everything
    return frozenset(
        (item.indicator.id, item.area.name, period) for item in lines for period in item.known["period"].tolist()
    )


def _offer_challenge(data: DashboardData, chosen: ExploreFilters, cut: ViewOptions, first: Series) -> None:
    """The way to a challenge about the first line of this chart; the whole chart is frozen with it."""
    about = {
        "section": "raise",
        "indicator": first.indicator.id,
        "area": first.area.name,
        "beside": ",".join(code for code in chosen.areas if code != first.area.code),
        "measure": first.measure,
        "periods": cut.periods,
        "as_at": cut.ends[cut.last].isoformat() if cut.is_cut_after else "",
        **as_known.day_parameters(data),
    }
    st.page_link(
        LOG_PAGE,
        label="Raise a challenge about this chart",
        icon=":material/flag:",
        query_params={name: value for name, value in about.items() if value},
    )


def _slides(chosen: ExploreFilters, cut: ViewOptions) -> list[SlideSubject]:
    """A slide an indicator, of the lines, periods and comparators that are chosen."""
    return [
        SlideSubject(
            name,
            chosen.areas,
            POOLED_MEASURES.get(cut.measure, cut.measure),
            cut.periods,
            since=cut.ends[cut.first] if cut.is_cut_before else None,
            until=cut.ends[cut.last] if cut.is_cut_after else None,
            comparators=chosen.comparators,
        )
        for name in chosen.indicators
    ]


page()
