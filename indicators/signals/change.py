"""Has it changed, and is it drifting? The latest figure of each series against its history, and a slope over its
last periods.
Slopes are Poisson and binomial regressions by iterated least squares (McCullagh and Nelder 1989), for thousands of
series at once.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from indicators.catalogue.catalogue import Catalogue
from indicators.frames import assign_columns, map_values
from indicators.signals.expected import Expectation, expectations
from indicators.signals.history import Floats
from indicators.signals.judgements import FLAGGED_LEVELS, OF_STEP, SIGNIFICANCE_LEVEL, with_judgement
from indicators.signals.panel import SEASONS, Panel, season_rows
from indicators.signals.pooled_change import NEW_SHARE, pooled_change_rows
from indicators.signals.rare_events import years_until_doubling
from indicators.signals.significance import (
    count_p_value,
    least_count_p_value,
    least_proportion_p_value,
    proportion_effect_size,
    proportion_p_value,
    ratio_effect_size,
    usual_count_p_value,
    usual_proportion_p_value,
)

_ROUNDS = 12
#: Lines no longer move once both their steps are below this, on the logarithmic scale.
_STILL = 1e-9
#: Fitted logarithms are kept this near to the mean: a series of noughts and one case has no finite slope.
_FARTHEST = 20.0


class Slopes(NamedTuple):
    """One number a series: the slope a period, its variance by chance, how many times more the points scatter,
    how many points there were, and whether every slope that leaves one point out has the same sign."""

    slope: Floats
    variance: Floats
    scatter: Floats
    points: NDArray[np.int64]
    is_steady: NDArray[np.bool_]


def fit_slopes(top: Floats, base: Floats, is_share: NDArray[np.bool_]) -> Slopes:
    """The slope of each series (row) over its periods (columns); NaN figures are left out.

    The slope is that of the log rate, or of the log odds of proportions; NaN where it cannot be told.
    """
    fit = _fitted_lines(top, base, is_share)
    points = fit.known.sum(axis=1)
    left = fit.cases - fit.mean
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        inner = _inner(fit.time, fit.weight)
        determinant = inner[0] * inner[2] - inner[1] ** 2
        variance = inner[0] / determinant
        spread = np.where(fit.known & (fit.weight > 0), left**2 / fit.weight, 0.0).sum(axis=1)
        without = fit.slope[:, None] - _influence(fit.time, fit.weight, left, inner, determinant)
    sound = (points >= 3) & np.isfinite(variance) & (variance > 0) & np.isfinite(fit.slope)
    steady = sound & (fit.slope != 0) & _agrees(without, fit).all(axis=1)
    steady[steady] = _is_steady(top[steady], base[steady], is_share[steady])
    return Slopes(
        np.where(sound, fit.slope, np.nan),
        np.where(sound, variance, np.nan),
        np.maximum(1.0, spread / np.maximum(points - 2, 1)),
        points,
        steady,
    )


class _Fit(NamedTuple):
    """A line through each series: its slope, and at each point the time, cases, mean and weight; noughts in gaps."""

    slope: Floats
    known: NDArray[np.bool_]
    time: Floats
    cases: Floats
    mean: Floats
    weight: Floats


def _fitted_lines(top: Floats, base: Floats, is_share: NDArray[np.bool_]) -> _Fit:
    known = np.isfinite(top) & np.isfinite(base) & (base > 0)
    cases, exposure = np.where(known, top, 0.0), np.where(known, base, 1.0)
    # About its middle, so that level and slope hardly depend on each other and are soon found.
    middle = (known * np.arange(top.shape[1])).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    time = np.where(known, np.arange(top.shape[1]) - middle[:, None], 0.0)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        line = np.array([_flat_level(cases, exposure, known, is_share), np.zeros(len(top))])
        moving = np.arange(len(top))
        for _ in range(_ROUNDS):
            own: list[NDArray] = [item[moving] for item in (time, exposure, known, is_share)]
            mean, weight = _mean(*line[:, moving], *own)
            step = np.clip(_least_squares(own[0], weight, cases[moving] - mean), -2, 2)
            line[:, moving] += step
            line[1] = np.clip(line[1], -_FARTHEST, _FARTHEST)
            moving = moving[(np.abs(step) > _STILL).any(axis=0)]
        mean, weight = _mean(line[0], line[1], time, exposure, known, is_share)
    return _Fit(line[1], known, time, cases, mean, weight)


def _agrees(without: Floats, fit: _Fit) -> NDArray[np.bool_]:
    """Whether a slope without each point has the sign of the whole; true for gaps."""
    return (np.sign(without) == np.sign(fit.slope)[:, None]) | ~fit.known


def _is_steady(top: Floats, base: Floats, is_share: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether lines fitted anew without each point agree: where one lies far out, one step is not enough."""
    fit = _fitted_lines(top, base, is_share)
    width = top.shape[1]
    others = np.where(np.eye(width, dtype=bool), np.nan, top[:, None, :]).reshape(top.size, width)
    refitted = _fitted_lines(others, np.repeat(base, width, axis=0), np.repeat(is_share, width))
    return np.all(_agrees(refitted.slope.reshape(top.shape), fit), axis=1)


