"""What an outsider can work out: the smallest and largest whole number that each cell can be, given what is printed.

This shares nothing with the choice of cells: it reckons with the numbers themselves, and it alone decides. A bound is
believed only with a witness, a whole table that agrees with everything printed, checked in whole numbers. A slip of the
solver can make a release be refused, never pass.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from indicators.disclosure.table import Table

#: A number is looked for up to so far from the true one; a bound that far is as good as none.
REACH = 10_000
#: Columns of one linear programme: larger ones take longer than their parts together.
_COLUMNS = 6_000
#: Steps after which a search in whole numbers takes the best table found. Seconds would give other answers elsewhere.
_STEPS = 2_000
#: A number this near to a whole one is meant to be whole.
_NOTHING = 1e-6
#: Aims that drive all cells apart at once, each taken both ways.
_AT_ONCE = 3

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class _Search:
    """Searches among the `cells` (k,) of a component and their `links` (r, k): each of `aims` (s, k) is made least."""

    cells: Integers
    links: sparse.csc_array
    aims: Integers


def bounds(table: Table, withheld: Bools, *, among: Bools | None = None, enough: int | None = None) -> Integers:
    """The smallest and the largest whole number that each cell can be, (n, 2), if these cells are withheld.

    Outsiders know every link, every cell that is printed or known anyway, and that an unknown one is at least 1. Only
    cells that need the margin are looked at, and only `among` (n,) if given; any other has its own value twice. What
    cannot be proved to vary does not. With `enough` bounds that far apart need not be the furthest.
    """
    found = np.repeat(table.values[:, None], 2, axis=1)
    hidden = table.hidden(withheld)
    wanted = hidden & table.needs_margin(withheld)
    if among is not None:
        wanted &= among
    if enough is not None:
        _widen(found, table, hidden, wanted, _at_once)
        wanted &= found[:, 1] - found[:, 0] < enough
    _widen(found, table, hidden, wanted, _one_by_one)
    return found


def _widen(found: Integers, table: Table, hidden: Bools, wanted: Bools, aims_of: Callable[[int], Integers]) -> None:
    """Take the wanted cells' bounds as far apart as the tables say that searches with these aims find."""
    for searches in _lots(_searches(table, hidden, wanted, aims_of)):
        for search, witnesses in zip(searches, _witnesses(table, hidden, searches), strict=True):
            places = np.flatnonzero(wanted[search.cells])
            cells, numbers = search.cells[places], witnesses[:, places]
            found[cells, 0] = np.minimum(found[cells, 0], numbers.min(axis=0))
            found[cells, 1] = np.maximum(found[cells, 1], numbers.max(axis=0))


def _one_by_one(count: int) -> Integers:
    """Aims for the least and the greatest of each of so many cells."""
    one = np.eye(count, dtype=np.int64)
    return np.concatenate([one, -one])


def _at_once(count: int) -> Integers:
    """A few aims that drive all of so many cells apart at once, the same each time."""
    signs = np.random.default_rng(count).choice([-1, 1], (_AT_ONCE, count))
    return np.concatenate([signs, -signs])


def too_narrow(table: Table, withheld: Bools, found: Integers, margin: int) -> Integers:
    """The positions of the cells that need the margin and do not have it within these bounds."""
    return np.flatnonzero(table.needs_margin(withheld) & (found[:, 1] - found[:, 0] < margin))


def _searches(table: Table, hidden: Bools, wanted: Bools, aims_of: Callable[[int], Integers]) -> Iterator[_Search]:
    """Searches with these aims for the wanted cells, component by component, none with more columns than a lot has."""
    for cells in table.components(hidden, wanted):
        links = table.links_among(cells)
        places = np.flatnonzero(wanted[cells])
        aims = aims_of(len(places)) @ np.eye(len(cells), dtype=np.int64)[places]
        step = max(_COLUMNS // len(cells), 1)
        yield from (_Search(cells, links, some) for some in np.split(aims, range(step, len(aims), step)))


def _lots(searches: Iterator[_Search]) -> Iterator[list[_Search]]:
    """Searches in lots of a size that is quick to solve at once."""
    lot, columns = [], 0
    for search in searches:
        if lot and columns + search.aims.size > _COLUMNS:
            yield lot
            lot, columns = [], 0
        lot.append(search)
        columns += search.aims.size
    if lot:
        yield lot


def _witnesses(table: Table, hidden: Bools, searches: Sequence[_Search]) -> list[Integers]:
    """For each aim of each search the numbers of its cells, (s, k); the true ones where no other table was proved."""
    found = _solved(table, searches, is_whole=False)
    for search, numbers, is_sound in zip(searches, found, _are_sound(table, hidden, searches, found), strict=True):
        for row in np.flatnonzero(~is_sound):
            alone = [replace(search, aims=search.aims[[row]])]
            again = _solved(table, alone, is_whole=True)
            is_proved = _are_sound(table, hidden, alone, again)[0][0]
            numbers[row] = again[0][0] if is_proved else table.values[search.cells]
    return [np.round(numbers).astype(np.int64) for numbers in found]


def _solved(table: Table, searches: Sequence[_Search], *, is_whole: bool) -> list[Floats]:
    """For each aim of each search the numbers that reach furthest, (s, k); the true ones where the solver gives none.

    The aims share nothing, so one programme of all of them has the best of each.
    """
    links = sparse.block_diag([sparse.kron(sparse.eye_array(len(own.aims)), own.links) for own in searches], "csr")
    true = [np.tile(table.values[own.cells], (len(own.aims), 1)) for own in searches]
    numbers = np.concatenate([own.ravel() for own in true])
    # Counted from the lowest number looked for: large totals would cost the solver its precision.
    lowest = np.maximum(numbers - REACH, 1)
    sums = links @ (numbers - lowest)
    result = milp(
        np.concatenate([own.aims.ravel() for own in searches]),
        constraints=LinearConstraint(links, sums, sums),
        bounds=Bounds(0, numbers - lowest + REACH),
        integrality=np.full(len(numbers), int(is_whole)),
        options={"node_limit": _STEPS},
    )
    best = numbers if result.x is None else lowest + result.x
    pieces = np.split(best, np.cumsum([own.size for own in true])[:-1])
    return [piece.reshape(own.shape) for piece, own in zip(pieces, true, strict=True)]


def _are_sound(table: Table, hidden: Bools, searches: Sequence[_Search], found: Sequence[Floats]) -> list[Bools]:
    """Which rows of numbers, (s,) a search, are whole and agree over the whole table with all that outsiders know."""
    numbers = np.concatenate([own.ravel() for own in found])
    whole = np.round(numbers).astype(np.int64)
    cells = np.concatenate([np.tile(own.cells, len(own.aims)) for own in searches])
    moved = whole - table.values[cells]
    is_allowed = (np.abs(numbers - whole) < _NOTHING) & (whole >= 1) & (hidden[cells] | (moved == 0))
    starts = np.cumsum([0, *(len(own.cells) for own in searches for _ in own.aims)])
    moves = sparse.csr_array((moved, cells, starts), shape=(len(starts) - 1, len(table.values)))
    broken = abs(table.links.astype(np.int64) @ moves.T).sum(axis=0)
    is_sound = np.logical_and.reduceat(is_allowed, starts[:-1]) & (broken == 0)
    return np.split(is_sound, np.cumsum([len(own.aims) for own in searches])[:-1])
