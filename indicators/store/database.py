"""The store: one DuckDB file, append-only, read by named queries, with its errors in plain words.

Every query is a block of a file of `queries/`, its parameters given by name; each call has a cursor of its own, since
threads that share a connection mix their results.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from indicators.atomic import remove
from indicators.errors import StoreError
from indicators.lake_address import LakeAddress, lake_at
from indicators.store.engine import IN_MEMORY, LAYOUT, connect, layout_fingerprint, sql
from indicators.store.lake import current_snapshot, is_board_in, lake_error, reading_copy

# Texts as Python's own: rows are taken out of frames of a few hundred again and again, which took a third longer with
# Arrow's, and the rules over all series are no slower.
pd.set_option("mode.string_storage", "python")


class UnreadableStore(StoreError):
    """The file is there but is no store, or not a whole one; `build --replace` sets it aside."""

    def __init__(self, path: Path | str, reason: str):
        super().__init__(
            f"{path} {reason}. Nothing in it was changed. Put its last backup in its place: the returns that were "
            "taken in, the challenges and what else the board wrote down are in no other file. Only where there is no "
            "backup, set it aside and build a new one from data/ alone; run: python -m indicators build --replace"
        )


class StoreInUse(StoreError):
    """Another process has the store open in a way that keeps this one out."""

    def __init__(self, path: Path | str):
        super().__init__(
            f"{path} is in use by another process. Close the running dashboard (or the other command) and "
            "try again; nothing was changed."
        )


_IN_USE = (
    "lock on file",
    "conflicting lock",
    "being used by another",
    "different configuration than",
)
_NO_SPACE = ("no space left", "disk full", "not enough space", "file too large", "quota exceeded")
_READ_ONLY = ("read-only file system", "permission denied", "operation not permitted", "access is denied")
_UNREADABLE = (
    "not a valid duckdb database",
    "could not read enough bytes",
    "corrupt",
    "serialization error",
    "deserialize",
    "checksum",
    "failed to load metadata",
    "trying to read a database file with version number",
)


@contextmanager
def plain_file_errors(path: Path, what: str, remedy: str) -> Iterator[None]:
    """Raise it as a StoreError, in words, where a file beside the store cannot be written: drafts, kept contents."""
    try:
        yield
    except OSError as error:
        raise StoreError(f"{what} cannot be kept in {path.parent} ({error.strerror}). {remedy}") from error


@contextmanager
def plain_errors(path: Path | str) -> Iterator[None]:
    """Raise what goes wrong inside as a StoreError that says what happened to the store and what to do."""
    try:
        yield
    except (duckdb.Error, OSError) as error:
        raise store_error(path, error) from error


def lacks_memory(error: BaseException) -> bool:
    """Whether an error, or one that led to it, is that there was no more memory."""
    waiting: list[BaseException | None] = [error]
    looked_at: set[int] = set()
    while waiting:
        cause = waiting.pop()
        if cause is None or id(cause) in looked_at:
            continue
        if isinstance(cause, MemoryError | duckdb.OutOfMemoryException):
            return True
        looked_at.add(id(cause))
        waiting += [cause.__cause__, cause.__context__]
    return False


def store_error(path: Path | str, error: Exception) -> StoreError:
    """The error for the user behind one of DuckDB or the file system."""
    lake = lake_at(path)
    if lake is not None:
        return lake_error(lake, error)
    message = str(error).strip()
    lowered = message.casefold()
    first_line = message.splitlines()[0] if message else type(error).__name__
    if any(words in lowered for words in _IN_USE):
        return StoreInUse(path)
    if any(words in lowered for words in _NO_SPACE):
        return StoreError(
            f"There is no disk space left for {path}. Free some and try again; the store is as it was before."
        )
    if any(words in lowered for words in _READ_ONLY):
        return StoreError(
            f"{path} cannot be written or read: the disk or folder is read-only for this user. Choose "
            "another place with --store, or ask for the right to write there; the store is as it was before."
        )
    if any(words in lowered for words in _UNREADABLE):
        return UnreadableStore(path, f"cannot be read as a store ({first_line})")
    return StoreError(f"The store {path} reported: {first_line}")


_ATTACHED = "store"
_USE_ATTACHED = f"use {_ATTACHED}"
_TABLES = {"return_file", "return_event", "observation", "definition", "area", "source"}


#: Bytes 8 to 12 of a store's file.
_FILE_SIGNATURE = b"DUCK"

#: Copies of a board for reading that are tried, where others write and replace each as it is opened.
_COPIES_TRIED = 8

#: Everything that is known by now, and all that will be.
_ALWAYS = datetime(9999, 1, 1)


class Store:
    """An open store; `query` may be called from any thread.

    Its figures are those known by `known_at`; see `as_known`. With `in_transaction` all that is done with it is part of
    one transaction, which is its maker's to end: it reads what it has written itself, and a `transaction` that fails
    spoils the whole.
    """

    def __init__(
        self,
        path: Path | str,
        connection: duckdb.DuckDBPyConnection,
        *,
        known_at: datetime = _ALWAYS,
        schema: str = "",
        in_transaction: bool = False,
        identity: str = "",
    ):
        self.path = path
        #: A text that another state of the store does not have; empty where it can change while it is open.
        self.identity = identity
        self.known_at = known_at
        self.is_spoiled = False
        self._connection = connection
        self._schema = schema
        self._in_transaction = in_transaction
        #: Shared with the store as it was known, since both hand out cursors of one connection.
        self._lock = threading.Lock()
        #: Where a copy lies of what the store was before this version brought it up to date, if it just did.
        self.copy_before_upgrade: Path | None = None

    def query(self, name: str, **params: Any) -> pd.DataFrame:
        """The result of a query of `queries/`; missing and surplus parameters are refused."""
        if self._in_transaction:
            with self._lock:
                return self.fetch(name, **params)
        text, params = self._query_and_parameters(name, params)
        with plain_errors(self.path), self._cursor() as cursor:
            return cursor.execute(text, params or None).df()

    def as_known(self, day: date) -> "Store":
        """The same store with the figures as they stood at the end of a day (UTC); closed with this one."""
        known = Store(
            self.path,
            self._connection,
            known_at=datetime.combine(day, time.max),
            schema=self._schema,
            in_transaction=self._in_transaction,
            identity=self.identity,
        )
        known._lock = self._lock
        return known

    def append(self, table: str, frame: pd.DataFrame) -> None:
        """Add rows to a table by column name."""
        with plain_errors(self.path):
            self._connection.append(table, frame, by_name=True)

    def register(self, name: str, frame: pd.DataFrame) -> None:
        """Let queries on the writing connection read a frame as a table of a name."""
        with plain_errors(self.path):
            self._connection.register(name, frame)

    def execute(self, name: str, **params: Any) -> None:
        """Run a query of `queries/` on the writing connection, inside its transaction if one is open."""
        text, params = self._query_and_parameters(name, params)
        with plain_errors(self.path):
            self._connection.execute(text, params or None)

    def fetch(self, name: str, **params: Any) -> pd.DataFrame:
        """As `query`, on the writing connection: sees its temporary tables and what is not committed yet."""
        text, params = self._query_and_parameters(name, params)
        with plain_errors(self.path):
            return self._connection.execute(text, params or None).df()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing: an error inside undoes everything since the start."""
        if self._in_transaction:
            try:
                yield
            except BaseException:
                self.is_spoiled = True
                raise
            return
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
        """A text that changes whenever something is written, or another day is looked back on; the key of caches."""
        row = self.query("data_version").iloc[0]
        known = "" if self.known_at == _ALWAYS else f" as known on {self.known_at:%Y-%m-%d}"
        return f"{row['events']}-{row['last_happened_at']}{known}"

    @property
    def is_made_up(self) -> bool:
        """Whether the figures are made up, for a demonstration; pages and files then say so."""
        if not self.query("made_up_tables").iloc[0]["tables"]:
            # A store that was laid out before there was such a mark, open to read.
            return False
        return bool(self.query("made_up").iloc[0]["marks"])

    def layout_is_current(self) -> bool:
        """Whether tables and views in the store are those of `queries/` as they are now."""
        laid = self.query("layout")
        return len(laid) > 0 and laid["sha256"].iloc[0] == layout_fingerprint()

    def columns_of_later_versions(self) -> list[str]:
        """The tables and columns that this program does not know, as `table.column`: a later version made them."""
        own = open_for_writing(IN_MEMORY)
        try:
            known = set(map(".".join, own.query("table_columns").itertuples(index=False)))
        finally:
            own.close()
        return sorted(set(map(".".join, self.query("table_columns").itertuples(index=False))) - known)

    def lay_out(self) -> None:
        """Make tables and views those of `queries/` and note which; what a table holds stays."""
        with self.transaction():
            for part in LAYOUT:
                self.execute(part)
            self.execute("insert_layout", sha256=layout_fingerprint())

    def _query_and_parameters(self, name: str, params: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """The text of a query and its parameters, with the moment where the query asks for it."""
        text = sql(name)
        return text, params | {"known_at": self.known_at} if "$known_at" in text else params

    @contextmanager
    def _cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with self._lock:
            cursor = self._connection.cursor()
        if self._schema:
            # A cursor starts where its connection did, not where that has gone since.
            cursor.execute(_USE_ATTACHED)
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


def open_store(path: Path | str, *, reads_files: bool = False) -> Store:
    """Open a store to read; raises StoreError in plain words when it cannot be used.

    It stays as it is now, whatever others put in its place; of a board of a lake it is the newest snapshot. Its queries
    reach no other file and no network, unless they are to read one (`reads_files`), into temporary tables.
    """
    lake = lake_at(path)
    with plain_errors(path):
        if lake is None:
            before = store_identity(path)
            connection = _attached(path)
            # Where another file has taken the place meanwhile, nobody knows which of the two was opened.
            identity = before if before == store_identity(path) else ""
        else:
            connection, identity = _attached_copy(Path(path), lake)
        if not reads_files:
            connection.execute("set enable_external_access = false")
            connection.execute("set lock_configuration = true")
    return Store(path, connection, schema=_ATTACHED, identity=identity)


def store_identity(path: Path | str) -> str:
    """A text that changes whenever something else is in the store's place; empty where there is no file.

    Raises StoreError where a lake does not answer.
    """
    lake = lake_at(path)
    if lake is not None:
        return current_snapshot(lake).mark
    try:
        state = Path(path).stat()
    except OSError:
        return ""
    return f"{state.st_ino}:{state.st_mtime_ns}:{state.st_size}"


def store_size(path: Path) -> int:
    """The bytes of a store's file, or of the copy from which a board of a lake is read; 0 where there is none."""
    lake = lake_at(path)
    if lake is not None and not is_board_in(lake):
        return 0
    with suppress(FileNotFoundError, NotADirectoryError):
        return (path if lake is None else reading_copy(path, lake)).stat().st_size
    return 0


@contextmanager
def open_for_reading(path: Path) -> Iterator[Store]:
    """A store open to read, closed at the end; raises StoreError where it cannot be used."""
    store = open_store(path)
    try:
        yield store
    finally:
        store.close()


def open_for_writing(path: Path | str, *, is_read: bool = False) -> Store:
    """Open a store to write in its place, or lay one out where there is none (`:memory:` for a passing one).

    With `is_read`, the caller has just opened it to read, so that it is sure to be a store.
    """
    is_new = str(path) == IN_MEMORY or not Path(path).exists()
    with plain_errors(path):
        if is_new and str(path) != IN_MEMORY:
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        if not is_new and not is_read:
            # Opened to read first: opening to write would already change a file that is no store.
            _attached(path).close()
        store = Store(path, connect(path))
        if is_new or not store.layout_is_current():
            store.lay_out()
    return store


def is_in_use(path: Path) -> bool:
    """Whether another process has the file of a store open."""
    try:
        connect(path, read_only=True).close()
    except duckdb.Error as error:
        return isinstance(store_error(path, error), StoreInUse)
    return False


def _attached_copy(path: Path, lake: LakeAddress) -> tuple[duckdb.DuckDBPyConnection, str]:
    """As `_attached`, of the newest copy of a board for reading, and the copy's name, which says what it holds."""
    for _ in range(_COPIES_TRIED):
        copy = reading_copy(path, lake)
        try:
            with plain_errors(copy):
                return _attached(copy), copy.name
        except UnreadableStore:
            # Nothing is lost with a damaged copy: it is made anew.
            remove(copy)
        except StoreError:
            if copy.exists():
                raise
            # A newer one has taken its place between the two.
    raise StoreError(f"{lake} is written so quickly that no copy of it could be opened. Try again in a minute.")


def _attached(path: Path | str) -> duckdb.DuckDBPyConnection:
    """A reading connection to a file that is a whole store.

    Attached to a database in memory: DuckDB gives a second connection of one process to a path what the first
    one opened, even where another file has taken that place since.
    """
    if not Path(path).exists():
        raise StoreError(f"There is no store at {path}. Run: python -m indicators build")
    if not Path(path).is_file():
        raise StoreError(
            f"{path} is not a file. Nothing there was changed. If a store was there before, put its last backup in "
            "its place; else choose another place, with --store or in INDICATORS_STORE."
        )
    if Path(path).stat().st_size == 0:
        raise UnreadableStore(path, "is empty (0 bytes)")
    with Path(path).open("rb") as file:
        # Told here, so that the engine does not look for what could open a file of another kind.
        if file.read(16)[8:12] != _FILE_SIGNATURE:
            raise UnreadableStore(
                path, "cannot be read as a store (it is a file of another kind, or its start is damaged)"
            )
    connection = connect()
    try:
        connection.execute(_attaching(path))
        connection.execute(_USE_ATTACHED)
        tables = {row[0] for row in connection.execute("show tables").fetchall()}
        if not tables >= _TABLES:
            raise UnreadableStore(path, "holds no complete store")
        _refuse_cut_off(connection, Path(path))
    except BaseException:
        connection.close()
        raise
    return connection


def _refuse_cut_off(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """A file whose end is missing opens all the same, and fails or errs only where the missing part is read."""
    if Path(f"{path}.wal").exists():
        # What stands in the log is counted, but lies in no block of the file yet.
        return
    whole = connection.execute(sql("smallest_file_size")).fetchall()[0][0]
    if path.stat().st_size < whole:
        raise UnreadableStore(
            path, f"cannot be read as a store: its end is missing ({path.stat().st_size:,} of {whole:,} bytes)"
        )


def _attaching(path: Path | str) -> str:
    """ATTACH takes no parameters; the path is the administrator's own, and a quote in it is doubled."""
    literal = str(path).replace("'", "''")
    return f"attach '{literal}' as {_ATTACHED} (read_only)"
