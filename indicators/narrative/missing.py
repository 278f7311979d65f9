"""Sentences about figures that are not there."""

from indicators.measures import Series
from indicators.narrative.figure import Figure, claims
from indicators.narrative.sentence import Sentence
from indicators.narrative.words import subject, why_missing


def missing(item: Series, figures: list[Figure], newest: Figure) -> list[Sentence]:
    """That an area has no figure for the period of `newest`, another area's, why, and which was its last one.

    `figures` are those of `item`, in time order; there may be none.
    """
    gap = next((figure for figure in figures if figure.period == newest.period), None) or _nothing(item, newest)
    known = [figure for figure in figures if figure.is_known]
    last = f"; the last, for {known[-1].dated}, was {known[-1].shown}" if known else ""
    text = f"{subject(item)}: the figure for {gap.period.label} {why_missing(gap.point.symbol)}{last}."
    return [Sentence(text, claims([gap, *known[-1:]]))]


def _nothing(item: Series, newest: Figure) -> Figure:
    """The point that a series lacks."""
    blank = {"value": float("nan"), "symbol": "", "status": ""}
    return Figure(item, newest.point._replace(**blank))
