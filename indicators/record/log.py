"""The challenge log, read: which challenges there are, how each stands, what happened to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pandas as pd

from indicators.errors import FieldProblem, RecordRefused
from indicators.record.entries import Challenge, StepTaken
from indicators.record.states import OPEN, WAITS_FOR_AGENCY, State, Step
from indicators.store import Store

__all__ = [
    "Challenge", "Counts", "StepTaken", "asked_before", "challenge", "challenges", "counts", "histories", "history",
    "open_by", "record_version",
]  # fmt: skip

#: The columns of a challenge that are taken as they are.
_PLAIN = (
    "question", "agency", "plan", "priority", "quadrant", "indicator", "area_code", "period", "steps", "raised_by",
    "meeting", "last_by",
)  # fmt: skip
#: Earlier challenges that are given of each indicator and area.
_MOST_BEFORE = 3


@dataclass(frozen=True)
class Counts:
    """How many challenges are in each state, every state named, and how many wait for an agency beyond their day."""

    states: dict[State, int]
    overdue: int

    @property
    def open(self) -> int:
        """How many somebody still owes a word on."""
        return sum(self.states[state] for state in OPEN)

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(self.states.values())


def challenges(
    store: Store,
    *,
    states: Iterable[State] = (),
    agency: str = "",
    indicator: str = "",
    area: str = "",
    priority: str = "",
    overdue_on: date | None = None,
    text: str = "",
    by_due: bool = False,
    limit: int | None = 50,
    offset: int = 0,
) -> tuple[list[Challenge], int]:
    """The challenges that fit every choice, the one moved last first, and how many there are on all pages.

    `by_due` puts the one that is due first to the front. `area` is a code; `overdue_on` chooses those that wait for
    an agency beyond their day; `text` stands in the question or the agency's name, case apart. `limit` None gives all.
    """
    chosen = {
        "states": [str(state) for state in states], "agency": agency.strip(), "indicator": indicator, "area": area,
        "priority": priority, "overdue_on": overdue_on, "waiting": list(WAITS_FOR_AGENCY), "text": text.strip(),
        "by_due": by_due,
    }  # fmt: skip
    rows = store.query("challenges", **chosen, limit=limit, offset=offset)
    if rows.empty and offset:
        # Beyond the last page no row tells how many there are.
        first = store.query("challenges", **chosen, limit=1, offset=0)
        return [], _total(first)
    return _of(store, rows["challenge"].tolist()), _total(rows)


def challenge(store: Store, number: int) -> Challenge:
    """A challenge by its number; raises RecordRefused, with the highest number there is, for another."""
    found = _of(store, [number])
    if not found:
        last = int(store.query("load/last_challenge")["challenge"].iloc[0])
        known = f"The highest number is {last:,}." if last else "None was raised yet."
        raise RecordRefused([FieldProblem("challenge", f"Challenge {number:,} does not exist. {known}")])
    return found[0]


def history(store: Store, number: int) -> list[StepTaken]:
    """The steps of a challenge in order; none for a number that no challenge has."""
    return histories(store, [number]).get(number, [])


def histories(store: Store, numbers: Iterable[int]) -> dict[int, list[StepTaken]]:
    """The steps of some challenges by their numbers, each in order, with one query."""
    found: dict[int, list[StepTaken]] = {}
    for row in store.query("steps_of", challenges=list(numbers)).itertuples():
        found.setdefault(row.challenge, []).append(_step(row))
    return found


def counts(store: Store, *, on: date | None = None) -> Counts:
    """How many challenges are in each state, and how many are overdue on a day (today)."""
    rows = store.query("challenge_counts", on=on or date.today(), waiting=list(WAITS_FOR_AGENCY))
    held = dict(zip(rows["state"], rows["challenges"], strict=True))
    return Counts({state: int(held.get(state, 0)) for state in State}, int(rows["overdue"].sum()))


def asked_before(store: Store, *, most: int = _MOST_BEFORE) -> dict[tuple[str, str], list[Challenge]]:
    """By indicator and area code, the challenges that were moved last, newest first, without what was seen."""
    found: dict[tuple[str, str], list[Challenge]] = {}
    for one in _challenges(store.query("asked_before", most=most)):
        found.setdefault((one.indicator, one.area_code), []).append(one)
    return found


def open_by(store: Store) -> dict[tuple[str, str], int]:
    """How many challenges are open by priority and quadrant, for the cells of a map."""
    rows = store.query("challenge_cells", states=list(OPEN))
    pairs = zip(rows["priority"], rows["quadrant"], strict=True)
    return dict(zip(pairs, rows["challenges"].tolist(), strict=True))


def record_version(store: Store) -> str:
    """A text that changes with everything that is written down: the key of what is kept about the record."""
    return "-".join(str(cell) for cell in store.query("record_version").iloc[0])


def _of(store: Store, numbers: list[int]) -> list[Challenge]:
    """The challenges of some numbers in their order; those that no challenge has are left out."""
    found = (
        {one.number: one for one in _challenges(store.query("challenges_of", challenges=numbers))} if numbers else {}
    )
    return [found[number] for number in numbers if number in found]


def _total(rows: pd.DataFrame) -> int:
    return int(rows["total"].iloc[0]) if len(rows) else 0


def _challenges(rows: pd.DataFrame) -> list[Challenge]:
    return [
        Challenge(
            number=row["challenge"],
            state=State(row["state"]),
            last_step=Step(row["last_step"]),
            raised_at=row["raised_at"].to_pydatetime(),
            last_at=row["last_at"].to_pydatetime(),
            due=row["due"].date(),
            seen_text=row["seen"],
            **{name: row[name] for name in _PLAIN},
        )
        for row in rows.to_dict("records")
    ]


def _step(row) -> StepTaken:
    return StepTaken(
        number=row.number,
        step=Step(row.event),
        state=State(row.state),
        at=row.happened_at.to_pydatetime(),
        by=row.happened_by,
        meeting=row.meeting,
        words=row.words,
        outcome=row.outcome,
        impact=row.impact,
        due=None if pd.isna(row.due) else row.due.date(),
    )
