"""Areas: what a figure is about, by ONS code. Names are for people; joins use codes."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass

from indicators.errors import UsageError, printable_text

#: The board's own two authorities, in the order in which every page shows them.
LEICESTERSHIRE = "E10000018"
RUTLAND = "E06000017"
BOARD_AREAS = (LEICESTERSHIRE, RUTLAND)
#: The board's area as a whole; its figures are summed from its parts.
BOARD = "LR"
#: Areas whose figures cover both of the board's in one.
COMBINED_AREAS = (BOARD, "LLR")
#: The areas that pages offer, in their order.
SHOWN_AREAS = (*BOARD_AREAS, *COMBINED_AREAS)
ENGLAND = "E92000001"
EAST_MIDLANDS = "E12000004"

AREA_LEVELS = ("country", "region", "local_authority", "combined")


@dataclass(frozen=True)
class Area:
    """A place with figures; `parts` are the codes that a combined area is summed from."""

    code: str
    name: str
    level: str = "local_authority"
    region_code: str = ""
    old_code: str = ""
    parts: tuple[str, ...] = ()
    note: str = ""
    #: Codes that an authority of the same area had before.
    former_codes: tuple[str, ...] = ()


def find_area(text: str, areas: Mapping[str, Area]) -> Area:
    """The area of a name or a code, case apart; raises UsageError with the nearest names."""
    wanted = text.strip().casefold()
    for area in areas.values():
        if wanted in (area.code.casefold(), area.name.casefold()):
            return area
    raise UsageError(
        f"There is no area '{printable_text(text)}'. {nearest_names(text, [area.name for area in areas.values()])}"
    )


def nearest_names(text: str, known: list[str]) -> str:
    """A sentence with the known names most like a text."""
    lowered = {name.casefold(): name for name in known}
    close = difflib.get_close_matches(text.casefold(), lowered, n=3, cutoff=0.5)
    containing = [name for key, name in lowered.items() if text.casefold() in key and key not in close]
    names = [lowered[key] for key in close] + containing[:3]
    if names:
        return "Did you mean " + " or ".join(names) + "?"
    return "Known: " + ", ".join(known[:8]) + ("…" if len(known) > 8 else "") + "."
