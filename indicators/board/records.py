"""Challenges as rows for other programs and for tables."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from indicators.measures import Catalogue
from indicators.record.entries import Challenge
from indicators.record.seen import figure_text

#: The columns of `challenge_rows`.
CHALLENGE_COLUMNS = (
    "challenge", "state", "agency", "question", "indicator", "area", "period", "figure", "plan", "priority", "quadrant",
    "due", "overdue", "raised", "raised_by", "meeting", "steps", "last_step", "last", "last_by",
)  # fmt: skip


def challenge_rows(found: Iterable[Challenge], catalogue: Catalogue, *, on: date) -> list[dict[str, Any]]:
    """A row a challenge in the order given, with the keys `CHALLENGE_COLUMNS`.

    Days and moments (UTC) are text; `figure` is the one that the board saw; `overdue` is as on a day.
    """
    return [_row(one, catalogue, on) for one in found]


def _row(one: Challenge, catalogue: Catalogue, on: date) -> dict[str, Any]:
    area = catalogue.areas.get(one.area_code)
    same = ("agency", "question", "indicator", "period", "plan", "priority", "quadrant", "raised_by", "meeting")
    return {name: getattr(one, name) for name in (*same, "steps", "last_by")} | {
        "challenge": one.number,
        "state": str(one.state),
        "area": area.name if area else one.area_code,
        "figure": figure_text(one.seen) if one.seen else "",
        "due": one.due.isoformat(),
        "overdue": one.is_overdue(on),
        "raised": f"{one.raised_at:%Y-%m-%d %H:%M}",
        "last_step": str(one.last_step),
        "last": f"{one.last_at:%Y-%m-%d %H:%M}",
    }
