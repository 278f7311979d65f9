"""Native charts on slides: lines, bars or points that an office can edit, as the picture draws them.
Lines and bars have their names and figures at their ends; the workbook behind each chart holds text as text,
whatever it begins with.
"""

import io
import itertools
from collections.abc import Sequence
from typing import Any

from pptx.chart.chart import Chart
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_MARKER_STYLE
from pptx.enum.dml import MSO_LINE
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.slide import Slide
from pptx.util import Inches, Pt

from indicators.charts import axes
from indicators.charts.theme import AREA_STYLES, COMPARATOR_STYLES, GRID, OTHER_STYLES, Style, format_number, text_width
from indicators.exports.excel import new_workbook
from indicators.exports.exhibit import Plot, PlotLine, single_line

_SIZE, _POINTS = 12, 72
#: Shares of the chart: the height that two labels need between them, the most of the width that labels may take.
_LABEL_HEIGHT, _MOST = 0.075, 0.34
#: Shares of the chart around the plot: left of it, over it, and its height.
_LEFT, _TOP, _HIGH = 0.09, 0.04, 0.82


def label_ends(chart: Chart, plot: Plot, *, width: float) -> bool:
    """Name every line at its newest figure, on a chart so many inches wide; False, with nothing done, where that
    would collide: lines that end early or close together, names too long. Lines without figures need no name.
    """
    ends = [_last_known_index(item.ys) for item in plot.lines]
    if any(end is not None and end != len(plot.categories) - 1 for end in ends):
        return False
    newest = [(item.name, value) for item in plot.lines if (value := _last_value(item.ys)) is not None]
    room = max(_width(name, value, plot.decimals) for name, value in newest) / width
    values = [value for _, value in newest]
    if room > _MOST or not _have_room(values, chart.value_axis.maximum_scale - chart.value_axis.minimum_scale):
        return False
    # Its annotations take a plot for a list.
    drawn: Any = chart.plots[0]
    for series, end in zip(drawn.series, ends, strict=True):
        if end is not None:
            _label(series.points[end].data_label)
    _leave_room(chart, room)
    return True


