"""The charts of a report: an indicator over the years under what happened, and a table of those with one figure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import isnan, nan
from typing import Any

import pandas as pd

from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import QUADRANTS, Indicator
from indicators.catalogue.periods import Period
from indicators.charts.small_multiples import small_multiples
from indicators.charts.trend import trend_chart
from indicators.exports.exhibit import Exhibit, Plot, newest_day_text
from indicators.exports.plots import line_plots
from indicators.figures import Series, neighbour_median, read_figures, select_series
from indicators.figures.latest import usual_period_group
from indicators.report.contents import STATISTICAL_NEIGHBOURS, ContentsItem
from indicators.report.sections import Basis, Piece, source_note, unique_texts
from indicators.report.tables import PROVISIONAL
from indicators.report.year import ReportYear
from indicators.rounding import round_half_up
from indicators.signals.confidence_intervals import point_interval
from indicators.wording.headlines import alt_text, chart_headline, chart_subtitle, headline_sentences
from indicators.wording.numbers import symbol_text, value_text
from indicators.wording.verify import verified_sentences

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


#: A line whose largest figure is so small a part of the chart's largest is drawn as good as flat.
_FLAT_SHARE = 1 / 8
_OWN_SCALES = "Each area has a scale of its own, so the heights do not compare; the figures do."


def _has_flat_line(lines: Sequence[Series]) -> bool:
    """Whether some lines are plain numbers so far apart that one scale would hide how the smallest moves."""
    if any(line.measure == "rate" or line.indicator.kind != "count" for line in lines):
        return False
    largest = [line.known["value"].max() for line in lines if len(line.known)]
    return len(largest) > 1 and bool(0 < min(largest) < max(largest) * _FLAT_SHARE)


#: Where a figure was left out on purpose, its period stays in sight.
_SUPPRESSED_SYMBOL = "c"


@dataclass(frozen=True)
class ChartLines:
    """An indicator's lines in the measure of the chart, and the lines beside them.

    `instead` says why numbers are drawn where rates were asked for; empty where what was asked for is drawn.
    """

    indicator: Indicator
    drawn: tuple[Series, ...]
    comparators: tuple[Series, ...] = ()
    instead: str = ""

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
    own = item.areas_in(catalogue)
    like = [member for area in own for member in catalogue.neighbours.get(area, ())]
    comparators = [code for code in item.comparators if code != STATISTICAL_NEIGHBOURS]
    like = like if STATISTICAL_NEIGHBOURS in item.comparators else []
    wanted = (*own, *catalogue.board.combined, *comparators, *like)
    return list(dict.fromkeys(code for code in wanted if code in catalogue.areas))


def chart_lines(
    own: pd.DataFrame, catalogue: Catalogue, item: ContentsItem, indicator: str, *, years: Sequence[Period]
) -> ChartLines:
    """The lines of one indicator of an item; `own` are its figures in `areas_to_draw`.

    Where no area of the item has a figure, the areas that cover several of the board's stand in. Where rates end before
    the numbers do, for the children of the newest period are not counted yet, numbers are drawn: a chart may not end
    a year before the sentences beside it.
    """
    definition = catalogue.indicators[indicator]
    within = own["ends"].between(pd.Timestamp(years[0].starts), pd.Timestamp(years[-1].ends))
    areas = _areas_with_figures(own[within], catalogue, item)
    shown = own[within & (own["rank"] == 0) & own["area_code"].isin(areas)]
    if shown.empty:
        return ChartLines(definition, ())
    cut = {
        "periods": usual_period_group(shown, definition.frequency),
        "since": years[0].starts,
        "until": years[-1].ends,
    }
    measure = item.measure if definition.rate_population else "value"
    drawn = [select_series(own, catalogue, indicator, area, measure=measure, **cut) for area in areas]
    instead = ""
    if measure == "rate":
        numbers = [select_series(own, catalogue, indicator, area, measure="value", **cut) for area in areas]
        if instead := _rates_end_text(drawn, numbers):
            drawn, measure = numbers, "value"
    comparators = _comparators(own, catalogue, item, definition, measure=measure, **cut)
    return ChartLines(definition, _within_figures(drawn, drawn), _within_figures(comparators, drawn), instead)


def _rates_end_text(rates: Sequence[Series], numbers: Sequence[Series]) -> str:
    """Why numbers are drawn: rates end before them; empty where they do not."""
    ends = {}
    for name, lines in (("rate", rates), ("number", numbers)):
        known = pd.concat([line.known[["period", "ends"]] for line in lines])
        if known.empty:
            return ""
        ends[name] = known.sort_values("ends", kind="stable").iloc[-1]
    if ends["number"]["ends"] <= ends["rate"]["ends"]:
        return ""
    return (
        f"Numbers are drawn: how many children there are is not known yet for {ends['number']['period']}, so rates end "
        f"with {ends['rate']['period']}"
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


def _areas_with_figures(own: pd.DataFrame, catalogue: Catalogue, item: ContentsItem) -> tuple[str, ...]:
    filled = own[own["value"].notna() | (own["symbol"] == _SUPPRESSED_SYMBOL)]
    codes = set(filled["area_code"])
    areas = tuple(code for code in item.areas_in(catalogue) if code in codes)
    return areas or tuple(code for code in catalogue.board.combined if code in codes)[:1]


def _comparators(
    own: pd.DataFrame, catalogue: Catalogue, item: ContentsItem, definition: Indicator, *, measure: str, **cut
) -> list[Series]:
    """The comparators that have figures; none for plain numbers, which compare nothing but size."""
    if definition.kind == "count" and measure == "value":
        return []
    made = []
    for code in (code for code in item.comparators if code not in item.areas_in(catalogue)):
        if code != STATISTICAL_NEIGHBOURS:
            made.append(select_series(own, catalogue, definition.id, code, measure=measure, **cut))
            continue
        for area in item.areas_in(catalogue):
            if area in catalogue.neighbours:
                members = own[own["area_code"].isin(catalogue.neighbours[area])]
                made.append(neighbour_median(members, catalogue, definition.id, area, measure=measure, **cut))
    return [line for line in made if len(line.known)]


_SINGLES = "Indicators with one figure so far"


@dataclass(frozen=True)
class _SingleFigure:
    """The one figure of an indicator in an area, as a row of a table has it; the limits are empty where unknown."""

    indicator: str
    area: str
    period: str
    figure: str
    limits: str


def _single_figures(lines: ChartLines) -> list[_SingleFigure]:
    """A row an area; one that only has a symbol keeps it."""
    return [
        _single_figure(line, lines.indicator, is_own=any(line is own for own in lines.drawn))
        for line in lines.everything
        if len(line.points)
    ]


def _single_figure(line: Series, indicator: Indicator, *, is_own: bool) -> _SingleFigure:
    last = (line.known if len(line.known) else line.points).iloc[-1]
    lower, upper = point_interval(line, last) if is_own else (nan, nan)
    return _SingleFigure(
        indicator=indicator.title,
        area=line.area.name,
        period=last["period"],
        figure=value_text(last["value"], line, last["symbol"] or "x") + " [p]" * (last["status"] == PROVISIONAL),
        limits="" if isnan(lower) else f"{value_text(lower, line)} to {value_text(upper, line)}",
    )


def _singles_piece(singles: Sequence[ChartLines], year: ReportYear) -> Piece:
    """A table of indicators that have one figure so far: a chart of it would show no more than the number."""
    rows = [row for lines in singles for row in _single_figures(lines)]
    basis = _charts_basis(singles)
    table = pd.DataFrame(
        {name.capitalize(): [getattr(row, name) for row in rows] for name in ("indicator", "area", "period", "figure")}
    )
    if any(row.limits for row in rows):
        table["Confidence interval"] = [row.limits for row in rows]
    title = singles[0].indicator.short_title if len(singles) == 1 else _SINGLES
    exhibit = Exhibit(
        title=title,
        subtitle="One figure says where things stand, not which way they go",
        source_note=source_note(basis.sources),
        as_at=_newest_day(line for lines in singles for line in lines.everything),
        table=table,
        audience=year.audience,
        alt=f"Table: {title}.",
    )
    return Piece(heading=title, paragraphs=_without_year_text(singles, year), exhibit=exhibit, basis=basis)


_PER_CHILDREN = " per 10,000 children"
_TABLE_PLACE = "The workbook of the report"


def chart_pieces(item: ContentsItem, year: ReportYear, *, singles: bool = True) -> Iterator[Piece]:
    """A piece a chart, each as soon as it is asked for, so that one is drawn while the next is made.

    Indicators with one figure so far stand in a table after them, unless others print these (`singles`). The
    sentences are for `text.with_sentences` to write, while charts are drawn.
    """
    catalogue = year.catalogue
    names = item.indicators or headline_indicators(catalogue)
    frame = read_figures(year.store, catalogue, names, areas_to_draw(catalogue, item))
    own = dict(iter(frame.groupby("indicator", sort=False)))
    years = year.years_back(item.years)
    chosen = [chart_lines(own.get(name, frame.iloc[:0]), catalogue, item, name, years=years) for name in names]
    drawn = [lines for lines in chosen if lines.has_figures and not lines.is_single]
    headlines = _headlines(drawn, year)
    yield from (_trend_piece(lines, headlines[lines.indicator.id], year) for lines in drawn)
    if singles and (alone := [lines for lines in chosen if lines.is_single]):
        yield _singles_piece(alone, year)
    lacking = [lines for lines in chosen if not lines.has_figures and (singles or _is_withheld(lines))]
    if lacking:
        yield _no_chart_piece(lacking, year)


def _headlines(drawn: Sequence[ChartLines], year: ReportYear) -> dict[str, str]:
    """What happened, by indicator: the headline of its chart, or what it shows where the store does not bear it out."""
    said = {lines.indicator.id: headline_sentences(lines.drawn, year.verdicts) for lines in drawn}
    everything = [sentence for sentences in said.values() for sentence in sentences]
    # Read anew all at once: one by one, every headline would ask the store again.
    sound = set(map(id, verified_sentences(everything, year.store, year.catalogue)))
    return {
        lines.indicator.id: chart_headline(lines.drawn, year.verdicts, marked=True)
        if all(id(sentence) in sound for sentence in said[lines.indicator.id])
        else f"{lines.indicator.short_title}{_PER_CHILDREN * (lines.drawn[0].measure == 'rate')}"
        for lines in drawn
    }


def headline_indicators(catalogue: Catalogue) -> tuple[str, ...]:
    """The ids of all headline indicators, quadrant by quadrant, the first to be looked at first."""
    leading = [item for item in catalogue.indicators.values() if item.headline]
    places = {name: index for index, name in enumerate(QUADRANTS)}
    return tuple(item.id for item in sorted(leading, key=lambda item: (places[item.quadrant], item.headline, item.id)))


def _newest_day(lines: Iterable[Series]) -> str:
    """The last day of the newest figure of some lines, in words."""
    return newest_day_text(day for line in lines for day in line.known["ends"].dt.date)


def _trend_piece(lines: ChartLines, headline: str, year: ReportYear) -> Piece:
    """Lines over time, under what happened."""
    basis = _charts_basis([lines])
    words: dict[str, Any] = {
        "title": headline,
        "subtitle": chart_subtitle(lines.drawn),
        "source_note": source_note(basis.sources),
    }
    breaks = list(dict.fromkeys(item for line in lines.drawn for item in line.breaks))
    is_split = _has_flat_line(lines.drawn) and not lines.comparators
    # Its annotations know nothing of what a layout has.
    chart: Any = (
        small_multiples(
            [(line.area.name, [line]) for line in lines.drawn],
            breaks={line.area.name: breaks for line in lines.drawn},
            **words,
        )
        if is_split
        else trend_chart(lines.drawn, comparators=lines.comparators, breaks=breaks, **words)
    )
    exhibit = Exhibit(
        **words,
        as_at=_newest_day(lines.everything),
        table=chart_table(lines.everything),
        audience=year.audience,
        alt=alt_text(lines.drawn, lines.comparators, title=words["title"], table=_TABLE_PLACE),
        notes=(*[_OWN_SCALES] * is_split, *_notes(lines, (chart.layout.meta or {}).get("notes", ()))),
        figure=chart,
        plots=tuple(plot for line in lines.drawn for plot in _area_plots(line, headline, lines, year))
        if is_split
        else line_plots(lines.drawn, lines.comparators),
    )
    return Piece(
        heading=lines.indicator.short_title,
        paragraphs=_without_year_text([lines], year),
        exhibit=exhibit,
        basis=basis,
        # In the measure that is drawn: a rate beside rates, a count beside counts.
        lines=(lines.drawn,),
        comparators=lines.comparators,
    )


def _area_plots(line: Series, headline: str, lines: ChartLines, year: ReportYear) -> Iterator[Plot]:
    """The plots of one area's line, each with what happened there alone: a slide has one of them.

    Where the store does not bear out what is said of all areas, no area has a headline of its own.
    """
    is_borne_out = headline == chart_headline(lines.drawn, year.verdicts, marked=True)
    own = chart_headline([line], year.verdicts, marked=True) if is_borne_out else ""
    for plot in line_plots([line], title=line.area.name):
        yield replace(plot, headline=own)


def _no_chart_piece(lacking: Sequence[ChartLines], year: ReportYear) -> Piece:
    """What stands in place of the charts of indicators without a figure to draw, once for all of them."""
    withheld = [lines.indicator.title for lines in lacking if _is_withheld(lines)]
    missing = [lines.indicator.title for lines in lacking if not _is_withheld(lines)]
    said = [
        f"{words} up to {year.period.label}, so that no chart is drawn: {'; '.join(titles)}."
        for words, titles in (("Withheld to protect people", withheld), ("No figure is stored", missing))
        if titles
    ]
    return Piece(basis=_charts_basis(lacking), lacks=" ".join(said))


def _is_withheld(lines: ChartLines) -> bool:
    """Whether there would be something to draw that is withheld."""
    return not lines.has_figures and any((line.points["symbol"] == _SUPPRESSED_SYMBOL).any() for line in lines.drawn)


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
    """What marks on the chart mean, what is withheld and what is missing."""
    notes = [*of_chart, *filter(None, [lines.instead])]
    if any((line.points["other_figures"] > 0).any() for line in lines.drawn):
        notes.append("For some of these periods another source gives another figure")
    if withheld := _withheld_text(lines):
        notes.append(withheld)
    symbols = pd.concat([line.points.loc[line.points["value"].isna(), "symbol"] for line in lines.drawn])
    if (symbols != _SUPPRESSED_SYMBOL).any():
        notes.append("Lines are left open where there is no figure")
    return notes


def _withheld_text(lines: ChartLines) -> str:
    """Which figures are withheld, and what the chart shows instead; empty for none."""
    periods = {
        line.area.name: line.points.loc[line.points["symbol"] == _SUPPRESSED_SYMBOL, "period"].tolist()
        for line in lines.drawn
    }
    hidden = [f"{area} {_periods_text(labels)}" for area, labels in periods.items() if labels]
    if not hidden:
        return ""
    others = [line.area.name for line in lines.everything if len(line.known) and not periods.get(line.area.name)]
    instead = f"; shown instead: {', '.join(others)}" if others else "; nothing can be shown instead"
    return f"Withheld to protect people: {', '.join(hidden)}{instead}"


def _periods_text(labels: Sequence[str]) -> str:
    """Periods by name, many of them only counted."""
    return " and ".join(labels) if len(labels) < 3 else f"{labels[0]} to {labels[-1]} ({len(labels)} figures)"


def _figures_or_withheld(line: Series) -> pd.DataFrame:
    return line.points[line.points["value"].notna() | (line.points["symbol"] == _SUPPRESSED_SYMBOL)]


def _without_year_text(group: Sequence[ChartLines], year: ReportYear) -> tuple[str, ...]:
    """Which of some indicators have no figure of the year itself, where there are any; a withheld one is a figure."""
    starts = pd.Timestamp(year.period.starts)
    late = [
        own.indicator.short_title
        for own in group
        if max(_figures_or_withheld(line)["ends"].max() for line in own.drawn if len(line.known)) < starts
    ]
    return (f"No figure of {year.period.label} is held for {'; '.join(late)}.",) if late else ()
