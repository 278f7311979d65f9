"""The four quadrants as HTML, a table each with a column an area, and how each figure moved.
Plain HTML, not widgets: screen readers and printers take it, and a hundred figures appear at once.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from indicators import clock
from indicators.catalogue.areas import Area
from indicators.catalogue.indicators import QUADRANTS, STAGES, STRENGTHS, Indicator
from indicators.catalogue.periods import PeriodType
from indicators.figures.latest import LatestFigure, counts_in_shares
from indicators.pages.components.figure_tables import sparkline_html
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
from indicators.wording.verdicts import NOT_COMPARABLE, VERDICTS, Verdict, Verdicts

_SIGNS = {"up": "+", "down": "−"}


def movement_html(latest: LatestFigure, verdict: Verdict) -> Markup:
    """The change: an arrow and its size where it is more than chance; else only its size, in grey; and the verdict."""
    moved = movement_direction(latest)
    if verdict.word == NOT_COMPARABLE:
        # What it cannot be held against has no size either.
        return render(
            "components/movement.html", verdict=verdict.word, words=f"{verdict.word}: {verdict.why}", moved=""
        )
    if not moved:
        return Markup()
    is_flagged = moved != "same" and verdict.is_change
    reading = better_or_worse(latest) if is_flagged else ""
    size = change_text(latest)
    why = f"; {verdict.word}: {verdict.why}" if verdict.word else ""
    return render(
        "components/movement.html",
        moved=moved,
        words=movement_text(latest, with_reading=is_flagged) + why,
        size=size,
        is_flagged=is_flagged,
        kind=(reading or "neutral") if is_flagged else "quiet",
        level=verdict.level,
        verdict=verdict.word,
        reading=reading,
        arrow=ARROWS.get(moved, ""),
        sign="" if size.startswith("less than") else _SIGNS.get(moved, ""),
    )


#: The symbols that the legend explains, as they stand in most tables; every symbol in a cell has its meaning there.
_LEGEND = ("c", "x", "z")
#: Rows and open findings together, so that quadrants are about as high as one another; the others unfold.
QUADRANT_LINES = 12
FEWEST_OPEN_FINDINGS = 2
#: Rows that unfold in one; more unfold by stage of the child's journey.
_MOST_IN_FOLD = 12


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

    `apart` are findings that are not counted, under the heading `apart_title`. `empty` is what it says where it has no
    indicator, "" the way to other figures; rows beyond `most_open` unfold. A count that a share's row can tell has no
    row of its own.
    """

    id: str
    rows: Sequence[tuple[Indicator, Mapping[str, LatestFigure]]]
    more_rows: int
    findings: Sequence[FindingLine]
    empty: str = ""
    most_open: int | None = None
    apart: Sequence[FindingLine] = ()
    apart_title: str = ""


def quadrants_html(
    quadrants: Sequence[Quadrant], columns: Sequence[Area], wider: Sequence[Area], verdicts: Verdicts
) -> Markup:
    """The whole model, two by two; `columns` are the areas side by side, `wider` those that span them.

    `verdicts` has what each change amounts to.
    """
    return render(
        "components/quadrants.html",
        quadrants=[_quadrant_values(quadrant, columns, wider, verdicts) for quadrant in quadrants],
        areas=columns,
        strengths=STRENGTHS,
        meanings=VERDICTS,
        symbols={code: SYMBOL_TEXTS[code] for code in _LEGEND},
    )


def _quadrant_values(
    quadrant: Quadrant, columns: Sequence[Area], wider: Sequence[Area], verdicts: Verdicts
) -> dict[str, Any]:
    """A quadrant as its template has it, with what stands open apart from what unfolds."""
    counts = counts_in_shares(
        {(item.id, code): figure for item, figures in quadrant.rows for code, figure in figures.items()}
    )
    rows = [
        {
            "address": f"explore?{urlencode({'indicator': indicator.id})}",
            "indicator": indicator,
            "cells": _cells(figures, columns, wider, verdicts, with_counts=indicator.numerator in counts),
        }
        for indicator, figures in quadrant.rows
        if indicator.id not in counts
    ]
    open_rows = len(rows) if quadrant.most_open is None else quadrant.most_open
    open_findings = max(FEWEST_OPEN_FINDINGS, min(5, QUADRANT_LINES - len(rows)))
    return {
        "id": quadrant.id,
        "name": QUADRANTS[quadrant.id],
        "empty": quadrant.empty,
        "rows": rows[:open_rows],
        "folds": list(_folds(rows[open_rows:])),
        "more_rows": quadrant.more_rows,
        "findings": quadrant.findings[:open_findings],
        "folded_findings": quadrant.findings[open_findings:],
        "apart": quadrant.apart,
        "apart_title": quadrant.apart_title,
    }


