"""The year that a report opens with: the newest that is whole."""

from contextlib import closing
from datetime import date

import pytest

from indicators.report.year import opening_year, years_on_offer
from tests.helpers.areas import BOARD_AREAS
from tests.helpers.tiny_store import tiny_store


def opened(folder, periods):
    facts = [{"value": 7, "period": period} for period in periods]
    with closing(tiny_store(folder, facts)) as store:
        return opening_year(years_on_offer(store, BOARD_AREAS))


@pytest.mark.slow
def test_a_year_of_which_one_quarter_has_come_is_not_opened(tmp_path):
    found = opened(tmp_path, ["2024/25", "2025/26", "2026/27 Q2"])
    assert found.ends == date(2026, 3, 31)
    assert found.reason == "2025/26 is the newest year with most of its figures: those of 1 indicator. 2026/27 has 1."


@pytest.mark.long
def test_four_quarters_are_a_whole_year(tmp_path):
    quarters = [f"2025/26 Q{number}" for number in (1, 2, 3)]
    assert opened(tmp_path / "three", ["2024/25", *quarters]).ends == date(2025, 3, 31)
    assert opened(tmp_path / "four", ["2024/25", *quarters, "2025/26 Q4"]).ends == date(2026, 3, 31)


@pytest.mark.long
def test_where_no_year_is_whole_the_newest_opens_and_where_there_is_none_nothing(tmp_path):
    assert opened(tmp_path / "part", ["2024/25 Q1", "2025/26 Q1"]).ends == date(2026, 3, 31)
    assert opened(tmp_path / "none", []).ends is None
