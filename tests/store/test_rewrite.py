"""The store's file: killed, kept out, full or read-only, the last good store is there and the message says so."""

import os
import random
import shutil
import signal
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from indicators.errors import StoreError
from indicators.loading.build import build
from indicators.store.database import UnreadableStore, open_for_writing, open_store
from tests.helpers.disks import fill
from tests.helpers.processes import child
from tests.helpers.tiny_store import current, tiny_data, tiny_store_file

BUILD = (
    "import sys; from pathlib import Path; from indicators.loading.build import build\n"
    "from indicators.errors import IndicatorsError\n"
    "try: build(Path(sys.argv[1]), Path(sys.argv[2]))\n"
    "except IndicatorsError as error: sys.exit(str(error))"
)
MANY = [{"period": f"{year}/{(year + 1) % 100:02d}", "value": 1} for year in range(1950, 2050)]


def told(path, data, code=BUILD):
    """What a build in a process of its own, which fails, tells."""
    with child(code, path, data) as process:
        ended, error = process.end()
    assert ended == 1, error
    assert "Traceback" not in error
    return error


def values(path):
    store = open_store(path)
    try:
        return sorted(current(store)["value"])
    finally:
        store.close()


def beside(path):
    """What lies beside the store, the data folder apart."""
    return sorted(file.name for file in path.parent.glob("[!.]*") if file.name not in (path.name, "data"))


# Unreadable stores, and `replace`


@pytest.mark.long
@pytest.mark.parametrize("content", [b"", b"no store" * 5000, bytes(30_000)])
def test_an_unreadable_store_is_left_alone_unless_replaced(tmp_path, content):
    path = tmp_path / "store.duckdb"
    path.write_bytes(content)
    data = tiny_data(tmp_path, facts=[{}])
    with pytest.raises(UnreadableStore, match="python -m indicators build --replace"):
        build(path, data)
    assert (path.read_bytes(), beside(path)) == (content, [])
    report = build(path, data, replace=True)
    assert report.set_aside == tmp_path / "store.duckdb.unreadable-1"
    assert report.set_aside.read_bytes() == content
    assert values(path) == [901]


@pytest.mark.long
def test_what_was_set_aside_before_is_kept(tmp_path):
    path = tmp_path / "store.duckdb"
    data = tiny_data(tmp_path, facts=[{}])
    for number in (1, 2):
        path.write_bytes(b"broken %d" % number)
        assert build(path, data, replace=True).set_aside.name == f"store.duckdb.unreadable-{number}"
    assert [(tmp_path / name).read_bytes() for name in beside(path)] == [b"broken 1", b"broken 2"]
    assert values(path) == [901]


@pytest.mark.long
def test_a_log_goes_aside_with_its_store(tmp_path):
    path = tmp_path / "store.duckdb"
    path.write_bytes(b"broken")
    Path(f"{path}.wal").write_bytes(b"log")
    build(path, tiny_data(tmp_path, facts=[{}]), replace=True)
    assert beside(path) == ["store.duckdb.unreadable-1", "store.duckdb.unreadable-1.wal"]
    assert values(path) == [901]


@pytest.mark.long
def test_a_good_store_is_not_replaced(tmp_path):
    path = tiny_store_file(tmp_path, facts=[{}])
    assert build(path, tiny_data(tmp_path, facts=[{"value": 5}]), replace=True).set_aside is None
    assert (values(path), beside(path)) == ([5], [])
    store = open_store(path)
    assert len(store.query("returns").query("event == 'superseded'")) == 1
    store.close()


@pytest.mark.slow
def test_replace_without_a_store_builds_one(tmp_path):
    path = tmp_path / "store.duckdb"
    assert build(path, tiny_data(tmp_path, facts=[{}]), replace=True).set_aside is None
    assert values(path) == [901]


# Half-written stores


@pytest.mark.long
def test_what_a_killed_build_left_is_swept_up(tmp_path):
    path = tmp_path / "store.duckdb"
    for name in ("store.duckdb.building-1", "store.duckdb.building-1.wal", "store.duckdb.building-2"):
        (tmp_path / name).write_bytes(b"half a store")
    build(path, tiny_data(tmp_path, facts=[{}]))
    assert (values(path), beside(path)) == ([901], [])


