"""The assurance map on its page: the HTML table, a row a priority and a column a quadrant, and its files to
download.
Each cell says everything in words; shade and pattern only repeat them. All text from data is escaped.
"""

from datetime import date
from html import escape
from urllib.parse import urlencode

import streamlit as st

from indicators.assurance.map import AssuranceMap, FigureEvidence, FindingEvidence, MapCell, MapRow, MeasureEvidence
from indicators.assurance.tables import (
    figure_evidence_frame,
    finding_evidence_frame,
    map_frame,
    measures_without_data_frame,
)
from indicators.assurance.words import cell_words, row_words, summary_words
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import QUADRANTS, STRENGTHS
from indicators.catalogue.periods import day_text
from indicators.catalogue.plans import PRIORITY_KINDS
from indicators.exports.board_papers import PaperCell, PaperRow, map_document
from indicators.exports.excel import WorkbookSheet, workbook_of_sheets
from indicators.pages.components.board_lines import raise_address
from indicators.pages.components.downloads import BoardPaper, offer_papers
from indicators.pages.components.session import DashboardData
from indicators.wording.numbers import count_text, symbol_text, value_text


def offer_map(data: DashboardData, found: AssuranceMap) -> None:
    """The buttons; each file is made when it is asked for."""
    offer_papers(
        data,
        ("assurance-map", found.plan.id),
        found.as_at.isoformat(),
        workbook=BoardPaper(
            lambda figures: _map_workbook(figures, found),
            "The map with its figures, its findings and its gaps as an accessible workbook",
        ),
        page=BoardPaper(lambda figures: _map_paper(figures, found), "The map on one landscape page as a Word document"),
        key="assurance",
    )
    st.caption("To print this page, choose Print in the browser: the map fits one landscape page.")


def _map_title(found: AssuranceMap) -> str:
    return f"Assurance map: {found.plan.title}"


def _map_workbook(data: DashboardData, found: AssuranceMap) -> bytes:
    notes = {
        "Board": found.plan.board,
        "Evidence up to": day_text(found.as_at),
        "In short": summary_words(found),
        "As at": data.as_at_text,
    }
    sheets = [
        WorkbookSheet("Map", "The map: a row a cell", map_frame(found, found.plan, data.catalogue)),
        WorkbookSheet("Figures", "The latest figure of each measure and area", figure_evidence_frame(found)),
        WorkbookSheet("Findings", "What was heard and found", finding_evidence_frame(found, data.catalogue)),
        WorkbookSheet(
            "Missing", "Measures that the plan asks for without evidence", measures_without_data_frame(found)
        ),
    ]
    sources = [data.catalogue.source_label(found.plan.source)]
    return workbook_of_sheets(_map_title(found), notes, sheets, sources=sources, mark=data.audience.mark)


def _map_paper(data: DashboardData, found: AssuranceMap) -> bytes:
    rows = [
        PaperRow(
            row.priority.title,
            [PaperCell(*cell_words(cell, found.plan, data.catalogue), look=cell.look) for cell in row.cells],
        )
        for row in found.rows
    ]
    subtitle = f"{found.plan.board}. Evidence up to {day_text(found.as_at)}. {summary_words(found)}"
    return map_document(_map_title(found), subtitle, ["Priority", *QUADRANTS.values()], rows)


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


def map_html(found: AssuranceMap, catalogue: Catalogue) -> str:
    """The whole map as a table with its legend; every cell unfolds."""
    heads = "".join(f'<th scope="col">{escape(words)}</th>' for words in QUADRANTS.values())
    rows = "".join(_row_html(row, found, catalogue) for row in found.rows)
    keys = "".join(f'<li><span class="key look-{look}"></span>{words}</li>' for look, words in MAP_LEGEND)
    keys += '<li><span class="amount" aria-hidden="true">▮▮▮</span> the more bars, the more evidence</li>'
    return (
        f'<div class="assurance"><table><caption class="unseen">{escape(found.plan.title)}: evidence for each priority '
        f'from four sides</caption><thead><tr><th scope="col">Priority</th>{heads}</tr></thead><tbody>{rows}</tbody>'
        f'</table><ul class="keys">{keys}</ul></div>'
    )


