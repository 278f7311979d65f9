"""The charts of a report: an indicator over the years, or side by side where each area has one figure, with their
tables.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import isnan
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from indicators.catalogue.areas import BOARD_AREAS, COMBINED_AREAS
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import QUADRANTS, Indicator
from indicators.catalogue.periods import Period
from indicators.charts.comparison import dot_plot
from indicators.charts.trend import trend_chart
from indicators.exports.exhibit import Exhibit, Plot, PlotLine, newest_day_text, plot_values
from indicators.exports.plots import line_plots
from indicators.figures import Series, neighbour_median, read_figures, select_series
from indicators.figures.latest import usual_period_group
from indicators.report.contents import STATISTICAL_NEIGHBOURS, ContentsItem
from indicators.report.sections import Basis, Piece, source_note, unique_texts
from indicators.report.tables import PROVISIONAL
from indicators.report.year import ReportYear
from indicators.rounding import round_half_up
from indicators.signals.confidence_intervals import point_interval
from indicators.wording.headlines import alt_text, chart_subtitle
from indicators.wording.numbers import symbol_text, value_text

_PERIOD = "Period"


def chart_table(lines: Sequence[Series]) -> pd.DataFrame:
    """A row a period in time order, a column a line: figures as they are shown, symbols where there is none."""
    order = pd.concat([line.points[["period", "ends", "starts"]] for line in lines])
    periods = unique_texts(order.sort_values(["ends", "starts"], ascending=[True, False], kind="stable")["period"])
    columns = {line.area.name: dict(zip(line.points["period"], _cells(line), strict=True)) for line in lines}
    cells = {name: [texts.get(period, symbol_text("x")) for period in periods] for name, texts in columns.items()}
    soft = {period for line in lines for period in line.known.loc[line.known["status"] == PROVISIONAL, "period"]}
    named = [f"{period} [p]" if period in soft else period for period in periods]
    return pd.DataFrame({_PERIOD: named, **cells}, dtype=object)


def _cells(line: Series) -> list[float | str]:
    """A line's figures with as many decimals as a reader sees, its symbols as text."""
    decimals = line_decimals(line)
    return [
        symbol_text(symbol or "x") if value != value else float(round_half_up(value, decimals))
        for value, symbol in zip(line.points["value"], line.points["symbol"], strict=True)
    ]


def line_decimals(line: Series) -> int:
    """How many decimals the figures of a line are given with."""
    return line.indicator.decimals if line.measure == "value" else 1


#: Where a figure was left out on purpose, its period stays in sight.
_SUPPRESSED_SYMBOL = "c"


@dataclass(frozen=True)
class ChartLines:
    """An indicator's lines in the measure of the chart and in plain numbers, and the lines beside them."""

    indicator: Indicator
    drawn: tuple[Series, ...]
    plain: tuple[Series, ...]
    comparators: tuple[Series, ...] = ()

    @property
    def has_figures(self) -> bool:
        """Whether any area has a figure."""
        return any(len(item.known) for item in self.drawn)

    @property
    def is_single(self) -> bool:
        """Whether no area has more than one figure, so that there is nothing to draw a line through."""
        return self.has_figures and max(len(line.known) for line in self.drawn) == 1

    @property
    def everything(self) -> tuple[Series, ...]:
        """All lines, the indicator's own first."""
        return (*self.drawn, *self.comparators)


def areas_to_draw(catalogue: Catalogue, item: ContentsItem) -> list[str]:
    """The codes of all areas whose figures an item's charts may draw."""
    like = [member for area in item.areas for member in catalogue.neighbours.get(area, ())]
    comparators = [code for code in item.comparators if code != STATISTICAL_NEIGHBOURS]
    wanted = (*item.areas, *COMBINED_AREAS, *comparators, *(like if STATISTICAL_NEIGHBOURS in item.comparators else ()))
    return list(dict.fromkeys(code for code in wanted if code in catalogue.areas))


