"""The choice of a plan and of the day as at which it is shown, for the assurance map and the page of a priority."""

from datetime import date

import streamlit as st

from indicators import clock
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.periods import day_text
from indicators.catalogue.plans import Plan
from indicators.errors import not_none
from indicators.pages.components.cycle import year_ends
from indicators.pages.components.session import DashboardData

#: Under which the choice stands in the session, for both pages alike.
PLAN_KEY, AS_AT_KEY = "plan:chosen", "plan:as_at"
_PLAN_END = ""
#: The plan that the pages open with, while no other was chosen: the board's first with figures of its own for it.
FIRST_PLAN = "lr_2015_16"


def restore_plan(catalogue: Catalogue, plan: str, as_at: str) -> list[str]:
    """Put what an address names into the session; gives what there is not."""
    unknown = []
    if plan:
        if plan in catalogue.plans:
            st.session_state[PLAN_KEY] = plan
            st.session_state[AS_AT_KEY] = _PLAN_END
        else:
            unknown.append(plan)
    if as_at:
        try:
            st.session_state[AS_AT_KEY] = date.fromisoformat(as_at).isoformat()
        except ValueError:
            unknown.append(as_at)
    return unknown


def chosen_plan(catalogue: Catalogue) -> Plan | None:
    """The plan that is looked at, without drawing anything; None where there is none at all."""
    plans = catalogue.plans
    first = FIRST_PLAN if FIRST_PLAN in plans else next(reversed(list(plans)), None)
    return plans.get(str(st.session_state.get(PLAN_KEY, first)), plans.get(first)) if first else None


def plan_box(catalogue: Catalogue) -> Plan:
    """The choice of a plan."""
    st.session_state[PLAN_KEY] = not_none(chosen_plan(catalogue)).id
    chosen = st.selectbox(
        "Plan",
        list(catalogue.plans),
        format_func=lambda name: f"{catalogue.plans[name].title} ({catalogue.plans[name].board})",
        key=PLAN_KEY,
        on_change=_reset_day,
        persist_state="session",
    )
    return catalogue.plans[chosen]


def day_box(data: DashboardData, plan: Plan) -> date:
    """The choice of a day: the end of the plan, or of any year with figures; gives the day as at which to look."""
    ends = {end.isoformat(): f"{label}, to {day_text(end)}" for label, end in year_ends(data.version, data).items()}
    options = {_PLAN_END: f"The end of the plan, {day_text(default_day(plan))}", **ends}
    day = str(st.session_state.get(AS_AT_KEY, _PLAN_END))
    if day not in options:
        try:
            options[day] = day_text(date.fromisoformat(day))
        except ValueError:
            # No list offered it.
            st.session_state[AS_AT_KEY] = _PLAN_END
            st.warning("“Evidence up to” was given something that is no day. The end of the plan is shown.")
    chosen = st.selectbox(
        "Evidence up to", list(options), format_func=options.__getitem__, key=AS_AT_KEY, persist_state="session"
    )
    return date.fromisoformat(chosen) if chosen else default_day(plan)


def priority_words(catalogue: Catalogue, name: str) -> str:
    """A priority with its plan, as a list of choices names it."""
    priority = catalogue.priorities[name]
    return f"{catalogue.plans[priority.plan].short_title}: {priority.title}"


def default_day(plan: Plan) -> date:
    """The day as at which a plan is looked at: its end, or today while it runs."""
    return min(plan.ends, clock.today())


def plan_parameters(plan: Plan, as_at: date) -> dict[str, str | None]:
    """What the address says of the choice."""
    return {"plan": plan.id, "as_at": None if as_at == default_day(plan) else as_at.isoformat()}


def _reset_day() -> None:
    st.session_state[AS_AT_KEY] = _PLAN_END
