"""The figures of the report as an accessible workbook: cover, contents, notes, and a sheet for each chart and
table.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from indicators.access import Audience
from indicators.exports.excel import WorkbookWriter, exhibit_note_rows, exhibit_sheet, workbook_of_sheets
from indicators.exports.exhibit import Exhibit
from indicators.report.sections import Piece, Section, unique_texts


def report_workbook_bytes(
    title: str,
    subtitle: str,
    sections: Sequence[Section],
    *,
    audience: Audience,
    known_text: str,
    write: WorkbookWriter = workbook_of_sheets,
) -> bytes:
    """The workbook; its sheets are called as the document calls its figures and tables."""
    exhibits = [(piece.label, numbered_exhibit(piece)) for piece in _exhibit_pieces(sections)]
    sources = unique_texts(source for piece in _exhibit_pieces(sections) for source in piece.basis.sources)
    return write(
        title,
        {"Report": subtitle, "Figures": known_text.removeprefix("Figures ")},
        [exhibit_sheet(label, exhibit) for label, exhibit in exhibits],
        sources=sources,
        explained=[note for _, exhibit in exhibits for note in exhibit_note_rows(exhibit)],
        mark=audience.mark,
    )


def _exhibit_pieces(sections: Sequence[Section]) -> Iterator[Piece]:
    yield from (piece for section in sections for piece in section.pieces if piece.exhibit is not None)


def numbered_exhibit(piece: Piece) -> Exhibit:
    """The exhibit with its number in the title."""
    return replace(piece.printed_exhibit, title=f"{piece.label}: {piece.printed_exhibit.title}")
