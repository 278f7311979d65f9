"""The store: named queries, threads, transactions, and what is told when the file cannot be used."""

import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from indicators.errors import StoreError
from indicators.loading.build import build
from indicators.store.database import UnreadableStore, open_for_writing, open_store
from indicators.store.engine import queries_of_file
from tests.helpers.processes import child
from tests.helpers.tiny_store import current, tiny_data, tiny_store, tiny_store_file

REMEDY = "python -m indicators build --replace"


@pytest.fixture
def store(tmp_path):
    """A store in memory with one figure an area."""
    opened = tiny_store(tmp_path, facts=[{"value": 901}, {"area": "Rutland", "value": 369}])
    yield opened
    opened.close()


@pytest.fixture
def path(tmp_path):
    """A store on disk, closed."""
    return tiny_store_file(tmp_path, facts=[{"value": 901}])


def a_return(number=99, **changes):
    return pd.DataFrame(
        [{"return_id": number, "name": "x", "origin": "upload", "sha256": "", "row_count": 1} | changes]
    )


def figures(path):
    opened = open_store(path)
    try:
        return list(current(opened)["value"])
    finally:
        opened.close()


# Queries


@pytest.mark.slow
def test_parameters_go_by_name(store):
    found = store.query("series", areas=["E06000017"], indicators=["contacts"])
    assert list(found["value"]) == [369]


@pytest.mark.examples(1)
@pytest.mark.slow
@pytest.mark.parametrize(
    ("params", "told"),
    [
        ({"indicators": ["contacts"]}, "areas"),
        ({"indicators": ["contacts"], "areas": [], "surplus": 1}, "surplus"),
        ({}, "areas"),
    ],
)
def test_missing_and_surplus_parameters_are_refused(store, params, told):
    with pytest.raises(StoreError, match=told):
        store.query("series", **params)


@pytest.mark.slow
def test_an_unknown_query_is_named(store):
    with pytest.raises(LookupError, match="has a query `-- name: serie`"):
        store.query("serie")


def test_a_file_has_queries_by_name(tmp_path):
    path = tmp_path / "some.sql"
    path.write_text("-- What they share.\n\n-- name: a\n-- one row\nselect 1;\n\n-- name: b\nselect 2", "utf-8")
    assert queries_of_file(path) == [("a", "-- one row\nselect 1;\n"), ("b", "select 2\n")]


@pytest.mark.slow
def test_text_in_a_parameter_stays_text(store):
    nasty = "contacts'); drop table observation; --"
    assert store.query("series", indicators=[nasty], areas=["E06000017"]).empty
    assert len(current(store)) == 2


@pytest.mark.long
def test_threads_get_their_own_answers(tmp_path):
    codes = ["E10000018", "E06000017", "E06000016"]
    names = ["Leicestershire", "Rutland", "Leicester"]
    facts = [
        {"area": name, "period": f"{year}/{(year + 1) % 100:02d}", "value": place * 10_000 + year}
        for place, name in enumerate(names)
        for year in range(1990, 2020)
    ]
    opened = open_store(tiny_store_file(tmp_path, facts=facts))

    def ask(number):
        place = number % 3
        values = opened.query("series", indicators=["contacts"], areas=[codes[place]])["value"]
        return list(values) == [place * 10_000 + year for year in range(1990, 2020)]

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(45)))
    opened.close()
    assert answers.count(True) == 45


# Writing


@pytest.mark.slow
def test_a_transaction_is_all(store):
    with store.transaction():
        store.append("return_file", a_return())
    assert list(store.query("next_return_id")["return_id"]) == [100]


@pytest.mark.slow
def test_or_nothing(store):
    before = store.version, list(store.fetch("next_return_id")["return_id"])

    def fail():
        with store.transaction():
            store.append("return_file", a_return())
            raise KeyError("stop")

    with pytest.raises(KeyError, match="stop"):
        fail()
    assert (store.version, list(store.fetch("next_return_id")["return_id"])) == before


@pytest.mark.long
def test_a_store_stays_usable_after_a_refused_row(store):
    def fail():
        with store.transaction():
            store.append("return_file", a_return(sha256=None))

    with pytest.raises(StoreError, match="NOT NULL"):
        fail()
    with store.transaction():
        store.append("return_file", a_return())
    assert len(current(store)) == 2


@pytest.mark.slow
def test_what_is_not_committed_is_seen_by_nobody_else(store):
    with store.transaction():
        store.append("return_file", a_return())
        assert list(store.fetch("next_return_id")["return_id"]) == [100]
        assert list(store.query("next_return_id")["return_id"]) != [100]
    assert list(store.query("next_return_id")["return_id"]) == [100]


@pytest.mark.long
def test_version_changes_with_each_event_only(tmp_path):
    path = tiny_store_file(tmp_path, facts=[{}])
    opened = open_store(path)
    first = opened.version
    current(opened)
    assert opened.version == first
    opened.close()
    build(path, tiny_data(tmp_path, facts=[{"value": 902}]))
    opened = open_store(path)
    assert opened.version != first
    opened.close()


