"""Challenges and their events as rows and tables, for downloads and for other programs."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from indicators.board.challenges import Challenge, ChallengeEvent
from indicators.board.snapshot import compare_snapshots, snapshot_text
from indicators.catalogue.catalogue import Catalogue
from indicators.store.database import Store

#: The columns of `challenge_rows`.
CHALLENGE_COLUMNS = (
    "challenge", "state", "agency", "question", "indicator", "area", "period", "figure", "plan", "priority", "quadrant",
    "due", "overdue", "raised", "raised_by", "meeting", "steps", "last_step", "last", "last_by", "raised_on", "last_on",
    "outcome", "impact",
)  # fmt: skip


def challenge_rows(challenges: Iterable[Challenge], catalogue: Catalogue, *, on: date) -> list[dict[str, Any]]:
    """A row a challenge in the order given, with the keys `CHALLENGE_COLUMNS`.

    Days and moments (UTC) are text: `raised_on` and `last_on` are when it happened, `raised` and `last` when that was
    written down. `figure` is the one that the board saw; `overdue` is as on a day; `outcome` and `impact` are those of
    the last step.
    """
    return [_challenge_row(challenge, catalogue, on) for challenge in challenges]


def _challenge_row(challenge: Challenge, catalogue: Catalogue, on: date) -> dict[str, Any]:
    area = catalogue.areas.get(challenge.area_code)
    same = ("agency", "question", "indicator", "period", "plan", "priority", "quadrant", "raised_by", "meeting")
    return {name: getattr(challenge, name) for name in (*same, "steps", "last_by", "outcome", "impact")} | {
        "challenge": challenge.number,
        "state": str(challenge.state),
        "area": area.name if area else challenge.area_code,
        "figure": snapshot_text(challenge.snapshot) if challenge.snapshot else "",
        "due": challenge.due.isoformat(),
        "overdue": challenge.is_overdue(on),
        "raised": f"{challenge.raised_at:%Y-%m-%d %H:%M}",
        "last_step": str(challenge.last_step),
        "last": f"{challenge.last_at:%Y-%m-%d %H:%M}",
        "raised_on": challenge.raised_on.isoformat(),
        "last_on": challenge.last_on.isoformat(),
    }


#: The columns of a row, with what stands over them in a table for people.
_CHALLENGES = {
    "challenge": "Number", "raised_on": "Raised on", "question": "Question", "agency": "Agency", "state": "State",
    "due": "Due", "overdue": "Overdue", "outcome": "Outcome", "impact": "Impact", "indicator": "Indicator",
    "area": "Area", "period": "Period", "priority": "Priority", "figure": "Figure as seen", "now": "Figure now",
    "raised_by": "Raised by", "meeting": "Meeting", "last_step": "Last step", "last_on": "Last step on",
    "last_by": "Last step by", "raised": "Raised, written down (UTC)", "last": "Last step, written down (UTC)",
}  # fmt: skip
_EVENTS = (
    "Challenge",
    "Step",
    "What happened",
    "On",
    "By",
    "Meeting",
    "Words",
    "Outcome",
    "Impact",
    "New due day",
    "Written down (UTC)",
)


def challenges_frame(store: Store, catalogue: Catalogue, challenges: Sequence[Challenge], *, on: date) -> pd.DataFrame:
    """One row a challenge, with its figure as the board saw it and as it is now, in words."""
    both = compare_snapshots([challenge.snapshot for challenge in challenges], store, catalogue) if challenges else []
    rows = [
        row | _titles(challenge, catalogue) | {"now": figures.now if challenge.snapshot else ""}
        for row, challenge, figures in zip(challenge_rows(challenges, catalogue, on=on), challenges, both, strict=True)
    ]
    return pd.DataFrame(rows, columns=list(_CHALLENGES)).rename(columns=_CHALLENGES)


def events_frame(steps: Mapping[int, Sequence[ChallengeEvent]]) -> pd.DataFrame:
    """One row a step, challenge by challenge."""
    rows = [
        (number, item.number, item.step.value, item.on.isoformat(), item.by, item.meeting,
        item.words, item.outcome,
         item.impact, item.due.isoformat() if item.due else "", f"{item.at:%Y-%m-%d %H:%M}")
        for number, events in steps.items()
        for item in events
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(_EVENTS))


def _titles(challenge: Challenge, catalogue: Catalogue) -> dict[str, str]:
    """Titles instead of ids, where the catalogue still has them."""
    indicator, priority = catalogue.indicators.get(challenge.indicator), catalogue.priorities.get(challenge.priority)
    return {
        "indicator": indicator.title if indicator else challenge.indicator,
        "priority": priority.title if priority else challenge.priority,
    }
