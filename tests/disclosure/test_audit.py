"""What can be worked out, against trying every table, and where linear programmes alone would be wrong."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.disclosure.audit import REACH, bounds, too_narrow
from tests.disclosure.releases import among, crossed, release, worked_out

#: Four quarters and their year.
YEAR = (4, [0, 1, 2, 3])


def test_two_in_a_line_are_not_enough():
    """Quarters 12, c, c, 8 with a total of 22 hide two ones exactly."""
    quarters = release([12, 1, 1, 8, 22], [YEAR])
    withheld = quarters.primary
    found = bounds(quarters, withheld)
    assert found.tolist() == [[12, 12], [1, 1], [1, 1], [8, 8], [22, 22]]
    assert too_narrow(quarters, withheld, found, 4).tolist() == [1, 2]


@pytest.mark.parametrize(
    ("more", "expected"),
    [(3, [[12, 12], [1, 8], [1, 8], [1, 8], [22, 22]]), (4, [[12, 12], [1, REACH + 1], [1, REACH + 1], [8, 8], None])],
)
def test_one_more_withheld_opens_the_range(more, expected):
    quarters = release([12, 1, 1, 8, 22], [YEAR])
    found = bounds(quarters, quarters.primary | among(quarters.values, [more])).tolist()
    assert [pair for pair, wanted in zip(found, expected, strict=True) if wanted] == [one for one in expected if one]


@settings(max_examples=25)
@given(st.data())
def test_bounds_are_those_of_trying_every_table(data):
    inner = data.draw(st.lists(st.lists(st.integers(0, 4), min_size=2, max_size=2), min_size=2, max_size=2))
    table = crossed(inner)
    places = data.draw(st.sets(st.sampled_from([0, 1, 2, 3, 4, 5, 6, 7]), max_size=5))
    withheld = among(table.values, places) & (table.values > 0)
    # The grand total is printed, so no cell exceeds it.
    expected = worked_out(table, withheld, max(int(table.values[-1]), 1))
    found = bounds(table, withheld)
    assert found.tolist() == expected.tolist()
    within = bounds(table, withheld, enough=2)
    assert np.all((found[:, 0] <= within[:, 0]) & (within[:, 1] <= found[:, 1]))
    assert np.array_equal(np.diff(within) >= 2, np.diff(found) >= 2)


def test_a_sum_that_misses_by_a_residual_is_read_as_it_is():
    """Parts of 3 and 9 beside a revised total of 13: who knows the residual knows the parts' sum."""
    table = release([13, 3, 9], [(0, [1, 2])])
    assert bounds(table, among(table.values, [1, 2])).tolist() == [[13, 13], [1, 11], [1, 11]]


def test_what_is_known_anyway_gives_others_away():
    table = release([12, 3, 9], [(0, [1, 2])], published=[2])
    withheld = among(table.values, [1])
    assert too_narrow(table, withheld, bounds(table, withheld), 4).tolist() == [1]


def test_a_small_cell_that_is_printed_fails():
    table = release([12, 3, 9], [(0, [1, 2])])
    nothing = np.zeros(3, bool)
    assert too_narrow(table, nothing, bounds(table, nothing), 4).tolist() == [1]


def test_a_small_remainder_that_is_never_printed_must_vary_too():
    table = release([12, 10, 2], [(0, [1, 2])], unprinted=[2])
    nothing, numerator = np.zeros(3, bool), among(table.values, [1])
    assert too_narrow(table, nothing, bounds(table, nothing), 4).tolist() == [2]
    assert bounds(table, numerator).tolist() == [[12, 12], [1, 11], [1, 11]]


def test_only_whole_numbers_count():
    """3a + 5b = 24 has a between 1 and 6.3 for numbers, and only a = b = 3 for whole ones."""
    table = release([24, 3, 3], [{0: 1, 1: -3, 2: -5}])
    assert bounds(table, table.primary)[1:].tolist() == [[3, 3], [3, 3]]


def test_only_what_is_asked_for_is_looked_at():
    table = release([12, 3, 9, 20, 4, 16], [(0, [1, 2]), (3, [4, 5])])
    withheld = among(table.values, [1, 2, 4, 5])
    found = bounds(table, withheld, among=among(table.values, [4]))
    assert found.tolist() == [[12, 12], [3, 3], [9, 9], [20, 20], [1, 19], [16, 16]]


def test_nothing_withheld_needs_no_audit():
    table = release([30, 10, 20], [(0, [1, 2])])
    assert bounds(table, np.zeros(3, bool)).tolist() == [[30, 30], [10, 10], [20, 20]]


@pytest.mark.parametrize("total", [500_000, 60_000_000, 10**11])
def test_large_totals_lose_no_units(total):
    table = release([total, 3, 4, total - 7], [(0, [1, 2, 3])])
    withheld = table.primary
    assert bounds(table, withheld)[1:3].tolist() == [[1, 6], [1, 6]]
