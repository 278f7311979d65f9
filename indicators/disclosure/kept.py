"""The public copy beside its store: made once, found again under a name that says of what it was made."""

import os
import tempfile
import uuid
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path

from filelock import FileLock, Timeout

from indicators.errors import StoreError
from indicators.store import UnreadableStore, open_store, plain_errors
from indicators.temporary import own_folder

#: Seconds that one waits for another who makes the same copy.
_PATIENCE = 120.0


def kept_copy(path: Path, key: str, write: Callable[[Path], None]) -> Path:
    """The copy of a store under a key, written by `write` where there is none, or none that can be read.

    It is written aside and takes its place in one step, under a lock; copies under other keys are swept away. Where
    the folder of the store is read-only, it lies in a passing folder of this process. Raises what `write` raises.
    """
    place = path.with_name(f"{path.name}.public-{key}")
    if _is_whole(place):
        return place
    if not os.access(path.parent, os.W_OK):
        return _written(_passing_folder() / place.name, write)
    lock = FileLock(path.with_name(f".{path.name}.public.lock"), timeout=_PATIENCE)
    with plain_errors(path):
        try:
            lock.acquire()
        except Timeout:
            raise StoreError(f"The public figures of {path} are being made by somebody else. Try again soon.") from None
    try:
        _written(place, write)
        _sweep(path, place)
    finally:
        lock.release()
    return place


def _written(place: Path, write: Callable[[Path], None]) -> Path:
    """The place, with a whole copy; another may have put it there by now."""
    if _is_whole(place):
        return place
    aside = place.with_name(f"{place.name}.writing-{uuid.uuid4().hex[:8]}")
    try:
        write(aside)
        with plain_errors(place):
            os.replace(aside, place)
    finally:
        _remove(aside)
    return place


def _is_whole(place: Path) -> bool:
    if not place.is_file():
        return False
    try:
        open_store(place).close()
    except UnreadableStore:
        return False
    return True


def _sweep(path: Path, place: Path) -> None:
    """Remove copies of other keys, and what makers that were killed left behind."""
    for old in path.parent.glob(f"{path.name}.public-*"):
        if old != place:
            _remove(old)


def _remove(copy: Path) -> None:
    for file in (copy, Path(f"{copy}.wal")):
        # One that another process has open may refuse to go; it goes with the next sweep.
        with suppress(OSError):
            file.unlink(missing_ok=True)


@cache
def _passing_folder() -> Path:
    """A folder that only this user may read and that goes with the process."""
    return Path(_temporary().name)


@cache
def _temporary() -> tempfile.TemporaryDirectory:
    return tempfile.TemporaryDirectory(prefix="public-figures-", dir=own_folder())
