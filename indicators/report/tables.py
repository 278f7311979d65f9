"""The tables of a report: figures as the report's sources print them, with notes where other sources differ.
Gives the profile by area and year, and a year quarter by quarter.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import isnan, nan
from typing import Any

import pandas as pd

from indicators.catalogue.areas import joined_names
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import Indicator
from indicators.catalogue.periods import PERIOD_GROUPS, Period, PeriodType, add_months, last_day
from indicators.exports.cells import SYMBOL_MEANINGS
from indicators.exports.exhibit import Exhibit
from indicators.figures import read_figures
from indicators.figures.disagreements import QUARTERS_DIFFER, disagreements
from indicators.figures.year_to_date import whole_years
from indicators.frames import frame_groups, frame_rows
from indicators.report.contents import ITEM_KINDS, ContentsItem
from indicators.report.sections import Basis, Piece, source_note, unique_texts
from indicators.report.year import ReportYear
from indicators.wording.numbers import number_text, symbol_text

_MISSING = "x"
PROVISIONAL = "provisional"


@dataclass(frozen=True)
class PrintedFigure:
    """A figure of one area and period; `value` is NaN where there is none, `text` then its symbol.

    `text` says of a part of the year which one it is (`21% (Q4)`), and of a sum that it is one; `others`
    what is given differently, a clause each.
    """

    value: float
    text: str
    status: str = ""
    source: str = ""
    is_part: bool = False
    is_unchecked: bool = False
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class FiguresBySource:
    """Figures of every source, and those that are given differently, by indicator and area."""

    own: Mapping[tuple[str, str], pd.DataFrame]
    disagreements: Mapping[tuple[str, str], pd.DataFrame]
    sums: Mapping[tuple[str, str], pd.DataFrame]
    none: pd.DataFrame
    catalogue: Catalogue

    @classmethod
    def of(cls, frame: pd.DataFrame, catalogue: Catalogue) -> "FiguresBySource":
        """A frame of `read_figures` with its disagreements."""
        own, differing = (
            dict(frame_groups(rows, ["indicator", "area_code"], sort=False))
            for rows in (frame, disagreements(frame, catalogue))
        )
        sums = dict(frame_groups(whole_years(frame, catalogue), ["indicator", "area_code"], sort=False))
        return cls(own, differing, sums, frame.iloc[:0], catalogue)

    def printed(self, indicator: str, area: str, period: Period, sources: Sequence[str] = ()) -> PrintedFigure:
        """The figure that one of `sources` prints, the first before the others; else the one shown first.

        For a year in which only parts have a figure, what its four quarters add up to, else that of its last part.
        """
        own = self.own.get((indicator, area), self.none)
        definition = self.catalogue.indicators[indicator]
        row = _figure_of_source(own[_is_of_period(own, period)], sources)
        has_none = row is None or (isnan(row.value) and not row.symbol)
        if has_none and (summed := self._summed(indicator, area, period, sources)) is not None:
            return self._printed_sum(summed, own, definition)
        part = _last_part_figure(own, period, sources) if has_none else None
        if part is not None:
            return self._printed_figure(part, definition, f" ({_part_label(part.period, period)})")
        return PrintedFigure(nan, symbol_text(_MISSING)) if row is None else self._printed_figure(row, definition, "")

    def _summed(self, indicator: str, area: str, period: Period, sources: Sequence[str]) -> Any | None:
        """What the quarters of a financial year add up to, by the first of `sources`, else as they are shown."""
        sums = self.sums.get((indicator, area))
        if sums is None or period.type is not PeriodType.FINANCIAL_YEAR:
            return None
        of_year = sums[sums["starts"] == pd.Timestamp(period.starts)]
        for source in (*sources, ""):
            if len(own := of_year[of_year["source"] == source]):
                return next(frame_rows(own))
        return None

    def _printed_sum(self, summed: Any, own: pd.DataFrame, definition: Indicator) -> PrintedFigure:
        ends = pd.Timestamp(summed.starts) + pd.DateOffset(years=1)
        quarters = own[(own["starts"] >= summed.starts) & (own["ends"] < ends) & (own["rank"] == 0)]
        return PrintedFigure(
            value=float(summed.value),
            text=f"{number_text(summed.value, definition)} (four quarters)",
            status=PROVISIONAL if PROVISIONAL in set(quarters["status"]) else "",
            source=summed.source_label,
            is_part=True,
        )

    def _printed_figure(self, row: Any, definition: Indicator, remark: str) -> PrintedFigure:
        if isnan(row.value):
            return PrintedFigure(nan, symbol_text(row.symbol or _MISSING), source=row.source_label)
        return PrintedFigure(
            value=float(row.value),
            text=number_text(row.value, definition) + remark,
            status=row.status,
            source=row.source_label,
            is_part=bool(remark),
            is_unchecked=definition.kind == "proportion" and not self._has_base(row),
            others=tuple(dict.fromkeys(self._others(row, definition))),
        )

    def _has_base(self, row: Any) -> bool:
        """Whether any source gives the counts behind a percentage."""
        own = self.own[row.indicator, row.area_code]
        return bool(own.loc[_is_same_period(own, row), "numerator"].notna().any())

    def _others(self, row: Any, definition: Indicator) -> list[str]:
        """What others than a row give for the same, as clauses."""
        pairs = self.disagreements.get((row.indicator, row.area_code))
        if pairs is None:
            return []
        clauses = []
        for pair in frame_rows(pairs[_is_same_period(pairs, row)]):
            if pair.kind == QUARTERS_DIFFER:
                if (pair.source, pair.computed) == (row.source, row.computed):
                    clauses.append(f"its four quarters add up to {number_text(pair.other_value, definition)}")
            elif (pair.source, pair.computed) == (row.source, row.computed):
                clauses.append(self._clause(row, definition, pair.other_value, pair.other_source, ""))
            elif (pair.other_source, pair.other_computed) == (row.source, row.computed):
                clauses.append(self._clause(row, definition, pair.value, pair.source, pair.counts))
        return clauses

    def _clause(self, row: Any, definition: Indicator, value: float, source: str, counts: str) -> str:
        figure = number_text(value, definition)
        if source == row.source:
            return f"the same source's own counts{f', {counts},' if counts else ''} give {figure}"
        own, other = self.catalogue.sources.get(row.source), self.catalogue.sources.get(source)
        if own is None or other is None:
            return f"{self.catalogue.source_label(source)} has {figure}"
        return f"{other.title if own.publisher == other.publisher else other.publisher} has {figure}"


def _is_same_period(rows: pd.DataFrame, row: Any) -> pd.Series:
    """Which rows of one indicator and area are of the period of a row."""
    return (rows["ends"] == row.ends) & (rows["starts"] == row.starts) & (rows["period_type"] == row.period_type)


def _is_of_period(own: pd.DataFrame, period: Period) -> pd.Series:
    """Which rows are of a period: for a year also of the day on which it ends."""
    types = PERIOD_GROUPS["year"] if period.type is PeriodType.FINANCIAL_YEAR else (period.type,)
    return (own["ends"] == pd.Timestamp(period.ends)) & own["period_type"].isin([str(kind) for kind in types])


def _figure_of_source(rows: pd.DataFrame, sources: Sequence[str]) -> Any | None:
    """The row that a source prints, else the one shown first; None for none."""
    for source in sources:
        own = rows[(rows["source"] == source) & ~rows["computed"]]
        if len(own):
            return next(frame_rows(own))
    return next(frame_rows(rows[rows["rank"] == 0]), None)


def _last_part_figure(own: pd.DataFrame, period: Period, sources: Sequence[str]) -> Any | None:
    """The figure of the last part of a year that a source prints, or that is shown first; None for none."""
    is_within = (own["starts"] >= pd.Timestamp(period.starts)) & (own["ends"] <= pd.Timestamp(period.ends))
    is_whole = own["period_type"].isin([str(kind) for kind in PERIOD_GROUPS["year"]])
    parts = own[is_within & ~is_whole & (own["value"].notna() | (own["symbol"] != ""))]
    for source in (*sources, None):
        of_source = parts[parts["rank"] == 0] if source is None else parts[parts["source"] == source]
        if len(of_source):
            return next(frame_rows(of_source.sort_values(["ends", "starts"], ascending=[False, True])))
    return None


def _part_label(label: str, period: Period) -> str:
    """A part of a year without the year: `Q4`."""
    return label.removeprefix(period.label).strip()


INDICATOR, AREA, NOTES = "Indicator", "Area", "Notes"
#: What follows the head of a column whose figures may all still change, and a single such figure.
_PROVISIONAL = " [p]"


@dataclass(frozen=True)
class PrintedRow:
    """The figures of an indicator, a figure a column; `area` where the columns do not say which."""

    indicator: Indicator
    cells: Sequence[PrintedFigure]
    area: str = ""


@dataclass(frozen=True)
class TableHeading:
    """What a table is called, and the names of the areas and periods in it."""

    title: str
    subtitle: str
    areas: tuple[str, ...]
    periods: tuple[str, ...]


def table_piece(
    rows: Sequence[PrintedRow],
    heads: Sequence[str],
    words: TableHeading,
    year: ReportYear,
    *,
    extra: Mapping[str, Sequence[str]] | None = None,
    trends: Sequence[Sequence[float | None]] = (),
) -> Piece:
    """Rows under the heads of their figures, numbered notes under the table.

    `extra` are further columns of text on the right by their heads; `trends` are drawn in the last of them.
    """
    cells = [cell for row in rows for cell in row.cells]
    marks = _marks(rows)
    frame = _page_frame(rows, heads, marks, extra or {})
    exhibit = Exhibit(
        title=words.title,
        subtitle=words.subtitle,
        source_note=source_note(unique_texts(cell.source for cell in cells)),
        as_at=year.as_at,
        table=frame,
        data=_data_frame(rows, list(frame.columns), marks, extra or {}),
        audience=year.audience,
        alt=f"Table: {words.title}. {words.subtitle}.",
        notes=(*_head_notes(frame), *(_note(mark, row, heads) for row, mark in zip(rows, marks, strict=True) if mark)),
    )
    return Piece(
        exhibit=exhibit,
        trends=tuple(tuple(line) for line in trends),
        basis=Basis(
            indicators=unique_texts(row.indicator.id for row in rows),
            areas=words.areas,
            periods=words.periods,
            sources=unique_texts(cell.source for cell in cells),
            unchecked=unique_texts(row.indicator.title for row in rows if any(cell.is_unchecked for cell in row.cells)),
        ),
        lacks="" if any(not isnan(cell.value) for cell in cells) else f"No figures are held for {words.title}.",
    )


def _marks(rows: Sequence[PrintedRow]) -> list[str]:
    """The note of each row, numbered from the top; empty for a row whose figures nobody gives differently."""
    noted = [number for number, row in enumerate(rows) if any(cell.others for cell in row.cells)]
    return [f"[note {noted.index(number) + 1}]" if number in noted else "" for number in range(len(rows))]


def _page_frame(
    rows: Sequence[PrintedRow], heads: Sequence[str], marks: Sequence[str], extra: Mapping[str, Sequence[str]]
) -> pd.DataFrame:
    """The table as a page shows it, every figure a text with its marks."""
    soft = [_is_provisional([row.cells[at] for row in rows]) for at in range(len(heads))]
    columns = _row_headings(rows)
    for at, head in enumerate(heads):
        columns[head + _PROVISIONAL * soft[at]] = [
            _figure_text(row.cells[at], mark, is_soft_column=soft[at]) for row, mark in zip(rows, marks, strict=True)
        ]
    return pd.DataFrame({**columns, **extra}, dtype=object)


def _data_frame(
    rows: Sequence[PrintedRow], heads: Sequence[str], marks: Sequence[str], extra: Mapping[str, Sequence[str]]
) -> pd.DataFrame:
    """The table with its numbers as numbers; a figure that says which part of a year it is stays text."""
    columns = _row_headings(rows, with_unit=True)
    for at, head in enumerate(heads[len(columns) : len(heads) - len(extra)]):
        cells = [row.cells[at] for row in rows]
        columns[head] = [cell.text if isnan(cell.value) or cell.is_part else cell.value for cell in cells]
    notes = {NOTES: list(marks)} if any(marks) else {}
    return pd.DataFrame({**columns, **extra, **notes}, dtype=object)


def _row_headings(rows: Sequence[PrintedRow], *, with_unit: bool = False) -> dict[str, list]:
    """What each row is about."""
    titles = [
        f"{row.indicator.title} (%)" if with_unit and row.indicator.is_percentage else row.indicator.title
        for row in rows
    ]
    areas = [row.area for row in rows]
    return {INDICATOR: titles, AREA: areas} if any(areas) else {INDICATOR: titles}


def _is_provisional(cells: Sequence[PrintedFigure]) -> bool:
    """Whether all figures of a column may still change, so that its head says it once."""
    known = [cell for cell in cells if not isnan(cell.value)]
    return bool(known) and all(cell.status == PROVISIONAL for cell in known)


def _figure_text(cell: PrintedFigure, mark: str, *, is_soft_column: bool) -> str:
    """A figure with its marks."""
    is_soft = cell.status == PROVISIONAL and not is_soft_column
    return cell.text + _PROVISIONAL * is_soft + (f" {mark}" if cell.others else "")


def _head_notes(frame: pd.DataFrame) -> list[str]:
    """What a mark in the head of a column means; those in its cells are explained anyway."""
    mark = _PROVISIONAL.strip()
    is_in_head = any(str(head).endswith(mark) for head in frame.columns)
    is_in_cell = frame.map(lambda cell: mark in cell).to_numpy().any()
    return [f"{mark} {SYMBOL_MEANINGS[mark]}"] if is_in_head and not is_in_cell else []


def _note(mark: str, row: PrintedRow, heads: Sequence[str]) -> str:
    """What is given differently of an indicator, figure by figure."""
    differences = [
        f"{row.area} {head}: printed {cell.text}, but {' and '.join(cell.others)}".strip()
        for head, cell in zip(heads, row.cells, strict=True)
        if cell.others
    ]
    return f"{mark} {row.indicator.title}. " + "; ".join(differences) + "."


def without_difference_notes(piece: Piece) -> Piece:
    """A piece whose notes on what others give are one line, for a report that says so in one place."""
    if piece.exhibit is None:
        return piece
    long = [note for note in piece.exhibit.notes if note.startswith("[note ")]
    if not long:
        return piece
    marks = [note.partition("]")[0] + "]" for note in long]
    span = marks[0] if len(marks) == 1 else f"{marks[0]} to {marks[-1]}"
    notes = tuple(note for note in piece.exhibit.notes if note not in long)
    short = f"{span} Another source has another figure: see {ITEM_KINDS['differences']}"
    return replace(piece, exhibit=replace(piece.exhibit, notes=(*notes, short)))


def profile_piece(item: ContentsItem, year: ReportYear) -> Piece:
    """The profile of an item's indicators over some years, area by area."""
    catalogue = year.catalogue
    figures = FiguresBySource.of(
        read_figures(year.store, catalogue, item.indicators, item.areas_in(catalogue)), catalogue
    )
    columns = [(area, period) for area in item.areas_in(catalogue) for period in year.years_back(item.years)]
    areas = tuple(catalogue.areas[code].name for code in item.areas_in(catalogue))
    periods = tuple(period.label for period in year.years_back(item.years))
    rows = [
        PrintedRow(
            catalogue.indicators[name],
            [figures.printed(name, area, period, item.sources) for area, period in columns],
        )
        for name in item.indicators
    ]
    span = f"{periods[0]} to {periods[-1]}" if periods[0] != periods[-1] else periods[0]
    return table_piece(
        rows,
        [f"{catalogue.areas[area].name} {period.label}" for area, period in columns],
        TableHeading(f"{item.heading} {year.period.label}", f"{joined_names(areas)}, {span}", areas, periods),
        year,
    )


