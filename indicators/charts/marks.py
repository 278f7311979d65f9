"""Breaks in the figures and events: dotted vertical lines with their notes over the plot."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol

import pandas as pd

from indicators.charts.frame import Frame
from indicators.charts.text import LINE_HEIGHT, markup, text_width, wrap
from indicators.charts.theme import BLACK


class Marked(Protocol):
    """Anything that stands at a date with words: a break in the figures, or an event."""

    date: date
    note: str


def mark_lines(
    marks: Sequence[Marked], frame: Frame, *, width: float
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], float]:
    """Dotted vertical lines with their notes in rows over the plot, so that no two notes meet."""
    span = (frame.end - frame.start) / pd.Timedelta(days=1)
    rows: list[list[tuple[float, float]]] = []
    heights: list[float] = []
    placed = []
    for mark in sorted(marks, key=lambda mark: pd.Timestamp(mark.date)):
        share = (pd.Timestamp(mark.date) - frame.start) / pd.Timedelta(days=1) / span
        if not 0 <= share <= 1:
            continue
        text = wrap(mark.note, min(260.0, width * 0.7), frame.size.note)
        wide = max(text_width(part, frame.size.note) for part in text) + 10
        left = share > 0.5
        box = (share * width - wide, share * width) if left else (share * width, share * width + wide)
        row = next((place for place, taken in enumerate(rows) if _free(box, taken)), len(rows))
        if row == len(rows):
            rows.append([])
            heights.append(0)
        rows[row].append(box)
        heights[row] = max(heights[row], len(text) * frame.size.note * LINE_HEIGHT + 4)
        placed.append((mark, text, row, left))
    notes, shapes = [], []
    for mark, text, row, left in placed:
        base = sum(heights[:row]) + 4
        day = pd.Timestamp(mark.date).isoformat()
        notes.append(_mark_note(text, day, base, frame, left=left))
        shapes.append(_mark_line(day, base + len(text) * frame.size.note * LINE_HEIGHT, frame))
    return notes, shapes, sum(heights) + (4 if heights else 0)


def _free(box: tuple[float, float], taken: list[tuple[float, float]]) -> bool:
    return all(box[1] <= start or box[0] >= end for start, end in taken)


def _mark_note(text: list[str], day: str, base: float, frame: Frame, *, left: bool) -> dict[str, Any]:
    return frame.note(
        markup(text),
        name="mark",
        x=day,
        y=1,
        xref=f"x{frame.suffix}",
        yref=f"y{frame.suffix} domain",
        xanchor="right" if left else "left",
        yanchor="bottom",
        align="right" if left else "left",
        xshift=-5 if left else 5,
        # The dotted line of another mark may run behind the words.
        bgcolor="white",
        yshift=base,
    )


def _mark_line(day: str, rise: float, frame: Frame) -> dict[str, Any]:
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
        "line": {"color": BLACK, "width": 1.5, "dash": "dot"},
    }
