"""Backups: all that belongs to a board in one ZIP file, and that put in place again, whole or not at all.

A backup (`backup_file.py`) has the store, what lies beside it under its name (drafts, sets of contents), the data
folder, and a manifest with the digest of every part. It is taken under the lock of the store, so that everything in it
is of one moment. What is restored is unpacked beside its place, within limits, checked, opened, and only then exchanged
with what is there, which is kept aside.
"""

import hashlib
import os
import re
import shutil
import stat
import uuid
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indicators import clock
from indicators.atomic import entries, exclusive_lock, new_file, remove, remove_leftovers, replace_file, sync_file
from indicators.errors import BackupRefused, IndicatorsError, StoreError, UsageError, printable_text
from indicators.event_log import LogEvent, log_event
from indicators.lake_address import lake_at
from indicators.loading.build import Progress, no_progress
from indicators.loading.lost_store import note_store
from indicators.loading.new_definition import LOCK as DATA_LOCK
from indicators.operations.backup_file import (
    BESIDE,
    DATA,
    PASSING,
    STORE,
    STORE_PART,
    UNCHANGED,
    BackupContents,
    copy_checked,
    is_sound_name,
    megabytes_text,
    newer_program_text,
    opened_backup,
    write_archive,
)
from indicators.store.database import open_for_reading, plain_errors
from indicators.store.exchange import Placement, exchange
from indicators.store.rewrite import copy_store, store_lock
from indicators.temporary import temporary_folder

_UNFINISHED = re.compile(r"\.writing-[0-9a-f]{8}$")
_SPARE_BYTES = 1 << 20
#: Names that a refusal lists.
_MOST_NAMED = 5


@dataclass(frozen=True)
class BackupMade:
    """A backup that was written: its file and what it holds."""

    path: Path
    contents: BackupContents


@dataclass(frozen=True)
class RestoredBoard:
    """What was put in place, and the folders in which what was there before lies; none where there was nothing."""

    contents: BackupContents
    aside: tuple[Path, ...]


def make_backup(store: Path, data: Path, out: Path, *, progress: Progress = no_progress) -> BackupMade:
    """Write a backup to a file, or under a name of its moment into a folder, while others read and write.

    It is read back before it takes its place, with the rights of its owner alone. Raises UsageError where the place is
    taken or cannot be written, StoreError where the store cannot be read.
    """
    store, data = _real(store), _real(data)
    target = _backup_place(out, store, data)
    with temporary_folder("backup") as work:
        progress(0.0, "Copying the store and the data folder")
        with plain_errors(work):
            files = _snapshot(store, data, work)
        counts = _store_counts(files[STORE_PART])
        progress(0.3, "Writing the backup")
        with _output_errors(target), _output_lock(target), new_file(target) as new:
            contents = write_archive(new, files, counts)
            progress(0.8, "Reading it back")
            with opened_backup(new, target.name) as (archive, stored):
                for part in stored.parts:
                    with archive.open(part.name) as packed:
                        copy_checked(packed, None, part, target.name)
            replace_file(new, target, is_synced=True)
    progress(1.0, "Done")
    log_event(LogEvent.BACKUP_MADE)
    return BackupMade(target, contents)


def restore_backup(
    path: Path, store: Path, data: Path, *, with_data: bool = True, progress: Progress = no_progress
) -> RestoredBoard:
    """Put the board of a backup in place of what is there, which is kept aside; whole, or not at all.

    Without `with_data` the data folder stays as it is. Raises BackupRefused for a file that cannot be trusted,
    StoreError or UsageError where a place cannot be written; everything is then as before.
    """
    _refuse_lake(store)
    store, data = _real(store), _real(data)
    with opened_backup(path, path.name) as (archive, contents), _empty_place_kept_empty(store), _lock_of(store):
        for place in (store, data):
            remove_leftovers(place.parent, f"{place.name}.{_NEW}")
        parents = {STORE: store.parent, BESIDE: store.parent} | ({DATA: data.parent} if with_data else {})
        _refuse_without_room(contents, parents, path.name)
        with _staging(store) as new_store, _staging(data) if with_data else nullcontext() as new_data:
            folders = {STORE: new_store, BESIDE: new_store, DATA: new_data}
            _unpack_parts(archive, contents, path.name, folders, progress)
            progress(0.8, "Opening the restored store")
            _refuse_unusable(new_store / STORE_PART, path.name)
            progress(0.9, "Putting it in place")
            with _restore_errors(store):
                aside = _exchange_board(store, data, new_store, new_data)
    note_store(store)
    progress(1.0, "Done")
    log_event(LogEvent.RESTORED)
    return RestoredBoard(contents, aside)


