"""What is configured and what is missing, one check after the other, each in words with what to do about it.

A check looks and changes nothing. It names files and folders, never a figure, a name of a person or a secret.
"""

import os
import platform
import re
import shutil
import stat
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from indicators import clock
from indicators.atomic import entries
from indicators.catalogue.periods import day_text
from indicators.errors import IndicatorsError, problem_count
from indicators.exports.browser import browser_path
from indicators.lake_address import lake_at
from indicators.loading.lost_store import is_there, note_folder, refuse_lost_store
from indicators.operations.backup_file import megabytes_text
from indicators.operations.data_check import check_data_folder
from indicators.settings import ROOT, program_version
from indicators.store.database import IN_MEMORY, open_for_reading, open_for_writing, store_size
from indicators.store.exchange import is_exchange_unfinished
from indicators.store.lake import current_snapshot
from indicators.store.rewrite import COPIES_BEFORE_UPGRADE, copies_before_upgrade
from indicators.temporary import leftover_folders
from indicators.wording.numbers import count_text


class CheckState(StrEnum):
    """How something stands: as it should be, worth knowing, or wrong."""

    SOUND = "sound"
    NOTE = "note"
    FAULT = "fault"


@dataclass(frozen=True)
class CheckResult:
    """What one check says: its name, how it stands, in words, and what to do, empty where nothing is to be done."""

    check: str
    state: CheckState
    words: str
    remedy: str = ""


#: Columns of the results, for other programs.
CHECK_COLUMNS = ("check", "state", "words", "remedy")
#: Free space that work needs besides copies of the store.
_SPARE_BYTES = 200 << 20
#: Packages that a sentence names.
_MOST_NAMED = 5
_PINNED = re.compile(r"^([A-Za-z0-9_.-]+)==([^\s;\\]+)( ;)?", re.MULTILINE)
_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


def examine(store: Path, data: Path) -> list[CheckResult]:
    """All checks of an installation, in the order of a start; a check that fails itself is a fault and stops none."""
    checks: tuple[Callable[[Path, Path], Iterator[CheckResult]], ...] = (
        # What was left is looked at before a store is opened, which removes it.
        _temporary_leftovers, _program, _packages, _lake, _store, _store_leftovers, _data, _browser, _disk, _rights,
        _sign_in, _address, _time, _log,
    )  # fmt: skip
    results = []
    for check in checks:
        name = check.__name__.strip("_").replace("_", " ")
        try:
            results += check(store, data)
        except (OSError, IndicatorsError) as error:
            words = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            results.append(CheckResult(name, CheckState.FAULT, f"It could not be looked at: {words}."))
    return results


def _program(store: Path, data: Path) -> Iterator[CheckResult]:
    needed = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["requires-python"]
    least = tuple(map(int, re.findall(r"\d+", needed)))
    words = f"Version {program_version()} on Python {platform.python_version()}, {platform.system()}"
    if sys.version_info[: len(least)] < least:
        remedy = f"Install Python {needed.strip('>=')} or later and set the program up anew."
        yield CheckResult("program", CheckState.FAULT, f"{words}; Python {needed} is needed.", remedy)
    else:
        yield CheckResult("program", CheckState.SOUND, f"{words}.")


def _packages(store: Path, data: Path) -> Iterator[CheckResult]:
    """The lock names versions; a package that only some systems need may be missing."""
    missing, others, count = [], [], 0
    for name, pinned, is_conditional in _PINNED.findall((ROOT / "requirements.txt").read_text("utf-8")):
        count += 1
        try:
            installed = version(name)
        except PackageNotFoundError:
            if not is_conditional:
                missing.append(name)
            continue
        if installed != pinned:
            others.append(f"{name} {installed} instead of {pinned}")
    remedy = "Install the lock: python -m pip install --require-hashes -r requirements.txt"
    if missing:
        words = f"{count_text(len(missing), 'package')} of the lock missing: {_named(missing)}."
        yield CheckResult("packages", CheckState.FAULT, words, remedy)
    if others:
        words = f"{count_text(len(others), 'package')} in another version than was tried: {_named(others)}."
        yield CheckResult("packages", CheckState.NOTE, words, remedy)
    if not missing and not others:
        yield CheckResult("packages", CheckState.SOUND, f"All {count} packages are those of the lock.")


def _named(names: list[str]) -> str:
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return ", ".join(names[:_MOST_NAMED]) + more


