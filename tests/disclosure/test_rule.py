"""The rule for small numbers: what is small, what may be set, how shown counts are rounded, and the refusal."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.disclosure.rules import DisclosureRefused, Rule
from indicators.errors import IndicatorsError, UsageError


def test_the_department_s_rule_is_the_default():
    assert Rule() == Rule(threshold=5, margin=4, rounding=1) == Rule.of_threshold(5)


@pytest.mark.parametrize(
    ("threshold", "count", "expected"),
    [
        (5, 0, False), (5, 1, True), (5, 5, True), (5, 6, False), (5, 1_000, False), (5, float("nan"), False),
        (1, 1, True), (1, 2, False), (10, 10, True), (10, 11, False),
    ],
)  # fmt: skip
def test_small_is_from_one_to_the_threshold(threshold, count, expected):
    assert Rule.of_threshold(threshold).is_unsafe([count]).tolist() == [expected]


@pytest.mark.parametrize(("threshold", "margin"), [(1, 1), (2, 1), (5, 4), (10, 9)])
def test_the_usual_margin_is_what_the_threshold_leaves_open(threshold, margin):
    assert Rule.of_threshold(threshold).margin == margin


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"threshold": 0}, "threshold is 0"),
        ({"threshold": 101}, "threshold is 101"),
        ({"threshold": True}, "threshold is True"),
        ({"margin": 2.5}, "margin is 2.5"),
        ({"margin": "4"}, "margin is '4'"),
        ({"rounding": -5}, "rounding is -5"),
        ({"rounding": 13}, "makes a shown 6 into 0; write at most 12"),
    ],
)
def test_what_cannot_be_a_rule_is_said(settings, said):
    with pytest.raises(UsageError, match=said):
        Rule(**settings)


def test_all_that_is_wrong_is_said_at_once():
    with pytest.raises(UsageError) as refused:
        Rule(threshold=0, margin=0)
    assert "threshold is 0" in str(refused.value)
    assert "margin is 0" in str(refused.value)


@pytest.mark.parametrize(
    ("base", "count", "expected"),
    [(1, 7, 7), (5, 7, 5), (5, 8, 10), (5, 0, 0), (10, 15, 20), (10, 14, 10), (2, 7, 8), (3, 7, 6)],
)
def test_shown_counts_are_rounded_half_up(base, count, expected):
    assert Rule(rounding=base).rounded([count]).tolist() == [expected]


@given(threshold=st.integers(1, 100), base=st.integers(1, 100), more=st.integers(0, 1_000))
def test_no_shown_count_becomes_nought(threshold, base, more):
    base = min(base, 2 * (threshold + 1))
    assert Rule(threshold, 1, base).rounded([threshold + 1 + more])[0] > 0


def test_a_missing_count_stays_missing():
    assert np.isnan(Rule(rounding=5).rounded([float("nan")]))[0]


def test_a_refusal_names_the_figures():
    refused = DisclosureRefused(["CSE referrals, Rutland, 2015/16", "Contacts"])
    assert isinstance(refused, IndicatorsError)
    assert "CSE referrals, Rutland, 2015/16; Contacts" in str(refused)
