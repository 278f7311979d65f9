"""The actions of a plan: how each stands and which are overdue, and writing down a quarter's report on one.
Each report is a row of its own, so earlier ones stay.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

from indicators.access.permissions import Permission, requires, signed_as
from indicators.board.validation import FormFields, excerpt, subject_problems
from indicators.board.write import add_row, refuse_problems, utc_now, write_once
from indicators.catalogue.catalogue import Catalogue, load_catalogue
from indicators.catalogue.periods import Period, PeriodType, parse_usual_spelling
from indicators.catalogue.plans import Action
from indicators.errors import FieldProblem, not_none
from indicators.frames import frame_rows
from indicators.store.database import Store, open_for_reading


class ActionProgress(StrEnum):
    """How an action stands in a quarter."""

    NOT_STARTED = "not_started"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    LATE = "late"
    DONE = "done"
    STOPPED = "stopped"

    @property
    def words(self) -> str:
        """The state as a member reads it."""
        return PROGRESS_WORDS[self]


PROGRESS_WORDS = {
    ActionProgress.NOT_STARTED: "not started",
    ActionProgress.ON_TRACK: "on track",
    ActionProgress.AT_RISK: "at risk",
    ActionProgress.LATE: "late",
    ActionProgress.DONE: "done",
    ActionProgress.STOPPED: "stopped",
}
#: Nothing is owed any more.
ENDED_STATES = (ActionProgress.DONE, ActionProgress.STOPPED)


@dataclass(frozen=True, kw_only=True)
class ActionReport:
    """What was reported on an action for a quarter; `at` is UTC, `by` a role."""

    number: int
    quarter: Period
    state: ActionProgress
    words: str
    impact: str
    at: datetime
    by: str


@dataclass(frozen=True, kw_only=True)
class ActionState:
    """An action of a plan with its reports, quarter by quarter and those of a quarter as they came.

    `state` is that of the newest report of the latest quarter, None where nothing was reported.
    """

    action: Action
    reports: tuple[ActionReport, ...]
    is_overdue: bool

    @property
    def newest(self) -> ActionReport | None:
        """The newest report of the latest quarter."""
        return self.reports[-1] if self.reports else None

    @property
    def state(self) -> ActionProgress | None:
        """How the action stands by it."""
        return self.newest.state if self.newest else None

    @property
    def by_quarter(self) -> dict[str, ActionReport]:
        """The newest report of each quarter by its label, in the order of time."""
        return {report.quarter.label: report for report in self.reports}


def action_states(store: Store, catalogue: Catalogue, priority: str, on: date) -> list[ActionState]:
    """The actions of a priority in the plan's order, each with its reports; overdue is what was due before a day."""
    reports = reports_by_action(store, priority)
    return [_action_state(action, reports.get(action.id, ()), on) for action in catalogue.priorities[priority].actions]


def _action_state(action: Action, reports: Sequence[ActionReport], on: date) -> ActionState:
    has_ended = bool(reports) and reports[-1].state in ENDED_STATES
    is_overdue = action.due is not None and action.due < on and not has_ended
    return ActionState(action=action, reports=tuple(reports), is_overdue=is_overdue)


def reports_by_action(store: Store, priority: str) -> dict[str, list[ActionReport]]:
    """The reports on the actions of a priority by action, quarter by quarter and as they came."""
    reports: dict[str, list[ActionReport]] = {}
    for row in frame_rows(store.query("action_reports", priority=priority)):
        report = ActionReport(
            number=row.number,
            quarter=Period(row.ends.date(), row.starts.date(), PeriodType.QUARTER),
            state=ActionProgress(row.state),
            words=row.words,
            impact=row.impact,
            at=row.happened_at.to_pydatetime(),
            by=row.happened_by,
        )
        reports.setdefault(row.action, []).append(report)
    return reports


@requires(Permission.REPORT_ACTIONS)
def report_action(
    path: Path,
    priority: str,
    action: str,
    *,
    quarter: Period | str,
    state: ActionProgress | str,
    words: str,
    impact: str = "",
    by: str,
    token: str = "",
) -> int:
    """Write down how an action of a priority stands in a quarter; gives the number of the report on it.

    `quarter` may be a label such as `2017/18 Q1`. Raises RecordRefused with everything that is wrong, StoreError
    where the store cannot be written.
    """
    fields = FormFields()
    period = _quarter(fields, quarter)
    report = {
        "priority": priority,
        "action": action,
        "state": fields.one_of("state", str(state), "The state", ActionProgress),
        "words": fields.text("words", words, "The progress", needed="Write what was done."),
        "impact": fields.text("impact", impact, "The impact"),
        "happened_by": fields.name(
            "by", signed_as(by), "Who reports", needed="Write a role, such as chair of the exploitation group."
        ),
        "token": token,
    }
    with open_for_reading(path) as store:
        problems = fields.problems + _action_problems(load_catalogue(store), priority, action)

    refuse_problems(problems)
    days = {"starts": not_none(period).starts, "ends": not_none(period).ends}

    def write(store: Store) -> int:
        number = max((row.number for row in reports_by_action(store, priority).get(action, ())), default=0) + 1
        add_row(store, "action_event", report | days | {"number": number, "happened_at": utc_now()})
        return number

    return write_once(
        path,
        before=lambda store: _earlier_report(store, priority, action, token),
        write=write,
    )


def _earlier_report(store: Store, priority: str, action: str, token: str) -> int | None:
    rows = store.query("action_report_by_token", priority=priority, action=action, token=token)
    return int(rows["number"].iloc[0]) if len(rows) else None


def _quarter(fields: FormFields, quarter: Period | str) -> Period | None:
    """The quarter meant; notes what is wrong where it is none."""
    if isinstance(quarter, str):
        try:
            quarter = parse_usual_spelling(quarter)
        except ValueError:
            fields.wrong("quarter", f"The quarter '{excerpt(quarter)}' is not one. Write it as 2017/18 Q1.")
            return None
    if quarter.type is not PeriodType.QUARTER:
        fields.wrong("quarter", f"The quarter '{quarter.label}' is not one. Write it as 2017/18 Q1.")
    return quarter


def _action_problems(catalogue: Catalogue, priority: str, action: str) -> list[FieldProblem]:
    if not priority:
        return [FieldProblem("priority", "The priority is empty. Choose one.")]
    problems = subject_problems(catalogue, priorities=[priority])
    known = [] if problems else [item.id for item in catalogue.priorities[priority].actions]
    if problems or action in known:
        return problems
    message = f"The action '{excerpt(action)}' is not one of the priority '{priority}'. "
    return [FieldProblem("action", message + (f"Choose one of: {', '.join(known)}." if known else "It has none."))]
