"""The store: one DuckDB file, append-only, asked by named queries.

Only this module and `returns` know where figures live. Every query is a file of `queries/`, its parameters
given by name; a cursor a call keeps threads apart, since a shared connection mixes their results.
"""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


DATA = ROOT / "data"


def store_path() -> Path:
    """Where the store is: `INDICATORS_STORE`, else `.store/indicators.duckdb` beside the program."""
    return Path(os.environ.get("INDICATORS_STORE") or ROOT / ".store" / "indicators.duckdb")


def data_folder() -> Path:
    """Where the data folder is: `INDICATORS_DATA`, else `data/` beside the program."""
    return Path(os.environ.get("INDICATORS_DATA") or DATA)
