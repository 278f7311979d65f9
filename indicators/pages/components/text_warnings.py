"""Warnings about a text before it is published, such as a number in it that is suppressed; on the board's screen
only.
"""

import streamlit as st
from markupsafe import Markup

from indicators.disclosure.edition import current_release
from indicators.disclosure.text_warnings import SuppressedNumbers, suppressed_numbers, text_warnings
from indicators.pages.components.session import store_fingerprint
from indicators.settings import store_path
from indicators.web import render


def suppressed_numbers_now() -> SuppressedNumbers:
    """The numbers that are withheld as the store and the rule stand; raises as `current_release`."""
    return _cached_suppressed_numbers(store_fingerprint())


@st.cache_resource(max_entries=2, show_spinner="Looking for numbers that are withheld …")
def _cached_suppressed_numbers(standing: str) -> SuppressedNumbers:
    return suppressed_numbers(current_release(store_path()))


def text_warnings_html(text: str, *, indicator: str, area_code: str) -> Markup:
    """The doubts about a text as a list; a word that there are none."""
    warnings = text_warnings(text, suppressed_numbers_now(), indicator=indicator, area_code=area_code)
    if not warnings:
        return Markup(
            "<p>The search finds no small or withheld number in it. It knows numbers only: read whether the words tell "
            "of somebody.</p>"
        )
    return render(
        "components/refusal.html",
        lead="Look twice before this is published:",
        reasons=[warning.sentence for warning in warnings],
    )
