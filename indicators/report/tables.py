"""A table of printed figures: what each row is about, its figures, and notes where others give other figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan

import pandas as pd

from indicators.definitions import Indicator
from indicators.exports.cells import SYMBOLS
from indicators.exports.exhibit import Exhibit
from indicators.pack.printed import PROVISIONAL, Printed
from indicators.pack.sections import Basis, Piece, in_order, source_note
from indicators.pack.year import Year

INDICATOR, AREA, NOTES = "Indicator", "Area", "Notes"
#: What follows the head of a column whose figures may all still change, and a single such figure.
_PROVISIONAL = " [p]"


@dataclass(frozen=True)
class Row:
    """The figures of an indicator, a figure a column; `area` where the columns do not say which."""

    indicator: Indicator
    cells: Sequence[Printed]
    area: str = ""


@dataclass(frozen=True)
class Words:
    """What a table is called, and the names of the areas and periods in it."""

    title: str
    subtitle: str
    areas: tuple[str, ...]
    periods: tuple[str, ...]


def table_piece(
    rows: Sequence[Row],
    heads: Sequence[str],
    words: Words,
    year: Year,
    *,
    beside: Mapping[str, Sequence[str]] | None = None,
    trends: Sequence[Sequence[float | None]] = (),
) -> Piece:
    """Rows under the heads of their figures, numbered notes under the table.

    `beside` are further columns of text on the right by their heads; `trends` are drawn in the last of them.
    """
    cells = [cell for row in rows for cell in row.cells]
    marks = _marks(rows)
    frame = _frame(rows, heads, marks, beside or {})
    exhibit = Exhibit(
        title=words.title,
        subtitle=words.subtitle,
        source_note=source_note(in_order(cell.source for cell in cells)),
        as_at=year.as_at,
        table=frame,
        data=_data(rows, list(frame.columns), marks, beside or {}),
        audience=year.audience,
        alt=f"Table: {words.title}. {words.subtitle}.",
        notes=(*_head_notes(frame), *(_note(mark, row, heads) for row, mark in zip(rows, marks, strict=True) if mark)),
    )
    return Piece(
        exhibit=exhibit,
        trends=tuple(tuple(line) for line in trends),
        basis=Basis(
            indicators=in_order(row.indicator.id for row in rows),
            areas=words.areas,
            periods=words.periods,
            sources=in_order(cell.source for cell in cells),
            unchecked=in_order(row.indicator.title for row in rows if any(cell.is_unchecked for cell in row.cells)),
        ),
        lacks="" if any(not isnan(cell.value) for cell in cells) else f"No figures are held for {words.title}.",
    )


def _marks(rows: Sequence[Row]) -> list[str]:
    """The note of each row, numbered from the top; empty for a row whose figures nobody gives differently."""
    noted = [number for number, row in enumerate(rows) if any(cell.others for cell in row.cells)]
    return [f"[note {noted.index(number) + 1}]" if number in noted else "" for number in range(len(rows))]


def _frame(
    rows: Sequence[Row], heads: Sequence[str], marks: Sequence[str], beside: Mapping[str, Sequence[str]]
) -> pd.DataFrame:
    """The table as a page shows it, every figure a text with its marks."""
    soft = [_is_soft([row.cells[at] for row in rows]) for at in range(len(heads))]
    columns = _named(rows)
    for at, head in enumerate(heads):
        columns[head + _PROVISIONAL * soft[at]] = [
            _text(row.cells[at], mark, is_soft_column=soft[at]) for row, mark in zip(rows, marks, strict=True)
        ]
    return pd.DataFrame({**columns, **beside}, dtype=object)


def _data(
    rows: Sequence[Row], heads: Sequence[str], marks: Sequence[str], beside: Mapping[str, Sequence[str]]
) -> pd.DataFrame:
    """The table with its numbers as numbers; a figure that says which part of a year it is stays text."""
    columns = _named(rows, with_unit=True)
    for at, head in enumerate(heads[len(columns) : len(heads) - len(beside)]):
        cells = [row.cells[at] for row in rows]
        columns[head] = [cell.text if isnan(cell.value) or cell.is_part else cell.value for cell in cells]
    notes = {NOTES: list(marks)} if any(marks) else {}
    return pd.DataFrame({**columns, **beside, **notes}, dtype=object)


def _named(rows: Sequence[Row], *, with_unit: bool = False) -> dict[str, list]:
    """What each row is about."""
    titles = [
        f"{row.indicator.title} (%)" if with_unit and row.indicator.kind == "proportion" else row.indicator.title
        for row in rows
    ]
    areas = [row.area for row in rows]
    return {INDICATOR: titles, AREA: areas} if any(areas) else {INDICATOR: titles}


def _is_soft(cells: Sequence[Printed]) -> bool:
    """Whether all figures of a column may still change, so that its head says it once."""
    known = [cell for cell in cells if not isnan(cell.value)]
    return bool(known) and all(cell.status == PROVISIONAL for cell in known)


def _text(cell: Printed, mark: str, *, is_soft_column: bool) -> str:
    """A figure with its marks."""
    is_soft = cell.status == PROVISIONAL and not is_soft_column
    return cell.text + _PROVISIONAL * is_soft + (f" {mark}" if cell.others else "")


def _head_notes(frame: pd.DataFrame) -> list[str]:
    """What a mark in the head of a column means; those in its cells are explained anyway."""
    mark = _PROVISIONAL.strip()
    is_in_head = any(str(head).endswith(mark) for head in frame.columns)
    is_in_cell = frame.map(lambda cell: mark in cell).to_numpy().any()
    return [f"{mark} {SYMBOLS[mark]}"] if is_in_head and not is_in_cell else []


def _note(mark: str, row: Row, heads: Sequence[str]) -> str:
    """What is given differently of an indicator, figure by figure."""
    told = [
        f"{row.area} {head}: printed {cell.text}, but {' and '.join(cell.others)}".strip()
        for head, cell in zip(heads, row.cells, strict=True)
        if cell.others
    ]
    return f"{mark} {row.indicator.title}. " + "; ".join(told) + "."
