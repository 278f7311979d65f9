"""The filters of Explore: its query parameters, its widgets, and the filters in force in words for print.
The session is settled before any widget is drawn, so that the chart reaches the browser first.

What the reader chose is kept apart from what stands in a widget: where nobody chose, the page opens with what there is,
and opens anew when there is more.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import streamlit as st

from indicators.catalogue.areas import find_area
from indicators.catalogue.catalogue import Catalogue
from indicators.errors import UsageError
from indicators.pages.components import as_known, query_params
from indicators.pages.components.allowed_values import allowed_values
from indicators.pages.components.indicator_search import FigureSpan
from indicators.pages.components.printing import FilterWords
from indicators.pages.components.session import DashboardData
from indicators.pages.explore.search import draw_group, draw_search, indicator_label
from indicators.web import render

PAGE = "explore"
DEFAULT_INDICATOR = "contacts"
#: Four lines are as many as a reader tells apart (Government Analysis Function).
MOST_LINES = 4
#: With fewer periods than this there is nothing to cut off.
FEWEST_TO_CUT_RANGE = 3
MEASURE_WORDS = {
    "rate": "Rate per 10,000 children",
    "value": "Number",
    "index": "Index (first = 100)",
    "pooled": "Three years together",
    "pooled_rate": "Rate, three years together",
}
PERIOD_WORDS = {"year": "Years", "quarter": "Quarters", "month": "Months", "other": "Other periods"}
NEIGHBOUR_MEDIAN = "neighbours"
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
#: The ends of the span, as the address and their widgets name them.
RANGE_ENDS = ("from", "to")
#: What may be drawn beside the figures, and what is at first.
ADDITION_WORDS = {"intervals": "Intervals", "limits": "Control limits", "events": "Events"}
_OPENING_ADDITIONS = ("events",)
NO_ADDITIONS = "none"
CHART_WORDS = {"time": "Over time", "funnel": "Funnel"}


@dataclass(frozen=True)
class ExploreFilters:
    """Ids of indicators, codes of areas and of comparators; what to add, and whether over time or as a funnel."""

    indicators: tuple[str, ...]
    areas: tuple[str, ...]
    comparators: tuple[str, ...]
    additions: frozenset[str] = frozenset()
    chart: str = "time"


@dataclass(frozen=True)
class ViewOptions:
    """How the lines are cut, and what could be chosen instead: measures, groups of periods, periods with last days."""

    measure: str
    periods: str
    first: str
    last: str
    measures: Sequence[str]
    groups: Sequence[str]
    ends: Mapping[str, date]
    #: What there is to say beside a choice, by its name: why something is not offered, or not shown.
    notes: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def is_cut_before(self) -> bool:
        """Whether earlier figures than those shown are cut off."""
        return bool(self.ends) and self.first != next(iter(self.ends))

    @property
    def is_cut_after(self) -> bool:
        """Whether later figures than those shown are cut off."""
        return bool(self.ends) and self.last != list(self.ends)[-1]


def comparator_words(catalogue: Catalogue) -> dict[str, str]:
    """What the board's areas can be held against: the nation, the region and areas like them."""
    wider = reversed(catalogue.board.comparators)
    return {code: catalogue.areas[code].name for code in wider} | {NEIGHBOUR_MEDIAN: "Like areas (median)"}


def restore_filters(catalogue: Catalogue) -> None:
    """Put what the address brings into the session, leaving out what does not exist, with a word about it."""
    brought = query_params.read_parameters(PAGE, _PARAMETERS)
    unknown = [name for name in brought.get("indicator", ()) if name not in catalogue.indicators]
    if "indicator" in brought:
        names = [name for name in brought["indicator"] if name in catalogue.indicators][:MOST_LINES]
        _put("indicators", names if brought["indicator"] else _opening_indicators(catalogue))
    if "area" in brought:
        codes = []
        for name in brought["area"]:
            try:
                codes.append(find_area(name, catalogue.areas).code)
            except UsageError:
                unknown.append(name)
        choose("areas", list(dict.fromkeys(codes))[:MOST_LINES] if brought["area"] else None)
    if "with" in brought:
        _put("with", [code for code in brought["with"] if code in comparator_words(catalogue)])
    for name in ("measure", "periods"):
        if name in brought:
            choose(name, brought[name][0] or None)
    if "chart" in brought:
        _put("chart", brought["chart"][0])
    for name in RANGE_ENDS:
        if name in brought:
            cut_range(name, brought[name][0])
            # Whoever turns back meets a cut of his own, whoever follows a link one that was made for its figures.
            st.session_state[_link_key(name)] = brought.keys() != _PARAMETERS.keys()
    if "add" in brought:
        for name in ADDITION_WORDS:
            _put(name, name in (brought["add"] or _OPENING_ADDITIONS))
    as_known.restore_day(brought)
    if unknown:
        query_params.warn_unknown(unknown)


