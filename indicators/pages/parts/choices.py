"""What a reader of Explore has chosen, kept in the session and in the address.

The session is settled before any widget is drawn: so the chart, which is what a reader waits for, goes to the
browser first, and the widgets follow with the values that it was drawn from.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

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
#: With fewer periods than this there is nothing to cut off.
FEWEST_TO_CUT = 3
MEASURE_WORDS = {"rate": "Rate per 10,000 children", "value": "Number", "index": "Index (first = 100)"}
PERIOD_WORDS = {"year": "Years", "quarter": "Quarters", "month": "Months", "other": "Other periods"}
NEIGHBOURS = "neighbours"
COMPARATOR_WORDS = {ENGLAND: "England", EAST_MIDLANDS: "East Midlands", NEIGHBOURS: "Like areas (median)"}
#: Parameters of the address, with whether they may repeat.
_NAMES = {
    "indicator": True,
    "area": True,
    "with": True,
    "measure": False,
    "periods": False,
    "from": False,
    "to": False,
}
_KEEP = {"persist_state": "session"}


@dataclass(frozen=True)
class Choices:
    """Ids of indicators, codes of areas and of comparators."""

    indicators: tuple[str, ...]
    areas: tuple[str, ...]
    comparators: tuple[str, ...]


@dataclass(frozen=True)
class Cut:
    """How the lines are cut, and what could be chosen instead: measures, groups of periods, periods with last days."""

    measure: str
    periods: str
    first: str
    last: str
    measures: Sequence[str]
    groups: Sequence[str]
    ends: Mapping[str, date]

    @property
    def is_whole(self) -> bool:
        """Whether nothing is cut off."""
        return not self.ends or (self.first, self.last) == (next(iter(self.ends)), list(self.ends)[-1])


def take_address(catalogue: Catalogue) -> None:
    """Put what the address brings into the session, leaving out what does not exist, with a word about it."""
    brought = address.take_in(PAGE, _NAMES)
    unknown = [name for name in brought.get("indicator", ()) if name not in catalogue.indicators]
    if "indicator" in brought:
        _put("indicators", [name for name in brought["indicator"] if name in catalogue.indicators][:MOST_LINES])
    if "area" in brought:
        codes = []
        for name in brought["area"]:
            try:
                codes.append(find_area(name, catalogue.areas).code)
            except UsageError:
                unknown.append(name)
        _put("areas", list(dict.fromkeys(codes))[:MOST_LINES])
    if "with" in brought:
        _put("with", [code for code in brought["with"] if code in COMPARATOR_WORDS])
    for name in ("measure", "periods", "from", "to"):
        if name in brought:
            _put(name, brought[name][0])
    if unknown:
        st.warning("This link names " + ", ".join(unknown) + ", which the dashboard does not have.")


def chosen(catalogue: Catalogue) -> Choices:
    """The indicators, areas and comparators of the session, with what the page opens with at first."""
    opening = [DEFAULT_INDICATOR] if DEFAULT_INDICATOR in catalogue.indicators else list(catalogue.indicators)[:1]
    areas = [code for code in BOARD_AREAS if code in catalogue.areas] or list(catalogue.areas)[:1]
    return Choices(
        tuple(_settled("indicators", opening)),
        tuple(_settled("areas", areas)),
        tuple(_settled("with", [])),
    )


def settled_measure(catalogue: Catalogue, choices: Choices) -> tuple[str, list[str]]:
    """The measure of the session if the chosen indicators have it, else the first they have; and all of those."""
    items = [catalogue.indicators[name] for name in choices.indicators]
    offered = [name for name in MEASURE_WORDS if name != "rate" or all(item.rate_population for item in items)]
    return _one_of("measure", offered), offered


def settled_group(groups: Sequence[str]) -> str:
    """The group of periods of the session if there are figures for it, else the first there is."""
    return _one_of("periods", list(groups) or ["year"])


def settled_span(labels: Sequence[str]) -> tuple[str, str]:
    """The first and last period of the session if they are held and the right way round, else the whole span."""
    if len(labels) < FEWEST_TO_CUT:
        return (labels[0], labels[-1]) if labels else ("", "")
    first = st.session_state.get(f"{PAGE}:from")
    last = st.session_state.get(f"{PAGE}:to")
    first = first if first in labels else labels[0]
    last = last if last in labels and labels.index(last) >= labels.index(first) else labels[-1]
    _put("from", first)
    _put("to", last)
    return first, last


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
        left, right = st.columns(2)
        left.selectbox("From", labels, key=f"{PAGE}:from", **_KEEP)
        right.selectbox("To", labels[labels.index(cut.first) :], key=f"{PAGE}:to", **_KEEP)


def put_address(catalogue: Catalogue, choices: Choices, cut: Cut | None) -> None:
    """Write the view into the address; the span only where something is cut off."""
    view = {} if cut is None else {"measure": cut.measure, "periods": cut.periods}
    if cut is not None and not cut.is_whole:
        view |= {"from": cut.first, "to": cut.last}
    areas = [catalogue.areas[code].name for code in choices.areas]
    address.put_out(PAGE, {"indicator": choices.indicators, "area": areas, "with": choices.comparators, **view})


def _put(name: str, value: object) -> None:
    """Set a choice; a value that stands already is left alone, for the widget that holds it."""
    if st.session_state.get(f"{PAGE}:{name}") != value:
        st.session_state[f"{PAGE}:{name}"] = value


def _settled(name: str, opening: list[str]) -> list[str]:
    st.session_state.setdefault(f"{PAGE}:{name}", opening)
    return st.session_state[f"{PAGE}:{name}"] or []


def _one_of(name: str, options: list[str]) -> str:
    if st.session_state.get(f"{PAGE}:{name}") not in options:
        _put(name, options[0])
    return st.session_state[f"{PAGE}:{name}"]


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
        st.caption(f"Nothing is called “{text}”; all indicators are listed.")
        return everything
    return list(dict.fromkeys([*found, *st.session_state[f"{PAGE}:indicators"]]))
