"""Announced editions of publishers' tables: read with clear problems, told when they are due, and answered when they
came.
"""

from datetime import date

import pytest

from indicators.catalogue.catalogue import load_catalogue
from indicators.catalogue.due_days import parse_due_day
from indicators.errors import DataProblems
from indicators.frames import frame_rows
from indicators.loading.build import build
from indicators.returns.editions import EditionState, announced_editions, publications_due
from indicators.store.database import IN_MEMORY, open_for_reading, open_for_writing
from tests.helpers.tiny_store import tiny_data, tiny_store

TODAY = date(2017, 12, 1)


@pytest.mark.parametrize(
    ("text", "phrase", "past_from"),
    [
        ("2026-10-29", "on 29 October 2026", date(2026, 10, 30)),
        ("29 October 2026", "on 29 October 2026", date(2026, 10, 30)),
        ("October 2026", "in October 2026", date(2026, 11, 1)),
        ("not announced", "on a day that is not known (not announced)", None),
    ],
)
def test_a_day_a_month_and_words_are_told_as_such(text, phrase, past_from):
    due = parse_due_day(text)
    assert due.phrase == phrase
    assert parse_due_day(due.text) == due
    assert due.is_past(date(9999, 1, 1)) is (past_from is not None)
    if past_from:
        assert due.is_past(past_from)
        assert due.last is not None
        assert not due.is_past(due.last)


@pytest.mark.parametrize("text", ["29.10.26x", "2026/27", "Octobre 2026", "autumn 2026", "2026-13-01", "2026", " "])
def test_what_is_neither_is_refused_with_what_to_write(text):
    with pytest.raises(ValueError, match=r"is no day and no month; write 2026-10-29"):
        parse_due_day(text)


@pytest.mark.long
def test_problems_of_the_file_are_named_all_at_once(tmp_path):
    rows = [
        {"source": "nationl"},
        {"due": "Octobre 2017", "brings": "2017-18"},
        {"stated_in": "", "brings": "2018/19"},
        {"brings": "2019/20"},
        {"brings": "2019/20"},
    ]
    data = tiny_data(tmp_path, [{"value": 901}], tables={"editions.csv": rows})
    with pytest.raises(DataProblems) as raised:
        build(IN_MEMORY, data)
    said = str(raised.value)
    for words in (
        "row 2, column 'source': 'nationl' is not a source of sources.csv. Did you mean national",
        "row 3, column 'due': 'Octobre 2017' is no day and no month",
        "row 3, column 'brings'",
        "row 4, column 'stated_in'",
        "row 6: 'national, 2019/20' is given before, in row 5",
    ):
        assert words.replace("'", "") in said.replace("'", "").replace('"', ""), (words, said)


@pytest.mark.long
def test_an_edition_is_due_then_overdue_then_came(tmp_path):
    rows = [{"brings": "2016/17"}, {"brings": "2015/16", "due": "2016-10-27"}, {"brings": "2018/19", "due": "unknown"}]
    store = tiny_store(tmp_path, [{"source": "national", "period": "2015/16"}], tables={"editions.csv": rows})
    came, waiting, undated = announced_editions(store)
    assert came.came_on is not None
    assert came.state(TODAY) is EditionState.CAME
    assert [waiting.state(day) for day in (date(2017, 10, 31), date(2017, 11, 1))] == [
        EditionState.DUE,
        EditionState.OVERDUE,
    ]
    assert undated.state(date(2050, 1, 1)) is EditionState.UNDATED
    said = [one.subject + one.standing for one in publications_due([waiting], load_catalogue(store), as_at=TODAY)]
    assert said[0].endswith("2016/17 was due in October 2017 and is not loaded yet")


@pytest.mark.long
def test_tables_of_one_publication_are_one_line(tmp_path):
    sources = [
        {"source": "needs", "title": "DfE, Children in need: referrals"},
        {"source": "plans", "title": "DfE, Children in need: plans"},
    ]
    rows = [{"source": "needs", "brings": "2016/17"}, {"source": "plans", "brings": "31 March 2017"}]
    store = tiny_store(tmp_path, [{}], tables={"editions.csv": rows, "sources.csv": sources})
    (line,) = publications_due(announced_editions(store), load_catalogue(store), as_at=TODAY)
    assert line.subject == "DfE, Children in need 2016/17: referrals and plans"


@pytest.mark.long
def test_when_an_edition_came_is_the_first_day_of_such_a_figure_like_a_plain_loop(tmp_path):
    """The twin of the query: every figure of the source that reaches so far, of returns in force."""
    facts = [{"source": "national", "period": f"{year}/{year - 1999}"} for year in (2013, 2014, 2015)]
    rows = [{"brings": f"{year}/{year - 1999}"} for year in (2012, 2014, 2016)]
    store = tiny_store(tmp_path, facts, tables={"editions.csv": rows})
    by_end = {one.brings.ends.year: one.came_on for one in announced_editions(store)}
    figures = store.query("received_figures", sources=["national"])
    for end, came_on in by_end.items():
        reaching = [row.accepted_at.date() for row in frame_rows(figures) if row.ends.date() >= date(end, 3, 31)]
        assert came_on == min(reaching, default=None)


@pytest.mark.long
def test_a_store_of_an_earlier_layout_announces_nothing_and_an_empty_one_neither(tmp_path):
    assert announced_editions(tiny_store(tmp_path, [{}])) == []
    path = tmp_path / "store.duckdb"
    build(path, tiny_data(tmp_path, [{}]))
    store = open_for_writing(path)
    store._connection.execute("drop view current_edition_due; drop table edition_due")
    store.close()
    with open_for_reading(path) as older:
        assert announced_editions(older) == []
