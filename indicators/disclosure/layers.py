"""The readings of a release: the figures as shown first, and as each source that differs gives them.

An outsider may add up whichever figures are printed, so what is withheld must hold in every reading. A layer is one
reading as a table of cells and links; all layers withhold the same cells.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from indicators.disclosure.cells import Cell, Held
from indicators.disclosure.links import Links, families_of
from indicators.disclosure.rule import Rule
from indicators.disclosure.settings import Settings
from indicators.measures import Catalogue


@dataclass(frozen=True)
class Layer:
    """One reading: n cells with their counts, (m, n) links, and what is printed, known anyway, or about nobody.

    A count that only a rate or percentage implies may be up to its `slack` away; others have none.
    """

    cells: tuple[Cell, ...]
    values: NDArray[np.int64]
    slack: NDArray[np.int64]
    links: sparse.csr_array
    printed: NDArray[np.bool_]
    known: NDArray[np.bool_]
    harmless: NDArray[np.bool_]

    @cached_property
    def place_of(self) -> dict[Cell, int]:
        """The position of each cell."""
        return {cell: place for place, cell in enumerate(self.cells)}

    def places(self, cells: Collection[Cell]) -> NDArray[np.bool_]:
        """Which cells of the layer are among some."""
        return np.fromiter((cell in cells for cell in self.cells), bool, len(self.cells))

    def is_small(self, rule: Rule) -> NDArray[np.bool_]:
        """Which counts are 1 to the threshold, as near as can be told: a range as wide as the margin tells none."""
        low, high = self.values - self.slack, self.values + self.slack
        return (high >= 1) & (low <= rule.threshold) & ((high - low < rule.margin) | (self.slack == 0))

    def only(self, kept: NDArray[np.bool_]) -> "Layer":
        """The layer of some cells, with the links that are wholly among them."""
        inside = np.asarray(abs(self.links) @ (~kept).astype(np.int64) == 0) & (np.diff(self.links.indptr) > 0)
        arrays = {name: getattr(self, name)[kept] for name in ("values", "slack", "printed", "known", "harmless")}
        cells = tuple(cell for cell, is_kept in zip(self.cells, kept, strict=True) if is_kept)
        return Layer(cells=cells, links=self.links[inside][:, kept], **arrays)

    def with_sum(self, whole: Cell, parts: Collection[Cell]) -> "Layer":
        """The layer with one more printed count: what some of its cells add up to."""
        is_part = self.places(parts).astype(np.int64)
        more = {
            "values": int(self.values @ is_part),
            "slack": 0,
            "printed": True,
            "known": False,
            "harmless": True,
        }
        column = sparse.csr_array((self.links.shape[0], 1), dtype=np.int64)
        row = sparse.csr_array(np.append(-is_part, 1)[None])
        links = sparse.vstack([sparse.hstack([self.links, column]), row], format="csr")
        arrays = {name: np.append(getattr(self, name), value) for name, value in more.items()}
        return Layer(cells=(*self.cells, whole), links=links, **arrays)


def layers(
    held: Held,
    public: Mapping[Cell, Set[int]],
    secret: Set[Cell],
    catalogue: Catalogue,
    settings: Settings,
) -> list[Layer]:
    """The readings of a release: first as shown, then of each source where it differs from that beside `secret` cells.

    `public` are the numbers of a cell that outsiders know anyway, `secret` the cells that will be withheld. A count
    that any source has above nought is taken as that, since nought is never withheld.
    """
    shown = {cell: next((one.value for one in given if one.value), 0) for cell, given in held.counts.items()}
    slack = {}
    for cell, implied in held.implied.items():
        if cell not in shown:
            narrowest = min(implied, key=lambda one: (one.slack, one.value))
            shown[cell] = narrowest.value
            if narrowest.slack:
                slack[cell] = narrowest.slack
    families = families_of(catalogue)
    touched = {families[cell.indicator] for cell in secret}
    # 0% says that there were none only where it is shown, and it goes with its base.
    unsaid = {
        cell
        for cell in held.implied.keys() - held.counts.keys()
        if not shown[cell] and all(catalogue.indicators[one.figure].kind == "proportion" for one in held.implied[cell])
    }
    found = [_layer(shown, slack, public, unsaid, catalogue, settings)]
    for other in _other_readings(held, shown):
        own = {families[cell.indicator] for cell in other} & touched
        if own:
            values = {cell: other.get(cell, value) for cell, value in shown.items() if families[cell.indicator] in own}
            found.append(_layer(values, slack, public, unsaid, catalogue, settings))
    return found


def _other_readings(held: Held, shown: Mapping[Cell, int]) -> Iterator[Mapping[Cell, int]]:
    """For each source, printed and worked out apart, what it gives otherwise than shown."""
    differing: dict[tuple[str, bool], dict[Cell, int]] = defaultdict(dict)
    for cell, given in held.counts.items():
        for one in given:
            if one.value not in (0, shown[cell]):
                differing[one.source, one.computed][cell] = one.value
    for cell, implied in held.implied.items():
        for one in implied:
            if not one.low <= shown[cell] <= one.high:
                differing[one.source, True][cell] = one.value
    for _, values in sorted(differing.items()):
        yield values


def _layer(
    values: Mapping[Cell, int],
    slack: Mapping[Cell, int],
    public: Mapping[Cell, Set[int]],
    unsaid: Set[Cell],
    catalogue: Catalogue,
    settings: Settings,
) -> Layer:
    joined = Links(values, catalogue, remainders=settings.remainders, slack=slack)
    cells = tuple(joined.values)
    numbers = np.array([joined.values[cell] for cell in cells], np.int64)
    place = {cell: number for number, cell in enumerate(cells)}
    entries = [(row, place[cell], sign) for row, link in enumerate(joined.links) for cell, sign in link.items()]
    rows, columns, signs = np.array(entries or np.zeros((0, 3)), np.int64).T
    links = sparse.csr_array((signs, (rows, columns)), shape=(len(joined.links), len(cells)))
    known = np.array([joined.values[cell] in public.get(cell, ()) for cell in cells], bool)
    printed = np.array([cell not in joined.unprinted and cell not in unsaid for cell in cells], bool)
    return Layer(
        cells=cells,
        values=numbers,
        slack=np.array([joined.slack.get(cell, 0) for cell in cells], np.int64),
        links=links,
        printed=printed,
        known=_followed(links, numbers, known, printed),
        harmless=np.array([not settings.is_about_people(catalogue.indicators[cell.indicator]) for cell in cells], bool),
    )


def _followed(
    links: sparse.csr_array, values: NDArray[np.int64], known: NDArray[np.bool_], printed: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """What is known anyway, and all that follows from it: the last unknown cell of a sum that holds.

    Of printed noughts everybody knows, since nought is never withheld.
    """
    is_open = (values > 0) | ~printed
    holding = abs(links[links @ values == 0])
    known = known.copy()
    while True:
        unknown = (~known & is_open).astype(np.int64)
        of_last = (holding @ unknown) == 1
        learnt = ((holding[of_last].T @ np.ones(of_last.sum(), np.int64)) > 0) & (unknown > 0)
        if not learnt.any():
            return known
        known |= learnt
