"""Lines over time on Explore: one chart of all areas, or small multiples of several indicators."""

import plotly.graph_objects as go

from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import Break
from indicators.charts.annotations import TargetLine
from indicators.charts.small_multiples import small_multiples
from indicators.charts.trend import trend_chart
from indicators.figures import Series
from indicators.pages.components.figure_tables import status_words
from indicators.pages.components.session import Opened
from indicators.pages.explore.display import (
    Gathered,
    Shown,
    lines_alt,
    lines_plots,
    lines_read,
    lines_tables,
    lines_taken,
    lines_words,
)
from indicators.pages.explore.filters import Choices
from indicators.pages.explore.series import can_compare, has_unjudged, targets_of
from indicators.signals.confidence_intervals import with_intervals
from indicators.wording.numbers import SYMBOLS


def time_view(data: Opened, chosen: Choices, gathered: Gathered, measure: str, *, narrow: bool) -> Shown:
    """The lines of the view with what was added to them."""
    words = lines_words(gathered)
    items = next(iter(gathered.lines.values()))
    targets = [] if gathered.several else targets_of(data, items)
    notes = _notes(data.catalogue, chosen, gathered, measure)
    if "intervals" in gathered.additions:
        notes.append("bars or bands: the range in which the underlying figure plausibly lies (95% interval)")
    if has_unjudged(targets):
        notes.append("a percentage whose base is not published is not judged against its target")
    return Shown(
        words=words,
        chart=_many(gathered, words, narrow) if gathered.several else _one(gathered, targets, words, narrow),
        alt=lines_alt(gathered),
        tables=lines_tables(gathered),
        read=lines_read(gathered),
        taken=lines_taken(gathered),
        plots=lines_plots(gathered),
        marks=_marks(gathered),
        notes=notes,
    )


def _one(gathered: Gathered, targets: list[TargetLine], words: dict[str, str], narrow: bool) -> go.Figure:
    (name, items), *_ = gathered.lines.items()
    return trend_chart(
        _drawn(gathered, items),
        comparators=gathered.comparators[name],
        targets=targets,
        breaks=_breaks(items),
        events=gathered.events[name] if "events" in gathered.additions else (),
        narrow=narrow,
        **words,
    )


def _many(gathered: Gathered, words: dict[str, str], narrow: bool) -> go.Figure:
    titles = {name: items[0].indicator.title for name, items in gathered.lines.items()}
    events = gathered.events if "events" in gathered.additions else {}
    return small_multiples(
        [(titles[name], _drawn(gathered, items)) for name, items in gathered.lines.items()],
        comparators={titles[name]: gathered.comparators[name] for name in gathered.lines},
        breaks={titles[name]: _breaks(items) for name, items in gathered.lines.items()},
        events={titles[name]: found for name, found in events.items()},
        narrow=narrow,
        **words,
    )


def _drawn(gathered: Gathered, items: list[Series]) -> list[Series]:
    return [with_intervals(item) for item in items] if "intervals" in gathered.additions else items


def _breaks(items: list[Series]) -> list[Break]:
    """Breaks of any of the areas, each once."""
    return list(dict.fromkeys(item for series in items for item in series.breaks))


def _marks(gathered: Gathered) -> list[str]:
    """The meaning of each mark that stands in the page's table."""
    everything = gathered.everything
    symbols = sorted({symbol for item in everything for symbol in item.points["symbol"].tolist() if symbol})
    marks = [f"[{symbol}] {SYMBOLS[symbol]}" for symbol in symbols]
    if words := status_words({status for item in everything for status in item.known["status"].tolist()}):
        marks.append(words + " (hollow points)")
    if any((item.points["other_figures"] > 0).any() for item in everything):
        marks.append("≠ another source gives another figure, see below")
    return marks


def _notes(catalogue: Catalogue, chosen: Choices, gathered: Gathered, measure: str) -> list[str]:
    """What there is to say of the lines themselves."""
    notes = []
    if any(item.points["value"].isna().any() for item in gathered.everything):
        notes.append("lines are left open where a figure is missing")
    if chosen.comparators and not all(can_compare(catalogue, name, measure) for name in chosen.indicators):
        notes.append("England, the region and like areas are shown with rates or the index, not with plain numbers")
    return notes
