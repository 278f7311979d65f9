"""The text of a report: what changed in the year, sentences about its charts, its sources, and how to read the
figures.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pandas as pd

from indicators.access import Audience
from indicators.catalogue.catalogue import Catalogue, Source
from indicators.catalogue.periods import day_text
from indicators.disclosure.rules import Rule
from indicators.exports.cells import SYMBOL_MEANINGS, symbols_used, with_symbols
from indicators.exports.exhibit import Exhibit
from indicators.figures import Series
from indicators.frames import frame_rows
from indicators.report.contents import ContentsItem
from indicators.report.sections import Basis, Piece, unique_texts
from indicators.report.year import ReportYear
from indicators.wording import Sentence, verified_sentences, write_sentences
from indicators.wording.statements import RULE_NAMES, statement

_OPEN_LICENCE = "OGL"
_ATTRIBUTION = "Contains public sector information licensed under the Open Government Licence v3.0."


def sources_piece(item: ContentsItem, year: ReportYear, others: Sequence[Piece]) -> Piece:
    """The sources of the figures in other pieces, as a table, and the licence of each publisher."""
    used = sources_used(year.catalogue, others)
    if not used:
        return Piece(lacks="No source is named.")
    table = pd.DataFrame(
        {
            "Source": [source.label for source in used],
            "Publisher": [source.publisher for source in used],
            "Published": [_publication_day(source, year.catalogue) for source in used],
        }
    )
    licences = unique_texts(f"{source.publisher}: {source.licence}." for source in used if source.licence)
    licensed = (_ATTRIBUTION,) if any(source.licence.startswith(_OPEN_LICENCE) for source in used) else ()
    exhibit = Exhibit(
        title=item.heading, subtitle="", source_note="", as_at=year.as_at, table=table, audience=year.audience,
        alt=f"Table: {item.heading}.",
    )  # fmt: skip
    return Piece(paragraphs=(*licensed, *licences), exhibit=exhibit, on_slides=False)


def _publication_day(source: Source, catalogue: Catalogue) -> str:
    """The day on which a source was published; of an edition other than the newest known its name."""
    return day_text(source.date) if source == catalogue.sources.get(source.id) else source.edition


def notes_piece(item: ContentsItem, year: ReportYear, others: Sequence[Piece]) -> Piece:
    """How small numbers are protected, what could not be checked, and what the symbols in other pieces mean."""
    tables = [with_symbols(piece.exhibit.table) for piece in others if piece.exhibit is not None]
    used = dict(mark for table in tables for mark in symbols_used(table))
    meanings = [f"{mark} {words}." for mark, words in SYMBOL_MEANINGS.items() if mark in used]
    return Piece(paragraphs=(*_protection_text(year.audience, year.rule), *meanings, *_unchecked_text(others)))


def sources_used(catalogue: Catalogue, pieces: Sequence[Piece]) -> list[Source]:
    """The sources that some pieces name, in the order of their labels."""
    labels = unique_texts(label for piece in pieces for label in piece.basis.sources)
    sources = (catalogue.labelled_source(label) for label in sorted(labels))
    return [source for source in sources if source is not None]


def _protection_text(audience: Audience, rule: Rule) -> tuple[str, ...]:
    """What is done about small numbers, in plain words."""
    if audience is Audience.BOARD:
        return (
            "This report has the board's own figures, small numbers and all. Do not publish it or pass it on: "
            "a number of a few children can show who they are.",
        )
    rounded = f" Other numbers are rounded to the nearest {rule.rounding}." if rule.rounding > 1 else ""
    return (
        f"Numbers of 1 to {rule.threshold} people are withheld and shown as [c], so that nobody can be recognised. "
        "Some larger numbers are withheld with them where one could be worked out from totals, quarters, percentages "
        f"or earlier reports. A nought is always a true nought.{rounded}",
        "Rates, percentages and comparisons that rest on a withheld number are withheld as well.",
    )


def _unchecked_text(others: Sequence[Piece]) -> tuple[str, ...]:
    titles = sorted(unique_texts(title for piece in others for title in piece.basis.unchecked))
    if not titles:
        return ()
    return (
        "Of these percentages only the percentage was published, so that it could not be checked against its numbers: "
        + "; ".join(titles) + ".",
    )  # fmt: skip


def with_sentences(pieces: Sequence[Piece], year: ReportYear) -> list[Piece]:
    """Pieces with the sentences about their lines before their other paragraphs."""
    written = [[said for lines in piece.lines for said in _leading_sentences(lines, year)] for piece in pieces]
    # Read anew all at once: one by one, every sentence would ask the store again.
    sound = set(
        map(id, verified_sentences([said for sentences in written for said in sentences], year.store, year.catalogue))
    )
    return [
        replace(piece, paragraphs=(*(said.text for said in sentences if id(said) in sound), *piece.paragraphs))
        for piece, sentences in zip(pieces, written, strict=True)
    ]


def _leading_sentences(lines: Sequence[Series], year: ReportYear) -> list[Sentence]:
    """The first sentence about each area of one indicator."""
    if not lines:
        return []
    own = year.judged[year.judged["indicator"] == lines[0].indicator.id]
    by_area: dict[str, Sentence] = {}
    for said in write_sentences(lines, judged=own):
        by_area.setdefault(said.claims[0].area_code, said)
    return list(by_area.values())


#: Doubts about figures are for whoever checks them; the report tells them with its tables.
_DATA_RULE = "data"
_LEVELS = {
    "unusual": ("Unusual changes", "Beyond chance, and beyond how much such figures usually move."),
    "real": ("Clear changes", "Beyond chance; figures like these often move as much."),
}
_IMPROVED = ("Improvements", "Beyond chance, and in the direction that is wanted.")


def change_pieces(item: ContentsItem, year: ReportYear) -> Iterator[Piece]:
    """How many questions were asked and answered, then the changes, the clearest first."""
    judged = year.judged[year.judged["current"].astype(bool) & (year.judged["rule"] != _DATA_RULE)]
    changes = year.cycle.shortlist
    changes = changes[changes["rule"] != _DATA_RULE]
    better = changes["reading"] == "improvement"
    yield Piece(paragraphs=_counts_text(judged, int((~better).sum()), int(better.sum())))
    for level, words in _LEVELS.items():
        if (piece := _changes_piece(*words, changes[~better & (changes["level"] == level)], year)) is not None:
            yield piece
    if (piece := _changes_piece(*_IMPROVED, changes[better], year)) is not None:
        yield piece


def _counts_text(judged: pd.DataFrame, moved: int, improved: int) -> tuple[str, ...]:
    """What was looked at, in numbers."""
    quiet, few = ((judged["level"] == level).sum() for level in ("ordinary", "too_few"))
    changed = "Nothing moved by more than chance explains" if not moved + improved else (
        f"Listed here: {moved} that moved or differ by more than chance explains, and {improved} "
        f"that improved by more than that"
    )  # fmt: skip
    return (
        f"{changed}.",
        f"Judged and quiet, so that chance can explain how they moved: {quiet:,}.",
        f"Too few cases or years to judge, which does not mean that nothing changed: {few:,}.",
    )


def _changes_piece(title: str, meaning: str, rows: pd.DataFrame, year: ReportYear) -> Piece | None:
    """A table of statements; None for none."""
    if rows.empty:
        return None
    table = pd.DataFrame(
        {
            "What was found": [f"{statement(row, year.catalogue)}." for row in frame_rows(rows)],
            "Question": [RULE_NAMES[rule] for rule in rows["rule"]],
        }
    )
    exhibit = Exhibit(
        title=f"{title} {year.period.label}",
        subtitle=meaning,
        source_note="judged here from the figures of this report",
        as_at=year.as_at,
        table=table,
        audience=year.audience,
        alt=f"Table: {title}. {meaning}",
    )
    basis = Basis(
        indicators=unique_texts(rows["indicator"]), areas=unique_texts(rows["area"]), periods=(year.period.label,)
    )
    return Piece(heading=title, exhibit=exhibit, basis=basis)
