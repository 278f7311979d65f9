"""What changed in the year and what did not: the changes as a table, the other answers question by question."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from indicators.catalogue.periods import day_text
from indicators.exports.exhibit import Exhibit
from indicators.frames import frame_rows
from indicators.report.contents import ContentsItem
from indicators.report.sections import Basis, Piece, unique_texts
from indicators.report.year import ReportYear
from indicators.wording.numbers import size_text
from indicators.wording.statements import RULE_NAMES, JudgementText, statement, with_sign
from indicators.wording.verdicts import CLEAR, UNUSUAL, VERDICTS

#: Doubts about figures are for whoever checks them; the report tells them with its tables.
DATA_RULE = "data"
_CHANGE = "change"
_IMPROVEMENT = "improvement"
#: The readings of a change in the order in which they are said, each with its heading.
READINGS = {
    "concern": "Concerns",
    "improvement": "Improvements",
    "neutral": "Other clear changes, neither good nor bad in themselves",
    "common": "Other clear changes",
}


def change_pieces(item: ContentsItem, year: ReportYear) -> Iterator[Piece]:
    """How many questions were asked and answered, a table of changes for each reading, other answers by question."""
    judged = year.judged[year.judged["current"].astype(bool) & (year.judged["rule"] != DATA_RULE)]
    listed = clear_answers(year)
    better = listed["reading"] == _IMPROVEMENT
    yield Piece(paragraphs=_counts_text(judged, int((~better).sum()), int(better.sum())))
    changes = listed[listed["rule"] == _CHANGE]
    for reading, heading in READINGS.items():
        if len(rows := changes[changes["reading"] == reading]):
            yield _changes_piece(heading, rows, year)
    for rule, question in RULE_NAMES.items():
        if rule != _CHANGE and len(rows := listed[listed["rule"] == rule]):
            yield _answers_piece(question, rows, year)


def clear_answers(year: ReportYear) -> pd.DataFrame:
    """The answers of the year that are reasons to ask, the most pressing first."""
    listed = year.cycle.shortlist
    return listed[listed["rule"] != DATA_RULE]


def _counts_text(judged: pd.DataFrame, moved: int, improved: int) -> tuple[str, ...]:
    """What was looked at, in numbers."""
    of_years = judged[judged["rule"] != "pooled"]
    quiet, few = ((of_years["level"] == level).sum() for level in ("ordinary", "too_few"))
    changed = "Nothing moved by more than chance explains" if not moved + improved else (
        f"Listed here: {moved} that moved or differ by more than chance explains, and {improved} "
        f"that improved by more than that"
    )  # fmt: skip
    return (
        f"{changed}.",
        f"Judged and quiet, so that chance can explain how they moved: {quiet:,}.",
        f"Too few cases or years to judge, which does not mean that nothing changed: {few:,}.",
    )


def _changes_piece(heading: str, rows: pd.DataFrame, year: ReportYear) -> Piece:
    """A table of the changes of one reading; what a change stands for is said once, over it."""
    words = (CLEAR, UNUSUAL) if (rows["level"] == "unusual").any() else (CLEAR,)
    exhibit = Exhibit(
        title=f"{heading} in {year.period.label}",
        subtitle="; ".join(f"{word}: {VERDICTS[word]}" for word in words),
        source_note="judged here from the figures of this report",
        as_at=year.as_at,
        table=pd.DataFrame([_change_row(row, year) for row in frame_rows(rows)]),
        audience=year.audience,
        alt=f"Table: {heading}.",
    )
    return Piece(heading=heading, exhibit=exhibit, basis=_basis(rows, year))


def _change_row(row: Any, year: ReportYear) -> dict[str, str]:
    judgement = JudgementText(row, year.catalogue.indicators[row.indicator])
    size = size_text(row.compared_with, row.value, judgement.indicator, judgement.measure)
    is_whole = row.period in (year.period.label, day_text(year.period.ends))
    return {
        "Indicator": judgement.indicator.short_title + " per 10,000 children" * (judgement.measure == "rate"),
        "Area": row.area,
        "Since": row.against,
        "From": judgement.compared_value,
        "To": judgement.value if is_whole else f"{judgement.value} ({row.period})",
        "Change": with_sign(row.value - row.compared_with, size) + " (unusual)" * (row.level == "unusual"),
    }


def _answers_piece(question: str, rows: pd.DataFrame, year: ReportYear) -> Piece:
    """What was found by one question, a point each."""
    return Piece(
        heading=question,
        paragraphs=tuple(f"{statement(row, year.catalogue)}." for row in frame_rows(rows)),
        basis=_basis(rows, year),
        is_list=True,
    )


def _basis(rows: pd.DataFrame, year: ReportYear) -> Basis:
    return Basis(
        indicators=unique_texts(rows["indicator"]), areas=unique_texts(rows["area"]), periods=(year.period.label,)
    )
