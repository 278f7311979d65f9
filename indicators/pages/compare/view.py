"""The comparison of areas for one year: rates and percentages with confidence intervals, as dot plots, tables and a
headline.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from indicators.catalogue.areas import Area, joined_names
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import STAGES, Indicator
from indicators.catalogue.periods import PERIOD_GROUPS, parse_period
from indicators.charts.comparison import dot_plot
from indicators.errors import UsageError
from indicators.exports.exhibit import Exhibit, Plot, PlotLine, plot_values
from indicators.figures import Series, neighbour_median, read_figures, select_series
from indicators.figures.neighbours import like_areas
from indicators.figures.series import period_groups
from indicators.frames import frame_groups, frame_rows
from indicators.pages.components.session import DashboardData
from indicators.signals.confidence_intervals import are_disjoint, point_interval
from indicators.store.database import Store
from indicators.wording.numbers import value_text

RATES = "rates per 10,000 children"
PERCENTAGES = "percentages"


@dataclass(frozen=True)
class ComparisonRow:
    """One figure of one area: `lower` and `upper` are NaN where no interval can be given."""

    indicator: str
    area: str
    role: str
    unit: str
    period: str
    value: float
    lower: float
    upper: float
    label: str
    symbol: str
    source: str


def unit_of(indicator: Indicator) -> str | None:
    """The plot an indicator belongs to, or None where areas of different size cannot be compared by it.

    A rate that is computed of a count is left out, since the count is shown as that rate already.
    """
    if not indicator.areas_compare:
        return None
    if indicator.kind == "count":
        return RATES if indicator.rate_population else None
    if indicator.kind == "proportion":
        return PERCENTAGES
    return indicator.unit if indicator.kind == "mean" else None


def comparison_rows(
    store: Store, catalogue: Catalogue, indicators: Sequence[Indicator], focus: Sequence[str], *, as_at: date
) -> list[ComparisonRow]:
    """Rows by indicator: each focus area, then the medians of its like areas, the region and England.

    Indicators without a figure for any focus area in the year to `as_at` are left out.
    """
    others = catalogue.board.comparators
    like = [member for area in focus for member in catalogue.neighbours.get(area, ())]
    areas = list(dict.fromkeys([*focus, *others, *like]))
    frame = read_figures(store, catalogue, [item.id for item in indicators], areas, query="comparison", as_at=as_at)
    rows = []
    for indicator in indicators:
        own = frame[frame["indicator"] == indicator.id]
        groups = period_groups(own[own["area_code"].isin(focus)])
        if not groups:
            continue
        own = _side_by_side(own, focus, groups[0])
        view: dict[str, Any] = {"measure": "rate" if indicator.kind == "count" else "value", "periods": groups[0]}
        shown = [(select_series(own, catalogue, indicator.id, code, **view), "focus") for code in focus]
        compared = [
            (neighbour_median(own, catalogue, indicator.id, code, **view), "comparator")
            for code in focus
            if code in catalogue.neighbours
        ]
        compared += [(select_series(own, catalogue, indicator.id, code, **view), "comparator") for code in others]
        made = [row for item, role in (*shown, *compared) if (row := _row(item, role)) is not None]
        if any(row.role == "focus" and not np.isnan(row.value) for row in made):
            rows += made
    return rows


def compared_areas(catalogue: Catalogue, focus: Sequence[str]) -> tuple[Area, ...]:
    """All areas that `comparison_rows` looks for, as its rows have them and in their order."""
    known = [catalogue.areas[code] for code in focus if code in catalogue.areas]
    like = [like_areas(area) for area in known if area.code in catalogue.neighbours]
    return (*known, *like, *(catalogue.areas[code] for code in catalogue.board.comparators))


def _side_by_side(own: pd.DataFrame, focus: Sequence[str], group: str) -> pd.DataFrame:
    """The rows up to the newest period that all focus areas with figures have in common; where there is none, of the
    focus areas only what is newest: a quarter is never shown beside the one before.
    """
    is_focus = own["area_code"].isin(focus)
    rows = own[is_focus & own["period_type"].isin(PERIOD_GROUPS[group])]
    ends = [set(of_area) for _, of_area in rows.groupby("area_code")["ends"]]
    if common := set.intersection(*ends):
        return own[own["ends"] <= max(common)]
    return own[~is_focus | (own["ends"] == max(set.union(*ends)))]


def disjoint_indicators(rows: Sequence[ComparisonRow], areas: Sequence[str]) -> list[str] | None:
    """On which indicators the 95% intervals of two of some areas do not overlap; None where no indicator has two.

    Overlapping ones prove nothing either way.
    """
    by_indicator: dict[str, dict[str, tuple[float, float]]] = {}
    for row in rows:
        if row.area in areas and not np.isnan(row.lower):
            by_indicator.setdefault(row.indicator, {})[row.area] = (row.lower, row.upper)
    pairs = {name: list(combinations(own.values(), 2)) for name, own in by_indicator.items() if len(own) > 1}
    if not pairs:
        return None
    return [name for name, own in pairs.items() if any(are_disjoint(*pair) for pair in own)]


def comparison_headline(rows: Sequence[ComparisonRow], areas: Sequence[str]) -> str:
    """On which indicators two areas are clearly apart, or two of more; of many some are named."""
    names = joined_names(areas)
    if len(areas) < 2:
        return f"{names} beside areas like it"
    different = disjoint_indicators(rows, areas)
    if different is None:
        return f"{names} side by side"
    if not different:
        return f"{names} are not clearly apart on any indicator shown"
    more = f" and {len(different) - MOST_LISTED} more" if len(different) > MOST_LISTED else ""
    whose = f"{names} are" if len(areas) == 2 else f"Of {names} two are"
    return f"{whose} clearly apart on: {', '.join(different[:MOST_LISTED])}{more}"


def _row(item: Series, role: str) -> ComparisonRow | None:
    """The last point of a series as a row; None where it has none at all."""
    if item.points.empty or (role == "comparator" and item.known.empty):
        return None
    point = (item.points if role == "focus" else item.known).iloc[-1]
    if np.isnan(point["value"]) and not point["symbol"]:
        # Without a reason to tell there is nothing to draw a line for; it is named under the chart.
        return None
    lower, upper = point_interval(item, point) if role == "focus" else (np.nan, np.nan)
    value = value_text(point["value"], item, point["symbol"])
    label = value
    if not np.isnan(lower):
        label = f"{value} ({value_text(lower, item)} to {value_text(upper, item)})"
    return ComparisonRow(
        indicator=item.indicator.short_title,
        area=item.area.name,
        role=role,
        unit=unit_of(item.indicator) or item.unit,
        period=point["period"],
        value=float(point["value"]),
        lower=lower,
        upper=upper,
        label=label,
        symbol=point["symbol"],
        source=point["source"],
    )


ALL_STAGES = "All stages"
INTERVAL_NOTE = (
    "Bars show the range within which the underlying figure plausibly lies (95% interval); where the bars of two "
    "areas do not overlap, they are clearly apart; where they do, they may still differ. Grey: like areas, region "
    "and England"
)
_DOWNLOAD_COLUMNS = ["indicator", "area", "period", "value", "lower", "upper", "unit", "symbol", "source"]


@dataclass(frozen=True)
class UnitComparison:
    """The rows of one unit, or of a part of them (`part`), for a stage of the child's journey and a year (`when`)."""

    unit: str
    when: str
    rows: pd.DataFrame
    #: Every area that the page compares, those without any figure too.
    areas: tuple[Area, ...] = ()
    part: str = ""

    @property
    def key(self) -> str:
        """What the address of a part of the report calls it."""
        return f"{self.unit}, {self.part}" if self.part else self.unit

    @property
    def title(self) -> str:
        """The unit as a heading, with the part that it is of."""
        return f"{self.key[0].upper()}{self.key[1:]}"

    @property
    def sources(self) -> str:
        """Where the figures come from, each source once."""
        return "; ".join(dict.fromkeys(self.rows["source"]))

    @property
    def missing(self) -> str:
        """Which areas have no figure of which indicators, each area once, as a sentence; empty where none is missing.

        One with a symbol has its line in the chart, which says why there is no figure.
        """
        names = _unique_values(self.rows["indicator"])
        areas: dict[tuple[str, ...], list[str]] = {}
        for area in (one.name for one in self.areas):
            present = set(self.rows.loc[self.rows["area"] == area, "indicator"])
            if absent := tuple(name for name in names if name not in present):
                areas.setdefault(absent, []).append(area)
        parts = [
            _listed(own, most=len(own)) + ("" if len(absent) == len(names) else f", for {_listed(absent)}")
            for absent, own in areas.items()
        ]
        return f"No figure to show: {'; '.join(parts)}." if parts else ""

    @property
    def ends(self) -> list[date]:
        """The last days of the periods with figures."""
        shown = self.rows[self.rows["value"].notna()]
        return [parse_period(label).ends for label in dict.fromkeys(shown["period"])]

    @property
    def alt(self) -> str:
        """The plot in words."""
        points = " ".join(f"{row.indicator}, {row.area}: {row.label}." for row in frame_rows(self.rows) if row.label)
        return f"Dot plot, {self.title}, {self.when}. {points}"

    @property
    def read(self) -> pd.DataFrame:
        """The figures as a table, with their intervals in words."""
        table = self.rows.rename(columns=str.capitalize)[["Indicator", "Area", "Period", "Label", "Source"]]
        return table.rename(columns={"Label": "Figure (95% interval)"})

    def chart(self, *, narrow: bool) -> go.Figure:
        """The plot for a wide or a narrow screen."""
        words: dict[str, Any] = {"title": self.title, "subtitle": self.when, "source_note": self.sources}
        return dot_plot(self.rows, areas=self.areas, unit=self.unit, narrow=narrow, **words)

    def exhibit(self, data: DashboardData) -> Exhibit:
        """The plot as it leaves the house."""
        return Exhibit(
            title=self.title,
            subtitle=self.when,
            source_note=self.sources,
            as_at=data.as_at_text(self.ends),
            table=self.read,
            data=self.rows[_DOWNLOAD_COLUMNS].rename(columns=str.capitalize),
            audience=data.audience,
            alt=self.alt,
            notes=tuple(note for note in (INTERVAL_NOTE, self.missing) if note),
            figure=self.chart(narrow=False),
            plots=(self._plot(),),
        )

    def _plot(self) -> Plot:
        names = _unique_values(self.rows["indicator"])
        lines = []
        for area, own in frame_groups(self.rows, "area", sort=False):
            values = own.set_index("indicator")["value"].reindex(names)
            lines.append(
                PlotLine(str(area), plot_values(values), is_background=bool((own["role"] == "comparator").all()))
            )
        return Plot(
            title=self.title, unit=self.unit, categories=tuple(names), lines=tuple(lines), kind="dots", decimals=1
        )


