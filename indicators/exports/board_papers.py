"""Pages for the board's papers as Word documents: the assurance map on one sheet, and the log of challenges."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from docx.document import Document as Opened
from docx.shared import Pt

from indicators.access import Audience
from indicators.exports.cells import document_text
from indicators.exports.text_fit import text_size
from indicators.exports.word import (
    add_property,
    add_text,
    add_texts,
    docx_bytes,
    empty_table,
    light_borders,
    mark_pages,
    new_document,
    number_pages,
)

#: What a cell is shaded with (red, green, blue) and what that means; every shade keeps black text at 7:1 and more.
CELL_SHADES = {
    "empty": ("D0D3D6", "grey: no evidence"),
    "stale": ("FFE3A3", "yellow: stale"),
    "concern": ("F9CDC8", "red: points to concern"),
    "mixed": ("E6D9F2", "violet: points both ways"),
    "improvement": ("CFE8D5", "green: points to improvement"),
    "steady": ("FFFFFF", "white: points neither way, or too little to judge"),
}
_PLAIN = "steady"
#: Millimetres: the margin of a page, the first column of the map, and all of them together.
_MARGIN, _FIRST, _WIDTH = 9.0, 38.0, 279.0
#: Millimetres: what stands left and right of the text in a cell, and the height of the page that rows may take.
_ASIDE, _ROOM = 4.0, 155.0
#: Points: the heading of the page and of its columns; the text of the map is as large as fits one page.
_TITLE, _HEAD = 14.0, 9.0


@dataclass(frozen=True)
class PaperCell:
    """A cell of the map: what is held, how it stands, what is missing; `look` is one of `CELL_SHADES`, else plain."""

    headline: str
    detail: str = ""
    gap: str = ""
    look: str = _PLAIN


@dataclass(frozen=True)
class PaperRow:
    """A row of the map: its name and a cell a column."""

    title: str
    cells: Sequence[PaperCell]


@dataclass(frozen=True)
class LogEntry:
    """A challenge as the papers tell it: the question, the figure as it was seen, and its story line by line."""

    number: int
    question: str
    to: str
    state: str
    figure: str = ""
    due: str = ""
    story: Sequence[str] = ()
    raised: str = ""
    outcome: str = ""
    impact: str = ""


@dataclass(frozen=True)
class LogClosing:
    """A challenge that the board has done with, in a row: how and when it ended, and what came of it."""

    number: int
    question: str
    to: str
    ended: str
    outcome: str = ""
    impact: str = ""


@dataclass(frozen=True)
class LogClosings:
    """What was done with since the last meeting, under the title that says since when."""

    title: str
    rows: Sequence[LogClosing] = ()


def map_document(
    title: str, subtitle: str, columns: Sequence[str], rows: Sequence[PaperRow], notes: Sequence[str] = ()
) -> bytes:
    """An A4 page across with one table: a row a priority, a column a quadrant, words in every cell.

    `columns` are the headings from the first column on. The text is as large as fits one page, as ten priorities
    do; what does not fit at the smallest size goes on under the same headings.
    """
    widths = [_FIRST, *[(_WIDTH - _FIRST) / max(1, len(columns) - 1)] * (len(columns) - 1)]
    size = _fitting(rows, widths)
    document = new_document(title, landscape=True, margin=_MARGIN)
    mark_pages(document, Audience.BOARD.mark)
    _small(add_text(document, title, "Heading 1"), _TITLE)
    _small(add_text(document, subtitle, "Subtitle"), _HEAD)
    table = empty_table(document, title, widths, len(rows))
    for cell, name in zip(table.rows[0].cells, columns, strict=True):
        _write(cell, [(name, _HEAD, True)])
    for table_row, row in zip(list(table.rows)[1:], rows, strict=True):
        _fill_row(table_row, row, size)
    for note in (*notes, _shading(rows)):
        _small(add_text(document, note), size)
    return docx_bytes(document)


def log_document(
    title: str,
    subtitle: str,
    entries: Sequence[LogEntry],
    notes: Sequence[str] = (),
    closings: LogClosings | None = None,
) -> bytes:
    """The log of challenges: what was done with since the last meeting, then each challenge under a heading of its own
    with its question, its facts and its story.
    """
    document = new_document(title, landscape=False, margin=20)
    mark_pages(document, Audience.BOARD.mark)
    number_pages(document)
    add_text(document, title, "Heading 1")
    add_text(document, subtitle, "Subtitle")
    add_texts(document, notes)
    if closings is not None:
        _add_closings(document, closings)
    if not entries:
        add_text(document, "No challenge is in this log.")
    for entry in entries:
        _add_entry(document, entry)
    return docx_bytes(document)


#: Millimetres: the columns of the table of closings, which fill the page.
_CLOSING_WIDTHS = (12.0, 50.0, 32.0, 38.0, 38.0)


def _add_closings(document: Opened, closings: LogClosings) -> None:
    add_text(document, closings.title, "Heading 2")
    if not closings.rows:
        add_text(document, "None.")
        return
    table = empty_table(document, closings.title, _CLOSING_WIDTHS, len(closings.rows))
    light_borders(table)
    heads = ("No.", "Question", "How it ended", "What came of it", "What changed for children")
    lines = [
        (str(row.number), f"{row.question}\nTo {row.to}", row.ended, row.outcome, row.impact) for row in closings.rows
    ]
    for index, (table_row, texts) in enumerate(zip(table.rows, (heads, *lines), strict=True)):
        for cell, text in zip(table_row.cells, texts, strict=True):
            _write(cell, [(part, _HEAD, index == 0) for part in text.splitlines()] or [("–", _HEAD, False)])


def _add_entry(document: Opened, entry: LogEntry) -> None:
    # Words of others never stand in one paragraph with ours that follow: some scripts turn a line round.
    add_text(document, f"Challenge {entry.number}: {entry.state}", "Heading 2")
    facts = (
        ("Question", entry.question), ("Asked of", entry.to), ("Raised", entry.raised),
        ("Figure as seen", entry.figure), ("Due", entry.due), ("Outcome", entry.outcome), ("Impact", entry.impact),
    )  # fmt: skip
    for label, text in facts:
        if text:
            add_text(document, text, label=label)
    add_texts(document, entry.story, "List Bullet")


def _fitting(rows: Sequence[PaperRow], widths: Sequence[float]) -> float:
    texts = [[[row.title], *([cell.headline, cell.detail, cell.gap] for cell in row.cells)] for row in rows]
    return text_size(texts, widths=[width - _ASIDE for width in widths], room=_ROOM)


def _fill_row(table_row: Any, row: PaperRow, size: float) -> None:
    first, *others = table_row.cells
    _write(first, [(row.title, size, True)])
    for cell, words in zip(others, row.cells, strict=True):
        _write(cell, [(words.headline, size, True), (words.detail, size, False), (words.gap, size, False)])
        shade, _ = CELL_SHADES.get(words.look, CELL_SHADES[_PLAIN])
        add_property(cell._tc.get_or_add_tcPr(), "shd", val="clear", color="auto", fill=shade)


def _write(cell: Any, texts: Sequence[tuple[str, float, bool]]) -> None:
    """Texts as the paragraphs of a cell, each with its size in points and whether it is bold; empty ones left out."""
    said = [item for item in texts if item[0]]
    for number, (text, size, is_bold) in enumerate(said):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        paragraph.paragraph_format.space_before = Pt(0 if number else 1)
        paragraph.paragraph_format.space_after = Pt(1)
        run = paragraph.add_run(document_text(text))
        run.font.size, run.bold = Pt(size), is_bold


def _small(paragraph: Any, size: float) -> None:
    paragraph.paragraph_format.space_after = Pt(2)
    for run in paragraph.runs:
        run.font.size = Pt(size)


def _shading(rows: Sequence[PaperRow]) -> str:
    """What the shades in a map mean, those that occur."""
    looks = {words.look if words.look in CELL_SHADES else _PLAIN for row in rows for words in row.cells}
    return "Shading: " + "; ".join(meaning for name, (_, meaning) in CELL_SHADES.items() if name in looks) + "."
