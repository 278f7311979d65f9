"""What of a store may be published: every source's figures are safe, now and beside what was published before."""

import pytest

from indicators.disclosure.linked_tables import PRINTED
from indicators.disclosure.release import PublicationHistory, ReasonTexts, audit_release
from indicators.disclosure.rules import DisclosureRefused, DisclosureSettings, Rule
from tests.helpers.releases import L, R, cell, fact, quarters, released

PUBLISHED = DisclosureSettings(publishers=frozenset(["The department"]))
QUARTERS = [f"2015/16 Q{number}" for number in (1, 2, 3, 4)]


def printed(release):
    """The numbers that a copy prints, by cell."""
    return {
        one: {float(number.value) for number in given}
        for one, given in release.tables.counts.items()
        if release.is_open(one)
    }


def after(release):
    """What a later release knows of this one."""
    return PublicationHistory(printed(release), frozenset(release.suppressed))


def test_small_counts_and_what_contains_them_are_withheld():
    release = released([fact(L, 184), fact(R, 3), fact(L, 303, "2016/17"), fact(R, 8, "2016/17")])
    assert release.primary == {cell(R)}
    assert release.suppressed == {cell(R), cell("LR")}
    audit_release(release, printed(release))


def test_zeros_and_counts_of_things_are_shown():
    facts = [fact(R, 0), fact(L, 9), fact(R, 2, indicator="reports"), fact(L, 9, indicator="reports")]
    release = released(facts)
    assert not release.suppressed


@pytest.mark.parametrize("values", [(2, 2, 2, 2), (5, 5, 5, 5), (1, 1, 1, 5), (1, 9, 9, 9), (3, 40, 50, 60)])
def test_a_year_goes_with_its_small_quarter_whatever_it_is(values):
    """Else whether the year is there would tell whether its quarters could be worked out from it."""
    release = released([*quarters(R, *values, year=sum(values)), *quarters(L, 90, 90, 90, 90, year=360)])
    small = {cell(R, period) for period, value in zip(QUARTERS, values, strict=True) if value <= 5}
    wider = {one._replace(area_code="LR") for one in small}
    assert release.suppressed == small | wider | {cell(R), cell("LR")}
    assert not release.exposed


def test_the_quarter_that_nobody_printed_is_not_given_away():
    release = released(quarters(R, 20, 30, 40, None, year=93))
    assert release.suppressed == {cell(R)}


def test_a_whole_goes_with_its_small_part():
    facts = [fact(R, 20), fact(R, 3, indicator="referrals"), fact(R, 23, indicator="whole")]
    assert {cell(R, indicator="whole"), cell(R, indicator="referrals")} <= released(facts).suppressed
    # The part that nobody printed follows from the whole.
    assert cell(R, indicator="whole") in released([fact(R, 20), fact(R, 23, indicator="whole")]).suppressed


def test_what_the_parts_leave_of_a_whole_for_several_others_is_not_given_away():
    """Of all three areas 100, of Leicestershire 97: the other two have 3 together."""
    release = released([fact("LLR", 100), fact(L, 97)])
    assert release.suppressed == {cell("LLR")}
    assert ReasonTexts(release).of_cell(cell("LLR")) == "what its parts that are shown leave of it is 1 to 5"
    assert not released([fact("LLR", 100), fact(L, 90)]).suppressed


@pytest.mark.parametrize("counted", [3, 97])
def test_a_share_goes_where_few_are_counted_or_left_out_and_its_base_stays(counted):
    """Nobody can tell from what is there which of the two it was."""
    facts = [fact(R, 100), fact(R, counted, indicator="referrals"), fact(L, 500), fact(L, 400, indicator="referrals")]
    release = released(facts)
    assert release.suppressed == {cell(R, indicator="referrals"), cell("LR", indicator="referrals")}
    assert ("contacts_to_referral", *cell(R)[2:]) in release.suppressed_figures()
    whys = {ReasonTexts(release).of_cell(one) for one in release.suppressed if one.area_code == R}
    assert whys == {"it, or what it leaves of its base, is 1 to 5"}


def test_those_left_out_need_no_protection_where_the_board_says_so():
    facts = [fact(R, 100), fact(R, 97, indicator="referrals")]
    assert not released(facts, settings=DisclosureSettings(remainders=False)).suppressed


def test_a_base_that_follows_from_sums_leaves_few_out():
    """Leicestershire's and both areas' bases give Rutland's, 18, of which 14 are counted."""
    facts = [fact(L, 1413), fact("LR", 1431), fact(R, 14, indicator="referrals")]
    assert cell(R, indicator="referrals") in released(facts).suppressed


