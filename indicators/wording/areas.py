"""What the board's areas are called in a sentence: each, all together, and wider ones beside them."""

from indicators.catalogue.areas import Area, joined_names
from indicators.catalogue.catalogue import Catalogue


def board_place(catalogue: Catalogue) -> str:
    """What the board's area as a whole is called: its own name, else the names of its parts."""
    board = catalogue.board
    if board.whole:
        return catalogue.areas[board.whole].name
    return joined_names([catalogue.areas[code].name for code in board.own])


def all_word(area: Area) -> str:
    """How the parts of an area are spoken of at once: `both` of two, else `all`."""
    return "both" if len(area.parts) == 2 else "all"


def together_words(area: Area) -> str:
    """What all of the board's areas in one are called beside each of them."""
    return f"{all_word(area)} areas together"


def short_area_words(area: Area, catalogue: Catalogue) -> str:
    """An area's name for a narrow column: of the combined ones in what they differ from the board's own."""
    if area.is_together:
        return f"{all_word(area)} areas"
    others = [catalogue.areas[code].name for code in area.parts if not catalogue.areas[code].is_own]
    is_wider = set(catalogue.board.own) < set(area.parts)
    return f"with {joined_names(others)}" if is_wider and others else area.name
