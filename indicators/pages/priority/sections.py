"""The sections of a priority's page: its evidence by quadrant, its actions with the form to report on one, and its
challenges.
"""

from collections.abc import Sequence
from datetime import date
from html import escape

import streamlit as st

from indicators.assurance.map import EvidenceState, MapCell, MapRow, MeasureEvidence
from indicators.board.actions import ActionProgress, ActionReport, ActionState, action_states, report_action
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
from indicators.catalogue.plans import Plan, Priority
from indicators.errors import IndicatorsError
from indicators.pages.components.board_lines import challenge_line_html, challenge_lines_html, raise_address
from indicators.pages.components.forms import TOKEN, DraftForm, show_refusal
from indicators.pages.components.quadrants import FindingLine, Quadrant
from indicators.pages.components.query_params import escape_markdown
from indicators.pages.components.session import DashboardData
from indicators.settings import store_path
from indicators.wording.numbers import count_text, value_text

#: Challenges that are listed; the log has them all.
_MOST_CHALLENGES = 10


def challenges_section(data: DashboardData, priority: Priority) -> None:
    """The list, newest step first, and a link to the form."""
    found, total = find_challenges(data.store, priority=priority.id, limit=_MOST_CHALLENGES)
    today = date.today()
    listed = (
        challenge_lines_html([challenge_line_html(one, data.catalogue, today) for one in found])
        if found
        else "<p>None so far.</p>"
    )
    more = (
        f"<p class='caption'>and {total - _MOST_CHALLENGES:,} older ones in the log</p>"
        if total > _MOST_CHALLENGES
        else ""
    )
    st.html(
        f'<section><h2 class="side">Challenges about it ({total:,})</h2>{listed}{more}'
        f'<p><a href="{escape(raise_address(priority=priority.id))}">Raise a challenge about this priority</a> · '
        f'<a href="findings?section=write&amp;priority={escape(priority.id)}">Add a finding to it</a></p></section>'
    )


#: Figures of a side that stand open; a side may have fifty, and the one beside it two.
MOST_OPEN_ROWS = 12
_NO_MEASURE = "The plan asks for no measure here."


def priority_quadrants(row: MapRow) -> list[Quadrant]:
    """The four quadrants of a priority: every measure that has a figure, and every finding."""
    return [_priority_quadrant(cell) for cell in row.cells]


def measures_without_data_html(row: MapRow) -> str:
    """What the priority asks for and nothing is held for, by quadrant."""
    missing = row.measures_without_data
    groups = "".join(
        f"<dt>{escape(words)}</dt><dd><ul>{''.join(_missing_measure(ask) for ask in asks)}</ul></dd>"
        for name, words in QUADRANTS.items()
        if (asks := [ask for ask in missing if ask.measure.quadrant == name])
    )
    return (
        f'<section class="missing"><h2 class="side">Asked for, and not held ({len(missing)})</h2>'
        f'<dl class="about">{groups}</dl></section>'
    )


def _priority_quadrant(cell: MapCell) -> Quadrant:
    shown = [ask for ask in cell.measures if ask.figures]
    return Quadrant(
        id=cell.quadrant,
        rows=[(ask.indicator, {code: figure.latest for code, figure in ask.figures.items()}) for ask in shown],
        more_rows=0,
        findings=[
            FindingLine(item.strength, item.statement, item.area.name, item.period, item.source)
            for item in cell.findings
        ],
        most_open=MOST_OPEN_ROWS,
        empty=f"{count_text(len(cell.measures), 'measure')} asked for, no figure held."
        if cell.measures
        else _NO_MEASURE,
    )


