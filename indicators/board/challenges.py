"""Putting a challenge and moving it on: each step a row of its own, with who (a role), when and words."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from indicators.errors import ChallengeMoved, FieldProblem
from indicators.measures import Catalogue, load_catalogue
from indicators.record.log import challenge as challenge_of
from indicators.record.moving import moved_on, step_problems
from indicators.record.states import SETS_DUE, TRANSITIONS, Step
from indicators.record.subject import plan_of, subject_problems
from indicators.record.text import Fields
from indicators.record.writer import add_row, now, reading, refuse, write_once
from indicators.store import Store

_ABOUT = ("question", "agency", "plan", "priority", "quadrant", "indicator", "area_code", "period")
_ROLE = "Write a role, such as board member for Rutland."
#: What a step must say beside who takes it.
_NEEDED: Mapping[Step, Mapping[str, str]] = {
    Step.ANSWER: {"words": "Write what the agency answered."},
    Step.ESCALATE: {"words": "Write what is wanting, and with whom it is taken up."},
    Step.CLOSE: {"outcome": "Write what came of the challenge.", "impact": "Write what changed for children."},
    Step.REOPEN: {"words": "Write why it is asked again."},
}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question of the board to an agency, what it is about, and what the board saw.

    `by` is a role; `due` None is refused, as an empty field is. What it is about are ids and a period's label, each
    empty where it does not apply. `seen` can be written as JSON. `token` is the form's own: a form sent twice is
    written once.
    """

    question: str
    agency: str
    due: date | None
    by: str
    meeting: str = ""
    plan: str = ""
    priority: str = ""
    quadrant: str = ""
    indicator: str = ""
    area_code: str = ""
    period: str = ""
    seen: Mapping[str, Any] = field(default_factory=dict)
    token: str = ""


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A step in the life of a challenge; `seen_number` is the last step that the form showed, if it showed one."""

    step: Step
    by: str
    words: str = ""
    meeting: str = ""
    outcome: str = ""
    impact: str = ""
    due: date | None = None
    seen_number: int | None = None
    token: str = ""


def raise_challenge(path: Path, asked: Asked, *, today: date | None = None) -> int:
    """Write a challenge down and give its number.

    Raises RecordRefused with everything that is wrong, StoreError where the store cannot be written.
    """
    with reading(path) as store:
        catalogue = load_catalogue(store)
    tidy, problems = _tidy_question(asked, catalogue, today or date.today())
    refuse(problems)
    return write_once(
        path,
        before=lambda store: _raised_before(store, asked.token),
        write=lambda store: _write_question(store, tidy),
    )


def take_step(path: Path, challenge: int, taken: Taken, *, today: date | None = None) -> int:
    """Move a challenge on and give the number of the step within it.

    Raises ChallengeMoved where somebody has moved it since `taken.seen_number`, RecordRefused with everything that
    is wrong, StoreError where the store cannot be written.
    """
    tidy, problems = _tidy_step(taken, today or date.today())

    if problems:
        # What is wrong with the words needs no lock and no copy, only what else is wrong.
        with reading(path) as store:
            _refuse_step(store, challenge, taken, problems)

    def write(store: Store) -> int:
        _refuse_step(store, challenge, taken)
        return _write_step(store, challenge, tidy)

    return write_once(path, before=lambda store: _taken_before(store, challenge, taken.token), write=write)


def _refuse_step(store: Store, challenge: int, taken: Taken, problems: Sequence[FieldProblem] = ()) -> None:
    moved = moved_on(store, challenge, taken.seen_number)
    if moved:
        raise ChallengeMoved([*moved, *problems])
    refuse([*problems, *step_problems(store, challenge, taken.step)])


def _tidy_question(asked: Asked, catalogue: Catalogue, today: date) -> tuple[Asked, list[FieldProblem]]:
    fields = Fields()
    tidy = replace(
        asked,
        question=fields.text("question", asked.question, "The question", needed="Write what the board asks."),
        agency=fields.name("agency", asked.agency, "The agency", needed="Write who is asked."),
        due=fields.due(asked.due, today=today),
        by=fields.name("by", asked.by, "Who asks", needed=_ROLE),
        meeting=fields.name("meeting", asked.meeting, "The meeting"),
        period=fields.period("period", asked.period) if asked.period else "",
        plan=asked.plan or plan_of(catalogue, asked.priority),
    )
    about = {name: getattr(asked, name) for name in ("plan", "quadrant", "indicator", "area_code")}
    return tidy, fields.problems + subject_problems(catalogue, priorities=[asked.priority], **about)


def _tidy_step(taken: Taken, today: date) -> tuple[Taken, list[FieldProblem]]:
    fields, needed = Fields(), _NEEDED.get(taken.step, {})
    names = {"words": "The text", "outcome": "The outcome", "impact": "The impact"}
    texts = {
        name: fields.text(name, getattr(taken, name), words, needed=needed.get(name, ""))
        for name, words in names.items()
    }
    tidy = replace(
        taken,
        **texts,
        by=fields.name("by", taken.by, "Who takes the step", needed=_ROLE),
        meeting=fields.name("meeting", taken.meeting, "The meeting"),
    )
    if taken.due is not None and taken.step in SETS_DUE:
        fields.due(taken.due, today=today)
    elif taken.due is not None:
        fields.wrong(
            "due", "The due date can be set anew only when a challenge is escalated or reopened. Leave it out."
        )
    return tidy, fields.problems


def _raised_before(store: Store, token: str) -> int | None:
    found = store.query("load/challenge_of_token", token=token)
    return int(found["challenge"].iloc[0]) if len(found) else None


def _taken_before(store: Store, challenge: int, token: str) -> int | None:
    found = store.query("load/step_of_token", challenge=challenge, token=token)
    return int(found["number"].iloc[0]) if len(found) else None


def _write_question(store: Store, asked: Asked) -> int:
    number = int(store.fetch("load/last_challenge")["challenge"].iloc[0]) + 1
    about = {name: getattr(asked, name) for name in _ABOUT}
    seen = json.dumps(dict(asked.seen), ensure_ascii=False, allow_nan=False) if asked.seen else ""
    add_row(store, "challenge", {"challenge": number, **about, "seen": seen})
    first = Taken(step=Step.RAISE, by=asked.by, meeting=asked.meeting, due=asked.due, token=asked.token)
    add_row(store, "challenge_event", _event(number, 1, first))
    return number


def _write_step(store: Store, challenge: int, taken: Taken) -> int:
    number = challenge_of(store, challenge).steps + 1
    add_row(store, "challenge_event", _event(challenge, number, taken))
    return number


def _event(challenge: int, number: int, taken: Taken) -> dict[str, Any]:
    told = {name: getattr(taken, name) for name in ("meeting", "words", "outcome", "impact", "due", "token")}
    happened = {"happened_at": now(), "happened_by": taken.by}
    return {
        "challenge": challenge, "number": number, "event": str(taken.step), "state": str(TRANSITIONS[taken.step][1]),
        **happened, **told,
    }  # fmt: skip
