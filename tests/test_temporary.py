"""Passing folders: the owner's alone, gone at the end, and swept once their process is gone however it ended."""

import os
import signal
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from indicators import temporary
from indicators.settings import ROOT
from indicators.temporary import process_folder, sweep_leftovers, temporary_folder
from tests.helpers.browser import require_browser
from tests.helpers.processes import child
from tests.helpers.tiny_store import tiny_store_file

HOLDING = """
import sys, tempfile
tempfile.tempdir = sys.argv[1]
from indicators.temporary import process_folder, temporary_folder
with temporary_folder("report-pack") as folder:
    (folder / "figures.xlsx").write_text("board figures")
    print(folder, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder for passing files in which nothing is yet."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(temporary, "_current", None)
    return tmp_path


def test_what_is_in_it_is_the_owners_alone_and_goes_with_the_block(folder):
    before = os.umask(0)
    try:
        with temporary_folder("upload") as passing:
            assert passing.is_relative_to(process_folder())
            for place in (passing, process_folder()):
                assert stat.S_IMODE(place.stat().st_mode) == 0o700
            (passing / "upload").write_bytes(b"figures")
    finally:
        os.umask(before)
    assert not passing.exists()


def test_what_a_killed_process_left_is_swept_and_what_lives_stays(folder):
    with child(HOLDING, folder) as killed, child(HOLDING, folder) as living:
        places = [running.stdout.readline().strip() for running in (killed, living)]
        sweep_leftovers()
        assert [os.path.isdir(place) for place in places] == [True, True]
        killed.kill()
        assert killed.wait() == -signal.SIGKILL
        assert os.path.isdir(places[0])
        # Whoever starts sweeps; so does the dashboard when it opens the store.
        process_folder()
        assert [os.path.isdir(place) for place in places] == [False, True]
        assert not os.path.isdir(os.path.dirname(places[0]))


def test_nothing_of_others_is_swept(folder):
    theirs = folder / "indicators-of-somebody-else"
    theirs.mkdir()
    (theirs / "kept.txt").touch()
    (folder / "indicators-file").touch()
    target = folder / "target"
    (target / "in").mkdir(parents=True)
    (target / ".lock").touch()
    (folder / "indicators-link").symlink_to(target)
    sweep_leftovers()
    assert sorted(entry.name for entry in folder.iterdir()) == sorted(
        ["indicators-file", "indicators-link", "indicators-of-somebody-else", "target"]
    )
    assert (theirs / "kept.txt").exists()
    assert (target / "in").exists()


def test_what_a_browser_made_once_more_at_its_end_is_swept_after_a_while(folder):
    left, coming = folder / "indicators-abcd_123", folder / "indicators-efgh_456"
    for made in (left, coming):
        (made / "browser-1").mkdir(parents=True)
    long_ago = time.time() - 60
    os.utime(left, (long_ago, long_ago))
    sweep_leftovers()
    assert (left.exists(), coming.exists()) == (False, True)


KILLED = {
    # A store is copied, opened and written, and what does not fit into memory goes to the disk.
    "backup": """
from indicators.operations.backup import make_backup
make_backup(store, data, folder / "b.zip", progress=lambda share, words: share > 0.2 and stop())
""",
    "trial": """
from indicators.store.rewrite import trial_copy
with trial_copy(store):
    stop()
""",
    "spilling": """
from indicators.store.database import connect
connection = connect()
connection.execute("set memory_limit = '30MB'; set threads = 1")
connection.execute("create table spilled as select range as x, 'board ' || hash(range) as y from range(1500000)")
assert list(folder.rglob("*.tmp")), "nothing went to the disk"
stop()
""",
    "reading": """
from indicators.returns.recognise import new_submission
from indicators.returns.sandbox import PAGE_ALLOWANCE, Sandbox
with Sandbox(PAGE_ALLOWANCE) as reader:
    (folder / "file.csv").write_text("a,b\\n1,2\\n")
    file = new_submission(folder / "file.csv", "file.csv")
    try:
        reader.preview(store, file)
    except Exception:
        pass
    stop()
""",
    "picture": """
import plotly.graph_objects as go
from indicators.exports.browser import image_bytes
image_bytes(go.Figure(go.Scatter(y=[1, 2])), format="png")
stop()
""",
}
STOP = """
import os, signal, sys
from pathlib import Path
folder, store, data = map(Path, sys.argv[1:4])
os.chdir(folder)
os.environ["TMPDIR"] = str(folder / "p")

def stop():
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def short_folder():
    """A folder with a short name."""
    with tempfile.TemporaryDirectory(prefix="k", dir="/tmp" if os.name == "posix" else None) as made:
        yield Path(made)


@pytest.mark.long
@pytest.mark.parametrize("what", KILLED)
def test_what_is_killed_leaves_figures_for_nobody_and_no_longer_than_to_the_next_start(
    tmp_path, folder, short_folder, what
):
    if what == "picture":
        require_browser()
    (tmp_path / "board").mkdir()
    store = tiny_store_file(tmp_path / "board", facts=[{}])
    # A browser's socket needs a short name.
    work = short_folder
    (work / "p").mkdir()
    code = STOP + KILLED[what]
    arguments = [work, store, tmp_path / "board" / "data"]
    ran = subprocess.run([sys.executable, "-c", code, *arguments], env=os.environ | {"PYTHONPATH": str(ROOT)})
    assert ran.returncode == -signal.SIGKILL
    # A child that drew or read notices that its parent is gone, and goes.
    left = [entry for entry in (work / "p").iterdir() if entry.name != "b.zip"]
    assert [entry.name for entry in left if not entry.name.startswith("indicators-")] == []
    assert {stat.S_IMODE(entry.stat().st_mode) for entry in left} == {0o700}
    assert [entry.name for entry in work.iterdir() if entry.name not in ("p", "file.csv")] == []
    tempfile.tempdir = str(work / "p")
    deadline = time.monotonic() + 20
    while list((work / "p").iterdir()) and time.monotonic() < deadline:
        sweep_leftovers()
        time.sleep(0.2)
    assert list((work / "p").iterdir()) == []


def test_every_passing_folder_of_the_product_lies_in_the_own_one():
    for path in (ROOT / "indicators").rglob("*.py"):
        text = path.read_text("utf-8")
        made = text.count("tempfile.TemporaryDirectory(") + text.count("tempfile.mkd") + text.count("NamedTemporary")
        if path.name != "temporary.py":
            assert text.count("dir=process_folder()") >= made, path
