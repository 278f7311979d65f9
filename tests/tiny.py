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
"""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from indicators.returns.build import build, update
from indicators.store import IN_MEMORY, Store, open_for_writing

Row = Mapping[str, Any]

FACT = {
    "indicator": "contacts",
    "area": "Leicestershire",
    "period": "2015/16",
    "value": 901,
    "numerator": "",
    "denominator": "",
    "status": "final",
    "symbol": "",
    "source": "report",
    "note": "",
}
POPULATION = FACT | {
    "indicator": "population_0_17",
    "period": "30 June 2015",
    "value": 100_000,
    "source": "national",
}
DEFINITION = {
    "title": "Contacts with children's social care",
    "short_title": "Contacts",
    "quadrant": "quantitative_data",
    "stage": "child_in_need",
    "topics": ["front door"],
    "kind": "count",
    "timing": "flow",
    "frequency": "year",
    "unit": "contacts",
    "decimals": 0,
    "polarity": "no_judgement",
    "owner": "The councils",
    "why": "Shows how many people ask for help.",
    "questions": ["Who makes contact?"],
    "caveats": [],
    "review_date": date(2027, 4, 1),
}
DEFINITIONS: dict[str, dict[str, Any]] = {
    "contacts": {"rate_population": "population_0_17"},
    "referrals": {"title": "Referrals", "short_title": "Referrals", "rate_population": "population_0_17"},
    "population_0_17": {
        "title": "Children aged 0 to 17",
        "short_title": "Children",
        "unit": "children",
        "timing": "snapshot",
        "frequency": "snapshot",
    },
    "contacts_to_referral": {
        "title": "Contacts that became a referral",
        "short_title": "Contacts referred on",
        "kind": "proportion",
        "unit": "%",
        "numerator": "referrals",
        "denominator": "contacts",
        "per": 100,
    },
}
#: The keys of a definition that are arrays of tables.
ARRAYS = ("breaks", "national")
#: The small tables: a default row, and the rows that are always there.
TABLES: dict[str, tuple[dict[str, Any], list[dict[str, Any]]]] = {
    "areas.csv": (
        {"code": "", "name": "", "level": "local_authority", "region_code": "E12000004", "old_code": "",
         "parts": "", "note": ""},
        [
            {"code": "E10000018", "name": "Leicestershire"},
            {"code": "E06000017", "name": "Rutland"},
            {"code": "E06000016", "name": "Leicester"},
            {"code": "LR", "name": "Leicestershire and Rutland", "level": "combined",
             "parts": "E10000018+E06000017"},
            {"code": "E12000004", "name": "East Midlands", "level": "region", "region_code": ""},
            {"code": "E92000001", "name": "England", "level": "country", "region_code": ""},
        ],
    ),
    "sources.csv": (
        {"source": "", "title": "Annual report", "publisher": "The board", "date": "2016-09-01",
         "edition": "2015/16", "place": "page 9", "url": "", "licence": "OGL v3"},
        [{"source": "report"}, {"source": "national", "title": "National return", "date": "2025-10-30"}],
    ),
    "neighbours.csv": (
        {"area": "E10000018", "rank": 1, "neighbour": "E06000016", "closeness": "Close",
         "model": "Model 2025"},
        [],
    ),
    "targets.csv": (
        {"indicator": "contacts", "area": "Leicestershire", "from": "2015-04-01", "to": "", "value": 950,
         "direction": "at_most", "source": "report", "note": ""},
        [],
    ),
    "findings.csv": (
        {"finding": "", "quadrant": "qualitative_evidence", "stage": "child_in_need",
         "area": "Leicestershire", "period": "2015/16", "indicator": "", "strength": "mixed",
         "statement": "Audits vary.", "source": "report"},
        [],
    ),
    "events.csv": (
        {"date": "2015-08-01", "area": "", "indicator": "", "title": "First Response opens",
         "source": "report"},
        [],
    ),
}  # fmt: skip
#: The default rows of small tables that are written only where a test names them.
OPTIONAL: dict[str, dict[str, Any]] = {
    "agencies.csv": {"agency": "county", "name": "County council", "source": "report", "days": 30, "note": ""},
    "duties.csv": {
        "agency": "county", "indicator": "contacts", "area": "Leicestershire", "every": "quarter",
        "starts": "2016/17 Q1", "ends": "",
    },
}  # fmt: skip


def tiny_data(
    folder: Path,
    facts: Iterable[Row] = (),
    *,
    definitions: Mapping[str, Mapping[str, Any] | None] | None = None,
    populations: Iterable[Row] = (),
    tables: Mapping[str, Iterable[Row]] | None = None,
    files: Mapping[str, Iterable[Row] | str | bytes] | None = None,
) -> Path:
    """Write a data folder at `folder`/data and give its path; a second call replaces the files it names.

    Definitions of an earlier call that this one does not name are removed, other files stay.
    """
    data = folder / "data"
    (data / "facts").mkdir(parents=True, exist_ok=True)
    write_definitions(data, definitions or {})
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
    """Every figure in force in an open store, as `queries/series.sql` gives it."""
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
    folder = data / "definitions"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.toml"):
        old.unlink()
    for name in DEFINITIONS | dict(changes):
        change = changes.get(name, {})
        if change is not None:
            keys = {"id": name, **DEFINITION, **DEFINITIONS.get(name, {}), **change}
            (folder / f"{name}.toml").write_text(toml_text(keys), "utf-8")


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
