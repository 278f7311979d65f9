"""What a withheld figure is replaced by, and why it is withheld."""

import pytest

from indicators.disclosure.gentler import alternatives
from indicators.disclosure.layers import Layer
from indicators.disclosure.release import given_away
from tests.disclosure.releasing import L, R, fact, quarters, released


def offers(release, area=R):
    """What is shown instead, with its value, by period."""
    rows = alternatives(release)
    own = rows[(rows["area_code"] == area) & (rows["indicator"] == "contacts")]
    return {
        period: [(row.instead, row.value) for row in group.itertuples() if row.instead]
        for period, group in own.groupby("period")
    }


def test_two_small_years_are_shown_together():
    found = offers(released([fact(R, 3, "2013/14"), fact(R, 4, "2014/15"), fact(R, 9, "2015/16")]))
    assert found == dict.fromkeys(["2013/14", "2014/15"], [("Contacts, Rutland, 2013/14 to 2014/15 together", 7)])


def test_not_where_the_sum_would_give_a_year_away():
    # The other year is printed, or the sum is small itself, or the years do not adjoin.
    assert offers(released([fact(R, 3, "2013/14"), fact(R, 9, "2014/15")])) == {"2013/14": []}
    assert set(map(len, offers(released([fact(R, 2, "2013/14"), fact(R, 2, "2014/15")])).values())) == {0}
    assert set(map(len, offers(released([fact(R, 3, "2012/13"), fact(R, 4, "2014/15")])).values())) == {0}


def test_stocks_are_not_added_up():
    stocks = [fact(R, 3, "31 March 2014", "standing"), fact(R, 4, "31 March 2015", "standing")]
    assert set(alternatives(released(stocks))["instead"]) == {""}


def test_what_is_shown_anyway_holds_it():
    found = offers(released(quarters(R, 2, 2, 2, 2, year=8)))
    assert found["2015/16 Q1"] == [("Contacts, Rutland, 2015/16", 8)]
    both = offers(released([fact(L, 1), fact(R, 5), fact("LR", 6)]))
    assert both["2015/16"] == [("Contacts, Leicestershire and Rutland, 2015/16", 6)]


def test_all_offers_may_be_printed_together():
    years = [f"{year}/{year % 100 + 1}" for year in range(2010, 2017)]
    release = released([fact(R, value, year) for year, value in zip(years, (3, 4, 2, 5, 1, 4, 3), strict=True)])
    rows = alternatives(release)
    sums = {row.instead for row in rows.itertuples() if row.instead}
    layer = release.layers[0]
    for text in sums:
        first, last = text.removeprefix("Contacts, Rutland, ").removesuffix(" together").split(" to ")
        run = [one for one in layer.cells if first <= release.held.period(*one[3:]) <= last]
        layer = layer.with_sum(run[0]._replace(role=text), run)
    assert sums
    assert isinstance(layer, Layer)
    assert given_away(layer, release, layer.places(release.withheld)) == []


@pytest.mark.parametrize(
    ("facts", "area", "why"),
    [
        ([fact(L, 184), fact(R, 3)], R, "it is 1 to 5"),
        (
            [fact(L, 184), fact(R, 3)], "LR",
            "so that Contacts, Rutland, 2015/16 cannot be worked out from Contacts, Leicestershire, 2015/16",
        ),
        (
            [fact(R, 100), fact(R, 97, indicator="referrals")], R,
            "so that Contacts referred on (those not counted), Rutland, 2015/16 cannot be worked out from ",
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
