"""A page of several sections, one at a time: chosen by a control, kept in the session and in the address."""

from collections.abc import Mapping

import streamlit as st

from indicators.pages.parts import address


def chosen_section(page: str, titles: Mapping[str, str]) -> str:
    """The section of a page that is shown, the first of `titles` at the beginning; draws the control."""
    brought = address.take_in(page, {"section": False})
    if "section" in brought:
        take_section(page, titles, brought["section"][0] or next(iter(titles)))
    section = draw_sections(page, titles)
    address.put_out(page, {"section": section})
    return section


def take_section(page: str, titles: Mapping[str, str], brought: str) -> None:
    """Turn to a section that an address brings, if there is such a one."""
    if brought in titles:
        st.session_state[f"{page}:section"] = brought


def draw_sections(page: str, titles: Mapping[str, str]) -> str:
    """The control alone, for a page that has more in its address; gives the section that is shown."""
    key = f"{page}:section"
    st.session_state.setdefault(key, next(iter(titles)))
    return st.segmented_control(
        "Section",
        list(titles),
        format_func=titles.__getitem__,
        key=key,
        required=True,
        label_visibility="collapsed",
        persist_state="session",
    )
