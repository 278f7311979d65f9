"""The words that people write instead of a figure, a period or a status, and what is said to them about it."""

import re
from collections.abc import Callable

from indicators.months import MONTH_NAMES
from indicators.respelling import usual_spelling

SYMBOLS = ("c", "x", "z", "u", "low", "k")
SYMBOL_WORDS = {
    **dict.fromkeys(("not applicable", "not relevant"), "z"),
    **dict.fromkeys(
        (
            *("-", "--", "---", "..", "...", "…", ":", "?", "not available", "unavailable", "no data", "no figure"),
            *("tbc", "tba", "to be confirmed", "to follow", "awaited", "awaiting data", "pending", "unknown"),
            *("not known", "not recorded", "not collected", "missing", "no return"),
            # It may stand for "not available" or "not applicable": x claims less, and publishers' files are read so.
            *("n/a", "na", "n.a"),
            # What programs write where they have no value; "None" is one of these too, and no 0.
            *("none", "null", "<null>", "(null)"),
        ),
        "x",
    ),
    **dict.fromkeys(("*", "**", "suppressed", "confidential", "redacted", "withheld"), "c"),
}
SYMBOL_WARNINGS = {
    "c": "is read as the symbol c (hidden because it is small); write c under Symbol",
    "x": "is read as the symbol x (not available); write x under Symbol, or 0 if it is a true zero",
    "z": "is read as the symbol z (not applicable); write x under Symbol if the figure is not available, "
    "or 0 if it is a true zero",
}
HIDDEN_WARNING = (
    "is read as the symbol c (hidden because it is small); write c under Symbol, or the true number if it may be known"
)
ZEROS = ("nil", "zero")
STATUSES = {
    "": "",
    **dict.fromkeys(("final", "f"), "final"),
    **dict.fromkeys(("provisional", "p", "prov"), "provisional"),
    **dict.fromkeys(("revised", "r", "rev"), "revised"),
}

UNREADABLE = "holds a character that cannot be shown; delete what is in the cell and type it again"
UNCOMPUTED = "is a formula without a result; open the file in Excel, save it, send it again, or write the number"
MERGED = "is in merged cells, so it is not clear whose figure it is; unmerge them and write each figure in its own cell"
NO_PERIOD = "is empty; write a period such as 2015/16 in the row, or beside 'Period' above the table"
NO_SYMBOL = "is not a symbol; write c, x, z, u, low or k"
NO_SYMBOL_HERE = "is not a number; leave numerator and denominator empty and write c, x or z under Symbol"
NO_PERCENT_HERE = "is a percentage; write the count itself, or the percentage under Figure"
OTHER_SYMBOL = "is not the symbol that stands under Symbol; keep one of the two"
OTHER_STATUS = "is marked otherwise than under Status; keep one of the two"
_NO_NUMBER = "is not a number; write digits only, such as 1234.5, or leave it empty and give a symbol"

_MONTH = "(?:" + "|".join(MONTH_NAMES) + ")"
#: What a text that is no figure looks like -> what to write instead; the first that fits is told.
_ADVICE = tuple(
    (re.compile(pattern, re.ASCII | re.IGNORECASE | re.DOTALL), message)
    for pattern, message in (
        (r"#[A-Z0-9/_]+[?!]?", "is an error of Excel; mend the formula, or write the number"),
        (
            rf"(\d{{1,2}} )?{_MONTH} \d{{4}}.*",
            "is a date, which Excel may have made of what was typed; set the cell's format to General and write "
            "the number again",
        ),
        (
            r"(about|approx\.?|approximately|around|circa|c\.?|ca\.?|est\.?|nearly|over|~) ?[\d.,]+"
            r"|[\d.,]+ ?(ish|approx\.?|est\.?|\+)",
            "is not exact; write the number alone, and in the note that it is an estimate",
        ),
        (r"[\d.,]+ ?\([\d.,% ]+\)", "holds two numbers; write one alone, and the other in the note"),
        (
            r"[\d,]+ ?(/|of|out of) ?[\d,]+",
            "is a part of a whole; write the first number under Numerator and the second under Denominator",
        ),
        (r"[\d.,]+ ?(-|to) ?[\d.,]+%?", "is a range; write one number, or a symbol if it cannot be told"),
        (r"[<>≤≥]=? ?[\d.,]+%?", "is a limit; write the number itself, or a symbol if it cannot be told"),
        # Lists take these; files that programs write do not.
        (r"[1-9]\d{0,2}(,\d{3})+(\.\d+)?", "has commas; write thousands as 1234, with digits only"),
        (
            r"[\d.]+,[\d.,]*\d",
            "has a comma that is no thousands separator; write a decimal with a point, such as 12.34, "
            "and thousands as 1234",
        ),
        (
            r"[‐‑‒–—−] ?[\d.,]+%?",
            "begins with a dash; write a minus sign, the hyphen of the keyboard, before the number",
        ),
        (r"=.*", "is a formula written as text; write its result"),
    )
)


def advice(plain: str) -> str:
    """What is wrong with a text where a figure should stand, and what to write instead."""
    return next((message for pattern, message in _ADVICE if pattern.fullmatch(plain)), _NO_NUMBER)


def respelt_period(plain: str) -> str:
    """A period in one of more spellings as the board writes it; '' for any other text."""
    for pattern, respelt in _PERIODS:
        match = pattern.fullmatch(plain)
        if match:
            return respelt(*match.groups())
    return ""


def _quarter(years: str, quarter: str) -> str:
    return usual_spelling(f"{years} Q{quarter}") or f"{years} Q{quarter}"


def _month(name: str, year: str) -> str:
    # Excel reads two digits as this century up to 29; no return is older than its own century.
    return usual_spelling(f"{name} 20{year}")


_YEARS = r"(?:FY ?)?(\d{4} ?[-/–] ?(?:\d{2})?\d{2})"
_QUARTER = r"Q(?:uarter|tr)? ?([1-4])"
_PERIODS: tuple[tuple[re.Pattern[str], Callable[..., str]], ...] = tuple(
    (re.compile(pattern, re.ASCII | re.IGNORECASE), respelt)
    for pattern, respelt in (
        (rf"{_QUARTER},? (?:of )?{_YEARS}", lambda quarter, years: _quarter(years, quarter)),
        (rf"{_YEARS},? {_QUARTER}", _quarter),
        (r"([A-Z]{3,9})[-']\'?(\d{2})", _month),
        # What a program writes for a date in a CSV file.
        (r"(\d{4}-\d{2}-\d{2})[T ]00:00(?::00)?", usual_spelling),
        (r"(\d{1,2})-(\d{1,2})-(\d{4})", lambda day, month, year: usual_spelling(f"{day}/{month}/{year}")),
        (r"as at (.+)", lambda rest: usual_spelling(rest) or rest),
    )
)
