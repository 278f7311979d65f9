"""The small tables of `data/`: their columns, what identifies a row, and how each is read and checked row by row."""

import csv
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from indicators.catalogue.areas import AREA_LEVELS
from indicators.catalogue.indicators import QUADRANTS, STAGES, STRENGTHS
from indicators.catalogue.periods import parse_period
from indicators.errors import Problem
from indicators.loading import cells as loading_cells
from indicators.loading.cells import CellReader, KnownIds, short_lines
from indicators.loading.csv_files import NOT_UTF8


@dataclass(frozen=True)
class TableFile:
    """A file of `data/` and its table in the store; each of `keys` identifies a row.

    An optional file that is missing counts as one without rows, a column that it `may_lack` as an empty one.
    """

    file: str
    table: str
    columns: Mapping[str, CellReader]
    keys: tuple[tuple[str, ...], ...]
    renamed: Mapping[str, str]
    is_optional: bool = False
    may_lack: Mapping[str, CellReader] = field(default_factory=dict)

    @property
    def readers(self) -> Mapping[str, CellReader]:
        """The reader of every column that the file may have."""
        return {**self.columns, **self.may_lack}


#: Whether the words of a row may be published, decided by a role on a day; empty while nobody has decided.
DECISION_COLUMNS: dict[str, CellReader] = {
    "public": loading_cells.choice_cell("", "yes", "no"),
    "decided_by": loading_cells.text_cell,
    "decided_on": loading_cells.optional_day_cell,
}

AREAS = TableFile(
    "areas.csv",
    "area",
    {
        "code": loading_cells.required_cell,
        "name": loading_cells.required_cell,
        "level": loading_cells.choice_cell(*AREA_LEVELS),
        "region_code": loading_cells.text_cell,
        "old_code": loading_cells.text_cell,
        "parts": loading_cells.area_parts_cell,
        "note": loading_cells.text_cell,
    },
    (("code",), ("name",)),
    {},
)
SOURCES = TableFile(
    "sources.csv",
    "source",
    {
        "source": loading_cells.required_cell,
        "title": loading_cells.required_cell,
        "publisher": loading_cells.required_cell,
        "date": loading_cells.day_cell,
        "edition": loading_cells.text_cell,
        "place": loading_cells.text_cell,
        "url": loading_cells.text_cell,
        "licence": loading_cells.required_cell,
    },
    (("source",),),
    {},
)
#: Every upper-tier authority and region of England: of whose figures `load --all-areas` keeps those that a file has.
AUTHORITIES = TableFile(
    "authorities.csv",
    "authority",
    {
        "code": loading_cells.required_cell,
        "name": loading_cells.required_cell,
        "level": loading_cells.choice_cell("local_authority", "region"),
        "region_code": loading_cells.text_cell,
        "old_code": loading_cells.text_cell,
        "former_codes": loading_cells.text_cell,
        "source": loading_cells.source_cell,
    },
    (("code",), ("name",)),
    {},
    is_optional=True,
    may_lack={"split_codes": loading_cells.text_cell},
)
NEIGHBOUR_TABLE = TableFile(
    "neighbours.csv",
    "neighbour",
    {
        "area": loading_cells.area_cell,
        "rank": loading_cells.whole_number_cell,
        "neighbour": loading_cells.area_cell,
        "closeness": loading_cells.text_cell,
        "model": loading_cells.required_cell,
    },
    (("area", "neighbour"),),
    {},
)
TARGETS = TableFile(
    "targets.csv",
    "target",
    {
        "indicator": loading_cells.indicator_cell,
        "area": loading_cells.area_cell,
        "from": loading_cells.day_cell,
        "to": loading_cells.optional_day_cell,
        "value": loading_cells.number_cell,
        "direction": loading_cells.choice_cell("at_least", "at_most"),
        "source": loading_cells.source_cell,
        "note": loading_cells.text_cell,
    },
    (("indicator", "area", "from"),),
    {"area": "area_code", "from": "starts", "to": "ends"},
    may_lack=DECISION_COLUMNS,
)
FINDINGS = TableFile(
    "findings.csv",
    "finding",
    {
        "finding": loading_cells.required_cell,
        "quadrant": loading_cells.choice_cell(*QUADRANTS),
        "stage": loading_cells.choice_cell(*STAGES),
        "area": loading_cells.area_cell,
        "period": loading_cells.period_cell,
        "indicator": loading_cells.optional_indicator_cell,
        "strength": loading_cells.choice_cell(*STRENGTHS),
        "statement": loading_cells.required_cell,
        "source": loading_cells.source_cell,
        "priorities": loading_cells.priorities_cell,
    },
    (("finding",),),
    {"area": "area_code"},
    may_lack=DECISION_COLUMNS,
)
EVENTS = TableFile(
    "events.csv",
    "event",
    {
        "date": loading_cells.day_cell,
        "area": loading_cells.optional_area_cell,
        "indicator": loading_cells.optional_indicator_cell,
        "title": loading_cells.required_cell,
        "source": loading_cells.source_cell,
    },
    (("date", "area", "indicator", "title"),),
    {"date": "happened_on", "area": "area_code"},
    may_lack=DECISION_COLUMNS,
)
AGENCIES = TableFile(
    "agencies.csv",
    "agency",
    {
        "agency": loading_cells.required_cell,
        "name": loading_cells.required_cell,
        "source": loading_cells.source_cell,
        "days": loading_cells.whole_number_cell,
        "note": loading_cells.text_cell,
    },
    (("agency",), ("name",), ("source",)),
    {},
    is_optional=True,
)
#: What an agency owes: `starts` and `ends` name the first period and the last one.
DUTIES = TableFile(
    "duties.csv",
    "duty",
    {
        "agency": loading_cells.agency_cell,
        "indicator": loading_cells.indicator_cell,
        "area": loading_cells.area_cell,
        "every": loading_cells.choice_cell("month", "quarter", "year"),
        "starts": loading_cells.period_cell,
        "ends": loading_cells.optional_period_cell,
    },
    (("agency", "indicator", "area", "every", "starts"),),
    {"area": "area_code"},
    is_optional=True,
)
#: The next editions of publishers' tables: the newest period that each brings, when it is due, and where that stands.
EDITIONS = TableFile(
    "editions.csv",
    "edition_due",
    {
        "source": loading_cells.source_cell,
        "brings": loading_cells.period_cell,
        "due": loading_cells.due_day_cell,
        "stated_in": loading_cells.required_cell,
    },
    (("source", "brings"),),
    {},
    is_optional=True,
)
#: In the order in which they may refer to each other.
TABLE_FILES = (
    AREAS, SOURCES, AUTHORITIES, NEIGHBOUR_TABLE, TARGETS, FINDINGS, EVENTS, AGENCIES, DUTIES, EDITIONS,
)  # fmt: skip


