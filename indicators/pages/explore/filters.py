"""The filters of Explore in the session and in the address, its widgets for indicators, and the filters in force in
words for print. The other choices are made in the browser, see `live_view`.

What the reader chose is kept apart from what is shown: where nobody chose, the page opens with what there is, and opens
anew when there is more.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from indicators.catalogue.areas import find_area
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import Indicator
from indicators.errors import UsageError
from indicators.pages.components import as_known, query_params
from indicators.pages.components.allowed_values import allowed_values
from indicators.pages.components.indicator_search import FigureSpan, figure_spans
from indicators.pages.components.printing import FilterWords
from indicators.pages.components.session import DashboardData
from indicators.pages.explore.choice import (
    ADDITION_WORDS,
    CHART_WORDS,
    MEASURE_WORDS,
    MOST_LINES,
    NO_ADDITIONS,
    OPENING_ADDITIONS,
    PAGE,
    PERIOD_WORDS,
    RANGE_ENDS,
    ExploreFilters,
    ViewChoice,
    ViewOptions,
    comparator_words,
    known_comparators,
    parse_choice,
)
from indicators.pages.explore.search import draw_group, draw_search, indicator_label
from indicators.pages.explore.settle import SettledView

#: Parameters of the address, with whether they may repeat.
_PARAMETERS = {
    "indicator": True,
    "area": True,
    "with": True,
    "measure": False,
    "periods": False,
    "from": False,
    "to": False,
    "add": True,
    "chart": False,
    as_known.KNOWN_PARAMETER: False,
}
_FIELDS = {"from": "first", "to": "last"}
_INDICATORS = f"{PAGE}:indicators"
_CHOICE = f"{PAGE}:choice"
#: The ends that a link brought.
_LINKED = f"{PAGE}:linked-ends"


def session_choice() -> ViewChoice:
    """What the reader chose so far."""
    return st.session_state.get(_CHOICE) or ViewChoice()


def choose(**choices: Any) -> None:
    """Choose fields of `ViewChoice` for the reader, or with None leave them to the page; for links and buttons."""
    st.session_state[_CHOICE] = replace(session_choice(), **choices)


def clear_periods() -> None:
    """Leave kind and span of periods to the page; for a button."""
    choose(periods=None, first=None, last=None)


def take_choice(value: Any, catalogue: Catalogue) -> None:
    """Take over the choice that the browser sent, as far as there is such a one."""
    choice = parse_choice(value, catalogue)
    if choice is None:
        return
    before = session_choice()
    # An end that the reader cuts is no longer the link's.
    cut = {end for end, name in _FIELDS.items() if getattr(choice, name) != getattr(before, name)}
    st.session_state[_LINKED] = st.session_state.get(_LINKED, frozenset()) - cut
    st.session_state[_CHOICE] = choice


def restore_filters(data: DashboardData) -> None:
    """Put what the address brings into the session, leaving out what does not exist, with a word about it."""
    catalogue = data.catalogue
    brought = query_params.read_parameters(PAGE, _PARAMETERS)
    unknown = [name for name in brought.get("indicator", ()) if name not in catalogue.indicators]
    if "indicator" in brought:
        names = [name for name in brought["indicator"] if name in catalogue.indicators][:MOST_LINES]
        st.session_state[_INDICATORS] = names if brought["indicator"] else _opening_indicators(data)
    if "area" in brought:
        codes = []
        for name in brought["area"]:
            try:
                codes.append(find_area(name, catalogue.areas).code)
            except UsageError:
                unknown.append(name)
        choose(areas=tuple(dict.fromkeys(codes))[:MOST_LINES] if brought["area"] else None)
    if "with" in brought:
        choose(comparators=known_comparators(brought["with"], catalogue))
    for name in ("measure", "periods"):
        if name in brought:
            choose(**{name: brought[name][0] or None})
    if "chart" in brought:
        choose(chart=brought["chart"][0] if brought["chart"][0] in CHART_WORDS else "time")
    for name in RANGE_ENDS:
        if name in brought:
            choose(**{_FIELDS[name]: brought[name][0] or None})
            linked = st.session_state.get(_LINKED, frozenset()) - {name}
            # Whoever turns back meets a cut of his own, whoever follows a link one that was made for its figures.
            st.session_state[_LINKED] = linked | {name} if brought.keys() != _PARAMETERS.keys() else linked
    if "add" in brought:
        wanted = brought["add"] or list(OPENING_ADDITIONS)
        choose(additions=frozenset(name for name in ADDITION_WORDS if name in wanted))
    as_known.restore_day(brought)
    if unknown:
        query_params.warn_unknown(unknown)


def chosen_indicators(data: DashboardData) -> tuple[str, ...]:
    """The indicators of the session, with the one the page opens with at first.

    Those of them that exist: they are read before the widget, which would leave out what no list offers.
    """
    if _INDICATORS not in st.session_state:
        st.session_state[_INDICATORS] = _opening_indicators(data)
    known = allowed_values(st.session_state[_INDICATORS] or [], data.catalogue.indicators)[:MOST_LINES]
    if st.session_state[_INDICATORS] != known:
        # A value that stands already is left alone, for the widget that holds it.
        st.session_state[_INDICATORS] = known
    return tuple(known)


def _opening_indicators(data: DashboardData) -> list[str]:
    """The first of the board's headline numbers that has figures; a new board has none of what it counts itself."""
    spans = figure_spans(data)

    def order(item: Indicator) -> tuple[bool, bool, bool, int]:
        is_number = item.headline is not None and item.quadrant == "quantitative_data"
        is_population = item.id in data.catalogue.populations
        return is_population, item.id not in spans, not is_number, item.headline or 0

    return [item.id for item in sorted(data.catalogue.indicators.values(), key=order)[:1]]


