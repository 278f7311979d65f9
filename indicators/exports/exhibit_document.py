"""An exhibit in a Word document: heading, chart, table, and every word that travels with them."""

from docx.document import Document as Opened
from docx.shared import Mm

from indicators.exports.document import add_picture, add_text, add_texts, file_bytes, mark_pages, new_document
from indicators.exports.document_table import add_table
from indicators.exports.exhibit import Exhibit
from indicators.exports.exhibit_words import alt_of, line, lines_of, properties_of
from indicators.exports.picture import plain_png

#: Millimetres: leaves 170 of an A4 page's width, or 257 of its length.
_MARGIN = 20.0
#: From this many columns a table is easier to read across the page.
_MANY_COLUMNS = 8


def document_bytes(exhibit: Exhibit) -> bytes:
    """A document of the exhibit alone, its board's mark in the head of every page.

    Raises ImageExportUnavailable where there is a chart and no browser to draw it.
    """
    document = new_document(exhibit.title, landscape=len(exhibit.table.columns) >= _MANY_COLUMNS, margin=_MARGIN)
    mark_pages(document, exhibit.audience.mark)
    said = properties_of(exhibit)
    document.core_properties.subject, document.core_properties.comments = said["subject"], said["comments"]
    add_text(document, line(exhibit.title), "Heading 1")
    add_exhibit(document, exhibit, picture=None if exhibit.figure is None else plain_png(exhibit))
    return file_bytes(document)


def add_exhibit(document: Opened, exhibit: Exhibit, *, picture: bytes | None) -> None:
    """Subtitle, picture with alternative text, table, notes, symbols, source: all but the heading, which is the
    caller's. Without a picture (none could be drawn, or there is no chart) the rest stands.
    """
    section = document.sections[0]
    if line(exhibit.subtitle):
        add_text(document, line(exhibit.subtitle), "Subtitle")
    if picture is not None:
        room = (section.page_width - section.left_margin - section.right_margin) / Mm(1)
        add_picture(document, picture, alt=alt_of(exhibit), widest=room)
    add_table(document, exhibit.table, title=line(exhibit.title))
    add_texts(document, lines_of(exhibit))
