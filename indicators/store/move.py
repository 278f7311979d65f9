"""A store carried from a file into a lake, or from a lake into a file: every row of every table, compared afterwards.

What is carried stays where it was too, so that nothing is lost whatever happens on the way.
"""

from pathlib import Path

import duckdb

from indicators.errors import StoreError, UsageError
from indicators.lake_address import LakeAddress, lake_at
from indicators.store.database import open_for_reading, open_store, plain_errors
from indicators.store.engine import LAYOUT, sql
from indicators.store.lake import (
    FILE,
    LAKE,
    board_lock,
    copy_rows,
    filled_tables,
    is_board_in,
    lake_columns,
    lake_cursor,
    lake_errors,
    lake_transaction,
    make_board,
    with_file,
)
from indicators.store.rewrite import new_store_aside, store_lock


def carry_store(source: Path, target: Path) -> dict[str, int]:
    """Carry a store to a place where none is; gives the rows of each table that has any.

    One of the two is a file, the other a board of a lake. Nobody else writes to the source meanwhile, and it stays as
    it is; the target is there whole, every table compared row by row, or not at all. Raises UsageError where two files
    or two lakes are named, or where something is at the target; StoreError where either cannot be used, or where the
    source is of another version.
    """
    lake = lake_at(target) or lake_at(source)
    if lake is None or (lake_at(target) and lake_at(source)):
        raise UsageError(
            "Of the two one is a file and the other a board of a lake. A file is carried elsewhere with backup and "
            "restore, a board of one lake to another by way of a file."
        )
    into_lake = lake_at(target) is not None
    if is_board_in(lake) if into_lake else target.exists():
        raise UsageError(f"{lake if into_lake else target} is there already and was left as it is. Choose another.")
    _refuse_other_version(source)
    with store_lock(source):
        return _into_lake(source, lake) if into_lake else _into_file(lake, target)


def _refuse_other_version(source: Path) -> None:
    with open_for_reading(source) as store:
        if store.layout_is_current():
            return
        later = store.columns_of_later_versions()
    words = (
        "by a newer program; install that" if later else "by an earlier version; run first: python -m indicators build"
    )
    raise StoreError(f"{lake_at(source) or source} was written {words}. Nothing was carried.")


def _into_lake(source: Path, lake: LakeAddress) -> dict[str, int]:
    make_board(lake)
    with board_lock(lake) as refuse_lost_lock, lake_cursor(lake) as cursor, with_file(cursor, source, read_only=True):
        if "return_file" in lake_columns(cursor):
            raise UsageError(f"{lake} is there already and was left as it is.")
        with lake_transaction(lake, cursor):
            with lake_errors(lake):
                for part in LAYOUT:
                    cursor.execute(sql(part))
                filled = {
                    name: own for name, own in lake_columns(cursor).items() if len(cursor.table(f"{FILE}.main.{name}"))
                }
                copy_rows(cursor, FILE, LAKE, filled)
                rows = _compared(cursor, FILE, LAKE, list(filled))
            refuse_lost_lock()
    return rows


def _into_file(lake: LakeAddress, target: Path) -> dict[str, int]:
    with new_store_aside(target) as building, lake_cursor(lake) as cursor:
        with plain_errors(building), with_file(cursor, building):
            cursor.begin()
            filled = filled_tables(cursor, lake)
            cursor.execute("use copied")
            for part in LAYOUT:
                cursor.execute(sql(part))
            copy_rows(cursor, LAKE, FILE, filled)
            cursor.commit()
            cursor.execute("checkpoint copied")
            rows = _compared(cursor, LAKE, FILE, list(filled))
        building.chmod(0o600)
        open_store(building).close()
    return rows


def _compared(cursor: duckdb.DuckDBPyConnection, source: str, target: str, tables: list[str]) -> dict[str, int]:
    """The rows of each of some tables; raises StoreError where one is not the same in both databases."""
    counts = {}
    for name in tables:
        there, here = cursor.table(f"{source}.main.{name}"), cursor.table(f"{target}.main.{name}")
        columns = ", ".join(f'"{column}"' for column in sorted(there.columns))
        there, here = there.project(columns), here.project(columns)
        counts[name] = len(there)
        # As many rows on both sides, and none on one that the other has not: each row as often here as there.
        if counts[name] != len(here) or len(there.except_(here)):
            raise StoreError(f"The table {name} did not arrive as it was, so nothing was carried. Try again.")
    return counts
