"""An exhibit's chart as a picture: PNG at print size and SVG; `pdf.py` makes the PDF of the same figure.
Each has its words in the picture, and title, alternative text, source and language in the file; the same chart gives
the same file.
"""

import re
import struct
import zlib
from collections.abc import Mapping
from typing import Literal
from xml.etree import ElementTree as Tree

import plotly.graph_objects as go
from defusedxml.ElementTree import fromstring

from indicators.charts.standalone import standalone_figure
from indicators.errors import UsageError, not_none
from indicators.exports.browser import image_bytes
from indicators.exports.cells import LANGUAGE, printable
from indicators.exports.exhibit import (
    Exhibit,
    exhibit_alt_text,
    exhibit_notes,
    file_properties,
    single_line,
    source_text,
    symbol_lines,
)

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
#: Signature and the header chunk, which comes first in every PNG and is always as long.
_HEAD = len(_SIGNATURE) + 25
_METRE_UNIT = 1
_INCHES_PER_METRE = 1000 / 25.4


def described_png(png: bytes, words: Mapping[str, str], *, dpi: int) -> bytes:
    """The picture with its resolution and a text for each keyword (Title, Description …); empty texts left out."""
    dots = round(dpi * _INCHES_PER_METRE)
    chunks = [_chunk(b"pHYs", struct.pack(">IIB", dots, dots, _METRE_UNIT))]
    chunks += [_chunk(b"iTXt", _text(keyword, text)) for keyword, text in words.items() if text]
    return png[:_HEAD] + b"".join(chunks) + png[_HEAD:]


def _text(keyword: str, text: str) -> bytes:
    """Uncompressed text in English: keyword, two flags, language, no translated keyword."""
    return keyword.encode("latin-1") + b"\0\0\0en-GB\0\0" + text.encode()


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


_SVG, _LINK, _DUBLIN = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink", "http://purl.org/dc/elements/1.1/"
_RESOURCES = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_TRACE = re.compile(r" trace[0-9a-f]{6}\b")
_REFERENCE = re.compile(r"url\(\s*['\"]?#([^'\")]+)['\"]?\s*\)")


def described_svg(svg: bytes, *, title: str, alt: str, language: str, properties: Mapping[str, str]) -> bytes:
    """The picture as one image with a title and a description to read out; `properties` by their Dublin Core names.

    Plotly names its clippings and traces at random each time; the first are numbered, the second lose their names.
    """
    for prefix, space in (("", _SVG), ("xlink", _LINK), ("dc", _DUBLIN), ("rdf", _RESOURCES)):
        Tree.register_namespace(prefix, space)
    root = fromstring(printable(svg.decode()))
    _remove_random_names(root)
    root.set("role", "img")
    root.set("lang", language)
    root.set("aria-labelledby", "picture-title picture-alt")
    elements = [
        _text_element("title", title, id="picture-title"),
        _text_element("desc", alt, id="picture-alt"),
        _metadata(properties),
    ]
    for index, element in enumerate(elements):
        root.insert(index, element)
    return Tree.tostring(root, encoding="utf-8", xml_declaration=True)


def _remove_random_names(root: Tree.Element) -> None:
    named = [name for element in root.iter() if (name := element.get("id"))]
    numbers = {name: f"part{number}" for number, name in enumerate(named, start=1)}
    for element in root.iter():
        for key, value in element.attrib.items():
            element.set(key, _stable_value(key, value, numbers))


def _stable_value(key: str, value: str, numbers: Mapping[str, str]) -> str:
    """An attribute's value with the numbered names in place of random ones."""
    if key == "id":
        return numbers.get(value, value)
    if key == "class":
        return _TRACE.sub("", value)
    if key in ("href", f"{{{_LINK}}}href") and value.startswith("#"):
        return "#" + numbers.get(value[1:], value[1:])
    return _REFERENCE.sub(lambda match: f"url(#{numbers.get(match[1], match[1])})", value)


def _text_element(name: str, text: str, **attributes: str) -> Tree.Element:
    element = Tree.Element(f"{{{_SVG}}}{name}", attributes)
    element.text = text
    return element


def _metadata(properties: Mapping[str, str]) -> Tree.Element:
    metadata = Tree.Element(f"{{{_SVG}}}metadata")
    about = Tree.SubElement(
        Tree.SubElement(metadata, f"{{{_RESOURCES}}}RDF"),
        f"{{{_RESOURCES}}}Description",
        {f"{{{_RESOURCES}}}about": ""},
    )
    for name, text in properties.items():
        if text:
            Tree.SubElement(about, f"{{{_DUBLIN}}}{name}").text = text
    return metadata


