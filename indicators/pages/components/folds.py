"""Folds whose content is made and sent when they are opened, beside the rest of the page."""

from collections.abc import Callable

import streamlit as st


@st.fragment
def draw_fold(label: str, draw: Callable[[], object], *, key: str, icon: str | None = None) -> None:
    """A fold that is closed at first; `draw` draws what it holds, and `label` is Markdown.

    Opening it runs `draw` alone and not the page, so that nothing else moves under the reader's eyes.
    """
    fold = st.expander(label, icon=icon, key=key, on_change="rerun")
    if fold.open:
        with fold:
            draw()
