"""Words and boxes that the sections of Returns share."""

import streamlit as st

from indicators.access import ROLES


def role_box(label: str, *, key: str) -> str:
    """A box for the role of who acts; any other role may be written into it."""
    return st.selectbox(label, ROLES, key=key, accept_new_options=True, persist_state="session") or ""
