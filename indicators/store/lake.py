"""A board of a lake: DuckLake's tables, with PostgreSQL as their catalogue and a shared folder of Parquet files.

Every board has a schema of its own in PostgreSQL and a folder of its own, so that a connection of one names no table of
another. A write is a transaction of the lake; it is let in only where nobody has written since it began (decision
3.14). What is read is read from a copy of the board's tables in a file beside, which is brought up to the newest
snapshot before it is opened (3.15): pages are then as quick as with a file, and reach nothing else.
"""

import os
import re
import shutil
import threading
from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import duckdb

from indicators.atomic import LOCK_SECONDS, entries, exclusive_lock, new_file, remove, replace_file
from indicators.errors import StoreError, not_none
from indicators.lake_address import LakeAddress
from indicators.store.engine import LAYOUT, connect, layout_fingerprint, sql

#: The extensions of the engine, which come as Python packages and are loaded from these, without a network.
_EXTENSIONS = ("ducklake", "postgres_scanner")
#: The name that the lake has on its connections, and that of a file whose rows come from it or go to it.
LAKE, FILE = "store", "copied"
#: Rows of one write up to which they lie in PostgreSQL, instead of in a Parquet file of their own.
_INLINED_ROWS = 500
#: What the name of a copy for reading begins with, after the name of the store's place.
COPY = "copy-"
#: Kinds of changes that add rows and do nothing else, as the catalogue names them.
_ADDING = {"inlined_insert", "tables_inserted_into"}


class BoardMissing(StoreError):
    """The lake answers, and has no board of the name."""


@dataclass(frozen=True)
class Snapshot:
    """A state of a board: its number in the lake, and the moment at which it was written."""

    number: int
    moment: str

    @property
    def mark(self) -> str:
        """A text that no other state has, fit for the name of a file: a catalogue put back counts its numbers again."""
        return f"{self.number:09d}-{re.sub('[^0-9]', '', self.moment)}"


class _Turns:
    """A lock that threads have in the order in which they asked for it, so that none waits while others go twice."""

    def __init__(self) -> None:
        self._waiting: deque[object] = deque()
        self._changed = threading.Condition()

    def acquire(self, seconds: float) -> bool:
        """Wait for one's turn; gives whether it came within so many seconds."""
        turn = object()
        with self._changed:
            self._waiting.append(turn)
            if self._changed.wait_for(lambda: self._waiting[0] is turn, seconds):
                return True
            self._waiting.remove(turn)
            self._changed.notify_all()
            return False

    def release(self) -> None:
        """Let the next one have it."""
        with self._changed:
            self._waiting.popleft()
            self._changed.notify_all()


@dataclass
class _Engine:
    """The connection of this process to a board; each piece of work has a cursor of its own."""

    connection: duckdb.DuckDBPyConnection
    writing: _Turns = field(default_factory=_Turns)


_engines: dict[tuple[int, LakeAddress], _Engine] = {}
_engines_lock = threading.Lock()


@contextmanager
def lake_errors(lake: LakeAddress) -> Iterator[None]:
    """Raise what goes wrong inside as a StoreError that says what happened to the lake and what to do."""
    try:
        yield
    except duckdb.Error as error:
        raise lake_error(lake, error) from error


