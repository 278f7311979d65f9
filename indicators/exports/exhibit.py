"""A chart or table as it leaves the house, with all the words that travel with it."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import pandas as pd
import plotly.graph_objects as go

from indicators.audience import Audience
from indicators.charts.theme import Style

#: How a native chart is drawn: lines over periods, dots of categories, points at two numbers.
PlotKind = Literal["line", "dots", "scatter"]


@dataclass(frozen=True)
class PlotLine:
    """One line or set of points by name; None where there is no figure. `xs` only where both ends are numbers.

    `is_beside` marks what is drawn quietly: limits, England, like areas, a target. `style` is how the picture draws
    it; without one, lines take the colours in order.
    """

    name: str
    ys: tuple[float | None, ...]
    xs: tuple[float, ...] = ()
    is_beside: bool = False
    style: Style | None = None


@dataclass(frozen=True, kw_only=True)
class Plot:
    """The figures of one chart as a slide holds them, editable: lines over `categories` in one unit.

    `across` says what the numbers are that a `scatter` stands over.
    """

    title: str
    unit: str
    lines: tuple[PlotLine, ...]
    categories: tuple[str, ...] = ()
    kind: PlotKind = "line"
    decimals: int = 0
    across: str = ""


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
    def in_full(self) -> pd.DataFrame:
        """The figures for a spreadsheet."""
        return self.table if self.data is None else self.data


def numbers(values: Iterable[float]) -> tuple[float | None, ...]:
    """Figures as a line holds them: None where there is none."""
    return tuple(None if math.isnan(value) else float(value) for value in values)