def test_a_percentage_with_counts_of_its_own():
    facts = [fact(area, "", indicator="seen", numerator=3, denominator=50) for area in (L, R)]
    release = released(facts)
    assert {one.role for one in release.suppressed} == {"numerator"}
    assert {figure[1] for figure in release.suppressed_figures()} == {L, R, "LR"}


# What a printed rate, percentage or mean tells.


def test_a_rate_without_its_count_is_one():
    people = fact(R, 8044, "30 June 2015", "population_0_17")
    few = released([people, fact(R, 2.5, indicator="referral_rate")])
    assert few.suppressed_figures() == {("referral_rate", *cell(R)[2:])}
    many = released([people, fact(R, 12.4, indicator="referral_rate")])
    assert not many.suppressed_figures()
    assert [(one.low, one.high) for one in few.tables.implied[cell(R, indicator="referrals")]] == [(2, 2)]


@pytest.mark.slow
def test_a_percentage_beside_its_base_or_its_count():
    beside_base = released([fact(R, 100), fact(R, 3, indicator="contacts_to_referral")])
    assert beside_base.suppressed_figures() == {("contacts_to_referral", *cell(R)[2:])}
    beside_count = released([fact(R, 97, indicator="referrals"), fact(R, 97, indicator="contacts_to_referral")])
    names = {figure[0] for figure in beside_count.suppressed_figures()}
    assert names >= {"referrals", "contacts_to_referral"}
    assert not released([fact(R, 97, indicator="contacts_to_referral")]).suppressed_figures()
    assert not released([fact(R, 50, indicator="referrals"), fact(R, 50, indicator="contacts_to_referral")]).suppressed


def test_a_percentage_of_a_whole_that_holds_a_small_part_goes_though_nobody_has_given_the_whole():
    """60% are in the other part: then a part of 1 to 5 is 2 or 4."""
    facts = [fact(R, 60, indicator="share_of_contacts"), fact(R, 2, indicator="referrals")]
    assert ("share_of_contacts", *cell(R)[2:]) in released(facts).suppressed_figures()
    assert not released(facts[:1]).suppressed_figures()


@pytest.mark.parametrize(("mean", "is_withheld"), [(1.3, True), (0.3, True), (0, False), (2.1, False), (40, False)])
def test_a_mean_over_months(mean, is_withheld):
    facts = [fact(R, mean, "2015/16 Q1", "monthly_contacts"), fact(R, 90, "2015/16")]
    release = released(facts)
    figure = ("monthly_contacts", *cell(R, "2015/16 Q1")[2:])
    assert (figure in release.suppressed_figures()) is is_withheld
    # What contains the count contains it however it was given.
    assert (cell(R) in release.suppressed) is is_withheld


def test_a_figure_that_is_made_of_a_withheld_count_is_withheld_in_every_form():
    facts = [fact(R, 4, "2015/16 Q1"), fact(R, 30), fact(R, 2.5, indicator="monthly_contacts")]
    assert {figure[0] for figure in released(facts).suppressed_figures()} == {"contacts", "monthly_contacts"}


@pytest.mark.parametrize("number", [2.5, 2.99982, 4.4, -3, 12.5, 20160401123456])
def test_what_is_no_count_is_withheld_and_named(number):
    release = released([fact(R, number, "2015/16 Q1"), fact(R, 90)])
    assert {figure[0] for figure in release.suppressed_figures()} == {"contacts"}
    assert release.suppressed == {cell(R, "2015/16 Q1"), cell(R)}
    assert "is not a whole number of people" in ReasonTexts(release).remedies()[0]


def test_dust_is_a_count():
    release = released([fact(R, 1.9999999999999998, "2015/16 Q1"), fact(R, 2, "2015/16 Q2"), fact(R, 7.0000001)])
    assert release.primary == {cell(R, "2015/16 Q1"), cell(R, "2015/16 Q2")}
    assert not ReasonTexts(release).remedies()


# Several sources, and what is known.


def test_sources_that_differ_are_all_safe():
    """By the other source Leicestershire is small as well."""
    facts = [fact(L, 30, source="national"), fact(R, 3, source="national"), fact(L, 1), fact(R, 2)]
    release = released(facts)
    assert release.suppressed == {cell(L), cell(R), cell("LR")}
    assert released(facts[:2]).suppressed == {cell(R), cell("LR")}


