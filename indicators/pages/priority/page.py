"""One priority from its four quadrants: figures, audits, children and families, staff; its actions and challenges."""

from datetime import date

import streamlit as st
from markupsafe import Markup

from indicators.assurance.map import MapRow, combined_areas, priority_evidence
from indicators.assurance.words import row_words
from indicators.board.challenges import record_version
from indicators.catalogue.periods import day_text
from indicators.catalogue.plans import PRIORITY_KINDS, Plan, Priority
from indicators.pages.components import printing, query_params
from indicators.pages.components.cycle import cached_latest_cycle
from indicators.pages.components.forms import FORM_PARAMETER
from indicators.pages.components.plan_filter import NO_PLAN, day_box, plan_box, plan_parameters, restore_plan
from indicators.pages.components.quadrants import quadrants_html
from indicators.pages.components.session import DashboardData, dashboard_data
from indicators.pages.priority.sections import (
    ACTION_FORM,
    actions_section,
    challenges_section,
    measures_without_data_html,
    priority_quadrants,
)
from indicators.web import render
from indicators.wording.verdicts import change_verdicts

PAGE = "priority"
_CHOSEN_PRIORITY = "priority:chosen"


def page() -> None:
    """The page: which priority, what it wants, its four sides, what is missing, actions, challenges."""
    data = dashboard_data()
    if not data.catalogue.plans:
        st.html("<h1 class='headline'>Priorities</h1>")
        st.info(NO_PLAN)
        return
    draft = _restore_view(data)
    title = st.empty()
    plan, priority, as_at = _draw_filters(data)
    title.html(_head(plan, priority))
    row, body = _rendered_priority(data.version, record_version(data.store), priority.id, as_at, data)
    st.html(render("priority/summary.html", summary=row_words(row), plan=plan))
    st.html(body)
    if row.measures_without_data:
        st.html(measures_without_data_html(row))
    if draft:
        ACTION_FORM.open_draft(draft)
    actions_section(data, plan, priority, row, on=as_at)
    challenges_section(data, priority)
    query_params.write_parameters(
        PAGE, {"priority": priority.id, **plan_parameters(plan, as_at), FORM_PARAMETER: ACTION_FORM.draft}
    )
    printing.print_filters(data, {"Plan": plan.title, "Evidence up to": day_text(as_at)})


def _restore_view(data: DashboardData) -> str:
    """Turn to what the address names; gives the draft that it brings."""
    brought = query_params.read_parameters(PAGE, dict.fromkeys(("priority", "plan", "as_at", FORM_PARAMETER), False))
    named = {name: values[0] for name, values in brought.items()}
    priority = data.catalogue.priorities.get(named.get("priority", ""))
    plan = priority.plan if priority else named.get("plan", "")
    unknown = restore_plan(data.catalogue, plan, named.get("as_at", ""))
    if priority:
        st.session_state[_CHOSEN_PRIORITY] = priority.id
    elif named.get("priority"):
        unknown.append(named["priority"])
    if unknown:
        query_params.warn_unknown(unknown)
    return named.get(FORM_PARAMETER, "")


def _draw_filters(data: DashboardData) -> tuple[Plan, Priority, date]:
    """The plan, the priority of it, and the day."""
    first, second, third = st.columns([2, 2, 1.4])
    with first:
        plan = plan_box(data)
    titles = {priority.id: priority.title for priority in plan.priorities}
    if st.session_state.get(_CHOSEN_PRIORITY) not in titles:
        st.session_state[_CHOSEN_PRIORITY] = next(iter(titles))
    chosen = second.selectbox(
        "Priority", list(titles), format_func=titles.__getitem__, key=_CHOSEN_PRIORITY, persist_state="session"
    )
    with third:
        as_at = day_box(data, plan)
    return plan, data.catalogue.priorities[chosen], as_at


def _head(plan: Plan, priority: Priority) -> Markup:
    """Title, statement and who leads; why it matters and what is to be different unfold."""
    facts = [
        f"Another board’s plan ({plan.board})" if plan.of_another_board else "",
        PRIORITY_KINDS[priority.kind],
        f"{plan.title}, {day_text(plan.starts)} to {day_text(plan.ends)}",
        f"led by {priority.lead}" if priority.lead else "",
        f"through {priority.delivery}" if priority.delivery else "",
    ]
    return render("priority/head.html", priority=priority, facts=[fact for fact in facts if fact])


@st.cache_resource(show_spinner="Gathering the evidence …", max_entries=64)
def _rendered_priority(
    version: str, record: str, priority: str, as_at: date, _data: DashboardData
) -> tuple[MapRow, Markup]:
    """The evidence of a priority and its four sides as HTML; kept until figures come or something is written down."""
    catalogue = _data.catalogue
    chosen = catalogue.priorities[priority]
    plan = catalogue.plans[chosen.plan]
    cycle = cached_latest_cycle(version, as_at, _data)
    row = priority_evidence(_data.store, catalogue, plan, chosen, as_at=as_at, cycle=cycle)
    columns = [catalogue.areas[code] for code in plan.areas]
    wider = [catalogue.areas[code] for code in combined_areas(catalogue, plan.areas)]
    return row, quadrants_html(priority_quadrants(row, plan), columns, wider, change_verdicts(cycle.judged))


page()
