"""Indicators with one figure an area so far: points beside their names, from nought, in place of lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan

import pandas as pd
import plotly.graph_objects as go

from indicators.areas import BOARD_AREAS
from indicators.charts.comparison import dot_plot
from indicators.definitions import QUADRANTS, Indicator
from indicators.exports.exhibit import Plot, PlotLine, numbers
from indicators.measures import Series
from indicators.pack.chart_table import decimals_of
from indicators.pack.lines import Lines
from indicators.pack.printed import PROVISIONAL
from indicators.pack.sections import in_order
from indicators.rounding import round_half_up
from indicators.signals.point_interval import point_interval
from indicators.wording import value_text

_SHARE, _NUMBER = "%", "number"


@dataclass(frozen=True)
class _Point:
    """The one figure of an indicator in an area, as `dot_plot` takes it."""

    indicator: str
    area: str
    role: str
    value: float
    lower: float
    upper: float
    label: str
    symbol: str
    period: str


@dataclass(frozen=True)
class SideBySide:
    """The single figures of some indicators: percentages, or numbers of anything."""

    lines: Sequence[Lines]

    @property
    def title(self) -> str:
        """What the chart is called: its only indicator, or its quadrant and kind of figure."""
        first = self.lines[0].indicator
        if len(self.lines) == 1:
            return first.short_title
        return f"{QUADRANTS[first.quadrant]}, {self.places}: {'percentages' if _is_share(first) else 'numbers'}"

    @property
    def places(self) -> str:
        """The names of the areas."""
        return " and ".join(in_order(line.area.name for own in self.lines for line in own.drawn))

    @property
    def subtitle(self) -> str:
        """What is measured, and when."""
        periods = in_order(point.period for point in self.points)
        what = self.lines[0].indicator.title if len(self.lines) == 1 else "Indicators with one figure so far"
        return f"{what}, {periods[0] if len(periods) == 1 else 'each for the newest period that is held'}"

    @property
    def unit(self) -> str:
        """The unit that all share, else that they are numbers."""
        units = in_order(line.indicator.unit for line in self.lines)
        return units[0] if len(units) == 1 else _SHARE if _is_share(self.lines[0].indicator) else _NUMBER

    @property
    def points(self) -> list[_Point]:
        """A point an indicator and area."""
        names = _names([line.indicator for line in self.lines])
        return [
            _point(line, name, is_own=any(line is one for one in own.drawn))
            for own, name in zip(self.lines, names, strict=True)
            for line in own.everything
        ]

    def chart(self, *, source_note: str) -> go.Figure:
        """The points with their intervals."""
        rows = pd.DataFrame([vars(point) for point in self.points])
        if rows["area"].nunique() == 1:
            # The title says it once; beside every point it would leave the points no room.
            rows["area"] = ""
        words = {"title": self.title, "subtitle": self.subtitle, "source_note": source_note}
        return dot_plot(rows, areas=list(dict.fromkeys(rows["area"])), unit=self.unit, **words)

    def plots(self) -> tuple[Plot, ...]:
        """The same as bars that a slide holds."""
        known = [point for point in self.points if not isnan(point.value)]
        areas = in_order(point.area for point in known)
        named = [point.indicator if len(areas) == 1 else f"{point.indicator}, {point.area}" for point in known]
        bars = PlotLine(areas[0] if len(areas) == 1 else "Figure", numbers(point.value for point in known))
        decimals = max(line.indicator.decimals for line in self.lines)
        return (
            Plot(
                title=self.title, unit=self.unit, categories=tuple(named), lines=(bars,), kind="dots", decimals=decimals
            ),
        )

    def table(self) -> pd.DataFrame:
        """A row a point."""
        rows = [vars(point) for point in self.points]
        head = f"Figure ({_SHARE})" if self.unit == _SHARE else "Figure"
        figures = [f"[{row['symbol'] or 'x'}]" if isnan(row["value"]) else row["value"] for row in rows]
        named = {name.capitalize(): [row[name] for row in rows] for name in ("indicator", "area", "period")}
        return pd.DataFrame({**named, head: pd.Series(figures, dtype=object)})

    def alt(self, table: str) -> str:
        """The points in words; `table` is where the figures stand."""
        told = " ".join(f"{point.indicator}, {point.area}, {point.period}: {point.label}." for point in self.points)
        return f"Points, {self.unit}. {self.title}. {told} {table} has every figure."


def grouped(singles: Sequence[Lines]) -> list[list[Lines]]:
    """Indicators with one figure so far, those together that are of one quadrant, of one kind of figure, and either of
    the board's areas or of the same wider one.
    """
    groups: dict[object, list[Lines]] = {}
    for own in singles:
        wider = tuple(line.area.code for line in own.drawn if line.area.code not in BOARD_AREAS)
        groups.setdefault((own.indicator.quadrant, _is_share(own.indicator), wider), []).append(own)
    return list(groups.values())


def _is_share(indicator: Indicator) -> bool:
    return indicator.kind == "proportion"


def _names(indicators: Sequence[Indicator]) -> list[str]:
    """Short titles; the whole one, with its id, where two are alike."""
    short = [one.short_title for one in indicators]
    return [
        name if short.count(name) == 1 else f"{one.title} ({one.id})"
        for name, one in zip(short, indicators, strict=True)
    ]


def _point(line: Series, name: str, *, is_own: bool) -> _Point:
    last = (line.known if len(line.known) else line.points).iloc[-1]
    lower, upper = point_interval(line, last) if is_own else (float("nan"), float("nan"))
    shown = value_text(last["value"], line, last["symbol"])
    reach = "" if isnan(lower) else f" ({value_text(lower, line)} to {value_text(upper, line)})"
    return _Point(
        indicator=name,
        area=line.area.name,
        role="focus" if is_own else "comparator",
        value=float(round_half_up(last["value"], decimals_of(line))),
        lower=lower,
        upper=upper,
        label=shown + " [p]" * (last["status"] == PROVISIONAL) + reach,
        symbol=last["symbol"],
        period=last["period"],
    )