#: What the engine says, in small letters, and what that means; the first that fits counts.
_CAUSES: tuple[tuple[tuple[str, ...], str], ...] = (
    (
        ("catalog version mismatch", "unknown ducklake version", "ducklake version", "unsupported ducklake"),
        "The catalogue of {lake} is of another format than this program knows: a newer program has written it, or an "
        "older one. Nothing in it was changed. Install the same, newest version on every server",
    ),
    (
        ("password authentication failed", "no password supplied", "authentication failed", "no pg_hba.conf entry"),
        "PostgreSQL refused the user or the password for {lake}. Nothing was changed. The password comes from "
        "PGPASSWORD or a .pgpass file of the user that runs the dashboard, or stands in the address",
    ),
    (
        ("could not translate host name",),
        "The machine of {lake} is not known on this network. Nothing was changed. Look at the address",
    ),
    (
        ("permission denied for",),
        "The user of {lake} may not do this in PostgreSQL. Nothing was changed. Give it the rights on the board's "
        "schema",
    ),
    (
        ("canceling statement due to lock timeout",),
        "Somebody else is writing to {lake} and has not finished. Nothing was changed; try again in a minute",
    ),
    (
        ("ducklake_snapshot_pkey", "exceeded the maximum retry count", "transaction conflict"),
        "Somebody else has written to {lake} at the same moment. Nothing of this was written; try again",
    ),
    (
        ("no space left", "disk full", "not enough space", "could not extend file", "quota exceeded"),
        "There is no disk space left for {lake}. Free some and try again; what is in it is as it was before",
    ),
    (
        ("failed to commit", 'failed to execute query "rollback"', 'failed to execute query "commit"'),
        "PostgreSQL was lost while {lake} was written, so that nobody can tell whether this was the last thing it "
        "wrote. Look whether it is there before it is sent again; the same form sent twice is written once",
    ),
    (
        (
            *("connection refused", "unable to connect", "could not connect", "timeout expired", "no route to host"),
            *("server closed the connection", "terminating connection", "database system is", "connection to server"),
            *("no connection to the server", "connection reset", "broken pipe", "ssl syscall", "too many clients"),
            *("could not receive data", "could not send data", "failed to query most recent snapshot"),
        ),
        "The catalogue of {lake} does not answer (PostgreSQL is stopped, starting, or not reached). Nothing was "
        "changed. Start it, or look at the network, and try again",
    ),
    (
        ("cannot open file", "could not create directory", "failed to create directory", "permission denied")
        + ("no such file or directory", "read-only file system", "could not read", "is not a directory"),
        "The folder of Parquet files of {lake}, {data}, cannot be read or written. Nothing was changed. Look whether "
        "its drive is connected and whether this user may write there",
    ),
)


def lake_error(lake: LakeAddress, error: BaseException) -> StoreError:
    """The error for the user behind one of the engine, PostgreSQL or the file system; no password is in it."""
    message = str(error).strip()
    lowered = message.casefold()
    if isinstance(error, OSError) and error.strerror:
        lowered = error.strerror.casefold()
    # A board that was begun and has no tables yet is none.
    signs = ("and creating a new ducklake is", f'"{lake.schema}.ducklake', "table with name return_file does not exist")
    if any(sign in lowered for sign in signs):
        return board_missing(lake)
    database = f'database "{dict(lake.connection)["dbname"]}" does not exist'
    if database.casefold() in lowered:
        return StoreError(
            f"PostgreSQL has no database of the name that stands in the address of {lake}. Nothing was changed. "
            "Make it (createdb), or look at the address."
        )
    if "data_path parameter" in lowered:
        return StoreError(
            f"{lake} has its Parquet files in another folder than {lake.data_folder}. Nothing was changed. Look at "
            "data= in the address: it is the same for every server."
        )
    for signs, words in _CAUSES:
        if any(sign in lowered for sign in signs):
            return StoreError(f"{words.format(lake=lake, data=lake.data_folder)}.")
    return StoreError(f"{lake} reported: {message.splitlines()[0] if message else type(error).__name__}")


def board_missing(lake: LakeAddress) -> BoardMissing:
    """The error that says that a board is not there, and how one comes to be."""
    return BoardMissing(
        f"There is no {lake}. Nothing was made in its place. Look at board= in the address. A new board is made from "
        "the data folder with: python -m indicators build --anew; a store in a file becomes one with: "
        "python -m indicators store move FILE ADDRESS"
    )


# Connections


