"""A board of a lake: the same as a file's, one writer at a time on any machine, nothing lost, and each sees its own."""

import os
import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from indicators.board.challenges import challenge_history, move_challenge
from indicators.board.drafts import all_drafts, new_draft_id, save_draft
from indicators.cli.main import main
from indicators.errors import DataProblems, StoreError, UsageError
from indicators.lake_address import lake_at, parse_lake_address, remember_lake, store_place
from indicators.loading.build import StoreState, build, ensure_store
from indicators.operations.backup import make_backup, restore_backup
from indicators.operations.doctor import CheckState, examine
from indicators.operations.move import move_store
from indicators.returns.accept import accept_return
from indicators.store.database import open_for_reading, open_store, store_identity
from indicators.store.engine import connect
from indicators.store.lake import lake_columns, lake_cursor, lake_error, lake_transaction, reading_copies, reading_copy
from indicators.store.rewrite import copies_before_upgrade, rewrite
from tests.helpers.challenges import PLANS, STEPS, TODAY, opened, raised_store, taken
from tests.helpers.postgres import PASSWORD, copied_lake, lake_address, new_lake, postgres_server
from tests.helpers.processes import child
from tests.helpers.returns import arrival_store, long_csv, sent
from tests.helpers.tiny_store import tiny_data, tiny_store_file

FACTS = [{"value": 901}, {"area": "Rutland", "symbol": "c", "value": ""}]


@pytest.fixture
def server():
    return postgres_server()


@pytest.fixture
def lake(server, tmp_path):
    """The place of a board that is not there yet, in a lake of its own."""
    return store_place(new_lake(server, tmp_path))


@pytest.fixture
def built(server, tmp_path):
    """A board with two figures."""
    data = tiny_data(tmp_path, FACTS)
    return copied_lake(server, tmp_path, "built", lambda place: build(place, data))


@pytest.fixture
def raised(server, tmp_path):
    """A board with a figure and a challenge, carried from a file."""
    tiny_data(tmp_path, FACTS)
    return copied_lake(server, tmp_path, "raised", lambda place: move_store(raised_store(tmp_path), place))


def database_of(place):
    return dict(lake_at(place).connection)["dbname"]


def rows_of(path):
    """All rows of all tables of a store, in their order."""
    with open_for_reading(path) as store, store._cursor() as cursor:
        return {
            name: cursor.table(f"store.main.{name}").project(", ".join(f'"{column}"' for column in columns)).fetchall()
            for name, columns in lake_columns(cursor).items()
        }


def written(path, number, *, fail=False):
    """Write a note of a made-up return to a store."""
    with rewrite(path) as store, store.transaction():
        store.append("return_event", event(number))
        if fail:
            raise RuntimeError("in the middle")


def event(number):
    row = {"return_id": number, "event": "noted", "happened_at": pd.Timestamp("2026-01-01"), "reason": ""}
    return pd.DataFrame([row | {"happened_by": "a test"}])


def noted(path):
    with open_for_reading(path) as store, store._cursor() as cursor:
        rows = cursor.table("store.main.return_event").filter("event = 'noted'").project("return_id").fetchall()
    return [row[0] for row in rows]


# The same as a file


@pytest.mark.slow
def test_what_is_built_in_a_lake_is_what_is_built_in_a_file(lake, tmp_path):
    file = tiny_store_file(tmp_path, FACTS, plans=PLANS)
    assert build(lake, tmp_path / "data").figures == build(file, tmp_path / "data").figures == 2
    ours, theirs = rows_of(lake), rows_of(file)
    assert ours.keys() == theirs.keys()
    assert {name: len(rows) for name, rows in ours.items()} == {name: len(rows) for name, rows in theirs.items()}
    assert ours["observation"] == theirs["observation"]
    assert ensure_store(lake, tmp_path / "data").state is StoreState.CURRENT


@pytest.mark.slow
def test_a_store_moves_into_a_lake_and_back_with_every_version_event_and_id(lake, tmp_path):
    file = raised_store(tmp_path)
    move_challenge(file, 1, taken("escalate"), today=TODAY)
    draft = new_draft_id()
    save_draft(file, draft, "raise", "A draft", {"question": "Why?"})
    before = rows_of(file)
    move_store(file, lake)
    assert rows_of(lake) == before == rows_of(file)
    assert [one.id for one in all_drafts(lake)] == [draft]
    move_challenge(lake, 1, taken("answer"), today=TODAY)
    back = tmp_path / "back" / "store.duckdb"
    back.parent.mkdir()
    move_store(lake, back)
    assert rows_of(back) == rows_of(lake) != before
    with opened(back) as store:
        assert store.layout_is_current()
        assert [step.number for step in challenge_history(store, 1)] == [1, 2, 3]


