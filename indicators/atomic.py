"""Files and folders that change whole or not at all: made beside their place, then put there in one step.

A process that is killed leaves what it made beside the place, under a name by which whoever comes later removes it.
"""

import glob
import os
import shutil
import uuid
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from indicators.errors import IndicatorsError

#: Seconds that one who writes waits for another.
LOCK_SECONDS = 120.0


def exclusive_lock(
    path: Path, *, refusal: IndicatorsError, patience: float = LOCK_SECONDS
) -> AbstractContextManager[object]:
    """The lock of a file, which one process has at a time; released when the block that it opens ends.

    It is there at once, so `with` need not stand on the same line. Raises `refusal` where another still has it after
    so many seconds, OSError where it cannot be made.
    """
    try:
        return FileLock(path, timeout=patience).acquire()
    except Timeout:
        raise refusal from None


@contextmanager
def new_file(path: Path, purpose: str = "writing") -> Iterator[Path]:
    """A free name beside a path, for a file that goes to its place within the block; else it is removed.

    What a library keeps beside that file under its name, such as a log, is removed too.
    """
    new = path.with_name(f"{path.name}.{purpose}-{_unique_mark()}")
    try:
        yield new
    finally:
        remove(new)
        with suppress(OSError):
            remove_leftovers(new.parent, f"{new.name}.")


def write_file(path: Path, content: bytes) -> None:
    """Write a file in the place of the one before; raises OSError and leaves that one as it was."""
    with new_file(path) as new:
        new.write_bytes(content)
        replace_file(new, path)


def write_files(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write some files into a folder, which is made where there is none, in the place of those before.

    None is replaced before all are written, so that a full disk leaves those before as they were; raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        placed = [(stack.enter_context(new_file(folder / name)), folder / name) for name in files]
        for (new, _), content in zip(placed, files.values(), strict=True):
            new.write_bytes(content)
            sync_file(new)
        for new, path in placed:
            replace_file(new, path)
    return [path for _, path in placed]


def replace_file(new: Path, path: Path, *, is_synced: bool = False) -> None:
    """Put a whole file in the place of another; `is_synced`: on the disk itself, so that no power cut leaves a half."""
    if is_synced:
        sync_file(new)
    os.replace(new, path)


def sync_file(path: Path) -> None:
    """Wait until a file stands on the disk itself; raises OSError, so that a full one is noticed now."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


@contextmanager
def replace_folder(folder: Path, *, prefix: str) -> Iterator[Path]:
    """An empty folder to write into, which takes its place in one step when the block ends well.

    An older folder gives way only then. Who holds the lock of the folder around may call it: what killed processes
    left there, under names that begin with the prefix, is removed first, and what they had moved away put back.
    """
    writing, before = f"{prefix}writing-", f"{prefix}before-"
    remove_leftovers(folder.parent, writing)
    _restore_folders(folder.parent, before)
    new = folder.with_name(f"{writing}{_unique_mark()}")
    new.mkdir()
    try:
        yield new
        _exchange_folders(new, folder, folder.with_name(f"{before}{folder.name}"))
    finally:
        shutil.rmtree(new, ignore_errors=True)


def entries(folder: Path, prefix: str) -> list[Path]:
    """What lies in a folder under names that begin with a prefix."""
    return sorted(folder.glob(f"{glob.escape(prefix)}*"))


def remove_leftovers(folder: Path, prefix: str) -> None:
    """Remove what lies in a folder under names that begin with a prefix, where nobody is at work on it any more."""
    for leftover in entries(folder, prefix):
        remove(leftover)


def remove(path: Path) -> None:
    """Remove a file, a link or a folder with all that is in it; what cannot be removed stays."""
    with suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink()


def _unique_mark() -> str:
    return uuid.uuid4().hex[:8]


def _restore_folders(folder: Path, prefix: str) -> None:
    for before in entries(folder, prefix):
        target = folder / before.name.removeprefix(prefix)
        if target.exists():
            remove(before)
        else:
            before.rename(target)


def _exchange_folders(new: Path, folder: Path, before: Path) -> None:
    if folder.exists():
        folder.rename(before)
    try:
        new.rename(folder)
    except OSError:
        if before.exists():
            before.rename(folder)
        raise
    remove(before)
