"""The access log: who opened which page, took which file, wrote what, and what was refused, when.

Each entry is one line that is added to the end of the month's file, in a folder beside the store. Not in the store:
every write there makes a copy of the whole file, for which no page can wait (decision 14.4). A line is written in one
piece, so that several servers can write at once, and none is ever changed; whole months go when they are older than
the setting says, which is an entry itself.
"""

import json
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

from indicators import clock
from indicators.errors import StoreError
from indicators.settings import store_path

#: Months for which entries are kept where nothing else is set.
RETENTION_MONTHS = 24
#: Characters of a name, a role or a subject that are kept: a line is to be written in one piece.
_LONGEST = 400
_MONTH = re.compile(r"(\d{4})-(\d{2})\.jsonl", re.ASCII)


class AccessEvent(StrEnum):
    """What happened."""

    SIGNED_IN = "signed in"
    SIGNED_OUT = "signed out"
    OPENED = "opened"
    DOWNLOADED = "took a file"
    WROTE = "wrote"
    FAILED = "failed"
    REFUSED = "refused"
    REMOVED = "removed old entries"


@dataclass(frozen=True)
class AccessEntry:
    """One line of the log; `at` is UTC, `what` the page, file, action or reason."""

    at: datetime
    name: str
    role: str
    event: AccessEvent
    what: str


def log_folder(store: Path | None = None) -> Path:
    """Where the log of a store lies, or of the one that is configured."""
    path = store or store_path()
    return path.with_name(f"{path.name}.access")


def log_access(name: str, role: str, event: AccessEvent, what: str, *, store: Path | None = None) -> None:
    """Add an entry; StoreError, in plain words, where it cannot be written whole: then what it is about is not done.

    Where the log is not required (`require_log`), what cannot be written is left out.
    """
    entry = AccessEntry(clock.now(), _short(name), _short(role), event, _short(what))
    line = json.dumps(asdict(entry) | {"at": entry.at.isoformat(timespec="milliseconds")}, ensure_ascii=False)
    folder = log_folder(store)
    try:
        _append(folder, f"{entry.at:%Y-%m}.jsonl", f"{line}\n".encode())
    except OSError as error:
        if _is_required:
            raise StoreError(
                f"The access log in {folder} cannot be written ({error.strerror or 'unknown reason'}), and nothing is "
                "opened, taken away or written without it. Whoever looks after the computer must make room there, or "
                "let the dashboard write there."
            ) from None


def _append(folder: Path, name: str, line: bytes) -> None:
    """Add a line in one piece, or not at all."""
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_CLOEXEC", 0)
    try:
        file = os.open(folder / name, flags, 0o600)
    except FileNotFoundError:
        if not folder.parent.is_dir():
            # There is no store yet, and the page says so.
            return
        folder.mkdir(mode=0o700, exist_ok=True)
        file = os.open(folder / name, flags, 0o600)
    try:
        if os.write(file, line) != len(line):
            # The disk is full in the middle of a line: the next entry begins on one of its own.
            with suppress(OSError):
                os.write(file, b"\n")
            raise OSError(None, "the disk is full")
    finally:
        os.close(file)


_is_required = False


def require_log(required: bool) -> None:
    """Say whether nothing may be done without its entry: so it is wherever people sign in."""
    global _is_required
    _is_required = required


def _short(text: str) -> str:
    line = " ".join("".join(mark if mark.isprintable() else " " for mark in text[: 2 * _LONGEST]).split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def read_access_log(
    store: Path | None = None, *, first: date | None = None, last: date | None = None
) -> list[AccessEntry]:
    """The entries of some days (UTC), the newest first; a line that cannot be read is left out."""
    entries = []
    for file in _months(log_folder(store)):
        month = file.stem
        if (first and month < f"{first:%Y-%m}") or (last and month > f"{last:%Y-%m}"):
            continue
        entries += [entry for line in _lines(file) if (entry := _entry(line)) is not None]
    fitting = [
        entry for entry in entries if (not first or entry.at.date() >= first) and (not last or entry.at.date() <= last)
    ]
    # Of entries of one moment the later line is the newer.
    return sorted(fitting, key=lambda entry: entry.at)[::-1]


def _lines(file: Path) -> Iterator[str]:
    with suppress(OSError), file.open(encoding="utf-8", errors="replace") as lines:
        yield from lines


def _entry(line: str) -> AccessEntry | None:
    with suppress(ValueError, KeyError, TypeError):
        row = json.loads(line)
        at = datetime.fromisoformat(row["at"]).replace(tzinfo=None)
        return AccessEntry(at, str(row["name"]), str(row["role"]), AccessEvent(row["event"]), str(row["what"]))
    return None


def _months(folder: Path) -> list[Path]:
    with suppress(OSError):
        return sorted(file for file in folder.iterdir() if _MONTH.fullmatch(file.name))
    return []


class LogFollower:
    """Reads what was added to a log since it was last asked, whichever process wrote it.

    It begins with the entries of `first`'s month. A file that was put in another's place is read from its beginning.
    """

    def __init__(self, folder: Path, first: date) -> None:
        self._folder = folder
        self._first = f"{first:%Y-%m}"
        # Of each file: which one it is, and how many bytes of it were read.
        self._read: dict[str, tuple[int, int]] = {}

    def new_entries(self) -> list[AccessEntry]:
        """The entries that were added, the oldest first; a line that is not whole yet comes when it is."""
        entries = []
        for file in _months(self._folder):
            if file.stem >= self._first:
                with suppress(OSError):
                    entries += [entry for line in self._new_lines(file) if (entry := _entry(line)) is not None]
        return entries

    def _new_lines(self, file: Path) -> list[str]:
        state = file.stat()
        identity, start = self._read.get(file.name, (state.st_ino, 0))
        if identity != state.st_ino or state.st_size < start:
            start = 0
        if state.st_size == start:
            return []
        with file.open("rb") as lines:
            lines.seek(start)
            added = lines.read()
        whole = added[: added.rfind(b"\n") + 1]
        self._read[file.name] = (state.st_ino, start + len(whole))
        return whole.decode("utf-8", errors="replace").split("\n")


def remove_old_entries(months: int, *, store: Path | None = None, today: date | None = None) -> list[str]:
    """Remove the months that ended more than so many months ago, and log that; gives their names (`2024-03`)."""
    day = today or clock.today()
    oldest = day.year * 12 + day.month - 1 - months
    removed = []
    for file in _months(log_folder(store)):
        year, month = map(int, file.stem.split("-"))
        if year * 12 + month - 1 < oldest:
            with suppress(OSError):
                file.unlink()
                removed.append(file.stem)
    if removed:
        log_access(
            "The dashboard", "", AccessEvent.REMOVED, f"{', '.join(removed)}: older than {months} months", store=store
        )
    return removed
