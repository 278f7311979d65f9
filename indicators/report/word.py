"""The report as a Word document: title page, table of contents, numbered figures and tables, in Word's own styles."""

import io
import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, cast

from docx.document import Document as Opened
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph
from PIL import Image, ImageDraw

from indicators.access import Audience
from indicators.exports.cells import document_text
from indicators.exports.exhibit import exhibit_alt_text, exhibit_lines, exhibit_notes, single_line, source_line
from indicators.exports.word import (
    add_picture,
    add_table,
    add_text,
    add_texts,
    docx_bytes,
    mark_pages,
    new_document,
    number_pages,
    set_style,
)
from indicators.report.pictures import Picture
from indicators.report.sections import AUDIENCE_NOTES, Piece, Section
from indicators.report.tables import AREA, INDICATOR
from indicators.wording.numbers import NO_FIGURE

#: Word counts what is cut off in thousandths of a per cent.
_WHOLE = 100_000


def crop_last_picture(document: Opened, *, over: float, under: float) -> None:
    """Show the last picture of a document without a share of its height at the top and one at the bottom.

    Word does the cutting; the picture in the file stays whole.
    """
    shape = document.inline_shapes[-1]
    cut = OxmlElement("a:srcRect")
    cut.set("t", str(round(over * _WHOLE)))
    cut.set("b", str(round(under * _WHOLE)))
    shape._inline.graphic.graphicData.pic.blipFill.blip.addnext(cut)
    shape.height = Emu(round(shape.height * (1 - over - under)))


CONTENTS_LEVELS = 2
#: Millimetres that an entry of each lower level is set in.
_INDENT = 6
_CONTENTS = f' TOC \\o "1-{CONTENTS_LEVELS}" \\h \\z \\u '


def add_caption_number(paragraph: Paragraph, kind: str, number: int) -> None:
    """`Figure 3`, its number a field that Word counts anew when figures are moved."""
    paragraph.add_run(f"{kind} ")
    _add_field(paragraph, f" SEQ {kind} \\* ARABIC ", str(number))


def add_bookmark(paragraph: Paragraph, number: int) -> None:
    """Mark a heading so that the table of contents leads to it."""
    start = _element("w:bookmarkStart", id=str(number), name=_anchor(number))
    # After the paragraph's properties, before its text.
    paragraph._p.insert(1 if paragraph._p.pPr is not None else 0, start)
    paragraph._p.append(_element("w:bookmarkEnd", id=str(number)))


def add_contents_styles(document: Opened) -> None:
    """The styles of the table of contents, which Word has but its template leaves out."""
    for level in range(1, CONTENTS_LEVELS + 1):
        style = cast(ParagraphStyle, document.styles.add_style(f"toc {level}", WD_STYLE_TYPE.PARAGRAPH))
        style.base_style = document.styles["Normal"]
        style.paragraph_format.left_indent = Mm(_INDENT * (level - 1))
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(4 if level == 1 else 0), Pt(0)
        style.font.bold = level == 1


def add_table_of_contents(document: Opened, entries: Sequence[tuple[int, str]]) -> None:
    """A table of contents of headings (level and text, in the order of their bookmarks), filled in as it stands.

    Its page numbers come when Word or LibreOffice brings it up to date.
    """
    for number, (level, text) in enumerate(entries):
        paragraph = document.add_paragraph()
        paragraph._p.style = f"toc{level}"
        if number == 0:
            _open_field(paragraph, _CONTENTS)
        link = _element("w:hyperlink", anchor=_anchor(number), history="1")
        paragraph._p.append(link)
        run = paragraph.add_run(document_text(text))
        link.append(run._r)
        if number == len(entries) - 1:
            _close_field(paragraph)


def _add_field(paragraph: Paragraph, instruction: str, shown: str) -> None:
    _open_field(paragraph, instruction)
    paragraph.add_run(shown)
    _close_field(paragraph)


def _open_field(paragraph: Paragraph, instruction: str) -> None:
    paragraph.add_run()._r.append(_element("w:fldChar", fldCharType="begin"))
    text = _element("w:instrText")
    text.set(qn("xml:space"), "preserve")
    text.text = instruction
    paragraph.add_run()._r.append(text)
    paragraph.add_run()._r.append(_element("w:fldChar", fldCharType="separate"))


