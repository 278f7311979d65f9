"""The four sides of a priority as the quadrants of the home page show them, and what it asks for and has not."""

from html import escape

from indicators.assurance.cells import Cell, Row
from indicators.assurance.held import Ask, AskState
from indicators.definitions import QUADRANTS
from indicators.pages.parts.quadrants import FindingLine, Quadrant
from indicators.wording import counted

#: Figures of a side that stand open; a side may have fifty, and the one beside it two.
MOST_OPEN = 12
_NOT_ASKED = "The plan asks for no measure here."


def sides(row: Row) -> list[Quadrant]:
    """The four quadrants of a priority: every measure that has a figure, and every finding."""
    return [_side(cell) for cell in row.cells]


def missing_html(row: Row) -> str:
    """What the priority asks for and nothing is held for, by quadrant."""
    missing = row.asks_without_data
    groups = "".join(
        f"<dt>{escape(words)}</dt><dd><ul>{''.join(_missing(ask) for ask in asks)}</ul></dd>"
        for name, words in QUADRANTS.items()
        if (asks := [ask for ask in missing if ask.measure.quadrant == name])
    )
    return (
        f'<section class="missing"><h2 class="side">Asked for, and not held ({len(missing)})</h2>'
        f'<dl class="about">{groups}</dl></section>'
    )


def _side(cell: Cell) -> Quadrant:
    shown = [ask for ask in cell.asks if ask.figures]
    return Quadrant(
        id=cell.quadrant,
        rows=[(ask.indicator, {code: figure.latest for code, figure in ask.figures.items()}) for ask in shown],
        hidden=0,
        findings=[
            FindingLine(item.strength, item.statement, item.area.name, item.period, item.source)
            for item in cell.findings
        ],
        most_open=MOST_OPEN,
        empty=f"{counted(len(cell.asks), 'measure')} asked for, no figure held." if cell.asks else _NOT_ASKED,
    )


def _missing(ask: Ask) -> str:
    held = " (withheld or not available)" if ask.state is AskState.WITHHELD else ""
    return (
        f"<li>{escape(ask.measure.asked)}{held} <span class='origin'>"
        f"{escape(ask.indicator.title)}; kept by {escape(ask.indicator.owner)}</span></li>"
    )
