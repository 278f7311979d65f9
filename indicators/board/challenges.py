"""The challenges that the board puts to agencies: their states, the steps between them, the queries of the log, and
the writing.
A challenge is a list of events; raising one or moving it on adds an event with who (a role), when and words.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from indicators import clock
from indicators.access.permissions import Permission, check_permission, current_user, logged_write, requires, signed_as
from indicators.board.validation import FormFields, plan_of_priority, subject_problems
from indicators.board.write import add_row, refuse_problems, utc_now, write_once
from indicators.catalogue.areas import BoardTerms
from indicators.catalogue.catalogue import Catalogue, load_catalogue
from indicators.catalogue.periods import day_text
from indicators.errors import ChallengeMoved, FieldProblem, RecordRefused
from indicators.frames import frame_records, frame_rows
from indicators.store.database import Store, open_for_reading


class ChallengeState(StrEnum):
    """How a challenge stands."""

    RAISED = "raised"
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"
    ASSURED = "assured"
    ESCALATED = "escalated"
    CLOSED = "closed"
    REOPENED = "reopened"

    @property
    def words(self) -> str:
        """The state as a member reads it, in small letters."""
        return STATE_WORDS[self]


class Step(StrEnum):
    """What somebody does about a challenge."""

    RAISE = "raise"
    ACKNOWLEDGE = "acknowledge"
    ANSWER = "answer"
    ASSURE = "assure"
    ESCALATE = "escalate"
    CLOSE = "close"
    REOPEN = "reopen"

    @property
    def words(self) -> str:
        """What the step does, as a member reads it: "Answer: what the agency says"."""
        return STEP_WORDS[self]


#: What a challenge can wait for: the agency's reply, or the board's word on it.
WAITS_FOR_AGENCY = (
    ChallengeState.RAISED,
    ChallengeState.ACKNOWLEDGED,
    ChallengeState.ESCALATED,
    ChallengeState.REOPENED,
)
WAITS_FOR_BOARD = (ChallengeState.ANSWERED,)
OPEN_STATES = WAITS_FOR_AGENCY + WAITS_FOR_BOARD

#: By step: the states that it may start from, and the one that it leads to. Nothing else moves a challenge.
TRANSITIONS: Mapping[Step, tuple[tuple[ChallengeState, ...], ChallengeState]] = {
    Step.RAISE: ((), ChallengeState.RAISED),
    Step.ACKNOWLEDGE: (
        (ChallengeState.RAISED, ChallengeState.ESCALATED, ChallengeState.REOPENED),
        ChallengeState.ACKNOWLEDGED,
    ),
    Step.ANSWER: (WAITS_FOR_AGENCY, ChallengeState.ANSWERED),
    Step.ASSURE: ((ChallengeState.ANSWERED,), ChallengeState.ASSURED),
    Step.ESCALATE: (OPEN_STATES, ChallengeState.ESCALATED),
    Step.CLOSE: ((ChallengeState.ANSWERED, ChallengeState.ASSURED, ChallengeState.ESCALATED), ChallengeState.CLOSED),
    Step.REOPEN: ((ChallengeState.ASSURED, ChallengeState.CLOSED), ChallengeState.REOPENED),
}
#: The steps that may set a new day to answer by, beside raising.
SETS_DUE = (Step.ESCALATE, Step.REOPEN)

STATE_WORDS = {
    ChallengeState.RAISED: "raised, no reply yet",
    ChallengeState.ACKNOWLEDGED: "acknowledged, no answer yet",
    ChallengeState.ANSWERED: "answered, a decision is awaited",
    ChallengeState.ASSURED: "assured, the answer is enough",
    ChallengeState.ESCALATED: "escalated",
    ChallengeState.CLOSED: "closed",
    ChallengeState.REOPENED: "reopened",
}
STEP_WORDS = {
    Step.RAISE: "Raise: put a question to an agency",
    Step.ACKNOWLEDGE: "Acknowledge: the agency has the question",
    Step.ANSWER: "Answer: what the agency says",
    Step.ASSURE: "Assure: the answer is enough",
    Step.ESCALATE: "Escalate: the answer is wanting, or none came",
    Step.CLOSE: "Close: with what came of it",
    Step.REOPEN: "Reopen: it is to be asked again",
}


def allowed_steps(state: ChallengeState) -> tuple[Step, ...]:
    """The steps that may follow a state, in their usual order."""
    return tuple(step for step, (starts, _) in TRANSITIONS.items() if state in starts)


@dataclass(frozen=True, kw_only=True)
class ChallengeEvent:
    """One step: `at` is when it was written down (UTC), `on` the day it happened, `by` a role, `due` the day to answer
    by that it set, if any.
    """

    number: int
    step: Step
    state: ChallengeState
    at: datetime
    on: date
    by: str
    meeting: str = ""
    words: str = ""
    outcome: str = ""
    impact: str = ""
    due: date | None = None


@dataclass(frozen=True, kw_only=True)
class Challenge:
    """What the board asked of an agency, and how it stands after its last step.

    `indicator`, `area_code`, `period`, `plan`, `priority` and `quadrant` are empty where it is about none. `steps`
    counts its steps and is the number of the last one. `raised_at` and `last_at` are when that was written down (UTC),
    `raised_on` and `last_on` the days on which it happened. `last_words`, `outcome` and `impact` are those of the last
    step.
    """

    number: int
    question: str
    agency: str
    plan: str
    priority: str
    quadrant: str
    indicator: str
    area_code: str
    period: str
    state: ChallengeState
    steps: int
    raised_at: datetime
    raised_on: date
    raised_by: str
    meeting: str
    due: date
    last_step: Step
    last_at: datetime
    last_on: date
    last_by: str
    last_words: str = ""
    outcome: str = ""
    impact: str = ""
    snapshot_json: str = field(default="", repr=False)

    @cached_property
    def snapshot(self) -> dict[str, Any]:
        """The figure, chart and signal as the board saw them (see `snapshot.py`); empty where nothing was frozen."""
        return json.loads(self.snapshot_json) if self.snapshot_json else {}

    @property
    def is_open(self) -> bool:
        """Whether somebody still owes a word: the agency, or the board on the answer."""
        return self.state in OPEN_STATES

    def waits_for(self, terms: BoardTerms) -> str:
        """Who owes the next word: the agency by its name, the board by its own, or nobody."""
        if self.state in WAITS_FOR_AGENCY:
            return self.agency
        return f"the {terms.board}" if self.state in WAITS_FOR_BOARD else ""

    def is_overdue(self, on: date) -> bool:
        """Whether the agency should have answered before a day and has not."""
        return self.state in WAITS_FOR_AGENCY and self.due < on


#: The columns of a challenge that are taken as they are.
_COPIED_FIELDS = (
    "question", "agency", "plan", "priority", "quadrant", "indicator", "area_code", "period", "steps", "raised_by",
    "meeting", "last_by", "last_words", "outcome", "impact",
)  # fmt: skip
#: Earlier challenges that are given of each indicator and area.
_MOST_EARLIER = 3


@dataclass(frozen=True)
class ChallengeCounts:
    """How many challenges are in each state, every state named, and how many wait for an agency beyond their day."""

    states: dict[ChallengeState, int]
    overdue: int

    @property
    def open(self) -> int:
        """How many somebody still owes a word on."""
        return sum(self.states[state] for state in OPEN_STATES)

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(self.states.values())


class ChallengeOrder(StrEnum):
    """In which order challenges are listed."""

    MOVED = ""
    DUE = "due"
    AGENCY = "agency"
    RAISED = "raised"


def find_challenges(
    store: Store,
    *,
    states: Iterable[ChallengeState] = (),
    agency: str = "",
    indicator: str = "",
    area: str = "",
    priority: str = "",
    overdue_on: date | None = None,
    text: str = "",
    raised_from: date | None = None,
    raised_to: date | None = None,
    moved_since: date | None = None,
    meeting: str = "",
    order: ChallengeOrder = ChallengeOrder.MOVED,
    limit: int | None = 50,
    offset: int = 0,
) -> tuple[list[Challenge], int]:
    """The challenges that fit every choice, in an order, and how many there are on all pages.

    `area` is a code; `overdue_on` chooses those that wait for
    an agency beyond their day; `text` stands in the question or the agency's name, case apart. `raised_from` and
    `raised_to` are the days between which it was raised, `moved_since` the first day of its last step, `meeting` what
    any step names. `limit` None gives all.
    """
    chosen = {
        "states": [str(state) for state in states], "agency": agency.strip(), "indicator": indicator, "area": area,
        "priority": priority, "overdue_on": overdue_on, "waiting": list(WAITS_FOR_AGENCY), "text": text.strip(),
        "raised_from": raised_from, "raised_to": raised_to, "moved_since": moved_since, "meeting": meeting.strip(),
        "order": str(order),
    }  # fmt: skip
    rows = store.query("challenges", **chosen, limit=limit, offset=offset)
    if rows.empty and offset:
        # Beyond the last page no row tells how many there are.
        first = store.query("challenges", **chosen, limit=1, offset=0)
        return [], _total(first)
    return _challenges_by_number(store, rows["challenge"].tolist()), _total(rows)


def load_challenge(store: Store, number: int) -> Challenge:
    """A challenge by its number; raises RecordRefused, with the highest number there is, for another."""
    matches = _challenges_by_number(store, [number])
    if not matches:
        last = int(store.query("last_challenge_number")["challenge"].iloc[0])
        known = f"The highest number is {last:,}." if last else "None was raised yet."
        raise RecordRefused([FieldProblem("challenge", f"Challenge {number:,} does not exist. {known}")])
    return matches[0]


def challenge_history(store: Store, number: int) -> list[ChallengeEvent]:
    """The steps of a challenge in order; none for a number that no challenge has."""
    return challenge_histories(store, [number]).get(number, [])


def challenge_histories(store: Store, numbers: Iterable[int]) -> dict[int, list[ChallengeEvent]]:
    """The steps of some challenges by their numbers, each in order, with one query."""
    histories: dict[int, list[ChallengeEvent]] = {}
    for row in frame_rows(store.query("challenge_steps", challenges=list(numbers))):
        histories.setdefault(row.challenge, []).append(_event_from_row(row))
    return histories


def count_challenges(store: Store, *, on: date | None = None) -> ChallengeCounts:
    """How many challenges are in each state, and how many are overdue on a day (today)."""
    rows = store.query("challenge_counts", on=on or clock.today(), waiting=list(WAITS_FOR_AGENCY))
    counts = dict(zip(rows["state"], rows["challenges"], strict=True))
    return ChallengeCounts({state: int(counts.get(state, 0)) for state in ChallengeState}, int(rows["overdue"].sum()))


def earlier_challenges(store: Store, *, most: int = _MOST_EARLIER) -> dict[tuple[str, str], list[Challenge]]:
    """By indicator and area code, the challenges that were moved last, newest first, without what was seen."""
    challenges: dict[tuple[str, str], list[Challenge]] = {}
    for challenge in _challenges_from_rows(store.query("recent_challenges", most=most)):
        challenges.setdefault((challenge.indicator, challenge.area_code), []).append(challenge)
    return challenges


def open_challenge_counts(store: Store) -> dict[tuple[str, str], int]:
    """How many challenges are open by priority and quadrant, for the cells of a map."""
    rows = store.query("challenge_cells", states=list(OPEN_STATES))
    pairs = zip(rows["priority"], rows["quadrant"], strict=True)
    return dict(zip(pairs, rows["challenges"].tolist(), strict=True))


def record_version(store: Store) -> str:
    """A text that changes with everything that is written down: the key of what is kept about the record."""
    return "-".join(str(cell) for cell in store.query("record_version").iloc[0])


def _challenges_by_number(store: Store, numbers: list[int]) -> list[Challenge]:
    """The challenges of some numbers in their order; those that no challenge has are left out."""
    challenges = (
        {
            challenge.number: challenge
            for challenge in _challenges_from_rows(store.query("challenges_by_number", challenges=numbers))
        }
        if numbers
        else {}
    )
    return [challenges[number] for number in numbers if number in challenges]


def _total(rows: pd.DataFrame) -> int:
    return int(rows["total"].iloc[0]) if len(rows) else 0


def _challenges_from_rows(rows: pd.DataFrame) -> list[Challenge]:
    return [
        Challenge(
            number=row["challenge"],
            state=ChallengeState(row["state"]),
            last_step=Step(row["last_step"]),
            raised_at=row["raised_at"].to_pydatetime(),
            raised_on=row["raised_on"].date(),
            last_at=row["last_at"].to_pydatetime(),
            last_on=row["last_on"].date(),
            due=row["due"].date(),
            snapshot_json=row["seen"],
            **{name: row[name] for name in _COPIED_FIELDS},
        )
        for row in frame_records(rows)
    ]


def _event_from_row(row) -> ChallengeEvent:
    return ChallengeEvent(
        number=row.number,
        step=Step(row.event),
        state=ChallengeState(row.state),
        at=row.happened_at.to_pydatetime(),
        on=row.happened_on.date(),
        by=row.happened_by,
        meeting=row.meeting,
        words=row.words,
        outcome=row.outcome,
        impact=row.impact,
        due=None if pd.isna(row.due) else row.due.date(),
    )


def step_problems(store: Store, number: int, step: Step) -> list[FieldProblem]:
    """Why a step is not allowed as a challenge stands, or that there is no such challenge."""
    try:
        challenge = load_challenge(store, number)
    except RecordRefused as error:
        return list(error.problems)
    if challenge.state in TRANSITIONS[step][0]:
        return []
    return [
        FieldProblem(
            "step",
            f"The step '{step}' is not allowed: challenge {number:,} is {challenge.state} since "
            f"{day_text(challenge.last_on)}. From there it can: {', '.join(allowed_steps(challenge.state))}.",
        )
    ]


def concurrent_changes(store: Store, number: int, seen_number: int | None) -> list[FieldProblem]:
    """What has happened to a challenge since the step that a form showed; nothing where the form showed none."""
    if seen_number is None:
        return []
    steps = challenge_history(store, number)
    if not steps or steps[-1].number == seen_number:
        return []
    since = "; ".join(
        f"{event.by} on {day_text(event.at.date())} at {event.at:%H:%M} (UTC): {event.state}"
        for event in steps
        if event.number > seen_number
    )
    return [
        FieldProblem(
            "seen_number",
            f"The challenge has moved on since this form was opened: {since or 'see its history'}. "
            "Nothing was written; look at it and send the form again if it still holds.",
        )
    ]


_SUBJECT_FIELDS = ("question", "agency", "plan", "priority", "quadrant", "indicator", "area_code", "period")
_ROLE = "Write a role, such as lay member."
#: What a step must say beside who takes it.
_NEEDED: Mapping[Step, Mapping[str, str]] = {
    Step.ANSWER: {"words": "Write what the agency answered."},
    Step.ESCALATE: {"words": "Write what is wanting, and with whom it is taken up."},
    Step.CLOSE: {"outcome": "Write what came of the challenge.", "impact": "Write what changed for children."},
    Step.REOPEN: {"words": "Write why it is asked again."},
}


@dataclass(frozen=True, kw_only=True)
class NewChallenge:
    """A question of the board to an agency, what it is about, and what the board saw.

    `by` is a role; `due` None is refused, as an empty field is. `on` is the day it was asked, None for today.
    What it is about are ids and a period's label, each
    empty where it does not apply. `snapshot` can be written as JSON. `token` is the form's own: a form sent twice is
    written once.
    """

    question: str
    agency: str
    due: date | None
    by: str
    on: date | None = None
    meeting: str = ""
    plan: str = ""
    priority: str = ""
    quadrant: str = ""
    indicator: str = ""
    area_code: str = ""
    period: str = ""
    snapshot: Mapping[str, Any] = field(default_factory=dict)
    token: str = ""


@dataclass(frozen=True, kw_only=True)
class NewChallengeEvent:
    """A step in the life of a challenge; `on` is the day it happened, None for today, and `last_number` the last step
    that the form showed, if it showed one.
    """

    step: Step
    by: str
    on: date | None = None
    words: str = ""
    meeting: str = ""
    outcome: str = ""
    impact: str = ""
    due: date | None = None
    last_number: int | None = None
    token: str = ""


@requires(Permission.RAISE_CHALLENGES)
def raise_challenge(path: Path, challenge: NewChallenge, *, today: date | None = None) -> int:
    """Write a challenge down and give its number.

    Raises RecordRefused with everything that is wrong, StoreError where the store cannot be written.
    """
    with open_for_reading(path) as store:
        catalogue = load_catalogue(store)
    tidy, problems = _tidy_challenge(challenge, catalogue, today or clock.today())
    refuse_problems(problems)
    return write_once(
        path,
        before=lambda store: _earlier_challenge(store, challenge.token),
        write=lambda store: _write_challenge(store, tidy),
    )


def move_challenge(path: Path, challenge: int, event: NewChallengeEvent, *, today: date | None = None) -> int:
    """Move a challenge on and give the number of the step within it.

    Raises ChallengeMoved where somebody has moved it since `event.last_number`, RecordRefused with everything that
    is wrong, AccessRefused where whoever acts may not take it, StoreError where the store cannot be written.
    """
    permission = step_permission(event.step)
    check_permission(permission)
    if current_user().is_limited(permission):
        with open_for_reading(path) as store:
            check_permission(permission, agencies=agency_ids(store, load_challenge(store, challenge).agency))
    tidy, problems = _tidy_event(event, today or clock.today())

    if problems:
        # What is wrong with the words needs no lock and no copy, only what else is wrong.
        with open_for_reading(path) as store:
            _refuse_event(store, challenge, event, problems)

    def write(store: Store) -> int:
        _refuse_event(store, challenge, event)
        return _write_event(store, challenge, tidy)

    with logged_write(permission):
        return write_once(path, before=lambda store: _earlier_event(store, challenge, event.token), write=write)


def step_permission(step: Step) -> Permission:
    """What whoever takes a step must be allowed."""
    if step is Step.RAISE:
        return Permission.RAISE_CHALLENGES
    return Permission.ANSWER_CHALLENGES if step in (Step.ACKNOWLEDGE, Step.ANSWER) else Permission.CLOSE_CHALLENGES


def agency_ids(store: Store, name: str) -> set[str]:
    """The ids of the agency that a challenge names in words; none where no agency of the store is called so."""
    agencies = store.query("agencies")
    return set(agencies.loc[agencies["name"].str.casefold() == name.strip().casefold(), "agency"])


def own_agency_names(store: Store, agencies: Collection[str]) -> list[str]:
    """The names of some agencies by their ids, as challenges name them."""
    known = store.query("agencies")
    return list(known.loc[known["agency"].isin(sorted(agencies)), "name"])


def _refuse_event(
    store: Store, challenge: int, event: NewChallengeEvent, problems: Sequence[FieldProblem] = ()
) -> None:
    moved = concurrent_changes(store, challenge, event.last_number)
    if moved:
        raise ChallengeMoved([*moved, *problems])
    refuse_problems([*problems, *step_problems(store, challenge, event.step), *_day_problems(store, challenge, event)])


def _day_problems(store: Store, number: int, event: NewChallengeEvent) -> list[FieldProblem]:
    """Why a step cannot have happened on its day: the one before it happened later."""
    steps = challenge_history(store, number)
    if event.on is None or not steps or event.on >= steps[-1].on:
        return []
    last = day_text(steps[-1].on)
    return [
        FieldProblem(
            "on",
            f"The day {day_text(event.on)} is before the last step of challenge {number:,}, which was on {last}. "
            f"Choose {last} or a later day.",
        )
    ]


def _tidy_challenge(
    challenge: NewChallenge, catalogue: Catalogue, today: date
) -> tuple[NewChallenge, list[FieldProblem]]:
    fields = FormFields()
    tidy = replace(
        challenge,
        question=fields.text("question", challenge.question, "The question", needed="Write what is asked."),
        agency=fields.name("agency", challenge.agency, "The agency", needed="Write who is asked."),
        on=fields.happened(challenge.on, today=today),
        due=fields.due(challenge.due, today=today, earliest=challenge.on),
        by=fields.name("by", signed_as(challenge.by), "Who asks", needed=_ROLE),
        meeting=fields.name("meeting", challenge.meeting, "The meeting"),
        period=fields.period("period", challenge.period) if challenge.period else "",
        plan=challenge.plan or plan_of_priority(catalogue, challenge.priority),
    )
    about = {name: getattr(challenge, name) for name in ("plan", "quadrant", "indicator", "area_code")}
    return tidy, fields.problems + subject_problems(catalogue, priorities=[challenge.priority], **about)


def _tidy_event(event: NewChallengeEvent, today: date) -> tuple[NewChallengeEvent, list[FieldProblem]]:
    fields, needed = FormFields(), _NEEDED.get(event.step, {})
    names = {"words": "The text", "outcome": "The outcome", "impact": "The impact"}
    texts = {
        name: fields.text(name, getattr(event, name), words, needed=needed.get(name, ""))
        for name, words in names.items()
    }
    tidy = replace(
        event,
        **texts,
        by=fields.name("by", signed_as(event.by), "Who takes the step", needed=_ROLE),
        on=fields.happened(event.on, today=today),
        meeting=fields.name("meeting", event.meeting, "The meeting"),
    )
    if event.due is not None and event.step in SETS_DUE:
        fields.due(event.due, today=today, earliest=event.on)
    elif event.due is not None:
        fields.wrong(
            "due", "The due date can be set anew only when a challenge is escalated or reopened. Leave it out."
        )
    return tidy, fields.problems


def _earlier_challenge(store: Store, token: str) -> int | None:
    rows = store.query("challenge_by_token", token=token)
    return int(rows["challenge"].iloc[0]) if len(rows) else None


def _earlier_event(store: Store, challenge: int, token: str) -> int | None:
    rows = store.query("challenge_step_by_token", challenge=challenge, token=token)
    return int(rows["number"].iloc[0]) if len(rows) else None


def _write_challenge(store: Store, new: NewChallenge) -> int:
    number = int(store.fetch("last_challenge_number")["challenge"].iloc[0]) + 1
    about = {name: getattr(new, name) for name in _SUBJECT_FIELDS}
    snapshot = json.dumps(dict(new.snapshot), ensure_ascii=False, allow_nan=False) if new.snapshot else ""
    add_row(store, "challenge", {"challenge": number, **about, "seen": snapshot})
    first = NewChallengeEvent(step=Step.RAISE, by=new.by, on=new.on, meeting=new.meeting, due=new.due, token=new.token)
    add_row(store, "challenge_event", _event_row(number, 1, first))
    return number


def _write_event(store: Store, challenge: int, event: NewChallengeEvent) -> int:
    number = load_challenge(store, challenge).steps + 1
    add_row(store, "challenge_event", _event_row(challenge, number, event))
    return number


def _event_row(challenge: int, number: int, event: NewChallengeEvent) -> dict[str, Any]:
    details = {name: getattr(event, name) for name in ("meeting", "words", "outcome", "impact", "due", "token")}
    happened = {"happened_at": utc_now(), "happened_by": event.by, "happened_on": event.on}
    return {
        "challenge": challenge, "number": number, "event": str(event.step), "state": str(TRANSITIONS[event.step][1]),
        **happened, **details,
    }  # fmt: skip
