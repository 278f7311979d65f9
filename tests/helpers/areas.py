"""The areas of the shipped board, by code: tests are about them, the program is about any."""

from indicators.catalogue.areas import Area

LEICESTERSHIRE = "E10000018"
RUTLAND = "E06000017"
BOARD_AREAS = (LEICESTERSHIRE, RUTLAND)
#: Both together.
BOARD = "LR"
COMBINED_AREAS = (BOARD, "LLR")
SHOWN_AREAS = (*BOARD_AREAS, *COMBINED_AREAS)
ENGLAND = "E92000001"
EAST_MIDLANDS = "E12000004"

_PLACES = {
    "Leicestershire": (LEICESTERSHIRE, "local_authority", 0),
    "Rutland": (RUTLAND, "local_authority", 1),
    "Leicestershire and Rutland": (BOARD, "combined", 0),
    "East Midlands": (EAST_MIDLANDS, "region", 0),
    "England": (ENGLAND, "country", 0),
}
#: The same as the catalogue of a store has them, by name.
AREAS = {name: Area(code, name, level, place=place) for name, (code, level, place) in _PLACES.items()}
