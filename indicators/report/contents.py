"""What a report pack contains, item by item, as the office chooses and orders it."""

from dataclasses import dataclass

from indicators.areas import BOARD_AREAS

#: What an item can be, with the heading that it has unless the office gives another.
KINDS = {
    "profile": "Safeguarding Profile",
    "quarters": "Quarter by quarter",
    "chart": "How it has moved",
    "quadrants": "The four quadrants",
    "changes": "What changed and what did not",
    "sources": "Sources",
    "notes": "Notes and symbols",
    "text": "",
}
#: What stands among comparators for the median of an area's statistical neighbours.
NEIGHBOURS = "statistical neighbours"


@dataclass(frozen=True, kw_only=True)
class Item:
    """One part of a report; what a kind has no use for keeps its default.

    `areas` are codes, `comparators` codes or `NEIGHBOURS`, `sources` ids in the order in which they are printed
    before others, `years` how many up to the period. `headlines` stands for all headline indicators. `measure` is
    what a chart shows where the indicator has it. `paragraphs` are the office's own words.
    """

    kind: str
    title: str = ""
    indicators: tuple[str, ...] = ()
    headlines: bool = False
    areas: tuple[str, ...] = BOARD_AREAS
    measure: str = "value"
    comparators: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    years: int = 3
    paragraphs: tuple[str, ...] = ()

    @property
    def heading(self) -> str:
        """What the part is called."""
        return self.title or KINDS[self.kind]


@dataclass(frozen=True)
class Contents:
    """The title of a report and its items in order."""

    title: str
    items: tuple[Item, ...]
