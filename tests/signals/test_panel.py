"""Series side by side: which figures lead to the newest one without a gap or a break."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from indicators.signals.panel import POINT_COLUMNS, panel_of, season_rows
from tests.helpers.series import many, panel, points

pytestmark = pytest.mark.filterwarnings("error")


def breaks(*days, area="A", indicator="referrals"):
    """Breaks of one series at some days."""
    return pd.DataFrame([(indicator, area, day) for day in days], columns=["indicator", "area_code", "date"])


def run_of(found, place=0):
    """The figures that one series is judged by."""
    return found.top[place][np.isfinite(found.top[place])].tolist()


def cut_of(found):
    return found.series["cut"].tolist()


def same(first, second):
    """Whether two panels hold the same, figures named by their rows among them."""
    pd.testing.assert_frame_equal(first.series, second.series)
    pd.testing.assert_frame_equal(first.points, second.points)
    np.testing.assert_array_equal(first.row, second.row)
    np.testing.assert_array_equal(first.top, second.top)
    np.testing.assert_array_equal(first.base, second.base)


def test_series_stand_side_by_side_with_the_newest_last():
    found = panel(points([1, 2, 3], area="B"), points([7, 8], area="A", base=[70, 80]))
    assert found.series["area_code"].tolist() == ["A", "B"]
    np.testing.assert_array_equal(found.top, [[np.nan, 7, 8], [1, 2, 3]])
    np.testing.assert_array_equal(found.base[0], [np.nan, 70, 80])
    assert cut_of(found) == ["", ""]
    assert found.points.loc[found.series["newest"], "top"].tolist() == [8, 3]


@pytest.mark.parametrize("kind", ["month", "quarter", "financial_year", "snapshot", "calendar_year", "academic_year"])
def test_every_kind_of_period_has_its_next(kind):
    figures = [4, 5, 6, 7, 8] if kind == "quarter" else [4, 5, 6]
    assert run_of(panel(points(figures, kind=kind))) == figures


def test_rows_say_which_point_each_figure_is():
    found = panel(points([1, None, 3, 4]), points([5, 6], area="B"))
    for place in zip(*np.nonzero(found.row >= 0), strict=True):
        assert found.points["top"][found.row[place]] == found.top[place]
    np.testing.assert_array_equal(found.row < 0, np.isnan(found.top))


@pytest.mark.parametrize("without", ["row", "figure", "base"])
def test_a_run_ends_at_a_gap(without):
    whole = points([1, 2, 3, 4], base=10)
    if without == "row":
        whole = whole.drop(1)
    else:
        whole.loc[1, {"figure": "top", "base": "base"}[without]] = np.nan
    found = panel(whole)
    assert run_of(found) == [3, 4]
    assert cut_of(found) == ["gap"]


def test_a_base_of_nought_is_a_gap():
    assert run_of(panel(points([0, 0, 3, 4], base=[5, 0, 6, 7], is_share=True))) == [3, 4]


def test_a_run_ends_at_a_break():
    found = panel(points([1, 2, 3, 4]), breaks=breaks(date(2023, 4, 1)))
    assert run_of(found) == [3, 4]
    assert cut_of(found) == ["break"]


def test_a_break_within_the_newest_period_leaves_it_alone():
    found = panel(points([1, 2, 3, 4]), breaks=breaks(date(2024, 9, 1)))
    assert run_of(found) == [4]
    assert cut_of(found) == ["break"]


def test_the_newest_of_several_breaks_counts():
    assert run_of(panel(points([1, 2, 3, 4, 5]), breaks=breaks(date(2021, 4, 1), date(2023, 4, 1)))) == [4, 5]


@pytest.mark.parametrize("day", [date(2025, 4, 1), date(2020, 4, 1)], ids=["to-come", "before-the-first"])
def test_a_break_elsewhere_in_time_changes_nothing(day):
    found = panel(points([1, 2, 3, 4]), breaks=breaks(day))
    assert run_of(found) == [1, 2, 3, 4]
    assert cut_of(found) == [""]


@pytest.mark.parametrize("whose", [{"area": "B"}, {"indicator": "plans"}])
def test_a_break_of_another_series_changes_nothing(whose):
    assert run_of(panel(points([1, 2, 3]), breaks=breaks(date(2024, 4, 1), **whose))) == [1, 2, 3]
    assert run_of(panel(points([1, 2, 3]), breaks=breaks())) == [1, 2, 3]


def test_what_is_nearer_is_what_cut_the_run():
    """A break ten years back is not why nothing stands before last year."""
    found = panel(points([1, 2, 3, None, 5, 6]), breaks=breaks(date(2021, 4, 1)))
    assert (run_of(found), cut_of(found)) == ([5, 6], ["gap"])
    found = panel(points([1, None, 3, 4, 5, 6]), breaks=breaks(date(2023, 4, 1)))
    assert (run_of(found), cut_of(found)) == ([5, 6], ["break"])


def test_a_run_ends_at_another_kind_of_period():
    older = points([1, 2], kind="financial_year", newest="2023-03")
    found = panel(older, points([3, 4], kind="snapshot"))
    assert run_of(found) == [3, 4]
    assert cut_of(found) == ["gap"]


def test_years_that_end_in_other_months_do_not_follow():
    assert run_of(panel(points([1, 2], newest="2023-09"), points([3, 4]))) == [3, 4]


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_rows_does_not_matter(seed):
    """A year and a snapshot that end on one day among them."""
    rows = pd.concat(
        [
            points([1, 2, None, 4, 5]),
            points([6, 7], kind="snapshot", area="B"),
            points([8, 9], kind="financial_year", area="B"),
            points(range(30), kind="month", indicator="plans"),
        ],
        ignore_index=True,
    )
    shuffled = rows.sample(frac=1, random_state=seed)
    same(panel_of(shuffled, breaks(date(2022, 1, 1))), panel_of(rows, breaks(date(2022, 1, 1))))


def test_the_frame_given_stays_as_it_was():
    rows = points([3, 1, 2]).iloc[::-1]
    kept = rows.copy()
    panel_of(rows)
    pd.testing.assert_frame_equal(rows, kept)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"top": np.inf}, "infinite top"),
        ({"base": np.inf}, "infinite base"),
        ({"top": -1.0}, "negative top"),
        ({"base": -1.0}, "negative base"),
        ({"top": 21.0}, "numerator above its base"),
        ({"period_type": "months"}, "has no next; give month, quarter"),
    ],
)
def test_what_no_rule_could_judge_is_refused(change, message):
    rows = points([1, 2, 3], base=20, is_share=True)
    rows.loc[1, list(change)] = list(change.values())
    with pytest.raises(ValueError, match=f"^referrals, A, 31 March 2024: .*{message}"):
        panel_of(rows)


@pytest.mark.parametrize(
    ("name", "given", "message"),
    [
        ("top", "c", "31 March 2024: has a top that is no number; leave it empty"),
        ("base", "many", "31 March 2024: has a base that is no number; leave it empty"),
        ("top", 1e16, "31 March 2024: has a top beyond 10.15; check its unit"),
        ("ends", pd.NaT, "A: has no last day"),
    ],
)
def test_a_symbol_or_a_slip_in_place_of_a_figure_is_refused(name, given, message):
    rows = points([1, 2, 3]).astype({"top": object, "base": object})
    rows.loc[1, name] = given
    with pytest.raises(ValueError, match=message):
        panel_of(rows)


def test_a_period_given_twice_is_refused():
    with pytest.raises(ValueError, match="referrals, A, 31 March 2025: is given twice; give one figure a period"):
        panel(points([1, 2]), points([3]))


def test_a_count_may_be_above_its_exposure():
    assert run_of(panel(points([5, 6], base=2))) == [5, 6]


def test_nothing_leads_to_a_newest_period_without_a_figure():
    found = panel(points([1, 2, None]), points([4, 5], area="B"))
    assert (run_of(found), run_of(found, 1)) == ([], [4, 5])
    assert cut_of(found) == ["gap", ""]


def test_even_alone_it_has_a_place():
    found = panel(points([1, 2, None]))
    assert found.top.shape == (1, 1)
    assert (run_of(found), cut_of(found)) == ([], ["gap"])
    assert season_rows(found)[0].top.shape == (1, 1)


@pytest.mark.parametrize("empty", [points([1]).iloc[:0], pd.DataFrame(columns=list(POINT_COLUMNS))])
def test_no_points_make_a_panel_without_series(empty):
    found = panel_of(empty, breaks(date(2020, 1, 1)))
    assert (len(found.series), len(found.top), len(found.is_share)) == (0, 0, 0)
    assert len(season_rows(found)[0].top) == 0


def test_some_of_the_series():
    found = panel(many([[1, 2], [3, 4], [5, 6]])).of(np.array([True, False, True]))
    assert found.top.tolist() == [[1, 2], [5, 6]]
    assert found.series.index.tolist() == [0, 1]
