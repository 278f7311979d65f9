"""A store that knows the returns that tests send, and disks that are small or cannot be written to."""

import os
import subprocess

import pytest

from indicators.returns.check import compare_return
from indicators.store import open_store
from tests.returns.arriving import arrival_store, sent
from tests.returns.disks import mount


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """An empty store that knows the files of `arriving`, open for many checks."""
    opened = open_store(arrival_store(tmp_path_factory.mktemp("store")), reads_files=True)
    yield opened
    opened.close()


@pytest.fixture
def read(store, tmp_path):
    """`read(content, **rest)`: a file of some content checked against that store."""
    return lambda content, **rest: compare_return(store, sent(tmp_path, content), **rest)


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 12 MB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if not mount(disk):
        pytest.skip("needs the right to mount a small file system")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


@pytest.fixture
def lockable(tmp_path):
    """A folder, and what makes it read-only: for root, whom rights do not bind, a file system of its own."""
    folder = tmp_path / "locked"
    folder.mkdir()
    mounted = mount(folder)
    if not mounted and (os.name != "posix" or os.geteuid() == 0):
        pytest.skip("needs a folder that can be made read-only")

    def lock():
        if mounted:
            subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
        else:
            for file in folder.iterdir():
                file.chmod(0o444)
            folder.chmod(0o555)

    yield folder, lock
    if mounted:
        subprocess.run(["umount", "-l", str(folder)], check=True)
    else:
        folder.chmod(0o755)
