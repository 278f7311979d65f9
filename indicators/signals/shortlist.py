"""The few answers of a cycle that deserve a question, the most pressing first."""

import pandas as pd

from indicators.signals.levels import LEVELS, READINGS


def shortlist(judged: pd.DataFrame) -> pd.DataFrame:
    """The listed rows of a cycle's judgements, the most pressing first.

    Ordered by level, then reading, then q, then size of effect; ties by indicator, area and rule. No hidden score.
    """
    signals = judged[judged["listed"].astype(bool)]
    order = pd.DataFrame(
        {
            "level": signals["level"].map({name: place for place, name in enumerate(LEVELS)}),
            "reading": signals["reading"].map({name: place for place, name in enumerate(READINGS)}),
            "q": signals["q"].fillna(1.0),
            "effect": -signals["effect"].abs().fillna(0.0),
            "indicator": signals["indicator"],
            "area": signals["area_code"],
            "rule": signals["rule"],
        },
        index=signals.index,
    )
    return signals.loc[order.sort_values(list(order.columns), kind="stable").index]


def expected_false(listed: pd.DataFrame) -> float:
    """How many of the listed lines to expect to be false alarms: the largest q of each rule times its lines."""
    judged = listed[listed["q"].notna()]
    return float(sum(own["q"].max() * len(own) for _, own in judged.groupby("rule")))
