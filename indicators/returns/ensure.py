"""A store that is up to date with `data/` before anything is read from it; used by pages and command line."""

import os
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from indicators.errors import DataProblems, StoreError
from indicators.returns.build import DATA, Progress, build, is_current, no_progress
from indicators.returns.vanished import is_there, note_store, refuse_vanished
from indicators.store import ROOT, open_store
from indicators.store_errors import StoreInUse


class State(StrEnum):
    """How a store stands to its `data/`."""

    BUILT = "built"
    CURRENT = "current"
    #: `data/` differs and could not be taken in: it has problems, or the store cannot be written.
    STALE = "stale"
    #: `data/` differs, and another process has the store open.
    IN_USE = "in use"


@dataclass(frozen=True)
class Ensured:
    """How the store stands, and, where it is behind `data/`, why the newest data could not be taken in."""

    state: State
    warning: str = ""


def store_path() -> Path:
    """Where the store is: `INDICATORS_STORE`, else `.store/indicators.duckdb` beside the program."""
    return Path(os.environ.get("INDICATORS_STORE") or ROOT / ".store" / "indicators.duckdb")


def data_folder() -> Path:
    """Where the data folder is: `INDICATORS_DATA`, else `data/` beside the program."""
    return Path(os.environ.get("INDICATORS_DATA") or DATA)


def ensure_store(path: Path, data: Path, *, progress: Progress = no_progress) -> Ensured:
    """Build or update the store where `data` differs from it.

    Where that fails but a readable store exists, it stays as it is and the reason is given; where none
    exists, DataProblems or StoreError is raised. So it is where there was a store that is gone: see `vanished`.
    """
    refuse_vanished(path)
    ensured = _ensured(path, data, progress)
    note_store(path)
    return ensured


def _ensured(path: Path, data: Path, progress: Progress) -> Ensured:
    if is_there(path) and _holds(path, data):
        return Ensured(State.CURRENT)
    try:
        build(path, data, progress=progress)
    except (DataProblems, StoreError) as error:
        if not _readable(path):
            raise
        if _holds(path, data):
            # Another process has taken the same data in while this one tried.
            return Ensured(State.CURRENT)
        return Ensured(State.IN_USE if isinstance(error, StoreInUse) else State.STALE, str(error))
    return Ensured(State.BUILT)


def _holds(path: Path, data: Path) -> bool:
    store = open_store(path)
    try:
        return is_current(store, data)
    finally:
        store.close()


def _readable(path: Path) -> bool:
    try:
        open_store(path).close()
    except StoreError:
        return False
    return True