def chart_lines(
    own: pd.DataFrame, catalogue: Catalogue, item: ContentsItem, indicator: str, *, years: Sequence[Period]
) -> ChartLines:
    """The lines of one indicator of an item; `own` are its figures in `areas_to_draw`.

    Where no area of the item has a figure, the areas that cover both of the board's stand in.
    """
    definition = catalogue.indicators[indicator]
    within = own["ends"].between(pd.Timestamp(years[0].starts), pd.Timestamp(years[-1].ends))
    areas = _areas_with_figures(own[within], item)
    shown = own[within & (own["rank"] == 0) & own["area_code"].isin(areas)]
    if shown.empty:
        return ChartLines(definition, (), ())
    cut = {
        "periods": usual_period_group(shown, definition.frequency),
        "since": years[0].starts,
        "until": years[-1].ends,
    }
    measure = item.measure if definition.rate_population else "value"
    drawn, plain = (
        [select_series(own, catalogue, indicator, area, measure=name, **cut) for area in areas]
        for name in (measure, "value")
    )
    comparators = _comparators(own, catalogue, item, definition, measure=measure, **cut)
    return ChartLines(
        definition, _within_figures(drawn, drawn), _within_figures(plain, plain), _within_figures(comparators, drawn)
    )


def _within_figures(lines: Sequence[Series], own: Sequence[Series]) -> tuple[Series, ...]:
    """Lines over the periods for which any of `own` has a figure, or one that is withheld."""
    points = pd.concat([line.points for line in own])
    filled = points[points["value"].notna() | (points["symbol"] == _SUPPRESSED_SYMBOL)]
    if filled.empty:
        return tuple(lines)
    first, last = filled["ends"].min(), filled["ends"].max()
    cut = (replace(line, points=line.points[line.points["ends"].between(first, last)]) for line in lines)
    return tuple(line for line in cut if len(line.points))


def _areas_with_figures(own: pd.DataFrame, item: ContentsItem) -> tuple[str, ...]:
    filled = own[own["value"].notna() | (own["symbol"] == _SUPPRESSED_SYMBOL)]
    codes = set(filled["area_code"])
    areas = tuple(code for code in item.areas if code in codes)
    return areas or tuple(code for code in COMBINED_AREAS if code in codes)[:1]


def _comparators(
    own: pd.DataFrame, catalogue: Catalogue, item: ContentsItem, definition: Indicator, *, measure: str, **cut
) -> list[Series]:
    """The comparators that have figures; none for plain numbers, which compare nothing but size."""
    if definition.kind == "count" and measure == "value":
        return []
    made = []
    for code in (code for code in item.comparators if code not in item.areas):
        if code != STATISTICAL_NEIGHBOURS:
            made.append(select_series(own, catalogue, definition.id, code, measure=measure, **cut))
            continue
        for area in item.areas:
            if area in catalogue.neighbours:
                members = own[own["area_code"].isin(catalogue.neighbours[area])]
                made.append(neighbour_median(members, catalogue, definition.id, area, measure=measure, **cut))
    return [line for line in made if len(line.known)]


_PERCENTAGE, _NUMBER = "%", "number"


@dataclass(frozen=True)
class _DotPlotPoint:
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
class SingleFigureChart:
    """The single figures of some indicators: percentages, or numbers of anything."""

    lines: Sequence[ChartLines]

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
        return " and ".join(unique_texts(line.area.name for own in self.lines for line in own.drawn))

    @property
    def subtitle(self) -> str:
        """What is measured, and when."""
        periods = unique_texts(point.period for point in self.points)
        what = self.lines[0].indicator.title if len(self.lines) == 1 else "Indicators with one figure so far"
        return f"{what}, {periods[0] if len(periods) == 1 else 'each for the newest period that is held'}"

    @property
    def unit(self) -> str:
        """The unit that all share, else that they are numbers."""
        units = unique_texts(line.indicator.unit for line in self.lines)
        return units[0] if len(units) == 1 else _PERCENTAGE if _is_share(self.lines[0].indicator) else _NUMBER

    @property
    def points(self) -> list[_DotPlotPoint]:
        """A point an indicator and area."""
        names = _unique_titles([line.indicator for line in self.lines])
        return [
            _dot_plot_point(line, name, is_own=any(line is drawn_line for drawn_line in own.drawn))
            for own, name in zip(self.lines, names, strict=True)
            for line in own.everything
        ]

    def chart(self, *, source_note: str) -> go.Figure:
        """The points with their intervals."""
        rows = pd.DataFrame([vars(point) for point in self.points])
        if rows["area"].nunique() == 1:
            # The title says it once; beside every point it would leave the points no room.
            rows["area"] = ""
        words: dict[str, Any] = {"title": self.title, "subtitle": self.subtitle, "source_note": source_note}
        return dot_plot(rows, areas=list(dict.fromkeys(rows["area"])), unit=self.unit, **words)

    def plots(self) -> tuple[Plot, ...]:
        """The same as bars that a slide holds."""
        known = [point for point in self.points if not isnan(point.value)]
        areas = unique_texts(point.area for point in known)
        named = [point.indicator if len(areas) == 1 else f"{point.indicator}, {point.area}" for point in known]
        bars = PlotLine(areas[0] if len(areas) == 1 else "Figure", plot_values(point.value for point in known))
        decimals = max(line.indicator.decimals for line in self.lines)
        return (
            Plot(
                title=self.title, unit=self.unit, categories=tuple(named), lines=(bars,), kind="dots", decimals=decimals
            ),
        )

    def table(self) -> pd.DataFrame:
        """A row a point."""
        rows = [vars(point) for point in self.points]
        head = f"Figure ({_PERCENTAGE})" if self.unit == _PERCENTAGE else "Figure"
        figures = [f"[{row['symbol'] or 'x'}]" if isnan(row["value"]) else row["value"] for row in rows]
        named = {name.capitalize(): [row[name] for row in rows] for name in ("indicator", "area", "period")}
        return pd.DataFrame({**named, head: pd.Series(figures, dtype=object)})

    def alt(self, table: str) -> str:
        """The points in words; `table` is where the figures stand."""
        points = " ".join(f"{point.indicator}, {point.area}, {point.period}: {point.label}." for point in self.points)
        return f"Points, {self.unit}. {self.title}. {points} {table} has every figure."


