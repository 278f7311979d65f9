"""Drift: how often it cries wolf, what it finds, and what it takes no notice of."""

import numpy as np
import pytest

from indicators.signals.change import (
    FEWEST_TREND_PERIODS,
    MOST_TREND_PERIODS,
    _drift_factor,
    fit_slopes,
    trend_statistics,
)
from indicators.signals.expected import expectations
from tests.helpers.series import many, panel, points

pytestmark = pytest.mark.filterwarnings("error")

AREAS = 400


def share_below(p, level=0.05):
    known = p[np.isfinite(p)]
    assert len(known) >= 0.95 * len(p)
    return np.mean(known < level)


@pytest.mark.parametrize(("mean", "length"), [(8, 8), (60, 6), (2_000, 8)])
def test_unchanged_counts_rarely_drift_by_chance(mean, length):
    counts = np.random.default_rng(11).poisson(mean, (AREAS * 2, length))
    assert share_below(trend_statistics(panel(many(counts)))["p_chance"].to_numpy()) <= 0.06


def test_unchanged_proportions_rarely_drift_by_chance():
    numerators = np.random.default_rng(12).binomial(300, 0.3, (AREAS * 2, 8))
    found = trend_statistics(panel(many(numerators, base=300, is_share=True)))
    assert share_below(found["p_chance"].to_numpy()) <= 0.06


def test_figures_that_wander_drift_beyond_chance_but_not_beyond_what_is_usual():
    """Levels that move by 15% from year to year end up elsewhere; that alone is no news."""
    chance = np.random.default_rng(13)
    levels = np.exp(np.log(1_500) + chance.normal(0, 0.15, (AREAS * 2, 12)).cumsum(axis=1))
    found = trend_statistics(panel(many(chance.poisson(levels))))
    assert (found["borrowed"] == "").all()
    usual, by_chance = (share_below(found[name].to_numpy()) for name in ("p_usual", "p_chance"))
    assert 0.03 <= usual <= 0.10
    assert by_chance > 4 * usual


def test_a_steady_rise_of_a_tenth_a_year_is_found():
    chance = np.random.default_rng(14)
    found = trend_statistics(panel(many(chance.poisson(400 * 1.1 ** np.arange(8), (60, 8)))))
    assert (found["p_chance"] < 0.01).mean() > 0.95
    assert found["is_steady"].mean() > 0.95
    assert found["effect"].to_numpy() == pytest.approx(10, abs=5)
    assert found["whole"].median() == pytest.approx(100 * (1.1**7 - 1), rel=0.1)
    inside = (found["effect_lower"] <= 10) & (found["effect_upper"] >= 10)
    assert 0.85 < inside.mean() <= 1


def drift(values, **how):
    """The trend of one series by itself."""
    return trend_statistics(panel(points(values, **how))).iloc[0]


@pytest.mark.parametrize("is_share", [False, True])
def test_one_outlying_year_makes_no_steady_drift(is_share):
    base = 2_000.0 if is_share else 1.0
    assert not drift([404, 403, 402, 401, 400, 399, 398, 600], base=base, is_share=is_share)["is_steady"]
    assert drift([400, 440, 484, 532, 586, 644, 709, 779], base=base, is_share=is_share)["is_steady"]


@pytest.mark.parametrize("outlier", [40, 900, 9_000])
def test_however_far_out_one_year_is_it_makes_no_steady_drift(outlier):
    falling = [404, 403, 402, 401, 400, 399, 398]
    rest = falling if outlier > 400 else falling[::-1]
    assert not drift([*rest, outlier])["is_steady"]
    assert not drift([outlier, *rest[::-1]])["is_steady"]
    assert not drift([3, 2, 4, 3, 3, 2, 3, 30])["is_steady"]


def test_fewer_than_five_adjacent_periods_tell_nothing():
    for values in ([10, 20, 40, 80], [5, 10, None, 20, 40, 80, 160], [7], [None, None]):
        row = drift(values)
        assert row["first"] == -1
        assert np.isnan(row[["slope", "effect", "whole", "p_chance", "p_usual"]].to_numpy(float)).all()
        assert not row["is_steady"]
    assert drift([5, None, 10, 20, 40, 80, 160])["points"] == FEWEST_TREND_PERIODS


def test_only_the_last_eight_are_looked_at():
    """What was before is another story: a fall followed by a long rise is a rise."""
    risen = [100, 110, 121, 133, 146, 161, 177, 195]
    given = panel(points([900, 700, 500, 300, *risen]))
    row = trend_statistics(given).iloc[0]
    assert row["points"] == MOST_TREND_PERIODS
    assert given.points["top"].iloc[row["first"]] == 100
    assert row["slope"] == pytest.approx(drift(risen)["slope"])


