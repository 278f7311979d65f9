"""What every OpenDocument file has: an archive with its list of parts, properties and language, and texts as its XML
has them. The same contents give the same file.
"""

import io
import re
import zipfile
from collections.abc import Mapping
from typing import Literal

from indicators.exports.cells import LANGUAGE, printable
from indicators.exports.deterministic import archive_entry
from indicators.exports.exhibit import LONGEST_PROPERTY, single_line
from indicators.web import render

#: By its kind the media type of a file, which readers find in its first entry.
OPEN_MIMES = {
    "text": "application/vnd.oasis.opendocument.text",
    "spreadsheet": "application/vnd.oasis.opendocument.spreadsheet",
}
_XML, _PNG = "text/xml", "image/png"
#: Spaces at an end or after another, tabs and ends of lines: XML's readers would make one space of each.
_LAYOUT = re.compile(r"(?P<spaces>^ +| +$|(?<= ) +)|(?P<tab>\t)|(?P<break>\n)")


def open_package(
    kind: Literal["text", "spreadsheet"],
    parts: Mapping[str, str | bytes],
    *,
    title: str,
    subject: str = "",
    description: str = "",
    keywords: str = "",
) -> bytes:
    """An OpenDocument file of its parts by name, text as XML and bytes as PNG; its properties name it."""
    said = {"title": title, "subject": subject, "description": description, "keywords": keywords}
    words = {name: single_line(text)[:LONGEST_PROPERTY] for name, text in said.items()}
    everything = {**parts, "meta.xml": render("open_document/meta.xml", language=LANGUAGE, **words)}
    entries = [(name, _PNG if isinstance(content, bytes) else _XML) for name, content in everything.items()]
    listed = render("open_document/manifest.xml", mime=OPEN_MIMES[kind], entries=entries)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        # Readers look for the type at a fixed place: the first entry, as it is.
        archive.writestr(archive_entry("mimetype", is_compressed=False), OPEN_MIMES[kind])
        for name, content in {**everything, "META-INF/manifest.xml": listed}.items():
            archive.writestr(archive_entry(name, is_compressed=isinstance(content, str)), content)
    return buffer.getvalue()


def open_lines(text: str) -> list[str]:
    """A text for a cell, each of its lines as `open_words` gives it."""
    return [open_words(line) for line in _tidy(text).split("\n")]


def open_words(text: str) -> str:
    """A text as a paragraph has it: its spaces, tabs and ends of lines as elements, the rest still to be escaped."""
    tidy = _tidy(text)
    return render("open_document/words.xml", pieces=_pieces(tidy)) if _LAYOUT.search(tidy) else tidy


def _tidy(text: str) -> str:
    return printable(text).replace("\r\n", "\n").replace("\r", "\n")


def _pieces(text: str) -> list[tuple[str, str]]:
    pieces, done = [], 0
    for match in _LAYOUT.finditer(text):
        pieces.append(("words", text[done : match.start()]))
        pieces.append((match.lastgroup or "", match.group()))
        done = match.end()
    return [*pieces, ("words", text[done:])]