def label_bars(chart: Chart, plot: Plot) -> None:
    """The figure at the end of every bar."""
    bars: Any = chart.plots[0]
    # Few bars over a whole slide would be blocks.
    bars.gap_width, bars.overlap = min(500, max(60, 600 // max(1, len(bars.categories)))), 0
    bars.has_data_labels = True
    labels = bars.data_labels
    labels.show_value, labels.position, labels.font.size = True, XL_LABEL_POSITION.OUTSIDE_END, Pt(_SIZE)


def _last_known_index(values: Sequence[float | None]) -> int | None:
    return max((index for index, value in enumerate(values) if value is not None), default=None)


def _last_value(values: Sequence[float | None]) -> float | None:
    return next((value for value in reversed(values) if value is not None), None)


def _width(name: str, value: float, decimals: int) -> float:
    """Inches that a line's name and newest figure take."""
    words = f"{single_line(name)} {format_number(value, decimals)}% "
    return text_width(words, _SIZE) * 1.1 / _POINTS + 0.2


def _have_room(values: Sequence[float], span: float) -> bool:
    ordered = sorted(values)
    return all(after - before >= _LABEL_HEIGHT * span for before, after in zip(ordered, ordered[1:], strict=False))


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


#: The name by which python-pptx refers to the cells.
_SHEET = "Sheet1"


def plot_workbook(plot: Plot) -> bytes:
    """The figures where python-pptx says that they are: a column a line, or for points a block of two columns each."""
    buffer = io.BytesIO()
    with new_workbook(buffer, title=single_line(plot.title)) as book:
        sheet = book.add_worksheet(_SHEET)
        if plot.kind == "scatter":
            _write_points(sheet, plot)
        else:
            _write_lines(sheet, plot)
    return buffer.getvalue()


def _write_lines(sheet: Any, plot: Plot) -> None:
    for row, name in enumerate(plot.categories, start=1):
        sheet.write_string(row, 0, single_line(name))
    for column, item in enumerate(plot.lines, start=1):
        sheet.write_string(0, column, single_line(item.name))
        for row, value in enumerate(item.ys, start=1):
            if value is not None:
                sheet.write_number(row, column, value)


def _write_points(sheet: Any, plot: Plot) -> None:
    """Blocks under each other with an empty row between: numbers across in column A, the line's own in B."""
    top = 0
    for item in plot.lines:
        points = [(across, up) for across, up in zip(item.xs, item.ys, strict=True) if up is not None]
        sheet.write_string(top, 1, single_line(item.name))
        for row, (across, up) in enumerate(points, start=top + 1):
            sheet.write_number(row, 0, across)
            sheet.write_number(row, 1, up)
        top += len(points) + 2


#: Points: the text of a chart, and its points.
_TEXT, _POINT, _QUIET_POINT = 12, 9, 6
_DASHES = {
    "solid": MSO_LINE.SOLID,
    "dash": MSO_LINE.DASH,
    "longdash": MSO_LINE.LONG_DASH,
    "dashdot": MSO_LINE.DASH_DOT,
    "longdashdot": MSO_LINE.LONG_DASH_DOT,
    "dot": MSO_LINE.ROUND_DOT,
}
_SHAPES = {
    "circle": XL_MARKER_STYLE.CIRCLE,
    "square": XL_MARKER_STYLE.SQUARE,
    "diamond": XL_MARKER_STYLE.DIAMOND,
    "triangle-up": XL_MARKER_STYLE.TRIANGLE,
    "triangle-down": XL_MARKER_STYLE.TRIANGLE,
    "cross": XL_MARKER_STYLE.PLUS,
    "x": XL_MARKER_STYLE.X,
    "star": XL_MARKER_STYLE.STAR,
}
_KINDS = {
    "line": XL_CHART_TYPE.LINE_MARKERS,
    "dots": XL_CHART_TYPE.BAR_CLUSTERED,
    "scatter": XL_CHART_TYPE.XY_SCATTER,
}
#: Sizes that differ more than this are spaced by their ratio, as in the picture of a funnel.
_WIDE_RATIO = 20


def has_figures(plot: Plot) -> bool:
    """Whether there is anything to draw."""
    return any(value is not None for item in plot.lines for value in item.ys)


def add_chart(slide: Slide, plot: Plot, *, alt: str, box: Sequence[float]) -> None:
    """A plot as a native chart in a box (left, top, width, height in inches), with a text to read out.

    Figures that are missing stay gaps. Its workbook holds the same figures, text as text.
    """
    # Its annotations know neither all kinds of data nor the frame that it gives back.
    data: Any = _scatter_data(plot) if plot.kind == "scatter" else _category_data(plot)
    left, top, width, height = map(Inches, box)
    frame: Any = slide.shapes.add_chart(_KINDS[plot.kind], left, top, width, height, data)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", alt)
    frame.name = "Chart"
    chart = frame.chart
    chart.part.chart_workbook.update_from_xlsx_blob(plot_workbook(plot))
    chart.has_title, chart.font.size = False, Pt(_TEXT)
    chart.font.language_id = MSO_LANGUAGE_ID.ENGLISH_UK
    styles = line_styles(plot.lines)
    for series, item, style in zip(chart.plots[0].series, plot.lines, styles, strict=True):
        _style_series(series, item, style, kind=plot.kind)
    _set_axes(chart, plot)
    is_labelled = plot.kind == "line" and label_ends(chart, plot, width=box[2])
    if plot.kind == "dots":
        label_bars(chart, plot)
    if len(plot.lines) > 1 and not is_labelled:
        chart.has_legend = True
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    else:
        chart.has_legend = False


def number_format(plot: Plot) -> str:
    """A plot's figures as Excel writes them: thousands separators, its decimals, the sign of a per cent."""
    places = "." + "0" * plot.decimals if plot.decimals else ""
    return f"#,##0{places}" + ('"%"' if plot.unit.startswith("%") else "")


def line_styles(lines: Sequence[PlotLine]) -> list[Style]:
    """How each line is drawn: its own style, else colours in order, greys for what is drawn quietly."""
    colours = {item.style.colour for item in lines if item.style}
    free = [style for style in (*AREA_STYLES, *OTHER_STYLES) if style.colour not in colours] or list(OTHER_STYLES)
    loud = itertools.cycle(free)
    quiet = itertools.cycle(COMPARATOR_STYLES)
    return [item.style or next(quiet if item.is_background else loud) for item in lines]


def _category_data(plot: Plot) -> CategoryChartData:
    data = CategoryChartData(number_format=number_format(plot))
    data.categories = [single_line(name) for name in plot.categories]
    for item in plot.lines:
        data.add_series(single_line(item.name), item.ys)
    return data


def _scatter_data(plot: Plot) -> XyChartData:
    data = XyChartData(number_format=number_format(plot))
    for item in plot.lines:
        series = data.add_series(single_line(item.name))
        for across, up in zip(item.xs, item.ys, strict=True):
            if up is not None:
                series.add_data_point(across, up)
    return data


def _style_series(series: Any, item: PlotLine, style: Style, *, kind: str) -> None:
    """Colour, dash and marker; points alone in a scatter, but for what is drawn quietly, which is a line alone."""
    colour = RGBColor.from_string(style.colour.lstrip("#"))
    if kind == "dots":
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = colour
        return
    series.smooth = False
    has_line = kind == "line" or item.is_background
    if has_line:
        series.format.line.color.rgb, series.format.line.width = colour, Pt(style.width * 0.75)
        series.format.line.dash_style = _DASHES.get(style.dash, MSO_LINE.SOLID)
    else:
        series.format.line.fill.background()
    marker = series.marker
    if kind == "scatter" and item.is_background:
        marker.style = XL_MARKER_STYLE.NONE
        return
    marker.style = _SHAPES.get(style.symbol, XL_MARKER_STYLE.CIRCLE)
    marker.size = _QUIET_POINT if item.is_background else _POINT
    marker.format.fill.solid()
    marker.format.fill.fore_color.rgb = marker.format.line.color.rgb = colour


def _set_axes(chart: Chart, plot: Plot) -> None:
    """Round ends of the value axis, quiet grid lines, the unit along it."""
    values = [value for item in plot.lines for value in item.ys if value is not None]
    scale = axes.value_scale(values, from_zero=plot.kind != "scatter", whole=plot.decimals == 0)
    value = chart.value_axis
    value.minimum_scale, value.maximum_scale = scale.low, scale.high
    value.major_unit = scale.ticks[1] - scale.ticks[0]
    value.tick_labels.number_format, value.tick_labels.number_format_is_linked = number_format(plot), False
    value.major_gridlines.format.line.color.rgb = RGBColor.from_string(GRID.lstrip("#"))
    value.format.line.fill.background()
    if plot.kind != "dots" or not plot.unit.startswith("%"):
        _name_axis(value, plot.unit)
    if plot.kind == "dots":
        chart.category_axis.reverse_order = True
        # Their figures stand at the ends of the bars.
        value.visible = value.has_major_gridlines = False
        if plot.unit.startswith("%"):
            # Without the axis a bar over the whole slide reads as all of it.
            value.maximum_scale = max(100.0, scale.high)
    if plot.kind == "scatter":
        _set_across_axis(chart, plot)


def _set_across_axis(chart: Chart, plot: Plot) -> None:
    across = chart.category_axis
    across.has_major_gridlines = False
    across.tick_labels.number_format, across.tick_labels.number_format_is_linked = "#,##0", False
    _name_axis(across, plot.across)
    values = [value for item in plot.lines for value in item.xs]
    if min(values) > 0 and max(values) / min(values) > _WIDE_RATIO:
        scaling = across._element.find("{*}scaling")
        base = scaling.makeelement(scaling.tag.replace("scaling", "logBase"), {"val": "10"})
        scaling.insert(0, base)


def _name_axis(axis: Any, text: str) -> None:
    if single_line(text):
        axis.has_title = True
        run = axis.axis_title.text_frame.paragraphs[0].add_run()
        run.text, run.font.size, run.font.bold = single_line(text), Pt(_TEXT), False
        run.font.language_id = MSO_LANGUAGE_ID.ENGLISH_UK
