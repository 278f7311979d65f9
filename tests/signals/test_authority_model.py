"""What the latest figure is held against, and whose movement says how far off it may be."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.signals.expected import NO_LENDER, Expectation, expectations
from tests.helpers.series import many, panel, points, swinging

pytestmark = pytest.mark.filterwarnings("error")


def expected(*frames, **how):
    return expectations(panel(*frames), **how)


def same(first, second, places=slice(None)):
    """Whether two expectations are one, apart from rounding; `borrowed` must be the very same."""
    for name, one, other in zip(Expectation._fields, first, second, strict=True):
        for mine, its in zip(one, other, strict=True) if name == "before" else [(one, other)]:
            if name == "borrowed":
                assert mine[places].tolist() == its.tolist()
            else:
                np.testing.assert_allclose(mine[places], its, rtol=1e-6, atol=1e-9, err_msg=name)


def test_the_latest_is_held_against_all_before_where_nothing_else_is_known():
    found = expected(points([10, 14, 12, 30], base=[1, 1, 2, 3]))
    assert (found.top[0], found.base[0]) == (30, 3)
    assert (found.top_previous[0], found.base_previous[0], found.earlier[0]) == (12, 2, 3)
    assert [item[0] for item in found.before] == pytest.approx([36, 4, 1 / 3])
    assert found.step[0] == pytest.approx(np.log(30.5 / 3) - np.log(36.5 / 4))
    assert found.row_previous[0] == 2


@pytest.mark.parametrize("values", [[5], [1, 2, None], [9, None, 4], [None]], ids=["one", "no-newest", "gap", "none"])
@pytest.mark.parametrize("is_share", [False, True])
def test_without_an_earlier_period_there_is_no_step(values, is_share):
    found = expected(points(values, base=10, is_share=is_share), swinging(1, indicator="plans"))
    assert np.isnan([found.step[-1], found.before.top[-1], found.top_previous[-1]]).all()
    assert (found.earlier[-1], found.row_previous[-1]) == (0, -1)


@pytest.mark.parametrize(("place", "row"), [(0, 1), (1, 3)])
def test_the_previous_row_is_that_of_the_points(place, row):
    made = panel(points([1, 2, 3]), points([4, 5], area="B"))
    found = expectations(made)
    assert found.row_previous[place] == row
    assert made.points["top"][row] == found.top_previous[place]


def test_its_own_movement_is_nobody_s():
    found = expected(swinging(1), kindred={"referrals": "plans"})
    assert set(found.borrowed) == {""}
    assert np.isfinite([found.variance, found.degrees]).all()
    assert (found.variance > found.chance).all()


def test_movement_is_borrowed_by_name():
    found = expected(points([30, 40, 35], indicator="contacts"), swinging(1), kindred={"contacts": "referrals"})
    assert found.borrowed.tolist() == ["referrals"] + [""] * 20
    assert np.isfinite([found.variance[0], found.degrees[0]]).all()
    # The lender's memory comes with its movement.
    assert found.memory[0] == found.memory[1]


CHAIN = {"visits": "contacts", "contacts": "referrals"}


def test_movement_is_borrowed_along_the_line_from_the_nearest():
    few = points([30, 40, 35], indicator="visits"), points([3, 4, 5], indicator="contacts")
    assert expected(*few, swinging(1), kindred=CHAIN).borrowed[:3].tolist() == ["referrals", "", ""]
    found = expected(few[0], swinging(2, indicator="contacts"), swinging(1), kindred=CHAIN)
    assert found.borrowed[-1] == "contacts"


@pytest.mark.parametrize(
    "kindred",
    [
        {},
        {"visits": "visits"},
        {"visits": "contacts", "contacts": "visits"},
        {"visits": "not loaded"},
        {"visits": "share"},
    ],
    ids=["nobody", "itself", "circle", "absent", "another-kind"],
)
def test_where_nobody_lends_nothing_usual_is_known(kindred):
    few = points([30, 40, 35], indicator="visits"), points([3, 4, 5], indicator="contacts")
    shares = swinging(1, indicator="share", base=9_000, is_share=True)
    found = expected(*few, shares, kindred=kindred)
    assert found.borrowed.tolist() == [NO_LENDER] + [""] * 20 + [NO_LENDER]
    assert np.isnan([found.variance[-1], found.degrees[-1]]).all()
    assert np.isfinite([found.step[-1], found.chance[-1]]).all()


def test_a_circle_still_lends_where_one_of_it_knows():
    few = points([30, 40, 35], indicator="contacts")
    found = expected(few, swinging(1), kindred={"contacts": "referrals", "referrals": "contacts"})
    assert found.borrowed[0] == "referrals"


def test_what_is_lent_is_never_steadier_than_chance():
    """Stocks of the same children barely move; flows that borrow from them are not so still."""
    steady = many(np.full((30, 8), 50.0), indicator="stock")
    found = expected(steady, points([30, 29], indicator="flow"), kindred={"flow": "stock"})
    assert found.borrowed.tolist() == ["stock"] + [""] * 30
    # With no earlier step of its own, all that is known of it is lent.
    assert found.variance[0] > 0.5 * found.chance[0]
    assert (found.variance[1:] < 0.25 * found.chance[1:]).all()


def test_only_some_may_tell_what_is_usual():
    calm = swinging(1, swing=0.01)
    wild = swinging(2, swing=1.5).assign(area_code=lambda rows: "wild " + rows["area_code"])
    alone = expected(calm)
    together = expected(calm, wild, fitting=np.repeat([True, False], 20))
    same(together, alone, slice(0, 20))
    all_tell = expected(calm, wild)
    assert (all_tell.variance[:20] > 2 * alone.variance).all()


def test_the_latest_figure_has_no_say_in_what_is_usual():
    calm = swinging(1)
    jumped = calm.assign(top=calm["top"].where(calm["ends"] < calm["ends"].max(), calm["top"] * 5))
    first, second = expected(calm), expected(jumped)
    np.testing.assert_array_equal(second.before.top, first.before.top)
    np.testing.assert_array_equal(second.degrees, first.degrees)
    # The variance by chance is that of the larger total; the rest is as before.
    np.testing.assert_allclose(second.variance - second.chance, first.variance - first.chance, atol=0.01)


def test_a_series_that_moves_more_than_its_like_may_go_on_doing_so():
    calm = swinging(1, swing=0.005, periods=8)
    restless = points([400, 800, 300, 900, 350, 750, 380, 400], area="restless")
    found = expected(calm, restless)
    assert found.variance[-1] > 4 * np.median(found.variance[:-1])


def test_months_and_years_go_their_own_ways():
    """Series with and without a course of the year keep their places."""
    months = points(np.tile(np.arange(1, 13) * 10, 4), kind="month", area="M")
    found = expected(points([1, 2], area="A"), months, points([3, 4], area="Z"))
    assert found.top.tolist() == [2, 120, 4]
    # December against three Decembers; nothing moved.
    assert (found.earlier[1], found.top_previous[1]) == (3, 120)
    assert found.before.top[1] / found.before.base[1] == pytest.approx(120)
    assert abs(found.step[1]) < 0.01


@pytest.mark.long
@settings(max_examples=15)
@given(st.permutations(range(14)), st.sampled_from([False, True]))
def test_the_order_of_series_does_not_matter(order, is_share):
    tops = np.random.default_rng(5).poisson(np.linspace(3, 80, 14)[:, None], (14, 5))
    names = [f"{number:02}" for number in range(14)]
    first = expected(many(tops, base=1_000, areas=names, is_share=is_share))
    second = expected(many(tops[order], base=1_000, areas=names, is_share=is_share))
    # Rows of points follow the order of series.
    rows = np.zeros(14, int)
    same(first._replace(row_previous=rows), second._replace(row_previous=rows), order)


def test_no_series_no_expectations():
    found = expected(points([1]).iloc[:0])
    assert {len(item) for name, item in found._asdict().items() if name != "before"} == {0}