@contextmanager
def lake_cursor(lake: LakeAddress) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection of its own to the board, which begins in its tables; closed at the end, what it began undone."""
    with lake_errors(lake):
        cursor = _engine(lake).connection.cursor()
        try:
            cursor.execute("use store")
            yield cursor
        finally:
            with suppress(duckdb.Error):
                cursor.close()


def make_board(lake: LakeAddress) -> None:
    """Make the catalogue and the folder of a board that is not there yet, still without tables."""
    _refuse_missing_folder(lake)
    try:
        lake.data_folder.mkdir(exist_ok=True)
    except OSError as error:
        raise lake_error(lake, error) from error
    with lake_errors(lake):
        _engine(lake, creates=True)


def is_board_in(lake: LakeAddress) -> bool:
    """Whether the lake has the board, laid out; raises StoreError where that cannot be told."""
    try:
        with lake_cursor(lake) as cursor:
            # Whoever lays a board out notes it there, in the same transaction.
            return "return_file" in _stored_rows(cursor, lake)
    except BoardMissing:
        return False


def current_snapshot(lake: LakeAddress) -> Snapshot:
    """The newest state of the board; asked of the catalogue each time."""
    with lake_errors(lake):
        cursor = _engine(lake).connection.cursor()
        try:
            number, moment = _row(cursor, "lake_snapshot", schema=lake.schema)
        finally:
            with suppress(duckdb.Error):
                cursor.close()
    return Snapshot(int(number), str(moment))


def lake_columns(connection: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    """The columns of each table of the database in use, in alphabetical order."""
    columns: dict[str, list[str]] = {}
    for table, column in connection.execute(sql("table_columns")).fetchall():
        columns.setdefault(table, []).append(column)
    return columns


def filled_tables(connection: duckdb.DuckDBPyConnection, lake: LakeAddress) -> dict[str, list[str]]:
    """The columns of each table of the board in use that has rows; what is empty now was so in every snapshot."""
    rows = _stored_rows(connection, lake)
    return {name: own for name, own in lake_columns(connection).items() if rows.get(name)}


def _stored_rows(connection: duckdb.DuckDBPyConnection, lake: LakeAddress) -> dict[str, int]:
    """The rows of each table of the board that ever had any."""
    return dict(connection.execute(sql("lake_rows"), {"schema": lake.schema}).fetchall())


def _engine(lake: LakeAddress, *, creates: bool = False) -> _Engine:
    # Another process after a fork has none of these: their connections are its parent's.
    key = (os.getpid(), lake)
    with _engines_lock:
        if key not in _engines:
            _engines[key] = _Engine(_attached(lake, creates=creates))
        return _engines[key]


def close_lake(lake: LakeAddress) -> None:
    """Give back the connections of this process to a board; the next piece of work makes new ones."""
    with _engines_lock:
        engine = _engines.pop((os.getpid(), lake), None)
    if engine is not None:
        engine.connection.close()


def _attached(lake: LakeAddress, *, creates: bool) -> duckdb.DuckDBPyConnection:
    connection = connect()
    try:
        for name in _EXTENSIONS:
            connection.execute(_loading(name))
        if lake.password:
            # As a secret the engine shows it in no message.
            connection.execute(_secret(lake))
        connection.execute(_attaching(lake, creates=creates))
        # Who has not seen the newest state does not write: nothing is fitted in behind anybody's back.
        connection.execute("set global ducklake_max_retry_count = 0")
    except BaseException:
        connection.close()
        raise
    return connection


def _loading(name: str) -> str:
    spec = find_spec(f"duckdb_extension_{name}")
    files = [] if spec is None else list(Path(not_none(spec.origin)).parent.glob("extensions/*/*.duckdb_extension"))
    if not files:
        raise StoreError(
            f"The package duckdb-extension-{name.replace('_', '-')} is missing, without which no lake can be opened. "
            "Install the lock: python -m pip install --require-hashes -r requirements.txt"
        )
    return f"load {_literal(str(files[0]))}"


def _secret(lake: LakeAddress) -> str:
    return f"create secret lake_password (type postgres, password {_literal(lake.password)})"


def _attaching(lake: LakeAddress, *, creates: bool) -> str:
    """ATTACH takes no parameters; the address is the administrator's own, and quotes in it are escaped."""
    settings = " ".join(f"{key}={_setting(value)}" for key, value in lake.connection)
    options = [
        f"data_path {_literal(f'{lake.data_folder}/')}",
        f"metadata_schema {_literal(lake.schema)}",
        f"data_inlining_row_limit {_INLINED_ROWS}",
        f"create_if_not_exists {str(creates).lower()}",
    ]
    if lake.password:
        options.append("meta_secret 'lake_password'")
    return f"attach {_literal(f'ducklake:postgres:{settings}')} as {LAKE} ({', '.join(options)})"


def _attaching_file(file: Path, *, read_only: bool) -> str:
    return f"attach {_literal(str(file))} as {FILE}{' (read_only)' if read_only else ''}"


def _literal(text: str) -> str:
    doubled = text.replace("'", "''")
    return f"'{doubled}'"


