"""Is it unlike others? An area's rate or proportion against England, its region and its statistical neighbours, and
the board's areas against each other.
The spread of like areas beyond chance is that of random effects (Spiegelhalter 2005).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations
from statistics import median

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from indicators.catalogue.catalogue import Catalogue
from indicators.frames import assign_columns, frame_rows, map_values
from indicators.signals.confidence_intervals import count_interval, proportion_interval
from indicators.signals.expected import Expectation
from indicators.signals.history import Floats
from indicators.signals.judgements import FALSE_DISCOVERY_RATE, in_display_unit, with_judgement
from indicators.signals.panel import Panel
from indicators.signals.significance import (
    count_p_value,
    proportion_effect_size,
    proportion_p_value,
    ratio_effect_size,
    two_sided_p_value,
    upper_tail,
)

AREA_COLUMNS = ("effect", "effect_lower", "effect_upper", "p_chance", "p_usual", "moved")


def area_statistics(expected: Expectation, is_share: np.ndarray, first: np.ndarray, second: np.ndarray) -> pd.DataFrame:
    """One row a pair of series, `first` against `second`: places in the panel that `expected` belongs to.

    Columns: `effect, effect_lower, effect_upper` (percent by which the rate of `first` is above, percentage points
    for proportions; 95%), `p_chance` (exact test of the two figures), `p_usual` (whether the gap moved more
    since their histories than such figures usually do; NaN where nothing usual is known) and `moved` (that
    movement, log ratio: above nought where `first` went up against `second`).
    """
    shares = is_share[first]
    figures = (expected.top[first], expected.base[first], expected.top[second], expected.base[second])
    both = np.isfinite(figures[0]) & np.isfinite(figures[2])
    effects = [
        np.where(shares, point, ratio)
        for point, ratio in zip(proportion_effect_size(*figures), ratio_effect_size(*figures), strict=True)
    ]
    p_chance = np.full(len(first), np.nan)
    for own, tested in ((both & ~shares, count_p_value), (both & shares, proportion_p_value)):
        if own.any():
            p_chance[own] = tested(*(item[own] for item in figures))
    moved = expected.step[first] - expected.step[second]
    error = np.sqrt(expected.variance[first] + expected.variance[second])
    degrees = np.minimum(expected.degrees[first], expected.degrees[second])
    with np.errstate(invalid="ignore"):
        p_usual = 2 * special.stdtr(degrees, -np.abs(moved) / error)
    return pd.DataFrame(dict(zip(AREA_COLUMNS, (*effects, p_chance, p_usual, moved), strict=True)))


#: Like areas that a spread needs.
FEWEST_PEERS = 5
_HALF = 0.5


def comparator_statistics(figures: pd.DataFrame, peers: pd.DataFrame) -> pd.DataFrame:
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
    lower, upper = _confidence_limits(np.where(shares, np.minimum(top, base), top), base, shares)
    effects = [
        np.where(shares, 100 * (rate - expected), 100 * (rate / expected - 1)) for rate in (top / base, lower, upper)
    ]
    p_usual, count = _peer_p_values(figures, peers)
    columns = [*effects, two_sided_p_value(_mid_upper(top, base, expected, shares)), p_usual]
    names = ["effect", "effect_lower", "effect_upper", "p_chance", "p_usual"]
    statistics = {name: np.where(sound, column, np.nan) for name, column in zip(names, columns, strict=True)}
    return pd.DataFrame(statistics).assign(peers=count)


def _confidence_limits(top: Floats, base: Floats, shares: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    counted = count_interval(top, exposure=base)
    parts = proportion_interval(np.where(shares, top, 0), np.where(shares, base, 1))
    lower, upper = (np.where(shares, part, count) for part, count in zip(parts, counted, strict=True))
    return lower, upper


def _mid_upper(top: Floats, base: Floats, expected: Floats, shares: NDArray[np.bool_]) -> Floats:
    """Half the probability of just as many and all of that of more, were the area like its comparator."""

    odds = special.logit(np.clip(expected, 0, 1))
    return (_upper(top, base, expected, odds, shares) + _upper(top + 1, base, expected, odds, shares)) / 2


def _upper(top: Floats, base: Floats, expected: Floats, odds: Floats, shares: NDArray[np.bool_]) -> Floats:
    """The probability of `top` or more: binomial for proportions, Poisson for counts."""
    counts = np.where(top <= 0, 1.0, special.gammainc(np.maximum(top, 1e-12), base * expected))
    return np.where(shares, upper_tail(top, base - top + 1, odds), counts)


def _peer_p_values(figures: pd.DataFrame, peers: pd.DataFrame) -> tuple[Floats, NDArray[np.int64]]:
    """How unusual each figure is among like areas, on the logarithmic scale, and how many of them there are.

    By a t-distribution with the areas' own spread beyond chance (Spiegelhalter 2005, random effects).
    """
    if figures.empty or peers.empty:
        return np.full(len(figures), np.nan), np.zeros(len(figures), np.int64)
    size, chance = _log_figures(figures)
    sizes, chances = _log_figures(peers)
    figure, peer = _peer_pairs(figures, peers, np.isfinite(sizes))
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


def _peer_pairs(
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
    selected = (areas[0][figure] != areas[1][peer]) & usable[peer]
    return figure[selected], peer[selected]


def _log_figures(figures: pd.DataFrame) -> tuple[Floats, Floats]:
    """Log rates, or log odds, and their variance by chance."""
    top, base = figures["top"].to_numpy(float), figures["base"].to_numpy(float)
    shares = figures["is_share"].to_numpy(bool)
    with np.errstate(divide="ignore", invalid="ignore"):
        rest = np.maximum(base - top, 0)
        size = np.where(shares, np.log((top + _HALF) / (rest + _HALF)), np.log((top + _HALF) / base))
        chance = 1 / (top + _HALF) + np.where(shares, 1 / (rest + _HALF), 0)
    return np.where(base > 0, size, np.nan), chance


#: What a figure is held against, as a judgement names it, beside England and its region by their names.
NEIGHBOURS_MEDIAN = "the median of its like areas"
_EFFECTS = ("effect", "effect_lower", "effect_upper", "p_chance", "p_usual")


def judge_comparators(panel: Panel, rows: pd.DataFrame, catalogue: Catalogue, judged: np.ndarray) -> pd.DataFrame:
    """A judgement for each of the board's latest rates and proportions against each comparator of that period.

    Only the first comparator there is (like areas, else the region, else England) may be listed, and only where
    an area is further out than like areas usually are; a difference that stands every year is no news.
    """
    figures, peers = _figures_and_peers(panel, rows, catalogue, judged)
    if figures.empty:
        return figures
    statistics = comparator_statistics(figures, peers)
    own = rows.iloc[figures["place"]].reset_index(drop=True)
    value = in_display_unit(own, (figures["top"] / figures["base"]).to_numpy(float), catalogue)
    compared_with = in_display_unit(own, figures["expected"].to_numpy(float), catalogue)
    own = assign_columns(
        own,
        {
            "value": value,
            "compared_with": compared_with,
            "direction": value - compared_with,
            "against": figures["against"],
            "earlier": statistics["peers"],
            "unit_measure": np.where(_is_count(own, catalogue), "rate", "value"),
            **{name: statistics[name] for name in _EFFECTS},
        },
    )
    percent = 100 * (own["direction"] / own["compared_with"]).abs()
    everything = statistics["p_chance"].notna().to_numpy()
    own = with_judgement(
        own,
        rule="comparator",
        tested=everything,
        meaningful=(percent >= own["meaningful"]).to_numpy(bool),
        could_tell=everything,
    )
    first = ~own.duplicated(["indicator", "area_code"])
    return own.assign(listed=first & (own["level"] == "unusual"), standing=first & (own["level"] == "real"))


def _figures_and_peers(
    panel: Panel, rows: pd.DataFrame, catalogue: Catalogue, judged: np.ndarray
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Each judged figure with each comparator's rate, and the figures of like areas, of the same period."""
    latest = pd.DataFrame(
        {
            "place": np.arange(len(rows)),
            "indicator": rows["indicator"],
            "area_code": rows["area_code"],
            "ends": rows["ends"],
            "top": panel.top[:, -1] if panel.top.shape[1] else np.nan,
            "base": panel.base[:, -1] if panel.base.shape[1] else np.nan,
            "is_share": panel.is_share,
        }
    )
    # Counts over time alone are no rates: the size of an area would pass for a difference.
    latest = latest[(latest["base"] > 1) & latest["top"].notna()]
    latest = latest.assign(rate=latest["top"] / latest["base"])
    # Lists, since a frame a figure takes ten times as long as what is looked for in it.
    codes, rates = latest["area_code"].tolist(), latest["rate"].tolist()
    places: dict[tuple, list[int]] = defaultdict(list)
    for place, key in enumerate(zip(latest["indicator"], latest["ends"], strict=True)):
        places[key].append(place)
    figures: list[dict] = []
    peers: list[int] = []
    groups: list[str] = []
    for item in frame_rows(latest[judged[latest["place"]]], index=True):
        if item.area_code not in catalogue.board.own:
            continue
        others = places[item.indicator, item.ends]
        neighbours = set(catalogue.neighbours.get(item.area_code, ()))
        alike = [place for place in others if codes[place] in neighbours]
        group = f"{item.indicator}:{item.area_code}"
        peers += alike
        groups += [group] * len(alike)
        by_code = {codes[place]: rates[place] for place in reversed(others)}
        figures += [
            item._asdict() | {"group": group, "against": words, "expected": rate}
            for words, rate in _comparator_rates([rates[place] for place in alike], by_code, catalogue)
        ]
    return pd.DataFrame(figures), latest.iloc[peers].assign(group=groups)


