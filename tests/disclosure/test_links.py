"""What adds up to what: areas, periods, parts of a whole, remainders of percentages."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.catalogue.periods import add_months
from indicators.disclosure.linked_tables import Cell, Links
from tests.helpers.releases import CITY, L, R, catalogue, cell

CATALOGUE = catalogue()


def sums(links):
    """The links, each as its whole and its parts, with the numbers of all cells."""
    return [
        ({one for one, sign in link.items() if sign > 0}, {one for one, sign in link.items() if sign < 0})
        for link in links.links
    ]


def test_a_combined_area_is_its_parts():
    links = Links({cell(L): 9, cell(R): 2, cell("LR"): 11, cell(CITY): 5, cell("LLR"): 16}, CATALOGUE)
    assert sums(links) == [({cell("LR")}, {cell(L), cell(R)}), ({cell("LLR")}, {cell(L), cell(R), cell(CITY)})]
    assert not links.unprinted


def test_an_area_that_nobody_printed_follows_from_the_others():
    links = Links({cell(L): 9, cell("LR"): 11, cell(CITY): 5, cell("LLR"): 16}, CATALOGUE)
    assert links.unprinted == {cell(R)}
    assert links.values[cell(R)] == 2


def test_a_smaller_combined_area_stands_for_parts_that_are_missing():
    links = Links({cell("LR"): 69, cell("LLR"): 104}, CATALOGUE)
    assert sums(links) == [({cell("LLR")}, {cell("LR"), cell(CITY)})]
    assert links.values[cell(CITY)] == 35


def test_what_follows_from_missing_parts_and_from_sources_that_do_not_fit():
    assert Links({cell("LR"): 11, cell("LLR"): 9}, CATALOGUE).links == []
    # Two missing parts are what the third leaves together.
    both = Links({cell("LLR"): 9, cell(L): 1}, CATALOGUE)
    assert [(one.role, both.values[one]) for one in both.unprinted] == [("others 0", 8)]


def test_quarters_make_a_year_and_what_three_leave_is_known():
    held = {cell(R, f"2015/16 Q{number}"): 2 for number in (1, 2, 4)}
    links = Links({**held, cell(R): 9}, CATALOGUE)
    assert links.unprinted == {cell(R, "2015/16 Q3")}
    assert links.values[cell(R, "2015/16 Q3")] == 3


def test_stocks_do_not_add_up_over_time():
    held = {cell(R, f"2015/16 Q{number}", "standing"): 2 for number in (1, 2, 3, 4)}
    assert Links({**held, cell(R, indicator="standing"): 8}, CATALOGUE).links == []


def test_parts_of_a_whole():
    links = Links({cell(L, indicator="whole"): 12, cell(L): 9}, CATALOGUE)
    assert links.values[cell(L, indicator="referrals")] == 3
    assert ({cell(L, indicator="whole")}, {cell(L), cell(L, indicator="referrals")}) in sums(links)


@pytest.mark.parametrize(
    ("top", "bottom", "whose"),
    [
        (cell(R, indicator="referrals"), cell(R), "contacts_to_referral"),
        (cell(R, indicator="seen", role="numerator"), cell(R, indicator="seen", role="denominator"), "seen"),
    ],
)
def test_those_whom_a_percentage_leaves_out(top, bottom, whose):
    links = Links({top: 97, bottom: 100}, CATALOGUE)
    remainder = cell(R, indicator=whose, role="remainder")
    assert (links.values[remainder], links.unprinted) == (3, {remainder})
    assert sums(links) == [({bottom}, {top, remainder})]
    assert Links({top: 97, bottom: 100}, CATALOGUE, remainders=False).links == []


def test_one_sum_completes_another():
    quarter = "2015/16 Q4"
    held = {cell(area, f"2015/16 Q{number}"): 5 for area in (R, "LR") for number in (1, 2, 3)}
    links = Links({**held, cell(R): 17, cell("LR"): 40, cell(L): 23}, CATALOGUE)
    # Both fourth quarters follow from the years, and Leicestershire's from them.
    assert (links.values[cell(R, quarter)], links.values[cell("LR", quarter)]) == (2, 25)
    assert links.values[cell(L, quarter)] == 23


@given(st.data())
def test_every_sum_over_time_holds_and_tells_all_that_follows(data):
    """Against cumulative sums: from any periods of months, each link holds, and each derived count is the true one."""
    months = data.draw(st.lists(st.integers(0, 9), min_size=3, max_size=12))
    marks = [add_months(date(2015, 4, 1), place) for place in range(len(months) + 1)]
    spans = st.tuples(st.integers(0, len(months) - 1), st.integers(1, len(months))).filter(
        lambda pair: pair[0] < pair[1]
    )
    drawn = data.draw(st.lists(spans, unique=True, max_size=10))

    def count(first, last):
        return Cell("contacts", "", R, marks[first], marks[last] - timedelta(days=1))

    links = Links({count(*span): sum(months[slice(*span)]) for span in drawn}, CATALOGUE)
    truth = {count(*span): sum(months[slice(*span)]) for span in all_spans(len(months))}
    assert all(truth[one] == value for one, value in links.values.items())
    assert all(sum(sign * truth[one] for one, sign in link.items()) == 0 for link in links.links)
    joined = components(drawn)
    assert {count(*pair) for part in joined for pair in pairwise(sorted(part))} <= links.values.keys()
    # As many independent sums as edges beyond a forest.
    edges = {(one.starts, one.ends) for one in links.values}
    assert len(links.links) == len(edges) - sum(len(part) - 1 for part in joined)


def all_spans(months):
    return [(first, last) for first in range(months) for last in range(first + 1, months + 1)]


def components(spans):
    """The sets of days that periods join, one period after another."""
    found = []
    for span in spans:
        touching = [part for part in found if part & set(span)]
        found = [part for part in found if part not in touching] + [set(span).union(*touching)]
    return found
