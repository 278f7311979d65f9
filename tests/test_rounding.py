"""Rounding half up, as a reader with a pocket calculator does it."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.rounding import decimal_text, round_half_up


@pytest.mark.parametrize(
    ("numerator", "denominator", "per", "decimals", "expected"),
    [
        # 31.25 exactly; round() and numpy give 31.2
        (115, 368, 100, 1, 31.3),
        (5, 16, 100, 1, 31.3),
        (3953, 12773, 100, 0, 31),
        (1, 8, 100, 0, 13),
        (1, 200, 100, 0, 1),
        (0, 7, 100, 1, 0),
    ],
)
def test_published_rounding(numerator, denominator, per, decimals, expected):
    assert round_half_up(numerator / denominator * per, decimals) == expected


@given(st.integers(0, 20_000), st.integers(1, 20_000), st.sampled_from([1, 100, 10_000]), st.integers(0, 2))
def test_as_exact_fractions_round(numerator, denominator, per, decimals):
    exact = Fraction(numerator, denominator) * per * 10**decimals
    expected = Fraction((2 * exact + 1).__floor__(), 2).__floor__() / 10**decimals
    assert round_half_up(numerator / denominator * per, decimals) == pytest.approx(expected, abs=1e-12)


@given(st.decimals(-100_000, 100_000, places=4), st.integers(0, 3))
def test_as_decimal_rounds(number, decimals):
    expected = number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    assert round_half_up(float(number), decimals) == pytest.approx(float(expected), abs=1e-9)
    assert decimal_text(float(number), decimals).replace(",", "").replace("−", "-").lstrip("-") == str(abs(expected))


def test_arrays_keep_shape_and_gaps():
    rounded = round_half_up([[0.5, -0.5], [np.nan, 2.4]])
    np.testing.assert_array_equal(rounded, [[1, -1], [np.nan, 2]])
    assert round_half_up([]).shape == (0,)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (12773.0, 0, "12,773"),
        (31.25, 1, "31.3"),
        (-0.5, 0, "−1"),
        (0.0, 1, "0.0"),
        (-0.01, 1, "0.0"),
        (1234567.891, 2, "1,234,567.89"),
        (276.60000000000002, 1, "276.6"),
    ],
)
def test_text_of_a_number(value, decimals, text):
    assert decimal_text(value, decimals) == text
