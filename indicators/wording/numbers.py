"""Numbers and changes in plain English."""

import math

from indicators.catalogue.indicators import POLARITY_SIGNS, Indicator
from indicators.catalogue.symbols import SYMBOLS
from indicators.figures import Series
from indicators.figures.latest import LatestFigure
from indicators.rounding import decimal_text, round_half_up

SYMBOL_TEXTS = {code: symbol.meaning for code, symbol in SYMBOLS.items()}
NO_FIGURE = "–"
_YEARS_IN_WORDS = {2: "two", 3: "three", 4: "four", 5: "five"}
ARROWS = {"up": "▲", "down": "▼", "same": "="}
#: Below this a percentage of a count misleads: 2 to 8 is "up 6", not "up 300%".
FEWEST_FOR_PERCENTAGE = 30


def symbol_text(symbol: str) -> str:
    """A symbol as published tables print it, or a dash where there is nothing at all."""
    return f"[{symbol}]" if symbol else NO_FIGURE


def value_text(value: float | None, series: Series, symbol: str = "") -> str:
    """A figure of a series as a reader sees it: 12,773 or 31% or 939 or [c]."""
    if value is None or math.isnan(value):
        return symbol_text(symbol)
    return number_text(value, series.indicator, series.measure)


def number_text(value: float, indicator: Indicator, measure: str = "value") -> str:
    """A number of an indicator in one of its measures, rounded half up."""
    suffix = "%" if measure == "value" and indicator.is_percentage else ""
    return decimal_text(value, _decimals(value, indicator, measure)) + suffix


def _decimals(value: float, indicator: Indicator, measure: str) -> int:
    """How many decimals a number of an indicator is shown with."""
    if measure == "rate":
        return 0 if abs(value) >= 100 else 1
    return 0 if measure == "index" else indicator.decimals


def change_text(movement: LatestFigure) -> str:
    """How much a figure moved: `13%`, `5 points` for percentages, `6` for small counts, tiny changes and rates that
    rest on few cases; no sign.
    """
    if movement.change is None or movement.previous is None or movement.value is None:
        return ""
    series = movement.series
    return size_text(
        movement.previous, movement.value, series.indicator, series.measure, rest_on_few=_is_rate_of_few(movement)
    )


def are_few_cases(*cases: float) -> bool:
    """Whether one of some numbers of cases, NaN for unknown, is too small for a percentage of what rests on it."""
    return not all(number >= FEWEST_FOR_PERCENTAGE for number in cases)


def _is_rate_of_few(movement: LatestFigure) -> bool:
    """Whether a rate, or the one that it moved from, rests on few cases, or on nobody says how many."""
    series = movement.series
    if series.measure != "rate" and not series.indicator.is_rate:
        return False
    compared = series.points["period"].isin([movement.period, movement.previous_period])
    return are_few_cases(*series.points.loc[compared, "numerator"])


def size_text(
    before: float, now: float, indicator: Indicator, measure: str = "value", *, rest_on_few: bool = False
) -> str:
    """How far two figures are apart, in the words of `change_text`."""
    difference = abs(now - before)
    if indicator.is_percentage and measure == "value":
        return points_text(shown_distance(before, now, indicator.decimals), indicator)
    percent = difference / before * 100 if before else 0.0
    # Of 470 children one is no percentage at all.
    if rest_on_few or percentage_misleads(before, now, indicator, measure) or percent < 0.5:
        decimals = _decimals(max(before, now, key=abs), indicator, measure)
        return distance_text(shown_distance(before, now, decimals), decimals)
    return f"{decimal_text(percent, 0)}%"


def shown_distance(before: float, now: float, decimals: int) -> float:
    """How far two numbers are apart as they are shown: from 70% to 69% is one point, though two were rounded away.

    What is less than the last digit stays what it is, as 31.4 and 31.6, which are shown as 31 and 32.
    """
    distance = abs(now - before)
    shown = round(abs(float(round_half_up(now, decimals)) - float(round_half_up(before, decimals))), 9)
    return shown if shown and float(round_half_up(distance, decimals)) else distance


def distance_text(difference: float, decimals: int) -> str:
    """How far two numbers are apart; `less than 1` or `less than 0.1` where rounding would leave nothing of it."""
    text = decimal_text(difference, decimals)
    if not difference or any(figure in text for figure in "123456789"):
        return text
    return f"less than {decimal_text(10.0**-decimals, decimals)}"


def points_text(difference: float, indicator: Indicator) -> str:
    """Percentage points: `1 point`, `2.5 points`."""
    points = distance_text(difference, indicator.decimals)
    return f"{points} point" if points.removeprefix("less than ") == "1" else f"{points} points"


def percentage_misleads(before: float, now: float, indicator: Indicator, measure: str) -> bool:
    """Whether figures are plain numbers of which a percentage misleads: 2 to 8 is up 6, not up 300%."""
    return measure == "value" and indicator.kind == "count" and min(before, now) < FEWEST_FOR_PERCENTAGE


def movement_direction(movement: LatestFigure) -> str:
    """`up`, `down`, `same` as shown after rounding, or `` where there is nothing to compare with."""
    if movement.change is None:
        return ""
    before = value_text(movement.previous, movement.series)
    now = value_text(movement.value, movement.series)
    if before == now:
        return "same"
    return "up" if movement.change > 0 else "down"


def better_or_worse(movement: LatestFigure) -> str:
    """`better` or `worse` by the indicator's polarity, or `` where it has none or nothing moved."""
    direction = {"up": 1, "down": -1}.get(movement_direction(movement), 0)
    return {1: "better", -1: "worse"}.get(direction * POLARITY_SIGNS[movement.series.indicator.polarity], "")


def movement_text(movement: LatestFigure, *, with_reading: bool = True) -> str:
    """The change in words: `down 13% since 2014/15`, `no change since 2014/15`, `no earlier figure to compare`.

    With `with_reading` also whether that is better or worse, which only a change that is more than chance may be.
    """
    moved = movement_direction(movement)
    if not moved:
        return "no earlier figure to compare"
    if moved == "same":
        return f"no change since {movement.previous_period}"
    words = f"{moved} {change_text(movement)} since {movement.previous_period}"
    reading = better_or_worse(movement) if with_reading else ""
    return f"{words} ({reading})" if reading else words


def pooled_phrase(years_together: int) -> str:
    """What is said behind a subject whose figures are sums of years: `, three years together`; empty for one year."""
    return f", {_YEARS_IN_WORDS[years_together]} years together" if years_together > 1 else ""


def count_text(number: int, word: str) -> str:
    """A number of things: `1 figure`, `4,177 figures`."""
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"
