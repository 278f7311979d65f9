"""What to expect of a place like this, in words: beside the middle of like areas, never instead of it."""

from indicators.signals.authority_years import PlaceExpectation
from indicators.wording.numbers import number_text
from indicators.wording.statements import period_phrase

EXPECTATION_TITLE = "What to expect of a place like this"
#: Under every expectation: what it is not.
EXPECTATION_CAVEAT = (
    "It explains a figure and does not excuse it: poverty raises need, and what places like this have may still be too "
    "much or too little for their children."
)
_VERDICTS = {
    "below": "its own is lower than that",
    "within": "its own is within that",
    "above": "its own is higher than that",
}


def expectation_words(expectation: PlaceExpectation) -> str:
    """An area's figure beside what such places have with its range, and beside the middle of its like areas."""

    def text(value: float) -> str:
        return number_text(value, expectation.indicator, expectation.measure)

    per = " per 10,000 children" if expectation.measure == "rate" else ""
    subject = f"{expectation.indicator.short_title} in {expectation.area.name} {period_phrase(expectation.period)}"
    words = (
        f"{subject}: {text(expectation.value)}{per}. Places with its child poverty "
        f"({expectation.poverty:.1f}%) and in its region have about {text(expectation.expected)}, and 19 in 20 of them "
        f"between {text(expectation.lower)} and {text(expectation.upper)}: {_VERDICTS[expectation.place]}"
    )
    if expectation.median is not None:
        words += f". The middle of its like areas is {text(expectation.median)}"
    return words


def expectation_basis(expectation: PlaceExpectation) -> str:
    """What the range rests on."""
    return (
        f"From the published figures of {expectation.authorities} other authorities, by their child poverty, region "
        "and year; this area's own past is left out."
    )
