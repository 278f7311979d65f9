"""The periods of publishers' files: `2025` and `Reporting year` is the year to 31 March 2025."""

import re
from datetime import date

from indicators.catalogue.periods import (
    MONTH_NAMES,
    Period,
    PeriodType,
    add_months,
    months_from,
    parse_period,
    parse_usual_spelling,
)

#: The period is the calendar month of a financial year that a column is named after.
MONTHS_RULE = "months"
#: Kinds of year that a definition may say a year of the file is, and the month in which each begins.
_YEAR_RULES = {"financial_year": 4, "calendar_year": 1, "academic_year": 9}

_STATUSES = {
    **dict.fromkeys(("rev", "revised", "r"), "revised"),
    **dict.fromkeys(("prov", "provisional", "p"), "provisional"),
}
_YEAR = re.compile(r"(?:year ending (?:31 )?march )?((?:19|20|21)\d\d)(?:\.0)?", re.IGNORECASE)
_TWO_YEARS = re.compile(r"((?:19|20|21)\d\d)\s*[-/–]?\s*(?:(?:19|20|21))?(\d\d)")
_MARK = re.compile(r"\s*[(\[]([A-Za-z]+)[)\]]\s*$")


class IdentifierRefused(ValueError):
    """A year with a time identifier that the dashboard keeps no period for; `why` says what it is."""


def reporting_period(time_period: str, identifier: str, rule: str, *, month: str = "", is_flow: bool) -> Period:
    """The period of a publisher's figure; raises ValueError where the two words are no period.

    `rule` is what a year stands for (`National.period`). A reporting or financial year is named by its last
    year (`2025`) or by both (`202425`, `2024-25`); for a flow a day means the twelve months that end on it.
    Raises IdentifierRefused where `time_period` is a year and the identifier is a part of one that is not kept, or
    is not known: no figure of a part may become one of the year.
    """
    text = _MARK.sub("", time_period.strip())
    kind = _plain(identifier)
    if rule == MONTHS_RULE:
        return _month_column(text, kind, month)
    if kind in _REPORTING_YEARS:
        return _years_together(text, rule, is_flow=is_flow) or _reporting_year(text, rule, is_flow=is_flow)
    year = _YEARS.match(kind)
    if year is None:
        return _part(text, kind, identifier)
    name, part = year.group(1), kind[year.end() :].strip(" ,-")
    if name == "tax":
        _last_year(text)
        raise IdentifierRefused("is of a tax year, which begins on 6 April; the dashboard's years begin on the 1st")
    starts = _start_of(text, name)
    if part:
        return _quarters(starts, part, identifier)
    whole = months_from(starts, 12)
    if not is_flow:
        return _day_within(whole, rule)
    return whole


def named_period(text: str, rule: str, *, is_flow: bool) -> Period:
    """The period that a file of another publisher names in one column; raises as `reporting_period` does.

    `2022/23` is the year that `rule` says, `2022` a calendar year or a day in it; `2022/23 Q1`, `2022 Q1`, `Apr 2022`
    and `31/03/2022` are what they say; `2019 - 21` and `2019/20 - 21/22` are three years together.
    """
    text = _MARK.sub("", re.sub("[\u2010-\u2015\u2212]", "-", " ".join(text.split())))
    if pooled := _years_together(text, rule, is_flow=is_flow):
        return pooled
    if quarter := _NAMED_QUARTER.fullmatch(text):
        years, number = quarter.groups()
        if _YEAR.fullmatch(years):
            return months_from(date(int(years), 3 * int(number) - 2, 1), 3)
        return _quarters(date(_first_year(years), 4, 1), f"q{number}", text)
    if _YEAR.fullmatch(text):
        if is_flow and rule in ("financial_year", "academic_year"):
            raise IdentifierRefused(
                f"is one year, and the definition says {_RULE_WORDS[rule]}, which lie in two; is it a calendar year?"
            )
        return _of_year(int(text), rule, is_flow=is_flow)
    if _TWO_YEARS.fullmatch(text):
        year = _reporting_year(text, rule if rule in _YEAR_RULES else "financial_year", is_flow=is_flow)
        return _day_within(year, rule) if not is_flow else year
    period = parse_usual_spelling(text)
    if (period.type is PeriodType.SNAPSHOT) is is_flow:
        raise IdentifierRefused(
            "is a day, and this is counted over time" if is_flow else "is no day, and this is of one"
        )
    return period


