"""Reporting on the actions of a plan, quarter by quarter: each report a row of its own."""

from pathlib import Path

from indicators.errors import FieldProblem
from indicators.measures import Catalogue, load_catalogue
from indicators.periods import Period, PeriodType, parse_usual
from indicators.record.action_log import PROGRESS_WORDS, ActionState, Progress, Report, actions_of, reports_of
from indicators.record.subject import subject_problems
from indicators.record.text import Fields, shortened
from indicators.record.writer import add_row, now, reading, refuse, write_once
from indicators.store import Store

__all__ = ["PROGRESS_WORDS", "ActionState", "Progress", "Report", "actions_of", "report_action"]


def report_action(
    path: Path,
    priority: str,
    action: str,
    *,
    quarter: Period | str,
    state: Progress | str,
    words: str,
    impact: str = "",
    by: str,
    token: str = "",
) -> int:
    """Write down how an action of a priority stands in a quarter; gives the number of the report on it.

    `quarter` may be a label such as `2017/18 Q1`. Raises RecordRefused with everything that is wrong, StoreError
    where the store cannot be written.
    """
    fields = Fields()
    period = _quarter(fields, quarter)
    kept = {
        "priority": priority,
        "action": action,
        "state": fields.one_of("state", str(state), "The state", Progress),
        "words": fields.text("words", words, "The progress", needed="Write what was done."),
        "impact": fields.text("impact", impact, "The impact"),
        "happened_by": fields.name("by", by, "Who reports", needed="Write a role, such as chair of the CSE group."),
        "token": token,
    }
    with reading(path) as store:
        problems = fields.problems + _action_problems(load_catalogue(store), priority, action)

    refuse(problems)

    def write(store: Store) -> int:
        number = max((row.number for row in reports_of(store, priority).get(action, ())), default=0) + 1
        days = {"starts": period.starts, "ends": period.ends}
        add_row(store, "action_event", kept | days | {"number": number, "happened_at": now()})
        return number

    return write_once(
        path,
        before=lambda store: _reported_before(store, priority, action, token),
        write=write,
    )


def _reported_before(store: Store, priority: str, action: str, token: str) -> int | None:
    found = store.query("load/report_of_token", priority=priority, action=action, token=token)
    return int(found["number"].iloc[0]) if len(found) else None


def _quarter(fields: Fields, quarter: Period | str) -> Period | None:
    """The quarter meant; notes what is wrong where it is none."""
    if isinstance(quarter, str):
        try:
            quarter = parse_usual(quarter)
        except ValueError:
            fields.wrong("quarter", f"The quarter '{shortened(quarter)}' is not one. Write it as 2017/18 Q1.")
            return None
    if quarter.type is not PeriodType.QUARTER:
        fields.wrong("quarter", f"The quarter '{quarter.label}' is not one. Write it as 2017/18 Q1.")
    return quarter


def _action_problems(catalogue: Catalogue, priority: str, action: str) -> list[FieldProblem]:
    if not priority:
        return [FieldProblem("priority", "The priority is empty. Choose one.")]
    problems = subject_problems(catalogue, priorities=[priority])
    known = [] if problems else [one.id for one in catalogue.priorities[priority].actions]
    if problems or action in known:
        return problems
    message = f"The action '{shortened(action)}' is not one of the priority '{priority}'. "
    return [FieldProblem("action", message + (f"Choose one of: {', '.join(known)}." if known else "It has none."))]
