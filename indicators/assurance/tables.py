"""The assurance map as tables to download: a row a cell, a figure, a finding, or a measure without data."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from indicators.assurance.map import AssuranceMap, FigureEvidence, FindingEvidence, MapCell, MapRow, MeasureEvidence
from indicators.assurance.words import DIRECTION_WORDS, EVIDENCE_STATE_WORDS, FRESHNESS_WORDS, cell_words
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import QUADRANTS
from indicators.catalogue.plans import Plan
from indicators.wording.statements import level_text, reading_text

_MAP = (
    "Priority", "Quadrant", "In short", "How it stands", "What is missing", "Figures", "Moved beyond chance",
    "Findings", "Newest evidence", "Freshness", "Direction", "Measures asked for", "Withheld or not available",
    "Nothing held for", "Open challenges",
)  # fmt: skip
_FIGURES = (
    "Priority", "Quadrant", "Measure asked for", "Indicator", "Area", "Period", "Value", "Symbol", "Unit", "Status",
    "Level", "Reading", "What was found",
)  # fmt: skip
_FINDINGS = ("Priority", "Quadrant", "Area", "Period", "Counted", "Strength", "Finding", "Indicator", "Source")
_MISSING = ("Priority", "Quadrant", "Measure asked for", "Indicator", "Owner", "What is held")


def map_frame(assurance: AssuranceMap, plan: Plan, catalogue: Catalogue) -> pd.DataFrame:
    """One row a cell: what is held, how fresh it is and which way it points, in words and in numbers."""
    rows = [_map_row(row, cell, plan, catalogue) for row in assurance.rows for cell in row.cells]
    return pd.DataFrame(rows, columns=list(_MAP))


def figure_evidence_frame(assurance: AssuranceMap) -> pd.DataFrame:
    """One row a priority, measure and area: the latest figure or symbol and the most pressing judgement of it."""
    rows = [
        (*_priority_and_quadrant(row, cell), ask.measure.asked, ask.indicator.title, *_figure_row(figure))
        for row, cell, ask in _measures(assurance)
        for figure in ask.figures.values()
    ]
    return pd.DataFrame(rows, columns=list(_FIGURES)).astype({"Value": float})


def finding_evidence_frame(assurance: AssuranceMap, catalogue: Catalogue) -> pd.DataFrame:
    """One row a priority and finding that bears on it; those not of the plan's own years say so and are not counted."""
    rows = [
        (*_priority_and_quadrant(row, cell), *_finding_row(item, catalogue, assurance.plan))
        for row in assurance.rows
        for cell in row.cells
        for item in (*cell.findings, *cell.other_findings)
    ]
    return pd.DataFrame(rows, columns=list(_FINDINGS))


def measures_without_data_frame(assurance: AssuranceMap) -> pd.DataFrame:
    """One row a priority and measure that it asks for without any number or finding being held."""
    rows = [
        (
            *_priority_and_quadrant(row, cell),
            ask.measure.asked,
            ask.indicator.title,
            ask.indicator.owner,
            EVIDENCE_STATE_WORDS[ask.state],
        )
        for row, cell, ask in _measures(assurance)
        if ask.is_without_data
    ]
    return pd.DataFrame(rows, columns=list(_MISSING))


def _map_row(row: MapRow, cell: MapCell, plan: Plan, catalogue: Catalogue) -> tuple[Any, ...]:
    return (
        *_priority_and_quadrant(row, cell),
        *cell_words(cell, plan, catalogue),
        len(cell.figures),
        cell.moved,
        len(cell.findings),
        cell.newest.period if cell.newest else "",
        FRESHNESS_WORDS[cell.freshness],
        DIRECTION_WORDS[cell.direction],
        len(cell.measures),
        _titles(cell.only_symbols),
        _titles(cell.without_evidence),
        cell.open_challenges,
    )


def _figure_row(figure: FigureEvidence) -> tuple[Any, ...]:
    latest, judged = figure.latest, figure.judgement
    judgement = (
        (level_text(judged.level, judged.rule, judged.reason), reading_text(judged.reading), judged.sentence)
        if judged
        else ("", "", "")
    )
    value = float("nan") if latest.value is None else latest.value
    return (figure.area.name, figure.period, value, latest.symbol, latest.series.unit, latest.status, *judgement)


def _finding_row(item: FindingEvidence, catalogue: Catalogue, plan: Plan) -> tuple[str, ...]:
    about = catalogue.indicators[item.indicator].title if item.indicator in catalogue.indicators else ""
    counted = "yes" if item.is_of(plan) else f"no: {'before' if item.ends < plan.starts else 'after'} the plan"
    return (item.area.name, item.period, counted, item.strength.capitalize(), item.statement, about, item.source)


def _measures(assurance: AssuranceMap) -> Iterable[tuple[MapRow, MapCell, MeasureEvidence]]:
    return ((row, cell, ask) for row in assurance.rows for cell in row.cells for ask in cell.measures)


def _priority_and_quadrant(row: MapRow, cell: MapCell) -> tuple[str, str]:
    return row.priority.title, QUADRANTS[cell.quadrant]


def _titles(asks: Iterable[MeasureEvidence]) -> str:
    return "; ".join(ask.indicator.title for ask in asks)
