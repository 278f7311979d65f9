"""What evidence the priorities of a plan have from the four sides, how fresh it is, and where there is silence."""

from indicators.assurance.map import (
    Ask,
    AskState,
    AssuranceMap,
    Cell,
    Direction,
    Figure,
    Finding,
    Freshness,
    Judgement,
    Row,
    assurance_map,
    priority_evidence,
)
from indicators.assurance.words import CellWords, cell_words, row_words, summary_words

__all__ = [
    "Ask",
    "AskState",
    "AssuranceMap",
    "Cell",
    "CellWords",
    "Direction",
    "Figure",
    "Finding",
    "Freshness",
    "Judgement",
    "Row",
    "assurance_map",
    "cell_words",
    "priority_evidence",
    "row_words",
    "summary_words",
]
