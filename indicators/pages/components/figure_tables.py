"""Figures as tables, in HTML to read and as frames to download, and a series as a sparkline."""

from base64 import b64encode
from collections.abc import Collection, Mapping, Sequence
from html import escape

import pandas as pd

from indicators.charts.sparkline import sparkline_svg
from indicators.figures import Series
from indicators.frames import frame_rows
from indicators.wording.numbers import NO_FIGURE, STATUS_TEXTS, value_text


def sparkline_html(history: Series, *, width: int = 64, height: int = 22) -> str:
    """The points of a series as an image; `` where fewer than two have a figure."""
    points = history.points
    values = points["value"].tolist()
    if sum(value == value for value in values) < 2:
        return ""
    is_provisional = points["status"].iloc[-1] == "provisional"
    svg = sparkline_svg(values, provisional_last=is_provisional, width=width, height=height)
    return f'<img class="spark" alt="" src="data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}">'


def long_table(series: Sequence[Series], *, beside: Sequence[str] = ()) -> pd.DataFrame:
    """One row a period and line, with everything that belongs to a figure; for CSV and workbook.

    `beside` names further columns of the points, such as limits; those that are empty are left out.
    """
    frames = [
        item.points.assign(indicator=item.indicator.title, area=item.area.name, unit=item.unit) for item in series
    ]
    columns = [
        "indicator",
        "area",
        "period",
        "value",
        "unit",
        "numerator",
        "denominator",
        "status",
        "symbol",
        "source",
        *beside,
    ]
    stacked = pd.concat(frames, ignore_index=True)[columns]
    stacked = stacked[(stacked["value"].notna()) | (stacked["symbol"] != "")]
    unused = [name for name in ("numerator", "denominator", *beside) if stacked[name].isna().all()]
    return stacked.drop(columns=unused).rename(columns=_column_heading).reset_index(drop=True)


def _column_heading(column: str) -> str:
    return column.replace("_", " ").capitalize()


def wide_table(series: Sequence[Series]) -> pd.DataFrame:
    """One row a period, newest first, one column a line, in words: the figures of a chart as a document has them."""
    order, cells = _cells(series, {"provisional": " [p]", "revised": " [r]"}, differing="", counts=" ({:,.0f})")
    return pd.DataFrame(
        [
            {"Period": period} | {item.area.name: cells[period].get(item.area.name, NO_FIGURE) for item in series}
            for period in order
        ]
    )


def _cells(
    series: Sequence[Series], marks: Mapping[str, str], *, differing: str, counts: str
) -> tuple[list[str], dict[str, dict[str, str]]]:
    """The periods, newest first, and the words of each period and area."""
    cells: dict[str, dict[str, str]] = {}
    ends: dict[str, pd.Timestamp] = {}
    for item in series:
        for row in frame_rows(item.points):
            ends[row.period] = row.ends
            text = escape(value_text(row.value, item, row.symbol))
            text += marks.get(row.status, "") if pd.notna(row.value) else ""
            text += differing if row.other_figures else ""
            if item.measure == "rate" and pd.notna(row.value) and pd.notna(row.numerator):
                text += counts.format(row.numerator)
            cells.setdefault(row.period, {})[item.area.name] = text
    return sorted(cells, key=ends.__getitem__, reverse=True), cells


def wide_table_html(series: Sequence[Series], caption: str) -> str:
    """One row a period, newest first, one column a line: the figures of a chart to read."""
    marks = {"provisional": " p", "revised": " r"}
    order, cells = _cells(series, marks, differing=" ≠", counts=' <span class="caption">({:,.0f})</span>')
    heads = "".join(f'<th scope="col" class="number">{escape(item.area.name)}</th>' for item in series)
    body = "".join(
        f'<tr><th scope="row">{escape(period)}</th>'
        + "".join(f'<td class="number">{cells[period].get(item.area.name, "–")}</td>' for item in series)
        + "</tr>"
        for period in order
    )
    return (
        f'<div class="figures-wrap" tabindex="0" role="region" aria-label="{escape(caption)}">'
        f'<table class="figures"><caption>{escape(caption)}</caption>'
        f'<thead><tr><th scope="col">Period</th>{heads}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def frame_html(frame: pd.DataFrame, caption: str) -> str:
    """Any small frame as an accessible table; numbers to the right, all text escaped."""
    numbers = [pd.api.types.is_numeric_dtype(frame[name]) for name in frame.columns]
    heads = "".join(
        f'<th scope="col"{_number_class(is_number)}>{escape(str(name))}</th>'
        for name, is_number in zip(frame.columns, numbers, strict=True)
    )
    body = "".join(
        "<tr>" + "".join(_cell(cell, is_number) for cell, is_number in zip(row, numbers, strict=True)) + "</tr>"
        for row in frame.itertuples(index=False, name=None)
    )
    return (
        f'<div class="figures-wrap" tabindex="0" role="region" aria-label="{escape(caption)}">'
        f'<table class="figures"><caption>{escape(caption)}</caption><thead><tr>{heads}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _number_class(is_number: bool) -> str:
    return ' class="number"' if is_number else ""


def _cell(cell: object, is_number: bool) -> str:
    missing = cell is None or cell != cell
    text = "–" if missing else f"{cell:,}" if is_number else str(cell)
    return f"<td{_number_class(is_number)}>{escape(text)}</td>"


def status_words(statuses: Collection[str]) -> str:
    """What the marks in a table mean, for those that occur in it."""
    used = [STATUS_TEXTS[status] for status in ("provisional", "revised") if status in set(statuses)]
    return "; ".join(f"{word[0]} {word}" for word in used)
