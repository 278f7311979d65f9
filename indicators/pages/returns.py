"""Returns: take a file in, ask an agency for figures, see what came and what is still expected."""

import streamlit as st

from indicators.pages.parts import address
from indicators.pages.parts.data import opened
from indicators.pages.parts.returns_asking import asking
from indicators.pages.parts.returns_expected import expected_section
from indicators.pages.parts.returns_history import history
from indicators.pages.parts.returns_taking import taking

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
    section = _section()
    SECTIONS[section][1](data)


def _section() -> str:
    brought = address.take_in(PAGE, {"section": False}).get("section", [""])[0]
    if brought in SECTIONS:
        st.session_state[f"{PAGE}:section"] = brought
    st.session_state.setdefault(f"{PAGE}:section", "take")
    section = st.segmented_control(
        "Section",
        list(SECTIONS),
        format_func=lambda name: SECTIONS[name][0],
        key=f"{PAGE}:section",
        required=True,
        label_visibility="collapsed",
        persist_state="session",
    )
    address.put_out(PAGE, {"section": section})
    return section


page()
