"""What Explore shows, whatever the kind of chart: the chart with its words, notes, tables and downloads."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd
import plotly.graph_objects as go

from indicators.charts.annotations import ChartEvent
from indicators.exports.exhibit import Exhibit, Plot, table_ends
from indicators.exports.long_table import long_table
from indicators.exports.plots import line_plots
from indicators.figures import Series
from indicators.pages.components.figure_tables import wide_table, wide_table_html
from indicators.pages.components.session import DashboardData
from indicators.wording.headlines import alt_text, chart_headline, chart_subtitle
from indicators.wording.verdicts import Verdicts

SeriesByIndicator = dict[str, list[Series]]


@dataclass(frozen=True)
class ChartContents:
    """Lines, comparators and events by indicator, which additions the reader chose and can have, and the verdicts of
    the newest figures."""

    lines: SeriesByIndicator
    comparators: SeriesByIndicator
    events: Mapping[str, Sequence[ChartEvent]]
    additions: frozenset[str]
    verdicts: Verdicts = field(default_factory=lambda: Verdicts({}))

    @property
    def everything(self) -> list[Series]:
        """All lines, each indicator's own before what they are held against."""
        return [item for name in self.lines for item in (*self.lines[name], *self.comparators[name])]

    @property
    def several(self) -> bool:
        """Whether more than one indicator is shown."""
        return len(self.lines) > 1


@dataclass(frozen=True)
class ChartView:
    """A chart with its words in `words` (title, subtitle, source_note) and findings in `says`.

    `tables` are captions with ready HTML. For files, `read` makes the table of a document, `taken` the frame of a
    spreadsheet, `plots` the chart of a slide. `marks` explain what stands on the page alone, `notes` the chart.
    """

    words: Mapping[str, str]
    chart: go.Figure
    alt: str
    tables: Sequence[tuple[str, str]]
    read: Callable[[], pd.DataFrame]
    download_table: Callable[[], pd.DataFrame]
    plots: Callable[[], Sequence[Plot]]
    statements: Sequence[str] = ()
    notes: Sequence[str] = field(default=())
    marks: Sequence[str] = field(default=())

    @property
    def events(self) -> list[str]:
        """The events that the chart numbers, in words."""
        return list((self.chart.layout.meta or {}).get("events", ()))

    @property
    def all_notes(self) -> list[str]:
        """What marks on the page mean, and what there is to say of the chart."""
        return [*self.marks, *self.chart_notes]

    @property
    def chart_notes(self) -> list[str]:
        """What the chart says of itself, and what was added."""
        return [*(self.chart.layout.meta or {}).get("notes", ()), *self.notes]


def series_words(gathered: ChartContents) -> dict[str, str]:
    """Title, subtitle and sources of lines over time."""
    sources = {source: None for item in gathered.everything for source in item.known["source"].tolist() if source}
    items = next(iter(gathered.lines.values()))
    title, subtitle = chart_headline(items, gathered.verdicts), chart_subtitle(items)
    if gathered.several:
        names = [group[0].indicator.short_title for group in gathered.lines.values()]
        title = ", ".join(names[:-1]) + f" and {names[-1]}"
        areas = ", ".join(item.area.name for item in items)
        subtitle = f"{areas}; each indicator in its own unit and for the periods it has"
    return {"title": title, "subtitle": subtitle, "source_note": "; ".join(sources) or "none, as there is no figure"}


def series_alt(gathered: ChartContents) -> str:
    """Every line in words."""
    return " ".join(
        alt_text(items, gathered.comparators[name], verdicts=gathered.verdicts)
        for name, items in gathered.lines.items()
    )


def series_tables(gathered: ChartContents) -> list[tuple[str, str]]:
    """A table an indicator, its comparators in it."""
    tables = []
    for name, items in gathered.lines.items():
        shown = [*items, *gathered.comparators[name]]
        title = items[0].indicator.title.removesuffix(" (number)")
        caption = f"{title} ({items[0].shared_unit(shown)})"
        tables.append((caption, wide_table_html(shown, caption)))
    return tables


def _event_texts(shown: ChartView) -> list[str]:
    return [f"Events: {'; '.join(shown.events)}"] if shown.events else []


def document_table(gathered: ChartContents) -> Callable[[], pd.DataFrame]:
    """What makes the table of all lines as a document has it: a row a period, of each indicator."""

    def combined_table() -> pd.DataFrame:
        """The tables of all indicators in one, the indicator first where there are several."""
        tables = {name: wide_table([*items, *gathered.comparators[name]]) for name, items in gathered.lines.items()}
        if not gathered.several:
            return next(iter(tables.values()))
        for name, table in tables.items():
            table.insert(0, "Indicator", gathered.lines[name][0].indicator.short_title)
        return pd.concat(tables.values(), ignore_index=True).fillna("")

    return combined_table


def download_table(gathered: ChartContents) -> Callable[[], pd.DataFrame]:
    """What makes the long table of all lines."""
    return lambda: long_table(gathered.everything)


def series_plots(gathered: ChartContents) -> Callable[[], Sequence[Plot]]:
    """What makes the lines of each indicator as a slide holds them."""
    return lambda: [
        plot for name, items in gathered.lines.items() for plot in line_plots(items, gathered.comparators[name])
    ]


def chart_exhibit(shown: ChartView, data: DashboardData) -> Exhibit:
    """The chart as it leaves the house."""
    return Exhibit(
        **shown.words,
        as_at=data.as_at_text(table_ends(shown.download_table())),
        table=shown.read(),
        data=shown.download_table(),
        audience=data.audience,
        alt=shown.alt,
        notes=(*_event_texts(shown), *shown.chart_notes),
        figure=shown.chart,
        plots=tuple(shown.plots()),
    )
