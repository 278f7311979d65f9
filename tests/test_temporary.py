"""Passing folders: the owner's alone, gone at the end, and swept once their process is gone however it ended."""

import os
import signal
import stat
import tempfile

import pytest

from indicators import temporary
from indicators.temporary import process_folder, sweep_leftovers, temporary_folder
from tests.helpers.processes import child

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


def test_every_passing_folder_of_the_product_lies_in_the_own_one():
    from indicators.settings import ROOT

    for path in (ROOT / "indicators").rglob("*.py"):
        text = path.read_text("utf-8")
        made = text.count("tempfile.TemporaryDirectory(") + text.count("tempfile.mkd") + text.count("NamedTemporary")
        if path.name != "temporary.py":
            assert text.count("dir=process_folder()") >= made, path
