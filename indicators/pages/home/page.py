"""Home: what warrants challenge, and the four quadrants with the board's areas side by side."""

from collections.abc import Mapping, Sequence
from datetime import date

import streamlit as st
from markupsafe import Markup

from indicators import clock
from indicators.access import Audience
from indicators.assurance.profile import profile_areas
from indicators.catalogue.indicators import QUADRANTS, STAGES
from indicators.catalogue.periods import Period, PeriodType, financial_year_of
from indicators.figures import latest_figures
from indicators.frames import frame_rows
from indicators.pages.components import printing, query_params
from indicators.pages.components.add_to_report import offer_to_add, part_address
from indicators.pages.components.board_lines import latest_questions_html, reminder_html
from indicators.pages.components.cycle import (
    cached_cycle,
    cycle_address,
    improvement_counts,
    news_and_known,
    news_day,
    shortlist_counts,
    sort_judgements,
    year_ends,
)
from indicators.pages.components.filters import (
    Filter,
    draw_filters,
    filter_parameters,
    filter_words,
    restore_filters,
)
from indicators.pages.components.indicator_search import figure_spans
from indicators.pages.components.quadrants import FindingLine, Quadrant, quadrants_html
from indicators.pages.components.session import DashboardData, dashboard_data
from indicators.pages.home.quadrant_table import (
    ALL_INDICATORS,
    ALL_STAGES,
    LATEST_FIGURES,
    MOST_ROWS,
    chosen_indicators,
    figures_by_area,
    home_filters,
    quadrant_title,
)
from indicators.signals.cycle import Cycle
from indicators.web import render
from indicators.wording.areas import board_place
from indicators.wording.lasting import lasting_differences_text
from indicators.wording.verdicts import change_verdicts

PAGE = "home"


def home_html(data: DashboardData, as_at: date | None, stage: str, *, everything: bool) -> tuple[Markup, Markup]:
    """What warrants challenge with what is overdue, and the quadrants; made once for all visitors who choose alike.

    Without a day every indicator has its own latest figures.
    """
    return _rendered_home(data.version, data.record, as_at, stage, everything, clock.today(), data)


@st.cache_resource(show_spinner="Gathering the four quadrants …", max_entries=64)
def _rendered_home(
    version: str, record: str, as_at: date | None, stage: str, everything: bool, today: date, _data: DashboardData
) -> tuple[Markup, Markup]:
    """Kept until figures come, something is written down, or the day ends, with which answers become overdue."""
    catalogue = _data.catalogue
    chosen, hidden = chosen_indicators(list(catalogue.indicators.values()), stage, everything)
    areas = list(catalogue.board.shown)
    day = as_at or today
    spans = figure_spans(_data)
    quadrants_with_figures = {item.quadrant for item in catalogue.indicators.values() if item.id in spans}
    latest = latest_figures(_data.store, catalogue, [item.id for item in chosen], areas, as_at=day)
    quadrants = [
        Quadrant(
            id=name,
            rows=[
                (item, shown)
                for item in chosen
                if item.quadrant == name and (shown := figures_by_area(latest, item, areas))
            ],
            more_rows=sum(item.id in spans for item in hidden[name]),
            findings=_finding_lines(_data, name, stage, day),
            # Hundreds of all stages would be a list that nobody reads to its end.
            most_open=MOST_ROWS if stage == ALL_STAGES else None,
            empty="" if name in quadrants_with_figures else _nothing_yet(_data.audience),
        )
        for name in QUADRANTS
    ]
    columns = [catalogue.areas[code] for code in catalogue.board.own]
    wider = [catalogue.areas[code] for code in catalogue.board.combined]
    cycle = cached_cycle(version, as_at, _data)
    board_lines = reminder_html(_data) + latest_questions_html(_data.store)
    return _shortlist_summary(_data, cycle, as_at) + board_lines, quadrants_html(
        quadrants, columns, wider, change_verdicts(cycle.judged)
    )


def _nothing_yet(audience: Audience) -> Markup:
    """What a quadrant says for which no choice has a figure, as on a new board's first day."""
    return render("home/nothing_yet.html", is_public=audience is Audience.PUBLIC)


def _finding_lines(data: DashboardData, quadrant: str, stage: str, as_at: date) -> list[FindingLine]:
    rows = data.store.query("findings")
    rows = rows[(rows["quadrant"] == quadrant) & (rows["ends"].dt.date <= as_at)]
    if stage != ALL_STAGES:
        rows = rows[rows["stage"].map(STAGES) == stage]
    return [
        FindingLine(
            strength=row.strength,
            statement=row.statement,
            where=data.catalogue.areas[row.area_code].name,
            when=Period(row.ends.date(), row.starts.date(), PeriodType(row.period_type)).label,
            source=data.catalogue.source_label(row.source),
        )
        for row in frame_rows(rows)
    ]


def _shortlist_summary(data: DashboardData, cycle: Cycle, as_at: date | None) -> Markup:
    """What warrants challenge, counted as the list counts it, with the way to it."""
    judgements = sort_judgements(cycle)
    parts = (
        {f"In {financial_year_of(as_at).label}": judgements}
        if as_at
        else news_and_known(data, judgements, news_day(data))
    )
    return render(
        "home/shortlist_summary.html",
        parts=[(title, shortlist_counts(own.to_challenge) + improvement_counts(own)) for title, own in parts.items()],
        address=cycle_address(as_at),
        # Those pages are the board's own.
        is_public=data.audience is Audience.PUBLIC,
        lasting=lasting_differences_text(judgements.standing, data.catalogue),
        has_plans=bool(data.catalogue.plans),
        areas=[area.name for area in profile_areas(data.catalogue).values()],
    )


def page() -> None:
    """The home page: filters, what warrants challenge, the four quadrants."""
    data = dashboard_data()
    st.html(render("home/head.html", place=board_place(data.catalogue), board=data.catalogue.terms.name))
    days = _last_days(data)
    filters = home_filters(days)
    restore_filters(PAGE, filters, query_params.read_parameters(PAGE, {one.name: False for one in filters}))
    chosen = draw_filters(PAGE, filters, places=st.columns([1, 1, 2], vertical_alignment="bottom"))
    query_params.write_parameters(PAGE, filter_parameters(filters, chosen))
    everything = chosen["show"] == ALL_INDICATORS
    summary, body = home_html(data, days[chosen["year"]], chosen["stage"], everything=everything)
    st.html(summary)
    st.html(body)
    _offer_tables(data, chosen, filters)
    printing.print_filters(data, filter_words(filters, chosen))


def _last_days(data: DashboardData) -> dict[str, date | None]:
    """The choices of year with the last day that counts: each indicator's own latest, then each financial year."""
    return {LATEST_FIGURES: None, **year_ends(data.version, data)}


def _offer_tables(data: DashboardData, chosen: Mapping[str, str], filters: Sequence[Filter]) -> None:
    """The way into the report for the table of a quadrant, as the filters have it."""
    shown, _ = chosen_indicators(
        list(data.catalogue.indicators.values()), chosen["stage"], chosen["show"] == ALL_INDICATORS
    )
    parameters = {name: value or "" for name, value in filter_parameters(filters, chosen).items()}
    offer_to_add(
        data,
        {
            part_address(PAGE, **parameters, quadrant=name): quadrant_title(name, chosen["stage"])
            for name in QUADRANTS
            if any(item.quadrant == name for item in shown)
        },
        key=PAGE,
        what="Table",
    )


page()
