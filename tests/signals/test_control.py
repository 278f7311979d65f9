"""What every control chart keeps to, and what it is refused for."""

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from indicators.signals.spc import SPC_READINGS, control_chart

HIGH, LOW, NONE = "high_is_good", "low_is_good", "no_judgement"
STEADY = [20, 22, 19, 21, 20, 23, 18, 21, 20, 22, 19, 21, 20]
LIMITS = ("mean", "lpl", "upl", "near_lpl", "near_upl")
FLAGS = ("special_cause", "reading", "has_limits", "variation", "assurance")

pytestmark = pytest.mark.filterwarnings("error")

# Whole numbers: their moves and doublings are exact, so that ties stay ties.
FIGURES = st.one_of(st.integers(-9, 30).map(float), st.just(np.nan))
SHAPES = st.tuples(st.integers(0, 5), st.integers(0, 24))
TABLES = arrays.arrays(float, SHAPES, elements=FIGURES)
POLARITY = st.sampled_from([HIGH, LOW, NONE])


def told(chart):
    return {name: np.asarray(getattr(chart, name)).tolist() for name in FLAGS}


def assert_same(one, other):
    assert told(one) == told(other)
    for name in LIMITS:
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), rtol=1e-12, atol=1e-12)


@pytest.mark.slow
@given(TABLES)
def test_turning_the_polarity_swaps_improvement_and_concern_and_nothing_else(values):
    high, low = (control_chart(values, polarity=polarity) for polarity in (HIGH, LOW))
    swap = {**{word: word for word in SPC_READINGS}, "improvement": "concern", "concern": "improvement"}
    assert [[swap[word] for word in row] for row in high.reading.tolist()] == low.reading.tolist()
    assert [swap[word] for word in high.variation] == low.variation.tolist()
    assert high.special_cause.tolist() == low.special_cause.tolist()
    neutral = control_chart(values, polarity=NONE)
    assert neutral.special_cause.tolist() == high.special_cause.tolist()
    assert set(neutral.reading.ravel()) <= {"common", "neutral"}


@given(TABLES, st.integers(-100, 100), st.sampled_from([0.25, 0.5, 2, 1024]), POLARITY)
def test_moving_and_stretching_changes_no_flag(values, move, stretch, polarity):
    plain = control_chart(values, polarity=polarity, target=12)
    assert told(control_chart(values + move, polarity=polarity, target=12 + move)) == told(plain)
    assert told(control_chart(values * stretch, polarity=polarity, target=12 * stretch)) == told(plain)


@given(TABLES, POLARITY)
def test_upside_down_is_the_other_polarity(values, polarity):
    other = {HIGH: LOW, LOW: HIGH, NONE: NONE}[polarity]
    upside_down = control_chart(-values, polarity=other, target=-12)
    assert told(upside_down) == told(control_chart(values, polarity=polarity, target=12))