def _folds(rows: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """What unfolds: few rows in one, many by stage, each with how many it has."""
    if len(rows) <= _MOST_IN_FOLD:
        if rows:
            yield {"title": "", "words": count_text(len(rows), "more figure"), "rows": rows}
        return
    for stage, title in STAGES.items():
        if own := [row for row in rows if row["indicator"].stage == stage]:
            yield {"title": title, "words": f"{title}: {count_text(len(own), 'more figure')}", "rows": own}


def _cells(
    figures: Mapping[str, LatestFigure],
    columns: Sequence[Area],
    wider: Sequence[Area],
    verdicts: Verdicts,
    *,
    with_counts: bool,
) -> list[dict[str, Any] | None]:
    """A cell an area, None where it has no figure; one across all columns where only a wider area has one."""
    cells = {
        code: figure_values(figure, verdicts) | {"counts": _counts(figure) if with_counts else ""}
        for code, figure in figures.items()
    }
    if not any(area.code in cells for area in columns):
        for area in wider:
            if area.code in cells:
                return [cells[area.code] | {"span": len(columns), "area_name": area.name}]
    return [cells.get(area.code) for area in columns]


def _counts(share: LatestFigure) -> str:
    """What a share is made of: `22 of 217`; empty where it is not known."""
    if share.value is None or not len(share.series.points):
        return ""
    point = share.series.points.iloc[-1]
    top, bottom = point["numerator"], point["denominator"]
    return "" if isnan(top) or isnan(bottom) else f"{top:,.0f} of {bottom:,.0f}"


def figure_values(figure: LatestFigure, verdicts: Verdicts) -> dict[str, Any]:
    """A figure as templates have it: its text, line, movement, newer part of a year, and whether it is old."""
    is_missing = figure.value is None
    compared, verdict = verdicts.compared(figure)
    return {
        "figure": figure,
        "text": value_text(figure.value, figure.series, figure.symbol),
        "symbol_meaning": SYMBOL_TEXTS.get(figure.symbol, "no figure") if is_missing else "",
        "sparkline": sparkline_html(figure.series),
        "movement": movement_html(compared, verdict),
        "newer": _newer(figure.newer, verdicts) if figure.newer else None,
        "part": _part_of_year(figure),
        "so_far": so_far_text(figure),
        "is_old": figure.is_old(clock.today()),
        "span": 1,
        "area_name": "",
    }


def _part_of_year(figure: LatestFigure) -> str:
    """Of what part of a year a figure is, `Q2` or `December`: read down a column it would pass for a year's."""
    points = figure.series.points
    kind = points["period_type"].iloc[-1] if len(points) else ""
    if kind == str(PeriodType.QUARTER):
        return figure.period.split()[-1]
    return figure.period.split()[0] if kind == str(PeriodType.MONTH) else ""


def newer_verdict(figure: LatestFigure, verdicts: Verdicts) -> Verdict:
    """What the change of a newer figure of a part of a year amounts to."""
    verdict = verdicts.of(figure.series.indicator.id, figure.series.area.code, figure.period)
    # Where that part of the year before is withheld, the quarter before was judged: another comparison.
    return Verdict() if verdict.against and verdict.against != figure.previous_period else verdict


def _newer(figure: LatestFigure, verdicts: Verdicts) -> dict[str, Any]:
    """The line under a figure: a newer one of a part of a year, beside the same part of the year before."""
    verdict = newer_verdict(figure, verdicts)
    before = figure.previous
    return {
        "figure": figure,
        "text": value_text(figure.value, figure.series, figure.symbol),
        "before": "" if before is None else value_text(before, figure.series),
        "before_period": figure.previous_period,
        "movement": movement_html(figure, verdict),
        "so_far": so_far_text(figure),
    }


def so_far_text(figure: LatestFigure) -> str:
    """The year up to a quarter, beside the same months of the year before: `Apr–Sep 431 (year before 402)`;
    empty for the first quarter, which is its own sum, and where quarters do not add up.
    """
    summed = figure.year_to_date
    if summed is None or summed.current.quarters == 1:
        return ""
    words = f"{summed.current.months} {value_text(summed.current.value, figure.series)}"
    return f"{words} (year before {value_text(summed.earlier.value, figure.series)})" if summed.earlier else words
