"""Files of open formats read back without the program that wrote them: ODS, ODT, HTML and the structure of a PDF."""

import email
import io
import re
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from email.policy import default
from pathlib import Path

from lxml import etree, html
from pypdf import PdfReader

SPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
    "meta": "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
}


def name_in(space: str, local: str) -> str:
    """An attribute's or element's full name."""
    return f"{{{SPACES[space]}}}{local}"


def part(file: bytes, name: str = "content.xml") -> etree._Element:
    """A part of an OpenDocument file as XML."""
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return etree.fromstring(archive.read(name))


def words(element: etree._Element) -> str:
    """The text of an element as a reader sees it: spaces, tabs and ends of lines are elements."""
    said = element.text or ""
    for child in element:
        local = etree.QName(child).localname
        if local == "s":
            said += " " * int(child.get(name_in("text", "c"), "1"))
        elif local in ("tab", "line-break"):
            said += "\t" if local == "tab" else "\n"
        elif local != "frame":
            said += words(child)
        said += child.tail or ""
    return said


def cell_text(cell: etree._Element) -> str:
    """The lines of a cell, those of pictures left out."""
    lines = cell.findall("text:p", SPACES)
    return "\n".join(words(line) for line in lines if line.find("draw:frame", SPACES) is None)


def rows_of(table: etree._Element) -> list[list[str | float]]:
    """The cells of a table row by row, those without anything left out: numbers as numbers."""
    return [
        [
            float(cell.get(name_in("office", "value")))
            if cell.get(name_in("office", "value-type")) == "float"
            else cell_text(cell)
            for cell in row.iterfind("table:table-cell", SPACES)
        ]
        for row in table.iter(name_in("table", "table-row"))
    ]


def sheets_of(file: bytes) -> dict[str, list[list[str | float]]]:
    """The sheets of a spreadsheet by name, row by row."""
    return {table.get(name_in("table", "name")): rows_of(table) for table in part(file).iter(name_in("table", "table"))}


@dataclass
class ReadPage:
    """What a document or page says; headings with their level, and the texts of its pictures."""

    title: str = ""
    language: str = ""
    headings: list[tuple[int, str]] = field(default_factory=list)
    tables: list[list[list[str]]] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)
    alternatives: list[str] = field(default_factory=list)


def text_document(file: bytes) -> ReadPage:
    """An OpenDocument text."""
    content, meta = part(file), part(file, "meta.xml")
    return ReadPage(
        title=meta.findtext(".//dc:title", "", SPACES),
        language=meta.findtext(".//dc:language", "", SPACES),
        headings=[
            (int(item.get(name_in("text", "outline-level"))), words(item))
            for item in content.iter(name_in("text", "h"))
        ],
        tables=[rows_of(table) for table in content.iter(name_in("table", "table"))],
        paragraphs=[words(item) for item in content.iter(name_in("text", "p"))],
        alternatives=[
            frame.findtext("svg:desc", "", SPACES) for frame in content.iter(name_in("draw", "frame"))
        ],
    )  # fmt: skip


def web_page(file: bytes) -> ReadPage:
    """A page of HTML."""
    page = html.fromstring(file.decode())
    cells = [[[cell.text_content() for cell in row] for row in table.iter("tr")] for table in page.iter("table")]
    headings = [(int(item.tag[1]), item.text_content()) for item in page.iter("h1", "h2", "h3", "h4")]
    return ReadPage(
        title=page.findtext(".//title"),
        language=page.getroottree().getroot().get("lang"),
        headings=headings,
        tables=cells,
        paragraphs=[item.text_content() for item in page.iter("p")],
        alternatives=[item.get("alt") for item in page.iter("img")],
    )


def addresses(file: bytes) -> list[str]:
    """Whatever a page of HTML names that a browser could go and get."""
    page = html.fromstring(file.decode())
    found = [
        value for element in page.iter() for key, value in element.attrib.items() if key in ("src", "href", "data")
    ]
    return found + re.findall(r"url\(([^)]*)\)|@import", file.decode())


@dataclass
class PdfStructure:
    """The tags of a PDF by kind, the texts of its figures, the scopes of its heads, its language and title."""

    kinds: Counter = field(default_factory=Counter)
    alternatives: list[str] = field(default_factory=list)
    scopes: Counter = field(default_factory=Counter)
    language: str = ""
    title: str = ""
    is_tagged: bool = False


def pdf_structure(file: bytes) -> PdfStructure:
    """What the structure tree of a PDF has."""
    reader = PdfReader(io.BytesIO(file))
    root = reader.trailer["/Root"]
    found = PdfStructure(
        language=root.get("/Lang", ""),
        title=reader.metadata.title or "",
        is_tagged=bool(root.get("/MarkInfo", {}).get("/Marked")),
    )
    _walk(root["/StructTreeRoot"], found)
    return found


def _walk(item, found: PdfStructure) -> None:
    item = item.get_object()
    if isinstance(item, list):
        for one in item:
            _walk(one, found)
    elif isinstance(item, dict):
        kind = item.get("/S")
        if kind:
            found.kinds[kind] += 1
        if kind == "/Figure":
            found.alternatives.append(item.get("/Alt", ""))
        if kind == "/TH":
            given = item.get("/A", [])
            given = [one.get_object() for one in (given if isinstance(given, list) else [given])]
            found.scopes.update(one["/Scope"] for one in given if "/Scope" in one)
        if "/K" in item:
            _walk(item["/K"], found)


def file_text(path: Path) -> str:
    """Every text of a published file, seen or unseen, whatever its kind: for a search for what must not be in it."""
    content = path.read_bytes()
    if path.suffix == ".pdf":
        reader = PdfReader(path)
        texts = [page.extract_text() for page in reader.pages] + [
            str(text) for text in (reader.metadata or {}).values()
        ]
        return "\n".join([*texts, *pdf_structure(content).alternatives])
    if path.suffix == ".eml":
        mail = email.message_from_bytes(content, policy=default)
        parts = [one for one in mail.walk() if not one.is_multipart()]
        return "\n".join([*map(str, mail.values()), *(_mail_part(one, path) for one in parts)])
    if zipfile.is_zipfile(io.BytesIO(content)):
        return "\n".join(_archive_texts(content, path))
    return content.decode("utf-8")


def _mail_part(one, path: Path) -> str:
    name = one.get_filename()
    if not name:
        return one.get_content()
    inner = path.with_name(f"inner-{name}")
    inner.write_bytes(one.get_payload(decode=True))
    try:
        return file_text(inner)
    finally:
        inner.unlink()


def _archive_texts(content: bytes, path: Path):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for entry in archive.namelist():
            inside = archive.read(entry)
            if zipfile.is_zipfile(io.BytesIO(inside)):
                yield from _archive_texts(inside, path)
            elif entry.endswith((".xml", ".rels", ".json", ".html", ".csv", ".txt")):
                yield inside.decode("utf-8")
