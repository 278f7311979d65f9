"""What stands at the end of a report: where the figures come from, and how to read them."""

from collections.abc import Sequence

import pandas as pd

from indicators.audience import Audience
from indicators.disclosure.rule import Rule
from indicators.exports.cells import SYMBOLS, published, symbols_used
from indicators.exports.exhibit import Exhibit
from indicators.measures.catalogue import Catalogue, Source
from indicators.months import day_text
from indicators.pack.contents import Item
from indicators.pack.sections import Piece, in_order
from indicators.pack.year import Year

_OPEN = "OGL"
_ATTRIBUTION = "Contains public sector information licensed under the Open Government Licence v3.0."


def sources_piece(item: Item, year: Year, others: Sequence[Piece]) -> Piece:
    """The sources of the figures in other pieces, as a table, and the licence of each publisher."""
    used = sources_used(year.catalogue, others)
    if not used:
        return Piece(lacks="No source is named.")
    table = pd.DataFrame(
        {
            "Source": [source.label for source in used],
            "Publisher": [source.publisher for source in used],
            "Published": [_published(source, year.catalogue) for source in used],
        }
    )
    licences = in_order(f"{source.publisher}: {source.licence}." for source in used if source.licence)
    licensed = (_ATTRIBUTION,) if any(source.licence.startswith(_OPEN) for source in used) else ()
    exhibit = Exhibit(
        title=item.heading, subtitle="", source_note="", as_at=year.as_at, table=table, audience=year.audience,
        alt=f"Table: {item.heading}.",
    )  # fmt: skip
    return Piece(paragraphs=(*licensed, *licences), exhibit=exhibit, on_slides=False)


def _published(source: Source, catalogue: Catalogue) -> str:
    """The day on which a source was published; of an edition other than the newest known its name."""
    return day_text(source.date) if source == catalogue.sources.get(source.id) else source.edition


def notes_piece(item: Item, year: Year, others: Sequence[Piece]) -> Piece:
    """How small numbers are protected, what could not be checked, and what the symbols in other pieces mean."""
    tables = [published(piece.exhibit.table) for piece in others if piece.exhibit is not None]
    used = dict(mark for table in tables for mark in symbols_used(table))
    meanings = [f"{mark} {words}." for mark, words in SYMBOLS.items() if mark in used]
    return Piece(paragraphs=(*_protection(year.audience, year.rule), *meanings, *_unchecked(others)))


def sources_used(catalogue: Catalogue, pieces: Sequence[Piece]) -> list[Source]:
    """The sources that some pieces name, in the order of their labels."""
    labels = in_order(label for piece in pieces for label in piece.basis.sources)
    found = (catalogue.labelled_source(label) for label in sorted(labels))
    return [source for source in found if source is not None]


def _protection(audience: Audience, rule: Rule) -> tuple[str, ...]:
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


def _unchecked(others: Sequence[Piece]) -> tuple[str, ...]:
    titles = sorted(in_order(title for piece in others for title in piece.basis.unchecked))
    if not titles:
        return ()
    return (
        "Of these percentages only the percentage was published, so that it could not be checked against its numbers: "
        + "; ".join(titles) + ".",
    )  # fmt: skip
