"""Facts files: millions of rows read, checked and staged in SQL, with the messages in words."""

import csv
from pathlib import Path

import duckdb
import pandas as pd

from indicators.areas import nearest
from indicators.errors import Problem, StoreError
from indicators.periods import Period, PeriodType, parse_period
from indicators.returns.cells import Known
from indicators.store import Store

COLUMNS = (
    "indicator", "area", "period", "value", "numerator", "denominator", "status", "symbol", "source", "note",
)  # fmt: skip
#: More would hide the first ones; the total is told.
MOST_SHOWN = 50

_MESSAGES = {
    "not_a_number": "is not a number; write digits only, such as 1234.5, or leave it empty and give a symbol",
    "negative_count": "is a negative count; counts are 0 or more",
    "negative": "is below 0; percentages, rates and averages are 0 or more",
    "above_100": "is a percentage above 100; check the figure",
    "not_positive": "is not above 0; a denominator counts what was looked at",
    "above_denominator": "is above its denominator; the part cannot be larger than the whole",
    "half_a_fraction": "stands without its denominator; give both or none",
    "nothing_given": "has no figure; give a value, a numerator with its denominator, or a symbol (c, x, z, u, low)",
    "figure_and_symbol": "says that there is no figure, but one is given; keep one of the two",
    "unknown_symbol": "is not a symbol; use c, x, z, u, low or k",
    "unknown_status": "is not a status; use final, provisional or revised",
}


def stage_lookups(store: Store, known: Known) -> None:
    """Put what facts may refer to where the staging query joins it, and empty the stage."""
    lookups = {
        "definition_lookup": pd.DataFrame(known.indicators.items(), columns=["indicator", "kind"], dtype=str),
        "area_lookup": pd.DataFrame(known.areas.items(), columns=["name", "code"], dtype=str),
        "source_lookup": pd.DataFrame({"source": sorted(known.sources)}, dtype=str),
    }
    store.execute("load/lookups")
    for name, frame in lookups.items():
        store.append(name, frame)
    store.execute("load/all_facts")


def stage_facts(store: Store, path: Path, known: Known, *, name: str, return_id: int) -> list[Problem]:
    """Read one facts file into the stage; gives its problems, at most `MOST_SHOWN` and a count of the rest."""
    problems = _header_problems(path, name)
    if problems:
        return problems
    try:
        store.execute("load/read_facts", path=str(path))
    except StoreError as error:
        if isinstance(error.__cause__, duckdb.InvalidInputException):
            return [Problem(name, "", "", _csv_message(str(error.__cause__)))]
        raise
    not_periods = _stage_periods(store)
    store.execute("load/stage_facts")
    found = store.fetch("load/fact_problems").fillna({"text": ""})
    # The same text wrong in a thousand rows is one mistake: told once, with its rows.
    mistakes = found.groupby(["place", "problem", "text"], sort=False)["row"].agg(list).reset_index()
    problems = [_problem(name, mistake, known, not_periods) for mistake in mistakes.head(MOST_SHOWN).itertuples()]
    if len(mistakes) > MOST_SHOWN:
        problems.append(Problem(name, "", "", f"has {len(mistakes) - MOST_SHOWN:,} more mistakes"))
    if not problems:
        store.execute("load/keep_staged", return_id=return_id)
    return problems


def duplicate_problems(store: Store, names: dict[int, str]) -> list[Problem]:
    """Figures given more than once for one source, across all files; `names` are the files by return number."""
    if not store.fetch("load/duplicate_count").iloc[0]["duplicates"]:
        return []
    found = store.fetch("load/duplicates")
    problems = []
    for repeat in found.head(MOST_SHOWN).itertuples():
        places = [
            f"{names[number]} row {row}" for number, row in zip(repeat.return_ids, repeat.rows, strict=True)
        ]
        period = Period(repeat.ends.date(), repeat.starts.date(), PeriodType(repeat.period_type))
        what = f"{repeat.indicator}, {repeat.area_code}, {period.label}, source {repeat.source}"
        problems.append(
            Problem(names[repeat.return_ids[1]], f"row {repeat.rows[1]}", what, f"is given twice: {', '.join(places)}")
        )
    if len(found) > MOST_SHOWN:
        problems.append(Problem("facts", "", "", f"have {len(found) - MOST_SHOWN:,} more figures given twice"))
    return problems


def _header_problems(path: Path, name: str) -> list[Problem]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            heading = next(csv.reader(file), [])
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        return [Problem(name, "", "", f"cannot be read as UTF-8 CSV: {error}")]
    missing = [column for column in COLUMNS if column not in heading]
    surplus = [column for column in heading if column not in COLUMNS]
    problems = [Problem(name, "row 1", column, "is missing from the heading") for column in missing]
    problems += [
        Problem(name, "row 1", column, f"is not a known column. {nearest(column, list(COLUMNS))}")
        for column in surplus
    ]
    if not problems and len(heading) != len(set(heading)):
        problems.append(Problem(name, "row 1", "", "names a column twice"))
    return problems


def _stage_periods(store: Store) -> dict[str, str]:
    """Parse every spelling of a period once; gives those that are none, with what to write instead."""
    rows, wrong = [], {}
    for label in store.fetch("load/periods")["period"]:
        try:
            period = parse_period(label)
            rows.append((label, str(period.type), period.starts, period.ends))
        except ValueError as error:
            wrong[label] = str(error)
    store.execute("load/period_lookup")
    if rows:
        frame = pd.DataFrame(rows, columns=["period", "period_type", "starts", "ends"])
        store.append("period_lookup", frame)
    return wrong


def _problem(name: str, mistake, known: Known, not_periods: dict[str, str]) -> Problem:
    """One mistake, named tuple of place, problem, text and its rows, in words."""
    references = {
        "indicator": ("an indicator", known.indicators),
        "area": ("an area of areas.csv", known.areas),
        "source": ("a source of sources.csv", known.sources),
    }
    if mistake.problem == "not_a_period":
        message = not_periods.get(mistake.text, "is empty; write a period such as 2015/16")
    elif mistake.place in references and mistake.problem.startswith("unknown_"):
        kind, options = references[mistake.place]
        message = f"is not {kind}. {nearest(mistake.text, list(options))}"
    else:
        message = _MESSAGES[mistake.problem]
    return Problem(name, f"{_rows(mistake.row)}, column '{mistake.place}'", mistake.text, message)


def _rows(rows: list[int]) -> str:
    if len(rows) == 1:
        return f"row {rows[0]}"
    listed = ", ".join(str(row) for row in rows[:5])
    return f"rows {listed}" + (f" and {len(rows) - 5:,} more" if len(rows) > 5 else "")


def _csv_message(message: str) -> str:
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    wanted = [line for line in lines if line.startswith(("CSV Error", "Original Line", "Expected", "Invalid"))]
    return "cannot be read as CSV: " + "; ".join(wanted[:3] or lines[:1])
