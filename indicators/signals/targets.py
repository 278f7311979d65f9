"""Is the target met? Each figure that has a target, judged by its 95% confidence interval."""

import math
from typing import Any

import numpy as np
import pandas as pd
from scipy import special

from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import Indicator
from indicators.frames import frame_records
from indicators.rounding import decimal_text
from indicators.signals.confidence_intervals import count_interval, proportion_interval

TARGET_DIRECTIONS = ("at_least", "at_most")


def target_state(value: float, lower: float, upper: float, target: float, direction: str) -> str:
    """`met` or `missed` where the whole interval is on one side of the target, otherwise `unclear`.

    All figures share one unit; on the target itself counts as met. Without limits (NaN), as for a plain count,
    the value alone is compared; without a value the answer is `unclear`. ValueError for another `direction`.
    """
    if direction not in TARGET_DIRECTIONS:
        raise ValueError(f"a target is {' or '.join(TARGET_DIRECTIONS)}, not {direction}")
    if math.isnan(value) or math.isnan(target):
        return "unclear"
    low, high = (value, value) if math.isnan(lower) or math.isnan(upper) else (lower, upper)
    if direction == "at_most":
        low, high, target = -high, -low, -target
    if low >= target:
        return "met"
    return "missed" if high < target else "unclear"


_LEVELS = {"met": "real", "missed": "real", "unclear": "too_few"}
_READINGS = {"met": "improvement", "missed": "concern", "unclear": "common"}
#: Decimals of a target beyond which nobody sets one.
_MOST_DECIMALS = 7
_WORDS = {"at_least": "at least", "at_most": "at most"}


def target_text(target: float, direction: str, indicator: Indicator) -> str:
    """A target in words, with the decimals that it was set with: `at least 95%`."""
    return f"{_WORDS[direction]} {_in_full(target, indicator)}"


def _in_full(target: float, indicator: Indicator) -> str:
    """A target with as many decimals as its indicator's figures, or more where it was set so."""
    decimals = next((more for more in range(indicator.decimals, _MOST_DECIMALS) if round(target, more) == target), 0)
    return decimal_text(target, max(decimals, indicator.decimals)) + ("%" if indicator.is_percentage else "")


def allows_target(indicator: Indicator, group: str) -> bool:
    """Whether figures of a group of periods can be held against a target: a month's count cannot against a year's."""
    usual = indicator.frequency if indicator.frequency in ("month", "quarter") else "year"
    return indicator.timing == "snapshot" or indicator.kind in ("proportion", "mean") or usual == group


def targets_in_force(targets: pd.DataFrame, day: pd.Timestamp | pd.Series) -> pd.Series:
    """Which targets, with the days `starts` and `until` (NaT for no end), hold for figures of a day."""
    return (targets["starts"] <= day) & (targets["until"].isna() | (day <= targets["until"]))


def judge_targets(rows: pd.DataFrame, base: np.ndarray, targets: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """A judgement for each row with a figure that has a target for its period; `base` is the base of each.

    `targets` is the result of the query of that name. A percentage whose counts are unknown can only be said to
    stand above or below its target: how sure that is, nobody can tell.
    """
    rows = rows.assign(base=base)[rows["indicator"].isin(targets["indicator"].unique())]
    if rows.empty:
        return rows
    targeted = rows.merge(
        targets.rename(columns={"value": "target", "ends": "until"})[
            ["indicator", "area_code", "starts", "until", "target", "direction"]
        ].rename(columns={"direction": "side"}),
        on=["indicator", "area_code"],
    )
    targeted = targeted[targets_in_force(targeted, targeted["ends"]) & targeted["value"].notna()]
    return pd.DataFrame(
        [_target_judgement(row, catalogue.indicators[row["indicator"]]) for row in frame_records(targeted)]
    )


def _target_judgement(row: dict[str, Any], indicator: Indicator) -> dict[str, Any]:
    lower, upper = _interval(row, indicator)
    is_known = not np.isnan(lower) or indicator.kind == "count"
    state = target_state(row["value"], lower, upper, row["target"], row["side"]) if is_known else "unclear"
    return row | {
        "rule": "target",
        "level": _LEVELS[state],
        "reading": _READINGS[state],
        "reason": state if is_known else "no_counts",
        "compared_with": row["target"],
        "against": target_text(row["target"], row["side"], indicator),
        "effect": row["value"] - row["target"],
        "effect_lower": lower - row["target"],
        "effect_upper": upper - row["target"],
        "effect_unit": "points" if indicator.is_percentage else "",
        "direction": "up" if row["value"] > row["target"] else "down" if row["value"] < row["target"] else "same",
        "listed": state == "missed",
        "detail": "" if is_known else _cases_needed(row["value"], row["target"], indicator),
    }


def _cases_needed(value: float, target: float, indicator: Indicator) -> str:
    """How many cases must be behind a percentage before it can be told from its target."""
    share, goal = value / indicator.per, target / indicator.per
    if share == goal or not 0 < goal < 1:
        return ""
    cases = math.ceil(special.ndtri(0.025) ** 2 * goal * (1 - goal) / (share - goal) ** 2)
    aim, decimals = _in_full(target, indicator), indicator.decimals
    # From 98% to 98.4% is 98% no distance that anybody sees.
    figure = next(
        (text for more in range(_MOST_DECIMALS) if (text := f"{decimal_text(value, decimals + more)}%") != aim),
        aim,
    )
    return f"With fewer than {cases:,} cases behind it, {figure} cannot be told from {aim}."


def _interval(row: dict[str, Any], indicator: Indicator) -> tuple[float, float]:
    """The 95% limits of a figure in its own unit; NaN where the counts behind it are unknown."""
    top, base = row["top"], row["base"]
    if indicator.kind == "count":
        return count_limits(row["value"])
    if np.isnan(top) or not base > 0:
        return np.nan, np.nan
    if row["is_share"]:
        lower, upper = proportion_interval(top, base)
        return float(lower) * indicator.per, float(upper) * indicator.per
    lower, upper = count_interval(top, exposure=base, per=indicator.per)
    return float(lower), float(upper)


def count_limits(count: float) -> tuple[float, float]:
    """The 95% limits within which chance leaves a plain number; NaN for none."""
    if math.isnan(count):
        return math.nan, math.nan
    lower, upper = count_interval(count)
    return float(lower), float(upper)
