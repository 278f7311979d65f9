"""The small tables of `data/`: areas, sources, neighbours, targets, findings, events."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from indicators.areas import LEVELS
from indicators.definitions import QUADRANTS, STAGES
from indicators.errors import Problem
from indicators.periods import parse_period
from indicators.returns import cells
from indicators.returns.cells import Known, Reader


@dataclass(frozen=True)
class Table:
    """A file of `data/`: its columns with the reader of each, the columns that identify a row."""

    file: str
    table: str
    columns: Mapping[str, Reader]
    key: tuple[str, ...]
    renamed: Mapping[str, str]


AREAS = Table(
    "areas.csv",
    "area",
    {
        "code": cells.required,
        "name": cells.required,
        "level": cells.one_of(*LEVELS),
        "region_code": cells.text,
        "old_code": cells.text,
        "parts": cells.area_parts,
        "note": cells.text,
    },
    ("code",),
    {},
)
SOURCES = Table(
    "sources.csv",
    "source",
    {
        "source": cells.required,
        "title": cells.required,
        "publisher": cells.required,
        "date": cells.day,
        "edition": cells.text,
        "place": cells.text,
        "url": cells.text,
        "licence": cells.required,
    },
    ("source",),
    {},
)
NEIGHBOURS = Table(
    "neighbours.csv",
    "neighbour",
    {
        "area": cells.area,
        "rank": cells.whole,
        "neighbour": cells.area,
        "closeness": cells.text,
        "model": cells.required,
    },
    ("area", "neighbour"),
    {},
)
TARGETS = Table(
    "targets.csv",
    "target",
    {
        "indicator": cells.indicator,
        "area": cells.area,
        "from": cells.day,
        "to": cells.day_or_none,
        "value": cells.number,
        "direction": cells.one_of("at_least", "at_most"),
        "source": cells.source,
        "note": cells.text,
    },
    ("indicator", "area", "from"),
    {"area": "area_code", "from": "starts", "to": "ends"},
)
FINDINGS = Table(
    "findings.csv",
    "finding",
    {
        "finding": cells.required,
        "quadrant": cells.one_of(*QUADRANTS),
        "stage": cells.one_of(*STAGES),
        "area": cells.area,
        "period": cells.period,
        "indicator": cells.indicator_or_none,
        "strength": cells.one_of("strength", "mixed", "weakness", "gap"),
        "statement": cells.required,
        "source": cells.source,
    },
    ("finding",),
    {"area": "area_code"},
)
EVENTS = Table(
    "events.csv",
    "event",
    {
        "date": cells.day,
        "area": cells.area_or_none,
        "indicator": cells.indicator_or_none,
        "title": cells.required,
        "source": cells.source,
    },
    ("date", "area", "indicator", "title"),
    {"date": "happened_on", "area": "area_code"},
)
#: In the order in which they may refer to each other.
TABLES = (AREAS, SOURCES, NEIGHBOURS, TARGETS, FINDINGS, EVENTS)


def read_rows(path: Path, columns: Mapping[str, Reader]) -> tuple[list[dict[str, str]], list[Problem]]:
    """The rows of a CSV file as text, and what is wrong with its form."""
    name = path.name
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            missing = [column for column in columns if column not in (reader.fieldnames or ())]
            surplus = [column for column in reader.fieldnames or () if column not in columns]
            problems = [Problem(name, f"column '{column}'", "", "is missing") for column in missing]
            problems += [Problem(name, f"column '{column}'", "", "is not known") for column in surplus]
            rows = [] if problems else list(reader)
    except FileNotFoundError:
        return [], [Problem(name, "", "", "is missing from the data folder")]
    except (csv.Error, UnicodeDecodeError) as error:
        return [], [Problem(name, "", "", f"cannot be read as UTF-8 CSV: {error}")]
    ragged = [index for index, row in enumerate(rows, 2) if None in row or None in row.values()]
    problems += [
        Problem(name, f"row {index}", "", f"has not {len(columns)} cells like the heading; check quotes and commas")
        for index in ragged
    ]
    return ([] if problems else rows), problems


def read_table(folder: Path, table: Table, known: Known) -> tuple[pd.DataFrame, list[Problem]]:
    """A small table read and checked, with every problem found."""
    rows, problems = read_rows(folder / table.file, table.columns)
    if table is AREAS:
        known.areas |= {row[key].strip(): row["code"].strip() for row in rows for key in ("name", "code")}
    if table is SOURCES:
        known.sources |= {row["source"].strip() for row in rows}
    seen: dict[tuple[str, ...], int] = {}
    values = []
    for number, row in enumerate(rows, 2):
        values.append(_read_row(table, row, number, known, problems))
        key = tuple(row[column].strip() for column in table.key)
        if key in seen:
            message = f"is given before, in row {seen[key]}; keep one"
            problems.append(Problem(table.file, f"row {number}", " ".join(key), message))
        seen.setdefault(key, number)
    frame = pd.DataFrame(values, columns=list(table.columns)).rename(columns=dict(table.renamed))
    return _finished(frame, table), problems


def _read_row(
    table: Table, row: Mapping[str, str], number: int, known: Known, problems: list[Problem]
) -> dict[str, object]:
    values: dict[str, object] = {}
    for column, read in table.columns.items():
        cell = row[column].strip()
        try:
            values[column] = read(cell, known)
        except ValueError as error:
            problems.append(Problem(table.file, f"row {number}, column '{column}'", cell, str(error)))
    return values


def _finished(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Columns as the store has them: positions of areas, the dates behind the periods of findings."""
    if table is AREAS:
        return frame.assign(position=range(len(frame)))
    if table is FINDINGS and not frame["period"].isna().any():
        periods = [parse_period(label) for label in frame["period"]]
        return frame.drop(columns="period").assign(
            period_type=[str(period.type) for period in periods],
            starts=[period.starts for period in periods],
            ends=[period.ends for period in periods],
        )
    return frame
