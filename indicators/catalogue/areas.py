"""Areas: what a figure is about, by ONS code, and which of them are the board's. Names are for people; joins use
codes.
"""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from indicators.access import ROLES
from indicators.errors import UsageError, printable_text

AREA_LEVELS = ("country", "region", "local_authority", "combined")
#: What councils of whole authorities call themselves behind their place's name; districts are others.
_OF_COUNTIES = (" Council", " County Council", " CC")
_OF_PLACES = (
    *_OF_COUNTIES, " City Council", " Borough Council", " Metropolitan Borough Council", " MBC", " City", ", City of",
    ", County of",
)  # fmt: skip
#: How codes of councils begin that have districts below them: no city or borough is one.
_COUNTY_CODE = "E10"


@dataclass(frozen=True)
class Area:
    """A place with figures; `parts` are the codes that a combined area is summed from.

    `place` is where it stands among the board's own areas, or as the region or nation of the board (0); among the
    combined areas that pages offer 0 is all own ones together, and others follow. It is -1 for all other areas.
    `colour` is the one that the board has chosen for it, if any.
    """

    code: str
    name: str
    level: str = "local_authority"
    region_code: str = ""
    old_code: str = ""
    parts: tuple[str, ...] = ()
    note: str = ""
    #: Codes that an authority of the same area had before.
    former_codes: tuple[str, ...] = ()
    #: Codes of former authorities that were divided, or merged with others, of which it is one part or the whole.
    split_codes: tuple[str, ...] = ()
    place: int = -1
    colour: str = ""

    @property
    def is_own(self) -> bool:
        """Whether it is one of the board's authorities."""
        return self.place >= 0 and self.level == "local_authority"

    @property
    def spellings(self) -> tuple[str, ...]:
        """What people may write for it, in small letters: its code, its name, and an authority's council."""
        names = [self.code, self.name]
        if self.level == "local_authority":
            kinds = _OF_COUNTIES if self.code.startswith(_COUNTY_CODE) else _OF_PLACES
            names += [f"{self.name}{kind}" for kind in kinds]
        return tuple(name.casefold() for name in names)

    @property
    def phrase(self) -> str:
        """The name in a sentence: `the North East`, but `London` and `England`."""
        is_direction = self.name.rpartition(" ")[2] in ("East", "West", "Midlands") or self.name.startswith("East of")
        return f"the {self.name}" if self.level == "region" and is_direction else self.name

    @property
    def is_together(self) -> bool:
        """Whether it is all of the board's authorities in one."""
        return self.place == 0 and self.level == "combined"


@dataclass(frozen=True)
class BoardAreas:
    """Which areas are a board's, by code.

    `own` are its authorities and `combined` the areas whose figures cover several of them in one, both in the order in
    which every page shows them. `region` and `nation` are what they are held against; empty where there is none.
    """

    own: tuple[str, ...]
    combined: tuple[str, ...] = ()
    region: str = ""
    nation: str = ""
    #: The combined area that all own ones make, where there are several and figures are given for all in one.
    together: str = ""

    @property
    def whole(self) -> str:
        """The area that is the board's as a whole: the only one, or all together; empty where nothing is."""
        return self.own[0] if len(self.own) == 1 else self.together

    @property
    def shown(self) -> tuple[str, ...]:
        """The areas that pages offer, in their order."""
        return (*self.own, *self.combined)

    @property
    def comparators(self) -> tuple[str, ...]:
        """What the own areas are held against beside those like them: the region, then the nation."""
        return tuple(filter(None, (self.region, self.nation)))

    @property
    def profiled(self) -> tuple[str, ...]:
        """The areas of which there is a profile: each own one, and what they are together."""
        return tuple(dict.fromkeys(filter(None, (*self.own, self.whole))))


@dataclass(frozen=True)
class BoardTerms:
    """What the board is called within a sentence, after "the", the group of it that meets, and who acts for it.

    `name` is its whole name, and `group` that of who meets; both are empty where the file names none. `roles` may write
    in the board's name and take its true figures away.
    """

    board: str = "board"
    group: str = ""
    roles: tuple[str, ...] = ROLES
    name: str = ""

    @property
    def readers(self) -> tuple[str, ...]:
        """The roles that may take the true figures away: those that act, and whoever the figures are collected for."""
        # A name such as "Effectiveness Group (EG)" has its short form for papers alone.
        return (*self.roles, f"Member of the {self.group.partition(' (')[0] or self.board}")


