"""Months of the calendar and the financial years that begin in April."""

import calendar
from datetime import date

MONTH_NAMES = tuple(calendar.month_name)[1:]


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
