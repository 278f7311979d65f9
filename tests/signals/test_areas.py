"""Two areas side by side: how far apart they are, and whether the gap has moved."""

import numpy as np
import pandas as pd
import pytest
from scipy import special

from indicators.signals.comparison import AREA_COLUMNS, _gap_movement, area_statistics
from indicators.signals.expected import expectations
from indicators.signals.significance import count_p_value, proportion_effect_size, proportion_p_value, ratio_effect_size
from tests.helpers.series import many, panel, points

pytestmark = pytest.mark.filterwarnings("error")


def pair(one, other, *, base=(1.0, 1.0), is_share=False, others=True):
    """The answer for two series, one against the other; others like them tell what is usual."""
    chance = np.random.default_rng(21)
    frames = [
        points(values, base=over, area=name, is_share=is_share)
        for name, values, over in zip(("+one", "+other"), (one, other), base, strict=True)
    ]
    if others:
        levels = np.exp(chance.normal(0, 0.05, (12, len(one)))) * 0.3
        tops = chance.binomial(1_000, levels)
        frames.append(many(tops, base=1_000.0, is_share=is_share))
    given = panel(*frames)
    assert given.series["area_code"].tolist()[:2] == ["+one", "+other"]
    return area_statistics(expectations(given), given.is_share, np.array([0]), np.array([1])).iloc[0]


def test_counts_are_told_by_the_exact_test_and_its_interval():
    row = pair([40, 44, 60], [300, 310, 290], base=(1_000.0, 9_000.0))
    figures = [np.array([float(item)]) for item in (60, 1_000, 290, 9_000)]
    assert row["p_chance"] == pytest.approx(count_p_value(*figures)[0])
    assert [row[name] for name in AREA_COLUMNS[:3]] == pytest.approx([item[0] for item in ratio_effect_size(*figures)])
    assert row["effect"] == pytest.approx(100 * (60 / 1_000 / (290 / 9_000) - 1))


def test_proportions_are_told_by_theirs():
    row = pair([300, 310, 290], [400, 420, 410], base=(1_000.0, 1_000.0), is_share=True)
    figures = [np.array([float(item)]) for item in (290, 1_000, 410, 1_000)]
    assert row["p_chance"] == pytest.approx(proportion_p_value(*figures)[0])
    assert [row[name] for name in AREA_COLUMNS[:3]] == pytest.approx(
        [item[0] for item in proportion_effect_size(*figures)]
    )
    assert row["effect"] == pytest.approx(-12)


def test_equal_rates_are_all_chance():
    row = pair([30, 30, 30], [300, 300, 300], base=(100.0, 1_000.0))
    assert row["p_chance"] > 0.9
    assert row["effect"] == pytest.approx(0, abs=1e-9)
    assert row["moved"] == pytest.approx(0, abs=0.02)
    assert row["p_usual"] > 0.9


@pytest.mark.parametrize(("latest", "sign"), [(600, 1), (150, -1)])
def test_moved_says_which_way_the_gap_went(latest, sign):
    up, down = pair([300, 300, latest], [300, 300, 300]), pair([300, 300, 300], [300, 300, latest])
    assert np.sign(up["moved"]) == sign == -np.sign(down["moved"])
    assert up["moved"] == pytest.approx(-down["moved"])
    assert up["p_usual"] == pytest.approx(down["p_usual"])
    assert up["p_usual"] < 0.05


def test_both_moving_alike_leave_the_gap_where_it_was():
    row = pair([300, 300, 600], [600, 600, 1_200], base=(1_000.0, 1_000.0))
    assert row["moved"] == pytest.approx(0, abs=0.01)
    assert row["p_chance"] < 0.001


def test_the_usual_distance_is_a_t_of_both_variances():
    tops = np.random.default_rng(22).poisson(200, (20, 6))
    given = panel(many(tops))
    found = expectations(given)
    one, other = np.array([3, 5]), np.array([4, 0])
    rows = area_statistics(found, given.is_share, one, other)
    for place, (a, b) in enumerate(zip(one, other, strict=True)):
        moved = found.step[a] - found.step[b]
        error = np.sqrt(found.variance[a] + found.variance[b])
        expected = 2 * special.stdtr(min(found.degrees[a], found.degrees[b]), -abs(moved) / error)
        assert rows["p_usual"][place] == pytest.approx(expected)


def test_where_nothing_usual_is_known_only_chance_is_told():
    row = pair([30, 60], [40, 41], others=False)
    assert np.isnan(row["p_usual"])
    assert 0 < row["p_chance"] < 1


def test_the_first_figures_can_be_compared_but_have_not_moved():
    row = pair([30], [90], others=False)
    assert row["p_chance"] < 0.001
    assert np.isnan([row["moved"], row["p_usual"]]).all()


def test_a_missing_figure_has_no_answer():
    given = panel(points([30, 40, None], area="A"), points([30, 40, 50], area="B"))
    row = area_statistics(expectations(given), given.is_share, np.array([0]), np.array([1])).iloc[0]
    assert row.isna().all()


def test_no_pairs_give_nothing():
    given = panel(points([30, 40], area="A"))
    none = np.zeros(0, int)
    assert area_statistics(expectations(given), given.is_share, none, none).empty


@pytest.mark.parametrize(
    ("before", "now", "became"),
    [
        ((100, 200), (100, 300), "widened"), ((100, 200), (150, 200), "narrowed"),
        # The one was below and is above: no gap has widened.
        ((100, 200), (200, 100), "swapped"), ((221, 83), (255, 317), "swapped"), ((100, 100), (100, 150), "widened"),
    ],
)  # fmt: skip
def test_what_became_of_a_gap(before, now, became):
    pairs = pd.DataFrame({"value": [now[0]], "compared_with": [now[1]]})
    moved = pd.Series([np.log(now[0] / now[1]) - np.log(before[0] / before[1])])
    assert _gap_movement(pairs, moved).tolist() == [became]