DPI = 300
#: A chart of one panel is as wide as the text of an A4 page; text of 15 units then prints at 8.5 points.
CENTIMETRES_PER_UNIT = 0.02
_ONE_PANEL, _SEVERAL_PANELS, _LEAST_HEIGHT = 800, 1048, 450
POINTS_PER_CENTIMETRE = 72 / 2.54
#: Dots to a unit of a figure.
DOTS = CENTIMETRES_PER_UNIT / 2.54 * DPI


def exhibit_png(exhibit: Exhibit) -> bytes:
    """The chart at 300 dots an inch, 16 cm wide (21 cm with several panels), with its words in it and as text chunks.

    Raises UsageError for an exhibit without a chart and ImageExportUnavailable where no browser draws it, as
    `exhibit_svg` and `exhibit_pdf` do.
    """
    return _png(exhibit, printed_figure(exhibit))


def plain_png(exhibit: Exhibit) -> bytes:
    """The chart as PNG without its words, for a document that says them in text; the board's mark stays on it."""
    return _png(exhibit, printed_figure(exhibit, with_words=False))


def png_and_shares(exhibit: Exhibit) -> tuple[bytes, tuple[float, float]]:
    """The file of `exhibit_png` with its `caption_shares`, of a figure that is made once."""
    figure = printed_figure(exhibit)
    return _png(exhibit, figure), caption_shares(exhibit, figure)


def caption_shares(exhibit: Exhibit, printed: go.Figure) -> tuple[float, float]:
    """Which shares of the height of `exhibit_png` the words over the chart take, and those under it; `printed` is its
    `printed_figure`.
    """
    whole, own = printed.layout, not_none(exhibit.figure).layout
    over, under = whole.margin.t - own.margin.t, whole.margin.b - own.margin.b
    return over / whole.height, under / whole.height


def exhibit_svg(exhibit: Exhibit) -> bytes:
    """The chart as SVG: text stays text, with a title and a description that screen readers read out."""
    said = file_properties(exhibit)
    return described_svg(
        picture_bytes(printed_figure(exhibit), "svg"),
        title=single_line(exhibit.title),
        alt=exhibit_alt_text(exhibit),
        language=LANGUAGE,
        properties={
            "title": single_line(exhibit.title),
            "description": single_line(exhibit.subtitle),
            "source": said["comments"],
            "rights": said["keywords"],
            "language": LANGUAGE,
        },
    )


def _png(exhibit: Exhibit, figure: go.Figure) -> bytes:
    said = file_properties(exhibit)
    words = {
        "Title": said["title"],
        "Description": exhibit_alt_text(exhibit),
        "Source": said["comments"],
        "Warning": said["keywords"],
    }
    return described_png(picture_bytes(figure, "png"), words, dpi=DPI)


def printed_figure(exhibit: Exhibit, *, with_words: bool = True) -> go.Figure:
    """The chart as wide as it prints, with the words that stand in it; UsageError for an exhibit without a chart."""
    if exhibit.figure is None:
        raise UsageError(
            f"'{single_line(exhibit.title)}' has no chart, so there is no picture of it; take its table instead."
        )
    words = {"title": "", "subtitle": "", "source_note": "", "notes": (), "as_at": ""}
    if with_words:
        words = {
            "title": single_line(exhibit.title),
            "subtitle": single_line(exhibit.subtitle),
            "source_note": source_text(exhibit),
            # Hollow points say themselves what is provisional.
            "notes": [*exhibit_notes(exhibit), *(text for text in symbol_lines(exhibit) if not text.startswith("[p]"))],
            "as_at": single_line(exhibit.as_at),
        }
    panels = sum(1 for key in exhibit.figure.layout.to_plotly_json() if key.startswith("xaxis"))
    width = _SEVERAL_PANELS if panels > 1 else _ONE_PANEL
    return standalone_figure(exhibit.figure, **words, mark=exhibit.audience.mark, width=width, height=_LEAST_HEIGHT)


def picture_bytes(figure: go.Figure, format: Literal["png", "svg", "pdf"]) -> bytes:
    """What the browser draws of a figure, without words in the file; ImageExportUnavailable where there is none."""
    return image_bytes(figure, format=format, scale=DOTS)
