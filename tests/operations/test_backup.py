"""Backups: everything of a board at one moment, put in place again whole or not at all, and nothing that is not one."""

import hashlib
import io
import json
import os
import random
import re
import signal
import stat
import threading
import time
import zipfile
from pathlib import Path

import pytest

from indicators.board.drafts import all_drafts, new_draft_id, save_draft
from indicators.cli.main import main
from indicators.errors import BackupRefused, IndicatorsError, StoreError, UsageError
from indicators.loading.build import build, ensure_store
from indicators.operations import backup as backups
from indicators.operations import backup_file
from indicators.operations.backup import make_backup, restore_backup, undo_restore
from indicators.operations.backup_file import read_backup
from indicators.report.contents import contents_folder
from indicators.store import exchange as exchanges
from indicators.store.database import connect, open_store
from indicators.store.rewrite import rewrite
from tests.helpers.disks import fill
from tests.helpers.processes import child
from tests.helpers.tiny_store import current, tiny_data, tiny_store_file

EARLIER = Path(__file__).parents[1] / "earlier" / "0.5.zip"
DRAFT = "ZwHt9fTItDqoi6puP1oeWA"


@pytest.fixture
def board(tmp_path):
    """A board of one figure, 901, with a draft and a set of contents: its store and data folder."""
    return made_board(tmp_path / "board", 901)


def made_board(folder, value):
    """A board whose parts all bear a value, so that a mixture of two shows."""
    folder.mkdir(parents=True)
    store = tiny_store_file(folder, facts=[{"value": value}])
    save_draft(store, DRAFT, "challenge", f"Draft of {value}", {"question": f"{value}?"})
    contents_folder(store).mkdir()
    (contents_folder(store) / "Ours.toml").write_text(f"# {value}\n")
    return store, folder / "data"


def state(store, data):
    """What a board holds, by its parts: the figure of the store, of the data folder, the draft, the set."""
    opened = open_store(store)
    try:
        figures = [int(value) for value in current(opened)["value"]]
    finally:
        opened.close()
    facts = re.findall(r",(\d{3}),", (data / "facts" / "a.csv").read_text())
    drafts = [int(draft.fields["question"].rstrip("?")) for draft in all_drafts(store)]
    sets = [int(file.read_text()[2:]) for file in contents_folder(store).glob("*.toml")]
    return figures, [int(value) for value in facts], drafts, sets


def whole(value):
    return [value], [value], [value], [value]


def names_in(folder):
    return sorted(entry.name for entry in folder.iterdir() if not entry.name.startswith("."))


def changed(path, out, *, manifest=None, parts=None, more=None):
    """A copy of a backup with another manifest, other parts, or more of them."""
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in archive.namelist():
            content = archive.read(name)
            if name == "manifest.json" and manifest is not None:
                content = json.dumps(manifest(json.loads(content))).encode()
            copy.writestr(name, (parts or {}).get(name, content))
        for name, content in (more or {}).items():
            copy.writestr(name, content)
    return out


# There and back


@pytest.mark.long
def test_what_is_restored_is_what_was_backed_up_and_can_be_undone(tmp_path, board):
    store, data = board
    made = make_backup(store, data, tmp_path / "b.zip")
    other = made_board(tmp_path / "other", 555)
    restored = restore_backup(made.path, *other)
    assert state(*other) == whole(901)
    assert [folder.parent for folder in restored.aside] == [tmp_path / "other"] * 2
    assert [stat.S_IMODE(folder.stat().st_mode) for folder in restored.aside][0] == 0o700
    again = undo_restore(restored.aside[0], *other)
    assert state(*other) == whole(555)
    assert not any(folder.exists() for folder in restored.aside)
    undo_restore(again[0], *other)
    assert state(*other) == whole(901)


