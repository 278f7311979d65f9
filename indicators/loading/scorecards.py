"""The scorecards of the data folder: read as they are now, so that a set that is edited is seen at once."""

from pathlib import Path
from typing import Any

from indicators.catalogue.scorecards import Scorecard, checked_scorecards
from indicators.catalogue.toml_files import read_toml, toml_files
from indicators.errors import DataProblems, Problem

SCORECARDS = "scorecards"


def read_scorecards(data: Path) -> tuple[dict[str, Scorecard], list[Problem]]:
    """The scorecards of a data folder by id, and what is wrong with the files of the others; none without a folder.

    What they name need not be there: who shows a set says what is gone.
    """
    try:
        texts = toml_files(data / SCORECARDS)
    except OSError as error:
        return {}, [Problem(SCORECARDS, "", "", f"cannot be read: {error.strerror}")]
    return checked_scorecards(texts, indicators=None, priorities=None)


def check_scorecards(data: Path) -> None:
    """Raise DataProblems, all at once, for scorecards that are unsound or name what no definition or plan has."""
    indicators = [name.removesuffix(".toml") for name in toml_files(data / "definitions")]
    plans = [read_toml(f"plans/{name}", text)[0] for name, text in toml_files(data / "plans").items()]
    priorities = [name for plan in plans for name in _priority_ids(plan.get("priorities"))]
    _, problems = checked_scorecards(toml_files(data / SCORECARDS), indicators=indicators, priorities=priorities)
    if problems:
        raise DataProblems(problems)


def _priority_ids(tables: Any) -> list[str]:
    """The ids in a list of tables, which may be anything until its own check has seen it."""
    rows = tables if isinstance(tables, list) else []
    return [row["id"] for row in rows if isinstance(row, dict) and isinstance(row.get("id"), str)]