def test_the_effect_has_the_sign_of_the_slope():
    rising, falling = drift([10, 20, 40, 80, 160]), drift([160, 80, 40, 20, 10])
    assert rising["effect"] == pytest.approx(100)
    assert falling["effect"] == pytest.approx(-50)
    assert rising["whole"] == pytest.approx(1_500)
    for row in (rising, falling):
        assert row["effect_lower"] < row["effect"] < row["effect_upper"]
        assert np.sign(row["effect"]) == np.sign(row["slope"]) == np.sign(row["whole"])


def test_proportions_drift_in_points():
    """By two points a year: the line through log odds says so at the mean."""
    row = drift([460, 480, 500, 520, 540], base=1_000, is_share=True)
    assert row["effect"] == pytest.approx(2, rel=0.01)


def test_populations_that_grow_as_fast_hide_no_drift():
    assert drift([100, 110, 120, 130, 140], base=[1_000, 1_100, 1_200, 1_300, 1_400])["slope"] == pytest.approx(0)


def test_months_are_held_against_the_same_month():
    """Twelve times six months of a steep course of the year, and 10% more each year."""
    course = 100 * np.array([1, 2, 5, 1, 3, 4, 2, 8, 1, 2, 6, 9])
    months = np.concatenate([np.round(course * 1.1**year) for year in range(6)])
    given = panel(points(months, kind="month"))
    row = trend_statistics(given).iloc[0]
    assert row["points"] == 6
    assert row["effect"] == pytest.approx(10, abs=0.2)
    assert given.points["top"].iloc[row["first"]] == 900
    assert given.points["ends"].iloc[row["first"]].month == 3


def test_a_course_of_the_year_alone_is_no_drift():
    row = drift(np.tile(100 * np.array([1, 2, 5, 1, 3, 4, 2, 8, 1, 2, 6, 9]), 5), kind="month")
    assert row["slope"] == pytest.approx(0, abs=1e-9)


def test_all_noughts_and_constants_are_no_drift():
    found = trend_statistics(
        panel(points([0] * 8), points([50] * 8, area="B"), points([20] * 8, area="C", base=20, is_share=True))
    )
    assert not found["is_steady"].any()
    assert not (found[["p_chance", "p_usual"]] < 0.99).any(axis=None)


def test_nothing_gives_nothing():
    given = panel(points([]))
    assert trend_statistics(given).empty


def slow_drift_factor(count, memory, *, runs, seed):
    """The variance of a slope, by drawing: of each step `1 - memory` stays, the rest is gone with the next period."""
    chance = np.random.default_rng(seed)
    time = np.arange(count)
    found = []
    for _ in range(runs):
        shocks = chance.normal(size=count)
        level, figures = 0.0, []
        for shock in shocks:
            figures.append(level + shock)
            level += (1 - memory) * shock
        found.append(np.polyfit(time, figures, 1)[0])
    return np.var(found)


@pytest.mark.parametrize(("count", "memory"), [(5, 0.0), (8, 0.5), (6, 1.0), (8, 0.0)])
def test_the_variance_of_a_slope_is_that_of_drawn_figures(count, memory):
    found = _drift_factor(np.array([count]), np.array([memory]))[0]
    assert found == pytest.approx(slow_drift_factor(count, memory, runs=1_500, seed=15), rel=0.15)


@pytest.mark.parametrize("memory", [0.0, 0.25, 0.9, 1.0])
@pytest.mark.parametrize("count", [5, 8])
def test_the_variance_of_a_slope_in_plain_sums(count, memory):
    """The slope is a weighted sum of shocks; each shock's weight is the slope of what it alone would bring."""
    total = 0.0
    for shock in range(count):
        alone = [0.0] * shock + [1.0] + [1 - memory] * (count - shock - 1)
        mean = sum(alone) / count
        middle = (count - 1) / 2
        slope = sum((time - middle) * (value - mean) for time, value in enumerate(alone))
        total += (slope / sum((time - middle) ** 2 for time in range(count))) ** 2
    found = _drift_factor(np.array([4, count]), np.array([memory, memory]))
    assert found[1] == pytest.approx(total)
    assert found[0] == 1


def test_expectations_may_be_given():
    given = panel(many(np.random.default_rng(16).poisson(90, (30, 7))))
    found = expectations(given)
    assert trend_statistics(given, expected=found).equals(trend_statistics(given))
    assert trend_statistics(given)["slope"].to_numpy() == pytest.approx(
        fit_slopes(given.top, given.base, given.is_share).slope
    )


def test_the_whole_movement_of_a_share_is_that_of_the_share():
    shares = np.array([960, 962, 963, 965, 966, 968, 969, 971]) * 1_000
    found = trend_statistics(panel(points(shares, base=1_000_000, is_share=True))).iloc[0]
    assert found["whole"] == pytest.approx(1.1, abs=0.1)
    counts = trend_statistics(panel(points([960, 970, 980, 990, 1_000, 1_010, 1_020, 1_030]))).iloc[0]
    assert counts["whole"] == pytest.approx(7.3, abs=0.1)
