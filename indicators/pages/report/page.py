"""Report pack: the data section of the annual report in one step, and what of it is withheld from the public."""

import streamlit as st

from indicators.pages.components.query_params import chosen_section
from indicators.pages.components.session import dashboard_data
from indicators.pages.report.make import make_section
from indicators.pages.report.sets import sets_section
from indicators.pages.report.suppressed import suppressed_section

PAGE = "report"
SECTIONS = {
    "make": ("Make a pack", make_section),
    "sets": ("Sets from the pages", sets_section),
    "withheld": ("What is withheld", suppressed_section),
}


def page() -> None:
    """The page: one section at a time, chosen in the address too."""
    data = dashboard_data()
    st.html("<h1 class='headline'>Report pack</h1>")
    section = chosen_section(PAGE, {name: title for name, (title, _) in SECTIONS.items()})
    SECTIONS[section][1](data)


page()
