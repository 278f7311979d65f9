"""How many rows a file has, told before a single one is read: a small file may unpack to millions."""

from pathlib import Path

import duckdb

from indicators.errors import ReturnRefused
from indicators.returns.received import Received, is_parquet
from indicators.store import connect, sql

_PIECE = 1 << 20
#: How workbooks begin, of this Excel and of old ones.
_WORKBOOK_STARTS = (b"PK", b"\xd0\xcf\x11\xe0")


def refuse_too_many_rows(file: Received, most: int, *, remedy: str) -> None:
    """Raise ReturnRefused, in words with what to do, for a file of more rows than are read.

    Workbooks have a limit of their own for their filled cells.
    """
    rows = _rows(file.path)
    if rows > most:
        raise ReturnRefused(f"{file.name} has {rows:,} rows; at most {most:,} are read. {remedy}")


def _rows(path: Path) -> int:
    if is_parquet(path):
        return _parquet_rows(path)
    with path.open("rb") as file:
        if file.read(4).startswith(_WORKBOOK_STARTS):
            return 0
        file.seek(0)
        ends = returns = 0
        while piece := file.read(_PIECE):
            ends += piece.count(b"\n")
            returns += piece.count(b"\r")
    # The first row is the heading; files of old Macs have carriage returns alone.
    return max(ends, returns) - 1


def _parquet_rows(path: Path) -> int:
    """What the file says of itself; 0 where it says nothing, which its reader then finds out."""
    try:
        with connect() as connection:
            return int(connection.execute(sql("load/parquet_rows"), {"path": str(path)}).fetchall()[0][0] or 0)
    except duckdb.Error:
        return 0
