"""The report as a Word document: title page, contents, numbered figures and tables, in Word's own styles."""

import io
import itertools
from collections.abc import Callable, Iterator, Sequence

from docx.document import Document as Opened
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

from indicators.audience import Audience
from indicators.exports.document import (
    add_picture,
    add_text,
    add_texts,
    clean,
    file_bytes,
    mark_pages,
    new_document,
    number_pages,
    set_style,
)
from indicators.exports.document_table import add_table
from indicators.exports.exhibit_words import alt_of, line, lines_of
from indicators.exports.picture import words_around
from indicators.pack.cropped import crop_last_picture
from indicators.pack.fields import add_contents, add_number, bookmark, contents_styles
from indicators.pack.pictures import Drawn
from indicators.pack.printed_table import AREA, INDICATOR
from indicators.pack.sections import Piece, Section
from indicators.pack.spark import spark_png

#: Millimetres: the margin of a page, and the width of a picture, of which two then fit a page.
_MARGIN, _PICTURE = 20.0, 150.0
#: From so many columns a table is easier to read across the page.
_MANY_COLUMNS = 7
#: Millimetres: the size of a line drawn in a cell.
_SPARK = 22.0
_NOTES = "Figure notes"
#: Points: size, room before and after.
_STYLES = {"Title": (26, 160, 12), "Caption": (10, 8, 3), "TOC Heading": (15, 0, 6)}
_WHOSE = {
    Audience.BOARD: "For the board only. It has the true figures, small numbers and all.",
    Audience.PUBLIC: "Figures that could show who somebody is are withheld and marked [c].",
}


def report_bytes(
    title: str,
    subtitle: str,
    sections: Sequence[Section],
    *,
    audience: Audience,
    as_at: str,
    picture: Callable[[Piece], Drawn],
) -> bytes:
    """The document; `picture` is asked for the picture of each chart in turn, and waits until it is drawn.

    A chart without a picture has its figures as a table, and says why.
    """
    document = _empty(title, subtitle, audience)
    add_text(document, line(title), "Title")
    add_text(document, line(subtitle), "Subtitle")
    add_texts(document, [f"Figures as at {as_at}.", _WHOSE[audience]])
    add_text(document, "Contents", "TOC Heading").paragraph_format.page_break_before = True
    add_contents(document, list(_headings(sections)))
    bookmarks = itertools.count()
    for section in sections:
        is_new = _turn(document, across=any(map(_is_wide, section.pieces)))
        _add_heading(document, section.heading, 1, next(bookmarks), on_new_page=not is_new)
        for piece in section.pieces:
            if piece.heading:
                _add_heading(document, piece.heading, 2, next(bookmarks))
            _add_piece(document, piece, picture)
    return file_bytes(document)


def _empty(title: str, subtitle: str, audience: Audience) -> Opened:
    """A document without text, its styles, heads and feet as every page has them."""
    document = new_document(title, landscape=False, margin=_MARGIN)
    mark_pages(document, audience.mark)
    number_pages(document)
    document.core_properties.subject = line(subtitle)
    for name, looks in _STYLES.items():
        set_style(document.styles[name], *looks)
    contents_styles(document)
    notes = document.styles.add_style(_NOTES, WD_STYLE_TYPE.PARAGRAPH)
    notes.base_style = document.styles["Normal"]
    notes.font.size, notes.paragraph_format.space_after = Pt(9), Pt(2)
    return document


def _headings(sections: Sequence[Section]) -> Iterator[tuple[int, str]]:
    """Level and text of each heading in order."""
    for section in sections:
        yield 1, section.heading
        yield from ((2, piece.heading) for piece in section.pieces if piece.heading)


def _turn(document: Opened, *, across: bool) -> bool:
    """Begin a page across or upright where the last one is not; whether a page was begun."""
    last = document.sections[-1]
    if (last.orientation == WD_ORIENT.LANDSCAPE) == across:
        return False
    height, width = last.page_height, last.page_width
    begun = document.add_section(WD_SECTION.NEW_PAGE)
    begun.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
    begun.page_width, begun.page_height = height, width
    return True


def _is_wide(piece: Piece) -> bool:
    return piece.exhibit is not None and not piece.has_chart and len(piece.exhibit.table.columns) >= _MANY_COLUMNS


def _add_heading(document: Opened, text: str, level: int, number: int, *, on_new_page: bool = False) -> None:
    heading = add_text(document, line(text), f"Heading {level}")
    heading.paragraph_format.page_break_before = on_new_page
    bookmark(heading, number)


def _add_piece(document: Opened, piece: Piece, picture: Callable[[Piece], Drawn]) -> None:
    drawn = picture(piece) if piece.has_chart else Drawn()
    for text in (*piece.paragraphs, *([piece.lacks] if piece.lacks else [])):
        add_text(document, text).paragraph_format.keep_with_next = bool(drawn.png)
    if piece.exhibit is None:
        return
    if drawn.png:
        add_picture(document, drawn.png, alt=alt_of(piece.exhibit), widest=_PICTURE)
        over, under = words_around(piece.exhibit)
        crop_last_picture(document, over=over, under=under)
        _add_caption(document, piece)
        add_texts(document, lines_of(piece.exhibit), _NOTES)
    else:
        _add_table(document, piece, drawn.why_not)


def _add_table(document: Opened, piece: Piece, why_no_picture: str) -> None:
    """A table with its caption and notes; in place of a chart it says why."""
    _add_caption(document, piece, keep_with_next=True)
    add_table(document, piece.exhibit.table, title=line(piece.exhibit.title))
    _tidy_table(document, piece)
    add_texts(document, lines_of(piece.exhibit), _NOTES)
    if piece.has_chart:
        add_text(document, f"There is no picture of this chart. {why_no_picture}", _NOTES)


def _add_caption(document: Opened, piece: Piece, *, keep_with_next: bool = False) -> None:
    """`Figure 3: title. Subtitle.`, its number counted by Word."""
    exhibit = piece.exhibit
    kind, _, number = piece.label.partition(" ")
    paragraph = add_text(document, "", "Caption")
    paragraph.paragraph_format.keep_with_next = keep_with_next
    add_number(paragraph, kind, int(number))
    told = ". ".join(part for part in (line(exhibit.title), line(exhibit.subtitle).rstrip(".")) if part)
    paragraph.add_run(clean(f": {told}"))


def _tidy_table(document: Opened, piece: Piece) -> None:
    """Figures to the right, and small lines in the last column."""
    if piece.exhibit.data is None:
        return
    table = document.tables[-1]
    heads = [str(name) for name in piece.exhibit.table.columns]
    texts = sum(name in (INDICATOR, AREA) for name in heads)
    for row in table.rows:
        for cell in row.cells[texts : len(heads) - bool(piece.trends)]:
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for row, values in zip(table.rows[1:], piece.trends, strict=False):
        if sum(value is not None for value in values) > 1:
            _add_spark(row.cells[-1], values)


def _add_spark(cell, values: Sequence[float | None]) -> None:
    """A small line under a cell's words, which say the same."""
    run = cell.add_paragraph().add_run()
    shape = run.add_picture(io.BytesIO(spark_png(values)), width=Mm(_SPARK))
    shape._inline.docPr.set("descr", f"Line of the quarters: {cell.text.strip()}")
