"""The folder of a site: put in place whole or not at all, and only in the place of a site that was made here."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from indicators.atomic import LOCK_SECONDS, exclusive_lock, replace_folder
from indicators.errors import IndicatorsError, UsageError, printable_text

#: The list of the files of a site, with their digests: by it the next run knows what it may replace.
LISTING = "site.json"
_MADE_BY = "python -m indicators publish"
#: What file managers leave in any folder.
_LITTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
#: Files that a refusal names.
_MOST_NAMED = 5


class SiteFailed(IndicatorsError):
    """The site could not be written; nothing of it is left."""

    exit_code = 2


def listing_bytes(files: Mapping[str, bytes]) -> bytes:
    """The list of the files of a site."""
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}
    return (json.dumps({"made_by": _MADE_BY, "files": digests}, indent=1) + "\n").encode()


@contextmanager
def site_folder(out: Path, *, patience: float = LOCK_SECONDS) -> Iterator[Path]:
    """An empty folder to write into, which becomes `out` in one step when the block ends well.

    Raises UsageError where something stands there that was not made here, SiteFailed where the disk is full or the
    place cannot be written.
    """
    place = out.resolve()
    prefix = f".{place.name}.site-"
    refusal = SiteFailed(
        f"Another site is being written to {out} and has not finished. Nothing was changed; try again in a minute."
    )
    try:
        check_replaceable(place)
        place.parent.mkdir(parents=True, exist_ok=True)
        with (
            exclusive_lock(place.with_name(f".{place.name}.site.lock"), refusal=refusal, patience=patience),
            replace_folder(place, prefix=prefix) as folder,
        ):
            yield folder
            # Asked again: making the site takes a while, in which somebody may have put a file there.
            check_replaceable(place)
    except OSError as error:
        raise SiteFailed(
            f"The site could not be written to {out} ({error.strerror or error}). Nothing of it is left there, and an "
            "older one stands as it was. Make room, or choose a folder that can be written."
        ) from error


def check_replaceable(place: Path) -> None:
    """Raise UsageError, naming files, unless nothing stands at a place but an untouched site that was made here."""
    if place.is_symlink() or (place.exists() and not place.is_dir()):
        raise UsageError(f"{place} is a file. Name a folder for the site that is empty or does not exist yet.")
    if not place.is_dir():
        return
    if place.parent == place:
        raise UsageError(f"{place} is the top of a disk. Name a folder for the site.")
    foreign = _foreign_files(place)
    if foreign:
        named = ", ".join(printable_text(name) for name in foreign[:_MOST_NAMED])
        more = f" and {len(foreign) - _MOST_NAMED} more" if len(foreign) > _MOST_NAMED else ""
        raise UsageError(
            f"{place} holds what this command did not write, or what was changed since: {named}{more}. Nothing was "
            "changed. Move it elsewhere, or choose a folder that is empty or does not exist yet."
        )


def _foreign_files(place: Path) -> list[str]:
    """What lies in a folder and is not as the list of a site there has it."""
    listed = _listed(place)
    return [
        path.relative_to(place).as_posix()
        for path in sorted(place.rglob("*"))
        if path.name not in _LITTER and (path.is_symlink() or not path.is_dir()) and not _is_listed(path, place, listed)
    ]


def _is_listed(path: Path, place: Path, listed: Mapping[str, str]) -> bool:
    if path.is_symlink() or not path.is_file():
        return False
    name = path.relative_to(place).as_posix()
    if name == LISTING:
        return bool(listed)
    return name in listed and hashlib.sha256(path.read_bytes()).hexdigest() == listed[name]


def _listed(place: Path) -> Mapping[str, str]:
    """The files of the site that stands at a place, with their digests; none where there is no list of one."""
    try:
        listing = json.loads((place / LISTING).read_text("utf-8"))
        files = listing["files"] if listing["made_by"] == _MADE_BY else {}
    except (FileNotFoundError, NotADirectoryError, ValueError, KeyError, TypeError):
        return {}
    return files if isinstance(files, dict) else {}
