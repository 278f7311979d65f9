"""Charts and papers as PDF, tagged for screen readers; the same chart or paper gives the same file.

Apart from what makes pictures and pages, since only whoever takes a PDF needs the library for them.
"""

import io
import logging
import re
from collections.abc import Mapping

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, PdfObject, TextStringObject

from indicators.exports.browser import html_pdf_bytes
from indicators.exports.cells import LANGUAGE
from indicators.exports.exhibit import Exhibit, exhibit_alt_text, file_properties
from indicators.exports.images import CENTIMETRES_PER_UNIT, POINTS_PER_CENTIMETRE, picture_bytes, printed_figure
from indicators.exports.paper import Paper, exhibit_paper, paper_html
from indicators.web import render

# It warns of the browser's own numbering, which is mended here.
logging.getLogger("pypdf").setLevel(logging.ERROR)


def exhibit_pdf(exhibit: Exhibit) -> bytes:
    """The chart on one PDF page of its own size, as vectors, with properties, language and alternative text."""
    figure, said = printed_figure(exhibit), file_properties(exhibit)
    return described_pdf(
        picture_bytes(figure, "pdf"),
        alt=exhibit_alt_text(exhibit),
        language=LANGUAGE,
        properties={
            "Title": said["title"],
            "Subject": ". ".join(part for part in (said["subject"], said["comments"]) if part),
            "Keywords": said["keywords"],
        },
        width=figure.layout.width * CENTIMETRES_PER_UNIT * POINTS_PER_CENTIMETRE,
    )


def described_pdf(pdf: bytes, *, alt: str, language: str, properties: Mapping[str, str], width: float) -> bytes:
    """The one page at a width in points, its drawing tagged as a figure with a text to read out.

    `properties` by their names in a PDF (Title, Subject, Keywords). The browser marks the drawing as a figure
    itself; where it did not, there is nothing to hang the text on and it goes without.
    """
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    page = writer.pages[0]
    page.scale_by(width / float(page.mediabox.width))
    writer.root_object[NameObject("/Lang")] = TextStringObject(language)
    _describe(writer.root_object.get("/StructTreeRoot"), alt, language)
    writer.metadata = {f"/{name}": text for name, text in properties.items() if text}
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def _describe(item: PdfObject | None, alt: str, language: str) -> None:
    """Alternative text for every figure in a document's structure, the language for all parts that name one."""
    item = item.get_object() if item is not None else None
    if isinstance(item, ArrayObject):
        for part in item:
            _describe(part, alt, language)
    elif isinstance(item, DictionaryObject):
        if item.get("/S") == "/Figure":
            item[NameObject("/Alt")] = TextStringObject(alt)
        if "/Lang" in item:
            item[NameObject("/Lang")] = TextStringObject(language)
        _describe(item.get("/K"), alt, language)


def paper_pdf(paper: Paper) -> bytes:
    """The paper as a tagged PDF, printed from its HTML; raises ImageExportUnavailable where there is no browser."""
    return tagged_pdf(paper_html(paper), landscape=paper.is_landscape, mark=paper.audience.mark)


def tagged_pdf(html: str, *, landscape: bool = False, mark: str = "") -> bytes:
    """A page of HTML as a tagged PDF with its title and language; the same page gives the same file.

    `mark` says in its properties and at the head of every page whom it is for. Raises ImageExportUnavailable where
    there is no browser.
    """
    head, foot = (str(render("paper_edge.html", mark=edge, language=LANGUAGE)) for edge in (mark, ""))
    printed = html_pdf_bytes(html, landscape=landscape, head=head if mark else "", foot=foot)
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(printed)))
    _group_figures(writer.root_object.get("/StructTreeRoot"))
    title = (writer.metadata or {}).get("/Title", "")
    # The browser notes its own name and the time of day.
    said = {"/Title": title, "/Keywords": mark}
    writer.metadata = {name: TextStringObject(text) for name, text in said.items() if text or name == "/Title"}
    buffer = io.BytesIO()
    writer.write(buffer)
    return _renumbered(buffer.getvalue())


#: What the browser calls an element of a page: it counts on from one page to the next.
_ELEMENT_NAME = re.compile(rb"\(node\d{8}\)")


def _renumbered(pdf: bytes) -> bytes:
    """The file with its elements counted from 0 in their order, as long as before: so no place in it shifts."""
    names = sorted(set(_ELEMENT_NAME.findall(pdf)))
    numbers = {name: b"(node%08d)" % number for number, name in enumerate(names)}
    return _ELEMENT_NAME.sub(lambda name: numbers[name[0]], pdf)


def _group_figures(item: PdfObject | None) -> None:
    """Tag as groups what the browser tags as figures because a picture and its caption stand in them.

    A figure is to have a text to read out; those are the pictures themselves.
    """
    item = item.get_object() if item is not None else None
    if isinstance(item, ArrayObject):
        for part in item:
            _group_figures(part)
    elif isinstance(item, DictionaryObject):
        if item.get("/S") == "/Figure" and "/Alt" not in item:
            item[NameObject("/S")] = NameObject("/Div")
        _group_figures(item.get("/K"))


def exhibit_page_pdf(exhibit: Exhibit) -> bytes:
    """The exhibit's page, chart and table, as a tagged PDF; raises as `paper_pdf` does."""
    return paper_pdf(exhibit_paper(exhibit))