def _setting(text: str) -> str:
    """A value of a connection as PostgreSQL's library reads it."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _row(connection: duckdb.DuckDBPyConnection, query: str, **params: object) -> tuple:
    return connection.execute(sql(query), params or None).fetchall()[0]


def _refuse_missing_folder(lake: LakeAddress) -> None:
    if not lake.data.is_dir():
        raise StoreError(
            f"The folder of Parquet files of {lake}, {lake.data}, is not there. Nothing was changed. Look whether its "
            "drive or network folder is connected, and at data= in the address."
        )


# Writing


@contextmanager
def board_lock(lake: LakeAddress, *, patience: float = LOCK_SECONDS) -> Iterator[Callable[[], None]]:
    """The while in which nobody else writes to the board, on any server; what it gives raises where it was lost.

    PostgreSQL gives the lock back by itself where its connection, or this process, ends. Raises StoreError where
    somebody has not finished after so many seconds, or where the folder of Parquet files is missing.
    """
    _refuse_missing_folder(lake)
    with lake_errors(lake):
        engine = _engine(lake)
    # One thread of a process at a time waits in PostgreSQL, which has few connections.
    if not engine.writing.acquire(patience):
        raise lake_error(lake, TimeoutError("canceling statement due to lock timeout"))
    try:
        with lake_errors(lake):
            cursor = engine.connection.cursor()
        try:
            with lake_errors(lake):
                cursor.begin()
                _row(cursor, "lake_lock_patience", milliseconds=max(1, int(patience * 1000)))
                _row(cursor, "lake_lock", schema=lake.schema)

            def refuse_lost_lock() -> None:
                with lake_errors(lake):
                    _row(cursor, "lake_lock_alive")

            yield refuse_lost_lock
        finally:
            with suppress(duckdb.Error):
                cursor.rollback()
            with suppress(duckdb.Error):
                cursor.close()
    finally:
        engine.writing.release()


@contextmanager
def lake_transaction(lake: LakeAddress, connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All or nothing on a connection of the lake; where somebody has written since it began it is not let in."""
    with lake_errors(lake):
        connection.begin()
    try:
        yield
        with lake_errors(lake):
            connection.commit()
    except BaseException:
        with suppress(duckdb.Error):
            connection.rollback()
        raise


# The copy for reading