@pytest.mark.long
def test_nothing_is_moved_onto_what_is_there(built, tmp_path):
    file = tiny_store_file(tmp_path, [{"value": 902}])
    before = rows_of(built)
    with pytest.raises(UsageError, match="is there already"):
        move_store(file, built)
    with pytest.raises(UsageError, match="is there already"):
        move_store(built, file)
    with pytest.raises(UsageError, match="one is a file and the other a board of a lake"):
        move_store(file, tmp_path / "other.duckdb")
    with pytest.raises(StoreError, match="no folder"):
        move_store(built, tmp_path / "nowhere" / "store.duckdb")
    assert rows_of(built) == before


@pytest.mark.long
def test_a_return_is_accepted_as_into_a_file(lake, tmp_path):
    file = arrival_store(tmp_path, facts=[{"value": 901}])
    move_store(file, lake)
    for path in (file, lake):
        accept_return(path, sent(tmp_path, long_csv([{"area": "Rutland", "value": 4}])), by="business office")
    assert [row[:-1] for row in rows_of(lake)["observation"]] == [row[:-1] for row in rows_of(file)["observation"]]
    assert len(rows_of(lake)["observation"]) == 2


@pytest.mark.long
def test_problems_of_the_data_folder_leave_a_lake_as_it_was(built, tmp_path):
    before = rows_of(built)
    data = tiny_data(tmp_path, [{"value": "many"}])
    with pytest.raises(DataProblems):
        build(built, data)
    assert rows_of(built) == before
    assert ensure_store(built, data).state is StoreState.STALE


# Writing


@pytest.mark.long
def test_a_block_that_fails_writes_nothing(built):
    with pytest.raises(RuntimeError):
        written(built, 7, fail=True)

    def failing_later():
        with rewrite(built) as store:
            with store.transaction():
                store.append("return_event", event(8))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        failing_later()
    assert noted(built) == []
    written(built, 9)
    assert noted(built) == [9]


@pytest.mark.long
def test_who_goes_on_after_a_failed_transaction_is_refused(built):
    def going_on():
        with rewrite(built) as store:
            with pytest.raises(RuntimeError), store.transaction():
                raise RuntimeError
            with store.transaction():
                store.append("return_event", event(5))

    with pytest.raises(StoreError, match="nothing was"):
        going_on()
    assert noted(built) == []


@pytest.mark.long
def test_a_writer_reads_what_it_has_written_and_readers_what_is_committed(built):
    before = store_identity(built)
    reading = open_store(built)
    with rewrite(built) as store:
        with store.transaction():
            store.append("return_event", event(5))
        assert store.query("data_version")["events"].iloc[0] == reading.query("data_version")["events"].iloc[0] + 1
        assert store_identity(built) == before
        assert noted(built) == []
    assert store_identity(built) != before
    assert noted(built) == [5]
    reading.close()


@pytest.mark.long
def test_without_the_lock_too_nobody_writes_on_what_they_have_not_seen(built):
    """As after a lock that was lost with its connection: the second commit is refused, in words."""
    board = lake_at(built)
    with lake_cursor(board) as first, lake_cursor(board) as second:
        second.begin()
        assert second.table("return_event").aggregate("max(return_id)").fetchall()
        with lake_transaction(board, first):
            first.append("return_event", event(1), by_name=True)
        second.append("return_event", event(1), by_name=True)
        with pytest.raises(duckdb.Error) as refusal:
            second.commit()
    assert "at the same moment" in str(lake_error(board, refusal.value))
    assert noted(built) == [1]


def address_of(server, tmp_path, place, **rest):
    return lake_address(server, tmp_path, database_of(place), **rest)


@pytest.mark.long
def test_two_servers_writing_at_once_lose_and_double_nothing(raised, server, tmp_path):
    """Threads of this process and of another with files of its own; some send their step a second time."""
    words = [f"person {number}" for number in range(16)]

    def twice(said):
        step = taken("escalate", words=said, token=said)
        first = move_challenge(raised, 1, step, today=TODAY)
        return first, move_challenge(raised, 1, step, today=TODAY) if said.endswith("0") else first

    other_address = address_of(server, tmp_path, raised, files="others")
    with child(STEPS, other_address, *words[:6]) as other, ThreadPoolExecutor(10) as pool:
        other.stdin.close()
        numbers = list(pool.map(twice, words[6:]))
    assert other.wait() == 0
    with opened(raised) as store:
        steps = challenge_history(store, 1)
    assert [step.number for step in steps] == list(range(1, 18))
    assert Counter(step.words for step in steps[1:]) == Counter(words)
    assert [step.at for step in steps] == sorted(step.at for step in steps)
    assert numbers == [(step.number,) * 2 for said in words[6:] for step in steps if step.words == said]


