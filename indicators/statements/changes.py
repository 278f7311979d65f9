"""Sentences about one figure over time: has it changed, does it drift, is it stable."""

from math import isnan
from typing import Any

from indicators.periods import PeriodType, parse_period
from indicators.rounding import decimal_text
from indicators.signals.levels import FALSE_SHARE, FLAGGED
from indicators.statements.sizes import with_sign
from indicators.statements.told import Told
from indicators.wording import size_text

_PATTERNS = {
    "outside": "outside its usual limits",
    "trend": "the end of a run of rises or falls",
    "two_in_three": "near its usual limits two times out of three",
    "shift": "one of seven or more in a row on one side of the average",
}
_STEPS = {"year": "year", "quarter": "quarter", "month": "month"}


def change(told: Told) -> str:
    """From what to what a figure moved, and what that is worth by both yardsticks."""
    row = told.row
    if told.value == told.compared:
        return f"{told.subject} stayed at {told.value}, as {when(row.against)}"
    verb = "rose" if row.value > row.compared_with else "fell"
    moved = f"{told.subject} {verb} from {_dated(told)} ({_moved(told)})"
    return f"{moved}: {_worth(told)}{_before(told)}"


def _dated(told: Told) -> str:
    """Both figures; with their periods where it goes without saying neither which came before nor which is latest."""
    row = told.row
    if row.group not in ("month", "quarter"):
        return f"{told.compared} to {told.value}"
    return f"{told.compared} {when(row.against)} to {told.value} {when(row.period)}"


def _before(told: Told) -> str:
    """The level of all earlier periods, where that rather than the period before is what a figure stands out from."""
    row = told.row
    is_sure = row.effect_lower > 0 or row.effect_upper < 0
    if row.level not in FLAGGED or row.earlier < 2 or isnan(row.history) or is_sure:
        return ""
    return f"; the {row.earlier} figures before it lead one to expect about {told.number(row.history)}"


def _moved(told: Told) -> str:
    """The size of a change between the two figures of the sentence."""
    row = told.row
    size = size_text(row.compared_with, row.value, told.indicator, told.measure)
    return with_sign(row.value - row.compared_with, size)


def _worth(told: Told) -> str:
    """What both yardsticks say of a change."""
    row = told.row
    if row.level == "unusual":
        return "more than chance explains, and more than such figures usually move"
    if row.level == "real":
        return f"more than chance explains{_usual(row)}"
    if row.q_chance <= FALSE_SHARE and _is_slight(told):
        least = decimal_text(told.indicator.meaningful_change)
        return f"more than chance explains, but less than the {least}% that matters for it"
    if row.earlier > 1:
        return "no further from its earlier figures than chance can explain"
    return "chance alone can explain it"


def _usual(row: Any) -> str:
    if row.borrowed == "none":
        return "; too little is held to say how much such figures usually move"
    # Seldom, but not so seldom that among many figures it would stand out.
    if row.p_usual <= FALSE_SHARE:
        return ", but not clearly more than such figures usually move"
    return f", but figures like this often move so much in a {step_of(row)}"


def _is_slight(told: Told) -> bool:
    row = told.row
    return abs(row.value - row.compared_with) < told.indicator.meaningful_change / 100 * abs(row.compared_with)


def trend(told: Told) -> str:
    """Whether a figure rose or fell steadily, and over how many periods."""
    row = told.row
    many = f"the last {row.earlier + 1} {step_of(row)}s"
    if row.level == "ordinary":
        return f"{told.subject} shows no steady rise or fall over {many}: chance alone can explain how it moved"
    verb = {"up": "rose", "down": "fell"}.get(row.direction, "moved")
    # A line through all periods may point another way than its two ends.
    is_alike = (row.value > row.compared_with) == (row.direction == "up")
    is_shown = not isnan(row.compared_with) and told.compared != told.value
    since = f", from {told.compared} to {told.value}" if is_alike and is_shown else ""
    also = ", and more than such figures usually drift" if row.level == "unusual" else ""
    return f"{told.subject} {verb} steadily over {many}{since}: more than chance explains{also}"


def step_of(row: Any) -> str:
    """The time from one figure that was judged to the next: a year where a month is held against the same month."""
    try:
        days = (parse_period(row.period).ends - parse_period(row.against).ends).days
    except ValueError:
        return _STEPS.get(row.group, "period")
    steps = row.earlier if row.rule == "trend" else 1
    return "year" if days / max(1, steps) > 300 else _STEPS.get(row.group, "period")


def when(period: str) -> str:
    """A period in a sentence: `in 2015/16`, `on 31 March 2016`."""
    try:
        is_day = parse_period(period).type is PeriodType.SNAPSHOT
    except ValueError:
        is_day = False
    return f"{'on' if is_day else 'in'} {period}"


def control(told: Told) -> str:
    """Where the latest figure lies among its own ups and downs."""
    row = told.row
    average = "" if isnan(row.compared_with) else f" (average {told.compared})"
    if row.level == "ordinary":
        return f"{told.was} {when(row.period)}: within its usual ups and downs{average}"
    return f"{told.was} {when(row.period)}: {_PATTERNS.get(row.reason, 'outside its usual pattern')}{average}"
