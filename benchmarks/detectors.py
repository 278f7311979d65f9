"""What the rules find in made-up series, and what others would have found in the same ones."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from benchmarks.drawn import CHANGED, SERIES, Drawn, Flags, Floats, panel
from indicators.catalogue.indicators import Indicator
from indicators.signals.change import change_statistics
from indicators.signals.judgements import FALSE_DISCOVERY_RATE, q_values, with_judgement
from indicators.signals.significance import count_p_value
from indicators.signals.spc import control_chart

#: What an indicator's definition calls meaningful unless it says otherwise, in percent.
MEANINGFUL = Indicator.meaningful_change


@dataclass(frozen=True)
class Found:
    """The level of each series' latest figure, and how it reads."""

    level: NDArray[np.str_]
    reading: NDArray[np.str_]

    @property
    def flagged(self) -> Flags:
        """Which figures are real or unusual."""
        return np.isin(self.level, ("real", "unusual"))

    @property
    def unusual(self) -> Flags:
        """Which figures are unusual."""
        return self.level == "unusual"


def judged(drawn: Drawn, *, indicators: int = 1, polarity: str = "no_judgement", come: Flags | None = None) -> Found:
    """The rule `change` with both yardsticks, all series the questions of one look; those that have not `come` are
    judged on the period before."""
    found = change_statistics(panel(drawn, indicators=indicators, come=come))
    direction = found["value"] - found["compared_with"]
    with np.errstate(divide="ignore", invalid="ignore"):
        percent = 100 * (direction / found["compared_with"]).abs()
    ends = pd.Series(drawn.ends[-1], index=found.index)
    if come is not None:
        ends[~come] = drawn.ends[-2]
    group = "quarter" if drawn.period_type == "quarter" else "year"
    rows = found.assign(ends=ends, group=group, direction=direction, polarity=polarity)
    rows = with_judgement(
        rows,
        rule="change",
        tested=found["can_speak"].to_numpy(bool),
        meaningful=(~(percent < MEANINGFUL) & found["is_new"]).to_numpy(bool),
        could_tell=found["could_tell"].to_numpy(bool),
    )
    return Found(rows["level"].to_numpy(str), rows["reading"].to_numpy(str))


def by_control_chart(drawn: Drawn) -> Flags:
    """Which latest figures any rule of an XmR chart flags."""
    return control_chart(drawn.counts, polarity="no_judgement").special_cause_codes[:, -1] > 0


def by_chance_alone(drawn: Drawn) -> Flags:
    """Which latest figures an exact test against all earlier ones flags: no dispersion, no least size."""
    before = drawn.counts[:, :-1]
    p = count_p_value(drawn.counts[:, -1], 1.0, before.sum(axis=1), float(before.shape[1]))
    return q_values(p, np.zeros(len(p)), np.ones(len(p), bool)) <= FALSE_DISCOVERY_RATE


def knowing_the_variance(drawn: Drawn) -> Flags:
    """Which latest figures a test flags that is told how much these levels vary beyond chance."""
    before = drawn.counts[:, :-1]
    away = np.log(drawn.counts[:, -1] + 0.5) - np.log(before + 0.5).mean(axis=1)
    p = 2 * stats.norm.sf(np.abs(away) / _error(drawn.means, drawn.sd, before.shape[1] + 1))
    return q_values(p, np.zeros(len(p)), np.ones(len(p), bool)) <= FALSE_DISCOVERY_RATE


def most_to_find(means: Floats, *, sd: float, size: float, points: int) -> float:
    """The share of shifts by `size` standard deviations that the best test can find at our false discovery rate.

    The threshold is the largest at which it is the false discovery rate times the share of all series beyond it,
    6 of 120 shifted for a test of known variance; `means` are the counts to expect.
    """
    moved = size * sd / _error(np.asarray(means, float), sd, points)
    changed, threshold, found = CHANGED / SERIES, 1.0, 1.0
    for _ in range(500):
        at = stats.norm.isf(threshold / 2)
        found = float(np.mean(stats.norm.sf(at - moved) + stats.norm.cdf(-at - moved)))
        threshold = FALSE_DISCOVERY_RATE * ((1 - changed) * threshold + changed * found)
    return found


def _error(means: Floats, sd: float, points: int) -> Floats:
    """The standard error of the latest logarithm against the mean of those before."""
    return np.sqrt((sd**2 + 1 / means) * (1 + 1 / (points - 1)))


def false_and_true(flags: Sequence[Flags], drawn: Sequence[Drawn]) -> tuple[list[int], int]:
    """False flags of each cycle, and how many true changes were flagged in all."""
    pairs = list(zip(flags, drawn, strict=True))
    return [int((flag & ~made.changed).sum()) for flag, made in pairs], sum(
        int((flag & made.changed).sum()) for flag, made in pairs
    )
