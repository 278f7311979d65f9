"""What evidence the priorities of a plan have from the four sides, how fresh it is, and where there is silence."""

from indicators.assurance.map import (
    AssuranceMap,
    Direction,
    EvidenceState,
    FigureEvidence,
    FindingEvidence,
    Freshness,
    Judgement,
    MapCell,
    MapRow,
    MeasureEvidence,
    assurance_map,
    priority_evidence,
)
from indicators.assurance.words import CellWords, cell_words, row_words, summary_words

__all__ = [
    "MeasureEvidence",
    "EvidenceState",
    "AssuranceMap",
    "MapCell",
    "CellWords",
    "Direction",
    "FigureEvidence",
    "FindingEvidence",
    "Freshness",
    "Judgement",
    "MapRow",
    "assurance_map",
    "cell_words",
    "priority_evidence",
    "row_words",
    "summary_words",
]
