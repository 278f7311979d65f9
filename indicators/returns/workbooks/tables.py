"""The tables of figures in a workbook's sheets: where their headings are, which column is which, and their rows as
written, each cell with its address.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from string import ascii_uppercase
from sys import maxsize
from typing import Any, NamedTuple

import pandas as pd

from indicators.errors import Problem, printable_text
from indicators.loading.csv_files import FACT_COLUMNS
from indicators.returns.workbooks.read import InputSheet, SheetCell, cell_address, cell_problem, names_text, sheet_place

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


def find_headings(sheet: InputSheet) -> Headings | None:
    """The first row, of the first 40, that heads indicators and their figures; None where there is none."""
    for row, cells in sheet.rows.items():
        if row > _LAST_HEADING_ROW:
            return None
        groups = [_GROUPS.get(heading_key(cell.text)) for cell in cells.values()]
        named = {group[0] for group in groups if group is not None and group != _TITLE_ALONE}
        if "indicator" in named and named & {"value", "numerator"}:
            return _headings(row, cells, _used_columns(sheet, row))
    return None


def _used_columns(sheet: InputSheet, heading_row: int) -> set[int]:
    """Columns with something below the headings that is not there only because cells are merged."""
    return {
        column
        for row, cells in sheet.rows.items()
        if row > heading_row
        for column, cell in cells.items()
        if not cell.merged_from or int(cell.merged_from.lstrip(ascii_uppercase)) != row
    }


def _headings(row: int, cells: Mapping[int, SheetCell], used: Collection[int]) -> Headings:
    number_of: dict[tuple[str, int], int] = {}
    unknown, twice = [], []
    for number, cell in cells.items():
        key = heading_key(cell.text)
        group = _GROUPS.get(key)
        if group is None:
            if key not in _EXTRAS and number in used:
                unknown.append(number)
        elif group in number_of and number in used and number_of[group] in used:
            twice.append((number_of[group], number))
        elif group not in number_of or number in used:
            # Of two headings the one with nothing below it does no harm.
            number_of[group] = number
    columns = {
        column: tuple(number_of[column, rank] for rank in range(len(groups)) if (column, rank) in number_of)
        for column, groups in _SPELLINGS.items()
    }
    return Headings(row, columns, tuple(unknown), tuple(twice))


class SheetLines:
    """The rows of `checked_rows`, in the order in which they were staged."""

    def __init__(self, name: str, rows: pd.DataFrame):
        self.name = name
        self._rows = rows.reset_index(drop=True)

    def cells(self, rows: Collection[int]) -> dict[int, dict[str, str]]:
        """What stands in some rows."""
        if len(rows) == 0:
            return {}
        cells_by_row: dict[Any, dict[Any, Any]] = self._rows.loc[sorted(rows)].to_dict("index")
        return {
            row: {name: cell for name, cell in cells.items() if isinstance(cell, str)}
            for row, cells in cells_by_row.items()
        }

    def place(self, rows: Sequence[int], column: str = "") -> str:
        """The cells of a column in some rows; the figure's own for none."""
        sheet, cells = self._cells(rows, column)
        words = ", ".join(cells) if cells else f"row {self._rows['row'].iloc[rows[0]]}"
        return sheet_place(sheet, words)

    def problem(self, rows: Sequence[int], column: str, value: str, message: str) -> Problem:
        """Something wrong in a column of some rows, which are taken to lie in the sheet of the first."""
        sheet, cells = self._cells(rows, column)
        return cell_problem(self.name, sheet, cells, value=value, message=message)

    def _cells(self, rows: Sequence[int], column: str) -> tuple[str, list[str]]:
        sheet = str(self._rows["sheet"].iloc[rows[0]])
        own = self._rows.iloc[list(rows)]
        own = own[own["sheet"] == sheet]
        named = f"{column}_cell" if f"{column}_cell" in own else "value_cell"
        return sheet, [cell for cell in own[named] if cell]


#: Sheets that we put into a workbook ourselves.
HOW_TO_SHEET = "How to fill in"
PROBLEM_SHEET = "What to mend"
VALUE_COLUMNS = ("value", "numerator", "denominator")
#: The columns of `Found.rows`.
#: What a row names twice, by code and in words: which columns have the second name.
SECOND_NAMES = {"indicator": "indicator_name", "area": "area_name"}
ROW_COLUMNS = [
    *FACT_COLUMNS, "sheet", "row", *(f"{column}_cell" for column in FACT_COLUMNS),
    *SECOND_NAMES.values(), *(f"{column}_cell" for column in SECOND_NAMES.values()),
]  # fmt: skip

#: A cell's text and its address, which is empty where the table has no such column.
PlacedText = tuple[str, str]

