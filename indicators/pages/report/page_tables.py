"""Tables of the pages as parts of a report: a quadrant of Home, the list of what warrants challenge, a scorecard, and
the disagreements, each as its page shows it, from the figures of the audience and up to the end of the report's year.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd

from indicators.board.scorecards import parse_measure, saved_scorecards
from indicators.catalogue.indicators import QUADRANTS
from indicators.catalogue.periods import day_text, parse_usual_spelling
from indicators.catalogue.scorecards import Scorecard
from indicators.errors import UsageError
from indicators.exports.exhibit import Exhibit
from indicators.figures import Series
from indicators.frames import frame_rows
from indicators.loading.scorecards import read_scorecards
from indicators.pages.challenge.download import exported_rows, shortlist_exhibit
from indicators.pages.challenge.filters import filters_of_address as challenge_filters_of_address
from indicators.pages.components.cycle import cached_cycle, cached_latest_cycle
from indicators.pages.components.filters import address_values
from indicators.pages.components.session import DashboardData
from indicators.pages.disagreements.download import disagreements_exhibit, row_sources
from indicators.pages.disagreements.filters import filters_of_address as disagreement_filters_of_address
from indicators.pages.disagreements.filters import own_areas, page_disagreements
from indicators.pages.home.quadrant_table import (
    ALL_INDICATORS,
    figure_sources,
    home_filters,
    quadrant_exhibit,
    quadrant_figures,
    quadrant_title,
    shown_figures,
)
from indicators.report.record import MEASURES_PARAMETER
from indicators.report.scorecard import (
    ScorecardRow,
    WorkedScorecard,
    missing_words,
    scorecard_frame,
    verdict_notes,
    work_out_scorecard,
)
from indicators.report.sections import Basis, Piece, unique_texts
from indicators.report.year import ReportYear
from indicators.signals.cycle import Cycle

Parameters = Mapping[str, Sequence[str]]
#: Rows of a table that slides show: more are read on paper.
_MOST_ON_SLIDES = 40
_NOTHING = "no figures of it can be shown."


def quadrant_piece(data: DashboardData, parameters: Parameters, year: ReportYear) -> Piece:
    """A quadrant of Home as a table."""
    quadrant = _first(parameters, "quadrant")
    if quadrant not in QUADRANTS:
        raise UsageError("the quadrant is not one of the four.")
    chosen = address_values(home_filters([_first(parameters, "year")]), parameters)
    day = _last_day(chosen["year"], year)
    everything = chosen["show"] == ALL_INDICATORS
    figures = quadrant_figures(data, quadrant, chosen["stage"], everything=everything, as_at=day or year.period.ends)
    if not figures:
        raise UsageError(_NOTHING)
    exhibit = quadrant_exhibit(
        data,
        figures,
        title=quadrant_title(quadrant, chosen["stage"]),
        as_at=day or year.period.ends,
        cycle=_cycle(data, day, year),
    )
    shown = [figure.series for figure in shown_figures(figures)]
    return _table_piece(exhibit, _basis_of_series(shown, figure_sources(figures)))


def shortlist_piece(data: DashboardData, parameters: Parameters, year: ReportYear) -> Piece:
    """The list of what warrants challenge, judged of the audience's figures."""
    asked = challenge_filters_of_address(data, parameters)
    day = _last_day(_first(parameters, "as_at"), year)
    cycle = _cycle(data, day, year)
    rows = exported_rows(data, asked, cycle)
    if rows.empty:
        raise UsageError(f"nothing of it warrants a question up to {day_text(day or year.period.ends)}.")
    exhibit = shortlist_exhibit(data, replace(asked, as_at=day), cycle)
    if day is None:
        exhibit = replace(exhibit, subtitle=f"The newest figures of each indicator up to {day_text(year.period.ends)}")
    basis = Basis(
        indicators=unique_texts(rows["indicator"]),
        areas=unique_texts(rows["area"]),
        periods=unique_texts(rows.sort_values("ends", kind="stable")["period"]),
    )
    return _table_piece(exhibit, basis)


def disagreements_piece(data: DashboardData, parameters: Parameters, year: ReportYear) -> Piece:
    """The figures that sources give differently, of the audience's figures."""
    asked = disagreement_filters_of_address(data, parameters)
    rows = asked.of(page_disagreements(data, own_areas(data.catalogue), asked.area), data.catalogue)
    rows = rows[rows["ends"].dt.date <= year.period.ends]
    if rows.empty:
        raise UsageError(f"no figures up to {day_text(year.period.ends)} are given differently.")
    basis = Basis(
        indicators=unique_texts(rows["indicator"]),
        areas=unique_texts(data.catalogue.areas[code].name for code in rows["area_code"]),
        periods=unique_texts(rows.sort_values("ends", kind="stable")["period"]),
        sources=row_sources(rows),
    )
    return _table_piece(disagreements_exhibit(data, rows, order=asked.sort), basis)


