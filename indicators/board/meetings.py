"""Meetings of the group: those of `board.toml`, those recorded on the page, and days that challenges name.

What is written down of a meeting is a row of its own: a cancelled one stays in the record with the reason.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from indicators import clock
from indicators.access.permissions import Permission, requires, signed_as
from indicators.board.validation import OFFICE_ROLE, FormFields, tidy_line
from indicators.board.write import add_row, refuse_problems, utc_now, write_once
from indicators.catalogue.board import stored_board
from indicators.catalogue.periods import MONTH_NAMES, day_text
from indicators.errors import FieldProblem, not_none
from indicators.frames import frame_rows
from indicators.store.database import Store

_DAY = re.compile(rf"\b(\d{{1,2}}) ({'|'.join(MONTH_NAMES)}) (\d{{4}})\b", re.IGNORECASE)
_RECORD, _CANCEL = "record", "cancel"
#: Of an earlier year is no meeting of a board; its day is a slip of the pen.
EARLIEST_YEAR = 2000


@dataclass(frozen=True)
class Meeting:
    """A day on which the group met; `name` is empty, and `is_recorded` false, where only a challenge names the day."""

    day: date
    name: str = ""
    is_recorded: bool = True

    @property
    def text(self) -> str:
        """The day with the name, where there is one: `9 September 2026, Performance group`."""
        day = day_text(self.day)
        return f"{day}, {self.name}" if self.name and day not in self.name else self.name or day


def board_meetings(store: Store) -> list[Meeting]:
    """Every meeting that is known, the newest day first, without those that were cancelled."""
    meetings = {
        day: Meeting(day, is_recorded=False) for text in store.query("meetings")["meeting"] for day in _days(text)
    }
    if board := stored_board(store):
        meetings |= {one.date: Meeting(one.date, tidy_line(one.name)) for one in board.meetings}
    for day, (event, name) in _written(store).items():
        meetings.pop(day, None)
        if event == _RECORD:
            meetings[day] = Meeting(day, name)
    return [meetings[day] for day in sorted(meetings, reverse=True)]


def last_meeting(store: Store, *, before: date) -> date | None:
    """The day of the last meeting before a day, recorded or named by a challenge; None where there is none."""
    return max((meeting.day for meeting in board_meetings(store) if meeting.day < before), default=None)


def meeting_version(store: Store) -> str:
    """A text that changes whenever a meeting is written down."""
    return "-".join(f"{row.met_on:%Y%m%d}.{row.number}" for row in frame_rows(_written_rows(store)))


@requires(Permission.RECORD_MEETINGS)
def record_meeting(path: Path, *, day: date | None, name: str, by: str, token: str = "") -> date:
    """Write down that the group met on a day; gives the day.

    Raises RecordRefused with everything that is wrong, also where another meeting of that day is known, and StoreError
    where the store cannot be written.
    """
    fields = FormFields()
    _check_day(fields, day)
    row = {
        "name": fields.name("name", name, "The name", needed="Write which group met, such as performance group."),
        "happened_by": fields.name("by", signed_as(by), "Who records it", needed=OFFICE_ROLE),
        "why": "",
        "token": token,
    }
    refuse_problems(fields.problems)
    met_on = not_none(day)

    def write(store: Store) -> date:
        refuse_problems(_same_day(store, met_on))
        _add(store, _RECORD, met_on, row)
        return met_on

    return write_once(path, before=lambda store: _earlier(store, _RECORD, token), write=write)


@requires(Permission.RECORD_MEETINGS)
def cancel_meeting(path: Path, *, day: date | None, why: str, by: str, token: str = "") -> date:
    """Write down that a meeting of a day is none, and why; gives the day. Raises as `record_meeting`."""
    fields = FormFields()
    row = {
        "name": "",
        "why": fields.name("why", why, "The reason", needed="Write why, such as a wrong date."),
        "happened_by": fields.name("by", signed_as(by), "Who cancels it", needed=OFFICE_ROLE),
        "token": token,
    }
    if day is None:
        fields.wrong("day", "The meeting is empty. Choose one.")
    refuse_problems(fields.problems)
    met_on = not_none(day)

    def write(store: Store) -> date:
        if all(meeting.day != met_on for meeting in board_meetings(store)):
            refuse_problems([FieldProblem("day", f"The meeting of {day_text(met_on)} is not known. Choose another.")])
        _add(store, _CANCEL, met_on, row)
        return met_on

    return write_once(path, before=lambda store: _earlier(store, _CANCEL, token), write=write)


def _check_day(fields: FormFields, day: date | None) -> None:
    today = clock.today()
    if day is None:
        fields.wrong("day", "The day is empty. Choose the day on which the group met.")
    elif day > today:
        fields.wrong(
            "day",
            f"The day {day_text(day)} is still to come. Record a meeting once it was; today is {day_text(today)}.",
        )
    elif day.year < EARLIEST_YEAR:
        fields.wrong(
            "day", f"The day {day_text(day)} is before {EARLIEST_YEAR}. Choose the day on which the group met."
        )


def _same_day(store: Store, day: date) -> list[FieldProblem]:
    """That a meeting of the day is recorded; a day that a challenge names is not, so it can be."""
    known = next((meeting for meeting in board_meetings(store) if meeting.day == day and meeting.is_recorded), None)
    if known is None:
        return []
    return [
        FieldProblem(
            "day",
            f"The day {day_text(day)} has a meeting already: {known.name}. A day has one meeting; choose another day, "
            "or cancel that one first.",
        )
    ]


def _add(store: Store, event: str, day: date, row: dict[str, str]) -> None:
    number = max((one.number for one in frame_rows(_written_rows(store)) if one.met_on.date() == day), default=0) + 1
    add_row(store, "meeting_event", row | {"met_on": day, "number": number, "event": event, "happened_at": utc_now()})


def _earlier(store: Store, event: str, token: str) -> date | None:
    rows = store.query("meeting_by_token", event=event, token=token)
    return rows["met_on"].iloc[0].date() if len(rows) else None


def _written(store: Store) -> dict[date, tuple[str, str]]:
    """By day the last event that was written down, and the name."""
    return {row.met_on.date(): (row.event, row.name) for row in frame_rows(_written_rows(store))}


def _written_rows(store: Store) -> pd.DataFrame:
    """What was written last of each day; nothing in a store of a time before there was such a record, open to read."""
    if not store.query("meeting_tables").iloc[0]["tables"]:
        return pd.DataFrame(columns=["met_on", "number", "event", "name"])
    return store.query("recorded_meetings")


def _days(text: str) -> Iterable[date]:
    for day, month, year in _DAY.findall(text):
        try:
            yield date(int(year), [name.casefold() for name in MONTH_NAMES].index(month.casefold()) + 1, int(day))
        except ValueError:
            # 31 June: somebody's slip names no day.
            continue
