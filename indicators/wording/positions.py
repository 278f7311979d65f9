"""Where a figure stands beside England and like areas, in words: what a picture of it shows, for who cannot see it."""

from math import isnan

from indicators.signals.position import Position
from indicators.wording.numbers import number_text
from indicators.wording.statements import period_phrase

#: What the marks of the picture are, the area's name in place.
SPINE_KEY = (
    "● {area} with its 95% interval; grey band: its like areas (statistical neighbours), lowest to highest, ◇ their "
    "middle; | England"
)
#: The same where the area has no like areas of its own.
SPINE_KEY_ENGLAND = "● {area} with its 95% interval; | England; areas together have no like areas"


def difference_words(position: Position) -> str:
    """Whether the figure is clearly apart, and better or worse where one way is good; empty where it was not judged."""
    difference = position.difference
    if difference is None:
        return ""
    if not difference.is_clear:
        return f"not clearly apart from {difference.against}"
    words = f"clearly {'above' if difference.is_higher else 'below'} {difference.against}"
    return f"{words}, {difference.reading}" if difference.reading else words


def position_words(position: Position) -> str:
    """All that the picture shows: the figure with its interval, England, like areas, and what was judged."""

    def text(value: float) -> str:
        return number_text(value, position.indicator, position.measure)

    per = " per 10,000 children" if position.measure == "rate" else ""
    own = f"{position.area.name} {text(position.value)}{per} {period_phrase(position.period)}"
    if not isnan(position.lower):
        own += f" (95% interval {text(position.lower)} to {text(position.upper)})"
    parts = [own]
    if position.england is not None:
        parts.append(f"England {text(position.england)}")
    if position.median is not None:
        parts.append(
            f"{len(position.like)} like areas {text(position.like[0])} to {text(position.like[-1])}, "
            f"their middle {text(position.median)}"
        )
    judged = difference_words(position)
    return "; ".join(parts) + (f": {judged}" if judged else "")
