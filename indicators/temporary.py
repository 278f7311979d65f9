"""Temporary folders: the owner's alone, and removed when their process is gone, however it ended.

What lies in them are figures of the board. Each process has one folder with a lock that it holds for as long as it
lives; whoever comes later removes the folders whose lock nobody holds.
"""

import atexit
import os
import re
import shutil
import stat
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from indicators.atomic import remove

_PREFIX = "indicators-"
_LOCK = ".lock"
#: A name as `mkdtemp` makes it, and for how long a folder may be without its lock.
_MADE_HERE = re.compile(rf"{_PREFIX}[a-z0-9_]{{8}}")
_MAKING_SECONDS = 10.0

_lock = threading.Lock()
#: The folder of this process, with its lock; another process' after a fork, which then makes its own.
_current: tuple[int, Path, FileLock] | None = None


def process_folder() -> Path:
    """The folder of this process, in which passing files are made (`dir=` of the functions of `tempfile`)."""
    global _current
    with _lock:
        if _current is None or _current[0] != os.getpid() or not _current[1].is_dir():
            sweep_leftovers()
            folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
            lock = FileLock(folder / _LOCK, mode=0o600, thread_local=False)
            lock.acquire()
            _current = (os.getpid(), folder, lock)
        return _current[1]


@contextmanager
def temporary_folder(purpose: str) -> Iterator[Path]:
    """A new folder for one purpose, removed with all that is in it when the block ends."""
    with tempfile.TemporaryDirectory(prefix=f"{purpose}-", dir=process_folder(), ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def sweep_leftovers() -> None:
    """Remove what processes of this user left behind that were killed; those that live are left alone."""
    with suppress(OSError):
        for entry in os.scandir(tempfile.gettempdir()):
            if entry.name.startswith(_PREFIX) and _is_ours(entry):
                _remove_if_left(Path(entry.path))


def leftover_folders() -> list[Path]:
    """The folders of processes of this user that were killed, which the next process to need one removes."""
    with suppress(OSError):
        folders = [
            Path(entry.path)
            for entry in os.scandir(tempfile.gettempdir())
            if entry.name.startswith(_PREFIX) and _is_ours(entry)
        ]
        return sorted(folder for folder in folders if _is_left(folder))
    return []


def _is_left(folder: Path) -> bool:
    if not (folder / _LOCK).is_file():
        return False
    try:
        with FileLock(folder / _LOCK, timeout=0, mode=0o600):
            return True
    except (Timeout, OSError):
        return False


def _is_ours(entry: os.DirEntry) -> bool:
    """Whether it is a folder, no link, of this user: others might put something of such a name there."""
    with suppress(OSError):
        state = entry.stat(follow_symlinks=False)
        return stat.S_ISDIR(state.st_mode) and (not hasattr(os, "getuid") or state.st_uid == os.getuid())
    return False


def _remove_if_left(folder: Path) -> None:
    if not (folder / _LOCK).is_file():
        # It is being made at this moment, is nobody's of ours, or was made once more by a browser that ended after it
        # had been removed.
        with suppress(OSError):
            if _MADE_HERE.fullmatch(folder.name) and time.time() - folder.stat().st_mtime > _MAKING_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)
        return
    try:
        with FileLock(folder / _LOCK, timeout=0, mode=0o600):
            for entry in folder.iterdir():
                if entry.name != _LOCK:
                    remove(entry)
            if [entry.name for entry in folder.iterdir()] != [_LOCK]:
                # A child of the process, such as a browser, is still at its end: without the lock nobody would know
                # later whose folder it is.
                return
            (folder / _LOCK).unlink()
            try:
                folder.rmdir()
            except OSError:
                # The child has made something in this moment.
                (folder / _LOCK).touch(mode=0o600)
    except (Timeout, OSError):
        return


@atexit.register
def _leave() -> None:
    global _current
    if _current is not None and _current[0] == os.getpid():
        _, folder, lock = _current
        _current = None
        lock.release()
        shutil.rmtree(folder, ignore_errors=True)
