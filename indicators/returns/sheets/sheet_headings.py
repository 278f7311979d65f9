"""The row of headings of a table that a person made: which column is which, in whatever words and order."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from string import ascii_uppercase

from indicators.returns.sheets.sheet import Cell, Sheet

#: A table's headings stand near the top.
_LAST_HEADING_ROW = 40

#: Each column of a return, and the headings accepted for it, spaces, case and punctuation apart. Of several
#: groups the first is read, and the next where a row has nothing there: a code says more than a title.
_SPELLINGS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "indicator": (
        ("code", "indicatorcode", "indicatorid", "measurecode"),
        ("indicator", "indicators", "measure", "measures"),
        ("title", "indicatortitle", "measuretitle"),
    ),
    "area": (("areacode",), ("area", "authority", "localauthority"), ("areaname", "authorityname")),
    "period": (("period", "quarter", "year", "date", "financialyear", "timeperiod"),),
    "value": (("figure", "figures", "value", "values", "number", "count", "thisperiod"),),
    "numerator": (("numerator",),),
    "denominator": (("denominator", "outof"),),
    "status": (("status",),),
    "symbol": (("symbol", "whynofigure"),),
    "source": (("source",),),
    "note": (("note", "notes", "comment", "comments"),),
}
_GROUPS = {
    spelling: (column, rank)
    for column, groups in _SPELLINGS.items()
    for rank, group in enumerate(groups)
    for spelling in group
}
#: Columns that the template has for people to read.
_EXTRAS = {"lastfigure", "lastperiod", "definition", "unit"}
_TITLE_ALONE = ("indicator", 2)


@dataclass(frozen=True)
class Headings:
    """The columns of a table by number, best first; `twice` are pairs that claim to be the same column."""

    row: int
    columns: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    unknown: tuple[int, ...] = ()
    twice: tuple[tuple[int, int], ...] = ()


def heading_key(text: str) -> str:
    """A heading without what people write differently: `Why no\\nfigure?` is `whynofigure`."""
    return "".join(mark for mark in text.casefold() if mark.isalnum())


def find_headings(sheet: Sheet) -> Headings | None:
    """The first row, of the first 40, that heads indicators and their figures; None where there is none."""
    for row, cells in sheet.rows.items():
        if row > _LAST_HEADING_ROW:
            return None
        groups = {_GROUPS.get(heading_key(cell.text)) for cell in cells.values()} - {None, _TITLE_ALONE}
        named = {column for column, _ in groups}
        if "indicator" in named and named & {"value", "numerator"}:
            return _headings(row, cells, _used_columns(sheet, row))
    return None


def _used_columns(sheet: Sheet, heading_row: int) -> set[int]:
    """Columns with something below the headings that is not there only because cells are merged."""
    return {
        column
        for row, cells in sheet.rows.items()
        if row > heading_row
        for column, cell in cells.items()
        if not cell.merged_from or int(cell.merged_from.lstrip(ascii_uppercase)) != row
    }


def _headings(row: int, cells: Mapping[int, Cell], used: Collection[int]) -> Headings:
    found: dict[tuple[str, int], int] = {}
    unknown, twice = [], []
    for number, cell in cells.items():
        key = heading_key(cell.text)
        group = _GROUPS.get(key)
        if group is None:
            if key not in _EXTRAS and number in used:
                unknown.append(number)
        elif group in found and number in used and found[group] in used:
            twice.append((found[group], number))
        elif group not in found or number in used:
            # Of two headings the one with nothing below it does no harm.
            found[group] = number
    columns = {
        column: tuple(found[column, rank] for rank in range(len(groups)) if (column, rank) in found)
        for column, groups in _SPELLINGS.items()
    }
    return Headings(row, columns, tuple(unknown), tuple(twice))
