"""The choice of what is withheld: safe by independent programmes, the least there is, and refused where it must be."""

import numpy as np
import pytest

from benchmarks.disclosure_check import best_loss, gconfid_ranges, ranges
from benchmarks.disclosure_tables import random_tables
from indicators.disclosure.audit import REACH, bounds
from indicators.disclosure.protect import protect
from indicators.disclosure.rule import DisclosureRefused, Rule
from indicators.disclosure.table import Table
from tests.disclosure.releases import RULE, crossed, fewest, release

YEAR = (4, [0, 1, 2, 3])


def withheld(table, rule=RULE):
    """The positions that are withheld."""
    return np.flatnonzero(protect(table, rule).withheld).tolist()


@pytest.mark.parametrize(
    ("count", "expected"),
    [(0, []), (1, [0, 1]), (5, [0, 1]), (6, [])],
)
def test_the_threshold(count, expected):
    assert withheld(release([count, 40, 40 + count], [(2, [0, 1])], loss={2: 2})) == expected


def test_two_ones_in_a_year_need_a_third_cell():
    assert withheld(release([12, 1, 1, 8, 22], [YEAR], loss={4: 2})) in ([0, 1, 2], [1, 2, 3])
    assert withheld(release([12, 1, 1, 8, 22], [YEAR], loss={0: 3, 3: 3})) == [1, 2, 4]


def test_a_lone_small_count_in_nothing_needs_no_other():
    done = protect(release([3, 30], []), RULE)
    assert np.flatnonzero(done.withheld).tolist() == [0]
    assert np.diff(done.bounds[0]) >= 4


def test_what_is_withheld_for_its_own_sake_is_told_apart():
    done = protect(release([2, 30, 32], [(2, [0, 1])], loss={2: 2}), RULE)
    assert done.primary.tolist() == [True, False, False]
    assert done.withheld.tolist() == [True, True, False]
    assert done.bounds[2].tolist() == [32, 32]
    assert np.all(np.diff(done.bounds[:2]) >= 4)


def test_printed_differences_chain_editions_together():
    """x1 is small; x2 less x1 is printed beside it, and so is x3 less x2."""
    chain = release([3, 30, 27, 50, 20], [(1, [0, 2]), (3, [1, 4])], loss={0: 1, 1: 1, 2: 5, 3: 1, 4: 5})
    assert withheld(chain) == [0, 1, 3]


def test_small_differences_are_withheld_like_counts():
    assert withheld(release([30, 32, 2], [(1, [0, 2])])) in ([0, 2], [1, 2])


def test_what_was_published_before_is_not_withheld_to_no_use():
    table = release([2, 30, 25, 57], [(3, [0, 1, 2])], published=[1, 3])
    assert withheld(table) == [0, 2]


def test_a_published_cell_that_pins_one_is_a_refusal_that_names_it():
    table = release([2, 30, 32, 4, 40, 44], [(2, [0, 1]), (5, [3, 4])], published=[1, 2])
    with pytest.raises(DisclosureRefused, match="cell 0:|cell 0\\.") as refused:
        protect(table, RULE)
    assert refused.value.cells == (0,)


def test_a_small_cell_that_was_itself_published_is_a_refusal():
    with pytest.raises(DisclosureRefused) as refused:
        protect(release([2, 30, 32], [(2, [0, 1])], published=[0]), RULE)
    assert refused.value.cells == (0,)


def test_two_small_cells_of_a_published_sum_are_a_refusal_where_nothing_else_gives():
    with pytest.raises(DisclosureRefused) as refused:
        protect(release([2, 4, 6], [(2, [0, 1])], published=[2]), Rule(margin=5))
    assert refused.value.cells == (0, 1)


def test_a_small_remainder_is_covered_by_its_numerator_or_base():
    assert withheld(release([12, 10, 2], [(0, [1, 2])], unprinted=[2], loss={0: 2})) == [1]


def test_large_cells_that_are_never_printed_cover_for_nothing():
    table = release([30, 3, 27], [(0, [1, 2])], unprinted=[2])
    assert withheld(table) == [1]


def test_zeros_are_never_withheld():
    table = crossed([[0, 3, 9], [4, 0, 0], [0, 7, 20]])
    assert not protect(table, RULE).withheld[table.values == 0].any()