def _comparator_rates(
    alike: Sequence[float], by_code: Mapping[str, float], catalogue: Catalogue
) -> list[tuple[str, float]]:
    """What there is to hold a figure against, the likest first: the rates of like areas, and those of areas by code."""
    comparators = [(NEIGHBOURS_MEDIAN, median(alike))] if len(alike) >= FEWEST_PEERS else []
    for code in catalogue.board.comparators:
        if code in by_code:
            words = catalogue.areas[code].phrase
            comparators.append((words, by_code[code]))
    return [(words, rate) for words, rate in comparators if rate > 0]


def judge_areas(panel: Panel, rows: pd.DataFrame, expected: Expectation, catalogue: Catalogue) -> pd.DataFrame:
    """A judgement for each indicator that two of the board's areas have for the same period: the later one's beside
    the earlier one's, and whether the gap has moved more than usual; only then is it listed."""
    known = rows.assign(place=np.arange(len(rows)))[np.isfinite(expected.top) & (expected.base > 1)]
    pairs = pd.concat(
        [
            known[known["area_code"] == second].merge(
                known.loc[known["area_code"] == first, ["indicator", "ends", "place"]],
                on=["indicator", "ends"],
                suffixes=("", "_other"),
            )
            for first, second in combinations(catalogue.board.own, 2)
        ]
        or [known.iloc[:0]],
        ignore_index=True,
    )
    if pairs.empty:
        return pairs
    own, other = pairs["place"].to_numpy(), pairs["place_other"].to_numpy()
    answers = area_statistics(expected, panel.is_share, own, other)
    rates = expected.top / expected.base
    value = in_display_unit(pairs, rates[own], catalogue)
    compared_with = in_display_unit(pairs, rates[other], catalogue)
    pairs = assign_columns(
        pairs,
        {
            "value": value,
            "compared_with": compared_with,
            "direction": value - compared_with,
            "against": [catalogue.areas[code].name for code in rows["area_code"].iloc[other]],
            "unit_measure": np.where(_is_count(pairs, catalogue), "rate", "value"),
            "polarity": "no_judgement",
            **{name: answers[name] for name in _EFFECTS},
        },
    )
    percent = 100 * (pairs["direction"] / pairs["compared_with"]).abs()
    everything = answers["p_chance"].notna().to_numpy()
    pairs = with_judgement(
        pairs,
        rule="areas",
        tested=everything,
        meaningful=(percent >= pairs["meaningful"]).to_numpy(bool),
        could_tell=everything,
    )
    is_new = pairs["level"] == "unusual"
    has_moved = (pairs["q_usual"] <= FALSE_DISCOVERY_RATE).to_numpy()
    reason = np.where(has_moved, _gap_movement(pairs, answers["moved"]), "")
    return pairs.assign(listed=is_new, standing=pairs["level"] == "real", reason=reason)


def _gap_movement(pairs: pd.DataFrame, moved: pd.Series) -> np.ndarray:
    """What became of the gap of each pair since their histories: `widened`, `narrowed`, or `swapped` sides."""
    with np.errstate(divide="ignore", invalid="ignore"):
        now = np.log(pairs["value"].to_numpy(float) / pairs["compared_with"].to_numpy(float))
    before = now - moved.to_numpy(float)
    is_swapped = (np.sign(now) * np.sign(before) < 0) & np.isfinite(before)
    return np.where(is_swapped, "swapped", np.where(np.abs(now) > np.abs(before), "widened", "narrowed"))


def _is_count(rows: pd.DataFrame, catalogue: Catalogue) -> np.ndarray:
    return map_values(rows["indicator"], lambda name: catalogue.indicators[name].kind == "count").to_numpy(bool)
