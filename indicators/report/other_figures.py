"""Every figure of the year that no other part of a report prints, stage by stage of the child's journey."""

import re
from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import pandas as pd

from indicators.catalogue.indicators import STAGES, Indicator
from indicators.catalogue.periods import Period, day_text
from indicators.exports.exhibit import Exhibit, newest_day_text
from indicators.figures import read_figures
from indicators.frames import frame_rows
from indicators.report.contents import ContentsItem
from indicators.report.sections import Basis, Piece, source_note, unique_texts
from indicators.report.tables import PROVISIONAL
from indicators.report.year import ReportYear
from indicators.wording.made_up import as_at_words
from indicators.wording.numbers import NO_FIGURE, number_text, symbol_text

#: Days: a sum of money that is granted for longer than a year is reported in the year before it begins.
_LONG = pd.Timedelta(days=367)
#: Days: no longer is a part of a year.
_PART = pd.Timedelta(days=300)
_WIDER = "Wider areas"
_QUARTER = re.compile(r"(\d{4}/\d{2}) (Q[1-4])", re.ASCII)


def other_figure_pieces(item: ContentsItem, year: ReportYear, printed: Sequence[Piece]) -> list[Piece]:
    """A table a stage of the indicators that `printed` pieces do not have, with the figures of two years."""
    known = {name for piece in printed if piece.exhibit is not None for name in piece.basis.indicators}
    names = [
        name
        for name, definition in year.catalogue.indicators.items()
        # The rate of a count that is printed would be the same once more.
        if name not in known and name not in year.catalogue.populations and not _is_rate_of(definition, known)
    ]
    figures = _figures_of_year(names, year)
    pieces = []
    for stage, title in STAGES.items():
        of_stage = [name for name in names if year.catalogue.indicators[name].stage == stage]
        rows = figures[figures["indicator"].isin(of_stage)]
        if len(rows):
            pieces.append(_stage_piece(item, title, rows, year))
    return pieces or [Piece(lacks=f"No other figure of {year.period.label} is stored.")]


def _is_rate_of(definition: Indicator, known: Collection[str]) -> bool:
    return definition.kind == "rate" and definition.numerator in known


def _figures_of_year(names: Sequence[str], year: ReportYear) -> pd.DataFrame:
    """The figures shown first of the year and the one before, where the year itself has one; England's beside them."""
    board = year.catalogue.board
    areas = [*board.shown, *filter(None, (board.nation,))]
    figures = read_figures(year.store, year.catalogue, names, areas)
    before, now = year.years_back(2)
    first, last = pd.Timestamp(before.starts), pd.Timestamp(now.ends)
    # A survey of a calendar year, a school year and a grant that follows on are reported with the year they begin in.
    is_granted = (figures["ends"] - figures["starts"] > _LONG) & (figures["starts"] == last + pd.Timedelta(days=1))
    is_near = figures["starts"].between(first, last) | figures["ends"].between(first, last)
    within = is_near & (figures["ends"] - figures["starts"] <= _LONG) | is_granted
    rows = figures[within & (figures["rank"] == 0) & (figures["value"].notna() | (figures["symbol"] != ""))]
    own = rows[rows["area_code"] != board.nation]
    current = own[own["ends"] >= pd.Timestamp(now.starts)]
    # Publishers have England for everything; here it stands where the board's own document names it.
    keys = set(zip(own["indicator"], own["source"], strict=True))
    is_beside = [
        key in keys and not year.catalogue.indicators[key[0]].national
        for key in zip(rows["indicator"], rows["source"], strict=True)
    ]
    is_printed = (rows["area_code"] != board.nation) | np.array(is_beside, bool)
    # The sum of both areas, worked out here, says nothing that they do not.
    is_sum = rows["computed"].astype(bool) & rows["area_code"].isin(board.combined)
    has_parts = rows["indicator"].isin(set(own.loc[own["area_code"].isin(board.own), "indicator"]))
    return _without_parts(
        rows[is_printed & ~(is_sum & has_parts) & rows["indicator"].isin(set(current["indicator"]))], now
    )


def _without_parts(rows: pd.DataFrame, year: Period) -> pd.DataFrame:
    """The figures without quarters and months where the same source has the whole year: eight in a cell hide it."""
    key = ["indicator", "area_code", "source"]
    length = rows["ends"] - rows["starts"]
    is_whole = (length > _PART) & rows["ends"].between(pd.Timestamp(year.starts), pd.Timestamp(year.ends))
    whole = set(rows.loc[is_whole, key].itertuples(index=False, name=None))
    has_whole = [one in whole for one in rows[key].itertuples(index=False, name=None)]
    is_part = (length > pd.Timedelta(0)) & (length <= _PART)
    return rows[~(is_part & np.array(has_whole, bool))]


