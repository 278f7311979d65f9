"""What every sound choice of cells fulfils: inequalities, from one link or by duality.

How far a cell can rise or fall is a linear programme over the unknown cells. By duality any prices for the links bound
it by a weighted count of the cells withheld, so a choice that leaves a cell too narrow breaks an inequality that all
sound choices fulfil (Fischetti and Salazar-González, Models and algorithms for optimizing cell suppression, 2000).
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linprog

from indicators.disclosure.part import Bools, Floats, Part

#: What is needed or missing by less than this, in units of the count, is not: the solver would overlook it.
_NOTHING = 1e-3
#: The share of the margin that a printed cell is lent as room, so that inequalities lean on few cells.
_LENT = 1e-3
#: Columns of one linear programme: larger ones take longer than their parts together.
_COLUMNS = 6_000

#: A part, which of its cells are unknown (k,), and the place of one of them.
Failure = tuple[Part, Bools, int]


def learn_from_links(part: Part) -> None:
    """What single links ask for: no cell alone in one, and small partners of a small cell not too small together."""
    rows, cells = np.nonzero(part.links)
    # What is never printed and not small needs no protection.
    is_asking = (part.is_free | part.must)[cells]
    rows, cells = rows[is_asking], cells[is_asking]
    itself = np.eye(len(part.is_free))[cells]
    rises = np.where(itself > 0, 0.0, -part.links[rows] / part.links[rows, cells][:, None])
    # A cell rises only as its partners give way; it falls no further than they take up, and than its own value.
    for falls in (rises, itself):
        part.learn(*_asked(part, cells, rises, falls))


def learn_from_failures(failures: Sequence[Failure]) -> None:
    """What these cells ask for, each too narrow in a choice of its part, so that no like choice comes again."""
    for lot in _lots(failures):
        for (part, hidden, cell), rises, falls in zip(lot, *_least_bounds(lot), strict=True):
            is_told = _rooms(part, rises, falls)[hidden].sum() < part.margin - _NOTHING
            part.learn(*(_asked(part, [cell], rises, falls) if is_told else _any_other(part, hidden, cell)))


def _asked(part: Part, cells: NDArray[np.int64], rises: Floats, falls: Floats) -> tuple[Floats, Floats]:
    """The inequalities of cells (c,) from what their rises and falls are made of, (c, k), where fixed cells do not do.

    What is worth more than the need is worth the need: that makes them tight.
    """
    rooms = np.atleast_2d(_rooms(part, rises, falls))
    is_other = part.is_free & (np.arange(len(part.is_free)) != np.asarray(cells)[:, None])
    needs = part.margin - np.where(is_other, 0.0, rooms).sum(axis=1)
    kept = needs > _NOTHING
    weights = np.where(is_other, np.minimum(rooms / np.where(kept, needs, 1.0)[:, None], 1.0), 0.0)
    return _of_owners(part, weights[kept], np.asarray(cells)[kept])


def _any_other(part: Part, hidden: Bools, cell: int) -> tuple[Floats, Floats]:
    """Where only whole numbers fail: withholding the same cells, or fewer, never helps; another must come to them."""
    return _of_owners(part, (part.is_free & ~hidden).astype(float)[None], np.array([cell]))


def _of_owners(part: Part, weights: Floats, cells: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Weights (c, k) of the free cells that must add up to 1 if the cell they are asked for by is unknown."""
    is_free = part.is_free[cells]
    weights[is_free, cells[is_free]] = -1.0
    return weights, np.where(is_free, 0.0, 1.0)


def _rooms(part: Part, rises: Floats, falls: Floats) -> Floats:
    """How much each cell, if unknown, adds at most to the range of the one whose rise and fall are made up so."""
    up, down = part.up, part.down
    return np.where(rises > 0, up, -down) * rises + np.where(falls > 0, down, -up) * falls


def _lots(failures: Sequence[Failure]) -> Iterator[Sequence[Failure]]:
    """Failures in lots of a size that is quick to solve at once."""
    columns = np.cumsum([len(hidden) for _, hidden, _ in failures])
    for lot in np.unique(columns // _COLUMNS):
        yield [failure for failure, own in zip(failures, columns // _COLUMNS, strict=True) if own == lot]


def _least_bounds(failures: Sequence[Failure]) -> tuple[list[Floats], list[Floats]]:
    """For each failure, as weights of all cells' moves (k,), the least bounds of the cell's rise and of its fall."""
    links = sparse.block_diag([part.links for part, _, _ in failures], format="csr")
    aim = np.concatenate([np.eye(1, len(hidden), cell)[0] for _, hidden, cell in failures])
    limits = np.concatenate([_limits(part, hidden) for part, hidden, _ in failures])
    ends = np.cumsum([len(hidden) for _, hidden, _ in failures])[:-1]
    still = np.zeros(links.shape[0])
    rises, falls = (
        # Any prices give a bound that holds, so nothing rests on how well the solver did.
        aim - sign * (links.T @ linprog(sign * aim, A_eq=links, b_eq=still, bounds=limits).eqlin.marginals)
        for sign in (-1.0, 1.0)
    )
    return np.split(rises, ends), np.split(falls, ends)


def _limits(part: Part, hidden: Bools) -> Floats:
    """How far down (negative) and up each cell may move, (k, 2)."""
    room = np.column_stack([part.down, part.up])
    return np.where(hidden[:, None], room, np.minimum(room, part.margin) * _LENT) * (-1, 1)
