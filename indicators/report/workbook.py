"""The figures of the report as an accessible workbook: cover, contents, notes, a sheet for each chart and table."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from indicators.access import Audience
from indicators.exports.excel import book_bytes, explained, sheet_of
from indicators.exports.exhibit import Exhibit
from indicators.report.sections import Piece, Section, in_order


def workbook_bytes(title: str, subtitle: str, sections: Sequence[Section], *, audience: Audience, as_at: str) -> bytes:
    """The workbook; its sheets are called as the document calls its figures and tables."""
    held = [(piece.label, _exhibit(piece)) for piece in _shown(sections)]
    sources = in_order(source for piece in _shown(sections) for source in piece.basis.sources)
    return book_bytes(
        title,
        {"Report": subtitle, "As at": as_at},
        [sheet_of(label, exhibit) for label, exhibit in held],
        sources=sources,
        explained=[note for _, exhibit in held for note in explained(exhibit)],
        mark=audience.mark,
    )


def _shown(sections: Sequence[Section]) -> Iterator[Piece]:
    yield from (piece for section in sections for piece in section.pieces if piece.exhibit is not None)


def _exhibit(piece: Piece) -> Exhibit:
    """The exhibit with its number in the title."""
    return replace(piece.exhibit, title=f"{piece.label}: {piece.exhibit.title}")
