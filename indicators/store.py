"""The store: one DuckDB file, append-only, asked by named queries.

Only this module and `returns` know where figures live. Every query is a file of `queries/`, its parameters
given by name; a cursor a call keeps threads apart, since a shared connection mixes their results.
"""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from indicators.errors import StoreError
from indicators.store_errors import StoreInUse, UnreadableStore, explained, plain_errors

__all__ = ["IN_MEMORY", "ROOT", "Store", "UnreadableStore", "is_in_use", "open_for_writing", "open_store"]
__all__ += ["plain_errors", "sql"]

ROOT = Path(__file__).resolve().parent.parent
QUERIES = ROOT / "queries"
IN_MEMORY = ":memory:"

_TABLES = {"return_file", "return_event", "observation", "definition", "area", "source"}


class Store:
    """An open store; `query` may be called from any thread."""

    def __init__(self, path: Path | str, connection: duckdb.DuckDBPyConnection):
        self.path = path
        self._connection = connection
        self._lock = threading.Lock()

    def query(self, name: str, **params: Any) -> pd.DataFrame:
        """The result of `queries/<name>.sql`; missing and surplus parameters are refused."""
        text = sql(name)
        with plain_errors(self.path), self._cursor() as cursor:
            return cursor.execute(text, params or None).df()

    def append(self, table: str, frame: pd.DataFrame) -> None:
        """Add rows to a table by column name."""
        with plain_errors(self.path):
            self._connection.append(table, frame, by_name=True)

    def execute(self, name: str, **params: Any) -> None:
        """Run `queries/<name>.sql` on the writing connection, inside its transaction if one is open."""
        text = sql(name)
        with plain_errors(self.path):
            self._connection.execute(text, params or None)

    def fetch(self, name: str, **params: Any) -> pd.DataFrame:
        """As `query`, on the writing connection: sees its temporary tables and what is not committed yet."""
        text = sql(name)
        with plain_errors(self.path):
            return self._connection.execute(text, params or None).df()

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

    def views_are_current(self) -> bool:
        """Whether the views in the store are those of `queries/views.sql` as it is now."""
        laid = self.query("layout")
        return len(laid) > 0 and laid["sha256"].iloc[0] == _views_print()

    def lay_out(self, *, with_tables: bool) -> None:
        """Make the views those of `queries/views.sql` and note which; in a new store, the tables before."""
        with self.transaction():
            if with_tables:
                self.execute("schema")
            self.execute("views")
            self.execute("load/note_layout", sha256=_views_print())

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
        connection = _connect_existing(path)
        # Nothing that a query is given can reach the file system or the network from here on.
        connection.execute("set enable_external_access = false")
        connection.execute("set lock_configuration = true")
    return Store(path, connection)


def open_for_writing(path: Path | str) -> Store:
    """Open a store to write, or lay one out where there is none (`:memory:` for a passing one)."""
    is_new = str(path) == IN_MEMORY or not Path(path).exists()
    with plain_errors(path):
        if is_new and str(path) != IN_MEMORY:
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        if not is_new:
            # Opened to read first: opening to write would already change a file that is no store.
            _connect_existing(path).close()
        store = Store(path, duckdb.connect(str(path)))
        if is_new or not store.views_are_current():
            store.lay_out(with_tables=is_new)
    return store


def is_in_use(path: Path) -> bool:
    """Whether another process has the file of a store open."""
    try:
        duckdb.connect(str(path), read_only=True).close()
    except duckdb.Error as error:
        return isinstance(explained(path, error), StoreInUse)
    return False


def _connect_existing(path: Path | str) -> duckdb.DuckDBPyConnection:
    """A reading connection to a file that is a whole store."""
    if not Path(path).exists():
        raise StoreError(f"There is no store at {path}. Run: python -m indicators build")
    if not Path(path).is_file():
        raise StoreError(f"{path} is not a file. Choose another place with --store.")
    if Path(path).stat().st_size == 0:
        raise UnreadableStore(path, "is empty (0 bytes)")
    connection = duckdb.connect(str(path), read_only=True)
    tables = {row[0] for row in connection.execute("show tables").fetchall()}
    if not tables >= _TABLES:
        connection.close()
        raise UnreadableStore(path, "holds no complete store")
    return connection


@cache
def _views_print() -> str:
    return hashlib.sha256(sql("views").encode()).hexdigest()
