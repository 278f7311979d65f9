"""A release as a table: what does not fit is refused, and how it falls into pieces."""

import numpy as np
import pytest
from scipy import sparse

from indicators.disclosure.table import Table
from tests.disclosure.releases import crossed, release


def table(**changed):
    """Two parts and their sum, with something changed."""
    arrays = {
        "values": np.array([10, 3, 7]),
        "links": sparse.csr_array([[1, -1, -1]]),
        "small": np.array([False, True, False]),
        "can_withhold": np.ones(3, bool),
        "printed": np.ones(3, bool),
        "loss": np.ones(3),
    }
    return Table(**{**arrays, **changed})


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"small": np.zeros(2, bool)}, "3 values, but {'small': 2}"),
        ({"links": sparse.csr_array([[1, -1]])}, "3 values, but {'links': 2}"),
        ({"values": np.array([10.0, 3.0, 7.0])}, "whole numbers"),
        ({"values": np.array([10, -3, 13])}, "whole numbers from 0"),
        ({"printed": np.array([1, 1, 1])}, "True or False"),
        ({"loss": np.array([1.0, -1.0, 1.0])}, "0 or more"),
        ({"loss": np.array([1.0, np.nan, 1.0])}, "0 or more"),
        ({"links": sparse.csr_array([[1, -0.5, -1]])}, "whole coefficients"),
        ({"values": np.array([7, 0, 7])}, "zeros are shown, so these cannot be small: .1."),
    ],
)
def test_arrays_that_do_not_fit_are_refused(changed, said):
    with pytest.raises(ValueError, match=said):
        table(**changed)


def test_what_is_known_primary_and_hidden():
    made = release([9, 0, 3, 6, 2], [(0, [1, 2, 3])], published=[3], unprinted=[4])
    assert made.known.tolist() == [False, True, False, True, False]
    assert made.primary.tolist() == [False, False, True, False, False]
    assert made.hidden(made.primary).tolist() == [False, False, True, False, True]
    assert made.needs_margin(made.primary).tolist() == [False, False, True, False, True]


def test_links_join_through_unknown_cells_only():
    made = release([9, 4, 5, 12, 5, 7], [(0, [1, 2]), (3, [4, 5]), {2: 1, 4: -1}])
    everything = np.ones(6, bool)
    assert [cells.tolist() for cells in made.components(everything, everything)] == [[0, 1, 2, 3, 4, 5]]
    but_one = everything & (np.arange(6) != 4)
    assert [cells.tolist() for cells in made.components(but_one, everything)] == [[0, 1, 2], [3, 5]]
    assert [cells.tolist() for cells in made.components(but_one, np.arange(6) == 5)] == [[3, 5]]
    assert made.components(but_one, np.arange(6) == 4) == []


def test_the_links_of_some_cells_leave_out_those_without_any():
    made = crossed([[1, 2], [3, 4]])
    assert made.links_among(np.array([0, 1])).toarray().tolist() == [[-1, -1], [-1, 0], [0, -1]]
    assert made.links_among(np.array([], int)).shape == (0, 0)
