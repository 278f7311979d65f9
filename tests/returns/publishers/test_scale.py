"""Figures of an edition that are far from what is known: most of them are of another table, one is doubted."""

import pytest

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