@pytest.mark.long
def test_a_writer_killed_in_the_middle_leaves_nothing_and_frees_the_lock(raised, server, tmp_path):
    code = (
        "import sys; from indicators.lake_address import store_place; from indicators.store.rewrite import rewrite\n"
        "from indicators.board.write import add_row\n"
        "with rewrite(store_place(sys.argv[1])) as store:\n"
        "    add_row(store, 'made_up', {'happened_at': __import__('datetime').datetime(2026, 1, 1)})\n"
        "    print('written', flush=True); sys.stdin.read()\n"
    )
    with child(code, address_of(server, tmp_path, raised)) as writer:
        assert writer.stdout.readline() == "written\n"
        with pytest.raises(StoreError, match="Somebody else is writing"), rewrite(raised, patience=0.3):
            pytest.fail("two at once")
        writer.kill()
        assert writer.wait() < 0
    move_challenge(raised, 1, taken("escalate"), today=TODAY)
    with opened(raised) as store:
        assert not store.is_made_up
        assert len(challenge_history(store, 1)) == 2


# The copy for reading


@pytest.mark.long
def test_the_copy_follows_every_write_as_if_it_were_made_anew(built, tmp_path):
    draws = random.Random(5)
    for number in range(6):
        if draws.random() < 0.5:
            written(built, number)
        else:
            build(built, tiny_data(tmp_path, [{"value": 1_000 + number}]))
        grown = rows_of(built)
        assert len(reading_copies(built)) == 1
        reading_copies(built)[0].unlink()
        assert rows_of(built) == grown


@pytest.mark.long
def test_a_damaged_copy_is_made_anew_and_a_reader_keeps_the_one_it_has(built):
    with open_for_reading(built) as reading:
        version = reading.version
        written(built, 3)
        assert noted(built) == [3]
        assert reading.version == version
    copy = reading_copies(built)[0]
    copy.write_bytes(copy.read_bytes()[:5_000])
    assert noted(built) == [3]


@pytest.mark.long
def test_a_read_store_reaches_nothing_else(built):
    with open_for_reading(built) as store, store._cursor() as cursor:
        databases = {row[0] for row in cursor.execute("select database_name from duckdb_databases()").fetchall()}
        assert databases == {"store", "memory", "system", "temp"}
        for text in (
            f"attach '{built.parent}/x.duckdb' as x",
            "load postgres_scanner",
            f"from glob('{built.parent}/*')",
        ):
            with pytest.raises(duckdb.Error):
                cursor.execute(text)


# Several boards


@pytest.mark.long
def test_each_board_sees_its_own(built, server, tmp_path):
    second = store_place(address_of(server, tmp_path, built, board="second"))
    build(second, tiny_data(tmp_path / "other", [{"value": 77}]))
    assert [77.0 in row for row in rows_of(second)["observation"]] == [True]
    assert not any(77.0 in row for row in rows_of(built)["observation"])
    identity = store_identity(built)
    written(second, 1)
    assert (noted(second), noted(built), store_identity(built)) == ([1], [], identity)
    with lake_cursor(lake_at(built)) as cursor:
        named = cursor.execute("select distinct schema_name from duckdb_tables()").fetchall()
        assert "board_second" not in {row[0] for row in named}
    assert not list((tmp_path / "lake" / "first").rglob("second"))


# What is wrong


