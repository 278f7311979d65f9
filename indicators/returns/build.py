"""Build the store from `data/`: check everything, then write what changed, in one transaction."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from indicators.definitions import Indicator, parse_definitions
from indicators.errors import DataProblems, Problem
from indicators.returns.cells import Known
from indicators.returns.facts import duplicate_problems, stage_facts, stage_lookups
from indicators.returns.reference import TABLES, read_table
from indicators.store import IN_MEMORY, ROOT, Store, open_for_writing

DATA = ROOT / "data"
DEFINITIONS = "definitions"
BUILDER = "data folder"

Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class Report:
    """What a build did: the files it took in, the figures in the store's files of `data/`."""

    changed: tuple[str, ...]
    removed: tuple[str, ...]
    figures: int


@dataclass(frozen=True)
class Catalogue:
    """The checked small tables of `data/` with the text of each definition."""

    definitions: pd.DataFrame
    tables: dict[str, pd.DataFrame]
    known: Known


def no_progress(share: float, words: str) -> None:
    """A progress report that nobody sees."""


def build(path: Path | str, data: Path = DATA, *, progress: Progress = no_progress) -> Report:
    """Bring the store at `path` up to date with `data`; raises DataProblems and leaves the store as it was.

    A file that changed becomes a new return that supersedes the one before; what other returns wrote stays.
    A new store is laid out beside its place and moved there whole, so that a half-built one is never found.
    """
    if str(path) == IN_MEMORY or Path(path).exists():
        store = open_for_writing(path)
        try:
            return update(store, data, progress=progress)
        finally:
            store.close()
    building = Path(f"{path}.building")
    building.unlink(missing_ok=True)
    Path(f"{building}.wal").unlink(missing_ok=True)
    try:
        report = build_new(building, data, progress)
        building.replace(path)
    finally:
        building.unlink(missing_ok=True)
        Path(f"{building}.wal").unlink(missing_ok=True)
    return report


def build_new(building: Path, data: Path, progress: Progress) -> Report:
    """A store laid out and filled at a passing place."""
    store = open_for_writing(building)
    try:
        return update(store, data, progress=progress)
    finally:
        store.close()


def update(store: Store, data: Path = DATA, *, progress: Progress = no_progress) -> Report:
    """Check all of `data` and write what changed to an open store, in one transaction."""
    progress(0.0, "Reading the catalogue")
    prints = fingerprints(data)
    held = store.query("data_files").set_index("name")
    changed = [name for name, digest in prints.items() if name not in held.index or held.sha256[name] != digest]
    removed = [name for name in held.index if name not in prints]
    if not changed and not removed:
        return Report((), (), int(held["row_count"].sum()))
    catalogue, problems = read_catalogue(data)
    first = int(store.query("load/next_return_id").iloc[0]["return_id"])
    numbers = {name: first + offset for offset, name in enumerate(changed)}
    # Unchanged files are checked again too: an area or indicator that they name may be gone.
    ids = numbers | {name: -offset for offset, name in enumerate(prints, 1) if name not in numbers}
    problems += _stage(store, data, catalogue.known, ids, progress)
    if problems:
        raise DataProblems(problems)
    progress(0.8, "Writing the store")
    with store.transaction():
        _write(store, catalogue, numbers, prints)
        _record(store, "superseded", [int(held.return_id[name]) for name in (*changed, *removed) if name in held.index])
    progress(1.0, "Done")
    figures = sum(int(count) for count in store.query("data_files")["row_count"])
    return Report(tuple(changed), tuple(removed), figures)


def check(data: Path = DATA, *, progress: Progress = no_progress) -> int:
    """Check all of `data` without a store; gives the number of rows read; raises DataProblems."""
    store = open_for_writing(IN_MEMORY)
    try:
        return update(store, data, progress=progress).figures
    finally:
        store.close()


def is_current(store: Store, data: Path = DATA) -> bool:
    """Whether the store holds just the files of `data` as they are now."""
    held = store.query("data_files")
    return dict(zip(held["name"], held["sha256"], strict=True)) == fingerprints(data)


def fingerprints(data: Path) -> dict[str, str]:
    """SHA-256 of every file of `data` by name, all definitions as one."""
    definitions = hashlib.sha256()
    for file in sorted((data / DEFINITIONS).glob("*.toml")):
        definitions.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    prints = {DEFINITIONS: definitions.hexdigest()}
    for file in [*(data / table.file for table in TABLES), *facts_files(data)]:
        if file.exists():
            with file.open("rb") as opened:
                prints[file.relative_to(data).as_posix()] = hashlib.file_digest(opened, "sha256").hexdigest()
    return prints