def scorecard_pieces(data: DashboardData, parameters: Parameters, year: ReportYear, *, folder: Path) -> Iterator[Piece]:
    """A scorecard as a table for each of its groups; what it names and is gone is said, and so is a set that is gone.

    `folder` is the data folder, which has the sets that are files.
    """
    card = _card(data, parameters, folder)
    names = {code: data.catalogue.areas[code].name for code in data.catalogue.board.profiled}
    wanted = [code for code, name in names.items() if _first(parameters, "area") in (code, name)]
    worked = work_out_scorecard(
        card,
        data.store,
        data.catalogue,
        areas=wanted,
        cycle=_cycle(data, None, year),
        as_at=year.period.ends,
        audience=data.audience,
    )
    said = missing_words(worked)
    if not worked.rows:
        raise UsageError(said or _NOTHING)
    for number, section in enumerate(section for section in worked.sections if section.rows):
        title = f"{worked.title}: {section.title}" if section.title else worked.title
        piece = _scorecard_piece(data, worked, section.rows, title, year)
        yield replace(piece, paragraphs=(said,) if said and not number else ())
    if worked.silent:
        names = "; ".join(item.short_title for item in worked.silent)
        yield Piece(lacks=f"Of {worked.title} no figure is held up to {day_text(year.period.ends)}: {names}.")


def _card(data: DashboardData, parameters: Parameters, folder: Path) -> Scorecard:
    """The set that an address names: a file, one of the office's, or for who cannot read those its measures."""
    name = _first(parameters, "set")
    cards = read_scorecards(folder)[0] | {card.id: card for card in saved_scorecards(data.store)}
    if name in cards:
        return cards[name]
    measures = tuple(parse_measure(text) for text in parameters.get(MEASURES_PARAMETER, ()))
    if not measures:
        raise UsageError("the scorecard is not there any more.")
    return Scorecard(id=name, title="", measures=measures, version=1)


def _scorecard_piece(
    data: DashboardData, worked: WorkedScorecard, rows: Sequence[ScorecardRow], title: str, year: ReportYear
) -> Piece:
    series = [row.figure.series for row in rows]
    sources = unique_texts(one.points["source"].iloc[-1] for one in series)
    exhibit = Exhibit(
        title=title,
        subtitle=f"The newest figures up to {day_text(year.period.ends)}",
        source_note="; ".join(sources),
        as_at=data.as_at_text(row.ends for row in rows),
        table=scorecard_frame(rows),
        audience=data.audience,
        alt=f"Table: {title}.",
        notes=tuple(note for note in verdict_notes(worked) if not note.startswith("Sources: ")),
    )
    return _table_piece(exhibit, _basis_of_series(series, sources))


def _basis_of_series(series: Sequence[Series], sources: tuple[str, ...]) -> Basis:
    points = pd.concat([one.points.iloc[-1:] for one in series]).sort_values(["ends", "starts"], kind="stable")
    return Basis(
        indicators=unique_texts(one.indicator.id for one in series),
        areas=unique_texts(one.area.name for one in series),
        periods=unique_texts(points["period"]),
        sources=sources,
        unchecked=unique_texts(one.indicator.title for one in series if _is_unchecked(one)),
    )


def _is_unchecked(series: Series) -> bool:
    """Whether a percentage is only printed, without the counts that it is of."""
    last = next(frame_rows(series.points.iloc[-1:]))
    return series.indicator.kind == "proportion" and not pd.isna(last.value) and pd.isna(last.numerator)


def _table_piece(exhibit: Exhibit, basis: Basis) -> Piece:
    return Piece(exhibit=exhibit, basis=basis, on_slides=len(exhibit.table) <= _MOST_ON_SLIDES)


def _cycle(data: DashboardData, day: date | None, year: ReportYear) -> Cycle:
    """What is judged up to a day; without one each indicator on its newest figures up to the end of the year."""
    return cached_cycle(data.version, day, data) if day else cached_latest_cycle(data.version, year.period.ends, data)


def _last_day(text: str, year: ReportYear) -> date | None:
    """The last day of what an address names, at most that of the report's year; None for the latest figures."""
    try:
        day = date.fromisoformat(text) if text.count("-") == 2 else parse_usual_spelling(text).ends
    except ValueError:
        return None
    return min(day, year.period.ends)


def _first(parameters: Parameters, name: str) -> str:
    return next(iter(parameters.get(name, ())), "")
