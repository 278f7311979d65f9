"""A store that was there and is gone: told, never silently built anew; a first start is one."""

import json
import os
import shutil
import sqlite3

import pytest
from streamlit.testing.v1 import AppTest

from indicators.board.drafts import new_draft_id, save_draft
from indicators.cli.main import main
from indicators.errors import StoreError
from indicators.loading import lost_store
from indicators.loading.build import StoreState, ensure_store
from indicators.loading.lost_store import StoreLost, note_folder
from indicators.store.database import UnreadableStore, open_for_writing, open_store
from tests.helpers.pages import switch_to
from tests.helpers.processes import child
from tests.helpers.tiny_store import tiny_data


@pytest.fixture
def notes(tmp_path, monkeypatch):
    """An installation of its own, which has known no store so far."""
    folder = tmp_path / "notes"
    monkeypatch.setenv("INDICATORS_STATE", str(folder))
    return folder


@pytest.fixture
def data(tmp_path):
    return tiny_data(tmp_path, [{"value": 1}])


@pytest.fixture
def path(tmp_path):
    return tmp_path / "share" / "store.duckdb"


@pytest.fixture
def known(path, data, notes):
    """A store that was built and read, by a process that has ended since."""
    ensure_store(path, data)
    another_process()
    return path


def another_process():
    lost_store._known_stores.clear()


def words(path, data):
    with pytest.raises(StoreLost) as caught:
        ensure_store(path, data)
    assert not path.exists()
    told = str(caught.value)
    assert str(path) in told
    assert told.index("connected") < told.index("backup") < told.index("--anew")
    assert "nothing was lost" not in told.lower()
    return told


@pytest.mark.slow
def test_a_first_start_builds_without_a_word_and_is_noted(path, data, notes):
    assert ensure_store(path, data).state is StoreState.BUILT
    (note,) = notes.iterdir()
    assert json.loads(note.read_text())["store"] == str(path)
    assert ensure_store(path, data).state is StoreState.CURRENT


@pytest.mark.slow
def test_a_mount_that_is_gone_leaves_an_empty_folder_and_is_no_first_start(known, data):
    shutil.rmtree(known.parent)
    known.parent.mkdir()
    assert "its folder is empty" in words(known, data)
    assert list(known.parent.iterdir()) == []


@pytest.mark.slow
def test_a_folder_that_is_gone_and_one_that_holds_something_else(known, data):
    shutil.rmtree(known.parent)
    assert "its folder is gone too" in words(known, data)
    assert not known.parent.exists()
    known.parent.mkdir()
    (known.parent / "letter.docx").touch()
    assert "its folder holds other files" in words(known, data)


@pytest.mark.slow
def test_what_stands_beside_a_store_tells_of_it_where_no_note_does(known, data, notes):
    save_draft(known, new_draft_id(), "raise", "", {})
    shutil.rmtree(notes)
    known.unlink()
    assert "store.duckdb.drafts" in words(known, data)


@pytest.mark.slow
def test_what_a_first_build_left_that_was_killed_is_no_store(path, data, notes):
    path.parent.mkdir()
    path.with_name("store.duckdb.building-1234abcd").write_bytes(b"half")
    assert ensure_store(path, data).state is StoreState.BUILT


@pytest.mark.long
def test_the_process_that_used_it_knows_it_where_nothing_can_be_written(path, data, notes, tmp_path):
    notes.write_text("a file where the folder should be")
    ensure_store(path, data)
    shutil.rmtree(path.parent)
    words(path, data)
    another_process()
    assert ensure_store(path, data).state is StoreState.BUILT


@pytest.mark.long
def test_the_whole_store_folder_of_the_program_may_be_moved_away(tmp_path, data, notes, monkeypatch):
    monkeypatch.setattr(lost_store, "ROOT", tmp_path)
    path = tmp_path / ".store" / "indicators.duckdb"
    ensure_store(path, data)
    another_process()
    (tmp_path / ".store").rename(tmp_path / "kept elsewhere")
    assert ensure_store(path, data).state is StoreState.BUILT
    another_process()
    # A volume that is not there leaves the folder, and is told all the same.
    shutil.rmtree(tmp_path / ".store")
    (tmp_path / ".store").mkdir()
    words(path, data)


def test_a_place_that_cannot_be_reached_is_told_and_nothing_built(path, data, notes, tmp_path):
    os.symlink(path.parent, path.parent)
    with pytest.raises(StoreError, match="connected"):
        ensure_store(path, data)


