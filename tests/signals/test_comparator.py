"""One area against a comparator and among like areas, beside slow twins in plain Python."""

from math import comb, exp, lgamma, log, sqrt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

from indicators.signals.comparison import FEWEST_PEERS, comparator_statistics
from indicators.signals.confidence_intervals import count_interval, proportion_interval
from tests.helpers.twins import signals

pytestmark = pytest.mark.filterwarnings("error")

NONE = pd.DataFrame(columns=["group", "area_code", "top", "base", "is_share"])
FIGURE = {"group": "g", "area_code": "own", "top": 30.0, "base": 1_000.0, "is_share": False, "expected": 0.02}


def figures(*changes):
    return pd.DataFrame([FIGURE | change for change in changes])


def like(tops, *, base=1_000.0, group="g", is_share=False):
    """Like areas of one question, with the areas' names in order."""
    rows = [{"group": group, "area_code": f"p{place}", "top": top, "base": base} for place, top in enumerate(tops)]
    return pd.DataFrame(rows).assign(is_share=is_share)


def chance_of(top, base, expected, *, is_share=False):
    return comparator_statistics(figures({"top": top, "base": base, "expected": expected, "is_share": is_share}), NONE)[
        "p_chance"
    ][0]


@pytest.mark.parametrize("top", [0, 1, 4, 12, 40])
@pytest.mark.parametrize("mean", [0.3, 6.0, 25.0])
def test_counts_are_held_against_a_known_rate_by_poisson_sums(top, mean):
    outcomes = [exp(cases * log(mean) - mean - lgamma(cases + 1)) for cases in range(200)]
    assert chance_of(top, 500.0, mean / 500) == pytest.approx(signals.two_sided(outcomes, top), rel=1e-8, abs=1e-13)


@pytest.mark.parametrize(("top", "base"), [(0, 5), (5, 5), (3, 20), (20, 20), (31, 90)])
@pytest.mark.parametrize("expected", [0.02, 0.5, 0.9])
def test_proportions_are_held_against_a_known_share_by_binomial_sums(top, base, expected):
    outcomes = [comb(base, cases) * expected**cases * (1 - expected) ** (base - cases) for cases in range(base + 1)]
    found = chance_of(top, base, expected, is_share=True)
    assert found == pytest.approx(signals.two_sided(outcomes, top), rel=1e-8, abs=1e-13)


def on_log_scale(top, base, is_share):
    """Log rate or log odds, with its variance by chance."""
    if is_share:
        return log((top + 0.5) / (base - top + 0.5)), 1 / (top + 0.5) + 1 / (base - top + 0.5)
    return log((top + 0.5) / base), 1 / (top + 0.5)


def slow_place(figure, peers):
    """How unusual one figure is among like areas and how many there are, area by area."""
    alike = [
        on_log_scale(peer["top"], peer["base"], peer["is_share"])
        for peer in peers
        if peer["group"] == figure["group"] and peer["area_code"] != figure["area_code"]
    ]
    count = len(alike)
    if count < FEWEST_PEERS:
        return np.nan, count
    mean = sum(size for size, _ in alike) / count
    spread = sum((size - mean) ** 2 for size, _ in alike) / (count - 1)
    between = max(0.0, spread - sum(chance for _, chance in alike) / count)
    weights = [1 / (between + chance) for _, chance in alike]
    centre = sum(w * size for w, (size, _) in zip(weights, alike, strict=True)) / sum(weights)
    size, chance = on_log_scale(figure["top"], figure["base"], figure["is_share"])
    error = sqrt(between + chance + 1 / sum(weights))
    return 2 * special.stdtr(count - 1, -abs(size - centre) / error), count


def made_up(seed):
    """Several questions with some areas each; the board's own areas are among the others' peers."""
    chance = np.random.default_rng(seed)
    peers, own = [], []
    for group in "abcdef":
        is_share = bool(chance.random() < 0.5)
        names = ["own", *(f"p{place}" for place in range(chance.integers(3, 12)))]
        for name in chance.permutation(names):
            base = int(chance.integers(30, 2_000))
            row = {"group": group, "area_code": str(name), "base": float(base), "is_share": is_share}
            peers.append(row | {"top": float(chance.binomial(base, chance.uniform(0.05, 0.2)))})
        own.append(next(row for row in peers if row["group"] == group and row["area_code"] == "own"))
    return pd.DataFrame(own).assign(expected=0.1), pd.DataFrame(peers)