_TOTALS = {"total", "totals", "grandtotal", "sum"}
_HEADINGS_NEEDED = (
    "a row near the top must hold the headings Code (or Indicator) and Figure, and as they are needed Area, Period, "
    "Numerator, Denominator, Symbol, Status, Source, Note"
)
_NOT_USED = f"was not read, as it holds no table of figures: {_HEADINGS_NEEDED}"


class SheetTables(NamedTuple):
    """What stands in the tables of a file.

    `rows` has the columns `ROW_COLUMNS`, all text but `row`: what is written for each column of a return,
    '' for nothing, and the cell where it is written. `agency` and `period` stand above the first table.
    `marks` says of some cells, by sheet and address, why no figure can be read there: `formula` (never
    worked out) or `merged` (with another cell).
    """

    rows: pd.DataFrame
    agency: str
    period: str
    problems: list[Problem]
    marks: Mapping[tuple[str, str], str]


def sheet_tables(sheets: Iterable[InputSheet], name: str, *, defaults: Mapping[str, str]) -> SheetTables:
    """Every row with a figure, or with a word why there is none, and what was left out.

    `defaults` gives the text of columns (`source`, `area`, ...) where a row has none; a period above the table
    goes before it. A table with a heading given twice is not read at all. `name` is the file's.
    """
    rows: list[dict[str, object]] = []
    problems: list[Problem] = []
    marks: dict[tuple[str, str], str] = {}
    above: dict[str, PlacedText] = {}
    has_table = False
    for sheet in sheets:
        headings = None if sheet.name in (HOW_TO_SHEET, PROBLEM_SHEET) else find_headings(sheet)
        problems += _sheet_problems(sheet, headings, name)
        if headings is None or sheet.is_hidden:
            continue
        has_table = True
        pairs = _pairs_above(sheet, headings)
        above = pairs | above
        if not headings.twice:
            shared = {column: (text, "") for column, text in defaults.items()}
            shared |= {"period": pairs["period"]} if "period" in pairs else {}
            rows += _table_rows(sheet, headings, name, shared=shared, problems=problems, marks=marks)
    if not has_table:
        problems.append(Problem(name, "", "", f"holds no table of figures that can be seen: {_HEADINGS_NEEDED}"))
    frame = pd.DataFrame(rows, columns=ROW_COLUMNS, dtype=object)
    agency, period = (above.get(key, ("", ""))[0] for key in ("agency", "period"))
    return SheetTables(frame, agency, period, problems, marks)


def _sheet_problems(sheet: InputSheet, headings: Headings | None, name: str) -> list[Problem]:
    """What is told of a sheet as a whole."""
    own = sheet.name in (HOW_TO_SHEET, PROBLEM_SHEET)
    if headings is None:
        silent = own or sheet.is_hidden or not sheet.rows
        return [] if silent else [cell_problem(name, sheet.name, [], message=_NOT_USED, is_warning=True)]
    if sheet.is_hidden:
        hidden = "is hidden and was not read; if its figures count, show the sheet (Unhide) and send it again"
        return [cell_problem(name, sheet.name, [], message=hidden, is_warning=True)]
    problems: list[Problem] = []
    if sheet.unread:
        problems.append(cell_problem(name, sheet.name, [], message=sheet.unread))
    cells = sheet.rows[headings.row]
    for pair in headings.twice:
        merged = {cells[column].merged_from or cell_address(headings.row, column) for column in pair}
        if len(merged) == 1:
            problems.append(_merged_heading(sheet, name, headings, pair))
            continue
        words = " and ".join(
            f"'{printable_text(cells[column].text)}' ({cell_address(headings.row, column)})" for column in pair
        )
        both = [cell_address(headings.row, column) for column in pair]
        message = f"{words} name the same column twice, so the table was not read; keep one of the two"
        problems.append(cell_problem(name, sheet.name, both, message=message))
    if headings.unknown:
        at = [cell_address(headings.row, column) for column in headings.unknown]
        named = [f"'{printable_text(cells[column].text)}'" for column in headings.unknown]
        message = f"is not a column of a return and was not read ({names_text(named)}); check the heading if it matters"
        problems.append(cell_problem(name, sheet.name, at, message=message, is_warning=True))
    return problems


def _merged_heading(sheet: InputSheet, name: str, headings: Headings, pair: tuple[int, int]) -> Problem:
    """A heading in merged cells over two columns with something in them: it may head either."""
    text = printable_text(sheet.rows[headings.row][pair[0]].text)
    message = (
        "stands over more than one column in merged cells, so it is not clear which of them it heads, and the table "
        "was not read; unmerge the cells and give each column a heading of its own"
    )
    at = [cell_address(headings.row, column) for column in pair]
    return cell_problem(name, sheet.name, at, value=text, message=message)


