"""What printed percentages tell where nobody has given what they are of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.disclosure.linked_tables import ImpliedCount, agreed_ranges
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


def test_all_decimals_that_are_printed_are_reckoned_with():
    # 0.07% of 6,000 are 4, and no other number; 0.1% are 3 to 9.
    base = fact(R, 6_000)
    told = [base, fact(R, 0.07, indicator="contacts_to_referral")]
    assert implied(told, cell(R, indicator="referrals")) == {(4, 4)}
    assert {key[0] for key in released(told).suppressed_figures()} == {"contacts_to_referral"}
    open_range = [base, fact(R, 0.1, indicator="contacts_to_referral")]
    assert implied(open_range, cell(R, indicator="referrals")) == {(3, 9)}
    assert released(open_range).suppressed_figures() == frozenset()


def test_what_two_printed_figures_of_one_count_leave_together_is_its_range():
    contacts, share = fact(R, 9_000), fact(R, 0.1, indicator="contacts_to_referral")
    people, rate = fact(R, 400_000, "30 June 2015", "population_0_17"), fact(R, 0.1, indicator="referral_rate")
    assert implied([contacts, share], cell(R, indicator="referrals")) == {(5, 13)}
    assert implied([people, rate], cell(R, indicator="referrals")) == {(2, 6)}
    # Each alone is as wide as the margin.
    assert released([contacts, share]).suppressed_figures() == frozenset()
    assert released([people, rate]).suppressed_figures() == frozenset()
    # Together they are 5 or 6.
    both = released([contacts, share, people, rate])
    assert {key[0] for key in both.suppressed_figures()} == {"contacts_to_referral", "referral_rate"}


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)).map(sorted), min_size=1, max_size=6))
def test_agreed_ranges_hold_every_number_that_all_of_the_most_figures_leave(ranges):
    """The slow twin: for each whole number the figures that leave it."""
    told = [ImpliedCount(low, high, "report", f"figure {index}", 1.0) for index, (low, high) in enumerate(ranges)]
    leaving = {number: {item for item in told if item.low <= number <= item.high} for number in range(31)}
    agreed = agreed_ranges(told)
    for one in agreed:
        # All of them leave it, and no number outside is left by all of them.
        assert [n for n in range(31) if leaving[n] >= set(one.by)] == list(range(one.low, one.high + 1))
    most = max(leaving.values(), key=len)
    assert any(set(one.by) == most for one in agreed if len(one.by) == len(most))


def test_a_base_that_a_mean_leaves_for_its_count_is_a_count():
    # 57 cases, 19.0 a worker: three workers.
    facts = [fact(R, 57, indicator="cases"), fact(R, 19.0, indicator="load")]
    assert implied(facts, cell(R, indicator="workers")) == {(3, 3)}
    assert {key[0] for key in released(facts).suppressed_figures()} == {"load"}
    many = [fact(R, 570, indicator="cases"), fact(R, 19.0, indicator="load")]
    assert released(many).suppressed_figures() == frozenset()


def test_a_rate_that_is_published_alone_is_one_of_the_children_who_live_there():
    people = fact(R, 8_028, "30 June 2015", "population_0_17")
    # 3.7 per 10,000 of 8,028 are 3.
    few = released([people, fact(R, 3.7, indicator="conference_rate")])
    assert {key[0] for key in few.suppressed_figures()} == {"conference_rate"}
    many = released([people, fact(R, 37.4, indicator="conference_rate")])
    assert many.suppressed_figures() == frozenset()


def test_a_figure_that_rounds_to_nought_and_is_none_is_more_than_nought():
    low = {**fact(R, None, indicator="contacts_to_referral"), "symbol": "low"}
    # Less than 0.5% of 250: one.
    few = [fact(R, 250), low]
    assert {(one.low, one.high) for one in held_of(few).implied[cell(R, indicator="referrals")]} <= {(1, 1), (1, 0)}
    assert {key[0] for key in released(few).suppressed_figures()} == {"contacts_to_referral"}
    # Of 9,000 it may be any of more than the margin.
    assert released([fact(R, 90_000), low]).suppressed_figures() == frozenset()


def test_a_number_of_a_few_people_is_a_count_though_rates_are_taken_of_it():
    few = released([fact(R, 3, "30 June 2015", "population_0_17")])
    assert {key[0] for key in few.suppressed_figures()} == {"population_0_17"}
    assert released([fact(R, 8_028, "30 June 2015", "population_0_17")]).suppressed_figures() == frozenset()