@pytest.mark.long
def test_a_build_at_work_is_not_swept_up(tmp_path):
    path = tmp_path / "store.duckdb"
    other = tmp_path / "store.duckdb.building-7"
    code = (
        "import sys; from indicators.store import database as store\n"
        "opened = store.open_for_writing(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    )
    with child(code, other) as process:
        assert process.stdout.readline() == "open\n"
        build(path, tiny_data(tmp_path, facts=[{}]))
        assert other.name in beside(path)
    assert values(path) == [901]


def killed_at(path, data, delay):
    """Whether a build that was killed after a while had not come to its end."""
    with child(BUILD, path, data) as process:
        time.sleep(delay)
        process.kill()
    return process.wait() == -signal.SIGKILL


def seconds_of(path, data):
    """How long a build takes in a process of its own."""
    started = time.perf_counter()
    with child(BUILD, path, data) as process:
        assert process.end() == (0, "")
    return time.perf_counter() - started


@pytest.mark.long
def test_a_build_killed_at_any_moment_leaves_all_or_nothing(tmp_path):
    path = tmp_path / "store.duckdb"
    data = tiny_data(tmp_path, facts=MANY)
    whole = seconds_of(path, data)
    assert values(path) == [1] * 100
    moments = random.Random(7)
    for _ in range(3):
        path.unlink(missing_ok=True)
        killed_at(path, data, moments.uniform(0, 1.05) * whole)
        assert not path.exists() or values(path) == [1] * 100
    build(path, data)
    assert (values(path), beside(path)) == ([1] * 100, [])


@pytest.mark.slow
def test_an_update_killed_at_any_moment_leaves_the_old_or_the_new(tmp_path):
    path = tiny_store_file(tmp_path, facts=MANY)
    moments = random.Random(8)
    old = 1
    whole = seconds_of(tmp_path / "other.duckdb", tiny_data(tmp_path, facts=MANY))
    (tmp_path / "other.duckdb").unlink()
    for new in range(2, 5):
        data = tiny_data(tmp_path, facts=[row | {"value": new} for row in MANY])
        killed_at(path, data, moments.uniform(0, 1.2) * whole)
        found = values(path)
        assert found in ([old] * 100, [new] * 100)
        old = int(found[0])
    build(path, data)
    assert (values(path), beside(path)) == ([new] * 100, [])


@pytest.mark.long
def test_what_was_committed_before_a_kill_is_read(tmp_path):
    path = tiny_store_file(tmp_path, facts=[{}])
    data = tiny_data(tmp_path, facts=[{"value": 5}])
    code = (
        "import os, signal, sys; from pathlib import Path; from indicators.store import database\n"
        "from indicators.loading.build import update; opened = database.open_for_writing(sys.argv[1])\n"
        "update(opened, Path(sys.argv[2])); os.kill(os.getpid(), signal.SIGKILL)"
    )
    with child(code, path, data):
        pass
    assert beside(path) == ["store.duckdb.wal"]
    assert values(path) == [5]
    assert build(path, data).changed == ()


# Other processes


@contextmanager
def holding(path, opening):
    """The while that another process has a store open."""
    code = (
        "import sys; from indicators.store import database as store\n"
        f"opened = store.{opening}(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    )
    with child(code, path) as process:
        assert process.stdout.readline() == "open\n"
        yield


@pytest.mark.long
def test_a_store_that_others_read_is_changed_beside_them(tmp_path):
    path = tiny_store_file(tmp_path, facts=[{}])
    reader = open_store(path)
    with holding(path, "open_store"):
        build(path, tiny_data(tmp_path, facts=[{"value": 5}]))
        assert (list(current(reader)["value"]), values(path)) == ([901], [5])
        reader.close()
    assert beside(path) == []


@pytest.mark.long
def test_a_store_that_is_written_in_its_place_is_told_and_unchanged(tmp_path):
    path = tiny_store_file(tmp_path, facts=[{}])
    before = path.read_bytes()
    with (
        holding(path, "open_for_writing"),
        pytest.raises(StoreError, match="is in use by another process. Close the running dashboard"),
    ):
        build(path, tiny_data(tmp_path, facts=[{"value": 5}]))
    assert path.read_bytes() == before
    assert build(path, tmp_path / "data").changed == ("facts/a.csv",)


def test_nothing_to_do_disturbs_no_reader(tmp_path):
    path = tiny_store_file(tmp_path, facts=[{}])
    with holding(path, "open_store"):
        assert build(path, tmp_path / "data").changed == ()


@pytest.mark.slow
def test_a_store_in_use_is_not_set_aside(tmp_path):
    path = tiny_store_file(tmp_path, facts=[{}])
    with holding(path, "open_for_writing"), pytest.raises(StoreError, match="is in use"):
        build(path, tmp_path / "data", replace=True)
    assert (values(path), beside(path)) == ([901], [])


@pytest.mark.long
def test_of_two_builds_at_once_one_has_the_place_and_none_is_half(tmp_path):
    path = tmp_path / "store.duckdb"
    data = tiny_data(tmp_path, facts=MANY)
    with ExitStack() as running:
        builds = [running.enter_context(child(BUILD, path, data)) for _ in range(3)]
        ended = [process.end() for process in builds]
    assert 0 in [code for code, _ in ended]
    for error in (error for _, error in ended if error):
        assert "in the meantime" in error or "in use" in error
    assert (values(path), beside(path)) == ([1] * 100, [])


@pytest.mark.long
def test_a_store_that_appears_meanwhile_is_not_overwritten(tmp_path):
    path = tmp_path / "store.duckdb"
    data = tiny_data(tmp_path, facts=[{}])

    def meanwhile(share, words):
        if share == 0.0:
            open_for_writing(path).close()

    with pytest.raises(StoreError, match="was built by another process in the meantime"):
        build(path, data, progress=meanwhile)
    assert beside(path) == []
    assert build(path, data).figures == 1


# No space, no right to write


@pytest.mark.examples(1)
@pytest.mark.slow
@pytest.mark.parametrize("leave", [0, 20_000, 100_000])
def test_no_space_for_a_new_store(tmp_path, small_disk, leave):
    data = tiny_data(tmp_path, facts=MANY)
    fill(small_disk, leave)
    message = told(small_disk / "store.duckdb", data)
    assert "There is no disk space left" in message
    assert "try again" in message
    assert [file.name for file in small_disk.iterdir()] == ["ballast"]


@pytest.mark.long
@pytest.mark.parametrize("leave", [0, 4_000, 100_000])
def test_no_space_for_a_change(tmp_path, small_disk, leave):
    path = small_disk / "store.duckdb"
    shutil.copyfile(tiny_store_file(tmp_path, facts=MANY), path)
    fill(small_disk, leave)
    notes = [row | {"value": 2, "note": random.Random(str(row)).randbytes(9000).hex()} for row in MANY]
    data = tiny_data(tmp_path, facts=notes)
    message = told(path, data)
    assert "There is no disk space left" in message
    assert values(path) == [1] * 100
    (small_disk / "ballast").unlink()
    build(path, tiny_data(tmp_path, facts=[{"value": 3}]))
    assert values(path) == [3]


@pytest.mark.examples(2)
@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="limits of POSIX")
@pytest.mark.parametrize("limit", [20_000, 500_000, 1_000_000, 2_000_000])
def test_a_limit_on_the_size_of_files_is_told_as_no_space(tmp_path, limit):
    """Closing a DuckDB file that did not fit says nothing; what is put in place must be whole all the same."""
    code = (
        "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))\n" + BUILD
    )
    path = tmp_path / "store.duckdb"
    message = told(path, tiny_data(tmp_path, facts=[{}]), code)
    assert f"There is no disk space left for {path}. Free some and try again" in message
    assert beside(path) == []
    assert not path.exists()


def test_a_read_only_folder_is_told(tmp_path, lockable):
    folder, lock = lockable
    lock()
    with pytest.raises(StoreError, match="read-only for this user. Choose another place with --store"):
        build(folder / "store.duckdb", tiny_data(tmp_path, facts=[{}]))
    assert list(folder.iterdir()) == []


@pytest.mark.long
def test_a_store_in_a_read_only_folder_is_read_and_not_changed(tmp_path, lockable):
    folder, lock = lockable
    path = folder / "store.duckdb"
    data = tiny_data(tmp_path, facts=[{}])
    build(path, data)
    lock()
    assert build(path, data).changed == ()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="the disk or folder is read-only for this user"):
        build(path, tiny_data(tmp_path, facts=[{"value": 5}]))
    assert path.read_bytes() == before
    assert values(path) == [901]
