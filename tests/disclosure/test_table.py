"""A reading as a table: what does not fit is refused, and how it falls into pieces."""

import numpy as np
import pytest
from scipy import sparse

from indicators.disclosure.audit import AuditTable
from tests.helpers.small_tables import crossed, reading


def table(**changed):
    """Two parts and their sum, with something changed."""
    arrays = {
        "values": np.array([10, 3, 7]),
        "links": sparse.csr_array([[1, -1, -1]]),
        "unknown": np.array([False, True, True]),
        "lower": np.array([1, 1, 6]),
        "upper": np.array([20, 5, 20]),
    }
    return AuditTable(**{**arrays, **changed})


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"unknown": np.zeros(2, bool)}, "3 values, but {'unknown': 2}"),
        ({"links": sparse.csr_array([[1, -1]])}, "3 values, but {'links': 2}"),
        ({"values": np.array([10.0, 3.0, 7.0])}, "whole numbers"),
        ({"values": np.array([10, -3, 13])}, "whole numbers from 0"),
        ({"unknown": np.array([1, 1, 1])}, "True or False"),
        ({"links": sparse.csr_array([[1, -0.5, -1]])}, "whole coefficients"),
        ({"lower": np.array([1, 4, 6])}, "within their bounds"),
        ({"upper": np.array([20, 5, 6])}, "within their bounds"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(changed, said):
    with pytest.raises(ValueError, match=said):
        table(**changed)


def test_links_join_through_hidden_cells_only():
    sums = [(0, [1, 2]), (3, [4, 5]), {2: 1, 4: -1}]
    values, everything = [9, 4, 5, 12, 5, 7], np.ones(6, bool)
    made = reading(values, sums, unknown=range(6))
    assert [cells.tolist() for cells in made.components(everything)] == [[0, 1, 2, 3, 4, 5]]
    but_one = reading(values, sums, unknown=[0, 1, 2, 3, 5])
    assert [cells.tolist() for cells in but_one.components(everything)] == [[0, 1, 2], [3, 5]]
    assert [cells.tolist() for cells in but_one.components(np.arange(6) == 5)] == [[3, 5]]
    assert but_one.components(np.arange(6) == 4) == []


def test_the_links_of_some_cells_leave_out_those_without_any():
    made = crossed([[1, 2], [3, 4]])
    assert made.links_among(np.array([0, 1])).toarray().tolist() == [[-1, -1], [-1, 0], [0, -1]]
    assert made.links_among(np.array([], int)).shape == (0, 0)