def test_what_publishers_have_printed_is_neither_hidden_nor_a_hiding_place():
    facts = [fact(L, 40, source="open"), fact(R, 3, source="open"), fact(R, 2)]
    assert not released(facts[:2], settings=PUBLISHED).suppressed
    other = released([fact(L, 40, source="open"), fact(L, 40), fact(R, 2)], settings=PUBLISHED)
    assert other.suppressed == {cell(R), cell("LR")}


def test_a_small_sum_of_what_publishers_print_and_of_nought_is_shown():
    facts = [fact(L, 2, source="open"), fact(L, 2), fact(R, 0)]
    assert not released(facts, settings=PUBLISHED).suppressed


def test_where_the_whole_is_known_its_other_parts_go():
    facts = [fact(R, 206, source="open"), *quarters(R, 4, 60, 70, 72)]
    release = released(facts, settings=PUBLISHED)
    assert release.suppressed >= {cell(R, period) for period in QUARTERS}
    assert not release.exposed
    both = released([fact(L, 40), fact(R, 3)], past=PublicationHistory({cell("LR"): {43}}))
    assert both.suppressed == {cell(R), cell(L), cell("LR")}


def test_what_anybody_can_know_already_is_withheld_and_told():
    release = released([fact(L, 40), fact(R, 3)], past=PublicationHistory({cell(L): {40}, cell("LR"): {43}}))
    assert release.already_public == {cell(R)}
    assert release.suppressed >= {cell(R)}
    audit_release(release, printed(release))


def test_what_was_withheld_before_stays_withheld_when_a_small_count_grows():
    """Else the year, unchanged, less the other quarters, would tell what the small one was."""
    before = released(quarters(R, 2, 12, 8, 8, year=30))
    later = released(quarters(R, 7, 12, 8, 8, year=30), past=after(before))
    assert not later.primary
    assert set(before.suppressed) <= set(later.suppressed)
    assert ReasonTexts(later).of_cell(cell(R)).startswith(("it contains", "it was withheld in an earlier publication"))


def test_a_count_that_was_withheld_and_is_gone_still_takes_its_year_with_it():
    before = released(quarters(R, 2, 12, 8, 8, year=30))
    later = released([fact(R, 30), *quarters(R, None, 12, 8, 8)], past=after(before))
    assert cell(R) in later.suppressed


def test_nothing_follows_from_two_releases_around_a_revision():
    """Quarters 6, 5, 2, 6 of 19; then the first is 3 and the year 16."""
    before = released(quarters(R, 6, 5, 2, 6, year=19))
    later = released(quarters(R, 3, 5, 2, 6, year=16), past=after(before))
    assert cell(R) in before.suppressed
    assert {cell(R), cell(R, "2015/16 Q1")} <= later.suppressed
    assert not later.exposed


def test_a_rate_that_was_printed_makes_its_count_known():
    people = fact(R, 1000, "30 June 2015", "population_0_17")
    rate = fact(R, 970, indicator="referral_rate")
    past = PublicationHistory({cell(R, indicator="referral_rate", role=PRINTED): {970.0}})
    # Those left out, 3 of 100, can only be kept by withholding the base.
    release = released([people, rate, fact(R, 100)], past=past)
    assert cell(R) in release.suppressed


def test_what_cannot_be_protected_is_left_out_and_named_and_the_rest_is_published():
    """The year was published before it had quarters: each of four that make 20 is 5."""
    facts = [*quarters(R, 5, 5, 5, 5, year=20), fact(L, 300)]
    release = released(facts, past=PublicationHistory({cell(R): {20.0}}))
    own = {cell(R, period) for period in QUARTERS}
    assert release.exposed == own
    # Nor does a symbol for what contains them tell of them.
    assert release.left_out() == {("contacts", *one[2:]) for one in {*own, cell(R), cell("LR")}}
    assert release.is_open(cell(L))
    said = ReasonTexts(release).remedies()
    assert len(said) == 4
    assert "Contacts, Rutland, 2015/16 Q1 could be worked out" in said[0]
    assert "load the revised one" in said[0]


def test_a_stale_year_beside_a_revised_quarter():
    before = released(quarters(R, 6, 7, 8, 9, year=30))
    later = released([*quarters(R, 3, 7, 8, 9, year=30), fact(L, 300)], past=after(before))
    assert cell(R, "2015/16 Q1") in later.suppressed
    assert later.is_open(cell(L))
    assert "Contacts, Rutland, 2015/16 Q1" in " ".join(ReasonTexts(later).remedies())


