"""Papers and exhibits as text documents in the open document format (ODT), the standard for public bodies.

Headings, lists and heads of tables are marked as such, pictures have a text to read out, and whom a paper is for
stands at the head of every page. No office suite is needed to make them.
"""

import io
from collections.abc import Iterator, Sequence
from typing import Any

from PIL import Image

from indicators.exports.cells import PrintedColumn, printable
from indicators.exports.exhibit import Exhibit, exhibit_alt_text, single_line, source_line
from indicators.exports.images import DPI
from indicators.exports.open_package import open_lines, open_package, open_words
from indicators.exports.paper import (
    MARGIN,
    Block,
    Bullets,
    CellPicture,
    Chart,
    Heading,
    Paper,
    Table,
    Text,
    block_anchor,
    chart_notes,
    chart_png,
    chart_table,
    exhibit_paper,
    paper_contents,
    table_widths,
)
from indicators.web import render

_MILLIMETRES = 25.4
#: How a paragraph looks, by the name of its style.
_LEAD, _NOTE, _USUAL, _BEFORE_CHART = "Lead", "Notes", "Standard", "Before_20_chart"


def paper_open_document(paper: Paper) -> bytes:
    """The paper as an OpenDocument text; raises ImageExportUnavailable where a chart cannot be drawn."""
    return _Writer(paper).file()


def exhibit_open_document(exhibit: Exhibit) -> bytes:
    """The exhibit as an OpenDocument text: picture, table and notes; raises as `paper_open_document` does."""
    return _Writer(exhibit_paper(exhibit)).file(description=source_line(exhibit))


class _Writer:
    """One document being written: its pictures and tables, numbered as they come."""

    def __init__(self, paper: Paper):
        self._paper = paper
        self._pictures: dict[str, bytes] = {}
        self._tables: list[dict[str, Any]] = []
        self._is_across = paper.is_landscape

    def file(self, *, description: str = "") -> bytes:
        """The paper as an ODT file; `description` stands among its properties."""
        paper = self._paper
        blocks = list(self._blocks())
        content = render(
            "open_document/text.xml",
            title=single_line(paper.title),
            subtitle=single_line(paper.subtitle),
            blocks=blocks,
            tables=self._tables,
            notes=[open_words(note) for note in paper.notes],
        )
        styles = render(
            "open_document/text_styles.xml",
            mark=printable(paper.audience.mark),
            is_landscape=paper.is_landscape,
            margin=MARGIN,
            width=paper.page_width,
        )
        return open_package(
            "text",
            {"content.xml": content, "styles.xml": styles, **self._pictures},
            title=paper.title,
            subject=paper.subtitle,
            description=description,
            keywords=paper.audience.mark,
        )

    def _blocks(self) -> Iterator[dict[str, Any]]:
        """The blocks as the template takes them, the list of contents before the first heading."""
        contents = paper_contents(self._paper)
        for number, block in enumerate(self._paper.blocks):
            if contents and contents[0].anchor == block_anchor(number):
                yield {"kind": "contents", "headings": contents}
            yield self._block(block, number)

    def _block(self, block: Block, number: int) -> dict[str, Any]:
        match block:
            case Heading(text, level, is_across):
                style = f"Heading_20_{level}"
                if is_across is not None:
                    style = "Across_20_start" if is_across else "Upright_20_start"
                    self._is_across = is_across
                anchor = block_anchor(number)
                return {"kind": "heading", "text": single_line(text), "level": level, "style": style, "anchor": anchor}
            case Text(text, label, is_lead, is_note):
                style = _LEAD if is_lead else _NOTE if is_note else _USUAL
                if style == _USUAL and isinstance(self._following(number), Chart):
                    style = _BEFORE_CHART
                return {"kind": "text", "text": open_words(text), "label": single_line(label), "style": style}
            case Bullets(items):
                return {"kind": "bullets", "items": [open_words(item) for item in items]}
            case Table():
                return {"kind": "table", "table": self._table(block)}
            case Chart():
                return self._chart(block)

    def _following(self, number: int) -> Block | None:
        """The first block after one that is no text."""
        return next((block for block in self._paper.blocks[number + 1 :] if not isinstance(block, Text)), None)

    def _chart(self, block: Chart) -> dict[str, Any]:
        exhibit = block.exhibit
        title = single_line(exhibit.title)
        said = ". ".join(part for part in (title, single_line(exhibit.subtitle)) if part)
        widest = min(block.width, self._paper.page_width)
        return {
            "kind": "chart",
            "image": self._image(chart_png(block), exhibit_alt_text(exhibit), widest=widest),
            "said": said if block.has_caption else "",
            "table": self._table(chart_table(block)) if block.has_table else None,
            "notes": [open_words(line) for line in chart_notes(block)],
        }

    def _image(self, png: bytes, alt: str, *, widest: float = 0.0, width: float = 0.0) -> dict[str, Any]:
        """A picture of a width in millimetres, or as large as it prints but no wider than `widest`."""
        number = len(self._pictures) + 1
        path = f"Pictures/{number}.png"
        self._pictures[path] = png
        with Image.open(io.BytesIO(png)) as picture:
            (across, high), dots = picture.size, picture.info.get("dpi", (DPI, DPI))[0]
        shown = width or min(widest, across / dots * _MILLIMETRES)
        return {
            "path": path,
            "name": f"Picture {number}",
            "alt": single_line(alt),
            "width": round(shown, 2),
            "height": round(shown * high / across, 2),
        }

    def _table(self, block: Table) -> dict[str, Any] | None:
        columns, pictures = block.columns, dict(block.pictures)
        if not columns:
            return None
        room = self._paper.room(across=self._is_across)
        table = {
            "name": f"Table{len(self._tables) + 1}",
            "caption": single_line(block.caption),
            "room": room,
            "is_short": block.is_short,
            "widths": [round(width, 2) for width in table_widths(columns, pictures, room)],
            "heads": [(open_words(column.head), column.is_figures) for column in columns],
            "rows": [self._row(columns, pictures, row) for row in range(len(block.frame))],
        }
        self._tables.append(table)
        return table

    def _row(
        self, columns: Sequence[PrintedColumn], pictures: dict[str, tuple[CellPicture | None, ...]], row: int
    ) -> list[tuple[list[str], bool, dict[str, Any] | None]]:
        cells = []
        for column in columns:
            drawn = pictures.get(column.head, ())
            picture = drawn[row] if row < len(drawn) else None
            image = None if picture is None else self._image(
                picture.png, picture.alt or column.texts[row], width=picture.width
            )  # fmt: skip
            cells.append((open_lines(column.texts[row]), column.is_figures, image))
        return cells
