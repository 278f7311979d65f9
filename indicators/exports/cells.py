"""Cells of exported tables: symbols for missing figures, numbers without binary noise, text that no spreadsheet runs
as a formula and no XML refuses.
"""

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd

from indicators.catalogue.symbols import STATUSES, SYMBOLS
from indicators.rounding import decimal_text

#: The language of every file.
LANGUAGE = "en-GB"
#: Why a cell holds no figure, as the Government Analysis Function writes it.
SYMBOL_MEANINGS = {f"[{code}]": symbol.file_meaning for code, symbol in SYMBOLS.items() if symbol.file_meaning}
SYMBOL_MEANINGS |= {status.mark: status.file_meaning for status in STATUSES.values() if status.mark}
#: All that XML 1.0 leaves out: control characters but tab and line ends, halves of pairs, and two that are none.
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

#: A spreadsheet takes text that begins so for a formula; the wide ones are those of Chinese and Japanese keyboards.
FORMULA_STARTS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
#: These alone are enough for some.
_FORMULA_WHITESPACE = ("\t", "\r")

#: Columns whose missing numbers the column `symbol` explains.
_EXPLAINED_BY_SYMBOL = ("value", "numerator", "denominator")


def escape_formula(text: str) -> str:
    """Text for a cell of CSV: with an apostrophe before it where a spreadsheet could run it as a formula.

    Whatever nobody sees may stand before the sign: spaces of every width, ends of lines and pages, control characters,
    marks of no width. Some spreadsheets skip them.
    """
    start = next((index for index, mark in enumerate(text) if not _is_invisible(mark)), len(text))
    return f"'{text}" if text.startswith(_FORMULA_WHITESPACE) or text.startswith(FORMULA_STARTS, start) else text


def _is_invisible(mark: str) -> bool:
    # Z are separators, C controls, formats and what is no character; marks join what stands before, here nothing; the
    # last are blanks that count as letters or signs.
    kind = unicodedata.category(mark)
    return kind[0] in "ZC" or kind == "Mn" or mark in "\u2800\u3164\u115f\u1160\uffa0"


def with_symbols(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame as it leaves the house: every empty cell of a number column holds a symbol instead.

    A `symbol` column says which one for the column `value`, and for the counts behind it that are missing with it,
    and is then left out. Column names are compared without regard to case. Missing numbers elsewhere become `[x]`,
    missing text becomes "".
    """
    # Cell by cell in plain Python: most tables are of a few rows, for which a frame's own ways take ten times as long.
    columns = {name: _filled(frame[name]) for name in frame.columns}
    names = {str(name).casefold(): name for name in frame.columns}
    if "value" in names and "symbol" in names:
        symbols = [str(symbol).strip("[] ") for symbol in columns.pop(names["symbol"])]
        why = [
            f"[{symbol}]" if symbol and gone else ""
            for symbol, gone in zip(symbols, frame[names["value"]].isna(), strict=True)
        ]
        for name in (names[key] for key in _EXPLAINED_BY_SYMBOL if key in names):
            gone = frame[name].isna().tolist()
            columns[name] = [
                cause if cause and no else cell for cell, cause, no in zip(columns[name], why, gone, strict=True)
            ]
    return pd.DataFrame(columns, dtype=object, index=frame.index)


def _filled(column: pd.Series) -> list[Any]:
    """The cells of a column, those without a value filled: `[x]` among numbers, "" elsewhere."""
    is_number = pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)
    filler = "[x]" if is_number else ""
    return [filler if gone else cell for cell, gone in zip(column.tolist(), column.isna().tolist(), strict=True)]


def plain_value(cell: Any) -> str | int | float:
    """A cell as text or a number without the noise of binary fractions (276.60000000000002)."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if hasattr(cell, "item"):
        cell = cell.item()
    if isinstance(cell, float):
        if not math.isfinite(cell):
            return "[x]"
        tidy = float(f"{cell:.12g}")
        return int(tidy) if tidy.is_integer() and abs(tidy) < 1e15 else tidy
    if isinstance(cell, int) and not isinstance(cell, bool):
        return cell
    if isinstance(cell, datetime):
        return cell.date().isoformat() if (cell.hour, cell.minute, cell.second) == (0, 0, 0) else str(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)


def printable(text: str) -> str:
    """A text without the characters that no XML may hold, which would make a file that does not open."""
    return _NOT_XML.sub("", text)


@dataclass(frozen=True)
class PrintedColumn:
    """A column as a page shows it: its head and texts; figures and their symbols stand to the right."""

    head: str
    texts: list[str]
    is_figures: bool


def printed_columns(frame: pd.DataFrame) -> list[PrintedColumn]:
    """A frame of `with_symbols` as a document or slide writes it out, with thousands separators and even decimals."""
    table = with_symbols(frame)
    return [
        _column(str(name), [plain_value(cell) for cell in table.iloc[:, at]]) for at, name in enumerate(table.columns)
    ]


def _column(head: str, cells: Sequence[str | int | float]) -> PrintedColumn:
    places = column_decimals(cells)
    texts = [printable(cell) if isinstance(cell, str) else _number(cell, places, head) for cell in cells]
    numbers = sum(not isinstance(cell, str) for cell in cells)
    symbols = sum(cell in SYMBOL_MEANINGS for cell in cells)
    return PrintedColumn(printable(head), texts, is_figures=numbers > 0 and numbers + symbols == len(cells))


def _number(cell: float, places: int, head: str) -> str:
    return str(cell) if isinstance(cell, int) and is_period_column(head) else decimal_text(cell, places)


def column_decimals(cells: Sequence[str | int | float]) -> int:
    """How many decimals a column's figures are shown with: as many as they have, two at most."""
    return max((_places(cell) for cell in cells if isinstance(cell, float)), default=0)


def _places(number: float) -> int:
    return min(2, len(f"{number:.2f}".rstrip("0").partition(".")[2]))


def is_period_column(head: str) -> bool:
    """Whether a column's numbers are years, which are no quantity and have no thousands separator."""
    return "year" in head.casefold() or "period" in head.casefold()


def symbols_used(table: pd.DataFrame) -> list[tuple[str, str]]:
    """The marks that stand in a published table, with their meaning, in a fixed order."""
    texts = {cell for name in table.columns for cell in table[name] if isinstance(cell, str)}
    text = " ".join(cell for cell in texts if "[" in cell)
    return [(mark, words) for mark, words in SYMBOL_MEANINGS.items() if mark in text]


def document_text(text: str) -> str:
    """A text as a document takes it: nothing that XML forbids, line ends of one kind."""
    return printable(text).replace("\r\n", "\n").replace("\r", "\n").strip()
