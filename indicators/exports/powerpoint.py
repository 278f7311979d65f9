"""Slides for a meeting: the deck, its words, and an exhibit as native charts or as a native table over as many
slides as its rows take.
"""

import io
import re
from collections.abc import Callable, Sequence
from typing import Any

from pptx import Presentation
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.presentation import Presentation as Opened
from pptx.slide import Slide
from pptx.table import _Cell
from pptx.util import Emu, Inches, Pt

from indicators.access import Audience
from indicators.charts.theme import LINE_HEIGHT, text_width
from indicators.errors import not_none
from indicators.exports.cells import LANGUAGE, PrintedColumn, printed_columns
from indicators.exports.deterministic import deterministic_archive
from indicators.exports.excel import FONT
from indicators.exports.exhibit import (
    LONGEST_PROPERTY,
    Exhibit,
    Plot,
    exhibit_alt_text,
    exhibit_lines,
    file_properties,
    single_line,
)
from indicators.exports.powerpoint_charts import add_chart, has_figures
from indicators.exports.text_fit import column_widths

#: Points to an inch and of text; inches around a cell's text, beside and above with below.
_TABLE_POINTS_PER_INCH, _SIZE, _ASIDE, _AROUND = 72, 12, 0.2, 0.1
#: Inches: no column is narrower.
_NARROWEST = 0.7
#: PowerPoint's own "no style, no grid": black on white, which every projector shows; the rules are each cell's own.
_NO_GRID = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
#: The rules under the head and under each row, as Word's tables have them: widths in points, colours.
_HEAD_RULE, _ROW_RULE = (1.0, "0B0C0C"), (0.5, "B1B4B6")


def add_table_slides(
    new_slide: Callable[[str], tuple[Slide, float, float]], exhibit: Exhibit, *, left: float, width: float
) -> None:
    """The exhibit's table on slides that `new_slide` gives for a title, with where they are free from and to in inches.

    A row that is higher than a slide goes over its edge. Without columns there is one slide that says so.
    """
    columns = printed_columns(exhibit.table)
    slide, top, bottom = new_slide(exhibit.title)
    if not columns:
        return
    widths = _widths(columns, width)
    heights = [_height([column.texts[row] for column in columns], widths) for row in range(len(exhibit.table))]
    head = _height([column.head for column in columns], widths)
    parts = _rows_by_slide(heights, bottom - top - head)
    for number, part in enumerate(parts, start=1):
        if number > 1:
            slide, top, _ = new_slide(f"{exhibit.title} ({number} of {len(parts)})")
        rows = [[column.head for column in columns], *([column.texts[row] for column in columns] for row in part)]
        _add_part(slide, rows, columns, widths=widths, box=(left, top), alt=exhibit_alt_text(exhibit))


def _add_part(
    slide: Slide,
    rows: Sequence[Sequence[str]],
    columns: Sequence[PrintedColumn],
    *,
    widths: Sequence[float],
    box: tuple[float, float],
    alt: str,
) -> None:
    frame = slide.shapes.add_table(len(rows), len(columns), *map(Inches, (*box, sum(widths), 0.35 * len(rows))))
    frame.name = "Table"
    frame._element.nvGraphicFramePr.cNvPr.set("descr", alt)
    # Its annotations say that nobody can go through its rows and columns.
    table: Any = frame.table
    table.first_row, table.horz_banding = True, False
    table._tbl.tblPr.find("{*}tableStyleId").text = _NO_GRID
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Inches(width)
    for number, (row, texts) in enumerate(zip(table.rows, rows, strict=True)):
        row.height = Inches(_height(texts, widths))
        for cell, text, column in zip(row.cells, texts, columns, strict=True):
            _write_cell(cell, text, is_right=column.is_figures, is_head=number == 0)


def _write_cell(cell: _Cell, text: str, *, is_right: bool, is_head: bool) -> None:
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if is_right else PP_ALIGN.LEFT
    run = paragraph.add_run()
    run.text = single_line(text)
    run.font.size, run.font.bold, run.font.language_id = Pt(_SIZE), is_head, MSO_LANGUAGE_ID.ENGLISH_UK
    properties = cell._tc.get_or_add_tcPr()
    # Lines come before whatever else a cell's properties have, the one over it first.
    properties.insert(0, _rule("lnB", *(_HEAD_RULE if is_head else _ROW_RULE)))
    if is_head:
        properties.insert(0, _rule("lnT", *_HEAD_RULE))


def _rule(side: str, width: float, colour: str) -> Any:
    """A line at a side of a cell, its width in points: python-pptx has no word for it."""
    return parse_xml(
        f'<a:{side} {nsdecls("a")} w="{Pt(width)}"><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill></a:{side}>'
    )


def _widths(columns: Sequence[PrintedColumn], room: float) -> list[float]:
    """Widths that fill the room; inches."""
    texts = [[single_line(text) for text in (column.head, *column.texts)] for column in columns]
    return column_widths(texts, room=room, narrowest=_NARROWEST, width_of=_width)


