"""The four quadrants on a page of the report: each side's figures for both areas, and the findings of the year."""

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from indicators.catalogue.indicators import QUADRANTS, STRENGTHS, Indicator
from indicators.catalogue.periods import PERIOD_GROUPS
from indicators.exports.exhibit import Exhibit
from indicators.figures import latest_figures
from indicators.figures.latest import LatestFigure
from indicators.figures.year_to_date import QUARTERS
from indicators.report.charts import headline_indicators
from indicators.report.contents import ContentsItem
from indicators.report.sections import Basis, Piece, source_note, unique_texts
from indicators.report.year import ReportYear
from indicators.wording.numbers import movement_text, number_text, symbol_text, value_text
from indicators.wording.verdicts import NOT_COMPARABLE, Verdicts


def findings_piece(quadrant: str, title: str, year: ReportYear) -> Piece | None:
    """What was found in the year on one side; a public edition holds only what somebody decided may be published."""
    rows = year.store.query("findings")
    rows = rows[(rows["quadrant"] == quadrant) & rows["ends"].dt.date.between(year.period.starts, year.period.ends)]
    if rows.empty:
        return None
    table = pd.DataFrame(
        {
            "What was found": rows["statement"].to_numpy(),
            "It shows": [STRENGTHS[strength] for strength in rows["strength"]],
            "Area": [year.catalogue.areas[code].name for code in rows["area_code"]],
        }
    )
    sources = unique_texts(year.catalogue.source_label(source) for source in rows["source"])
    exhibit = Exhibit(
        title=f"{title}: findings {year.period.label}",
        subtitle="What audits, children, families and staff said",
        source_note=source_note(sources),
        as_at=year.as_at,
        table=table,
        audience=year.audience,
        alt=f"Table: findings on {title}.",
    )
    return Piece(exhibit=exhibit, basis=Basis(periods=(year.period.label,), sources=sources))


_COMBINED, _MOVEMENT, _NO_EARLIER = "Areas together", "Since the period before", "no earlier figure to compare"


def quadrant_pieces(item: ContentsItem, year: ReportYear) -> Iterator[Piece]:
    """A table of figures for each quadrant, and what audits, families and staff said where they did."""
    catalogue = year.catalogue
    chosen = [catalogue.indicators[name] for name in headline_indicators(catalogue)]
    areas = list(catalogue.board.shown)
    latest = latest_figures(year.store, catalogue, [entry.id for entry in chosen], areas, as_at=year.period.ends)
    latest = {key: entry for key, entry in latest.items() if _is_of_year(entry, year)}
    verdicts = year.verdicts
    for name, title in QUADRANTS.items():
        yield _figures_piece(title, [entry for entry in chosen if entry.quadrant == name], latest, verdicts, year)
        if (piece := findings_piece(name, title, year)) is not None:
            yield piece


def _figures_piece(
    title: str,
    chosen: Sequence[Indicator],
    latest: Mapping[tuple[str, str], LatestFigure],
    verdicts: Verdicts,
    year: ReportYear,
) -> Piece:
    """The figures of one quadrant; the indicators without one are named under it."""
    rows = {
        indicator.id: [
            latest[indicator.id, code] for code in year.catalogue.board.shown if (indicator.id, code) in latest
        ]
        for indicator in chosen
    }
    shown = [indicator for indicator in chosen if rows[indicator.id]]
    silent = [indicator.title for indicator in chosen if not rows[indicator.id]]
    lacks = f"No figure is held for {year.period.label}: {'; '.join(silent)}." if silent else ""
    if not shown:
        return Piece(heading=title, lacks=lacks or f"No headline indicator stands in {title}.")
    everything = [indicator for own in rows.values() for indicator in own]
    exhibit = Exhibit(
        title=f"{title} {year.period.label}",
        subtitle="The newest figures of the year",
        source_note=source_note(_sources(everything)),
        as_at=year.as_at,
        table=_quadrant_table(shown, rows, verdicts, year),
        audience=year.audience,
        alt=f"Table: {title}, the newest figures of {year.period.label}.",
    )
    basis = Basis(
        indicators=tuple(indicator.id for indicator in shown),
        areas=unique_texts(indicator.series.area.name for indicator in everything),
        periods=(year.period.label,),
        sources=_sources(everything),
        unchecked=tuple(indicator.title for indicator in shown if any(map(_is_unchecked, rows[indicator.id]))),
    )
    return Piece(heading=title, exhibit=exhibit, basis=basis, lacks=lacks)


