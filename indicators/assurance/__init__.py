"""What evidence the priorities of a plan have from the four sides, how fresh it is, and where there is silence."""

from indicators.assurance.cells import AssuranceMap, Cell, Row
from indicators.assurance.evidence import assurance_map
from indicators.assurance.freshness import Freshness
from indicators.assurance.held import Ask, AskState, Direction, Figure, Finding, Judgement
from indicators.assurance.priority import priority_evidence
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
