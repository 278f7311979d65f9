"""A table on slides: native, its heading row marked, over as many slides as its rows take."""

from collections.abc import Callable, Sequence

from pptx.dml.color import RGBColor
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.text import PP_ALIGN
from pptx.slide import Slide
from pptx.table import _Cell
from pptx.util import Inches, Pt

from indicators.charts.text import LINE_HEIGHT, text_width
from indicators.exports.cells import Column, columns_of
from indicators.exports.exhibit import Exhibit
from indicators.exports.exhibit_words import alt_of, line
from indicators.exports.fitting import column_widths

#: Points to an inch and of text; inches around a cell's text, beside and above with below.
_POINTS, _SIZE, _ASIDE, _AROUND = 72, 12, 0.2, 0.1
#: Inches: no column is narrower.
_NARROWEST = 0.7
_HEAD = RGBColor(0x12, 0x43, 0x6D)
#: PowerPoint's own "no style, table grid": black on white, which every projector shows.
_GRID = "{5940675A-B579-460E-94D1-54222C63F5DA}"


def add_tables(
    new_slide: Callable[[str], tuple[Slide, float, float]], exhibit: Exhibit, *, left: float, width: float
) -> None:
    """The exhibit's table on slides that `new_slide` gives for a title, with where they are free from and to in inches.

    A row that is higher than a slide goes over its edge. Without columns there is one slide that says so.
    """
    columns = columns_of(exhibit.table)
    slide, top, bottom = new_slide(exhibit.title)
    if not columns:
        return
    widths = _widths(columns, width)
    heights = [_height([column.texts[row] for column in columns], widths) for row in range(len(exhibit.table))]
    head = _height([column.head for column in columns], widths)
    parts = _parts(heights, bottom - top - head)
    for number, part in enumerate(parts, start=1):
        if number > 1:
            slide, top, _ = new_slide(f"{exhibit.title} ({number} of {len(parts)})")
        rows = [[column.head for column in columns], *([column.texts[row] for column in columns] for row in part)]
        _add_part(slide, rows, columns, widths=widths, box=(left, top), alt=alt_of(exhibit))


def _add_part(
    slide: Slide,
    rows: Sequence[Sequence[str]],
    columns: Sequence[Column],
    *,
    widths: Sequence[float],
    box: tuple[float, float],
    alt: str,
) -> None:
    frame = slide.shapes.add_table(len(rows), len(columns), *map(Inches, (*box, sum(widths), 0.35 * len(rows))))
    frame.name = "Table"
    frame._element.nvGraphicFramePr.cNvPr.set("descr", alt)
    table = frame.table
    table.first_row, table.horz_banding = True, False
    table._tbl.tblPr.find("{*}tableStyleId").text = _GRID
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Inches(width)
    for number, (row, texts) in enumerate(zip(table.rows, rows, strict=True)):
        row.height = Inches(_height(texts, widths))
        for cell, text, column in zip(row.cells, texts, columns, strict=True):
            _write(cell, text, is_right=column.is_figures, is_head=number == 0)


def _write(cell: _Cell, text: str, *, is_right: bool, is_head: bool) -> None:
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if is_right else PP_ALIGN.LEFT
    run = paragraph.add_run()
    run.text = line(text)
    run.font.size, run.font.bold, run.font.language_id = Pt(_SIZE), is_head, MSO_LANGUAGE_ID.ENGLISH_UK
    if is_head:
        cell.fill.solid()
        cell.fill.fore_color.rgb = _HEAD
        run.font.color.rgb = RGBColor(0xFF, 0xFF, 0xFF)


def _widths(columns: Sequence[Column], room: float) -> list[float]:
    """Widths that fill the room; inches."""
    texts = [[line(text) for text in (column.head, *column.texts)] for column in columns]
    return column_widths(texts, room=room, narrowest=_NARROWEST, width_of=_width)


def _width(text: str) -> float:
    """Inches that a text takes on one line of a cell, bold as a heading is."""
    return text_width(text, _SIZE, bold=True) / _POINTS + _ASIDE


def _height(texts: Sequence[str], widths: Sequence[float]) -> float:
    """Inches that a row takes, its longest cell wrapped."""
    lines = [
        max(1, -(-int(text_width(text, _SIZE) * 1.05) // max(1, int((width - _ASIDE) * _POINTS))))
        for text, width in zip(texts, widths, strict=True)
    ]
    return max(lines) * _SIZE * LINE_HEIGHT / _POINTS + _AROUND


def _parts(heights: Sequence[float], room: float) -> list[list[int]]:
    """Rows by slide: as many as fit, one at least."""
    parts: list[list[int]] = [[]]
    taken = 0.0
    for row, height in enumerate(heights):
        if parts[-1] and taken + height > room:
            parts.append([])
            taken = 0.0
        parts[-1].append(row)
        taken += height
    return parts
