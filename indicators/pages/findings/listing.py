"""The findings in force as a list, with its filters and its files to download."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from indicators.board.findings import Finding, findings
from indicators.catalogue.areas import BOARD, BOARD_AREAS
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import QUADRANTS, STRENGTHS
from indicators.exports.exhibit import Exhibit
from indicators.pages.components.board_lines import _indicator_title, finding_line_html
from indicators.pages.components.downloads import FREE_TEXT_NOTE, TABLE_FORMATS, Download, audience_box, offer_downloads
from indicators.pages.components.plan_filter import priority_words
from indicators.pages.components.printing import FilterWords, area_name
from indicators.pages.components.session import DashboardData
from indicators.web import render
from indicators.wording.numbers import count_text

#: The filters by their names in the address; the empty text is everything.
FILTERS = ("quadrant", "area", "priority")
_AREAS = (*BOARD_AREAS, BOARD, "LLR")


def restore_filters(named: Mapping[str, str]) -> None:
    """Put the filters that an address brings into the session."""
    for name in FILTERS:
        if name in named and named.get("section") != "write":
            st.session_state[f"findings:{name}"] = named[name]


def filter_parameters() -> dict[str, str]:
    """The filters as the address tells them."""
    return {name: st.session_state.get(f"findings:{name}") or "" for name in FILTERS}


def list_section(data: DashboardData) -> None:
    """The filters, and the findings by quadrant."""
    chosen = _draw_filters(data)
    found = findings(data.store, **chosen)
    st.html(render("status.html", text=count_text(len(found), "finding")))
    if not found:
        st.info("No finding fits this choice. Choose another, or write one down above.", icon=":material/search_off:")
        return
    lines = {
        words: [finding_line_html(one, data.catalogue) for one in found if one.quadrant == quadrant]
        for quadrant, words in QUADRANTS.items()
    }
    st.html(render("findings/list.html", quadrants=lines))
    taken = Download(lambda figures: _exhibit(found, figures), indicators=("findings",), areas=(), periods=())
    offer_downloads(
        taken, audience_box(data, key="findings", board_only=FREE_TEXT_NOTE), key="findings", only=TABLE_FORMATS
    )


def _exhibit(found: list[Finding], data: DashboardData) -> Exhibit:
    return Exhibit(
        title="Findings",
        subtitle="What audits, children, families and staff say",
        source_note="; ".join(dict.fromkeys(data.catalogue.source_label(one.source) for one in found)),
        as_at=data.as_at_text,
        table=findings_frame(found, data.catalogue),
        audience=data.audience,
    )


def findings_frame(found: list[Finding], catalogue: Catalogue) -> pd.DataFrame:
    """One row a finding, in words."""
    return pd.DataFrame(
        [
            {
                "Quadrant": QUADRANTS[one.quadrant],
                "Area": catalogue.areas[one.area_code].name,
                "Period": one.period,
                "Strength": STRENGTHS[one.strength],
                "Finding": one.statement,
                "Indicator": _indicator_title(one, catalogue),
                "Priorities": "; ".join(
                    priority_words(catalogue, name) for name in one.priorities if name in catalogue.priorities
                ),
                "Source": catalogue.source_label(one.source),
                "Version": str(one.version),
            }
            for one in found
        ]
    )


def _draw_filters(data: DashboardData) -> dict[str, str]:
    catalogue = data.catalogue
    names = {
        "quadrant": {"": "All quadrants", **QUADRANTS},
        "area": {"": "All areas", **{code: catalogue.areas[code].name for code in _AREAS if code in catalogue.areas}},
        "priority": {"": "All priorities", **{name: priority_words(catalogue, name) for name in catalogue.priorities}},
    }
    with st.container(horizontal=True, gap="small", key="findings-filters"):
        chosen = {name: _select(name, options) for name, options in names.items()}
    return {"quadrant": chosen["quadrant"], "area_code": chosen["area"], "priority": chosen["priority"]}


def _select(name: str, options: Mapping[str, str]) -> str:
    key = f"findings:{name}"
    if st.session_state.get(key, "") not in options:
        st.session_state[key] = ""
    return st.selectbox(
        name.capitalize(), list(options), format_func=options.__getitem__, key=key, persist_state="session"
    )


def finding_filter_words(catalogue: Catalogue) -> FilterWords:
    """What the list of findings is narrowed to."""
    chosen = filter_parameters()
    return {
        "Quadrant": QUADRANTS.get(chosen["quadrant"], ""),
        "Area": area_name(catalogue, chosen["area"]),
        "Priority": priority_words(catalogue, chosen["priority"]) if chosen["priority"] else "",
    }
