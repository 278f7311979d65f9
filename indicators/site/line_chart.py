"""A line chart as numbers and words for a template of SVG: drawn without a browser, in one size for a page and one for
a phone.
"""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from indicators.charts.axes import iso_days, period_ticks, value_scale
from indicators.charts.lines import ChartLine, read_lines
from indicators.charts.theme import Style, format_number, sentence_case, series_styles, text_width
from indicators.figures import Series

#: SVG's dashes of the names that Plotly has for them.
_DASHES = {
    "solid": "", "dot": "1.5 4", "dash": "7 4", "longdash": "12 4", "dashdot": "7 3 1.5 3", "longdashdot": "12 3 1.5 3",
}  # fmt: skip
#: Paths around the middle of a marker of half its size 1.
_SHAPES = {
    "circle": "M-1,0A1,1 0 1 0 1,0A1,1 0 1 0 -1,0Z",
    "square": "M-.9,-.9H.9V.9H-.9Z",
    "diamond": "M0,-1.25L1.25,0L0,1.25L-1.25,0Z",
    "triangle-up": "M0,-1.2L1.15,.9H-1.15Z",
    "triangle-down": "M0,1.2L1.15,-.9H-1.15Z",
    "cross": "M-.4,-1.1H.4V-.4H1.1V.4H.4V1.1H-.4V.4H-1.1V-.4H-.4Z",
    "x": "M-1.1,-.6L-.6,-1.1L0,-.5L.6,-1.1L1.1,-.6L.5,0L1.1,.6L.6,1.1L0,.5L-.6,1.1L-1.1,.6L-.5,0Z",
    "star": "M0,-1.3L.35,-.4L1.25,-.4L.55,.2L.8,1.1L0,.55L-.8,1.1L-.55,.2L-1.25,-.4L-.35,-.4Z",
}
#: Points of a line beyond which only the last one is marked.
_MANY = 30
_DAY = np.timedelta64(1, "D")
_Of = TypeVar("_Of")
#: Where on an axis something stands, in pixels.
_Place = Callable[[_Of], float]


@dataclass(frozen=True)
class ChartSize:
    """Pixels of the whole, of its text and its markers, and how many grid lines it may have."""

    name: str
    width: int
    height: int
    font: int
    marker: float
    ticks: int


WIDE, NARROW = ChartSize("wide", 720, 340, 15, 5.0, 5), ChartSize("narrow", 340, 270, 13, 4.0, 4)
_EDGE, _ABOVE, _TICK = 12.0, 30.0, 6.0


@dataclass(frozen=True)
class DrawnMarker:
    """A marker on a point; hollow where the figure may still change."""

    x: float
    y: float
    is_hollow: bool


@dataclass(frozen=True)
class DrawnLine:
    """A line of a chart: its name and look, its stretches without a gap, and its markers.

    `marker` are the pixels from the middle of one to its edge.
    """

    name: str
    colour: str
    dash: str
    width: float
    shape: str
    marker: float
    runs: tuple[str, ...]
    markers: tuple[DrawnMarker, ...]


@dataclass(frozen=True)
class DrawnLabel:
    """A label with its lines, at its place on an axis."""

    place: float
    lines: tuple[str, ...]


@dataclass(frozen=True)
class DrawnChart:
    """A chart of one size: the box of its plot, its labels, its lines and the places of breaks."""

    size: ChartSize
    left: float
    right: float
    top: float
    bottom: float
    unit: str
    values: tuple[DrawnLabel, ...]
    periods: tuple[DrawnLabel, ...]
    lines: tuple[DrawnLine, ...]
    breaks: tuple[float, ...]