def _stage_piece(item: ContentsItem, stage: str, rows: pd.DataFrame, year: ReportYear) -> Piece:
    title = f"{item.heading}: {stage.lower()}"
    ordered = _in_order(rows, year)
    sources = unique_texts(ordered["source_label"])
    table = _stage_table(ordered, year)
    exhibit = Exhibit(
        title=title,
        subtitle=f"Figures of {year.period.label} unless another period is named; where there are any, those before it",
        source_note=source_note(sources),
        as_at=as_at_words(
            newest_day_text([*ordered["ends"].dt.date, year.period.ends]), is_made_up=year.store.is_made_up
        ),
        table=table,
        data=pd.DataFrame([_data_row(row, year) for row in frame_rows(ordered)], dtype=object),
        audience=year.audience,
        alt=f"Table: {title}.",
        notes=_notes(ordered, table, year),
    )
    basis = Basis(
        indicators=unique_texts(ordered["indicator"]),
        areas=unique_texts(year.catalogue.areas[code].name for code in ordered["area_code"]),
        periods=unique_texts(ordered.sort_values(["ends", "starts"])["period"]),
        sources=sources,
    )
    return Piece(heading=stage, exhibit=exhibit, basis=basis, on_slides=False)


def _in_order(rows: pd.DataFrame, year: ReportYear) -> pd.DataFrame:
    """By title, areas in the order of the catalogue, the newest figure first."""
    places = {code: place for place, code in enumerate(year.catalogue.areas)}
    keyed = rows.assign(
        title=[year.catalogue.indicators[name].title for name in rows["indicator"]],
        place=[places[code] for code in rows["area_code"]],
    )
    return keyed.sort_values(
        ["title", "indicator", "place", "ends", "starts"], ascending=[True, True, True, False, False], kind="stable"
    )


def _stage_table(ordered: pd.DataFrame, year: ReportYear) -> pd.DataFrame:
    """A row an indicator, a column for each of the board's areas and one for wider areas, where any has a figure."""
    heads = {code: year.catalogue.areas[code].name for code in year.catalogue.board.own}
    cells: dict[str, dict[str, list[Any]]] = {}
    for row in frame_rows(ordered):
        head = heads.get(row.area_code, _WIDER)
        cells.setdefault(row.indicator, {}).setdefault(head, []).append(row)
    filled = [head for head in (*heads.values(), _WIDER) if any(head in own for own in cells.values())]
    return pd.DataFrame(
        [
            {"Indicator": year.catalogue.indicators[name].title}
            | {head: _cell_text(own[head], head, year) if head in own else NO_FIGURE for head in filled}
            for name, own in cells.items()
        ]
    )


def _cell_text(rows: Sequence[Any], head: str, year: ReportYear) -> str:
    """Figures of a cell, the newest first; after them quarters, a year each in the order of time."""
    texts, quarters = [], {}
    for row in rows:
        if quarter := _QUARTER.fullmatch(row.period):
            quarters.setdefault((row.area_code, quarter[1]), {}).setdefault(quarter[2], []).append(row)
        else:
            texts.append(_figure_text(row, head, year))
    for (code, financial_year), figures in quarters.items():
        each = [f"{name} {_number_text(row, year)}" for name in sorted(figures) for row in figures[name]]
        of_area = [year.catalogue.areas[code].name] * _is_named(code, head, year)
        texts.append(f"{', '.join([*of_area, financial_year])}: {', '.join(each)}")
    return "; ".join(texts)


def _number_text(row: Any, year: ReportYear) -> str:
    definition = year.catalogue.indicators[row.indicator]
    unit = f" {definition.unit}" if definition.kind == "value" and not definition.is_percentage else ""
    shown = symbol_text(row.symbol or "x") if row.value != row.value else number_text(row.value, definition) + unit
    return shown + " [p]" * (row.status == PROVISIONAL)


def _figure_text(row: Any, head: str, year: ReportYear) -> str:
    is_of_year = row.period == year.period.label or row.period == day_text(year.period.ends)
    remarks = [year.catalogue.areas[row.area_code].name] * _is_named(row.area_code, head, year)
    remarks += [row.period] * (not is_of_year)
    return _number_text(row, year) + (f" ({', '.join(remarks)})" if remarks else "")


def _is_named(code: str, head: str, year: ReportYear) -> bool:
    """Whether a figure names its area: the column's own and the board's together do without."""
    area = year.catalogue.areas[code]
    return area.name != head and not area.is_together


def _data_row(row: Any, year: ReportYear) -> dict[str, object]:
    """A figure as a number, with all that it is of."""
    definition = year.catalogue.indicators[row.indicator]
    return {
        "Indicator": definition.title,
        "Area": year.catalogue.areas[row.area_code].name,
        "Period": row.period,
        "Unit": definition.unit,
        "Figure": symbol_text(row.symbol or "x") if row.value != row.value else float(row.value),
    }


def _notes(ordered: pd.DataFrame, table: pd.DataFrame, year: ReportYear) -> tuple[str, ...]:
    """What a dash means, and that some percentages cannot be checked."""
    dash = (f"{NO_FIGURE} No figure of this area",) if (table == NO_FIGURE).to_numpy().any() else ()
    is_unchecked = any(_is_unchecked(row, year) for row in frame_rows(ordered))
    return (*dash, "Percentages without their numbers were published so, and cannot be checked")[
        : len(dash) + is_unchecked
    ]


def _is_unchecked(row: Any, year: ReportYear) -> bool:
    is_share = year.catalogue.indicators[row.indicator].kind == "proportion"
    return is_share and row.value == row.value and row.numerator != row.numerator
