"""One area's line: its points, its gaps, its confidence intervals, and what a pointer over it reads.
Intervals are thin bars where there are few points or one stands alone, and a band where there are many.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from indicators.catalogue.symbols import MARKED_STATUSES
from indicators.charts import axes
from indicators.charts.theme import Style, escape, format_figure, format_number, markup, wrap
from indicators.errors import not_none

if TYPE_CHECKING:
    from indicators.figures import Series

#: Beyond this many points, only some carry a marker.
_MANY_POINTS = 40


@dataclass(frozen=True)
class ChartLine:
    """A series read out of its frame once, for drawing: reading frames cell by cell is what takes time.

    `days` are where the points stand (the middle of a span, the day of a snapshot) as ISO days; `values`
    are None where there is no figure; `known` are the places that have one.
    """

    series: "Series"
    name: str
    days: list[str]
    periods: list[str]
    values: list[float | None]
    statuses: list[str]

    @classmethod
    def read(cls, series: "Series", name: str) -> "ChartLine":
        """A series as plain lists, each point in the middle of its period; NaN becomes None."""
        points = series.points
        starts, ends = points["starts"].to_numpy(), points["ends"].to_numpy()
        values = [None if math.isnan(value) else value for value in points["value"].astype(float).tolist()]
        days = axes.iso_days(starts + (ends - starts) // 2)
        return cls(series, name, days, points["period"].tolist(), values, points["status"].tolist())

    @cached_property
    def known(self) -> list[int]:
        """The places that have a figure."""
        return [index for index, value in enumerate(self.values) if value is not None]

    @cached_property
    def decimals(self) -> int:
        """How many decimals this series is shown with: the definition's, or what a rate or index bears."""
        if self.series.measure == "value":
            return self.series.indicator.decimals
        highest = max((abs(self.figure_at(index)) for index in self.known), default=0)
        return 1 if self.series.measure == "rate" and highest < 100 else 0

    @property
    def last(self) -> int:
        """The place of the newest figure; only for a line that has one."""
        return self.known[-1]

    def figure_at(self, index: int) -> float:
        """The figure at a place that has one."""
        return not_none(self.values[index])

    @property
    def newest(self) -> float:
        """The newest figure; only for a line that has one."""
        return self.figure_at(self.last)

    def words(self, value: float) -> str:
        """A figure of this line, with its per cent sign."""
        return format_figure(value, self.decimals, self.series.unit)


def read_lines(series: Sequence["Series"]) -> list[ChartLine]:
    """Lines with what each is called: its area, and its indicator where several are shown."""
    several = len({line.indicator.id for line in series}) > 1
    areas = len({line.area.code for line in series}) > 1
    names = [
        line.area.name
        if not several
        else (f"{line.indicator.short_title}, {line.area.name}" if areas else line.indicator.short_title)
        for line in series
    ]
    return [ChartLine.read(line, name) for line, name in zip(series, names, strict=True)]


def line_trace(
    line: ChartLine, style: Style, *, panel: str, comparator: bool, is_alone: bool = False
) -> dict[str, Any]:
    """A Plotly trace (a dict) that never joins across a missing figure; provisional points are hollow.

    `panel` is the axes' suffix, "" for the first. The pointer reads all lines of a period at once: only of a line that
    `is_alone` is there room for the sources.
    """
    template, cells = _hover(line, with_sources=is_alone)
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": escape(line.name),
        "x": line.days,
        "y": line.values,
        "xaxis": f"x{panel}",
        "yaxis": f"y{panel}",
        "connectgaps": False,
        "cliponaxis": False,
        "line": {"color": style.colour, "width": style.width, "dash": style.dash},
        "marker": _marker(line, style, comparator=comparator),
        "customdata": np.array(cells, dtype=object).reshape(-1, 2),
        "hovertemplate": template,
    }


def _marker(line: ChartLine, style: Style, *, comparator: bool) -> dict[str, Any]:
    provisional = np.array([status == "provisional" for status in line.statuses])
    many = len(line.values) > _MANY_POINTS
    size = 7 if comparator or many else 10
    outline = {"color": style.colour, "width": 2 if provisional.any() else 0}
    marker = {"symbol": style.symbol, "size": size, "color": style.colour, "opacity": 1, "line": outline}
    if many:
        marker["size"] = np.where(_has_marker(line, provisional), size, 0).astype("uint8")
    return marker | hollow_markers(provisional, style.colour)


def hollow_markers(provisional: np.ndarray, colour: str) -> dict[str, Any]:
    """What makes the markers of provisional points hollow; nothing where none is provisional."""
    if not provisional.any():
        return {}
    # 1 is hollow. Numbers on a scale of two colours: Plotly checks a list of names one by one, slowly.
    scale = {"colorscale": [[0, colour], [1, "white"]], "cmin": 0, "cmax": 1, "showscale": False}
    return {"color": provisional.astype("uint8"), **scale}


def _has_marker(line: ChartLine, provisional: np.ndarray) -> list[bool]:
    """Of a long line: every twelfth point, provisional and last ones, and those without neighbours."""
    gaps = [True, *(value is None for value in line.values), True]
    last = line.last if line.known else 0
    return [
        hollow or (last - index) % 12 == 0 or (gaps[index] and gaps[index + 2])
        for index, hollow in enumerate(provisional)
    ]


