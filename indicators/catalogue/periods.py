"""Periods of time as the board writes them, `2015/16`, `2015/16 Q1`, `April 2015`, `31 March 2016`, and months and
financial years to reckon with.

Financial years run from April to March and Q1 is April to June. A label is derived from the type and the two dates;
parsing gives the same period back, and other usual spellings are turned into the board's own.
"""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

MONTH_NAMES = tuple(calendar.month_name)[1:]
MONTHS_A_YEAR = 12


def financial_year_start(day: date) -> date:
    """The 1 April that begins the financial year of a day."""
    return date(day.year if day.month >= 4 else day.year - 1, 4, 1)


def add_months(day: date, months: int) -> date:
    """The first day of the month some months later."""
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, 1)


def last_day(day: date) -> date:
    """The last day of a day's month."""
    return date(day.year, day.month, calendar.monthrange(day.year, day.month)[1])


def months_between(starts: date, ends: date) -> int:
    """How many months two days touch, both counted: 1 within one month."""
    return (ends.year - starts.year) * 12 + ends.month - starts.month + 1


def same_day_next_year(day: date) -> date:
    """The day a year later; 28 February for 29 February."""
    if (day.month, day.day) == (2, 29):
        return date(day.year + 1, 2, 28)
    return date(day.year + 1, day.month, day.day)


def day_text(day: date) -> str:
    """A day as the board writes it: `31 March 2016`."""
    return f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}"


def _standard_spelling(text: str) -> str:
    """What a text would be as the board writes periods; empty where that is not clear."""
    for pattern, respelt in _RESPELLINGS:
        match = pattern.fullmatch(text)
        if match:
            return " ".join(respelt(*match.groups()).split())
    return ""


def _date(day: str, month: str, year: str) -> str:
    return f"{int(day)} {MONTH_NAMES[int(month) - 1]} {_whole_year(year)}" if 1 <= int(month) <= 12 else ""


def _month_or_date(day: str | None, name: str, year: str) -> str:
    return f"{day or ''} {_whole_month(name)} {_whole_year(year)}"


def _whole_month(name: str) -> str:
    return next(whole for whole in MONTH_NAMES if whole.startswith(name[:3].capitalize()))


def _whole_year(year: str) -> str:
    # 98 is no year to come.
    return year if len(year) == 4 else f"{20 if int(year) < _LAST_CENTURY else 19}{year}"


def _year_or_quarter(first: str, second: str, quarter: str = "") -> str:
    """Two digits are a year only beside the next: `09/10` may be a month or a day."""
    if len(first) == 2 and (int(first) <= len(MONTH_NAMES) or int(second) != int(first) + 1):
        return ""
    return f"{_whole_year(first)}/{second} {f'Q{quarter}' if quarter else ''}"


def _school_year(first: str, second: str) -> str:
    years = _year_or_quarter(first, second)
    return f"Academic year {years}" if years else ""


def _month_or_year(year: str, month: str) -> str:
    """`2026-09` is a month; `2011-12` is a year, as the board writes years."""
    if int(month) == (int(year) + 1) % 100:
        return f"{year}/{month}"
    return f"{MONTH_NAMES[int(month) - 1]} {year}"


def _month_range(first: str, first_year: str | None, last: str, last_year: str) -> str:
    """A range of months by the name that it has: `Jul-Sep 2026` is a quarter, `Nov-Jan 2026` begins the year before."""
    first, last, last_year = _whole_month(first), _whole_month(last), _whole_year(last_year)
    crosses = MONTH_NAMES.index(first) > MONTH_NAMES.index(last)
    starts = date(int(_whole_year(first_year or str(int(last_year) - crosses))), MONTH_NAMES.index(first) + 1, 1)
    ends = last_day(date(int(last_year), MONTH_NAMES.index(last) + 1, 1))
    return months_from(starts, months_between(starts, ends)).label if starts <= ends else ""


def _year_to(day: str | None, name: str, year: str) -> str:
    """The twelve months up to the end of one."""
    ends = last_day(date(int(_whole_year(year)), MONTH_NAMES.index(_whole_month(name)) + 1, 1))
    if day and int(day) != ends.day:
        return ""
    return months_from(add_months(ends, 1 - MONTHS_A_YEAR), MONTHS_A_YEAR).label


def _half(number: str, first: str, second: str) -> str:
    starts = add_months(date(int(_whole_year(first)), 4, 1), 6 * (int(number) - 1))
    return months_from(starts, 6).label if _year_or_quarter(first, second) else ""


