"""Which cells to withhold: at the least loss, by integer programmes, within what is known of sound choices."""

from collections.abc import Sequence

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from indicators.disclosure.part import Bools, Floats, Part

#: Free cells of one integer programme: several small parts together are quicker than each alone.
_TOGETHER = 250
#: Steps after which the best choice found is taken. Seconds would give other choices on other machines.
_STEPS = 5_000


def cheapest(parts: Sequence[Part]) -> list[Bools | None]:
    """Which cells are unknown, (k,), in the cheapest choice for each part; None for a part that has none.

    A choice keeps to the `rows` of its part. All are solved together without insisting on whole cells, which most
    come out as; the rest follow in lots.
    """
    shares = _shares(parts, is_whole=False)
    broken = [
        place for place, own in enumerate(shares) if own is not None and np.any(np.abs(own - np.round(own)) > 1e-6)
    ]
    lots = np.cumsum([parts[place].is_free.sum() for place in broken]) // _TOGETHER
    for lot in np.unique(lots):
        places = [place for place, own in zip(broken, lots, strict=True) if own == lot]
        for place, own in zip(places, _shares([parts[place] for place in places], is_whole=True), strict=True):
            shares[place] = own
    return [None if own is None else ~part.is_free | (own > 0.5) for part, own in zip(parts, shares, strict=True)]


def _shares(parts: Sequence[Part], *, is_whole: bool) -> list[Floats | None]:
    """How far each cell of each part is withheld, 0 to 1, (k,): the cheapest of all together, hence of each."""
    rows = sparse.block_diag([part.rows for part in parts], format="csr")
    free = np.concatenate([part.is_free for part in parts])
    result = milp(
        np.concatenate([part.loss for part in parts]),
        constraints=LinearConstraint(rows, np.concatenate([part.floors for part in parts]), np.inf),
        bounds=Bounds(np.concatenate([part.kept for part in parts]).astype(float), free.astype(float)),
        integrality=np.full(len(free), int(is_whole)),
        options={"node_limit": _STEPS, "mip_rel_gap": 1e-6},
    )
    if result.x is not None:
        return np.split(result.x, np.cumsum([len(part.is_free) for part in parts])[:-1])
    return [None] if len(parts) == 1 else [own for part in parts for own in _shares([part], is_whole=is_whole)]
