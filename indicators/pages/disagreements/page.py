"""Disagreements: figures that two sources give differently, and printed ones that their own counts do not give."""

import pandas as pd
import streamlit as st
from markupsafe import Markup

from indicators.pages.components import printing
from indicators.pages.components.add_to_report import offer_to_add
from indicators.pages.components.filters import clear_filters
from indicators.pages.components.folds import draw_fold
from indicators.pages.components.session import DashboardData, dashboard_data
from indicators.pages.disagreements.download import DISAGREEMENTS_TITLE, offer_disagreements
from indicators.pages.disagreements.filters import (
    FILTER_NAMES,
    OTHER_AREAS,
    PAGE,
    DisagreementFilters,
    choose_filters,
    disagreement_filter_words,
    filters_for_rows,
    list_address,
    list_words,
    own_areas,
    page_disagreements,
    restore_address,
)
from indicators.pages.disagreements.lists import consequences_html, disagreements_headline, disagreements_html
from indicators.web import WEB, render

_STYLE = WEB / "disagreements.css"
_HOW = """
Every figure keeps its source, and nothing is thrown away. Where there are several for the same thing, the dashboard
uses a figure worked out from its own counts before one that was only printed; then the source that the indicator's
definition names first; then the newest source. The others stand here.

What rounding explains is no disagreement: a printed 31% agrees with 30.95%, a printed 32% does not. Figures of England
and the regions are published with their counts rounded to the nearest 10, and what that can change is left out too.

A bar shows how far apart two numbers are, as a share of the first; a full bar is as much again, or more. Numbers
below 30 and percentages have none.
[How figures are worked out](about?section=method) has the order in which figures are chosen.
"""


def page() -> None:
    """The page: what there is in a sentence, the filters, the sections, and what follows from them."""
    data = dashboard_data()
    st.html(_STYLE)
    areas = own_areas(data.catalogue)
    everything = page_disagreements(data, areas, restore_address(data.catalogue, areas))
    top = st.container()
    filters = filters_for_rows(data.catalogue, everything, areas)
    chosen = choose_filters(filters)
    shown = chosen.of(everything, data.catalogue)
    direct, following = shown[~shown["follows"]], shown[shown["follows"]]
    top.html(_summary(data, chosen, shown, everything))
    if direct.empty:
        _show_empty_list(chosen, len(following))
    else:
        st.html(disagreements_html(direct, data.catalogue, order=chosen.sort))
    if len(shown):
        words = list_words(data, chosen)
        title = f"{DISAGREEMENTS_TITLE}: {words}" if words else DISAGREEMENTS_TITLE
        offer_to_add(data, {list_address(filters, chosen): title}, key=PAGE)
        offer_disagreements(data, chosen, areas, shown)
    _folds(data, following)
    printing.print_filters(data, disagreement_filter_words(filters, chosen))


def _summary(data: DashboardData, chosen: DisagreementFilters, shown: pd.DataFrame, everything: pd.DataFrame) -> Markup:
    """The sentence that says what there is, and under it of which areas, and how much the filters show."""
    where = "areas other than ours" if chosen.area == OTHER_AREAS else "our areas"
    if chosen.area in data.catalogue.areas:
        where = data.catalogue.areas[chosen.area].name
    direct, total = shown[~shown["follows"]], int((~everything["follows"]).sum())
    headline = disagreements_headline(direct, data.catalogue, following=len(shown) - len(direct))
    return render(
        "disagreements/head.html",
        headline=headline,
        where=where,
        as_at=data.as_at_text(shown["ends"].dt.date),
        number=len(direct),
        of=total,
    )


def _show_empty_list(chosen: DisagreementFilters, following: int) -> None:
    """An empty list says why, and what to do next."""
    if following:
        st.info(
            f"No figure here is given differently by itself; {following:,} differ because the counts behind them do. "
            "Unfold them below, or choose a single area or the count itself."
        )
    elif chosen.is_everything:
        st.info("All sources agree. Choose “Other areas” above to look further, or see About the data for the sources.")
    else:
        st.info("No figures disagree for this choice. Choose another area, stage, indicator, kind or year.")
    if not chosen.is_everything:
        st.button("Show everything", key="disagreements-everything", on_click=clear_filters, args=(PAGE, FILTER_NAMES))


def _folds(data: DashboardData, following: pd.DataFrame) -> None:
    """Rates and sums that differ because their counts do, and how the list is made."""
    if number := len(following):
        title = f"Rates and sums that differ because their counts do ({number:,})"
        fold = st.expander(title, key="disagreements-follow", on_change="rerun")
        if fold.open:
            fold.html(consequences_html(following, data.catalogue, "Figures that differ because their counts do"))
    draw_fold("How this list is made", lambda: st.markdown(_HOW), key="disagreements-how")


page()
