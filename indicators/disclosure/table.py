"""One reading of a release as numbers: whole numbers, the additive links between them, and what outsiders know."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

#: Counts beyond this are no counts of people, and floating-point numbers would begin to lose units.
_LARGEST = 10**12

Bools = NDArray[np.bool_]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Table:
    """The cells of a release, n whole numbers, with what an outsider knows of them.

    `links` is (m, n): each row is a sum that holds, whole less parts, with whole coefficients (mostly 1 and -1).
    Where the true figures miss it by a residual (revisions, two sources), outsiders are taken to know the residual.

    All others have length n. `hidden` cells are unknown to outsiders, but for this: each is at least `lower` and at
    most `upper`, since outsiders know the rule and which cells it withholds for their own number. ValueError for
    arrays that do not fit.
    """

    values: Integers
    links: sparse.csr_array
    hidden: Bools
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
        others = {name: getattr(self, name) for name in ("hidden", "lower", "upper")}
        lengths = {name: len(array) for name, array in others.items() if len(array) != count}
        if lengths or self.links.shape[1] != count:
            return f"the table has {count} values, but {lengths or {'links': self.links.shape[1]}}"
        if not np.issubdtype(self.values.dtype, np.integer) or np.any((self.values < 0) | (self.values > _LARGEST)):
            return "values are whole numbers from 0 to 10^12"
        if self.hidden.dtype != bool:
            return "hidden is True or False"
        if np.any(self.hidden & ((self.values < self.lower) | (self.values > self.upper))):
            return "hidden values lie within their bounds"
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
        """The positions of the hidden cells, component by component, of those that have one of the cells `having`.

        Links join hidden cells only: through a known one nothing can be learnt.
        """
        (rows, cells), count = self.links.nonzero(), len(self.values)
        rows, cells = rows[self.hidden[cells]], cells[self.hidden[cells]]
        nodes = count + self.links.shape[0]
        graph = sparse.coo_array((np.ones(len(cells)), (cells, count + rows)), (nodes, nodes))
        labels = connected_components(graph, directed=False)[1][:count]
        members = np.flatnonzero(self.hidden & np.isin(labels, labels[self.hidden & having]))
        order = members[np.argsort(labels[members], kind="stable")]
        return np.split(order, np.flatnonzero(np.diff(labels[order])) + 1) if len(order) else []