#: Two digits from here on are a year of the last century.
_LAST_CENTURY = 70
_FLAGS = re.ASCII | re.IGNORECASE
_ANY_MONTH = "(" + "|".join(f"{name[:3]}|{name}" for name in ("Sept", *MONTH_NAMES)) + ")"
_ANY_YEAR = r"(\d{4}|\d{2})"
_FOUR_DIGITS = r"((?:19|20|21)\d{2})"
_FINANCIAL = r"(?:(?:FY|financial year) ?)?(\d{4}|\d{2}) ?[-/–] ?(?:\d{2})?(\d{2})"
_QUARTER = r"Q(?:uarter|tr)? ?([1-4])"
_BARE_QUARTER = re.compile(rf"(?:{_QUARTER},? (?:of )?{_FOUR_DIGITS}|{_FOUR_DIGITS},? {_QUARTER})", _FLAGS)
_TO = r" ?(?:[-–]|to) ?"
_DAY = r"(?:(\d{1,2})(?:st|nd|rd|th)? )?"
_RESPELLINGS: tuple[tuple[re.Pattern[str], Callable[..., str]], ...] = tuple(
    (re.compile(pattern, _FLAGS), respelt)
    for pattern, respelt in (
        # British order: 31/03/2016 is in March.
        (r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", _date),
        # With hyphens two digits may as well be the year in front.
        (r"(\d{1,2})[/.](\d{1,2})[/.](\d{2})", _date),
        # With the time that a program writes for a date in a CSV file.
        (r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00)?)?", lambda year, month, day: _date(day, month, year)),
        (r"(\d{4})-(0[1-9]|1[0-2])", _month_or_year),
        (r"(0?[1-9]|1[0-2])[/.-](\d{4})", lambda month, year: f"{MONTH_NAMES[int(month) - 1]} {year}"),
        (_FINANCIAL, _year_or_quarter),
        (f"{_FINANCIAL} financial year", _year_or_quarter),
        (f"{_FINANCIAL},? ?{_QUARTER}", _year_or_quarter),
        (f"{_QUARTER},? (?:of )?{_FINANCIAL}", lambda quarter, first, second: _year_or_quarter(first, second, quarter)),
        (f"(?:A(?:cademic )?Y(?:ear)?|school year) ?{_FINANCIAL}", _school_year),
        (f"{_FINANCIAL} (?:academic|school) year", _school_year),
        (rf"H([12]),? {_FINANCIAL}", _half),
        (rf"(?:as at |at )?{_DAY}{_ANY_MONTH},? (\d{{4}})", _month_or_date),
        (rf"(\d{{1,2}})[ -]{_ANY_MONTH}[ -]{_ANY_YEAR}", _month_or_date),
        (rf"{_ANY_MONTH}[-'’]+{_ANY_YEAR}", lambda name, year: _month_or_date("", name, year)),
        (rf"{_ANY_MONTH}(?: {_ANY_YEAR})?{_TO}{_ANY_MONTH} {_ANY_YEAR}", _month_range),
        (rf"year (?:to|ending|ended) (?:the end of )?{_DAY}{_ANY_MONTH} {_ANY_YEAR}", _year_to),
    )
)  # fmt: skip


_ACCEPTED = (
    "write 2015/16, 2015/16 Q1, April 2015, 31 March 2016, 2014, Academic year 2015/16, December 2015 to March 2016 or "
    "2013/14 to 2015/16"
)


class PeriodType(StrEnum):
    """The kinds of period; a snapshot is a single date."""

    MONTH = "month"
    QUARTER = "quarter"
    FINANCIAL_YEAR = "financial_year"
    SNAPSHOT = "snapshot"
    CALENDAR_YEAR = "calendar_year"
    ACADEMIC_YEAR = "academic_year"
    MONTHS = "months"


#: What a reader chooses from; a figure at 31 March stands with the years.
PERIOD_GROUPS = {
    "year": (
        PeriodType.FINANCIAL_YEAR,
        PeriodType.SNAPSHOT,
        PeriodType.CALENDAR_YEAR,
        PeriodType.ACADEMIC_YEAR,
    ),
    "quarter": (PeriodType.QUARTER,),
    "month": (PeriodType.MONTH,),
    "other": (PeriodType.MONTHS,),
}