def _lake(store: Path, data: Path) -> Iterator[CheckResult]:
    """What lake the store is in, and whether its catalogue and the folder of its Parquet files can be used."""
    lake = lake_at(store)
    if lake is None:
        return
    began = time.perf_counter()
    number = current_snapshot(lake).number
    words = f"The store is {lake}, with Parquet in {lake.data_folder}, and is read from a copy beside {store}."
    yield CheckResult(
        "lake",
        CheckState.SOUND,
        f"{words} Its catalogue answers within {(time.perf_counter() - began) * 1000:,.0f} ms; its newest snapshot is "
        f"{number:,}.",
    )
    if not os.access(lake.data_folder, os.W_OK):
        words = f"This user may not write to the folder of Parquet files ({lake.data_folder}): no return is taken in."
        yield CheckResult("lake", CheckState.FAULT, words, "Give the dashboard's user the right to write there.")


def _store(store: Path, data: Path) -> Iterator[CheckResult]:
    if not is_there(store):
        # Raises, in words, where there was one.
        refuse_lost_store(store)
        words = f"There is no store at {store} yet; the first start builds it from the data folder."
        yield CheckResult("store", CheckState.NOTE, words, "Run: python -m indicators build")
        return
    with open_for_reading(store) as opened:
        later, is_current = opened.columns_of_later_versions(), opened.layout_is_current()
        counts = opened.query("store_counts").iloc[0]
        is_made_up = opened.is_made_up
    figures, files = count_text(int(counts["figures"]), "figure"), count_text(int(counts["files"]), "file")
    last = counts["last_event"]
    newest = f", the last on {day_text(last.date())}" if last is not None and last == last else ""
    yield CheckResult(
        "store",
        CheckState.SOUND,
        f"{lake_at(store) or store} opens and is whole ({megabytes_text(store_size(store))}): {figures} from {files} "
        f"that came{newest}.",
    )
    if later:
        yield CheckResult(
            "store version",
            CheckState.FAULT,
            f"The store was written by a newer program: this one does not know {_named(later)}.",
            "Install the newer version; do not write to the store with this one.",
        )
    elif not is_current:
        yield CheckResult(
            "store version",
            CheckState.NOTE,
            "The store is of another version; the next start or write brings it up to date, and a copy of it as it is "
            f"is made first (the last {COPIES_BEFORE_UPGRADE} such copies stay).",
        )
    else:
        copies = copies_before_upgrade(store)
        copies = f" Copies from before upgrades: {_paths(copies)}." if copies else ""
        yield CheckResult("store version", CheckState.SOUND, f"The store is of this version.{copies}")
    if is_made_up:
        yield CheckResult("store", CheckState.NOTE, "Its figures are made up, for a demonstration.")


def _store_leftovers(store: Path, data: Path) -> Iterator[CheckResult]:
    """What killed processes, repairs and restores left beside the store and the data folder."""
    name = "leftovers"
    if is_exchange_unfinished(store):
        yield CheckResult(
            name,
            CheckState.NOTE,
            "A restore is at work, or was killed while it put things in place.",
            "The next start or write puts everything back as it was before it.",
        )
    passing = [left for what in ("writing-", "building-") for left in entries(store.parent, f"{store.name}.{what}")]
    passing += [left for place in (store, data) for left in entries(place.parent, f"{place.name}.restoring-")]
    if passing:
        words = f"{count_text(len(passing), 'file')} of writes at work or killed beside the store: {_paths(passing)}."
        yield CheckResult(name, CheckState.NOTE, words, "The next write removes what was killed.")
    aside = [left for place in (store, data) for left in entries(place.parent, f"{place.name}.before-restore-")]
    aside += entries(store.parent, f"{store.name}.unreadable-")
    if aside:
        words = f"Kept aside: {_paths(aside)}. They hold the board's figures."
        yield CheckResult(name, CheckState.NOTE, words, "Remove them once nobody needs to go back to them.")
    if not passing and not aside and not is_exchange_unfinished(store):
        yield CheckResult(name, CheckState.SOUND, "Nothing was left beside the store or the data folder.")


def _paths(paths: list[Path]) -> str:
    return _named([str(path) for path in paths])


