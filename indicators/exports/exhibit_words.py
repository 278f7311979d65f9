"""The words that travel with an exhibit, one printable line each, in the order in which every format says them."""

from indicators.exports.cells import printable, published, symbols_used
from indicators.exports.exhibit import Exhibit

#: What properties of a file hold; Word's and PowerPoint's refuse more than 255 characters.
LONGEST_PROPERTY = 250


def line(text: str) -> str:
    """A text on one line, without the characters that no XML may hold."""
    return " ".join(printable(text).split())


def lines_of(exhibit: Exhibit) -> list[str]:
    """Notes, the symbols that its table uses with their meaning, then source and as-at date."""
    return [*notes_of(exhibit), *symbol_lines(exhibit), source_line(exhibit)]


def notes_of(exhibit: Exhibit) -> list[str]:
    """The notes on marks and events, empty ones left out; those that the figure itself keeps where none are given."""
    return [note for note in map(line, exhibit.notes or _figure_notes(exhibit)) if note]


def _figure_notes(exhibit: Exhibit) -> list[str]:
    meta = (exhibit.figure.layout.meta if exhibit.figure is not None else None) or {}
    events = "; ".join(meta.get("events", ()))
    return [*([f"Events: {events}"] if events else []), *meta.get("notes", ())]


def symbol_lines(exhibit: Exhibit) -> list[str]:
    """`[c] confidential: …` for every symbol that stands in the table."""
    tables = (published(exhibit.table), published(exhibit.in_full))
    meanings = dict(mark for table in tables for mark in symbols_used(table))
    return [f"{symbol} {meaning}" for symbol, meaning in meanings.items()]


def source_of(exhibit: Exhibit) -> str:
    """Where the figures come from: `Source: annual report`; empty where none is named."""
    named = line(exhibit.source_note).removeprefix("Source:").strip().rstrip(".")
    return f"Source: {named}" if named else ""


def source_line(exhibit: Exhibit) -> str:
    """Source and as-at date as sentences: `Source: annual report. As at 31 March 2016.`"""
    parts = [source_of(exhibit), f"As at {line(exhibit.as_at)}" if line(exhibit.as_at) else ""]
    return " ".join(f"{part}." for part in parts if part)


def alt_of(exhibit: Exhibit) -> str:
    """What a screen reader says in place of the chart; title and subtitle where nothing better is given."""
    return line(exhibit.alt) or ". ".join(part for part in (line(exhibit.title), line(exhibit.subtitle)) if part)


def properties_of(exhibit: Exhibit) -> dict[str, str]:
    """What the properties of a file say: title, subject, keywords (for whom it is) and comments (the source)."""
    said = {
        "title": line(exhibit.title),
        "subject": line(exhibit.subtitle),
        "keywords": exhibit.audience.mark,
        "comments": source_line(exhibit),
    }
    return {name: text[:LONGEST_PROPERTY] for name, text in said.items()}
