"""One control chart as a panel: the traces of points, mean and limits, and the labels at their ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from indicators.charts.control_points import point_traces
from indicators.charts.ends import TargetLine, end_label, label_room, target_lines, target_traces
from indicators.charts.frame import Frame
from indicators.charts.lines import Line
from indicators.charts.marks import Mark, mark_lines
from indicators.charts.panel import Panel, empty_panel
from indicators.charts.plot_area import left_room, plot_frame, time_axis, unit_note, value_axis
from indicators.charts.text import LINE_HEIGHT, figure, wrap
from indicators.charts.theme import BLACK, Sizes

if TYPE_CHECKING:
    from indicators.measures import Series
    from indicators.signals.control import ControlChart

_LIMIT = "#595959"
#: Unlike the dashes of the limits.
_TARGET_DASH = "12px,4px,2px,4px"


@dataclass(frozen=True)
class Limits:
    """Mean and limits as they are drawn, NaN where they cannot be; whether any was cut to what is possible."""

    mean: NDArray[np.float64]
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]
    cut_below: bool
    cut_above: bool


def limits_of(series: "Series", control: "ControlChart") -> Limits:
    """Limits of counts, rates and percentages kept above 0, those of percentages below 100 too."""
    mean, lower, upper = (
        np.where(control.has_limits, limit, np.nan) for limit in (control.mean, control.lower, control.upper)
    )
    floor = 0.0 if series.indicator.kind != "value" else -np.inf
    ceiling = 100.0 if series.indicator.kind == "proportion" and series.measure == "value" else np.inf
    cut_below, cut_above = bool((lower < floor).any()), bool((upper > ceiling).any())
    return Limits(mean, np.maximum(lower, floor), np.minimum(upper, ceiling), cut_below, cut_above)


def control_panel(
    series: "Series",
    control: "ControlChart",
    *,
    targets: Sequence[TargetLine] = (),
    marks: Sequence[Mark] = (),
    size: Sizes,
    number_of_panel: int = 1,
    narrow: bool = False,
) -> Panel:
    """One plot area with the points by kind of movement; narrow, mean and limits are named in the legend."""
    line = Line.read(series, series.area.name)
    suffix = "" if number_of_panel == 1 else str(number_of_panel)
    if not line.known:
        return empty_panel(suffix, size)
    limits = limits_of(series, control)
    reach = [*limits.lower.tolist(), *limits.upper.tolist(), *(target.value for target in targets)]
    frame = plot_frame(
        [line], others=reach, marks=marks, suffix=suffix, size=size, legend=narrow, height=size.panel_height
    )
    labels = [] if narrow else _end_labels(line, limits, frame)
    target_notes, target_shapes = target_lines(targets, line, frame, dash=_TARGET_DASH)
    left = left_room(line, frame)
    right = max([size.font * 2.2, *(label_room(note) for note in labels + target_notes)])
    width = size.assumed_width - left - right
    marked, mark_shapes, above = mark_lines(marks, frame, width=width)
    unit = unit_note(line.series.unit, frame, left=left, above=above)
    if narrow:
        unit |= {"text": f"{unit['text']}<br>{_in_words(line, limits)}", "align": "left"}
    return Panel(
        traces=[
            *_limit_traces(line, limits, suffix, named=narrow),
            *point_traces(line, control, panel=suffix, small=narrow),
            *target_traces(targets, line, frame, dash=_TARGET_DASH),
        ],
        xaxis=time_axis([line], frame, width=width),
        yaxis=value_axis(line, frame),
        annotations=[*labels, *target_notes, *marked, unit],
        shapes=[*target_shapes, *mark_shapes],
        above=above + (unit["text"].count("<br>") + 1) * size.note * LINE_HEIGHT + 20,
        left=left,
        right=right,
    )


def _end_labels(line: Line, limits: Limits, frame: Frame) -> list[dict[str, Any]]:
    """The newest figure, and mean and limits where the newest point has them."""
    named = [(line.values[line.last], f"{line.name} {line.words(line.values[line.last])}")]
    named += [(value, f"{name} {_limit_words(line, value)}") for name, value in _last_limits(line, limits)]
    return [end_label(value, wrap(words, frame.size.label_width, frame.size.font), frame) for value, words in named]


def _last_limits(line: Line, limits: Limits) -> list[tuple[str, float]]:
    named = (("Upper limit", limits.upper), ("Mean", limits.mean), ("Lower limit", limits.lower))
    return [(name, float(values[line.last])) for name, values in named if not np.isnan(values[line.last])]


def _limit_words(line: Line, value: float) -> str:
    """A limit with one decimal more than small counts have, since it lies between them."""
    return figure(value, max(line.decimals, 1 if abs(value) < 100 else 0), line.series.unit)


def _in_words(line: Line, limits: Limits) -> str:
    """The newest figure with its mean and limits, for a screen without room beside the plot."""
    latest = f"Latest {line.words(line.values[line.last])}"
    ends = {name: _limit_words(line, value) for name, value in _last_limits(line, limits)}
    if not ends:
        return latest
    return f"{latest}, mean {ends['Mean']}, limits {ends['Lower limit']} to {ends['Upper limit']}"


def _limit_traces(line: Line, limits: Limits, suffix: str, *, named: bool) -> list[dict[str, Any]]:
    """Mean and limits as level stretches, open where there are none; `named` puts them into the legend."""
    parts = (("Mean", limits.mean, "solid"), ("Limits", limits.upper, "dash"), ("", limits.lower, "dash"))
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "name": name,
            "showlegend": named and bool(name),
            "xaxis": f"x{suffix}",
            "yaxis": f"y{suffix}",
            "hoverinfo": "skip",
            "connectgaps": False,
            "line": {"color": BLACK if name == "Mean" else _LIMIT, "width": 1.5, "dash": dash},
            **({"legendgroup": name} if named and name else {}),
            **_steps(line.days, values),
        }
        for name, values, dash in parts
        if not np.isnan(values).all()
    ]


def _steps(days: Sequence[str], values: NDArray[np.float64]) -> dict[str, list]:
    """Level stretches, with a gap between one level and the next."""
    x: list[str | None] = []
    y: list[float | None] = []
    for place, value in enumerate(values.tolist()):
        if y and y[-1] is not None and y[-1] != value:
            x.append(None)
            y.append(None)
        x.append(days[place])
        y.append(None if np.isnan(value) else value)
    return {"x": x, "y": y}
