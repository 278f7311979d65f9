"""The choice of a plan and of the day as at which it is shown, for the assurance map and the page of a priority."""

from datetime import date

import streamlit as st

from indicators import clock
from indicators.assurance.opening import OpeningPlan, opening_plan
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.periods import day_text
from indicators.catalogue.plans import Plan, newest_plans_first
from indicators.errors import not_none
from indicators.pages.components.cycle import year_ends
from indicators.pages.components.query_params import escape_markdown
from indicators.pages.components.session import DashboardData

#: Under which the choice stands in the session, for both pages alike.
PLAN_KEY, AS_AT_KEY = "plan:chosen", "plan:as_at"
_PLAN_END = ""
#: What stands where there is none.
NO_PLAN = (
    "There is no plan yet. The business office adds one as a file of the data folder; "
    "docs/adding-a-plan.md has an example to copy."
)


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


def plan_box(data: DashboardData) -> Plan:
    """The choice of a plan, the newest first and those of other boards last; one that the board has evidence for opens.

    Why that one opens stands under the choice, where the list has newer ones.
    """
    plans = {plan.id: plan for plan in newest_plans_first(data.catalogue.plans.values())}
    opening = not_none(cached_opening(data.version, data.record, clock.today(), data))
    if st.session_state.get(PLAN_KEY) not in plans:
        st.session_state[PLAN_KEY] = opening.plan.id
    chosen = st.selectbox(
        "Plan",
        list(plans),
        format_func=lambda name: plan_words(plans[name]),
        key=PLAN_KEY,
        on_change=_reset_day,
        persist_state="session",
    )
    if chosen == opening.plan.id and chosen != next(iter(plans)):
        st.caption(escape_markdown(opening.reason))
    return plans[chosen]


@st.cache_resource(show_spinner=False, max_entries=4)
def cached_opening(version: str, record: str, today: date, _data: DashboardData) -> OpeningPlan | None:
    """The plan that pages open with; looked for anew when figures come, something is written down, or a day begins."""
    return opening_plan(_data.store, _data.catalogue, today=today)


def plan_words(plan: Plan) -> str:
    """A plan as a list of choices names it; one of another board says so first."""
    words = f"{plan.title} ({plan.board})"
    return f"Another board’s plan: {words}" if plan.of_another_board else words


def day_box(data: DashboardData, plan: Plan) -> date:
    """The choice of a day: the end of the plan, today while it runs, or the end of any year with figures; gives the
    day as at which to look."""
    ends = {end.isoformat(): f"{label}, to {day_text(end)}" for label, end in year_ends(data.version, data).items()}
    options = {_PLAN_END: default_day_words(plan), **ends}
    day = str(st.session_state.get(AS_AT_KEY, _PLAN_END))
    if day not in options:
        try:
            options[day] = day_text(date.fromisoformat(day))
        except ValueError:
            # No list offered it.
            st.session_state[AS_AT_KEY] = _PLAN_END
            st.warning(f"“Evidence up to” was given something that is no day. {default_day_words(plan)}, is shown.")
    chosen = st.selectbox(
        "Evidence up to", list(options), format_func=options.__getitem__, key=AS_AT_KEY, persist_state="session"
    )
    return date.fromisoformat(chosen) if chosen else default_day(plan)


def priorities_on_offer(catalogue: Catalogue) -> list[str]:
    """The ids of all priorities for a list of choices: those of the newest plan first, of other boards' plans last."""
    plans = newest_plans_first(catalogue.plans.values())
    return [priority.id for plan in plans for priority in plan.priorities]


def priority_words(catalogue: Catalogue, name: str) -> str:
    """A priority with its plan, as a list of choices names it; one of another board says so first."""
    priority = catalogue.priorities[name]
    plan = catalogue.plans[priority.plan]
    whose = f"Another board, {plan.short_title}" if plan.of_another_board else plan.short_title
    return f"{whose}: {priority.title}"


def default_day(plan: Plan) -> date:
    """The day as at which a plan is looked at: its end, or today while it runs."""
    return min(plan.ends, clock.today())


def default_day_words(plan: Plan) -> str:
    """What that day is, and which: today is not the end of a plan that runs."""
    day = default_day(plan)
    return f"{'Today' if day < plan.ends else 'The end of the plan'}, {day_text(day)}"


def plan_parameters(plan: Plan, as_at: date) -> dict[str, str | None]:
    """What the address says of the choice."""
    return {"plan": plan.id, "as_at": None if as_at == default_day(plan) else as_at.isoformat()}


def _reset_day() -> None:
    st.session_state[AS_AT_KEY] = _PLAN_END
