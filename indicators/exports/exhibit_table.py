"""An exhibit's table as CSV and as an accessible workbook."""

from indicators.exports.book import Sheet, book_bytes
from indicators.exports.exhibit import Exhibit
from indicators.exports.exhibit_words import line, notes_of, source_line, source_of, symbol_lines
from indicators.exports.table import csv_bytes

_NOTES_ARE = "What marks and events mean stands on the sheet of notes."


def exhibit_csv(exhibit: Exhibit) -> bytes:
    """The table as CSV; under it for whom it is, title, subtitle, notes, source, as-at date and symbols."""
    notes = {f"Note {number}": note for number, note in enumerate(notes_of(exhibit), start=1)}
    said = {
        "Marking": exhibit.audience.mark,
        "Title": line(exhibit.title),
        "Subtitle": line(exhibit.subtitle),
        **notes,
        "Source": source_of(exhibit).removeprefix("Source: "),
        "As at": line(exhibit.as_at),
    }
    return csv_bytes(exhibit.in_full, {name: text for name, text in said.items() if text})


def exhibit_workbook(exhibit: Exhibit) -> bytes:
    """A workbook of the exhibit alone: cover with contents, notes where there are any, and one marked-up table."""
    notes = {"Subtitle": line(exhibit.subtitle), "As at": line(exhibit.as_at)}
    return book_bytes(
        line(exhibit.title),
        {name: text for name, text in notes.items() if text},
        [sheet_of("Table", exhibit)],
        sources=[text for text in [source_of(exhibit).removeprefix("Source: ")] if text],
        explained=explained(exhibit),
        mark=exhibit.audience.mark,
    )


def sheet_of(name: str, exhibit: Exhibit) -> Sheet:
    """The exhibit as a sheet of a workbook: its table under subtitle, symbols and source."""
    lines = [
        line(exhibit.subtitle),
        _NOTES_ARE if notes_of(exhibit) else "",
        *symbol_lines(exhibit),
        source_line(exhibit),
    ]
    return Sheet(name, line(exhibit.title), exhibit.in_full, [text for text in lines if text])


def explained(exhibit: Exhibit) -> list[tuple[str, str]]:
    """The exhibit's notes as rows for a workbook's sheet of notes: the table's title and a note."""
    return [(line(exhibit.title), note) for note in notes_of(exhibit)]
