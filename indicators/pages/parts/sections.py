"""A page of several sections, one at a time: chosen by a control, kept in the session and in the address."""

from collections.abc import Mapping

import streamlit as st

from indicators.pages.parts import address


def chosen_section(page: str, titles: Mapping[str, str]) -> str:
    """The section of a page that is shown, the first of `titles` at the beginning; draws the control."""
    key = f"{page}:section"
    brought = address.take_in(page, {"section": False}).get("section", [""])[0]
    if brought in titles:
        st.session_state[key] = brought
    st.session_state.setdefault(key, next(iter(titles)))
    section = st.segmented_control(
        "Section",
        list(titles),
        format_func=titles.__getitem__,
        key=key,
        required=True,
        label_visibility="collapsed",
        persist_state="session",
    )
    address.put_out(page, {"section": section})
    return section
