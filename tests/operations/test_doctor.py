"""The doctor: each thing that can be wrong is named with what to do, in words and for other programs, and changes
nothing."""

import json
import os
import shutil
import signal
import tempfile
from pathlib import Path

import pytest

from indicators import clock, temporary
from indicators.cli.main import main
from indicators.operations import doctor
from indicators.operations.doctor import CheckState, examine
from indicators.store.database import connect
from tests.helpers.processes import child
from tests.helpers.tiny_store import tiny_data, tiny_store_file, write_files


@pytest.fixture
def board(tmp_path, monkeypatch):
    """A sound board in an installation with nothing else set."""
    for name in ("STREAMLIT_SERVER_ADDRESS", "ADDRESS", "INDICATORS_LOG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return tiny_store_file(tmp_path, facts=[{}]), tmp_path / "data"


def results(board, check):
    return [result for result in examine(*board) if result.check == check]


def said(board, check, state):
    """The words and the remedy of a check that stands in some way."""
    (result,) = [result for result in results(board, check) if result.state is state]
    return f"{result.words} {result.remedy}".strip()


@pytest.mark.slow
def test_a_sound_board_has_no_fault_and_every_check_says_something(board):
    found = examine(*board)
    assert [result for result in found if result.state is CheckState.FAULT] == []
    assert {result.check for result in found} == {
        "program", "packages", "store", "store version", "leftovers", "data folder", "browser", "office", "disk",
        "rights", "sign-in", "address", "time", "passing files", "log",
    }  # fmt: skip
    assert all(result.words.endswith(".") for result in found)


@pytest.mark.slow
def test_nothing_is_changed_and_no_store_is_made(tmp_path, board):
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    examine(*board)
    examine(tmp_path / "none" / "store.duckdb", board[1])
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


@pytest.mark.long
def test_no_store_yet_and_one_that_is_gone(tmp_path, board):
    assert "the first start builds it" in said((tmp_path / "none.duckdb", board[1]), "store", CheckState.NOTE)
    (tmp_path / "lost.duckdb.drafts").mkdir()
    assert "is not there any more" in said((tmp_path / "lost.duckdb", board[1]), "store", CheckState.FAULT)


@pytest.mark.slow
def test_a_store_that_cannot_be_read_or_is_of_another_version(board):
    connection = connect(board[0])
    connection.execute(
        "insert into return_file (return_id, name, origin, sha256, row_count) values (9, 'layout', 'layout', 'x', 0)"
    )
    connection.close()
    assert "brings it up to date, and a copy of it" in said(board, "store version", CheckState.NOTE)
    connection = connect(board[0])
    connection.execute("create table of_tomorrow (x int)")
    connection.close()
    assert "does not know of_tomorrow.x" in said(board, "store version", CheckState.FAULT)
    board[0].write_bytes(b"no store" * 1000)
    assert "cannot be read as a store" in said(board, "store", CheckState.FAULT)


@pytest.mark.long
def test_leftovers_beside_the_store(board):
    store, _ = board
    store.with_name(f"{store.name}.writing-12345678").touch()
    store.with_name(f"{store.name}.unreadable-1").touch()
    words = " ".join(result.words for result in results(board, "leftovers"))
    assert "1 file of writes at work or killed" in words
    assert "Kept aside: " in words
    store.with_name(f".{store.name}.exchange.json").write_text("[]")
    assert "puts everything back" in results(board, "leftovers")[0].remedy


@pytest.mark.long
def test_a_data_folder_with_problems_or_none(tmp_path, board):
    write_files(board[1], {"facts/b.csv": [{"value": "many"}]})
    assert "2 problems; the dashboard keeps" in said(board, "data folder", CheckState.FAULT)
    assert "check-data" in said(board, "data folder", CheckState.FAULT)
    assert "There is no data folder" in said((board[0], tmp_path / "none"), "data folder", CheckState.FAULT)


@pytest.mark.long
def test_no_browser(board, monkeypatch):
    monkeypatch.setattr(doctor, "browser_path", lambda: None)
    assert "Install Chromium" in said(board, "browser", CheckState.NOTE)


@pytest.mark.long
def test_packages_that_are_others(board, monkeypatch):
    monkeypatch.setattr(doctor, "version", lambda name: "0.0.1")
    assert "instead of" in said(board, "packages", CheckState.NOTE)

    def missing(name):
        raise doctor.PackageNotFoundError(name)

    monkeypatch.setattr(doctor, "version", missing)
    assert "of the lock missing" in said(board, "packages", CheckState.FAULT)


@pytest.mark.examples(1)
@pytest.mark.parametrize(
    ("text", "state", "words"),
    [
        (None, CheckState.NOTE, "Not set up (there is no .streamlit/secrets.toml)"),
        ("[other]\n", CheckState.NOTE, "has no [auth]"),
        ('[auth]\nclient_secret = "hush-hush"\n', CheckState.SOUND, "Set up in"),
        ("[auth\n", CheckState.FAULT, "cannot be read"),
    ],
)
def test_sign_in_is_set_up_or_not_and_no_secret_is_said(tmp_path, board, text, state, words):
    secrets = tmp_path / "home" / ".streamlit" / "secrets.toml"
    if text is not None:
        secrets.parent.mkdir(parents=True)
        secrets.write_text(text)
        secrets.chmod(0o600)
    assert words in said(board, "sign-in", state)
    assert "hush" not in str(examine(*board))


@pytest.mark.long
def test_an_open_address_needs_sign_in(tmp_path, board, monkeypatch):
    assert "This machine only" in said(board, "address", CheckState.SOUND)
    monkeypatch.setenv("ADDRESS", "0.0.0.0")
    assert "sign-in is not set up" in said(board, "address", CheckState.FAULT)
    secrets = tmp_path / "home" / ".streamlit" / "secrets.toml"
    secrets.parent.mkdir(parents=True)
    secrets.write_text('[auth]\nclient_id = "x"\n')
    assert "with sign-in" in said(board, "address", CheckState.SOUND)


@pytest.mark.long
def test_a_clock_behind_the_store(board):
    with clock.clock_set_to(clock.now().replace(year=2020)):
        assert "still to come" in said(board, "time", CheckState.FAULT)


@pytest.mark.long
def test_rights_of_others_and_of_this_user(tmp_path, board, monkeypatch):
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_uid == os.getuid() and not folder.stat().st_mode & 0o001:
            break
    else:
        pytest.skip("no folder above is closed to others")
    assert said(board, "rights", CheckState.SOUND)
    monkeypatch.setattr(doctor, "_others_may_read", lambda path: path.name == "store.duckdb")
    assert "Other users of this machine may read" in said(board, "rights", CheckState.NOTE)
    monkeypatch.setattr(doctor.os, "access", lambda *_: False)
    assert len(results(board, "rights")) == 5


@pytest.mark.long
def test_a_disk_that_fills_up(board, monkeypatch):
    usage = doctor.shutil.disk_usage("/")
    for free, state in ((1_000, CheckState.FAULT), (100 << 20, CheckState.NOTE)):
        monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _, free=free: usage._replace(free=free))
        assert {result.state for result in results(board, "disk")} == {state}


