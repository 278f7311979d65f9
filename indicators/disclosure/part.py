"""The pieces into which a release falls: cells that links join, each piece solved on its own and alike ones once."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indicators.disclosure.rule import Rule
from indicators.disclosure.table import Table

#: By how much a cell is thought to move at most; where links cross, some move many times as far as the margin.
_REACH = 1000.0

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass
class Part:
    """One component with k unknown cells: what of them is fixed, what is free, and what is known of good choices.

    `copies` are the positions of the cells in the table, (k,) for each component that is alike. `links` is (r, k). A
    cell may fall by `down` and rise by `up`. `is_free` cells may be printed or withheld; all others are unknown
    whatever is chosen, and `kept` ones stay withheld. `must` cells need the margin even if they are never printed.

    A choice, 1 for each cell that is unknown, keeps to what is known so far if `rows` (c, k) times it is at least
    `floors` (c,). Both grow as cells fail.
    """

    copies: list[NDArray[np.int64]]
    links: Floats
    down: Floats
    up: Floats
    is_free: Bools
    kept: Bools
    must: Bools
    loss: Floats
    margin: int
    rows: Floats
    floors: Floats

    @property
    def cells(self) -> NDArray[np.int64]:
        """The positions of the first copy's cells, (k,)."""
        return self.copies[0]

    def learn(self, rows: Floats, floors: Floats) -> None:
        """Keep inequalities, (c, k) and (c,), that every sound choice fulfils."""
        self.rows = np.concatenate([self.rows, rows])
        self.floors = np.concatenate([self.floors, floors])


def parts_of(table: Table, rule: Rule) -> list[Part]:
    """The components that hold a small cell, alike ones as copies of one; the rest of a release loses nothing."""
    alike: dict[tuple[bytes, ...], Part] = {}
    for cells in table.components(~table.known, table.small):
        part = _part(table, cells, rule.margin)
        key = tuple(array.tobytes() for array in (part.links, part.down, part.is_free, part.must, part.loss))
        alike.setdefault(key, part).copies.append(cells)
    return list(alike.values())


def _part(table: Table, cells: NDArray[np.int64], margin: int) -> Part:
    is_free = table.printed[cells] & ~table.small[cells]
    return Part(
        copies=[],
        links=table.links_among(cells).toarray().astype(float),
        down=np.minimum(table.values[cells] - 1.0, _REACH),
        up=np.full(len(cells), _REACH),
        is_free=is_free,
        kept=np.zeros(len(cells), bool),
        must=table.small[cells],
        loss=np.where(is_free, table.loss[cells], 0.0),
        margin=margin,
        rows=np.zeros((0, len(cells))),
        floors=np.zeros(0),
    )
