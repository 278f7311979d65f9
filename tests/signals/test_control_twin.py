"""Control charts against a slow twin in plain Python, which reckons in exact fractions."""

from collections import Counter
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.signals.spc import control_chart

GOOD = {"high_is_good": 1, "low_is_good": -1, "no_judgement": 0}

pytestmark = pytest.mark.filterwarnings("error")


def sign(number):
    return (number > 0) - (number < 0)


def mean_of(numbers):
    return Fraction(sum(numbers), len(numbers)) if numbers else None


def twin_limits(group, screen):
    """The mean and the distance of the limits from it; None for what is not there."""
    ranges = [abs(b - a) for a, b in pairwise(group) if a is not None and b is not None]
    usual = mean_of(ranges)
    if screen and usual is not None:
        usual = mean_of([size for size in ranges if size < Fraction(3267, 1000) * usual])
    mean = mean_of([value for value in group if value is not None])
    return mean, Fraction(266, 100) * usual if usual else None


def runs_with(position, length, points):
    """Every stretch of so many neighbouring points that a point is in."""
    for start in range(max(0, position - length + 1), min(position, points - length) + 1):
        yield range(start, start + length)


def twin_flag(group, position, mean, reach):
    """The special cause of a point and its direction (+1 up, -1 down)."""
    value, points = group[position], len(group)
    if value is None or reach is None:
        return "none", 0
    away = [None if other is None else other - mean for other in group]
    side = sign(away[position])
    if abs(away[position]) > reach:
        return "outside", side
    steps = [None if a is None or b is None else sign(b - a) for a, b in pairwise(group)]
    headings = [steps[run[0]] for run in runs_with(position, 7, points) if len(set(steps[run[0] : run[-1]])) == 1]
    headings = [heading for heading in headings if heading]
    if headings:
        return "trend", headings[-1]

    def is_near(other):
        return away[other] is not None and Fraction(2, 3) * reach < abs(away[other]) <= reach

    def is_on_my_side(run):
        return side and all(away[other] is not None and sign(away[other]) == side for other in run)

    threes = [run for run in runs_with(position, 3, points) if is_on_my_side(run)]
    if is_near(position) and any(sum(map(is_near, run)) >= 2 for run in threes):
        return "two_in_three", side
    if any(is_on_my_side(run) for run in runs_with(position, 7, points)):
        return "shift", side
    return "none", 0


def twin_reading(cause, heading, polarity):
    if cause == "none":
        return "common"
    return {0: "neutral", 1: "improvement", -1: "concern"}[heading * GOOD[polarity]]


def twin_assurance(mean, reach, target, polarity):
    if target is None or reach is None or polarity == "no_judgement":
        return "none"
    if abs(target - mean) <= reach:
        return "inconsistent"
    return "consistent_fail" if sign(target - mean) == GOOD[polarity] else "consistent_pass"


def twin(values, *, polarity, target, rebase_at, baseline_points, screen):
    causes, readings, levels, last = [], [], [], "common"
    bounds = [0, *sorted(set(rebase_at) - {0}), len(values)]
    for start, end in pairwise(bounds):
        group = values[start:end]
        mean, reach = twin_limits(group[:baseline_points], screen)
        for position, value in enumerate(group):
            cause, heading = twin_flag(group, position, mean, reach)
            causes.append(cause)
            readings.append(twin_reading(cause, heading, polarity))
            levels.append((mean, reach))
            last = last if value is None else readings[-1]
    return causes, readings, levels, last, twin_assurance(mean, reach, target, polarity)


def ramp(first, length, step):
    return [first + step * point for point in range(length)]


# Below 60 and a few dozen points no moving range can equal the screening limit exactly.
NOISE = st.lists(st.one_of(st.integers(0, 9), st.integers(0, 3), st.none()), max_size=8)
RAMPS = st.builds(ramp, st.integers(0, 30), st.integers(2, 9), st.sampled_from([-1, 0, 1, 2]))
JUMPS = st.builds(lambda level, noise: [None if n is None else level + n for n in noise], st.integers(-20, 30), NOISE)
SERIES = st.lists(st.one_of(NOISE, RAMPS, JUMPS), max_size=4).map(lambda parts: sum(parts, [])[:30])


@st.composite
def questions(draw):
    values = draw(SERIES)
    positions = st.integers(0, max(len(values) - 1, 0))
    return values, {
        "polarity": draw(st.sampled_from(list(GOOD))),
        "target": draw(st.one_of(st.none(), st.integers(-30, 60))),
        "rebase_at": draw(st.lists(positions, max_size=2, unique=True)),
        "baseline_points": draw(st.one_of(st.none(), st.integers(1, 15))),
        "screen": draw(st.booleans()),
    }


def agree(values, how):
    chart = control_chart(np.array(values, dtype=float), **how)
    causes, readings, levels, variation, assurance = twin(values, **how)
    assert chart.special_cause.tolist() == causes
    assert chart.reading.tolist() == readings
    assert (chart.variation, chart.assurance) == (variation, assurance)
    means = [np.nan if mean is None else float(mean) for mean, _ in levels]
    reaches = [np.nan if reach is None else float(reach) for _, reach in levels]
    assert chart.mean == pytest.approx(means, nan_ok=True)
    assert chart.upl - chart.mean == pytest.approx(reaches, nan_ok=True)
    assert chart.mean - chart.lpl == pytest.approx(reaches, nan_ok=True)
    return causes


@given(questions())
def test_every_chart_is_the_twin_s(question):
    agree(*question)


@pytest.mark.long
def test_the_twin_is_asked_about_every_special_cause():
    """Fixed chance, so that a rule that is never reached is noticed."""
    chance = np.random.default_rng(7)
    seen = Counter()
    for case in range(400):
        values = (chance.integers(0, 8, 28) + np.arange(28) * chance.integers(-1, 2) // 2).tolist()
        values[10:18] = sorted(values[10:18], reverse=bool(case % 2))
        values = [None if gap else value for value, gap in zip(values, chance.random(28) < 0.03, strict=True)]
        how = {"polarity": list(GOOD)[case % 3], "target": 4, "baseline_points": 20 if case % 5 else None}
        seen.update(agree(values, {**how, "rebase_at": [14] if case % 4 == 0 else [], "screen": bool(case % 2)}))
    assert min(seen[cause] for cause in ("none", "outside", "trend", "two_in_three", "shift")) > 50
