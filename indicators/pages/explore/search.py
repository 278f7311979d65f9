"""The search for an indicator on Explore: hits while the reader types, and the list in groups."""

from collections.abc import Callable, Collection, Mapping

import streamlit as st

from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import QUADRANTS, STAGES, Indicator
from indicators.catalogue.names_today import stage_words
from indicators.pages.components.indicator_search import FigureSpan, search_hits
from indicators.pages.components.query_params import escape_markdown

_KEY = "explore:search"
_GROUP_KEY = "explore:group"
_CHOSEN = "explore:hit-chosen"
#: Hits that are listed; more are counted.
MOST_HITS = 8


@st.fragment
def draw_search(catalogue: Catalogue, spans: Mapping[str, FigureSpan], choose: Callable[[str], None]) -> None:
    """The box and its hits, which follow each letter; a fragment, so that the chart is not drawn anew for them."""
    if st.session_state.pop(_CHOSEN, False):
        st.rerun()
    text = st.text_input(
        "Find an indicator by name or topic",
        placeholder="for example neglect, CSE",
        key=_KEY,
        type="search",
        live=True,
    )
    if not text.strip():
        return
    hits = search_hits(text, catalogue, spans)
    if not hits:
        st.caption(f"Nothing is called “{escape_markdown(text)}”. Try another word, or choose from the list below.")
        return
    with st.container(gap="xxsmall", key="explore-hits"):
        for item in hits[:MOST_HITS]:
            said = spans[item.id].words if item.id in spans else "no figures yet"
            label = f"{escape_markdown(item.title)} :small[({said})]"
            key = f"explore-hit-{item.id}"
            st.button(label, key=key, type="tertiary", on_click=_take_hit, args=(choose, item.id))
        if len(hits) > MOST_HITS:
            st.caption(f"{len(hits) - MOST_HITS} more; another word narrows them.")


def _take_hit(choose: Callable[[str], None], name: str) -> None:
    choose(name)
    st.session_state[_KEY] = ""
    # The whole page follows, not the search alone.
    st.session_state[_CHOSEN] = True


def indicator_label(indicator: Indicator, spans: Collection[str]) -> str:
    """An indicator in the list; that it has no figures is said before it is chosen."""
    return indicator.title + ("" if indicator.id in spans else " (no figures yet)")


def draw_group(catalogue: Catalogue, spans: Collection[str], chosen: Collection[str]) -> list[str]:
    """The choice of a group, with how many indicators its list has, and what the list offers: those with figures
    first; what is chosen stays in it.
    """
    groups = indicator_groups(catalogue)
    words = {name: _group_words(name, ids, spans) for name, ids in groups.items()}
    if st.session_state.get(_GROUP_KEY) not in words:
        st.session_state[_GROUP_KEY] = ALL
    group = st.selectbox(
        "List (how many have figures)",
        list(words),
        format_func=words.__getitem__,
        key=_GROUP_KEY,
        persist_state="session",
    )
    titles = {name: catalogue.indicators[name].title for name in (*groups[group], *chosen)}
    return sorted(titles, key=lambda name: (name not in spans, titles[name]))


ALL = "All indicators"


def indicator_groups(catalogue: Catalogue) -> dict[str, list[str]]:
    """The ids of all indicators; of the figures, which are most, by stage; and of each other quadrant."""
    every = list(catalogue.indicators.values())
    groups: dict[str, list[str]] = {ALL: [item.id for item in every]}
    figures, *others = QUADRANTS
    for stage, name in STAGES.items():
        groups[name] = [item.id for item in every if (item.quadrant, item.stage) == (figures, stage)]
    for quadrant in others:
        words = QUADRANTS[quadrant].removeprefix("Engagement with ")
        groups[words[:1].upper() + words[1:]] = [item.id for item in every if item.quadrant == quadrant]
    return {name: ids for name, ids in groups.items() if ids}


def _group_words(name: str, ids: Collection[str], spans: Collection[str]) -> str:
    return f"{stage_words(name)} ({sum(item in spans for item in ids)} of {len(ids)})"
