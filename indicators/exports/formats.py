"""The formats in which a chart or table leaves the house, in the order in which they are offered."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from indicators.exports.excel import exhibit_csv, exhibit_workbook
from indicators.exports.exhibit import Exhibit
from indicators.exports.images import pdf_bytes, png_bytes, svg_bytes
from indicators.exports.powerpoint import slide_bytes
from indicators.exports.word import document_bytes

_OFFICE = "application/vnd.openxmlformats-officedocument."


class Format(NamedTuple):
    """What a format is called, its media type, and what makes the file of an exhibit."""

    label: str
    mime: str
    make: Callable[[Exhibit], bytes]


#: By the ending of the file's name. Pictures, and Word where there is a chart, need a browser on this computer.
FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "png": Format("PNG", "image/png", png_bytes),
        "svg": Format("SVG", "image/svg+xml", svg_bytes),
        "pdf": Format("PDF", "application/pdf", pdf_bytes),
        "pptx": Format("PowerPoint", f"{_OFFICE}presentationml.presentation", slide_bytes),
        "docx": Format("Word", f"{_OFFICE}wordprocessingml.document", document_bytes),
        "xlsx": Format("Excel", f"{_OFFICE}spreadsheetml.sheet", exhibit_workbook),
        "csv": Format("CSV", "text/csv", exhibit_csv),
    }
)
