"""Changing a store: the change is made in a copy that takes the store's place whole, or not at all.

One writer works at a time; a store that cannot be read is set aside, never deleted; one of an earlier version is copied
before it is brought up to date.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from indicators import clock
from indicators.atomic import LOCK_SECONDS, entries, exclusive_lock, new_file, remove, remove_leftovers, replace_file
from indicators.errors import StoreError
from indicators.event_log import LogEvent, log_event
from indicators.lake_address import LakeAddress, lake_at
from indicators.store.database import (
    Store,
    UnreadableStore,
    is_in_use,
    open_for_reading,
    open_for_writing,
    open_store,
    plain_errors,
    plain_file_errors,
)
from indicators.store.engine import connect
from indicators.store.exchange import undo_exchange
from indicators.store.lake import (
    board_lock,
    is_board_in,
    lake_cursor,
    lake_transaction,
    make_board,
    reading_copy,
)
from indicators.temporary import temporary_folder

#: Copies of stores as they were before an upgrade; the oldest beyond these goes when another is made.
COPIES_BEFORE_UPGRADE = 3
_UPGRADE = "before-upgrade-"


@contextmanager
def rewrite(path: Path, *, patience: float = LOCK_SECONDS) -> Iterator[Store]:
    """The store open to write; when the block ends well what was written is there whole, else not at all.

    A copy is written and takes the store's place in one step. So whoever reads goes on with what they opened,
    and a process that is killed leaves the store as it was. One writes at a time, whatever the process. Of a board of
    a lake nothing is copied: the block is one transaction there.
    """
    lake = lake_at(path)
    if lake is not None:
        with _lake_transaction(path, lake, patience=patience) as store:
            yield store
        return
    _refuse_unreadable(path)
    with store_lock(path, patience=patience):
        remove_leftovers(path.parent, f"{path.name}.writing-")
        with new_file(path) as copy, _errors_of(copy, path):
            _copy(path, copy)
            before = _copied_before_upgrade(path, copy)
            store = open_for_writing(copy, is_read=True)
            store.copy_before_upgrade = before
            try:
                yield store
                # Closing does this too, but keeps it to itself when the disk is full.
                store.execute("checkpoint")
            finally:
                store.close()
            _replace_store(copy, path)


@contextmanager
def _lake_transaction(path: Path, lake: LakeAddress, *, patience: float) -> Iterator[Store]:
    """A board of a lake open to write, under its lock: committed when the block ends well, else undone.

    One of an earlier version is brought up to date within it; one of a later version is refused.
    """
    with board_lock(lake, patience=patience) as refuse_lost_lock, lake_cursor(lake) as connection:
        store = Store(path, connection, in_transaction=True)
        with lake_transaction(lake, connection):
            if not store.layout_is_current():
                refuse_later_version(store)
                store.copy_before_upgrade = _copy_before_upgrade(path)
                store.lay_out()
            yield store
            if store.is_spoiled:
                raise StoreError(f"Part of what was to be written to {lake} failed, so nothing was. Try again.")
            refuse_lost_lock()


@contextmanager
def new_board(path: Path, lake: LakeAddress) -> Iterator[Store]:
    """A new board of a lake open to write: there with all that the block writes when it ends well, else not at all.

    Raises StoreError where the lake has the board already.
    """
    if not is_board_in(lake):
        make_board(lake)
    with board_lock(lake) as refuse_lost_lock, lake_cursor(lake) as connection:
        if is_board_in(lake):
            raise StoreError(f"{lake} is there already and was left as it is.")
        with lake_transaction(lake, connection):
            store = Store(path, connection, in_transaction=True)
            store.lay_out()
            yield store
            refuse_lost_lock()


def refuse_later_version(store: Store) -> None:
    """Raise StoreError where a later version of this program has written the store."""
    later = store.columns_of_later_versions()
    if later:
        raise StoreError(
            f"The store was written by a newer program: this one does not know {', '.join(later[:5])}. Nothing was "
            "changed. Install the newer version on every server; do not write to the store with this one."
        )


@contextmanager
def store_lock(path: Path, *, patience: float = LOCK_SECONDS) -> Iterator[None]:
    """The while in which nobody else writes a store; raises StoreError where somebody does not end.

    What a restore that was killed had begun to put in place is put back first.
    """
    lake = lake_at(path)
    if lake is not None:
        with board_lock(lake, patience=patience):
            yield
        return
    refusal = StoreError(
        f"Somebody else is writing to {path} and has not finished. Nothing was changed; try again in a minute."
    )
    with plain_errors(path), exclusive_lock(path.with_name(f".{path.name}.lock"), refusal=refusal, patience=patience):
        undo_exchange(path)
        yield


def copy_store(path: Path, copy: Path) -> None:
    """Copy a store, of whatever version, as one whole file; the caller has its lock, or nobody can write it.

    Raises StoreError where it cannot be read, or where somebody writes it in its place.
    """
    lake = lake_at(path)
    if lake is not None:
        with plain_file_errors(copy, "A copy of the store", "Make room there."):
            shutil.copyfile(reading_copy(path, lake), copy)
        return
    with plain_errors(path), _errors_of(copy, path):
        open_store(path).close()
        _copy(path, copy)
        if Path(f"{copy}.wal").exists():
            # Opened and closed as it is, without being laid out anew: what the log holds comes into the file.
            connect(copy).close()
        open_store(copy).close()


def copies_before_upgrade(path: Path) -> list[Path]:
    """The copies of a store that were made before it was brought up to date, the oldest first."""
    return [copy for copy in entries(path.parent, f"{path.name}.{_UPGRADE}") if copy.suffix != ".wal"]


def _copied_before_upgrade(path: Path, copy: Path) -> Path | None:
    """Where the store is of an earlier version, a copy of it as it was, which stays; the oldest copies go."""
    with open_for_reading(copy) as store:
        if store.layout_is_current():
            return None
    return _copy_before_upgrade(path)


def _copy_before_upgrade(path: Path) -> Path:
    former = path.with_name(f"{path.name}.{_UPGRADE}{clock.now():%Y%m%dT%H%M%S}")
    with new_file(former) as new:
        copy_store(path, new)
        if lake_at(path) is None:
            shutil.copymode(path, new)
        else:
            new.chmod(0o600)
        replace_file(new, former, is_synced=True)
    for old in copies_before_upgrade(path)[:-COPIES_BEFORE_UPGRADE]:
        remove(old)
    log_event(LogEvent.STORE_UPGRADED)
    return former


@contextmanager
def trial_copy(path: Path) -> Iterator[Store]:
    """A copy of the store open to write, which nobody ever sees: for looking at what a change would do."""
    with plain_errors(path), temporary_folder("store") as folder:
        copy = folder / path.name
        with _errors_of(copy, path):
            if lake_at(path) is None:
                _refuse_unreadable(path)
                _copy(path, copy)
            else:
                copy_store(path, copy)
            store = open_for_writing(copy)
            try:
                yield store
            finally:
                store.close()


def _refuse_unreadable(path: Path) -> None:
    if not path.is_file():
        # Raises, with words about what is there instead.
        open_store(path).close()


def _copy(path: Path, copy: Path) -> None:
    shutil.copyfile(path, copy)
    log = Path(f"{path}.wal")
    if log.exists():
        # What a writer in place committed before it was killed.
        shutil.copyfile(log, f"{copy}.wal")


def _replace_store(copy: Path, path: Path) -> None:
    """Put a whole store in the place of another, with the rights of that one and without its log."""
    shutil.copymode(path, copy)
    replace_file(copy, path, is_synced=True)
    Path(f"{path}.wal").unlink(missing_ok=True)


@contextmanager
def _errors_of(copy: Path, path: Path) -> Iterator[None]:
    """Errors of a copy are about the store by its own name, which is the one that its reader knows."""
    try:
        yield
    except StoreError as error:
        error.args = (str(error).replace(str(copy), str(path)),)
        raise


@contextmanager
def new_store_aside(path: Path) -> Iterator[Path]:
    """A passing place beside `path` for a store that moves there when the block ends well.

    Its name is its own, so two builds at once do not touch each other's; the first to end has the place.
    """
    with plain_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        _remove_left_builds(path)
    with new_file(path, "building") as building, _errors_of(building, path):
        yield building
        with plain_errors(path):
            _move_unless_present(building, path)


def set_aside_unreadable(path: Path) -> Path | None:
    """Rename a store that cannot be read; gives its new name, or None where there is nothing to set aside.

    In a lake nothing is set aside.
    """
    if lake_at(path) is not None or not path.exists():
        return None
    try:
        open_store(path).close()
    except UnreadableStore:
        pass
    else:
        return None
    number = 1
    while (aside := path.with_name(f"{path.name}.unreadable-{number}")).exists():
        number += 1
    with plain_errors(path):
        path.rename(aside)
        # What the log holds belongs to that file; the new one must not find it.
        log = Path(f"{path}.wal")
        if log.exists():
            log.rename(f"{aside}.wal")
    return aside


def _remove_left_builds(path: Path) -> None:
    """Remove what builds that were killed left behind; one that is at work still is left alone."""
    for leftover in entries(path.parent, f"{path.name}.building-"):
        if leftover.suffix != ".wal" and leftover.is_file() and not is_in_use(leftover):
            remove(leftover)
            remove(Path(f"{leftover}.wal"))


def _move_unless_present(building: Path, path: Path) -> None:
    if Path(f"{building}.wal").exists():
        raise StoreError(f"{path} could not be written whole and was not put in place. Try again.")
    try:
        # Unlike a rename, a link never takes the place of a store that another process has put there.
        os.link(building, path)
    except FileExistsError:
        raise StoreError(
            f"{path} was built by another process in the meantime and was left as that one made it. "
            "Run the command again."
        ) from None
    except OSError:
        # Some file systems have no links.
        building.rename(path)
