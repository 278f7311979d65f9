"""Tables in a Word document: headings marked and repeated on every page, rows kept whole, a name to read out."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from docx.document import Document as Opened
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

from indicators.charts.text import text_width
from indicators.exports.cells import columns_of
from indicators.exports.document import clean, mark
from indicators.exports.fitting import column_widths

#: Points; millimetres to a point; millimetres left and right of a cell's text.
_SIZE, _POINT, _ASIDE = 10.0, 0.3528, 4.0
#: Millimetres: no column is narrower.
_NARROWEST = 14.0


def empty_table(document: Opened, title: str, widths: Sequence[float], rows: int) -> Any:
    """A table of a heading row and `rows` more, its columns `widths` millimetres wide, for others to fill."""
    table = document.add_table(rows + 1, len(widths), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    mark(table._tbl.tblPr, "tblCaption", val=clean(title)[:250])
    # Word goes by the width of cells, LibreOffice by that of columns.
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        mark(row._tr.get_or_add_trPr(), "cantSplit")
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
    mark(table.rows[0]._tr.get_or_add_trPr(), "tblHeader")
    return table


def add_table(document: Opened, frame: pd.DataFrame, *, title: str) -> None:
    """A frame as a table over the width of the page, figures to the right; one without columns adds nothing."""
    columns = columns_of(frame)
    if not columns:
        return
    section = document.sections[-1]
    room = (section.page_width - section.left_margin - section.right_margin) / Mm(1)
    texts = [[clean(text) for text in (column.head, *column.texts)] for column in columns]
    widths = column_widths(texts, room=room, narrowest=_NARROWEST, width_of=_width)
    table = empty_table(document, title, widths, len(frame))
    heads, *rows = table.rows
    for cell, column in zip(heads.cells, columns, strict=True):
        _write(cell, column.head, is_right=column.is_figures, is_bold=True)
    for number, row in enumerate(rows):
        for cell, column in zip(row.cells, columns, strict=True):
            _write(cell, column.texts[number], is_right=column.is_figures)


def _width(text: str) -> float:
    """Millimetres that a text takes on one line of a cell, bold as a heading is."""
    return text_width(text, _SIZE, bold=True) * _POINT + _ASIDE


def _write(cell: Any, text: str, *, is_right: bool, is_bold: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(1)
    if is_right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    run = paragraph.add_run(clean(text))
    run.bold = is_bold
