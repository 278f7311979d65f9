"""The findings in force as a list, with its filters and its files to download."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from indicators.board.findings import Finding, findings
from indicators.board.validation import excerpt
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import QUADRANTS, STRENGTHS
from indicators.exports.exhibit import Exhibit
from indicators.exports.formats import TABLE_FORMATS
from indicators.pages.components.add_to_report import offer_to_add, part_address
from indicators.pages.components.board_lines import _indicator_title, finding_line_html
from indicators.pages.components.downloads import FREE_TEXT_NOTE, Download, audience_box, offer_downloads
from indicators.pages.components.filters import Filter, draw_filters
from indicators.pages.components.plan_filter import priorities_on_offer, priority_words
from indicators.pages.components.session import DashboardData
from indicators.web import render
from indicators.wording.numbers import count_text

PAGE = "findings"


def finding_filters(catalogue: Catalogue) -> tuple[Filter, ...]:
    """The filters of the list, with the areas and priorities that there are."""
    areas = {code: catalogue.areas[code].name for code in catalogue.board.shown}
    priorities = {name: priority_words(catalogue, name) for name in priorities_on_offer(catalogue)}
    return (
        Filter("quadrant", "Quadrant", QUADRANTS, everything="All quadrants"),
        Filter("area", "Area", areas, everything="All areas"),
        Filter("priority", "Priority", priorities, everything="All priorities"),
        Filter("strength", "What it tells", STRENGTHS, everything="Strengths and weaknesses"),
        Filter("sort", "Sort by", {"area": "Area", "strength": "Weaknesses and gaps first"}, everything="Newest first"),
    )


_NONE_FITS = "No finding fits this choice. Choose another, or write one down above."
_NONE_YET = (
    "There is no finding yet. What children, families and staff say, and what audits show, stands here once somebody "
    "has written it down."
)


def list_section(data: DashboardData, filters: Sequence[Filter]) -> None:
    """The filters, and the findings by quadrant."""
    chosen = draw_filters(PAGE, filters)
    matches = sorted_findings(
        findings(data.store, quadrant=chosen["quadrant"], area_code=chosen["area"], priority=chosen["priority"]),
        data.catalogue,
        strength=chosen["strength"],
        order=chosen["sort"],
    )
    st.html(render("status.html", text=count_text(len(matches), "finding")))
    if not matches:
        st.info(_NONE_FITS if findings(data.store) else _NONE_YET, icon=":material/search_off:")
        return
    lines = {
        QUADRANTS[quadrant]: [finding_line_html(one, data.catalogue) for one in matches if one.quadrant == quadrant]
        for quadrant in ordered_quadrants(matches, chosen["sort"])
    }
    st.html(render("findings/list.html", quadrants=lines))
    download = Download(lambda figures: _exhibit(matches, figures), indicators=("findings",), areas=(), periods=())
    offer_to_add(
        data,
        {part_address(PAGE, section="write", finding=one.id): excerpt(one.statement, 120) for one in matches},
        key="findings",
        what="Finding",
    )
    offer_downloads(
        download, audience_box(data, key="findings", board_only=FREE_TEXT_NOTE), key="findings", only=TABLE_FORMATS
    )


#: What deserves a question first.
_CONCERN_FIRST = ("gap", "weakness", "mixed", "strength")


def sorted_findings(matches: Sequence[Finding], catalogue: Catalogue, *, strength: str, order: str) -> list[Finding]:
    """The findings of a strength (the empty text for all), by area, by how much they warn, or as they came."""
    selected = [finding for finding in matches if strength in ("", finding.strength)]
    if order == "area":
        return sorted(selected, key=lambda finding: catalogue.areas[finding.area_code].name)
    if order == "strength":
        return sorted(selected, key=lambda finding: _CONCERN_FIRST.index(finding.strength))
    return selected


def ordered_quadrants(matches: Sequence[Finding], order: str) -> list[str]:
    """The quadrants in the board's order; by the first finding of each where the newest come first, so that the newest
    of all stands on top.
    """
    if order:
        return list(QUADRANTS)
    return list(dict.fromkeys(finding.quadrant for finding in matches))


def _exhibit(matches: list[Finding], data: DashboardData) -> Exhibit:
    return Exhibit(
        title="Findings",
        subtitle="What audits, children, families and staff say",
        source_note="; ".join(dict.fromkeys(data.catalogue.source_label(finding.source) for finding in matches)),
        as_at=data.as_at_text(finding.ends for finding in matches),
        table=findings_frame(matches, data.catalogue),
        audience=data.audience,
    )


def findings_frame(matches: list[Finding], catalogue: Catalogue) -> pd.DataFrame:
    """One row a finding, in words."""
    return pd.DataFrame(
        [
            {
                "Quadrant": QUADRANTS[finding.quadrant],
                "Area": catalogue.areas[finding.area_code].name,
                "Period": finding.period,
                "Strength": STRENGTHS[finding.strength],
                "Finding": finding.statement,
                "Indicator": _indicator_title(finding, catalogue),
                "Priorities": "; ".join(
                    priority_words(catalogue, name) for name in finding.priorities if name in catalogue.priorities
                ),
                "Source": catalogue.source_label(finding.source),
                "Version": str(finding.version),
            }
            for finding in matches
        ]
    )
