"""Compare: Leicestershire against Rutland and similar areas, for one year, rates with their confidence intervals."""

from datetime import date
from html import escape
from typing import Any

import streamlit as st

from indicators.catalogue.areas import BOARD_AREAS
from indicators.catalogue.indicators import STAGES
from indicators.catalogue.periods import day_text, financial_year_of
from indicators.pages.compare.view import (
    ALL_STAGES,
    INTERVAL_NOTE,
    UnitComparison,
    cached_comparison_rows,
    comparison_exhibit,
    comparison_headline,
    unit_comparisons,
)
from indicators.pages.components import printing, query_params
from indicators.pages.components.downloads import (
    PLOTLY_CONFIG,
    Download,
    DownloadAudience,
    audience_box,
    offer_downloads,
)
from indicators.pages.components.figure_tables import frame_html
from indicators.pages.components.query_params import escape_markdown
from indicators.pages.components.session import DashboardData, dashboard_data, is_narrow

PAGE = "compare"
OPENING_STAGE = STAGES["child_protection"]
_KEEP_IN_SESSION: dict[str, Any] = {"persist_state": "session"}


def page() -> None:
    """The page: stage and year, then one dot plot a unit with its table."""
    data = dashboard_data()
    years = _years(data.version, data)
    if not years:
        st.info("There are no figures yet. Put facts into data/facts and start again.")
        return
    stage, year = _draw_filters(years)
    rows = cached_comparison_rows(data.version, stage, years[year], data)
    st.html(
        f"<h1 class='headline'>{escape(comparison_headline(rows, _names(data)))}</h1>"
        f"<p class='subtitle'>{stage}: rates and percentages for {year}, with 95% intervals for our two areas</p>"
    )
    if not rows:
        st.info(
            f"No indicator of this stage has a rate or percentage for {escape_markdown(year)}. Choose "
            f"another stage or year.",
            icon=":material/arrow_upward:",
        )
        return
    narrow = is_narrow()
    printing.print_filters(data, {"Stage": stage, "Year": year})
    release = audience_box(data, key=PAGE)
    for number, plot in enumerate(unit_comparisons(data, stage, year, years[year]).values()):
        _draw(data, plot, key=f"{PAGE}-{number}", narrow=narrow)
        _offer(data, plot, (stage, year, years[year]), release, key=f"{PAGE}-{number}")
        with st.expander("The figures as a table"):
            st.html(frame_html(plot.read, f"{plot.title}, {plot.when}"))


def _draw_filters(years: dict[str, date]) -> tuple[str, str]:
    stages = [*STAGES.values(), ALL_STAGES]
    st.session_state.setdefault(f"{PAGE}:stage", OPENING_STAGE)
    brought = query_params.read_parameters(PAGE, {"stage": False, "year": False})
    for name, options, opening in (("stage", stages, OPENING_STAGE), ("year", list(years), next(iter(years)))):
        if name in brought:
            value = brought[name][0] or opening
            if value in options:
                st.session_state[f"{PAGE}:{name}"] = value
    first, second, _ = st.columns([1, 1, 2])
    stage = first.selectbox("Stage of the child's journey", stages, key=f"{PAGE}:stage", **_KEEP_IN_SESSION)
    year = second.selectbox("Year to 31 March", list(years), key=f"{PAGE}:year", **_KEEP_IN_SESSION)
    query_params.write_parameters(PAGE, {"stage": stage, "year": year})
    return stage, year


@st.cache_data(show_spinner=False, max_entries=8)
def _years(version: str, _data: DashboardData) -> dict[str, date]:
    """Financial years with figures of our two areas: the newest well-filled one first, then newest first."""
    held = _data.store.query("indicators_by_year", areas=list(BOARD_AREAS))
    held = held[held["indicators"] > 0]
    # A year of which little has come yet is offered, but is not what the page opens with.
    filled = held[held["indicators"] >= held["indicators"].median()]
    ends = [stamp.date() for stamp in [*filled["year_end"].head(1), *held["year_end"]]]
    return {financial_year_of(end).label: end for end in ends}


def _names(data: DashboardData) -> list[str]:
    return [data.catalogue.areas[code].name for code in BOARD_AREAS if code in data.catalogue.areas]


def _draw(data: DashboardData, plot: UnitComparison, *, key: str, narrow: bool) -> None:
    st.subheader(escape_markdown(plot.title))
    st.plotly_chart(plot.chart(narrow=narrow), theme=None, config=PLOTLY_CONFIG, key=f"{key}-chart", alt=plot.alt)
    st.caption(f"{INTERVAL_NOTE}. Source: {escape_markdown(plot.sources)}. As at {day_text(data.as_at)}.")


def _offer(
    data: DashboardData, plot: UnitComparison, view: tuple[str, str, date], release: DownloadAudience, *, key: str
) -> None:
    """The files of a plot, made anew from the figures of whom they are for."""
    taken = Download(
        made=lambda figures: comparison_exhibit(figures, plot.unit, view),
        indicators=tuple(dict.fromkeys(plot.rows["indicator"])),
        areas=tuple(_names(data)),
        periods=tuple(dict.fromkeys(plot.rows["period"])),
    )
    offer_downloads(taken, release, key=key)


page()
