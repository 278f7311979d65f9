"""The periods of publishers' files: what `2025` and `Reporting year` stand for, and what is no period."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.catalogue.indicators import NATIONAL_PERIODS
from indicators.catalogue.periods import PeriodType
from indicators.returns.publishers.reporting import published_status, reporting_period


def label(time_period, identifier="Reporting year", rule="financial_year", **rest):
    return reporting_period(time_period, identifier, rule, **({"is_flow": True} | rest)).label


@pytest.mark.parametrize(
    "text",
    ["2025", "202425", "2024-25", "2024/25", "2024–25", "2024-2025", "2025.0", " 2025 ", "2025 (Rev)", "2025 [p]",
     "Year ending 31 March 2025", "year ending March 2025"],
)  # fmt: skip
def test_a_reporting_year_is_the_year_to_march(text):
    assert label(text) == "2024/25"


@pytest.mark.parametrize(
    ("text", "identifier", "expected"),
    [
        ("2025", "Financial year", "2024/25"),
        ("201516", "Financial year Q1", "2015/16 Q1"),
        ("201516", "financial  year q4", "2015/16 Q4"),
        ("2015-16", "Quarter 2", "2015/16 Q2"),
        ("2016", "Financial year Q3", "2015/16 Q3"),
        ("2024", "Calendar year", "2024"),
        ("202324", "Academic year", "Academic year 2023/24"),
        ("2015", "April", "April 2015"),
        ("2015", "  JUNE ", "June 2015"),
        ("199900", "Financial year", "1999/00"),
        ("1999-2000", "Financial year", "1999/00"),
    ],
)
def test_the_identifier_decides_where_it_says_more(text, identifier, expected):
    assert label(text, identifier) == expected


@pytest.mark.parametrize(
    ("rule", "is_flow", "expected"),
    [
        ("financial_year", True, "2024/25"),
        ("31 March", False, "31 March 2025"),
        ("30 June", False, "30 June 2025"),
        ("30 September", False, "30 September 2025"),
        ("31 December", False, "31 December 2025"),
        ("30 September", True, "October 2024 to September 2025"),
        ("30 June", True, "July 2024 to June 2025"),
    ],
)
def test_the_rule_says_what_a_year_stands_for(rule, is_flow, expected):
    assert label("2025", rule=rule, is_flow=is_flow) == expected


@pytest.mark.parametrize(
    ("month", "expected"),
    [("April", "April 2021"), ("December", "December 2021"), ("January", "January 2022"), ("March", "March 2022")],
)
def test_months_of_a_financial_year_lie_on_both_sides_of_new_year(month, expected):
    assert label("2022", rule="months", month=month) == expected


@pytest.mark.parametrize("text", ["", "soon", "99999", "25", "202426", "1850", "2025/", "2025 2024", "20 25"])
def test_what_is_no_year_is_refused(text):
    with pytest.raises(ValueError, match="is not a year"):
        label(text)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("2018", "final"),
        ("2018 (Rev)", "revised"),
        ("2018 (revised)", "revised"),
        ("2018 [r]", "revised"),
        ("2018 [p]", "provisional"),
        ("2018 (prov)", "provisional"),
        ("2018 [Provisional]", "provisional"),
        ("(Rev) 2018", "final"),
        ("2018 (final)", "final"),
    ],
)
def test_a_period_says_whether_its_figures_are_revised(text, status):
    assert published_status(text) == status


def slow_year(text):
    """The last year that a text names, worked out by hand; None for none."""
    for first in range(1900, 2200):
        last = first + 1
        spellings = {str(last), f"{first}{last % 100:02d}", f"{first}-{last % 100:02d}", f"{first}/{last % 100:02d}"}
        if text in spellings:
            return last
    return None


@pytest.mark.long
@given(st.integers(1901, 2198), st.sampled_from(["{last}", "{first}{two}", "{first}-{two}", "{first}/{two}"]))
def test_every_spelling_gives_the_year_that_it_ends_in(last, form):
    text = form.format(first=last - 1, last=last, two=f"{last % 100:02d}")
    found = reporting_period(text, "Reporting year", "financial_year", is_flow=True)
    assert slow_year(text) == last
    assert (found.starts, found.ends) == (date(last - 1, 4, 1), date(last, 3, 31))
    assert found.type is PeriodType.FINANCIAL_YEAR


@pytest.mark.long
@given(st.text(max_size=12), st.text(max_size=24), st.sampled_from(NATIONAL_PERIODS), st.booleans())
def test_any_two_words_are_a_period_or_a_value_error(text, identifier, rule, is_flow):
    try:
        found = reporting_period(text, identifier, rule, month="April", is_flow=is_flow)
    except ValueError:
        return
    assert found.starts <= found.ends