@pytest.mark.long
def test_restored_where_nothing_is(tmp_path, board):
    made = make_backup(*board, tmp_path / "b.zip")
    store, data = tmp_path / "new" / "deep" / "store.duckdb", tmp_path / "new" / "data"
    assert restore_backup(made.path, store, data).aside == ()
    assert state(store, data) == whole(901)
    assert names_in(store.parent) == ["store.duckdb", "store.duckdb.drafts", "store.duckdb.packs"]
    assert stat.S_IMODE(store.stat().st_mode) == 0o600
    assert ensure_store(store, data).warning == ""


@pytest.mark.long
def test_a_part_that_the_backup_has_not_goes_aside_too(tmp_path, board):
    store, data = tiny_store_file(tmp_path, facts=[{}]), tmp_path / "data"
    made = make_backup(store, data, tmp_path / "b.zip")
    restored = restore_backup(made.path, *board)
    assert (all_drafts(board[0]), contents_folder(board[0]).exists()) == ([], False)
    assert names_in(restored.aside[0]) == ["store.duckdb", "store.duckdb.drafts", "store.duckdb.packs"]
    undo_restore(restored.aside[0], *board)
    assert state(*board) == whole(901)


@pytest.mark.long
def test_the_data_folder_stays_where_that_is_wanted_or_where_it_is_the_same(tmp_path, board):
    made = make_backup(*board, tmp_path / "b.zip")
    before = (board[1] / "facts" / "a.csv").stat().st_ino
    assert len(restore_backup(made.path, *board).aside) == 1
    assert (board[1] / "facts" / "a.csv").stat().st_ino == before
    other = made_board(tmp_path / "other", 555)
    restore_backup(made.path, *other, with_data=False)
    assert state(*other) == ([901], [555], [901], [901])


@pytest.mark.slow
def test_a_backup_is_its_owners_alone_and_nothing_else_is_left(tmp_path, board):
    before = os.umask(0)
    try:
        made = make_backup(*board, tmp_path / "b.zip")
    finally:
        os.umask(before)
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    assert names_in(tmp_path) == ["b.zip", "board"]


def test_a_folder_gets_a_file_with_the_moment_in_its_name(tmp_path, board):
    assert re.fullmatch(r"indicators-\d{8}T\d{6}\.zip", make_backup(*board, tmp_path).path.name)


@pytest.mark.long
def test_what_a_killed_writer_left_in_the_log_is_in_the_backup(tmp_path, board):
    store, data = board
    tiny_data(tmp_path / "board", facts=[{"value": 777}])
    code = (
        "import os, signal, sys; from pathlib import Path; from indicators.store import database\n"
        "from indicators.loading.build import update; opened = database.open_for_writing(sys.argv[1])\n"
        "update(opened, Path(sys.argv[2])); os.kill(os.getpid(), signal.SIGKILL)"
    )
    with child(code, store, data):
        pass
    assert Path(f"{store}.wal").exists()
    made = make_backup(store, data, tmp_path / "b.zip")
    other = made_board(tmp_path / "other", 555)
    Path(f"{other[0]}.wal").write_bytes(b"a log of the one before")
    restore_backup(made.path, *other)
    assert state(*other)[0] == [777]
    assert not Path(f"{other[0]}.wal").exists()


def test_passing_files_and_public_copies_are_in_no_backup(tmp_path, board):
    store, data = board
    for name in ("public-1", "writing-1", "unreadable-1", "before-upgrade-1", "before-restore-1"):
        store.with_name(f"{store.name}.{name}").write_bytes(b"x")
    (data / ".adding.lock").touch()
    (data / "facts" / "a.csv.writing-12345678").touch()
    names = [part.name for part in make_backup(store, data, tmp_path / "b.zip").contents.parts]
    assert [name for name in names if name.startswith("beside/")] == [
        f"beside/drafts/{DRAFT}.json",
        "beside/packs/Ours.toml",
    ]
    assert [name for name in names if "lock" in name or "writing" in name] == []


