"""What of a store may be published: every source's figures are safe, now and beside what was published before."""

import pytest

from indicators.disclosure.release import Past, audited
from indicators.disclosure.rule import DisclosureRefused, Rule
from indicators.disclosure.settings import Settings
from tests.disclosure.releasing import L, R, cell, fact, quarters, released

PUBLISHED = Settings(publishers=frozenset(["The department"]))


def printed(release):
    return {one for one in release.held.counts if release.is_open(one)}


def test_small_counts_and_one_of_their_sums_are_withheld():
    release = released([fact(L, 184), fact(R, 3), fact(L, 303, "2016/17"), fact(R, 8, "2016/17")])
    assert release.small == {cell(R)}
    # The sum is missed less than Leicestershire.
    assert release.withheld == {cell(R), cell("LR")}
    audited(release, printed(release))


def test_zeros_and_counts_of_things_are_shown():
    facts = [fact(R, 0), fact(L, 9), fact(R, 2, indicator="reports"), fact(L, 9, indicator="reports")]
    release = released(facts)
    assert not release.withheld


def test_quarters_of_two_in_a_year_of_eight():
    release = released(quarters(R, 2, 2, 2, 2, year=8))
    # Each is 1 to 5, which is all that the rule itself tells.
    assert release.withheld == {cell(R, f"2015/16 Q{number}") for number in (1, 2, 3, 4)}
    tighter = released(quarters(R, 2, 2, 2, 2, year=8), settings=Settings(Rule(margin=5)))
    assert cell(R) in tighter.withheld


def test_the_quarter_that_nobody_printed_is_not_given_away():
    release = released(quarters(R, 20, 30, 40, None, year=93))
    assert len(release.withheld) == 1
    assert release.withheld < {cell(R), *(cell(R, f"2015/16 Q{number}") for number in (1, 2, 3))}


def test_a_percentage_goes_with_its_counts_and_those_left_out_are_protected():
    facts = [fact(R, 100), fact(R, 97, indicator="referrals"), fact(R, 97, indicator="contacts_to_referral")]
    release = released(facts)
    assert len(release.withheld & {cell(R), cell(R, indicator="referrals")}) == 1
    assert ("contacts_to_referral", *cell(R)[2:]) in release.missing_figures()
    assert not released(facts, settings=Settings(remainders=False)).withheld


def test_a_percentage_that_tells_a_small_number_is_withheld():
    release = released([fact(R, 100), fact(R, 3, indicator="contacts_to_referral")])
    assert release.missing_figures() == {("contacts_to_referral", *cell(R)[2:])}


def test_a_percentage_with_counts_of_its_own():
    facts = [fact(area, "", indicator="seen", numerator=3, denominator=50) for area in (L, R)]
    release = released(facts)
    assert {one.role for one in release.withheld} >= {"numerator"}
    assert {figure[1] for figure in release.missing_figures()} == {L, R, "LR"} & {
        one.area_code for one in release.withheld
    }


def test_sources_that_differ_are_all_safe():
    """Shown first are 30, 3 and 33; but by the other source the hidden two would add up to 3, so all of it goes."""
    facts = [fact(L, 30, source="national"), fact(R, 3, source="national"), fact(L, 1), fact(R, 2)]
    release = released(facts)
    assert release.withheld == {cell(L), cell(R), cell("LR")}
    one_source = released(facts[:2])
    assert one_source.withheld == {cell(R), cell("LR")}


def test_what_publishers_have_printed_is_neither_hidden_nor_a_hiding_place():
    facts = [fact(L, 40, source="open"), fact(R, 3, source="open"), fact(R, 2)]
    release = released(facts[:2], settings=PUBLISHED)
    assert not release.withheld
    other = released([fact(L, 40, source="open"), fact(L, 40), fact(R, 2)], settings=PUBLISHED)
    # Leicestershire's 40 can be looked up, so their sum must go.
    assert other.withheld == {cell(R), cell("LR")}


def test_what_was_printed_before_hides_nothing():
    facts = [fact(L, 40), fact(R, 3)]
    both = {cell(L): {40}, cell("LR"): {44}}
    # The sum that was printed is another now, so that it can still be withheld.
    release = released(facts, past=Past(both))
    assert release.withheld == {cell(R), cell("LR")}
    release = released(facts, past=Past({cell("LR"): {43}}))
    assert release.withheld == {cell(R), cell(L)}


def test_what_anybody_can_know_already_is_withheld_and_told():
    release = released([fact(L, 40), fact(R, 3)], past=Past({cell(L): {40}, cell("LR"): {43}}))
    assert release.repeated == {cell(R)}
    assert release.withheld == {cell(R)}
    audited(release, printed(release))


def test_what_was_withheld_before_stays_withheld_when_a_small_count_grows():
    """Else the year, unchanged, less the other quarters, would tell what the small one was."""
    before = released(quarters(R, 2, 12, 8, 8, year=30))
    past = Past({one: {before.held.counts[one][0].value} for one in printed(before)}, before.withheld)
    after = released(quarters(R, 7, 12, 8, 8, year=35), past=past)
    assert not after.small
    assert before.withheld <= after.withheld
    assert after.again == before.withheld


def test_what_cannot_be_made_safe_is_refused_by_name():
    """Both parts are withheld in a sum of three that is known: each is 1 or 2."""
    with pytest.raises(DisclosureRefused, match=r"Contacts, Rutland, 2015/16"):
        released([fact(L, 1), fact(R, 2)], past=Past({cell("LR"): {3}}))


def test_the_audit_names_what_is_printed_or_can_be_worked_out():
    release = released([fact(L, 184), fact(R, 3)])
    with pytest.raises(DisclosureRefused, match="Contacts, Rutland, 2015/16"):
        audited(release, {*printed(release), cell(R)})
    with pytest.raises(DisclosureRefused, match="Contacts, Leicestershire and Rutland, 2015/16"):
        audited(release, {*printed(release), cell("LR")})
