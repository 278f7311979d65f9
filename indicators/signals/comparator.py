"""Is it unlike others? An area's rate or proportion against a comparator's, and against the spread of like areas."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from indicators.signals.chance import two_sided, upper
from indicators.signals.history import Floats
from indicators.signals.intervals import count_interval, proportion_interval

#: Like areas that a spread needs.
FEWEST_PEERS = 5
_HALF = 0.5


def comparator(figures: pd.DataFrame, peers: pd.DataFrame) -> pd.DataFrame:
    """One row a row of `figures`, in their order.

    `figures` has `group, area_code, top, base, is_share, expected`: one latest figure and the comparator's rate
    (top per base) each. `peers` has `group, area_code, top, base, is_share`: the figures of like areas for the
    same question and period; an area is no peer of itself. Columns: `effect, effect_lower, effect_upper`
    (percent above the comparator, percentage points for proportions; 95%), `p_chance` (exact, the comparator
    taken as known), `p_usual` (its place among its peers, NaN with fewer than 5) and `peers` (how many).
    """
    top, base, expected = (figures[name].to_numpy(float) for name in ("top", "base", "expected"))
    shares = figures["is_share"].to_numpy(bool)
    sound = np.isfinite(top) & (base > 0) & np.isfinite(expected) & (expected > 0) & ~(shares & (expected >= 1))
    top, base, expected = (np.where(sound, item, 1.0) for item in (top, base, expected))
    expected = np.where(sound | ~shares, expected, 0.5)
    lower, upper = _limits(np.where(shares, np.minimum(top, base), top), base, shares)
    effects = [
        np.where(shares, 100 * (rate - expected), 100 * (rate / expected - 1)) for rate in (top / base, lower, upper)
    ]
    p_usual, count = _among(figures, peers)
    columns = [*effects, two_sided(_mid_upper(top, base, expected, shares)), p_usual]
    names = ["effect", "effect_lower", "effect_upper", "p_chance", "p_usual"]
    found = {name: np.where(sound, column, np.nan) for name, column in zip(names, columns, strict=True)}
    return pd.DataFrame(found).assign(peers=count)


def _limits(top: Floats, base: Floats, shares: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    counted = count_interval(top, exposure=base)
    parts = proportion_interval(np.where(shares, top, 0), np.where(shares, base, 1))
    return tuple(np.where(shares, part, count) for part, count in zip(parts, counted, strict=True))


def _mid_upper(top: Floats, base: Floats, expected: Floats, shares: NDArray[np.bool_]) -> Floats:
    """Half the probability of just as many and all of that of more, were the area like its comparator."""

    odds = special.logit(np.clip(expected, 0, 1))
    return (_upper(top, base, expected, odds, shares) + _upper(top + 1, base, expected, odds, shares)) / 2


def _upper(top: Floats, base: Floats, expected: Floats, odds: Floats, shares: NDArray[np.bool_]) -> Floats:
    """The probability of `top` or more: binomial for proportions, Poisson for counts."""
    counts = np.where(top <= 0, 1.0, special.gammainc(np.maximum(top, 1e-12), base * expected))
    return np.where(shares, upper(top, base - top + 1, odds), counts)


def _among(figures: pd.DataFrame, peers: pd.DataFrame) -> tuple[Floats, NDArray[np.int64]]:
    """How unusual each figure is among like areas, on the logarithmic scale, and how many of them there are.

    By a t-distribution with the areas' own spread beyond chance (Spiegelhalter 2005, random effects).
    """
    if figures.empty or peers.empty:
        return np.full(len(figures), np.nan), np.zeros(len(figures), np.int64)
    size, chance = _on_log_scale(figures)
    sizes, chances = _on_log_scale(peers)
    figure, peer = _pairs(figures, peers, np.isfinite(sizes))
    number = np.bincount(figure, minlength=len(figures))

    def mean(values: Floats, weights: Floats | None = None) -> Floats:
        shares = np.ones(len(figure)) if weights is None else weights
        return np.bincount(figure, values * shares, len(figures)) / np.bincount(figure, shares, len(figures))

    with np.errstate(divide="ignore", invalid="ignore"):
        away = sizes[peer] - mean(sizes[peer])[figure]
        between = np.maximum(0.0, mean(away**2) * number / (number - 1) - mean(chances[peer]))
        weights = 1 / (between[figure] + chances[peer])
        error = np.sqrt(between + chance + 1 / np.bincount(figure, weights, len(figures)))
        p_usual = 2 * special.stdtr(number - 1.0, -np.abs(size - mean(sizes[peer], weights)) / error)
    return np.where(number >= FEWEST_PEERS, p_usual, np.nan), number


def _pairs(
    figures: pd.DataFrame, peers: pd.DataFrame, usable: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The rows of each figure and of each of its peers: those of its group, itself left out."""
    group, names = pd.factorize(pd.concat([figures["group"], peers["group"]], ignore_index=True))
    own, others = group[: len(figures)], group[len(figures) :]
    order = np.argsort(others, kind="stable")
    first = np.searchsorted(others[order], np.arange(len(names)))
    count = np.bincount(others, minlength=len(names))[own]
    figure = np.repeat(np.arange(len(figures)), count)
    within = np.arange(len(figure)) - np.repeat(np.cumsum(count) - count, count)
    peer = order[first[own][figure] + within]
    areas = figures["area_code"].to_numpy(), peers["area_code"].to_numpy()
    kept = (areas[0][figure] != areas[1][peer]) & usable[peer]
    return figure[kept], peer[kept]


def _on_log_scale(figures: pd.DataFrame) -> tuple[Floats, Floats]:
    """Log rates, or log odds, and their variance by chance."""
    top, base = figures["top"].to_numpy(float), figures["base"].to_numpy(float)
    shares = figures["is_share"].to_numpy(bool)
    with np.errstate(divide="ignore", invalid="ignore"):
        rest = np.maximum(base - top, 0)
        size = np.where(shares, np.log((top + _HALF) / (rest + _HALF)), np.log((top + _HALF) / base))
        chance = 1 / (top + _HALF) + np.where(shares, 1 / (rest + _HALF), 0)
    return np.where(base > 0, size, np.nan), chance
