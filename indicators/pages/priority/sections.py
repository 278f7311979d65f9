"""The actions of a priority: what is to be done, how each stands quarter by quarter, and what shows its impact."""

from collections.abc import Sequence
from datetime import date
from html import escape

import streamlit as st

from indicators.assurance.map import Ask, AskState, Cell, Row
from indicators.board.actions import ActionState, Progress, Report, actions_of, report_action
from indicators.board.challenges import challenges
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
from indicators.pages.components.board_lines import line_html, lines_html, raise_address
from indicators.pages.components.forms import TOKEN, KeptForm, tell_refused
from indicators.pages.components.quadrants import FindingLine, Quadrant
from indicators.pages.components.query_params import unmarked
from indicators.pages.components.session import Opened
from indicators.settings import store_path
from indicators.wording.numbers import counted, value_text

#: Challenges that are listed; the log has them all.
_MOST = 10


def challenges_section(data: Opened, priority: Priority) -> None:
    """The list, newest step first, and a link to the form."""
    found, total = challenges(data.store, priority=priority.id, limit=_MOST)
    today = date.today()
    listed = lines_html([line_html(one, data.catalogue, today) for one in found]) if found else "<p>None so far.</p>"
    more = f"<p class='caption'>and {total - _MOST:,} older ones in the log</p>" if total > _MOST else ""
    st.html(
        f'<section><h2 class="side">Challenges about it ({total:,})</h2>{listed}{more}'
        f'<p><a href="{escape(raise_address(priority=priority.id))}">Raise a challenge about this priority</a> · '
        f'<a href="findings?section=write&amp;priority={escape(priority.id)}">Add a finding to it</a></p></section>'
    )


#: Figures of a side that stand open; a side may have fifty, and the one beside it two.
MOST_OPEN = 12
_NOT_ASKED = "The plan asks for no measure here."


def sides(row: Row) -> list[Quadrant]:
    """The four quadrants of a priority: every measure that has a figure, and every finding."""
    return [_side(cell) for cell in row.cells]


def missing_html(row: Row) -> str:
    """What the priority asks for and nothing is held for, by quadrant."""
    missing = row.asks_without_data
    groups = "".join(
        f"<dt>{escape(words)}</dt><dd><ul>{''.join(_missing(ask) for ask in asks)}</ul></dd>"
        for name, words in QUADRANTS.items()
        if (asks := [ask for ask in missing if ask.measure.quadrant == name])
    )
    return (
        f'<section class="missing"><h2 class="side">Asked for, and not held ({len(missing)})</h2>'
        f'<dl class="about">{groups}</dl></section>'
    )


def _side(cell: Cell) -> Quadrant:
    shown = [ask for ask in cell.asks if ask.figures]
    return Quadrant(
        id=cell.quadrant,
        rows=[(ask.indicator, {code: figure.latest for code, figure in ask.figures.items()}) for ask in shown],
        hidden=0,
        findings=[
            FindingLine(item.strength, item.statement, item.area.name, item.period, item.source)
            for item in cell.findings
        ],
        most_open=MOST_OPEN,
        empty=f"{counted(len(cell.asks), 'measure')} asked for, no figure held." if cell.asks else _NOT_ASKED,
    )


def _missing(ask: Ask) -> str:
    held = " (withheld or not available)" if ask.state is AskState.WITHHELD else ""
    return (
        f"<li>{escape(ask.measure.asked)}{held} <span class='origin'>"
        f"{escape(ask.indicator.title)}; kept by {escape(ask.indicator.owner)}</span></li>"
    )


_FIELDS = ("priority", "action", "quarter", "state", "words", "impact", "by")
_SAID = "priority:said"


def _title() -> str:
    return f"A report on an action for {FORM.value('quarter')}"


FORM = KeptForm("action", _FIELDS, _title)


def actions_section(data: Opened, plan: Plan, priority: Priority, row: Row, *, on: date) -> None:
    """The list of actions as they stand on a day, and the form to report on one."""
    states = actions_of(data.store, data.catalogue, priority.id, on)
    if not states:
        st.html("<section><h2 class='side'>Actions</h2><p>The plan names no action under this priority.</p></section>")
        return
    late = sum(state.is_overdue for state in states)
    told = f", {late} overdue" if late else ""
    items = "".join(_action(state, row) for state in states)
    st.html(
        f'<section><h2 class="side">{escape(counted(len(states), "action"))}{told}</h2>'
        f'<ol class="actions">{items}</ol></section>'
    )
    if words := st.session_state.pop(_SAID, ""):
        st.success(unmarked(words), icon=":material/check:")
    with st.expander("Report on an action", icon=":material/edit_note:", expanded=bool(FORM.draft)):
        _form(plan, priority, states)


