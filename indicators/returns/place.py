"""A store's place on disk: a new one appears whole or not at all, an unreadable one is kept beside it."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from indicators.errors import StoreError
from indicators.store import UnreadableStore, is_in_use, open_store, plain_errors


@contextmanager
def laid_out_aside(path: Path) -> Iterator[Path]:
    """A passing place beside `path` for a store that moves there when the block ends well.

    Its name is its own, so two builds at once do not touch each other's; the first to end has the place.
    """
    with plain_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        _sweep(path)
    building = path.with_name(f"{path.name}.building-{uuid.uuid4().hex[:8]}")
    try:
        yield building
        with plain_errors(path):
            _move_to_free_place(building, path)
    except StoreError as error:
        # Whoever reads the message knows the store by its own name.
        error.args = (str(error).replace(str(building), str(path)),)
        raise
    finally:
        _remove(building)


def set_aside_unreadable(path: Path) -> Path | None:
    """Rename a store that cannot be read; gives its new name, or None where there is nothing to set aside."""
    if not path.exists():
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


def _sweep(path: Path) -> None:
    """Remove what builds that were killed left behind; one that is at work still is left alone."""
    for leftover in path.parent.glob(f"{path.name}.building-*"):
        if leftover.suffix != ".wal" and not is_in_use(leftover):
            _remove(leftover)


def _remove(building: Path) -> None:
    for file in (building, Path(f"{building}.wal")):
        # What cannot be removed lies there till the next build; the error that led here says more.
        with suppress(OSError):
            file.unlink(missing_ok=True)


def _move_to_free_place(building: Path, path: Path) -> None:
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
