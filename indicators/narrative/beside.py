"""Sentences about one area beside another, beside England or its region."""

from collections.abc import Sequence

from indicators.measures import Series
from indicators.narrative.figure import Figure, claims
from indicators.narrative.sentence import Sentence
from indicators.narrative.words import standing
from indicators.narrative.worth import Judged, Worth, difference_worth

#: The kinds whose figures grow with the size of an area.
_SIZED = ("count", "value")


def beside(own: Sequence[Figure], others: Sequence[Figure], judged: Judged) -> list[Sentence]:
    """How each area's own figure stood beside that of the areas before it and of `others`, all of one period.

    Nothing for plain counts, which only tell how large an area is.
    """
    told = []
    for place, figure in enumerate(own):
        against = [other for other in (*own[:place], *others) if _compare(figure.of, other.of)]
        if against:
            said = "; ".join(_clause(figure, other, difference_worth(figure, other, judged)) for other in against)
            told.append(Sentence(f"{standing(figure)}: {said}.", claims([figure, *against])))
    return told


def _compare(own: Series, other: Series) -> bool:
    """Whether two series are the same measure of areas that do not hold each other."""
    is_alike = (own.indicator.id, own.measure) == (other.indicator.id, other.measure)
    is_apart = own.area.code not in other.area.parts and other.area.code not in own.area.parts
    return is_alike and is_apart and (own.measure == "rate" or own.indicator.kind not in _SIZED)


def _clause(own: Figure, other: Figure, worth: Worth) -> str:
    """One comparison, no more than it is worth."""
    place, figure = other.of.area.name, f"({other.shown}{', provisional' if other.is_provisional else ''})"
    if own.shown == other.shown:
        return f"level with {place} {figure}"
    if worth is Worth.CHANCE:
        return f"no further from {place} {figure} than chance can explain"
    if worth is Worth.TOO_FEW:
        return f"too few cases to tell it from {place} {figure}"
    side = "above" if own.value > other.value else "below"
    doubt = ", but the numbers behind it are not known" if worth is Worth.UNKNOWN else ""
    return f"{side} {place} {figure}{doubt}"
