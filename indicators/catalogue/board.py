"""Whose dashboard it is: the board's name and its meetings, as `board.toml` of the data folder has them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from pydantic import Field

from indicators.catalogue.file_keys import FileTable
from indicators.catalogue.file_tables import WRITTEN, TablePlace, check_table, tables
from indicators.catalogue.plans import Day
from indicators.catalogue.toml_files import read_toml
from indicators.errors import Problem
from indicators.store.database import Store

BOARD_FILE = "board.toml"
#: Characters that the name of a board, which stands in one line of a paper, and of a meeting may have.
LONGEST_BOARD_NAME, LONGEST_MEETING_NAME = 120, 200


@dataclass(frozen=True, kw_only=True)
class MeetingTable(FileTable):
    """A meeting as the file has it."""

    date: Day
    name: Annotated[str, Field(max_length=LONGEST_MEETING_NAME), WRITTEN]


@dataclass(frozen=True, kw_only=True)
class BoardFile(FileTable):
    """The board as its file has it."""

    name: Annotated[str, Field(max_length=LONGEST_BOARD_NAME), WRITTEN]
    meetings: Annotated[tuple[MeetingTable, ...], tables("meetings")] = ()


def checked_board(text: str | bytes, *, today: date) -> tuple[BoardFile | None, list[Problem]]:
    """The board of a file without a problem, and all that is wrong; a meeting that is to come is a warning."""
    spot = TablePlace(BOARD_FILE)
    raw, problems = read_toml(BOARD_FILE, text)
    if problems:
        return None, problems
    board, sound, problems = check_table(spot, raw, BoardFile)
    problems += _day_problems(spot, sound, today)
    return (None if any(not problem.is_warning for problem in problems) else board), problems


def _day_problems(spot: TablePlace, sound: Any, today: date) -> Iterator[Problem]:
    earlier: set[date] = set()
    for table, meeting in spot.tables(sound, "meetings"):
        day = meeting.get("date")
        if day in earlier:
            yield table.problem("date", day, "is given before; a day has one meeting, so keep one")
        elif day is not None:
            earlier.add(day)
            if day > today:
                yield table.problem("date", day, "is still to come; it counts once the day is past").as_warning()


def stored_board(store: Store) -> BoardFile | None:
    """The board as the store has it; None where the data folder has no such file, or the store is of an older time."""
    if not store.query("board_tables").iloc[0]["tables"]:
        return None
    bodies = store.query("board")["body"]
    return checked_board(bodies.iloc[0], today=date.max)[0] if len(bodies) else None
