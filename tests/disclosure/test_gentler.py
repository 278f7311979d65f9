"""What a withheld figure is replaced by, and why it is withheld."""

import pytest

from indicators.disclosure.alternatives import alternatives
from indicators.disclosure.linked_tables import Layer
from indicators.disclosure.release import disclosed_cells
from tests.helpers.releases import L, R, fact, released


def offers(release, area=R):
    """What is shown instead, with its value, by period."""
    rows = alternatives(release)
    own = rows[(rows["area_code"] == area) & (rows["indicator"] == "contacts")]
    return {
        period: [(row.instead, row.value) for row in group.itertuples() if row.instead]
        for period, group in own.groupby("period")
    }


def test_two_small_years_are_shown_together():
    found = offers(released([fact(R, 2, "2013/14"), fact(R, 4, "2014/15"), fact(R, 9, "2015/16")]))
    assert found == dict.fromkeys(["2013/14", "2014/15"], [("Contacts, Rutland, 2013/14 to 2014/15 together", 6)])


@pytest.mark.slow
def test_not_where_the_sum_would_give_a_year_away():
    # The other year is printed, or the sum is small itself, or the years do not adjoin.
    assert offers(released([fact(R, 3, "2013/14"), fact(R, 9, "2014/15")])) == {"2013/14": []}
    assert set(map(len, offers(released([fact(R, 2, "2013/14"), fact(R, 2, "2014/15")])).values())) == {0}
    assert set(map(len, offers(released([fact(R, 3, "2012/13"), fact(R, 4, "2014/15")])).values())) == {0}


def test_stocks_are_not_added_up():
    stocks = [fact(R, 3, "31 March 2014", "standing"), fact(R, 4, "31 March 2015", "standing")]
    assert set(alternatives(released(stocks))["instead"]) == {""}


def test_nothing_is_offered_that_narrows_a_count_for_who_knows_the_rule():
    """Two of 1 to 5 that make 9 are 4 or 5 each; two that make 6 may be anything."""
    assert set(map(len, offers(released([fact(R, 4, "2013/14"), fact(R, 5, "2014/15")])).values())) == {0}
    assert set(map(len, offers(released([fact(R, 1, "2013/14"), fact(R, 5, "2014/15")])).values())) == {1}


@pytest.mark.slow
def test_all_offers_may_be_printed_together():
    years = [f"{year}/{year % 100 + 1}" for year in range(2010, 2017)]
    release = released([fact(R, value, year) for year, value in zip(years, (3, 3, 2, 4, 1, 4, 3), strict=True)])
    rows = alternatives(release)
    sums = {row.instead for row in rows.itertuples() if row.instead}
    layer = release.layers[0]
    for text in sums:
        first, last = text.removeprefix("Contacts, Rutland, ").removesuffix(" together").split(" to ")
        run = [one for one in layer.cells if first <= release.tables.period(*one[3:]) <= last]
        layer = layer.with_sum(run[0]._replace(role=text), run)
    assert sums
    assert isinstance(layer, Layer)
    assert not disclosed_cells(layer, release, layer.places(release.suppressed))


@pytest.mark.parametrize(
    ("facts", "area", "why"),
    [
        ([fact(L, 184), fact(R, 3)], R, "it is 1 to 5"),
        (
            [fact(L, 184), fact(R, 3)], "LR",
            "it contains Contacts, Rutland, 2015/16, which is withheld",
        ),
        (
            [fact(R, 100), fact(R, 97, indicator="referrals")], R,
            "it, or what it leaves of its base, is 1 to 5",
        ),
    ],
)  # fmt: skip
def test_reasons_name_the_link_and_no_number(facts, area, why):
    rows = alternatives(released(facts))
    assert any(row.why.startswith(why) for row in rows.itertuples() if row.area_code == area)
    assert not any(number in text for text in rows["why"] for number in ("184", "187", "97"))


def test_a_percentage_names_its_withheld_count():
    rows = alternatives(released([fact(R, 50), fact(R, 3, indicator="referrals")]))
    shares = rows[rows["indicator"] == "contacts_to_referral"]
    assert list(shares["why"]) == ["it is worked out from Referrals, Rutland, 2015/16, which is withheld"]
    assert shares["value"].isna().all()