TREND_COLUMN = "From first to last quarter"


def quarters_piece(item: ContentsItem, year: ReportYear) -> Piece:
    """A row an indicator and area: the year before, the year, its quarters, and how these went in words."""
    catalogue = year.catalogue
    figures = FiguresBySource.of(
        read_figures(year.store, catalogue, item.indicators, item.areas_in(catalogue)), catalogue
    )
    quarters = quarters_of_year(year.period)
    columns = [*year.years_back(2), *quarters]
    rows = [
        PrintedRow(
            catalogue.indicators[name],
            [figures.printed(name, area, period, item.sources) for period in columns],
            catalogue.areas[area].name,
        )
        for name in item.indicators
        for area in item.areas_in(catalogue)
    ]
    lines = [row.cells[-len(quarters) :] for row in rows]
    areas = tuple(catalogue.areas[code].name for code in item.areas_in(catalogue))
    return table_piece(
        rows,
        [*(period.label for period in columns[:2]), *(period.label.split()[-1] for period in quarters)],
        TableHeading(
            item.heading, f"{joined_names(areas)}, {year.period.label} by quarter, and the year before", areas,
            tuple(period.label for period in columns[:2]),
        ),
        year,
        extra={TREND_COLUMN: [trend_words(line) for line in lines]},
        trends=[[None if isnan(cell.value) else cell.value for cell in line] for line in lines],
    )  # fmt: skip


def quarters_of_year(period: Period) -> list[Period]:
    """The four quarters of a financial year."""
    starts = [add_months(period.starts, months) for months in (0, 3, 6, 9)]
    return [Period(last_day(add_months(first, 2)), first, PeriodType.QUARTER) for first in starts]


def trend_words(cells: Sequence[PrintedFigure]) -> str:
    """How some figures in time order went from the first to the last: `up from 49 to 90`, `level at 2`."""
    known = [cell for cell in cells if not isnan(cell.value)]
    if len(known) < len(cells):
        return "not shown: a quarter is withheld or missing"
    first, last = cells[0], cells[-1]
    if len({cell.text for cell in cells}) == 1:
        return f"level at {first.text}"
    if first.text == last.text:
        return f"back at {last.text} after ups and downs"
    return f"{'up' if last.value > first.value else 'down'} from {first.text} to {last.text}"
