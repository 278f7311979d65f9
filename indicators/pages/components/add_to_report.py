"""The button that puts what a page shows into a set of the report, from where it stands."""

from collections.abc import Mapping
from urllib.parse import urlencode

import streamlit as st

from indicators.access.permissions import Permission, may
from indicators.board.report_sets import ReportPart, add_report_part, report_sets
from indicators.errors import IndicatorsError
from indicators.pages.components.forms import role_box, show_refusal
from indicators.pages.components.query_params import escape_markdown
from indicators.pages.components.session import DashboardData, board_terms, present_data
from indicators.pages.navigation import PAGES
from indicators.settings import store_path
from indicators.wording.numbers import count_text

#: The set that was added to last, by all pages, and the words for another.
_LAST_SET = "report-set:last"
_NEW_SET = 0
_OPENING_NAME = "Annual report"
#: Who adds and orders, remembered over the pages.
ROLE_KEY = "report-set:by"
REPORT_PAGE = PAGES / "report" / "page.py"
#: What may come after something was added: words, icon, section of the report's page.
_NEXT_STEPS = (("Order the parts", "swap_vert", "sets"), ("Make the pack", "inventory_2", "make"))
#: What a pack is made of, and the choices.
PACK_SOURCE_KEY = "report:made-of"
PACK_OF_CONTENTS, PACK_OF_SET, PACK_OF_BOTH = "contents", "set", "both"


def offer_to_add(data: DashboardData, parts: Mapping[str, str], *, key: str, what: str = "What") -> None:
    """The button "Add to report" for one part, or for one of several; `parts` are addresses with what each shows.

    What it unfolds is drawn when it is opened; nothing is offered of figures as they were known on an earlier day,
    which are for the board's eyes.
    """
    if data.known_on is None and parts and may(Permission.CHANGE_REPORT_SETS):
        _draw_button(dict(parts), key, what)


def part_address(page: str, **parameters: str) -> str:
    """The address of a part of a report."""
    return f"{page}?{urlencode({name: value for name, value in parameters.items() if value})}"


@st.fragment
def _draw_button(parts: Mapping[str, str], key: str, what: str) -> None:
    box = st.popover("Add to report", icon=":material/playlist_add:", key=f"{key}-add", on_change="rerun")
    if not box.open:
        return
    said = st.session_state.pop(f"{key}-add-heading-said", None)
    if said:
        # In place of the form: under it, the words would be below the edge of a laptop's screen.
        box.success(said, icon=":material/check:")
        # No links of Markdown: those open another window, which knows nothing of what was added in this one.
        with box:
            for label, icon, section in _NEXT_STEPS:
                st.page_link(REPORT_PAGE, label=label, icon=f":material/{icon}:", query_params={"section": section})
        return
    with box:
        sets = {one.number: one.title for one in report_sets(present_data().store)}
        choices = {**sets, _NEW_SET: "A new set"}
        set_key, name_key, heading_key = f"{key}-add-set", f"{key}-add-name", f"{key}-add-heading"
        address = next(iter(parts))
        if len(parts) > 1:
            address = st.selectbox(what, list(parts), format_func=parts.__getitem__, key=f"{key}-add-part")
        if st.session_state.get(set_key) not in choices:
            last = st.session_state.get(_LAST_SET)
            st.session_state[set_key] = last if last in sets else next(iter(choices))
        number = st.selectbox("Set", list(choices), format_func=choices.__getitem__, key=set_key)
        if number == _NEW_SET:
            st.text_input("Name of the new set", value="" if sets else _OPENING_NAME, key=name_key, max_chars=200)
        st.text_input("Heading", key=heading_key, max_chars=200, placeholder=parts[address],
            help="What stands above it in the report. Empty: what the grey words say.")  # fmt: skip
        role_box("You add it as", key=ROLE_KEY)
        st.button(
            "Add", key=f"{key}-add-send", type="primary", width="stretch",
            on_click=_add, args=(address, parts[address], number, name_key, heading_key),
        )  # fmt: skip
        if refusal := st.session_state.pop(f"{heading_key}-refusal", None):
            show_refusal(refusal)


def _add(address: str, subject: str, number: int, name_key: str, heading_key: str) -> None:
    """Add a part; what came of it is for the next look at the button."""
    heading = str(st.session_state.get(heading_key) or "").strip() or subject
    try:
        changed = add_report_part(
            store_path(),
            ReportPart(address, heading),
            by=str(st.session_state.get(ROLE_KEY) or board_terms().roles[0]),
            number=number or None,
            title=str(st.session_state.get(name_key) or ""),
        )
    except IndicatorsError as error:
        st.session_state[f"{heading_key}-refusal"] = error
        return
    st.session_state[_LAST_SET] = changed.number
    if st.session_state.get(PACK_SOURCE_KEY) != PACK_OF_SET:
        # A pack that is made next has what was added.
        st.session_state[PACK_SOURCE_KEY] = PACK_OF_BOTH
    # The next chart is another one: its heading is not this one's.
    st.session_state[heading_key] = ""
    st.session_state[heading_key.removesuffix("-heading") + "-set"] = changed.number
    parts = count_text(len(changed.parts), "part")
    st.session_state[f"{heading_key}-said"] = f"Added. “{escape_markdown(changed.title)}” has {parts}."