def test_the_audit_names_what_is_printed_or_can_be_worked_out():
    release = released([fact(L, 184), fact(R, 3)])
    with pytest.raises(DisclosureRefused, match="Contacts, Rutland, 2015/16"):
        audit_release(release, {**printed(release), cell(R): {3.0}})
    with pytest.raises(DisclosureRefused, match="Contacts, Leicestershire and Rutland, 2015/16"):
        audit_release(release, {**printed(release), cell("LR"): {187.0}})


def test_a_wider_margin_than_the_rule_leaves_open_asks_for_no_more():
    facts = quarters(R, 2, 2, 2, 2, year=8)
    assert released(facts, settings=DisclosureSettings(Rule(margin=9))).suppressed == released(facts).suppressed


@pytest.mark.slow
def test_a_release_that_is_made_again_withholds_the_same_for_the_same_reasons():
    facts = [
        *quarters(R, 2, 9, 8, 8, year=27), *quarters(L, 90, 90, 90, 90, year=360), fact(R, 24, indicator="referrals"),
    ]  # fmt: skip
    first = released(facts)
    again = released(facts, past=after(first))
    assert dict(again.suppressions) == dict(first.suppressions)
    assert not again.exposed


@pytest.mark.slow
def test_the_reason_of_a_year_does_not_tell_whether_it_is_small_itself():
    reasons = [
        {one: ReasonTexts(release).of_cell(one) for one in release.suppressed}
        for release in (released(quarters(R, 1, 1, 1, 1, year=4)), released(quarters(R, 5, 5, 5, 5, year=20)))
    ]
    assert reasons[0] == reasons[1]
    assert reasons[0][cell(R)] == "it contains Contacts, Rutland, 2015/16 Q1, which is withheld"


@pytest.mark.slow
def test_a_sum_of_what_a_publisher_gives_may_be_printed_also_where_a_table_has_it():
    published = [fact(L, 1, source="open"), fact(L, 1), fact(R, 0)]
    assert cell("LR") not in released([*published, fact("LR", 1)], settings=PUBLISHED).suppressed
    # A table that says otherwise is withheld, and the sum that the copy works out is not what it says.
    release = released([*published, fact("LR", 2)], settings=PUBLISHED)
    assert cell("LR") in release.suppressed
    audit_release(release, {cell(L): {1.0}, cell(R): {0.0}, cell("LR"): {1.0}})
    with pytest.raises(DisclosureRefused):
        audit_release(release, {cell(L): {1.0}, cell(R): {0.0}, cell("LR"): {2.0}})


def test_who_is_left_out_of_a_percentage_is_no_secret_where_its_base_is_withheld_anyway():
    counts = {L: (0, 1), R: (6, 0), "LR": (6, 1)}
    facts = [
        fact(area, value, indicator=name)
        for area, pair in counts.items()
        for name, value in zip(("contacts", "referrals", "whole"), (*pair, sum(pair)), strict=True)
    ]
    release = released([*facts, fact("LR", 85.7, indicator="share_of_contacts")])
    assert cell("LR", indicator="whole") in release.suppressed
    # The copy works it out again from both areas, which are shown.
    assert cell("LR") not in release.suppressed
    assert ("share_of_contacts", "LR", *cell("LR")[3:]) in release.suppressed_figures()
    audit_release(release, printed(release))


def test_a_part_about_which_sources_differ_is_withheld_beside_a_small_one():
    """14 in both tables: 4 and 6 or more of one area, 6 and 8 of the other tell that the 4 is no less."""
    ours = [fact(L, 6), fact(R, 8), fact("LR", 14)]
    theirs = [fact(L, 4, source="national"), fact(R, 6, source="national"), fact("LR", 14, source="national")]
    release = released([*ours, *theirs])
    assert release.suppressed == {cell(L), cell(R), cell("LR")}
    assert ReasonTexts(release).of_cell(cell(R)).startswith("sources differ about it")
    # Where they agree it stays.
    assert cell(R) not in released([*ours, fact(L, 4, source="national"), fact(R, 8, source="national")]).suppressed
    # And where nothing beside it is small.
    assert not released([fact(L, 16), fact(R, 8), fact(R, 6, source="national")]).suppressed


def test_a_figure_revised_beside_a_withheld_one_is_withheld():
    """The year of 30 is what it was; a quarter printed as 9 and then as 12 says that the small one is 3 less."""
    before = released(quarters(R, 5, 9, 8, 8, year=30))
    assert before.is_open(cell(R, "2015/16 Q2"))
    facts = quarters(R, 2, 12, 8, 8, year=30)
    later = released(facts, past=after(before))
    assert cell(R, "2015/16 Q2") in later.suppressed
    assert ReasonTexts(later).of_cell(cell(R, "2015/16 Q2")).startswith("it was revised, and both numbers together")
    assert later.is_open(cell(R, "2015/16 Q3"))
    # It stays so, for the same reason.
    again = released(
        facts, past=PublicationHistory(after(before).printed, frozenset({*before.suppressed, *later.suppressed}))
    )
    assert dict(again.suppressions) == dict(later.suppressions)


