"""The formats in which a chart or table leaves the house, in the order in which they are offered."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from indicators.exports.excel import exhibit_csv, exhibit_workbook
from indicators.exports.exhibit import Exhibit
from indicators.exports.images import exhibit_png, exhibit_svg
from indicators.exports.open_document import exhibit_open_document
from indicators.exports.open_package import OPEN_MIMES
from indicators.exports.open_spreadsheet import exhibit_open_workbook
from indicators.exports.paper import exhibit_page
from indicators.modules import importing

_OFFICE = "application/vnd.openxmlformats-officedocument."
_PICTURE = ":material/image:"


# Each page offers these formats and few are taken: what only they need is imported with the first file.


def _pdf(exhibit: Exhibit) -> bytes:
    with importing():
        from indicators.exports.pdf import exhibit_pdf
    return exhibit_pdf(exhibit)


def _page_pdf(exhibit: Exhibit) -> bytes:
    with importing():
        from indicators.exports.pdf import exhibit_page_pdf
    return exhibit_page_pdf(exhibit)


def _deck(exhibit: Exhibit) -> bytes:
    with importing():
        from indicators.exports.powerpoint import exhibit_deck
    return exhibit_deck(exhibit)


def _document(exhibit: Exhibit) -> bytes:
    with importing():
        from indicators.exports.word import exhibit_document
    return exhibit_document(exhibit)


class Format(NamedTuple):
    """What a format is called and is for, its media type, Material icon, and what makes the file of an exhibit.

    Files of a `variant` say it in their name, beside another format of the same `ending`. What is rarely wanted
    stands behind the others.
    """

    label: str
    purpose: str
    mime: str
    icon: str
    make: Callable[[Exhibit], bytes]
    needs_chart: bool = True
    is_rare: bool = False
    ending: str = ""
    variant: str = ""


#: By the ending of the file's name, or what stands for it. Pictures, and pages and documents where there is a chart,
#: need a browser on this computer; a page as PDF always does.
FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "png": Format("PNG", "A picture in print quality", "image/png", _PICTURE, exhibit_png),
        "svg": Format("SVG", "A picture that can be enlarged", "image/svg+xml", _PICTURE, exhibit_svg, is_rare=True),
        "pdf": Format("PDF", "A picture to print", "application/pdf", _PICTURE, _pdf, is_rare=True),
        "pptx": Format(
            "PowerPoint",
            "A slide whose chart can be edited",
            f"{_OFFICE}presentationml.presentation",
            ":material/slideshow:",
            _deck,
        ),
        "docx": Format(
            "Word",
            "Picture and table as a Word document",
            f"{_OFFICE}wordprocessingml.document",
            ":material/description:",
            _document,
            needs_chart=False,
        ),
        "xlsx": Format(
            "Excel",
            "The figures as an accessible workbook",
            f"{_OFFICE}spreadsheetml.sheet",
            ":material/table_view:",
            exhibit_workbook,
            needs_chart=False,
        ),
        "ods": Format(
            "ODS",
            "The same workbook in the open document format",
            OPEN_MIMES["spreadsheet"],
            ":material/table_view:",
            exhibit_open_workbook,
            needs_chart=False,
        ),
        "csv": Format(
            "CSV",
            "The figures as comma-separated values",
            "text/csv",
            ":material/table:",
            exhibit_csv,
            needs_chart=False,
        ),
        "odt": Format(
            "ODT",
            "Picture and table as a text in the open document format",
            OPEN_MIMES["text"],
            ":material/description:",
            exhibit_open_document,
            needs_chart=False,
            is_rare=True,
        ),
        "html": Format(
            "Web page",
            "Picture and table as a page that any browser opens, without a connection",
            "text/html",
            ":material/web:",
            exhibit_page,
            needs_chart=False,
            is_rare=True,
        ),
        "page": Format(
            "PDF page",
            "Picture and table as a PDF that screen readers read",
            "application/pdf",
            ":material/accessibility_new:",
            _page_pdf,
            needs_chart=False,
            is_rare=True,
            ending="pdf",
            variant="with-table",
        ),
    }
)
#: The formats of what is no chart.
TABLE_FORMATS = tuple(ending for ending, format in FORMATS.items() if not format.needs_chart)
