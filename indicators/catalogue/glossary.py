"""The glossary's words, read from the tables of its Markdown: for the search, the page About the data and the site."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

#: The section of the signs that stand for a figure: no words.
SYMBOLS_SECTION = "Symbols"
_SIGNS = re.compile(r"\*\*|\*|`")


@dataclass(frozen=True)
class GlossaryEntry:
    """A term, what is said of it, a line each, and its name in addresses."""

    term: str
    lines: tuple[str, ...]
    anchor: str


@dataclass(frozen=True)
class GlossarySection:
    """Some terms under one heading."""

    heading: str
    entries: tuple[GlossaryEntry, ...]


def read_glossary(path: Path) -> list[GlossarySection]:
    """The sections of a glossary file in its order, without that of the signs; none where there is no file."""
    if not path.exists():
        return []
    sections = []
    for part in re.split(r"^## ", path.read_text("utf-8"), flags=re.MULTILINE)[1:]:
        heading, _, body = part.partition("\n")
        entries = tuple(_entries(body))
        if entries and heading.strip() != SYMBOLS_SECTION:
            sections.append(GlossarySection(heading.strip(), entries))
    return sections


def _entries(body: str) -> Iterator[GlossaryEntry]:
    """A table's rows: the term first, what it means last, what stands between with the head of its column."""
    rows = [_cells(line) for line in body.splitlines() if line.startswith("|")]
    if len(rows) < 3:
        return
    heads = rows[0]
    for term, *rest in rows[2:]:
        between = [f"{head}: {text}" for head, text in zip(heads[1:], rest[:-1], strict=False) if text]
        anchor = re.sub(r"[^a-z0-9]+", "-", term.casefold()).strip("-")
        yield GlossaryEntry(term, (*between, *rest[-1:]), anchor)


def _cells(line: str) -> list[str]:
    return [_SIGNS.sub("", cell).strip() for cell in line.strip().strip("|").split("|")]
