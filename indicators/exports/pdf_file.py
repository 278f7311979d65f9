"""A drawn PDF that says what it is: title, language, alternative text, size on paper, and no clock."""

import io
from collections.abc import Mapping

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, PdfObject, TextStringObject


def described(pdf: bytes, *, alt: str, language: str, properties: Mapping[str, str], width: float) -> bytes:
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
