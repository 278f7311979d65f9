"""File names: telling, safe, bounded."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.exports.file_names import file_name

TEXTS = st.lists(st.text(max_size=200), max_size=12)


@pytest.mark.slow
@given(TEXTS, TEXTS, TEXTS, st.sampled_from(["png", "svg", "csv", "xlsx"]))
def test_every_name_is_safe_and_bounded(indicators, areas, periods, extension):
    name = file_name(indicators, areas, periods, extension)
    assert re.fullmatch(r"[a-z0-9][a-z0-9_-]*\." + extension, name)
    assert len(name) <= 120


@pytest.mark.parametrize(
    ("indicators", "areas", "periods", "name"),
    [
        (
            ["contacts"],
            ["Leicestershire", "Rutland"],
            ["2013/14", "2014/15", "2015/16"],
            "contacts_leicestershire_rutland_2013-14_to_2015-16.png",
        ),
        (["contacts"], ["Rutland"], ["31 March 2016"], "contacts_rutland_31-march-2016.png"),
        (list("abcde"), list("abcd"), ["2015/16 Q1"], "5-indicators_4-areas_2015-16-q1.png"),
        (
            ["referrals"],
            ["Leicestershire's like areas (median)"],
            [],
            "referrals_leicestershires-like-areas-median.png",
        ),
        ([], [], [], "figures.png"),
        (["../../etc/passwd"], ["é"], ["x"], "etc-passwd_e_x.png"),
    ],
)
def test_file_name(indicators, areas, periods, name):
    assert file_name(indicators, areas, periods, "png") == name


@pytest.mark.long
@given(TEXTS, TEXTS, TEXTS, st.dates())
def test_figures_as_known_on_a_day_say_so_at_the_end(indicators, areas, periods, day):
    name = file_name(indicators, areas, periods, "png", known_on=day)
    assert re.fullmatch(r"[a-z0-9][a-z0-9_-]*\.png", name)
    assert name.endswith(f"_as-known-on-{day}.png")
    assert len(name) <= 120