def _data(store: Path, data: Path) -> Iterator[CheckResult]:
    name = "data folder"
    if not data.is_dir():
        remedy = "Name it with --data or INDICATORS_DATA."
        yield CheckResult(name, CheckState.FAULT, f"There is no data folder at {data}.", remedy)
        return
    trial = open_for_writing(IN_MEMORY)
    try:
        problems, warnings = check_data_folder(trial, data)
    finally:
        trial.close()
    remedy = "To see them: python -m indicators check-data"
    if problems:
        words = (
            f"{data} has {count_text(problem_count(problems), 'problem')}; the dashboard keeps the last good figures."
        )
        yield CheckResult(name, CheckState.FAULT, words, remedy)
    elif warnings:
        words = f"{data} is sound; {count_text(problem_count(warnings), 'thing')} worth a look."
        yield CheckResult(name, CheckState.SOUND, words, remedy)
    else:
        yield CheckResult(name, CheckState.SOUND, f"{data} is sound.")


def _browser(store: Path, data: Path) -> Iterator[CheckResult]:
    path = browser_path()
    if path is None:
        yield CheckResult(
            "browser",
            CheckState.NOTE,
            "Neither Chrome nor Chromium was found: pictures and PDF files cannot be made; everything else works.",
            "Install Chromium (packages.txt names Debian's), or set BROWSER_PATH to where it is.",
        )
    else:
        yield CheckResult("browser", CheckState.SOUND, f"Pictures and PDF files are made with {path}.")
    yield CheckResult("office", CheckState.SOUND, "LibreOffice and Microsoft Office are not needed on this machine.")


def _disk(store: Path, data: Path) -> Iterator[CheckResult]:
    """A write copies the store, an upgrade and a restore once more."""
    size = store_size(store)
    for what, place in (("the store", _existing(store.parent)), ("passing files", Path(tempfile.gettempdir()))):
        free = shutil.disk_usage(place).free
        words = f"{megabytes_text(free)} are free for {what} in {place}"
        if free < size + _SPARE_BYTES // 10:
            words += f"; the next write needs {megabytes_text(size)}"
            yield CheckResult("disk", CheckState.FAULT, f"{words}.", "Free some space, or move to a larger disk.")
        elif free < 3 * size + _SPARE_BYTES:
            words += f"; {megabytes_text(3 * size + _SPARE_BYTES)} should be"
            yield CheckResult("disk", CheckState.NOTE, f"{words}.", "Free some space soon.")
        else:
            yield CheckResult("disk", CheckState.SOUND, f"{words}.")


def _existing(folder: Path) -> Path:
    return next(place for place in (folder, *folder.parents) if place.exists())


def _rights(store: Path, data: Path) -> Iterator[CheckResult]:
    """Who may write here, and who else may read."""
    name = "rights"
    for what, place, loss in (
        ("the store's folder", _existing(store.parent), "nothing can be written down and no return taken in"),
        ("the folder of notes", _existing(note_folder()), "a store whose drive is gone is taken for a new start"),
        ("the folder for passing files", Path(tempfile.gettempdir()), "no file can be made or read"),
    ):
        if not os.access(place, os.W_OK):
            words = f"This user may not write to {what} ({place}): {loss}."
            yield CheckResult(name, CheckState.FAULT, words, "Give the dashboard's user the right to write there.")
    if data.is_dir() and not os.access(data, os.W_OK):
        words = f"The data folder {data} is read-only for this user: indicators can be added by hand only."
        yield CheckResult(name, CheckState.NOTE, words)
    open_places = [place for place in (store, *_beside(store)) if place.exists() and _others_may_read(place)]
    if open_places:
        yield CheckResult(
            name,
            CheckState.NOTE,
            f"Other users of this machine may read {_paths(open_places)}.",
            f"If others work on this machine: chmod -R o-rwx {store.parent}, and start the dashboard with umask 077.",
        )
    else:
        yield CheckResult(name, CheckState.SOUND, "What the board has is for the dashboard's user and group alone.")


def _beside(store: Path) -> list[Path]:
    return [path for path in entries(store.parent, f"{store.name}.") if "public-" not in path.name]


def _others_may_read(path: Path) -> bool:
    """Whether the rights of a file, and of the folders above it, let anybody in."""
    if os.name != "posix" or not path.stat().st_mode & stat.S_IROTH:
        return False
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in path.resolve().parents)


def sign_in_settings() -> tuple[Path | None, bool]:
    """The file of Streamlit's secrets, if there is one, and whether it sets sign-in up; raises OSError, ValueError."""
    for path in (ROOT / ".streamlit" / "secrets.toml", Path.home() / ".streamlit" / "secrets.toml"):
        if path.is_file():
            auth = tomllib.loads(path.read_text("utf-8")).get("auth")
            return path, isinstance(auth, Mapping) and bool(auth)
    return None, False


