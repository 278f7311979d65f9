"""The building blocks of a report: sections, and pieces of text with a chart or table each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from indicators.access import Audience
from indicators.errors import not_none
from indicators.exports.exhibit import Exhibit
from indicators.figures import Series

#: What a document and a page say at their beginning of whom they are for.
AUDIENCE_NOTES = {
    Audience.BOARD: "For members only. It has the true figures, small numbers and all.",
    Audience.PUBLIC: "Figures that could show who somebody is are withheld and marked [c].",
}
#: More sources than these are not named one by one under a table.
_MOST_NAMED = 4


@dataclass(frozen=True, kw_only=True)
class Basis:
    """What a piece stands on: ids of indicators, names of areas and periods in time order, labels of sources.

    `unchecked` are the titles of indicators printed as percentages whose base nobody published.
    """

    indicators: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Piece:
    """Words, and the chart or table that they lead to.

    `trends` are figures to draw small in the last column of the exhibit's table, a line a row. `lacks` says what is
    not held.
    `lines` are the series to write sentences about, an indicator each, beside `comparators`; the sentences then lead
    the paragraphs. `label` is the number that all files of a report call it by: `Figure 3`, `Table 1`. What is for
    readers alone is not `on_slides`. The paragraphs of a list (`is_list`) are points of equal weight.
    """

    heading: str = ""
    paragraphs: tuple[str, ...] = ()
    exhibit: Exhibit | None = None
    trends: tuple[tuple[float | None, ...], ...] = ()
    basis: Basis = field(default_factory=Basis)
    lacks: str = ""
    lines: tuple[tuple[Series, ...], ...] = ()
    comparators: tuple[Series, ...] = ()
    label: str = ""
    on_slides: bool = True
    is_list: bool = False

    @property
    def has_chart(self) -> bool:
        """Whether there is a chart to draw."""
        return self.exhibit is not None and self.exhibit.figure is not None

    @property
    def printed_exhibit(self) -> Exhibit:
        """The exhibit of a piece that has one."""
        return not_none(self.exhibit)


@dataclass(frozen=True)
class Section:
    """A heading and the pieces under it, in order."""

    heading: str
    pieces: tuple[Piece, ...]


def numbered_sections(sections: Iterable[Section]) -> list[Section]:
    """The sections with their charts and tables numbered, each kind from 1."""
    numbers = {"Figure": 0, "Table": 0}
    numbered = []
    for section in sections:
        pieces = []
        for piece in section.pieces:
            if piece.exhibit is not None:
                kind = "Figure" if piece.has_chart else "Table"
                numbers[kind] += 1
                piece = replace(piece, label=f"{kind} {numbers[kind]}")
            pieces.append(piece)
        numbered.append(Section(section.heading, tuple(pieces)))
    return numbered


def source_note(labels: Sequence[str]) -> str:
    """Sources as they stand under a table; many are only counted, for the report lists them at its end."""
    if len(labels) > _MOST_NAMED:
        return f"{len(labels)} tables and passages, listed under Sources"
    return "; ".join(labels) or "none, as there is no figure"


def unique_texts(texts: Iterable[str]) -> tuple[str, ...]:
    """Texts, each once, as they come first; empty ones left out."""
    return tuple(dict.fromkeys(text for text in texts if text))
