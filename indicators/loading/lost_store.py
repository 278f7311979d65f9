"""A store that was there and is gone is reported, and no new one is silently built in its place.

Returns and the board's record are in the store alone. A network drive that is not connected looks like a first
start, so which stores there were is noted outside their folders.
"""

import hashlib
import json
import os
from contextlib import suppress
from datetime import date
from pathlib import Path

from indicators import clock
from indicators.catalogue.periods import day_text
from indicators.errors import StoreError
from indicators.lake_address import lake_at
from indicators.settings import ROOT
from indicators.store.lake import board_missing, is_board_in

#: Stores that this process has used.
_known_stores: set[Path] = set()


class StoreLost(StoreError):
    """There was a store, and now there is none."""


def note_folder() -> Path:
    """Where it is noted which stores there were: `INDICATORS_STATE`, else `.stores/` beside the program."""
    return Path(os.environ.get("INDICATORS_STATE") or ROOT / ".stores")


def is_there(path: Path) -> bool:
    """Whether there is anything at the place of a store; raises StoreError where that cannot be told."""
    lake = lake_at(path)
    if lake is not None:
        return is_board_in(lake)
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise StoreError(
            f"{path} cannot be reached ({error.strerror}). Look whether the drive or network folder that holds it is "
            "connected, and whether this user may read it; then try again. Nothing was built in its place."
        ) from error
    return True


def note_store(path: Path) -> None:
    """Note that there is a store at a place; where the note cannot be written, this process alone knows.

    Of a lake nothing is noted: a board that is not there is never made unasked.
    """
    if lake_at(path) is not None:
        return
    full_path = _full_path(path)
    if full_path in _known_stores:
        return
    _known_stores.add(full_path)
    note = _note(full_path)
    with suppress(OSError):
        if not note.exists():
            note.parent.mkdir(parents=True, exist_ok=True)
            note.write_text(json.dumps({"store": str(full_path), "since": clock.today().isoformat()}), "utf-8")


def forget_store(path: Path) -> None:
    """Take what is noted of a place away, for one who begins anew there."""
    full_path = _full_path(path)
    _known_stores.discard(full_path)
    with suppress(OSError):
        _note(full_path).unlink(missing_ok=True)


def refuse_lost_store(path: Path) -> None:
    """Raise StoreVanished, with what to look for and what to do, where no store is but one was.

    A lake that has no such board is refused too: a name may be mistyped, and whose figures would be in it?
    """
    lake = lake_at(path)
    if lake is not None:
        if not is_board_in(lake):
            raise board_missing(lake)
        return
    store = _full_path(path)
    if is_there(store):
        return
    since = _since(store)
    others = _files_of_store(store)
    link = _broken_link(path)
    if since is None and store not in _known_stores and not others and link is None:
        return
    if link is not None:
        what = f"{link} still links to it"
    elif others:
        what = f"what stood beside it ({others[0]}) still is"
    elif not store.parent.is_dir():
        what = "its folder is gone too"
    elif any(store.parent.iterdir()):
        what = "its folder holds other files"
    else:
        what = "its folder is empty, as it is where a drive is not connected"
    noted = f" (this installation knows it since {since})" if since else ""
    raise StoreLost(
        f"The store {store} is not there any more{noted}; {what}. The returns that were taken in, the challenges and "
        "what else the board wrote down are in that file alone, so no new one was built in its place. First look "
        f"whether the drive or network folder of {store.parent} is connected, and try again. If the file is lost, put "
        "its last backup there. Only to begin anew, without all that, run: python -m indicators build --anew --store "
        f'"{store}"'
    )


def _since(path: Path) -> str | None:
    """Since when a store is noted, in words; None where none is.

    Who moves the whole `.store/` of the program away begins anew and need not say so.
    """
    if path.is_relative_to(ROOT) and not path.parent.exists():
        return None
    try:
        noted = json.loads(_note(path).read_text("utf-8"))
        return day_text(date.fromisoformat(noted["since"])) if noted["store"] == str(path) else None
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, KeyError, TypeError):
        # It is there: that says enough.
        return "an earlier day"


def _broken_link(path: Path) -> Path | None:
    """The link on the way to a store that leads nowhere: somebody has set it to a place that there was."""
    return next((link for link in (path, *path.parents) if link.is_symlink() and not link.exists()), None)


def _files_of_store(path: Path) -> list[str]:
    """What stands beside a store only once there was one: drafts, kept contents, locks, copies for the public."""
    with suppress(OSError):
        names = sorted(entry.name for entry in path.parent.iterdir())
        own = (f"{path.name}.", f".{path.name}.")
        # What a first build, or a restore to an empty place, left that was killed is no sign of a store.
        left = (f"{path.name}.building-", f"{path.name}.restoring-")
        return [name for name in names if name.startswith(own) and not name.startswith(left)]
    return []


def _note(path: Path) -> Path:
    return note_folder() / f"{hashlib.sha256(str(path).encode()).hexdigest()[:24]}.json"


def _full_path(path: Path) -> Path:
    """The place by its full name, links followed as far as they lead."""
    return Path(os.path.realpath(path))
