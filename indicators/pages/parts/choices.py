"""What a reader of Explore has chosen, kept in the session and in the address."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from indicators.areas import BOARD_AREAS, EAST_MIDLANDS, ENGLAND, find_area
from indicators.definitions import search
from indicators.errors import UsageError
from indicators.measures import Catalogue
from indicators.pages.parts import address

PAGE = "explore"
DEFAULT_INDICATOR = "contacts"
#: Four lines are as many as a reader tells apart (Government Analysis Function).
MOST_LINES = 4
MEASURE_WORDS = {"rate": "Rate per 10,000 children", "value": "Number", "index": "Index (first = 100)"}
PERIOD_WORDS = {"year": "Years", "quarter": "Quarters", "month": "Months", "other": "Other periods"}
NEIGHBOURS = "neighbours"
COMPARATOR_WORDS = {ENGLAND: "England", EAST_MIDLANDS: "East Midlands", NEIGHBOURS: "Like areas (median)"}
_NAMES = {
    "indicator": True,
    "area": True,
    "measure": False,
    "periods": False,
    "from": False,
    "to": False,
    "with": True,
}
_KEEP = {"persist_state": "session"}


@dataclass(frozen=True)
class Choices:
    """Ids of indicators, codes of areas and comparators; `periods` and `measure` are None until offered."""

    indicators: tuple[str, ...]
    areas: tuple[str, ...]
    comparators: tuple[str, ...]


def take_address(catalogue: Catalogue) -> None:
    """Put what the address brings into the session, leaving out what does not exist, with a word about it."""
    brought = address.take_in(PAGE, _NAMES)
    unknown = []
    if "indicator" in brought:
        known = [name for name in brought["indicator"] if name in catalogue.indicators]
        unknown += [name for name in brought["indicator"] if name not in known]
        st.session_state[f"{PAGE}:indicators"] = known[:MOST_LINES]
    if "area" in brought:
        codes = []
        for name in brought["area"]:
            try:
                codes.append(find_area(name, catalogue.areas).code)
            except UsageError:
                unknown.append(name)
        st.session_state[f"{PAGE}:areas"] = list(dict.fromkeys(codes))[:MOST_LINES]
    if "with" in brought:
        st.session_state[f"{PAGE}:with"] = [code for code in brought["with"] if code in COMPARATOR_WORDS]
    for name, options in (("measure", MEASURE_WORDS), ("periods", PERIOD_WORDS)):
        if brought.get(name, [""])[0] in options:
            st.session_state[f"{PAGE}:{name}"] = brought[name][0]
    for name in ("from", "to"):
        if name in brought:
            st.session_state[f"{PAGE}:{name}"] = brought[name][0]
    if unknown:
        st.warning("This link names " + ", ".join(unknown) + ", which the dashboard does not have.")


def choose_what(catalogue: Catalogue) -> Choices:
    """The widgets for indicators, areas and comparators."""
    st.session_state.setdefault(f"{PAGE}:indicators", _default_indicators(catalogue))
    st.session_state.setdefault(
        f"{PAGE}:areas",
        [code for code in BOARD_AREAS if code in catalogue.areas] or list(catalogue.areas)[:1],
    )
    text = st.text_input(
        "Find an indicator by name or topic",
        placeholder="for example neglect, front door",
        key=f"{PAGE}:search",
    )
    indicators = st.multiselect(
        "Indicators",
        _offered(catalogue, text),
        format_func=lambda name: catalogue.indicators[name].title,
        key=f"{PAGE}:indicators",
        max_selections=MOST_LINES,
        placeholder="Choose one to four",
        **_KEEP,
    )
    areas = st.multiselect(
        "Areas",
        list(catalogue.areas),
        format_func=lambda code: catalogue.areas[code].name,
        key=f"{PAGE}:areas",
        max_selections=MOST_LINES,
        placeholder="Choose one to four",
        **_KEEP,
    )
    comparators = st.pills(
        "Compare with",
        list(COMPARATOR_WORDS),
        selection_mode="multi",
        format_func=COMPARATOR_WORDS.__getitem__,
        key=f"{PAGE}:with",
        wrap=True,
        **_KEEP,
    )
    return Choices(tuple(indicators), tuple(areas), tuple(comparators or ()))


def choose_how(catalogue: Catalogue, choices: Choices, groups: Sequence[str]) -> tuple[str, str]:
    """The widgets for measure and kind of period, offered only as far as the indicators have them."""
    chosen = [catalogue.indicators[name] for name in choices.indicators]
    measures = [name for name in MEASURE_WORDS if name != "rate" or all(item.rate_population for item in chosen)]
    words = dict(MEASURE_WORDS)
    kinds = {item.kind for item in chosen}
    words["value"] = {("count",): "Number", ("proportion",): "Percentage"}.get(tuple(kinds), "Figure")
    measure = _one_of("Show", "measure", measures, words)
    periods = _one_of("Periods", "periods", list(groups) or ["year"], PERIOD_WORDS)
    return measure, periods


def choose_span(labels: Sequence[str]) -> tuple[str, str]:
    """The first and last period to show, never the wrong way round; the whole span where fewer than three are held."""
    if len(labels) < 3:
        return (labels[0], labels[-1]) if labels else ("", "")
    for name, usual in (("from", labels[0]), ("to", labels[-1])):
        if st.session_state.get(f"{PAGE}:{name}") not in labels:
            st.session_state[f"{PAGE}:{name}"] = usual
    if labels.index(st.session_state[f"{PAGE}:to"]) < labels.index(st.session_state[f"{PAGE}:from"]):
        st.session_state[f"{PAGE}:to"] = labels[-1]
    left, right = st.columns(2)
    first = left.selectbox("From", list(labels), key=f"{PAGE}:from", **_KEEP)
    last = right.selectbox("To", list(labels)[list(labels).index(first) :], key=f"{PAGE}:to", **_KEEP)
    return first, last


def put_address(
    catalogue: Catalogue, choices: Choices, *, measure: str, periods: str, span: tuple[str, str], whole: bool
) -> None:
    """Write the view into the address; the span only where it is not the whole."""
    address.put_out(
        PAGE,
        {
            "indicator": choices.indicators,
            "area": [catalogue.areas[code].name for code in choices.areas],
            "with": choices.comparators,
            "measure": measure,
            "periods": periods,
            "from": None if whole else span[0],
            "to": None if whole else span[1],
        },
    )


def _one_of(label: str, name: str, options: list[str], words: dict[str, str]) -> str:
    key = f"{PAGE}:{name}"
    if st.session_state.get(key) not in options:
        st.session_state[key] = options[0]
    if len(options) == 1:
        return options[0]
    return st.segmented_control(
        label, options, format_func=words.__getitem__, key=key, required=True, wrap=True, **_KEEP
    )


def _default_indicators(catalogue: Catalogue) -> list[str]:
    return [DEFAULT_INDICATOR] if DEFAULT_INDICATOR in catalogue.indicators else list(catalogue.indicators)[:1]


def _offered(catalogue: Catalogue, text: str | None) -> list[str]:
    """Indicators that match a search, and those already chosen, by title."""
    found = search(text or "", catalogue.indicators)
    chosen = st.session_state.get(f"{PAGE}:indicators", [])
    names = (
        [item.id for item in found]
        if text
        else sorted(catalogue.indicators, key=lambda name: catalogue.indicators[name].title)
    )
    if text and not found:
        st.caption(f"Nothing is called “{text}”; all indicators are listed.")
        names = sorted(catalogue.indicators, key=lambda name: catalogue.indicators[name].title)
    return list(dict.fromkeys([*names, *chosen]))
