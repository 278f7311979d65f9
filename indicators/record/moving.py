"""Whether a challenge may take a step: how it stands, since when, and what has happened since a form was opened."""

from indicators.errors import FieldProblem, RecordRefused
from indicators.months import day_text
from indicators.record.log import challenge, history
from indicators.record.states import TRANSITIONS, Step, allowed
from indicators.store import Store


def step_problems(store: Store, number: int, step: Step) -> list[FieldProblem]:
    """Why a step is not allowed as a challenge stands, or that there is no such challenge."""
    try:
        found = challenge(store, number)
    except RecordRefused as error:
        return list(error.problems)
    if found.state in TRANSITIONS[step][0]:
        return []
    return [
        FieldProblem(
            "step",
            f"The step '{step}' is not allowed: challenge {number:,} is {found.state} since "
            f"{day_text(found.last_at.date())}. From there it can: {', '.join(allowed(found.state))}.",
        )
    ]


def moved_on(store: Store, number: int, seen_number: int | None) -> list[FieldProblem]:
    """What has happened to a challenge since the step that a form showed; nothing where the form showed none."""
    if seen_number is None:
        return []
    steps = history(store, number)
    if not steps or steps[-1].number == seen_number:
        return []
    since = "; ".join(
        f"{one.by} on {day_text(one.at.date())} at {one.at:%H:%M} (UTC): {one.state}"
        for one in steps
        if one.number > seen_number
    )
    return [
        FieldProblem(
            "seen_number",
            f"The challenge has moved on since this form was opened: {since or 'see its history'}. "
            "Nothing was written; look at it and send the form again if it still holds.",
        )
    ]