def test_only_whole_numbers_fail_and_another_cell_comes_to_it():
    assert withheld(release([24, 3, 3], [{0: 1, 1: -3, 2: -5}])) == [0, 1, 2]


def test_components_without_a_small_cell_lose_nothing():
    quiet, loud = crossed([[10, 20], [30, 40]]), crossed([[2, 20], [30, 40]])
    both = Table(
        values=np.concatenate([quiet.values, loud.values]),
        links=np.kron(np.eye(2, dtype=np.int64), quiet.links.toarray()),
        small=np.concatenate([quiet.small, loud.small]),
        can_withhold=np.ones(18, bool),
        printed=np.ones(18, bool),
        loss=np.ones(18),
    )
    done = protect(both, RULE)
    assert not done.withheld[:9].any()
    assert done.withheld[9:].tolist() == protect(loud, RULE).withheld.tolist()


def test_a_release_without_small_counts_and_an_empty_one():
    assert withheld(crossed([[10, 20], [30, 40]])) == []
    assert withheld(release([], [])) == []


@pytest.mark.parametrize("threshold", [1, 3, 10])
def test_other_thresholds_keep_their_own_margin(threshold):
    rule = Rule.of_threshold(threshold)
    table = crossed([[1, 8, 30], [12, 2, 9], [40, 3, 11]], rule=rule)
    done = protect(table, rule)
    assert np.all(done.withheld[table.small])
    assert np.all(np.diff(ranges(table, done.withheld)) >= rule.margin)


@pytest.mark.parametrize(
    "inner", [[[1, 4], [4, 4]], [[1, 1], [1, 1]], [[0, 2], [6, 7]], [[3, 6], [7, 6]], [[0, 5], [0, 0]]]
)
def test_no_choice_of_all_withholds_fewer_cells(inner):
    table = crossed(inner)
    assert protect(table, RULE).withheld.sum() == fewest(table, RULE.margin)


@pytest.fixture(scope="module")
def protected():
    """Random tables and what is withheld of them."""
    return [(table, protect(table, RULE)) for table in random_tables(20160331, 20, RULE)]


def test_independent_programmes_find_no_cell_too_narrow(protected):
    for table, done in protected:
        assert np.all(done.withheld[table.small])
        assert np.all(np.diff(done.bounds)[done.withheld] >= RULE.margin)
        if done.withheld.sum() <= 12:
            assert np.all(np.diff(ranges(table, done.withheld)) >= RULE.margin)


def test_no_more_is_withheld_than_one_programme_over_all_cells_withholds(protected):
    small = [(table, done) for table, done in protected if np.count_nonzero(table.values) <= 12 and table.small.any()]
    assert small
    assert [done.withheld.sum() for _, done in small] == [round(best_loss(table, RULE.margin)) for table, _ in small]


def test_the_same_again_and_nothing_more_for_what_is_withheld_already(protected):
    for table, done in protected[:5]:
        again = protect(table, RULE)
        assert np.array_equal(again.withheld, done.withheld)
        settled = Table(table.values, table.links, done.withheld, table.can_withhold, table.printed, table.loss)
        assert np.array_equal(protect(settled, RULE).withheld, done.withheld)


def test_shares_of_a_whole_are_protected_with_their_remainders():
    """Both areas and their sum: those asked, those who said yes, and the rest, which is never printed."""
    values = [40, 12, 52, 38, 9, 47, 2, 3, 5]
    sums = [(whole, [whole - 2, whole - 1]) for whole in (2, 5, 8)] + [
        (all_, [all_ + 3, all_ + 6]) for all_ in (0, 1, 2)
    ]
    table = release(values, sums, unprinted=[6, 7, 8])
    done = protect(table, RULE)
    assert not done.withheld[6:].any()
    assert 0 < done.withheld.sum() <= 4
    assert np.all(np.diff(ranges(table, done.withheld | table.small)) >= RULE.margin)


@pytest.mark.slow
def test_gconfid_finds_the_same_bounds(protected):
    pytest.importorskip("gconfid", reason="only for development: requirements-dev.txt")
    for table, done in protected:
        if done.withheld.any():
            theirs = gconfid_ranges(table, done.withheld, REACH)
            assert bounds(table, done.withheld)[done.withheld] == pytest.approx(theirs, abs=1e-4)
