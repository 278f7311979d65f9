"""What a difference between two figures is worth, which decides what a sentence may say of it."""

from collections.abc import Mapping
from enum import Enum, auto
from math import isfinite
from typing import Any

import pandas as pd

from indicators.narrative.figure import Figure, are_small, is_slight
from indicators.signals.chance import count_chance, share_chance
from indicators.signals.levels import FALSE_SHARE, LEAST_SURE


class Worth(Enum):
    """How far a difference may be called one."""

    UNUSUAL = auto()  # beyond chance, and beyond what such figures usually do
    USUAL = auto()  # beyond chance, and of the size that such figures usually have
    SURE = auto()  # beyond chance; how much is usual is not known
    CHANCE = auto()  # within chance, or too little to matter
    TOO_FEW = auto()  # so few cases that nothing can be told
    UNKNOWN = auto()  # the numbers behind the figures are not known


#: By rule, indicator, area, period, and what that is held against.
Judged = Mapping[tuple[str, str, str, str, str], Worth]
_LEVELS = {"unusual": Worth.UNUSUAL, "ordinary": Worth.CHANCE}


def judged_worth(judged: pd.DataFrame | None) -> Judged:
    """What a cycle's `judged` frame says of changes and of differences; nothing where there is none."""
    if judged is None:
        return {}
    rows = judged[judged["rule"].isin(("change", "comparator", "areas"))]
    return {
        (row.rule, row.indicator, row.area_code, row.period, row.against.removeprefix("the ")): _worth(row)
        for row in rows.itertuples(index=False)
    }


def change_worth(before: Figure, now: Figure, judged: Judged) -> Worth:
    """What the change from one figure to the next is worth; where it was not judged, by chance alone."""
    found = judged.get(("change", *_key(now), before.period.label))
    return chance_worth(before, now) if found is None else found


def difference_worth(own: Figure, other: Figure, judged: Judged) -> Worth:
    """What the difference of an area from another one is worth; where it was not judged, by chance alone."""
    for rule in ("areas", "comparator"):
        found = judged.get((rule, *_key(own), other.of.area.name))
        if found is not None:
            return found
    return chance_worth(other, own)


def chance_worth(before: Figure, now: Figure) -> Worth:
    """Whether two figures are further apart than chance explains (exact tests, 5%), and enough to matter."""
    probability = _probability(before, now)
    if not isfinite(probability):
        return Worth.UNKNOWN
    if probability <= LEAST_SURE:
        return Worth.CHANCE if is_slight(before, now) else Worth.SURE
    return Worth.TOO_FEW if are_small(before, now) else Worth.CHANCE


def _key(figure: Figure) -> tuple[str, str, str]:
    return figure.of.indicator.id, figure.of.area.code, figure.period.label


def _worth(row: Any) -> Worth:
    if row.level == "too_few":
        return Worth.TOO_FEW if row.reason == "few_cases" else Worth.UNKNOWN
    # Seldom, but not so seldom that it stands out, is neither usual nor unusual.
    if row.level == "real":
        return Worth.SURE if row.borrowed == "none" or row.p_usual <= FALSE_SHARE else Worth.USUAL
    return _LEVELS[row.level]


def _probability(before: Figure, now: Figure) -> float:
    """How often chance alone sets two figures so far apart; NaN where the cases behind them are not known."""
    kind, measure = now.of.indicator.kind, now.of.measure
    if kind == "count" and measure == "value":
        return float(count_chance(now.value, 1, before.value, 1))
    cases = [float(part) for item in (now, before) for part in (item.point.numerator, item.point.denominator)]
    bases = cases[1::2]
    if not all(map(isfinite, cases)) or min(bases) <= 0:
        return float("nan")
    if kind == "proportion" and all(top <= base for top, base in zip(cases[::2], bases, strict=True)):
        return float(share_chance(*cases))
    return float(count_chance(*cases)) if kind in ("count", "rate") else float("nan")
