"""The sentences of a report's charts: the first about each area, those that hold when read anew."""

from collections.abc import Sequence
from dataclasses import replace

from indicators.measures import Series
from indicators.narrative import Sentence, only_checked, sentences
from indicators.pack.sections import Piece
from indicators.pack.year import Year


def with_sentences(pieces: Sequence[Piece], year: Year) -> list[Piece]:
    """Pieces with the sentences about their lines before their other paragraphs."""
    written = [[said for lines in piece.lines for said in _leading(lines, year)] for piece in pieces]
    # Read anew all at once: one by one, every sentence would ask the store again.
    sound = set(map(id, only_checked([said for told in written for said in told], year.store, year.catalogue)))
    return [
        replace(piece, paragraphs=(*(said.text for said in told if id(said) in sound), *piece.paragraphs))
        for piece, told in zip(pieces, written, strict=True)
    ]


def _leading(lines: Sequence[Series], year: Year) -> list[Sentence]:
    """The first sentence about each area of one indicator."""
    if not lines:
        return []
    own = year.judged[year.judged["indicator"] == lines[0].indicator.id]
    by_area: dict[str, Sentence] = {}
    for said in sentences(lines, judged=own):
        by_area.setdefault(said.claims[0].area_code, said)
    return list(by_area.values())
