"""A paper of a few pages as a list of blocks, and the same paper as page of HTML, text and mail file.

Whoever writes a paper (an agenda, a profile, a letter) gives its blocks once; every format says the same in the same
order. Papers hold what they are given: that the figures in them may be let out is settled before.
"""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

import pandas as pd

from indicators.access import Audience
from indicators.charts.theme import text_width
from indicators.exports.cells import LANGUAGE, PrintedColumn, document_text, printable, printed_columns
from indicators.exports.exhibit import (
    Exhibit,
    exhibit_alt_text,
    exhibit_lines,
    exhibit_notes,
    single_line,
    source_line,
)
from indicators.exports.images import plain_png
from indicators.exports.text_fit import column_widths
from indicators.web import render

#: Millimetres: the margin of a page, the widest picture on an upright one, the narrowest column.
MARGIN, PICTURE_WIDTH, _NARROWEST = 16.0, 150.0, 14.0
#: Millimetres and points: the margin of a compact paper, its text, its tables, its small print.
_COMPACT_MARGIN, COMPACT_TEXT, COMPACT_CELL, COMPACT_NOTE = 10.0, 8.0, 7.5, 6.5
#: From this many columns a table is easier to read across the page.
_MANY_COLUMNS = 8
#: Rows of a table that is not parted at the end of a page.
_SHORT_TABLE = 8
#: Millimetres: an A4 page's sides, a point, and what stands left and right of the text in a cell.
_SHORT, _LONG, _POINT, _ASIDE = 210.0, 297.0, 0.3528, 4.0


@dataclass(frozen=True)
class Heading:
    """A heading under the title; `level` is 2 or 3.

    In a document with pages `is_across` begins one that stands across (True) or upright (False); None goes on.
    """

    text: str
    level: int = 2
    is_across: bool | None = None


@dataclass(frozen=True)
class Text:
    """A paragraph, with a label in bold before it where it has one; a `is_lead` one says the main thing.

    One that `is_note` is small print.
    """

    text: str
    label: str = ""
    is_lead: bool = False
    is_note: bool = False


@dataclass(frozen=True)
class Bullets:
    """A list, an item a line."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class CellPicture:
    """A small picture in a cell as PNG; `alt` is empty where the cell's words say the same. `width` in millimetres."""

    png: bytes
    width: float
    alt: str = ""


@dataclass(frozen=True)
class Table:
    """A table with its caption: a frame as `exports.cells.printed_columns` takes it, its column names the heads.

    `pictures` give a column's name and a picture a row (None for a row without one), drawn under the cell's words.
    `widths` are those of the columns in millimetres, for tables that line up; else each is as wide as its words.
    `figure_columns` stand to the right as columns of numbers do, though their cells are texts.
    """

    caption: str
    frame: pd.DataFrame
    pictures: tuple[tuple[str, tuple[CellPicture | None, ...]], ...] = ()
    widths: tuple[float, ...] = ()
    figure_columns: tuple[str, ...] = ()

    @property
    def is_short(self) -> bool:
        """Whether it is not to be parted at the end of a page."""
        return len(self.frame) <= _SHORT_TABLE

    @property
    def columns(self) -> list[PrintedColumn]:
        """Its columns as a page shows them."""
        return [
            replace(column, is_figures=column.is_figures or column.head in self.figure_columns)
            for column in printed_columns(self.frame)
        ]


@dataclass(frozen=True)
class Chart:
    """A chart with its words; `png` is its picture where it was drawn before, for instance frozen with a challenge.

    Without `has_caption` its title and subtitle are the paper's own, and are not said twice. `table_caption` is what
    the table under it is called, where that is not its title. `width` is how wide it prints at most, in millimetres.
    Where the page has no room, its figures go without a table (`has_table`): the alternative text says them then.
    """

    exhibit: Exhibit
    png: bytes = b""
    width: float = PICTURE_WIDTH
    has_table: bool = True
    has_caption: bool = True
    table_caption: str = ""


