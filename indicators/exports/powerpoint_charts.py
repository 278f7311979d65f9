"""A native chart on a slide: lines, bars or points that an office can edit, as the picture draws them."""

import itertools
from collections.abc import Sequence
from typing import Any

from pptx.chart.chart import Chart
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_MARKER_STYLE
from pptx.enum.dml import MSO_LINE
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.slide import Slide
from pptx.util import Inches, Pt

from indicators.charts import axes
from indicators.charts.theme import AREA_STYLES, COMPARATOR_STYLES, GRID, OTHER_STYLES, Style
from indicators.exports.chart_labels import label_bars, label_ends
from indicators.exports.chart_workbook import workbook_of
from indicators.exports.exhibit import Plot, PlotLine
from indicators.exports.exhibit_words import line

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
    data = _scatter_data(plot) if plot.kind == "scatter" else _category_data(plot)
    frame = slide.shapes.add_chart(_KINDS[plot.kind], *map(Inches, box), data)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", alt)
    frame.name = "Chart"
    chart = frame.chart
    chart.part.chart_workbook.update_from_xlsx_blob(workbook_of(plot))
    chart.has_title, chart.font.size = False, Pt(_TEXT)
    chart.font.language_id = MSO_LANGUAGE_ID.ENGLISH_UK
    styles = styles_of(plot.lines)
    for series, item, style in zip(chart.plots[0].series, plot.lines, styles, strict=True):
        _look(series, item, style, kind=plot.kind)
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


def styles_of(lines: Sequence[PlotLine]) -> list[Style]:
    """How each line is drawn: its own style, else colours in order, greys for what is drawn quietly."""
    taken = {item.style.colour for item in lines if item.style}
    free = [style for style in (*AREA_STYLES.values(), *OTHER_STYLES) if style.colour not in taken] or list(
        OTHER_STYLES
    )
    loud = itertools.cycle(free)
    quiet = itertools.cycle(COMPARATOR_STYLES)
    return [item.style or next(quiet if item.is_beside else loud) for item in lines]


def _category_data(plot: Plot) -> CategoryChartData:
    data = CategoryChartData(number_format=number_format(plot))
    data.categories = [line(name) for name in plot.categories]
    for item in plot.lines:
        data.add_series(line(item.name), item.ys)
    return data


def _scatter_data(plot: Plot) -> XyChartData:
    data = XyChartData(number_format=number_format(plot))
    for item in plot.lines:
        series = data.add_series(line(item.name))
        for across, up in zip(item.xs, item.ys, strict=True):
            if up is not None:
                series.add_data_point(across, up)
    return data


def _look(series: Any, item: PlotLine, style: Style, *, kind: str) -> None:
    """Colour, dash and marker; points alone in a scatter, but for what is drawn quietly, which is a line alone."""
    colour = RGBColor.from_string(style.colour.lstrip("#"))
    if kind == "dots":
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = colour
        return
    series.smooth = False
    has_line = kind == "line" or item.is_beside
    if has_line:
        series.format.line.color.rgb, series.format.line.width = colour, Pt(style.width * 0.75)
        series.format.line.dash_style = _DASHES.get(style.dash, MSO_LINE.SOLID)
    else:
        series.format.line.fill.background()
    marker = series.marker
    if kind == "scatter" and item.is_beside:
        marker.style = XL_MARKER_STYLE.NONE
        return
    marker.style = _SHAPES.get(style.symbol, XL_MARKER_STYLE.CIRCLE)
    marker.size = _QUIET_POINT if item.is_beside else _POINT
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
        _name(value, plot.unit)
    if plot.kind == "dots":
        chart.category_axis.reverse_order = True
        # Their figures stand at the ends of the bars.
        value.visible = value.has_major_gridlines = False
        if plot.unit.startswith("%"):
            # Without the axis a bar over the whole slide reads as all of it.
            value.maximum_scale = max(100.0, scale.high)
    if plot.kind == "scatter":
        _set_across(chart, plot)


def _set_across(chart: Chart, plot: Plot) -> None:
    across = chart.category_axis
    across.has_major_gridlines = False
    across.tick_labels.number_format, across.tick_labels.number_format_is_linked = "#,##0", False
    _name(across, plot.across)
    found = [value for item in plot.lines for value in item.xs]
    if min(found) > 0 and max(found) / min(found) > _WIDE_RATIO:
        scaling = across._element.find("{*}scaling")
        base = scaling.makeelement(scaling.tag.replace("scaling", "logBase"), {"val": "10"})
        scaling.insert(0, base)


def _name(axis: Any, text: str) -> None:
    if line(text):
        axis.has_title = True
        run = axis.axis_title.text_frame.paragraphs[0].add_run()
        run.text, run.font.size, run.font.bold = line(text), Pt(_TEXT), False
        run.font.language_id = MSO_LANGUAGE_ID.ENGLISH_UK
