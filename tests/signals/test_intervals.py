"""Confidence intervals against those of PHEindicatormethods 2.1.0 (phe_*.csv), and what they keep to."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.signals.confidence_intervals import count_interval, proportion_interval

HERE = Path(__file__).parent
LEVELS = {"lowercl": (0.95, 0), "uppercl": (0.95, 1), "lower99_8cl": (0.998, 0), "upper99_8cl": (0.998, 1)}


def oracle(file):
    """Each case of a file with each limit it gives, named after both."""
    with (HERE / file).open() as opened:
        return [
            pytest.param(float(row["x"]), float(row["n"]), *which, float(row[limit]), id=f"{row['case_id']}-{limit}")
            for row in csv.DictReader(opened)
            for limit, which in LEVELS.items()
        ]


@pytest.mark.parametrize(("count", "population", "level", "side", "expected"), oracle("phe_rates.csv"))
def test_rate_limits_are_the_published_method_s(count, population, level, side, expected):
    limits = count_interval(count, exposure=population, per=10_000, level=level)
    assert float(limits[side]) == pytest.approx(expected, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(("numerator", "denominator", "level", "side", "expected"), oracle("phe_proportions.csv"))
def test_proportion_limits_are_the_published_method_s(numerator, denominator, level, side, expected):
    limits = proportion_interval(numerator, denominator, level=level)
    assert float(limits[side]) * 100 == pytest.approx(expected, rel=1e-9, abs=1e-12)


@given(st.integers(0, 100_000))
def test_a_count_lies_in_its_interval(count):
    lower, upper = count_interval(count)
    assert 0 <= lower <= count < upper


@given(st.integers(0, 5_000), st.integers(1, 5_000))
def test_a_proportion_lies_in_its_interval(part, rest):
    lower, upper = proportion_interval(part, part + rest)
    assert 0 <= lower <= part / (part + rest) <= upper <= 1


def test_arrays_keep_their_gaps():
    lower, upper = count_interval([0, np.nan, 10, 9])
    assert np.isnan(lower[1])
    assert np.isnan(upper[1])
    assert lower[0] == 0
    low, high = proportion_interval([1, 0, np.nan], [4, 0, 5])
    assert list(np.isnan(low)) == list(np.isnan(high)) == [False, True, True]


def test_wider_at_a_higher_level_and_for_a_smaller_exposure():
    assert count_interval(8, level=0.998)[1] > count_interval(8)[1]
    assert count_interval(8, exposure=100)[1] == pytest.approx(10 * count_interval(8, exposure=1000)[1])


@pytest.mark.parametrize("count", [-1, [3, -0.5]])
def test_a_negative_count_is_refused(count):
    with pytest.raises(ValueError, match="negative"):
        count_interval(count)


@pytest.mark.parametrize(("part", "whole"), [(5, 4), (-1, 4)])
def test_an_impossible_proportion_is_refused(part, whole):
    with pytest.raises(ValueError, match="between 0 and its denominator"):
        proportion_interval(part, whole)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (lambda: count_interval(np.inf), "count is infinite"),
        (lambda: count_interval([3, "c"]), r"count\[1\] is 'c'; give a number, or NaN for a symbol"),
        (lambda: count_interval([[1, 2], [3]]), "count are series of different lengths"),
        (lambda: count_interval(3, exposure=-1), "cannot be negative"),
        (lambda: count_interval(3, exposure=[1, np.inf]), r"exposure\[1\] is infinite"),
        (lambda: count_interval(3, level=1), "level is 1; give a share between 0 and 1"),
        (lambda: proportion_interval(1, np.inf), "denominator is infinite"),
        (lambda: proportion_interval("x", 3), "numerator is 'x'"),
        (lambda: proportion_interval(1, 3, level=95), "level is 95"),
    ],
)
def test_what_cannot_be_used_is_refused_in_words(given, told):
    with pytest.raises(ValueError, match=told):
        given()


@pytest.mark.filterwarnings("error")
def test_without_anybody_there_is_no_interval():
    assert np.isnan(count_interval(3, exposure=0)).all()
    assert np.isnan(count_interval([3, None], exposure=[0, 5])).all()
    assert np.isnan(proportion_interval(0, 0)).all()
