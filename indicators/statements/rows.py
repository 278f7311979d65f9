"""Judgements as rows for other programs, with their sentences."""

from typing import Any

import pandas as pd

from indicators.measures import Catalogue
from indicators.statements import statement

SIGNAL_COLUMNS = (
    "indicator", "area", "period", "rule", "level", "reading", "statement", "value", "compared_with", "effect",
    "effect_lower", "effect_upper", "p_chance", "p_usual", "q",
)  # fmt: skip


def signal_rows(judged: pd.DataFrame, catalogue: Catalogue) -> list[dict[str, Any]]:
    """A row a judgement in the order given, with the keys `SIGNAL_COLUMNS`; numbers are NaN where there is none."""
    told = ({**row._asdict(), "statement": statement(row, catalogue)} for row in judged.itertuples(index=False))
    return [{name: row[name] for name in SIGNAL_COLUMNS} for row in told]
