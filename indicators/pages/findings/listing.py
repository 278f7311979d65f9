"""The findings in force, narrowed by quadrant, area and priority."""

from collections.abc import Mapping
from html import escape

import pandas as pd
import streamlit as st

from indicators.board.findings import Finding, findings
from indicators.catalogue.areas import BOARD, BOARD_AREAS
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import QUADRANTS, STRENGTHS
from indicators.exports.exhibit import Exhibit
from indicators.pages.components.board_lines import _title, finding_line
from indicators.pages.components.downloads import TABLES, WORDS_ONLY, Takeaway, offer, release_box
from indicators.pages.components.plan_filter import priority_words
from indicators.pages.components.printing import Words, _area
from indicators.pages.components.session import Opened
from indicators.wording.numbers import counted

#: The filters by their names in the address; the empty text is everything.
FILTERS = ("quadrant", "area", "priority")
_AREAS = (*BOARD_AREAS, BOARD, "LLR")


def put_filters(named: Mapping[str, str]) -> None:
    """Put the filters that an address brings into the session."""
    for name in FILTERS:
        if name in named and named.get("section") != "write":
            st.session_state[f"findings:{name}"] = named[name]


def filters_chosen() -> dict[str, str]:
    """The filters as the address tells them."""
    return {name: st.session_state.get(f"findings:{name}") or "" for name in FILTERS}


def list_section(data: Opened) -> None:
    """The filters, and the findings by quadrant."""
    chosen = _filters(data)
    found = findings(data.store, **chosen)
    st.html(f'<p class="moved" role="status"><strong>{counted(len(found), "finding")}</strong></p>')
    if not found:
        st.info("No finding fits this choice. Choose another, or write one down above.", icon=":material/search_off:")
        return
    groups = "".join(_group(name, words, found, data.catalogue) for name, words in QUADRANTS.items())
    st.html(f'<div class="findings-list">{groups}</div>')
    taken = Takeaway(lambda figures: _exhibit(found, figures), indicators=("findings",), areas=(), periods=())
    offer(taken, release_box(data, key="findings", board_only=WORDS_ONLY), key="findings", only=TABLES)


def _exhibit(found: list[Finding], data: Opened) -> Exhibit:
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
                "Indicator": _title(one, catalogue),
                "Priorities": "; ".join(
                    priority_words(catalogue, name) for name in one.priorities if name in catalogue.priorities
                ),
                "Source": catalogue.source_label(one.source),
                "Version": str(one.version),
            }
            for one in found
        ]
    )


def _filters(data: Opened) -> dict[str, str]:
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


def _group(quadrant: str, words: str, found: list[Finding], catalogue: Catalogue) -> str:
    own = [one for one in found if one.quadrant == quadrant]
    if not own:
        return ""
    lines = "".join(finding_line(one, catalogue) for one in own)
    return (
        f'<section><h2 class="side">{escape(words)} ({len(own)})</h2><ul class="findings-lines">{lines}</ul></section>'
    )


def among_findings(catalogue: Catalogue) -> Words:
    """What the list of findings is narrowed to."""
    chosen = filters_chosen()
    return {
        "Quadrant": QUADRANTS.get(chosen["quadrant"], ""),
        "Area": _area(catalogue, chosen["area"]),
        "Priority": priority_words(catalogue, chosen["priority"]) if chosen["priority"] else "",
    }
