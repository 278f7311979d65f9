"""What a printed page says at the top: the filters in force in words, as known when, whose figures, and its address."""

from collections.abc import Mapping

import streamlit as st

from indicators.pages.components import query_params
from indicators.pages.components.session import DashboardData
from indicators.web import WEB, render

#: The styles of a page that is printed on one upright sheet, for `st.html`.
UPRIGHT_PRINT = WEB / "upright_print.css"
FilterWords = dict[str, str]


#: What opens somebody's own words has no place on paper.
PRIVATE_PARAMETERS = (query_params.DRAFT_PARAMETER,)


def print_filters(data: DashboardData, chosen: Mapping[str, str]) -> None:
    """Write the choices in force by name onto the paper alone; a screen has the widgets instead.

    To be called once a page, where the choices belong on paper and after the address has been written. What is
    empty is left out. The mark of the figures' audience stands on every sheet.
    """
    print_choices({**chosen, "Known on": data.known_text}, mark=data.audience.mark)


def print_choices(chosen: Mapping[str, str], *, mark: str = "") -> None:
    """The same on a page without figures."""
    settings = {**chosen, "Address": query_params.view_link(without=PRIVATE_PARAMETERS)}
    choices = [(name, choice) for name, choice in settings.items() if choice]
    st.html(render("components/printed.html", mark=mark, choices=choices))