def chosen_indicators(catalogue: Catalogue) -> tuple[str, ...]:
    """The indicators of the session, with the one the page opens with at first."""
    return tuple(_known_values("indicators", _opening_indicators(catalogue), catalogue.indicators))


def chosen_filters(catalogue: Catalogue, opening_areas: Sequence[str]) -> ExploreFilters:
    """The indicators, areas and comparators of the session; `opening_areas` where nobody chose any."""
    chosen = allowed_values(wanted("areas"), catalogue.areas)[:MOST_LINES]
    areas = list(opening_areas)[:MOST_LINES] if wanted("areas") is None else chosen
    _put("areas", areas)
    return ExploreFilters(
        chosen_indicators(catalogue),
        tuple(areas),
        tuple(_known_values("with", [], comparator_words(catalogue))),
        frozenset(name for name in ADDITION_WORDS if _is_added(name)),
        _valid_choice("chart", list(CHART_WORDS)),
    )


def _opening_indicators(catalogue: Catalogue) -> list[str]:
    return [DEFAULT_INDICATOR] if DEFAULT_INDICATOR in catalogue.indicators else list(catalogue.indicators)[:1]


def wanted(name: str) -> Any:
    """What the reader chose of areas, measure or periods, by the widget's name; None where nobody chose."""
    return st.session_state.get(_wanted_key(name))


def choose(name: str, value: object) -> None:
    """Choose for the reader, or with None leave it to the page; for links and buttons."""
    st.session_state[_wanted_key(name)] = value


def _keep_choice(name: str) -> None:
    """Keep what was just chosen in a widget."""
    choose(name, st.session_state[f"{PAGE}:{name}"])


def _wanted_key(name: str) -> str:
    # Not the widget's own key: that has a value in it whether or not anybody chose it.
    return f"{PAGE}:wanted-{name}"


def chosen_measure(offered: Sequence[str], opening: str) -> str:
    """The measure that the reader chose, where the lines can have it, else the one that the page opens with."""
    return _settle("measure", offered, opening)


def chosen_group(groups: Sequence[str], opening: str) -> str:
    """The group of periods that the reader chose, where there are figures in it, else the one that the page opens
    with.
    """
    return _settle("periods", groups or ["year"], opening)


def _settle(name: str, options: Sequence[str], opening: str) -> str:
    value = wanted(name) if wanted(name) in options else opening
    _put(name, value)
    return value


def chosen_span(labels: Sequence[str], opening: str = "") -> tuple[str, str]:
    """The first and last period to show: where the reader cut, if there are figures, else from `opening` (the first of
    all where it is empty) to the last there is.

    Only a cut is kept, never the ends that there happen to be: so what another indicator has, or what comes later, is
    shown.
    """
    if not labels:
        return "", ""
    opening = opening if opening in labels else labels[0]
    if len(labels) < FEWEST_TO_CUT_RANGE:
        return opening, labels[-1]
    # An end at which the page ends by itself is no cut.
    for name, end in zip(RANGE_ENDS, (opening, labels[-1]), strict=True):
        if wanted_end(name) == end:
            cut_range(name, None)
    first = wanted_end("from") if wanted_end("from") in labels else opening
    last = wanted_end("to")
    if last not in labels or labels.index(last) < labels.index(first):
        last = labels[-1]
    _put("from", first)
    _put("to", last)
    return first, last


