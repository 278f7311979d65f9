"""Tiny data folders and stores, each made from only the rows that a test is about.

Every row is a dict merged over a default row, so a test names just the cells that matter to it:

    data = tiny_data(tmp_path, facts=[{"value": 901}, {"area": "Rutland", "symbol": "c", "value": ""}])
    store = tiny_store(tmp_path, facts=[{"indicator": "referrals", "value": 369}])  # in memory, open
    path = tiny_store_file(tmp_path, facts=[{"value": 901}])  # built on disk, closed

    current(store)  # every figure in force, as a frame

The default fact is Leicestershire's 901 contacts of 2015/16 from the source `report`. There are always

- areas: Leicestershire, Rutland and Leicester (councils of the East Midlands), Leicestershire and Rutland
  (`LR`, combined), East Midlands, England
- sources: `report` and, published later, `national`
- definitions: `contacts`, `referrals` and `population_0_17` (counts; the first two with a rate per 10,000),
  `contacts_to_referral` (the proportion derived from them)

`definitions={"id": {"key": value}}` changes these or adds others over a count's defaults; a key of value
None is left out, and so is a definition of value None. `tables={"targets.csv": [rows]}` does the same for the
small tables (`agencies.csv` and `duties.csv` are written only so), `populations=[rows]` for
`populations.csv`, and `files={"facts/b.csv": [rows] or "text" or bytes}` writes further facts files or
anything at all.

`plans={"lr": {"key": value}}` writes `plans/lr.toml`, its keys merged over a sound plan, and each table of
`priorities`, and of its `actions` and `measures`, over a sound one; a key of value None is left out:

    plans={"lr": {}}  # one priority, `safe`, with one action, `ask`, that asks for `contacts`
    plans={"lr": {"priorities": [{"id": "cse", "actions": [], "measures": [{"indicator": "referrals"}]}]}}

Without `plans` there are none. Ids of priorities are unique over all plans, so a second plan names its own.
"""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from indicators.loading.build import build, update
from indicators.store.database import IN_MEMORY, Store, open_for_writing
from tests.helpers.tiny_rows import (
    ACTION,
    ARRAYS,
    DEFINITION,
    DEFINITIONS,
    FACT,
    MEASURE,
    OPTIONAL,
    PLAN,
    POPULATION,
    PRIORITY,
    TABLES,
)

Row = Mapping[str, Any]


def tiny_data(
    folder: Path,
    facts: Iterable[Row] = (),
    *,
    definitions: Mapping[str, Mapping[str, Any] | None] | None = None,
    populations: Iterable[Row] = (),
    tables: Mapping[str, Iterable[Row]] | None = None,
    plans: Mapping[str, Mapping[str, Any]] | None = None,
    files: Mapping[str, Iterable[Row] | str | bytes] | None = None,
) -> Path:
    """Write a data folder at `folder`/data and give its path; a second call replaces the files it names.

    Definitions and plans of an earlier call that this one does not name are removed, other files stay.
    """
    data = folder / "data"
    (data / "facts").mkdir(parents=True, exist_ok=True)
    write_definitions(data, definitions or {})
    write_plans(data, plans or {})
    for name, (default, always) in TABLES.items():
        rows = [*always, *(tables or {}).get(name, ())]
        (data / name).write_text(csv_text(rows, default), "utf-8")
    for name in OPTIONAL.keys() & (tables or {}).keys():
        (data / name).write_text(csv_text((tables or {})[name], OPTIONAL[name]), "utf-8")
    (data / "populations.csv").write_text(csv_text(populations, POPULATION), "utf-8")
    write_files(data, {"facts/a.csv": facts, **(files or {})})
    return data


#: Stores by the data that they were built from, so that most tests copy one rather than build it.
_BUILT: dict[str, bytes] = {}


def tiny_store(folder: Path, facts: Iterable[Row] = (), **rest: Any) -> Store:
    """An open store in memory with the data of `tiny_data`, whose arguments it takes."""
    store = open_for_writing(IN_MEMORY)
    update(store, tiny_data(folder, facts, **rest))
    return store