def choose_indicator(name: str) -> None:
    """Show one indicator, for a hit of the search."""
    _forget_links()
    st.session_state[_INDICATORS] = [name]


def _forget_links() -> None:
    """Leave the cuts that a link made: they were for the figures it led to, and would hide newer ones of others."""
    for name in st.session_state.get(_LINKED, ()):
        choose(**{_FIELDS[name]: None})


def draw_subject_filters(catalogue: Catalogue, spans: Mapping[str, FigureSpan]) -> None:
    """The widgets for indicators."""
    draw_search(catalogue, spans, choose_indicator)
    st.multiselect(
        "Indicators",
        draw_group(catalogue, spans, st.session_state[_INDICATORS]),
        format_func=lambda name: indicator_label(catalogue.indicators[name], spans),
        key=_INDICATORS,
        max_selections=MOST_LINES,
        placeholder="Choose one to four",
        on_change=_forget_links,
        select_all=False,
        persist_state="session",
    )


def write_filters(data: DashboardData, settled: SettledView) -> None:
    """Write the view into the address: what was chosen, and of the span only the end at which something is cut off.

    What the page opened with by itself is left out, so that the same address shows what is new.
    """
    choice, options = settled.choice, settled.options
    view: dict[str, Any] = {"measure": choice.measure, "periods": choice.periods}
    if options is not None:
        ends = {"from": options.first, "to": options.last}
        view |= {name: label for name, label in ends.items() if getattr(choice, _FIELDS[name]) == label}
    areas = [data.catalogue.areas[code].name for code in choice.areas or ()]
    what = {"indicator": settled.filters.indicators, "area": areas, "with": choice.comparators}
    query_params.write_parameters(
        PAGE, {**what, **view, **_addition_parameters(choice), **as_known.day_parameters(data)}
    )


def _addition_parameters(choice: ViewChoice) -> dict[str, str | list[str]]:
    """Additions and kind of chart, where they are not what the page opens with."""
    view: dict[str, str | list[str]] = {}
    if choice.additions != OPENING_ADDITIONS:
        view["add"] = [name for name in ADDITION_WORDS if name in choice.additions] or NO_ADDITIONS
    if choice.chart != "time":
        view["chart"] = choice.chart
    return view


def explore_filter_words(catalogue: Catalogue, chosen: ExploreFilters, cut: ViewOptions) -> FilterWords:
    """What is drawn, of which areas and periods, and beside what."""
    span = cut.first if cut.first == cut.last else f"{cut.first} to {cut.last}"
    return {
        "Indicators": "; ".join(catalogue.indicators[name].title for name in chosen.indicators),
        "Areas": "; ".join(catalogue.areas[code].name for code in chosen.areas),
        "Beside": "; ".join(comparator_words(catalogue)[code] for code in chosen.comparators),
        "Measure": MEASURE_WORDS[cut.measure],
        "Periods": ", ".join(filter(None, (PERIOD_WORDS[cut.periods], span))),
        "Chart": CHART_WORDS[chosen.chart],
    }