def undo_restore(aside: Path, store: Path, data: Path) -> tuple[Path, ...]:
    """Put back what a restore kept aside beside the store; gives where what was there lies now.

    Raises UsageError for a folder that no restore has made for this store.
    """
    _refuse_lake(store)
    store, data, aside = _real(store), _real(data), _real(aside)
    mark = aside.name.removeprefix(f"{store.name}.{_ASIDE}")
    former_store = aside / store.name
    if aside.parent != store.parent or mark == aside.name or not former_store.is_file():
        raise UsageError(
            f"{aside} is no folder that a restore of {store} kept aside. They lie beside the store, under names that "
            f"begin with {store.name}.{_ASIDE}."
        )
    _refuse_unusable(former_store, aside.name, kind=UsageError)
    former_data = data.with_name(f"{data.name}.{_ASIDE}{mark}")
    with _restore_errors(store), _lock_of(store):
        now_aside = _place_aside(store)
        names = [entry.name for entry in aside.iterdir() if entry != former_store]
        placements = [
            Placement(aside / place.name if (aside / place.name).exists() else None, place, now_aside / place.name)
            for place in [*_beside_places(store, names), _log_of(store)]
        ]
        now_data = _data_aside(data, now_aside, store)
        if former_data.exists():
            placements.append(Placement(former_data, data, now_data))
        placements.append(Placement(former_store, store, now_aside / store.name))
        exchange(store, placements)
    with suppress(OSError):
        aside.rmdir()
    return _folders(now_aside, now_data)


def _refuse_lake(store: Path) -> None:
    """A lake is never exchanged: others write to it. What a backup holds gets into one as a board of a new name."""
    lake = lake_at(store)
    if lake is not None:
        raise UsageError(
            f"A backup is put in place as a file, and {lake} is none. Nothing was changed. Restore it to a file, with "
            "--store FILE, and carry that into a board of a new name: python -m indicators store move FILE ADDRESS."
        )


# What a board consists of

#: What names of folders for what was there begin with, after the name of the store or data folder.
_ASIDE = "before-restore-"
_NEW = "restoring-"


def _real(path: Path) -> Path:
    """A place by its full name, links followed: a link to a store stays, and what it leads to is replaced."""
    return Path(os.path.realpath(path))


def _beside_places(store: Path, more: list[str] | None = None) -> list[Path]:
    """What lies beside a store under its name and belongs to the board, and what else is named."""
    start = f"{store.name}."
    names = {entry.name for entry in entries(store.parent, start)} | set(more or ())
    return [store.with_name(name) for name in sorted(names) if not name.removeprefix(start).startswith(PASSING)]


def _files_below(folder: Path) -> Iterator[tuple[str, Path]]:
    """The plain files of a folder with their names in it; hidden ones, links to folders and what is being written
    are left out.
    """
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(place) / name
            if not name.startswith(".") and ".writing-" not in name and stat.S_ISREG(path.stat().st_mode):
                yield path.relative_to(folder).as_posix(), path


def _snapshot(store: Path, data: Path, work: Path) -> dict[str, Path]:
    """Copies of all parts as they were at one moment, by their names in a backup."""
    copies: dict[str, Path] = {}

    def add(name: str, path: Path) -> None:
        copy = work / f"part-{len(copies)}"
        # A draft may be sent, and so go, between the look at the folder and this.
        with suppress(FileNotFoundError):
            shutil.copyfile(path, copy)
            copies[name] = copy

    with _lock_of(store, needed=False), _data_lock(data):
        copy = work / "store.duckdb"
        copy_store(store, copy)
        for beside in _beside_places(store):
            suffix = beside.name.removeprefix(f"{store.name}.")
            if beside.is_dir():
                for name, path in _files_below(beside):
                    add(f"{BESIDE}/{suffix}/{name}", path)
            elif beside.is_file():
                add(f"{BESIDE}/{suffix}", beside)
        files = {f"{DATA}/{name}": path for name, path in _files_below(data)}
        _refuse_unportable_names(data, list(files))
        for name, path in files.items():
            add(name, path)
    if not any(name.startswith(f"{DATA}/") for name in copies):
        raise UsageError(
            f"There is no data folder at {data}, or nothing in it. Name it with --data or INDICATORS_DATA."
        )
    return {STORE_PART: copy, **copies}


