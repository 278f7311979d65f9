"""A chart or table to take away: pictures, slide, data, workbook, document, link."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from indicators.exports.exhibit import Exhibit
from indicators.exports.formats import FORMATS
from indicators.exports.names import file_name
from indicators.pages.parts.data import Opened
from indicators.pages.parts.downloads import File, offer_files
from indicators.pages.parts.release import Release

PLOTLY = {"displayModeBar": False, "showSendToCloud": False, "responsive": True}
#: The formats of what is no chart.
TABLES = ("docx", "xlsx", "csv")
_ICONS = {
    **dict.fromkeys(("png", "svg", "pdf"), ":material/image:"),
    "pptx": ":material/slideshow:",
    "docx": ":material/description:",
    "xlsx": ":material/table_view:",
    "csv": ":material/table:",
}
_KINDS = {
    "png": "A picture in print quality",
    "svg": "A picture that can be enlarged",
    "pdf": "A page to print",
    "pptx": "A slide whose chart can be edited",
    "docx": "Picture and table as a Word document",
    "xlsx": "The figures as an accessible workbook",
    "csv": "The figures as comma-separated values",
}


@dataclass(frozen=True)
class Takeaway:
    """What can be taken away of a view; indicators, areas and periods name its files.

    `made` gives the exhibit from any figures, the board's or the public ones, when a file is asked for.
    """

    made: Callable[[Opened], Exhibit]
    indicators: tuple[str, ...]
    areas: tuple[str, ...]
    periods: tuple[str, ...]
    known_on: date | None = None


def offer(taken: Takeaway, release: Release, *, key: str, only: Collection[str] = tuple(FORMATS)) -> None:
    """The row of downloads under a chart or table, of all formats or of some."""
    offer_files([_file(taken, release, extension) for extension in FORMATS if extension in only], release, key=key)


def _file(taken: Takeaway, release: Release, extension: str) -> File:
    format = FORMATS[extension]
    known = {"audience": release.audience, "known_on": taken.known_on}
    return File(
        format.label,
        made=lambda: format.make(taken.made(release.opened())),
        name=file_name(taken.indicators, taken.areas, taken.periods, extension, **known),
        mime=format.mime,
        icon=_ICONS[extension],
        help=f"{_KINDS[extension]}, with title, source and date inside it",
    )
