"""Several files and folders of a board put in the place of others: all of them, or none.

To rename one is a single step of the system, to rename several is not. So what is to be done is written down before it
is begun, the store goes last, and whoever comes after a process that was killed in between puts all back as it was.
"""

import json
import os
import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from indicators.atomic import new_file, remove, replace_file


@dataclass(frozen=True)
class Placement:
    """What goes to a place, and where what is there goes; without `new` nothing takes its place.

    All three are on one file system, so that each step is a rename.
    """

    new: Path | None
    place: Path
    aside: Path


def exchange(store: Path, placements: Sequence[Placement]) -> None:
    """Put everything in place, the store last; the caller has the store's lock. Raises OSError, with all as before.

    The folders of what goes aside are there already, and nothing lies at their places.
    """
    others = [placement for placement in placements if placement.place != store]
    own = [placement for placement in placements if placement.place == store]
    _write_journal(store, [*others, *own])
    try:
        for placement in others:
            if placement.place.exists():
                placement.place.rename(placement.aside)
            if placement.new is not None:
                placement.new.rename(placement.place)
        for placement in own:
            if placement.place.exists():
                # At no moment is there no store: who reads finds the one or the other.
                _link(placement.place, placement.aside)
            if placement.new is not None:
                os.replace(placement.new, placement.place)
    except BaseException:
        undo_exchange(store)
        raise
    _journal(store).unlink()


def is_exchange_unfinished(store: Path) -> bool:
    """Whether a process was killed, or is at work, while it put things in place."""
    return _journal(store).exists()


def undo_exchange(store: Path) -> None:
    """Put back what a killed process had begun to put in place; the caller has the store's lock.

    Where the store itself was replaced already, which is the last step, everything is in place and stays.
    """
    journal = _journal(store)
    if not journal.exists():
        return
    for entry, placement in reversed(_read_journal(journal)):
        is_store = placement.place == store
        if is_store and placement.new is not None and not placement.new.exists() and placement.place.exists():
            break
        _put_back(placement, was_there=entry["was_there"], is_store=is_store)
    journal.unlink()


def _put_back(placement: Placement, *, was_there: bool, is_store: bool) -> None:
    if is_store:
        # It was not replaced; what lies aside is but another name of it, or a copy.
        remove(placement.aside)
        return
    is_replaced = placement.new is not None and not placement.new.exists()
    if is_replaced and placement.place.exists() and (placement.aside.exists() or not was_there):
        placement.place.rename(placement.new or placement.aside)
    if placement.aside.exists() and not placement.place.exists():
        placement.aside.rename(placement.place)


def _link(file: Path, other: Path) -> None:
    try:
        os.link(file, other)
    except OSError:
        # Some file systems have no links.
        shutil.copyfile(file, other)
        shutil.copymode(file, other)


def _journal(store: Path) -> Path:
    return store.with_name(f".{store.name}.exchange.json")


def _write_journal(store: Path, placements: Sequence[Placement]) -> None:
    entries = [
        {"was_there": placement.place.exists()}
        | {name: None if path is None else str(path) for name, path in asdict(placement).items()}
        for placement in placements
    ]
    with new_file(_journal(store)) as new:
        new.write_text(json.dumps(entries), "utf-8")
        replace_file(new, _journal(store), is_synced=True)
    _sync_folder(store.parent)


def _read_journal(journal: Path) -> list[tuple[dict[str, Any], Placement]]:
    entries = json.loads(journal.read_text("utf-8"))
    return [
        (entry, Placement(Path(entry["new"]) if entry["new"] else None, Path(entry["place"]), Path(entry["aside"])))
        for entry in entries
    ]


def _sync_folder(folder: Path) -> None:
    """Have names of files on the disk itself, where the system can: Windows opens no folders."""
    with suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
