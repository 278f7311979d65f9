"""Has it changed? The whole way from points to probabilities and effects."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.signals.change import change_statistics
from indicators.signals.significance import count_p_value, proportion_p_value
from tests.helpers.series import many, panel, points, swinging
from tests.helpers.twins import signals

pytestmark = pytest.mark.filterwarnings("error")

CHANCES = ["p_chance", "p_usual"]
#: What neither the order of series nor the unit of exposure may touch.
JUDGED = ["step", "is_new", "effect", "effect_lower", "effect_upper", *CHANCES, "can_speak", "could_tell", "earlier"]


def changed(*frames, **how):
    return change_statistics(panel(*frames), **how)


def test_two_periods_are_the_two_period_test():
    found = changed(points([184, 303])).iloc[0]
    assert found["p_chance"] == pytest.approx(signals.binomial_mid_p(303, 1, 184, 1))
    assert (found["value"], found["compared_with"], found["top_previous"], found["earlier"]) == (303, 184, 184, 1)
    assert [round(found[name]) for name in ("effect", "effect_lower", "effect_upper")] == [65, 37, 99]
    assert found["step"] == pytest.approx(np.log(303.5 / 184.5))
    assert found[["is_new", "can_speak", "could_tell"]].all()
    assert found["borrowed"] == "none"
    assert np.isnan(found["p_usual"])


def test_shares_are_tested_as_shares():
    found = changed(points([90, 115], base=[400, 368], is_share=True)).iloc[0]
    assert found["p_chance"] == pytest.approx(signals.hypergeometric_mid_p(115, 368, 90, 400))
    assert found["effect"] == pytest.approx(100 * (115 / 368 - 90 / 400))
    assert found["effect_lower"] < found["effect"] < found["effect_upper"]


def test_rates_are_tested_over_their_exposure():
    found = changed(points([20, 30], base=[8_000, 9_000])).iloc[0]
    assert found["p_chance"] == pytest.approx(signals.binomial_mid_p(30, 9_000, 20, 8_000))
    assert found["value"] == 30 / 9_000


def test_counts_and_shares_stand_beside_each_other():
    one, other = points([5, 9], base=[3, 4]), points([5, 9], base=[30, 40], is_share=True, indicator="share")
    together = changed(one, other)
    pd.testing.assert_frame_equal(together.iloc[:1], changed(one))
    pd.testing.assert_frame_equal(together.iloc[1:].reset_index(drop=True), changed(other).assign(previous=2))


@pytest.mark.parametrize(
    ("values", "is_new"),
    [
        ([10, 10, 10, 10, 30], True),
        ([10, 10, 10, 30, 30], False),
        ([30, 30, 30, 10, 10], False),
        ([30, 30, 30, 30, 10], True),
        # It came, and has begun to go.
        ([10, 10, 10, 40, 30], False),
        ([20, 40], True),
    ],
)
@pytest.mark.parametrize("is_share", [False, True])
def test_a_step_that_came_earlier_is_not_new(values, is_new, is_share):
    found = changed(points(np.array(values) * 10, base=2_000, is_share=is_share)).iloc[0]
    assert found["is_new"] == is_new
    assert found["p_chance"] < 0.05
    # What is not new is judged by its own step: it stayed, or it is going again.
    assert (found["p_step"] < 0.05) == (values[-1] != values[-2])


@pytest.mark.parametrize("is_share", [False, True])
@pytest.mark.parametrize("figures", [(30, 12), (0, 5), (7, 7), (3, 0)])
def test_backwards_a_step_has_the_other_sign(figures, is_share):
    there = changed(points(figures, base=[50, 60], is_share=is_share)).iloc[0]
    back = changed(points(figures[::-1], base=[60, 50], is_share=is_share)).iloc[0]
    assert back["step"] == pytest.approx(-there["step"])
    assert back["p_chance"] == pytest.approx(there["p_chance"])


@pytest.mark.parametrize("is_share", [False, True])
@pytest.mark.parametrize(
    "values",
    [[0] * 8, [50] * 8, [80] * 8, [1], [0], [None], [4, 4, None], [None, 4, None, 4, 4], [0, 0]],
    ids=["noughts", "constants", "wholes", "one", "nought", "none", "no-newest", "gaps", "two-noughts"],
)
@pytest.mark.parametrize("areas", [1, 25])
def test_nothing_is_said_of_what_does_not_move(values, is_share, areas):
    """Neither alone nor with so many like it that stillness is usual; no warnings either."""
    tops = np.tile(np.array(values, float), (areas, 1))
    found = changed(many(tops, base=80, is_share=is_share))
    assert len(found) == areas
    assert not (found[CHANCES] < 0.9).any(axis=None)


@pytest.mark.parametrize("kind", ["month", "quarter"])
@pytest.mark.parametrize("value", [0.0, 9.0])
def test_nor_of_still_months_and_quarters(kind, value):
    found = changed(many(np.full((3, 40), value), kind=kind))
    assert not (found[CHANCES] < 0.9).any(axis=None)


@pytest.mark.slow
@pytest.mark.parametrize(("length", "base"), [(30, 100), (60, 10_000)])
def test_long_runs_of_noughts_make_no_step_of_a_nought(length, base):
    """A nought over one year is nothing beside noughts over many, whatever half a case does to logarithms."""
    for is_share in (False, True):
        found = changed(many(np.zeros((25, length)), base=base, is_share=is_share))
        assert found["p_usual"].min() > 0.2
        np.testing.assert_allclose(found["p_chance"], 1)


def test_missing_is_never_nought():
    found = changed(points([5, None])).iloc[0]
    assert found[["value", "step", "effect", *CHANCES]].isna().all()
    assert found["previous"] == -1
    assert not found[["can_speak", "could_tell", "is_new"]].any()


def test_no_series_no_rows():
    found = changed(points([1]).iloc[:0])
    assert len(found) == 0
    assert set(JUDGED) < set(found.columns)


@pytest.mark.long
@settings(max_examples=12)
@given(st.permutations(range(15)), st.integers(0, 3), st.sampled_from([False, True]))
def test_the_order_of_series_and_rows_does_not_matter(order, seed, is_share):
    rows = swinging(seed, areas=15, periods=5, level=60, base=3_000, is_share=is_share)
    moved = rows.assign(area_code=rows["area_code"].map(lambda name: f"{order.index(int(name)):05}"))
    first, second = changed(rows), changed(moved.sample(frac=1, random_state=seed))
    expected = first[JUDGED].iloc[list(order)].reset_index(drop=True)
    pd.testing.assert_frame_equal(second[JUDGED], expected, rtol=1e-6)


@pytest.mark.long
@settings(max_examples=12)
@given(st.floats(1e-4, 1e5), st.integers(0, 3))
def test_the_unit_of_exposure_does_not_matter(unit, seed):
    rows = swinging(seed, areas=15, periods=5, level=40)
    base = np.random.default_rng(seed).uniform(1, 3, len(rows))
    first, second = changed(rows.assign(base=base)), changed(rows.assign(base=base * unit))
    pd.testing.assert_frame_equal(second[JUDGED], first[JUDGED], rtol=1e-6)
    np.testing.assert_allclose(second["value"] * unit, first["value"])


@pytest.mark.parametrize(
    ("values", "can_speak", "could_tell"), [([1, 2], False, False), ([3, 3], True, False), ([40, 40], True, True)]
)
def test_few_cases_say_that_they_are_few(values, can_speak, could_tell):
    found = changed(points(values)).iloc[0]
    assert (found["can_speak"], found["could_tell"]) == (can_speak, could_tell)


def test_what_cannot_speak_is_never_below_the_threshold():
    tops = np.random.default_rng(8).poisson(1.5, (300, 4))
    for is_share in (False, True):
        found = changed(many(tops, base=30, is_share=is_share))
        mute = ~found["can_speak"]
        assert mute.sum() > 10
        assert (found.loc[mute, "p_chance"] >= 0.05).all()


def test_borrowed_movement_judges_what_has_none_of_its_own():
    lone = points([900, 930, 1_100], indicator="contacts")
    found = changed(lone, swinging(1, areas=40, periods=8, level=900), kindred={"contacts": "referrals"})
    row = found.iloc[0]
    assert (row["borrowed"], row["p_chance"] < 0.001, row["p_usual"] > 0.1) == ("referrals", True, True)


def test_the_previous_period_is_that_of_the_effect_and_the_history_that_of_the_test():
    tops = np.random.default_rng(2).poisson(300, (30, 6))
    found = changed(many(tops))
    np.testing.assert_allclose(found["effect"], 100 * (tops[:, -1] / tops[:, -2] - 1))
    # Levels that stay are held against the mean of all that came before.
    np.testing.assert_allclose(found["history"], tops[:, :-1].mean(axis=1), rtol=0.02)
    by_history = count_p_value(tops[:, -1], 1, tops[:, :-1].sum(axis=1), 5)
    np.testing.assert_allclose(found["p_chance"], by_history, rtol=1e-7)
    np.testing.assert_allclose(found["p_step"], count_p_value(tops[:, -1], 1, tops[:, -2], 1), rtol=1e-7)


def test_a_history_of_shares_is_that_of_all_their_cases():
    found = changed(points([30, 40, 50, 90], base=[100, 130, 160, 200], is_share=True)).iloc[0]
    assert found["p_chance"] == pytest.approx(float(proportion_p_value(90, 200, 120, 390)))


def test_the_step_of_a_figure_that_goes_back_is_that_of_the_two_figures():
    """4,244 to 2,724 is a fall beyond chance, though both lie above what came before."""
    found = changed(points([907, 1_114, 4_244, 2_724])).iloc[0]
    assert not found["is_new"]
    assert found["p_step"] == pytest.approx(float(count_p_value(2_724, 1, 4_244, 1)))
