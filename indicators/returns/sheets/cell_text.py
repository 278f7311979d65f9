"""The text that a person reads in a cell of a workbook, from its value and the way it is shown."""

import math
import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from indicators.months import MONTH_NAMES, day_text

#: Words in quotation marks, colours and currencies in brackets, and marks that stand for themselves.
_NOT_CODES = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
#: Excel's way of writing marks that XML cannot hold; a pasted line end becomes _x000D_.
_CONTROL = re.compile("_x(00[01][0-9A-Fa-f])_")
_PERCENT_DIGITS = 10


def cell_text(value: Any, number_format: str = "General") -> str:
    """A value as text: 1234, 0.5, 12 for 12%, 31 March 2016, April 2015, TRUE, #REF!; '' for none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, (int, float)):
        return _number_text(value, number_format)
    if isinstance(value, (date, time)):
        return _time_text(value, number_format)
    if isinstance(value, timedelta):
        return str(value)
    return _CONTROL.sub(lambda match: chr(int(match[1], 16)), str(value))


def _number_text(value: float, number_format: str) -> str:
    if "%" in _codes(number_format) and math.isfinite(value):
        # 0.07 times 100 is 7.000000000000001 in binary.
        value = float(f"{value * 100:.{_PERCENT_DIGITS}g}")
    if isinstance(value, int):
        return str(value)
    if not math.isfinite(value):
        return str(value)
    text = format(Decimal(repr(value)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _time_text(value: date | time, number_format: str) -> str:
    if isinstance(value, time):
        return value.strftime("%H:%M:%S") if value.second else value.strftime("%H:%M")
    codes = _codes(number_format)
    if "d" not in codes and "y" in codes:
        # What was typed as Apr-15 or 2015 has become a date, but shows no day.
        return f"{MONTH_NAMES[value.month - 1]} {value.year}" if "m" in codes else str(value.year)
    text = day_text(value)
    shows_time = isinstance(value, datetime) and "h" in codes and value.time() != time()
    return f"{text} {value.strftime('%H:%M')}" if shows_time else text


def _codes(number_format: str) -> str:
    """The codes of a format that say what is shown, lower case."""
    return _NOT_CODES.sub("", number_format or "").lower()
