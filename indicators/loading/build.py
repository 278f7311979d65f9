"""The store made from `data/` and kept up to date with it: everything is checked, then what changed is written in
one transaction.

Pages and commands ask for an up-to-date store before they read; where the data folder has problems they get the last
good one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import replace as replaced
from enum import StrEnum
from pathlib import Path

import pandas as pd

from indicators import clock
from indicators.catalogue.board import BOARD_FILE
from indicators.errors import DataProblems, Problem, StoreError
from indicators.lake_address import lake_at
from indicators.loading.data_folder import DEFINITIONS, PLANS, DataFolder, facts_files, fingerprints, read_data_folder
from indicators.loading.editions import fill_editions, published_sources
from indicators.loading.facts import Stage, empty_stage, stage_facts
from indicators.loading.lost_store import is_there, note_store, refuse_lost_store
from indicators.loading.problems import FileLines, fact_problems, rounded_problems
from indicators.loading.tables import SOURCES, TABLE_FILES
from indicators.settings import DATA
from indicators.store.database import IN_MEMORY, Store, StoreInUse, open_for_reading, open_for_writing, open_store
from indicators.store.exchange import is_exchange_unfinished
from indicators.store.lake import is_board_in
from indicators.store.rewrite import (
    COPIES_BEFORE_UPGRADE,
    new_board,
    new_store_aside,
    rewrite,
    set_aside_unreadable,
    store_lock,
)

BUILDER = "data folder"

Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class BuildReport:
    """What a build did: the files it took in, those no longer there, the figures in force from `data/`."""

    changed: tuple[str, ...]
    removed: tuple[str, ...]
    figures: int
    #: What is worth a look in the data folder and stopped nothing, such as counts that were rounded.
    warnings: tuple[Problem, ...] = ()
    #: Where an unreadable store was put, with `replace`.
    set_aside: Path | None = None


def no_progress(share: float, words: str) -> None:
    """A progress report that nobody sees."""


def build(
    path: Path | str, data: Path = DATA, *, progress: Progress = no_progress, replace: bool = False
) -> BuildReport:
    """Bring the store at `path` up to date with `data`; raises DataProblems and leaves the store as it was.

    A file that changed becomes a new return that supersedes the one before; what other returns wrote stays.
    A new store is laid out beside its place and moved there whole, so that a half-built one is never found.
    With `replace`, a store that cannot be read is first renamed to `<name>.unreadable-1` (or the next free
    number) and the `BuildReport` says so; one that can be read is updated as without it.
    """
    if str(path) == IN_MEMORY:
        return _update_and_close(open_for_writing(path), data, progress)
    path = Path(path)
    _undo_killed_restore(path)
    aside = set_aside_unreadable(path) if replace else None
    lake = lake_at(path)
    if lake is not None and not is_board_in(lake):
        with new_board(path, lake) as store:
            return update(store, data, progress=progress)
    if lake is not None or path.exists():
        report = _unchanged(path, data)
        return report or _updated(path, data, progress)
    with new_store_aside(path) as building:
        report = _update_and_close(open_for_writing(building), data, progress, whole=True)
    return replaced(report, set_aside=aside)


def update(store: Store, data: Path = DATA, *, progress: Progress = no_progress) -> BuildReport:
    """Check all of `data` and write what changed to an open store, in one transaction."""
    progress(0.0, "Reading the catalogue")
    prints = fingerprints(data)
    fill_editions(store)
    stored = store.query("data_files").set_index("name")
    changed = [name for name, digest in prints.items() if name not in stored.index or stored.sha256[name] != digest]
    removed = [name for name in stored.index if name not in prints]
    if not changed and not removed:
        return BuildReport((), (), _figure_count(store))
    catalogue, problems = read_data_folder(data)
    first = int(store.query("next_return_id").iloc[0]["return_id"])
    numbers = {name: first + offset for offset, name in enumerate(changed)}
    # Unchanged files are checked again too: an area or indicator that they name may be gone.
    ids = numbers | {name: -offset for offset, name in enumerate(prints, 1) if name not in numbers}
    try:
        problems += _checked_facts(empty_stage(store, catalogue.known, catalogue.indicators), data, ids, progress)
        warnings = tuple(problem for problem in problems if problem.is_warning)
        if len(warnings) < len(problems):
            raise DataProblems([problem for problem in problems if not problem.is_warning])
        progress(0.8, "Writing the store")
        with store.transaction():
            former = {str(name): number for name, number in stored["return_id"].astype(int).to_dict().items()}
            _write(store, catalogue, numbers, prints, former)
            gone = [int(stored.return_id[name]) for name in (*changed, *removed) if name in stored.index]
            _record(store, "superseded", gone)
    finally:
        store.execute("drop_staged")
    progress(1.0, "Done")
    return BuildReport(tuple(changed), tuple(removed), _figure_count(store), warnings)


def is_current(store: Store, data: Path = DATA) -> bool:
    """Whether the store holds just the files of `data` as they are now, laid out as stores are now."""
    stored = store.query("data_files")
    return store.layout_is_current() and dict(zip(stored["name"], stored["sha256"], strict=True)) == fingerprints(data)


def _updated(path: Path, data: Path, progress: Progress) -> BuildReport:
    with rewrite(path) as store:
        if store.copy_before_upgrade is not None:
            progress(
                0.0,
                f"The store was of an earlier version and is brought up to date; as it was it lies in "
                f"{store.copy_before_upgrade} (the last {COPIES_BEFORE_UPGRADE} such copies stay)",
            )
        return update(store, data, progress=progress)


def _update_and_close(store: Store, data: Path, progress: Progress, *, whole: bool = False) -> BuildReport:
    try:
        report = update(store, data, progress=progress)
        if whole:
            # Closing does this too, but keeps it to itself when the disk is full, and leaves a log behind.
            store.execute("checkpoint")
        return report
    finally:
        store.close()


def _unchanged(path: Path, data: Path) -> BuildReport | None:
    """The report of a build with nothing to do; it only reads, so a dashboard may have the store open."""
    with open_for_reading(path) as store:
        return BuildReport((), (), _figure_count(store)) if is_current(store, data) else None


def _figure_count(store: Store) -> int:
    """The figures in force from `data/`: the rows of its facts files, those of the small tables left out."""
    stored = store.query("data_files")
    other = {DEFINITIONS, PLANS, BOARD_FILE, *(table.file for table in TABLE_FILES)}
    return int(stored.loc[~stored["name"].isin(other), "row_count"].sum())


def _checked_facts(stage: Stage, data: Path, ids: dict[str, int], progress: Progress) -> list[Problem]:
    problems: list[Problem] = []
    files = {file.relative_to(data).as_posix(): file for file in facts_files(data)}
    for done, (name, file) in enumerate(files.items()):
        progress(0.1 + 0.5 * done / len(files), f"Reading {name}")
        problems += stage_facts(stage, file, name=name, return_id=ids[name])
    progress(0.6, "Checking every figure")
    lines = {ids[name]: FileLines(name, file) for name, file in files.items()}
    return problems + fact_problems(stage, lines) + rounded_problems(stage, lines)


def _write(
    store: Store, catalogue: DataFolder, numbers: dict[str, int], prints: dict[str, str], former: dict[str, int]
) -> None:
    """Write each changed file as a return: its rows, its record, its acceptance; `former` is what each was."""
    tables = {DEFINITIONS: ("definition", catalogue.definitions), PLANS: ("plan", catalogue.plans)}
    tables |= {BOARD_FILE: ("board", catalogue.board)}
    tables |= {table.file: (table.table, catalogue.tables[table.file]) for table in TABLE_FILES}
    counts = store.fetch("staged_counts").set_index("return_id")["row_count"].to_dict()
    for name, return_id in numbers.items():
        if name in tables:
            table, frame = tables[name]
            counts[return_id] = len(frame)
            if len(frame):
                store.append(table, frame.assign(return_id=return_id))
    former_ids = [former.get(name, 0) for name in numbers]
    published = published_sources(catalogue.indicators.values(), catalogue.tables[SOURCES.file])
    store.execute(
        "insert_facts",
        return_ids=list(numbers.values()),
        former_ids=former_ids,
        published=list(published),
        years=list(published.values()),
    )
    files = {
        "return_id": list(numbers.values()),
        "name": list(numbers),
        "origin": "data",
        "sha256": [prints[name] for name in numbers],
        "row_count": [int(counts.get(number, 0)) for number in numbers.values()],
    }
    if numbers:
        store.append("return_file", pd.DataFrame(files))
    _record(store, "accepted", list(numbers.values()))


def _record(store: Store, event: str, return_ids: list[int]) -> None:
    if not return_ids:
        return
    events = {
        "return_id": return_ids,
        "event": event,
        "happened_at": clock.now(),
        "happened_by": BUILDER,
        "reason": "changed in data/" if event == "superseded" else "",
    }
    store.append("return_event", pd.DataFrame(events))


class StoreState(StrEnum):
    """How a store stands to its `data/`."""

    BUILT = "built"
    CURRENT = "current"
    #: `data/` differs and could not be taken in: it has problems, or the store cannot be written.
    STALE = "stale"
    #: `data/` differs, and another process has the store open.
    IN_USE = "in use"


@dataclass(frozen=True)
class StoreStatus:
    """How the store stands, and, where it is behind `data/`, why the newest data could not be taken in."""

    state: StoreState
    warning: str = ""


def ensure_store(path: Path, data: Path, *, progress: Progress = no_progress) -> StoreStatus:
    """Build or update the store where `data` differs from it.

    Where that fails but a readable store exists, it stays as it is and the reason is given; where none
    exists, DataProblems or StoreError is raised. So it is where a store is gone: see `refuse_lost_store`.
    """
    _undo_killed_restore(path)
    refuse_lost_store(path)
    ensured = _store_status(path, data, progress)
    note_store(path)
    return ensured


def _store_status(path: Path, data: Path, progress: Progress) -> StoreStatus:
    if is_there(path) and _has_data(path, data):
        return StoreStatus(StoreState.CURRENT)
    try:
        build(path, data, progress=progress)
    except (DataProblems, StoreError) as error:
        if not _readable(path):
            raise
        if _has_data(path, data):
            # Another process has taken the same data in while this one tried.
            return StoreStatus(StoreState.CURRENT)
        return StoreStatus(StoreState.IN_USE if isinstance(error, StoreInUse) else StoreState.STALE, str(error))
    return StoreStatus(StoreState.BUILT)


def _has_data(path: Path, data: Path) -> bool:
    with open_for_reading(path) as store:
        return is_current(store, data)


def _undo_killed_restore(path: Path) -> None:
    """Have a restore at work come to its end, and put back what one that was killed had begun."""
    if is_exchange_unfinished(path):
        with store_lock(path):
            # Taking the lock does it.
            return


def _readable(path: Path) -> bool:
    try:
        open_store(path).close()
    except StoreError:
        return False
    return True
