"""The audit of a release: the feasibility interval of each suppressed cell, the least and greatest whole number that
it can be given all that is published.

It shares nothing with the choice of cells to suppress, and it alone decides whether a release is safe.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import cast

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

#: Counts beyond this are no counts of people, and floating-point numbers would begin to lose units.
_LARGEST = 10**12

Bools = NDArray[np.bool_]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class AuditTable:
    """The cells of a release, n whole numbers, with what an outsider knows of them.

    `links` is (m, n): each row is a sum that holds, whole less parts, with whole coefficients (mostly 1 and -1).
    Where the true figures miss it by a residual (revisions, two sources), outsiders are taken to know the residual.

    All others have length n. Of `unknown` cells outsiders know only that each is at least `lower` and at most
    `upper`, since outsiders know the rule and which cells it withholds for their own number. ValueError for
    arrays that do not fit.
    """

    values: Integers
    links: sparse.csr_array
    unknown: Bools
    lower: Integers
    upper: Integers

    def __post_init__(self) -> None:
        object.__setattr__(self, "links", sparse.csr_array(self.links))
        self.links.eliminate_zeros()
        problem = self._problem()
        if problem:
            raise ValueError(problem)

    def _problem(self) -> str:
        """What is wrong with the arrays, first things first; nothing if they fit."""
        count = len(self.values)
        others = {name: getattr(self, name) for name in ("unknown", "lower", "upper")}
        lengths = {name: len(array) for name, array in others.items() if len(array) != count}
        if lengths or self.links.shape[1] != count:
            return f"the table has {count} values, but {lengths or {'links': self.links.shape[1]}}"
        if not np.issubdtype(self.values.dtype, np.integer) or np.any((self.values < 0) | (self.values > _LARGEST)):
            return "values are whole numbers from 0 to 10^12"
        if self.unknown.dtype != bool:
            return "unknown is True or False"
        if np.any(self.unknown & ((self.values < self.lower) | (self.values > self.upper))):
            return "unknown values lie within their bounds"
        if np.any(self.links.data != np.round(self.links.data)):
            return "links have whole coefficients"
        return ""

    @cached_property
    def _by_cell(self) -> sparse.csc_array:
        return self.links.tocsc()

    def links_among(self, cells: Integers) -> sparse.csc_array:
        """The links of these k cells with each other, (r, k), without those that hold none of them."""
        links = self._by_cell[:, cells]
        rows, places = np.unique(links.indices, return_inverse=True)
        return sparse.csc_array((links.data, places, links.indptr), shape=(len(rows), len(cells)))

    def components(self, having: Bools) -> list[Integers]:
        """The positions of the unknown cells, component by component, of those that have one of the cells `having`.

        Links join unknown cells only: through a known one nothing can be learnt.
        """
        (rows, cells), count = self.links.nonzero(), len(self.values)
        rows, cells = rows[self.unknown[cells]], cells[self.unknown[cells]]
        nodes = count + self.links.shape[0]
        graph = sparse.coo_array((np.ones(len(cells)), (cells, count + rows)), (nodes, nodes))
        # Only who makes a public copy needs it, and it takes long to load.
        from scipy.sparse.csgraph import connected_components

        labels = connected_components(graph, directed=False)[1][:count]
        members = np.flatnonzero(self.unknown & np.isin(labels, labels[self.unknown & having]))
        order = members[np.argsort(labels[members], kind="stable")]
        return np.split(order, np.flatnonzero(np.diff(labels[order])) + 1) if len(order) else []


#: A number is looked for up to so far from the true one; a bound that far is as good as none.
REACH = 10_000
#: Columns of one linear programme: larger ones take longer than their parts together.
_COLUMNS = 6_000
#: Steps after which a search in whole numbers takes the best table found. Seconds would give other answers elsewhere.
_STEPS = 2_000
#: A number this near to a whole one is meant to be whole.
_NOTHING = 1e-6

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class _Search:
    """Searches among the `cells` (k,) of a component and their `links` (r, k): each of `aims` (s, k) is made least."""

    cells: Integers
    links: sparse.csc_array
    aims: Integers


def feasibility_intervals(
    table: AuditTable, wanted: Bools, *, tries: sparse.csr_array | None = None, enough: int | None = None
) -> Integers:
    """The smallest and the largest whole number that each wanted cell can be, (n, 2).

    Only unknown cells that are `wanted` (n,) are looked at; any other has its own value twice. What cannot be proved to
    vary does not. `tries` (t, n) are moves worth trying first, in any multiple; with `enough`, ranges that wide need
    not be the widest.
    """
    intervals = np.repeat(table.values[:, None], 2, axis=1)
    wanted = wanted & table.unknown
    if tries is not None:
        _widen(intervals, table, tries)
    if enough is not None:
        wanted = wanted & (intervals[:, 1] - intervals[:, 0] < enough)
    for searches in _lots(_searches(table, wanted)):
        for search, witnesses in zip(searches, _proved_tables(table, searches), strict=True):
            places = np.flatnonzero(wanted[search.cells])
            cells, numbers = search.cells[places], witnesses[:, places]
            intervals[cells, 0] = np.minimum(intervals[cells, 0], numbers.min(axis=0))
            intervals[cells, 1] = np.maximum(intervals[cells, 1], numbers.max(axis=0))
    return intervals


def _widen(intervals: Integers, table: AuditTable, moves: sparse.csr_array) -> None:
    """Take the ranges as far apart as these moves go: each up and down while links and bounds allow it."""
    moves = sparse.csr_array(moves).astype(np.int64)
    is_free = np.asarray(abs(table.links.astype(np.int64) @ moves.T).sum(axis=0)).ravel() == 0
    is_free &= np.asarray(moves @ (~table.unknown).astype(np.int64)).ravel() == 0
    for move in np.flatnonzero(is_free):
        start, end = moves.indptr[move : move + 2]
        cells, steps = moves.indices[start:end], moves.data[start:end]
        if not len(cells) or np.any(steps <= 0):
            continue
        up = int(((table.upper[cells] - table.values[cells]) // steps).min())
        down = int(((table.values[cells] - table.lower[cells]) // steps).min())
        intervals[cells, 0] = np.minimum(intervals[cells, 0], table.values[cells] - steps * down)
        intervals[cells, 1] = np.maximum(intervals[cells, 1], table.values[cells] + steps * min(up, REACH))


def _searches(table: AuditTable, wanted: Bools) -> Iterator[_Search]:
    """Searches for the least and the greatest of each wanted cell, none with more columns than a lot has."""
    for cells in table.components(wanted):
        links = table.links_among(cells)
        places = np.flatnonzero(wanted[cells])
        unit = np.eye(len(cells), dtype=np.int64)[places]
        aims = np.concatenate([unit, -unit])
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


def _proved_tables(table: AuditTable, searches: Sequence[_Search]) -> list[Integers]:
    """For each aim of each search the numbers of its cells, (s, k); the true ones where no other table was proved."""
    tables = _solved(table, searches, is_whole=False)
    for search, numbers, is_sound in zip(searches, tables, _are_sound(table, searches, tables), strict=True):
        for row in np.flatnonzero(~is_sound):
            single = [replace(search, aims=search.aims[[row]])]
            exact = _solved(table, single, is_whole=True)
            is_proved = _are_sound(table, single, exact)[0][0]
            numbers[row] = exact[0][0] if is_proved else table.values[search.cells]
    return [np.round(numbers).astype(np.int64) for numbers in tables]


def _solved(table: AuditTable, searches: Sequence[_Search], *, is_whole: bool) -> list[Floats]:
    """For each aim of each search the numbers that reach furthest, (s, k); the true ones where the solver gives none.

    The aims share nothing, so one programme of all of them has the best of each.
    """
    # Loaded where it is first needed: pages that only show figures are there half a second sooner without it.
    from scipy.optimize import Bounds, LinearConstraint, milp

    links = sparse.block_diag([sparse.kron(sparse.eye_array(len(own.aims)), own.links) for own in searches], "csr")
    true, lower, upper = (
        [np.tile(array[own.cells], (len(own.aims), 1)) for own in searches]
        for array in (table.values, table.lower, table.upper)
    )
    numbers, least, most = (np.concatenate([own.ravel() for own in part]) for part in (true, lower, upper))
    # Counted from the lowest number looked for: large totals would cost the solver its precision.
    lowest = np.maximum(numbers - REACH, least)
    sums = links @ (numbers - lowest)
    result = milp(
        np.concatenate([own.aims.ravel() for own in searches]),
        constraints=LinearConstraint(links, sums, sums),
        bounds=Bounds(0, np.minimum(numbers + REACH, most) - lowest),
        integrality=np.full(len(numbers), int(is_whole)),
        options={"node_limit": _STEPS},
    )
    best = numbers if result.x is None else lowest + result.x
    pieces = np.split(best, np.cumsum([own.size for own in true])[:-1])
    return [cast(Floats, piece.reshape(own.shape)) for piece, own in zip(pieces, true, strict=True)]


def _are_sound(table: AuditTable, searches: Sequence[_Search], tables: Sequence[Floats]) -> list[Bools]:
    """Which rows of numbers, (s,) a search, are whole and agree over the whole table with all that outsiders know."""
    numbers = np.concatenate([own.ravel() for own in tables])
    whole = np.round(numbers).astype(np.int64)
    cells = np.concatenate([np.tile(own.cells, len(own.aims)) for own in searches])
    moved = whole - table.values[cells]
    is_within = (whole >= table.lower[cells]) & (whole <= table.upper[cells])
    is_allowed = (np.abs(numbers - whole) < _NOTHING) & is_within & (table.unknown[cells] | (moved == 0))
    starts = np.cumsum([0, *(len(own.cells) for own in searches for _ in own.aims)])
    moves = sparse.csr_array((moved, cells, starts), shape=(len(starts) - 1, len(table.values)))
    broken = abs(table.links.astype(np.int64) @ moves.T).sum(axis=0)
    is_sound = np.logical_and.reduceat(is_allowed, starts[:-1]) & (broken == 0)
    return np.split(is_sound, np.cumsum([len(own.aims) for own in searches])[:-1])
