"""The assurance map as tables to take away: a row a cell, a row a figure, a row a measure that nothing is held for."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from indicators.assurance.map import Ask, AssuranceMap, Cell, Figure, Finding, Row
from indicators.assurance.words import DIRECTIONS, FRESHNESS, STATES, cell_words
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import QUADRANTS
from indicators.catalogue.plans import Plan
from indicators.wording.statements import level_in_words, reading_in_words

_MAP = (
    "Priority", "Quadrant", "In short", "How it stands", "What is missing", "Figures", "Moved beyond chance",
    "Findings", "Newest evidence", "Freshness", "Direction", "Measures asked for", "Withheld or not available",
    "Nothing held for", "Open challenges",
)  # fmt: skip
_FIGURES = (
    "Priority", "Quadrant", "Measure asked for", "Indicator", "Area", "Period", "Value", "Symbol", "Unit", "Status",
    "Level", "Reading", "What was found",
)  # fmt: skip
_FINDINGS = ("Priority", "Quadrant", "Area", "Period", "Strength", "Finding", "Indicator", "Source")
_SILENT = ("Priority", "Quadrant", "Measure asked for", "Indicator", "Owner", "What is held")


def map_frame(found: AssuranceMap, plan: Plan, catalogue: Catalogue) -> pd.DataFrame:
    """One row a cell: what is held, how fresh it is and which way it points, in words and in numbers."""
    rows = [_map_row(row, cell, plan, catalogue) for row in found.rows for cell in row.cells]
    return pd.DataFrame(rows, columns=list(_MAP))


def figures_frame(found: AssuranceMap) -> pd.DataFrame:
    """One row a priority, measure and area: the latest figure or symbol and the most pressing judgement of it."""
    rows = [
        (*_place(row, cell), ask.measure.asked, ask.indicator.title, *_figure_row(figure))
        for row, cell, ask in _asks(found)
        for figure in ask.figures.values()
    ]
    return pd.DataFrame(rows, columns=list(_FIGURES)).astype({"Value": float})


def findings_frame(found: AssuranceMap, catalogue: Catalogue) -> pd.DataFrame:
    """One row a priority and finding that bears on it."""
    rows = [
        (*_place(row, cell), *_finding_row(item, catalogue))
        for row in found.rows
        for cell in row.cells
        for item in cell.findings
    ]
    return pd.DataFrame(rows, columns=list(_FINDINGS))


def silent_frame(found: AssuranceMap) -> pd.DataFrame:
    """One row a priority and measure that it asks for without any number or finding being held."""
    rows = [
        (*_place(row, cell), ask.measure.asked, ask.indicator.title, ask.indicator.owner, STATES[ask.state])
        for row, cell, ask in _asks(found)
        if ask.is_without_data
    ]
    return pd.DataFrame(rows, columns=list(_SILENT))


def _map_row(row: Row, cell: Cell, plan: Plan, catalogue: Catalogue) -> tuple[Any, ...]:
    return (
        *_place(row, cell),
        *cell_words(cell, plan, catalogue),
        len(cell.figures),
        cell.moved,
        len(cell.findings),
        cell.newest.period if cell.newest else "",
        FRESHNESS[cell.freshness],
        DIRECTIONS[cell.direction],
        len(cell.asks),
        _titles(cell.withheld),
        _titles(cell.silent),
        cell.open_challenges,
    )


def _figure_row(figure: Figure) -> tuple[Any, ...]:
    latest, judged = figure.latest, figure.judgement
    told = (level_in_words(judged.level), reading_in_words(judged.reading), judged.sentence) if judged else ("", "", "")
    value = float("nan") if latest.value is None else latest.value
    return (figure.area.name, figure.period, value, latest.symbol, latest.series.unit, latest.status, *told)


def _finding_row(item: Finding, catalogue: Catalogue) -> tuple[str, ...]:
    about = catalogue.indicators[item.indicator].title if item.indicator in catalogue.indicators else ""
    return (item.area.name, item.period, item.strength.capitalize(), item.statement, about, item.source)


def _asks(found: AssuranceMap) -> Iterable[tuple[Row, Cell, Ask]]:
    return ((row, cell, ask) for row in found.rows for cell in row.cells for ask in cell.asks)


def _place(row: Row, cell: Cell) -> tuple[str, str]:
    return row.priority.title, QUADRANTS[cell.quadrant]


def _titles(asks: Iterable[Ask]) -> str:
    return "; ".join(ask.indicator.title for ask in asks)
