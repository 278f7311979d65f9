"""What can be worked out, against trying every table, and where linear programmes alone would be wrong."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from indicators.disclosure.audit import REACH, feasibility_intervals
from tests.helpers.small_tables import MANY, among, crossed, reading, worked_out

#: Four quarters and their year, and what a count withheld for its own number can be.
YEAR = (4, [0, 1, 2, 3])
FEW, MORE = (1, 5), (6, MANY)


def found(table, **rest):
    return feasibility_intervals(table, np.ones(len(table.values), bool), **rest).tolist()


def test_two_in_a_line_are_not_enough():
    """Quarters 12, c, c, 8 with a total of 22 hide two ones exactly."""
    quarters = reading([12, 1, 1, 8, 22], [YEAR], unknown=[1, 2])
    assert found(quarters) == [[12, 12], [1, 1], [1, 1], [8, 8], [22, 22]]


@pytest.mark.parametrize(
    ("values", "unknown", "expected"),
    [
        # Who knows that each is 1 to 5 knows that four of them that make 20 are 5 each.
        ([5, 5, 5, 5, 20], [0, 1, 2, 3], [[5, 5]] * 4),
        ([2, 2, 2, 2, 8], [0, 1, 2, 3], [[1, 5]] * 4),
        ([5, 5, 5, 5, 20], [0, 1, 2, 3, 4], [[1, 5]] * 4 + [[6, 20]]),
        # Six or more and 1 to 5 that make 7.
        ([1, 6, 9, 9, 25], [0, 1], [[1, 1], [6, 6]]),
        ([1, 60, 9, 9, 79], [0, 1], [[1, 5], [56, 60]]),
    ],
)
def test_the_outsider_knows_the_rule(values, unknown, expected):
    bounds = {place: FEW if values[place] <= 5 else MORE for place in unknown}
    assert [pair for pair in found(reading(values, [YEAR], unknown=unknown, bounds=bounds)) if pair[0] != pair[1]] == [
        pair for pair in expected if pair[0] != pair[1]
    ]


@pytest.mark.slow
@settings(max_examples=40)
@given(st.data())
def test_ranges_are_those_of_trying_every_table(data):
    inner = data.draw(st.lists(st.lists(st.integers(0, 4), min_size=2, max_size=2), min_size=2, max_size=2))
    plain = crossed(inner)
    places = data.draw(st.sets(st.sampled_from([0, 1, 2, 3, 4, 5, 6, 7]), max_size=4))
    unknown = [place for place in places if plain.values[place]]
    bounds = {place: (1, 3) if plain.values[place] <= 3 else (4, MANY) for place in unknown if data.draw(st.booleans())}
    table = crossed(inner, unknown=unknown, bounds=bounds)
    # The grand total is printed, so no cell exceeds it.
    expected = worked_out(table, max(int(table.values[-1]), 1)).tolist()
    assert found(table) == expected
    moves = sparse.csr_array(np.array(data.draw(st.lists(st.lists(st.integers(0, 1), min_size=9, max_size=9)))))
    if moves.shape[-1] == 9:
        assert found(table, tries=moves) == expected
    within, widest = np.array(found(table, enough=2)), np.array(expected)
    assert np.all((widest[:, 0] <= within[:, 0]) & (within[:, 1] <= widest[:, 1]))
    assert np.array_equal((within[:, 1] - within[:, 0]) >= 2, (widest[:, 1] - widest[:, 0]) >= 2)


def test_a_move_goes_as_far_as_bounds_and_links_allow():
    year = reading([3, 9, 12], [(2, [0, 1])], unknown=[0, 2], bounds={0: FEW, 2: MORE})
    together, alone = [[1, 0, 1]], [[1, 0, 0]]
    nothing = np.zeros(3, bool)
    assert feasibility_intervals(year, nothing, tries=sparse.csr_array(together)).tolist() == [[1, 5], [9, 9], [10, 14]]
    # A move that breaks a sum proves nothing.
    assert feasibility_intervals(year, nothing, tries=sparse.csr_array(alone)).tolist() == [[3, 3], [9, 9], [12, 12]]


def test_a_sum_that_misses_by_a_residual_is_read_as_it_is():
    """Parts of 3 and 9 beside a revised total of 13: who knows the residual knows the parts' sum."""
    table = reading([13, 3, 9], [(0, [1, 2])], unknown=[1, 2])
    assert found(table) == [[13, 13], [1, 11], [1, 11]]


def test_only_whole_numbers_count():
    """3a + 5b = 24 has a between 1 and 6.3 for numbers, and only a = b = 3 for whole ones."""
    table = reading([24, 3, 3], [{0: 1, 1: -3, 2: -5}], unknown=[1, 2])
    assert found(table)[1:] == [[3, 3], [3, 3]]


def test_only_what_is_asked_for_is_looked_at():
    table = reading([12, 3, 9, 20, 4, 16], [(0, [1, 2]), (3, [4, 5])], unknown=[1, 2, 4, 5])
    asked = feasibility_intervals(table, among(table.values, [4]))
    assert asked.tolist() == [[12, 12], [3, 3], [9, 9], [20, 20], [1, 19], [16, 16]]


def test_what_nothing_bounds_is_looked_for_far_enough():
    table = reading([12, 3, 9], [(0, [1, 2])], unknown=[0, 1])
    assert found(table)[0] == [10, REACH + 12]


@pytest.mark.parametrize("total", [500_000, 60_000_000, 10**11])
def test_large_totals_lose_no_units(total):
    table = reading([total, 3, 4, total - 7], [(0, [1, 2, 3])], unknown=[1, 2])
    assert found(table)[1:3] == [[1, 6], [1, 6]]