def published_status(time_period: str) -> str:
    """Whether a period is marked as revised or provisional: `2018 (Rev)`."""
    mark = _MARK.search(time_period)
    return _STATUSES.get(mark.group(1).casefold(), "final") if mark else "final"


_RULE_WORDS = {
    "financial_year": "financial years", "calendar_year": "calendar years", "academic_year": "academic years",
}  # fmt: skip
#: Several years together, each of one number or of two: `2019 - 21`, `2019/20-21/22`, `2018/19 to 2020/21`.
_TOGETHER = re.compile(
    r"((?:19|20|21)\d\d)(?: ?/ ?((?:\d\d)?\d\d))? ?(?:-|to) ?((?:19|20|21)?\d\d)(?: ?/ ?((?:\d\d)?\d\d))?"
)
_NAMED_QUARTER = re.compile(r"((?:19|20|21)\d\d(?: ?[-/] ?\d\d)?),? ?(?:Q|quarter )([1-4])", re.IGNORECASE)
_MONTHS = {word.casefold(): name for name in MONTH_NAMES for word in (name, name[:3])} | {"sept": "September"}
#: What a year is where the file does not say more: what the definition says of it.
_REPORTING_YEARS = ("", "reporting year")
_YEARS = re.compile(r"(financial|fiscal|calendar|academic|tax)[ -]?year(?![a-z])")
#: The first month of each kind of year.
_FIRST_MONTHS = {"reporting": 4, "financial": 4, "fiscal": 4, "calendar": 1, "academic": 9}
_QUARTERS = re.compile(r"q(?:uarters?)? ?([1-4])(?: ?(?:-|to|and|&) ?(?:q(?:uarter)? ?)?([1-4]))?")
_HALVES = {"part 1": 4, "part 2": 10}
_HALF = re.compile(r"(part [12])(?: ?\(?([a-z]+ (?:to|-) [a-z]+)\)?)?")
_SUPPORTED = "the dashboard keeps months, quarters, halves and whole years"


def _plain(identifier: str) -> str:
    """An identifier without case, surplus spaces and unusual hyphens."""
    return " ".join(re.sub("[\u2010-\u2015\u2212]", "-", identifier).replace("_", " ").casefold().split())


def _part(text: str, kind: str, identifier: str) -> Period:
    """A part of a year: a month, a quarter or a half."""
    _last_year(text)
    if kind in _MONTHS:
        return parse_period(_month_label(text, _MONTHS[kind]))
    if half := _HALF.fullmatch(kind):
        period = months_from(add_months(date(_first_year(text), 1, 1), _HALVES[half.group(1)] - 1), 6)
        if half.group(2) and not _names_ends(half.group(2), period):
            raise IdentifierRefused(f"names a part of the year and other months than {period.label}")
        return period
    if _QUARTERS.fullmatch(kind):
        return _quarters(date(_first_year(text), 4, 1), kind, identifier)
    raise IdentifierRefused(_why(kind))


def _names_ends(words: str, period: Period) -> bool:
    """Whether words such as `april to september` name the first and last month of a period."""
    first, _, last = words.split()
    months = tuple(MONTH_NAMES[day.month - 1] for day in (period.starts, period.ends))
    return (_MONTHS.get(first), _MONTHS.get(last)) == months


def _why(kind: str) -> str:
    if re.fullmatch(r"w(?:ee)?k ?\d{1,2}", kind):
        return f"is a week; {_SUPPORTED}"
    if "term" in kind:
        return f"is a school term, which has no days of its own; {_SUPPORTED}"
    return f"is no time identifier that is known; {_SUPPORTED}"


def _quarters(starts: date, part: str, identifier: str) -> Period:
    """Quarters of a year that begins on a day: one, or several that follow each other."""
    named = _QUARTERS.fullmatch(part)
    if named is None:
        raise IdentifierRefused(_why(_plain(identifier)))
    first = int(named.group(1))
    last = int(named.group(2) or first)
    if last < first:
        raise IdentifierRefused("names its later quarter first")
    return months_from(add_months(starts, 3 * (first - 1)), 3 * (last - first + 1))