@dataclass(frozen=True, order=True)
class Period:
    """A stretch of time with its first and last day; ordered by its last day."""

    ends: date
    starts: date
    type: PeriodType

    @property
    def label(self) -> str:
        """The period as the board writes it."""
        return _LABELS[self.type](self.starts, self.ends)

    @property
    def phrase(self) -> str:
        """The period within a sentence: `the academic year 2015/16`, others as the board writes them."""
        return f"the {self.label[:1].lower()}{self.label[1:]}" if self.type is PeriodType.ACADEMIC_YEAR else self.label

    def next(self) -> "Period":
        """The adjacent period of the same type and length; a snapshot's next is a year later."""
        if self.type is PeriodType.SNAPSHOT:
            day = same_day_next_year(self.ends)
            return Period(day, day, self.type)
        months = months_between(self.starts, self.ends)
        starts = self.ends + timedelta(days=1)
        return Period(last_day(add_months(starts, months - 1)), starts, self.type)


def population_year(starts: date, period_type: str) -> int:
    """The mid-year whose population a period's rate is taken of: of the year in which its financial year starts."""
    return starts.year - (starts.month < 4 and period_type != PeriodType.CALENDAR_YEAR)


def financial_year_of(day: date) -> Period:
    """The financial year that a day lies in."""
    starts = financial_year_start(day)
    return Period(date(starts.year + 1, 3, 31), starts, PeriodType.FINANCIAL_YEAR)


def quarter_of(day: date) -> Period:
    """The quarter of a financial year that a day falls into."""
    starts = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    return Period(last_day(add_months(starts, 2)), starts, PeriodType.QUARTER)


def months_from(starts: date, months: int) -> Period:
    """Some whole months from a first day, as the kind of period that they are: a quarter and a year have names."""
    ends = last_day(add_months(starts, months - 1))
    for named, (length, begins) in _NAMED_RANGES.items():
        if months == length and (starts.month - begins) % length == 0:
            return Period(ends, starts, named)
    return Period(ends, starts, PeriodType.MONTHS)


def parse_period(text: str) -> Period:
    """Read a label; raises ValueError with what to write instead."""
    cleaned = " ".join(text.split())
    period = _parsed(cleaned)
    if period:
        return period
    if quarter := _BARE_QUARTER.fullmatch(cleaned):
        number, year = int(quarter[1] or quarter[4]), int(quarter[2] or quarter[3])
        financial = Period(*_quarter_days(year, number), PeriodType.QUARTER)
        of_calendar = quarter_of(date(year, 3 * number - 2, 1))
        raise ValueError(
            f"is not a period; quarters are those of financial years: write {financial.label} "
            f"({_range_label(financial.starts, financial.ends)}), or if those of the calendar year are meant "
            f"{of_calendar.label}"
        )
    meant = _read_usual(cleaned)
    raise ValueError(f"is not a period; {f'write {meant.label}' if meant else _ACCEPTED}")


def parse_usual_spelling(text: str) -> Period:
    """Read a label in any usual spelling, such as `2015-16`; raises ValueError with what to write instead."""
    cleaned = " ".join(text.split())
    return _read_usual(cleaned) or parse_period(text)


def _read_usual(cleaned: str) -> Period | None:
    try:
        return _parsed(_standard_spelling(cleaned))
    except ValueError:
        return None


def _parsed(text: str) -> Period | None:
    """The period of a label; None for another form, ValueError where the parts do not fit."""
    for pattern, build in _PARSERS:
        match = pattern.fullmatch(text)
        if match:
            return build(*match.groups())
    return None


def _financial_year(first: str, second: str) -> Period:
    start = _consecutive(first, second)
    return Period(date(start + 1, 3, 31), date(start, 4, 1), PeriodType.FINANCIAL_YEAR)


def _academic_year(first: str, second: str) -> Period:
    start = _consecutive(first, second)
    return Period(date(start + 1, 8, 31), date(start, 9, 1), PeriodType.ACADEMIC_YEAR)


def _quarter(first: str, second: str, number: str) -> Period:
    return Period(*_quarter_days(_consecutive(first, second), int(number)), PeriodType.QUARTER)


def _quarter_days(year: int, number: int) -> tuple[date, date]:
    """The last and the first day of a quarter of the financial year that begins in a year."""
    starts = add_months(date(year, 4, 1), 3 * (number - 1))
    return last_day(add_months(starts, 2)), starts


def _month(name: str, year: str) -> Period:
    starts = date(int(year), _month_number(name), 1)
    return Period(last_day(starts), starts, PeriodType.MONTH)


def _snapshot(day: str, name: str, year: str) -> Period:
    try:
        on = date(int(year), _month_number(name), int(day))
    except ValueError:
        raise ValueError(f"is not a date; {_ACCEPTED}") from None
    return Period(on, on, PeriodType.SNAPSHOT)