def _close_field(paragraph: Paragraph) -> None:
    paragraph.add_run()._r.append(_element("w:fldChar", fldCharType="end"))


def _anchor(number: int) -> str:
    # Word takes bookmarks of such names for its own and hides them.
    return f"_Toc{number:06d}"


def _element(tag: str, /, **attributes: str) -> Any:
    element = OxmlElement(tag)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    return element


#: Dots: drawn large and made smaller, so that the line is smooth.
_WIDTH, _HEIGHT, _EDGE, _FINER = 240, 60, 10, 4
_DPI = 200
_LINE, _MARK = "#595959", "#000000"


def sparkline_png(values: Sequence[float | None]) -> bytes:
    """Figures in time order as PNG, 30 by 8 mm, the last one marked; the height runs from the least to the most.

    Figures that are missing leave gaps. The same figures give the same bytes.
    """
    # Clear, so that a rule of the table behind it is not wiped out.
    picture = Image.new("RGBA", (_WIDTH * _FINER, _HEIGHT * _FINER), (255, 255, 255, 0))
    pen = ImageDraw.Draw(picture)
    points = _points(values)
    for start, end in zip(points, points[1:], strict=False):
        if start and end:
            pen.line([*start, *end], fill=_LINE, width=2 * _FINER)
    for index, point in enumerate(points):
        if point:
            is_last = index == len(points) - 1
            radius = (5 if is_last else 2) * _FINER
            box = (point[0] - radius, point[1] - radius, point[0] + radius, point[1] + radius)
            pen.ellipse(box, fill=_MARK if is_last else _LINE)
    buffer = io.BytesIO()
    picture.resize((_WIDTH, _HEIGHT), Image.Resampling.LANCZOS).save(buffer, "PNG", dpi=(_DPI, _DPI))
    return buffer.getvalue()


def _points(values: Sequence[float | None]) -> list[tuple[float, float] | None]:
    """Where each figure stands, in fine dots; None for one that is missing."""
    known = [value for value in values if value is not None]
    low, span = min(known, default=0.0), max(known, default=0.0) - min(known, default=0.0)
    step = (_WIDTH - 2 * _EDGE) / max(1, len(values) - 1)
    points: list[tuple[float, float] | None] = []
    for index, value in enumerate(values):
        if value is None:
            points.append(None)
            continue
        share = (value - low) / span if span else 0.5
        across, up = _EDGE + index * step, _HEIGHT - _EDGE - share * (_HEIGHT - 2 * _EDGE)
        points.append((across * _FINER, up * _FINER))
    return points


#: Millimetres: the margin of a page, and the width of a picture, of which two then fit a page.
_MARGIN, _PICTURE = 20.0, 150.0
#: From so many columns a table is easier to read across the page.
_MANY_COLUMNS = 7
#: Millimetres: the size of a line drawn in a cell.
_SPARKLINE_WIDTH = 22.0
_NOTES = "Figure notes"
#: Points: size, room before and after.
_STYLES = {
    "Title": (24, 0, 6),
    "Heading 1": (18, 0, 6),
    "Heading 2": (13, 14, 4),
    "Caption": (10, 6, 2),
    "TOC Heading": (18, 0, 6),
}
#: Points over a title that has a page to itself.
_ALONE = 160
#: Points over a heading in the middle of a page; lines of two sections that fit on one together.
_ASIDE, _BRIEF = 14, 32
#: Letters that fit under the title on the first page.
_LONGEST_LEAD = 3_000


