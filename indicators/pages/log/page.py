"""The challenge log: what the board asked, of whom, what came of it, and what is overdue."""

import streamlit as st

from indicators.pages.components import printing, query_params
from indicators.pages.components.board_lines import reminder_html
from indicators.pages.components.forms import PARAMETER
from indicators.pages.components.query_params import draw_sections, take_section, unmarked
from indicators.pages.components.session import Opened, opened
from indicators.pages.log import listing
from indicators.pages.log.challenge import FORM as STEP
from indicators.pages.log.challenge import one_challenge
from indicators.pages.log.listing import FILTERS, filters_chosen, log_section, put_filters
from indicators.pages.log.raise_form import FORM as RAISE
from indicators.pages.log.raise_form import NAMES, begin, raise_section, read_about
from indicators.pages.log.review import review_section

PAGE = "log"
SECTIONS = {"list": "The log", "raise": "Raise a challenge", "review": "The chair's review"}
#: The number of the challenge that is open, 0 for none.
_OPEN = "log:open"
_SAID = "log:said"


def page() -> None:
    """The page: one challenge, or one of the sections."""
    data = opened()
    _take_address(data)
    if words := st.session_state.pop(_SAID, ""):
        st.success(unmarked(words), icon=":material/check:")
    if number := st.session_state.get(_OPEN, 0):
        if one_challenge(data, number, leave=_leave):
            query_params.put_out(PAGE, {"challenge": str(number), PARAMETER: STEP.draft})
            printing.filters(data, {"Challenge": str(number)})
            return
        st.session_state[_OPEN] = 0
    st.html("<h1 class='headline'>Challenge log</h1>")
    section = draw_sections(PAGE, SECTIONS)
    _remind(data, section)
    {"list": log_section, "raise": raise_section, "review": review_section}[section](data)
    beside = {"list": filters_chosen, "raise": _draft_of_raise, "review": dict}[section]()
    query_params.put_out(PAGE, {"section": None if section == "list" else section, **beside})
    printing.filters(data, listing.in_log(data.catalogue) if section == "list" else {"Section": SECTIONS[section]})


def _take_address(data: Opened) -> None:
    """Open what the address names: a challenge, a draft, a form about a figure, or the list with its filters."""
    names = dict.fromkeys(("section", "challenge", PARAMETER, *FILTERS, *NAMES), False)
    brought = query_params.take_in(PAGE, names)
    if not brought:
        return
    number = brought.get("challenge", [""])[0]
    st.session_state[_OPEN] = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0
    section = brought.get("section", [""])[0] or "list"
    take_section(PAGE, SECTIONS, section)
    if section == "list":
        put_filters(brought)
    if brought.get(PARAMETER, [""])[0]:
        (STEP if st.session_state[_OPEN] else RAISE).take_in(brought[PARAMETER][0])
    elif section == "raise":
        begin(read_about(brought, data.catalogue), data)


def _draft_of_raise() -> dict[str, str]:
    return {PARAMETER: RAISE.draft}


def _leave() -> None:
    st.session_state[_OPEN] = 0
    take_section(PAGE, SECTIONS, "list")


def _remind(data: Opened, section: str) -> None:
    """What is overdue, wherever one is on the page; the review lists it anyway."""
    if section != "review" and (words := reminder_html(data)):
        st.html(words)


page()