def draw_lines(series: Sequence[Series], comparators: Sequence[Series], size: ChartSize) -> DrawnChart:
    """The chart of some lines of one indicator, of which one at least has figures of two periods."""
    styles = series_styles(series, comparators)
    lines = read_lines([*series, *comparators])
    scale = value_scale(
        [line.figure_at(index) for line in lines for index in line.known],
        from_zero=True,
        whole=lines[0].decimals == 0,
        ticks=size.ticks,
    )
    percent = "%" if series[0].unit.startswith("%") else ""
    texts = [format_number(tick, scale.decimals) + percent for tick in scale.ticks]
    left = max(text_width(text, size.font) for text in texts) + _EDGE
    right, bottom = size.width - 2 * _EDGE, size.height - size.font * 2.9
    days = np.array([day for line in lines for day in line.days], "datetime64[D]")
    known = np.array([line.days[index] for line in lines for index in line.known], "datetime64[D]")
    first, last = known.min(), known.max()
    # Markers stand a little off the axis.
    start, end = left + size.marker + 4, right - size.marker - 2

    span = max((last - first) / _DAY, 1)

    def across(day: str) -> float:
        return round(float(start + (np.datetime64(day, "D") - first) / _DAY / span * (end - start)), 1)

    def up(value: float) -> float:
        return round(bottom - (value - scale.low) / (scale.high - scale.low) * (bottom - _ABOVE), 1)

    shown = days[(days >= first) & (days <= last)]
    return DrawnChart(
        size=size,
        left=round(left, 1),
        right=right,
        top=_ABOVE,
        bottom=round(bottom, 1),
        unit="Per cent" if series[0].unit == "%" else sentence_case(series[0].shared_unit(series)),
        values=tuple(DrawnLabel(up(tick), (text,)) for tick, text in zip(scale.ticks, texts, strict=True)),
        periods=_period_labels(lines, set(iso_days(shown)), across, width=end - start, size=size),
        lines=tuple(
            # What the lines are held against stays in the background.
            _drawn(line, style, across, up, marker=size.marker * (1.0 if place < len(series) else 0.7))
            for place, (line, style) in enumerate(zip(lines, styles, strict=True))
            if line.known
        ),
        breaks=tuple(across(day) for day in _break_days(series) if first < np.datetime64(day) <= last),
    )


def _break_days(series: Sequence[Series]) -> list[str]:
    return sorted({item.date.isoformat() for line in series for item in line.breaks})


def _period_labels(
    lines: Sequence[ChartLine], shown: set[str], across: _Place[str], *, width: float, size: ChartSize
) -> tuple[DrawnLabel, ...]:
    """The labels below, those of the commonest kind of period, as many as fit."""
    kinds = [kind for line in lines for kind in line.series.points["period_type"].tolist()]
    kind = max(dict.fromkeys(kinds), key=kinds.count)
    periods = {
        day: period
        for line in lines
        for day, period, own in zip(line.days, line.periods, line.series.points["period_type"], strict=True)
        if own == kind and day in shown
    }
    days, texts = period_ticks(periods, kind, width=width, size=size.font)
    labels = [(across(day), tuple(text.split("<br>"))) for day, text in zip(days, texts, strict=True)]
    # The last label stays within the picture.
    return tuple(
        DrawnLabel(round(min(place, size.width - max(text_width(part, size.font) for part in parts) / 2), 1), parts)
        for place, parts in labels
    )


def _drawn(line: ChartLine, style: Style, across: _Place[str], up: _Place[float], *, marker: float) -> DrawnLine:
    points = [
        None if value is None else DrawnMarker(across(day), up(value), status == "provisional")
        for day, value, status in zip(line.days, line.values, line.statuses, strict=True)
    ]
    stretches = (run for is_known, run in itertools.groupby(points, key=lambda point: point is not None) if is_known)
    runs = [[point for point in run if point is not None] for run in stretches]
    known = [point for run in runs for point in run]
    # Among many, markers would hide the line; a point that stands alone, and the newest, are marked always.
    marked = known if len(known) <= _MANY else [*(run[0] for run in runs if len(run) == 1), known[-1]]
    return DrawnLine(
        name=line.name,
        colour=style.colour,
        dash=_DASHES[style.dash],
        width=style.width,
        shape=_SHAPES[style.symbol],
        marker=round(marker, 2),
        runs=tuple(" ".join(f"{point.x},{point.y}" for point in run) for run in runs if len(run) > 1),
        markers=tuple(dict.fromkeys(marked)),
    )