def test_a_link_that_leads_nowhere_tells_of_a_store_also_where_nothing_is_noted(tmp_path, data, notes):
    mounted = tmp_path / "mount" / "store.duckdb"
    mounted.parent.mkdir()
    link = tmp_path / "store.duckdb"
    link.symlink_to(mounted)
    with pytest.raises(StoreLost, match=f"The store {mounted} is not there any more; {link} still links to it"):
        ensure_store(link, data)
    folder = tmp_path / "folder"
    folder.symlink_to(tmp_path / "gone")
    with pytest.raises(StoreLost, match=f"{folder} still links to it"):
        ensure_store(folder / "store.duckdb", data)
    assert list(mounted.parent.iterdir()) == []
    assert not (tmp_path / "gone").exists()


@pytest.mark.long
def test_the_command_says_it_and_begins_anew_only_when_told(known, data, capsys):
    places = ["--store", str(known), "--data", str(data)]
    known.unlink()
    for command in (["build"], ["show", "contacts"], ["build", "--replace"]):
        assert main([*command, *places]) == 1
        told = capsys.readouterr().err
        assert "is not there any more" in told
        assert not known.exists()
    assert main(["build", "--anew", *places]) == 0
    assert ensure_store(known, data).state is StoreState.CURRENT
    another_process()
    known.unlink()
    words(known, data)


@pytest.mark.long
def test_a_running_dashboard_says_it_and_goes_on_when_the_file_is_back(known, data, monkeypatch):
    monkeypatch.setenv("INDICATORS_STORE", str(known))
    monkeypatch.setenv("INDICATORS_DATA", str(data))
    monkeypatch.chdir(lost_store.ROOT)
    app = AppTest.from_file(str(lost_store.ROOT / "app.py"), default_timeout=60)
    switch_to(app, "home")
    app.run()
    assert not app.exception
    assert not app.error
    away = known.parent.with_name("elsewhere")
    known.parent.rename(away)
    known.parent.mkdir()
    app.run()
    assert not app.exception
    assert "Nothing was lost" not in app.error[0].value
    assert "is not there any more" in app.code[0].value
    assert list(known.parent.iterdir()) == []
    known.parent.rmdir()
    away.rename(known.parent)
    app.run()
    assert not app.error


@pytest.mark.parametrize("opening", [open_store, open_for_writing])
def test_words_for_a_damaged_store_name_the_backup_before_the_new_one(tmp_path, opening):
    path = tmp_path / "store.duckdb"
    path.write_bytes(b"x" * 50_000)
    with pytest.raises(UnreadableStore) as caught:
        opening(path)
    told = str(caught.value)
    assert told.index("backup") < told.index("--replace")
    assert "lost" not in told


CONNECTING = """
import socket, sys
from indicators.errors import StoreError
from indicators.store.database import is_in_use, open_for_writing, open_store
from pathlib import Path

def note(event, arguments):
    if event.startswith("socket."):
        print("reached for the network:", event, arguments, flush=True)

sys.addaudithook(note)
for opening in (open_store, open_for_writing, is_in_use):
    try:
        opening(Path(sys.argv[1]))
    except StoreError as error:
        print(error)
from indicators.store.database import connect
with connect() as connection:
    for name in ("autoinstall_known_extensions", "autoload_known_extensions", "enable_progress_bar"):
        print(name, connection.execute("select current_setting($name)", {"name": name}).fetchall()[0][0])
"""


@pytest.mark.long
def test_a_sqlite_file_in_the_stores_place_needs_no_extension(tmp_path):
    path = tmp_path / "store.duckdb"
    with sqlite3.connect(path) as other:
        other.execute("create table observation (value)")
    other.close()
    with child(CONNECTING, path) as running:
        told = running.stdout.read()
        assert running.wait() == 0
    assert told.count("is a file of another kind") == 2
    assert "extension" not in told.partition("autoinstall")[0]
    assert "autoinstall_known_extensions False" in told
    assert "autoload_known_extensions False" in told
    # Without a program file, as here, the engine would draw a long query's progress into standard output.
    assert "enable_progress_bar False" in told
    assert "network" not in told


def test_the_folder_of_notes_stands_beside_the_program(monkeypatch):
    monkeypatch.delenv("INDICATORS_STATE")
    assert note_folder() == lost_store.ROOT / ".stores"
