"""The search for an indicator on Explore: hits while the reader types, and the list in groups.

Those with figures come first, since most who look for an indicator want to see it.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date

import streamlit as st

from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import QUADRANTS, STAGES, Indicator, is_called, search_indicators
from indicators.frames import frame_rows
from indicators.pages.components.query_params import escape_markdown
from indicators.pages.components.session import DashboardData

_KEY = "explore:search"
_GROUP_KEY = "explore:group"
_CHOSEN = "explore:hit-chosen"
#: Hits that are listed; more are counted.
MOST_HITS = 8
_NO_HEADLINE = 1_000


@dataclass(frozen=True)
class FigureSpan:
    """That an indicator has figures: the last day of the newest, and of how many areas there are any."""

    until: date
    areas: int

    @property
    def words(self) -> str:
        """`figures to March 2016`."""
        return f"figures to {self.until:%B %Y}"


def figure_spans(data: DashboardData) -> dict[str, FigureSpan]:
    """The indicators that have figures, those worked out from others too."""
    return _cached_spans(data.version, data)


@st.cache_data(show_spinner=False, max_entries=8)
def _cached_spans(version: str, _data: DashboardData) -> dict[str, FigureSpan]:
    ends: dict[str, dict[str, date]] = {}
    for row in frame_rows(_data.store.query("coverage")):
        if row.periods_with_figure > 0:
            ends.setdefault(row.indicator, {})[row.area_code] = row.last_ends.date()
    spans = {}
    for name, indicator in _data.catalogue.indicators.items():
        own = dict(ends.get(name, {}))
        if indicator.is_derived:
            top, bottom = ends.get(indicator.numerator, {}), ends.get(indicator.denominator, {})
            own |= {area: min(top[area], bottom[area]) for area in top.keys() & bottom.keys()}
        if own:
            spans[name] = FigureSpan(max(own.values()), len(own))
    return spans


#: Figures so much older than the newest of all are an old report's, for which few look.
_OLD_DAYS = 3 * 366


def search_hits(text: str, catalogue: Catalogue, spans: Mapping[str, FigureSpan]) -> list[Indicator]:
    """The hits of a search: those with figures first, of these what is called so, what still has new figures, and the
    board's headline ones.
    """
    newest = max((span.until for span in spans.values()), default=date.min)

    def order(item: Indicator) -> tuple[bool, bool, bool, bool, int]:
        is_in_title = is_called(text, item, in_title=True)
        is_old = item.id in spans and (newest - spans[item.id].until).days > _OLD_DAYS
        return item.id not in spans, not is_called(text, item), is_old, not is_in_title, item.headline or _NO_HEADLINE

    return sorted(search_indicators(text, catalogue.indicators), key=order)


@st.fragment
def draw_search(catalogue: Catalogue, spans: Mapping[str, FigureSpan], choose: Callable[[str], None]) -> None:
    """The box and its hits, which follow each letter; a fragment, so that the chart is not drawn anew for them."""
    if st.session_state.pop(_CHOSEN, False):
        st.rerun()
    text = st.text_input(
        "Find an indicator by name or topic",
        placeholder="for example neglect, CSE, children in care",
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
    return f"{name} ({sum(item in spans for item in ids)} of {len(ids)})"
