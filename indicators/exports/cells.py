"""Cells as they leave the house: symbols for what is missing, numbers without binary noise."""

import math
import re
from datetime import date, datetime
from typing import Any

import pandas as pd

#: Why a cell holds no figure, as the Government Analysis Function writes it.
SYMBOLS = {
    "[c]": "confidential: the figure is withheld to protect people",
    "[x]": "unavailable",
    "[z]": "not applicable",
    "[u]": "low reliability",
    "[low]": "rounds to zero but is not zero",
    "[p]": "provisional: may change",
    "[r]": "revised since it was first published",
}
#: All that XML 1.0 leaves out: control characters but tab and line ends, halves of pairs, and two that are none.
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def published(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame as it leaves the house: every empty cell of a number column holds a symbol instead.

    A `symbol` column says which one for the column `value` (else `[x]`) and is then left out. Column names
    are compared without regard to case. Missing numbers elsewhere become `[x]`, missing text becomes "".
    """
    names = {str(name).casefold(): name for name in frame.columns}
    result = frame.astype(object)
    for name in frame.columns:
        is_number = pd.api.types.is_numeric_dtype(frame[name]) and not pd.api.types.is_bool_dtype(frame[name])
        result[name] = frame[name].astype(object).where(frame[name].notna(), "[x]" if is_number else "")
    if "value" in names and "symbol" in names:
        value, symbol = names["value"], names["symbol"]
        written = frame[symbol].fillna("").astype(str).str.strip("[] ")
        known = frame[value].notna()
        result[value] = result[value].where(known | (written == ""), "[" + written + "]")
        result = result.drop(columns=symbol)
    return result


def plain(cell: Any) -> str | int | float:
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


def symbols_used(table: pd.DataFrame) -> list[tuple[str, str]]:
    """The marks that stand in a published table, with their meaning, in a fixed order."""
    texts = {cell for name in table.columns for cell in table[name] if isinstance(cell, str)}
    text = " ".join(cell for cell in texts if "[" in cell)
    return [(mark, words) for mark, words in SYMBOLS.items() if mark in text]
