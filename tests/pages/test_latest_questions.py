"""Home leads to what was asked in the last quarter, and to what came of it."""

from datetime import date

import pytest

from indicators.board.challenges import raise_challenge
from indicators.clock import clock_set_to
from indicators.pages.components.board_lines import latest_questions_html
from indicators.store.database import open_for_reading
from tests.helpers.challenges import asked, record_store


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    """Two questions of July to September 2026, and one of October."""
    path = record_store(tmp_path_factory.mktemp("asked"))
    for day in (date(2026, 7, 1), date(2026, 9, 30), date(2026, 10, 1)):
        with clock_set_to(day):
            raise_challenge(path, asked(due=date(2027, 1, 1)), today=day)
    return path


@pytest.mark.slow
@pytest.mark.parametrize(
    ("today", "said", "address"),
    [
        (date(2026, 12, 1), "2 challenges put in 2026/27 Q2", "log?show=all&amp;raised=2026%2F27+Q2"),
        (date(2027, 2, 1), "1 challenge put in 2026/27 Q3", "raised=2026%2F27+Q3"),
        (date(2028, 2, 1), "1 challenge put in 2026/27 Q3", "raised=2026%2F27+Q3"),
    ],
    ids=["the quarter that is over", "the next", "else the newest with any"],
)
def test_home_says_what_was_asked_in_the_last_quarter(log, today, said, address):
    with clock_set_to(today), open_for_reading(log) as store:
        line = latest_questions_html(store)
    assert said in line
    assert address in line


def test_nothing_is_said_where_nothing_was_asked(tmp_path):
    with open_for_reading(record_store(tmp_path)) as store:
        assert latest_questions_html(store) == ""
