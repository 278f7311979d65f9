"""What printed percentages tell where nobody has given what they are of."""

import pytest

from indicators.disclosure.release import ReasonTexts
from indicators.disclosure.rules import DisclosureSettings
from tests.helpers.releases import L, R, cell, fact, held_of, released

PUBLISHED = DisclosureSettings(publishers=frozenset(["The department"]))
QUARTERS = [f"2015/16 Q{number}" for number in range(1, 5)]


def implied(facts, where):
    """The ranges in which a cell lies, as each printed number tells."""
    return {(one.low, one.high) for one in held_of(facts).implied.get(where, ())}


def test_the_base_is_told_by_another_printed_number():
    # 1.5 a month are 18 in a year, of which 11.1% are 2.
    facts = [fact(R, 1.5, indicator="monthly_contacts"), fact(R, 11.1, indicator="contacts_to_referral")]
    assert implied(facts, cell(R)) == {(18, 18)}
    assert implied(facts, cell(R, indicator="referrals")) == {(2, 2)}
    missing = {key[0] for key in released(facts).suppressed_figures()}
    assert "contacts_to_referral" in missing


@pytest.mark.slow
def test_the_base_is_told_by_a_sum_over_time():
    counts = [fact(R, 50), *(fact(R, value, period) for value, period in zip((12, 13, 15), QUARTERS, strict=False))]
    facts = [*counts, fact(R, 20, QUARTERS[3], "contacts_to_referral")]
    assert implied(facts, cell(R, QUARTERS[3], "referrals")) == {(2, 2)}
    assert ("contacts_to_referral", R) in {key[:2] for key in released(facts).suppressed_figures()}
    # Without the year nothing tells how many the last quarter had.
    assert implied(facts[1:], cell(R, QUARTERS[3], "referrals")) == set()
    assert released(facts[1:]).suppressed_figures() == frozenset()


def test_the_other_part_of_a_whole_and_the_percentage_tell_this_part():
    facts = [fact(R, 7, indicator="referrals"), fact(R, 22.2, indicator="share_of_contacts")]
    assert implied(facts, cell(R)) == {(2, 2)}
    assert implied(facts, cell(R, indicator="whole")) == {(9, 9)}
    assert {key[0] for key in released(facts).suppressed_figures()} == {"share_of_contacts"}


def test_where_the_other_part_is_small_its_range_is_taken():
    # Two of seven, since the others are 1 to 5 and 29 of 100 fits nothing else.
    facts = [fact(R, 5, indicator="referrals"), fact(R, 29, indicator="share_of_contacts")]
    assert implied(facts, cell(R)) == {(2, 2)}
    assert {key[0] for key in released(facts).suppressed_figures()} >= {"referrals", "share_of_contacts"}


def test_a_large_part_is_told_and_stays():
    facts = [fact(R, 70, indicator="referrals"), fact(R, 22.2, indicator="share_of_contacts")]
    low, high = next(iter(implied(facts, cell(R))))
    assert low <= 20 <= high
    assert released(facts).suppressed_figures() == frozenset()


def test_a_percentage_of_what_nothing_tells_implies_nothing():
    assert held_of([fact(R, 22.2, indicator="share_of_contacts")]).implied == {}
    assert held_of([fact(R, 0, indicator="referrals"), fact(R, 100, indicator="share_of_contacts")]).implied == {}


@pytest.mark.slow
def test_a_percentage_of_an_unknown_part_of_a_known_whole_is_withheld():
    """10 of 22 and 1 of 3: no other two bases are 25 together and fit 45% and 33%, 54.5% and 66.7%."""
    shares = [fact(L, 45, indicator="share_of_contacts"), fact(R, 33, indicator="share_of_contacts")]
    release = released([*shares, fact("LR", 25, indicator="whole")])
    missing = release.suppressed_figures()
    assert {key[:2] for key in missing} == {("share_of_contacts", L), ("share_of_contacts", R)}
    assert release.suppressions == {}
    assert "nobody has given what it is a percentage of" in ReasonTexts(release).of_figure(min(missing))
    # Nothing contains them, or too many do for anybody to try, or everybody can look them up.
    assert released(shares).suppressed_figures() == frozenset()
    assert released([*shares, fact("LR", 2_500, indicator="whole")]).suppressed_figures() == frozenset()
    public = [share | {"source": "open"} for share in shares]
    found = released([*public, fact("LR", 25, indicator="whole")], settings=PUBLISHED)
    assert found.suppressed_figures() == frozenset()


def test_a_whole_number_among_decimals_has_one():
    # 1.0 a month are 12 in a year; 1 are 6 to 18.
    assert implied([fact(R, 1, indicator="monthly_contacts")], cell(R)) == {(6, 18)}
    among = [fact(R, 1, indicator="monthly_contacts"), fact(L, 2.5, indicator="monthly_contacts")]
    assert implied(among, cell(R)) == {(12, 12)}
    assert implied(among, cell(L)) == {(30, 30)}
    # Where the rounding leaves no whole number the nearest are taken.
    facts = [fact(R, 9), fact(R, 67, indicator="contacts_to_referral"), fact(L, 2.5, indicator="contacts_to_referral")]
    assert implied(facts, cell(R, indicator="referrals")) == {(6, 7)}