def test_a_rate_revised_beside_a_withheld_figure_is_withheld():
    people = fact(L, 10_000, "30 June 2015", "population_0_17")

    def release(rate, small, past):
        facts = [people, fact(L, rate, indicator="referral_rate"), fact(R, small, indicator="referrals")]
        return released([*facts, fact("LR", 34, indicator="referrals")], past=past)

    before = release(31, 3, PublicationHistory())
    figure = cell(L, indicator="referral_rate", role=PRINTED)
    assert ("referral_rate", L, *figure[3:]) not in before.suppressed_figures()
    later = release(29, 5, PublicationHistory({figure: {31.0}}, frozenset(before.suppressed)))
    assert ("referral_rate", L, *figure[3:]) in later.suppressed_figures()


def test_a_revised_figure_stays_where_what_is_beside_it_is_worked_out_again():
    before = released([fact(L, 500), fact(R, 3)])
    later = released([fact(L, 510), fact(R, 3)], past=after(before))
    assert later.suppressed == {cell(R), cell("LR")}


def test_a_sum_of_what_is_shown_is_not_withheld_in_vain():
    """The year of both areas is known, so what holds a small quarter goes with its neighbours; not what adds up."""
    facts = [
        *quarters(L, 9, 7, 6, 10, year=32, source="open"), fact(R, 5, source="open"), *quarters(R, 0, 3, None, 0),
        fact("LR", 9, "2015/16 Q1"), fact("LR", 10, "2015/16 Q4"), fact("LR", 37),
    ]  # fmt: skip
    release = released(facts, settings=PUBLISHED)
    assert cell(R, "2015/16 Q2") in release.suppressed
    assert release.is_open(cell("LR", "2015/16 Q1"))
    assert release.is_open(cell("LR", "2015/16 Q4"))
    audit_release(release, printed(release))


def test_nothing_depends_on_whether_what_contains_a_small_count_is_small_itself():
    """A year of 5 and one of 6 that hold a withheld quarter: the same is withheld, for the same reasons."""
    found = []
    for quarter in (2, 3):
        facts = [fact(R, 2, "2015/16 Q1"), fact(R, quarter, "2015/16 Q3"), fact(R, 2 + quarter + 1), fact(L, 40)]
        release = released([*facts, fact(L, 19, "2015/16 Q1")])
        found.append(
            (
                dict(release.suppressions),
                release.exposed,
                {one: ReasonTexts(release).of_cell(one) for one in release.suppressions},
            )
        )
    assert found[0] == found[1]


@pytest.mark.slow
def test_a_nought_that_only_a_withheld_percentage_tells_is_not_known():
    """One of one referred, and 0% contacts of all: the 0% goes with its base, so nobody can add up that this is 1."""
    facts = [
        fact(R, 1, indicator="whole"), fact(R, 0, indicator="share_of_contacts"), fact(L, 15, indicator="whole"),
        fact(R, 1, indicator="referrals", source="open"), fact("LR", 16, indicator="whole", source="open"),
    ]  # fmt: skip
    release = released(facts, settings=PUBLISHED)
    assert {cell(R, indicator="whole"), cell(L, indicator="whole")} <= release.suppressed
    # A nought that stands in a table is shown, and then both follow from what publishers print.
    counted = released([*facts, fact(R, 0)], settings=PUBLISHED)
    assert cell(L, indicator="whole") not in counted.suppressed


def test_a_revised_sum_takes_a_part_with_it():
    """12 and 19 of both areas, and the year of both is withheld: the copy would add the 19 up again."""

    def facts(first):
        return [
            fact(L, first, "2015/16 Q1"), fact(R, 7, "2015/16 Q1"), fact("LR", first + 7, "2015/16 Q1"),
            fact("LR", 3, "2015/16 Q2"), fact("LR", 40), fact("LR", 8, "2015/16 Q3"),
        ]  # fmt: skip

    before = released(facts(9))
    later = released(facts(12), past=after(before))
    assert cell("LR", "2015/16 Q1") in later.suppressed
    assert cell(L, "2015/16 Q1") in later.suppressed
    assert later.is_open(cell(R, "2015/16 Q1"))
    assert ReasonTexts(later).of_cell(cell(L, "2015/16 Q1")).startswith(("so that", "it was revised"))
