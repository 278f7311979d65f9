"""Charts with their sentences: an indicator over the years of a report, or side by side where it has one figure."""

from collections.abc import Iterator, Sequence

import pandas as pd

from indicators.charts.trend import trend_chart
from indicators.definitions import QUADRANTS
from indicators.exports.exhibit import Exhibit
from indicators.exports.plots import plots_of
from indicators.measures import Catalogue, figures
from indicators.pack.chart_table import wide_table
from indicators.pack.contents import Item
from indicators.pack.lines import Lines, areas_needed, lines_of
from indicators.pack.sections import Basis, Piece, in_order, source_note
from indicators.pack.side_by_side import SideBySide, grouped
from indicators.pack.year import Year
from indicators.wording import alt_text, subtitle

_PER = " per 10,000 children"
_TABLE = "The workbook of the report"


def chart_pieces(item: Item, year: Year) -> Iterator[Piece]:
    """A piece a chart, each as soon as it is asked for, so that one is drawn while the next is made.

    Indicators with one figure so far come last, side by side. The sentences are for `sentences.with_sentences` to
    write, while charts are drawn.
    """
    catalogue = year.catalogue
    names = item.indicators or headline_indicators(catalogue)
    frame = figures(year.store, catalogue, names, areas_needed(catalogue, item))
    own = dict(iter(frame.groupby("indicator", sort=False)))
    years = year.years_back(item.years)
    singles = []
    for name in names:
        lines = lines_of(own.get(name, frame.iloc[:0]), catalogue, item, name, years=years)
        if lines.is_single:
            singles.append(lines)
        else:
            yield _trend(lines, year) if lines.has_figures else _nothing(lines, year)
    yield from (_side_by_side(group, year) for group in grouped(singles))


def headline_indicators(catalogue: Catalogue) -> tuple[str, ...]:
    """The ids of all headline indicators, quadrant by quadrant, the first to be looked at first."""
    leading = [item for item in catalogue.indicators.values() if item.headline]
    places = {name: place for place, name in enumerate(QUADRANTS)}
    return tuple(item.id for item in sorted(leading, key=lambda item: (places[item.quadrant], item.headline, item.id)))


def _trend(lines: Lines, year: Year) -> Piece:
    """Lines over time."""
    basis = _basis([lines])
    words = {
        # No more than what it shows: what a change is worth stands in the sentences.
        "title": f"{lines.indicator.short_title}{_PER * (lines.drawn[0].measure == 'rate')}",
        "subtitle": subtitle(lines.drawn),
        "source_note": source_note(basis.sources),
    }
    breaks = list(dict.fromkeys(item for line in lines.drawn for item in line.breaks))
    chart = trend_chart(lines.drawn, comparators=lines.beside, breaks=breaks, **words)
    exhibit = Exhibit(
        **words,
        as_at=year.as_at,
        table=wide_table(lines.everything),
        audience=year.audience,
        alt=alt_text(lines.drawn, lines.beside, title=words["title"], table=_TABLE),
        notes=tuple(_notes(lines, (chart.layout.meta or {}).get("notes", ()))),
        figure=chart,
        plots=plots_of(lines.drawn, lines.beside),
    )
    return Piece(
        heading=lines.indicator.short_title,
        paragraphs=_late([lines], year),
        exhibit=exhibit,
        basis=basis,
        lines=(lines.plain,),
    )


def _side_by_side(group: Sequence[Lines], year: Year) -> Piece:
    """Points of indicators that have one figure so far."""
    basis, single = _basis(group), SideBySide(group)
    note = source_note(basis.sources)
    exhibit = Exhibit(
        title=single.title,
        subtitle=single.subtitle,
        source_note=note,
        as_at=year.as_at,
        table=single.table(),
        audience=year.audience,
        alt=single.alt(_TABLE),
        figure=single.chart(source_note=note),
        plots=single.plots(),
    )
    return Piece(
        heading=single.title,
        paragraphs=_late(group, year),
        exhibit=exhibit,
        basis=basis,
        lines=tuple(own.plain for own in group),
    )


def _nothing(lines: Lines, year: Year) -> Piece:
    """What stands in place of a chart where there is no figure to draw."""
    definition = lines.indicator
    symbols = {symbol for line in lines.drawn for symbol in line.points["symbol"]}
    why = "can be shown" if "c" in symbols else "are held"
    return Piece(
        heading=definition.short_title,
        basis=_basis([lines]),
        lacks=f"No figures {why} for {definition.title} up to {year.period.label}.",
    )


def _basis(group: Sequence[Lines]) -> Basis:
    everything = [line for own in group for line in own.everything]
    points = pd.concat([line.points for line in everything]) if everything else pd.DataFrame()
    ordered = points.sort_values(["ends", "starts"], kind="stable") if len(points) else points
    return Basis(
        indicators=tuple(own.indicator.id for own in group),
        areas=in_order(line.area.name for own in group for line in own.drawn),
        periods=in_order(ordered["period"]) if len(points) else (),
        sources=in_order(source for line in everything for source in line.known["source"]),
        unchecked=tuple(own.indicator.title for own in group if _is_unchecked(own)),
    )


def _is_unchecked(lines: Lines) -> bool:
    """Whether a percentage is only printed, without the counts that it is of."""
    return lines.indicator.kind == "proportion" and any(line.known["numerator"].isna().any() for line in lines.drawn)


def _notes(lines: Lines, of_chart: Sequence[str]) -> list[str]:
    """What marks on the chart mean."""
    told = list(of_chart)
    if any((line.points["other_figures"] > 0).any() for line in lines.drawn):
        told.append("For some of these periods another source gives another figure")
    if len(lines.drawn) and any(line.points["value"].isna().any() for line in lines.drawn):
        told.append("Lines are left open where there is no figure")
    return told


def _late(group: Sequence[Lines], year: Year) -> tuple[str, ...]:
    """Which of some indicators have no figure of the year itself, where there are any."""
    late = [
        own.indicator.short_title
        for own in group
        if max(line.known["ends"].max() for line in own.drawn if len(line.known)) < pd.Timestamp(year.period.starts)
    ]
    return (f"No figure of {year.period.label} is held for {'; '.join(late)}.",) if late else ()
