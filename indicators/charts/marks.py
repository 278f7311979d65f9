"""Breaks in the figures and events: vertical lines with their notes over the plot."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

import pandas as pd

from indicators.charts.frame import Frame
from indicators.charts.text import LINE_HEIGHT, escape, markup, text_width, wrap
from indicators.charts.theme import BLACK, LEADER


class Marked(Protocol):
    """Anything that stands at a date with words: a break in the figures, or an event."""

    date: date
    note: str


@dataclass(frozen=True)
class Mark:
    """What stands over the plot at a date: a break's own words, or an event's number with its words to hover."""

    date: date
    text: str
    hover: str = ""

    @property
    def is_event(self) -> bool:
        """Whether this is an event: a number in a box on a thin line."""
        return bool(self.hover)


def break_marks(breaks: Sequence[Marked]) -> list[Mark]:
    """Breaks in the figures as marks with their notes."""
    return [Mark(item.date, item.note) for item in breaks]


@dataclass(frozen=True)
class _Placed:
    """A mark with its lines of text, its row over the plot, and whether the words stand left of it."""

    mark: Mark
    text: list[str]
    row: int
    left: bool


def mark_lines(
    marks: Sequence[Mark], frame: Frame, *, width: float
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], float]:
    """Vertical lines with their notes in rows over the plot, so that no two notes meet, and the rows' height."""
    placed, heights = _rows(marks, frame, width)
    notes, shapes = [], []
    for item in placed:
        base = sum(heights[: item.row]) + 4
        notes.append(_mark_note(item, base, frame))
        shapes.append(_mark_line(item.mark, base + len(item.text) * frame.size.note * LINE_HEIGHT, frame))
    return notes, shapes, sum(heights) + (4 if heights else 0)


def _rows(marks: Sequence[Mark], frame: Frame, width: float) -> tuple[list[_Placed], list[float]]:
    """The marks within the frame, each in the lowest row with room for it, and the height of every row."""
    span = (frame.end - frame.start) / pd.Timedelta(days=1)
    rows: list[list[tuple[float, float]]] = []
    heights: list[float] = []
    placed = []
    for mark in sorted(marks, key=lambda mark: pd.Timestamp(mark.date)):
        share = (pd.Timestamp(mark.date) - frame.start) / pd.Timedelta(days=1) / span
        if not 0 <= share <= 1:
            continue
        text = wrap(mark.text, min(260.0, width * 0.7), frame.size.note)
        wide = max(text_width(part, frame.size.note) for part in text) + 10
        left = share > 0.5 and not mark.is_event
        start = share * width - (wide if left else wide / 2 if mark.is_event else 0)
        box = (start, start + wide)
        row = next((place for place, taken in enumerate(rows) if _free(box, taken)), len(rows))
        if row == len(rows):
            rows.append([])
            heights.append(0)
        rows[row].append(box)
        heights[row] = max(heights[row], len(text) * frame.size.note * LINE_HEIGHT + 4)
        placed.append(_Placed(mark, text, row, left))
    return placed, heights


def _free(box: tuple[float, float], taken: list[tuple[float, float]]) -> bool:
    return all(box[1] <= start or box[0] >= end for start, end in taken)


def _mark_note(item: _Placed, base: float, frame: Frame) -> dict[str, Any]:
    side = "center" if item.mark.is_event else "right" if item.left else "left"
    look = {"xshift": {"center": 0, "right": -5, "left": 5}[side]}
    if item.mark.is_event:
        look |= {"hovertext": escape(item.mark.hover), "bordercolor": LEADER, "borderwidth": 1, "borderpad": 1}
    return frame.note(
        markup(item.text),
        name="event" if item.mark.is_event else "mark",
        x=pd.Timestamp(item.mark.date).isoformat(),
        y=1,
        xref=f"x{frame.suffix}",
        yref=f"y{frame.suffix} domain",
        xanchor=side,
        yanchor="bottom",
        align=side,
        # The line of another mark may run behind the words.
        bgcolor="white",
        yshift=base,
        **({"borderpad": 0} | look),
    )


def _mark_line(mark: Mark, rise: float, frame: Frame) -> dict[str, Any]:
    day = pd.Timestamp(mark.date).isoformat()
    look = {"color": LEADER, "width": 1} if mark.is_event else {"color": BLACK, "width": 1.5, "dash": "dot"}
    return {
        "type": "line",
        "name": "mark",
        "xref": f"x{frame.suffix}",
        "yref": f"y{frame.suffix} domain",
        "x0": day,
        "x1": day,
        "y0": 0,
        # In shares of the plot: the line reaches up to its own note.
        "y1": round(1 + rise / frame.height, 4),
        "line": look,
    }
