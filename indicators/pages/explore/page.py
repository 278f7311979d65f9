"""Explore: one or a few indicators over time or across areas, with everything that belongs to the figures."""

import streamlit as st

from indicators.exports.exhibit import table_ends
from indicators.figures import Series
from indicators.pages.components import as_known, printing
from indicators.pages.components.board_lines import LOG_PAGE
from indicators.pages.components.downloads import (
    PLOTLY_CONFIG,
    Download,
    audience_box,
    offer_downloads,
    offer_sentences,
)
from indicators.pages.components.query_params import escape_markdown
from indicators.pages.components.session import DashboardData, dashboard_data, is_narrow
from indicators.pages.explore import filters
from indicators.pages.explore import filters as choosing
from indicators.pages.explore import filters as widgets
from indicators.pages.explore.context import show_figure_history, show_findings_and_challenges, show_indicator_notes
from indicators.pages.explore.display import ChartView
from indicators.pages.explore.filters import ExploreFilters, ViewOptions
from indicators.pages.explore.series import (
    IndicatorFigures,
    areas_to_load,
    available_groups,
    chosen_figures,
    period_ends,
)
from indicators.pages.explore.view import ExploreView, explore_exhibit, explore_sentences, explore_view, judgements_html
from indicators.web import render


def page() -> None:
    """The page: choices on the left, chart, table and story on the right."""
    present = dashboard_data()
    left, right = st.columns([1, 3], gap="large")
    with right:
        choosing.restore_filters(present.catalogue)
        data = as_known.data_as_known(present)
        is_known = as_known.draw_banner(present, data, page=choosing.PAGE)
    chosen = choosing.chosen_filters(data.catalogue)
    if not is_known or not chosen.indicators or not chosen.areas:
        if is_known:
            missing = "an indicator" if not chosen.indicators else "an area"
            right.info(f"Choose {missing} to see its figures.", icon=":material/arrow_back:")
        with left:
            widgets.draw_subject_filters(data.catalogue)
            as_known.draw_day_filter(present, data, page=choosing.PAGE)
        choosing.write_filters(data, chosen, None)
        return
    cut = _view_options(data, chosen, chosen_figures(data, chosen))
    with right:
        view = explore_view(data, chosen, cut, narrow=is_narrow())
        if view.lacks_areas:
            last = escape_markdown(cut.last)
            st.info(f"Too few areas have a figure with its base for {last}. Choose another period; over time:")
        _draw_chart(view.shown)
    with left:
        widgets.draw_subject_filters(data.catalogue)
        widgets.draw_measure_filters(data.catalogue, chosen, cut)
        widgets.draw_additions(view.unavailable)
        as_known.draw_day_filter(present, data, page=choosing.PAGE)
    choosing.write_filters(data, chosen, cut)
    with right:
        _draw_details(data, chosen, cut, view)
        printing.print_filters(data, filters.explore_filter_words(data.catalogue, chosen, cut))


def _view_options(data: DashboardData, chosen: ExploreFilters, figures: IndicatorFigures) -> ViewOptions:
    measure, measures = choosing.chosen_measure(data.catalogue, chosen)
    groups = available_groups(figures, chosen)
    periods = choosing.chosen_group(groups)
    ends = period_ends(figures, chosen, periods)
    first, last = choosing.chosen_span(list(ends))
    return ViewOptions(measure, periods, first, last, measures, groups, ends)


def _draw_chart(shown: ChartView) -> None:
    st.html(render("explore/heading.html", title=shown.words["title"], subtitle=shown.words["subtitle"]))
    st.plotly_chart(shown.chart, theme=None, config=PLOTLY_CONFIG, key="explore-chart", alt=shown.alt)


def _draw_details(data: DashboardData, chosen: ExploreFilters, cut: ViewOptions, view: ExploreView) -> None:
    """Findings, events, sources and marks, whether it is real, downloads, tables, stories."""
    gathered = view.contents
    if all(item.known.empty for item in gathered.everything):
        st.info(
            "No figure of this is held for these areas. Choose others, or [ask an agency for it](returns?section=ask)"
            ". The [assurance map](assurance) shows which priorities wait for it.",
            icon=":material/inbox:",
        )
    _draw_words(data, view.shown)
    if judgements := judgements_html(data, chosen, cut, gathered):
        st.html(judgements)
    first = next(iter(gathered.lines.values()))[0]
    _offer_files(data, chosen, cut, first)
    _offer_challenge(data, chosen, cut, first)
    for caption, table in view.shown.tables:
        container = st.expander(f"Table: {escape_markdown(caption)}") if len(view.shown.tables) > 1 else st.container()
        container.html(table)
    for name, items in gathered.lines.items():
        own = view.figures.of_all(name, chosen.areas)
        show_indicator_notes(data.catalogue, items[0].indicator, own, open_first=not gathered.several)
        show_findings_and_challenges(data, items[0].indicator)
        show_figure_history(data, items[0].indicator, chosen.areas, at_hand=areas_to_load(data.catalogue, chosen))


def _offer_files(data: DashboardData, chosen: ExploreFilters, cut: ViewOptions, first: Series) -> None:
    """The files of this chart and the sentences on it, made anew from the figures of whom they are for."""
    download = Download(
        made=lambda figures: explore_exhibit(figures, chosen, cut),
        indicators=chosen.indicators,
        areas=tuple(data.catalogue.areas[code].name for code in chosen.areas),
        periods=tuple(first.points["period"]),
        known_on=data.known_on,
    )
    release = audience_box(data, key="explore")
    offer_downloads(download, release, key="explore")
    if release.is_ready:
        offer_sentences(lambda: explore_sentences(release.permitted_data(), chosen, cut), key="explore")


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


def _draw_words(data: DashboardData, shown: ChartView) -> None:
    """What the chart says in words, its events by number, and where the figures come from."""
    st.html(
        render(
            "explore/words.html",
            statements=shown.statements,
            events=shown.events,
            sources=shown.words["source_note"],
            as_at=data.as_at_text(table_ends(shown.download_table())),
            notes="; ".join(shown.all_notes),
        )
    )


page()