def _hover(line: ChartLine, *, with_sources: bool) -> tuple[str, list[list[str]]]:
    """The template with all that the points share, and two cells of ready text a point: figure, remarks.

    The unit stands over the axis: repeated in every line it would bury the figures.
    """
    points = line.series.points
    sources = points["source"].tolist() if with_sources else [""] * len(points)
    cited = {sources[index] for index in line.known}
    shared = _source(cited.pop()) if len(cited) == 1 else ""
    name = escape(line.name)
    template = f"<b>{name}</b> %{{customdata[0]}}%{{customdata[1]}}{shared}<extra></extra>"
    others = points["other_figures"].tolist() if "other_figures" in points else [0] * len(points)
    intervals = _interval_words(line)
    parts = zip(points["numerator"].tolist(), points["denominator"].tolist(), others, strict=True)
    cells = []
    for index, (numerator, denominator, other) in enumerate(parts):
        value = line.values[index]
        if value is None:
            cells.append(["", ""])
            continue
        remarks = (
            [f"{format_number(numerator, 0)} out of {format_number(denominator, 0)}"]
            if denominator == denominator
            else []
        )
        remarks += intervals.get(index, [])
        remarks += _remarks(line.statuses[index], other)
        extra = "".join(f"<br>{words}" for words in remarks)
        extra += "" if shared else _source(sources[index])
        cells.append([f"{escape(line.periods[index])}: {line.words(value)}", extra])
    return template, cells


def _interval_words(line: ChartLine) -> dict[int, list[str]]:
    """The interval in words, by the place of its point."""
    points = line.series.points
    if "lower" not in points or "upper" not in points:
        return {}
    limits = zip(points["lower"].tolist(), points["upper"].tolist(), strict=True)
    return {
        index: [f"95% interval {line.words(lower)} to {line.words(upper)}"]
        for index, (lower, upper) in enumerate(limits)
        if lower == lower and upper == upper
    }


def _remarks(status: str, others: float) -> list[str]:
    words = [status] if status in MARKED_STATUSES else []
    if others > 0:
        words.append(f"{others:.0f} other published figure" + ("s" if others > 1 else ""))
    return words


def _source(source: object) -> str:
    if not isinstance(source, str) or not source:
        return ""
    return "<br>" + markup(wrap(f"Source: {source}", 420, 14))


#: Up to this many points each has a bar; more would be a fence.
MOST_INTERVAL_BARS = 6
_BAND_SHADE = 0.16


def interval_bars(line: ChartLine, style: Style) -> dict[str, Any]:
    """What a trace gains by bars from the columns `lower` and `upper`; of many points only by those that stand alone,
    where a band has no width.
    """
    points = line.series.points
    if not _has_limits(points):
        return {}
    runs = _runs(points["lower"].tolist(), points["upper"].tolist())
    barred = {index for run in runs if len(run) == 1 or not _is_banded(line) for index, *_ in run}
    if not barred:
        return {}
    above = (points["upper"] - points["value"]).round(6)
    below = (points["value"] - points["lower"]).round(6)
    sizes = {
        key: [max(size, 0) if index in barred else None for index, size in enumerate(column.tolist())]
        for key, column in (("array", above), ("arrayminus", below))
    }
    look = {"color": style.colour, "thickness": 1.5, "width": 5}
    return {"error_y": {"type": "data", "symmetric": False, **look, **sizes}}


def interval_band(line: ChartLine, style: Style, *, panel: str) -> list[dict[str, Any]]:
    """A shaded trace behind a line of many points, open where a limit is missing; none for few points."""
    points = line.series.points
    if not _has_limits(points) or not _is_banded(line):
        return []
    days, values = [], []
    for run in _runs(points["lower"].tolist(), points["upper"].tolist()):
        days += [*(line.days[index] for index, *_ in run), *(line.days[index] for index, *_ in reversed(run)), None]
        values += [*(upper for _, _, upper in run), *(lower for _, lower, _ in reversed(run)), None]
    return [
        {
            "type": "scatter",
            "mode": "none",
            "x": days,
            "y": values,
            "xaxis": f"x{panel}",
            "yaxis": f"y{panel}",
            "fill": "toself",
            "fillcolor": _shade(style.colour),
            "hoverinfo": "skip",
            "showlegend": False,
        }
    ]


def _is_banded(line: ChartLine) -> bool:
    return len(line.known) > MOST_INTERVAL_BARS


def _has_limits(points: pd.DataFrame) -> bool:
    return "lower" in points and "upper" in points and not points["lower"].isna().all()


def _runs(lower: list[float], upper: list[float]) -> list[list[tuple[int, float, float]]]:
    """Neighbouring points that have both limits: place, lower, upper."""
    runs: list[list[tuple[int, float, float]]] = [[]]
    for index, (low, high) in enumerate(zip(lower, upper, strict=True)):
        if math.isnan(low) or math.isnan(high):
            runs.append([])
        else:
            runs[-1].append((index, low, high))
    return [run for run in runs if run]


def _shade(colour: str) -> str:
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return f"rgba({red},{green},{blue},{_BAND_SHADE})"