def _width(text: str) -> float:
    """Inches that a text takes on one line of a cell, bold as a heading is."""
    return text_width(text, _SIZE, bold=True) / _TABLE_POINTS_PER_INCH + _ASIDE


def _height(texts: Sequence[str], widths: Sequence[float]) -> float:
    """Inches that a row takes, its longest cell wrapped."""
    lines = [
        max(1, -(-int(text_width(text, _SIZE) * 1.05) // max(1, int((width - _ASIDE) * _TABLE_POINTS_PER_INCH))))
        for text, width in zip(texts, widths, strict=True)
    ]
    return max(lines) * _SIZE * LINE_HEIGHT / _TABLE_POINTS_PER_INCH + _AROUND


def _rows_by_slide(heights: Sequence[float], room: float) -> list[list[int]]:
    """Rows by slide: as many as fit, one at least."""
    parts: list[list[int]] = [[]]
    filled = 0.0
    for row, height in enumerate(heights):
        if parts[-1] and filled + height > room:
            parts.append([])
            filled = 0.0
        parts[-1].append(row)
        filled += height
    return parts


#: Inches: a wide slide, and where words and contents stand on it.
SLIDE_WIDTH, SLIDE_HEIGHT, SLIDE_EDGE = 13.333, 7.5, 0.6
TEXT_WIDTH = SLIDE_WIDTH - 2 * SLIDE_EDGE
_MARK_TOP, _TITLE_TOP = 0.12, 0.42
_LEAST_CHART, _GAP = 3.2, 0.1
#: Points: the sizes of a title, the largest that leaves it three lines; of other words.
_TITLES, _SUBTITLE, NOTE_SIZE = (28, 24, 20, 16, 14), 16, 12
_TITLE_ONLY = 5
_POINTS_PER_INCH = 72
_LATIN = re.compile(rb'(<a:latin typeface=")Calibri')


def new_deck(title: str, *, audience: Audience, subject: str = "", comments: str = "") -> Opened:
    """An empty wide deck in British English whose properties name it and say whom it is for."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(SLIDE_WIDTH), Inches(SLIDE_HEIGHT)
    _widen(deck)
    _set_font(deck)
    properties = deck.core_properties
    properties.title, properties.subject = (
        single_line(title)[:LONGEST_PROPERTY],
        single_line(subject)[:LONGEST_PROPERTY],
    )
    properties.comments, properties.language = single_line(comments)[:LONGEST_PROPERTY], LANGUAGE
    properties.author, properties.last_modified_by, properties.keywords = "", "", audience.mark
    return deck


def add_slide(deck: Opened, title: str, *, audience: Audience) -> tuple[Slide, float]:
    """A slide with its title and, for the board, the mark over it; how far down it is then free, in inches."""
    slide = deck.slides.add_slide(deck.slide_layouts[_TITLE_ONLY])
    if audience.mark:
        add_text_box(slide, [audience.mark], top=_MARK_TOP, height=0.3, name="Mark", is_bold=True)
    shown = single_line(title)
    size = next((size for size in _TITLES if lines_needed(shown, size) <= 3), _TITLES[-1])
    height = lines_needed(shown, size) * size * LINE_HEIGHT / _POINTS_PER_INCH + _GAP
    title_shape = not_none(slide.shapes.title)
    title_shape.left, title_shape.top, title_shape.width, title_shape.height = map(
        Inches, (SLIDE_EDGE, _TITLE_TOP, TEXT_WIDTH, height)
    )
    title_shape.text_frame.word_wrap, title_shape.text_frame.vertical_anchor = True, MSO_ANCHOR.TOP
    _write_paragraphs(title_shape.text_frame, [shown], size, is_bold=True)
    title_shape.text_frame.paragraphs[0].alignment = PP_ALIGN.LEFT
    return slide, _TITLE_TOP + height


def add_text_box(
    slide: Slide,
    lines: Sequence[str],
    *,
    top: float,
    height: float,
    name: str,
    size: int = NOTE_SIZE,
    is_bold: bool = False,
) -> None:
    """A box of text over the slide's width, a paragraph a line; inches, points."""
    box = slide.shapes.add_textbox(*map(Inches, (SLIDE_EDGE, top, TEXT_WIDTH, height)))
    box.name, box.text_frame.word_wrap = name, True
    box.text_frame.margin_top = box.text_frame.margin_bottom = Emu(0)
    _write_paragraphs(box.text_frame, lines, size, is_bold=is_bold)


def add_exhibit(deck: Opened, exhibit: Exhibit) -> None:
    """A slide for each of an exhibit's plots with figures; where it has none, its table over as many as it takes.

    Notes, symbols and source stand at the foot; with the alternative text they are in the speaker's notes too.
    """
    plots = [plot for plot in exhibit.plots if has_figures(plot)]
    for plot in plots:
        title = exhibit.title if len(plots) == 1 else plot.headline or f"{exhibit.title}: {plot.title}"
        slide, top, bottom = _slide_with_words(deck, exhibit, title)
        add_chart(
            slide, plot, alt=_plot_alt(exhibit, plot, len(plots)), box=(SLIDE_EDGE, top, TEXT_WIDTH, bottom - top)
        )
    if not plots:
        add_table_slides(
            lambda title: _slide_with_words(deck, exhibit, title), exhibit, width=TEXT_WIDTH, left=SLIDE_EDGE
        )


def deck_bytes(deck: Opened) -> bytes:
    """The deck as a file; the same deck gives the same file."""
    buffer = io.BytesIO()
    deck.save(buffer)
    return deterministic_archive(buffer.getvalue())


def exhibit_deck(exhibit: Exhibit) -> bytes:
    """A deck of the exhibit alone."""
    said = file_properties(exhibit)
    deck = new_deck(exhibit.title, audience=exhibit.audience, subject=said["subject"], comments=said["comments"])
    add_exhibit(deck, exhibit)
    return deck_bytes(deck)


def lines_needed(text: str, size: float, *, width: float = TEXT_WIDTH - 0.2) -> int:
    """About how many lines a text of a size in points takes over a width in inches."""
    return max(1, -(-int(text_width(text, size, bold=True) * 1.05) // int(width * _POINTS_PER_INCH)))


def height_needed(texts: Sequence[str], size: float) -> float:
    """About how many inches texts of a size in points take over a slide's width, a paragraph each."""
    return sum(lines_needed(single_line(text), size) for text in texts) * size * LINE_HEIGHT / _POINTS_PER_INCH


def _slide_with_words(deck: Opened, exhibit: Exhibit, title: str) -> tuple[Slide, float, float]:
    """A slide with all but its chart or table; from where to where down it is free, in inches."""
    slide, top = add_slide(deck, title, audience=exhibit.audience)
    subtitle = single_line(exhibit.subtitle)
    if subtitle:
        height = height_needed([subtitle], _SUBTITLE)
        add_text_box(slide, [subtitle], top=top, height=height, name="Subtitle", size=_SUBTITLE)
        top += height + _GAP
    lines = exhibit_lines(exhibit)
    shown, needed = _lines_that_fit(lines, SLIDE_HEIGHT - top - _LEAST_CHART - 3 * _GAP)
    bottom = SLIDE_HEIGHT - needed - 2 * _GAP
    add_text_box(slide, shown, top=bottom + _GAP, height=needed, name="Notes and source")
    _write_paragraphs(slide.notes_slide.notes_text_frame, [exhibit_alt_text(exhibit), *lines], NOTE_SIZE)
    return slide, top, bottom


def _lines_that_fit(lines: Sequence[str], room: float) -> tuple[list[str], float]:
    """The lines that fit a height in inches, the source always among them, and the height that they take."""
    step = NOTE_SIZE * LINE_HEIGHT / _POINTS_PER_INCH
    *notes, source = lines or [""]
    fitting, needed = [], lines_needed(source, NOTE_SIZE)
    for note in notes:
        needed += lines_needed(note, NOTE_SIZE)
        if (needed + 1) * step > room:
            fitting.append("Further notes are in the speaker's notes.")
            break
        fitting.append(note)
    lines = [text for text in (*fitting, source) if text]
    return lines, height_needed(lines, NOTE_SIZE)


def _plot_alt(exhibit: Exhibit, plot: Plot, plots: int) -> str:
    return exhibit_alt_text(exhibit) if plots == 1 else f"{single_line(plot.title)}. {exhibit_alt_text(exhibit)}"


def _write_paragraphs(frame: Any, lines: Sequence[str], size: int, *, is_bold: bool = False) -> None:
    """Lines as the paragraphs of a shape, in British English."""
    for number, text in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = single_line(text)
        run.font.size, run.font.bold, run.font.language_id = Pt(size), is_bold, MSO_LANGUAGE_ID.ENGLISH_UK


def _widen(deck: Opened) -> None:
    """Spread what the template places on a narrow slide over the wide one."""
    for page in (deck.slide_master, *deck.slide_layouts):
        for shape in page.placeholders:
            if shape._element.spPr.find(".//{*}off") is not None:
                box: list[Any] = [shape.left, shape.top, shape.width, shape.height]
                shape.left, shape.top, shape.width, shape.height = (
                    Emu(round(side * share)) for side, share in zip(box, (4 / 3, 1, 4 / 3, 1), strict=True)
                )


def _set_font(deck: Opened) -> None:
    """Arial, by whose widths we reckon, in the theme, where an office can change it for all slides at once."""
    theme = deck.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme.blob = _LATIN.sub(rb"\g<1>" + FONT.encode(), theme.blob)