def _pairs_above(sheet: InputSheet, headings: Headings) -> dict[str, PlacedText]:
    """Agency and period, where they are given above the table as a label with its text to the right."""
    pairs: dict[str, PlacedText] = {}
    for row in (row for row in sheet.rows if row < headings.row):
        cells = [(column, cell) for column, cell in sheet.rows[row].items() if not cell.merged_from]
        for (_, label), (column, cell) in zip(cells, cells[1:], strict=False):
            key = heading_key(label.text)
            if key in ("agency", "period"):
                pairs.setdefault(key, (cell.text.strip(), cell_address(row, column)))
    return pairs


def _table_rows(
    sheet: InputSheet,
    headings: Headings,
    name: str,
    *,
    shared: Mapping[str, PlacedText],
    problems: list[Problem],
    marks: dict[tuple[str, str], str],
) -> list[dict[str, object]]:
    rows, totals, not_filled = [], [], []
    # Of a CSV file alone: on a sheet people write beside the table.
    widest = maxsize if sheet.name else max(sheet.rows[headings.row])
    overlong: list[PlacedText] = []
    cut: list[PlacedText] = []
    # The title of a part of the list of which nothing is a figure, and the rows below it.
    part = sheet.name if _NO_FIGURES.fullmatch(sheet.name.strip()) else ""
    below: list[str] = []
    hidden_rows: list[PlacedText] = []
    hidden_columns: list[PlacedText] = []
    for row in (row for row in sheet.rows if row > headings.row):
        cells = sheet.rows[row]
        record = {column: _read(cells, row, headings.columns[column]) for column in FACT_COLUMNS}
        record |= {
            second: _read(cells, row, _after(headings.columns[column], record[column][1], row))
            for column, second in SECOND_NAMES.items()
        }
        total = _total_cell(cells, row, record["indicator"])
        if title := _part_title(cells):
            # Another title does not say that figures begin again.
            part = part or (title if _NO_FIGURES.fullmatch(title) else "")
        if part:
            if any(record[column][0] for column in (*VALUE_COLUMNS, "symbol")):
                below.append(record["value"][1] or cell_address(row, min(cells)))
        elif beyond := [number for number in cells if number > widest]:
            overlong.append((cells[beyond[0]].text, cell_address(row, beyond[0])))
        elif total:
            totals.append(total)
        elif not sheet.name and _is_cut_number(record["value"][0], record["note"][0]):
            cut.append((f"{record['value'][0]},{record['note'][0]}", record["value"][1]))
        elif any(record[column][0] for column in (*VALUE_COLUMNS, "symbol")):
            marks.update(_marks(sheet, row, headings))
            _collect_hidden(sheet, row, headings, rows=hidden_rows, columns=hidden_columns)
            rows.append(_plain(record, shared) | {"sheet": sheet.name, "row": row})
        elif record["indicator"][0] and sum(not cell.merged_from for cell in cells.values()) > 1:
            not_filled.append((record["indicator"][0], record["value"][1] or record["indicator"][1]))
    if hidden_rows:
        message = (
            "stands in a row that is hidden, by a filter or by hand, and was read like the others; show all rows and "
            "look whether the figure is meant"
        )
        problems.append(_problem_of_cells(sheet, name, hidden_rows, message, is_warning=True))
    if hidden_columns:
        message = (
            "stands in a column that is hidden, and was read like the others; show all columns and look whether it is "
            "meant"
        )
        problems.append(_problem_of_cells(sheet, name, hidden_columns, message, is_warning=True))
    if overlong:
        message = (
            "stands beyond the last heading, so its row was not read: a comma may have cut a figure in two; write "
            "numbers without commas, put quotation marks round words that have one, or give the column a heading"
        )
        problems.append(_problem_of_cells(sheet, name, overlong, message))
    if cut:
        message = (
            "is one number that a comma has cut in two, so its row was not read; write numbers without commas, or put "
            "quotation marks round them"
        )
        problems.append(_problem_of_cells(sheet, name, cut, message))
    if below:
        message = (
            f"stands under “{printable_text(part)}”, so that it seems to be no figure of what happened, and was not "
            "read; send the figures alone, without targets, plans, forecasts and examples"
        )
        problems.append(cell_problem(name, sheet.name, below, message=message))
    if totals:
        message = "is a row of totals and was not read; totals are worked out from the figures"
        problems.append(cell_problem(name, sheet.name, totals, message=message, is_warning=True))
    if not_filled:
        problems.append(_not_filled_in(sheet, name, not_filled))
    return rows


