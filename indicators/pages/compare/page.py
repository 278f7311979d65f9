"""Compare: Leicestershire against Rutland and against like areas, for one year, rates with their intervals."""

from datetime import date
from html import escape

import streamlit as st

from indicators.catalogue.areas import BOARD_AREAS
from indicators.catalogue.indicators import STAGES
from indicators.catalogue.periods import day_text, financial_year_of
from indicators.pages.compare.view import (
    ALL_STAGES,
    NOTE,
    Compared,
    compared,
    compared_exhibit,
    compared_rows,
    comparison_headline,
)
from indicators.pages.components import printing, query_params
from indicators.pages.components.downloads import PLOTLY, Release, Takeaway, offer, release_box
from indicators.pages.components.figure_tables import frame_html
from indicators.pages.components.query_params import unmarked
from indicators.pages.components.session import Opened, is_narrow, opened

PAGE = "compare"
OPENING_STAGE = STAGES["child_protection"]
_KEEP = {"persist_state": "session"}


def page() -> None:
    """The page: stage and year, then one dot plot a unit with its table."""
    data = opened()
    years = _years(data.version, data)
    if not years:
        st.info("There are no figures yet. Put facts into data/facts and start again.")
        return
    stage, year = _choose(years)
    rows = compared_rows(data.version, stage, years[year], data)
    st.html(
        f"<h1 class='headline'>{escape(comparison_headline(rows, _names(data)))}</h1>"
        f"<p class='subtitle'>{stage}: rates and percentages for {year}, with 95% intervals for our two areas</p>"
    )
    if not rows:
        st.info(
            f"No indicator of this stage has a rate or percentage for {unmarked(year)}. Choose another stage or year.",
            icon=":material/arrow_upward:",
        )
        return
    narrow = is_narrow()
    printing.filters(data, {"Stage": stage, "Year": year})
    release = release_box(data, key=PAGE)
    for number, plot in enumerate(compared(data, stage, year, years[year]).values()):
        _draw(data, plot, key=f"{PAGE}-{number}", narrow=narrow)
        _offer(data, plot, (stage, year, years[year]), release, key=f"{PAGE}-{number}")
        with st.expander("The figures as a table"):
            st.html(frame_html(plot.read, f"{plot.title}, {plot.when}"))


def _choose(years: dict[str, date]) -> tuple[str, str]:
    stages = [*STAGES.values(), ALL_STAGES]
    st.session_state.setdefault(f"{PAGE}:stage", OPENING_STAGE)
    brought = query_params.take_in(PAGE, {"stage": False, "year": False})
    for name, options, opening in (("stage", stages, OPENING_STAGE), ("year", list(years), next(iter(years)))):
        if name in brought:
            value = brought[name][0] or opening
            if value in options:
                st.session_state[f"{PAGE}:{name}"] = value
    first, second, _ = st.columns([1, 1, 2])
    stage = first.selectbox("Stage of the child's journey", stages, key=f"{PAGE}:stage", **_KEEP)
    year = second.selectbox("Year to 31 March", list(years), key=f"{PAGE}:year", **_KEEP)
    query_params.put_out(PAGE, {"stage": stage, "year": year})
    return stage, year


@st.cache_data(show_spinner=False, max_entries=8)
def _years(version: str, _data: Opened) -> dict[str, date]:
    """Financial years with figures of our two areas: the newest well-filled one first, then newest first."""
    held = _data.store.query("indicators_by_year", areas=list(BOARD_AREAS))
    held = held[held["indicators"] > 0]
    # A year of which little has come yet is offered, but is not what the page opens with.
    filled = held[held["indicators"] >= held["indicators"].median()]
    ends = [stamp.date() for stamp in [*filled["year_end"].head(1), *held["year_end"]]]
    return {financial_year_of(end).label: end for end in ends}


def _names(data: Opened) -> list[str]:
    return [data.catalogue.areas[code].name for code in BOARD_AREAS if code in data.catalogue.areas]


def _draw(data: Opened, plot: Compared, *, key: str, narrow: bool) -> None:
    st.subheader(unmarked(plot.title))
    st.plotly_chart(plot.chart(narrow=narrow), theme=None, config=PLOTLY, key=f"{key}-chart", alt=plot.alt)
    st.caption(f"{NOTE}. Source: {unmarked(plot.sources)}. As at {day_text(data.as_at)}.")


def _offer(data: Opened, plot: Compared, view: tuple[str, str, date], release: Release, *, key: str) -> None:
    """The files of a plot, made anew from the figures of whom they are for."""
    taken = Takeaway(
        made=lambda figures: compared_exhibit(figures, plot.unit, view),
        indicators=tuple(dict.fromkeys(plot.rows["indicator"])),
        areas=tuple(_names(data)),
        periods=tuple(dict.fromkeys(plot.rows["period"])),
    )
    offer(taken, release, key=key)


page()