def grouped_single_figures(singles: Sequence[ChartLines]) -> list[list[ChartLines]]:
    """Indicators with one figure so far, those together that are of one quadrant, of one kind of figure, and either of
    the board's areas or of the same wider one.
    """
    groups: dict[object, list[ChartLines]] = {}
    for own in singles:
        wider = tuple(line.area.code for line in own.drawn if line.area.code not in BOARD_AREAS)
        groups.setdefault((own.indicator.quadrant, _is_share(own.indicator), wider), []).append(own)
    return list(groups.values())


def _is_share(indicator: Indicator) -> bool:
    return indicator.kind == "proportion"


def _unique_titles(indicators: Sequence[Indicator]) -> list[str]:
    """Short titles; the whole one, with its id, where two are alike."""
    short = [indicator.short_title for indicator in indicators]
    return [
        name if short.count(name) == 1 else f"{indicator.title} ({indicator.id})"
        for name, indicator in zip(short, indicators, strict=True)
    ]


def _dot_plot_point(line: Series, name: str, *, is_own: bool) -> _DotPlotPoint:
    last = (line.known if len(line.known) else line.points).iloc[-1]
    lower, upper = point_interval(line, last) if is_own else (float("nan"), float("nan"))
    shown = value_text(last["value"], line, last["symbol"])
    reach = "" if isnan(lower) else f" ({value_text(lower, line)} to {value_text(upper, line)})"
    return _DotPlotPoint(
        indicator=name,
        area=line.area.name,
        role="focus" if is_own else "comparator",
        value=float(round_half_up(last["value"], line_decimals(line))),
        lower=lower,
        upper=upper,
        label=shown + " [p]" * (last["status"] == PROVISIONAL) + reach,
        symbol=last["symbol"],
        period=last["period"],
    )


_PER_CHILDREN = " per 10,000 children"
_TABLE_PLACE = "The workbook of the report"


def chart_pieces(item: ContentsItem, year: ReportYear) -> Iterator[Piece]:
    """A piece a chart, each as soon as it is asked for, so that one is drawn while the next is made.

    Indicators with one figure so far come last, side by side. The sentences are for `sentences.with_sentences` to
    write, while charts are drawn.
    """
    catalogue = year.catalogue
    names = item.indicators or headline_indicators(catalogue)
    frame = read_figures(year.store, catalogue, names, areas_to_draw(catalogue, item))
    own = dict(iter(frame.groupby("indicator", sort=False)))
    years = year.years_back(item.years)
    singles = []
    for name in names:
        lines = chart_lines(own.get(name, frame.iloc[:0]), catalogue, item, name, years=years)
        if lines.is_single:
            singles.append(lines)
        else:
            yield _trend_piece(lines, year) if lines.has_figures else _no_chart_piece(lines, year)
    yield from (_dot_plot_piece(group, year) for group in grouped_single_figures(singles))


def headline_indicators(catalogue: Catalogue) -> tuple[str, ...]:
    """The ids of all headline indicators, quadrant by quadrant, the first to be looked at first."""
    leading = [item for item in catalogue.indicators.values() if item.headline]
    places = {name: index for index, name in enumerate(QUADRANTS)}
    return tuple(item.id for item in sorted(leading, key=lambda item: (places[item.quadrant], item.headline, item.id)))