def wanted_end(name: str) -> str:
    """Where the reader cut the lines off, by the end's name; empty where nobody did."""
    return str(st.session_state.get(_range_key(name)) or "")


def cut_range(name: str, label: str | None) -> None:
    """Cut the lines off before or after a period, or, with none, nowhere; `name` is one of `RANGE_ENDS`."""
    st.session_state[_range_key(name)] = label or None


def _forget_links() -> None:
    """Leave the cuts that a link made: they were for the figures it led to, and would hide newer ones of others."""
    for name in RANGE_ENDS:
        if st.session_state.get(_link_key(name)):
            cut_range(name, None)


def _link_key(name: str) -> str:
    return f"{PAGE}:linked-{name}"


def clear_periods() -> None:
    """Leave kind and span of periods to the page; for a button."""
    choose("periods", None)
    for name in RANGE_ENDS:
        cut_range(name, None)


def _range_key(name: str) -> str:
    # Not the widget's own key: that has a period in it whether or not anybody chose it.
    return f"{PAGE}:cut-{name}"


def write_filters(data: DashboardData, choices: ExploreFilters, cut: ViewOptions | None) -> None:
    """Write the view into the address: what was chosen, and of the span only the end at which something is cut off.

    What the page opened with by itself is left out, so that the same address shows what is new.
    """
    view: dict[str, Any] = {"measure": wanted("measure"), "periods": wanted("periods")}
    if cut is not None:
        ends = {"from": cut.first, "to": cut.last}
        view |= {name: label for name, label in ends.items() if wanted_end(name) == label}
    areas = [] if wanted("areas") is None else [data.catalogue.areas[code].name for code in choices.areas]
    what = {"indicator": choices.indicators, "area": areas, "with": choices.comparators}
    query_params.write_parameters(
        PAGE, {**what, **view, **_addition_parameters(choices), **as_known.day_parameters(data)}
    )


def _addition_parameters(choices: ExploreFilters) -> dict[str, str | list[str]]:
    """Additions and kind of chart, where they are not what the page opens with."""
    view: dict[str, str | list[str]] = {}
    if choices.additions != frozenset(_OPENING_ADDITIONS):
        view["add"] = [name for name in ADDITION_WORDS if name in choices.additions] or NO_ADDITIONS
    if choices.chart != "time":
        view["chart"] = choices.chart
    return view


def _put(name: str, value: object) -> None:
    """Set a choice; a value that stands already is left alone, for the widget that holds it."""
    if st.session_state.get(f"{PAGE}:{name}") != value:
        st.session_state[f"{PAGE}:{name}"] = value


def _known_values(name: str, opening: list[str], options: Collection[str]) -> list[str]:
    """Those of the session that exist: it is read before the widget, which would leave out what no list offers."""
    st.session_state.setdefault(f"{PAGE}:{name}", opening)
    _put(name, allowed_values(st.session_state[f"{PAGE}:{name}"] or [], options)[:MOST_LINES])
    return st.session_state[f"{PAGE}:{name}"]


def _is_added(name: str) -> bool:
    return bool(st.session_state.setdefault(f"{PAGE}:{name}", name in _OPENING_ADDITIONS))


def _valid_choice(name: str, options: list[str]) -> str:
    if st.session_state.get(f"{PAGE}:{name}") not in options:
        _put(name, options[0])
    return st.session_state[f"{PAGE}:{name}"]


_KEEP_IN_SESSION: dict[str, Any] = {"persist_state": "session"}