def _refuse_unportable_names(data: Path, names: Sequence[str]) -> None:
    """Raise UsageError where files of the data folder have names that other systems cannot have, or take for one."""
    folded = Counter(name.casefold() for name in names)
    unportable = [name for name in names if not is_sound_name(name) or folded[name.casefold()] > 1]
    if not unportable:
        return
    shown = "; ".join(printable_text(name) for name in unportable[:_MOST_NAMED])
    more = f"; and {len(unportable) - _MOST_NAMED:,} more" if len(unportable) > _MOST_NAMED else ""
    raise UsageError(
        f"The data folder {data} has names that not every computer can have, so that a backup could not be put back "
        f"there: {shown}{more}. Rename these files: no : * ? < > | or quotation marks, 200 letters at most, and "
        "so that two differ in more than capital letters; or move them out of the folder. No backup was made."
    )


@contextmanager
def _lock_of(store: Path, *, needed: bool = True) -> Iterator[None]:
    """The lock of a store; a backup of a read-only place, where nobody writes, does without."""
    if not needed and lake_at(store) is None and not os.access(store.parent, os.W_OK):
        yield
        return
    with plain_errors(store):
        store.parent.mkdir(parents=True, exist_ok=True)
    with store_lock(store):
        yield


@contextmanager
def _data_lock(data: Path) -> Iterator[None]:
    """The lock under which indicators are added to a data folder, where it can be written at all."""
    if not os.access(data, os.W_OK):
        yield
        return
    busy = StoreError(f"Somebody is adding an indicator to {data}. No backup was made; try again in a moment.")
    with exclusive_lock(data / DATA_LOCK, refusal=busy):
        yield


def _store_counts(copy: Path) -> dict[str, Any]:
    with open_for_reading(copy) as store:
        row = store.query("store_counts").iloc[0]
        last = row["last_event"]
        return {
            "figures": int(row["figures"]),
            "files": int(row["files"]),
            "last_event": None if last is None or last != last else last.isoformat(),
            "is_made_up": store.is_made_up,
        }


# The file


def _backup_place(out: Path, store: Path, data: Path) -> Path:
    out = _real(out)
    target = out / f"indicators-{clock.now():%Y%m%dT%H%M%S}.zip" if out.is_dir() else out
    if target.exists():
        raise UsageError(f"{target} is there already and was left as it is. Choose another name with --out.")
    if not target.parent.is_dir():
        raise UsageError(f"There is no folder {target.parent}. Make it, or choose another place with --out.")
    inside = [place for place in (data, *_beside_places(store)) if target.is_relative_to(place)]
    if inside or target.name.startswith(f"{store.name}.") and target.parent == store.parent:
        raise UsageError(
            f"{target} lies in what is backed up ({inside[0] if inside else store.parent}). Choose a place elsewhere, "
            "best on another machine or disk."
        )
    return target


@contextmanager
def _output_errors(target: Path) -> Iterator[None]:
    try:
        yield
    except BackupRefused as error:
        raise StoreError(
            f"The backup that was written to {target} could not be read back, so it was removed ({error}). Choose "
            "another disk with --out, and have this one looked at."
        ) from error
    except OSError as error:
        raise UsageError(
            f"The backup could not be written to {target} ({error.strerror or error}), and nothing was left there. "
            "Make room, or choose another place with --out."
        ) from error


@contextmanager
def _output_lock(target: Path) -> Iterator[None]:
    """The while in which nobody else writes a backup into a folder; what killed ones left there is removed first."""
    busy = UsageError(f"Another backup is being written into {target.parent}. Try again in a minute.")
    with exclusive_lock(target.parent / ".backup.lock", refusal=busy):
        for start in ("indicators-", target.name):
            for left in entries(target.parent, start):
                if _UNFINISHED.search(left.name):
                    remove(left)
        yield


# Putting in place


def _refuse_without_room(contents: BackupContents, parents: Mapping[str, Path], name: str) -> None:
    needed: dict[Path, int] = {}
    for prefix, parent in parents.items():
        there = next(folder for folder in (parent, *parent.parents) if folder.exists())
        needed[there] = needed.get(there, 0) + contents.size_of(f"{prefix}/")[1]
    for folder, size in needed.items():
        free = shutil.disk_usage(folder).free
        if size + _SPARE_BYTES > free:
            raise UsageError(
                f"There is no room for {name} in {folder}: {megabytes_text(size)} are needed and "
                f"{megabytes_text(free)} are free. {UNCHANGED}. Free some space and try again."
            )


@contextmanager
def _staging(place: Path) -> Iterator[Path]:
    """A folder beside a place, the owner's alone, that is removed in the end."""
    folder = place.with_name(f"{place.name}.{_NEW}{uuid.uuid4().hex[:8]}")
    with _restore_errors(place):
        place.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        remove(folder)