def test_a_reading_store_cannot_write_or_reach_out(path):
    opened = open_store(path)
    with pytest.raises(StoreError, match="read-only"):
        opened.append("return_file", a_return())
    with pytest.raises(StoreError, match="disabled"):
        opened.execute("read_facts", path=__file__, columns={"a": "varchar"})
    opened.close()
    assert figures(path) == [901]


def test_opening_to_write_changes_nothing_by_itself(path):
    before = path.read_bytes()
    open_for_writing(path).close()
    assert path.read_bytes() == before


@pytest.mark.long
def test_views_of_another_version_are_laid_again(path):
    raw = duckdb.connect(str(path))
    raw.execute("create or replace view current_area as select 1 as code")
    raw.execute("update return_file set sha256 = 'older' where origin = 'layout'")
    raw.close()
    opened = open_for_writing(path)
    assert len(opened.query("areas")) == 6
    opened.close()
    opened = open_store(path)
    assert opened.layout_is_current()
    opened.close()


# Files that cannot be used


def test_no_store_says_how_to_build_one(tmp_path):
    with pytest.raises(StoreError, match="There is no store at .*none.duckdb. Run: python -m indicators build"):
        open_store(tmp_path / "none.duckdb")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_no_store(tmp_path):
    for opening in (open_store, open_for_writing):
        with pytest.raises(StoreError, match="is not a file.*last backup.*INDICATORS_STORE"):
            opening(tmp_path)


def other_database(path):
    connection = duckdb.connect(str(path))
    connection.execute("create table something (a int)")
    connection.close()


UNREADABLE = {
    "empty": lambda path: path.write_bytes(b""),
    "text": lambda path: path.write_text("indicator,area\n" * 1000),
    "noise": lambda path: path.write_bytes(os.urandom(50_000)),
    "zeros": lambda path: path.write_bytes(bytes(50_000)),
    "spreadsheet": lambda path: path.write_bytes(b"PK\x03\x04" + bytes(3000)),
    "other database": other_database,
}


@pytest.mark.parametrize("kind", UNREADABLE)
@pytest.mark.parametrize("opening", [open_store, open_for_writing])
def test_what_is_no_store_is_told_and_left_alone(tmp_path, kind, opening):
    path = tmp_path / "store.duckdb"
    UNREADABLE[kind](path)
    before = path.read_bytes()
    with pytest.raises(UnreadableStore, match=REMEDY) as caught:
        opening(path)
    assert str(path) in str(caught.value)
    assert "Traceback" not in str(caught.value)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["store.duckdb"]


@pytest.mark.examples(1)
@pytest.mark.slow
@pytest.mark.parametrize("share", [0.001, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99])
def test_a_cut_off_store_is_told(path, share):
    """Where only the end is missing the file may still open; then the figures themselves are the test."""
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    code = (
        "import sys; from tests.helpers.tiny_store import current; from indicators.store.database import open_store\n"
        "print(current(open_store(sys.argv[1])))"
    )
    with child(code, path) as reader:
        ended, error = reader.end()
    assert ended == 1
    assert f"{path} cannot be read as a store" in error
    assert REMEDY in error


@pytest.fixture
def held(path):
    """A second process that holds the store open, to write or to read as the test asks."""
    running = ExitStack()

    def hold(opening):
        code = (
            "import sys; from indicators.store import database as store\n"
            f"opened = store.{opening}(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
        )
        assert running.enter_context(child(code, path)).stdout.readline() == "open\n"

    with running:
        yield hold


@pytest.mark.examples(1)
@pytest.mark.slow
@pytest.mark.parametrize(
    ("held_by", "opening"),
    [
        ("open_for_writing", open_store),
        ("open_for_writing", open_for_writing),
        ("open_store", open_for_writing),
    ],
)
def test_a_store_in_use_is_told(path, held, held_by, opening):
    held(held_by)
    with pytest.raises(StoreError, match="is in use by another process. Close the running dashboard"):
        opening(path)


@pytest.mark.slow
def test_two_processes_may_read(path, held):
    held("open_store")
    assert figures(path) == [901]


@pytest.mark.long
def test_a_reader_keeps_what_it_opened_and_the_next_one_sees_what_took_its_place(path, tmp_path):
    opened = open_store(path)
    other = tiny_store_file(tmp_path / "other", facts=[{"value": 5}])
    other.replace(path)
    assert (list(current(opened)["value"]), figures(path)) == ([901], [5])
    opened.close()


def test_paths_may_be_text_with_odd_characters(tmp_path):
    folder = tmp_path / "béta [1] 'x' *"
    folder.mkdir()
    path = tiny_store_file(folder, facts=[{"value": 5}])
    assert figures(str(path)) == [5]
    assert isinstance(path, Path)
