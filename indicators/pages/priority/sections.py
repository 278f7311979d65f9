"""The sections of a priority's page: its evidence by quadrant, its actions with the form to report on one, and its
challenges.
"""

from collections.abc import Sequence
from datetime import date

import streamlit as st
from markupsafe import Markup

from indicators import clock
from indicators.access.permissions import Permission, may
from indicators.assurance.map import FindingEvidence, MapCell, MapRow, MeasureEvidence
from indicators.assurance.words import other_findings_words
from indicators.board.actions import ActionProgress, ActionState, action_states, report_action
from indicators.board.challenges import find_challenges
from indicators.catalogue.indicators import QUADRANTS
from indicators.catalogue.periods import (
    Period,
    PeriodType,
    day_text,
    financial_year_of,
    parse_period,
    same_day_next_year,
)
from indicators.catalogue.plans import Action, Plan, Priority
from indicators.errors import IndicatorsError
from indicators.pages.components.board_lines import challenge_line_html, challenge_lines_html, raise_address
from indicators.pages.components.forms import TOKEN, DraftForm, show_refusal
from indicators.pages.components.quadrants import FindingLine, Quadrant
from indicators.pages.components.query_params import escape_markdown
from indicators.pages.components.session import DashboardData
from indicators.settings import store_path
from indicators.web import render
from indicators.wording.numbers import count_text, value_text

#: Challenges that are listed; the log has them all.
_MOST_CHALLENGES = 10


def challenges_section(data: DashboardData, priority: Priority) -> None:
    """The list, newest step first, and a link to the form."""
    challenges, total = find_challenges(data.store, priority=priority.id, limit=_MOST_CHALLENGES)
    today = clock.today()
    lines = challenge_lines_html([challenge_line_html(challenge, data.catalogue, today) for challenge in challenges])
    st.html(
        render(
            "priority/challenges.html",
            priority=priority,
            total=total,
            challenge_lines=lines if challenges else "",
            older=total - _MOST_CHALLENGES,
            raise_address=raise_address(priority=priority.id),
        )
    )


#: Figures of a side that stand open; a side may have fifty, and the one beside it two.
MOST_OPEN_ROWS = 12
_NO_MEASURE = "The plan asks for no measure here."


def priority_quadrants(row: MapRow, plan: Plan) -> list[Quadrant]:
    """The four quadrants of a priority: every measure that has a figure, every finding of the plan's own years, and
    apart from these the older and later ones."""
    return [_priority_quadrant(cell, plan) for cell in row.cells]


def measures_without_data_html(row: MapRow) -> Markup:
    """What the priority asks for and nothing is held for, by quadrant."""
    return render("priority/measures_without_data.html", measures=row.measures_without_data, quadrants=QUADRANTS)


def _finding_line(item: FindingEvidence) -> FindingLine:
    return FindingLine(item.strength, item.statement, item.area.name, item.period, item.source)


def _priority_quadrant(cell: MapCell, plan: Plan) -> Quadrant:
    shown = [ask for ask in cell.measures if ask.figures]
    return Quadrant(
        id=cell.quadrant,
        rows=[(ask.indicator, {code: figure.latest for code, figure in ask.figures.items()}) for ask in shown],
        more_rows=0,
        findings=[_finding_line(item) for item in cell.findings],
        most_open=MOST_OPEN_ROWS,
        empty=f"{count_text(len(cell.measures), 'measure')} asked for, no figure held."
        if cell.measures
        else _NO_MEASURE,
        apart=[_finding_line(item) for item in cell.other_findings],
        apart_title="; ".join(other_findings_words(cell, plan)),
    )


_FIELDS = ("priority", "action", "quarter", "state", "words", "impact", "by")
_MESSAGE = "priority:said"


def _title() -> str:
    return f"A report on an action for {ACTION_FORM.value('quarter')}"


ACTION_FORM = DraftForm("action", _FIELDS, _title)


