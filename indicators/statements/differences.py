"""Sentences about one figure beside another: a target, England, like areas, the board's other area."""

from math import isnan

from indicators.statements.sizes import unsigned
from indicators.statements.told import Told

_GAPS = {"widened": "; the gap has widened", "narrowed": "; the gap has narrowed"}
_WORTH = {
    "unusual": "more than chance explains, and further apart than such areas usually are",
    "real": "more than chance explains",
}
_TARGETS = {
    "met": "met, by more than chance explains",
    "missed": "missed, by more than chance explains",
}


def target(told: Told) -> str:
    """Whether a target is met."""
    verdict = _TARGETS.get(told.row.reason, "too close to say whether it is met")
    if told.row.reason == "no_counts":
        side = "below" if told.row.value < told.row.compared_with else "not below"
        verdict = f"{side} it, but how sure that is cannot be said, for the numbers behind it are not known"
    return f"{told.was} against a target of {told.row.against}: {verdict}"


def difference(told: Told) -> str:
    """How far a figure stood from England's, that of like areas or of the board's other area."""
    row, gap = told.row, _GAPS.get(told.row.reason, "")
    figures = f"({told.value} against {told.compared})"
    if told.value == told.compared:
        return f"{told.subject} stood level with {row.against} {figures}{gap}"
    side = "above" if row.value > row.compared_with else "below"
    worth = _WORTH.get(row.level, "chance alone can explain the difference")
    return f"{told.subject} stood {_apart(told)} {side} {row.against} {figures}: {worth}{gap}"


def _apart(told: Told) -> str:
    """The distance in per cent or points, or in plain numbers where no other size is known."""
    row = told.row
    if isnan(row.effect):
        return unsigned(row.value - row.compared_with, "", told.indicator)
    return unsigned(row.effect, row.effect_unit, told.indicator)
