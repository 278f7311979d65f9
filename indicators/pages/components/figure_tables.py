"""Figures as tables, in HTML to read and as frames to download, and a series as a sparkline."""

from base64 import b64encode
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from indicators.catalogue.symbols import MARKED_STATUSES
from indicators.charts.sparkline import sparkline_svg
from indicators.figures import Series
from indicators.frames import frame_rows
from indicators.web import render
from indicators.wording.numbers import NO_FIGURE, value_text


def sparkline_html(history: Series, *, width: int = 64, height: int = 22) -> Markup:
    """The points of a series as an image; nothing where fewer than two have a figure."""
    points = history.points
    values = points["value"].tolist()
    if sum(value == value for value in values) < 2:
        return Markup()
    is_provisional = points["status"].iloc[-1] == "provisional"
    svg = sparkline_svg(values, provisional_last=is_provisional, width=width, height=height)
    return render("components/sparkline.html", svg=b64encode(svg.encode()).decode())


@dataclass(frozen=True)
class _FigureCell:
    """A figure in words with its mark, p or r; `count` are the cases behind a rate, "" where there are none."""

    text: str
    mark: str
    count: str
    is_disputed: bool


_MARKS = {"provisional": "[p]", "revised": "[r]"}


def wide_table(series: Sequence[Series]) -> pd.DataFrame:
    """One row a period, newest first, one column a line, in words: the figures of a chart as a document has them."""
    return pd.DataFrame(
        [
            {"Period": period} | {item.area.name: _document_text(own.get(item.area.name)) for item in series}
            for period, own in _cells_by_period(series).items()
        ]
    )


def _document_text(cell: _FigureCell | None) -> str:
    if cell is None:
        return NO_FIGURE
    return cell.text + (f" [{cell.mark}]" if cell.mark else "") + (f" ({cell.count})" if cell.count else "")


def _cells_by_period(series: Sequence[Series]) -> dict[str, dict[str, _FigureCell]]:
    """The figures of each period by area name, the newest period first."""
    cells: dict[str, dict[str, _FigureCell]] = {}
    ends: dict[str, pd.Timestamp] = {}
    for item in series:
        for row in frame_rows(item.points):
            ends[row.period] = row.ends
            has_figure = pd.notna(row.value)
            has_count = item.measure == "rate" and has_figure and pd.notna(row.numerator)
            cells.setdefault(row.period, {})[item.area.name] = _FigureCell(
                text=value_text(row.value, item, row.symbol),
                mark=_MARKS.get(row.status, "") if has_figure else "",
                count=f"{row.numerator:,.0f}" if has_count else "",
                is_disputed=bool(row.other_figures),
            )
    return {period: cells[period] for period in sorted(cells, key=ends.__getitem__, reverse=True)}


def wide_table_html(series: Sequence[Series], caption: str) -> Markup:
    """One row a period, newest first, one column a line: the figures of a chart to read."""
    areas = [item.area.name for item in series]
    rows = [(period, [own.get(area) for area in areas]) for period, own in _cells_by_period(series).items()]
    return render("components/wide_table.html", caption=caption, areas=areas, rows=rows)


def frame_html(frame: pd.DataFrame, caption: str) -> Markup:
    """Any small frame as an accessible table, numbers to the right."""
    numeric = [pd.api.types.is_numeric_dtype(frame[name]) for name in frame.columns]
    rows = (
        [(_cell_text(cell, is_number), is_number) for cell, is_number in zip(row, numeric, strict=True)]
        for row in frame.itertuples(index=False, name=None)
    )
    heads = list(zip(frame.columns, numeric, strict=True))
    return render("components/frame.html", caption=caption, heads=heads, rows=rows)


def _cell_text(cell: object, is_number: bool) -> str:
    if cell is None or cell != cell:
        return "–"
    return f"{cell:,}" if is_number else str(cell)


def status_words(statuses: Collection[str]) -> str:
    """What the marks in a table mean, for those that occur in it."""
    used = [status for status in MARKED_STATUSES if status in set(statuses)]
    return "; ".join(f"[{word[0]}] {word}" for word in used)
