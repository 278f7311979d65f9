"""Word documents: page, styles, language and properties, accessible tables, and an exhibit as a document.
Headings of tables are marked and repeated on every page, rows stay whole, pictures have an alternative text.
"""

import io
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd
from docx import Document
from docx.document import Document as Opened
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from indicators.charts.theme import text_width
from indicators.exports.cells import LANGUAGE, document_text, printed_columns
from indicators.exports.deterministic import deterministic_archive
from indicators.exports.exhibit import Exhibit, exhibit_alt_text, exhibit_lines, file_properties, single_line
from indicators.exports.images import plain_png
from indicators.exports.text_fit import column_widths

_FONT = "Arial"
_A4 = (210, 297)
_BLACK = RGBColor(0, 0, 0)
#: Points: sizes of the styles that a document uses, and the room before and after a paragraph.
_STYLES = {
    "Normal": (10, 0, 3),
    "Heading 1": (15, 0, 2),
    "Heading 2": (12, 10, 2),
    "Subtitle": (10, 0, 4),
    "List Bullet": (10, 0, 2),
}


def new_document(title: str, *, landscape: bool, margin: float) -> Opened:
    """An empty A4 document in British English, its title in the properties; `margin` in millimetres.

    Its text stands in the styles that Word ships (Heading 1, Heading 2, List Bullet …), so that an office can
    restyle it.
    """
    document = Document()
    _set_page(document, landscape, Mm(margin))
    for name, looks in _STYLES.items():
        set_style(document.styles[name], *looks)
    _set_language(document)
    properties = document.core_properties
    properties.title, properties.language = document_text(title)[:250], LANGUAGE
    properties.author, properties.comments = "", ""
    return document


def add_text(document: Opened, text: str, style: str = "Normal", *, label: str = "") -> Paragraph:
    """A paragraph of a text, with a label in bold before it; lines of the text stay lines."""
    paragraph = document.add_paragraph()
    # Given the style itself, python-docx looks through all of a template's styles, for every paragraph.
    paragraph._p.style = style.replace(" ", "")
    if label:
        paragraph.add_run(f"{label}: ").bold = True
    paragraph.add_run(document_text(text))
    return paragraph


def add_texts(document: Opened, texts: Iterable[str], style: str = "Normal") -> None:
    """A paragraph for each text."""
    for text in texts:
        add_text(document, text, style)


def number_pages(document: Opened) -> None:
    """The page's number in the foot of every page."""
    run = document.sections[0].footer.paragraphs[0].add_run()
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run._r.append(_element("w:fldChar", {"w:fldCharType": kind}) if kind else _element("w:instrText", {}, text))


def mark_pages(document: Opened, words: str) -> None:
    """Whom the document is for, in the head of every page and in the properties; nothing where there are no words."""
    if words:
        paragraph = document.sections[0].header.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run(document_text(words)).bold = True
        document.core_properties.keywords = document_text(words)


def add_picture(document: Opened, picture: bytes, *, alt: str, widest: float) -> None:
    """A picture on a line of its own, as large as it prints or `widest` millimetres, with a text to read out."""
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    shape = paragraph.add_run().add_picture(io.BytesIO(picture))
    if shape.width > Mm(widest):
        shape.width, shape.height = Mm(widest), round(shape.height * Mm(widest) / shape.width)
    named = shape._inline.docPr
    named.set("descr", document_text(alt))
    named.set("name", f"Picture {named.get('id')}")


def docx_bytes(document: Opened) -> bytes:
    """The document as a file; the same document gives the same file."""
    buffer = io.BytesIO()
    document.save(buffer)
    return deterministic_archive(buffer.getvalue())


def add_property(properties: Any, name: str, **attributes: str) -> None:
    """Add an element such as `tblHeader` to the properties of a row, cell or table, in Word's own vocabulary."""
    properties.append(_element(f"w:{name}", {f"w:{key}": value for key, value in attributes.items()}))


def _element(name: str, attributes: dict[str, str], text: str = "") -> Any:
    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(key), value)
    if text:
        element.text = text
    return element


def _set_page(document: Opened, landscape: bool, margin: Mm) -> None:
    section = document.sections[0]
    width, height = (Mm(side) for side in (reversed(_A4) if landscape else _A4))
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = width, height
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = margin
    section.header_distance = section.footer_distance = Mm(6)


def set_style(style: Any, size: float, before: float, after: float) -> None:
    """Give one of Word's styles the document's font in black, its size and the room before and after, in points."""
    style.font.name, style.font.size, style.font.color.rgb = _FONT, Pt(size), _BLACK
    style.font.italic = False
    looks = style.element.get_or_add_rPr()
    for spread in looks.findall(qn("w:spacing")):
        looks.remove(spread)
    fonts = looks.get_or_add_rFonts()
    # The fonts of the template's theme would win over the name.
    for theme in [key for key in fonts.attrib if key.endswith("Theme")]:
        del fonts.attrib[theme]
    for script in ("w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), _FONT)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)


def _set_language(document: Opened) -> None:
    defaults = document.styles.element.find(qn("w:docDefaults"))
    for language in defaults.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)


