"""The search field above each page: hits of every kind while the reader types, each a link.

The field lives in the browser; the server hears of it when somebody types, and answers in a fragment, so that the page
is not drawn anew. A page on which nobody searches costs one message.
"""

import streamlit as st
from streamlit.components.v2 import component

from indicators.errors import IndicatorsError
from indicators.pages.components.search_index import MOST_SEARCHED, HitGroup, search_index
from indicators.pages.components.session import present_data
from indicators.web import WEB
from indicators.wording.numbers import count_text

_KEY = "site-search"


@st.fragment
def draw_site_search() -> None:
    """The field, and what was found for what stands in it."""
    _component()(key=_KEY, data=answer_json(_typed_text()), on_text_change=lambda: None)


def _typed_text() -> str:
    # A browser may send anything.
    text = dict(st.session_state.get(_KEY) or {}).get("text", "")
    return text[:MOST_SEARCHED] if isinstance(text, str) else ""


def answer_json(text: str) -> dict:
    """What the field is to show for a text, as plain values; nothing is looked for without one."""
    if not text.strip():
        return {"text": text, "groups": [], "said": ""}
    try:
        groups = search_index(present_data()).groups(text)
    except IndicatorsError:
        # The page itself says why there are no figures.
        return {"text": text, "groups": [], "said": "There is nothing to search yet."}
    return {
        "text": text,
        "groups": [_group_json(group) for group in groups],
        "said": answer_words(text, groups),
    }


def answer_words(text: str, groups: list[HitGroup]) -> str:
    """How much was found, or what to try where nothing was."""
    if not groups:
        return (
            f"Nothing is found for “{text.strip()}”. Try fewer letters or another word: neglect, CSE, children in "
            "care, the name of an area, the number of a challenge."
        )
    total = sum(group.count for group in groups)
    return f"{count_text(total, 'result')}: {', '.join(f'{group.title} {group.count:,}' for group in groups)}"


def _group_json(group: HitGroup) -> dict:
    more = group.count - len(group.hits)
    return {
        "title": group.title,
        "count": f"{group.count:,}",
        "hits": [vars(hit) for hit in group.hits],
        "more": f"{more:,} more; another word narrows them" if more else "",
    }


@st.cache_resource
def _component():
    return component(
        "site_search", css=(WEB / "site_search.css").read_text("utf-8"), js=(WEB / "site_search.js").read_text("utf-8")
    )
