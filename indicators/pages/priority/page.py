"""One priority from its four sides: figures, audits, children and families, staff; its actions and challenges."""

from datetime import date
from html import escape

import streamlit as st

from indicators.assurance.map import Row, priority_evidence, wider_areas
from indicators.assurance.words import row_words
from indicators.board.challenges import record_version
from indicators.catalogue.periods import day_text
from indicators.catalogue.plans import PRIORITY_KINDS, Plan, Priority
from indicators.pages.components import printing, query_params
from indicators.pages.components.cycle import changes_of, cycle_of
from indicators.pages.components.forms import PARAMETER
from indicators.pages.components.plan_filter import day_box, parameters, plan_box, take_plan
from indicators.pages.components.quadrants import quadrants_html
from indicators.pages.components.session import Opened, opened
from indicators.pages.priority.sections import FORM, actions_section, challenges_section, missing_html, sides

PAGE = "priority"
_CHOSEN = "priority:chosen"


def page() -> None:
    """The page: which priority, what it wants, its four sides, what is missing, actions, challenges."""
    data = opened()
    if not data.catalogue.plans:
        st.html("<h1 class='headline'>Priorities</h1>")
        st.info("No plan is held yet. Put one into `data/plans/` as a TOML file: the README says how.")
        return
    draft = _take_address(data)
    title = st.empty()
    plan, priority, as_at = _choose(data)
    title.html(_head(plan, priority))
    row, body = _painted(data.version, record_version(data.store), priority.id, as_at, data)
    st.html(
        f'<p class="moved" role="status"><strong>{escape(row_words(row))}.</strong> '
        f'<a href="assurance?plan={escape(plan.id)}">→ The whole map</a></p>'
    )
    st.html(body)
    if row.asks_without_data:
        st.html(missing_html(row))
    if draft:
        FORM.take_in(draft)
    actions_section(data, plan, priority, row, on=as_at)
    challenges_section(data, priority)
    query_params.put_out(PAGE, {"priority": priority.id, **parameters(plan, as_at), PARAMETER: FORM.draft})
    printing.filters(data, {"Plan": plan.title, "Evidence up to": day_text(as_at)})


def _take_address(data: Opened) -> str:
    """Turn to what the address names; gives the draft that it brings."""
    brought = query_params.take_in(PAGE, dict.fromkeys(("priority", "plan", "as_at", PARAMETER), False))
    named = {name: values[0] for name, values in brought.items()}
    priority = data.catalogue.priorities.get(named.get("priority", ""))
    plan = priority.plan if priority else named.get("plan", "")
    unknown = take_plan(data.catalogue, plan, named.get("as_at", ""))
    if priority:
        st.session_state[_CHOSEN] = priority.id
    elif named.get("priority"):
        unknown.append(named["priority"])
    if unknown:
        query_params.warn_unknown(unknown)
    return named.get(PARAMETER, "")


def _choose(data: Opened) -> tuple[Plan, Priority, date]:
    """The plan, the priority of it, and the day."""
    first, second, third = st.columns([2, 2, 1.4])
    with first:
        plan = plan_box(data.catalogue)
    titles = {priority.id: priority.title for priority in plan.priorities}
    if st.session_state.get(_CHOSEN) not in titles:
        st.session_state[_CHOSEN] = next(iter(titles))
    chosen = second.selectbox(
        "Priority", list(titles), format_func=titles.__getitem__, key=_CHOSEN, persist_state="session"
    )
    with third:
        as_at = day_box(data, plan)
    return plan, data.catalogue.priorities[chosen], as_at


def _head(plan: Plan, priority: Priority) -> str:
    """Title, statement and who leads; why it matters and what is to be different unfold."""
    facts = [
        PRIORITY_KINDS[priority.kind],
        f"{plan.title}, {day_text(plan.starts)} to {day_text(plan.ends)}",
        f"led by {priority.lead}" if priority.lead else "",
        f"through {priority.delivery}" if priority.delivery else "",
    ]
    told = "".join(
        f"<dt>{head}</dt><dd><ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul></dd>"
        for head, lines in (("Why", priority.why), ("What is to be different", priority.wanted))
        if lines
    )
    unfolded = f"<details><summary>Why, and what is to be different</summary><dl class='about'>{told}</dl></details>"
    return (
        f"<h1 class='headline'>{escape(priority.title)}</h1><p class='subtitle'>{escape(priority.statement)}</p>"
        f"<p class='caption'>{escape(' · '.join(fact for fact in facts if fact))}</p>{unfolded if told else ''}"
    )


@st.cache_resource(show_spinner="Gathering the evidence …", max_entries=64)
def _painted(version: str, record: str, priority: str, as_at: date, _data: Opened) -> tuple[Row, str]:
    """The evidence of a priority and its four sides as HTML; kept until figures come or something is written down."""
    catalogue = _data.catalogue
    chosen = catalogue.priorities[priority]
    plan = catalogue.plans[chosen.plan]
    cycle = cycle_of(version, as_at, _data)
    row = priority_evidence(_data.store, catalogue, plan, chosen, as_at=as_at, cycle=cycle)
    columns = [catalogue.areas[code] for code in plan.areas]
    wider = [catalogue.areas[code] for code in wider_areas(catalogue, plan.areas)]
    return row, quadrants_html(sides(row), columns, wider, changes_of(cycle))


page()