#: Points; millimetres to a point; millimetres left and right of a cell's text.
_SIZE, _POINT, _ASIDE = 10.0, 0.3528, 4.0
#: Millimetres: no column is narrower.
_NARROWEST = 14.0


def empty_table(document: Opened, title: str, widths: Sequence[float], rows: int) -> Any:
    """A table of a heading row and `rows` more, its columns `widths` millimetres wide, for others to fill."""
    table = document.add_table(rows + 1, len(widths), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    add_property(table._tbl.tblPr, "tblCaption", val=document_text(title)[:250])
    # Word goes by the width of cells, LibreOffice by that of columns.
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        add_property(row._tr.get_or_add_trPr(), "cantSplit")
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
    add_property(table.rows[0]._tr.get_or_add_trPr(), "tblHeader")
    return table


def light_borders(table: Any) -> None:
    """Horizontal rules alone: a strong one over and under the heads, thin ones under the rows."""
    borders = _element("w:tblBorders", {})
    for side, size, color in (
        ("top", "8", "0B0C0C"), ("left", "", ""), ("bottom", "4", "B1B4B6"), ("right", "", ""),
        ("insideH", "4", "B1B4B6"), ("insideV", "", ""),
    ):  # fmt: skip
        looks = {"w:val": "single" if size else "nil"} | ({"w:sz": size, "w:color": color} if size else {})
        borders.append(_element(f"w:{side}", looks))
    properties = table._tbl.tblPr
    # Word wants the parts of a table's properties in one order: the borders come before the layout.
    layout = properties.find(qn("w:tblLayout"))
    if layout is None:
        properties.append(borders)
    else:
        layout.addprevious(borders)
    for cell in table.rows[0].cells:
        own = _element("w:tcBorders", {})
        own.append(_element("w:bottom", {"w:val": "single", "w:sz": "8", "w:color": "0B0C0C"}))
        cell._tc.get_or_add_tcPr().append(own)


def _text_width(section: Section) -> float:
    """Millimetres between the margins of a page."""
    lengths: list[Any] = [section.page_width, section.left_margin, section.right_margin]
    page, left, right = lengths
    return (page - left - right) / Mm(1)


def add_table(document: Opened, frame: pd.DataFrame, *, title: str) -> None:
    """A frame as a table over the width of the page, figures to the right; one without columns adds nothing."""
    columns = printed_columns(frame)
    if not columns:
        return
    room = _text_width(document.sections[-1])
    texts = [[document_text(text) for text in (column.head, *column.texts)] for column in columns]
    widths = column_widths(texts, room=room, narrowest=_NARROWEST, width_of=_width)
    table = empty_table(document, title, widths, len(frame))
    heads, *rows = table.rows
    for cell, column in zip(heads.cells, columns, strict=True):
        _write_cell(cell, column.head, is_right=column.is_figures, is_bold=True)
    for number, row in enumerate(rows):
        for cell, column in zip(row.cells, columns, strict=True):
            _write_cell(cell, column.texts[number], is_right=column.is_figures)
    light_borders(table)


def _width(text: str) -> float:
    """Millimetres that a text takes on one line of a cell, bold as a heading is."""
    return text_width(text, _SIZE, bold=True) * _POINT + _ASIDE


def _write_cell(cell: Any, text: str, *, is_right: bool, is_bold: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(1)
    if is_right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    run = paragraph.add_run(document_text(text))
    run.bold = is_bold


#: Millimetres: leaves 170 of an A4 page's width, or 257 of its length.
_MARGIN = 20.0
#: From this many columns a table is easier to read across the page.
_MANY_COLUMNS = 8


def exhibit_document(exhibit: Exhibit) -> bytes:
    """A document of the exhibit alone, its board's mark in the head of every page.

    Raises ImageExportUnavailable where there is a chart and no browser to draw it.
    """
    document = new_document(exhibit.title, landscape=len(exhibit.table.columns) >= _MANY_COLUMNS, margin=_MARGIN)
    mark_pages(document, exhibit.audience.mark)
    said = file_properties(exhibit)
    document.core_properties.subject, document.core_properties.comments = said["subject"], said["comments"]
    add_text(document, single_line(exhibit.title), "Heading 1")
    add_exhibit(document, exhibit, picture=None if exhibit.figure is None else plain_png(exhibit))
    return docx_bytes(document)


def add_exhibit(document: Opened, exhibit: Exhibit, *, picture: bytes | None) -> None:
    """Subtitle, picture with alternative text, table, notes, symbols, source: all but the heading, which is the
    caller's. Without a picture (none could be drawn, or there is no chart) the rest stands.
    """
    section = document.sections[0]
    if single_line(exhibit.subtitle):
        add_text(document, single_line(exhibit.subtitle), "Subtitle")
    if picture is not None:
        add_picture(document, picture, alt=exhibit_alt_text(exhibit), widest=_text_width(section))
    add_table(document, exhibit.table, title=single_line(exhibit.title))
    add_texts(document, exhibit_lines(exhibit))
