"""Periods: labels and dates back and forth, wrong spellings, neighbours in time, the population year."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.catalogue.periods import (
    PERIOD_GROUPS,
    Period,
    PeriodType,
    add_months,
    financial_year_of,
    financial_year_start,
    last_day,
    parse_period,
    parse_usual_spelling,
)

LABELS = [
    ("2015/16", PeriodType.FINANCIAL_YEAR, date(2015, 4, 1), date(2016, 3, 31)),
    ("1999/00", PeriodType.FINANCIAL_YEAR, date(1999, 4, 1), date(2000, 3, 31)),
    ("2015/16 Q1", PeriodType.QUARTER, date(2015, 4, 1), date(2015, 6, 30)),
    ("2015/16 Q4", PeriodType.QUARTER, date(2016, 1, 1), date(2016, 3, 31)),
    ("April 2015", PeriodType.MONTH, date(2015, 4, 1), date(2015, 4, 30)),
    ("February 2016", PeriodType.MONTH, date(2016, 2, 1), date(2016, 2, 29)),
    ("31 March 2016", PeriodType.SNAPSHOT, date(2016, 3, 31), date(2016, 3, 31)),
    ("2014", PeriodType.CALENDAR_YEAR, date(2014, 1, 1), date(2014, 12, 31)),
    ("Academic year 2015/16", PeriodType.ACADEMIC_YEAR, date(2015, 9, 1), date(2016, 8, 31)),
    ("December 2015 to March 2016", PeriodType.MONTHS, date(2015, 12, 1), date(2016, 3, 31)),
    ("2013/14 to 2015/16", PeriodType.MONTHS, date(2013, 4, 1), date(2016, 3, 31)),
    ("1998/99 to 1999/00", PeriodType.MONTHS, date(1998, 4, 1), date(2000, 3, 31)),
]

years = st.integers(1900, 2150)
months = st.integers(1, 12)


@st.composite
def financial_years(draw):
    year = draw(years)
    return Period(date(year + 1, 3, 31), date(year, 4, 1), PeriodType.FINANCIAL_YEAR)


@st.composite
def academic_years(draw):
    year = draw(years)
    return Period(date(year + 1, 8, 31), date(year, 9, 1), PeriodType.ACADEMIC_YEAR)


@st.composite
def calendar_years(draw):
    year = draw(years)
    return Period(date(year, 12, 31), date(year, 1, 1), PeriodType.CALENDAR_YEAR)


@st.composite
def quarters(draw):
    starts = date(draw(years), draw(st.sampled_from([1, 4, 7, 10])), 1)
    # The first quarter of 1900 is of 1899/00, before the years that are read.
    starts = starts if starts >= date(1900, 4, 1) else date(1900, 4, 1)
    return Period(last_day(add_months(starts, 2)), starts, PeriodType.QUARTER)


@st.composite
def single_months(draw):
    starts = date(draw(years), draw(months), 1)
    return Period(last_day(starts), starts, PeriodType.MONTH)


@st.composite
def month_ranges(draw):
    starts = date(draw(years), draw(months), 1)
    # Three and twelve months may have a name of their own; below, by examples.
    length = draw(st.integers(2, 40).filter(lambda count: count not in (3, 12)))
    ends = last_day(add_months(starts, length - 1))
    return Period(ends, starts, PeriodType.MONTHS)


snapshots = st.dates(date(1900, 1, 1), date(2150, 12, 31)).map(lambda day: Period(day, day, PeriodType.SNAPSHOT))
periods = st.one_of(
    financial_years(),
    academic_years(),
    calendar_years(),
    quarters(),
    single_months(),
    month_ranges(),
    snapshots,
)


@pytest.mark.parametrize(("label", "kind", "starts", "ends"), LABELS)
def test_label_gives_type_and_dates_and_back(label, kind, starts, ends):
    period = parse_period(label)
    assert period == Period(ends, starts, kind)
    assert period.label == label


@given(periods)
def test_every_period_is_read_back_from_its_label(period):
    assert parse_period(period.label) == period


@given(periods)
def test_spaces_do_not_matter(period):
    assert parse_period("  " + period.label.replace(" ", "\u00a0 ") + "\t") == period


@given(st.text(max_size=40))
def test_any_other_text_is_refused_with_advice(text):
    message = ""
    try:
        period = parse_period(text)
    except ValueError as error:
        message = str(error)
    else:
        assert period.label == " ".join(text.split())
    assert message == "" or re.match("(is|ends) .*(write|between)", message)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2015-16", "is not a period; write 2015/16"),
        ("2015–16", "is not a period; write 2015/16"),
        ("2015/2016", "is not a period; write 2015/16"),
        ("FY2015/16", "is not a period; write 2015/16"),
        ("2015-16 Q2", "is not a period; write 2015/16 Q2"),
        ("2015/16q2", "is not a period; write 2015/16 Q2"),
        ("april 2015", "is not a period; write April 2015"),
        ("Sept 2015", "is not a period; write September 2015"),
        ("31st March 2016", "is not a period; write 31 March 2016"),
        ("31/03/2016", "is not a period; write 31 March 2016"),
        ("31.3.2016", "is not a period; write 31 March 2016"),
        ("2016-03-31", "is not a period; write 31 March 2016"),
        ("2015/17", "is not a year; write 2015/16"),
        ("1999/99", "is not a year; write 1999/00"),
        ("1899/00", "is not a year between 1900 and 2199"),
        ("March 2016 to December 2015", "ends before it starts; write the earlier month first"),
        ("April 2015 to June 2015", "is a whole quarter; write 2015/16 Q1"),
        ("January 2016 to March 2016", "is a whole quarter; write 2015/16 Q4"),
        ("April 2015 to March 2016", "is a whole financial year; write 2015/16"),
        ("January 2015 to December 2015", "is a whole calendar year; write 2015"),
        ("September 2015 to August 2016", "is a whole academic year; write Academic year 2015/16"),
        ("May 2015 to May 2015", "is a whole month; write May 2015"),
        ("2015/16 to 2015/16", "is one year; write 2015/16"),
        ("2015/16 to 2013/14", "ends before it starts; write the earlier year first"),
        ("2013/15 to 2015/16", "is not a year; write 2013/14"),
    ],
)
def test_wrong_spelling_is_told_the_right_one(text, message):
    with pytest.raises(ValueError, match="is|ends") as caught:
        parse_period(text)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "Q1", "2015/16 Q5", "2015/16 Q0", "31 February 2015", "0 April 2015", "32/03/2016"),
        *("2016-13-01", "0/0/2015", "April 0000", "20155", "2015-17", "١٩٩٩", "2015/16 Q1 x", "Aprils 2015"),
    ],
)
def test_what_is_no_period_is_told_the_forms(text):
    with pytest.raises(ValueError, match="write 2015/16, 2015/16 Q1, April 2015, 31 March 2016, 2014"):
        parse_period(text)


@given(periods)
def test_next_starts_where_this_ends(period):
    following = period.next()
    assert following.type is period.type
    assert following > period
    if period.type is PeriodType.SNAPSHOT:
        assert 365 <= (following.ends - period.ends).days <= 366
    else:
        assert following.starts == period.ends + timedelta(days=1)
        assert last_day(following.ends) == following.ends
    assert parse_period(following.label) == following


@pytest.mark.parametrize(
    ("label", "following"),
    [
        ("2015/16", "2016/17"),
        ("1999/00", "2000/01"),
        ("2015/16 Q4", "2016/17 Q1"),
        ("December 2015", "January 2016"),
        ("January 2016", "February 2016"),
        ("31 March 2016", "31 March 2017"),
        ("29 February 2016", "28 February 2017"),
        ("2014", "2015"),
        ("Academic year 2015/16", "Academic year 2016/17"),
        ("December 2015 to March 2016", "April 2016 to July 2016"),
        ("2013/14 to 2015/16", "2016/17 to 2018/19"),
        ("October 2016 to September 2017", "October 2017 to September 2018"),
    ],
)
def test_next(label, following):
    assert parse_period(label).next().label == following


@given(st.dates(date(1900, 1, 1), date(2150, 12, 31)))
def test_financial_year_holds_its_day(day):
    start = financial_year_start(day)
    assert (start.month, start.day) == (4, 1)
    assert start <= day < date(start.year + 1, 4, 1)


def test_periods_sort_by_their_last_day():
    labels = ["2015/16", "April 2015", "2015/16 Q4", "2014", "31 March 2016"]
    assert [period.label for period in sorted(map(parse_period, labels))] == [
        *("2014", "April 2015", "2015/16", "2015/16 Q4", "31 March 2016"),
    ]


def test_every_type_is_in_one_group():
    grouped = [kind for kinds in PERIOD_GROUPS.values() for kind in kinds]
    assert sorted(grouped) == sorted(PeriodType)


def test_the_financial_year_of_a_day_turns_on_1_april():
    assert financial_year_of(date(2016, 3, 31)).label == "2015/16"
    assert financial_year_of(date(2016, 4, 1)).label == "2016/17"


USUAL = {
    "Jul-Sep 2026": "2026/27 Q2", "July to September 2026": "2026/27 Q2", "Jul – Sep 26": "2026/27 Q2",
    "Apr 2026 - Jun 2026": "2026/27 Q1", "Q2 26/27": "2026/27 Q2", "Q2 2026-27": "2026/27 Q2",
    "2026/27, qtr 2": "2026/27 Q2", "Quarter 2 of 2026/27": "2026/27 Q2",
    "Nov-Jan 2026": "November 2025 to January 2026",
    "H2 2026/27": "October 2026 to March 2027", "2026-09": "September 2026", "9/2026": "September 2026",
    "09.2026": "September 2026", "Sep-26": "September 2026", "Sept, 2026": "September 2026", "26/27": "2026/27",
    "FY 2026/27": "2026/27", "2011-12": "2011/12", "year ending 31 March 2026": "2025/26",
    "Year to June 2026": "July 2025 to June 2026", "30 Sep 26": "30 September 2026",
    "30-Sep-2026": "30 September 2026", "2026-09-30 00:00:00": "30 September 2026",
    "30/09/26": "30 September 2026", "as at 31st March 2026": "31 March 2026",
    "98/99": "1998/99", "31/03/99": "31 March 1999",
    "AY 2025/26": "Academic year 2025/26", "2025-26 academic year": "Academic year 2025/26",
}  # fmt: skip


@pytest.mark.parametrize(("text", "label"), USUAL.items())
def test_what_is_clear_in_another_spelling_is_read_as_meant(text, label):
    assert parse_usual_spelling(text).label == label


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2026 Q2", "(July 2026 to September 2026), or if those of the calendar year are meant 2026/27 Q1"),
        ("Q1 2026", "(April 2026 to June 2026), or if those of the calendar year are meant 2025/26 Q4"),
        # A month or a year, a day or a month, a slip.
        *((text, "is not a period; write 2015/16,") for text in ("09/10", "Sept 26", "13/2026", "2026-13", "26-09-30")),
        ("2026/09", "is not a year; write 2026/27"),
        ("31/04/2026", "is not a period; write 2015/16,"),
    ],
)  # fmt: skip
def test_what_may_mean_two_things_is_refused_with_both(text, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        parse_usual_spelling(text)


@given(st.dates(date(2010, 1, 1), date(2030, 1, 1)), st.integers(1, 40))
def test_a_range_of_months_in_short_is_the_range(day, months):
    starts, last = date(day.year, day.month, 1), add_months(day, months - 1)
    text = f"{starts:%b %Y} - {last:%b %y}"
    read = parse_usual_spelling(text)
    assert (read.starts, read.ends) == (starts, last_day(last))
