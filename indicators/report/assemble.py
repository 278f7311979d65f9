"""From the contents of a report to its sections, with the figures of one audience and year."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby

from indicators.catalogue.periods import financial_year_of
from indicators.errors import UsageError
from indicators.report.charts import chart_pieces
from indicators.report.contents import ITEM_KINDS, Contents, ContentsItem
from indicators.report.quadrants import quadrant_pieces
from indicators.report.record import view_pieces
from indicators.report.sections import Piece, Section, numbered_sections
from indicators.report.tables import profile_piece, quarters_piece
from indicators.report.text import change_pieces, notes_piece, sources_piece, with_sentences
from indicators.report.year import ReportYear

_PIECES_OF_KIND: dict[str, Callable[[ContentsItem, ReportYear], Iterator[Piece]]] = {
    "profile": lambda item, year: iter([profile_piece(item, year)]),
    "quarters": lambda item, year: iter([quarters_piece(item, year)]),
    "chart": chart_pieces,
    "view": view_pieces,
    "quadrants": quadrant_pieces,
    "changes": change_pieces,
    "text": lambda item, year: iter([Piece(paragraphs=item.paragraphs)]),
}
#: What speaks of all other pieces, wherever it stands.
_CLOSING_PIECES: dict[str, Callable[[ContentsItem, ReportYear, Sequence[Piece]], Piece]] = {
    "sources": sources_piece,
    "notes": notes_piece,
}


def assemble_sections(
    contents: Contents, year: ReportYear, *, each: Callable[[Piece, ContentsItem], None]
) -> list[Section]:
    """The sections of a report in order; `each` is told of every piece as soon as it is there, charts first.

    Raises UsageError where no figure at all is held for them.
    """
    made: dict[int, list[Piece]] = {}
    for index, item in _charts_first(contents):
        made[index] = []
        for piece in _PIECES_OF_KIND[item.kind](item, year):
            each(piece, item)
            made[index].append(piece)
    _refuse_nothing(contents, [piece for pieces in made.values() for piece in pieces], year)
    made = {index: with_sentences(pieces, year) for index, pieces in made.items()}
    others = [piece for pieces in made.values() for piece in pieces]
    for index, item in enumerate(contents.items):
        if item.kind in _CLOSING_PIECES:
            made[index] = [_CLOSING_PIECES[item.kind](item, year, others)]
    return numbered_sections(_sections(contents, made))


def _sections(contents: Contents, made: Mapping[int, Sequence[Piece]]) -> Iterator[Section]:
    """A section an item; views that follow each other are one, each under a heading of its own."""
    for is_view, group in groupby(enumerate(contents.items), key=lambda placed: placed[1].kind == "view"):
        items = list(group)
        if is_view:
            yield Section(ITEM_KINDS["view"], tuple(piece for index, _ in items for piece in made[index]))
        else:
            yield from (Section(item.heading, tuple(made[index])) for index, item in items)


def _charts_first(contents: Contents) -> list[tuple[int, ContentsItem]]:
    """The items with their places, those with charts first: they are drawn while the others are gathered."""
    own = [(index, item) for index, item in enumerate(contents.items) if item.kind in _PIECES_OF_KIND]
    return sorted(own, key=lambda placed: placed[1].kind not in ("chart", "view"))


def _refuse_nothing(contents: Contents, pieces: Sequence[Piece], year: ReportYear) -> None:
    """A report of words alone is one; a report that should have figures and has none is a mistake."""
    wants_figures = any(item.kind not in ("text", "view", *_CLOSING_PIECES) for item in contents.items)
    if wants_figures and not any(piece.exhibit is not None and not piece.lacks for piece in pieces):
        ends = year.store.query("year_ends")["year_end"]
        first, last = (
            (financial_year_of(end.date()).label for end in (ends.min(), ends.max())) if len(ends) else ("", "")
        )
        span = f" Figures are held from {first} to {last}." if first else ""
        raise UsageError(f"No figures are held for {year.period.label}, so there is nothing to report.{span}")
