"""Returns: take a file in, ask an agency for figures, see what came and what is still expected."""

import streamlit as st

from indicators.pages.parts import printed
from indicators.pages.parts.data import opened
from indicators.pages.parts.returns_asking import asking
from indicators.pages.parts.returns_expected import expected_section
from indicators.pages.parts.returns_history import history
from indicators.pages.parts.returns_taking import taking
from indicators.pages.parts.sections import chosen_section

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
    printed.filters(data, {"Section": SECTIONS[section][0]})


page()
