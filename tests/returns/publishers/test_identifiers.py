"""Time identifiers of the department's open-data standard: each is the period that it names, or refused by name."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.catalogue.periods import MONTH_NAMES, PeriodType, add_months, parse_period
from indicators.returns.check import compare_return
from indicators.returns.publishers.reporting import IdentifierRefused, reporting_period
from tests.helpers.returns import csv_of, sent, wide_csv, wide_rows

QUARTERS = ["Q1", "Q2", "Q3", "Q4"]
#: The kinds of year whose parts are kept: how their years are written, and the month that they begin in.
YEARS = {"Financial year": (6, 4), "Academic year": (6, 9), "Calendar year": (4, 1)}
REFUSED = [
    "Tax year", *(f"Tax year {quarter}" for quarter in QUARTERS), *(f"Week {number}" for number in range(1, 54)),
    "Autumn term", "Spring term", "Summer term", "Autumn and spring term", "Autumn and Spring Term",
    "Spring and summer term", "Reporting year Q1", "Financial year Q5", "Financial year Q3-Q2", "Month 4", "Year", "?",
]  # fmt: skip


def period(text, identifier, rule="financial_year", **rest):
    return reporting_period(text, identifier, rule, **({"is_flow": True} | rest))


def span(year, first_month, months):
    """The first and last day of some months from one month of a year, worked out apart."""
    starts = date(year + (first_month - 1) // 12, (first_month - 1) % 12 + 1, 1)
    return starts, add_months(starts, months) - timedelta(days=1)


def written(year, digits):
    return f"{year}{(year + 1) % 100:02d}" if digits == 6 else str(year)


@pytest.mark.parametrize("kind", YEARS)
@pytest.mark.parametrize(
    ("part", "first", "months"),
    [("", 0, 12), *((f" Q{n}", 3 * n - 3, 3) for n in range(1, 5)),
     *((f" Q{a}{sign}{b}", 3 * a - 3, 3 * (b - a + 1))
       for a in range(1, 5) for b in range(a + 1, 5) for sign in ("-", "-Q", " to Q", "–Q"))],
)  # fmt: skip
def test_years_quarters_and_ranges_of_them(kind, part, first, months):
    digits, begins = YEARS[kind]
    found = period(written(2025, digits), kind + part)
    assert (found.starts, found.ends) == span(2025, begins + first, months)
    assert parse_period(found.label) == found


@pytest.mark.parametrize("number", range(1, 13))
def test_a_month_of_two_years_is_one_of_the_financial_year(number):
    name = MONTH_NAMES[number - 1]
    assert period("202627", name).label == f"{name} {2026 if number >= 4 else 2027}"
    assert period("2026", name).label == period("2026", name.upper()).label == f"{name} 2026"
    assert period("2026-27", name[:3]).label == period("202627", f" {name} ").label


@pytest.mark.parametrize(
    ("identifier", "expected"),
    [
        ("Part 1 (April to September)", "April 2025 to September 2025"),
        ("part 1  (april TO september)", "April 2025 to September 2025"),
        ("Part 1 (Apr to Sep)", "April 2025 to September 2025"),
        ("Part 2 (October to March)", "October 2025 to March 2026"),
        ("Part 2", "October 2025 to March 2026"),
        ("Financial-year Q1", "2025/26 Q1"),
        ("FINANCIAL_YEAR_Q4", "2025/26 Q4"),
    ],
)
def test_halves_and_other_spellings(identifier, expected):
    assert period("202526", identifier).label == expected


@pytest.mark.parametrize("identifier", REFUSED)
@pytest.mark.parametrize("year", ["2026", "202526"])
def test_what_is_not_kept_is_refused_and_never_a_year(identifier, year):
    with pytest.raises(IdentifierRefused):
        period(year, identifier)


@pytest.mark.parametrize(
    ("text", "identifier"),
    [("202526", "Calendar year"), ("202526", "Calendar year Q1"), ("2026", "Academic year"), ("2026", "Part 1"),
     ("2026", "Academic year Q2"), ("2026", "Q1"), ("202526", "Part 1 (October to March)")],
)  # fmt: skip
def test_a_year_written_as_its_identifier_does_not_allow_is_refused(text, identifier):
    with pytest.raises(IdentifierRefused):
        period(text, identifier)


@pytest.mark.parametrize(
    ("text", "identifier", "rule", "expected"),
    [
        ("202425", "Financial year", "31 March", "31 March 2025"),
        ("202425", "Financial year", "30 September", "30 September 2024"),
        ("2024", "Calendar year", "30 June", "30 June 2024"),
        ("202425", "Academic year", "31 March", "31 March 2025"),
        ("2025", "Reporting year", "31 March", "31 March 2025"),
    ],
)
def test_a_snapshot_is_of_its_day_in_the_year_that_is_named(text, identifier, rule, expected):
    assert period(text, identifier, rule, is_flow=False).label == expected


@pytest.mark.parametrize(
    ("text", "identifier", "month", "expected"),
    [("2022", "Reporting year", "April", "April 2021"), ("202122", "Financial year", "March", "March 2022"),
     ("2022", "Calendar year", "March", "March 2022"), ("2022", "Calendar year", "April", "April 2022"),
     ("202122", "Academic year", "August", "August 2022"), ("202122", "Academic year", "September", "September 2021")],
)  # fmt: skip
def test_columns_of_months_lie_in_the_year_of_their_line(text, identifier, month, expected):
    assert period(text, identifier, "months", month=month).label == expected


@pytest.mark.parametrize("identifier", ["Week 3", "Financial year Q1", "April", "Tax year"])
def test_columns_of_months_beside_a_part_of_a_year_are_refused(identifier):
    with pytest.raises(IdentifierRefused):
        period("2022", identifier, "months", month="March")


@pytest.mark.long
def test_lines_that_are_refused_are_told_once_with_their_number(read):
    lines = wide_rows([("Rutland", 2025, "Referrals and Re-referrals", 7)])
    for week in (14, 15):
        lines += wide_rows(
            [(area, 2026, "Referrals and Re-referrals", 5) for area in ("Rutland", "England")],
            identifier=f"Week {week}",
        )[1:]
    checked = read(csv_of(lines))
    assert [(problem.value, problem.place) for problem in checked.errors] == [
        ("Week 14", "rows 3, 4, column 'time_identifier'"), ("Week 15", "rows 5, 6, column 'time_identifier'"),
    ]  # fmt: skip
    assert all("is a week" in problem.message and "These 2 lines are left out" in problem.message
               for problem in checked.errors)  # fmt: skip
    assert (checked.counts["new"], checked.counts["refused"]) == (1, 4)


@pytest.mark.long
@given(
    st.sampled_from(["2026", "202526", "2025-26"]),
    st.sampled_from([*REFUSED, *YEARS, *(f"{kind} {quarter}" for kind in YEARS for quarter in QUARTERS), *MONTH_NAMES,
                     "Part 1 (April to September)", "Part 2 (October to March)"]),
)  # fmt: skip
@settings(max_examples=15)
def test_only_a_year_becomes_a_year(store, tmp_path_factory, text, identifier):
    folder = tmp_path_factory.mktemp("identifiers")
    checked = compare_return(store, sent(folder, wide_csv([("Rutland", text, 7)], identifier=identifier)))
    years = (PeriodType.FINANCIAL_YEAR, PeriodType.CALENDAR_YEAR, PeriodType.ACADEMIC_YEAR)
    whole = [row for row in checked.figures["new"].itertuples() if row.period_type in years]
    assert not whole or identifier in YEARS
    assert checked.counts["new"] or checked.errors
