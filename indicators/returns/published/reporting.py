"""The periods of publishers' files: `2025` and `Reporting year` is the year to 31 March 2025."""

import re
from datetime import date

from indicators.months import MONTH_NAMES, add_months, last_day
from indicators.periods import Period, PeriodType, parse_period

#: The period is the calendar month of a financial year that a column is named after.
MONTHS = "months"
FINANCIAL_YEAR = "financial_year"

_STATUSES = {
    **dict.fromkeys(("rev", "revised", "r"), "revised"),
    **dict.fromkeys(("prov", "provisional", "p"), "provisional"),
}
_YEAR = re.compile(r"(?:year ending (?:31 )?march )?((?:19|20|21)\d\d)(?:\.0)?", re.IGNORECASE)
_TWO_YEARS = re.compile(r"((?:19|20|21)\d\d)\s*[-/–]?\s*(?:(?:19|20|21))?(\d\d)")
_MARK = re.compile(r"\s*[(\[]([A-Za-z]+)[)\]]\s*$")
_QUARTER = re.compile(r"q(?:uarter )?\s*([1-4])", re.IGNORECASE)


def reporting_period(time_period: str, identifier: str, rule: str, *, month: str = "", is_flow: bool) -> Period:
    """The period of a publisher's figure; raises ValueError where the two words are no period.

    `rule` is what a year stands for (`National.period`). A reporting or financial year is named by its last
    year (`2025`) or by both (`202425`, `2024-25`); for a flow a day means the twelve months that end on it.
    """
    text = _MARK.sub("", time_period.strip())
    kind = " ".join(identifier.casefold().split())
    if kind.startswith("calendar year"):
        return parse_period(_last_year(text))
    if kind.startswith("academic year"):
        return parse_period(f"Academic year {_both_years(text)}")
    if quarter := _QUARTER.search(kind):
        return parse_period(f"{_both_years(text)} Q{quarter.group(1)}")
    if kind in _MONTHS:
        return parse_period(f"{_MONTHS[kind]} {_last_year(text)}")
    return _of_year(int(_last_year(text)), rule, month, is_flow=is_flow)


def published_status(time_period: str) -> str:
    """Whether a period is marked as revised or provisional: `2018 (Rev)`."""
    mark = _MARK.search(time_period)
    return _STATUSES.get(mark.group(1).casefold(), "final") if mark else "final"


_MONTHS = {name.casefold(): name for name in MONTH_NAMES}


def _of_year(year: int, rule: str, month: str, *, is_flow: bool) -> Period:
    if rule == FINANCIAL_YEAR:
        return Period(date(year, 3, 31), date(year - 1, 4, 1), PeriodType.FINANCIAL_YEAR)
    if rule == MONTHS:
        number = MONTH_NAMES.index(month) + 1
        return parse_period(f"{month} {year if number < 4 else year - 1}")
    day = parse_period(f"{rule} {year}")
    if not is_flow:
        return day
    starts = add_months(date(day.ends.year - 1, day.ends.month, 1), 1)
    return Period(last_day(day.ends), starts, PeriodType.MONTHS)


def _last_year(text: str) -> str:
    if year := _YEAR.fullmatch(text):
        return year.group(1)
    return str(int(_both_years(text)[:4]) + 1)


def _both_years(text: str) -> str:
    """`2024/25` of `202425`, `2024-25` or `2025`, the year that it ends in."""
    if years := _TWO_YEARS.fullmatch(text):
        first, second = int(years.group(1)), int(years.group(2))
        if second == (first + 1) % 100:
            return f"{first}/{second:02d}"
    if year := _YEAR.fullmatch(text):
        return f"{int(year.group(1)) - 1}/{year.group(1)[2:]}"
    raise ValueError("is not a year; publishers write 2025, 202425 or 2024-25")
