"""The widgets of Explore, drawn after the chart with the values that it was drawn from."""

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from indicators.definitions import search
from indicators.measures import Catalogue
from indicators.pages.parts.choices import (
    ADDITION_WORDS,
    CHART_WORDS,
    COMPARATOR_WORDS,
    FEWEST_TO_CUT,
    MEASURE_WORDS,
    MOST_LINES,
    PAGE,
    PERIOD_WORDS,
    Choices,
    Cut,
    cut_at,
)
from indicators.pages.parts.unmarked import unmarked

_KEEP = {"persist_state": "session"}


def draw_what(catalogue: Catalogue) -> None:
    """The widgets for indicators, areas and comparators."""
    key = f"{PAGE}:search"
    text = st.text_input("Find an indicator by name or topic", placeholder="for example neglect", key=key)
    st.multiselect(
        "Indicators",
        _offered(catalogue, text),
        format_func=lambda name: catalogue.indicators[name].title,
        key=f"{PAGE}:indicators",
        max_selections=MOST_LINES,
        placeholder="Choose one to four",
        **_KEEP,
    )
    st.multiselect(
        "Areas",
        list(catalogue.areas),
        format_func=lambda code: catalogue.areas[code].name,
        key=f"{PAGE}:areas",
        max_selections=MOST_LINES,
        placeholder="Choose one to four",
        **_KEEP,
    )
    st.pills(
        "Compare with",
        list(COMPARATOR_WORDS),
        selection_mode="multi",
        format_func=COMPARATOR_WORDS.__getitem__,
        key=f"{PAGE}:with",
        wrap=True,
        **_KEEP,
    )


def draw_how(catalogue: Catalogue, choices: Choices, cut: Cut) -> None:
    """The widgets for measure, kind of period and span, offered only as far as the indicators have them."""
    kinds = {catalogue.indicators[name].kind for name in choices.indicators}
    words = {("count",): "Number", ("proportion",): "Percentage"}.get(tuple(kinds), "Figure")
    _draw_one_of("Show", "measure", cut.measures, MEASURE_WORDS | {"value": words})
    _draw_one_of("Periods", "periods", cut.groups, PERIOD_WORDS)
    labels = list(cut.ends)
    if len(labels) >= FEWEST_TO_CUT:
        with st.container(horizontal=True, gap="small", key=f"{PAGE}-span"):
            _draw_end("From", "from", labels)
            _draw_end("To", "to", labels[labels.index(cut.first) :])


def _draw_end(label: str, name: str, labels: Sequence[str]) -> None:
    """The choice of the first or last period; that one was chosen is kept apart from what stands in the box."""
    st.selectbox(label, labels, key=f"{PAGE}:{name}", on_change=_cut, args=(name,), **_KEEP)


def _cut(name: str) -> None:
    cut_at(name, st.session_state[f"{PAGE}:{name}"])


def draw_additions(refused: Mapping[str, str]) -> None:
    """What can be added to the chart, and the chart's kind; what cannot be is disabled, with the reason in words."""
    if "funnel" not in refused:
        _draw_one_of("Chart", "chart", list(CHART_WORDS), CHART_WORDS)
    st.markdown(":small[Add]")
    for name, words in ADDITION_WORDS.items():
        st.checkbox(words, key=f"{PAGE}:{name}", disabled=name in refused, **_KEEP)
    named = ADDITION_WORDS | CHART_WORDS
    reasons = [f"{named[name]}: {refused[name]}." for name in named if name in refused]
    if reasons:
        st.html("<p class='caption'>" + "<br>".join(escape(reason) for reason in reasons) + "</p>")


def _draw_one_of(label: str, name: str, options: Sequence[str], words: Mapping[str, str]) -> None:
    if len(options) > 1:
        key = f"{PAGE}:{name}"
        st.segmented_control(label, options, format_func=words.__getitem__, key=key, required=True, wrap=True, **_KEEP)


def _offered(catalogue: Catalogue, text: str | None) -> list[str]:
    """Indicators that match a search, and those already chosen; all of them where nothing matches."""
    everything = sorted(catalogue.indicators, key=lambda name: catalogue.indicators[name].title)
    if not text:
        return everything
    found = [item.id for item in search(text, catalogue.indicators)]
    if not found:
        st.caption(f"Nothing is called “{unmarked(text)}”; all indicators are listed.")
        return everything
    return list(dict.fromkeys([*found, *st.session_state[f"{PAGE}:indicators"]]))
