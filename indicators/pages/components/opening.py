"""Which page the address without one opens: since the last meeting where one was recorded, else the four quadrants."""

import streamlit as st

from indicators import clock
from indicators.errors import IndicatorsError
from indicators.pages.components.session import stored_meetings
from indicators.pages.navigation import HOME, SINCE

#: The parameters by which the address without a page is one that Since wrote itself; any other is a link of the time
#: when only the four quadrants stood there.
_OF_SINCE = {"since"}
_OPENED = "opening:page"


def opening_page() -> str:
    """The name of the page behind the address without one; in a session it stays the same unless the address says."""
    names = set(st.query_params)
    if names:
        page = SINCE if names <= _OF_SINCE else HOME
    else:
        page = st.session_state.get(_OPENED) or (SINCE if _has_met() else HOME)
    st.session_state[_OPENED] = page
    return page


def _has_met() -> bool:
    """Whether a meeting that is past was recorded."""
    try:
        meetings = stored_meetings()
    except IndicatorsError:
        # The page itself says what is wrong.
        return False
    return any(meeting.is_recorded and meeting.day < clock.today() for meeting in meetings)
