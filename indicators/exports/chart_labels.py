"""Names and figures at the ends of native lines and bars, so that nobody matches colours with a legend."""

from collections.abc import Sequence
from typing import Any

from pptx.chart.chart import Chart
from pptx.enum.chart import XL_LABEL_POSITION
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Pt

from indicators.charts.text import number, text_width
from indicators.exports.exhibit import Plot
from indicators.exports.exhibit_words import line

_SIZE, _POINTS = 12, 72
#: Shares of the chart: the height that two labels need between them, the most of the width that labels may take.
_APART, _MOST = 0.075, 0.34
#: Shares of the chart around the plot: left of it, over it, and its height.
_LEFT, _TOP, _HIGH = 0.09, 0.04, 0.82


def label_ends(chart: Chart, plot: Plot, *, width: float) -> bool:
    """Name every line at its newest figure, on a chart so many inches wide; False, with nothing done, where that
    would collide: lines that end early or close together, names too long. Lines without figures need no name.
    """
    ends = [_last(item.ys) for item in plot.lines]
    if any(end is not None and end != len(plot.categories) - 1 for end in ends):
        return False
    values = [item.ys[end] for item, end in zip(plot.lines, ends, strict=True) if end is not None]
    room = max(_width(plot, place) for place, end in enumerate(ends) if end is not None) / width
    if room > _MOST or not _are_apart(values, chart.value_axis.maximum_scale - chart.value_axis.minimum_scale):
        return False
    for series, end in zip(chart.plots[0].series, ends, strict=True):
        if end is not None:
            _label(series.points[end].data_label)
    _leave_room(chart, room)
    return True


def label_bars(chart: Chart, plot: Plot) -> None:
    """The figure at the end of every bar."""
    bars = chart.plots[0]
    # Few bars over a whole slide would be blocks.
    bars.gap_width, bars.overlap = min(500, max(60, 600 // max(1, len(bars.categories)))), 0
    bars.has_data_labels = True
    labels = bars.data_labels
    labels.show_value, labels.position, labels.font.size = True, XL_LABEL_POSITION.OUTSIDE_END, Pt(_SIZE)


def _last(values: Sequence[float | None]) -> int | None:
    return max((place for place, value in enumerate(values) if value is not None), default=None)


def _width(plot: Plot, place: int) -> float:
    """Inches that a line's name and newest figure take."""
    item = plot.lines[place]
    words = f"{line(item.name)} {number(item.ys[_last(item.ys)], plot.decimals)}% "
    return text_width(words, _SIZE) * 1.1 / _POINTS + 0.2


def _are_apart(values: Sequence[float], span: float) -> bool:
    ordered = sorted(values)
    return all(after - before >= _APART * span for before, after in zip(ordered, ordered[1:], strict=False))


def _label(label: Any) -> None:
    """The line's name and figure to the right of a point; both follow the chart's own figures when these are edited."""
    label.position = XL_LABEL_POSITION.RIGHT
    label.font.size = Pt(_SIZE)
    element = label._dLbl
    element.find("{*}txPr/{*}bodyPr").set("wrap", "none")
    for name, shown in (("showVal", "1"), ("showSerName", "1"), ("showLegendKey", "0")):
        element.find(f"{{*}}{name}").set("val", shown)
    element.append(parse_xml(f"<c:separator {nsdecls('c')}> </c:separator>"))


def _leave_room(chart: Chart, room: float) -> None:
    """Fix the plot so that labels stand to its right."""
    area = chart._chartSpace.chart.plotArea
    for old in area.findall("{*}layout"):
        area.remove(old)
    sides = {"x": _LEFT, "y": _TOP, "w": 1 - _LEFT - room, "h": _HIGH}
    inner = '<c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
    inner += "".join(f'<c:{side} val="{share:.4f}"/>' for side, share in sides.items())
    area.insert(0, parse_xml(f"<c:layout {nsdecls('c')}><c:manualLayout>{inner}</c:manualLayout></c:layout>"))
