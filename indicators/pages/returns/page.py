"""Returns: take a file in, ask an agency for figures, see what came and what is still expected."""

import streamlit as st

from indicators.pages.components import printing
from indicators.pages.components.query_params import chosen_section
from indicators.pages.components.session import opened
from indicators.pages.returns.due import asking, expected_section
from indicators.pages.returns.history import history
from indicators.pages.returns.submit import taking

PAGE = "returns"
SECTIONS = {
    "take": ("Take in a file", taking),
    "history": ("What came", history),
    "expected": ("Expected and missing", expected_section),
    "ask": ("Ask for figures", asking),
}


def page() -> None:
    """The page: one section at a time, chosen in the address too."""
    data = opened()
    st.html("<h1 class='headline'>Returns</h1>")
    section = chosen_section(PAGE, {name: title for name, (title, _) in SECTIONS.items()})
    SECTIONS[section][1](data)
    printing.filters(data, {"Section": SECTIONS[section][0]})


page()
