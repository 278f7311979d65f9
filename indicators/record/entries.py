"""A challenge as it stands, and one step of its life."""

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from indicators.record.states import OPEN, WAITS_FOR_AGENCY, WAITS_FOR_BOARD, State, Step

_BOARD = "the board"


@dataclass(frozen=True, kw_only=True)
class StepTaken:
    """One step: `at` is UTC, `by` a role, `due` the day to answer by that it set, if any."""

    number: int
    step: Step
    state: State
    at: datetime
    by: str
    meeting: str = ""
    words: str = ""
    outcome: str = ""
    impact: str = ""
    due: date | None = None


@dataclass(frozen=True, kw_only=True)
class Challenge:
    """What the board asked of an agency, and how it stands after its last step; moments are UTC.

    `indicator`, `area_code`, `period`, `plan`, `priority` and `quadrant` are empty where it is about none. `steps`
    counts its steps and is the number of the last one.
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
    state: State
    steps: int
    raised_at: datetime
    raised_by: str
    meeting: str
    due: date
    last_step: Step
    last_at: datetime
    last_by: str
    seen_text: str = field(default="", repr=False)

    @cached_property
    def seen(self) -> dict[str, Any]:
        """The figure, chart and signal as the board saw them (see `seen.py`); empty where nothing was frozen."""
        return json.loads(self.seen_text) if self.seen_text else {}

    @property
    def is_open(self) -> bool:
        """Whether somebody still owes a word: the agency, or the board on the answer."""
        return self.state in OPEN

    @property
    def waits_for(self) -> str:
        """Who owes the next word: the agency by its name, `the board`, or nobody."""
        if self.state in WAITS_FOR_AGENCY:
            return self.agency
        return _BOARD if self.state in WAITS_FOR_BOARD else ""

    def is_overdue(self, on: date) -> bool:
        """Whether the agency should have answered before a day and has not."""
        return self.state in WAITS_FOR_AGENCY and self.due < on
