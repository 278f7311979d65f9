"""The assurance map in plain words, so that every state of a cell can be read and not only seen.
All of it is plain text: escape it in HTML.
"""

from collections.abc import Sequence
from typing import NamedTuple

from indicators.assurance.map import (
    AssuranceMap,
    Direction,
    EvidenceState,
    FigureEvidence,
    FindingEvidence,
    Freshness,
    MapCell,
    MapRow,
)
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.plans import Plan
from indicators.wording.numbers import count_text

#: What a quadrant's evidence is called after "no".
EVIDENCE_WORDS = {
    "quantitative_data": "figures",
    "qualitative_evidence": "audit evidence",
    "service_users": "word from children and families",
    "front_line_staff": "word from staff",
}
DIRECTION_WORDS = {
    Direction.CONCERN: "points to concern",
    Direction.IMPROVEMENT: "points to improvement",
    Direction.MIXED: "points both ways",
    Direction.STEADY: "points neither way",
    Direction.UNJUDGED: "too little to judge",
}
FRESHNESS_WORDS = {
    Freshness.NONE: "no evidence",
    Freshness.FRESH: "fresh: within a year",
    Freshness.AGEING: "ageing: one to two years old",
    Freshness.STALE: "stale: two years old or more",
}
EVIDENCE_STATE_WORDS = {
    EvidenceState.FIGURES: "figure held",
    EvidenceState.WITHHELD: "withheld or not available",
    EvidenceState.FINDINGS: "findings only",
    EvidenceState.SILENT: "nothing held",
}
_BETWEEN = " · "


class CellWords(NamedTuple):
    """A cell in three short texts: how much is held, how it stands, and what is missing; the last two may be empty."""

    headline: str
    detail: str
    gap: str


def cell_words(cell: MapCell, plan: Plan, catalogue: Catalogue) -> CellWords:
    """What stands in a cell, for a board member: `6 figures · 2 moved beyond chance`, and so on."""
    if cell.newest is None:
        apart = [*_open_challenges(cell), *other_findings_words(cell, plan)]
        return CellWords(_no_evidence(cell), _BETWEEN.join(apart), f"No {EVIDENCE_WORDS[cell.quadrant]}")
    detail = [
        f"{_newest(cell, cell.newest, plan)}, {DIRECTION_WORDS[cell.direction]}",
        *_open_challenges(cell),
        *other_findings_words(cell, plan),
    ]
    return CellWords(_BETWEEN.join(_amounts(cell)), _BETWEEN.join(detail), _sentence(_gaps(cell, plan, catalogue)))


def row_words(row: MapRow) -> str:
    """One priority in a line: `Evidence on 3 of 4 sides; no word from staff; nothing for 5 of 12 measures`."""
    empty = [cell for cell in row.cells if cell.freshness is Freshness.NONE]
    if len(empty) == len(row.cells):
        parts = ["No evidence on any side"]
    else:
        parts = [f"Evidence on {len(row.cells) - len(empty)} of {len(row.cells)} sides"]
        parts += [f"no {EVIDENCE_WORDS[cell.quadrant]}" for cell in empty]
    return "; ".join([*parts, *_measures_missing(row.cells)])


def summary_words(assurance: AssuranceMap) -> str:
    """The whole map in a line: `9 of 36 cells have no evidence, 12 are stale, 5 point to concern.`"""
    cells = list(assurance.cells)
    empty = sum(cell.freshness is Freshness.NONE for cell in cells)
    stale = sum(cell.freshness is Freshness.STALE for cell in cells)
    concern = sum(cell.direction is Direction.CONCERN for cell in cells)
    return (
        f"{empty} of {count_text(len(cells), 'cell')} {'has' if empty == 1 else 'have'} no evidence, "
        f"{stale} {'is' if stale == 1 else 'are'} stale, {concern} {'points' if concern == 1 else 'point'} to concern."
    )


def _no_evidence(cell: MapCell) -> str:
    if not cell.measures:
        return "Nothing asked for, and nothing there"
    count = f"{count_text(len(cell.measures), 'measure')} asked for"
    if cell.only_symbols:
        return f"Nothing to show: {count}, {len(cell.only_symbols)} withheld or not available"
    return f"Nothing there: {count}"


def _amounts(cell: MapCell) -> list[str]:
    """How much evidence there is, each kind counted; figures that moved follow the figures."""
    parts = []
    if cell.figures:
        parts.append(count_text(len(cell.figures), "figure"))
    if cell.moved:
        parts.append(f"{cell.moved} moved beyond chance")
    if cell.findings:
        parts.append(count_text(len(cell.findings), "finding"))
    return parts


def _newest(cell: MapCell, newest: FigureEvidence | FindingEvidence, plan: Plan) -> str:
    """The period and age of the newest evidence, and whether the plan had begun by then."""
    before = ", before the plan" if newest.ends < plan.starts else ""
    age = f", {count_text(cell.age, 'year')} old" if cell.age else ""
    return f"Newest {newest.period}{age}{before}"


def other_findings_words(cell: MapCell, plan: Plan) -> list[str]:
    """How many findings are not of the plan's own years, older and later ones apart: `3 findings from before the plan,
    not counted`.
    """
    older = sum(item.ends < plan.starts for item in cell.other_findings)
    later = len(cell.other_findings) - older
    parts = [f"{count_text(older, 'finding')} from before the plan, not counted"] if older else []
    return parts + ([f"{count_text(later, 'finding')} from after the plan, not counted"] if later else [])


def _open_challenges(cell: MapCell) -> list[str]:
    return [count_text(cell.open_challenges, "open challenge")] if cell.open_challenges else []


def _gaps(cell: MapCell, plan: Plan, catalogue: Catalogue) -> list[str]:
    """What a cell that has evidence lacks."""
    parts = []
    if cell.newest is not None and cell.freshness is Freshness.STALE:
        parts.append(f"no {EVIDENCE_WORDS[cell.quadrant]} since {_until(cell.newest.period)}")
    elif cell.stale:
        parts.append(f"{len(cell.stale)} of {count_text(len(cell.measures), 'measure')} stale")
    parts += _measures_missing([cell])
    if missing := _areas_missing(cell, plan, catalogue):
        parts.append(f"nothing from {' or '.join(missing)}")
    return parts


def _areas_missing(cell: MapCell, plan: Plan, catalogue: Catalogue) -> list[str]:
    """The names of the plan's areas that no evidence of the cell is about; evidence of a whole covers its parts."""
    covered: set[str] = set()
    for item in (*cell.figures, *cell.findings):
        covered |= {item.area.code, *item.area.parts}
    return [catalogue.areas[code].name for code in plan.areas if code not in covered]


def _measures_missing(cells: Sequence[MapCell]) -> list[str]:
    """How many of the measures asked for in some cells have nothing at all, and how many only symbols."""
    total = sum(len(cell.measures) for cell in cells)
    silent = sum(len(cell.without_evidence) for cell in cells)
    withheld = sum(len(cell.only_symbols) for cell in cells)
    parts = [f"nothing for {silent} of {count_text(total, 'measure')}"] if silent else []
    return [*parts, f"{withheld} withheld or not available"] if withheld else parts


def _until(period: str) -> str:
    """A period as it follows "since": of a range of months its last one."""
    return period.rpartition(" to ")[2]


def _sentence(parts: Sequence[str]) -> str:
    text = _BETWEEN.join(parts)
    return text[:1].upper() + text[1:]
