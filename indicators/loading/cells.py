"""What a cell of the data folder's tables may hold: a reader each, text in, value out, ValueError with what to write
instead.
"""

import csv
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TextIO

from indicators.catalogue.areas import nearest_names
from indicators.catalogue.due_days import parse_due_day
from indicators.catalogue.periods import parse_period


@dataclass
class KnownIds:
    """What cells may refer to: ids of indicators, sources, agencies and priorities, names and codes of areas.

    `priorities` is None while a plan is unsound: any is taken then, as the plan's own problems say what to mend.
    `source_list` names what has the sources.
    """

    indicators: dict[str, str] = field(default_factory=dict)
    areas: dict[str, str] = field(default_factory=dict)
    sources: set[str] = field(default_factory=set)
    agencies: set[str] = field(default_factory=set)
    priorities: set[str] | None = field(default_factory=set)
    source_list: str = "sources.csv"

    def unknown_source_text(self, text: str) -> str:
        """What is wrong with the name of a source that is not among them, after the name itself."""
        return f"is not a source of {self.source_list}. {nearest_names(text, sorted(self.sources))}"


CellReader = Callable[[str, KnownIds], Any]

#: Spaces of all widths, and the marks without any width that come with copied text.
_ODD_SPACES = re.compile(r"[\s\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_NO_WIDTH = re.compile("[\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad]")
#: Minus, dashes, and hyphens that do not break a line, as word processors write them.
_HYPHENS = str.maketrans("\u2212\u2013\u2014\u2010\u2011\u2012\ufe63\uff0d", "--------")


def tidy_text(text: str) -> str:
    """A text with plain single spaces, none round it, and without marks that nobody sees."""
    return _ODD_SPACES.sub(" ", _NO_WIDTH.sub("", text)).strip()


def with_hyphens(text: str) -> str:
    """A text in which dashes, minus signs and hyphens of all kinds are the one on the keyboard."""
    return text.translate(_HYPHENS)


#: A line beyond this is no line of a table, and not worth the memory.
LONGEST_LINE = 100_000


def short_lines(file: TextIO) -> Iterator[str]:
    """The lines of a file; raises csv.Error at one too long to be a row, before it fills the memory."""
    while line := file.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE:
            raise csv.Error(f"a line is longer than {LONGEST_LINE:,} characters")
        yield line


def text_cell(cell: str, known: KnownIds) -> str:
    """Any text, or none."""
    return cell


def required_cell(cell: str, known: KnownIds) -> str:
    """Any text but none."""
    if not cell:
        raise ValueError("is empty; it must be filled in")
    return cell


def choice_cell(*allowed: str) -> CellReader:
    """A reader of one of some words."""

    def read(cell: str, known: KnownIds) -> str:
        if cell not in allowed:
            raise ValueError("is not one of " + ", ".join(word or "(nothing)" for word in allowed))
        return cell

    return read


def day_cell(cell: str, known: KnownIds) -> date:
    """A date as YYYY-MM-DD."""
    try:
        return date.fromisoformat(cell)
    except ValueError:
        raise ValueError("is not a date; write 2016-03-31") from None


def optional_day_cell(cell: str, known: KnownIds) -> date | None:
    """A date, or none."""
    return day_cell(cell, known) if cell else None


def number_cell(cell: str, known: KnownIds) -> float:
    """A plain number."""
    # Python would also take 1_000, nan and the digits of other scripts.
    plain = re.fullmatch(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?", cell)
    if not plain or not math.isfinite(float(cell)):
        raise ValueError("is not a number; write digits only, such as 1234.5")
    return float(cell)


def whole_number_cell(cell: str, known: KnownIds) -> int:
    """A whole number."""
    if not (cell.isascii() and cell.isdecimal()):
        raise ValueError("is not a whole number")
    return int(cell)


def period_cell(cell: str, known: KnownIds) -> str:
    """The label of a period."""
    return parse_period(cell).label


def optional_period_cell(cell: str, known: KnownIds) -> str:
    """The label of a period, or nothing."""
    return period_cell(cell, known) if cell else ""


def indicator_cell(cell: str, known: KnownIds) -> str:
    """The id of an indicator."""
    if cell not in known.indicators:
        raise ValueError(f"is not an indicator. {nearest_names(cell, list(known.indicators))}")
    return cell


def optional_indicator_cell(cell: str, known: KnownIds) -> str:
    """The id of an indicator, or nothing for all of them."""
    return indicator_cell(cell, known) if cell else ""


def area_cell(cell: str, known: KnownIds) -> str:
    """The code of an area, from its name or code."""
    if cell not in known.areas:
        raise ValueError(f"is not an area of areas.csv. {nearest_names(cell, list(known.areas))}")
    return known.areas[cell]


def optional_area_cell(cell: str, known: KnownIds) -> str:
    """The code of an area, or nothing for all of them."""
    return area_cell(cell, known) if cell else ""


def area_parts_cell(cell: str, known: KnownIds) -> str:
    """Codes of areas joined by +, or nothing."""
    for code in filter(None, cell.split("+")):
        if code not in known.areas.values():
            raise ValueError(f"names the part {code}, which is not a code of areas.csv")
    return cell


def due_day_cell(cell: str, known: KnownIds) -> str:
    """A day, a month, or words without a number."""
    return parse_due_day(cell).text


def source_cell(cell: str, known: KnownIds) -> str:
    """The id of a source."""
    if cell not in known.sources:
        raise ValueError(known.unknown_source_text(cell))
    return cell


def agency_cell(cell: str, known: KnownIds) -> str:
    """The id of an agency."""
    if cell not in known.agencies:
        raise ValueError(f"is not an agency of agencies.csv. {nearest_names(cell, sorted(known.agencies))}")
    return cell


def priorities_cell(cell: str, known: KnownIds) -> str:
    """Ids of priorities joined by ;, or nothing."""
    ids = [name.strip() for name in cell.split(";")] if cell else []
    for name in ids:
        if not name:
            raise ValueError("names no priority beside a ;; write ids with one ; between them, or nothing")
        if known.priorities is not None and name not in known.priorities:
            raise ValueError(f"names '{name}', which no plan has. {nearest_names(name, sorted(known.priorities))}")
    if len(set(ids)) < len(ids):
        raise ValueError("names a priority twice; write each once")
    return ";".join(ids)
