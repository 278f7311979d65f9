"""Meetings: those of the data folder, those that are recorded, and the days that steps of challenges name."""

from datetime import date

import duckdb
import pytest

from indicators.board.challenges import raise_challenge
from indicators.board.meetings import (
    board_meetings,
    cancel_meeting,
    last_meeting,
    meeting_version,
    record_meeting,
)
from indicators.clock import clock_set_to
from indicators.errors import DataProblems, RecordRefused
from indicators.loading.build import build
from tests.helpers.challenges import TODAY, asked, opened, record_store
from tests.helpers.tiny_store import tiny_store_file

ON = date(2026, 11, 30)
BOARD = """name = "The board"
[[meetings]]
date = 2026-06-03
name = "SEG"
[[meetings]]
date = 2026-03-04
name = "SEG in Oakham"
"""


@pytest.fixture(autouse=True)
def _today():
    with clock_set_to(ON):
        yield


def recorded(path, day, name="SEG"):
    return record_meeting(path, day=day, name=name, by="Business office")


def known(path):
    with opened(path) as store:
        return [(meeting.day.isoformat(), meeting.name, meeting.is_recorded) for meeting in board_meetings(store)]


@pytest.mark.examples(1)
@pytest.mark.slow
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
        assert last_meeting(store, before=ON) == day


@pytest.mark.long
def test_meetings_are_those_of_the_file_of_the_form_and_of_challenges(tmp_path):
    path = tiny_store_file(tmp_path, [{"value": 901}], files={"board.toml": BOARD})
    raise_challenge(path, asked(meeting="SEG, 9 September 2026"), today=TODAY)
    assert recorded(path, date(2026, 11, 18), " The\tgroup ") == date(2026, 11, 18)
    assert known(path) == [
        ("2026-11-18", "The group", True),
        ("2026-09-09", "", False),
        ("2026-06-03", "SEG", True),
        ("2026-03-04", "SEG in Oakham", True),
    ]
    with opened(path) as store:
        assert last_meeting(store, before=date(2026, 11, 18)) == date(2026, 9, 9)
        assert [meeting.text for meeting in board_meetings(store)][:2] == [
            "18 November 2026, The group",
            "9 September 2026",
        ]
    recorded(path, date(2026, 9, 9))
    assert ("2026-09-09", "SEG", True) in known(path), "a day that a challenge names is recorded still"


