"""Control charts: points, mean and process limits, and a shape and a colour for every kind of variation."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from indicators.charts import theme
from indicators.charts.annotations import (
    DatedNote,
    TargetLine,
    break_marks,
    end_label,
    event_list,
    label_room,
    mark_lines,
    numbered_events,
    target_lines,
    target_traces,
)
from indicators.charts.lines import ChartLine, hollow_markers
from indicators.charts.panel import ChartPanel, empty_panel
from indicators.charts.plot_area import Mark, PlotFrame, left_room, plot_frame, time_axis, unit_note, value_axis
from indicators.charts.small_multiples import assemble_panels
from indicators.charts.theme import BLACK, LINE_HEIGHT, Sizes, Style, escape, format_figure, wrap

if TYPE_CHECKING:
    from indicators.figures import Series
    from indicators.signals.spc import ControlChart

#: The look that members know from the NHS's "Making Data Count", with a shape for every colour.
READING_STYLES = {
    "common": Style("#6F6F6F", "solid", "circle"),
    "improvement": Style("#12436D", "solid", "triangle-up"),
    "concern": Style("#F46A25", "solid", "diamond"),
    "neutral": Style("#A285D1", "solid", "square"),
}
READING_LABELS = {
    "common": "Usual ups and downs",
    "improvement": "Stands out: an improvement",
    "concern": "Stands out: a concern",
    "neutral": "Stands out, neither good nor bad in itself",
}
CAUSE_LABELS = {
    "outside": "beyond the limits",
    "trend": "part of 7 points in a row that rise or fall",
    "two_in_three": "one of 2 in 3 points close to a limit",
    "shift": "part of 7 points in a row on one side of the mean",
}
#: From this many points on, markers are smaller.
_MANY_POINTS = 40


def point_traces(line: ChartLine, control: "ControlChart", *, panel: str, small: bool = False) -> list[dict[str, Any]]:
    """The line through all points, and the points of each reading that occurs, provisional ones hollow.

    `panel` is the axes' suffix; with `small`, markers leave room for many points on a narrow screen.
    """
    known = np.array([value is not None for value in line.values])
    readings = control.reading
    shared = {"xaxis": f"x{panel}", "yaxis": f"y{panel}", "type": "scatter"}
    path = {
        "mode": "lines",
        "x": line.days,
        "y": line.values,
        "connectgaps": False,
        "hoverinfo": "skip",
        "showlegend": False,
        "line": {"color": READING_STYLES["common"].colour, "width": 1.5},
    }
    kinds = [(reading, np.flatnonzero(known & (readings == reading))) for reading in READING_STYLES]
    return [
        shared | path,
        *(shared | _points(line, control, reading, places, small) for reading, places in kinds if len(places)),
    ]


def _points(line: ChartLine, control: "ControlChart", reading: str, places: np.ndarray, small: bool) -> dict[str, Any]:
    style = READING_STYLES[reading]
    provisional = np.array([line.statuses[index] == "provisional" for index in places])
    special = reading != "common"
    size = (12 if special else 9) if len(line.values) <= _MANY_POINTS else (9 if special else 6) - 2 * small
    outline = {"color": style.colour if provisional.any() or not special else "#000000", "width": 1}
    marker = {"symbol": style.symbol, "size": size, "color": style.colour, "opacity": 1, "line": outline}
    return {
        "mode": "markers",
        "name": READING_LABELS[reading],
        "legendgroup": reading,
        "x": [line.days[index] for index in places],
        "y": [line.values[index] for index in places],
        "cliponaxis": False,
        "marker": marker | hollow_markers(provisional, style.colour),
        "customdata": [[_hover(line, control, index)] for index in places],
        "hovertemplate": "%{customdata[0]}<extra></extra>",
    }


def _hover(line: ChartLine, control: "ControlChart", index: int) -> str:
    words = [f"<b>{escape(line.name)}</b>", f"{escape(line.periods[index])}: {line.words(line.figure_at(index))}"]
    points = line.series.points
    if "published" in points:
        published = format_figure(points["published"].iloc[index], line.decimals, line.series.unit)
        words[1] += f" (published {published})"
    cause = str(control.special_cause[index])
    words.append(CAUSE_LABELS[cause].capitalize() if cause in CAUSE_LABELS else READING_LABELS["common"])
    if line.statuses[index] == "provisional":
        words.append("provisional")
    return "<br>".join(words)


_LIMIT = "#595959"
#: Unlike the dashes of the limits.
_TARGET_DASH = "12px,4px,2px,4px"


@dataclass(frozen=True)
class DrawnLimits:
    """Mean and limits as they are drawn, NaN where they cannot be; whether any was cut to what is possible."""

    mean: NDArray[np.float64]
    lpl: NDArray[np.float64]
    upl: NDArray[np.float64]
    cut_below: bool
    cut_above: bool


def drawn_limits(series: "Series", control: "ControlChart") -> DrawnLimits:
    """Limits of counts, rates and percentages kept above 0, those of percentages below 100 too."""
    mean, lower, upper = (
        np.where(control.has_limits, limit, np.nan) for limit in (control.mean, control.lpl, control.upl)
    )
    floor = 0.0 if series.indicator.kind != "value" else -np.inf
    ceiling = 100.0 if series.indicator.kind == "proportion" and series.measure == "value" else np.inf
    cut_below, cut_above = bool((lower < floor).any()), bool((upper > ceiling).any())
    return DrawnLimits(mean, np.maximum(lower, floor), np.minimum(upper, ceiling), cut_below, cut_above)


def control_panel(
    series: "Series",
    control: "ControlChart",
    *,
    targets: Sequence[TargetLine] = (),
    marks: Sequence[Mark] = (),
    size: Sizes,
    number_of_panel: int = 1,
    narrow: bool = False,
    centre: str = "Mean",
) -> ChartPanel:
    """One plot area with the points by kind of movement; narrow, mean and limits are named in the legend."""
    line = ChartLine.read(series, series.area.name)
    suffix = "" if number_of_panel == 1 else str(number_of_panel)
    if not line.known:
        return empty_panel(suffix, size)
    limits = drawn_limits(series, control)
    reach = [*limits.lpl.tolist(), *limits.upl.tolist(), *(target.value for target in targets)]
    frame = plot_frame(
        [line], others=reach, marks=marks, suffix=suffix, size=size, legend=narrow, height=size.panel_height
    )
    labels = [] if narrow else _end_labels(line, limits, frame, centre)
    target_notes, target_shapes = target_lines(targets, line, frame, dash=_TARGET_DASH)
    left = left_room(line, frame)
    right = max([size.font * 2.2, *(label_room(note) for note in labels + target_notes)])
    width = size.assumed_width - left - right
    marked, mark_shapes, above = mark_lines(marks, frame, width=width)
    unit = unit_note(line.series.unit, frame, left=left, above=above)
    if narrow:
        unit |= {"text": f"{unit['text']}<br>{_limits_text(line, limits, centre)}", "align": "left"}
    return ChartPanel(
        traces=[
            *_limit_traces(line, limits, suffix, centre, named=narrow),
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


def _end_labels(line: ChartLine, limits: DrawnLimits, frame: PlotFrame, centre: str) -> list[dict[str, Any]]:
    """The newest figure, and mean and limits where the newest point has them."""
    named = [(line.newest, f"{line.name} {line.words(line.newest)}")]
    named += [(value, f"{name} {_limit_text(line, value)}") for name, value in _last_limits(line, limits, centre)]
    return [end_label(value, wrap(words, frame.size.label_width, frame.size.font), frame) for value, words in named]


def _last_limits(line: ChartLine, limits: DrawnLimits, centre: str) -> list[tuple[str, float]]:
    named = (("Upper limit", limits.upl), (centre, limits.mean), ("Lower limit", limits.lpl))
    return [(name, float(values[line.last])) for name, values in named if not np.isnan(values[line.last])]


def _limit_text(line: ChartLine, value: float) -> str:
    """A limit with one decimal more than small counts have, since it lies between them."""
    return format_figure(value, max(line.decimals, 1 if abs(value) < 100 else 0), line.series.unit)


def _limits_text(line: ChartLine, limits: DrawnLimits, centre: str) -> str:
    """The newest figure with its mean and limits, for a screen without room beside the plot."""
    latest = f"Latest {line.words(line.newest)}"
    ends = {name: _limit_text(line, value) for name, value in _last_limits(line, limits, centre)}
    if not ends:
        return latest
    return f"{latest}, {centre.lower()} {ends[centre]}, limits {ends['Lower limit']} to {ends['Upper limit']}"


def _limit_traces(
    line: ChartLine, limits: DrawnLimits, suffix: str, centre: str, *, named: bool
) -> list[dict[str, Any]]:
    """Mean and limits as level stretches, open where there are none; `named` puts them into the legend."""
    parts = ((centre, limits.mean, "solid"), ("Limits", limits.upl, "dash"), ("", limits.lpl, "dash"))
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
            "line": {"color": BLACK if name == centre else _LIMIT, "width": 1.5, "dash": dash},
            **({"legendgroup": name} if named and name else {}),
            **_level_stretches(line.days, values),
        }
        for name, values, dash in parts
        if not np.isnan(values).all()
    ]


def _level_stretches(days: Sequence[str], values: NDArray[np.float64]) -> dict[str, list]:
    """Level stretches, with a gap between one level and the next."""
    x: list[str | None] = []
    y: list[float | None] = []
    for index, value in enumerate(values.tolist()):
        if y and y[-1] is not None and y[-1] != value:
            x.append(None)
            y.append(None)
        x.append(days[index])
        y.append(None if np.isnan(value) else value)
    return {"x": x, "y": y}


_STACKED_HEIGHT = 250


@dataclass(frozen=True)
class ControlPanelContent:
    """One series with its control chart, and what stands beside it; `name` is the title over its panel, `centre` what
    the line in the middle is called."""

    series: "Series"
    control: "ControlChart"
    name: str = ""
    centre: str = "Mean"
    targets: Sequence[TargetLine] = ()
    breaks: Sequence[DatedNote] = ()
    events: Sequence[DatedNote] = ()


def control_charts_figure(
    charts: Sequence[ControlPanelContent], *, title: str, subtitle: str, source_note: str, narrow: bool = False
) -> go.Figure:
    """Control charts below each other, one panel a series under its name, with one legend for all.

    The values of a series are those that its limits were worked out from; a column `published` holds the figures
    before they were adjusted for the time of year, and the pointer reads both. What the marks mean is a legend; notes
    and events in words are in `layout.meta`.
    """
    size = theme.sizes(narrow)
    if len(charts) > 1:
        size = replace(size, panel_height=_STACKED_HEIGHT)
    else:
        size = replace(size, panel_height=size.plot_height)
    happened = numbered_events([([item.series], item.events) for item in charts])
    panels = [
        control_panel(
            item.series,
            item.control,
            targets=item.targets,
            marks=[*break_marks(item.breaks), *happened[index]],
            size=size,
            number_of_panel=index + 1,
            narrow=narrow,
            centre=item.centre,
        )
        for index, item in enumerate(charts)
    ]
    _name_once(panels)
    words: dict[str, object] = {"title": title, "subtitle": subtitle, "source_note": source_note}
    return assemble_panels(
        panels,
        [wrap(item.name, size.assumed_width, size.font, bold=True) if item.name else [] for item in charts],
        columns=1,
        total=size.assumed_width,
        size=size,
        meta=words | {"events": event_list(happened), "notes": _notes(charts)},
        legend=True,
    )


def _name_once(panels: Sequence[ChartPanel]) -> None:
    """Each kind of mark once in the legend, however many panels have it; other names stay."""
    named = set()
    for panel in panels:
        for trace in panel.traces:
            if trace.get("legendgroup") in named:
                trace["showlegend"] = False
            elif "legendgroup" in trace:
                named.add(trace["legendgroup"])


def _notes(charts: Sequence[ControlPanelContent]) -> list[str]:
    """What a reader must know of limits that are cut short or missing."""
    limits = [drawn_limits(item.series, item.control) for item in charts]
    notes = []
    if any(item.cut_below for item in limits):
        notes.append("limits below 0 are drawn at 0")
    if any(item.cut_above for item in limits):
        notes.append("limits above 100% are drawn at 100%")
    for item in charts:
        if not item.control.has_limits.any():
            notes.append(f"{item.series.area.name}: limits cannot be drawn, since the figures do not vary enough")
        elif not item.control.has_limits.all():
            notes.append(f"{item.series.area.name}: limits cannot be drawn for all points")
    return notes
