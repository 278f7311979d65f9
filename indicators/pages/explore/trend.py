"""Series over time on Explore: one chart of all areas, or small multiples of several indicators."""

from typing import Any

import plotly.graph_objects as go

from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import Break
from indicators.charts.annotations import TargetLine
from indicators.charts.small_multiples import small_multiples
from indicators.charts.trend import trend_chart
from indicators.figures import Series
from indicators.pages.components.figure_tables import status_words
from indicators.pages.components.session import DashboardData
from indicators.pages.components.targets import has_unjudged_target, targets_for
from indicators.pages.explore.choice import ExploreFilters
from indicators.pages.explore.display import (
    ChartContents,
    ChartView,
    document_table,
    download_table,
    series_alt,
    series_plots,
    series_tables,
    series_words,
)
from indicators.pages.explore.series import is_comparable
from indicators.signals.confidence_intervals import with_intervals
from indicators.wording.numbers import SYMBOL_TEXTS


def trend_view(
    data: DashboardData, chosen: ExploreFilters, gathered: ChartContents, measure: str, *, narrow: bool
) -> ChartView:
    """The lines of the view with what was added to them."""
    words = series_words(gathered)
    items = next(iter(gathered.lines.values()))
    targets = [] if gathered.several else targets_for(data, items)
    notes = _notes(data.catalogue, chosen, gathered, measure)
    if "intervals" in gathered.additions:
        notes.append("bars or bands: the range in which the underlying figure plausibly lies (95% interval)")
    if has_unjudged_target(targets):
        notes.append("a percentage whose base is not published is not judged against its target")
    return ChartView(
        words=words,
        chart=_small_multiples(gathered, words, narrow)
        if gathered.several
        else _single_chart(gathered, targets, words, narrow),
        alt=series_alt(gathered),
        tables=series_tables(gathered),
        read=document_table(gathered),
        download_table=download_table(gathered),
        plots=series_plots(gathered),
        marks=_marks(gathered),
        notes=notes,
    )


def _single_chart(gathered: ChartContents, targets: list[TargetLine], words: dict[str, Any], narrow: bool) -> go.Figure:
    (name, items), *_ = gathered.lines.items()
    return trend_chart(
        _drawn_series(gathered, items),
        comparators=gathered.comparators[name],
        targets=targets,
        breaks=_breaks(items),
        events=gathered.events[name] if "events" in gathered.additions else (),
        narrow=narrow,
        **words,
    )


def _small_multiples(gathered: ChartContents, words: dict[str, Any], narrow: bool) -> go.Figure:
    titles = {name: items[0].indicator.title for name, items in gathered.lines.items()}
    events = gathered.events if "events" in gathered.additions else {}
    return small_multiples(
        [(titles[name], _drawn_series(gathered, items)) for name, items in gathered.lines.items()],
        comparators={titles[name]: gathered.comparators[name] for name in gathered.lines},
        breaks={titles[name]: _breaks(items) for name, items in gathered.lines.items()},
        events={titles[name]: own for name, own in events.items()},
        narrow=narrow,
        **words,
    )


def _drawn_series(gathered: ChartContents, items: list[Series]) -> list[Series]:
    return [with_intervals(item) for item in items] if "intervals" in gathered.additions else items


def _breaks(items: list[Series]) -> list[Break]:
    """Breaks of any of the areas, each once."""
    return list(dict.fromkeys(item for series in items for item in series.breaks))


def _marks(gathered: ChartContents) -> list[str]:
    """The meaning of each mark that stands in the page's table."""
    everything = gathered.everything
    symbols = sorted({symbol for item in everything for symbol in item.points["symbol"].tolist() if symbol})
    marks = [f"[{symbol}] {SYMBOL_TEXTS[symbol]}" for symbol in symbols]
    statuses = {status for item in everything for status in item.known["status"].tolist()}
    if words := status_words(statuses):
        # Of the two only these are drawn so.
        marks.append(words.replace("provisional", "provisional (hollow points)"))
    if any((item.points["other_figures"] > 0).any() for item in everything):
        marks.append("≠ another source gives another figure, see below")
    return marks


def _notes(catalogue: Catalogue, chosen: ExploreFilters, gathered: ChartContents, measure: str) -> list[str]:
    """What there is to say of the lines themselves."""
    notes = []
    if any(item.points["value"].isna().any() for item in gathered.everything):
        notes.append("lines are left open where a figure is missing")
    if chosen.comparators and not all(is_comparable(catalogue, name, measure) for name in chosen.indicators):
        notes.append("England, the region and like areas are shown with rates or the index, not with plain numbers")
    return notes
