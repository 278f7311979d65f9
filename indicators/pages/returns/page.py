"""Returns: submit a file, request figures of an agency, see what came and what is still due."""

import streamlit as st

from indicators.access.permissions import Permission, may
from indicators.pages.components import printing, query_params
from indicators.pages.components.filters import Filter, chosen_values, filter_parameters, filter_words, restore_filters
from indicators.pages.components.session import dashboard_data
from indicators.pages.returns.due import MISSING_FILTERS, due_section, request_section
from indicators.pages.returns.history import HISTORY_FILTERS, history_section
from indicators.pages.returns.submit import submission_section

PAGE = "returns"
SECTIONS = {
    "take": ("Take in a file", submission_section),
    "history": ("What came", history_section),
    "expected": ("Expected and missing", due_section),
    "ask": ("Ask for figures", request_section),
}

#: What the list of a section is sorted by.
_FILTERS: dict[str, tuple[Filter, ...]] = {"history": HISTORY_FILTERS, "expected": MISSING_FILTERS}


def page() -> None:
    """The page: one section at a time, chosen in the address too."""
    data = dashboard_data(Permission.SEE_RETURNS)
    st.html("<h1 class='headline'>Returns</h1>")
    titles = {name: title for name, (title, _) in SECTIONS.items() if name != "take" or may(Permission.TAKE_IN_RETURNS)}
    names = ("section", *(one.name for filters in _FILTERS.values() for one in filters))
    if brought := query_params.read_parameters(PAGE, dict.fromkeys(names, False)):
        query_params.restore_section(PAGE, titles, brought.get("section", [""])[0] or next(iter(titles)))
        for filters in _FILTERS.values():
            restore_filters(PAGE, filters, brought, reset_unknown=True)
    section = query_params.draw_sections(PAGE, titles)
    filters = _FILTERS.get(section, ())
    chosen = chosen_values(PAGE, filters)
    query_params.write_parameters(PAGE, {"section": section, **filter_parameters(filters, chosen)})
    SECTIONS[section][1](data)
    printing.print_filters(data, {"Section": titles[section], **filter_words(filters, chosen)})


page()
