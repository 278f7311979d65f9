"""Where the program finds its store and its data folder: from the environment, else beside the program;
and which version of it this is.
"""

import os
import tomllib
from functools import cache
from pathlib import Path

from indicators.lake_address import store_place

ROOT = Path(__file__).resolve().parent.parent


DATA = ROOT / "data"


def store_path() -> Path:
    """Where the store is: `INDICATORS_STORE`, else `.store/indicators.duckdb` beside the program.

    That names a file, or a board of a lake (`lake_address.py`), for which the path of the files beside it stands;
    raises UsageError where it is an address that cannot be read.
    """
    return store_place(os.environ.get("INDICATORS_STORE") or str(ROOT / ".store" / "indicators.duckdb"))


def data_folder() -> Path:
    """Where the data folder is: `INDICATORS_DATA`, else `data/` beside the program."""
    return Path(os.environ.get("INDICATORS_DATA") or DATA)


@cache
def program_version() -> str:
    """The version that pyproject.toml gives the program."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
