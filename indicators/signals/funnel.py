"""Where areas of different size stand around one average: the limits of a funnel plot, and who is beyond them."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from indicators.signals.confidence_intervals import TIE_TOLERANCE, count_interval, expected_count_limits

#: The two pairs of limits: about 1 area in 20, and 1 in 500, is beyond them by counting chance alone.
INNER_LEVEL, OUTER_LEVEL = 0.95, 0.998


def funnel_limits(
    exposure: ArrayLike, average: float, *, kind: str, per: float, level: float = INNER_LEVEL
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Lower and upper limit around `average` (in units of `per`) at each exposure; NaN where that is not above 0.

    A figure is beyond them exactly where its own interval leaves the average out. Rates: the interval of a count
    turned round (as Spiegelhalter 2005, with both tails equal); proportions: Wilson's, which turned round
    is the average plus and minus z standard errors, kept between 0 and `per`. ValueError for another `kind`.
    """
    base = np.asarray(exposure, dtype=float)
    if kind not in ("rate", "proportion"):
        raise ValueError(f"a funnel is drawn of a rate or a proportion, not of a {kind}")
    most = per if kind == "proportion" else np.inf
    if not 0 <= average <= most:
        raise ValueError(f"the average of a {kind} cannot be {average:g} per {per:g}")
    base = np.where(base > 0, base, np.nan)
    share = average / per
    if kind == "rate":
        lower, upper = expected_count_limits(base * share, level=level)
        return lower / base * per, upper / base * per
    return _proportion_limits(base, share, (1 - level) / 2, per)


def funnel_positions(
    numerator: ArrayLike, exposure: ArrayLike, average: float, *, kind: str, per: float
) -> NDArray[np.str_]:
    """A word a figure: `inside` the 95% limits, `above` or `below` those, `far_above` or `far_below` the 99.8% limits.

    A figure is beyond exactly where its own interval of that level leaves the average out; `unknown` without an
    exposure.
    """
    top, base = np.asarray(numerator, dtype=float), np.asarray(exposure, dtype=float)
    value = top / np.where(base > 0, base, np.nan) * per
    positions = np.where(np.isnan(value), "unknown", "inside").astype("<U9")
    for level, prefix in ((INNER_LEVEL, ""), (OUTER_LEVEL, "far_")):
        above, below = _beyond(top, base, value, average, kind=kind, per=per, level=level)
        positions[above], positions[below] = f"{prefix}above", f"{prefix}below"
    return positions


def _beyond(
    top: NDArray[np.float64],
    base: NDArray[np.float64],
    value: NDArray[np.float64],
    average: float,
    *,
    kind: str,
    per: float,
    level: float,
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which figures lie above and which below; one that stands on its limit does not, however division rounded it."""
    if kind == "rate":
        lower, upper = count_interval(top, exposure=base, per=per, level=level)
        return lower > average * (1 + TIE_TOLERANCE), upper < average * (1 - TIE_TOLERANCE)
    lower, upper = funnel_limits(base, average, kind=kind, per=per, level=level)
    slack = TIE_TOLERANCE * per
    return value > upper + slack, value < lower - slack


def pooled_average(numerator: ArrayLike, exposure: ArrayLike, *, per: float) -> float:
    """All cases over all exposure, times `per`; NaN where nothing has both."""
    top, base = np.asarray(numerator, dtype=float), np.asarray(exposure, dtype=float)
    both = ~np.isnan(top) & (base > 0)
    return float(top[both].sum() / base[both].sum() * per) if both.any() else float("nan")


def _proportion_limits(
    base: NDArray[np.float64], share: float, tail: float, per: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    half = -special.ndtri(tail) * np.sqrt(share * (1 - share) / base)
    return np.maximum(share - half, 0) * per, np.minimum(share + half, 1) * per
