"""What the benchmarks reckon with: rates and their verdicts, series of known truth, and years judged one ahead."""

import math
from datetime import date

import numpy as np
import pandas as pd
import pytest

from benchmarks.calibration import broken_rates, calibration_rates, one_step_ahead
from benchmarks.detectors import (
    by_chance_alone,
    by_control_chart,
    false_and_true,
    judged,
    knowing_the_variance,
    most_to_find,
)
from benchmarks.drawn import CHANGED, FEWEST_TO_FIND, SERIES, doublings, months, panel, shifts
from benchmarks.rates import HEADER, per_cycle, rate_table, share, surplus
from benchmarks.simulation import signal_rates
from benchmarks.trickle import PORTIONS, by_exact_test, portions, quarters_drawn, trickle_rates
from indicators.signals.panel import POINT_COLUMNS


def chance(seed=1):
    return np.random.default_rng(seed)


class TestRates:
    def test_a_share_has_wilsons_interval(self):
        rate = share("found", 12, of=122)
        assert rate.result == 12 / 122
        assert rate.counted == "12 of 122"
        assert rate.interval == pytest.approx((0.0571, 0.1639), abs=0.0002)

    def test_nothing_a_cycle_is_not_certainly_nothing(self):
        rate = per_cycle("false", [0] * 10, most=0.5)
        assert rate.interval == pytest.approx((0, 0.3689), abs=0.0001)

    def test_cycles_that_differ_much_widen_the_interval(self):
        steady, clustered = per_cycle("", [1] * 40), per_cycle("", [0] * 36 + [10] * 4)
        assert steady.result == clustered.result == 1
        assert clustered.interval[0] < steady.interval[0]
        assert clustered.interval[1] > steady.interval[1]

    def test_a_surplus_pairs_the_cycles(self):
        rate = surplus("", [2, 3, 4], over=[1, 2, 3])
        assert (rate.result, rate.interval) == (1, (1, 1))

    @pytest.mark.parametrize(
        ("part", "of", "rest", "verdict"),
        [
            (5, 100, {}, ""),
            (5, 100, {"least": 0.03, "most": 0.07}, "holds"),
            (7, 100, {"most": 0.07}, "holds"),
            (8, 100, {"most": 0.07}, "too close to tell"),
            (30, 100, {"most": 0.07}, "does not hold"),
            (2, 1000, {"least": 0.03, "most": 0.07}, "does not hold"),
            (1, 600, {"most": 0}, "does not hold"),
            (7600, 10_000, {"least": 0.8, "ceiling": 0.765}, "out of any test's reach"),
            (7600, 10_000, {"least": 0.8, "ceiling": 0.85}, "does not hold"),
            (5000, 10_000, {"least": 0.8, "ceiling": 0.765}, "does not hold"),
            (80, 100, {"least": 0.8, "ceiling": 0.79}, "holds"),
            (0, 0, {"most": 0.07}, "does not hold"),
        ],
    )
    def test_verdicts(self, part, of, rest, verdict):
        assert share("", part, of=of, **rest).verdict == verdict

    def test_the_table_says_what_was_found_and_wanted(self):
        table = rate_table([share("shifts found", 80, of=100, least=0.8, remark="XmR 20%")]).splitlines()
        assert table[0].split() == " ".join(HEADER).split()
        for words in ("shifts found", "80.0%", "80 of 100", "71.1% to 86.7%", "at least 80%", "holds", "XmR 20%"):
            assert words in table[1]


class TestDrawn:
    @pytest.mark.parametrize("mostly_small", [True, False])
    def test_six_means_of_five_or_more_double(self, mostly_small):
        made = doublings(chance(), 6, mostly_small=mostly_small)
        assert made.counts.shape == (SERIES, 6)
        assert made.changed.sum() == CHANGED
        assert made.means[made.changed].min() >= FEWEST_TO_FIND
        assert made.means.min() >= 0.3
        assert made.means.max() <= 1000
        assert np.exp(made.step[made.changed]) == pytest.approx(2)

    def test_levels_vary_as_they_should_and_keep_their_mean(self):
        made = [shifts(chance(seed), 12, sd=0.2) for seed in range(20)]
        logs = np.concatenate([np.log(item.counts[~item.changed] / item.means[~item.changed, None]) for item in made])
        assert logs.std() == pytest.approx(0.2, rel=0.02)
        assert np.exp(logs).mean() == pytest.approx(1, rel=0.01)

    def test_the_holiday_falls_into_august(self):
        for seed in range(5):
            made = months(chance(seed), is_seasonal=True)
            by_month = pd.Series(made.counts.sum(axis=0)).groupby(made.ends.month).sum()
            assert by_month.idxmin() == 8

    def test_a_seed_gives_its_series_again_and_another_gives_others(self):
        assert (doublings(chance(1), 6).counts == doublings(chance(1), 6).counts).all()
        assert (doublings(chance(1), 6).counts != doublings(chance(2), 6).counts).any()

    def test_a_panel_holds_every_figure_in_order(self):
        made = doublings(chance(), 6)
        assert (panel(made).top == made.counts).all()
        assert set(panel(made).series["season"]) == {1}
        assert set(panel(months(chance(), is_seasonal=False)).series["season"]) == {12}


