"""The text of a report: sentences about its charts, its sources, and how to read the figures."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from indicators.access import Audience
from indicators.catalogue.catalogue import Catalogue, Source
from indicators.catalogue.periods import day_text
from indicators.disclosure.rules import Rule
from indicators.exports.cells import SYMBOL_MEANINGS, symbols_used, with_symbols
from indicators.exports.exhibit import Exhibit
from indicators.figures import Series
from indicators.report.contents import ContentsItem
from indicators.report.sections import Piece, unique_texts
from indicators.report.year import ReportYear
from indicators.wording.sentences import (
    JudgedSignificance,
    Sentence,
    comparison_sentences,
    judged_significance,
    series_figures,
)
from indicators.wording.verify import verified_sentences

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
            "This report has the true figures, small numbers and all. Do not publish it or pass it on: "
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
    """Pieces with the sentences about their lines before their other paragraphs.

    What happened stands over a chart; the sentences say how the areas stand beside each other and the comparators.
    """
    significance = judged_significance(year.judged)
    written = [_comparisons(piece, significance) for piece in pieces]
    # Read anew all at once: one by one, every sentence would ask the store again.
    sound = set(
        map(id, verified_sentences([said for sentences in written for said in sentences], year.store, year.catalogue))
    )
    return [
        replace(piece, paragraphs=(*(said.text for said in sentences if id(said) in sound), *piece.paragraphs))
        for piece, sentences in zip(pieces, written, strict=True)
    ]


def _comparisons(piece: Piece, significance: JudgedSignificance) -> list[Sentence]:
    """How each area stood beside the others in the newest period that is drawn."""
    return [said for lines in piece.lines for said in _line_comparisons(lines, piece.comparators, significance)]


def _line_comparisons(
    lines: Sequence[Series], comparators: Sequence[Series], significance: JudgedSignificance
) -> list[Sentence]:
    if not lines or not lines[0].indicator.areas_compare:
        return []
    own = [figures[-1] for line in lines if (figures := series_figures(line)) and figures[-1].is_known]
    newest = max((figure.period for figure in own), default=None)
    areas = [line for line in comparators if line.area.level != "comparator"]
    others = [figure for line in areas for figure in series_figures(line) if figure.is_known]
    return comparison_sentences(
        [figure for figure in own if figure.period == newest],
        [figure for figure in others if figure.period == newest],
        significance,
    )