@pytest.mark.long
def test_a_store_of_an_earlier_version_is_backed_up_as_it_is_and_restored(tmp_path):
    with zipfile.ZipFile(EARLIER) as archive:
        archive.extractall(tmp_path / "old")
    store, data = tmp_path / "old" / "store.duckdb", tmp_path / "old" / "data"
    before = store.read_bytes()
    made = make_backup(store, data, tmp_path / "b.zip")
    assert store.read_bytes() == before
    new = tmp_path / "new" / "store.duckdb"
    restore_backup(made.path, new, tmp_path / "new" / "data")
    assert ensure_store(new, tmp_path / "new" / "data").warning == ""
    assert len(all_drafts(new)) == 1


# While others write


@pytest.mark.long
def test_a_backup_while_others_write_is_of_one_moment(tmp_path):
    """Writers change the store and never leave two parts of one write apart; each backup opens and is whole."""
    store, data = made_board(tmp_path / "board", 901)
    ended = threading.Event()
    written, failed = [], []

    def write():
        number = 0
        while not ended.is_set():
            number += 1
            try:
                tiny_data(tmp_path / "board", facts=[{"value": 100 + number}])
                build(store, data)
                save_draft(store, new_draft_id(), "challenge", "x", {"question": f"{number}?"})
                written.append(number)
            except IndicatorsError as error:
                failed.append(error)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = [make_backup(store, data, tmp_path / f"{number}.zip") for number in range(8)]
    finally:
        ended.set()
        writer.join()
    assert failed == []
    assert len(written) > 2
    for number, one in enumerate(made):
        target = tmp_path / f"new-{number}" / "store.duckdb"
        restore_backup(one.path, target, tmp_path / f"new-{number}" / "data")
        opened = open_store(target)
        assert len(current(opened)) == 1
        opened.close()


@pytest.mark.long
def test_who_reads_goes_on_and_who_writes_waits(tmp_path, board):
    made = make_backup(*board, tmp_path / "b.zip")
    store, data = made_board(tmp_path / "other", 555)
    reader = open_store(store)
    steps = []

    def restore():
        restore_backup(made.path, store, data, progress=lambda share, words: steps.append(words))

    with rewrite(store) as writing:
        thread = threading.Thread(target=restore)
        thread.start()
        time.sleep(0.3)
        assert steps == []
        assert writing.query("store_counts")["figures"][0] == 1
    thread.join()
    assert steps[-1] == "Done"
    assert [list(current(reader)["value"]), state(store, data)] == [[555], whole(901)]
    reader.close()


# What is no backup, or a hostile one


@pytest.mark.examples(2)
@pytest.mark.slow
@pytest.mark.parametrize("share", [0, 0.1, 0.5, 0.9, 0.999])
def test_a_backup_cut_off_is_refused(tmp_path, board, share):
    content = make_backup(*board, tmp_path / "b.zip").path.read_bytes()
    cut = tmp_path / "cut.zip"
    cut.write_bytes(content[: int(len(content) * share)])
    refused(cut, board, "cut.zip is damaged or was cut off")


def refused(path, board, words):
    """A file is refused in some words, and the board is as it was."""
    before = names_in(board[0].parent), state(*board)
    with pytest.raises(BackupRefused, match=words) as raised:
        restore_backup(path, *board)
    assert "Nothing was changed" in str(raised.value)
    assert (names_in(board[0].parent), state(*board)) == before
    empty = path.parent / "empty" / "store.duckdb"
    with pytest.raises(BackupRefused):
        restore_backup(path, empty, path.parent / "empty" / "data")
    assert not empty.parent.exists() or list(empty.parent.iterdir()) == []


@pytest.mark.long
def test_a_byte_that_is_another_anywhere_is_refused_or_changes_nothing(tmp_path, board):
    content = make_backup(*board, tmp_path / "b.zip").path.read_bytes()
    places = random.Random(5)
    for _ in range(60):
        damaged = bytearray(content)
        damaged[places.randrange(len(content))] ^= 1 << places.randrange(8)
        (tmp_path / "damaged.zip").write_bytes(damaged)
        target = tmp_path / "target"
        words = ""
        try:
            restore_backup(tmp_path / "damaged.zip", target / "store.duckdb", target / "data")
        except IndicatorsError as error:
            words = str(error)
        if words:
            assert "Nothing was changed" in words
            assert not (target / "store.duckdb").exists()
        else:
            # The byte stood where nothing depends on it, such as the day of a file.
            assert state(target / "store.duckdb", target / "data") == whole(901)
            for entry in target.iterdir():
                backups.remove(entry)