def draw_subject_filters(
    catalogue: Catalogue, spans: Mapping[str, FigureSpan], notes: Mapping[str, Sequence[str]]
) -> None:
    """The widgets for indicators, areas and comparators, each with what there is to say of it."""
    draw_search(catalogue, spans, choose_indicator)
    st.multiselect(
        "Indicators",
        draw_group(catalogue, spans, st.session_state[f"{PAGE}:indicators"]),
        format_func=lambda name: indicator_label(catalogue.indicators[name], spans),
        key=f"{PAGE}:indicators",
        max_selections=MOST_LINES,
        placeholder="Choose one to four",
        on_change=_forget_links,
        select_all=False,
        **_KEEP_IN_SESSION,
    )
    st.multiselect(
        "Areas",
        list(catalogue.areas),
        format_func=lambda code: catalogue.areas[code].name,
        key=f"{PAGE}:areas",
        max_selections=MOST_LINES,
        placeholder="Choose one to four",
        on_change=_keep_choice,
        args=("areas",),
        select_all=False,
        **_KEEP_IN_SESSION,
    )
    _draw_notes(notes, "areas")
    comparators = comparator_words(catalogue)
    st.pills(
        "Compare with",
        list(comparators),
        selection_mode="multi",
        format_func=comparators.__getitem__,
        key=f"{PAGE}:with",
        wrap=True,
        **_KEEP_IN_SESSION,
    )
    _draw_notes(notes, "with")


def choose_indicator(name: str) -> None:
    """Show one indicator, for a hit of the search."""
    _forget_links()
    st.session_state[f"{PAGE}:indicators"] = [name]


def draw_measure_filters(catalogue: Catalogue, choices: ExploreFilters, cut: ViewOptions) -> None:
    """The widgets for measure, kind of period and span, offered only as far as the indicators have them."""
    kinds = {catalogue.indicators[name].kind for name in choices.indicators}
    words = "Number" if kinds == {"count"} else "Percentage" if kinds == {"proportion"} else "Figure"
    _draw_choice("Show", "measure", cut.measures, MEASURE_WORDS | {"value": words}, _keep_choice)
    _draw_notes(cut.notes, "measure")
    _draw_choice("Periods", "periods", cut.groups, PERIOD_WORDS, _keep_choice)
    _draw_notes(cut.notes, "periods")
    labels = list(cut.ends)
    if len(labels) >= FEWEST_TO_CUT_RANGE:
        with st.container(horizontal=True, gap="small", key=f"{PAGE}-span"):
            _draw_end("From", "from", labels)
            _draw_end("To", "to", labels[labels.index(cut.first) :])
        _draw_notes(cut.notes, "from")


def _draw_end(label: str, name: str, labels: Sequence[str]) -> None:
    """The choice of the first or last period; that one was chosen is kept apart from what stands in the box."""
    st.selectbox(label, labels, key=f"{PAGE}:{name}", on_change=_cut_range, args=(name,), **_KEEP_IN_SESSION)


def _cut_range(name: str) -> None:
    cut_range(name, st.session_state[f"{PAGE}:{name}"])
    st.session_state[_link_key(name)] = False


def draw_additions(refused: Mapping[str, str]) -> None:
    """What can be added to the chart, and the chart's kind; under each why it cannot be had, or not be shown."""
    if "funnel" not in refused or st.session_state.get(f"{PAGE}:chart") == "funnel":
        _draw_choice("Chart", "chart", list(CHART_WORDS), CHART_WORDS)
    _draw_reason("funnel", refused)
    st.markdown(":small[Add]")
    for name, words in ADDITION_WORDS.items():
        st.checkbox(words, key=f"{PAGE}:{name}", disabled=name in refused, **_KEEP_IN_SESSION)
        _draw_reason(name, refused)


def _draw_reason(name: str, refused: Mapping[str, str]) -> None:
    if name in refused:
        named = ADDITION_WORDS | CHART_WORDS
        st.html(render("explore/unavailable.html", reasons=[f"{named[name]}: {refused[name]}."]))


def _draw_notes(notes: Mapping[str, Sequence[str]], name: str) -> None:
    if notes.get(name):
        st.html(render("explore/unavailable.html", reasons=notes[name]))


def _draw_choice(
    label: str,
    name: str,
    options: Sequence[str],
    words: Mapping[str, str],
    on_change: Callable[[str], None] | None = None,
) -> None:
    if len(options) > 1:
        key = f"{PAGE}:{name}"
        st.segmented_control(
            label,
            options,
            format_func=words.__getitem__,
            key=key,
            required=True,
            wrap=True,
            on_change=on_change,
            args=(name,) if on_change else None,
            **_KEEP_IN_SESSION,
        )


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
