"""The size of what was found, signed and in its unit."""

from math import isnan
from typing import Any

from indicators.definitions import Indicator
from indicators.rounding import decimal_text
from indicators.wording import apart_text, points_text


def effect_text(row: Any, indicator: Indicator) -> str:
    """The size of what was found, signed: `+26%`, `−1 point`; `` where there is none."""
    return "" if isnan(row.effect) else signed(row.effect, row.effect_unit, indicator)


def interval_text(row: Any, indicator: Indicator) -> str:
    """The range in which chance leaves the size: `+14% to +39%`, `−2 to 0 points`, open at an unknown end."""
    low, high = row.effect_lower, row.effect_upper
    if isnan(low) and isnan(high):
        return ""
    if isnan(high):
        return f"{_end(low, row.effect_unit, indicator)} or more"
    upper = _end(high, row.effect_unit, indicator)
    if isnan(low):
        return f"{upper} or less"
    return f"{_end(low, row.effect_unit, indicator).partition(' ')[0]} to {upper}"


def _end(size: float, unit: str, indicator: Indicator) -> str:
    """An end of a range, signed: one near nought is nought."""
    number = decimal_text(abs(size), 0 if unit == "%" else indicator.decimals)
    words = {"%": "%", "points": " point" if number == "1" else " points"}.get(unit, "")
    return with_sign(size, number + words)


def signed(size: float, unit: str, indicator: Indicator) -> str:
    """A size with its sign, none for 0; `unit` is `%`, `points` or empty for plain numbers."""
    return with_sign(size, unsigned(size, unit, indicator))


def with_sign(size: float, text: str) -> str:
    """The text of a size with its sign; none for 0, nor for what is too small to be shown."""
    has_none = text.startswith("less than") or not any(figure in text for figure in "123456789")
    return text if has_none else sign(size) + text


def sign(size: float) -> str:
    """A plus, or a true minus."""
    return "−" if size < 0 else "+"


def unsigned(size: float, unit: str, indicator: Indicator) -> str:
    """A size without its sign."""
    if unit == "%":
        return f"{apart_text(abs(size), 0)}%"
    if unit == "points":
        return points_text(abs(size), indicator)
    return apart_text(abs(size), indicator.decimals)
