"""Compare: the board's areas against each other and similar ones, for one year, rates with their intervals."""

from collections.abc import Iterable
from datetime import date

import streamlit as st

from indicators.catalogue.indicators import STAGES
from indicators.catalogue.names_today import stage_words
from indicators.catalogue.periods import financial_year_of
from indicators.pages.compare.view import (
    ALL_STAGES,
    INTERVAL_NOTE,
    MOST_LISTED,
    UnitComparison,
    cached_comparison_rows,
    comparison_exhibit,
    comparison_headline,
    disjoint_indicators,
    unit_comparisons,
)
from indicators.pages.components import printing, query_params
from indicators.pages.components.add_to_report import offer_to_add, part_address
from indicators.pages.components.downloads import (
    PLOTLY_CONFIG,
    Download,
    DownloadAudience,
    FigureKey,
    audience_box,
    offer_downloads,
)
from indicators.pages.components.figure_tables import frame_html
from indicators.pages.components.filters import Filter, draw_filters, filter_words, restore_filters
from indicators.pages.components.folds import draw_fold
from indicators.pages.components.query_params import escape_markdown
from indicators.pages.components.session import DashboardData, dashboard_data, is_narrow
from indicators.report.year import opening_year, years_on_offer
from indicators.web import render
from indicators.wording.numbers import count_text

PAGE = "compare"
OPENING_STAGE = STAGES["child_protection"]


def page() -> None:
    """The page: stage and year, then one dot plot a unit with its table."""
    data = dashboard_data()
    years = _years(data.version, data)
    if not years:
        st.info("There are no figures yet. Put facts into data/facts and start again.")
        return
    # The title comes before the filters: on a phone they fill the screen.
    head = st.container()
    filters = comparison_filters(years)
    restore_filters(PAGE, filters, query_params.read_parameters(PAGE, {one.name: False for one in filters}))
    chosen = draw_filters(PAGE, filters, places=st.columns([2, 1, 1])[:2])
    # The address names the opening choices too: newer figures would make them others.
    query_params.write_parameters(PAGE, chosen)
    stage, year = chosen["stage"], chosen["year"]
    rows = cached_comparison_rows(data.version, stage, years[year], data)
    headline = comparison_headline(rows, _names(data))
    others = (disjoint_indicators(rows, _names(data)) or [])[MOST_LISTED:]
    head.html(
        render(
            "compare/head.html",
            headline=headline,
            stage=stage_words(stage),
            year=year,
            others=others,
        )
    )
    if not rows:
        st.info(
            f"No indicator of this stage has a rate or percentage for {escape_markdown(year)}. Choose "
            f"another stage or year.",
            icon=":material/arrow_upward:",
        )
        return
    narrow = is_narrow()
    printing.print_filters(data, filter_words(filters, chosen))
    release = audience_box(data, key=PAGE)
    plots = unit_comparisons(data, stage, year, years[year])
    offer_to_add(
        data,
        {part_address(PAGE, **chosen, unit=key): f"{plot.title}, {plot.when}" for key, plot in plots.items()},
        key=PAGE,
        what="Chart",
    )
    units: set[str] = set()
    for number, plot in enumerate(plots.values()):
        key = f"{PAGE}-{number}"
        is_open = plot.unit not in units
        units.add(plot.unit)
        if is_open:
            _draw(data, plot, (stage, year, years[year]), release, key=key, narrow=narrow)
            continue
        # The first part of a unit stands open; the others are drawn when they are unfolded.
        names = f"{plot.title} ({count_text(plot.rows['indicator'].nunique(), 'indicator')})"
        fold = st.expander(escape_markdown(names), key=f"{key}-fold", on_change="rerun")
        if fold.open:
            with fold:
                _draw(data, plot, (stage, year, years[year]), release, key=key, narrow=narrow)


def comparison_filters(years: Iterable[str]) -> tuple[Filter, ...]:
    """The filters, with the years that there are; the address names all choices by their words."""
    stages = {stage: stage_words(stage) for stage in (*STAGES.values(), ALL_STAGES)}
    return (
        Filter("stage", "Stage of the child's journey", stages, opening=OPENING_STAGE, printed_label="Stage"),
        Filter("year", "Year to 31 March", {year: year for year in years}, printed_label="Year"),
    )


@st.cache_data(show_spinner=False, max_entries=8)
def _years(version: str, _data: DashboardData) -> dict[str, date]:
    """Financial years with figures of our areas: the newest whole one first, then newest first."""
    years = years_on_offer(_data.store, _data.catalogue.board.own)
    first = opening_year(years).ends
    return {financial_year_of(end).label: end for end in [*([first] if first else []), *(year.ends for year in years)]}


def _names(data: DashboardData) -> list[str]:
    return [data.catalogue.areas[code].name for code in data.catalogue.board.own]


def _draw(
    data: DashboardData,
    plot: UnitComparison,
    view: tuple[str, str, date],
    release: DownloadAudience,
    *,
    key: str,
    narrow: bool,
) -> None:
    """A plot with its caption, its files and its table."""
    st.header(escape_markdown(plot.title))
    st.plotly_chart(plot.chart(narrow=narrow), theme=None, config=PLOTLY_CONFIG, key=f"{key}-chart", alt=plot.alt)
    if plot.missing:
        st.caption(escape_markdown(plot.missing))
    st.caption(f"{INTERVAL_NOTE}. Source: {escape_markdown(plot.sources)}. As at {data.as_at_text(plot.ends)}.")
    _offer(data, plot, view, release, key=key)
    draw_fold(
        "The figures as a table",
        lambda: st.html(frame_html(plot.read, f"{plot.title}, {plot.when}")),
        key=f"{key}-table",
    )


def _offer(
    data: DashboardData, plot: UnitComparison, view: tuple[str, str, date], release: DownloadAudience, *, key: str
) -> None:
    """The files of a plot, made anew from the figures of whom they are for."""

    def figures() -> frozenset[FigureKey]:
        ids = {item.short_title: item.id for item in data.catalogue.indicators.values()}
        shown = plot.rows[plot.rows["value"].notna()]
        return frozenset(zip(shown["indicator"].map(ids), shown["area"], shown["period"], strict=True))

    download = Download(
        made=lambda figures: comparison_exhibit(figures, plot.key, view),
        indicators=tuple(dict.fromkeys(plot.rows["indicator"])),
        areas=tuple(_names(data)),
        periods=tuple(dict.fromkeys(plot.rows["period"])),
        figures=figures,
    )
    offer_downloads(download, release, key=key)


page()
