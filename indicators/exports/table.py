"""Tables as CSV and XLSX: numbers stay numbers, text never becomes a formula, symbols are explained."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from indicators.exports.cells import harmless, plain, published, symbols_used
from indicators.exports.repeatable import repeatable
from indicators.exports.sheet import add_sheet, new_book

#: What a screen reader hears before a table.
ONE_TABLE = "This sheet holds one table."


def csv_bytes(frame: pd.DataFrame, notes: Mapping[str, str]) -> bytes:
    """UTF-8 with a byte-order mark, so that Excel opens it; header in line 1, `notes` under the table.

    Text that a spreadsheet would run as a formula gets a leading apostrophe; numbers are left alone.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    table = published(frame)
    writer.writerow([harmless(str(name)) for name in table.columns])
    writer.writerows([_csv_cell(cell) for cell in row] for row in table.itertuples(index=False, name=None))
    lines = [*notes.items(), *symbols_used(table)]
    if lines:
        writer.writerow([])
        writer.writerows([harmless(name), harmless(text)] for name, text in lines)
    return buffer.getvalue().encode("utf-8-sig")


def _csv_cell(cell: Any) -> Any:
    written = plain(cell)
    return harmless(written) if isinstance(written, str) else written


def xlsx_bytes(frame: pd.DataFrame, *, title: str, notes: Mapping[str, str], sources: Sequence[str] = ()) -> bytes:
    """One accessible sheet: title, notes, sources and symbols, one a row, and under them a marked-up table."""
    table = published(frame)
    buffer = io.BytesIO()
    lines = _preamble(title, notes, sources, symbols_used(table))
    with new_book(buffer, title=title, comments="; ".join(sources)) as book:
        add_sheet(book, "Table", lines, table, table_name="Figures")
    return repeatable(buffer.getvalue())


def _preamble(
    title: str, notes: Mapping[str, str], sources: Sequence[str], symbols: Sequence[tuple[str, str]]
) -> list[str]:
    return [title, ONE_TABLE, *note_lines(notes, sources), *(f"{mark} {words}" for mark, words in symbols)]


def note_lines(notes: Mapping[str, str], sources: Sequence[str]) -> list[str]:
    """Notes and sources as lines of a sheet."""
    return [*(f"{name}: {text}" for name, text in notes.items()), *(f"Source: {source}" for source in sources)]
