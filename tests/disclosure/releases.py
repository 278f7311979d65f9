"""Small releases written as values and sums, and what anyone could work out from them by trying every table."""

from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np
from scipy import sparse

from indicators.disclosure.rule import Rule
from indicators.disclosure.table import Table

RULE = Rule()


def release(
    values: Sequence[int],
    sums: Sequence[Mapping[int, int] | tuple[int, Sequence[int]]],
    *,
    rule: Rule = RULE,
    published: Sequence[int] = (),
    unprinted: Sequence[int] = (),
    loss: Mapping[int, float] | None = None,
) -> Table:
    """A table of these values; a sum is (whole, parts), or coefficients by position."""
    rows = [link if isinstance(link, Mapping) else {link[0]: 1, **dict.fromkeys(link[1], -1)} for link in sums]
    links = sparse.lil_array((len(rows), len(values)), dtype=np.int64)
    for row, link in enumerate(rows):
        for cell, coefficient in link.items():
            links[row, cell] = coefficient
    numbers = np.array(values, np.int64)
    return Table(
        values=numbers,
        links=links.tocsr(),
        small=rule.is_small(numbers),
        can_withhold=~among(numbers, published),
        printed=~among(numbers, unprinted),
        loss=np.array([(loss or {}).get(cell, 1.0) for cell in range(len(numbers))]),
    )


def among(values, cells):
    """Which positions are among some."""
    return np.isin(np.arange(len(values)), list(cells))


def crossed(inner, **rest):
    """A table with row, column and grand totals, row by row."""
    full = np.pad(np.array(inner), (0, 1))
    full[-1], full[:, -1] = full.sum(axis=0), full.sum(axis=1)
    full[-1, -1] = np.sum(inner)
    cells = np.arange(full.size).reshape(full.shape)
    sums = [(line[-1], line[:-1].tolist()) for line in (*cells, *cells.T)]
    return release(full.ravel().tolist(), sums, **rest)


def worked_out(table, withheld, top):
    """The smallest and largest of each cell over all tables that agree with what is printed, tried up to `top`."""
    hidden = np.flatnonzero(table.hidden(withheld))
    tries = np.indices((top,) * len(hidden)).reshape(len(hidden), top ** len(hidden)).T + 1
    moved = tries - table.values[hidden]
    agrees = np.all(moved @ table.links[:, hidden].toarray().T == 0, axis=1)
    found = np.repeat(table.values[:, None], 2, axis=1)
    found[hidden] = np.column_stack([tries[agrees].min(axis=0), tries[agrees].max(axis=0)])
    return found


def fewest(table, margin):
    """How few cells of a 2 by 2 table with totals may be withheld, by trying every choice against every table."""
    top = int(table.values[[0, 1, 3, 4]].max()) + margin
    a, b, c, d = np.array(list(product(range(top + 1), repeat=4))).T
    every = np.column_stack([a, b, a + b, c, d, c + d, a + c, b + d, a + b + c + d])
    choices = sorted((np.array(choice) for choice in product((False, True), repeat=9)), key=np.sum)
    return next(int(choice.sum()) for choice in choices if _is_safe(choice, every, table, margin))


def _is_safe(choice, every, table, margin):
    if np.any(choice & (table.values == 0)) or np.any(table.small & ~choice):
        return False
    agrees = np.all(np.where(choice, every >= 1, every == table.values), axis=1)
    return bool(np.all(np.ptp(every[agrees][:, choice], axis=0) >= margin))
