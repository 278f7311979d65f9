"""Add an indicator: look into a published file, choose a column and its lines, describe it, write its definition."""

import re

import streamlit as st

from indicators.errors import IndicatorsError
from indicators.pages.add.describe import describe_section
from indicators.pages.add.file import chosen_file, stored_upload, survey_of
from indicators.pages.add.lines import lines_section, show_survey
from indicators.pages.add.written import show_done
from indicators.pages.components import printing
from indicators.pages.components.query_params import escape_markdown
from indicators.pages.components.session import DashboardData, dashboard_data
from indicators.settings import ROOT

PAGE = "add"
_GUIDE = ROOT / "docs" / "adding-an-indicator.md"
_HOW = """
A published file that has a line for each area and period: open data of the Department for Education as downloaded
(CSV, or the ZIP of a whole release), the extract of its Local Authority Interactive Tool, Excel or ODS "underlying
data". You see what it holds for our areas, choose a column and its lines, say what it is and what to ask, and the
definition is written. Nothing is written that would not load.
"""


def page() -> None:
    """The page: one step after the other, each as soon as the one before has what it needs."""
    data = dashboard_data()
    st.html("<h1 class='headline'>Add an indicator</h1>")
    show_done(data)
    uploaded = chosen_file()
    if uploaded is None:
        st.markdown(_HOW)
    else:
        with stored_upload(uploaded) as file:
            try:
                _steps(data, file)
            except IndicatorsError as error:
                st.error(f"**This file cannot be used.** {escape_markdown(str(error))}", icon=":material/block:")
                st.caption("Nothing was changed. Remove the file above and choose another.")
    with st.expander("How each part of a definition is written, with examples", icon=":material/menu_book:"):
        st.markdown(re.sub(r"(?m)^#+ (.+)$", r"**\1**", _GUIDE.read_text("utf-8").partition("\n")[2]))
    printing.print_filters(data, {})


def _steps(data: DashboardData, file) -> None:
    table, survey = survey_of(data, file)
    if survey is None:
        return
    show_survey(data, survey)
    chosen = lines_section(data, table, survey)
    if chosen is not None:
        describe_section(data, table, survey, chosen)


page()
