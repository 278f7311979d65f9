"""The words that all sentences share: what a figure is about, when it was, its unit, why it is missing."""

import re

from indicators.measures import Series
from indicators.measures.series import PER_CHILDREN
from indicators.narrative.figure import Figure
from indicators.periods import Period, PeriodType
from indicators.statements.changes import when
from indicators.wording import SYMBOLS

PER = f" per {PER_CHILDREN:,} children"
_WHY = {
    # Some are withheld because others are small: to call them small would be untrue, and would tell them apart.
    "c": "is withheld to protect people",
    "x": "is not available",
    "z": "does not apply",
    "u": "is not reliable enough to give",
    "": "is not held",
}
_ONE = {"children": "child", "people": "person"}


def subject(item: Series) -> str:
    """What was counted, and where, to begin a sentence: the short title, unless it does not say what it counts."""
    definition = item.indicator
    names_unit = definition.unit.casefold() in definition.short_title.casefold()
    per = PER if item.measure == "rate" else ""
    return f"{definition.short_title if names_unit else definition.title}{per} in {item.area.name}"


def amount(figure: Figure) -> str:
    """A figure, with its unit where the subject does not name it: `12,773`, `1 week`, `280,000 pounds`."""
    definition, shown = figure.of.indicator, figure.shown
    named = f"{definition.short_title} {definition.title}".casefold()
    if figure.of.measure == "rate" or definition.kind == "proportion" or definition.unit.casefold() in named:
        return shown
    return f"{shown} {one_of(definition.unit) if shown == '1' else definition.unit}"


def one_of(units: str) -> str:
    """The unit of a single one: `child`, `young person`, `enquiry`, `case per worker`."""
    things, *rest = re.split(r"(?= (?:a|per) )", units, maxsplit=1)
    *before, word = things.split(" ")
    single = _ONE.get(word) or re.sub(r"ies$", "y", word).removesuffix("s")
    return " ".join([*before, single]) + "".join(rest)


def stood(item: Series) -> str:
    """The verb for a single figure: what is counted over a time comes to a number, a level stands at one."""
    is_sum = item.indicator.kind in ("count", "value") and item.indicator.timing == "flow" and item.measure == "value"
    return "came to" if is_sum else "stood at"


def dated(figure: Figure) -> str:
    """When a figure was, marked where it may still change: `in 2015/16 (provisional)`, `on 31 March 2016`."""
    return _at(figure.period) + figure.dated.removeprefix(figure.period.label)


def standing(figure: Figure) -> str:
    """Subject, verb, figure and time, without a full stop."""
    return f"{subject(figure.of)} {stood(figure.of)} {amount(figure)} {dated(figure)}"


def why_missing(symbol: str) -> str:
    """Why there is no figure, to follow `the figure for 2015/16`."""
    return _WHY.get(symbol) or SYMBOLS.get(symbol, "is not given")


def _at(period: Period) -> str:
    return f"from {period.label}" if period.type is PeriodType.MONTHS else when(period.label)