@pytest.mark.long
def test_what_a_killed_process_left_is_named(tmp_path, board, monkeypatch):
    (tmp_path / "tmp").mkdir()
    code = (
        "import os, signal, sys, tempfile; tempfile.tempdir = sys.argv[1]\n"
        "from indicators.temporary import process_folder; process_folder(); os.kill(os.getpid(), signal.SIGKILL)"
    )
    with child(code, tmp_path / "tmp") as process:
        pass
    assert process.wait() == -signal.SIGKILL
    # Not before: the socket of the process that children are forked from would lie there, and its path is too long.
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    monkeypatch.setattr(temporary, "_current", None)
    assert "1 folder with figures" in said(board, "passing files", CheckState.NOTE)


@pytest.mark.slow
def test_a_check_that_fails_itself_stops_no_other(board, monkeypatch):
    def broken(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(doctor, "check_data_folder", broken)
    assert "could not be looked at: Permission denied" in said(board, "data", CheckState.FAULT)
    assert results(board, "time")


@pytest.mark.long
def test_a_path_with_hyphens_stands_in_one_line(tmp_path, board, capsys):
    place = tmp_path / "-".join(["a-folder-of-a-board"] * 6)
    place.mkdir()
    store = Path(shutil.copyfile(board[0], place / "indicators.duckdb"))
    main(["doctor", "--store", str(store), "--data", str(board[1])])
    assert str(store) in capsys.readouterr().out


@pytest.mark.slow
def test_the_command_ends_with_1_for_a_fault_and_gives_the_same_facts_to_programs(tmp_path, board, capsys):
    places = ["--store", str(board[0]), "--data", str(board[1])]
    assert main(["doctor", *places]) == 0
    words = capsys.readouterr().out
    assert words.endswith("Nothing is wrong.\n")
    assert main(["doctor", *places, "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    plain = " ".join(words.split())
    # How much is free, what time it is, and what other processes left, may have changed.
    passing = ("disk", "time", "passing files")
    assert all(" ".join(row["words"].split()) in plain for row in rows if row["check"] not in passing)
    tiny_data(tmp_path, facts=[{"value": "many"}])
    assert main(["doctor", *places]) == 1
    out = capsys.readouterr().out
    assert "FAULT  data folder" in out
    assert out.endswith("1 fault.\n")
    assert Path(board[0]).exists()
