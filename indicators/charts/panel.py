"""One plot area with its lines, labels, targets and breaks, as plain dicts that a chart puts together."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from indicators.charts import axes
from indicators.charts.ends import TargetLine, end_labels, end_texts, label_room, target_lines
from indicators.charts.frame import Frame
from indicators.charts.lines import Line, line_trace, read_lines
from indicators.charts.marks import Marked, mark_lines
from indicators.charts.text import LINE_HEIGHT, escape, markup, number, sentence_case, text_width
from indicators.charts.theme import BLACK, GRID, Sizes, axis, series_styles

if TYPE_CHECKING:
    from indicators.measures import Series

_NO_FIGURES = "No figures for this choice"


@dataclass(frozen=True)
class Panel:
    """The parts of one plot area; pixels of room needed above it, left and right of it."""

    traces: list[dict[str, Any]]
    xaxis: dict[str, Any]
    yaxis: dict[str, Any]
    annotations: list[dict[str, Any]] = field(default_factory=list)
    shapes: list[dict[str, Any]] = field(default_factory=list)
    above: float = 0
    left: float = 8
    right: float = 12


def build_panel(
    series: Sequence["Series"],
    *,
    comparators: Sequence["Series"] = (),
    targets: Sequence[TargetLine] = (),
    marks: Sequence[Marked] = (),
    size: Sizes,
    height: float,
    width: float,
    number_of_panel: int = 1,
    legend: bool = False,
) -> Panel:
    """One plot area of `height` pixels, reckoned to be `width` wide with its labels.

    With `legend`, names go into the figure's legend instead of to the ends of the lines.
    """
    lines = read_lines([*series, *comparators])
    suffix = "" if number_of_panel == 1 else str(number_of_panel)
    if not any(line.known for line in lines):
        return _empty(suffix, size)
    frame = _frame(lines, targets, suffix=suffix, size=size, legend=legend, height=height)
    texts = end_texts(lines, frame)
    labels = [] if legend else end_labels(lines, texts, frame)
    target_notes, target_shapes = target_lines(targets, lines[0], frame)
    left = _left(lines[0], frame)
    right = max([size.font * 2.2, *(label_room(note) for note in labels + target_notes)])
    marked, mark_shapes, above = mark_lines(marks, frame, width=width - left - right)
    traces = [
        line_trace(line, style, panel=suffix, comparator=place >= len(series))
        for place, (line, style) in enumerate(zip(lines, series_styles(series, comparators), strict=True))
    ]
    if legend:
        for trace, text in zip(traces, texts, strict=True):
            trace["name"] = markup(text)
    return Panel(
        traces=traces,
        xaxis=_xaxis(lines, frame, width=width - left - right),
        yaxis=_yaxis(lines[0], frame),
        annotations=[*labels, *target_notes, *marked, _unit_note(lines[0], frame, left, above)],
        shapes=[*target_shapes, *mark_shapes],
        above=above + size.note * LINE_HEIGHT + 20,
        left=left,
        right=right,
    )


def _frame(lines: Sequence[Line], targets: Sequence[TargetLine], **rest: Any) -> Frame:
    index = lines[0].series.measure == "index"
    scale = axes.value_scale(
        [*_drawn(lines), *(target.value for target in targets), *([100.0] if index else [])],
        from_zero=not index,
        whole=lines[0].decimals == 0,
        ticks=5 if rest["height"] > 220 else 4,
    )
    shown = [line for line in lines if line.known]
    start = pd.Timestamp(min(line.days[line.known[0]] for line in shown))
    latest = max(line.days[line.last] for line in shown)
    end = pd.Timestamp(latest)
    pad = max((end - start) * 0.04, pd.Timedelta(days=4)) if start != end else pd.Timedelta(days=150)
    # Half a day keeps the last label's own point inside the axis: Plotly hides it beyond.
    last = end + (pd.Timedelta(hours=12) if start != end else pad)
    return Frame(start=start - pad, end=last, latest=latest, scale=scale, **rest)


def _drawn(lines: Sequence[Line]) -> list[float]:
    """Every value that the axis must hold, the ends of intervals included."""
    values = [line.values[place] for line in lines for place in line.known]
    for line in lines:
        for column in ("lower", "upper"):
            if column in line.series.points:
                values += line.series.points[column].tolist()
    return values


def _empty(suffix: str, size: Sizes) -> Panel:
    hidden = {"visible": False, "range": [0, 1]}
    note = {
        "text": _NO_FIGURES,
        "showarrow": False,
        "xref": f"x{suffix} domain",
        "yref": f"y{suffix} domain",
        "x": 0.5,
        "y": 0.5,
        "font": {"size": size.font, "color": BLACK},
    }
    return Panel([], axis(**hidden), axis(**hidden), annotations=[note])


def _left(line: Line, frame: Frame) -> float:
    widths = [text_width(text, frame.size.font) for text in _tick_texts(line, frame)]
    return max(widths) + 14


def _tick_texts(line: Line, frame: Frame) -> list[str]:
    percent = "%" if line.series.unit.startswith("%") else ""
    return [number(tick, frame.scale.decimals) + percent for tick in frame.scale.ticks]


def _unit_note(line: Line, frame: Frame, left: float, above: float) -> dict[str, Any]:
    text = "Per cent" if line.series.unit == "%" else sentence_case(line.series.unit)
    return frame.over(
        escape(text), x=0, y=1, xanchor="left", yanchor="bottom", xshift=-round(left) + 4, yshift=above + 14
    )


def _xaxis(lines: Sequence[Line], frame: Frame, *, width: float) -> dict[str, Any]:
    first, last = frame.start.isoformat(), frame.end.isoformat()
    kinds = [kind for line in lines for kind in line.series.points["period_type"].tolist()]
    kind = max(dict.fromkeys(kinds), key=kinds.count)
    periods = {
        day: period
        for line in lines
        for day, period, own in zip(line.days, line.periods, line.series.points["period_type"], strict=True)
        if own == kind and first <= day <= last
    }
    values, texts = axes.period_ticks(periods, kind, width=width, size=frame.size.font)
    return axis(
        type="date",
        range=[first, last],
        tickvals=values,
        ticktext=texts,
        tickfont={"size": frame.size.font},
        showgrid=False,
        ticklen=6,
        linecolor=BLACK,
    )


def _yaxis(line: Line, frame: Frame) -> dict[str, Any]:
    return axis(
        range=[frame.scale.low, frame.scale.high],
        tickvals=list(frame.scale.ticks),
        ticktext=_tick_texts(line, frame),
        tickfont={"size": frame.size.font},
        ticks="",
        showline=False,
        gridcolor=GRID,
    )
