"""Do our two areas differ, and is the gap between them another than it was?"""

import numpy as np
import pandas as pd
from scipy import special

from indicators.signals.chance import count_chance, share_chance
from indicators.signals.effects import ratio_effect, share_effect
from indicators.signals.expectation import Expectation

COLUMNS = ("effect", "effect_lower", "effect_upper", "p_chance", "p_usual", "moved")


def areas(found: Expectation, is_share: np.ndarray, one: np.ndarray, other: np.ndarray) -> pd.DataFrame:
    """One row a pair of series, `one` against `other`: places in the panel that `found` belongs to.

    Columns: `effect, effect_lower, effect_upper` (percent by which the rate of `one` is above, percentage points
    for proportions; 95%), `p_chance` (exact test of the two figures), `p_usual` (whether the gap moved more
    since their histories than such figures usually do; NaN where nothing usual is known) and `moved` (that
    movement, log ratio: above nought where `one` went up against `other`).
    """
    shares = is_share[one]
    figures = (found.top[one], found.base[one], found.top[other], found.base[other])
    both = np.isfinite(figures[0]) & np.isfinite(figures[2])
    effects = [
        np.where(shares, point, ratio)
        for point, ratio in zip(share_effect(*figures), ratio_effect(*figures), strict=True)
    ]
    p_chance = np.full(len(one), np.nan)
    for own, tested in ((both & ~shares, count_chance), (both & shares, share_chance)):
        if own.any():
            p_chance[own] = tested(*(item[own] for item in figures))
    moved = found.step[one] - found.step[other]
    error = np.sqrt(found.variance[one] + found.variance[other])
    degrees = np.minimum(found.degrees[one], found.degrees[other])
    with np.errstate(invalid="ignore"):
        p_usual = 2 * special.stdtr(degrees, -np.abs(moved) / error)
    return pd.DataFrame(dict(zip(COLUMNS, (*effects, p_chance, p_usual, moved), strict=True)))
