"""The order of the list, and how many of its lines to expect to be false alarms."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.signals.judgements import JUDGEMENT_LEVELS, READING_ORDER, expected_false_alarms, shortlist

pytestmark = pytest.mark.filterwarnings("error")

LINE = {
    "level": "real",
    "reading": "neutral",
    "q": 0.01,
    "effect": 20.0,
    "indicator": "contacts",
    "area_code": "E06000017",
    "rule": "change",
    "ends": pd.Timestamp(2016, 3, 31),
    "listed": True,
}


def lines(*changes):
    return pd.DataFrame([LINE | change for change in changes])


@pytest.mark.parametrize(
    ("column", "wanted"),
    [
        ("level", ["unusual", "real", "ordinary", "too_few"]),
        ("reading", ["concern", "neutral", "improvement", "common"]),
        ("q", [0.001, 0.02, 0.09, np.nan]),
        ("effect", [-80.0, 50.0, -20.0, 1.0, np.nan]),
        ("indicator", ["contacts", "plans", "referrals"]),
        ("area_code", ["E06000017", "E10000018"]),
        ("rule", ["areas", "change", "trend"]),
    ],
)
def test_the_order_by_one_column(column, wanted):
    found = shortlist(lines(*({column: value} for value in reversed(wanted))))[column].tolist()
    assert str(found) == str(wanted)


def test_an_earlier_column_outweighs_all_later_ones():
    """Level, then reading, then q, then size; there is no score."""
    wanted = lines(
        {"level": "unusual", "reading": "improvement", "q": 0.09, "effect": 1.0},
        {"reading": "concern", "q": 0.09, "effect": 1.0},
        {"reading": "neutral", "q": 0.001, "effect": 1.0},
        {"reading": "neutral", "q": 0.02, "effect": 900.0},
        {"reading": "improvement", "q": 0.0, "effect": 900.0},
    )
    pd.testing.assert_frame_equal(shortlist(wanted.iloc[::-1]), wanted)


LINES = st.tuples(
    st.sampled_from(JUDGEMENT_LEVELS),
    st.sampled_from(READING_ORDER),
    st.sampled_from([0.0, 0.01, 0.05, np.nan]),
    st.sampled_from([-50.0, 0.0, 50.0, np.nan]),
    st.sampled_from(["contacts", "plans"]),
    st.sampled_from(["E06000017", "E10000018"]),
    st.sampled_from(["change", "trend"]),
    st.sampled_from([pd.Timestamp(2016, 3, 31), pd.Timestamp(2012, 3, 31)]),
)


@pytest.mark.long
@settings(max_examples=50)
@given(st.lists(LINES, min_size=1, max_size=8, unique_by=lambda line: line[4:7]), st.randoms(use_true_random=False))
def test_the_order_that_lines_come_in_does_not_matter(made, chance):
    mixed = chance.sample(made, len(made))
    frames = (pd.DataFrame(rows, columns=list(LINE)[:-1]).assign(listed=True) for rows in (made, mixed))
    first, second = (shortlist(frame).reset_index(drop=True) for frame in frames)
    pd.testing.assert_frame_equal(first, second)


def test_a_line_of_long_ago_comes_after_all_newer_ones():
    """Three years before the newest line is still among them; a day more is not."""
    day = pd.Timestamp(2026, 3, 31)
    wanted = lines(
        {"ends": pd.Timestamp(2023, 3, 31), "level": "unusual"},
        {"ends": day},
        {"ends": pd.Timestamp(2023, 3, 30), "level": "unusual"},
    )
    pd.testing.assert_frame_equal(shortlist(wanted.iloc[::-1]), wanted)


def test_only_what_is_listed_is_on_the_list():
    found = shortlist(lines({"q": 0.03}, {"listed": False, "level": "unusual"}, {"q": 0.01}))
    assert found["q"].tolist() == [0.01, 0.03]


def test_an_empty_list_stays_empty():
    assert shortlist(lines({}).iloc[:0]).empty
    assert expected_false_alarms(lines({}).iloc[:0]) == 0


def test_false_alarms_to_expect_by_hand():
    """Three changes up to q = 0.08 and one drift at 0.05; a missed target is no matter of chance."""
    listed = lines({"q": 0.01}, {"q": 0.08}, {"q": 0.02}, {"rule": "trend", "q": 0.05}, {"rule": "target", "q": np.nan})
    assert expected_false_alarms(listed) == pytest.approx(3 * 0.08 + 0.05)
    assert expected_false_alarms(lines({"rule": "target", "q": np.nan})) == 0
