"""Figures of an edition that are far from what is known: most of them are of another table, one is doubted."""

from datetime import date

import pytest

from indicators.clock import clock_set_to
from indicators.errors import DataProblems
from indicators.returns.accept import accept_return
from tests.helpers.returns import arrival_store, check_return, figures, sent, wide_csv

ROLE = "business office"
KNOWN = [
    (area, year, size + year % 5)
    for area, size in (("England", 600_000), ("Leicestershire", 5_000), ("Rutland", 200))
    for year in range(2018, 2025)
]


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    folder = tmp_path_factory.mktemp("scale")
    path = arrival_store(folder)
    accept_return(path, sent(folder, wide_csv(KNOWN), "first.csv"), by=ROLE)
    return path


def edition(path, lines):
    return sent(path.parent, wide_csv(lines), "edition.csv")


def doubts(checked):
    return [str(problem) for problem in checked.warnings if "nearest to it in time" in problem.message]


@pytest.mark.slow
def test_a_column_of_another_table_is_left_out_whole(path):
    file = edition(path, [(area, year, value // 60) for area, year, value in KNOWN])
    checked = check_return(path, file)
    assert (checked.sound, checked.counts["refused"]) == (0, len(KNOWN))
    (error,) = checked.errors
    assert "21 of 21 figures of 'Referrals' are several times larger or smaller" in error.message
    before = figures(path)
    with pytest.raises(DataProblems, match="of another table or in another unit"):
        accept_return(path, file, by=ROLE)
    assert figures(path) == before


@pytest.mark.examples(1)
@pytest.mark.parametrize(("area", "year"), [("Leicestershire", 2021), ("Rutland", 2024), ("England", 2018)])
def test_one_figure_a_hundred_times_too_large_is_doubted(path, area, year):
    checked = check_return(path, edition(path, [
        (*line[:2], line[2] * 100 if line[:2] == (area, year) else line[2]) for line in KNOWN
    ]))  # fmt: skip
    (doubt,) = doubts(checked)
    assert "is about 100 times as large as" in doubt
    assert checked.errors == ()


@pytest.mark.slow
def test_a_new_year_is_held_against_the_stored_one(path):
    assert len(doubts(check_return(path, edition(path, [("Rutland", 2025, 20_100), ("England", 2025, 610_000)])))) == 1


@pytest.mark.long
def test_revisions_and_small_numbers_are_no_doubt(path, tmp_path):
    usual = [(area, year, round(value * 1.3)) for area, year, value in KNOWN] + [("Rutland", 2025, 290)]
    checked = check_return(path, edition(path, usual))
    assert (checked.errors, doubts(checked), checked.counts["refused"]) == ((), [], 0)
    small = arrival_store(tmp_path)
    lines = [("Rutland", year, value) for year, value in enumerate([1, 15, 0, 12, 2, 0, 19], 2018)]
    accept_return(small, edition(small, lines), by=ROLE)
    moved = check_return(small, edition(small, [(*line[:2], 16 - line[2] % 16) for line in lines]))
    assert (moved.errors, doubts(moved)) == ((), [])


COLUMNS = ("category", "rereferral_percent")


def shares(**values):
    """A file of the share of repeat referrals, by area in 2025."""
    return wide_csv([(area.replace("_", " "), 2025, "Referrals and Re-referrals", value) for area, value in
                     values.items()], COLUMNS)  # fmt: skip


@pytest.mark.examples(1)
@pytest.mark.parametrize(
    ("rutland", "others", "words"),
    [
        (0.22, 25.1, "(Repeat referrals, Rutland, 2024/25) is read as 0.22%, and 25.1 stands for "),
        (0.22, 0.25, ""),
        (22, 25.1, ""),
    ],
)
def test_a_publishers_fraction_beside_percentages_is_doubted(tmp_path, rutland, others, words):
    path = arrival_store(tmp_path)
    checked = check_return(path, sent(tmp_path, shares(Rutland=rutland, Leicestershire=others, England=others)))
    found = [str(problem) for problem in checked.warnings if "is read as" in problem.message]
    assert [words in text for text in found] == ([True] if words else [])
    assert checked.errors == ()


@pytest.fixture(scope="module")
def with_shares(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shares")
    path = arrival_store(folder)
    known = {"Rutland": 68.5, "Leicestershire": 71.2, "East_Midlands": 70.1, "England": 69.4}
    accept_return(path, sent(folder, shares(**known)), by=ROLE)
    return path


def fractions_told(path, **values):
    checked = check_return(path, sent(path.parent, shares(**values).replace("2025,", "2026,")))
    return checked, [one for one in checked.problems if "is read as" in one.message]


@pytest.mark.examples(1)
@pytest.mark.parametrize("high", [0.72, 1.0])
def test_a_fraction_of_a_high_percentage_is_told_too(with_shares, high):
    """A hundredth of 72 is 0.72: it is doubted, though only one of four is so."""
    checked, told = fractions_told(with_shares, Rutland=high, Leicestershire=73, East_Midlands=70, England=69)
    assert len(told) == 1
    assert f"is read as {high:g}%, and 68.5 was given for 2024/25" in told[0].message
    assert (checked.errors, checked.counts["new"]) == ((), 4)


def test_a_column_of_fractions_is_refused(with_shares):
    checked, (told,) = fractions_told(with_shares, Rutland=0.72, Leicestershire=0.71, East_Midlands=0.7, England=69)
    assert checked.errors == (told,)
    assert "3 of 4 percentages of 'Repeat referrals' in this file are a hundredth of those beside them" in told.message
    assert (checked.sound, checked.counts["refused"]) == (0, 4)


@pytest.mark.slow
def test_fractions_in_the_place_of_low_percentages_are_refused(tmp_path):
    """Below 20 no figure is of another table by its size; those that are replaced say what is usual."""
    path = arrival_store(tmp_path)
    own = {"Rutland": 9.5, "Leicestershire": 8.2, "England": 10.1}
    accept_return(path, sent(tmp_path, shares(**own)), by=ROLE)
    checked = check_return(path, sent(tmp_path, shares(**{area: value / 100 for area, value in own.items()})))
    assert ["3 of 3 percentages" in one.message for one in checked.errors] == [True]


@pytest.mark.slow
def test_percentages_below_one_are_none(tmp_path):
    path = arrival_store(tmp_path)
    accept_return(path, sent(tmp_path, shares(Rutland=1.2, Leicestershire=0.8, England=0.97)), by=ROLE)
    checked, told = fractions_told(path, Rutland=0.6, Leicestershire=0.97, England=0.9)
    assert (told, checked.errors, checked.sound) == ([], (), 3)


def test_a_publishers_period_that_is_not_over_is_doubted(path):
    with clock_set_to(date(2024, 12, 1)):
        checked = check_return(path, edition(path, [("Rutland", 2025, 203), ("Rutland", 2024, 203)]))
    (doubt,) = [str(problem) for problem in checked.warnings if "has not ended" in problem.message]
    assert "(2024/25) has not ended by today, 1 December 2024" in doubt
