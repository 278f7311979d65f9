"""Words for figures and changes, on series made by hand."""

from dataclasses import replace

import pytest

from indicators.figures.latest import latest_figure
from indicators.wording.numbers import (
    SYMBOL_TEXTS,
    alt_text,
    better_or_worse,
    change_text,
    chart_headline,
    chart_subtitle,
    movement_direction,
    movement_text,
    number_text,
    value_text,
)
from tests.helpers.wording_series import INDICATOR, LEICESTERSHIRE, SHARE, yearly


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


def test_headline_says_what_happened_in_each_area():
    told = chart_headline([yearly(14632, 12773, area=LEICESTERSHIRE), yearly(717, 901)])
    assert told == "Contacts fell 13% in Leicestershire and rose 26% in Rutland"


def test_headline_says_the_same_thing_once():
    told = chart_headline([yearly(100, 120, area=LEICESTERSHIRE), yearly(50, 60)])
    assert told == "Contacts rose 20% in Leicestershire and Rutland"


def test_headline_of_rates_says_that_they_are_rates():
    rate = yearly(906, 1122, measure="rate", unit="contacts per 10,000 children")
    assert chart_headline([rate]) == "Contacts per 10,000 children rose 24% in Rutland"


def test_headline_with_one_figure_states_it():
    assert chart_headline([yearly(901)]) == "Contacts came to 901 in Rutland"


def test_headline_passes_over_a_symbol_at_the_end():
    assert chart_headline([yearly(50, 60, None)]) == "Contacts rose 20% in Rutland"


def test_headline_without_figures():
    assert chart_headline([yearly(None, None)]) == "No figures for this choice"
    assert chart_headline([]) == "No figures for this choice"


def test_subtitle_gives_measure_unit_and_span():
    assert chart_subtitle([yearly(690, 717, 901)]) == "Contacts to children's services, 2013/14 to 2015/16"
    assert (
        chart_subtitle([yearly(30, 31, indicator=SHARE)]) == "Contacts to children's services (%), 2014/15 to 2015/16"
    )


def test_alternative_text_gives_every_line_its_ends():
    told = alt_text([yearly(690, 717, 901)], [yearly(None, area=LEICESTERSHIRE)])
    assert "Rutland: from 690 in 2013/14 to 901 in 2015/16." in told
    assert "Leicestershire: no figures." in told


def test_change_of_a_percentage_is_in_points():
    assert change_text(latest_figure(yearly(20, 25, indicator=SHARE))) == "5 points"
    assert change_text(latest_figure(yearly(470, 469))) == "1", "never 0%"


def test_a_withheld_figure_is_never_called_small():
    # Some are withheld because others are small, and the words would tell the two apart.
    assert "small" not in SYMBOL_TEXTS["c"]
    assert "withheld to protect people" in SYMBOL_TEXTS["c"]
