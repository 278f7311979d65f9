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
    "due", "overdue", "raised", "raised_by", "meeting", "steps", "last_step", "last", "last_by",
)  # fmt: skip


def challenge_rows(found: Iterable[Challenge], catalogue: Catalogue, *, on: date) -> list[dict[str, Any]]:
    """A row a challenge in the order given, with the keys `CHALLENGE_COLUMNS`.

    Days and moments (UTC) are text; `figure` is the one that the board saw; `overdue` is as on a day.
    """
    return [_challenge_row(one, catalogue, on) for one in found]


def _challenge_row(one: Challenge, catalogue: Catalogue, on: date) -> dict[str, Any]:
    area = catalogue.areas.get(one.area_code)
    same = ("agency", "question", "indicator", "period", "plan", "priority", "quadrant", "raised_by", "meeting")
    return {name: getattr(one, name) for name in (*same, "steps", "last_by")} | {
        "challenge": one.number,
        "state": str(one.state),
        "area": area.name if area else one.area_code,
        "figure": snapshot_text(one.snapshot) if one.snapshot else "",
        "due": one.due.isoformat(),
        "overdue": one.is_overdue(on),
        "raised": f"{one.raised_at:%Y-%m-%d %H:%M}",
        "last_step": str(one.last_step),
        "last": f"{one.last_at:%Y-%m-%d %H:%M}",
    }


#: The columns of a row, with what stands over them in a table for people.
_CHALLENGES = {
    "challenge": "Number", "question": "Question", "agency": "Agency", "state": "State", "due": "Due",
    "overdue": "Overdue", "indicator": "Indicator", "area": "Area", "period": "Period", "priority": "Priority",
    "figure": "Figure as seen", "now": "Figure now", "raised": "Raised (UTC)", "raised_by": "Raised by",
    "meeting": "Meeting", "last_step": "Last step", "last": "Last step at (UTC)", "last_by": "Last step by",
}  # fmt: skip
_EVENTS = (
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
    both = compare_snapshots([one.snapshot for one in found], store, catalogue) if found else []
    rows = [
        row | _titles(one, catalogue) | {"now": figures.now if one.snapshot else ""}
        for row, one, figures in zip(challenge_rows(found, catalogue, on=on), found, both, strict=True)
    ]
    return pd.DataFrame(rows, columns=list(_CHALLENGES)).rename(columns=_CHALLENGES)


def events_frame(steps: Mapping[int, Sequence[ChallengeEvent]]) -> pd.DataFrame:
    """One row a step, challenge by challenge."""
    rows = [
        (number, one.number, one.step.value, f"{one.at:%Y-%m-%d %H:%M}", one.by, one.meeting, one.words, one.outcome,
         one.impact, one.due.isoformat() if one.due else "")
        for number, taken in steps.items()
        for one in taken
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(_EVENTS))


def _titles(one: Challenge, catalogue: Catalogue) -> dict[str, str]:
    """Titles instead of ids, where the catalogue still has them."""
    indicator, priority = catalogue.indicators.get(one.indicator), catalogue.priorities.get(one.priority)
    return {
        "indicator": indicator.title if indicator else one.indicator,
        "priority": priority.title if priority else one.priority,
    }
