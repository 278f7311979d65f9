"""What people write in a cell of a return and what it means: figures, symbols, periods and statuses, a reader each.

A reader never raises: it gives the plain text, and an error or a warning that goes on after the text, such as "is
not exact; write the number alone".
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from indicators.catalogue.periods import MONTH_NAMES, Period, parse_period
from indicators.catalogue.symbols import SYMBOLS
from indicators.loading.cells import tidy_text, with_hyphens

SYMBOL_SPELLINGS = {
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
SUPPRESSED_WARNING = (
    "is read as the symbol c (hidden because it is small); write c under Symbol, or the true number if it may be known"
)
ZEROS = ("nil", "zero")
STATUS_SPELLINGS = {
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


@dataclass(frozen=True)
class ParsedCell:
    """The plain text of a cell, a symbol or status that it implies, and what to tell of it."""

    text: str = ""
    symbol: str = ""
    status: str = ""
    error: str = ""
    warning: str = ""


ValueReader = Callable[[str], ParsedCell]

_LONGEST_NUMBER = 40
#: Longer texts are no periods, and not worth remembering whole.
_LONGEST_PERIOD = 100
_NUMBER = re.compile(
    r"([+-]?)£? ?((?:[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{0,2}(?: \d{3})+|\d+)(?:\.\d*)?|\.\d+)([eE][+-]?\d{1,2})?(?: ?%)?",
    re.ASCII,
)
_MARKED = re.compile(r"(.*\d ?%?) ?(?:\[([pr])\]|\(([pr])\)|([pr]))", re.ASCII | re.IGNORECASE)
_BRACKETED = re.compile(r"\[(.*)\]|\((.*)\)")
_SUPPRESSED = re.compile(
    r"(?:<|<=|≤|less than|fewer than|under|below) ?(\d{1,2})|(\d{1,2}) ?(?:-|to) ?(\d{1,2})", re.ASCII | re.IGNORECASE
)
#: Nobody hides numbers above this.
_LARGEST_SUPPRESSED = 20


def read_figure(text: str) -> ParsedCell:
    """A figure as plain digits, or the symbol that stands for none."""
    if fault := _unreadable(text):
        return ParsedCell(text, error=fault)
    plain = with_hyphens(tidy_text(text))
    return _symbol_of(plain) or _suppressed(plain) or _number(plain) or ParsedCell(text, error=advice(plain))


def read_part(text: str) -> ParsedCell:
    """A numerator or denominator as plain digits; these have no symbols of their own."""
    reading = read_figure(text)
    if reading.symbol:
        return ParsedCell(text, error=NO_SYMBOL_HERE)
    return ParsedCell(text, error=NO_PERCENT_HERE) if "%" in text and not reading.error else reading


def read_symbol(text: str) -> ParsedCell:
    """One of the symbols for a figure that is missing, from the letter or from other usual marks."""
    if fault := _unreadable(text):
        return ParsedCell(text, error=fault)
    plain = with_hyphens(tidy_text(text))
    reading = ParsedCell() if not plain else _symbol_of(plain) or _suppressed(plain)
    return replace(reading, text=reading.symbol) if reading else ParsedCell(text, error=NO_SYMBOL)


def read_status(text: str) -> ParsedCell:
    """A status, from its word or its letter; '' stays '' and counts as final."""
    key = _unbracketed(tidy_text(text)).casefold().rstrip(".")
    if key in STATUS_SPELLINGS:
        return ParsedCell(STATUS_SPELLINGS[key])
    return ParsedCell(text, error=_unreadable(text) or "is not a status; write final, provisional or revised")


def read_period(text: str) -> ParsedCell:
    """A period as the board writes it, from any usual spelling."""
    if fault := _unreadable(text):
        return ParsedCell(text, error=fault)
    period = _period(with_hyphens(tidy_text(text))[:_LONGEST_PERIOD])
    return ParsedCell(text, error=period) if isinstance(period, str) else ParsedCell(period.label)


def read_name(text: str) -> ParsedCell:
    """A code, name or title that must be there, with single spaces."""
    if fault := _unreadable(text):
        return ParsedCell(text, error=fault)
    plain = tidy_text(text)
    return ParsedCell(plain, error="" if plain else "is empty; it must be filled in")


def read_text(text: str) -> ParsedCell:
    """Any text as it is; what looks like a formula or a web page is text too."""
    return ParsedCell(text.strip(), error=_unreadable(text))


def _unbracketed(text: str) -> str:
    match = _BRACKETED.fullmatch(text)
    return (match[1] or match[2] or "").strip() if match else text


def _unreadable(text: str) -> str:
    """Control characters, halves of characters and what is no character at all cannot be stored or shown."""
    return UNREADABLE if any(_is_unreadable(mark) for mark in text) else ""


def _is_unreadable(mark: str) -> bool:
    return mark not in "\n\r\t" and (unicodedata.category(mark) in ("Cc", "Cs") or mark in "\ufffe\uffff")


def _symbol_of(plain: str) -> ParsedCell | None:
    key = _unbracketed(plain).casefold().rstrip(".") or plain.casefold()
    if key in SYMBOLS:
        return ParsedCell(symbol=key)
    key = plain.casefold().rstrip(".") or plain
    symbol = SYMBOL_SPELLINGS.get(key, "")
    return ParsedCell(symbol=symbol, warning=SYMBOL_WARNINGS[symbol]) if symbol else None


def _suppressed(plain: str) -> ParsedCell | None:
    match = _SUPPRESSED.fullmatch(plain)
    if not match or int(match[1] or match[3]) > _LARGEST_SUPPRESSED or int(match[2] or -1) >= int(match[3] or 0):
        return None
    return ParsedCell(symbol="c", warning=SUPPRESSED_WARNING)


def _number(plain: str) -> ParsedCell | None:
    """The digits of a number, with the status that a mark after it gives."""
    if not plain:
        return ParsedCell()
    if plain.casefold() in ZEROS:
        return ParsedCell("0", warning="is read as the number 0; write 0, or give a symbol if there is no figure")
    marked = _MARKED.fullmatch(plain)
    digits = marked[1].strip() if marked else plain
    match = _NUMBER.fullmatch(digits) if len(digits) <= _LONGEST_NUMBER else None
    if not match:
        return None
    sign, number, exponent = match.groups()
    value = Decimal(sign + number.replace(",", "").replace(" ", "") + (exponent or ""))
    mark = next(filter(None, marked.groups()[1:])).casefold() if marked else ""
    # There is no minus zero.
    return ParsedCell(format(value if value else abs(value), "f"), status=STATUS_SPELLINGS[mark])


@lru_cache(maxsize=4096)
def _period(plain: str) -> Period | str:
    """The period of a text, or what is wrong with it."""
    if not plain:
        return NO_PERIOD
    try:
        return parse_period(plain)
    except ValueError as error:
        return _suggested_period(str(error)) or str(error)


def _suggested_period(refusal: str) -> Period | None:
    """The period that a refusal names as the one meant; a year whose halves do not fit is no such thing."""
    match = re.fullmatch(r"is (?:not a period|a whole [a-z ]+|one year); write (.+)", refusal)
    try:
        return parse_period(match[1]) if match else None
    except ValueError:
        return None
