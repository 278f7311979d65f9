"""Judgements made by hand: rows as a cycle's `judged` frame has them, each merged over a default.

The default is Rutland's contacts, which rose from 717 to 901 in 2015/16: a real change of a usual size.
"""

from typing import Any

import pandas as pd

_NAN = float("nan")
JUDGEMENT: dict[str, Any] = {
    "indicator": "contacts",
    "area_code": "E06000017",
    "area": "Rutland",
    "group": "year",
    "period": "2015/16",
    "ends": pd.Timestamp("2016-03-31"),
    "rule": "change",
    "level": "real",
    "reading": "neutral",
    "direction": "up",
    "value": 901.0,
    "compared_with": 717.0,
    "against": "2014/15",
    "effect": 25.7,
    "effect_lower": 13.9,
    "effect_upper": 38.6,
    "effect_unit": "%",
    "p_chance": 0.0001,
    "p_usual": 0.25,
    "q_chance": 0.001,
    "q_usual": 0.6,
    "q": 0.001,
    "unit_measure": "value",
    "borrowed": "",
    "reason": "",
    "earlier": 2,
    "history": 725.0,
    "doubling_years": _NAN,
    "listed": True,
    "standing": False,
    "current": True,
    "detail": "",
}


def judged(*changes: dict[str, Any]) -> pd.DataFrame:
    """A frame with a row for each set of changes to the default."""
    unknown = {name for change in changes for name in change} - set(JUDGEMENT)
    assert not unknown, f"no such column: {unknown}"
    return pd.DataFrame([JUDGEMENT | change for change in changes], columns=list(JUDGEMENT))


def judgement(**changes: Any) -> Any:
    """One row as `itertuples` gives it."""
    return next(judged(changes).itertuples(index=False))


def none(*names: str) -> dict[str, float]:
    """Columns without a number."""
    return dict.fromkeys(names, _NAN)
