"""The engine under the store: its connections, within what this process may use, and the named queries."""

import hashlib
import re
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from indicators.settings import ROOT
from indicators.temporary import process_folder

QUERIES = ROOT / "queries"
_NAME_LINE = re.compile(r"^-- name: (\w+)\n", re.MULTILINE)
IN_MEMORY = ":memory:"

#: The queries that lay a store out, in their order.
LAYOUT = ("schema", "added_columns", "views")

#: What every connection is opened with. The engine would else fetch an extension from the network for a file of another
#: kind, such as a SQLite database in the store's place.
_ENGINE: dict[str, str | int] = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}


def sql(name: str) -> str:
    """The text of a query; raises LookupError where no file of `queries/` has one of the name."""
    try:
        return _queries()[name]
    except KeyError:
        raise LookupError(f"no file of {QUERIES} has a query `-- name: {name}`") from None


def queries_of_file(path: Path) -> list[tuple[str, str]]:
    """The name and text of each query in a file; what stands above the first `-- name:` line belongs to none."""
    _, *blocks = _NAME_LINE.split(path.read_text("utf-8"))
    return [(name, f"{text.rstrip()}\n") for name, text in zip(blocks[::2], blocks[1::2], strict=True)]


@cache
def _queries() -> dict[str, str]:
    return dict(pair for path in sorted(QUERIES.glob("*.sql")) for pair in queries_of_file(path))


def connect(path: Path | str = IN_MEMORY, *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """A connection of the engine to a file, within what this process may use, that fetches and prints nothing."""
    config: dict[str, Any] = dict(_ENGINE)
    if "temp_directory" not in config:
        # Else what does not fit into memory would go into `.tmp` of the folder that the process was started in.
        with suppress(OSError):
            config["temp_directory"] = str(process_folder() / "engine")
    connection = duckdb.connect(str(path), read_only=read_only, config=config)
    # Where no program file is at work, the engine takes standard output for a person's and draws its progress there.
    connection.execute("set enable_progress_bar = false")
    return connection


def limit_resources(*, memory: int, threads: int, folder: str) -> None:
    """Have all connections that this process opens from now on use no more than so many bytes and threads.

    What does not fit into the memory goes into passing files of a folder, as many bytes again and no more.
    """
    _ENGINE.update(
        {"memory_limit": f"{memory >> 20}MiB", "threads": threads, "max_temp_directory_size": f"{2 * memory >> 20}MiB"}
    )
    if folder:
        _ENGINE["temp_directory"] = folder


@cache
def layout_fingerprint() -> str:
    """A text that tells the tables and views of `queries/` from those of another version."""
    return hashlib.sha256("".join(sql(part) for part in LAYOUT).encode()).hexdigest()