@pytest.mark.parametrize("content", [b"", b"figures\n" * 1000, bytes(5000), b"PK\x03\x04" + bytes(900)])
def test_a_file_of_another_kind_is_refused(tmp_path, board, content):
    path = tmp_path / "no.zip"
    path.write_bytes(content)
    refused(path, board, "no.zip is damaged or was cut off")


@pytest.mark.slow
def test_an_archive_of_another_kind_is_refused(tmp_path, board):
    path = tmp_path / "no.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("figures.csv", "1\n")
    refused(path, board, "it has no manifest.json")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("manifest.json", '{"kind": "of another"}')
    refused(path, board, "no backup of this program")


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "null", '{"kind": 5}', "[" * 100_000, '{"kind": "backup of safeguarding indicators"}']
)
def test_a_manifest_that_is_none_is_refused(tmp_path, board, text):
    path = tmp_path / "no.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("manifest.json", text)
    refused(path, board, "no.zip is")


HOSTILE = (
    "../evil", "data/../../evil", "/data/evil", "data//evil", "data/..", "data/.", "data/a\\..\\evil", "data/C:evil",
    "data/\x00evil", "data/ev\nil", "data/evil ", "store/other.duckdb", "beside/wal", "beside/before-restore-1/x",
    "beside/../evil", "other/evil", "data", "data/" + "a/" * 30 + "evil", "data/" + "a" * 500, "~/evil", "",
)  # fmt: skip


@pytest.mark.examples(1)
@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_a_part_that_would_go_elsewhere_is_refused(tmp_path, board, name):
    made = make_backup(*board, tmp_path / "b.zip")

    def manifest(stored):
        stored["parts"].append({"name": name, "bytes": 4, "sha256": "0" * 64})
        return stored

    path = changed(made.path, tmp_path / "hostile.zip", manifest=manifest, more={name: b"evil"} if name else None)
    refused(path, board, "was made to do harm, or is damaged|cut off|two parts of one name")
    assert not list(tmp_path.rglob("evil*"))


@pytest.mark.long
def test_a_part_that_no_manifest_names_or_twice_is_refused(tmp_path, board):
    made = make_backup(*board, tmp_path / "b.zip")
    refused(changed(made.path, tmp_path / "h.zip", more={"data/evil": b"x"}), board, "somebody has changed it")
    with pytest.warns(UserWarning, match="Duplicate name"):
        path = changed(made.path, tmp_path / "h.zip", more={"data/areas.csv": b"x"})
    refused(path, board, "two parts of one name")


@pytest.mark.slow
def test_names_that_one_system_takes_for_the_same_are_refused(tmp_path, board):
    made = make_backup(*board, tmp_path / "b.zip")

    def manifest(stored):
        stored["parts"].append({"name": "data/AREAS.csv", "bytes": 1, "sha256": "0" * 64})
        return stored

    path = changed(made.path, tmp_path / "h.zip", manifest=manifest, more={"data/AREAS.csv": b"x"})
    refused(path, board, "two parts of one name")


@pytest.mark.parametrize(
    "names", [["Minutes 10:30.txt"], ["facts/why?.csv"], ["x" * 201], ["A.csv", "a.csv"], ["a /b.txt"]]
)
def test_files_whose_names_cannot_be_put_back_are_named_and_mended_by_renaming(tmp_path, board, names):
    for name in names:
        path = board[1] / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x", "utf-8")
    with pytest.raises(UsageError, match="Rename these files") as caught:
        make_backup(*board, tmp_path / "b.zip")
    assert all(f"data/{name[:40]}" in str(caught.value) for name in names)
    assert not (tmp_path / "b.zip").exists()
    for number, name in enumerate(names):
        (board[1] / name).rename(board[1] / f"renamed{number}.txt")
    assert make_backup(*board, tmp_path / "b.zip").path.exists()


