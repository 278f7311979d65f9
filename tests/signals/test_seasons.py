"""Seasonal adjustment: takes out a pattern of the year and nothing else."""

import warnings

import numpy as np
import pytest

from indicators.signals.panel import seasonally_adjusted

PATTERN = np.array([1.2, 0.8, 0.9, 1.1])


def test_a_pure_pattern_becomes_level():
    values = np.tile(PATTERN, 3) * np.repeat([100, 120, 80], 4)
    assert seasonally_adjusted(values, season=4) == pytest.approx(np.repeat([100, 120, 80], 4))


def test_every_complete_year_keeps_its_sum_when_the_pattern_is_exact():
    values = np.tile(PATTERN, 4) * 50
    assert seasonally_adjusted(values, season=4).sum() == pytest.approx(values.sum())


def test_the_shares_are_mean_ratios_by_hand():
    values = [8.0, 12, 30, 10, 9, 11]
    shares = [(8 / 10 + 30 / 20 + 9 / 10) / 3, (12 / 10 + 10 / 20 + 11 / 10) / 3]
    expected = [value / shares[place % 2] for place, value in enumerate(values)]
    assert seasonally_adjusted(values, season=2) == pytest.approx(expected)


def test_an_incomplete_year_is_adjusted_and_teaches_nothing():
    values = np.concatenate([np.tile(PATTERN, 3) * 100, [240.0, 80]])
    adjusted = seasonally_adjusted(values, season=4)
    assert adjusted[-2:] == pytest.approx([200, 100])


def test_a_gap_stays_a_gap_and_its_year_teaches_nothing():
    values = np.tile(PATTERN, 4) * 100
    values[1], values[2] = np.nan, 900
    adjusted = seasonally_adjusted(values, season=4)
    assert np.isnan(adjusted[1])
    assert adjusted[4:] == pytest.approx(np.full(12, 100))


@pytest.mark.parametrize(
    "values",
    [
        [],
        [5.0],
        np.tile(PATTERN, 2),
        np.zeros(16),
        np.tile([0.0, 4, 4, 4], 4),
        [np.nan] * 16,
        np.concatenate([np.zeros(8), np.tile(PATTERN, 2)]),
    ],
    ids=["none", "one", "two-years", "zeros", "a-place-of-nought", "gaps", "too-few-sound-years"],
)
def test_what_cannot_be_adjusted_comes_back_unchanged(values):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        np.testing.assert_array_equal(seasonally_adjusted(values, season=4), values)


def test_several_series_are_adjusted_one_by_one():
    both = np.array([np.tile(PATTERN, 3) * 100, np.tile(PATTERN[::-1], 3) * 7])
    np.testing.assert_allclose(
        seasonally_adjusted(both, season=4), [seasonally_adjusted(line, season=4) for line in both]
    )


def test_scale_does_not_matter_and_the_input_stays_as_it_was():
    values = np.random.default_rng(1).poisson(50, 36).astype(float)
    kept = values.copy()
    np.testing.assert_allclose(seasonally_adjusted(values * 8, season=12), seasonally_adjusted(values, season=12) * 8)
    np.testing.assert_array_equal(values, kept)


def test_a_season_of_one_is_refused():
    with pytest.raises(ValueError, match="two seasons"):
        seasonally_adjusted([1, 2], season=1)


def test_a_step_within_a_year_is_no_course_of_the_year():
    values = np.array([100.0] * 18 + [200.0] * 18)
    assert seasonally_adjusted(values, season=12, broken_at=[0, 18]) == pytest.approx(values)
    years = np.tile([90.0, 110.0], 18)
    years[18:] *= 2
    settled = seasonally_adjusted(np.concatenate([years, years[18:]]), season=12, broken_at=[0, 18])
    assert settled == pytest.approx([100.0] * 18 + [200.0] * 36)
