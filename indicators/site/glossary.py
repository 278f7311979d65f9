"""The glossary's words for the site, read from the tables of its Markdown."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

#: The sections that speak of what only the dashboard has, or of what stands on the page about the figures.
_LEFT_OUT = ("The board and its work", "Symbols")
_SIGNS = re.compile(r"\*\*|\*|`")


@dataclass(frozen=True)
class GlossaryEntry:
    """A term, what is said of it, a line each, and its anchor on the page."""

    term: str
    lines: tuple[str, ...]
    anchor: str


@dataclass(frozen=True)
class GlossarySection:
    """Some terms under one heading."""

    heading: str
    entries: tuple[GlossaryEntry, ...]


def read_glossary(path: Path) -> list[GlossarySection]:
    """The sections of a glossary file that the site has, in its order; none where there is no file."""
    if not path.exists():
        return []
    sections = []
    for part in re.split(r"^## ", path.read_text("utf-8"), flags=re.MULTILINE)[1:]:
        heading, _, body = part.partition("\n")
        entries = tuple(_entries(body))
        if entries and heading.strip() not in _LEFT_OUT:
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
