"""Whose dashboard it is: the board's name, areas and meetings, as `board.toml` of the data folder has them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any

from pydantic import Field

from indicators.catalogue.areas import Area, BoardAreas, BoardTerms, board_areas, find_area
from indicators.catalogue.file_keys import FileTable, must, says
from indicators.catalogue.file_tables import WRITTEN, TablePlace, WrittenTexts, check_table, tables
from indicators.catalogue.plans import Day
from indicators.catalogue.toml_files import read_toml
from indicators.errors import Problem, UsageError
from indicators.store.database import Store

BOARD_FILE = "board.toml"
#: Characters that the name of a board, which stands in one line of a paper, and of a meeting may have.
LONGEST_BOARD_NAME, LONGEST_MEETING_NAME = 120, 200
#: Characters that the word for the board, which stands within sentences and on buttons, and a role may have.
LONGEST_TERM, LONGEST_ROLE = 40, 80


@dataclass(frozen=True, kw_only=True)
class MeetingTable(FileTable):
    """A meeting as the file has it."""

    date: Day
    name: Annotated[str, Field(max_length=LONGEST_MEETING_NAME), WRITTEN]


_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
#: A word or a few, as they stand within a sentence after "the".
_TERM = re.compile(r"(?!(?:the|a|an) )[^\W\d_]+(?:[ '’-][^\W\d_]+)*", re.IGNORECASE)

TERM_REMEDY = f'Write a word or a few without "the", of at most {LONGEST_TERM} letters, such as "partnership".'


def is_term(value: Any) -> bool:
    """Whether a value is a word or a few, of letters, that may stand within a sentence after "the"."""
    return isinstance(value, str) and len(value) <= LONGEST_TERM and _TERM.fullmatch(value) is not None


def _are_roles(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) > 0
        and all(
            isinstance(role, str) and role.isprintable() and 0 < len(role.strip()) <= LONGEST_ROLE for role in value
        )
        and len({role.strip().casefold() for role in value}) == len(value)
    )


def _are_colours(value: Any) -> bool:
    return isinstance(value, dict) and all(
        isinstance(colour, str) and _COLOUR.fullmatch(colour) for colour in value.values()
    )


@dataclass(frozen=True, kw_only=True)
class BoardFile(FileTable):
    """The board as its file has it; areas by name or code, as `areas.csv` has them.

    What it does not say follows from that list: see `areas.board_areas`.
    """

    name: Annotated[str, Field(max_length=LONGEST_BOARD_NAME), WRITTEN]
    term: Annotated[
        str,
        must(
            is_term,
            "is not the word for the board within a sentence; " + TERM_REMEDY[:1].lower() + TERM_REMEDY[1:-1],
        ),
    ] = BoardTerms.board
    group: Annotated[str, Field(max_length=LONGEST_MEETING_NAME), WRITTEN] = BoardTerms.group
    roles: Annotated[
        Sequence[str],
        must(
            _are_roles,
            f"are not roles; write each once, of at most {LONGEST_ROLE} characters, in quotes between [ and ], such as "
            '["Business office", "Partnership chair"]',
        ),
    ] = BoardTerms.roles
    areas: WrittenTexts = ()
    combined: Annotated[tuple[str, ...], says("is not a list of texts; write them in quotes, between [ and ]")] = ()
    region: str = ""
    nation: str = ""
    colours: Annotated[
        Mapping[str, str],
        must(_are_colours, 'is not a colour for each area; write [colours] and lines such as Ashby = "#F46A25"'),
    ] = field(default_factory=dict)
    meetings: Annotated[tuple[MeetingTable, ...], tables("meetings")] = ()

    @property
    def terms(self) -> BoardTerms:
        """What the board, its group and its roles are called, and the board's whole name."""
        roles = tuple(role.strip() for role in self.roles)
        return BoardTerms(self.term, self.group.strip(), roles, self.name.strip())

    def areas_among(self, areas: Mapping[str, Area]) -> BoardAreas:
        """The board's areas by code; UsageError for one that is not among some."""

        def codes(names: Sequence[str]) -> list[str]:
            return [find_area(name, areas).code for name in names]

        region, nation = (find_area(name, areas).code if name else "" for name in (self.region, self.nation))
        return board_areas(areas, codes(self.areas), codes(self.combined), region, nation)

    def colours_among(self, areas: Mapping[str, Area]) -> dict[str, str]:
        """The colours by code of the area."""
        return {find_area(name, areas).code: colour for name, colour in self.colours.items()}


def checked_board(
    text: str | bytes, *, today: date, areas: Mapping[str, Area] | None = None
) -> tuple[BoardFile | None, list[Problem]]:
    """The board of a file without a problem, and all that is wrong; a meeting that is to come is a warning.

    With the `areas` of `areas.csv` by code its own are looked up among them.
    """
    spot = TablePlace(BOARD_FILE)
    raw, problems = read_toml(BOARD_FILE, text)
    if problems:
        return None, problems
    board, sound, problems = check_table(spot, raw, BoardFile)
    problems += _day_problems(spot, sound, today)
    if areas is not None:
        problems += _area_problems(spot, sound, areas)
    return (None if any(not problem.is_warning for problem in problems) else board), problems


#: The keys that name areas, each with the level that these have and what a message calls it.
_AREA_KEYS = {
    "areas": ("local_authority", "a local authority"),
    "combined": ("combined", "a combined area"),
    "region": ("region", "a region"),
    "nation": ("country", "a country"),
    "colours": ("", ""),
}


def _area_problems(spot: TablePlace, sound: Mapping[str, Any], areas: Mapping[str, Area]) -> Iterator[Problem]:
    for key, (level, words) in _AREA_KEYS.items():
        names = sound.get(key, ())
        earlier: set[str] = set()
        for name in [names] * bool(names) if isinstance(names, str) else names:
            try:
                area = find_area(name, areas)
            except UsageError as error:
                yield spot.problem(key, name, f"is not an area of areas.csv. {str(error).partition('. ')[2]}")
                continue
            if level and area.level != level:
                yield spot.problem(key, name, f"is not {words} in areas.csv: its level there is {area.level}")
            if area.code in earlier:
                yield spot.problem(key, name, "is given before; write each area once")
            earlier.add(area.code)


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


def stored_terms(store: Store) -> BoardTerms:
    """What the board of a store is called, with its group and roles; the usual words where its file says nothing."""
    board = stored_board(store)
    return board.terms if board else BoardTerms()


def stored_board(store: Store) -> BoardFile | None:
    """The board as the store has it; None where the data folder has no such file, or the store is of an older time."""
    if not store.query("board_tables").iloc[0]["tables"]:
        return None
    bodies = store.query("board")["body"]
    return checked_board(bodies.iloc[0], today=date.max)[0] if len(bodies) else None
