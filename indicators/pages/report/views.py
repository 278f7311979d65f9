"""Views of the pages as parts of a report: drawn anew by the page's own functions, from the figures of the audience."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

import pandas as pd

from indicators.access import Audience
from indicators.assurance.map import assurance_map
from indicators.assurance.words import cell_words, summary_words
from indicators.board.challenges import open_challenge_counts
from indicators.catalogue.indicators import QUADRANTS
from indicators.catalogue.periods import day_text, financial_year_of
from indicators.disclosure.edition import Edition
from indicators.errors import UsageError
from indicators.exports.exhibit import Exhibit
from indicators.figures import Series
from indicators.loading.build import StoreState, StoreStatus
from indicators.pages.compare.view import comparison_plot
from indicators.pages.components.plan_filter import default_day
from indicators.pages.components.session import DashboardData
from indicators.pages.explore.address import read_view
from indicators.pages.explore.display import chart_exhibit
from indicators.pages.explore.view import explore_view
from indicators.pages.report.page_tables import (
    disagreements_piece,
    quadrant_piece,
    scorecard_pieces,
    shortlist_piece,
)
from indicators.report.contents import ContentsItem
from indicators.report.record import SCORECARD_PAGE, split_address
from indicators.report.sections import Basis, Piece, unique_texts
from indicators.report.year import ReportYear
from indicators.settings import data_folder
from indicators.signals.cycle import judge_cycle

Parameters = Mapping[str, Sequence[str]]
#: Before it there is no plan and no figure.
_EARLIEST_YEAR = 1900


def draw_view(item: ContentsItem, year: ReportYear, *, folder: Path | None = None) -> Iterator[Piece]:
    """The pieces of a part that stands on a page; raises UsageError, saying why, where there is nothing to show.

    `folder` is the data folder where it is not the usual one: it has the scorecards that are files.
    """
    page, parameters = split_address(item.address)
    data = edition_data(year.edition)
    if page == SCORECARD_PAGE:
        yield from scorecard_pieces(data, parameters, year, folder=folder or data_folder())
    elif page in _DRAWERS:
        yield _DRAWERS[page](data, parameters, year)
    else:
        raise UsageError(f"the dashboard has no page '{page[:40]}' whose views can stand in a report.")


def edition_data(edition: Edition) -> DashboardData:
    """The figures of an edition as pages take them."""
    return DashboardData(
        edition.store,
        edition.catalogue,
        StoreStatus(StoreState.CURRENT),
        version=edition.version,
        as_at=edition.as_at,
        targets=edition.store.query("targets"),
        audience=edition.audience,
        public=edition if edition.audience is Audience.PUBLIC else None,
        is_made_up=edition.store.is_made_up,
    )


def _explore_piece(data: DashboardData, parameters: Parameters, year: ReportYear) -> Piece:
    chosen, cut = read_view(data, parameters, until=year.period.ends)
    view = explore_view(data, chosen, cut, narrow=False)
    lines = view.contents.everything
    if view.is_empty or not any(len(line.known) for line in lines):
        raise UsageError("no figures of it can be shown.")
    # Lines stand in their place.
    asked = {"funnel"} if chosen.chart == "funnel" else {"limits"} & chosen.additions
    why = next((view.unavailable[name] for name in asked if name in view.unavailable), "")
    basis = Basis(
        indicators=chosen.indicators,
        areas=tuple(data.catalogue.areas[code].name for code in chosen.areas),
        periods=_periods(lines),
        sources=unique_texts(source for line in lines for source in line.known["source"]),
        unchecked=unique_texts(line.indicator.title for line in lines if _is_unchecked(line)),
    )
    return Piece(
        paragraphs=(*view.shown.statements, *([f"{why[:1].upper()}{why[1:]}."] if why else [])),
        exhibit=chart_exhibit(view.shown, data),
        basis=basis,
        lines=tuple(
            tuple(line for line in items if len(line.known))
            for items in view.contents.lines.values()
            if items[0].measure != "index"
        ),
    )


def _periods(lines: Sequence[Series]) -> tuple[str, ...]:
    points = pd.concat([line.points for line in lines]).sort_values(["ends", "starts"], kind="stable")
    return unique_texts(points["period"])


def _is_unchecked(line: Series) -> bool:
    """Whether a percentage is only printed, without the counts that it is of."""
    return line.indicator.kind == "proportion" and bool(line.known["numerator"].isna().any())


def _compare_piece(data: DashboardData, parameters: Parameters, year: ReportYear) -> Piece:
    stage, label, unit = (next(iter(parameters.get(name, ())), "") for name in ("stage", "year", "unit"))
    ends = next((period.ends for period in year.years_back(30) if period.label == label), None)
    if ends is None:
        raise UsageError(f"it is of {label[:40]}, which is after the year of the report.")
    plot = comparison_plot(data, unit, stage, label, ends)
    if plot is None:
        raise UsageError("no figures of it can be shown.")
    ids = {item.short_title: item.id for item in data.catalogue.indicators.values()}
    shown = plot.rows[plot.rows["value"].notna()]
    basis = Basis(
        indicators=unique_texts(ids[name] for name in plot.rows["indicator"]),
        areas=unique_texts(plot.rows["area"]),
        periods=unique_texts(plot.rows["period"]),
        sources=unique_texts(shown["source"]),
    )
    return Piece(exhibit=plot.exhibit(data), basis=basis)


def _map_piece(data: DashboardData, parameters: Parameters, year: ReportYear) -> Piece:
    """The assurance map as a table, as at the end of the year at the latest."""
    plan = data.catalogue.plans.get(next(iter(parameters.get("plan", ())), ""))
    if plan is None:
        raise UsageError("the plan is not there any more.")
    try:
        day = date.fromisoformat(next(iter(parameters.get("as_at", ())), ""))
    except ValueError:
        day = default_day(plan)
    if day.year < _EARLIEST_YEAR:
        # No list offers such a day; there is no financial year to all of them.
        day = default_day(plan)
    day = min(day, year.period.ends)
    drawn = assurance_map(
        data.store,
        data.catalogue,
        plan,
        as_at=day,
        cycle=judge_cycle(data.store, data.catalogue, as_at=day, targets=data.targets),
        open_challenges=open_challenge_counts(data.store),
    )
    rows = [
        [row.priority.title, *(". ".join(filter(None, cell_words(cell, plan, data.catalogue))) for cell in row.cells)]
        for row in drawn.rows
    ]
    title = f"Assurance map: {plan.title}"
    label = data.catalogue.source_label(plan.source)
    exhibit = Exhibit(
        title=title,
        subtitle=f"{plan.board}, evidence up to {day_text(day)}",
        source_note=label,
        as_at=data.as_at_text([day]),
        table=pd.DataFrame(rows, columns=["Priority", *QUADRANTS.values()], dtype=object),
        audience=data.audience,
        alt=f"Table: {title}.",
    )
    basis = Basis(periods=(financial_year_of(day).label,), sources=(label,))
    return Piece(paragraphs=(summary_words(drawn),), exhibit=exhibit, basis=basis)


_DRAWERS = {
    "explore": _explore_piece,
    "compare": _compare_piece,
    "assurance": _map_piece,
    "home": quadrant_piece,
    "challenge": shortlist_piece,
    "disagreements": disagreements_piece,
}