Block = Heading | Text | Bullets | Table | Chart


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A paper: its title, a line under it, its blocks in order, whom it is for, and small print at its end.

    A compact one is set small, for much on one page. With `has_contents` a list of its headings, which lead to them,
    stands before the first of them.
    """

    title: str
    subtitle: str = ""
    blocks: tuple[Block, ...] = ()
    audience: Audience = Audience.BOARD
    is_landscape: bool = False
    is_compact: bool = False
    notes: tuple[str, ...] = field(default=())
    has_contents: bool = False

    @property
    def page_width(self) -> float:
        """Millimetres between the margins."""
        return self.room(across=self.is_landscape)

    @property
    def margin(self) -> float:
        """Millimetres on each side of the page."""
        return _COMPACT_MARGIN if self.is_compact else MARGIN

    def room(self, *, across: bool) -> float:
        """Millimetres between the margins of a page that stands across, or upright."""
        return (_LONG if across else _SHORT) - 2 * self.margin


def chart_png(chart: Chart) -> bytes:
    """The chart's picture without its words; raises ImageExportUnavailable where no browser draws it."""
    return chart.png or plain_png(chart.exhibit)


def chart_notes(chart: Chart) -> list[str]:
    """What stands under a chart; what symbols mean only where a table shows them."""
    exhibit = chart.exhibit
    return exhibit_lines(exhibit) if chart.has_table else [*exhibit_notes(exhibit), source_line(exhibit)]


def table_widths(
    columns: Sequence[PrintedColumn], pictures: Mapping[str, Sequence[CellPicture | None]], room: float
) -> list[float]:
    """Millimetres of each column of a table that fills `room`, none narrower than its pictures."""
    texts = [[document_text(text) for text in (column.head, *column.texts)] for column in columns]
    least = [
        max((picture.width for picture in pictures.get(column.head, ()) if picture), default=0.0) + _ASIDE
        if column.head in pictures
        else 0.0
        for column in columns
    ]
    return _at_least(column_widths(texts, room=room, narrowest=_NARROWEST, width_of=_cell_width), least, room)


def _at_least(widths: Sequence[float], least: Sequence[float], room: float) -> list[float]:
    """Widths of which none is under its least, the others giving way in proportion; together they fill the room."""
    fixed = {index for index, (width, own) in enumerate(zip(widths, least, strict=True)) if own > width}
    spare = room - sum(least[index] for index in fixed)
    others = sum(width for index, width in enumerate(widths) if index not in fixed) or 1.0
    return [least[i] if i in fixed else width * spare / others for i, width in enumerate(widths)]


def _cell_width(text: str) -> float:
    # As bold as a head is, so that no word of one is parted.
    return text_width(text, 9.0, bold=True) * _POINT + _ASIDE


def paper_html(paper: Paper) -> str:
    """The paper as one page of HTML that asks for nothing outside itself, its charts as pictures with their tables.

    Raises ImageExportUnavailable where a chart cannot be drawn.
    """
    page = render(
        "paper.html",
        paper=paper,
        language=LANGUAGE,
        title=single_line(paper.title),
        blocks=[_html_block(block, number) for number, block in enumerate(paper.blocks)],
        contents=paper_contents(paper),
    )
    return printable(page)


@dataclass(frozen=True)
class ContentsEntry:
    """A heading in a list of contents: its text, its level, and the name that leads to it."""

    text: str
    level: int
    anchor: str


def paper_contents(paper: Paper) -> list[ContentsEntry]:
    """The headings of a paper that has a list of contents, in order."""
    headings = [
        ContentsEntry(single_line(block.text), block.level, block_anchor(number))
        for number, block in enumerate(paper.blocks)
        if isinstance(block, Heading)
    ]
    return headings if paper.has_contents else []


def block_anchor(number: int) -> str:
    """The name of a block in links within a file."""
    return f"part-{number}"


def _html_block(block: Block, number: int) -> dict[str, Any]:
    """A block as the template takes it."""
    match block:
        case Heading(text, level, is_across):
            return {
                "kind": "heading",
                "text": single_line(text),
                "level": level,
                "anchor": block_anchor(number),
                "is_across": is_across,
            }
        case Text(text, label, is_lead, is_note):
            look = "lead" if is_lead else "note" if is_note else ""
            return {"kind": "text", "lines": text.splitlines() or [""], "label": label, "look": look}
        case Bullets(items):
            return {"kind": "bullets", "items": items}
        case Table():
            return {"kind": "table", "caption": single_line(block.caption), **_html_table(block)}
        case Chart():
            return {
                "kind": "chart",
                "has_caption": block.has_caption,
                "title": single_line(block.exhibit.title),
                "subtitle": single_line(block.exhibit.subtitle),
                "picture": data_address(chart_png(block)),
                "alt": exhibit_alt_text(block.exhibit),
                "lines": chart_notes(block),
                "caption": chart_table(block).caption,
                "width": block.width,
                **(_html_table(chart_table(block)) if block.has_table else {"heads": [], "rows": []}),
            }


