"""Returns: submit a file, request figures of an agency, see what came and what is still due."""

import streamlit as st

from indicators.pages.components import printing
from indicators.pages.components.query_params import chosen_section
from indicators.pages.components.session import dashboard_data
from indicators.pages.returns.due import due_section, request_section
from indicators.pages.returns.history import history_section
from indicators.pages.returns.submit import submission_section

PAGE = "returns"
SECTIONS = {
    "take": ("Take in a file", submission_section),
    "history": ("What came", history_section),
    "expected": ("Expected and missing", due_section),
    "ask": ("Ask for figures", request_section),
}


def page() -> None:
    """The page: one section at a time, chosen in the address too."""
    data = dashboard_data()
    st.html("<h1 class='headline'>Returns</h1>")
    section = chosen_section(PAGE, {name: title for name, (title, _) in SECTIONS.items()})
    SECTIONS[section][1](data)
    printing.print_filters(data, {"Section": SECTIONS[section][0]})


page()
