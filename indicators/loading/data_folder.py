"""The data folder: which files it holds, their fingerprints, and its definitions, plans and small tables, checked."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from indicators import clock
from indicators.catalogue.board import BOARD_FILE, checked_board
from indicators.catalogue.catalogue import area_of_row
from indicators.catalogue.indicators import Indicator, checked_definitions
from indicators.catalogue.plans import checked_plans, priorities_of
from indicators.catalogue.toml_files import toml_files
from indicators.errors import DataProblems, Problem
from indicators.frames import frame_rows
from indicators.loading.cells import KnownIds
from indicators.loading.tables import AREAS, SOURCES, TABLE_FILES, TableFile, read_table

#: All definitions together count as one file, and so do all plans.
DEFINITIONS = "definitions"
PLANS = "plans"


@dataclass(frozen=True)
class DataFolder:
    """The checked small tables of `data/`, the sound definitions and plans, and the text of each and of the board."""

    indicators: Mapping[str, Indicator]
    definitions: pd.DataFrame
    plans: pd.DataFrame
    board: pd.DataFrame
    tables: Mapping[str, pd.DataFrame]
    known: KnownIds


def fingerprints(data: Path) -> dict[str, str]:
    """SHA-256 of every file of `data` by name, all definitions as one, all plans as one; DataProblems if unreadable."""
    try:
        return _fingerprints(data)
    except OSError as error:
        path = Path(error.filename or data)
        name = path.relative_to(data).as_posix() if path.is_relative_to(data) else str(path)
        raise DataProblems([Problem(name, "", "", f"cannot be read: {error.strerror}")]) from error


def _fingerprints(data: Path) -> dict[str, str]:
    prints = {DEFINITIONS: _fingerprint(toml_files(data / DEFINITIONS))}
    if plans := toml_files(data / PLANS):
        prints[PLANS] = _fingerprint(plans)
    for file in [*(data / table.file for table in TABLE_FILES), data / BOARD_FILE, *facts_files(data)]:
        if file.exists():
            with file.open("rb") as opened:
                prints[file.relative_to(data).as_posix()] = hashlib.file_digest(opened, "sha256").hexdigest()
    return prints


def _fingerprint(texts: Mapping[str, bytes]) -> str:
    """SHA-256 of the contents of some files with their names."""
    together = hashlib.sha256()
    for name, content in texts.items():
        together.update(name.encode() + b"\0" + content + b"\0")
    return together.hexdigest()


def facts_files(data: Path) -> list[Path]:
    """The files with figures: the populations and everything in `facts/`."""
    populations = data / "populations.csv"
    return [path for path in (populations, *sorted((data / "facts").glob("*.csv"))) if path.exists()]


def read_data_folder(data: Path) -> tuple[DataFolder, list[Problem]]:
    """Definitions, plans and small tables with every problem in them."""
    texts = toml_files(data / DEFINITIONS)
    indicators, problems = checked_definitions(texts)
    if not texts:
        problems.append(Problem(DEFINITIONS, "", "", f"holds no .toml file in {data}"))
    # An unsound definition is reported once, not again with each of its figures.
    known = KnownIds(indicators={name.removesuffix(".toml"): "" for name in texts})
    known.indicators |= {item.id: item.kind for item in indicators.values()}
    first = (AREAS, SOURCES)
    tables = _read_tables(data, first, known, problems)
    plans = _read_plans(data, indicators, known, problems)
    tables |= _read_tables(data, [table for table in TABLE_FILES if table not in first], known, problems)
    problems += _reference_problems(indicators, known)
    board = _read_board(data, tables[AREAS.file], problems)
    return DataFolder(indicators, _bodies("indicator", indicators, texts), plans, board, tables, known), problems


def _read_tables(
    data: Path, tables: Iterable[TableFile], known: KnownIds, problems: list[Problem]
) -> dict[str, pd.DataFrame]:
    frames = {}
    for table in tables:
        frames[table.file], own = read_table(data, table, known)
        problems += own
    return frames


def _read_plans(
    data: Path, indicators: Mapping[str, Indicator], known: KnownIds, problems: list[Problem]
) -> pd.DataFrame:
    """The text of each sound plan; its priorities become known to the findings, any of them while a plan is unsound."""
    texts = toml_files(data / PLANS)
    quadrants = dict.fromkeys(known.indicators, "") | {item.id: item.quadrant for item in indicators.values()}
    plans, own = checked_plans(texts, areas=known.areas, quadrants=quadrants, sources=known.sources)
    problems += own
    known.priorities = None if own else set(priorities_of(plans))
    return _bodies("plan", plans, texts)


def _read_board(data: Path, areas: pd.DataFrame, problems: list[Problem]) -> pd.DataFrame:
    """The text of the board's file in one row, none where there is no file, or none that is sound."""
    file = data / BOARD_FILE
    if not file.exists():
        return pd.DataFrame(columns=["body"])
    content = file.read_bytes()
    board, own = checked_board(
        content, today=clock.today(), areas={row.code: area_of_row(row) for row in frame_rows(areas.fillna(""))}
    )
    problems += own
    return pd.DataFrame({"body": [content.decode("utf-8-sig")] if board else []}, columns=["body"])


def _bodies(column: str, ids: Iterable[str], texts: Mapping[str, bytes]) -> pd.DataFrame:
    """The texts of some files by their ids, as the store keeps them."""
    rows = [(name, texts[f"{name}.toml"].decode("utf-8-sig")) for name in ids]
    return pd.DataFrame(rows, columns=[column, "body"])


def _reference_problems(indicators: Mapping[str, Indicator], known: KnownIds) -> list[Problem]:
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
