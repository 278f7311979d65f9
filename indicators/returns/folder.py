"""The data folder: which files it holds, their fingerprints, and the checked catalogue in them."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from indicators.definitions import Indicator, checked_definitions, definition_files
from indicators.errors import DataProblems, Problem
from indicators.returns.cells import Known
from indicators.returns.reference import read_table
from indicators.returns.tables import TABLES
from indicators.store import ROOT

DATA = ROOT / "data"
#: All definitions together count as one file.
DEFINITIONS = "definitions"


@dataclass(frozen=True)
class Catalogue:
    """The checked small tables of `data/`, the sound definitions, and the text of each."""

    indicators: Mapping[str, Indicator]
    definitions: pd.DataFrame
    tables: Mapping[str, pd.DataFrame]
    known: Known


def fingerprints(data: Path) -> dict[str, str]:
    """SHA-256 of every file of `data` by name, all definitions as one; DataProblems where one cannot be read."""
    try:
        return _fingerprints(data)
    except OSError as error:
        place = Path(error.filename or data)
        name = place.relative_to(data).as_posix() if place.is_relative_to(data) else str(place)
        raise DataProblems([Problem(name, "", "", f"cannot be read: {error.strerror}")]) from error


def _fingerprints(data: Path) -> dict[str, str]:
    definitions = hashlib.sha256()
    for name, content in definition_files(data / DEFINITIONS).items():
        definitions.update(name.encode() + b"\0" + content + b"\0")
    prints = {DEFINITIONS: definitions.hexdigest()}
    for file in [*(data / table.file for table in TABLES), *facts_files(data)]:
        if file.exists():
            with file.open("rb") as opened:
                prints[file.relative_to(data).as_posix()] = hashlib.file_digest(opened, "sha256").hexdigest()
    return prints


def facts_files(data: Path) -> list[Path]:
    """The files with figures: the populations and everything in `facts/`."""
    populations = data / "populations.csv"
    return [path for path in (populations, *sorted((data / "facts").glob("*.csv"))) if path.exists()]


def read_catalogue(data: Path) -> tuple[Catalogue, list[Problem]]:
    """Definitions and small tables with every problem in them."""
    texts = definition_files(data / DEFINITIONS)
    indicators, problems = checked_definitions(texts)
    if not texts:
        problems.append(Problem(DEFINITIONS, "", "", f"holds no .toml file in {data}"))
    # An unsound definition is reported once, not again with each of its figures.
    known = Known(indicators={name.removesuffix(".toml"): "" for name in texts})
    known.indicators |= {item.id: item.kind for item in indicators.values()}
    tables = {}
    for table in TABLES:
        tables[table.file], found = read_table(data, table, known)
        problems += found
    bodies = [(name, texts[f"{name}.toml"].decode("utf-8-sig")) for name in indicators]
    problems += _reference_problems(indicators, known)
    return Catalogue(indicators, pd.DataFrame(bodies, columns=["indicator", "body"]), tables, known), problems


def _reference_problems(indicators: Mapping[str, Indicator], known: Known) -> list[Problem]:
    """Sources and areas that definitions name and that do not exist."""
    problems = []
    for indicator in indicators.values():
        file = f"{DEFINITIONS}/{indicator.id}.toml"
        for source in indicator.preferred_sources:
            if source not in known.sources:
                problems.append(Problem(file, "key 'preferred_sources'", source, "is not a source of sources.csv"))
        for table in indicator.national:
            if table.source not in known.sources:
                problems.append(Problem(file, "key 'national'", table.source, "is not a source of sources.csv"))
        for item in indicator.breaks:
            if item.area and item.area not in known.areas:
                problems.append(Problem(file, "key 'breaks'", item.area, "is not an area of areas.csv"))
    return problems