@pytest.mark.long
@given(st.data(), TABLES, st.booleans())
def test_many_series_are_each_their_own(data, values, screen):
    count, points = values.shape
    polarity = data.draw(st.lists(POLARITY, min_size=count, max_size=count))
    target = data.draw(st.lists(st.one_of(st.none(), st.integers(0, 30)), min_size=count, max_size=count))
    assume(points > 1)
    how = {"rebase_at": data.draw(st.sampled_from([(), (0,), (points // 2,)])), "screen": screen}
    many = control_chart(values, polarity=polarity, target=target, **how)
    for row in range(count):
        alone = control_chart(values[row], polarity=polarity[row], target=target[row], **how)
        for name in (*LIMITS, "has_limits", "special_cause", "reading"):
            np.testing.assert_array_equal(getattr(many, name)[row], getattr(alone, name))
        assert (many.variation[row], many.assurance[row]) == (alone.variation, alone.assurance)


@pytest.mark.slow
@given(st.data(), TABLES)
def test_the_order_of_series_changes_nothing(data, values):
    order = data.draw(st.permutations(range(len(values))))
    plain = control_chart(values, polarity=HIGH, target=10)
    mixed = control_chart(values[list(order)], polarity=HIGH, target=10)
    for name in (*LIMITS, *FLAGS):
        np.testing.assert_array_equal(getattr(plain, name)[list(order)], getattr(mixed, name))


@given(TABLES, POLARITY)
def test_nothing_is_flagged_where_there_is_no_figure_or_no_limit(values, polarity):
    chart = control_chart(values, polarity=polarity, target=5)
    quiet = np.isnan(values) | ~chart.has_limits
    assert set(chart.special_cause[quiet]) <= {"none"}
    assert set(chart.reading[quiet]) <= {"common"}
    for name in LIMITS[1:]:
        np.testing.assert_array_equal(np.isnan(getattr(chart, name)), ~chart.has_limits)
    assert (chart.lpl[chart.has_limits] < chart.mean[chart.has_limits]).all()


@pytest.mark.parametrize(
    "values",
    [[], [None], [5], [5] * 20, [np.nan] * 8, [3, None, 3, None, 9], [0] * 7 + [1] + [0] * 6, [-1e308, 1e308] * 5],
)
def test_no_limits_no_flags_no_warnings(values):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        chart = control_chart(values, polarity=HIGH, target=4)
    assert not chart.has_limits.any()
    assert len(chart.points) == len(values)
    assert set(chart.special_cause) <= {"none"}
    assert (chart.variation, chart.assurance) == ("common", "none")


def test_a_trend_without_limits_is_not_flagged_either():
    """Seven rising points after a rebase whose baseline is a single point."""
    chart = control_chart([*STEADY, *range(1, 9)], polarity=HIGH, rebase_at=[len(STEADY)], baseline_points=1)
    assert set(chart.special_cause) == {"none"}
    assert not chart.has_limits.any()


def test_rounding_makes_no_limits_and_no_flags():
    """0.1 + 0.2 is not 0.3 to a computer; to a reader it is."""
    chart = control_chart([0.3, 0.1 + 0.2] * 8, polarity=HIGH)
    assert not chart.has_limits.any()
    on_the_mean = [1.1, 1.0, 1.0, 1.0, 1.1, 1.1, 1.2, 0.7, 0.8, 1.2, 0.9, 1.0, 0.7, 1.2]
    assert set(control_chart(on_the_mean, polarity=HIGH).special_cause) == {"none"}


def test_variation_is_of_the_last_figure_and_not_of_a_gap_after_it():
    assert control_chart([*STEADY, 60, None, None], polarity=LOW).variation == "concern"
    assert control_chart([*STEADY, 60, 20, None], polarity=LOW).variation == "common"


def test_a_gap_counts_among_the_baseline_points_and_has_no_moving_range():
    chart = control_chart([10, None, 14, 12, 90], polarity=HIGH, baseline_points=4)
    assert chart.mean.tolist() == [12] * 5
    assert chart.upl == pytest.approx([12 + 2.66 * 2] * 5)
    assert chart.special_cause.tolist() == ["none", "none", "none", "none", "outside"]


def test_screening_leaves_outlying_moves_out_once():
    values = [*STEADY, 90, *STEADY]
    screened, plain = (control_chart(values, polarity=HIGH, screen=screen) for screen in (True, False))
    moves = [abs(later - earlier) for earlier, later in zip(STEADY, STEADY[1:], strict=False)]
    assert screened.upl[0] - screened.mean[0] == pytest.approx(2.66 * np.mean(moves))
    assert plain.upl[0] - plain.mean[0] == pytest.approx(2.66 * (2 * sum(moves) + 140) / 26)


@pytest.mark.parametrize(
    ("target", "polarity", "expected"),
    [
        (90, HIGH, "consistent_fail"),
        (90, LOW, "consistent_pass"),
        (1, HIGH, "consistent_pass"),
        (1, LOW, "consistent_fail"),
        (20, HIGH, "inconsistent"),
        (90, NONE, "none"),
        (None, HIGH, "none"),
        (np.nan, LOW, "none"),
    ],
)
def test_assurance(target, polarity, expected):
    assert control_chart(STEADY, polarity=polarity, target=target).assurance == expected


def test_assurance_is_of_the_last_group():
    values = [*STEADY, *(value + 100 for value in STEADY)]
    how = {"polarity": HIGH, "target": 90}
    assert control_chart(values, rebase_at=[len(STEADY)], **how).assurance == "consistent_pass"
    assert control_chart([*STEADY, 7], rebase_at=[len(STEADY)], **how).assurance == "none"


def test_points_are_a_row_each():
    points = control_chart([*STEADY, None, 60], polarity=LOW).points
    assert list(points.columns) == ["value", *LIMITS, "has_limits", "special_cause", "reading"]
    assert np.isnan(points["value"][13])
    assert points.iloc[-1][["value", "special_cause", "reading"]].tolist() == [60, "outside", "concern"]
    with pytest.raises(ValueError, match="one row of the values"):
        _ = control_chart([STEADY, STEADY], polarity=LOW).points


def test_a_chart_keeps_its_own_figures():
    values = np.array(STEADY, dtype=float)
    chart = control_chart(values, polarity=HIGH)
    values[0] = 999
    assert chart.value[0] == 20
    with pytest.raises(ValueError, match="read-only"):
        chart.mean[0] = 0


def test_a_column_of_pandas_will_do():
    column = pd.Series([1, None, 3, 4], dtype="Int64", index=list("abcd"))
    assert_same(control_chart(column, polarity=HIGH), control_chart([1, None, 3, 4], polarity=HIGH))


@pytest.mark.parametrize(
    ("values", "how", "words"),
    [
        ([1, np.inf], {}, r"values\[1\] is infinite"),
        ([[1, 2, 3], [1, 2, -np.inf]], {}, r"values\[1, 2\] is infinite"),
        (5, {}, "0 dimensions"),
        ([[[1]]], {}, "3 dimensions"),
        ([1, 2], {"polarity": "up"}, "'up' is not a polarity; write high_is_good"),
        ([1, 2], {"polarity": [HIGH]}, "one bare series"),
        ([[1, 2], [3, 4]], {"polarity": [HIGH]}, "1 polarities for 2 series"),
        ([[1, 2], [3, 4]], {"target": [1, 2, 3]}, "3 targets for 2 series"),
        ([1, 2], {"target": [1, 2]}, "one bare series"),
        ([1, 2], {"target": np.inf}, "target.* is infinite"),
        ([1, 2], {"rebase_at": [2]}, "position 2 of 2 points"),
        ([1, 2], {"rebase_at": [-1]}, "position -1 of 2 points"),
        ([1, 2, 3], {"rebase_at": [1, 1]}, "twice"),
        ([1, 2], {"baseline_points": 0}, "at least 1"),
    ],
)
def test_what_is_wrong_is_said(values, how, words):
    with pytest.raises(ValueError, match=words):
        control_chart(values, **{"polarity": HIGH, **how})


def test_empty_tables_are_answered():
    for shape in ((0, 0), (3, 0), (0, 5)):
        chart = control_chart(np.empty(shape), polarity=HIGH, rebase_at=[0])
        assert chart.special_cause.shape == chart.mean.shape == shape
        assert chart.variation.tolist() == ["common"] * shape[0]
        assert chart.assurance.tolist() == ["none"] * shape[0]
