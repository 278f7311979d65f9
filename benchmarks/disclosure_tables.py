"""Releases made up to try disclosure control on: random tables with published differences, and a board's year."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from indicators.disclosure.rule import Rule
from indicators.disclosure.table import Table

Counts = NDArray[np.int64]

#: Rows and columns of a random table, and the editions of it that are published one after another.
LARGEST, EDITIONS = 6, 3
#: A board's release: its indicators, those of them that are part of another, and its years of four quarters.
INDICATORS, SHARES, YEARS = 100, 30, 3
#: Children of the larger area, of the small one and of an unrelated one, to each of the small one's.
_WEIGHTS = np.array([12.0, 1.0, 6.0])


@dataclass
class _Writer:
    """Cells and links as they are added."""

    values: list[int] = field(default_factory=list)
    printed: list[bool] = field(default_factory=list)
    links: list[dict[int, int]] = field(default_factory=list)

    def cells(self, counts: Counts, *, printed: bool = True) -> Counts:
        """The positions of new cells with these counts, in the same shape."""
        first = len(self.values)
        self.values += counts.ravel().tolist()
        self.printed += [printed] * counts.size
        return np.arange(first, len(self.values)).reshape(counts.shape)

    def sum_up(self, whole: int, parts: Counts) -> None:
        """Link a cell with those that it is the sum of."""
        self.links.append({int(whole): 1, **{int(part): -1 for part in parts}})

    def table(self, rule: Rule) -> Table:
        """All of it, each cell as dear as any other."""
        values = np.array(self.values, np.int64)
        entries = [(row, cell, sign) for row, link in enumerate(self.links) for cell, sign in link.items()]
        rows, cells, signs = np.array(entries).T
        links = sparse.csr_array((signs, (rows, cells)), shape=(len(self.links), len(values)))
        small, yes = rule.is_small(values), np.ones(len(values), bool)
        return Table(values, links, small, yes, np.array(self.printed), np.ones(len(values)))


def random_tables(seed: int, count: int, rule: Rule) -> Iterator[Table]:
    """Tables of 2 to 6 rows and columns with all totals; half of them in editions with some differences printed."""
    chance = np.random.default_rng(seed)
    return (_random_table(chance, rule) for _ in range(count))


def _random_table(chance: np.random.Generator, rule: Rule) -> Table:
    shape = chance.integers(2, LARGEST + 1, 2)
    editions = chance.integers(2, EDITIONS + 1) if chance.random() < 0.5 else 1
    mean = 10 ** chance.uniform(0.3, 1.7)
    written = _Writer()
    before = None
    for _ in range(editions):
        cells = _with_totals(written, chance.poisson(chance.gamma(1.5, mean / 1.5, shape)))
        if before is not None:
            _print_differences(written, before, cells, chance)
        before = cells
    return written.table(rule)


def _with_totals(written: _Writer, inner: Counts) -> Counts:
    full = np.pad(inner, (0, 1))
    full[-1], full[:, -1] = full.sum(axis=0), full.sum(axis=1)
    full[-1, -1] = inner.sum()
    cells = written.cells(full)
    for line in (*cells, *cells.T):
        written.sum_up(line[-1], line[:-1])
    return cells


def _print_differences(written: _Writer, before: Counts, cells: Counts, chance: np.random.Generator) -> None:
    """Print by how much one to three cells have changed since the edition before."""
    for place in chance.choice(cells.size, chance.integers(1, 4), replace=False):
        pair = sorted((before.flat[place], cells.flat[place]), key=lambda cell: written.values[cell])
        change = written.cells(np.array([written.values[pair[1]] - written.values[pair[0]]]))
        written.sum_up(pair[1], np.array([pair[0], change[0]]))


def board_release(seed: int, rule: Rule, *, shares: int) -> Table:
    """Indicators of two areas, their sum and a third area, by quarter and year, 3 to 30 a year in the small area.

    The first `shares` of them have a part that is an indicator too; what remains is never printed.
    """
    chance = np.random.default_rng(seed)
    written = _Writer()
    for number in range(INDICATORS - shares):
        rate = chance.uniform(3, 30) / 4
        counts = chance.poisson(rate * np.broadcast_to(_WEIGHTS[:, None, None], (3, YEARS, 4)))
        cells = _by_area_and_period(written, counts)
        if number < shares:
            parts = chance.binomial(counts, chance.uniform(0.1, 0.9))
            pieces = _by_area_and_period(written, parts)
            values = np.array(written.values)
            rests = written.cells(values[cells] - values[pieces], printed=False)
            for whole, piece, rest in zip(cells.flat, pieces.flat, rests.flat, strict=True):
                written.sum_up(whole, np.array([piece, rest]))
    return written.table(rule)


def _by_area_and_period(written: _Writer, counts: Counts) -> Counts:
    """Cells of counts (3 areas, y, 4 quarters) with the sum of the first two areas and with the years, (4, y, 5)."""
    full = np.concatenate([counts, counts[:2].sum(axis=0, keepdims=True)])
    full = np.concatenate([full, full.sum(axis=2, keepdims=True)], axis=2)
    cells = written.cells(full)
    for line in cells.reshape(-1, 5):
        written.sum_up(line[-1], line[:-1])
    for column in cells.reshape(4, -1).T:
        written.sum_up(column[3], column[:2])
    return cells
