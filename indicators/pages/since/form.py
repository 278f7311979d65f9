"""The forms that record a meeting, and cancel one that was recorded by mistake."""

import secrets
from collections.abc import Callable
from datetime import date

import streamlit as st

from indicators.access.permissions import Permission, may
from indicators.board.meetings import EARLIEST_YEAR, Meeting, cancel_meeting, record_meeting
from indicators.catalogue.periods import day_text
from indicators.errors import IndicatorsError
from indicators.pages.components.forms import TOKEN, role_box, show_refusal
from indicators.pages.components.query_params import escape_markdown
from indicators.pages.components.session import DashboardData
from indicators.settings import store_path

_MESSAGE, _TURN, _WRITTEN = "since:message", "since:turn", "since:written"


def show_message() -> str:
    """Say once, on the page that comes after, that a meeting was written down; gives its day as the address has it."""
    if words := st.session_state.pop(_MESSAGE, ""):
        st.success(escape_markdown(words), icon=":material/check:")
    return st.session_state.pop(_WRITTEN, "")


def meeting_forms(data: DashboardData, today: date) -> None:
    """Both forms, folded unless no meeting is known."""
    if not may(Permission.RECORD_MEETINGS):
        return
    known, terms = [meeting for meeting in data.meetings if meeting.is_recorded], data.catalogue.terms
    with st.expander("Record a meeting", icon=":material/event_available:", expanded=not data.meetings):
        _record_form(known, terms.group or terms.board[:1].upper() + terms.board[1:], today)
    if data.meetings:
        with st.expander("Cancel a meeting that was recorded by mistake", icon=":material/event_busy:"):
            _cancel_form(data.meetings)


def _record_form(known: list[Meeting], group: str, today: date) -> None:
    with st.form("since-record", border=False):
        one, two, three = st.columns(3, vertical_alignment="bottom")
        # Any day may be chosen, so that a wrong one is answered in words.
        day = one.date_input(
            "On which day?", value=None, min_value=date(EARLIEST_YEAR, 1, 1), max_value=date(today.year + 5, 12, 31),
            format="DD/MM/YYYY", key=_key("day"),
        )  # fmt: skip
        name = two.text_input("Which group?", value=known[0].name if known else group, key=_key("name"))
        with three:
            by = role_box("Who records it? (a role)", key=_key("by"))
        if st.form_submit_button("Record the meeting", type="primary"):
            day = day if isinstance(day, date) else None
            _write(
                lambda: record_meeting(store_path(), day=day, name=name, by=by, token=_token()),
                lambda written: f"The meeting of {day_text(written)} is recorded.",
            )


def _cancel_form(meetings: tuple[Meeting, ...]) -> None:
    texts = {meeting.day: meeting.text for meeting in meetings}
    with st.form("since-cancel", border=False):
        one, two, three = st.columns(3, vertical_alignment="bottom")
        day = one.selectbox("Which meeting?", list(texts), format_func=texts.__getitem__, key=_key("cancelled"))
        why = two.text_input("Why?", key=_key("why"))
        with three:
            by = role_box("Who cancels it? (a role)", key=_key("cancelled-by"))
        if st.form_submit_button("Cancel the meeting"):
            _write(
                lambda: cancel_meeting(store_path(), day=day, why=why, by=by, token=_token()),
                lambda written: f"The meeting of {day_text(written)} is cancelled. It stays in the record.",
            )


def _write(write: Callable[[], date], words: Callable[[date], str]) -> None:
    """Write what was sent and open the page anew; else say why not, with everything still in the form."""
    try:
        written = write()
    except IndicatorsError as error:
        show_refusal(error)
        return
    st.session_state[_MESSAGE], st.session_state[_WRITTEN] = words(written), written.isoformat()
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
    st.session_state.pop(f"since:{TOKEN}", None)
    st.rerun()


def _token() -> str:
    """The forms' own mark until one is written, so that what is sent twice is written once."""
    return st.session_state.setdefault(f"since:{TOKEN}", secrets.token_urlsafe(12))


def _key(field: str) -> str:
    # A browser gives a widget back what stood in it: an emptied form needs widgets of other keys.
    return f"since:{st.session_state.get(_TURN, 0)}:{field}"