#: A row of a small table with its number in a spreadsheet.
NumberedRow = tuple[int, Mapping[str, str]]


def read_rows(
    path: Path, columns: Collection[str], *, may_lack: Collection[str] = ()
) -> tuple[list[NumberedRow], list[Problem]]:
    """The rows of a CSV file with something in them, as text, and what is wrong with its form.

    Columns that it `may_lack` are empty where it does.
    """
    name = path.name
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = list(enumerate(csv.reader(short_lines(file), strict=True), 1))
    except FileNotFoundError:
        return [], [Problem(name, "", "", "is missing from the data folder")]
    except UnicodeDecodeError:
        return [], [Problem(name, "", "", NOT_UTF8)]
    except csv.Error as error:
        return [], [Problem(name, "", "", f"cannot be read as CSV: {error}")]
    heading = lines[0][1] if lines else []
    problems = [Problem(name, f"column '{item}'", "", "is missing") for item in columns if item not in heading]
    known = [*columns, *may_lack]
    problems += [Problem(name, f"column '{item}'", "", "is not known") for item in heading if item not in known]
    if problems or len(heading) != len(set(heading)):
        return [], problems or [Problem(name, "row 1", "", "names a column twice")]
    rows = [(number, cells) for number, cells in lines[1:] if any(cells)]
    wrong = f"has not {len(heading)} cells like the heading; check its commas and quotes"
    problems = [Problem(name, f"row {number}", "", wrong) for number, cells in rows if len(cells) != len(heading)]
    empty = dict.fromkeys(may_lack, "")
    filled: list[NumberedRow] = [
        (number, empty | dict(zip(heading, (cell.strip() for cell in cells), strict=False))) for number, cells in rows
    ]
    return ([] if problems else filled), problems


def read_table(folder: Path, table: TableFile, known: KnownIds) -> tuple[pd.DataFrame, list[Problem]]:
    """A small table with every problem found; areas, sources and agencies become known to the tables after them."""
    rows, problems = _rows(folder / table.file, table)
    if table is AREAS:
        known.areas |= {row[key]: row["code"] for _, row in rows for key in ("name", "code")}
    if table is SOURCES:
        known.sources |= {row["source"] for _, row in rows}
    if table is AGENCIES:
        known.agencies |= {row["agency"] for _, row in rows}
    values = [_read_row(table, row, known, problems) for row in rows]
    for key in table.keys:
        problems += _repeated(table, key, rows)
    if table is AREAS:
        problems += _unfit_parts(rows)
    if table is DUTIES:
        problems += _ended_before(rows)
    if table.may_lack is DECISION_COLUMNS:
        problems += _undecided(table, rows)
    frame = pd.DataFrame(values, columns=list(table.readers)).rename(columns=dict(table.renamed))
    return _finished(frame, table), problems


