"""The shipped data folder without the department's further tables: the board that pages, papers and commands are
tried on. What those tables bring, 183 indicators and 25,000 figures, is held by tests of its own; pages that draw all
of it as well would take half as long again.
"""

import csv
import re
import shutil
from pathlib import Path

from indicators.settings import DATA

#: The tables of `facts/` that are left out.
FURTHER_TABLES = (
    "dfe_absence_social_care",
    "dfe_assessment_factors",
    "dfe_care_leavers",
    "dfe_local_authority_tool",
    "dfe_looked_after_health",
    "dfe_looked_after_placements",
)


def copy_board_data(folder: Path) -> Path:
    """Copy the shipped data folder to a place, without those tables and the indicators that only they have."""
    shutil.copytree(DATA, folder)
    further = {name for table in FURTHER_TABLES for name in _indicators_of(folder / "facts" / f"{table}.csv")}
    for table in FURTHER_TABLES:
        (folder / "facts" / f"{table}.csv").unlink()
    own = {name for file in (folder / "facts").glob("*.csv") for name in _indicators_of(file)}
    definitions = {file.stem: _words_of(file) for file in (folder / "definitions").glob("*.toml")}
    # A share goes with the counts that it is worked out from.
    dropped = further - own
    while more := {n for n, words in definitions.items() if words & dropped and n not in own} - dropped:
        dropped |= more
    # What plans, findings and cards name stays, with what it is worked out from.
    others = [file for file in folder.rglob("*") if file.suffix in (".toml", ".csv") and _is_other(file)]
    needed = {word for file in others for word in _words_of(file)} & dropped
    while more := {word for name in needed for word in definitions[name] & dropped} - needed:
        needed |= more
    for name in dropped - needed:
        (folder / "definitions" / f"{name}.toml").unlink()
    return folder


def _is_other(file: Path) -> bool:
    return file.parent.name not in ("definitions", "facts")


def _indicators_of(file: Path) -> set[str]:
    with file.open(encoding="utf-8", newline="") as lines:
        return {row["indicator"] for row in csv.DictReader(lines)}


def _words_of(file: Path) -> set[str]:
    return set(re.findall(r"\b[a-z0-9_]+\b", file.read_text("utf-8")))