def _sign_in(store: Path, data: Path) -> Iterator[CheckResult]:
    name = "sign-in"
    try:
        path, is_set_up = sign_in_settings()
    except (OSError, ValueError) as error:
        words = f".streamlit/secrets.toml cannot be read ({type(error).__name__})."
        yield CheckResult(name, CheckState.FAULT, words, "Mend it, or restore it from where passwords are kept.")
        return
    if not is_set_up:
        where = f"{path} has no [auth]" if path else "there is no .streamlit/secrets.toml"
        words = f"Not set up ({where}): whoever can open the dashboard sees and does everything."
        yield CheckResult(name, CheckState.NOTE, words, "Set it up before other machines may open the dashboard.")
        return
    yield CheckResult(name, CheckState.SOUND, f"Set up in {path}.")
    if path is not None and _others_may_read(path):
        words = f"Other users of this machine may read the secrets in {path}."
        yield CheckResult(name, CheckState.FAULT, words, f"chmod 600 {path}")


def _address(store: Path, data: Path) -> Iterator[CheckResult]:
    """Where the dashboard listens, as far as settings say; Streamlit without any listens to all machines."""
    name = "address"
    address, source = _listening_address()
    if address in _THIS_MACHINE:
        yield CheckResult(name, CheckState.SOUND, f"This machine only ({source}).")
        return
    with suppress(OSError, ValueError):
        if sign_in_settings()[1]:
            words = f"Open to other machines at {address} ({source}), with sign-in."
            yield CheckResult(name, CheckState.SOUND, words)
            return
    yield CheckResult(
        name,
        CheckState.FAULT,
        f"Open to other machines at {address} ({source}), and sign-in is not set up.",
        "Set sign-in up, or leave ADDRESS and STREAMLIT_SERVER_ADDRESS out: this machine only.",
    )


def _listening_address() -> tuple[str, str]:
    for variable in ("STREAMLIT_SERVER_ADDRESS", "ADDRESS"):
        if value := os.environ.get(variable):
            return value, variable
    with suppress(OSError, ValueError):
        config: Any = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
        if value := config.get("server", {}).get("address"):
            return str(value), ".streamlit/config.toml"
    return "localhost", "as make run starts it; streamlit by hand needs --server.address localhost"


def _time(store: Path, data: Path) -> Iterator[CheckResult]:
    """The store keeps moments in UTC, and days are those of UTC; the machine's zone changes nothing."""
    now = clock.now()
    zone = time.strftime("%Z (UTC%z)")
    words = (
        f"It is {now:%H:%M} on {day_text(now.date())} in UTC, by which days are counted; the machine's zone is {zone}."
    )
    yield CheckResult("time", CheckState.SOUND, words)
    if not is_there(store):
        return
    with open_for_reading(store) as opened:
        last = opened.query("store_counts").iloc[0]["last_event"]
    if last is not None and last == last and last.to_pydatetime() > now:
        yield CheckResult(
            "time",
            CheckState.FAULT,
            f"The newest event of the store is of {day_text(last.date())}, which is still to come: this clock, or that "
            "of whoever wrote it, is wrong.",
            "Set the clock (timedatectl set-ntp true).",
        )


def _temporary_leftovers(store: Path, data: Path) -> Iterator[CheckResult]:
    left = leftover_folders()
    if left:
        yield CheckResult(
            "passing files",
            CheckState.NOTE,
            f"Killed processes left {count_text(len(left), 'folder')} with figures of the board: {_paths(left)}.",
            "The next start removes them.",
        )
    else:
        words = f"Nothing was left by killed processes in {tempfile.gettempdir()}."
        yield CheckResult("passing files", CheckState.SOUND, words)


def _log(store: Path, data: Path) -> Iterator[CheckResult]:
    place = os.environ.get("INDICATORS_LOG", "")
    if not place:
        words = "No log of pages and commands is written; INDICATORS_LOG=stderr or a file's path turns it on."
        yield CheckResult("log", CheckState.SOUND, words)
    elif place == "stderr" or os.access(Path(place) if Path(place).exists() else _existing(Path(place)), os.W_OK):
        yield CheckResult("log", CheckState.SOUND, f"Pages and commands are logged to {place}.")
    else:
        words = f"The log {place} cannot be written; nothing else is affected."
        yield CheckResult("log", CheckState.FAULT, words, "Name another place in INDICATORS_LOG.")