def _missing_measure(ask: MeasureEvidence) -> str:
    held = " (withheld or not available)" if ask.state is EvidenceState.WITHHELD else ""
    return (
        f"<li>{escape(ask.measure.asked)}{held} <span class='origin'>"
        f"{escape(ask.indicator.title)}; kept by {escape(ask.indicator.owner)}</span></li>"
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
    late = sum(state.is_overdue for state in states)
    told = f", {late} overdue" if late else ""
    items = "".join(_action_html(state, row) for state in states)
    st.html(
        f'<section><h2 class="side">{escape(count_text(len(states), "action"))}{told}</h2>'
        f'<ol class="actions">{items}</ol></section>'
    )
    if words := st.session_state.pop(_MESSAGE, ""):
        st.success(escape_markdown(words), icon=":material/check:")
    with st.expander("Report on an action", icon=":material/edit_note:", expanded=bool(ACTION_FORM.draft)):
        _report_form(plan, priority, states)


def _action_html(state: ActionState, row: MapRow) -> str:
    action = state.action
    due = f" ({day_text(action.due)})" if action.due and day_text(action.due) not in action.by else ""
    facts = [action.who, f"when: {action.by}{due}", f"measured by: {action.measured_by}"]
    said = [("The plan says of progress", action.progress), ("The plan says of impact", action.impact)]
    told = "".join(f"<p><b>{head}:</b> {escape(text)}</p>" for head, text in said if text)
    reports = "".join(_report_html(report) for report in reversed(state.by_quarter.values()))
    return (
        f"<li><strong>{escape(action.action)}</strong> {_tags_html(state)}"
        f'<span class="facts">{escape(" · ".join(facts))}</span>{told}'
        f"{f'<ul class=reports>{reports}</ul>' if reports else ''}{_impact_html(state, row)}</li>"
    )


def _tags_html(state: ActionState) -> str:
    words = state.state.words if state.state else "no report yet"
    late = ' <span class="tag late">Overdue</span>' if state.is_overdue else ""
    return f'<span class="tag progress-{state.state or "none"}">{escape(words.capitalize())}</span>{late}'


def _report_html(report: ActionReport) -> str:
    impact = f" <b>Impact:</b> {escape(report.impact)}" if report.impact else ""
    return (
        f"<li><b>{escape(report.quarter.label)}</b>, {escape(report.state.words)}: {escape(report.words)}{impact} "
        f'<span class="origin">{escape(report.by)}, {day_text(report.at.date())}</span></li>'
    )


def _impact_html(state: ActionState, row: MapRow) -> str:
    """The figures of the measures that would show the impact, beside the words."""
    asks = [ask for cell in row.cells for ask in cell.measures if ask.indicator.id in state.action.measures]
    lines = []
    for ask in asks:
        figures = "; ".join(
            f"{figure.area.name} {value_text(figure.latest.value, figure.latest.series, figure.latest.symbol)}, "
            f"{figure.period}"
            for figure in ask.figures.values()
        )
        lines.append(f"<li>{escape(ask.indicator.title)}: {escape(figures or 'no figure held')}</li>")
    return f"<p class='facts'>The figures that would show it:</p><ul>{''.join(lines)}</ul>" if lines else ""


def _report_form(plan: Plan, priority: Priority, states: Sequence[ActionState]) -> None:
    quarters = plan_quarters(plan, date.today())
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
    found: list[Period] = []
    # A plan that is yet to begin has its first quarter.
    while quarter.starts <= last or not found:
        if quarter.ends >= plan.starts:
            found.append(quarter)
        quarter = quarter.next()
    return found[::-1]


def _is_quarter(text: str | None) -> bool:
    try:
        quarter = parse_period(str(text))
    except ValueError:
        return False
    return quarter.type is PeriodType.QUARTER and quarter.label == text


def _send() -> None:
    told = {name: ACTION_FORM.value(name) or "" for name in ("quarter", "state", "words", "impact", "by", TOKEN)}
    try:
        report_action(store_path(), ACTION_FORM.value("priority"), ACTION_FORM.value("action"), **told)
    except IndicatorsError as error:
        show_refusal(error)
        return
    quarter = ACTION_FORM.value("quarter")
    ACTION_FORM.finish()
    st.session_state[_MESSAGE] = f"The report for {quarter} is written down."
    st.rerun()