def _newest_day(lines: Iterable[Series]) -> str:
    """The last day of the newest figure of some lines, in words."""
    return newest_day_text(day for line in lines for day in line.known["ends"].dt.date)


def _trend_piece(lines: ChartLines, year: ReportYear) -> Piece:
    """Lines over time."""
    basis = _charts_basis([lines])
    words: dict[str, Any] = {
        # No more than what it shows: what a change is worth stands in the sentences.
        "title": f"{lines.indicator.short_title}{_PER_CHILDREN * (lines.drawn[0].measure == 'rate')}",
        "subtitle": chart_subtitle(lines.drawn),
        "source_note": source_note(basis.sources),
    }
    breaks = list(dict.fromkeys(item for line in lines.drawn for item in line.breaks))
    chart = trend_chart(lines.drawn, comparators=lines.comparators, breaks=breaks, **words)
    exhibit = Exhibit(
        **words,
        as_at=_newest_day(lines.everything),
        table=chart_table(lines.everything),
        audience=year.audience,
        alt=alt_text(lines.drawn, lines.comparators, title=words["title"], table=_TABLE_PLACE),
        notes=tuple(_notes(lines, (chart.layout.meta or {}).get("notes", ()))),
        figure=chart,
        plots=line_plots(lines.drawn, lines.comparators),
    )
    return Piece(
        heading=lines.indicator.short_title,
        paragraphs=_without_year_text([lines], year),
        exhibit=exhibit,
        basis=basis,
        lines=(lines.plain,),
    )


def _dot_plot_piece(group: Sequence[ChartLines], year: ReportYear) -> Piece:
    """Points of indicators that have one figure so far."""
    basis, single = _charts_basis(group), SingleFigureChart(group)
    note = source_note(basis.sources)
    exhibit = Exhibit(
        title=single.title,
        subtitle=single.subtitle,
        source_note=note,
        as_at=_newest_day(line for lines in group for line in lines.everything),
        table=single.table(),
        audience=year.audience,
        alt=single.alt(_TABLE_PLACE),
        figure=single.chart(source_note=note),
        plots=single.plots(),
    )
    return Piece(
        heading=single.title,
        paragraphs=_without_year_text(group, year),
        exhibit=exhibit,
        basis=basis,
        lines=tuple(own.plain for own in group),
    )


def _no_chart_piece(lines: ChartLines, year: ReportYear) -> Piece:
    """What stands in place of a chart where there is no figure to draw."""
    definition = lines.indicator
    symbols = {symbol for line in lines.drawn for symbol in line.points["symbol"]}
    why = "can be shown" if "c" in symbols else "are held"
    return Piece(
        heading=definition.short_title,
        basis=_charts_basis([lines]),
        lacks=f"No figures {why} for {definition.title} up to {year.period.label}.",
    )


def _charts_basis(group: Sequence[ChartLines]) -> Basis:
    everything = [line for own in group for line in own.everything]
    points = pd.concat([line.points for line in everything]) if everything else pd.DataFrame()
    ordered = points.sort_values(["ends", "starts"], kind="stable") if len(points) else points
    return Basis(
        indicators=tuple(own.indicator.id for own in group),
        areas=unique_texts(line.area.name for own in group for line in own.drawn),
        periods=unique_texts(ordered["period"]) if len(points) else (),
        sources=unique_texts(source for line in everything for source in line.known["source"]),
        unchecked=tuple(own.indicator.title for own in group if _is_unchecked(own)),
    )


def _is_unchecked(lines: ChartLines) -> bool:
    """Whether a percentage is only printed, without the counts that it is of."""
    return lines.indicator.kind == "proportion" and any(line.known["numerator"].isna().any() for line in lines.drawn)


def _notes(lines: ChartLines, of_chart: Sequence[str]) -> list[str]:
    """What marks on the chart mean."""
    notes = list(of_chart)
    if any((line.points["other_figures"] > 0).any() for line in lines.drawn):
        notes.append("For some of these periods another source gives another figure")
    if len(lines.drawn) and any(line.points["value"].isna().any() for line in lines.drawn):
        notes.append("Lines are left open where there is no figure")
    return notes


def _without_year_text(group: Sequence[ChartLines], year: ReportYear) -> tuple[str, ...]:
    """Which of some indicators have no figure of the year itself, where there are any."""
    late = [
        own.indicator.short_title
        for own in group
        if max(line.known["ends"].max() for line in own.drawn if len(line.known)) < pd.Timestamp(year.period.starts)
    ]
    return (f"No figure of {year.period.label} is held for {'; '.join(late)}.",) if late else ()