def _action(state: ActionState, row: Row) -> str:
    action = state.action
    due = f" ({day_text(action.due)})" if action.due and day_text(action.due) not in action.by else ""
    facts = [action.who, f"when: {action.by}{due}", f"measured by: {action.measured_by}"]
    said = [("The plan says of progress", action.progress), ("The plan says of impact", action.impact)]
    told = "".join(f"<p><b>{head}:</b> {escape(text)}</p>" for head, text in said if text)
    reports = "".join(_report(report) for report in reversed(state.by_quarter.values()))
    return (
        f"<li><strong>{escape(action.action)}</strong> {_tags(state)}"
        f'<span class="facts">{escape(" · ".join(facts))}</span>{told}'
        f"{f'<ul class=reports>{reports}</ul>' if reports else ''}{_impact(state, row)}</li>"
    )


def _tags(state: ActionState) -> str:
    words = state.state.words if state.state else "no report yet"
    late = ' <span class="tag late">Overdue</span>' if state.is_overdue else ""
    return f'<span class="tag progress-{state.state or "none"}">{escape(words.capitalize())}</span>{late}'


def _report(report: Report) -> str:
    impact = f" <b>Impact:</b> {escape(report.impact)}" if report.impact else ""
    return (
        f"<li><b>{escape(report.quarter.label)}</b>, {escape(report.state.words)}: {escape(report.words)}{impact} "
        f'<span class="origin">{escape(report.by)}, {day_text(report.at.date())}</span></li>'
    )


def _impact(state: ActionState, row: Row) -> str:
    """The figures of the measures that would show the impact, beside the words."""
    asks = [ask for cell in row.cells for ask in cell.asks if ask.indicator.id in state.action.measures]
    lines = []
    for ask in asks:
        figures = "; ".join(
            f"{figure.area.name} {value_text(figure.latest.value, figure.latest.series, figure.latest.symbol)}, "
            f"{figure.period}"
            for figure in ask.figures.values()
        )
        lines.append(f"<li>{escape(ask.indicator.title)}: {escape(figures or 'no figure held')}</li>")
    return f"<p class='facts'>The figures that would show it:</p><ul>{''.join(lines)}</ul>" if lines else ""


def _form(plan: Plan, priority: Priority, states: Sequence[ActionState]) -> None:
    quarters = quarters_of(plan, date.today())
    titles = {state.action.id: state.action.action for state in states}
    if FORM.value("priority") != priority.id or FORM.value("action") not in titles:
        first = {"action": next(iter(titles)), "quarter": quarters[0].label, "state": str(Progress.ON_TRACK)}
        FORM.begin({"priority": priority.id, **first})
    st.selectbox(
        "Which action?", list(titles), format_func=titles.__getitem__, key=FORM.key("action"), on_change=FORM.keep
    )
    one, two = st.columns(2)
    # A draft may be about a quarter that is no longer offered; anything else that a browser brings is none.
    own = [FORM.value("quarter")] if _is_quarter(FORM.value("quarter")) else []
    labels = list(dict.fromkeys([*(quarter.label for quarter in quarters), *own]))
    one.selectbox("For which quarter?", labels, key=FORM.key("quarter"), on_change=FORM.keep)
    two.selectbox(
        "How does it stand?", [str(state) for state in Progress], key=FORM.key("state"), on_change=FORM.keep,
        format_func=lambda one: Progress(one).words.capitalize(),
    )  # fmt: skip
    st.text_area("What was done?", key=FORM.key("words"), height=100, on_change=FORM.keep)
    st.text_area(
        "What difference did it make? (may stay empty)", key=FORM.key("impact"), height=80, on_change=FORM.keep
    )
    FORM.role_box(st, "Who reports? (a role)")
    if FORM.is_sent("Write the report down"):
        _send()


def quarters_of(plan: Plan, today: date) -> list[Period]:
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
    told = {name: FORM.value(name) or "" for name in ("quarter", "state", "words", "impact", "by", TOKEN)}
    try:
        report_action(store_path(), FORM.value("priority"), FORM.value("action"), **told)
    except IndicatorsError as error:
        tell_refused(error)
        return
    quarter = FORM.value("quarter")
    FORM.finish()
    st.session_state[_SAID] = f"The report for {quarter} is written down."
    st.rerun()