def chart_table(block: Chart) -> Table:
    """The table that stands under a chart, with its figures."""
    caption = block.table_caption or f"The figures of the chart: {block.exhibit.title}"
    return Table(single_line(caption), block.exhibit.table)


def _html_table(block: Table) -> dict[str, Any]:
    columns, drawn = block.columns, dict(block.pictures)
    rows = [
        [(column.texts[row], column.is_figures, _html_picture(drawn.get(column.head, ()), row)) for column in columns]
        for row in range(len(block.frame))
    ]
    widths = block.widths or table_widths(columns, drawn, _SHORT - 2 * MARGIN)
    return {
        "heads": [(column.head, column.is_figures) for column in columns],
        "widths": [round(width / sum(widths) * 100, 1) for width in widths],
        "rows": rows,
        "is_short": block.is_short,
    }


def _html_picture(pictures: Sequence[CellPicture | None], row: int) -> dict[str, Any] | None:
    picture = pictures[row] if row < len(pictures) else None
    return None if picture is None else {"src": data_address(picture.png), "alt": picture.alt, "width": picture.width}


def data_address(png: bytes) -> str:
    """A picture as an address that holds it."""
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"


def exhibit_paper(exhibit: Exhibit) -> Paper:
    """An exhibit as a paper: its title, its chart where it has one, its table and its notes."""
    across = len(exhibit.table.columns) >= _MANY_COLUMNS
    body: tuple[Block, ...] = (Chart(exhibit, has_caption=False),)
    if exhibit.figure is None:
        notes = tuple(Text(line, is_note=True) for line in exhibit_lines(exhibit))
        body = (Table(single_line(exhibit.title), exhibit.table), *notes)
    return Paper(
        title=exhibit.title, subtitle=exhibit.subtitle, blocks=body, audience=exhibit.audience, is_landscape=across
    )


def exhibit_page(exhibit: Exhibit) -> bytes:
    """The exhibit as one page of HTML that asks for nothing; raises as `paper_html` does."""
    return paper_html(exhibit_paper(exhibit)).encode()


def paper_text(paper: Paper) -> str:
    """The paper in plain text, for the body of a mail; charts by what they show."""
    lines = [single_line(paper.title), single_line(paper.subtitle), ""]
    for block in paper.blocks:
        match block:
            case Heading(text, _, _):
                lines += ["", single_line(text).upper()]
            case Text(text, label, _, _):
                lines.append(f"{label}: {text}" if label else text)
            case Bullets(items):
                lines += [f"- {single_line(item)}" for item in items]
            case Table():
                columns = block.columns
                lines.append(single_line(block.caption))
                lines += [
                    "- " + "; ".join(f"{column.head}: {column.texts[row]}" for column in columns if column.texts[row])
                    for row in range(len(block.frame))
                ]
            case Chart():
                lines += [single_line(block.exhibit.title), exhibit_alt_text(block.exhibit)]
    return "\n".join([*lines, "", *paper.notes, paper.audience.mark]).strip() + "\n"


def paper_mail(paper: Paper, *, subject: str = "", attachments: Sequence[tuple[str, bytes, str]] = ()) -> bytes:
    """The paper as a mail file (.eml) without sender and receiver, which opens as a draft to be sent.

    `attachments` give the name of each file, its bytes and its media type.
    """
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = single_line(subject or paper.title)[:200]
    # With this header Outlook and Thunderbird open the file for writing on, not as something that came.
    mail["X-Unsent"] = "1"
    mail.set_content(paper_text(paper))
    for name, content, mime in attachments:
        main, _, sub = mime.partition("/")
        mail.add_attachment(content, maintype=main, subtype=sub, filename=name)
    if attachments:
        # A boundary drawn at random would make two files of one paper.
        mail.set_boundary("=-paper-part")
    return mail.as_bytes()
