"""The assurance map on its page: the HTML table, a row a priority and a column a quadrant, and its files to
download.
"""

from datetime import date
from urllib.parse import urlencode

import streamlit as st
from markupsafe import Markup

from indicators.assurance.map import AssuranceMap, FigureEvidence
from indicators.assurance.tables import (
    figure_evidence_frame,
    finding_evidence_frame,
    map_frame,
    measures_without_data_frame,
)
from indicators.assurance.words import cell_words, other_findings_words, row_words, summary_words
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import QUADRANTS, STRENGTHS
from indicators.catalogue.periods import day_text
from indicators.catalogue.plans import PRIORITY_KINDS
from indicators.exports.board_papers import PaperCell, PaperRow, map_document
from indicators.exports.excel import WorkbookSheet, WorkbookWriter, workbook_of_sheets
from indicators.exports.open_spreadsheet import open_workbook_of_sheets
from indicators.pages.components.board_lines import raise_address
from indicators.pages.components.downloads import BoardPaper, offer_papers
from indicators.pages.components.session import DashboardData
from indicators.web import render
from indicators.wording.numbers import count_text, symbol_text, value_text


def offer_map(data: DashboardData, assurance: AssuranceMap) -> None:
    """The buttons; each file is made when it is asked for."""
    offer_papers(
        data,
        ("assurance-map", assurance.plan.id),
        assurance.as_at.isoformat(),
        workbook=BoardPaper(
            lambda figures: _map_workbook(figures, assurance),
            "The map with its figures, its findings and its gaps as an accessible workbook",
        ),
        open_workbook=BoardPaper(
            lambda figures: _map_workbook(figures, assurance, open_workbook_of_sheets),
            "The same workbook in the open document format",
        ),
        page=BoardPaper(
            lambda figures: _map_paper(figures, assurance), "The map on one landscape page as a Word document"
        ),
        key="assurance",
    )
    st.caption("To print this page, choose Print in the browser: the map fits one landscape page.")


def _map_title(assurance: AssuranceMap) -> str:
    return f"Assurance map: {assurance.plan.title}"


def _map_workbook(data: DashboardData, assurance: AssuranceMap, write: WorkbookWriter = workbook_of_sheets) -> bytes:
    notes = {
        "Board": assurance.plan.board,
        "Evidence up to": day_text(assurance.as_at),
        "In short": summary_words(assurance),
    }
    sheets = [
        WorkbookSheet("Map", "The map: a row a cell", map_frame(assurance, assurance.plan, data.catalogue)),
        WorkbookSheet("Figures", "The latest figure of each measure and area", figure_evidence_frame(assurance)),
        WorkbookSheet("Findings", "What was heard and found", finding_evidence_frame(assurance, data.catalogue)),
        WorkbookSheet(
            "Missing", "Measures that the plan asks for without evidence", measures_without_data_frame(assurance)
        ),
    ]
    sources = [data.catalogue.source_label(assurance.plan.source)]
    return write(_map_title(assurance), notes, sheets, sources=sources, mark=data.audience.mark)


def _map_paper(data: DashboardData, assurance: AssuranceMap) -> bytes:
    rows = [
        PaperRow(
            row.priority.title,
            [PaperCell(*cell_words(cell, assurance.plan, data.catalogue), look=cell.look) for cell in row.cells],
        )
        for row in assurance.rows
    ]
    subtitle = f"{assurance.plan.board}. Evidence up to {day_text(assurance.as_at)}. {summary_words(assurance)}"
    return map_document(_map_title(assurance), subtitle, ["Priority", *QUADRANTS.values()], rows)


#: Findings that an unfolded cell tells; the page of the priority has them all.
_MOST_FINDINGS = 6
MOST_EVIDENCE_BARS = 5
MAP_LEGEND = (
    ("concern", "points to concern"),
    ("improvement", "points to improvement"),
    ("mixed", "points both ways"),
    ("steady", "points neither way"),
    ("stale", "stale: newest evidence two years old or more"),
    ("empty", "no evidence"),
)


def map_html(grid: AssuranceMap, catalogue: Catalogue) -> Markup:
    """The whole map as a table with its legend; every cell unfolds."""
    return render(
        "assurance/map.html",
        found=grid,
        quadrants=QUADRANTS,
        priority_kinds=PRIORITY_KINDS,
        strengths=STRENGTHS,
        legend=MAP_LEGEND,
        most_findings=_MOST_FINDINGS,
        cell_words=lambda cell: cell_words(cell, grid.plan, catalogue),
        row_words=row_words,
        other_findings_words=lambda cell: other_findings_words(cell, grid.plan),
        evidence_bars=_evidence_bars,
        figure_text=_figure_text,
        count_text=count_text,
        priority_address=priority_address,
        raise_address=raise_address,
    )


def priority_address(priority: str, as_at: date) -> str:
    """The link to the page of a priority, as at a day."""
    return f"priority?{urlencode({'priority': priority, 'as_at': as_at.isoformat()})}"


def _evidence_bars(amount: int) -> str:
    """How much evidence there is as up to five bars, each standing for about twice as much as the one before."""
    return "▮" * min(MOST_EVIDENCE_BARS, amount.bit_length())


def _figure_text(figure: FigureEvidence) -> str:
    latest = figure.latest
    return value_text(latest.value, latest.series, latest.symbol) if figure.has_value else symbol_text(latest.symbol)
