"""Disclosure control told over again, in other words and slowly: what can be worked out, and the best choice there is.

It shares no code with `indicators.disclosure`: each bound is an integer programme of its own, and the best choice is
one integer programme over all cells at once. `gconfid`, of Statistics Canada, is asked for bounds where installed.
"""

import contextlib
import io
import warnings

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from indicators.disclosure.table import Table

#: By how much a number is thought to lie beside the true one at most.
_FAR = 1000
#: Steps after which the best choice is given up.
_STEPS = 5_000


def ranges(table: Table, withheld: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The least and the greatest whole number of each withheld cell, (w, 2), one integer programme a bound."""
    hidden = np.flatnonzero(withheld | (~table.printed & (table.values > 0)))
    values = table.values[hidden]
    return np.array(
        [
            [table.values[cell] + _furthest(table.links[:, hidden], values, hidden == cell, sign) for sign in (-1, 1)]
            for cell in np.flatnonzero(withheld)
        ]
    ).reshape(-1, 2)


def _furthest(links: sparse.csr_array, values: NDArray[np.int64], is_cell: NDArray[np.bool_], sign: int) -> float:
    """How far one cell can move up (1) or down (-1) while all others move along."""
    solved = milp(
        -sign * is_cell.astype(float),
        constraints=LinearConstraint(links, 0, 0),
        bounds=Bounds(1 - values, _FAR),
        integrality=np.ones(len(values)),
    )
    return round(solved.x[is_cell][0])


def best_loss(table: Table, margin: int) -> float | None:
    """The least loss of any choice that leaves every withheld cell its margin; None if it takes too long to find.

    For tables that are printed whole. Every cell has two whole tables of its own, one in which it is low and one in
    which it is high, that agree with what the choice prints.
    """
    cells = np.flatnonzero(table.values > 0)
    values, links, count = table.values[cells], table.links[:, cells], len(cells)
    tables = 2 * count
    moves, each = sparse.eye_array(tables * count), np.ones((tables, 1))
    room_up, room_down = (
        sparse.kron(each, sparse.diags_array(room)) for room in (np.full(count, float(_FAR)), values - 1.0)
    )
    agreed = sparse.kron(sparse.eye_array(tables), links)
    unchosen = sparse.csr_array((agreed.shape[0], count))
    solved = milp(
        np.r_[table.loss[cells], np.zeros(tables * count)],
        constraints=[
            LinearConstraint(sparse.hstack([unchosen, agreed]), 0, 0),
            LinearConstraint(sparse.hstack([room_up, -moves]), 0, np.inf),
            LinearConstraint(sparse.hstack([room_down, moves]), 0, np.inf),
            LinearConstraint(sparse.hstack([-margin * sparse.eye_array(count), _apart(count)]), 0, np.inf),
        ],
        bounds=Bounds(
            np.r_[table.small[cells].astype(float), np.full(tables * count, -np.inf)],
            np.r_[np.ones(count), np.full(tables * count, np.inf)],
        ),
        integrality=np.ones((1 + tables) * count),
        options={"node_limit": _STEPS},
    )
    return solved.fun if solved.status == 0 else None


def _apart(count: int) -> sparse.csr_array:
    """How far apart each cell is in its own two of all tables, the high one before the low one."""
    cell = np.arange(count)
    columns = np.concatenate([(2 * cell + side) * count + cell for side in (0, 1)])
    signs = np.repeat([1.0, -1.0], count)
    return sparse.csr_array((signs, (np.tile(cell, 2), columns)), shape=(count, 2 * count * count))


def gconfid_ranges(table: Table, withheld: NDArray[np.bool_], reach: int) -> NDArray[np.float64]:
    """The same as `ranges` by gconfid's audit, up to `reach` above the true number; not in whole numbers only.

    For tables that are printed whole. ModuleNotFoundError where gconfid is not installed.
    """
    with contextlib.redirect_stdout(io.StringIO()):
        import gconfid

    cells = np.flatnonzero(table.values > 0)
    links = table.links[:, cells].tocoo()
    # Beside the table stand two hidden cells and their printed sum: where no sum has just two hidden cells,
    # gconfid 2.0.4 looks at nothing.
    beside = len(table.values) + np.arange(3)
    values = np.append(table.values[cells], [2.0, 2.0, 4.0])
    given = pd.DataFrame(
        {
            "CellId": np.append(cells, beside) + 1.0,
            "TotalNoise": values,
            "Sensitivity": 1.0,
            "OutStatus": np.where(np.append(withheld[cells], [True, True, False]), "X", "P"),
            # Its own bounds are shares of the value; with these columns it takes ours.
            "TotalLB": 1.0,
            "TotalUB": values + reach,
        }
    )
    linked = pd.DataFrame(
        {
            "CellId": np.append(cells[links.col], beside) + 1.0,
            "ConstraintId": np.append(links.row, [table.links.shape[0]] * 3) + 1.0,
            "Coefficient": np.append(links.data, [-1, -1, 1]),
        }
    )
    with warnings.catch_warnings():
        # Of the solver's library, about names that gconfid uses.
        warnings.simplefilter("ignore", DeprecationWarning)
        audited = gconfid.Auditing(incell=given, inconstraint=linked).outaudit.to_pandas()
    return audited.sort_values("CellId")[["MinValue", "MaxValue"]].to_numpy()[:-2]
