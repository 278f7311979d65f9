"""The store: one DuckDB file, append-only, asked by named queries.

Only this module and `returns` know where figures live. Every query is a file of `queries/`, its parameters
given by name; a cursor a call keeps threads apart, since a shared connection mixes their results.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from indicators.errors import StoreError

ROOT = Path(__file__).resolve().parent.parent
QUERIES = ROOT / "queries"
IN_MEMORY = ":memory:"


class Store:
    """An open store; `query` may be called from any thread."""

    def __init__(self, path: Path | str, connection: duckdb.DuckDBPyConnection):
        self.path = path
        self._connection = connection
        self._lock = threading.Lock()

    def query(self, name: str, **params: Any) -> pd.DataFrame:
        """The result of `queries/<name>.sql`; missing and surplus parameters are refused."""
        with plain_errors(self.path), self._cursor() as cursor:
            return cursor.execute(sql(name), params or None).df()

    def append(self, table: str, frame: pd.DataFrame) -> None:
        """Add rows to a table by column name."""
        with plain_errors(self.path):
            self._connection.append(table, frame, by_name=True)

    def execute(self, name: str, **params: Any) -> None:
        """Run `queries/<name>.sql` on the writing connection itself, inside its transaction if one is open."""
        with plain_errors(self.path):
            self._connection.execute(sql(name), params or None)

    def fetch(self, name: str, **params: Any) -> pd.DataFrame:
        """As `query`, on the writing connection: sees its temporary tables and what is not committed yet."""
        with plain_errors(self.path):
            return self._connection.execute(sql(name), params or None).df()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing: an error inside undoes everything since the start."""
        with plain_errors(self.path):
            self._connection.begin()
            try:
                yield
                self._connection.commit()
            except BaseException:
                self._rollback()
                raise

    def close(self) -> None:
        """Close the file; what was committed is in it."""
        with plain_errors(self.path):
            self._connection.close()

    @property
    def version(self) -> str:
        """A text that changes whenever something is written; the key of every cache."""
        row = self.query("data_version").iloc[0]
        return f"{row['events']}-{row['last_happened_at']}"

    @contextmanager
    def _cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with self._lock:
            cursor = self._connection.cursor()
        try:
            yield cursor
        finally:
            cursor.close()

    def _rollback(self) -> None:
        try:
            self._connection.rollback()
        except duckdb.Error:
            # DuckDB has rolled back by itself where the commit failed, and then refuses a second time.
            return


@cache
def sql(name: str) -> str:
    """The text of a query file; `name` may hold a folder (`load/stage_facts`)."""
    return (QUERIES / f"{name}.sql").read_text("utf-8")


def open_store(path: Path | str) -> Store:
    """Open a store to read; raises StoreError in plain words when it cannot be used."""
    with plain_errors(path):
        if not Path(path).is_file():
            raise StoreError(f"There is no store at {path}. Run: python -m indicators build")
        connection = duckdb.connect(str(path), read_only=True)
        _check_complete(path, connection)
        # Nothing that a query is given can reach the file system or the network from here on.
        connection.execute("set enable_external_access = false")
        connection.execute("set lock_configuration = true")
    return Store(path, connection)


def open_for_writing(path: Path | str) -> Store:
    """Open a store to write, or lay one out where there is none (`:memory:` for a passing one)."""
    is_new = str(path) == IN_MEMORY or not Path(path).exists()
    with plain_errors(path):
        if str(path) != IN_MEMORY:
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        connection = duckdb.connect(str(path))
        if is_new:
            connection.begin()
            connection.execute(sql("schema"))
            connection.execute(sql("views"))
            connection.commit()
        _check_complete(path, connection)
        if not is_new:
            connection.execute(sql("views"))
    return Store(path, connection)


def _check_complete(path: Path | str, connection: duckdb.DuckDBPyConnection) -> None:
    tables = {row[0] for row in connection.execute("show tables").fetchall()}
    if not {"return_file", "return_event", "observation", "definition", "area", "source"} <= tables:
        connection.close()
        raise StoreError(f"{path} holds no complete store. {_REPLACE}")


_REPLACE = (
    "Nothing in it was changed. To set it aside and build a new one from data/, run: "
    "python -m indicators build --replace"
)


@contextmanager
def plain_errors(path: Path | str) -> Iterator[None]:
    """Turn what DuckDB and the file system say into a StoreError with what to do."""
    try:
        yield
    except duckdb.Error as error:
        raise StoreError(_explain(path, str(error))) from error
    except PermissionError as error:
        raise StoreError(f"{path} may not be written or read by this user: {error.strerror}.") from error
    except OSError as error:
        raise StoreError(_explain(path, str(error))) from error


def _explain(path: Path | str, message: str) -> str:
    lowered = message.casefold()
    first_line = message.strip().splitlines()[0]
    if "lock on file" in lowered or "conflicting lock" in lowered or "being used by another" in lowered:
        return (
            f"{path} is in use by another process. Close the running dashboard (or the other command) and try "
            "again; nothing was changed."
        )
    if "no space left" in lowered or "disk full" in lowered or "not enough space" in lowered:
        return f"There is no disk space left for {path}. Free some and try again; the store is as it was before."
    if "read-only file system" in lowered or "permission denied" in lowered:
        return f"{path} cannot be written: the disk or folder is read-only. The store is as it was before."
    unreadable = ("not a valid duckdb database", "corrupt", "serialization error", "checksum", "deserialize")
    if any(word in lowered for word in unreadable):
        return f"{path} cannot be read as a store ({first_line}). {_REPLACE}"
    return f"The store {path} reported: {first_line}"