def facts_files(data: Path) -> list[Path]:
    """The files with figures: the populations and everything in `facts/`."""
    return [path for path in (data / "populations.csv",) if path.exists()] + sorted((data / "facts").glob("*.csv"))


def read_catalogue(data: Path) -> tuple[Catalogue, list[Problem]]:
    """Definitions and small tables with every problem in them."""
    known = Known()
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    for file in sorted((data / DEFINITIONS).glob("*.toml")):
        try:
            texts[file.name] = file.read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            problems.append(Problem(f"definitions/{file.name}", "", "", f"cannot be read as UTF-8: {error}"))
    indicators: dict[str, Indicator] = {}
    try:
        indicators = parse_definitions(texts)
    except DataProblems as error:
        problems += error.problems
    if not texts and not problems:
        problems.append(Problem(DEFINITIONS, "", "", f"holds no .toml file in {data}"))
    # An unsound definition is reported once, not again with each of its figures.
    known.indicators = {name.removesuffix(".toml"): "" for name in texts} | {
        indicator.id: indicator.kind for indicator in indicators.values()
    }
    tables = {}
    for table in TABLES:
        tables[table.file], found = read_table(data, table, known)
        problems += found
    bodies = pd.DataFrame({"indicator": list(indicators), "body": [texts[f"{name}.toml"] for name in indicators]})
    problems += _definition_references(indicators, known)
    return Catalogue(bodies, tables, known), problems


def _definition_references(indicators: dict[str, Indicator], known: Known) -> list[Problem]:
    """Sources and areas that definitions name and that do not exist."""
    problems = []
    for indicator in indicators.values():
        file = f"definitions/{indicator.id}.toml"
        for source in indicator.preferred_sources:
            if source not in known.sources:
                problems.append(Problem(file, "key 'preferred_sources'", source, "is not a source of sources.csv"))
        for item in indicator.breaks:
            if item.area and item.area not in known.areas:
                problems.append(Problem(file, "key 'breaks'", item.area, "is not an area of areas.csv"))
    return problems


def _stage(store: Store, data: Path, known: Known, ids: dict[str, int], progress: Progress) -> list[Problem]:
    stage_lookups(store, known)
    problems: list[Problem] = []
    files = facts_files(data)
    for done, file in enumerate(files):
        name = file.relative_to(data).as_posix()
        progress(0.1 + 0.6 * done / len(files), f"Checking {name}")
        problems += stage_facts(store, file, known, name=name, return_id=ids[name])
    progress(0.7, "Looking for figures given twice")
    return problems + duplicate_problems(store, {number: name for name, number in ids.items()})


def _write(store: Store, catalogue: Catalogue, numbers: dict[str, int], prints: dict[str, str]) -> None:
    """Write each changed file as a return: its rows, its record, its acceptance."""
    counts = dict.fromkeys(numbers, 0)
    tables = {table.file: table for table in TABLES}
    for name, return_id in numbers.items():
        if name == DEFINITIONS:
            store.append("definition", catalogue.definitions.assign(return_id=return_id))
            counts[name] = len(catalogue.definitions)
        elif name in tables:
            frame = catalogue.tables[name]
            counts[name] = len(frame)
            if len(frame):
                store.append(tables[name].table, frame.assign(return_id=return_id))
    store.execute("load/insert_facts", return_ids=list(numbers.values()))
    staged = store.fetch("load/staged_counts").set_index("return_id")["row_count"]
    store.append(
        "return_file",
        pd.DataFrame(
            {
                "return_id": list(numbers.values()),
                "name": list(numbers),
                "origin": "data",
                "sha256": [prints[name] for name in numbers],
                "row_count": [int(staged.get(number, counts[name])) for name, number in numbers.items()],
            }
        ),
    )
    _record(store, "accepted", list(numbers.values()))


def _record(store: Store, event: str, return_ids: list[int]) -> None:
    if return_ids:
        now = datetime.now(UTC).replace(tzinfo=None)
        store.append(
            "return_event",
            pd.DataFrame(
                {
                    "return_id": return_ids,
                    "event": event,
                    "happened_at": now,
                    "happened_by": BUILDER,
                    "reason": "changed in data/" if event == "superseded" else "",
                }
            ),
        )
