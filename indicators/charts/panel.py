"""One plot area with its lines, labels, targets and breaks, as plain dicts that a chart puts together."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from indicators.charts.annotations import (
    TargetLine,
    end_labels,
    end_texts,
    label_room,
    mark_lines,
    target_lines,
    target_traces,
)
from indicators.charts.lines import ChartLine, interval_band, interval_bars, line_trace, read_lines
from indicators.charts.plot_area import Mark, left_room, plot_frame, time_axis, unit_note, value_axis
from indicators.charts.theme import BLACK, LINE_HEIGHT, Sizes, Style, axis_layout, markup, series_styles

if TYPE_CHECKING:
    from indicators.figures import Series

_NO_FIGURES = "No figures for this choice"


@dataclass(frozen=True)
class ChartPanel:
    """The parts of one plot area; pixels of room needed above it, left and right of it."""

    traces: list[dict[str, Any]]
    xaxis: dict[str, Any]
    yaxis: dict[str, Any]
    annotations: list[dict[str, Any]] = field(default_factory=list)
    shapes: list[dict[str, Any]] = field(default_factory=list)
    above: float = 0
    left: float = 8
    right: float = 12


def chart_panel(
    series: Sequence["Series"],
    *,
    comparators: Sequence["Series"] = (),
    targets: Sequence[TargetLine] = (),
    marks: Sequence[Mark] = (),
    size: Sizes,
    height: float,
    width: float,
    number_of_panel: int = 1,
    legend: bool = False,
    heading: str = "",
) -> ChartPanel:
    """One plot area of `height` pixels, reckoned to be `width` wide with its labels.

    With `legend`, names go into the figure's legend instead of to the ends of the lines. `heading` is the panel's
    title: a line that is named so is not named once more at its end.
    """
    lines = read_lines([*series, *comparators])
    suffix = "" if number_of_panel == 1 else str(number_of_panel)
    if not any(line.known for line in lines):
        return empty_panel(suffix, size)
    reach = [target.value for target in targets]
    frame = plot_frame(lines, others=reach, marks=marks, suffix=suffix, size=size, legend=legend, height=height)
    texts = end_texts(lines, frame, heading=heading)
    labels = [] if legend else end_labels(lines, texts, frame)
    target_notes, target_shapes = target_lines(targets, lines[0], frame)
    left, unit = left_room(lines[0], frame), lines[0].series.shared_unit(line.series for line in lines)
    right = max([size.font * 2.2, *(label_room(note) for note in labels + target_notes)])
    marked, mark_shapes, above = mark_lines(marks, frame, width=width - left - right)
    styles = series_styles(series, comparators)
    return ChartPanel(
        traces=[
            *_traces(lines, styles, texts if legend else None, panel=suffix, own=len(series)),
            *target_traces(targets, lines[0], frame),
        ],
        xaxis=time_axis(lines, frame, width=width - left - right),
        yaxis=value_axis(lines[0], frame),
        annotations=[*labels, *target_notes, *marked, unit_note(unit, frame, left=left, above=above)],
        shapes=[*target_shapes, *mark_shapes],
        above=above + size.note * LINE_HEIGHT + 20,
        left=left,
        right=right,
    )


def _traces(
    lines: Sequence[ChartLine], styles: Sequence[Style], texts: Sequence[list[str]] | None, *, panel: str, own: int
) -> list[dict[str, Any]]:
    """Bands behind, lines before them; `texts` are the names for a legend, the first `own` lines no comparators."""
    bands, drawn = [], []
    for index, (line, style) in enumerate(zip(lines, styles, strict=True)):
        bands += interval_band(line, style, panel=panel)
        trace = line_trace(line, style, panel=panel, comparator=index >= own, is_alone=len(lines) == 1)
        trace |= interval_bars(line, style)
        drawn.append(trace | ({"name": markup(texts[index])} if texts else {}))
    return bands + drawn


def empty_panel(suffix: str, size: Sizes) -> ChartPanel:
    """A plot area that says that there is nothing to show."""
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
    return ChartPanel([], axis_layout(**hidden), axis_layout(**hidden), annotations=[note])