def _rows(path: Path, table: TableFile) -> tuple[list[NumberedRow], list[Problem]]:
    if table.is_optional and not path.exists():
        return [], []
    return read_rows(path, list(table.columns), may_lack=list(table.may_lack))


def _read_row(table: TableFile, numbered: NumberedRow, known: KnownIds, problems: list[Problem]) -> dict[str, object]:
    number, row = numbered
    values: dict[str, object] = {}
    for column, read in table.readers.items():
        try:
            values[column] = read(row[column], known)
        except ValueError as error:
            location = f"row {number}, column '{column}'"
            problems.append(Problem(table.file, location, row[column], str(error)))
    return values


def _repeated(table: TableFile, key: tuple[str, ...], rows: list[NumberedRow]) -> list[Problem]:
    """Rows that give again what identifies an earlier one."""
    problems = []
    earlier: dict[tuple[str, ...], int] = {}
    for number, row in rows:
        identity = tuple(row[column] for column in key)
        if identity in earlier:
            message = f"is given before, in row {earlier[identity]}; keep one"
            problems.append(Problem(table.file, f"row {number}", ", ".join(filter(None, identity)), message))
        earlier.setdefault(identity, number)
    return problems


def _unfit_parts(rows: list[NumberedRow]) -> list[Problem]:
    """Parts of areas that are no local authorities, such as the area itself, or that are there twice; and parts of what
    is no combined area, and none of what is one.
    """
    problems = []
    levels = {row["code"]: row["level"] for _, row in rows}
    for number, row in rows:
        parts = [code for code in row["parts"].split("+") if code]
        messages = []
        if row["level"] == "combined" and not parts:
            messages.append("is empty; write the codes of its councils with + between them")
        if row["level"] != "combined" and parts:
            messages.append("is only for a combined area; write combined as its level, or leave the parts out")
        if len(set(parts)) < len(parts):
            messages.append("names a part twice, which would count its children twice; keep one")
        for code in dict.fromkeys(parts):
            if code == row["code"]:
                messages.append("names the area itself as its part; name its councils")
            elif levels.get(code, "local_authority") != "local_authority":
                messages.append(f"names the part {code}, which is no local authority; name the councils in it")
        location = f"row {number}, column 'parts'"
        problems += [Problem(AREAS.file, location, row["parts"], message) for message in messages]
    return problems


def _undecided(table: TableFile, rows: list[NumberedRow]) -> list[Problem]:
    """Decisions that name nobody or no day, and names and days without a decision."""
    problems = []
    for number, row in rows:
        decided, signed = row["public"], (row["decided_by"], row["decided_on"])
        for column, wanted in (("decided_by", "a role, such as business office"), ("decided_on", "a day, 2026-11-28")):
            if decided and not row[column]:
                message = f"is empty beside public = {decided}; write {wanted}"
                problems.append(Problem(table.file, f"row {number}, column '{column}'", "", message))
        if not decided and any(signed):
            message = "is empty beside who decided and when; write yes or no, or empty all three"
            problems.append(Problem(table.file, f"row {number}, column 'public'", "", message))
    return problems


def _ended_before(rows: list[NumberedRow]) -> list[Problem]:
    """Duties that end before they begin, which would never be owed; an unsound label was told already."""
    problems = []
    for number, row in rows:
        try:
            starts, ends = parse_period(row["starts"]).starts, parse_period(row["ends"] or row["starts"]).ends
        except ValueError:
            continue
        if ends < starts:
            message = f"is before the first period; write {row['starts']} or later, or nothing while it is owed"
            problems.append(Problem(DUTIES.file, f"row {number}, column 'ends'", row["ends"], message))
    return problems


def _finished(frame: pd.DataFrame, table: TableFile) -> pd.DataFrame:
    """Columns as the store has them: positions of areas, the dates behind the periods of findings, editions and
    duties.
    """
    if table is AREAS:
        return frame.assign(position=range(len(frame)))
    name = {FINDINGS.file: "period", EDITIONS.file: "brings"}.get(table.file)
    if name and not frame[name].isna().any():
        periods = [parse_period(label) for label in frame[name]]
        return frame.drop(columns=name).assign(
            period_type=[str(period.type) for period in periods],
            starts=[period.starts for period in periods],
            ends=[period.ends for period in periods],
        )
    if table is DUTIES and not frame["starts"].isna().any():
        ends: list[Any] = [parse_period(label).ends if label else None for label in frame["ends"]]
        return frame.assign(starts=[parse_period(label).starts for label in frame["starts"]], ends=ends)
    return frame