@pytest.mark.slow
def test_another_content_under_the_old_digest_is_refused(tmp_path, board):
    made = make_backup(*board, tmp_path / "b.zip")
    with zipfile.ZipFile(made.path) as archive:
        facts = archive.read("data/facts/a.csv")
    path = changed(made.path, tmp_path / "h.zip", parts={"data/facts/a.csv": facts.replace(b"901", b"902")})
    refused(path, board, "data/facts/a.csv is not what was put in")


@pytest.mark.long
def test_a_bomb_is_not_unpacked(tmp_path, board):
    made = make_backup(*board, tmp_path / "b.zip")
    bomb = bytes(64 << 20)

    def manifest(stored):
        stored["parts"].append({"name": "data/bomb.csv", "bytes": len(bomb), "sha256": "0" * 64})
        return stored

    path = changed(made.path, tmp_path / "h.zip", manifest=manifest, more={"data/bomb.csv": bomb})
    refused(path, board, "far more than what it takes packed")


@pytest.mark.slow
def test_what_an_archive_says_of_its_size_is_not_believed(tmp_path, board, monkeypatch):
    """The list says 4 bytes of what unpacks to a million: reading stops with the fourth, and the file is refused."""
    made = make_backup(*board, tmp_path / "b.zip")

    def manifest(stored):
        stored["parts"].append({"name": "data/bomb.csv", "bytes": 4, "sha256": "0" * 64})
        return stored

    path = changed(made.path, tmp_path / "h.zip", manifest=manifest, more={"data/bomb.csv": bytes(1 << 20)})
    content = path.read_bytes()
    path.write_bytes(content.replace((1 << 20).to_bytes(4, "little"), (4).to_bytes(4, "little")))
    refused(path, board, "cut off|harm")


@pytest.mark.slow
def test_more_files_than_a_board_has_are_refused(tmp_path, board, monkeypatch):
    made = make_backup(*board, tmp_path / "b.zip")
    monkeypatch.setattr(backup_file, "MOST_PARTS", 3)
    refused(made.path, board, "far more than a board has")


@pytest.mark.slow
@pytest.mark.parametrize("change", [{"version": "99.0.0"}, {"format": 2}])
def test_a_backup_of_a_newer_program_is_refused(tmp_path, board, change):
    made = make_backup(*board, tmp_path / "b.zip")
    path = changed(made.path, tmp_path / "h.zip", manifest=lambda stored: stored | change)
    refused(path, board, "was made by a newer program.*Install that version")


@pytest.mark.long
def test_a_store_with_what_this_version_does_not_know_is_refused(tmp_path, board):
    store, data = tiny_store_file(tmp_path, facts=[{}]), tmp_path / "data"
    connection = connect(store)
    connection.execute("alter table observation add column certainty double")
    connection.close()
    made = make_backup(store, data, tmp_path / "b.zip")
    refused(made.path, board, "observation.certainty, which this one does not know")


@pytest.mark.slow
def test_a_store_that_does_not_open_is_refused(tmp_path, board, monkeypatch):
    made = make_backup(*board, tmp_path / "b.zip")
    junk = random.Random(1).randbytes(50_000)

    def manifest(stored):
        for part in stored["parts"]:
            if part["name"] == "store/indicators.duckdb":
                part |= {"bytes": len(junk), "sha256": hashlib.sha256(junk).hexdigest()}
        return stored

    path = changed(made.path, tmp_path / "h.zip", manifest=manifest, parts={"store/indicators.duckdb": junk})
    refused(path, board, "The store in h.zip cannot be opened")


# Killed, and no room


