"""An exhibit's chart as a picture: PNG at print size, SVG and PDF, each with all its words, seen and unseen."""

from typing import Literal

import plotly.graph_objects as go

from indicators.charts.framing import for_export
from indicators.errors import UsageError
from indicators.exports import pdf_file, svg_file
from indicators.exports.cells import LANGUAGE
from indicators.exports.exhibit import Exhibit
from indicators.exports.exhibit_words import alt_of, line, notes_of, properties_of, source_of, symbol_lines
from indicators.exports.image import image_bytes
from indicators.exports.png_file import with_words

DPI = 300
#: A chart of one panel is as wide as the text of an A4 page; text of 15 units then prints at 8.5 points.
_CENTIMETRES_PER_UNIT = 0.02
_ONE_PANEL, _SEVERAL_PANELS, _LEAST_HEIGHT = 800, 1048, 450
_POINTS_PER_CENTIMETRE = 72 / 2.54
#: Dots to a unit of a figure.
DOTS = _CENTIMETRES_PER_UNIT / 2.54 * DPI


def png_bytes(exhibit: Exhibit) -> bytes:
    """The chart at 300 dots an inch, 16 cm wide (21 cm with several panels), with its words in it and as text chunks.

    Raises UsageError for an exhibit without a chart and ImageExportUnavailable where no browser draws it, as
    `svg_bytes` and `pdf_bytes` do.
    """
    return _png(exhibit, framed(exhibit))


def plain_png(exhibit: Exhibit) -> bytes:
    """The chart as PNG without its words, for a document that says them in text; the board's mark stays on it."""
    return _png(exhibit, framed(exhibit, with_words=False))


def words_around(exhibit: Exhibit) -> tuple[float, float]:
    """Which shares of the height of `png_bytes` the words over the chart take, and those under it."""
    whole, own = framed(exhibit).layout, exhibit.figure.layout
    over, under = whole.margin.t - own.margin.t, whole.margin.b - own.margin.b
    return over / whole.height, under / whole.height


def svg_bytes(exhibit: Exhibit) -> bytes:
    """The chart as SVG: text stays text, with a title and a description that screen readers read out."""
    said = properties_of(exhibit)
    return svg_file.described(
        _drawn(framed(exhibit), "svg"),
        title=line(exhibit.title),
        alt=alt_of(exhibit),
        language=LANGUAGE,
        properties={
            "title": line(exhibit.title),
            "description": line(exhibit.subtitle),
            "source": said["comments"],
            "rights": said["keywords"],
            "language": LANGUAGE,
        },
    )


def pdf_bytes(exhibit: Exhibit) -> bytes:
    """The chart on one PDF page of its own size, as vectors, with properties, language and alternative text."""
    figure, said = framed(exhibit), properties_of(exhibit)
    return pdf_file.described(
        _drawn(figure, "pdf"),
        alt=alt_of(exhibit),
        language=LANGUAGE,
        properties={
            "Title": said["title"],
            "Subject": ". ".join(part for part in (said["subject"], said["comments"]) if part),
            "Keywords": said["keywords"],
        },
        width=figure.layout.width * _CENTIMETRES_PER_UNIT * _POINTS_PER_CENTIMETRE,
    )


def _png(exhibit: Exhibit, figure: go.Figure) -> bytes:
    said = properties_of(exhibit)
    words = {
        "Title": said["title"],
        "Description": alt_of(exhibit),
        "Source": said["comments"],
        "Warning": said["keywords"],
    }
    return with_words(_drawn(figure, "png"), words, dpi=DPI)


def framed(exhibit: Exhibit, *, with_words: bool = True) -> go.Figure:
    """The chart as wide as it prints, with the words that stand in it; UsageError for an exhibit without a chart."""
    if exhibit.figure is None:
        raise UsageError(f"'{line(exhibit.title)}' has no chart, so there is no picture of it; take its table instead.")
    words = {"title": "", "subtitle": "", "source_note": "", "notes": (), "as_at": ""}
    if with_words:
        words = {
            "title": line(exhibit.title),
            "subtitle": line(exhibit.subtitle),
            "source_note": source_of(exhibit),
            # Hollow points say themselves what is provisional.
            "notes": [*notes_of(exhibit), *(text for text in symbol_lines(exhibit) if not text.startswith("[p]"))],
            "as_at": line(exhibit.as_at),
        }
    panels = sum(1 for key in exhibit.figure.layout.to_plotly_json() if key.startswith("xaxis"))
    width = _SEVERAL_PANELS if panels > 1 else _ONE_PANEL
    return for_export(exhibit.figure, **words, mark=exhibit.audience.mark, width=width, height=_LEAST_HEIGHT)


def _drawn(figure: go.Figure, format: Literal["png", "svg", "pdf"]) -> bytes:
    return image_bytes(figure, format=format, scale=DOTS)