def board_areas(
    areas: Mapping[str, Area], own: Sequence[str] = (), combined: Sequence[str] = (), region: str = "", nation: str = ""
) -> BoardAreas:
    """The board's areas among those of `areas.csv`; what the board's file leaves open follows from that list.

    Without own areas they are the parts of the smallest combined area, else the first local authority. Without combined
    ones all that have an own area as a part. The region is that of all own areas, the nation the first country.
    """
    known = [area for area in areas.values() if area.parts]
    if not own:
        smallest = min(known, key=lambda area: len(area.parts), default=None)
        first = next((code for code, area in areas.items() if area.level == "local_authority"), "")
        own = [code for code in (smallest.parts if smallest else (first,)) if code in areas]
    combined = combined or [area.code for area in known if set(own) & set(area.parts)]
    together = next((code for code in combined if set(areas[code].parts) == set(own)), "")
    regions = {areas[code].region_code for code in own}
    return BoardAreas(
        own=tuple(own),
        combined=tuple(combined),
        region=region or _known_code(regions.pop() if len(regions) == 1 else "", areas),
        nation=nation or next((code for code, area in areas.items() if area.level == "country"), ""),
        together=together,
    )


def own_areas_and_comparators(areas: Mapping[str, Area]) -> list[Area]:
    """The board's own areas in their order, their region and their nation, of placed ones."""
    levels = {"local_authority": 0, "region": 1, "country": 2}
    own = [area for area in areas.values() if area.place >= 0 and area.level in levels]
    return sorted(own, key=lambda area: (levels[area.level], area.place))


def _known_code(code: str, areas: Mapping[str, Area]) -> str:
    return code if code in areas else ""


def placed_areas(areas: Mapping[str, Area], board: BoardAreas, colours: Mapping[str, str]) -> dict[str, Area]:
    """The areas with their place for the board, and the colours that it has chosen."""

    def places(codes: Iterable[str], start: int = 0) -> dict[str, int]:
        return {code: place for place, code in enumerate(codes, start)}

    wider = [code for code in board.combined if code != board.together]
    first = dict.fromkeys((board.region, board.nation, board.together), 0)
    at = first | places(wider, start=1) | places(board.own)
    return {code: replace(area, place=at.get(code, -1), colour=colours.get(code, "")) for code, area in areas.items()}


def find_area(text: str, areas: Mapping[str, Area]) -> Area:
    """The area of a name or a code, case apart; raises UsageError with the nearest names."""
    wanted = " ".join(text.split()).casefold()
    if code := area_spellings(areas.values()).get(wanted):
        return areas[code]
    raise UsageError(
        f"There is no area '{printable_text(text)}'. {nearest_names(text, [area.name for area in areas.values()])}"
    )


def area_spellings(areas: Iterable[Area]) -> dict[str, str]:
    """The code of each thing that people may write for some areas, in small letters.

    Where there is a county of a city's name, such as Ashby and Ashbyshire, "Ashby County Council" may mean the one or
    the other, and is neither.
    """
    areas = tuple(areas)
    spellings = {spelling: area.code for area in areas for spelling in area.spellings}
    counties = {area.name.casefold() for area in areas if area.code.startswith(_COUNTY_CODE)}
    for city in {name.removesuffix("shire") for name in counties} - counties:
        for kind in _OF_COUNTIES[1:]:
            spellings.pop(f"{city}{kind}".casefold(), None)
    return spellings


def joined_names(names: Sequence[str]) -> str:
    """Names in a row: `A`, `A and B`, `A, B and C`; nothing for none."""
    *first, last = names or [""]
    return f"{', '.join(first)} and {last}" if first else last


def nearest_names(text: str, known: list[str]) -> str:
    """A sentence with the known names most like a text."""
    lowered = {name.casefold(): name for name in known}
    close = difflib.get_close_matches(text.casefold(), lowered, n=3, cutoff=0.5)
    wanted = text.casefold()
    containing = [name for key, name in lowered.items() if (wanted in key or key in wanted) and key not in close]
    names = [lowered[key] for key in close] + containing[:3]
    if names:
        return "Did you mean " + " or ".join(names) + "?"
    return "Known: " + ", ".join(known[:8]) + ("…" if len(known) > 8 else "") + "."
