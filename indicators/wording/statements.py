"""One plain sentence a judgement: what the figure did or is, and what that is worth."""

from collections.abc import Callable
from typing import Any

from indicators.measures import Catalogue
from indicators.statements.changes import change, control, trend, when
from indicators.statements.differences import difference, target
from indicators.statements.sizes import effect_text, interval_text
from indicators.statements.told import Told
from indicators.statements.troubles import trouble
from indicators.statements.words import level_in_words, odds_text, reading_in_words, rule_in_words, why_too_few

__all__ = [
    "effect_text",
    "interval_text",
    "level_in_words",
    "odds_text",
    "reading_in_words",
    "rule_in_words",
    "statement",
    "why_too_few",
]

_SENTENCES: dict[str, Callable[[Told], str]] = {
    "change": change,
    "trend": trend,
    "control": control,
    "target": target,
    "comparator": difference,
    "areas": difference,
    "data": trouble,
}


def statement(row: Any, catalogue: Catalogue) -> str:
    """What a judgement found, in one sentence without a full stop; plain text, so escape it in HTML.

    `row` is one of a cycle's `judged` frame, as `itertuples` gives them.
    """
    told = Told(row, catalogue.indicators[row.indicator])
    if row.rule == "target" and row.reason in ("unclear", "no_counts"):
        return target(told)
    if row.level == "too_few":
        return _too_few(told)
    return _SENTENCES[row.rule](told)


def _too_few(told: Told) -> str:
    row = told.row
    since = (
        f", from {told.compared} {when(row.against)}"
        if row.reason == "few_cases" and row.compared_with == row.compared_with
        else ""
    )
    return f"{told.was}{since}: too few to judge ({why_too_few(row.reason)})"
