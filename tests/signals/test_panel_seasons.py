"""Months and quarters beside the same ones of other years, once there are three years."""

import numpy as np
import pytest

from indicators.signals.panel import season_rows
from tests.helpers.series import panel, points

pytestmark = pytest.mark.filterwarnings("error")


@pytest.mark.parametrize(
    ("kind", "length", "season"),
    [("month", 24, 1), ("month", 25, 12), ("quarter", 4, 1), ("quarter", 5, 4), ("financial_year", 40, 1)],
)
def test_the_year_s_course_matters_from_the_second_year_of_quarters_and_the_third_of_months(kind, length, season):
    assert panel(points(range(1, length + 1), kind=kind)).series["season"].tolist() == [season]


def test_only_the_unbroken_run_counts_towards_three_years():
    assert panel(points([*range(30), None, *range(20)], kind="month")).series["season"].tolist() == [1]


def test_the_same_months_stand_in_one_row():
    found = panel(points(range(1, 31), kind="month"), points(range(101, 137), kind="month", area="B"))
    rows, owner, is_newest = season_rows(found)
    assert rows.top.shape == (24, 3)
    for row in rows.row:
        assert rows.points["ends"].dt.month[row[row >= 0]].nunique() == 1
    np.testing.assert_array_equal(rows.top[is_newest], [[6, 18, 30], [112, 124, 136]])
    assert owner.tolist() == [0] * 12 + [1] * 12
    assert rows.series["area_code"].tolist() == ["A"] * 12 + ["B"] * 12
    assert sorted(rows.row[rows.row >= 0]) == sorted(found.row[found.row >= 0])


def test_quarters_stand_in_four_rows():
    rows, _, is_newest = season_rows(panel(points(range(1, 11), kind="quarter")))
    np.testing.assert_array_equal(rows.top, [[np.nan, 3, 7], [np.nan, 4, 8], [1, 5, 9], [2, 6, 10]])
    assert is_newest.tolist() == [False, False, False, True]


def test_years_stay_as_they_are():
    found = panel(points([1, 2, 3]), points([4, 5], area="B"))
    rows, owner, is_newest = season_rows(found)
    np.testing.assert_array_equal(rows.top, found.top)
    assert (owner.tolist(), is_newest.tolist()) == ([0, 1], [True, True])


def test_a_quarter_is_not_held_against_the_one_before_where_the_year_before_is_missing():
    """A symbol a year before: the school holidays would pass for a change."""
    gap = panel(points([8, 9, 7, None, 6, 9, 8], kind="quarter")).series
    assert gap["cut"].tolist() == ["gap"]
    found = panel(points([8, 9, 7, None, 6, 9, 8], kind="quarter"))
    assert np.isfinite(found.top).sum() == 1, "the latest figure stands alone"


@pytest.mark.parametrize("values", [[6, 9], [6, 9, 8, 4], [6, None, 9, 8]])
def test_a_board_s_first_year_of_quarters_is_held_against_nothing(values):
    begun = panel(points(values, kind="quarter"))
    assert np.isfinite(begun.top).sum() == 1, "between two quarters lie the school holidays"
    assert begun.series["cut"].tolist() == ["season"]