def words_of(act):
    with pytest.raises((StoreError, UsageError)) as refusal:
        act()
    text = str(refusal.value)
    assert "sesame" not in text
    assert "Traceback" not in text
    cause = refusal.value.__cause__
    while cause is not None:
        assert "sesame" not in str(cause)
        cause = cause.__cause__
    return text


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("ducklake:", "postgresql://"),
        ("ducklake:x.ducklake", "postgresql://"),
        ("ducklake:postgres:dbname=lake", "postgresql://"),
        ("ducklake:postgresql://u:sesame@h:port/lake?data=/d&board=b", "cannot be read"),
        ("ducklake:postgresql://u:sesame@h/lake", "data= is missing"),
        ("ducklake:postgresql://u:sesame@h/lake?data=/d", "board= is missing"),
        ("ducklake:postgresql://u:sesame@h?data=/d&board=b", "name of the database"),
        ("ducklake:postgresql://u:sesame@h/lake?data=d&board=b", "full name of a folder"),
        ("ducklake:postgresql://u:sesame@h/lake?data=/d&board=The Board", "small letters"),
        ("ducklake:postgresql://u:sesame@h/lake?data=/d&board=b;drop", "small letters"),
        ("ducklake:postgresql://u:sesame@h/lake?data=/d&board=b&board=c", "twice"),
        ("ducklake:postgresql://u:sesame@h/lake?data=/d&board=b&files=f", "full name of a folder"),
        ("ducklake:postgresql://u:sesame@h/lake?data=/d&board=b&password=sesame", "'password' is nothing"),
    ],
)
def test_a_malformed_address_is_refused_in_words(address, words, monkeypatch, capsys):
    assert words in words_of(lambda: store_place(address))
    monkeypatch.setenv("INDICATORS_STORE", address)
    assert main(["returns"]) == 2
    said = capsys.readouterr().err
    assert words in said
    assert "sesame" not in said
    assert "Traceback" not in said


def test_an_address_has_no_password_in_its_text():
    board = parse_lake_address("ducklake:postgresql://u:sesa%27me@h:5433/lake?data=/d&board=b&sslmode=require&files=/f")
    assert board.password == "sesa'me"
    assert str(board) == "board b of the lake postgresql://u@h:5433/lake"
    assert "sesa" not in repr(board)
    assert board.place == Path("/f/b.lake")


@pytest.mark.long
def test_a_board_that_is_not_there_is_never_made_unasked(lake, server, tmp_path):
    data = tiny_data(tmp_path, FACTS)
    for act in (lambda: ensure_store(lake, data), lambda: open_store(lake), lambda: rewrite(lake).__enter__()):
        assert "There is no board first of the lake" in words_of(act)
    assert server.query("select count(*) from pg_namespace where nspname like 'board%'", database_of(lake)) == "0"


@pytest.mark.long
def test_a_wrong_password_and_a_wrong_database_are_named(built, server, tmp_path):
    wrong = store_place(address_of(server, tmp_path, built, password="sesame, wrong", files="a"))
    assert "refused the user or the password" in words_of(lambda: open_store(wrong))
    nowhere = store_place(lake_address(server, tmp_path, "no_such_lake", files="b"))
    assert "no database of the name" in words_of(lambda: open_store(nowhere))


@pytest.mark.long
def test_a_password_of_the_environment_is_used(built, server, tmp_path, monkeypatch):
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    place = store_place(address_of(server, tmp_path, built, password="", files="others"))
    assert rows_of(place) == rows_of(built)


@pytest.mark.long
def test_a_folder_of_parquet_that_is_missing_or_another_is_named(built, tmp_path):
    board = lake_at(built)
    assert noted(built) == []
    (tmp_path / "lake").rename(tmp_path / "away")
    reading_copies(built)[0].unlink()
    assert str(board.data) in words_of(lambda: open_store(built))
    assert str(board.data) in words_of(lambda: written(built, 1))
    (tmp_path / "away").rename(tmp_path / "lake")
    written(built, 2)
    assert noted(built) == [2]
    other = replace(board, data=tmp_path, files=tmp_path / "others")
    remember_lake(other)
    assert "in another folder" in words_of(lambda: open_store(other.place))


@pytest.mark.long
def test_files_that_cannot_be_written_are_named(built, tmp_path):
    (tmp_path / "plain").write_text("a file")
    other = replace(lake_at(built), files=tmp_path / "plain")
    remember_lake(other)
    assert "files=" in words_of(lambda: open_store(other.place))


@pytest.mark.long
def test_postgresql_stopped_started_and_restarted_in_the_middle_loses_nothing(built, server):
    written(built, 1)
    server.stop()
    try:
        for act in (lambda: open_store(built), lambda: written(built, 2), lambda: store_identity(built)):
            assert "does not answer" in words_of(act)
    finally:
        server.start()
    assert noted(built) == [1]

    def interrupted():
        with rewrite(built) as store, store.transaction():
            store.append("return_event", event(3))
            server.restart()

    assert words_of(interrupted)
    assert noted(built) == [1]
    written(built, 4)
    assert noted(built) == [1, 4]


@pytest.mark.long
def test_a_catalogue_of_a_later_format_is_refused(built, server, tmp_path):
    server.query("update board_first.ducklake_metadata set value = '9.0' where key = 'version'", database_of(built))
    later = store_place(address_of(server, tmp_path, built, files="others"))
    for act in (lambda: open_store(later), lambda: written(later, 1), lambda: ensure_store(later, tmp_path / "data")):
        assert "of another format than this program knows" in words_of(act)
    server.query("update board_first.ducklake_metadata set value = '1.0' where key = 'version'", database_of(built))
    assert rows_of(later) == rows_of(built)


