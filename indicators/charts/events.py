"""Events as numbers over the plot: which of them lie within it, and how they are listed in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from indicators.charts.marks import Mark, Marked
from indicators.months import day_text

if TYPE_CHECKING:
    from indicators.measures import Series


@dataclass(frozen=True)
class Event:
    """Something that happened on a day and may explain a movement."""

    date: date
    note: str


def numbered_events(groups: Sequence[tuple[Sequence["Series"], Sequence[Marked]]]) -> list[list[Mark]]:
    """The events of each group that fall into the periods its series show, as marks with their numbers.

    Numbers run through all groups by date; one event has one number wherever it stands.
    """
    within = [[event for event in events if _is_within(event, series)] for series, events in groups]
    known = sorted({(event.date, event.note) for events in within for event in events})
    numbers = {key: str(place + 1) for place, key in enumerate(known)}
    return [
        [Mark(day, numbers[day, note], event_words(day, note)) for day, note in sorted(_keys(events))]
        for events in within
    ]


def event_list(groups: Sequence[Sequence[Mark]]) -> list[str]:
    """Every event once, in the order of its number: `(1) August 2015: First Response opens`."""
    words = {mark.text: mark.hover for marks in groups for mark in marks if mark.is_event}
    return [f"({number}) {words[number]}" for number in sorted(words, key=int)]


def event_words(day: date, note: str) -> str:
    """The date and the title, unless the title holds the year; a first of the month stands for the month."""
    if str(day.year) in note:
        return note
    return f"{day:%B %Y}: {note}" if day.day == 1 else f"{day_text(day)}: {note}"


def _keys(events: Sequence[Marked]) -> set[tuple[date, str]]:
    return {(event.date, event.note) for event in events}


def _is_within(event: Marked, series: Sequence["Series"]) -> bool:
    """Whether an event falls between the first and the last day of the periods that any series has figures for."""
    known = [item.points[item.points["value"].notna()] for item in series]
    spans = [(points["starts"].iloc[0].date(), points["ends"].iloc[-1].date()) for points in known if len(points)]
    return any(first <= event.date <= last for first, last in spans)