def report_word_bytes(
    title: str,
    subtitle: str,
    sections: Sequence[Section],
    *,
    audience: Audience,
    known_text: str,
    picture: Callable[[Piece], Picture],
) -> bytes:
    """The document; `picture` is asked for the picture of each chart in turn, and waits until it is drawn.

    A chart without a picture has its figures as a table, and says why.
    """
    document = _empty_document(title, subtitle, audience)
    bookmarks = itertools.count()
    lead, others = _lead_section(sections)
    add_text(document, single_line(title), "Title").paragraph_format.space_before = Pt(_ALONE if lead is None else 0)
    add_text(document, single_line(subtitle), "Subtitle")
    add_texts(document, [f"{known_text}.", AUDIENCE_NOTES[audience]])
    if lead is not None:
        _add_heading(document, lead.heading, 1, next(bookmarks)).paragraph_format.space_before = Pt(_ASIDE)
        _add_pieces(document, lead.pieces, picture, bookmarks)
    add_text(document, "Contents", "TOC Heading").paragraph_format.page_break_before = True
    add_table_of_contents(document, list(_headings(sections)))
    before: Section | None = None
    for section in others:
        is_new = _turn_page(document, across=any(map(_is_wide, section.pieces)))
        is_brief = before is not None and _lines(section) + _lines(before) <= _BRIEF
        heading = _add_heading(document, section.heading, 1, next(bookmarks), on_new_page=not is_new and not is_brief)
        heading.paragraph_format.space_before = Pt(_ASIDE if is_brief and not is_new else 0)
        before = section
        _add_pieces(document, section.pieces, picture, bookmarks)
    return docx_bytes(document)


def _lead_section(sections: Sequence[Section]) -> tuple[Section | None, Sequence[Section]]:
    """What stands on the first page under the title, and the rest: words that come first and fit there."""
    if not sections or any(piece.exhibit is not None for piece in sections[0].pieces):
        return None, sections
    length = sum(len(text) for piece in sections[0].pieces for text in piece.paragraphs)
    return (sections[0], sections[1:]) if 0 < length < _LONGEST_LEAD else (None, sections)


def _add_pieces(
    document: Opened, pieces: Sequence[Piece], picture: Callable[[Piece], Picture], bookmarks: Iterator[int]
) -> None:
    for piece in pieces:
        if piece.heading:
            _add_heading(document, piece.heading, 2, next(bookmarks))
        _add_piece(document, piece, picture)


def _empty_document(title: str, subtitle: str, audience: Audience) -> Opened:
    """A document without text, its styles, heads and feet as every page has them."""
    document = new_document(title, landscape=False, margin=_MARGIN)
    mark_pages(document, audience.mark)
    number_pages(document)
    document.core_properties.subject = single_line(subtitle)
    for name, looks in _STYLES.items():
        set_style(document.styles[name], *looks)
    title_style = cast(ParagraphStyle, document.styles["Title"])
    title_style.font.bold = True
    for line in list(title_style.element.iter(qn("w:pBdr"))):
        line.getparent().remove(line)
    add_contents_styles(document)
    notes = cast(ParagraphStyle, document.styles.add_style(_NOTES, WD_STYLE_TYPE.PARAGRAPH))
    notes.base_style = document.styles["Normal"]
    notes.font.size, notes.paragraph_format.space_after = Pt(8.5), Pt(1)
    return document


def _headings(sections: Sequence[Section]) -> Iterator[tuple[int, str]]:
    """Level and text of each heading in order."""
    for section in sections:
        yield 1, section.heading
        yield from ((2, piece.heading) for piece in section.pieces if piece.heading)


def _turn_page(document: Opened, *, across: bool) -> bool:
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


def _add_heading(document: Opened, text: str, level: int, number: int, *, on_new_page: bool = False) -> Paragraph:
    heading = add_text(document, single_line(text), f"Heading {level}")
    heading.paragraph_format.page_break_before = on_new_page
    add_bookmark(heading, number)
    return heading


def _lines(section: Section) -> int:
    """About how many lines a section takes; a chart takes too many for another to follow it."""
    rows = [len(piece.printed_exhibit.table) + 6 for piece in section.pieces if piece.exhibit is not None]
    words = [len(piece.paragraphs) + bool(piece.lacks) + 2 for piece in section.pieces]
    return sum(rows) + sum(words) + _BRIEF * any(piece.has_chart for piece in section.pieces)


