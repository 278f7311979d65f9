"""Findings: what audits, children, families and staff have said; each in its versions, none ever lost."""

import streamlit as st

from indicators.pages.components import printing, query_params
from indicators.pages.components.forms import PARAMETER
from indicators.pages.components.query_params import draw_sections, take_section, unmarked
from indicators.pages.components.session import opened
from indicators.pages.findings import listing
from indicators.pages.findings.form import FORM, begin_finding, write_section
from indicators.pages.findings.listing import FILTERS, filters_chosen, list_section, put_filters

PAGE = "findings"
SECTIONS = {"list": "Findings", "write": "Write one down"}
_SAID = "findings:said"


def page() -> None:
    """The page: the list with the versions of one, or the form."""
    data = opened()
    brought = query_params.take_in(PAGE, dict.fromkeys(("section", "finding", PARAMETER, *FILTERS), False))
    named = {name: values[0] for name, values in brought.items()}
    if named:
        take_section(PAGE, SECTIONS, named.get("section") or "list")
    put_filters(named)
    if named.get(PARAMETER):
        FORM.take_in(named[PARAMETER])
    elif named.get("section") == "write":
        begin_finding(data, named)
    st.html("<h1 class='headline'>Findings</h1>")
    if words := st.session_state.pop(_SAID, ""):
        FORM.finish()
        take_section(PAGE, SECTIONS, "list")
        st.success(unmarked(words), icon=":material/check:")
    section = draw_sections(PAGE, SECTIONS)
    if section == "list":
        list_section(data)
        query_params.put_out(PAGE, filters_chosen())
        printing.filters(data, listing.among_findings(data.catalogue))
        return
    write_section(data)
    query_params.put_out(PAGE, {"section": section, "finding": FORM.value("finding"), PARAMETER: FORM.draft})
    printing.filters(data, {"Section": SECTIONS[section]})


page()