@pytest.mark.long
def test_a_cancelled_meeting_is_none_wherever_it_stands_and_may_be_recorded_anew(tmp_path):
    path = tiny_store_file(tmp_path, [{"value": 901}], files={"board.toml": BOARD})
    recorded(path, date(2026, 11, 18))
    for day in (date(2026, 11, 18), date(2026, 3, 4)):
        assert cancel_meeting(path, day=day, why="Wrong day", by="Business office") == day
    assert known(path) == [("2026-06-03", "SEG", True)]
    with pytest.raises(RecordRefused, match="18 November 2026 is not known"):
        cancel_meeting(path, day=date(2026, 11, 18), why="Wrong day", by="Business office")
    recorded(path, date(2026, 3, 4), "Group")
    assert known(path)[-1] == ("2026-03-04", "Group", True)
    with duckdb.connect(str(path)) as connection:
        rows = connection.execute("select met_on, number, event, why from meeting_event order by all").fetchall()
    assert [row[1:] for row in rows] == [
        (1, "cancel", "Wrong day"), (2, "record", ""), (1, "record", ""), (2, "cancel", "Wrong day"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("what", "message"),
    [
        ({"day": date(2026, 12, 1)}, "1 December 2026 is still to come.* today is 30 November 2026"),
        ({"day": None}, "The day is empty"),
        ({"day": date(1026, 6, 3)}, "3 June 1026 is before 2000"),
        ({"day": date(2026, 6, 3)}, "3 June 2026 has a meeting already: SEG. .*cancel that one"),
        ({"name": " \u200b"}, "The name is empty"),
        ({"name": "x" * 500}, "The name has 500 characters"),
        ({"by": ""}, "Who records it is empty"),
    ],
)
def test_what_is_wrong_is_refused_in_words_and_nothing_is_written(tmp_path, what, message):
    path = tiny_store_file(tmp_path, [{"value": 901}], files={"board.toml": BOARD})
    before = known(path)
    with pytest.raises(RecordRefused, match=message):
        record_meeting(path, **{"day": date(2026, 9, 9), "name": "SEG", "by": "Business office"} | what)
    assert known(path) == before


@pytest.mark.slow
def test_everything_wrong_is_named_at_once_and_a_form_sent_twice_writes_once(tmp_path):
    path = record_store(tmp_path)
    with pytest.raises(RecordRefused) as refused:
        record_meeting(path, day=date(2027, 1, 1), name="", by="")
    assert [problem.field for problem in refused.value.problems] == ["day", "name", "by"]
    for _ in range(2):
        record_meeting(path, day=date(2026, 9, 9), name="SEG", by="Business office", token="form")
    assert known(path) == [("2026-09-09", "SEG", True)]
    with opened(path) as store:
        first = meeting_version(store)
    cancel_meeting(path, day=date(2026, 9, 9), why="No", by="Business office")
    with opened(path) as store:
        assert meeting_version(store) != first


@pytest.mark.long
def test_a_store_of_an_earlier_layout_opens_to_read_and_to_write(tmp_path):
    path = record_store(tmp_path)
    with duckdb.connect(str(path)) as connection:
        connection.execute("drop view current_board; drop table board; drop table meeting_event")
        connection.execute("update return_file set sha256 = 'older' where origin = 'layout'")
    assert known(path) == []
    recorded(path, date(2026, 9, 9))
    assert known(path) == [("2026-09-09", "SEG", True)]


@pytest.mark.examples(2)
@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name = ", "board.toml: is not TOML"),
        (b"\xff", "is not UTF-8"),
        (
            f'{BOARD}[[meetings]]\ndate = 2026-06-03\nname = "again"',
            "meeting 3, key 'date': '2026-06-03' is given before",
        ),
        ('[[meetings]]\ndate = "June"', "key 'name': is missing"),
        (f'name = "{"x" * 500}"', "is longer than 120"),
        ('name = "b"\nmeetings = "June"', r"write \[\[meetings\]\]"),
        ('name = "b"\n[[meetings]]\ndate = "June"\nname = "SEG"', "is not a date"),
        ('name = "b"\nmeeting = 1', "is not known. Did you mean meetings"),
        (f'name = "b"\n[[meetings]]\ndate = 2026-06-03\nname = "{"x" * 500}"', "is longer than 200"),
    ],
)
def test_a_damaged_file_is_refused_and_the_meetings_stay(tmp_path, text, message):
    path = tiny_store_file(tmp_path, [{"value": 901}], files={"board.toml": BOARD})
    before = known(path)
    file = tmp_path / "data" / "board.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(DataProblems, match=message):
        build(path, tmp_path / "data")
    assert known(path) == before


@pytest.mark.long
def test_a_meeting_to_come_is_a_warning_and_counts_once_it_is_past(tmp_path):
    path = tiny_store_file(tmp_path, [{"value": 901}])
    (tmp_path / "data" / "board.toml").write_text(BOARD.replace("2026-06-03", "2026-12-02"))
    report = build(path, tmp_path / "data")
    assert [str(warning) for warning in report.warnings] == [
        "board.toml, meeting 1, key 'date': '2026-12-02' is still to come; it counts once the day is past"
    ]
    with opened(path) as store:
        assert last_meeting(store, before=ON) == date(2026, 3, 4)
        assert last_meeting(store, before=date(2026, 12, 3)) == date(2026, 12, 2)
    (tmp_path / "data" / "board.toml").unlink()
    build(path, tmp_path / "data")
    assert known(path) == []
