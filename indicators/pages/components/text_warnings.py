"""What may make somebody think twice before a text is published, on the board's screen only."""

from html import escape

import streamlit as st

from indicators.disclosure.edition import release_now
from indicators.disclosure.text_warnings import HiddenNumbers, doubts, hidden_numbers
from indicators.pages.components.session import standing
from indicators.settings import store_path


def hidden_today() -> HiddenNumbers:
    """The numbers that are withheld as the store and the rule stand; raises as `release_now`."""
    return _hidden(standing())


@st.cache_resource(max_entries=2, show_spinner="Looking for numbers that are withheld …")
def _hidden(standing: str) -> HiddenNumbers:
    return hidden_numbers(release_now(store_path()))


def doubts_html(text: str, *, indicator: str, area_code: str) -> str:
    """The doubts about a text as a list; a word that there are none."""
    found = doubts(text, hidden_today(), indicator=indicator, area_code=area_code)
    if not found:
        return (
            "<p>The search finds no small or withheld number in it. It knows numbers only: read whether the words tell "
            "of somebody.</p>"
        )
    lines = "".join(f"<li>{escape(one.sentence)}</li>" for one in found)
    return (
        f'<div class="refused" role="alert"><strong>Look twice before this is published:</strong><ul>{lines}</ul></div>'
    )