RESTORE = """
import os, signal, sys
from pathlib import Path
from indicators.operations import backup
from indicators.store import exchange

steps, last = 0, int(sys.argv[4])

def step(*_):
    global steps
    steps += 1
    if steps == last:
        os.kill(os.getpid(), signal.SIGKILL)

def counted(function):
    def call(*arguments, **named):
        step()
        return function(*arguments, **named)
    return call

for place, name in ((os, "replace"), (os, "link"), (os, "rename"), (os, "mkdir"), (os, "unlink"), (os, "fsync")):
    setattr(place, name, counted(getattr(place, name)))
backup.restore_backup(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), progress=step)
print(steps, flush=True)
"""


@pytest.mark.long
def test_a_restore_killed_at_its_steps_leaves_the_old_board_or_the_new(tmp_path, board):
    made = make_backup(*board, tmp_path / "b.zip")
    store, data = made_board(tmp_path / "whole", 555)
    with child(RESTORE, made.path, store, data, -1) as process:
        steps = int(process.stdout.readline())
    assert steps > 25
    results = []
    # Every step of putting in place, which are the last, and some of those before.
    for last in sorted({*range(1, steps - 12, 9), *range(steps - 12, steps + 1)}):
        store, data = made_board(tmp_path / f"killed-{last}", 555)
        with child(RESTORE, made.path, store, data, last) as process:
            pass
        assert process.wait() == -signal.SIGKILL
        # Whoever comes next puts back what was begun: here the dashboard when it opens the store.
        ensure_store(store, data)
        results.append(state(store, data))
        assert results[-1] in (whole(555), whole(901)), last
        restore_backup(made.path, store, data)
        assert state(store, data) == whole(901)
        left = [name for name in names_in(store.parent) if "restoring" in name]
        assert left == []
        assert not exchanges.is_exchange_unfinished(store)
    assert whole(555) in results
    assert whole(901) in results


@pytest.mark.long
def test_a_backup_killed_leaves_nothing_under_its_name_and_goes_the_next_time(tmp_path, board):
    code = (
        "import os, signal, sys; from pathlib import Path; from indicators.operations.backup import make_backup\n"
        "def stop(share, words):\n    if share >= 0.8: os.kill(os.getpid(), signal.SIGKILL)\n"
        "make_backup(*map(Path, sys.argv[1:]), progress=stop)"
    )
    with child(code, *board, tmp_path / "b.zip") as process:
        pass
    assert process.wait() == -signal.SIGKILL
    left = names_in(tmp_path)
    assert left[0].startswith("b.zip.writing-")
    assert stat.S_IMODE((tmp_path / left[0]).stat().st_mode) == 0o600
    make_backup(*board, tmp_path / "b.zip")
    assert names_in(tmp_path) == ["b.zip", "board"]
    assert state(*board) == whole(901)


@pytest.mark.slow
@pytest.mark.parametrize("leave", [0, 3_000_000])
def test_no_room_to_restore(tmp_path, board, small_disk, leave):
    made = make_backup(*board, tmp_path / "b.zip")
    store, data = made_board(small_disk / "board", 555)
    fill(small_disk, leave)
    with pytest.raises(
        UsageError, match="There is no room for b.zip .* are needed and .* are free. Nothing was changed"
    ):
        restore_backup(made.path, store, data)
    assert state(store, data) == whole(555)
    assert not [name for name in names_in(store.parent) if "restor" in name]


@pytest.mark.slow
def test_the_disk_fills_up_in_the_middle_of_a_restore(tmp_path, board, small_disk, monkeypatch):
    made = make_backup(*board, tmp_path / "b.zip")
    store, data = made_board(small_disk / "board", 555)
    fill(small_disk, 2_000_000)
    monkeypatch.setattr(backups, "_refuse_without_room", lambda *_: None)
    with pytest.raises(StoreError, match="could not be put in place .*No space left.* everything is as it was before"):
        restore_backup(made.path, store, data)
    assert state(store, data) == whole(555)
    assert not [name for name in names_in(store.parent) if "restor" in name]


