"""The assurance map: a plan's priorities by the four quadrants, and where evidence is missing, stale or worrying."""

from datetime import date

import streamlit as st
from markupsafe import Markup

from indicators.assurance.map import AssuranceMap, assurance_map
from indicators.assurance.words import summary_words
from indicators.board.challenges import open_challenge_counts, record_version
from indicators.catalogue.periods import day_text
from indicators.pages.assurance.map import map_html, offer_map
from indicators.pages.components import printing, query_params
from indicators.pages.components.add_to_report import offer_to_add, part_address
from indicators.pages.components.cycle import cached_latest_cycle
from indicators.pages.components.plan_filter import NO_PLAN, day_box, plan_box, plan_parameters, restore_plan
from indicators.pages.components.session import DashboardData, dashboard_data
from indicators.web import render

PAGE = "assurance"


def page() -> None:
    """The page: which plan, as at when, the message, the map."""
    data = dashboard_data()
    st.html("<h1 class='headline'>Assurance map</h1>")
    if not data.catalogue.plans:
        st.info(NO_PLAN)
        return
    brought = query_params.read_parameters(PAGE, {"plan": False, "as_at": False})
    if unknown := restore_plan(data.catalogue, *(brought.get(name, [""])[0] for name in ("plan", "as_at"))):
        query_params.warn_unknown(unknown)
    left, right = st.columns([3, 2])
    with left:
        plan = plan_box(data)
    with right:
        as_at = day_box(data, plan)
    query_params.write_parameters(PAGE, plan_parameters(plan, as_at))
    assurance, body = _rendered_map(data.version, record_version(data.store), plan.id, as_at, data)
    st.html(
        render("assurance/summary.html", summary=summary_words(assurance), plan=plan, as_at=as_at, day_text=day_text)
    )
    st.html(body)
    if plan.note:
        st.html(render("caption.html", text=plan.note))
    if any(cell.amount for cell in assurance.cells):
        offer_map(data, assurance)
        address = part_address(PAGE, plan=plan.id, as_at=as_at.isoformat())
        offer_to_add(data, {address: f"Assurance map: {plan.title}, evidence up to {day_text(as_at)}"}, key=PAGE)
    else:
        st.info("There is no evidence for this plan yet, so there is no map to take away.", icon=":material/inbox:")
    printing.print_filters(data, {"Plan": plan.title, "Evidence up to": day_text(as_at)})


@st.cache_resource(show_spinner="Gathering the evidence …", max_entries=32)
def _rendered_map(
    version: str, record: str, plan: str, as_at: date, _data: DashboardData
) -> tuple[AssuranceMap, Markup]:
    """The map and its HTML; kept until figures come or something is written down."""
    catalogue = _data.catalogue
    assurance = assurance_map(
        _data.store,
        catalogue,
        catalogue.plans[plan],
        as_at=as_at,
        cycle=cached_latest_cycle(version, as_at, _data),
        open_challenges=open_challenge_counts(_data.store),
    )
    return assurance, map_html(assurance, catalogue)


page()
