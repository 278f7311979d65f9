"""From figures to what the rules look at: a count or numerator over its exposure or denominator."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from indicators.measures import Catalogue
from indicators.periods import PERIOD_GROUPS
from indicators.signals.panel import LARGEST

#: The groups of periods that have a next one.
GROUPS = ("year", "quarter", "month")
_DAYS_A_YEAR = 365.25


def is_asked(catalogue: Catalogue, indicator: str) -> bool:
    """Whether questions are asked of an indicator itself.

    Populations are what others are held against; a rate whose count has a rate of its own would be asked twice.
    """
    definition = catalogue.indicators[indicator]
    if indicator in catalogue.populations:
        return False
    top = catalogue.indicators.get(definition.numerator)
    return not (definition.kind == "rate" and top is not None and top.rate_population)


def points_of(figures: pd.DataFrame, catalogue: Catalogue, group: str) -> pd.DataFrame:
    """The shown figures of a group of periods as points: the columns `panel.POINT_COLUMNS`, and `per, value,
    period, symbol, computed, source_label, others` for what is told of them.

    A count stands over its population where that is known for its newest period, else over time alone; `top` is
    NaN where the counts behind a figure are unknown or beyond all counting, and where a numerator is above its
    denominator.
    """
    shown = figures[(figures["rank"] == 0) & figures["period_type"].isin([str(kind) for kind in PERIOD_GROUPS[group]])]
    shown = shown.sort_values(["indicator", "area_code", "ends"], kind="stable", ignore_index=True)
    kinds = _of_indicator(shown, {name: item.kind for name, item in catalogue.indicators.items()}).astype(str)
    is_count, is_share = kinds == "count", kinds == "proportion"
    top = np.where(is_count, shown["value"], shown["numerator"])
    base = np.where(is_count, _exposure(shown, catalogue, group), shown["denominator"])
    beyond = (top > LARGEST) | (base > LARGEST)
    unusable = (kinds == "value") | ~(base > 0) | (is_share & (top > base)) | ~(top >= 0) | beyond
    per = _of_indicator(shown, {name: item.per for name, item in catalogue.indicators.items()}).astype(float)
    return shown.assign(
        top=np.where(unusable, np.nan, top),
        base=np.where(beyond, np.nan, base),
        is_share=is_share,
        per=np.where(is_count, np.nan, per),
    )


def _of_indicator(shown: pd.DataFrame, facts: Mapping[str, Any]) -> np.ndarray:
    """A fact of each row's indicator, looked up once an indicator: there may be half a million rows."""
    number, names = pd.factorize(shown["indicator"])
    return np.array([facts[name] for name in names])[number]


def _exposure(shown: pd.DataFrame, catalogue: Catalogue, group: str) -> np.ndarray:
    """People where the newest figure of a series has them, and time where periods are not of one length."""
    people = shown["population"].to_numpy(float)
    number = shown.groupby(["indicator", "area_code"], sort=False).ngroup().to_numpy()
    newest = np.append(number[1:] != number[:-1], True)[: len(number)]
    exposure = np.where(np.isfinite(people[newest])[number], people, 1.0)
    if group == "year":
        return exposure
    timings = {name: item.timing == "flow" for name, item in catalogue.indicators.items()}
    is_flow = _of_indicator(shown, timings).astype(bool)
    days = ((shown["ends"] - shown["starts"]).dt.days + 1).to_numpy(float)
    return np.where(is_flow, exposure * days / _DAYS_A_YEAR, exposure)
