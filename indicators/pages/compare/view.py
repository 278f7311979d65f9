"""One dot plot of Compare: a unit's indicators, with its words, its table, and itself as it leaves the house."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from indicators.areas import BOARD_AREAS
from indicators.charts.comparison import dot_plot
from indicators.definitions import STAGES, Indicator
from indicators.errors import UsageError
from indicators.exports.exhibit import Exhibit, Plot, PlotLine, numbers
from indicators.pages.parts.comparing import ComparisonRow, comparison_rows, unit_of
from indicators.pages.parts.data import Opened

ALL_STAGES = "All stages"
NOTE = (
    "Bars show the range within which the underlying figure plausibly lies (95% interval); where the bars of the two "
    "areas do not overlap, they are clearly apart; where they do, they may still differ. Grey: like areas, region "
    "and England"
)
_TAKEN = ["indicator", "area", "period", "value", "lower", "upper", "unit", "symbol", "source"]


@dataclass(frozen=True)
class Compared:
    """The rows of one unit, for a stage of the child's journey and a year (`when`)."""

    unit: str
    when: str
    rows: pd.DataFrame

    @property
    def title(self) -> str:
        """The unit as a heading."""
        return f"{self.unit[0].upper()}{self.unit[1:]}"

    @property
    def sources(self) -> str:
        """Where the figures come from, each source once."""
        return "; ".join(dict.fromkeys(self.rows["source"]))

    @property
    def alt(self) -> str:
        """The plot in words."""
        told = " ".join(f"{row.indicator}, {row.area}: {row.label}." for row in self.rows.itertuples() if row.label)
        return f"Dot plot, {self.title}, {self.when}. {told}"

    @property
    def read(self) -> pd.DataFrame:
        """The figures as a table, with their intervals in words."""
        table = self.rows.rename(columns=str.capitalize)[["Indicator", "Area", "Period", "Label", "Source"]]
        return table.rename(columns={"Label": "Figure (95% interval)"})

    def chart(self, *, narrow: bool) -> go.Figure:
        """The plot for a wide or a narrow screen."""
        words = {"title": self.title, "subtitle": self.when, "source_note": self.sources}
        return dot_plot(self.rows, areas=_each(self.rows["area"]), unit=self.unit, narrow=narrow, **words)

    def exhibit(self, data: Opened) -> Exhibit:
        """The plot as it leaves the house."""
        return Exhibit(
            title=self.title,
            subtitle=self.when,
            source_note=self.sources,
            as_at=data.as_at_text,
            table=self.read,
            data=self.rows[_TAKEN].rename(columns=str.capitalize),
            audience=data.audience,
            alt=self.alt,
            notes=(NOTE,),
            figure=self.chart(narrow=False),
            plots=(self._plot(),),
        )

    def _plot(self) -> Plot:
        names = _each(self.rows["indicator"])
        lines = []
        for area, own in self.rows.groupby("area", sort=False):
            values = own.set_index("indicator")["value"].reindex(names)
            lines.append(PlotLine(str(area), numbers(values), is_beside=(own["role"] == "comparator").all()))
        return Plot(
            title=self.title, unit=self.unit, categories=tuple(names), lines=tuple(lines), kind="dots", decimals=1
        )


def compared(data: Opened, stage: str, year: str, as_at: date) -> dict[str, Compared]:
    """The plots of a stage in the financial year that ends on a day, by unit."""
    rows = compared_rows(data.version, stage, as_at, data)
    frame = pd.DataFrame([row.__dict__ for row in rows])
    if frame.empty:
        return {}
    return {unit: Compared(unit, f"{stage}, {year}", group) for unit, group in frame.groupby("unit", sort=False)}


def compared_exhibit(data: Opened, unit: str, view: tuple[str, str, date]) -> Exhibit:
    """The plot of a unit as it leaves the house; `view` is what `compared` takes.

    Raises UsageError where all of its figures are withheld from whom the data are for.
    """
    plots = compared(data, *view)
    if unit not in plots:
        stage, year, _ = view
        raise UsageError(f"Every figure of this plot ({unit}, {stage}, {year}) is withheld from the public.")
    return plots[unit].exhibit(data)


@st.cache_data(show_spinner="Comparing …", max_entries=64)
def compared_rows(version: str, stage: str, as_at: date, _data: Opened) -> list[ComparisonRow]:
    """Every figure of a stage for our areas and those they are held against; kept until figures come."""
    chosen = [
        item
        for item in _data.catalogue.indicators.values()
        if stage in (ALL_STAGES, STAGES[item.stage]) and unit_of(item) is not None
    ]
    chosen.sort(key=_by_place)
    return comparison_rows(_data.store, _data.catalogue, chosen, BOARD_AREAS, as_at=as_at)


def _by_place(item: Indicator) -> tuple[str, int, str]:
    return (item.quadrant, item.headline or 999, item.title)


def _each(values: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(values))