def tiny_store_file(folder: Path, facts: Iterable[Row] = (), **rest: Any) -> Path:
    """The path of a store built at `folder`/store.duckdb, closed, with the data of `tiny_data`."""
    path = folder / "store.duckdb"
    data = tiny_data(folder, facts, **rest)
    same = repr(
        [(str(file.relative_to(data)), file.read_bytes()) for file in sorted(data.rglob("*")) if file.is_file()]
    )
    if same not in _BUILT:
        build(path, data)
        _BUILT[same] = path.read_bytes()
    path.write_bytes(_BUILT[same])
    return path


def current(store: Store) -> pd.DataFrame:
    """Every figure in force in an open store, as the query `series` gives it."""
    indicators = list(store.query("definitions")["indicator"])
    return store.query("series", indicators=indicators, areas=list(store.query("areas")["code"]))


def write_files(data: Path, files: Mapping[str, Iterable[Row] | str | bytes]) -> None:
    """Write facts files from rows, and any file from text or bytes just as they are."""
    for name, content in files.items():
        if isinstance(content, bytes):
            (data / name).write_bytes(content)
        else:
            text = content if isinstance(content, str) else csv_text(content, FACT)
            (data / name).write_bytes(text.encode())


def write_definitions(data: Path, changes: Mapping[str, Mapping[str, Any] | None]) -> None:
    """Write the standard definitions with some changes, and no others."""
    folder = emptied(data / "definitions")
    for name in DEFINITIONS | dict(changes):
        change = changes.get(name, {})
        if change is not None:
            keys = {"id": name, **DEFINITION, **DEFINITIONS.get(name, {}), **change}
            (folder / f"{name}.toml").write_text(toml_text(keys), "utf-8")


def write_plans(data: Path, changes: Mapping[str, Mapping[str, Any]]) -> None:
    """Write plans, each merged over the standard one, and no others."""
    folder = emptied(data / "plans")
    for name, change in changes.items():
        (folder / f"{name}.toml").write_text(plan_text(change), "utf-8")


def plan_text(change: Mapping[str, Any]) -> str:
    """A plan's file: some keys merged over the standard plan, and tables over the standard tables."""
    return toml_text(_merged(PLAN, change))


def _merged(default: Row, change: Any) -> Any:
    """A table over its default, tables within it over theirs; what is no table stays as it is."""
    inner = {"priorities": PRIORITY, "actions": ACTION, "measures": MEASURE}
    if not isinstance(change, dict):
        return change
    keys = {key: value for key, value in {**default, **change}.items() if value is not None}
    for key in inner.keys() & keys.keys():
        # An action's measures are ids.
        if isinstance(keys[key], list) and "action" not in keys:
            keys[key] = [_merged(inner[key], item) for item in keys[key]]
    return keys


def emptied(folder: Path) -> Path:
    """A folder, there now, without TOML files."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.toml"):
        old.unlink()
    return folder


def toml_text(keys: Mapping[str, Any]) -> str:
    """A definition file of some keys; None leaves a key out."""
    plain = {key: value for key, value in keys.items() if value is not None and key not in ARRAYS}
    lines = [f"{key} = {_toml_value(value)}" for key, value in plain.items()]
    for array in ARRAYS:
        for item in keys.get(array) or ():
            lines += [f"[[{array}]]", *(f"{key} = {_toml_value(value)}" for key, value in item.items())]
    return "\n".join(lines) + "\n"


def csv_text(rows: Iterable[Row], default: Row) -> str:
    """A CSV file of rows merged over a default row, whose keys are the heading."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(default), lineterminator="\n")
    writer.writeheader()
    writer.writerows({**default, **row} for row in rows)
    return text.getvalue()


def _toml_value(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml_value, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {_toml_value(item)}" for key, item in value.items()) + "}"
    # JSON's strings, numbers and booleans are TOML's.
    return value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False)
