"""A quadrant of Home as a table that leaves the page: the filters, what they choose, and a row a figure."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import pandas as pd

from indicators.catalogue.indicators import QUADRANTS, STAGES, Indicator
from indicators.catalogue.names_today import stage_words
from indicators.catalogue.periods import day_text
from indicators.exports.exhibit import Exhibit
from indicators.figures import latest_figures
from indicators.figures.latest import LatestFigure
from indicators.pages.components.filters import Filter
from indicators.pages.components.quadrants import newer_verdict, so_far_text
from indicators.pages.components.session import DashboardData
from indicators.signals.cycle import Cycle
from indicators.wording.numbers import NO_FIGURE, movement_text, value_text
from indicators.wording.verdicts import NOT_COMPARABLE, Verdict, change_verdicts

ALL_STAGES = "All stages"
LATEST_FIGURES = "Latest figures"
HEADLINE_INDICATORS, ALL_INDICATORS = "Headline indicators", "All indicators"
#: Rows of a quadrant before the reader asks for all of them.
MOST_ROWS = 10


def home_filters(years: Iterable[str]) -> tuple[Filter, ...]:
    """The filters, with the years that there are; the address names all choices by their words."""
    stages, shows = (ALL_STAGES, *STAGES.values()), (HEADLINE_INDICATORS, ALL_INDICATORS)
    return (
        Filter("year", "Figures up to", {year: year for year in years}),
        Filter(
            "stage",
            "Stage of the child's journey",
            {stage: stage_words(stage) for stage in stages},
            printed_label="Stage",
        ),
        Filter("show", "Show", {show: show for show in shows}, is_segmented=True),
    )


def chosen_indicators(
    indicators: list[Indicator], stage: str, everything: bool
) -> tuple[list[Indicator], dict[str, list[Indicator]]]:
    """The indicators to show, headline ones first, and those that each quadrant leaves out."""
    fitting = [item for item in indicators if stage in (ALL_STAGES, STAGES[item.stage])]
    fitting.sort(key=lambda item: (item.headline or 999, item.title))
    if everything:
        return fitting, {name: [] for name in QUADRANTS}
    shown: list[Indicator] = []
    hidden = {}
    for name in QUADRANTS:
        members = [item for item in fitting if item.quadrant == name]
        # A stage with few headline indicators shows what else it has rather than nothing.
        leading = [item for item in members if item.headline] or members
        shown += leading[:MOST_ROWS]
        hidden[name] = [item for item in members if item not in leading[:MOST_ROWS]]
    return shown, hidden


def figures_by_area(
    latest: dict[tuple[str, str], LatestFigure], item: Indicator, areas: list[str]
) -> dict[str, LatestFigure]:
    """The latest figures of an indicator by area; empty where no area has had any."""
    return {code: latest[item.id, code] for code in areas if (item.id, code) in latest}


def quadrant_title(quadrant: str, stage: str) -> str:
    """What the table of a quadrant is called, without any figure."""
    return QUADRANTS[quadrant] if stage == ALL_STAGES else f"{QUADRANTS[quadrant]}: {stage}"


def quadrant_figures(
    data: DashboardData, quadrant: str, stage: str, *, everything: bool, as_at: date
) -> list[LatestFigure]:
    """The figures that Home shows in a quadrant up to a day, in its order: where none of the board's areas has one,
    those of a wider area.
    """
    catalogue = data.catalogue
    chosen, _ = chosen_indicators(list(catalogue.indicators.values()), stage, everything)
    chosen = [item for item in chosen if item.quadrant == quadrant]
    areas = list(catalogue.board.shown)
    latest = latest_figures(data.store, catalogue, [item.id for item in chosen], areas, as_at=as_at)
    figures = []
    for item in chosen:
        own = figures_by_area(latest, item, areas)
        shown = [own[code] for code in catalogue.board.own if code in own]
        figures += shown or [own[code] for code in catalogue.board.combined if code in own][:1]
    return figures


def quadrant_exhibit(
    data: DashboardData, figures: Sequence[LatestFigure], *, title: str, as_at: date, cycle: Cycle
) -> Exhibit:
    """The table of some figures: a row each, and one for a newer figure of a part of a year."""
    verdicts = change_verdicts(cycle.judged)
    rows = []
    for latest in figures:
        if latest.period:
            rows.append(_row(*verdicts.compared(latest)))
        if latest.newer:
            rows.append(_row(latest.newer, newer_verdict(latest.newer, verdicts)))
    table = pd.DataFrame(rows)
    words = ["Indicator", "Area", "Period", "Figure", "Change", "Verdict"]
    if any(table["Year to date"]):
        words.insert(4, "Year to date")
    return Exhibit(
        title=title,
        subtitle=f"The newest figures up to {day_text(as_at)}",
        source_note="; ".join(figure_sources(figures)),
        as_at=data.as_at_text(ends for figure in shown_figures(figures) if (ends := figure.ends)),
        table=table[words],
        data=table.drop(columns="Figure"),
        audience=data.audience,
        alt=f"Table: {title}.",
    )


def shown_figures(figures: Iterable[LatestFigure]) -> Iterator[LatestFigure]:
    """Each figure of a period, and the newer one of a part of a year under it."""
    for latest in figures:
        if latest.period:
            yield latest
        if latest.newer:
            yield latest.newer


def figure_sources(figures: Iterable[LatestFigure]) -> tuple[str, ...]:
    """The sources of what is shown, each once."""
    names = (figure.series.points["source"].iloc[-1] for figure in shown_figures(figures) if figure.value is not None)
    return tuple(dict.fromkeys(filter(None, names)))


def _row(figure: LatestFigure, verdict: Verdict) -> dict[str, object]:
    """A figure in words and, at full precision, as numbers."""
    item = figure.series.indicator
    is_compared = verdict.word != NOT_COMPARABLE and figure.change is not None
    return {
        "Indicator": item.short_title,
        "Area": figure.series.area.name,
        "Period": figure.period,
        "Figure": value_text(figure.value, figure.series, figure.symbol) + (" [p]" if figure.is_provisional else ""),
        "Value": float("nan") if figure.value is None else float(figure.value),
        "Symbol": figure.symbol,
        "Unit": figure.series.unit,
        "Year to date": so_far_text(figure),
        "Change": movement_text(figure, with_reading=verdict.is_change) if is_compared else NO_FIGURE,
        "Verdict": verdict.word or NO_FIGURE,
    }