def actions_section(data: DashboardData, plan: Plan, priority: Priority, row: MapRow, *, on: date) -> None:
    """The list of actions as they stand on a day, and the form to report on one."""
    states = action_states(data.store, data.catalogue, priority.id, on)
    if not states:
        st.html("<section><h2 class='side'>Actions</h2><p>The plan names no action under this priority.</p></section>")
        return
    st.html(
        render(
            "priority/actions.html",
            states=states,
            late=sum(state.is_overdue for state in states),
            measures=[item for cell in row.cells for item in cell.measures],
            action_facts=_action_facts,
            figures_text=_figures_text,
            count_text=count_text,
            day_text=day_text,
        )
    )
    if words := st.session_state.pop(_MESSAGE, ""):
        st.success(escape_markdown(words), icon=":material/check:")
    if not may(Permission.REPORT_ACTIONS):
        return
    fold = st.expander(
        "Report on an action",
        icon=":material/edit_note:",
        expanded=bool(ACTION_FORM.draft),
        key="priority-report",
        on_change="rerun",
    )
    if fold.open:
        with fold:
            _report_form(plan, priority, states)


def _action_facts(action: Action) -> str:
    """Who does it, when, and what it is measured by."""
    due = f" ({day_text(action.due)})" if action.due and day_text(action.due) not in action.by else ""
    return " · ".join([action.who, f"when: {action.by}{due}", f"measured by: {action.measured_by}"])


def _figures_text(evidence: MeasureEvidence) -> str:
    """The latest figures of a measure that would show the impact of an action, beside the words about it."""
    figures = (
        f"{figure.area.name} {value_text(figure.latest.value, figure.latest.series, figure.latest.symbol)}, "
        f"{figure.period}"
        for figure in evidence.figures.values()
    )
    return "; ".join(figures) or "no figure held"


def _report_form(plan: Plan, priority: Priority, states: Sequence[ActionState]) -> None:
    quarters = plan_quarters(plan, clock.today())
    titles = {state.action.id: state.action.action for state in states}
    if ACTION_FORM.value("priority") != priority.id or ACTION_FORM.value("action") not in titles:
        first = {"action": next(iter(titles)), "quarter": quarters[0].label, "state": str(ActionProgress.ON_TRACK)}
        ACTION_FORM.begin({"priority": priority.id, **first})
    st.selectbox(
        "Which action?",
        list(titles),
        format_func=titles.__getitem__,
        key=ACTION_FORM.key("action"),
        on_change=ACTION_FORM.keep,
    )
    one, two = st.columns(2)
    # A draft may be about a quarter that is no longer offered; anything else that a browser brings is none.
    own = [ACTION_FORM.value("quarter")] if _is_quarter(ACTION_FORM.value("quarter")) else []
    labels = list(dict.fromkeys([*(quarter.label for quarter in quarters), *own]))
    one.selectbox("For which quarter?", labels, key=ACTION_FORM.key("quarter"), on_change=ACTION_FORM.keep)
    two.selectbox(
        "How does it stand?", [str(state) for state in ActionProgress], key=ACTION_FORM.key("state"),
        on_change=ACTION_FORM.keep,
        format_func=lambda one: ActionProgress(one).words.capitalize(),
    )  # fmt: skip
    st.text_area("What was done?", key=ACTION_FORM.key("words"), height=100, on_change=ACTION_FORM.keep)
    st.text_area(
        "What difference did it make? (may stay empty)",
        key=ACTION_FORM.key("impact"),
        height=80,
        on_change=ACTION_FORM.keep,
    )
    ACTION_FORM.role_box(st, "Who reports? (a role)")
    if ACTION_FORM.is_sent("Write the report down"):
        _send()


def plan_quarters(plan: Plan, today: date) -> list[Period]:
    """The quarters of a plan that have begun, and of the year after it, in which it is wound up; newest first."""
    last = min(today, same_day_next_year(plan.ends))
    quarter = parse_period(f"{financial_year_of(plan.starts).label} Q1")
    quarters: list[Period] = []
    # A plan that is yet to begin has its first quarter.
    while quarter.starts <= last or not quarters:
        if quarter.ends >= plan.starts:
            quarters.append(quarter)
        quarter = quarter.next()
    return quarters[::-1]


def _is_quarter(text: str | None) -> bool:
    try:
        quarter = parse_period(str(text))
    except ValueError:
        return False
    return quarter.type is PeriodType.QUARTER and quarter.label == text


def _send() -> None:
    fields = {name: ACTION_FORM.value(name) or "" for name in ("quarter", "state", "words", "impact", "by", TOKEN)}
    try:
        report_action(store_path(), ACTION_FORM.value("priority"), ACTION_FORM.value("action"), **fields)
    except IndicatorsError as error:
        show_refusal(error)
        return
    quarter = ACTION_FORM.value("quarter")
    ACTION_FORM.finish()
    st.session_state[_MESSAGE] = f"The report for {quarter} is written down."
    st.rerun()