@contextmanager
def _restore_errors(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"The backup could not be put in place at {place} ({error.strerror or error}), and everything is as it was "
            "before. Make room, or ask for the right to write there and beside it, and try again; the data folder can "
            "be left as it is, with --without-data."
        ) from error


@contextmanager
def _empty_place_kept_empty(store: Path) -> Iterator[None]:
    """Where no store is and none comes, its lock goes too: it would be taken for the sign of one that was lost."""
    was_there = store.exists()
    try:
        yield
    except BaseException:
        if not was_there and not store.exists():
            remove(store.with_name(f".{store.name}.lock"))
        raise


def _unpack_parts(
    archive: zipfile.ZipFile,
    contents: BackupContents,
    name: str,
    folders: Mapping[str, Path | None],
    progress: Callable[[float, str], None],
) -> None:
    done = 0
    for part in contents.parts:
        progress(0.7 * done / max(contents.size, 1), "Unpacking and checking the backup")
        done += part.size
        folder = folders[part.name.split("/", 1)[0]]
        with archive.open(part.name) as packed:
            if folder is None:
                copy_checked(packed, None, part, name)
                continue
            target = folder / part.name
            with _restore_errors(folder):
                target.parent.mkdir(parents=True, exist_ok=True)
                with target.open("xb") as out:
                    copy_checked(packed, out, part, name)
                sync_file(target)


def _refuse_unusable(store: Path, name: str, *, kind: type[IndicatorsError] = BackupRefused) -> None:
    """Open a store that is to be put in place; one that cannot be read, or that is of a later version, is refused."""
    try:
        with open_for_reading(store) as opened:
            later = opened.columns_of_later_versions()
            opened.query("store_counts")
    except StoreError as error:
        raise kind(f"The store in {name} cannot be opened ({_first_sentence(error, store)}). {UNCHANGED}.") from error
    if later:
        raise kind(newer_program_text(name, f"its store has {printable_text(later[0])}, which this one does not know"))


def _first_sentence(error: StoreError, store: Path) -> str:
    return str(error).replace(str(store), "it").split(". ")[0]


def _exchange_board(store: Path, data: Path, new_store: Path, new_data: Path | None) -> tuple[Path, ...]:
    """Put what is unpacked in place, and what is there aside; gives the folders of what was there."""
    aside = _place_aside(store)
    fresh = new_store / BESIDE
    names = [f"{store.name}.{entry.name}" for entry in fresh.iterdir()] if fresh.is_dir() else []
    placements = []
    for beside in _beside_places(store, names):
        new = fresh / beside.name.removeprefix(f"{store.name}.")
        placements.append(Placement(new if new.exists() else None, beside, aside / beside.name))
    former_data = _data_aside(data, aside, store)
    if new_data is not None and not _is_same(new_data / DATA, data):
        if data.is_dir():
            shutil.copymode(data, new_data / DATA)
        placements.append(Placement(new_data / DATA, data, former_data))
    staged = new_store / STORE_PART
    if store.exists():
        shutil.copymode(store, staged)
    else:
        staged.chmod(0o600)
    placements.append(Placement(None, _log_of(store), aside / _log_of(store).name))
    placements.append(Placement(staged, store, aside / store.name))
    try:
        exchange(store, placements)
    finally:
        with suppress(OSError):
            # There is nothing in it where nothing was there.
            aside.rmdir()
    return _folders(aside, former_data)


def _log_of(store: Path) -> Path:
    """The log of a store, where a process was killed that wrote in its place; the new store must not meet it."""
    return Path(f"{store}.wal")


def _place_aside(store: Path) -> Path:
    """A new folder beside the store, the owner's alone, for what was there; named by the moment."""
    moment = f"{clock.now():%Y%m%dT%H%M%S}"
    for number in range(1, 1_000):
        folder = store.with_name(f"{store.name}.{_ASIDE}{moment}" + (f"-{number}" if number > 1 else ""))
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)
            return folder
    raise StoreError(f"There is no free name for what is at {store}. {UNCHANGED}; try again in a minute.")


def _data_aside(data: Path, aside: Path, store: Path) -> Path:
    return data.with_name(f"{data.name}.{aside.name.removeprefix(f'{store.name}.')}")


def _folders(*folders: Path) -> tuple[Path, ...]:
    return tuple(folder for folder in folders if folder.exists())


def _is_same(new: Path, data: Path) -> bool:
    """Whether a data folder holds just the files of another: then it stays, with the days of its files."""
    if not data.is_dir():
        return False
    ours, theirs = (dict(_files_below(folder)) for folder in (new, data))
    return ours.keys() == theirs.keys() and all(_digest(ours[name]) == _digest(theirs[name]) for name in ours)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
