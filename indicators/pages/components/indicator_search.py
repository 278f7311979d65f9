"""The search for indicators by name, topic or synonym: the hits, those with figures first, since most who look for an
indicator want to see it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import streamlit as st

from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import Indicator, is_called, search_indicators
from indicators.frames import frame_rows
from indicators.pages.components.session import DashboardData

_NO_HEADLINE = 1_000


@dataclass(frozen=True)
class FigureSpan:
    """That an indicator has figures: the last day of the newest, and of how many areas there are any."""

    until: date
    areas: int

    @property
    def words(self) -> str:
        """`figures to March 2016`."""
        return f"figures to {self.until:%B %Y}"


def figure_spans(data: DashboardData) -> dict[str, FigureSpan]:
    """The indicators that have figures, those worked out from others too."""
    return _cached_spans(data.version, data)


@st.cache_data(show_spinner=False, max_entries=8)
def _cached_spans(version: str, _data: DashboardData) -> dict[str, FigureSpan]:
    ends: dict[str, dict[str, date]] = {}
    for row in frame_rows(_data.store.query("coverage")):
        if row.periods_with_figure > 0:
            ends.setdefault(row.indicator, {})[row.area_code] = row.last_ends.date()
    spans = {}
    for name, indicator in _data.catalogue.indicators.items():
        own = dict(ends.get(name, {}))
        if indicator.is_derived:
            top, bottom = ends.get(indicator.numerator, {}), ends.get(indicator.denominator, {})
            own |= {area: min(top[area], bottom[area]) for area in top.keys() & bottom.keys()}
        if own:
            spans[name] = FigureSpan(max(own.values()), len(own))
    return spans


#: Figures so much older than the newest of all are an old report's, for which few look.
_OLD_DAYS = 3 * 366


def search_hits(text: str, catalogue: Catalogue, spans: Mapping[str, FigureSpan]) -> list[Indicator]:
    """The hits of a search: those with figures first, of these what is called so, what still has new figures or is one
    of the board's headline numbers, what has it in its title, and of these the headline ones.
    """
    newest = max((span.until for span in spans.values()), default=date.min)

    def order(item: Indicator) -> tuple[bool, bool, bool, bool, int]:
        is_in_title = is_called(text, item, in_title=True)
        is_headline_number = item.headline is not None and item.quadrant == "quantitative_data"
        is_old = item.id in spans and (newest - spans[item.id].until).days > _OLD_DAYS and not is_headline_number
        return item.id not in spans, not is_called(text, item), is_old, not is_in_title, item.headline or _NO_HEADLINE

    return sorted(search_indicators(text, catalogue.indicators), key=order)
