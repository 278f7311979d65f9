"""The workbook behind a native chart, where its figures are edited: text is text in it, whatever it begins with."""

import io
from typing import Any

from indicators.exports.exhibit import Plot
from indicators.exports.exhibit_words import line
from indicators.exports.sheet import new_book

#: The name by which python-pptx refers to the cells.
_SHEET = "Sheet1"


def workbook_of(plot: Plot) -> bytes:
    """The figures where python-pptx says that they are: a column a line, or for points a block of two columns each."""
    buffer = io.BytesIO()
    with new_book(buffer, title=line(plot.title)) as book:
        sheet = book.add_worksheet(_SHEET)
        if plot.kind == "scatter":
            _write_points(sheet, plot)
        else:
            _write_lines(sheet, plot)
    return buffer.getvalue()


def _write_lines(sheet: Any, plot: Plot) -> None:
    for row, name in enumerate(plot.categories, start=1):
        sheet.write_string(row, 0, line(name))
    for column, item in enumerate(plot.lines, start=1):
        sheet.write_string(0, column, line(item.name))
        for row, value in enumerate(item.ys, start=1):
            if value is not None:
                sheet.write_number(row, column, value)


def _write_points(sheet: Any, plot: Plot) -> None:
    """Blocks under each other with an empty row between: numbers across in column A, the line's own in B."""
    top = 0
    for item in plot.lines:
        points = [(across, up) for across, up in zip(item.xs, item.ys, strict=True) if up is not None]
        sheet.write_string(top, 1, line(item.name))
        for row, (across, up) in enumerate(points, start=top + 1):
            sheet.write_number(row, 0, across)
            sheet.write_number(row, 1, up)
        top += len(points) + 2
