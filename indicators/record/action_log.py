"""What was reported on the actions of a plan, read: how each stands, and what is overdue."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from indicators.measures import Catalogue
from indicators.periods import Period, PeriodType
from indicators.plans import Action
from indicators.store import Store


class Progress(StrEnum):
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
    Progress.NOT_STARTED: "not started",
    Progress.ON_TRACK: "on track",
    Progress.AT_RISK: "at risk",
    Progress.LATE: "late",
    Progress.DONE: "done",
    Progress.STOPPED: "stopped",
}
#: Nothing is owed any more.
ENDED = (Progress.DONE, Progress.STOPPED)


@dataclass(frozen=True, kw_only=True)
class Report:
    """What was reported on an action for a quarter; `at` is UTC, `by` a role."""

    number: int
    quarter: Period
    state: Progress
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
    reports: tuple[Report, ...]
    is_overdue: bool

    @property
    def newest(self) -> Report | None:
        """The newest report of the latest quarter."""
        return self.reports[-1] if self.reports else None

    @property
    def state(self) -> Progress | None:
        """How the action stands by it."""
        return self.newest.state if self.newest else None

    @property
    def by_quarter(self) -> dict[str, Report]:
        """The newest report of each quarter by its label, in the order of time."""
        return {report.quarter.label: report for report in self.reports}


def actions_of(store: Store, catalogue: Catalogue, priority: str, on: date) -> list[ActionState]:
    """The actions of a priority in the plan's order, each with its reports; overdue is what was due before a day."""
    reports = reports_of(store, priority)
    return [_state(action, reports.get(action.id, ()), on) for action in catalogue.priorities[priority].actions]


def _state(action: Action, reports: Sequence[Report], on: date) -> ActionState:
    has_ended = bool(reports) and reports[-1].state in ENDED
    is_overdue = action.due is not None and action.due < on and not has_ended
    return ActionState(action=action, reports=tuple(reports), is_overdue=is_overdue)


def reports_of(store: Store, priority: str) -> dict[str, list[Report]]:
    """The reports on the actions of a priority by action, quarter by quarter and as they came."""
    found: dict[str, list[Report]] = {}
    for row in store.query("action_reports", priority=priority).itertuples():
        report = Report(
            number=row.number,
            quarter=Period(row.ends.date(), row.starts.date(), PeriodType.QUARTER),
            state=Progress(row.state),
            words=row.words,
            impact=row.impact,
            at=row.happened_at.to_pydatetime(),
            by=row.happened_by,
        )
        found.setdefault(row.action, []).append(report)
    return found