def _start_of(text: str, name: str) -> date:
    """The first day of a year of some kind."""
    month = _FIRST_MONTHS[name]
    if name == "calendar":
        year = _YEAR.fullmatch(text)
        if year is None:
            _last_year(text)
            raise IdentifierRefused("is a calendar year, but two years are given; it is written with four digits")
        return date(int(year.group(1)), month, 1)
    if name == "academic":
        return date(_first_year(text), month, 1)
    return date(int(_last_year(text)) - 1, month, 1)


def _first_year(text: str) -> int:
    """The first of two years; one year alone may be either, which for a part or a school year is not settled."""
    if _YEAR.fullmatch(text):
        raise IdentifierRefused("lies in two years, but only one is given; it is written with six digits, as 202526")
    return int(_both_years(text)[:4])


def _month_label(text: str, month: str) -> str:
    """A month of a calendar year (`2026`) or of a financial year (`202627`), whose January comes last."""
    year = _YEAR.fullmatch(text)
    if year:
        return f"{month} {year.group(1)}"
    return f"{month} {_first_year(text) + (MONTH_NAMES.index(month) < 3)}"


def _month_column(text: str, kind: str, month: str) -> Period:
    """The month that a column is named after, in the year that its line is of."""
    number = MONTH_NAMES.index(month) + 1
    year = _YEARS.fullmatch(kind)
    name = year.group(1) if year else "reporting"
    if (kind not in _REPORTING_YEARS and year is None) or name == "tax":
        _last_year(text)
        raise IdentifierRefused("stands beside columns of months, which are parts of a whole year")
    starts = _start_of(text, name)
    return months_from(date(starts.year + (number < starts.month), number, 1), 1)


def _day_within(whole: Period, rule: str) -> Period:
    """The day that a definition means, in a year that the file names."""
    if rule in _YEAR_RULES:
        return whole
    for year in (whole.starts.year, whole.ends.year):
        day = parse_period(f"{rule} {year}")
        if whole.starts <= day.ends <= whole.ends:
            return day
    return whole


def _reporting_year(text: str, rule: str, *, is_flow: bool) -> Period:
    """The year of a file that does not say what kind of year it is."""
    if rule == "calendar_year" and not _YEAR.fullmatch(text):
        _last_year(text)
        raise IdentifierRefused("is of two years, and the definition says calendar years")
    return _of_year(int(_last_year(text)), rule, is_flow=is_flow)


def _of_year(year: int, rule: str, *, is_flow: bool) -> Period:
    if rule in _YEAR_RULES:
        starts = date(year - (rule != "calendar_year"), _YEAR_RULES[rule], 1)
        return months_from(starts, 12)
    day = parse_period(f"{rule} {year}")
    if not is_flow:
        return day
    starts = add_months(date(day.ends.year - 1, day.ends.month, 1), 1)
    return months_from(starts, 12)


def _years_together(text: str, rule: str, *, is_flow: bool) -> Period | None:
    """Several years that are counted together, as one period of all their months; None where a text is one year."""
    named = _TOGETHER.fullmatch(re.sub("[\u2010-\u2015\u2212]", "-", text))
    if named is None:
        return None
    first, first_end, last, last_end = named.groups()
    begins = int(first)
    if bool(first_end) is not bool(last_end):
        # `2024/25 - 26` is nothing that is written; `2024-25` is one year.
        return None if not first_end else _not_together()
    ends = int(last) if len(last) == 4 else begins - begins % 100 + int(last)
    ends += 100 * (ends < begins and len(last) == 2)
    if first_end and not all(
        int(end) % 100 == (start + 1) % 100 for start, end in ((begins, first_end), (ends, last_end))
    ):
        return _not_together()
    if not first_end and ends == begins + 1 and rule != "calendar_year":
        return None
    if not begins < ends < begins + 50:
        return _not_together()
    if not is_flow or rule not in _YEAR_RULES:
        raise IdentifierRefused("is several years together, and the definition means one day")
    if (rule == "calendar_year") is bool(first_end):
        raise IdentifierRefused(f"is several years together, but not of {_RULE_WORDS[rule]}, as the definition says")
    return months_from(date(begins, _YEAR_RULES[rule], 1), 12 * (ends - begins + 1))


def _not_together() -> Period:
    raise IdentifierRefused("is no period; several years together are written 2019/20 - 21/22 or 2019 - 21")


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
