"""The four quadrants as HTML, a table each with a column an area, and how each figure moved.
Plain HTML, not widgets: screen readers and printers take it, and a hundred figures appear at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from indicators.catalogue.areas import Area
from indicators.catalogue.indicators import QUADRANTS, STRENGTHS, Indicator
from indicators.figures.latest import LatestFigure
from indicators.pages.components.cycle import ChangeJudgement, ChangeJudgements
from indicators.pages.components.figure_tables import sparkline_html
from indicators.signals.judgements import FLAGGED_LEVELS
from indicators.web import render
from indicators.wording.numbers import (
    ARROWS,
    SYMBOL_TEXTS,
    better_or_worse,
    change_text,
    count_text,
    movement_direction,
    movement_text,
    value_text,
)
from indicators.wording.statements import too_few_text

_SIGNS = {"up": "+", "down": "−"}
_JUDGEMENT_WORDS = {
    "real": "; real, of a usual size",
    "unusual": "; unusual, more than such figures usually move",
    "ordinary": "; within chance, or too small to matter",
}


def movement_html(latest: LatestFigure, changes: ChangeJudgements) -> Markup:
    """The change: an arrow, its size and what it is worth where it is real; else only its size, in grey."""
    moved = movement_direction(latest)
    if not moved:
        return Markup()
    judgement = changes.of(latest)
    size, verdict = change_text(latest), better_or_worse(latest)
    is_flagged = moved != "same" and judgement.level in FLAGGED_LEVELS
    return render(
        "components/movement.html",
        moved=moved,
        words=movement_text(latest) + _judgement_words(judgement),
        size=size,
        is_flagged=is_flagged,
        kind=(verdict or "neutral") if is_flagged else "quiet",
        level=judgement.level,
        verdict=verdict,
        arrow=ARROWS.get(moved, ""),
        sign="" if size.startswith("less than") else _SIGNS.get(moved, ""),
        few=judgement.reason == "few_cases",
    )


def _judgement_words(judgement: ChangeJudgement) -> str:
    if judgement.level == "too_few":
        return f"; too few to judge: {too_few_text(judgement.reason)}"
    return _JUDGEMENT_WORDS.get(judgement.level, "")


#: Rows and open findings together, so that quadrants are about as high as one another; the others unfold.
QUADRANT_LINES = 12
FEWEST_OPEN_FINDINGS = 2


@dataclass(frozen=True)
class FindingLine:
    """A finding as the home page tells it."""

    strength: str
    statement: str
    where: str
    when: str
    source: str


@dataclass(frozen=True)
class Quadrant:
    """What one quadrant shows: its indicators with their latest figures by area code, its findings.

    `empty` is what it says where it has no indicator, "" the way to other figures; rows beyond `most_open` unfold.
    """

    id: str
    rows: Sequence[tuple[Indicator, Mapping[str, LatestFigure]]]
    more_rows: int
    findings: Sequence[FindingLine]
    empty: str = ""
    most_open: int | None = None


def quadrants_html(
    quadrants: Sequence[Quadrant], columns: Sequence[Area], wider: Sequence[Area], changes: ChangeJudgements
) -> Markup:
    """The whole model, two by two; `columns` are the areas side by side, `wider` those that span them.

    `changes` says of each change what it is worth.
    """
    return render(
        "components/quadrants.html",
        quadrants=[_quadrant_values(quadrant, columns, wider, changes) for quadrant in quadrants],
        areas=columns,
        strengths=STRENGTHS,
    )


def _quadrant_values(
    quadrant: Quadrant, columns: Sequence[Area], wider: Sequence[Area], changes: ChangeJudgements
) -> dict[str, Any]:
    """A quadrant as its template has it, with what stands open apart from what unfolds."""
    rows = [
        {
            "address": f"explore?{urlencode({'indicator': indicator.id})}",
            "indicator": indicator,
            "cells": _cells(figures, columns, wider, changes),
        }
        for indicator, figures in quadrant.rows
    ]
    open_rows = len(rows) if quadrant.most_open is None else quadrant.most_open
    open_findings = max(FEWEST_OPEN_FINDINGS, min(5, QUADRANT_LINES - len(rows)))
    return {
        "id": quadrant.id,
        "name": QUADRANTS[quadrant.id],
        "empty": quadrant.empty,
        "rows": rows[:open_rows],
        "folded_rows": rows[open_rows:],
        "folded_words": count_text(len(rows[open_rows:]), "more figure"),
        "more_rows": quadrant.more_rows,
        "findings": quadrant.findings[:open_findings],
        "folded_findings": quadrant.findings[open_findings:],
    }


def _cells(
    figures: Mapping[str, LatestFigure], columns: Sequence[Area], wider: Sequence[Area], changes: ChangeJudgements
) -> list[dict[str, Any] | None]:
    """A cell an area, None where it has no figure; one across all columns where only a wider area has one."""
    if not any(area.code in figures for area in columns):
        for area in wider:
            if area.code in figures:
                return [_cell(figures[area.code], changes) | {"span": len(columns), "area_name": area.name}]
    return [_cell(figures[area.code], changes) if area.code in figures else None for area in columns]


def _cell(figure: LatestFigure, changes: ChangeJudgements) -> dict[str, Any]:
    is_missing = figure.value is None
    return {
        "figure": figure,
        "text": value_text(figure.value, figure.series, figure.symbol),
        "symbol_meaning": SYMBOL_TEXTS.get(figure.symbol, "no figure") if is_missing else "",
        "sparkline": sparkline_html(figure.series),
        "movement": movement_html(figure, changes),
        "span": 1,
        "area_name": "",
    }
