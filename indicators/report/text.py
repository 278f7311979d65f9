"""What changed in the year and what did not, by the rules that the dashboard judges figures with."""

from collections.abc import Iterator

import pandas as pd

from indicators.exports.exhibit import Exhibit
from indicators.pack.contents import Item
from indicators.pack.sections import Basis, Piece, in_order
from indicators.pack.year import Year
from indicators.statements import statement
from indicators.statements.words import RULE_NAMES

#: Doubts about figures are for whoever checks them; the report tells them with its tables.
_DOUBTS = "data"
_LEVELS = {
    "unusual": ("Unusual changes", "Beyond chance, and beyond how much such figures usually move."),
    "real": ("Real changes of a usual size", "Beyond chance; figures like these often move as much."),
}
_IMPROVED = ("Improvements", "Beyond chance, and in the direction that is wanted.")


def change_pieces(item: Item, year: Year) -> Iterator[Piece]:
    """How many questions were asked and answered, then the changes, the clearest first."""
    judged = year.judged[year.judged["current"].astype(bool) & (year.judged["rule"] != _DOUBTS)]
    listed = year.cycle.shortlist
    listed = listed[listed["rule"] != _DOUBTS]
    better = listed["reading"] == "improvement"
    yield Piece(paragraphs=_counts(judged, int((~better).sum()), int(better.sum())))
    for level, words in _LEVELS.items():
        if (piece := _piece(*words, listed[~better & (listed["level"] == level)], year)) is not None:
            yield piece
    if (piece := _piece(*_IMPROVED, listed[better], year)) is not None:
        yield piece


def _counts(judged: pd.DataFrame, asked: int, improved: int) -> tuple[str, ...]:
    """What was looked at, in numbers."""
    quiet, few = ((judged["level"] == level).sum() for level in ("ordinary", "too_few"))
    changed = "Nothing moved by more than chance explains" if not asked + improved else (
        f"Listed here: {asked} that moved or differ by more than chance explains, and {improved} "
        f"that improved by more than that"
    )  # fmt: skip
    return (
        f"{changed}.",
        f"Judged and quiet, so that chance can explain how they moved: {quiet:,}.",
        f"Too few cases or years to judge, which does not mean that nothing changed: {few:,}.",
    )


def _piece(title: str, meaning: str, rows: pd.DataFrame, year: Year) -> Piece | None:
    """A table of statements; None for none."""
    if rows.empty:
        return None
    table = pd.DataFrame(
        {
            "What was found": [f"{statement(row, year.catalogue)}." for row in rows.itertuples(index=False)],
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
    basis = Basis(indicators=in_order(rows["indicator"]), areas=in_order(rows["area"]), periods=(year.period.label,))
    return Piece(heading=title, exhibit=exhibit, basis=basis)