@pytest.mark.long
def test_a_lake_of_a_later_version_is_read_and_not_written(built):
    with lake_cursor(lake_at(built)) as cursor:
        cursor.execute("alter table observation add column mood varchar default 'glad'")
        cursor.execute("insert into return_file (return_id, name, origin, sha256, row_count) "
                       "select max(return_id) + 1, 'layout', 'layout', 'later', 0 from return_file")  # fmt: skip
    assert "observation.mood" in words_of(lambda: written(built, 1))
    with open_for_reading(built) as store:
        assert store.columns_of_later_versions() == ["observation.mood"]
    assert "newer program" in next(one.words for one in examine(built, built.parent) if one.check == "store version")


@pytest.mark.long
def test_a_lake_of_an_earlier_version_is_brought_up_to_date_and_copied_before(built, tmp_path):
    with lake_cursor(lake_at(built)) as cursor:
        cursor.execute("alter table challenge_event drop column happened_on")
        cursor.execute("insert into return_file (return_id, name, origin, sha256, row_count) "
                       "select max(return_id) + 1, 'layout', 'layout', 'earlier', 0 from return_file")  # fmt: skip
    before = rows_of(built)["observation"]
    with pytest.raises(StoreError, match="earlier version"):
        move_store(built, tmp_path / "carried.duckdb")
    assert ensure_store(built, tmp_path / "data").state is StoreState.BUILT
    with open_for_reading(built) as store:
        assert store.layout_is_current()
        assert store.columns_of_later_versions() == []
    assert rows_of(built)["observation"] == before
    (copy,) = copies_before_upgrade(built)
    with open_for_reading(copy) as store:
        assert not store.layout_is_current()


# Operations


@pytest.mark.long
def test_a_backup_of_a_lake_is_restored_to_a_file_and_carried_into_a_new_board(raised, server, tmp_path):
    data = tmp_path / "data"
    made = make_backup(raised, data, tmp_path / "board.zip")
    before = rows_of(raised)
    with pytest.raises(UsageError, match="store move"):
        restore_backup(made.path, raised, data)
    file = tmp_path / "restored" / "store.duckdb"
    restore_backup(made.path, file, data)
    again = store_place(address_of(server, tmp_path, raised, board="again"))
    move_store(file, again)
    assert rows_of(again) == before == rows_of(raised)


@pytest.mark.long
def test_the_doctor_says_what_the_lake_is_and_whether_it_answers(built, server, tmp_path):
    results = {one.check: one for one in examine(built, tmp_path / "data")}
    assert results["lake"].state is CheckState.SOUND
    assert f"postgresql://keeper@127.0.0.1:{server.port}" in results["lake"].words
    assert "sesame" not in str(results)
    server.stop()
    try:
        assert {one.check: one for one in examine(built, tmp_path / "data")}["lake"].state is CheckState.FAULT
    finally:
        server.start()


@pytest.mark.long
def test_commands_take_the_address(server, tmp_path, capsys, monkeypatch):
    address = new_lake(server, tmp_path)
    data = str(tiny_data(tmp_path, FACTS))
    monkeypatch.delenv("INDICATORS_STORE", raising=False)

    def run(*arguments):
        capsys.readouterr()
        code = main(["--store", address, "--data", data, *arguments])
        return code, *capsys.readouterr()

    assert run("build")[0] == 1
    assert run("build", "--anew")[0] == 0
    assert "contacts" in run("observations")[1]
    file = tmp_path / "file.duckdb"
    assert main(["store", "move", address, str(file)]) == 0
    assert "compared row by row" in capsys.readouterr().out
    returned = tmp_path / "return.csv"
    returned.write_text(long_csv([{"area": "Rutland", "period": "2014/15", "value": 4}]), "utf-8")
    code, out, error = run("load", str(returned), "--by", "business office", "--yes")
    assert code == 0, out + error
    assert "2014/15" in run("observations")[1]
    assert "sesame" not in "".join(map(str, run("doctor")))


@pytest.mark.long
def test_a_read_copy_is_an_ordinary_store_for_its_owner_alone(built):
    copy = reading_copy(built, lake_at(built))
    assert copy.stat().st_mode & 0o077 == 0
    with connect(copy, read_only=True) as connection:
        assert connection.table("observation").aggregate("count(*)").fetchall() == [(2,)]
    assert os.path.dirname(copy) == str(built.parent)
