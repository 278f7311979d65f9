"""The assurance map to take away: a workbook, a page for the papers, and the page itself on paper."""

import streamlit as st

from indicators.assurance.cells import AssuranceMap
from indicators.assurance.tables import figures_frame, findings_frame, map_frame, silent_frame
from indicators.assurance.words import cell_words, summary_words
from indicators.definitions import QUADRANTS
from indicators.exports.book import Sheet, book_bytes
from indicators.exports.papers import PaperCell, PaperRow, map_document
from indicators.months import day_text
from indicators.pages.parts.board_papers import Paper, offer_papers
from indicators.pages.parts.data import Opened


def offer_map(data: Opened, found: AssuranceMap) -> None:
    """The buttons; each file is made when it is asked for."""
    offer_papers(
        data,
        ("assurance-map", found.plan.id),
        found.as_at.isoformat(),
        workbook=Paper(
            lambda figures: _workbook(figures, found),
            "The map with its figures, its findings and its gaps as an accessible workbook",
        ),
        page=Paper(lambda figures: _paper(figures, found), "The map on one landscape page as a Word document"),
        key="assurance",
    )
    st.caption("To print this page, choose Print in the browser: the map fits one landscape page.")


def _title(found: AssuranceMap) -> str:
    return f"Assurance map: {found.plan.title}"


def _workbook(data: Opened, found: AssuranceMap) -> bytes:
    notes = {
        "Board": found.plan.board,
        "Evidence up to": day_text(found.as_at),
        "In short": summary_words(found),
        "As at": data.as_at_text,
    }
    sheets = [
        Sheet("Map", "The map: a row a cell", map_frame(found, found.plan, data.catalogue)),
        Sheet("Figures", "The latest figure of each measure and area", figures_frame(found)),
        Sheet("Findings", "What was heard and found", findings_frame(found, data.catalogue)),
        Sheet("Missing", "Measures that the plan asks for without evidence", silent_frame(found)),
    ]
    sources = [data.catalogue.source_label(found.plan.source)]
    return book_bytes(_title(found), notes, sheets, sources=sources, mark=data.audience.mark)


def _paper(data: Opened, found: AssuranceMap) -> bytes:
    rows = [
        PaperRow(
            row.priority.title,
            [PaperCell(*cell_words(cell, found.plan, data.catalogue), look=cell.look) for cell in row.cells],
        )
        for row in found.rows
    ]
    subtitle = f"{found.plan.board}. Evidence up to {day_text(found.as_at)}. {summary_words(found)}"
    return map_document(_title(found), subtitle, ["Priority", *QUADRANTS.values()], rows)
