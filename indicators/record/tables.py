"""The challenge log as tables to take away: a row a challenge, and a row a step."""

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from indicators.measures import Catalogue
from indicators.record.entries import Challenge, StepTaken
from indicators.record.rows import challenge_rows
from indicators.record.then_and_now import all_then_and_now
from indicators.store import Store

#: The columns of a row, with what stands over them in a table for people.
_CHALLENGES = {
    "challenge": "Number", "question": "Question", "agency": "Agency", "state": "State", "due": "Due",
    "overdue": "Overdue", "indicator": "Indicator", "area": "Area", "period": "Period", "priority": "Priority",
    "figure": "Figure as seen", "now": "Figure now", "raised": "Raised (UTC)", "raised_by": "Raised by",
    "meeting": "Meeting", "last_step": "Last step", "last": "Last step at (UTC)", "last_by": "Last step by",
}  # fmt: skip
_STEPS = (
    "Challenge",
    "Step",
    "What happened",
    "At (UTC)",
    "By",
    "Meeting",
    "Words",
    "Outcome",
    "Impact",
    "New due day",
)


def challenges_frame(store: Store, catalogue: Catalogue, found: Sequence[Challenge], *, on: date) -> pd.DataFrame:
    """One row a challenge, with its figure as the board saw it and as it is now, in words."""
    both = all_then_and_now([one.seen for one in found], store, catalogue) if found else []
    rows = [
        row | _titles(one, catalogue) | {"now": figures.now if one.seen else ""}
        for row, one, figures in zip(challenge_rows(found, catalogue, on=on), found, both, strict=True)
    ]
    return pd.DataFrame(rows, columns=list(_CHALLENGES)).rename(columns=_CHALLENGES)


def steps_frame(steps: Mapping[int, Sequence[StepTaken]]) -> pd.DataFrame:
    """One row a step, challenge by challenge."""
    rows = [
        (number, one.number, one.step.value, f"{one.at:%Y-%m-%d %H:%M}", one.by, one.meeting, one.words, one.outcome,
         one.impact, one.due.isoformat() if one.due else "")
        for number, taken in steps.items()
        for one in taken
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(_STEPS))


def _titles(one: Challenge, catalogue: Catalogue) -> dict[str, str]:
    """Titles instead of ids, where the catalogue still has them."""
    indicator, priority = catalogue.indicators.get(one.indicator), catalogue.priorities.get(one.priority)
    return {
        "indicator": indicator.title if indicator else one.indicator,
        "priority": priority.title if priority else one.priority,
    }