def reading_copy(path: Path, lake: LakeAddress) -> Path:
    """A file with the board's tables as they are in its newest snapshot; another may take its place at any moment.

    Where there is none of that snapshot one is made: what was added since goes into a copy of the one before, or, where
    more than that was done, all is read anew. Raises StoreError where the lake cannot be read or the folder of the
    files not be written.
    """
    copy = _copy_place(path, current_snapshot(lake))
    if copy.is_file():
        return copy
    _refuse_missing_folder(lake)
    refusal = StoreError(f"The copy of {lake} for reading is being made by somebody else. Try again in a minute.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with exclusive_lock(path.with_name(f".{path.name}.copy.lock"), refusal=refusal):
            return _renewed(path, lake)
    except OSError as error:
        raise StoreError(
            f"The copy of {lake} for reading cannot be written in {path.parent} ({error.strerror or error}). Make room "
            "there, give this user the right to write there, or choose another folder with files= in the address."
        ) from error


def _copy_place(path: Path, snapshot: Snapshot) -> Path:
    return path.with_name(f"{path.name}.{COPY}{snapshot.mark}-{layout_fingerprint()[:8]}")


def reading_copies(path: Path) -> list[Path]:
    """The copies for reading that lie beside a store's place, the oldest first, and what killed makers left."""
    return entries(path.parent, f"{path.name}.{COPY}")


def _renewed(path: Path, lake: LakeAddress) -> Path:
    newest = current_snapshot(lake)
    copy = _copy_place(path, newest)
    if copy.is_file():
        return copy
    before = _former_copy(path, lake, newest)
    with new_file(copy) as new:
        snapshot = _grown(lake, before, new) if before is not None else None
        if snapshot is None:
            remove(new)
            snapshot = _filled(lake, new)
        os.chmod(new, 0o600)
        # While it was made others may have written: it is named after what it holds.
        copy = _copy_place(path, snapshot)
        replace_file(new, copy)
    for other in reading_copies(path):
        if other != copy:
            remove(other)
    return copy


def _former_copy(path: Path, lake: LakeAddress, newest: Snapshot) -> tuple[Path, int] | None:
    """The newest copy that is of an earlier snapshot of this same catalogue and laid out as now, and its number."""
    for former in reversed(reading_copies(path)):
        marks = former.name.removeprefix(f"{path.name}.{COPY}").split("-")
        if len(marks) != 3 or not marks[0].isdigit() or int(marks[0]) >= newest.number:
            continue
        number = int(marks[0])
        with lake_cursor(lake) as cursor:
            moments = cursor.execute(sql("lake_moment"), {"schema": lake.schema, "number": number}).fetchall()
        if moments and former == _copy_place(path, Snapshot(number, str(moments[0][0]))):
            return former, number
    return None


@contextmanager
def with_file(cursor: duckdb.DuckDBPyConnection, file: Path, *, read_only: bool = False) -> Iterator[None]:
    """A file of a store as the database `copied` beside the lake; one at a time for each board of a process."""
    cursor.execute(_attaching_file(file, read_only=read_only))
    try:
        yield
    finally:
        with suppress(duckdb.Error):
            cursor.rollback()
        cursor.execute("use store")
        cursor.execute("detach copied")


def _grown(lake: LakeAddress, before: tuple[Path, int], new: Path) -> Snapshot | None:
    """Copy the copy of an earlier snapshot and add what came since; None where rows did not only come."""
    former, since = before
    with lake_cursor(lake) as cursor:
        cursor.begin()
        until = int(_row(cursor, "lake_own_snapshot")[0])
        changes = cursor.execute(sql("lake_changes"), {"since": since, "until": until}).fetchall()
        if not {kind for kind, _ in changes} <= _ADDING:
            return None
        numbers = {number for _, tables in changes for number in tables}
        names = {number: name for name, number in cursor.execute(sql("lake_table_numbers")).fetchall()}
        cursor.rollback()
        if not numbers <= names.keys():
            return None
        shutil.copyfile(former, new)
        with with_file(cursor, new):
            cursor.begin()
            for name in sorted(names[number] for number in numbers):
                added = cursor.table_function("ducklake_table_insertions", [LAKE, "main", name, since + 1, until])
                columns = _quoted(_order(cursor, FILE, name))
                added.order("snapshot_id, rowid").project(columns).insert_into(f"{FILE}.main.{name}")
            cursor.commit()
            cursor.execute("checkpoint copied")
        moment = str(_row(cursor, "lake_moment", schema=lake.schema, number=until)[0])
    return Snapshot(until, moment)


def _filled(lake: LakeAddress, new: Path) -> Snapshot:
    """Write all rows of all tables, in the order in which they came, into a new file."""
    with lake_cursor(lake) as cursor, with_file(cursor, new):
        cursor.begin()
        number = int(_row(cursor, "lake_own_snapshot")[0])
        columns = lake_columns(cursor)
        if "return_file" not in columns:
            raise board_missing(lake)
        filled = filled_tables(cursor, lake)
        cursor.execute("use copied")
        _lay_out(cursor)
        if lake_columns(cursor) == columns:
            copy_rows(cursor, LAKE, FILE, filled)
        else:
            # Of another version: its tables come as they are, so that it can be seen which, and brought up to date.
            cursor.rollback()
            cursor.begin()
            for name, own in columns.items():
                _in_order(cursor, LAKE, name, own).create(f"{FILE}.main.{name}")
            _lay_out(cursor)
        cursor.commit()
        cursor.execute("checkpoint copied")
        moment = str(_row(cursor, "lake_moment", schema=lake.schema, number=number)[0])
    return Snapshot(number, moment)


def _lay_out(cursor: duckdb.DuckDBPyConnection) -> None:
    for part in LAYOUT:
        cursor.execute(sql(part))


def copy_rows(
    connection: duckdb.DuckDBPyConnection, source: str, target: str, columns: Mapping[str, Collection[str]]
) -> None:
    """Add all rows of one database's tables to those of another, both by their names, in the order they came."""
    for name, own in columns.items():
        rows = _in_order(
            connection, source, name, [column for column in _order(connection, target, name) if column in own]
        )
        rows.insert_into(f"{target}.main.{name}")


def _in_order(
    connection: duckdb.DuckDBPyConnection, database: str, table: str, columns: Collection[str]
) -> duckdb.DuckDBPyRelation:
    quoted = _quoted(columns)
    return connection.table(f"{database}.main.{table}").project(f"rowid, {quoted}").order("rowid").project(quoted)


def _order(connection: duckdb.DuckDBPyConnection, database: str, table: str) -> list[str]:
    """The columns of a table in their order, which is that of the rows that are added."""
    return connection.table(f"{database}.main.{table}").columns


def _quoted(columns: Collection[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)
