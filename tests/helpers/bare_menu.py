"""The floor that our menu is compared with: Streamlit's own, of two groups of pages without a word of ours."""

import streamlit as st


def first() -> None:
    st.title("Bare page")


def second() -> None:
    st.title("Another")


st.navigation(
    {"One": [st.Page(first, icon=":material/flag:")], "Two": [st.Page(second, icon=":material/info:")]}, position="top"
).run()
