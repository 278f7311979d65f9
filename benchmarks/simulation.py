"""How often the rules cry wolf and how often they miss one, on made-up series of which the truth is known."""

import math
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from benchmarks.detectors import (
    by_chance_alone,
    by_control_chart,
    false_and_true,
    judged,
    knowing_the_variance,
    most_to_find,
)
from benchmarks.drawn import CHANGED, SERIES, Drawn, Flags, doublings, months, shifts
from benchmarks.rates import Rate, per_cycle, share, surplus
from benchmarks.trickle import YEARS, trickle_rates

#: Points a series, and the least share of doublings to find.
DOUBLINGS = {6: 0.65, 12: 0.70}
#: How much large counts vary beyond chance.
VARYING = (0.08, 0.20)
SHIFT, LEAST_SHIFTS = 4.0, 0.80
MOST_FALSE, MOST_UNUSUAL = 0.5, 0.01
IMPROVED_BY = {"high_is_good": 2.0, "low_is_good": 0.5}


def signal_rates(seed: int, cycles: int) -> list[Rate]:
    """Every figure of the simulation; each part draws `cycles` reporting cycles of its own from the seed."""
    parts: list[Callable[[np.random.Generator, int], list[Rate]]] = [
        *(
            partial(doubling_rates, points=points, least=least, mostly_small=mostly_small)
            for mostly_small in (True, False)
            for points, least in DOUBLINGS.items()
        ),
        *(partial(shift_rates, points=points, sd=sd) for sd in VARYING for points in DOUBLINGS),
        seasonal_rates,
        improvement_rates,
        *(partial(trickle_rates, years=years) for years in YEARS),
    ]
    chances = np.random.default_rng(seed).spawn(len(parts))
    return [rate for part, chance in zip(parts, chances, strict=True) for rate in part(chance, cycles)]


def doubling_rates(
    chance: np.random.Generator, cycles: int, *, points: int, least: float, mostly_small: bool
) -> list[Rate]:
    """False flags and doublings found by our rules, with those of others on the same series beside them."""
    drawn = [doublings(chance, points, mostly_small=mostly_small) for _ in range(cycles)]
    wrong, right = false_and_true([judged(made).flagged for made in drawn], drawn)
    what = f"{'mostly small' if mostly_small else 'evenly spread'} Poisson means, {points} points"
    beside = "; ".join(_beside(name, [flag(made) for made in drawn], drawn) for name, flag in _OTHERS.items())
    return [
        per_cycle(f"{what}: false flags a cycle", wrong, most=MOST_FALSE, remark=beside),
        share(f"{what}: doublings found", right, of=cycles * CHANGED, least=least, remark=_alone(drawn[::4])),
    ]


_OTHERS = {"XmR": by_control_chart, "exact test without dispersion": by_chance_alone}


def _beside(name: str, flags: Sequence[Flags], drawn: Sequence[Drawn]) -> str:
    wrong, right = false_and_true(flags, drawn)
    return f"{name} {sum(wrong) / len(wrong):.2f} and {right / (len(drawn) * CHANGED):.0%}"


def _alone(drawn: Sequence[Drawn]) -> str:
    """The same where every series is an indicator of its own, so that nobody knows what is usual."""
    flags = [judged(made, indicators=SERIES).flagged for made in drawn]
    return _beside(f"with nothing to borrow (in {len(drawn)} cycles)", flags, drawn)


def shift_rates(chance: np.random.Generator, cycles: int, *, points: int, sd: float) -> list[Rate]:
    """Large counts that vary beyond chance: unchanged ones called unusual, and large shifts found."""
    drawn = [shifts(chance, points, sd=sd, size=SHIFT) for _ in range(cycles)]
    of = cycles * CHANGED
    wrong, right = false_and_true([judged(made).unusual for made in drawn], drawn)
    what = f"large counts varying by {sd:.0%}, {points} points"
    unchanged = cycles * (SERIES - CHANGED)
    xmr_wrong, xmr_right = false_and_true([by_control_chart(made) for made in drawn], drawn)
    _, best = false_and_true([knowing_the_variance(made) for made in drawn], drawn)
    theory = most_to_find(np.concatenate([made.means for made in drawn]), sd=sd, size=SHIFT, points=points)
    return [
        share(
            f"{what}: unchanged but unusual",
            sum(wrong),
            of=unchanged,
            most=MOST_UNUSUAL,
            remark=f"XmR {sum(xmr_wrong) / unchanged:.1%}",
        ),
        share(
            f"{what}: shifts by {SHIFT:g} sd found unusual",
            right,
            of=of,
            least=LEAST_SHIFTS,
            ceiling=theory,
            remark=f"XmR {xmr_right / of:.0%}; knowing the variance {best / of:.0%}, in theory {theory:.0%} at best",
        ),
    ]


def seasonal_rates(chance: np.random.Generator, cycles: int) -> list[Rate]:
    """Monthly series without a change: false flags with a year's course and without."""
    drawn = {kind: [months(chance, is_seasonal=kind) for _ in range(cycles)] for kind in (True, False)}
    wrong = {kind: [int(judged(made).flagged.sum()) for made in made_up] for kind, made_up in drawn.items()}
    xmr = sum(int(by_control_chart(made).sum()) for made in drawn[True]) / cycles
    what = "months without a change"
    with_course = f"{what}, with a year's course: false flags a cycle"
    return [
        per_cycle(with_course, wrong[True], most=MOST_FALSE, remark=f"XmR {xmr:.1f}"),
        per_cycle(f"{what}, without one: false flags a cycle", wrong[False], most=MOST_FALSE),
        surplus(f"{what}: more false flags with a year's course", wrong[True], over=wrong[False], most=0),
    ]


def improvement_rates(chance: np.random.Generator, cycles: int) -> list[Rate]:
    """True improvements by a factor of two, up or down by polarity, and how they are read."""
    rates = []
    for polarity, factor in IMPROVED_BY.items():
        drawn = [doublings(chance, 12, factor=factor) for _ in range(math.ceil(cycles / 2))]
        read = np.concatenate([judged(made, polarity=polarity).reading[made.changed] for made in drawn])
        what = f"true improvements, {polarity.replace('_', ' ')}: read as concern"
        remark = f"as improvement {np.mean(read == 'improvement'):.0%}"
        rates.append(share(what, int((read == "concern").sum()), of=len(read), most=0, remark=remark))
    return rates
