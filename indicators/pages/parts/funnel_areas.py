"""The areas of a funnel: councils with a figure and its base for one period, and the average around which they lie."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from indicators.areas import ENGLAND
from indicators.definitions import Indicator
from indicators.measures import Catalogue, series
from indicators.measures.series import PER_CHILDREN
from indicators.pages.parts.data import Opened
from indicators.pages.parts.lines import Held, View, figures_of
from indicators.signals.funnel import pooled_average


@dataclass(frozen=True)
class FunnelAreas:
    """The areas' series of one period, with figure and base; how many have a figure without a base; the average."""

    points: pd.DataFrame
    without_base: int
    average: float
    average_name: str
    source_note: str


@st.cache_resource(show_spinner="Gathering the areas …", max_entries=64)
def funnel_areas(version: str, indicator: str, view: View, period: str, _data: Opened) -> FunnelAreas:
    """Councils with a figure for the period; countries, regions and combined areas are no dots.

    Kept until something is written to the store, and shared, so nobody writes to it.
    """
    catalogue = _data.catalogue
    codes = [area.code for area in catalogue.areas.values() if area.level == "local_authority"]
    held = figures_of(_data, [indicator], [*codes, ENGLAND] if ENGLAND in catalogue.areas else codes)
    rows, without_base, sources = [], 0, {}
    for code in codes:
        item = series(held.of(indicator, code), catalogue, indicator, code, **view.asked)
        for row in item.known[item.known["period"] == period].itertuples():
            if not row.denominator > 0 or pd.isna(row.numerator):
                without_base += 1
                continue
            sources[row.source] = None
            rows.append((code, item.area.name, row.denominator, row.value, row.numerator, row.source, item))
    columns = ["code", "area", "exposure", "value", "numerator", "source", "series"]
    points = pd.DataFrame(rows, columns=columns)
    average, name = _average(catalogue, catalogue.indicators[indicator], period, held, points, view)
    return FunnelAreas(points, without_base, average, name, "; ".join(sources))


def _average(
    catalogue: Catalogue, indicator: Indicator, period: str, held: Held, points: pd.DataFrame, view: View
) -> tuple[float, str]:
    """England's figure where there is one, else all areas together."""
    if ENGLAND in catalogue.areas:
        known = series(held.of(indicator.id, ENGLAND), catalogue, indicator.id, ENGLAND, **view.asked).known
        own = known[known["period"] == period]
        if len(own):
            return float(own["value"].iloc[0]), catalogue.areas[ENGLAND].name
    per = per_of(indicator, view.measure)
    return pooled_average(points["numerator"], points["exposure"], per=per), "All areas shown"


def per_of(indicator: Indicator, measure: str) -> float:
    """How many of the base a figure is for each of: 10,000 children, 100 cases."""
    return PER_CHILDREN if measure == "rate" else indicator.per
