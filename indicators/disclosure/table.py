"""A release as disclosure control sees it: whole numbers, and the additive links between them."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

#: Counts beyond this are no counts of people, and floating-point numbers would begin to lose units.
_LARGEST = 10**12


@dataclass(frozen=True)
class Table:
    """The cells of a release, n whole numbers, with what is known of them.

    `links` is (m, n): each row is a sum that holds, whole less parts, with whole coefficients (mostly 1 and -1).
    Where the true figures miss it by a residual (revisions, two sources), outsiders are taken to know the residual.

    All others have length n. `small` cells must neither be printed nor be derivable. `can_withhold` is False where
    the number is known anyway: published before, or a population. `printed` is False for cells that the release
    never prints: they hide others for nothing and need protection only where they are small. `loss` is what it costs
    to withhold a cell. Zeros are shown and known, wherever they stand. ValueError for arrays that do not fit.
    """

    values: NDArray[np.int64]
    links: sparse.csr_array
    small: NDArray[np.bool_]
    can_withhold: NDArray[np.bool_]
    printed: NDArray[np.bool_]
    loss: NDArray[np.float64]

    def __post_init__(self) -> None:
        object.__setattr__(self, "links", sparse.csr_array(self.links))
        self.links.eliminate_zeros()
        problem = self._problem()
        if problem:
            raise ValueError(problem)

    def _problem(self) -> str:
        """What is wrong with the arrays, first things first; nothing if they fit."""
        count = len(self.values)
        flags = {name: getattr(self, name) for name in ("small", "can_withhold", "printed")}
        lengths = {name: len(array) for name, array in {**flags, "loss": self.loss}.items() if len(array) != count}
        if lengths or self.links.shape[1] != count:
            return f"the table has {count} values, but {lengths or {'links': self.links.shape[1]}}"
        if not np.issubdtype(self.values.dtype, np.integer) or np.any((self.values < 0) | (self.values > _LARGEST)):
            return "values are whole numbers from 0 to 10^12"
        if any(array.dtype != bool for array in flags.values()):
            return "small, can_withhold and printed are True or False"
        if not np.all(np.isfinite(self.loss) & (self.loss >= 0)):
            return "what it costs to withhold a cell is 0 or more"
        if np.any(self.links.data != np.round(self.links.data)):
            return "links have whole coefficients"
        if np.any(self.small & (self.values == 0)):
            return f"zeros are shown, so these cannot be small: {np.flatnonzero(self.small & (self.values == 0))}"
        return ""

    @property
    def known(self) -> NDArray[np.bool_]:
        """Which cells an outsider knows whatever is withheld."""
        return (self.values == 0) | ~self.can_withhold

    @property
    def primary(self) -> NDArray[np.bool_]:
        """Which cells are withheld because they are small themselves."""
        return self.printed & self.small & ~self.known

    @cached_property
    def _by_cell(self) -> sparse.csc_array:
        return self.links.tocsc()

    def links_among(self, cells: NDArray[np.int64]) -> sparse.csc_array:
        """The links of these k cells with each other, (r, k), without those that hold none of them."""
        links = self._by_cell[:, cells]
        rows, places = np.unique(links.indices, return_inverse=True)
        return sparse.csc_array((links.data, places, links.indptr), shape=(len(rows), len(cells)))

    def hidden(self, withheld: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Which cells an outsider does not know, if these are withheld."""
        return (withheld | ~self.printed) & ~self.known

    def needs_margin(self, withheld: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Which cells must not be narrowed down, if these are withheld."""
        return withheld | self.small

    def components(self, unknown: NDArray[np.bool_], having: NDArray[np.bool_]) -> list[NDArray[np.int64]]:
        """The positions of the unknown cells, component by component, of those that have one of the cells `having`.

        Links join unknown cells only: through a known one nothing can be learnt.
        """
        (rows, cells), count = self.links.nonzero(), len(self.values)
        rows, cells = rows[unknown[cells]], cells[unknown[cells]]
        nodes = count + self.links.shape[0]
        graph = sparse.coo_array((np.ones(len(cells)), (cells, count + rows)), (nodes, nodes))
        labels = connected_components(graph, directed=False)[1][:count]
        members = np.flatnonzero(unknown & np.isin(labels, labels[unknown & having]))
        order = members[np.argsort(labels[members], kind="stable")]
        return np.split(order, np.flatnonzero(np.diff(labels[order])) + 1) if len(order) else []
