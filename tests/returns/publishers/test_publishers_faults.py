"""Publishers' files that were once taken for what they are not, each against the shipped catalogue and its figures."""

from pathlib import Path

import pytest

from indicators.errors import ReturnRefused
from indicators.figures.calculate import period_label
from indicators.returns.check import compare_return
from indicators.returns.preview import next_step
from indicators.returns.recognise import new_submission
from indicators.store.database import open_store

FAULTS = Path(__file__).parents[2] / "faults" / "publishers"


@pytest.fixture(scope="module")
def shipped(shipped_store):
    store = open_store(shipped_store, reads_files=True)
    yield store
    store.close()


@pytest.fixture
def checked(shipped):
    return lambda name: compare_return(shipped, new_submission(FAULTS / name))


def taken(checked):
    """Every sound figure: (indicator, area code, period) -> value."""
    return {
        (row.indicator, row.area_code, period_label(row.period_type, row.starts.date(), row.ends.date())): row.value
        for frame in checked.figures.values()
        for row in frame.itertuples()
    }


@pytest.mark.slow
@pytest.mark.parametrize("name", ["1_short_term_placements.csv", "2_started_to_be_looked_after.csv"])
def test_another_table_of_the_department_is_refused_by_what_it_is(checked, name):
    with pytest.raises(ReturnRefused) as caught:
        checked(name)
    told = str(caught.value)
    assert "not in the catalogue: the column number of 'Looked-after children' stands in a table that has" in told
    assert "cla_group (" in told
    assert "[[national]]" in told


@pytest.mark.long
def test_a_column_whose_known_names_are_one_plain_name_is_read_once(checked):
    found = checked("4_turnover_twice.csv")
    assert (found.errors, found.counts["refused"]) == ((), 0)
    assert not any("times" in problem.message for problem in found.warnings)
    assert taken(found)["social_worker_turnover_rate", "E10000018", "October 2024 to September 2025"] == 8.3
    assert len(taken(found)) == 4


@pytest.mark.long
def test_an_authority_is_met_by_the_code_that_it_had(checked):
    found = checked("7_former_codes.csv")
    assert (found.errors, taken(found)) == ((), {
        ("referrals", "E10000018", "2019/20"): 5523, ("referrals", "E06000065", "2019/20"): 3825,
    })  # fmt: skip


@pytest.mark.long
def test_lines_without_a_total_are_told_with_their_number_areas_and_reason(checked):
    found = checked("8_total_only_for_england.csv")
    (error,) = found.errors
    assert error.place == "rows 3, 4, column 'school_type'"
    assert (error.value, found.counts["refused"]) == ("Primary", 2)
    assert "no line with 'Total' there" in error.message
    assert error.message.endswith("These 2 lines are left out, about Rutland and Leicestershire")
    assert taken(found) == {("referrals", "E92000001", "2025/26"): 600000}
    assert next_step(found).startswith("Send it back until this is mended, or take in the sound rows alone")


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("half_year_as_year.csv", {("E06000017", "April 2025 to September 2025"): 171,
                                   ("E10000018", "April 2025 to September 2025"): 3301}),
        ("month_of_financial_year.csv", {("E06000017", "April 2026"): 28}),
        ("calendar_quarter_as_year.csv", {("E06000017", "2025/26 Q4"): 85}),
    ],
)  # fmt: skip
def test_a_part_of_a_year_is_that_part(checked, name, expected):
    found = checked(name)
    assert {key[1:]: value for key, value in taken(found).items()} == expected
    assert found.errors == ()
