"""Other usual spellings of periods, such as 2015-16, Apr 2015 and 31/03/2016, turned into the board's own."""

import re
from collections.abc import Callable

from indicators.months import MONTH_NAMES


def usual_spelling(text: str) -> str:
    """What a text would be as the board writes periods; empty where that is not clear."""
    for pattern, respelt in _RESPELLINGS:
        match = pattern.fullmatch(text)
        if match:
            return " ".join(respelt(*match.groups()).split())
    return ""


def _date(day: str, month: str, year: str) -> str:
    return f"{int(day)} {MONTH_NAMES[int(month) - 1]} {year}" if 1 <= int(month) <= 12 else ""


def _month_or_date(day: str | None, start: str, year: str) -> str:
    name = next(name for name in MONTH_NAMES if name.startswith(start[:3].capitalize()))
    return f"{day or ''} {name} {year}"


_FLAGS = re.ASCII | re.IGNORECASE
_MONTH = "(" + "|".join(f"{name[:3]}|{name}" for name in ("Sept", *MONTH_NAMES)) + ")"
_RESPELLINGS: tuple[tuple[re.Pattern[str], Callable[..., str]], ...] = (
    # British order: 31/03/2016 is in March.
    (re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", _FLAGS), _date),
    (re.compile(r"(\d{4})-(\d{2})-(\d{2})", _FLAGS), lambda year, month, day: _date(day, month, year)),
    (
        re.compile(r"(?:FY ?)?(\d{4}) ?[-/–] ?(?:\d{2})?(\d{2})(?:,? ?(Q[1-4]))?", _FLAGS),
        lambda first, second, quarter: f"{first}/{second} {(quarter or '').upper()}",
    ),
    (re.compile(rf"(?:(\d{{1,2}})(?:st|nd|rd|th)? )?{_MONTH} (\d{{4}})", _FLAGS), _month_or_date),
)
