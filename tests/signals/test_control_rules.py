"""The rules for special causes, each on bare vectors."""

import numpy as np
import pytest

from indicators.signals.spc import DOWN, UP, shift_points, special_causes, trend_points, two_in_three_points

SIGNS = {"+": UP, "-": DOWN, "0": 0}
GAP = np.nan

pytestmark = pytest.mark.filterwarnings("error")


def sides(signs):
    return np.array([SIGNS[sign] for sign in signs], dtype=np.uint8)


def flags(marks):
    return np.array([mark == "x" for mark in marks], dtype=bool)


def marked(found):
    return "".join("x" if flag else "." for flag in found)


def signed(found):
    return "".join({0: "0", 1: "+", 2: "-"}[int(bits)] for bits in found)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("", ""),
        ("+", "."),
        ("++++++", "......"),
        ("+++++++", "xxxxxxx"),
        ("-------", "xxxxxxx"),
        ("+++-+++", "......."),
        ("+++0++++", "........"),
        ("-++++++++-", ".xxxxxxxx."),
        ("+++++++-------", "xxxxxxxxxxxxxx"),
        ("++++++------", "............"),
    ],
)
def test_shift(given, expected):
    assert marked(shift_points(sides(given))) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], ""),
        ([1], "0"),
        ([1, 2, 3, 4, 5, 6], "000000"),
        ([1, 2, 3, 4, 5, 6, 7], "+++++++"),
        ([7, 6, 5, 4, 3, 2, 1], "-------"),
        ([1, 2, 3, 3, 4, 5, 6, 7], "00000000"),
        ([1, 2, 3, GAP, 4, 5, 6, 7], "00000000"),
        ([2, 1, 2, 3, 4, 5, 6, 7, 3], "0+++++++0"),
        ([1, 2, 3, 4, 5, 6, 7, 7, 6, 5, 4, 3, 2, 1], "+++++++-------"),
        ([1, 2, 3, 4, 5, 6, 7, 7, 8, 9, 10, 11, 12, 13], "++++++++++++++"),
    ],
)
def test_trend(values, expected):
    assert signed(trend_points(np.array(values, dtype=float))) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1, 2, 3, 4, 5, 6, 7, 6, 5, 4, 3, 2, 1], "++++++-------"),
        ([7, 6, 5, 4, 3, 2, 1, 2, 3, 4, 5, 6, 7], "------+++++++"),
    ],
)
def test_a_turning_point_belongs_to_the_trend_that_starts_there(values, expected):
    assert signed(trend_points(np.array(values, dtype=float))) == expected


@pytest.mark.parametrize(
    ("near", "signs", "expected"),
    [
        ("", "", ""),
        ("x", "+", "."),
        ("xx", "++", ".."),
        ("xx.", "+++", "xx."),
        ("x.x", "+++", "x.x"),
        (".xx", "---", ".xx"),
        ("xxx", "+++", "xxx"),
        ("x..", "+++", "..."),
        ("x.x", "+-+", "..."),
        ("xx.", "++0", "..."),
        ("x..x", "++++", "...."),
        ("x..xx", "+++++", "...xx"),
        (".xx.xx", "+-----", ".xx.xx"),
    ],
)
def test_two_in_three(near, signs, expected):
    assert marked(two_in_three_points(flags(near), sides(signs))) == expected


def test_the_first_rule_that_holds_is_told():
    """Seven rising points above the mean: outside, then trend, then two in three, then shift."""
    values = np.array([1, 2, 3, 4, 5, 6, 7, 6.5, 6.4, 6.3])
    near, outside = flags(".......xx."), flags("x.........")
    causes, headings = special_causes(values, sides=sides("+" * 10), near=near, outside=outside)
    assert causes.tolist() == [4, 3, 3, 3, 3, 3, 3, 2, 2, 1]
    assert signed(headings) == "+" * 10


def test_a_trend_points_where_it_goes_and_other_causes_where_they_lie():
    values = np.arange(7.0)
    nowhere = flags("." * 7)
    _, headings = special_causes(values, sides=sides("---0+++"), near=nowhere, outside=flags("x......"))
    assert signed(headings) == "-++++++"


def test_rules_work_down_every_column():
    both = np.column_stack([np.arange(8.0), [0, 1, 2, 3, 2, 1, 0, 1]])
    assert signed(trend_points(both)[:, 0]) == "+" * 8
    assert signed(trend_points(both)[:, 1]) == "0" * 8