def _calendar_year(year: str) -> Period:
    return Period(date(int(year), 12, 31), date(int(year), 1, 1), PeriodType.CALENDAR_YEAR)


def _financial_years(first: str, second: str, last: str, after: str) -> Period:
    starts, ends = date(_consecutive(first, second), 4, 1), date(_consecutive(last, after) + 1, 3, 31)
    if ends < starts:
        raise ValueError("ends before it starts; write the earlier year first")
    if months_between(starts, ends) == MONTHS_A_YEAR:
        raise ValueError(f"is one year; write {_years(starts)}")
    return Period(ends, starts, PeriodType.MONTHS)


def _months(first: str, first_year: str, last: str, last_year: str) -> Period:
    starts = date(int(first_year), _month_number(first), 1)
    ends = last_day(date(int(last_year), _month_number(last), 1))
    if ends < starts:
        raise ValueError("ends before it starts; write the earlier month first")
    period = months_from(starts, months_between(starts, ends))
    if period.type is not PeriodType.MONTHS:
        raise ValueError(f"is a whole {period.type.replace('_', ' ')}; write {period.label}")
    return period


#: Ranges of months with a name of their own: their length, and a month in which one starts.
_NAMED_RANGES = {
    PeriodType.MONTH: (1, 1),
    PeriodType.QUARTER: (3, 4),
    PeriodType.FINANCIAL_YEAR: (12, 4),
    PeriodType.CALENDAR_YEAR: (12, 1),
    PeriodType.ACADEMIC_YEAR: (12, 9),
}
_MONTH = f"({'|'.join(MONTH_NAMES)})"
_PARSERS: tuple[tuple[re.Pattern[str], Callable[..., Period]], ...] = (
    (re.compile(r"(\d{4})/(\d{2})", re.ASCII), _financial_year),
    (re.compile(r"(\d{4})/(\d{2}) Q([1-4])", re.ASCII), _quarter),
    (re.compile(f"{_MONTH} {_FOUR_DIGITS}", re.ASCII), _month),
    (re.compile(rf"(\d{{1,2}}) {_MONTH} {_FOUR_DIGITS}", re.ASCII), _snapshot),
    (re.compile(_FOUR_DIGITS, re.ASCII), _calendar_year),
    (re.compile(r"Academic year (\d{4})/(\d{2})", re.ASCII), _academic_year),
    (re.compile(f"{_MONTH} {_FOUR_DIGITS} to {_MONTH} {_FOUR_DIGITS}", re.ASCII), _months),
    (re.compile(r"(\d{4})/(\d{2}) to (\d{4})/(\d{2})", re.ASCII), _financial_years),
)

_LABELS: dict[PeriodType, Callable[[date, date], str]] = {
    PeriodType.MONTH: lambda starts, ends: f"{MONTH_NAMES[starts.month - 1]} {starts.year}",
    PeriodType.QUARTER: lambda starts, ends: f"{_years(financial_year_start(starts))} Q{_quarter_number(starts)}",
    PeriodType.FINANCIAL_YEAR: lambda starts, ends: _years(starts),
    PeriodType.SNAPSHOT: lambda starts, ends: day_text(ends),
    PeriodType.CALENDAR_YEAR: lambda starts, ends: str(starts.year),
    PeriodType.ACADEMIC_YEAR: lambda starts, ends: f"Academic year {_years(starts)}",
    PeriodType.MONTHS: lambda starts, ends: _range_label(starts, ends),
}


def _consecutive(first: str, second: str) -> int:
    start = int(first)
    if int(second) != (start + 1) % 100:
        raise ValueError(f"is not a year; write {start}/{(start + 1) % 100:02d}")
    if not 1900 <= start <= 2199:
        raise ValueError("is not a year between 1900 and 2199")
    return start


def _years(starts: date) -> str:
    return f"{starts.year}/{(starts.year + 1) % 100:02d}"


def _range_label(starts: date, ends: date) -> str:
    """Several whole financial years by their first and last, `2013/14 to 2015/16`; else the first and last month."""
    if starts.month == 4 and months_between(starts, ends) % MONTHS_A_YEAR == 0:
        return f"{_years(starts)} to {_years(financial_year_start(ends))}"
    return f"{MONTH_NAMES[starts.month - 1]} {starts.year} to {MONTH_NAMES[ends.month - 1]} {ends.year}"


def _quarter_number(starts: date) -> int:
    return (starts.month - 4) % 12 // 3 + 1


def _month_number(name: str) -> int:
    return MONTH_NAMES.index(name) + 1
