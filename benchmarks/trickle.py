"""Quarters that come one after the other, and a quarter's figures that come in portions: how often a year of looks
cries wolf, and how many doublings it finds in the quarter in which they happen.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.detectors import judged
from benchmarks.drawn import CHANGED, FEWEST_TO_FIND, SERIES, Drawn, Flags, Floats
from benchmarks.rates import Rate, per_cycle, share
from indicators.signals.judgements import FALSE_DISCOVERY_RATE, SIGNIFICANCE_LEVEL, q_values
from indicators.signals.significance import count_p_value

QUARTERS = 4
#: The years of quarters in the last of which somebody looks: with one year before it, with two, with three.
YEARS = (2, 3, 4)
#: A quarter's figures come in so many portions, each looked at with what came before it.
PORTIONS = 3
MOST_FALSE_A_YEAR = 0.5
#: How far behind an exact test of the same quarters our rules may stay, as a share of all doublings.
MOST_BEHIND = 0.05
_FIRST = "2020-06-30"


def trickle_rates(chance: np.random.Generator, cycles: int, *, years: int) -> list[Rate]:
    """False flags a year and doublings found in the last of some years of quarters, an exact test of the same beside
    them.
    """
    quarterly, in_portions, yearly, repeated = [], [], [], []
    found, exact = 0, 0
    for _ in range(cycles):
        means = _means(chance)
        counts = chance.poisson(means[:, None], (SERIES, years * QUARTERS)).astype(float)
        order = chance.permutation(SERIES)
        looks = [quarters_drawn(counts[:, :stop], means) for stop in _year_of_looks(counts)]
        flags = [judged(look).flagged for look in looks]
        quarterly.append(sum(int(flag.sum()) for flag in flags))
        repeated.append(int((np.sum(flags, axis=0) > 1).sum()))
        in_portions.append(sum(int(_ever_flagged(look, order).sum()) for look in looks))
        yearly.append(int(judged(_years_drawn(counts, means)).flagged.sum()))
        doubled = _doubled(chance, counts, means)
        found += int((judged(doubled).flagged & doubled.changed).sum())
        exact += int((by_exact_test(doubled) & doubled.changed).sum())
    what = f"quarters of {years} years"
    beside = f"one yearly look {np.mean(yearly):.2f}; flagged in two quarters {np.mean(repeated):.2f}"
    of = cycles * CHANGED
    return [
        per_cycle(f"{what}: false flags a year of four looks", quarterly, most=MOST_FALSE_A_YEAR, remark=beside),
        per_cycle(f"{what}, in {PORTIONS} portions: the same at any look", in_portions, most=MOST_FALSE_A_YEAR),
        share(
            f"{what}: doublings found in their quarter",
            found,
            of=of,
            least=max(0.0, exact / of - MOST_BEHIND),
            remark=f"an exact test of the same quarters {exact / of:.1%}",
        ),
    ]


def _means(chance: np.random.Generator) -> Floats:
    """Mostly small, as a small area's are: those of `drawn.doublings`, a quarter."""
    return 0.3 * (1000 / 0.3) ** chance.beta(1, 2, SERIES)


def _year_of_looks(counts: Floats) -> range:
    """After how many quarters somebody looks: once in each of the last year."""
    return range(counts.shape[1] - QUARTERS + 1, counts.shape[1] + 1)


def quarters_drawn(counts: Floats, means: Floats, step: Floats | None = None) -> Drawn:
    """Quarters up to a look, the newest last."""
    ends = pd.date_range(_FIRST, periods=counts.shape[1], freq="QE")
    return Drawn(counts, means, np.zeros(len(counts)) if step is None else step, 0.0, ends, "quarter")


def _years_drawn(counts: Floats, means: Floats) -> Drawn:
    """The same as financial years."""
    years = counts.reshape(len(counts), -1, QUARTERS).sum(axis=2)
    ends = pd.date_range("2021-03-31", periods=years.shape[1], freq="YE-MAR")
    return Drawn(years, QUARTERS * means, np.zeros(len(counts)), 0.0, ends)


def portions(order: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    """What there is of a quarter after each portion: the first third of the series, two thirds, all."""
    for number in range(1, PORTIONS + 1):
        yield np.sort(order[: len(order) * number // PORTIONS])


def _ever_flagged(look: Drawn, order: NDArray[np.int64]) -> Flags:
    """Which series are flagged at any of the looks at one quarter; series that have not come yet are not judged."""
    ever = np.zeros(len(look.counts), bool)
    for part in portions(order):
        come = np.isin(np.arange(len(ever)), part)
        ever |= judged(look, come=come).flagged & come
    return ever


def _doubled(chance: np.random.Generator, counts: Floats, means: Floats) -> Drawn:
    """The same quarters with six of the larger series doubled in the newest."""
    changed = chance.choice(np.flatnonzero(means >= FEWEST_TO_FIND), CHANGED, replace=False)
    step = np.zeros(len(means))
    step[changed] = np.log(2)
    counts = counts.copy()
    counts[changed, -1] = chance.poisson(2 * means[changed])
    return quarters_drawn(counts, means, step)


def by_exact_test(drawn: Drawn) -> Flags:
    """What an exact test of the newest quarter against the same quarters before it flags, at the same two levels."""
    same = drawn.counts[:, ::-1][:, QUARTERS::QUARTERS]
    p = count_p_value(drawn.counts[:, -1], 1.0, same.sum(axis=1), float(same.shape[1]))
    q = q_values(p, np.zeros(len(p)), np.ones(len(p), bool))
    return (q <= FALSE_DISCOVERY_RATE) & (p <= SIGNIFICANCE_LEVEL)
