"""Numbers in words are found in whatever dress, and named as doubts with what is withheld."""

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indicators.disclosure.text_warnings import SuppressedNumbers, numbers_in, suppressed_numbers, text_warnings
from tests.helpers.releases import L, R, cell, fact, quarters, released


def numbers(text, **rest):
    return {one.number for one in numbers_in(text, **rest)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", set()),
        ("3", {3}),
        ("The report prints 3.", {3}),
        ("(3)", {3}),
        ("3,", {3}),
        ("-3", {3}),
        ("fell by 3%", {3}),
        ("3/8", {3, 8}),
        ("2-3", {2, 3}),
        ("2–3", {2, 3}),
        ("12/3", {12, 3}),
        ("3,5", {3, 5}),
        ("1.2.3", {1, 2, 3}),
        ("the 3rd", {3}),
        ("3.0", {3}),
        ("2.9999", {3}),
        ("3.5", set()),
        ("0.3", set()),
        ("3no.", {3}),
        ("n=3", {3}),
        ("x3", {3}),
        ("03", {3}),
        ("three_children", {3}),
        ("1,234 in all", {1234}),
        ("1 234", {1, 234, 1234}),
        ("1.234", {1234}),
        ("1,2345", {1, 2345}),
        ("３", {3}),
        ("１２", {12}),
        ("cases³", {3}),
        ("12³", {12, 3}),
        ("x₁₂", {12}),
        ("③", {3}),
        ("❸", {3}),
        ("３️⃣", {3}),
        ("٣", {3}),
        ("𝟑", {3}),
        ("1\u200b2", {12}),
        ("THREE", {3}),
        ("ｔｈｒｅｅ", {3}),
        ("th\u00adree", {3}),
        ("Three-child family", {3}),
        ("Three cases", {3}),
        ("twos and threes", {2, 3}),
        ("twenty-one", {21}),
        ("twenty one", {21}),
        ("twenty‑one", {21}),
        ("the twenty-first", {21}),
        ("nineteen twenty", {19, 20}),
        ("ten and three", {10, 3}),
        ("one hundred and five", {105}),
        ("a hundred", {100}),
        ("three thousand two hundred and one", {3201}),
        ("a pair of twins", {2}),
        ("three pairs", {3, 2, 6}),
        ("3 couples", {3, 2, 6}),
        ("both", {2}),
        ("neither", {2}),
        ("twice", {2}),
        ("thrice", {3}),
        ("threefold", {3}),
        ("once", {1}),
        ("a single child", {1}),
        ("a couple", {2}),
        ("triplets", {3}),
        ("half a dozen", {6, 12}),
        ("half-dozen", {6, 12}),
        ("a dozen", {12}),
        ("two dozen", {2, 12, 24}),
        ("the third child", {3}),
        ("a third of nine", {9, 3}),
        ("two-thirds of nine", {9, 6}),
        ("Two-thirds of them", set()),
        ("half of the eight", {8, 4}),
        ("a quarter of 12", {12, 3}),
        ("three quarters of eight", {8, 6}),
        ("37.5% of 8", {8, 3}),
        ("37.5 per cent of 8", {8, 3}),
        ("thirty per cent of 10", {30, 10, 3}),
        ("one in four of 12", {1, 4, 12, 3}),
        ("3 out of 8", {3, 8}),
        ("½ of 8", {8, 4}),
        ("2013/14", set()),
        ("2015/16 Q3", set()),
        ("2015/17", {2015, 17}),
        ("2016-03-31", set()),
        ("no one", set()),
        ("someone alone in the stone tower", set()),
        ("thirtyish, often, weight, attend", set()),
        ("9" * 5_000, set()),
        ("2003", {2003}),
    ],
)
def test_numbers_in_every_dress(text, expected):
    assert numbers(text) == expected


@given(st.text(), st.integers(1, 10**6))
@example("2015/", 16)
@example("0", 1)
@example("½", 3)
def test_a_number_by_itself_is_always_seen(text, number):
    assert number in numbers(f"{text} {number} {text}")


@given(st.text(alphabet="a1 -%/.,⁄½³halftwoninedozenthird", max_size=60))
def test_any_text_can_be_searched(text):
    assert all(one.number >= 0 for one in numbers_in(text))


def test_a_share_tells_of_what_is_printed_beside_it():
    assert 2 in numbers("A quarter of Rutland's referrals", bases=[8])
    assert numbers("A quarter of them", bases=[8]) == {2}
    # A share that none of the printed counts has as a whole number tells nothing.
    assert numbers("26% more", bases=[2]) == {26}


@pytest.fixture(scope="module")
def hidden():
    """Rutland's 8 contacts in quarters of 2, 2, 2 and 2, and 3 referrals; Leicestershire's are large."""
    facts = [
        *quarters(R, 1, 2, 3, 2, year=8),
        fact(L, 184),
        fact(R, 8, "2013/14"),
        fact(R, 3, "2014/15", "reports"),
        fact(L, 6, "2015/16", "seen"),
    ]
    return suppressed_numbers(released(facts))


def test_a_doubt_names_the_number_its_words_and_what_is_withheld(hidden):
    found = {
        one.number: one for one in text_warnings("Three, and both of 8.", hidden, indicator="contacts", area_code=R)
    }
    # The year contains its quarters, so its 8 is withheld as well.
    assert set(found) == {3, 2, 8}
    assert found[3].sentence == ("“three” tells the number 3, which is withheld for Contacts, Rutland, 2015/16 Q3.")
    assert found[2].suppressed == ("Contacts, Rutland, 2015/16 Q2", "Contacts, Rutland, 2015/16 Q4")
    assert found[2].sentence.endswith("2015/16 Q2 and 1 more.")


def test_small_numbers_are_doubted_whatever_is_withheld(hidden):
    (four,) = text_warnings("Four of them.", hidden, indicator="contacts", area_code=R)
    assert (four.suppressed, four.is_unsafe) == ((), True)
    assert text_warnings("Nine of them.", hidden, indicator="contacts", area_code=R) == []
    assert [one.number for one in text_warnings("Four of them.", SuppressedNumbers(5))] == [4]


def test_what_is_joined_by_a_percentage_or_a_sum_is_withheld_together(hidden):
    # The share and the whole are made of contacts; reports are not.
    for name in ("contacts_to_referral", "whole", "referrals"):
        assert text_warnings("Three.", hidden, indicator=name)[0].suppressed == ("Contacts, Rutland, 2015/16 Q3",)
    assert text_warnings("Three.", hidden, indicator="reports")[0].suppressed == ()
    # A text about nothing in particular may tell any.
    assert text_warnings("Three.", hidden)[0].suppressed == ("Contacts, Rutland, 2015/16 Q3",)


def test_shares_of_a_printed_year_are_doubted(hidden):
    (quarter,) = text_warnings("A quarter of the year's contacts.", hidden, indicator="contacts", area_code=R)
    assert (quarter.number, quarter.words) == (2, "a quarter (of 8)")


def test_small_counts_elsewhere_are_doubted_without_their_number():
    release = released([fact(R, 8)])
    alone = cell("E92000001", "2015/16", "standing")
    hidden = suppressed_numbers(replace(release, tables=replace(release.tables, unlinked=frozenset([alone]))))
    assert set(hidden.of("standing")) == {1, 2, 3, 4, 5}
