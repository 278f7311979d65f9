"""A paper as a Word document; apart from `paper.py`, since only whoever takes one needs the library for it."""

import io
from typing import Any

from docx.shared import Mm, Pt

from indicators.exports.cells import document_text
from indicators.exports.exhibit import exhibit_alt_text, single_line
from indicators.exports.paper import (
    COMPACT_CELL,
    COMPACT_NOTE,
    COMPACT_TEXT,
    Block,
    Bullets,
    Chart,
    Heading,
    Paper,
    Table,
    Text,
    chart_notes,
    chart_png,
    table_widths,
)
from indicators.exports.word import (
    add_picture,
    add_text,
    add_texts,
    docx_bytes,
    empty_table,
    light_borders,
    mark_pages,
    new_document,
    number_pages,
    set_style,
)


def paper_document(paper: Paper) -> bytes:
    """The paper as a Word document; raises ImageExportUnavailable where a chart cannot be drawn."""
    document = new_document(single_line(paper.title), landscape=paper.is_landscape, margin=paper.margin)
    if paper.is_compact:
        _set_small(document)
    mark_pages(document, paper.audience.mark)
    number_pages(document)
    add_text(document, single_line(paper.title), "Heading 1")
    if paper.subtitle:
        add_text(document, single_line(paper.subtitle), "Subtitle")
    for block in paper.blocks:
        _add_block(document, block, paper)
    for note in paper.notes:
        for run in add_text(document, note).runs:
            run.font.size = Pt(COMPACT_NOTE if paper.is_compact else 8)
    return docx_bytes(document)


def _set_small(document: Any) -> None:
    """The styles of a compact paper: less height for every line."""
    for name, size, before, after in (
        ("Normal", COMPACT_TEXT, 0, 1),
        ("Heading 1", 13, 0, 0),
        ("Heading 2", 9, 3, 0),
        ("Subtitle", COMPACT_TEXT, 0, 1),
        ("List Bullet", COMPACT_TEXT, 0, 0),
        ("Header", COMPACT_TEXT, 0, 0),
        ("Footer", COMPACT_TEXT, 0, 0),
    ):
        set_style(document.styles[name], size, before, after)


def _add_block(document: Any, block: Block, paper: Paper) -> None:
    match block:
        case Heading(text, level, _):
            add_text(document, single_line(text), f"Heading {level}").paragraph_format.keep_with_next = True
        case Text(text, label, is_lead, is_note):
            paragraph = add_text(document, text, label=label)
            if is_lead or is_note:
                for run in paragraph.runs:
                    size = (9.5 if paper.is_compact else 12) if is_lead else 8
                    run.font.size = Pt(size)
        case Bullets(items):
            add_texts(document, items, "List Bullet")
        case Table():
            _add_table(document, block, paper)
        case Chart():
            add_picture(
                document,
                chart_png(block),
                alt=exhibit_alt_text(block.exhibit),
                widest=min(block.width, paper.page_width),
            )
            if block.has_caption:
                add_text(document, single_line(f"{block.exhibit.title}. {block.exhibit.subtitle}"))
            add_texts(document, chart_notes(block))


def _add_table(document: Any, block: Table, paper: Paper) -> None:
    columns = block.columns
    if not columns:
        return
    pictures = dict(block.pictures)
    caption = add_text(document, single_line(block.caption), label="")
    caption.paragraph_format.keep_with_next = True
    if paper.is_compact:
        caption.paragraph_format.space_before = Pt(3)
        caption.runs[0].bold = True
    widths = list(block.widths) or table_widths(columns, pictures, paper.page_width)
    table = empty_table(document, single_line(block.caption), widths, len(block.frame))
    light_borders(table)
    heads, *rows = table.rows
    for cell, column in zip(heads.cells, columns, strict=True):
        _fill_cell(cell, column.head, is_head=True, is_figure=column.is_figures, is_compact=paper.is_compact)
    for number, row in enumerate(rows):
        for cell, column in zip(row.cells, columns, strict=True):
            _fill_cell(
                cell, column.texts[number], is_head=False, is_figure=column.is_figures, is_compact=paper.is_compact
            )
            drawn = pictures.get(column.head, ())
            if number < len(drawn) and (picture := drawn[number]) is not None:
                run = (cell.add_paragraph() if column.texts[number] else cell.paragraphs[0]).add_run()
                shape = run.add_picture(io.BytesIO(picture.png), width=Mm(picture.width))
                shape._inline.docPr.set("descr", document_text(picture.alt or column.texts[number]))
                # Without these LibreOffice leaves 3 mm on either side, and a narrow cell cuts the picture off.
                for side in ("distT", "distB", "distL", "distR"):
                    shape._inline.set(side, "0")


def _fill_cell(cell: Any, text: str, *, is_head: bool, is_figure: bool, is_compact: bool) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(0 if is_compact else 1)
    if is_figure:
        paragraph.alignment = 2
    run = paragraph.add_run(document_text(text))
    run.font.size, run.bold = Pt(COMPACT_CELL if is_compact else 9), is_head
