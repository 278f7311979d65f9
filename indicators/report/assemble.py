"""From the contents of a report to its sections, with the figures of one audience and year."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from indicators.catalogue.periods import financial_year_of
from indicators.errors import UsageError
from indicators.report.board_record import challenges_piece
from indicators.report.changes import change_pieces
from indicators.report.charts import chart_pieces
from indicators.report.contents import ITEM_KINDS, Contents, ContentsItem
from indicators.report.differences import difference_pieces
from indicators.report.guidance import guidance_piece
from indicators.report.messages import message_pieces
from indicators.report.other_figures import other_figure_pieces
from indicators.report.quadrants import quadrant_pieces
from indicators.report.record import view_pieces
from indicators.report.sections import Piece, Section, numbered_sections
from indicators.report.tables import profile_piece, quarters_piece, without_difference_notes
from indicators.report.text import notes_piece, sources_piece, with_sentences
from indicators.report.year import ReportYear

_PIECES_OF_KIND: dict[str, Callable[[ContentsItem, ReportYear], Iterable[Piece]]] = {
    "messages": message_pieces,
    "profile": lambda item, year: [profile_piece(item, year)],
    "quarters": lambda item, year: [quarters_piece(item, year)],
    "view": view_pieces,
    "quadrants": quadrant_pieces,
    "changes": change_pieces,
    "challenges": lambda item, year: [challenges_piece(item, year)],
    "text": lambda item, year: [Piece(paragraphs=item.paragraphs)],
}
#: What prints figures themselves, so that `figures` need not.
_PRINTING_KINDS = ("profile", "quarters", "chart", "view", "quadrants")
#: What speaks of the pieces that print figures, in the order in which it is made.
_PIECES_ABOUT_FIGURES: dict[str, Callable[[ContentsItem, ReportYear, Sequence[Piece]], list[Piece]]] = {
    "figures": other_figure_pieces,
    "differences": difference_pieces,
    "guidance": lambda item, year, printed: [guidance_piece(item, year, printed)],
}
#: What speaks of all other pieces, wherever it stands.
_CLOSING_PIECES: dict[str, Callable[[ContentsItem, ReportYear, Sequence[Piece]], Piece]] = {
    "sources": sources_piece,
    "notes": notes_piece,
}
_WITHOUT_FIGURES = ("text", "view", "messages", "challenges", *_PIECES_ABOUT_FIGURES, *_CLOSING_PIECES)


def assemble_sections(
    contents: Contents, year: ReportYear, *, each: Callable[[Piece, ContentsItem], None]
) -> list[Section]:
    """The sections of a report in order; `each` is told of every piece as soon as it is there, charts first.

    Raises UsageError where no figure at all is held for them.
    """
    made: dict[int, list[Piece]] = {}
    for index, item in _charts_first(contents):
        made[index] = []
        for piece in _own_pieces(item, contents, year):
            each(piece, item)
            made[index].append(piece)
    _refuse_nothing(contents, [piece for pieces in made.values() for piece in pieces], year)
    made = {index: with_sentences(pieces, year) for index, pieces in made.items()}
    printed = [
        piece for index, pieces in made.items() if contents.items[index].kind in _PRINTING_KINDS for piece in pieces
    ]
    for kind, pieces_about in _PIECES_ABOUT_FIGURES.items():
        for index, item in enumerate(contents.items):
            if item.kind == kind:
                made[index] = pieces_about(item, year, printed)
                printed += made[index]
    if any(item.kind == "differences" for item in contents.items):
        made = {index: [without_difference_notes(piece) for piece in pieces] for index, pieces in made.items()}
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


def _own_pieces(item: ContentsItem, contents: Contents, year: ReportYear) -> Iterable[Piece]:
    """The pieces of an item; single figures of the headline indicators stand in the four quadrants where these are."""
    if item.kind == "chart":
        is_told_there = item.headlines and any(other.kind == "quadrants" for other in contents.items)
        return chart_pieces(item, year, singles=not is_told_there)
    return _PIECES_OF_KIND[item.kind](item, year)


def _charts_first(contents: Contents) -> list[tuple[int, ContentsItem]]:
    """The items with their places, those with charts first: they are drawn while the others are gathered."""
    own = [
        (index, item)
        for index, item in enumerate(contents.items)
        if item.kind in _PIECES_OF_KIND or item.kind == "chart"
    ]
    return sorted(own, key=lambda placed: placed[1].kind not in ("chart", "view"))


def _refuse_nothing(contents: Contents, pieces: Sequence[Piece], year: ReportYear) -> None:
    """A report of words alone is one; a report that should have figures and has none is a mistake."""
    wants_figures = any(item.kind not in _WITHOUT_FIGURES for item in contents.items)
    if wants_figures and not any(piece.exhibit is not None and not piece.lacks for piece in pieces):
        ends = year.store.query("year_ends")["year_end"]
        first, last = (
            (financial_year_of(end.date()).label for end in (ends.min(), ends.max())) if len(ends) else ("", "")
        )
        span = f" Figures are held from {first} to {last}." if first else ""
        raise UsageError(f"No figures are held for {year.period.label}, so there is nothing to report.{span}")
