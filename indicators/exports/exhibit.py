"""A chart or table as it leaves the dashboard (an exhibit), with all the words that travel with it: title, notes,
symbols, source, as-at date and marking.
The words are printable lines, in the order in which every format says them.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

import pandas as pd
import plotly.graph_objects as go

from indicators.access import Audience
from indicators.catalogue.periods import day_text, parse_period
from indicators.charts.theme import Style
from indicators.exports.cells import printable, symbols_used, with_symbols

#: How a native chart is drawn: lines over periods, dots of categories, points at two numbers.
PlotKind = Literal["line", "dots", "scatter"]


@dataclass(frozen=True)
class PlotLine:
    """One line or set of points by name; None where there is no figure. `xs` only where both ends are numbers.

    `is_background` marks what is drawn quietly: limits, England, like areas, a target. `style` is how the picture draws
    it; without one, lines take the colours in order.
    """

    name: str
    ys: tuple[float | None, ...]
    xs: tuple[float, ...] = ()
    is_background: bool = False
    style: Style | None = None


@dataclass(frozen=True, kw_only=True)
class Plot:
    """The figures of one chart as a slide holds them, editable: lines over `categories` in one unit.

    `across` says what the numbers are that a `scatter` stands over. `headline` is what happened in this plot alone, for
    its own slide; empty where the exhibit's title says it of all.
    """

    title: str
    unit: str
    lines: tuple[PlotLine, ...]
    categories: tuple[str, ...] = ()
    kind: PlotKind = "line"
    decimals: int = 0
    across: str = ""
    headline: str = ""


@dataclass(frozen=True, kw_only=True)
class Exhibit:
    """What a figure, a table or both is called, says, comes from, and whom it is for.

    `table` is a frame as `exports.cells.published` takes it, its column names the heads that a reader sees; `data`
    are the same figures in full for a spreadsheet, where `table` leaves some out. `as_at` is what follows "As at";
    `notes` say what marks and events mean, a sentence each. A chart has `figure` and the same figures as `plots`, one
    each panel; an exhibit of a table alone has neither.
    """

    title: str
    subtitle: str
    source_note: str
    as_at: str
    table: pd.DataFrame
    audience: Audience = Audience.PUBLIC
    alt: str = ""
    notes: tuple[str, ...] = ()
    figure: go.Figure | None = None
    plots: tuple[Plot, ...] = ()
    data: pd.DataFrame | None = None

    @property
    def full_table(self) -> pd.DataFrame:
        """The figures for a spreadsheet."""
        return self.table if self.data is None else self.data


def plot_values(values: Iterable[float]) -> tuple[float | None, ...]:
    """Figures as a line holds them: None where there is none."""
    return tuple(None if math.isnan(value) else float(value) for value in values)


def newest_day_text(ends: Iterable[date], *, known_on: date | None = None) -> str:
    """What follows "As at" under a chart or table: the last day of the newest figure shown, never today.

    With `known_on` it adds as of which day the figures were known. Empty where no figure is shown.
    """
    newest = max(ends, default=None)
    if newest is None:
        return ""
    return day_text(newest) + (f", as known on {day_text(known_on)}" if known_on else "")


def table_ends(table: pd.DataFrame) -> list[date]:
    """The last day of each period of which a table has a number, by its columns `Period` and `Value`."""
    shown = table.loc[table["Value"].notna(), "Period"] if "Value" in table else table["Period"]
    return [parse_period(label).ends for label in dict.fromkeys(shown)]


#: What properties of a file hold; Word's and PowerPoint's refuse more than 255 characters.
LONGEST_PROPERTY = 250


def single_line(text: str) -> str:
    """A text on one line, without the characters that no XML may hold."""
    return " ".join(printable(text).split())


def exhibit_lines(exhibit: Exhibit) -> list[str]:
    """Notes, the symbols that its table uses with their meaning, then source and as-at date."""
    return [*exhibit_notes(exhibit), *symbol_lines(exhibit), source_line(exhibit)]


def exhibit_notes(exhibit: Exhibit) -> list[str]:
    """The notes on marks and events, empty ones left out; those that the figure itself keeps where none are given."""
    return [note for note in map(single_line, exhibit.notes or _figure_notes(exhibit)) if note]


def _figure_notes(exhibit: Exhibit) -> list[str]:
    meta = (exhibit.figure.layout.meta if exhibit.figure is not None else None) or {}
    events = "; ".join(meta.get("events", ()))
    return [*([f"Events: {events}"] if events else []), *meta.get("notes", ())]


def symbol_lines(exhibit: Exhibit) -> list[str]:
    """`[c] confidential: …` for every symbol that stands in the table."""
    frames = [exhibit.table] if exhibit.data is None else [exhibit.table, exhibit.data]
    tables = [with_symbols(frame) for frame in frames]
    meanings = dict(mark for table in tables for mark in symbols_used(table))
    return [f"{symbol} {meaning}" for symbol, meaning in meanings.items()]


def source_text(exhibit: Exhibit) -> str:
    """Where the figures come from: `Source: annual report`; empty where none is named."""
    named = single_line(exhibit.source_note).removeprefix("Source:").strip().rstrip(".")
    return f"Source: {named}" if named else ""


def source_line(exhibit: Exhibit) -> str:
    """Source and as-at date as sentences: `Source: annual report. As at 31 March 2016.`"""
    parts = [source_text(exhibit), f"As at {single_line(exhibit.as_at)}" if single_line(exhibit.as_at) else ""]
    return " ".join(f"{part.rstrip('.')}." for part in parts if part)


def exhibit_alt_text(exhibit: Exhibit) -> str:
    """What a screen reader says in place of the chart; title and subtitle where nothing better is given."""
    return single_line(exhibit.alt) or ". ".join(
        part for part in (single_line(exhibit.title), single_line(exhibit.subtitle)) if part
    )


def file_properties(exhibit: Exhibit) -> dict[str, str]:
    """What the properties of a file say: title, subject, keywords (for whom it is) and comments (the source)."""
    said = {
        "title": single_line(exhibit.title),
        "subject": single_line(exhibit.subtitle),
        "keywords": exhibit.audience.mark,
        "comments": source_line(exhibit),
    }
    return {name: text[:LONGEST_PROPERTY] for name, text in said.items()}
