"""A board moved between a file and a lake, with what lies beside its store: drafts, contents, the access log."""

import shutil
from pathlib import Path

from indicators.atomic import entries
from indicators.errors import StoreError
from indicators.lake_address import lake_at
from indicators.loading.lost_store import note_store
from indicators.operations.backup_file import PASSING
from indicators.store.move import carry_store


def move_store(source: Path, target: Path) -> dict[str, int]:
    """Carry a store and what lies beside it under its name to a place where none is; gives the rows of each table.

    Raises as `carry_store`. What is beside is copied first: a store that is there has all of its own. The source stays.
    """
    _refuse_missing_folder(target)
    placed = _copy_beside(source, target)
    try:
        rows = carry_store(source, target)
    except BaseException:
        for place in placed:
            shutil.rmtree(place, ignore_errors=True)
        raise
    note_store(target)
    return rows


def _refuse_missing_folder(target: Path) -> None:
    if lake_at(target) is None and not target.parent.is_dir():
        raise StoreError(f"There is no folder {target.parent}. Make it, or choose another place. Nothing was carried.")


def _copy_beside(source: Path, target: Path) -> list[Path]:
    """Copy the folders beside a store to another that has none of their names; gives what was made."""
    placed: list[Path] = []
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        for folder in entries(source.parent, f"{source.name}."):
            suffix = folder.name.removeprefix(f"{source.name}.")
            place = target.with_name(f"{target.name}.{suffix}")
            if folder.is_dir() and not suffix.startswith(PASSING) and not place.exists():
                placed.append(place)
                shutil.copytree(folder, place)
    except OSError as error:
        for place in placed:
            shutil.rmtree(place, ignore_errors=True)
        raise StoreError(
            f"What lies beside {source} could not be copied to {target.parent} ({error.strerror or error}). Nothing "
            "was carried. Make room, or ask for the right to write there."
        ) from error
    return placed
