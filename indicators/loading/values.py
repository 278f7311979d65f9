"""What people write in a cell and what it means: figures, symbols, periods, statuses, one reader each.

A reader takes the text of a cell and gives a `Reading`. It never raises: an error or a warning is words that
go on after the text, such as "is not exact; write the number alone".
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from indicators.periods import Period, parse_period
from indicators.returns.cells import tidy, with_hyphens
from indicators.returns.sheets import person_words as words


@dataclass(frozen=True)
class Reading:
    """The plain text of a cell, a symbol or status that it implies, and what to tell of it."""

    text: str = ""
    symbol: str = ""
    status: str = ""
    error: str = ""
    warning: str = ""


Reader = Callable[[str], Reading]

_LONGEST_NUMBER = 40
#: Longer texts are no periods, and not worth remembering whole.
_LONGEST_PERIOD = 100
_NUMBER = re.compile(
    r"([+-]?)£? ?((?:[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{0,2}(?: \d{3})+|\d+)(?:\.\d*)?|\.\d+)([eE][+-]?\d{1,2})?(?: ?%)?",
    re.ASCII,
)
_MARKED = re.compile(r"(.*\d ?%?) ?(?:\[([pr])\]|\(([pr])\)|([pr]))", re.ASCII | re.IGNORECASE)
_BRACKETED = re.compile(r"\[(.*)\]|\((.*)\)")
_HIDDEN = re.compile(
    r"(?:<|<=|≤|less than|fewer than|under|below) ?(\d{1,2})|(\d{1,2}) ?(?:-|to) ?(\d{1,2})", re.ASCII | re.IGNORECASE
)
#: Nobody hides numbers above this.
_LARGEST_HIDDEN = 20


def read_figure(text: str) -> Reading:
    """A figure as plain digits, or the symbol that stands for none."""
    if fault := _unreadable(text):
        return Reading(text, error=fault)
    plain = with_hyphens(tidy(text))
    return _symbol_of(plain) or _hidden(plain) or _number(plain) or Reading(text, error=words.advice(plain))


def read_part(text: str) -> Reading:
    """A numerator or denominator as plain digits; these have no symbols of their own."""
    reading = read_figure(text)
    if reading.symbol:
        return Reading(text, error=words.NO_SYMBOL_HERE)
    return Reading(text, error=words.NO_PERCENT_HERE) if "%" in text and not reading.error else reading


def read_symbol(text: str) -> Reading:
    """One of the symbols for a figure that is missing, from the letter or from other usual marks."""
    if fault := _unreadable(text):
        return Reading(text, error=fault)
    plain = with_hyphens(tidy(text))
    reading = Reading() if not plain else _symbol_of(plain) or _hidden(plain)
    return replace(reading, text=reading.symbol) if reading else Reading(text, error=words.NO_SYMBOL)


def read_status(text: str) -> Reading:
    """A status, from its word or its letter; '' stays '' and counts as final."""
    key = _unbracketed(tidy(text)).casefold().rstrip(".")
    if key in words.STATUSES:
        return Reading(words.STATUSES[key])
    return Reading(text, error=_unreadable(text) or "is not a status; write final, provisional or revised")


def read_period(text: str) -> Reading:
    """A period as the board writes it, from any usual spelling."""
    if fault := _unreadable(text):
        return Reading(text, error=fault)
    period = _period(with_hyphens(tidy(text))[:_LONGEST_PERIOD])
    return Reading(text, error=period) if isinstance(period, str) else Reading(period.label)


def read_name(text: str) -> Reading:
    """A code, name or title that must be there, with single spaces."""
    if fault := _unreadable(text):
        return Reading(text, error=fault)
    plain = tidy(text)
    return Reading(plain, error="" if plain else "is empty; it must be filled in")


def read_text(text: str) -> Reading:
    """Any text as it is; what looks like a formula or a web page is text too."""
    return Reading(text.strip(), error=_unreadable(text))


def _unbracketed(text: str) -> str:
    match = _BRACKETED.fullmatch(text)
    return (match[1] or match[2] or "").strip() if match else text


def _unreadable(text: str) -> str:
    """Control characters, halves of characters and what is no character at all cannot be stored or shown."""
    return words.UNREADABLE if any(_is_unreadable(mark) for mark in text) else ""


def _is_unreadable(mark: str) -> bool:
    return mark not in "\n\r\t" and (unicodedata.category(mark) in ("Cc", "Cs") or mark in "\ufffe\uffff")


def _symbol_of(plain: str) -> Reading | None:
    key = _unbracketed(plain).casefold().rstrip(".") or plain.casefold()
    if key in words.SYMBOLS:
        return Reading(symbol=key)
    key = plain.casefold().rstrip(".") or plain
    symbol = words.SYMBOL_WORDS.get(key, "")
    return Reading(symbol=symbol, warning=words.SYMBOL_WARNINGS[symbol]) if symbol else None


def _hidden(plain: str) -> Reading | None:
    match = _HIDDEN.fullmatch(plain)
    if not match or int(match[1] or match[3]) > _LARGEST_HIDDEN or int(match[2] or -1) >= int(match[3] or 0):
        return None
    return Reading(symbol="c", warning=words.HIDDEN_WARNING)


def _number(plain: str) -> Reading | None:
    """The digits of a number, with the status that a mark after it gives."""
    if not plain:
        return Reading()
    if plain.casefold() in words.ZEROS:
        return Reading("0", warning="is read as the number 0; write 0, or give a symbol if there is no figure")
    marked = _MARKED.fullmatch(plain)
    digits = marked[1].strip() if marked else plain
    match = _NUMBER.fullmatch(digits) if len(digits) <= _LONGEST_NUMBER else None
    if not match:
        return None
    sign, number, exponent = match.groups()
    value = Decimal(sign + number.replace(",", "").replace(" ", "") + (exponent or ""))
    mark = next(filter(None, marked.groups()[1:])).casefold() if marked else ""
    # There is no minus zero.
    return Reading(format(value if value else abs(value), "f"), status=words.STATUSES[mark])


@lru_cache(maxsize=4096)
def _period(plain: str) -> Period | str:
    """The period of a text, or what is wrong with it."""
    if not plain:
        return words.NO_PERIOD
    try:
        return parse_period(words.respelt_period(plain) or plain)
    except ValueError as error:
        return _meant(str(error)) or str(error)


def _meant(told: str) -> Period | None:
    """The period that a refusal names as the one meant; a year whose halves do not fit is no such thing."""
    match = re.fullmatch(r"is not a period; write (.+)", told)
    try:
        return parse_period(match[1]) if match else None
    except ValueError:
        return None