#: Indicators of one plot: more cannot be read on a screen, and on no page of a report.
_MOST_IN_PLOT = 15


def unit_comparisons(data: DashboardData, stage: str, year: str, as_at: date) -> dict[str, UnitComparison]:
    """The plots of a stage in the financial year that ends on a day, by their keys; long ones in parts."""
    plots = [part for whole in _whole_units(data, stage, year, as_at).values() for part in _parts(data, whole, stage)]
    return {plot.key: plot for plot in plots}


def comparison_plot(data: DashboardData, key: str, stage: str, year: str, as_at: date) -> UnitComparison | None:
    """The plot of a key, of a unit the whole one, as addresses of earlier versions have it; None without any."""
    return (_whole_units(data, stage, year, as_at) | unit_comparisons(data, stage, year, as_at)).get(key)


def _parts(data: DashboardData, whole: UnitComparison, stage: str) -> list[UnitComparison]:
    """A plot in parts where it has many indicators: a stage each, and of a stage some in their order.

    Which part an indicator is of follows from the definitions alone, so that it is the same one for everybody.
    """
    present = set(whole.rows["indicator"])
    if len(present) <= _MOST_IN_PLOT:
        return [whole]
    members = [item for item in _compared_indicators(data.catalogue, stage) if unit_of(item) == whole.unit]
    parts = []
    for title in STAGES.values() if stage == ALL_STAGES else [stage]:
        own = [item.short_title for item in members if STAGES[item.stage] == title]
        count = -(-len(own) // _MOST_IN_PLOT)
        size = -(-len(own) // max(count, 1))
        for number in range(count):
            shown = present & set(own[number * size : (number + 1) * size])
            if shown:
                words = [title] if stage == ALL_STAGES else []
                words += [f"{number + 1} of {count}"] if count > 1 else []
                rows = whole.rows[whole.rows["indicator"].isin(shown)]
                parts.append(replace(whole, rows=rows, part=", ".join(words)))
    return parts


def _whole_units(data: DashboardData, stage: str, year: str, as_at: date) -> dict[str, UnitComparison]:
    rows = cached_comparison_rows(data.version, stage, as_at, data)
    frame = pd.DataFrame([row.__dict__ for row in rows])
    if frame.empty:
        return {}
    groups = frame_groups(frame, "unit", sort=False)
    areas = compared_areas(data.catalogue, data.catalogue.board.own)
    return {unit: UnitComparison(unit, f"{stage}, {year}", group, areas) for unit, group in groups}


def comparison_exhibit(data: DashboardData, key: str, view: tuple[str, str, date]) -> Exhibit:
    """The plot of a key as it leaves the house; `view` is what `unit_comparisons` takes.

    Raises UsageError where all of its figures are withheld from whom the data are for.
    """
    plot = comparison_plot(data, key, *view)
    if plot is None:
        stage, year, _ = view
        raise UsageError(f"Every figure of this plot ({key}, {stage}, {year}) is withheld from the public.")
    return plot.exhibit(data)


@st.cache_data(show_spinner="Comparing …", max_entries=64)
def cached_comparison_rows(version: str, stage: str, as_at: date, _data: DashboardData) -> list[ComparisonRow]:
    """Every figure of a stage for our areas and those they are held against; kept until figures come."""
    chosen = _compared_indicators(_data.catalogue, stage)
    return comparison_rows(_data.store, _data.catalogue, chosen, _data.catalogue.board.own, as_at=as_at)


def _compared_indicators(catalogue: Catalogue, stage: str) -> list[Indicator]:
    """The indicators of a stage that compare, in their order, without the counts of which a share says more."""
    chosen = [
        item
        for item in catalogue.indicators.values()
        if stage in (ALL_STAGES, STAGES[item.stage]) and unit_of(item) is not None
    ]
    counts = {item.numerator for item in chosen if item.kind == "proportion"}
    return sorted((item for item in chosen if item.judged or item.id not in counts), key=_sort_key)


def _sort_key(item: Indicator) -> tuple[str, int, str]:
    return (item.quadrant, item.headline or 999, item.title)


#: Indicators that are named one by one; of more, some are counted.
MOST_LISTED = 3


def _listed(names: Sequence[str], *, most: int = MOST_LISTED) -> str:
    """Some names in words: `Contacts, Referrals and 4 more`."""
    if len(names) > most:
        return f"{', '.join(names[:most])} and {len(names) - most} more"
    return joined_names(names)


def _unique_values(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))
