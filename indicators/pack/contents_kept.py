"""Contents kept under a name for next year, a file each beside the store."""

import errno
import os
import re
import secrets
import stat
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
#: Bytes that a file of contents has at most.
MOST_BYTES = 1_000_000
#: Letters of an unknown name that are said again.
_LONGEST_SHOWN = 60
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
    if chosen in saved_contents(store_path):
        return named_contents(chosen, store_path, catalogue)
    path = Path(chosen)
    try:
        return contents_of_file(path, catalogue)
    except OSError as error:
        unknown = "it is neither a file nor a name under which contents are kept"
        why = error.strerror if path.exists() else unknown
        raise UsageError(f"'{chosen}' cannot be read as contents: {why}.{_known(store_path)}") from None


def named_contents(name: str, store_path: Path, catalogue: Catalogue) -> Contents:
    """Contents by the name under which they are kept, and by nothing else: a name never leads to another file.

    Raises UsageError with the names that there are, DataProblems for what is wrong in it.
    """
    if name not in saved_contents(store_path):
        shown = name if len(name) <= _LONGEST_SHOWN else f"{name[:_LONGEST_SHOWN]}…"
        raise UsageError(f"No contents are kept under the name '{shown}'.{_known(store_path)}")
    path = packs_folder(store_path) / f"{name}{_ENDING}"
    try:
        return contents_of_file(path, catalogue)
    except OSError as error:
        raise UsageError(f"'{name}' cannot be read as contents: {error.strerror}.{_known(store_path)}") from None


def contents_of_file(path: Path, catalogue: Catalogue) -> Contents:
    """Contents by their file, which whoever calls has chosen; raises OSError where it cannot be read."""
    state = path.stat()
    if stat.S_ISDIR(state.st_mode):
        raise OSError(errno.EISDIR, "it is a folder, not a file")
    if not stat.S_ISREG(state.st_mode) or state.st_size > MOST_BYTES:
        # A device never ends, and what is as long as that was written by nobody.
        raise OSError(errno.EFBIG, f"it is no plain file of at most {MOST_BYTES:,} bytes")
    return parse_contents(path.name, path.read_bytes(), catalogue)


def _known(store_path: Path) -> str:
    names = saved_contents(store_path)
    return f" Kept under a name: {', '.join(names)}." if names else ""


def _sound(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"'{name}' cannot be a name for contents. Write up to 60 letters, digits, spaces, - or _, such as "
            "Annual report 2016-17."
        )
    return name
