"""What warrants challenge: the shortlist of a reporting cycle, and all that was judged and is not on it."""

from datetime import date
from html import escape

import streamlit as st

from indicators.board.challenges import asked_before, record_version
from indicators.catalogue.areas import BOARD, BOARD_AREAS
from indicators.catalogue.periods import day_text
from indicators.pages.challenge import filters
from indicators.pages.challenge import filters as choosing
from indicators.pages.challenge.download import offer_list
from indicators.pages.challenge.filters import Choices
from indicators.pages.challenge.shortlist import filtered, lines_of, listed, sections_html, table_html
from indicators.pages.components import as_known, printing
from indicators.pages.components.cycle import (
    Sorted,
    cycle_of,
    improvements,
    in_numbers,
    indicators_held,
    sorted_out,
    year_ends,
)
from indicators.pages.components.query_params import unmarked
from indicators.pages.components.session import Opened, opened
from indicators.signals.cycle import Cycle

ASKED, IMPROVED = "To challenge", "Improvements"
_HOW = """
Every figure is asked several questions: has it changed, does it drift, is it stable, is its target met, is it unlike
others, do the two areas differ, can it be trusted. Two yardsticks decide what is listed. **Real** is what chance alone
does not explain in numbers of this size. **Unusual** is what also goes beyond how much such figures usually move.
Asking many questions brings up some false alarms, so the bar is set such that at most one line in ten is one.

The order is always the same: unusual before real; concerns first, then changes that are neither good nor bad in
themselves, then improvements, which have their own tab; then the clearest first. In brackets after a size stands the
range in which it plausibly lies. [How figures are worked out](about?section=method) has the methods.
"""


def page() -> None:
    """The page: filters, what was found in a line, the sections, and the folds."""
    present = opened()
    st.html("<h1 class='headline'>What warrants challenge</h1>")
    brought = choosing.brought()
    as_known.take_in(brought)
    data = as_known.settled(present)
    is_known = as_known.banner(present, data, page=choosing.PAGE)
    years = year_ends(data.version, data)
    areas = [code for code in (*BOARD_AREAS, BOARD, "LLR") if code in data.catalogue.areas]
    choosing.take_address(brought, data.catalogue, years, areas)
    chosen = choosing.draw(data, years, areas)
    as_known.draw(present, data, page=choosing.PAGE)
    if not is_known:
        return
    cycle = cycle_of(data.version, chosen.as_at, data)
    everything = sorted_out(cycle)
    shown = filtered(data, chosen, everything)
    st.html(_summary(cycle, everything, shown, chosen))
    _hint(data, years, chosen.as_at)
    _tabs(data, chosen, shown)
    _folds(data, shown)
    printing.filters(data, filters.on_challenge(data.catalogue, chosen))


def _summary(cycle: Cycle, everything: Sorted, shown: Sorted, chosen: Choices) -> str:
    """What there is, how many questions were asked, and how many false alarms to expect."""
    first = " · ".join(in_numbers(shown.asked) + improvements(shown)) or "Nothing to challenge"
    listed = len(everything.asked) + len(everything.improved)
    kept = len(shown.asked) + len(shown.improved)
    second = f"Figures for periods up to {day_text(chosen.as_at)}. {cycle.questions:,} questions asked of the data"
    if listed:
        second += f"; of the {listed} lines listed expect {_about(cycle.expected_false)} to be a false alarm"
    part = "" if chosen.is_everything else f" Your filters show {kept} of {listed}."
    return f'<p class="moved"><strong>{escape(first)}</strong><br>{escape(second)}.{escape(part)}</p>'


def _about(number: float) -> str:
    return f"about {round(number)}" if number >= 0.5 else "hardly any"


def _hint(data: Opened, years: dict[str, date], as_at: date) -> None:
    """A way to the cycle with most of the board's own figures, where this one has fewer."""
    held = indicators_held(data.version, data)
    fullest = max(held, key=lambda end: (held[end], end), default=as_at)
    more = held.get(fullest, 0) - held.get(as_at, 0)
    label = next((name for name, end in years.items() if end == fullest), "")
    if more > 0 and label:
        words = f"{unmarked(label)} has figures of {more} more indicators: look at {unmarked(label)}"
        st.button(
            words,
            key="challenge-fullest",
            type="tertiary",
            icon=":material/history:",
            on_click=choosing.show_cycle,
            args=(fullest,),
        )


def _tabs(data: Opened, chosen: Choices, shown: Sorted) -> None:
    opening = IMPROVED if chosen.reading == "improvement" else ASKED
    painted = dict(enumerate(_painted(data.version, record_version(data.store), chosen.as_at, data)))
    places = st.tabs([ASKED, IMPROVED], default=opening)
    for place, rows in zip(places, (shown.asked, shown.improved), strict=True):
        with place:
            if rows.empty:
                _nothing(chosen, improved=rows is shown.improved)
            else:
                st.html(sections_html(rows, painted))
    lines = listed(shown)
    if len(lines):
        offer_list(data, chosen, lines)


@st.cache_data(show_spinner="Drawing the shortlist …", max_entries=32)
def _painted(version: str, record: str, as_at: date, _data: Opened) -> list[str]:
    """Every line of a cycle's shortlist as HTML, by its place; filters only choose among them."""
    shortlist = cycle_of(version, as_at, _data).shortlist
    told = {"as_at": as_at, "known_on": _data.known_on, "asked": asked_before(_data.store)}
    return lines_of(shortlist, _data.store, _data.catalogue, **told)


def _nothing(chosen: Choices, *, improved: bool) -> None:
    """An empty tab says why, and what to do next."""
    what = "No improvement beyond chance" if improved else "Nothing to challenge"
    if chosen.is_everything:
        st.info(
            f"{what} in figures up to {day_text(chosen.as_at)}. Choose an earlier day above, or see what was judged."
        )
        return
    st.info(f"{what} for this choice. Choose another area, stage, quadrant or reading, or show everything.")
    key = f"challenge-everything-{'improved' if improved else 'asked'}"
    st.button("Show everything", key=key, on_click=choosing.show_everything)


def _folds(data: Opened, shown: Sorted) -> None:
    """What is not on the shortlist; each table is made when it is unfolded."""
    folds = {
        "standing": ("Other changes and differences beyond chance", shown.standing),
        "quiet": ("Judged and quiet", shown.quiet),
        "too-few": ("Too few to judge", shown.too_few),
    }
    for name, (title, rows) in folds.items():
        fold = st.expander(f"{title} ({len(rows):,})", key=f"challenge-fold-{name}", on_change="rerun")
        if fold.open:
            fold.html(table_html(rows, data.catalogue, title) if len(rows) else "<p>None for this choice.</p>")
    with st.expander("How this list is made"):
        st.markdown(_HOW)


page()
