"""The rows of a person's table, checked and turned into the plain form of the facts files."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from indicators.errors import Problem, printable_text
from indicators.frames import frame_groups, map_values
from indicators.loading import values as words
from indicators.loading.csv_files import FACT_COLUMNS
from indicators.loading.values import (
    ParsedCell,
    ValueReader,
    read_figure,
    read_name,
    read_part,
    read_period,
    read_status,
    read_symbol,
    read_text,
)
from indicators.returns.workbooks.read import cell_problem, names_text
from indicators.returns.workbooks.tables import SECOND_NAMES, VALUE_COLUMNS, SheetTables

#: More would hide the first ones; the total is told.
MOST_PROBLEMS = 50

_READERS: Mapping[str, ValueReader] = {
    "indicator": read_name,
    "area": read_name,
    "period": read_period,
    "value": read_figure,
    "numerator": read_part,
    "denominator": read_part,
    "status": read_status,
    "symbol": read_symbol,
    "source": read_text,
    "note": read_text,
}
_MARKS = {"formula": words.UNCOMPUTED, "merged": words.MERGED}
_NOTHING_KNOWN: Mapping[str, str] = MappingProxyType({})
#: Every column is text that its reader can read; the index is the row's number in its sheet.
_SCHEMA = pa.DataFrameSchema(
    {
        column: pa.Column(object, pa.Check(lambda text, read=read: not read(text).error, element_wise=True))
        for column, read in _READERS.items()
    },
    index=pa.Index(int, unique=True),
)


class ValueProblem(NamedTuple):
    """What is wrong with one text of one column, wherever in a sheet it stands."""

    sheet: str
    column: str
    text: str
    message: str
    is_warning: bool = False


#: A mistake and the position of a row that has it.
RowProblem = tuple[ValueProblem, int]


def checked_rows(
    tables: SheetTables,
    name: str,
    *,
    titles: Mapping[str, str] = _NOTHING_KNOWN,
    areas: Mapping[str, str] = _NOTHING_KNOWN,
) -> tuple[pd.DataFrame, list[Problem]]:
    """The rows of `tables` in the plain form of a facts file, and every problem in them.

    The frame has the columns of `Found.rows`, figures in plain digits and periods as the board writes them, and
    `is_sound`, False for rows with an error; what cannot be read there is '' and stands in its problem.
    `titles` and `areas` give what an indicator's title, and an area's name or code, stand for, by casefolded
    keys; what they do not hold stays as it is. `found.problems` are not told again. `name` is the file's.
    """
    written = tables.rows.reset_index(drop=True)
    marked = list(_unreadable_cells(written, tables.marks))
    rows = written.copy()
    for mistake, position in marked:
        rows.loc[position, mistake.column] = ""
    readings = {column: [read(text) for text in rows[column]] for column, read in _READERS.items()}
    faults = [*marked, *_refused_texts(rows), *_doubtful(rows, readings)]
    for column, names in (("indicator", titles), ("area", areas)):
        faults += _contradictions(rows, column, names)
    plain = rows.assign(**{column: _texts(readings[column]) for column in FACT_COLUMNS})
    plain["symbol"], plain["status"] = (
        _symbols_or_statuses(readings, "symbol"),
        _symbols_or_statuses(readings, "status"),
    )
    plain["indicator"] = _known(plain["indicator"], titles)
    plain["area"] = _known(plain["area"], areas)
    unsound = {position for mistake, position in faults if not mistake.is_warning}
    plain["is_sound"] = [position not in unsound for position in range(len(plain))]
    return plain, _problems(written, faults, name)


def _unreadable_cells(rows: pd.DataFrame, marks: Mapping[tuple[str, str], str]) -> Iterator[RowProblem]:
    """Figures that nobody can read off their cells."""
    for column in VALUE_COLUMNS if marks else ():
        cells = zip(rows["sheet"], rows[f"{column}_cell"], rows[column], strict=True)
        for position, (sheet, cell, text) in enumerate(cells):
            mark = marks.get((sheet, cell))
            if mark and text:
                yield ValueProblem(sheet, column, text, _MARKS[mark]), position


def _refused_texts(rows: pd.DataFrame) -> Iterator[RowProblem]:
    """Texts that their readers refuse."""
    for sheet, part in frame_groups(rows, "sheet", sort=False):
        positions = dict(zip(part["row"], part.index, strict=True))
        numbered = part.set_index(part["row"].astype(int))
        try:
            _SCHEMA.validate(numbered, lazy=True)
        except SchemaErrors as error:
            cases = error.failure_cases
            for column, number in zip(cases["column"], cases["index"], strict=True):
                position = positions[number]
                text = str(rows.at[position, column])
                yield ValueProblem(sheet, column, text, _READERS[column](text).error), position


def _doubtful(rows: pd.DataFrame, readings: Mapping[str, Sequence[ParsedCell]]) -> Iterator[RowProblem]:
    """Texts that can be read in more than one way, and those that two cells of a row say differently."""
    written = {column: rows[column].tolist() for column in FACT_COLUMNS}
    for position, sheet in enumerate(rows["sheet"]):
        symbol, status = readings["symbol"][position].symbol, readings["status"][position].text
        for column in FACT_COLUMNS:
            reading, text = readings[column][position], written[column][position]
            is_guess = bool(reading.warning)
            # Whoever gives a symbol beside the word has said what the word means.
            if is_guess and not (symbol and column == "value"):
                yield ValueProblem(sheet, column, text, reading.warning, is_warning=True), position
            if column == "value" and symbol and reading.symbol not in ("", symbol) and not is_guess:
                yield ValueProblem(sheet, column, text, words.OTHER_SYMBOL), position
            if column in VALUE_COLUMNS and status and reading.status not in ("", status):
                yield ValueProblem(sheet, column, text, words.OTHER_STATUS), position


def _contradictions(rows: pd.DataFrame, column: str, names: Mapping[str, str]) -> Iterator[RowProblem]:
    """Rows whose code is one thing and whose name another: nobody can tell which is meant."""
    second = SECOND_NAMES[column]
    ids = {name: identity.casefold() for name, identity in names.items()} | {
        identity.casefold(): identity.casefold() for identity in names.values()
    }
    for position, (sheet, code, name) in enumerate(zip(rows["sheet"], rows[column], rows[second], strict=True)):
        own, other = ids.get(code.casefold()), ids.get(name.casefold())
        if own and other and own != other:
            message = f"is another {column} than '{printable_text(code)}' of the same row; name the one that is meant"
            yield ValueProblem(sheet, second, name, message), position


def _texts(readings: Sequence[ParsedCell]) -> pd.Series:
    return pd.Series(["" if reading.error else reading.text for reading in readings], dtype=object)


def _symbols_or_statuses(readings: Mapping[str, Sequence[ParsedCell]], what: str) -> pd.Series:
    """The symbols or statuses of rows: from their own column, else from the mark at a figure."""
    columns = [
        _texts(readings[what]),
        *([getattr(item, what) for item in readings[column]] for column in VALUE_COLUMNS),
    ]
    return pd.Series([next(filter(None, row), "") for row in zip(*columns, strict=True)], dtype=object)


def _known(texts: pd.Series, meanings: Mapping[str, str]) -> pd.Series:
    """Texts as what they stand for, or with the right case, where that is known."""
    proper = {meaning.casefold(): meaning for meaning in meanings.values()}
    return map_values(texts, lambda text: meanings.get(text.casefold()) or proper.get(text.casefold()) or text)


def _problems(rows: pd.DataFrame, faults: Sequence[RowProblem], name: str) -> list[Problem]:
    """The same mistake in a thousand rows is told once, with its cells; errors before warnings."""
    mistakes: dict[ValueProblem, list[int]] = {}
    for mistake, position in sorted(faults, key=lambda fault: (fault[0].is_warning, fault[1])):
        mistakes.setdefault(mistake, []).append(position)
    problems: list[Problem] = [
        _problem(rows, mistake, positions, name) for mistake, positions in list(mistakes.items())[:MOST_PROBLEMS]
    ]
    if len(mistakes) > MOST_PROBLEMS:
        hidden = list(mistakes)[MOST_PROBLEMS:]
        is_warning = all(mistake.is_warning for mistake in hidden)
        problems.append(Problem(name, "", "", f"has {len(hidden):,} more mistakes", is_warning=is_warning))
    return problems


def _problem(rows: pd.DataFrame, mistake: ValueProblem, positions: Sequence[int], name: str) -> Problem:
    cells = [cell for cell in rows.loc[list(positions), f"{mistake.column}_cell"] if cell]
    message = mistake.message
    if not cells:
        # The table has no such column, so there is no cell to name.
        numbers = [str(number) for number in rows.loc[list(positions), "row"]]
        message = f"the {mistake.column} {message} (row{'s' if len(numbers) > 1 else ''} {names_text(numbers)})"
    elif not mistake.text:
        message = f"the {mistake.column} {message}"
    return cell_problem(name, mistake.sheet, cells, value=mistake.text, message=message, is_warning=mistake.is_warning)