def priority_address(priority: str, as_at: date) -> str:
    """The link to the page of a priority, as at a day."""
    return f"priority?{urlencode({'priority': priority, 'as_at': as_at.isoformat()})}"


def _row_html(row: MapRow, found: AssuranceMap, catalogue: Catalogue) -> str:
    kind = "" if row.priority.kind == "priority" else f'<span class="facts">{PRIORITY_KINDS[row.priority.kind]}</span>'
    link = escape(priority_address(row.priority.id, found.as_at))
    head = (
        f'<th scope="row"><a href="{link}">{escape(row.priority.title)}</a>{kind}'
        f'<span class="facts">{escape(row_words(row))}</span></th>'
    )
    return f"<tr>{head}{''.join(_cell_html(cell, row, found, catalogue) for cell in row.cells)}</tr>"


def _cell_html(cell: MapCell, row: MapRow, found: AssuranceMap, catalogue: Catalogue) -> str:
    words = cell_words(cell, found.plan, catalogue)
    side = escape(QUADRANTS[cell.quadrant])
    told = "".join(
        f'<span class="{name}">{escape(text)}</span>' for name, text in zip(words._fields, words, strict=True) if text
    )
    return (
        f'<td class="look-{cell.look}"><span class="side" aria-hidden="true">{side}</span>'
        f'<details><summary><span class="unseen">{escape(row.priority.title)}, {side}: </span>'
        f'<span class="amount" aria-hidden="true">{_bars_html(cell.amount)}</span>{told}</summary>'
        f'<div class="inside">{_cell_details(cell, row, catalogue)}</div></details></td>'
    )


def _bars_html(amount: int) -> str:
    """How much evidence there is as up to five bars, each standing for about twice as much as the one before."""
    return "▮" * min(MOST_EVIDENCE_BARS, amount.bit_length())


def _cell_details(cell: MapCell, row: MapRow, catalogue: Catalogue) -> str:
    """What is in a cell: its figures, its findings, what it asks for and has not; and the way to a challenge."""
    asked = "".join(_measure_html(ask) for ask in cell.measures)
    findings = "".join(finding_html(item) for item in cell.findings[:_MOST_FINDINGS])
    more = len(cell.findings) - _MOST_FINDINGS
    parts = [
        f"<h3>Asked for</h3><ul>{asked}</ul>" if asked else "<p>The plan asks for no measure here.</p>",
        f"<h3>Heard and found</h3><ul>{findings}</ul>" if findings else "",
        f"<p>and {count_text(more, 'more finding')} on the page of the priority</p>" if more > 0 else "",
    ]
    link = escape(raise_address(priority=row.priority.id, quadrant=cell.quadrant))
    return "".join(parts) + (
        f'<p><a href="{escape(priority_address(row.priority.id, cell.as_at))}">Open the priority</a> · '
        f'<a href="{link}">Raise a challenge about this</a></p>'
    )


def _measure_html(ask: MeasureEvidence) -> str:
    link = f"explore?{urlencode({'indicator': ask.indicator.id})}"
    name = f'<a href="{link}">{escape(ask.indicator.short_title)}</a>'
    if not ask.figures:
        held = "findings only" if ask.findings else "<strong>nothing held</strong>"
        return f"<li>{name}: {held}</li>"
    return f"<li>{name}: {'; '.join(_figure_html(figure) for figure in ask.figures.values())}</li>"


def _figure_html(figure: FigureEvidence) -> str:
    latest = figure.latest
    value = value_text(latest.value, latest.series, latest.symbol) if figure.has_value else symbol_text(latest.symbol)
    judged = figure.judgement
    worth = f" – {escape(judged.sentence)}" if judged and judged.is_flagged else ""
    return f"{escape(figure.area.name)} <strong>{escape(value)}</strong>, {escape(figure.period)}{worth}"


def finding_html(item: FindingEvidence) -> str:
    """A finding as a line of a list."""
    return (
        f'<li><span class="tag {item.strength}">{STRENGTHS[item.strength]}</span> {escape(item.statement)} '
        f'<span class="origin">{escape(item.area.name)}, {escape(item.period)}. {escape(item.source)}</span></li>'
    )