#: Titles of parts of a list that are no figures of what happened.
_NO_FIGURES = re.compile(
    r"(?:targets?|forecasts?|projections?|examples?|planned|(?:last|previous) year(?:'s)?)"
    r"(?: (?:figures?|values?|numbers?|for .{1,40}|[0-9]{4}.{0,20}))?:?",
    re.IGNORECASE,
)
_CUT_NUMBER, _REST_OF_NUMBER = re.compile(r"[+-]?\d{1,3}", re.ASCII), re.compile(r"\d{3}(?:\.\d+)?", re.ASCII)


def _part_title(cells: Mapping[int, SheetCell]) -> str:
    """The words of a row that has nothing but them; empty for other rows."""
    filled = [cell.text.strip() for cell in cells.values() if cell.text.strip() and not cell.merged_from]
    return filled[0] if len(filled) == 1 and re.search("[A-Za-z]", filled[0]) else ""


def _is_cut_number(value: str, note: str) -> bool:
    """Whether a figure and the note behind it are the two parts of one number: 1 and 090 of 1,090."""
    return bool(_CUT_NUMBER.fullmatch(value.strip()) and _REST_OF_NUMBER.fullmatch(note.strip()))


def _collect_hidden(
    sheet: InputSheet, row: int, headings: Headings, *, rows: list[PlacedText], columns: list[PlacedText]
) -> None:
    """Keep the cells of a row that were read though nobody sees them: all of it by its figure, or single columns."""
    filled = [
        number
        for name in dict.fromkeys((*VALUE_COLUMNS, "symbol", *FACT_COLUMNS))
        for number in headings.columns[name]
        if number in sheet.rows[row]
    ]
    if row in sheet.hidden_rows:
        rows.append((sheet.rows[row][filled[0]].text, cell_address(row, filled[0])))
    else:
        columns.extend(
            (sheet.rows[row][number].text, cell_address(row, number)) for number in filled if sheet.hides(row, number)
        )


def _problem_of_cells(
    sheet: InputSheet, name: str, cells: Sequence[PlacedText], message: str, *, is_warning: bool = False
) -> Problem:
    """One problem for all of some cells, which names what is in them."""
    value = names_text([printable_text(text) for text, _ in cells])
    return cell_problem(
        name, sheet.name, [cell for _, cell in cells], value=value, message=message, is_warning=is_warning
    )


def _read(cells: Mapping[int, SheetCell], row: int, columns: Sequence[int]) -> PlacedText:
    """The first of some columns that holds anything; the first of them where none does."""
    for column in columns:
        if column in cells and (text := cells[column].text.strip()):
            return text, cell_address(row, column)
    return "", cell_address(row, columns[0]) if columns else ""


def _after(columns: Sequence[int], address: str, row: int) -> Sequence[int]:
    """The columns that come after the one that was read."""
    return columns[next((at for at, column in enumerate(columns, 1) if cell_address(row, column) == address), 0) :]


def _plain(record: Mapping[str, PlacedText], shared: Mapping[str, PlacedText]) -> dict[str, object]:
    """A row's texts and cells, with what is given for all rows where it has nothing of its own."""
    placed = {column: at if at[0] else shared.get(column, at) for column, at in record.items()}
    texts: dict[str, object] = {column: text for column, (text, _) in placed.items()}
    return texts | {f"{column}_cell": cell for column, (_, cell) in placed.items()}


def _total_cell(cells: Mapping[int, SheetCell], row: int, indicator: PlacedText) -> str:
    """The cell that makes a row one of totals: its first text, in a row that names no indicator beside it."""
    column = next((column for column, cell in cells.items() if heading_key(cell.text).isalpha()), 0)
    if not column or heading_key(cells[column].text) not in _TOTALS:
        return ""
    address = cell_address(row, column)
    return address if not indicator[0] or indicator[1] == address else ""


def _marks(sheet: InputSheet, row: int, headings: Headings) -> dict[tuple[str, str], str]:
    """Why some figures of a row cannot be read; one figure over several cells is no one's."""
    marks = {}
    for column in VALUE_COLUMNS:
        for number in headings.columns[column]:
            cell = sheet.rows[row].get(number)
            if cell and (cell.formula or cell.merged_from):
                marks[sheet.name, cell_address(row, number)] = "formula" if cell.formula else "merged"
            if cell and cell.merged_from:
                marks.setdefault((sheet.name, cell.merged_from), "merged")
    return marks


def _not_filled_in(sheet: InputSheet, name: str, not_filled: Sequence[PlacedText]) -> Problem:
    count = len(not_filled)
    words = "figure is" if count == 1 else "figures are"
    named = names_text([printable_text(indicator) for indicator, _ in not_filled])
    message = f"{count:,} {words} not filled in: {named}; where there is no figure, give the symbol that says why"
    return cell_problem(name, sheet.name, [cell for _, cell in not_filled], message=message, is_warning=True)
