"""A pack's place on disk: it appears whole or not at all, whatever becomes of the program that writes it."""

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from indicators.errors import IndicatorsError

#: Passing folders beside the packs: what is being written, and what stood in its place before.
_WRITING, _BEFORE, _LOCK = ".pack-writing-", ".pack-before-", ".pack.lock"
#: Seconds that one pack waits for another that goes to the same folder.
PATIENCE = 120.0


class PackFailed(IndicatorsError):
    """The pack could not be written; nothing of it is left."""


@contextmanager
def put_in_place(out: Path, name: str, *, patience: float = PATIENCE) -> Iterator[Path]:
    """An empty folder to write into, which becomes `out`/`name` in one step when the block ends well.

    An older pack of that name gives way only then. Raises PackFailed, in plain words, where the disk is full or
    the place cannot be written.
    """
    with _told(out):
        out.mkdir(parents=True, exist_ok=True)
        with _alone(out, patience):
            _mend(out)
            writing = out / f"{_WRITING}{uuid.uuid4().hex[:8]}"
            writing.mkdir()
            try:
                yield writing
                _exchange(writing, out / name)
            finally:
                shutil.rmtree(writing, ignore_errors=True)


def write_file(path: Path, content: bytes) -> None:
    """Write a file through to the disk, so that a full one is noticed now."""
    path.parent.mkdir(exist_ok=True)
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _exchange(writing: Path, place: Path) -> None:
    before = place.with_name(f"{_BEFORE}{place.name}")
    if place.exists():
        place.rename(before)
    try:
        writing.rename(place)
    except OSError:
        if before.exists():
            before.rename(place)
        raise
    _remove(before)


def _mend(out: Path) -> None:
    """Remove what killed programs left; who holds the lock knows that nobody is at work on it."""
    for leftover in out.glob(f"{_WRITING}*"):
        _remove(leftover)
    for before in out.glob(f"{_BEFORE}*"):
        place = out / before.name.removeprefix(_BEFORE)
        if place.exists():
            _remove(before)
        else:
            before.rename(place)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


@contextmanager
def _alone(out: Path, patience: float) -> Iterator[None]:
    lock = FileLock(out / _LOCK, timeout=patience)
    try:
        lock.acquire()
    except Timeout:
        raise PackFailed(
            f"Another pack is being written to {out} and has not finished. Nothing was changed; try again in a minute."
        ) from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _told(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise PackFailed(
            f"The pack could not be written to {out} ({error.strerror or error}). Nothing of it is left there, and an "
            "older pack stands as it was. Make room, or choose a folder that can be written."
        ) from error
