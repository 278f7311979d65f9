"""Explore says of the latest figures shown whether they are real, as the list of their cycle does."""

import re

import pytest

from tests.pages.conftest import html


def said(app) -> list[str]:
    """The sentences under "Is it real?"."""
    found = re.search(r"<div class='worth'>.*?</div>", html(app), re.DOTALL)
    return re.findall(r"<li>(.*?)</li>", found[0]) if found else []


def test_both_areas_are_told_of_in_the_words_of_their_cycle(opened):
    app = opened("explore")
    leicestershire, rutland = said(app)
    assert leicestershire.startswith(
        "Contacts in Leicestershire fell from 14,632 in 2014/15 to 12,773 in 2015/16 (−13%): clear change, more than"
    )
    assert rutland.startswith(
        "Contacts in Rutland rose from 717 in 2014/15 to 901 in 2015/16 (+26%): clear change, more than"
    )
    # The two councils count contacts each in its own way: nothing holds one against the other.
    assert 'href="challenge"' in html(app), "the list of the latest figures, which these are"


@pytest.mark.slow
def test_an_earlier_last_period_is_judged_as_in_its_own_cycle(opened):
    app = opened("explore", to="2014/15")
    assert said(app)[0].startswith("Contacts in Leicestershire: no clear change, from 15,228 in 2013/14 to 14,632 in")
    assert 'href="challenge?as_at=2015-03-31"' in html(app)


def test_chance_is_said_too(opened):
    one, *_ = said(opened("explore", indicator="cse_referrals", area="Rutland"))
    assert one == (
        "CSE referrals in Rutland came to 8, from 2 in 2014/15: too few to tell; a doubling would be seen after about "
        "12 years."
    )


@pytest.mark.slow
def test_areas_that_are_not_the_boards_are_not_judged(opened):
    assert said(opened("explore", indicator="referrals", area="England")) == []
    assert all(
        "England" not in item.partition(" (")[0] for item in said(opened("explore", area=["Rutland", "England"]))
    )
