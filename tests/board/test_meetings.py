"""The last meeting is the newest day that a step of a challenge names."""

from datetime import date

import pytest

from indicators.board.challenges import raise_challenge
from indicators.board.meetings import last_meeting
from tests.helpers.challenges import TODAY, asked, opened, record_store


@pytest.mark.parametrize(
    ("texts", "day"),
    [
        ([], None),
        (["SEG"], None),
        (["SEG, 9 September 2026", "Group meeting of 4 June 2026"], date(2026, 9, 9)),
        (["SEG, 31 June 2026", "SEG of 4 june 2026"], date(2026, 6, 4)),
        (["SEG, 8 December 2026"], None),
    ],
)
def test_the_last_meeting_before_a_day(tmp_path, texts, day):
    path = record_store(tmp_path)
    for number, text in enumerate(texts):
        raise_challenge(path, asked(meeting=text, token=f"token {number}"), today=TODAY)
    with opened(path) as store:
        assert last_meeting(store, before=date(2026, 11, 30)) == day