def _add_piece(document: Opened, piece: Piece, picture: Callable[[Piece], Picture]) -> None:
    """What happened first, as the caption; then the chart, its notes, and the words that go further."""
    if not piece.has_chart:
        _add_words(document, piece)
        if piece.exhibit is not None:
            _add_table(document, piece, "")
        _add_lack(document, piece)
        return
    drawn = picture(piece)
    if not drawn.png:
        _add_table(document, piece, drawn.reason)
        _add_words(document, piece)
        return
    _add_caption(document, piece)
    exhibit = piece.printed_exhibit
    add_picture(document, drawn.png, alt=exhibit_alt_text(exhibit), widest=_PICTURE)
    crop_last_picture(document, over=drawn.over, under=drawn.under)
    _add_words(document, piece)
    # The symbols stand in the table of the workbook, not in the picture.
    add_texts(document, [*exhibit_notes(exhibit), source_line(exhibit)], _NOTES)


def _add_words(document: Opened, piece: Piece) -> None:
    add_texts(document, piece.paragraphs, "List Bullet" if piece.is_list else "Normal")


def _add_lack(document: Opened, piece: Piece) -> None:
    add_texts(document, [piece.lacks] if piece.lacks else [])


def _add_table(document: Opened, piece: Piece, why_no_picture: str) -> None:
    """A table with its caption and notes; in place of a chart it says why."""
    _add_caption(document, piece)
    exhibit = piece.printed_exhibit
    add_table(document, exhibit.table, title=single_line(exhibit.title))
    _tidy_table(document, piece)
    *marks, source = exhibit_lines(exhibit)
    # Marks one after the other: a line each would take more room than a short table.
    add_texts(document, [f"{'. '.join(marks)}."] if marks else [], _NOTES)
    add_texts(document, [source] if source else [], _NOTES)
    if piece.has_chart:
        add_text(document, f"There is no picture of this chart. {why_no_picture}", _NOTES)


def _add_caption(document: Opened, piece: Piece) -> None:
    """`Figure 3: title.`, its number counted by Word, and under it what is measured."""
    exhibit = piece.printed_exhibit
    kind, _, number = piece.label.partition(" ")
    paragraph = add_text(document, "", "Caption")
    paragraph.paragraph_format.keep_with_next = True
    add_caption_number(paragraph, kind, int(number))
    paragraph.add_run(document_text(f": {single_line(exhibit.title).rstrip('.')}."))
    if subtitle := single_line(exhibit.subtitle).rstrip("."):
        measured = add_text(document, f"{subtitle[0].upper()}{subtitle[1:]}.", _NOTES)
        measured.paragraph_format.keep_with_next = True


#: A cell that is a figure with its marks, or the symbol for one: `12,773 [p]`, `+26%`, `−1 point`, `[c]`.
_FIGURE = r"([+−-]?\d[\d,.]*%?( points?)?( \[[^]]*\]| \([^)]{1,16}\))*|\[\w+\])"
_FIGURE_CELL = re.compile(rf"{_FIGURE}(; {_FIGURE})*|{NO_FIGURE}")


def _tidy_table(document: Opened, piece: Piece) -> None:
    """Columns of figures to the right, and small lines in the last column."""
    table, exhibit = document.tables[-1], piece.printed_exhibit
    heads = [str(name) for name in exhibit.table.columns]
    last = len(heads) - bool(piece.trends)
    for at, column in enumerate(zip(*(row.cells for row in table.rows), strict=True)):
        texts = [cell.text.strip() for cell in column[1:]]
        # Where a table has its numbers as numbers too, all but what names its rows are figures.
        is_of_figures = exhibit.data is not None and heads[at] not in (INDICATOR, AREA) and at < last
        if is_of_figures or (texts and all(_FIGURE_CELL.fullmatch(text) for text in texts)):
            for cell in column:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for row, values in zip(table.rows[1:], piece.trends, strict=False):
        if sum(value is not None for value in values) > 1:
            _add_sparkline(row.cells[-1], values)


def _add_sparkline(cell, values: Sequence[float | None]) -> None:
    """A small line under a cell's words, which say the same."""
    run = cell.add_paragraph().add_run()
    shape = run.add_picture(io.BytesIO(sparkline_png(values)), width=Mm(_SPARKLINE_WIDTH))
    shape._inline.docPr.set("descr", f"Line of the quarters: {cell.text.strip()}")