def _flat_level(cases: Floats, exposure: Floats, known: NDArray[np.bool_], is_share: NDArray[np.bool_]) -> Floats:
    """The level of a flat line."""
    cases_in_all, base = cases.sum(axis=1) + 0.5, np.where(known, exposure, 0.0).sum(axis=1)
    rest = np.maximum(base + 1 - cases_in_all, 0.5)
    return np.log(cases_in_all / np.where(is_share, rest, np.where(base > 0, base, 1.0)))


def _mean(
    level: Floats, slope: Floats, time: Floats, exposure: Floats, known: NDArray[np.bool_], is_share: NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    """Expected cases on the line, and the weight of each point, which is their variance."""
    line = np.clip(level[:, None] + slope[:, None] * time, -700, 700)
    share = 1 / (1 + np.exp(-line))
    mean = exposure * np.where(is_share[:, None], share, np.exp(np.minimum(line, _FARTHEST)))
    weight = np.where(is_share[:, None], mean * (1 - share), mean)
    return np.where(known, mean, 0.0), np.where(known, weight, 0.0)


def _inner(time: Floats, weight: Floats) -> tuple[Floats, Floats, Floats]:
    return weight.sum(axis=1), (weight * time).sum(axis=1), (weight * time**2).sum(axis=1)


def _least_squares(time: Floats, weight: Floats, left: Floats) -> tuple[Floats, Floats]:
    """How level and slope must move to take up what is left."""
    ones, first, second = _inner(time, weight)
    level, slope = left.sum(axis=1), (left * time).sum(axis=1)
    determinant = ones * second - first**2
    sound = determinant > 1e-12
    safe = np.where(sound, determinant, 1.0)
    return (
        np.where(sound, (second * level - first * slope) / safe, 0.0),
        np.where(sound, (ones * slope - first * level) / safe, 0.0),
    )


def _influence(time: Floats, weight: Floats, left: Floats, inner: tuple[Floats, ...], determinant: Floats) -> Floats:
    """By how much each point moves the slope, to one step (Pregibon 1981)."""
    ones, first, second = (item[:, None] for item in inner)
    across = determinant[:, None]
    leverage = weight * (second - 2 * time * first + time**2 * ones) / across
    return (ones * time - first) / across * left / np.maximum(1 - leverage, 1e-9)


#: Periods that a drift needs, and the most that are looked at: what was before is another story.
FEWEST_TREND_PERIODS, MOST_TREND_PERIODS = 5, 8
_LEVEL = 0.95


def trend_statistics(
    panel: Panel,
    *,
    kindred: Mapping[str, str] | None = None,
    fitting: NDArray[np.bool_] | None = None,
    expected: Expectation | None = None,
) -> pd.DataFrame:
    """One row a series, in the panel's order, over its last 5 to 8 adjacent periods (same months of years).

    Columns: `first` (row of `panel.points` with which it begins, -1 where there are fewer than 5), `points`,
    `slope` (log a period, log odds of proportions), `effect, effect_lower, effect_upper` (percent a period, percentage
    points for proportions), `whole` (percent over all of it), `is_steady` (no one period makes it), `p_chance`
    (dispersion scaled), `p_usual` (NaN where nothing usual is known) and `borrowed`. `expected` may be given where the
    expectations are known already.
    """
    known = expectations(panel, kindred=kindred, fitting=fitting) if expected is None else expected
    recent, first = _recent(panel)
    line = fit_slopes(recent.top, recent.base, panel.is_share)
    enough = (line.points >= FEWEST_TREND_PERIODS) & np.isfinite(line.slope)
    degrees = np.maximum(line.points - 2, 1)
    error = np.sqrt(line.variance * line.scatter)
    with np.errstate(divide="ignore", invalid="ignore"):
        p_chance = 2 * special.stdtr(degrees, -np.abs(line.slope) / error)
        usual = np.sqrt(known.variance * _drift_factor(line.points, known.memory))
        p_usual = 2 * special.stdtr(known.degrees, -np.abs(line.slope) / np.maximum(usual, error))
    reach = special.stdtrit(degrees, (1 + _LEVEL) / 2) * error
    effect = [_trend_effect(line.slope + side * reach, panel, recent) for side in (0, -1, 1)]
    return pd.DataFrame(
        {
            "first": np.where(enough, first, -1),
            "points": line.points,
            "slope": np.where(enough, line.slope, np.nan),
            "effect": np.where(enough, effect[0], np.nan),
            "effect_lower": np.where(enough, effect[1], np.nan),
            "effect_upper": np.where(enough, effect[2], np.nan),
            "whole": np.where(enough, _whole_movement(line, panel, recent), np.nan),
            "is_steady": enough & line.is_steady,
            "p_chance": np.where(enough, p_chance, np.nan),
            "p_usual": np.where(enough, p_usual, np.nan),
            "borrowed": known.borrowed,
        }
    )


def _recent(panel: Panel) -> tuple[Panel, NDArray[np.int64]]:
    """The last periods of each series, the same season of each year where the year's course matters."""
    width = MOST_TREND_PERIODS
    top, base, row = (np.full((len(panel.series), width), filler) for filler in (np.nan, np.nan, -1))
    for season in panel.series["season"].unique():
        own = (panel.series["season"] == season).to_numpy()
        rows, _, is_newest = season_rows(panel.of(own))
        for target, source in ((top, rows.top), (base, rows.base), (row, rows.row)):
            recent = source[is_newest, -width:]
            target[own, width - recent.shape[1] :] = recent
    begins = (row >= 0).argmax(axis=1)
    return Panel(panel.points, panel.series, top, base, row), row[np.arange(len(row)), begins]


def _drift_factor(points: NDArray[np.int64], memory: Floats) -> Floats:
    """The variance of a slope where every step of the periods has a variance of 1, level and swings together.

    Of each step 1 - memory stays in the level, the rest is gone with the next period.
    """
    factor = np.ones(len(points))
    for count in np.unique(points[points >= FEWEST_TREND_PERIODS]):
        centred = np.arange(count) - (count - 1) / 2
        weight = centred / (centred**2).sum()
        later = np.cumsum(weight[::-1])[::-1] - weight
        own = points == count
        factor[own] = ((weight + (1 - memory[own])[:, None] * later) ** 2).sum(axis=1)
    return factor


def _whole_movement(line: Slopes, panel: Panel, recent: Panel) -> Floats:
    """By how much per cent the last point of each line stands above its first."""
    along = line.slope * (line.points - 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        middle = special.logit(np.nansum(recent.top, axis=1) / np.nansum(recent.base, axis=1))
        first, last = special.expit(middle - along / 2), special.expit(middle + along / 2)
        return 100 * np.where(panel.is_share, last / first - 1, np.expm1(np.clip(along, -20, 20)))


def _trend_effect(slope: Floats, panel: Panel, recent: Panel) -> Floats:
    """A slope as percent a period, or as percentage points a period about the mean proportion."""
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.nansum(recent.top, axis=1) / np.nansum(recent.base, axis=1)
    points = 100 * slope * share * (1 - share)
    return np.where(panel.is_share, points, 100 * np.expm1(np.clip(slope, -20, 20)))


#: A test whose smallest possible probability is above this cannot speak.
TESTABLE_BELOW = 0.05


def change_statistics(
    panel: Panel,
    *,
    kindred: Mapping[str, str] | None = None,
    fitting: NDArray[np.bool_] | None = None,
    expected: Expectation | None = None,
) -> pd.DataFrame:
    """One row a series, in the panel's order.

    Columns: `value, compared_with, history` (rates per base, or shares: the latest, the one before, and the
    weighted level of all before), `top_previous, base_previous`,
    `previous` (row of `panel.points`, -1 for none), `earlier` (periods judged against), `step` (log-ratio to the
    history), `is_new` (whether that arose in the latest period), `effect, effect_lower, effect_upper`
    (percent against the period before; percentage points for proportions) with 95% limits, `p_chance`,
    `p_usual` (NaN where nothing usual is known), `p_step` (by chance, of the latest two figures alone), `can_speak`
    and `could_tell` (whether a doubling would show), and `borrowed`. `expected` may be given where the
    expectations are known already.
    """
    expected = expectations(panel, kindred=kindred, fitting=fitting) if expected is None else expected
    shares = panel.is_share
    judged = np.isfinite(expected.step)
    with np.errstate(divide="ignore", invalid="ignore"):
        columns = {
            "value": expected.top / expected.base,
            "compared_with": expected.top_previous / expected.base_previous,
            "history": expected.before.top / expected.before.base,
        }
    effect = _change_effects(expected, shares)
    p_chance, least, p_usual = _p_values(expected, shares, judged)
    return pd.DataFrame(
        {
            **columns,
            "top_previous": expected.top_previous,
            "base_previous": expected.base_previous,
            "previous": expected.row_previous,
            "earlier": expected.earlier,
            "step": expected.step,
            "is_new": _is_new(expected, shares),
            "effect": effect[0],
            "effect_lower": effect[1],
            "effect_upper": effect[2],
            "p_chance": p_chance,
            "p_usual": p_usual,
            "p_step": _p_value_of_step(expected, shares, judged),
            "can_speak": judged & (least <= TESTABLE_BELOW),
            "could_tell": judged & (_doubling_p_value(expected, shares, judged) <= TESTABLE_BELOW),
            "borrowed": expected.borrowed,
        }
    )


def _p_values(
    expected: Expectation, shares: NDArray[np.bool_], judged: NDArray[np.bool_]
) -> tuple[Floats, Floats, Floats]:
    """By chance, the least that chance could give, and by usual movement."""
    p_chance, least, p_usual = np.full((3, len(shares)), np.nan)
    for own, tested, at_least in (
        (judged & ~shares, count_p_value, _least_p_value),
        (judged & shares, proportion_p_value, least_proportion_p_value),
    ):
        if own.any():
            figures = (expected.top[own], expected.base[own], expected.before.top[own], expected.before.base[own])
            p_chance[own], least[own] = tested(*figures), at_least(*figures)
    known = judged & np.isfinite(expected.variance)
    own = known & ~shares
    spread = (expected.variance, expected.chance, expected.degrees)
    p_usual[own] = usual_count_p_value(
        expected.top[own],
        expected.base[own],
        expected.before.top[own],
        expected.before.base[own],
        *(item[own] for item in spread),
    )
    own = known & shares
    p_usual[own] = usual_proportion_p_value(expected.step[own], *(item[own] for item in spread))
    return p_chance, least, p_usual


def _p_value_of_step(expected: Expectation, shares: NDArray[np.bool_], asked: NDArray[np.bool_]) -> Floats:
    """The probability by chance of what lies between the latest figure and the one before, given both; else NaN."""
    answers = np.full(len(shares), np.nan)
    figures = (expected.top, expected.base, expected.top_previous, expected.base_previous)
    for own, tested in ((asked & ~shares, count_p_value), (asked & shares, proportion_p_value)):
        if own.any():
            answers[own] = tested(*(item[own] for item in figures))
    return answers


def _least_p_value(top: Floats, base: Floats, before: Floats, base_before: Floats) -> Floats:
    return least_count_p_value(top + before, np.log(base) - np.log(base_before))


def _doubling_p_value(expected: Expectation, shares: NDArray[np.bool_], judged: NDArray[np.bool_]) -> Floats:
    """The probability by chance of twice the level of the history, given the same total of cases.

    Where even that would be put down to chance, "within chance" says nothing: there are too few to judge.
    """
    odds = np.full(len(shares), np.nan)
    own = judged & ~shares
    base, before = expected.base[own], expected.before.base[own]
    total = expected.top[own] + expected.before.top[own]
    doubled = total * 2 * base / (2 * base + before)
    odds[own] = count_p_value(doubled, base, total - doubled, before)
    own = judged & shares
    with np.errstate(divide="ignore", invalid="ignore"):
        odds[own] = usual_proportion_p_value(
            np.full(int(own.sum()), np.log(2.0)), expected.chance[own], expected.chance[own], np.ones(int(own.sum()))
        )
    return odds


def _is_new(expected: Expectation, shares: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether at least a third of the distance from the history arose in the latest period, in the same direction."""
    with np.errstate(divide="ignore", invalid="ignore"):
        counts = np.log((expected.top + 0.5) / expected.base) - np.log(
            (expected.top_previous + 0.5) / expected.base_previous
        )
        rest, rest_previous = expected.base - expected.top, expected.base_previous - expected.top_previous
        odds = np.log((expected.top + 0.5) / (rest + 0.5)) - np.log(
            (expected.top_previous + 0.5) / (rest_previous + 0.5)
        )
    latest = np.where(shares, odds, counts)
    with np.errstate(invalid="ignore"):
        return np.sign(latest) * np.sign(expected.step) * np.abs(latest) >= NEW_SHARE * np.abs(expected.step)


def _change_effects(expected: Expectation, shares: NDArray[np.bool_]) -> tuple[Floats, Floats, Floats]:
    figures = (expected.top, expected.base, expected.top_previous, expected.base_previous)
    ratios, points = ratio_effect_size(*figures), proportion_effect_size(*figures)
    effect, lower, upper = (np.where(shares, point, ratio) for ratio, point in zip(ratios, points, strict=True))
    return effect, lower, upper


_FEW = "few_cases"
_EFFECTS = ("effect", "effect_lower", "effect_upper")
#: What a judgement takes from the answers to its question.
_ANSWERED = (
    "compared_with", *_EFFECTS, "p_chance", "p_usual", "borrowed", "earlier", "history", "can_speak", "could_tell",
)  # fmt: skip


def judge_changes(
    panel: Panel, rows: pd.DataFrame, expected: Expectation, judged: np.ndarray, catalogue: Catalogue
) -> pd.DataFrame:
    """A judgement for each judged series: its latest figure against what came before it.

    Of counts too small for that, a second one of three years together (the rule `pooled`), where those could tell;
    all are of one family of questions. `doubling_years` says after how many years a doubling would be told of those
    that remain too few.
    """
    answers = change_statistics(panel, expected=expected)
    own = judged.nonzero()[0]
    pooled = _pooled_rows(panel, rows, expected, judged & ~answers["could_tell"].to_numpy(bool), catalogue)
    rows, answers = rows.iloc[own].reset_index(drop=True), answers.iloc[own].reset_index(drop=True)
    earlier = panel.points[["value", "period", "top"]].iloc[answers["previous"].clip(lower=0)].reset_index(drop=True)
    has_earlier = (answers["previous"] >= 0).to_numpy()
    history = answers["history"] * _unit_factor(rows, expected.base[own])
    before = earlier["top"].where(has_earlier).to_numpy(float)
    answers = answers.assign(
        compared_with=earlier["value"].where(has_earlier), history=history.where(answers["earlier"] > 1)
    )
    answers[list(_EFFECTS)] = np.transpose(_effects_shown(rows, answers, before))
    # What did not arise in the latest period is no news; that it moved back may be, by the two figures alone.
    least = answers[["p_chance", "p_step"]].min(axis=1)
    is_of_step = ~answers["is_new"].to_numpy(bool) & (least <= SIGNIFICANCE_LEVEL).to_numpy()
    answers["p_chance"] = answers["p_chance"].where(answers["is_new"], answers["p_step"])
    answers["p_usual"] = answers["p_usual"].where(answers["is_new"])
    direction = rows["value"] - answers["compared_with"]
    with np.errstate(divide="ignore", invalid="ignore"):
        percent = 100 * (direction / answers["compared_with"]).abs()
    meaningful = ~(percent < rows["meaningful"]) & _excludes_no_change(answers)
    asked = assign_columns(
        rows,
        {
            **{name: answers[name] for name in _ANSWERED},
            "against": np.where(has_earlier, earlier["period"], ""),
            "direction": direction,
            "is_meaningful": meaningful.to_numpy(bool),
            "is_pooled": False,
            "is_of_step": is_of_step,
        },
    )
    if len(pooled):
        asked = pd.concat([asked, pooled.assign(is_pooled=True, is_of_step=False)], ignore_index=True)
    rows = with_judgement(
        asked,
        rule="change",
        tested=asked["can_speak"].to_numpy(bool),
        meaningful=asked["is_meaningful"].to_numpy(bool),
        could_tell=asked["could_tell"].to_numpy(bool),
    )
    reason = _why_too_few(rows)
    answered = {
        "rule": np.where(rows["is_pooled"], "pooled", "change"),
        "listed": rows["level"].isin(FLAGGED_LEVELS),
        "reason": np.where((reason == "") & rows["is_of_step"].to_numpy(bool), OF_STEP, reason),
        "doubling_years": _doubling_years(rows, reason, panel, own, catalogue),
    }
    return assign_columns(rows, answered)


def _pooled_rows(
    panel: Panel, rows: pd.DataFrame, expected: Expectation, asked: np.ndarray, catalogue: Catalogue
) -> pd.DataFrame:
    """Three years together of the series of years that a year could not tell of."""
    if not len(rows) or rows["group"].iloc[0] != "year":
        return rows.iloc[:0]
    return pooled_change_rows(panel, rows, expected, asked=asked, catalogue=catalogue)


def _doubling_years(
    rows: pd.DataFrame, reason: np.ndarray, panel: Panel, own: np.ndarray, catalogue: Catalogue
) -> np.ndarray:
    """After how many years a doubling would be told of the flows that were too few; NaN for the others."""
    answers = np.full(len(rows), np.nan)
    names = rows["indicator"]
    few = (reason == _FEW) & ~rows["is_share"].astype(bool) & ~rows["is_pooled"]
    few &= map_values(names, lambda name: catalogue.indicators[name].timing == "flow").astype(bool)
    places = np.flatnonzero(few)
    if len(places):
        top = panel.top[own[places]]
        periods = np.isfinite(top).sum(axis=1) / SEASONS.get(str(rows["group"].iloc[0]), 1)
        answers[places] = years_until_doubling(np.nansum(top, axis=1), periods)
    return answers


def _excludes_no_change(answers: pd.DataFrame) -> pd.Series:
    """Whether the interval that is shown leaves out no change, where there is no longer history to go by."""
    return (answers["earlier"] != 1) | ~((answers["effect_lower"] <= 0) & (answers["effect_upper"] >= 0))


def _unit_factor(rows: pd.DataFrame, base: np.ndarray) -> np.ndarray:
    """What rates and shares are times to be in the unit of the figure: a count's exposure, or so many cases."""
    return np.where(rows["per"].isna(), base, rows["per"])


def _effects_shown(rows: pd.DataFrame, answers: pd.DataFrame, before: np.ndarray) -> list[np.ndarray]:
    """The effects with those of counts as they are shown, against the count `before`: the tests weigh them by
    population."""
    ones = np.ones(len(rows))
    plain = ratio_effect_size(rows["top"].to_numpy(float), ones, before, ones)
    is_count = rows["per"].isna().to_numpy()
    return [np.where(is_count, own, answers[name]) for name, own in zip(_EFFECTS, plain, strict=True)]


def _why_too_few(rows: pd.DataFrame) -> np.ndarray:
    """Why a change could not be judged; empty where it could."""
    return np.select(
        [
            ~(rows["level"] == "too_few").to_numpy(),
            rows["value"].isna().to_numpy(),
            rows["top"].isna().to_numpy(),
            ((rows["earlier"] == 0) & (rows["cut"] != "")).to_numpy(),
            (rows["earlier"] == 0).to_numpy(),
        ],
        ["", "symbol", "no_counts", rows["cut"].to_numpy(dtype=object), "no_earlier"],
        _FEW,
    )


def judge_trends(
    panel: Panel, rows: pd.DataFrame, expected: Expectation, judged: np.ndarray, changes: pd.DataFrame
) -> pd.DataFrame:
    """A judgement for each judged series that is long enough; listed where its change is not listed already."""
    answers = trend_statistics(panel, expected=expected)
    own = (judged & (answers["first"] >= 0).to_numpy()).nonzero()[0]
    rows, answers = rows.iloc[own].reset_index(drop=True), answers.iloc[own].reset_index(drop=True)
    first = panel.points[["value", "period"]].iloc[answers["first"]].reset_index(drop=True)
    rows = assign_columns(
        rows,
        {
            "compared_with": first["value"],
            "against": first["period"],
            "earlier": answers["points"] - 1,
            "direction": np.where(answers["slope"].abs() > 1e-9, answers["slope"], 0.0),
            **{name: answers[name] for name in (*_EFFECTS, "p_chance", "p_usual", "borrowed")},
        },
    )
    # Counts may have too few cases for a change and enough for a drift; the slope's own test can tell.
    meaningful = answers["is_steady"] & (answers["whole"].abs() >= rows["meaningful"])
    everything = np.ones(len(rows), bool)
    rows = with_judgement(
        rows, rule="trend", tested=everything, meaningful=meaningful.to_numpy(bool), could_tell=everything
    )
    series = ["indicator", "area_code"]
    changed_series = set(zip(*(changes.loc[changes["listed"], name].tolist() for name in series), strict=True))
    is_news = [key not in changed_series for key in zip(*(rows[name].tolist() for name in series), strict=True)]
    return rows.assign(listed=rows["level"].isin(FLAGGED_LEVELS) & np.array(is_news, bool))