@pytest.mark.slow
def test_no_room_for_a_backup(tmp_path, board, small_disk):
    fill(small_disk, 8_000)
    with pytest.raises(UsageError, match="could not be written .*No space left.*nothing was left there"):
        make_backup(*board, small_disk / "b.zip")
    assert names_in(small_disk) == ["ballast"]


@pytest.mark.slow
def test_a_read_only_board_is_backed_up_and_not_restored(tmp_path, board, lockable):
    folder, lock = lockable
    made = make_backup(*board, tmp_path / "b.zip")
    store, data = made_board(folder / "board", 555)
    if os.geteuid():
        pytest.skip("the rights of one folder do not bind those below it")
    lock()
    assert make_backup(store, data, tmp_path / "c.zip").contents.counts["figures"] == 1
    with pytest.raises(StoreError, match="read-only for this user|Read-only"):
        restore_backup(made.path, store, data)
    assert state(store, data) == whole(555)


# Places, and the commands


def test_places_that_will_not_do(tmp_path, board):
    store, data = board
    (tmp_path / "there.zip").write_bytes(b"mine")
    for out, words in (
        (tmp_path / "there.zip", "is there already and was left as it is"),
        (tmp_path / "no" / "b.zip", "There is no folder"),
        (data / "b.zip", "lies in what is backed up"),
        (store.with_name(f"{store.name}.backup.zip"), "lies in what is backed up"),
    ):
        with pytest.raises(UsageError, match=words):
            make_backup(store, data, out)
    assert (tmp_path / "there.zip").read_bytes() == b"mine"
    with pytest.raises(StoreError, match="There is no store"):
        make_backup(tmp_path / "none.duckdb", data, tmp_path / "b.zip")
    with pytest.raises(UsageError, match="There is no data folder"):
        make_backup(store, tmp_path / "none", tmp_path / "b.zip")
    with pytest.raises(UsageError, match="no folder that a restore of"):
        undo_restore(tmp_path, store, data)


@pytest.mark.slow
def test_a_store_behind_a_link_is_replaced_where_it_lies(tmp_path, board):
    made = make_backup(*board, tmp_path / "b.zip")
    store, data = made_board(tmp_path / "real", 555)
    link = tmp_path / "link.duckdb"
    link.symlink_to(store)
    restore_backup(made.path, link, data)
    assert link.is_symlink()
    assert state(store, data) == whole(901)


@pytest.mark.long
def test_the_commands_say_what_is_in_it_and_the_way_back(tmp_path, board, capsys, monkeypatch):
    monkeypatch.setenv("INDICATORS_STORE", str(board[0]))
    monkeypatch.setenv("INDICATORS_DATA", str(board[1]))
    assert main(["backup", "--out", str(tmp_path / "b.zip")]) == 0
    words = capsys.readouterr().out
    assert "1 figures" not in words
    for said in ("the store: 1 figure in", "drafts of forms: 1 file", "sets of contents", "secrets.toml", "restore"):
        assert said in words
    assert main(["restore", "--look", str(tmp_path / "b.zip")]) == 0
    assert "the data folder: " in capsys.readouterr().out
    assert main(["restore", str(tmp_path / "b.zip")]) == 0
    words = capsys.readouterr().out
    undo = re.search(r'restore --undo "(.*)"', words)[1]
    assert main(["restore", "--undo", undo]) == 0
    assert state(*board) == whole(901)
    capsys.readouterr()
    (tmp_path / "no.zip").write_bytes(b"x")
    assert main(["restore", str(tmp_path / "no.zip")]) == 1
    assert "Traceback" not in capsys.readouterr().err
    assert main(["restore", "--look", "--undo", "x"]) == 2


def test_what_it_holds_can_be_looked_at_without_a_store(tmp_path, board):
    made = make_backup(*board, tmp_path / "b.zip")
    contents = read_backup(made.path)
    assert contents.counts == {"figures": 1, "files": made.contents.counts["files"], "is_made_up": False}
    assert contents.size == made.contents.size
    assert io.BytesIO(made.path.read_bytes()).read(2) == b"PK"
