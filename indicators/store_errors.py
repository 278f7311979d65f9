"""What DuckDB and the file system say about a store, in plain words: what happened, and what to do."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from indicators.errors import StoreError


class UnreadableStore(StoreError):
    """The file is there but is no store, or not a whole one; `build --replace` sets it aside."""

    def __init__(self, path: Path | str, reason: str):
        super().__init__(
            f"{path} {reason}. Nothing in it was changed. Put its last backup in its place: the returns that were "
            "taken in, the challenges and what else the board wrote down are in no other file. Only where there is no "
            "backup, set it aside and build a new one from data/ alone; run: python -m indicators build --replace"
        )


class StoreInUse(StoreError):
    """Another process has the store open in a way that keeps this one out."""

    def __init__(self, path: Path | str):
        super().__init__(
            f"{path} is in use by another process. Close the running dashboard (or the other command) and "
            "try again; nothing was changed."
        )


_IN_USE = (
    "lock on file",
    "conflicting lock",
    "being used by another",
    "different configuration than",
)
_NO_SPACE = ("no space left", "disk full", "not enough space", "file too large", "quota exceeded")
_READ_ONLY = ("read-only file system", "permission denied", "operation not permitted", "access is denied")
_UNREADABLE = (
    "not a valid duckdb database",
    "could not read enough bytes",
    "corrupt",
    "serialization error",
    "deserialize",
    "checksum",
    "failed to load metadata",
    "trying to read a database file with version number",
)


@contextmanager
def kept_beside(path: Path, what: str, remedy: str) -> Iterator[None]:
    """Raise it as a StoreError, in words, where a file beside the store cannot be written: drafts, kept contents."""
    try:
        yield
    except OSError as error:
        raise StoreError(f"{what} cannot be kept in {path.parent} ({error.strerror}). {remedy}") from error


@contextmanager
def plain_errors(path: Path | str) -> Iterator[None]:
    """Raise what goes wrong inside as a StoreError that says what happened to the store and what to do."""
    try:
        yield
    except (duckdb.Error, OSError) as error:
        raise explained(path, error) from error


def lacks_memory(error: BaseException) -> bool:
    """Whether an error, or one that led to it, is that there was no more memory."""
    waiting: list[BaseException | None] = [error]
    looked_at: set[int] = set()
    while waiting:
        one = waiting.pop()
        if one is None or id(one) in looked_at:
            continue
        if isinstance(one, MemoryError | duckdb.OutOfMemoryException):
            return True
        looked_at.add(id(one))
        waiting += [one.__cause__, one.__context__]
    return False


def explained(path: Path | str, error: Exception) -> StoreError:
    """The error for the user behind one of DuckDB or the file system."""
    message = str(error).strip()
    lowered = message.casefold()
    first_line = message.splitlines()[0] if message else type(error).__name__
    if any(words in lowered for words in _IN_USE):
        return StoreInUse(path)
    if any(words in lowered for words in _NO_SPACE):
        return StoreError(
            f"There is no disk space left for {path}. Free some and try again; the store is as it was before."
        )
    if any(words in lowered for words in _READ_ONLY):
        return StoreError(
            f"{path} cannot be written or read: the disk or folder is read-only for this user. Choose "
            "another place with --store, or ask for the right to write there; the store is as it was before."
        )
    if any(words in lowered for words in _UNREADABLE):
        return UnreadableStore(path, f"cannot be read as a store ({first_line})")
    return StoreError(f"The store {path} reported: {first_line}")
