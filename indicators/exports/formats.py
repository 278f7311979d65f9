"""The formats in which a chart or table leaves the house, in the order in which they are offered."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from indicators.exports.excel import exhibit_csv, exhibit_workbook
from indicators.exports.exhibit import Exhibit
from indicators.exports.images import exhibit_pdf, exhibit_png, exhibit_svg
from indicators.exports.powerpoint import exhibit_deck
from indicators.exports.word import exhibit_document

_OFFICE = "application/vnd.openxmlformats-officedocument."


class Format(NamedTuple):
    """What a format is called, its media type, and what makes the file of an exhibit."""

    label: str
    mime: str
    make: Callable[[Exhibit], bytes]


#: By the ending of the file's name. Pictures, and Word where there is a chart, need a browser on this computer.
FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "png": Format("PNG", "image/png", exhibit_png),
        "svg": Format("SVG", "image/svg+xml", exhibit_svg),
        "pdf": Format("PDF", "application/pdf", exhibit_pdf),
        "pptx": Format("PowerPoint", f"{_OFFICE}presentationml.presentation", exhibit_deck),
        "docx": Format("Word", f"{_OFFICE}wordprocessingml.document", exhibit_document),
        "xlsx": Format("Excel", f"{_OFFICE}spreadsheetml.sheet", exhibit_workbook),
        "csv": Format("CSV", "text/csv", exhibit_csv),
    }
)
