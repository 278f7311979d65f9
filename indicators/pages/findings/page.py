"""Findings: what audits, children, families and staff have said, each with all its versions."""

import streamlit as st

from indicators.access.permissions import Permission
from indicators.pages.components import printing, query_params
from indicators.pages.components.filters import chosen_values, filter_parameters, filter_words, restore_filters
from indicators.pages.components.forms import FORM_PARAMETER, is_open_to
from indicators.pages.components.query_params import draw_sections, escape_markdown, restore_section
from indicators.pages.components.session import dashboard_data
from indicators.pages.findings.form import FINDING_FORM, begin_finding, form_section
from indicators.pages.findings.listing import PAGE, finding_filters, list_section

SECTIONS = {"list": "Findings", "write": "Write one down"}
_MESSAGE = "findings:said"


def page() -> None:
    """The page: the list with the versions of one, or the form."""
    data = dashboard_data()
    filters = finding_filters(data.catalogue)
    names = ("section", "finding", FORM_PARAMETER, *(one.name for one in filters))
    brought = query_params.read_parameters(PAGE, dict.fromkeys(names, False))
    named = {name: values[0] for name, values in brought.items()}
    if named:
        restore_section(PAGE, SECTIONS, named.get("section") or "list")
    if named.get("section") != "write":
        restore_filters(PAGE, filters, brought, reset_unknown=True)
    if named.get(FORM_PARAMETER):
        FINDING_FORM.open_draft(named[FORM_PARAMETER])
    elif named.get("section") == "write":
        begin_finding(data, named)
    st.html("<h1 class='headline'>Findings</h1>")
    if words := st.session_state.pop(_MESSAGE, ""):
        FINDING_FORM.finish()
        restore_section(PAGE, SECTIONS, "list")
        st.success(escape_markdown(words), icon=":material/check:")
    section = draw_sections(PAGE, SECTIONS)
    if section == "list":
        list_section(data, filters)
        chosen = chosen_values(PAGE, filters)
        query_params.write_parameters(PAGE, filter_parameters(filters, chosen))
        printing.print_filters(data, filter_words(filters, chosen))
        return
    if is_open_to(Permission.WRITE_FINDINGS):
        form_section(data)
    query_params.write_parameters(
        PAGE, {"section": section, "finding": FINDING_FORM.value("finding"), FORM_PARAMETER: FINDING_FORM.draft}
    )
    printing.print_filters(data, {"Section": SECTIONS[section]})


page()
