"""Contents kept under a name for next year, a file each beside the store."""

import os
import re
import secrets
from pathlib import Path

from indicators.errors import UsageError
from indicators.measures import Catalogue
from indicators.pack.contents import Contents
from indicators.pack.contents_file import contents_text, parse_contents
from indicators.store_errors import kept_beside

#: The contents that a pack has where nobody chooses others, in the data folder.
USUAL = Path("packs") / "annual_report.toml"
#: What a name may look like: anything else could name another file, or none on some system.
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 _-]{0,58}[A-Za-z0-9])?", re.ASCII)
_ENDING = ".toml"
_REMEDY = "Ask for the right to write there, or make room on the disk."


def packs_folder(store_path: Path) -> Path:
    """Where the named contents of a store lie."""
    return store_path.with_name(f"{store_path.name}.packs")


def save_contents(store_path: Path, name: str, contents: Contents) -> Path:
    """Keep contents under a name, in place of what was kept under it; gives the file.

    Raises UsageError for a name that no file could have and StoreError, in plain words, where the folder cannot
    be written.
    """
    path = packs_folder(store_path) / f"{_sound(name)}{_ENDING}"
    with kept_beside(path, "Contents", _REMEDY):
        path.parent.mkdir(parents=True, exist_ok=True)
        passing = path.with_name(f".{secrets.token_hex(4)}")
        try:
            passing.write_text(contents_text(contents), "utf-8")
            os.replace(passing, path)
        finally:
            passing.unlink(missing_ok=True)
    return path


def saved_contents(store_path: Path) -> list[str]:
    """The names under which contents are kept, in the order of the alphabet."""
    found = packs_folder(store_path).glob(f"*{_ENDING}")
    return sorted((path.stem for path in found if _NAME.fullmatch(path.stem)), key=str.casefold)


def discard_contents(store_path: Path, name: str) -> None:
    """Forget what is kept under a name; nothing where there is none."""
    path = packs_folder(store_path) / f"{_sound(name)}{_ENDING}"
    with kept_beside(path, "Contents", _REMEDY):
        path.unlink(missing_ok=True)


def load_contents(chosen: str, store_path: Path, catalogue: Catalogue) -> Contents:
    """Contents by the name under which they are kept, or by their file.

    Raises UsageError with the names that there are where it is neither, DataProblems for what is wrong in it.
    """
    path = Path(chosen)
    if chosen in saved_contents(store_path):
        path = packs_folder(store_path) / f"{chosen}{_ENDING}"
    try:
        text = path.read_bytes()
    except OSError as error:
        names = saved_contents(store_path)
        kept = f" Kept under a name: {', '.join(names)}." if names else ""
        unknown = "it is neither a file nor a name under which contents are kept"
        why = error.strerror if path.exists() else unknown
        raise UsageError(f"'{chosen}' cannot be read as contents: {why}.{kept}") from None
    return parse_contents(path.name, text, catalogue)


def _sound(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"'{name}' cannot be a name for contents. Write up to 60 letters, digits, spaces, - or _, such as "
            "Annual report 2016-17."
        )
    return name
