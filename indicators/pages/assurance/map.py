"""The assurance map as one piece of HTML: a row a priority, a cell a quadrant, and in each what it holds.

A cell says everything in words; shade, pattern and edge only repeat them. All text from data is escaped.
"""

from datetime import date
from html import escape
from urllib.parse import urlencode

import streamlit as st

from indicators.assurance.map import Ask, AssuranceMap, Cell, Figure, Finding, Row
from indicators.assurance.tables import figures_frame, findings_frame, map_frame, silent_frame
from indicators.assurance.words import cell_words, row_words, summary_words
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import QUADRANTS, STRENGTHS
from indicators.catalogue.periods import day_text
from indicators.catalogue.plans import PRIORITY_KINDS
from indicators.exports.board_papers import PaperCell, PaperRow, map_document
from indicators.exports.excel import Sheet, book_bytes
from indicators.pages.components.board_lines import raise_address
from indicators.pages.components.downloads import Paper, offer_papers
from indicators.pages.components.session import Opened
from indicators.wording.numbers import counted, symbol_text, value_text


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


#: Findings that an unfolded cell tells; the page of the priority has them all.
_MOST_FINDINGS = 6
MOST_BARS = 5
LEGEND = (
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
    rows = "".join(_row(row, found, catalogue) for row in found.rows)
    keys = "".join(f'<li><span class="key look-{look}"></span>{words}</li>' for look, words in LEGEND)
    keys += '<li><span class="amount" aria-hidden="true">▮▮▮</span> the more bars, the more evidence</li>'
    return (
        f'<div class="assurance"><table><caption class="unseen">{escape(found.plan.title)}: evidence for each priority '
        f'from four sides</caption><thead><tr><th scope="col">Priority</th>{heads}</tr></thead><tbody>{rows}</tbody>'
        f'</table><ul class="keys">{keys}</ul></div>'
    )


def priority_address(priority: str, as_at: date) -> str:
    """The link to the page of a priority, as at a day."""
    return f"priority?{urlencode({'priority': priority, 'as_at': as_at.isoformat()})}"


def _row(row: Row, found: AssuranceMap, catalogue: Catalogue) -> str:
    kind = "" if row.priority.kind == "priority" else f'<span class="facts">{PRIORITY_KINDS[row.priority.kind]}</span>'
    link = escape(priority_address(row.priority.id, found.as_at))
    head = (
        f'<th scope="row"><a href="{link}">{escape(row.priority.title)}</a>{kind}'
        f'<span class="facts">{escape(row_words(row))}</span></th>'
    )
    return f"<tr>{head}{''.join(_cell(cell, row, found, catalogue) for cell in row.cells)}</tr>"


def _cell(cell: Cell, row: Row, found: AssuranceMap, catalogue: Catalogue) -> str:
    words = cell_words(cell, found.plan, catalogue)
    side = escape(QUADRANTS[cell.quadrant])
    told = "".join(
        f'<span class="{name}">{escape(text)}</span>' for name, text in zip(words._fields, words, strict=True) if text
    )
    return (
        f'<td class="look-{cell.look}"><span class="side" aria-hidden="true">{side}</span>'
        f'<details><summary><span class="unseen">{escape(row.priority.title)}, {side}: </span>'
        f'<span class="amount" aria-hidden="true">{_bars(cell.amount)}</span>{told}</summary>'
        f'<div class="inside">{_inside(cell, row, catalogue)}</div></details></td>'
    )


def _bars(amount: int) -> str:
    """How much evidence there is as up to five bars, each standing for about twice as much as the one before."""
    return "▮" * min(MOST_BARS, amount.bit_length())


def _inside(cell: Cell, row: Row, catalogue: Catalogue) -> str:
    """What is in a cell: its figures, its findings, what it asks for and has not; and the way to a challenge."""
    asked = "".join(_ask(ask) for ask in cell.asks)
    findings = "".join(finding_html(item) for item in cell.findings[:_MOST_FINDINGS])
    more = len(cell.findings) - _MOST_FINDINGS
    parts = [
        f"<h3>Asked for</h3><ul>{asked}</ul>" if asked else "<p>The plan asks for no measure here.</p>",
        f"<h3>Heard and found</h3><ul>{findings}</ul>" if findings else "",
        f"<p>and {counted(more, 'more finding')} on the page of the priority</p>" if more > 0 else "",
    ]
    link = escape(raise_address(priority=row.priority.id, quadrant=cell.quadrant))
    return "".join(parts) + (
        f'<p><a href="{escape(priority_address(row.priority.id, cell.as_at))}">Open the priority</a> · '
        f'<a href="{link}">Raise a challenge about this</a></p>'
    )


def _ask(ask: Ask) -> str:
    link = f"explore?{urlencode({'indicator': ask.indicator.id})}"
    name = f'<a href="{link}">{escape(ask.indicator.short_title)}</a>'
    if not ask.figures:
        held = "findings only" if ask.findings else "<strong>nothing held</strong>"
        return f"<li>{name}: {held}</li>"
    return f"<li>{name}: {'; '.join(_figure(figure) for figure in ask.figures.values())}</li>"


def _figure(figure: Figure) -> str:
    latest = figure.latest
    value = value_text(latest.value, latest.series, latest.symbol) if figure.has_value else symbol_text(latest.symbol)
    judged = figure.judgement
    worth = f" – {escape(judged.sentence)}" if judged and judged.is_flagged else ""
    return f"{escape(figure.area.name)} <strong>{escape(value)}</strong>, {escape(figure.period)}{worth}"


def finding_html(item: Finding) -> str:
    """A finding as a line of a list."""
    return (
        f'<li><span class="tag {item.strength}">{STRENGTHS[item.strength]}</span> {escape(item.statement)} '
        f'<span class="origin">{escape(item.area.name)}, {escape(item.period)}. {escape(item.source)}</span></li>'
    )