@pytest.mark.parametrize("seed", range(6))
def test_the_place_among_like_areas_is_the_twin_s(seed):
    own, peers = made_up(seed)
    found = comparator_statistics(own, peers)
    expected = [slow_place(figure, peers.to_dict("records")) for figure in own.to_dict("records")]
    assert found["peers"].tolist() == [count for _, count in expected]
    np.testing.assert_allclose(found["p_usual"], [place for place, _ in expected], rtol=1e-9)


def test_an_area_is_no_peer_of_itself():
    """However far out it is, it does not widen what is usual."""
    peers = like([20, 22, 18, 25, 15, 21])
    itself = like([900]).assign(area_code="own")
    without = comparator_statistics(figures({"top": 900.0}), peers)
    pd.testing.assert_frame_equal(comparator_statistics(figures({"top": 900.0}), pd.concat([peers, itself])), without)
    assert without["peers"][0] == 6
    assert without["p_usual"][0] < 0.001


def test_other_questions_areas_are_no_peers():
    found = comparator_statistics(figures({}), pd.concat([like([20] * 4), like([20] * 9, group="another")]))
    assert found["peers"][0] == 4


@pytest.mark.parametrize("count", [0, 1, 4])
def test_fewer_than_five_like_areas_say_nothing_of_what_is_usual(count):
    found = comparator_statistics(figures({}), like([20] * count) if count else NONE)
    assert np.isnan(found["p_usual"][0])
    assert found["peers"][0] == count
    assert found["p_chance"][0] < 0.05


def test_a_like_area_without_a_base_does_not_count():
    peers = pd.concat([like([20] * 5), like([3], base=0.0).assign(area_code="q"), like([np.nan]).assign(area_code="r")])
    assert comparator_statistics(figures({}), peers)["peers"][0] == 5


@pytest.mark.parametrize(
    "change",
    [
        {"expected": 0.0},
        {"expected": np.nan},
        {"base": 0.0},
        {"base": np.nan},
        {"top": np.nan},
        {"is_share": True, "expected": 1.0},
        {"is_share": True, "expected": 0.0},
    ],
    ids=str,
)
def test_what_cannot_be_compared_has_no_answer(change):
    found = comparator_statistics(figures(change, {}), like([20, 22, 18, 25, 15, 21]))
    assert found.loc[0, ["effect", "effect_lower", "effect_upper", "p_chance", "p_usual"]].isna().all()
    assert found.loc[1].notna().all()


def test_a_rate_is_told_as_percent_above_with_its_interval():
    found = comparator_statistics(figures({}), NONE).loc[0]
    low, high = count_interval(30, exposure=1_000)
    assert found["effect"] == pytest.approx(50)
    assert found["effect_lower"] == pytest.approx(100 * (low / 0.02 - 1))
    assert found["effect_upper"] == pytest.approx(100 * (high / 0.02 - 1))


def test_a_proportion_is_told_in_points_with_its_interval():
    found = comparator_statistics(figures({"is_share": True, "top": 30.0, "base": 100.0, "expected": 0.25}), NONE).loc[
        0
    ]
    low, high = proportion_interval(30, 100)
    assert found["effect"] == pytest.approx(5)
    assert (found["effect_lower"], found["effect_upper"]) == pytest.approx((100 * (low - 0.25), 100 * (high - 0.25)))


@pytest.mark.slow
@settings(max_examples=20)
@given(st.integers(0, 2**32 - 1))
def test_the_order_of_rows_does_not_matter(seed):
    own, peers = made_up(3)
    found = comparator_statistics(own, peers)
    turned = own.sample(frac=1, random_state=seed)
    again = comparator_statistics(turned, peers.sample(frac=1, random_state=seed)).set_axis(turned.index).sort_index()
    pd.testing.assert_frame_equal(again, found)


def test_like_areas_that_are_all_alike_make_a_distance_unusual_by_chance_alone():
    """No spread beyond chance is left: the place is that of two rates with chance only."""
    found = comparator_statistics(figures({"top": 24.0}), like([20] * 8))
    assert found["p_usual"][0] == pytest.approx(
        slow_place(FIGURE | {"top": 24.0}, like([20] * 8).to_dict("records"))[0]
    )
    assert found["p_usual"][0] > 0.3


def test_noughts_everywhere_are_no_difference():
    found = comparator_statistics(figures({"top": 0.0}), like([0] * 7))
    assert found["p_usual"][0] == pytest.approx(1)


def test_nothing_gives_nothing():
    assert comparator_statistics(figures({}).iloc[:0], like([20] * 5)).empty
