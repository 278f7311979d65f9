"""The demonstration that tests share: which day it is there, and copies of it to write to."""

import shutil
from datetime import date
from pathlib import Path

#: The day up to which the fixture `demonstration` is played; the quarter before it is 2026/27 Q2.
DEMONSTRATION_DAY = date(2026, 11, 30)


def own_demonstration(demonstration, folder: Path, monkeypatch) -> Path:
    """A copy of the store of a demonstration that a test may write to, chosen in the environment with its data."""
    path = folder / "indicators.duckdb"
    shutil.copyfile(demonstration.store, path)
    monkeypatch.setenv("INDICATORS_STORE", str(path))
    monkeypatch.setenv("INDICATORS_DATA", str(demonstration.data))
    return path
