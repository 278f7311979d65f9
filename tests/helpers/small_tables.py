"""Small readings written as values and sums, and what anyone could work out from them by trying every table."""

from collections.abc import Mapping, Sequence

import numpy as np
from scipy import sparse

from indicators.disclosure.audit import AuditTable

#: As much as a cell can be of which nothing is known.
MANY = 10**12


def reading(
    values: Sequence[int],
    sums: Sequence[Mapping[int, int] | tuple[int, Sequence[int]]],
    *,
    unknown: Sequence[int] = (),
    bounds: Mapping[int, tuple[int, int]] | None = None,
) -> AuditTable:
    """A table of these values; a sum is (whole, parts), or coefficients by position; unknown cells are 1 or more."""
    rows = [link if isinstance(link, Mapping) else {link[0]: 1, **dict.fromkeys(link[1], -1)} for link in sums]
    links = sparse.lil_array((len(rows), len(values)), dtype=np.int64)
    for row, link in enumerate(rows):
        for cell, coefficient in link.items():
            links[row, cell] = coefficient
    numbers = np.array(values, np.int64)
    lower, upper = np.minimum(numbers, 1), np.full(len(numbers), MANY)
    for cell, (least, most) in (bounds or {}).items():
        lower[cell], upper[cell] = least, most
    return AuditTable(values=numbers, links=links.tocsr(), unknown=among(numbers, unknown), lower=lower, upper=upper)


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
    return reading(full.ravel().tolist(), sums, **rest)


def worked_out(table, top):
    """The smallest and largest of each cell over all tables that agree with what is printed, tried up to `top`."""
    unknown = np.flatnonzero(table.unknown)
    tries = np.indices((top + 1,) * len(unknown)).reshape(len(unknown), (top + 1) ** len(unknown)).T
    is_within = np.all((tries >= table.lower[unknown]) & (tries <= table.upper[unknown]), axis=1)
    moved = tries - table.values[unknown]
    agrees = is_within & np.all(moved @ table.links[:, unknown].toarray().T == 0, axis=1)
    found = np.repeat(table.values[:, None], 2, axis=1)
    found[unknown] = np.column_stack([tries[agrees].min(axis=0), tries[agrees].max(axis=0)])
    return found
