"""The challenge log: what the board asked, of whom, what came of it, and what is overdue."""

import streamlit as st

from indicators.access.permissions import Permission, current_user
from indicators.pages.components import printing, query_params
from indicators.pages.components.board_lines import reminder_html
from indicators.pages.components.forms import FORM_PARAMETER, is_open_to
from indicators.pages.components.query_params import draw_sections, escape_markdown, restore_section
from indicators.pages.components.session import DashboardData, dashboard_data
from indicators.pages.log.challenge import STEP_FORM as STEP
from indicators.pages.log.challenge import show_challenge
from indicators.pages.log.listing import (
    LIST_PARAMETERS,
    OVERDUE,
    PAGE,
    list_parameters,
    log_filter_words,
    log_filters,
    log_section,
    own_section,
    restore_list,
)
from indicators.pages.log.raise_form import RAISE_FORM as RAISE
from indicators.pages.log.raise_form import SUBJECT_PARAMETERS, begin_challenge, raise_section, read_subject
from indicators.pages.log.review import review_section

SECTIONS = {"list": "The log", "raise": "Raise a challenge", "review": "The chair's review"}
#: The number of the challenge that is open, 0 for none.
_OPEN_CHALLENGE = "log:open"
_MESSAGE = "log:said"


def page() -> None:
    """The page: one challenge, or one of the sections."""
    data = dashboard_data(Permission.SEE_CHALLENGES)
    _restore_view(data)
    if words := st.session_state.pop(_MESSAGE, ""):
        st.success(escape_markdown(words), icon=":material/check:")
    if number := st.session_state.get(_OPEN_CHALLENGE, 0):
        if show_challenge(data, number, leave=_leave):
            query_params.write_parameters(PAGE, {"challenge": str(number), FORM_PARAMETER: STEP.draft})
            printing.print_filters(data, {"Challenge": str(number)})
            return
        st.session_state[_OPEN_CHALLENGE] = 0
    st.html("<h1 class='headline'>Challenge log</h1>")
    if current_user().is_limited(Permission.SEE_CHALLENGES):
        own_section(data)
        query_params.write_parameters(PAGE, {})
        return
    section = draw_sections(PAGE, SECTIONS)
    _show_reminder(data, section)
    if section == "list":
        filters = log_filters(data)
        log_section(data, filters)
        query_params.write_parameters(PAGE, list_parameters(filters))
        printing.print_filters(data, log_filter_words(filters))
        return
    if section == "review" or is_open_to(Permission.RAISE_CHALLENGES):
        {"raise": raise_section, "review": review_section}[section](data)
    draft = {FORM_PARAMETER: RAISE.draft} if section == "raise" else {}
    query_params.write_parameters(PAGE, {"section": section, **draft})
    printing.print_filters(data, {"Section": SECTIONS[section]})


def _restore_view(data: DashboardData) -> None:
    """Open what the address names: a challenge, a draft, a form about a figure, or the list with its filters."""
    names = dict.fromkeys(("section", "challenge", FORM_PARAMETER, *LIST_PARAMETERS, *SUBJECT_PARAMETERS), False)
    brought = query_params.read_parameters(PAGE, names)
    if not brought:
        return
    number = brought.get("challenge", [""])[0]
    st.session_state[_OPEN_CHALLENGE] = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0
    section = brought.get("section", [""])[0] or "list"
    restore_section(PAGE, SECTIONS, section)
    if section == "list":
        restore_list(data, brought)
    if brought.get(FORM_PARAMETER, [""])[0]:
        (STEP if st.session_state[_OPEN_CHALLENGE] else RAISE).open_draft(brought[FORM_PARAMETER][0])
    elif section == "raise":
        begin_challenge(read_subject(brought, data.catalogue), data)


def _leave() -> None:
    st.session_state[_OPEN_CHALLENGE] = 0
    restore_section(PAGE, SECTIONS, "list")


def _show_reminder(data: DashboardData, section: str) -> None:
    """What is overdue, wherever one is on the page but where it is listed anyway: in the review and in its own list."""
    is_listed = section == "review" or (section == "list" and st.session_state.get(f"{PAGE}:show") == OVERDUE)
    if not is_listed and (words := reminder_html(data, link="Show only these")):
        st.html(words)


page()
