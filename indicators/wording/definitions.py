"""Definitions of indicators in words: how a figure is worked out, and which way is good."""

from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import Indicator

#: Which way is good, by the polarity of a definition.
POLARITY_TEXTS = {
    "high_is_good": "A higher figure is better.",
    "low_is_good": "A lower figure is better.",
    "no_judgement": "Neither higher nor lower is better in itself.",
}


def calculation_text(catalogue: Catalogue, indicator: Indicator) -> str:
    """Of what a figure is worked out, or that it is taken as published."""
    if not indicator.is_derived:
        return f"Taken as published ({indicator.unit})."
    top = catalogue.indicators[indicator.numerator].title
    bottom = catalogue.indicators[indicator.denominator].title
    times = {100.0: ", as a percentage", 1.0: ""}.get(float(indicator.per), f", times {indicator.per:,.0f}")
    return f"{top} divided by {bottom[0].lower()}{bottom[1:]}{times}; both from the same source."
