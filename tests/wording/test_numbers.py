"""Words for figures and changes, on series made by hand."""

from dataclasses import replace

import pytest

from indicators.figures.latest import latest_figure
from indicators.wording.headlines import chart_headline
from indicators.wording.numbers import (
    SYMBOL_TEXTS,
    better_or_worse,
    change_text,
    movement_direction,
    movement_text,
    number_text,
    size_text,
    value_text,
)
from indicators.wording.sentences import change_size, series_figures
from indicators.wording.verdicts import Verdict, Verdicts
from tests.helpers.wording_series import INDICATOR, RUTLAND, SHARE, yearly


@pytest.mark.parametrize(
    ("value", "measure", "expected"),
    [
        (12773, "value", "12,773"),
        (0, "value", "0"),
        (939.4, "rate", "939"),
        (27.649, "rate", "27.6"),
        (99.95, "rate", "100.0"),
        (130.5, "index", "131"),
    ],
)
def test_numbers_read_as_the_board_writes_them(value, measure, expected):
    assert number_text(value, INDICATOR, measure) == expected


def test_a_percentage_is_rounded_half_up():
    assert number_text(31.25, replace(SHARE, decimals=1)) == "31.3%"


def test_a_percentage_that_is_published_without_counts_reads_as_one_and_moves_by_points():
    # Vacancies among posts for social workers, which are counted in full-time equivalents.
    vacancies = replace(INDICATOR, kind="value", unit="%", decimals=1)
    assert number_text(6.5, vacancies) == "6.5%"
    assert size_text(9.4, 6.5, vacancies) == "2.9 points"
    assert number_text(2.5, replace(vacancies, unit="weeks")) == "2.5"


def test_a_missing_value_is_its_symbol_or_a_dash():
    assert value_text(None, yearly(1), "c") == "[c]"
    assert value_text(float("nan"), yearly(1)) == "–"


@pytest.mark.parametrize(
    ("series", "expected"),
    [
        (yearly(14632, 12773), "down 13% since 2014/15"),
        (yearly(717, 901), "up 26% since 2014/15"),
        (yearly(2, 8), "up 6 since 2014/15"),
        (yearly(0, 3), "up 3 since 2014/15"),
        (yearly(455, 455), "no change since 2014/15"),
        (yearly(901), "no earlier figure to compare"),
        (yearly(717, None, 901), "no earlier figure to compare"),
        (yearly(20, 25, indicator=SHARE), "up 5 points since 2014/15 (worse)"),
        (yearly(25, 24, indicator=SHARE), "down 1 point since 2014/15 (better)"),
    ],
)
def test_movements_in_words(series, expected):
    assert movement_text(latest_figure(series)) == expected


def test_what_rounds_to_the_same_figure_has_not_changed():
    assert movement_direction(latest_figure(yearly(31.2, 31.4, indicator=SHARE))) == "same"


def test_judgement_follows_polarity_alone():
    up = latest_figure(yearly(20, 25, indicator=SHARE))
    assert better_or_worse(up) == "worse"
    assert better_or_worse(latest_figure(yearly(20, 25, indicator=replace(SHARE, polarity="high_is_good")))) == "better"
    assert better_or_worse(latest_figure(yearly(20, 25))) == ""


def test_change_of_a_percentage_is_in_points():
    assert change_text(latest_figure(yearly(20, 25, indicator=SHARE))) == "5 points"
    assert change_text(latest_figure(yearly(470, 469))) == "1", "never 0%"


@pytest.mark.parametrize(
    ("cases", "size"), [((24, 69), "18.1"), ((30, 94), "213%"), ((float("nan"), float("nan")), "18.1")]
)
def test_a_rate_of_few_cases_has_no_percentage(cases, size):
    series = yearly(8.5, 26.6, indicator=replace(INDICATOR, kind="rate", decimals=1))
    series.points["numerator"] = [float(number) for number in cases]
    assert change_text(latest_figure(series)) == size
    told = chart_headline(
        [series], Verdicts({("contacts", RUTLAND.code, "2015/16"): Verdict("real", "", "2014/15", "up")})
    )
    assert ("%" in told) == ("%" in size)


def test_a_withheld_figure_is_never_called_small():
    # Some are withheld because others are small, and the words would tell the two apart.
    assert "small" not in SYMBOL_TEXTS["c"]
    assert "withheld to protect people" in SYMBOL_TEXTS["c"]


def test_a_rate_that_is_published_without_its_cases_has_no_percentage():
    rate = replace(INDICATOR, kind="value", unit="per 10,000 children", decimals=1)
    assert change_text(latest_figure(yearly(6.2, 9.8, indicator=rate))) == "3.6"
    before, now = series_figures(yearly(6.2, 9.8, indicator=rate))
    assert change_size(before, now) == ""
    assert (
        change_text(latest_figure(yearly(620, 980, indicator=replace(INDICATOR, kind="value", unit="pounds")))) == "58%"
    )
