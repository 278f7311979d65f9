"""Since the last meeting: what is new, what was revised, what moved, what is late, and the agenda paper of it."""

from datetime import date, timedelta

import streamlit as st

from indicators import clock
from indicators.assurance.profile import profile_areas
from indicators.catalogue.board import stored_board
from indicators.exports.paper import Paper
from indicators.pages.components import printing, query_params
from indicators.pages.components.cycle import cached_latest_cycle, cached_new_figures
from indicators.pages.components.downloads import FREE_TEXT_NOTE, audience_box, offer_paper
from indicators.pages.components.filters import (
    Filter,
    draw_filters,
    filter_parameters,
    filter_words,
    restore_filters,
)
from indicators.pages.components.folds import draw_fold
from indicators.pages.components.session import DashboardData, dashboard_data
from indicators.pages.since.form import meeting_forms, show_message
from indicators.report.agenda import agenda_files, agenda_paper
from indicators.report.brief import DAYS_WITHOUT_MEETING, MOST_LINES, Brief, make_brief
from indicators.web import render

PAGE = "since"
#: The files on offer; the command makes the others too.
OFFERED = ("docx", "pdf", "eml")


def page() -> None:
    """The page: since which meeting, all of it counted, a sentence a line, the paper, and the form for a meeting."""
    data = dashboard_data()
    head = st.empty()
    today = clock.today()
    filters = (_since_filter(data, today),)
    if filters[0].allows(written := show_message()):
        st.session_state[f"{PAGE}:since"] = written
    if unknown := restore_filters(PAGE, filters, query_params.read_parameters(PAGE, {"since": False})):
        query_params.warn_unknown(unknown)
    choice, paper = st.columns(2)
    chosen = draw_filters(PAGE, filters, places=[choice])
    query_params.write_parameters(PAGE, filter_parameters(filters, chosen))
    brief = _cached_brief(data.version, data.record, _day(chosen["since"], today), today, data)
    head.html(render("since/head.html", title=brief.title))
    if not any(meeting.day < today for meeting in data.meetings):
        lack = "No meeting is past yet" if data.meetings else "No meeting is known yet"
        st.info(
            f"{lack}, so this is what is new in the last {DAYS_WITHOUT_MEETING} days. Record the last meeting below, "
            "and the page opens with what came since.",
            icon=":material/event:",
        )
    if all(section.is_empty for section in brief.sections):
        st.info(
            "Nothing has come or moved since. Choose an earlier meeting above, take in a return on Returns, or look at "
            "what warrants challenge.",
            icon=":material/inbox:",
        )
    else:
        areas = [area.name for area in profile_areas(data.catalogue).values()]
        st.html(render("since/sections.html", brief=brief, most=MOST_LINES, areas=areas))
        with paper.container(key="since-paper"):
            draw_fold(
                "Agenda paper: Word, PDF, mail", lambda: _offer_paper(data, brief), key="since-files",
                icon=":material/description:",
            )  # fmt: skip
    meeting_forms(data, today)
    printing.print_filters(data, filter_words(filters, chosen))


def _since_filter(data: DashboardData, today: date) -> Filter:
    """The choice of the day: meetings that are past, the last one first, else so many days back."""
    days = {meeting.day.isoformat(): meeting.text for meeting in data.meetings if meeting.day < today}
    return Filter("since", "New since", days | {str(DAYS_WITHOUT_MEETING): f"{DAYS_WITHOUT_MEETING} days ago"})


def _day(chosen: str, today: date) -> date:
    return today - timedelta(days=int(chosen)) if chosen.isdigit() else date.fromisoformat(chosen)


@st.cache_resource(show_spinner="Gathering what is new …", max_entries=32)
def _cached_brief(version: str, record: str, since: date, today: date, _data: DashboardData) -> Brief:
    """Kept until figures come, something is written down, or the day ends, with which answers become overdue."""
    return make_brief(
        _data.store,
        _data.catalogue,
        since=since,
        today=today,
        cycle=cached_latest_cycle(version, today, _data),
        news=cached_new_figures(version, since, _data),
        meetings=_data.meetings,
    )


def _offer_paper(data: DashboardData, brief: Brief) -> None:
    """The agenda paper, for the board only: challenges and actions are in people's words."""
    release = audience_box(data, key=PAGE, board_only=FREE_TEXT_NOTE)

    def paper(figures: DashboardData) -> Paper:
        board = stored_board(figures.store)
        return agenda_paper(brief, board=board.name if board else "", is_made_up=figures.is_made_up)

    files = agenda_files(brief.since)
    offer_paper([files[ending] for ending in OFFERED], release, paper, key=PAGE)


page()