def _quadrant_table(
    shown: Sequence[Indicator], rows: Mapping[str, Sequence[LatestFigure]], verdicts: Verdicts, year: ReportYear
) -> pd.DataFrame:
    """A row an indicator; columns for the board's areas, wider ones and how figures moved, where there are any."""
    catalogue = year.catalogue
    groups = [[code] for code in catalogue.board.own] + [list(catalogue.board.combined)]
    heads = [*(catalogue.areas[code].name for (code,) in groups[:-1]), _COMBINED]
    table: dict[str, list[str]] = {"Indicator": [indicator.title for indicator in shown]}
    wider_only = {
        indicator.id for indicator in shown if not any(figure.series.area.is_own for figure in rows[indicator.id])
    }
    for head, codes in zip(heads, groups, strict=True):
        is_wider = head == _COMBINED
        if any(
            (indicator.id in wider_only) == is_wider and _first_figure(rows[indicator.id], codes) for indicator in shown
        ):
            table[head] = [
                _figure_cell(_first_figure(rows[indicator.id], codes), year)
                if (indicator.id in wider_only) == is_wider
                else symbol_text("z")
                for indicator in shown
            ]
    moved = [_movements_text(rows[indicator.id], verdicts) for indicator in shown]
    return pd.DataFrame(table | ({_MOVEMENT: [words or _NO_EARLIER for words in moved]} if any(moved) else {}))


def _first_figure(own: Sequence[LatestFigure], codes: Sequence[str]) -> LatestFigure | None:
    """The figure of the first of some areas that has one."""
    return next((figure for figure in own if figure.series.area.code in codes), None)


def _figure_cell(figure: LatestFigure | None, year: ReportYear) -> str:
    """A figure, with its period where that is another than the year, and its area where that is wider."""
    if figure is None:
        return symbol_text("x")
    last, area = figure.series.points.iloc[-1], figure.series.area
    summed = figure.year_to_date.current if figure.year_to_date else None
    if summed is not None and summed.quarters == QUARTERS and summed.ends == year.period.ends:
        mark = " [p]" if summed.is_provisional else ""
        return f"{number_text(summed.value, figure.series.indicator)}{mark} (four quarters)"
    is_whole = last["period_type"] in PERIOD_GROUPS["year"] and last["ends"].date() == year.period.ends
    remarks = [area.name] * (not area.is_own and not area.is_together) + [figure.period] * (not is_whole)
    mark = " [p]" if figure.is_provisional else ""
    return (
        value_text(figure.value, figure.series, figure.symbol or "x")
        + mark
        + (f" ({', '.join(remarks)})" if remarks else "")
    )


def _movements_text(own: Sequence[LatestFigure], verdicts: Verdicts) -> str:
    """How the figure of each own area moved, in words, or of the wider one that is shown where no own has one; empty
    where no earlier figure is held.
    """
    areas = [figure for figure in own if figure.series.area.is_own] or own[:1]
    texts = []
    for figure, verdict in map(verdicts.compared, areas):
        name = figure.series.area.name
        if figure.change is None:
            continue
        if verdict.word == NOT_COMPARABLE:
            # What cannot be compared has moved by nothing that could be told.
            texts.append(f"{name}: {verdict.word}")
            continue
        word = f": {verdict.word}" if verdict.word else ""
        texts.append(f"{name} {movement_text(figure, with_reading=verdict.is_change)}{word}")
    return "; ".join(texts)


def _is_of_year(figure: LatestFigure, year: ReportYear) -> bool:
    return bool(figure.period) and figure.series.points["ends"].iloc[-1].date() >= year.period.starts


def _is_unchecked(figure: LatestFigure) -> bool:
    last = figure.series.points.iloc[-1]
    return figure.series.indicator.kind == "proportion" and figure.value is not None and pd.isna(last["numerator"])


def _sources(figures: Sequence[LatestFigure]) -> tuple[str, ...]:
    return unique_texts(figure.series.points["source"].iloc[-1] for figure in figures if figure.value is not None)