class TestDetectors:
    def test_false_flags_are_those_of_unchanged_series(self):
        made = [doublings(chance(seed), 6) for seed in (1, 2)]
        everything, nothing = np.ones(SERIES, bool), np.zeros(SERIES, bool)
        assert false_and_true([everything, nothing], made) == ([SERIES - CHANGED, 0], CHANGED)

    def test_large_shifts_are_found_by_all_that_judge_one_point(self):
        made = shifts(chance(), 12, sd=0.08, size=12)
        for flags in (judged(made).unusual, knowing_the_variance(made)):
            assert flags[made.changed].all()
            assert flags[~made.changed].mean() < 0.03
        # Counting chance alone calls most of the unchanged ones changed, which is why there are two yardsticks.
        assert by_chance_alone(made)[~made.changed].mean() > 0.4
        assert by_control_chart(made)[made.changed].mean() > 0.8

    def test_improvements_read_as_such(self):
        made = doublings(chance(), 12, factor=0.1)
        read = judged(made, polarity="low_is_good").reading[made.changed]
        assert set(read) <= {"improvement", "common"}
        assert (read == "improvement").any()
        assert "concern" in judged(made, polarity="high_is_good").reading[made.changed]

    @pytest.mark.long
    def test_most_to_find_is_what_the_best_test_finds(self):
        made = [shifts(chance(seed), 6, sd=0.2) for seed in range(150)]
        _, right = false_and_true([knowing_the_variance(item) for item in made], made)
        means = np.concatenate([item.means for item in made])
        assert right / (150 * CHANGED) == pytest.approx(most_to_find(means, sd=0.2, size=4, points=6), abs=0.04)

    @pytest.mark.long
    def test_most_to_find_without_counting_chance(self):
        # Threshold z of 2.85 or so, and a shift of 4 / sqrt(1.2): by hand from tables of the normal distribution.
        assert most_to_find([1e12], sd=0.08, size=4, points=6) == pytest.approx(0.787, abs=0.01)
        assert most_to_find([1e12], sd=0.08, size=0, points=6) == pytest.approx(0, abs=1e-6)


class TestTrickle:
    @pytest.mark.long
    def test_looks_at_quarters_do_not_add_up_to_false_flags(self):
        by_look, in_portions, found = trickle_rates(chance(), 12, years=3)
        assert by_look.result <= 0.5
        assert in_portions.result <= 1
        assert found.verdict == "holds"

    def test_portions_end_with_everything_and_keep_their_order(self):
        come = list(portions(chance().permutation(SERIES)))
        assert [len(part) for part in come] == [SERIES * number // PORTIONS for number in (1, 2, 3)]
        assert set(come[0]) < set(come[1]) < set(range(SERIES)) == set(come[2])

    def test_the_exact_test_looks_at_the_same_quarter_alone(self):
        counts = np.tile([10.0, 200, 10, 10], (SERIES, 2))
        assert not by_exact_test(quarters_drawn(np.c_[counts, np.full(SERIES, 10.0)], counts[:, 0])).any()
        assert by_exact_test(quarters_drawn(np.c_[counts, np.full(SERIES, 60.0)], counts[:, 0])).all()


@pytest.mark.long
def test_every_part_of_the_simulation_has_its_target():
    rates = signal_rates(seed=1, cycles=2)
    assert len({rate.what for rate in rates}) == len(rates) == 30
    assert all(rate.verdict for rate in rates)


def counts(values, first=2013):
    """Yearly counts of several areas as points; a row an area, a column a year."""
    ends = [pd.Timestamp(first + place, 3, 31) for place in range(len(values[0]))]
    return pd.DataFrame(
        [
            ("referrals", f"area {number:03}", "snapshot", end, end, value, 1.0, False)
            for number, row in enumerate(values)
            for end, value in zip(ends, row, strict=True)
            if not math.isnan(value)
        ],
        columns=list(POINT_COLUMNS),
    )


class TestCalibration:
    @pytest.mark.long
    def test_every_year_is_judged_from_those_before_alone(self):
        drawn = chance().poisson(200, (20, 8)).astype(float)
        later = drawn.copy()
        later[:, -1] *= 9
        whole, changed = one_step_ahead(counts(drawn)), one_step_ahead(counts(later))
        assert set(whole["year"]) == {2016, 2017, 2018, 2019, 2020}
        before = whole["year"] < 2020
        pd.testing.assert_frame_equal(whole[before], changed[before])
        assert (changed.loc[~before, "p_chance"] < 1e-6).all()
        assert changed.loc[~before, "apart"].all()

    def test_size_is_the_mean_of_the_years_before(self):
        found = one_step_ahead(counts([[10.0, 20, 30, 1000]] * 20))
        assert set(found["size"]) == {20}

    @pytest.mark.slow
    def test_a_missing_year_is_no_year_to_judge(self):
        drawn = chance().poisson(200, (20, 6)).astype(float)
        drawn[3, 5] = math.nan
        found = one_step_ahead(counts(drawn))
        assert len(found) == 20 * 3 - 1

    @pytest.mark.slow
    def test_a_figure_is_not_held_against_those_before_a_break(self):
        points = counts(np.tile([100.0, 101, 99, 100, 900, 905], (20, 1)))
        breaks = points[["indicator", "area_code"]].drop_duplicates().assign(date=date(2016, 6, 1))
        [rate] = broken_rates(points, breaks)
        assert (rate.result, rate.counted) == (0.0, "0 of 20")
        assert one_step_ahead(points, breaks)["year"].tolist() == [2016] * 20

    @pytest.mark.long
    def test_without_the_country_s_files_shipped_areas_are_judged_and_held_to_nothing(self, shipped_store):
        rates = calibration_rates(shipped_store, is_held=False, seed=1)
        held = [rate.what for rate in rates if rate.verdict]
        assert held == ["first figures after a known break held against those before it"]
        assert all(rate.verdict in ("", "holds") for rate in rates)
