"""Three years together as a judgement: exact, asked only where a year cannot tell, one family with the changes."""

import math

import pytest
from scipy import stats

from indicators.catalogue.catalogue import load_catalogue
from indicators.signals.expected import expectations
from indicators.signals.judgements import FLAGGED_LEVELS
from indicators.signals.pooled_change import pooled_change_statistics
from tests.helpers.series import panel, points
from tests.helpers.signals_board import judged, years
from tests.helpers.tiny_store import tiny_store

RISEN = [1, 2, 0, 1, 2, 4, 5, 5]


def statistics_of(values, **how):
    made = panel(points(values, **how))
    return pooled_change_statistics(made, expectations(made)).iloc[0]


def test_the_probability_is_the_binomial_one_given_the_total():
    found = statistics_of(RISEN)
    above = stats.binom.sf(14, 20, 3 / 8) + stats.binom.pmf(14, 20, 3 / 8) / 2
    assert found["p_chance"] == pytest.approx(2 * above, rel=1e-9)
    assert (found["top"], found["before"], found["top_previous"], found["earlier"]) == (14, 6, 3, 5)


def test_exposure_counts_as_people_over_years():
    found = statistics_of(RISEN, base=[10, 10, 10, 10, 10, 40, 40, 40])
    above = stats.binom.sf(14, 20, 120 / 170) + stats.binom.pmf(14, 20, 120 / 170) / 2
    assert found["p_chance"] == pytest.approx(2 * min(above, 1 - above), rel=1e-9)


@pytest.mark.parametrize("values", [RISEN[-5:], [*RISEN[:4], None, *RISEN[-3:]]])
def test_fewer_than_six_years_in_a_row_are_not_asked(values):
    assert math.isnan(statistics_of(values)["p_chance"])


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    """The judgements of a board with small counts that rose, and large ones."""
    facts = years(RISEN) + years([200, 210, 190, 205, 200, 210, 205, 208], area="Rutland")
    with_store = tiny_store(tmp_path_factory.mktemp("pooled"), facts)
    cycle = judged(with_store, catalogue=load_catalogue(with_store))
    with_store.close()
    return cycle.judged.set_index(["rule", "area"])


@pytest.mark.long
def test_small_counts_are_judged_by_three_years_where_a_year_is_too_few(rows):
    year, three = rows.loc["change", "Leicestershire"], rows.loc["pooled", "Leicestershire"]
    assert (year["level"], year["reason"], bool(year["listed"])) == ("too_few", "few_cases", False)
    assert three["level"] in FLAGGED_LEVELS
    assert (bool(three["listed"]), three["direction"]) == (True, "up")
    assert (three["period"], three["against"]) == ("2013/14 to 2015/16", "2010/11 to 2012/13")
    assert (three["value"], three["compared_with"]) == (14, 3)


@pytest.mark.long
def test_large_counts_are_not_asked_twice(rows):
    assert ("pooled", "Rutland") not in rows.index


def test_both_questions_are_of_one_family(rows):
    """Three were asked: two changes of a year and one of three; the smallest probability is multiplied by three."""
    three = rows.loc["pooled", "Leicestershire"]
    assert three["q_chance"] == pytest.approx(3 * three["p_chance"])


def test_few_cases_have_a_wait_and_others_none(rows):
    assert rows.loc["change", "Leicestershire"]["doubling_years"] == 8
    assert math.isnan(rows.loc["change", "Rutland"]["doubling_years"])
    assert math.isnan(rows.loc["pooled", "Leicestershire"]["doubling_years"])


@pytest.mark.parametrize(
    ("values", "is_new"),
    [
        (RISEN, True),
        # The rise came with the three years before: 12 and 15 are no different.
        ([0, 0, 0, 0, 0, 0, 0, 4, 4, 4, 5, 5, 5], False),
    ],
)
def test_what_came_before_the_three_years_is_no_news(values, is_new):
    assert bool(statistics_of(values)["is_new"]) == is_new
