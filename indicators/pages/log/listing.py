"""The challenge log as a list: filters, pages of challenges, unsent drafts, and the log as files to download."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from indicators import clock
from indicators.access.permissions import current_user
from indicators.board.challenge_story import challenge_story
from indicators.board.challenges import (
    OPEN_STATES,
    WAITS_FOR_AGENCY,
    WAITS_FOR_BOARD,
    Challenge,
    ChallengeOrder,
    ChallengeState,
    challenge_histories,
    count_challenges,
    find_challenges,
    own_agency_names,
)
from indicators.board.closings import closed_since_meeting
from indicators.board.drafts import Draft, discard_draft, own_drafts
from indicators.board.records import challenges_frame, events_frame
from indicators.board.snapshot import snapshot_text
from indicators.catalogue.areas import joined_names
from indicators.catalogue.periods import day_text, parse_period, quarter_of
from indicators.exports.board_papers import LogClosing, LogClosings, LogEntry, log_document
from indicators.exports.excel import WorkbookSheet, WorkbookWriter, workbook_of_sheets
from indicators.exports.open_spreadsheet import open_workbook_of_sheets
from indicators.pages.components.board_lines import challenge_line_html, challenge_lines_html, question_excerpt
from indicators.pages.components.downloads import BoardPaper, offer_papers
from indicators.pages.components.filters import (
    Filter,
    chosen_values,
    draw_filters,
    filter_parameters,
    filter_words,
    restore_filters,
)
from indicators.pages.components.filters import clear_filters as clear_choices
from indicators.pages.components.forms import draft_owners
from indicators.pages.components.printing import FilterWords
from indicators.pages.components.session import DashboardData
from indicators.settings import store_path
from indicators.web import render
from indicators.wording.made_up import as_at_words
from indicators.wording.numbers import count_text

PAGE = "log"
LOG_TITLE = "Challenge log"
#: Challenges that one document for the papers holds; a workbook holds them all.
_MOST_IN_PAPERS = 200


def offer_log(data: DashboardData, conditions: Mapping[str, Any]) -> None:
    """The buttons for what the filters let through; each file is made when it is asked for."""
    day = clock.today()
    offer_papers(
        data,
        ("challenge-log",),
        day.isoformat(),
        workbook=BoardPaper(
            lambda figures: _workbook(figures, conditions, day),
            "Every challenge of this choice and all its steps as an accessible workbook",
        ),
        open_workbook=BoardPaper(
            lambda figures: _workbook(figures, conditions, day, open_workbook_of_sheets),
            "The same workbook in the open document format",
        ),
        page=BoardPaper(
            lambda figures: _paper(figures, conditions, day),
            "The challenges of this choice with their stories as a Word document",
        ),
        key="log",
    )


def _workbook(
    data: DashboardData, conditions: Mapping[str, Any], day: date, write: WorkbookWriter = workbook_of_sheets
) -> bytes:
    matches, _ = find_challenges(data.store, **conditions, limit=None)
    steps = challenge_histories(data.store, [challenge.number for challenge in matches])
    sheets = [
        WorkbookSheet("Challenges", "Challenges", challenges_frame(data.store, data.catalogue, matches, on=day)),
        WorkbookSheet("Steps", "Every step of these challenges", events_frame(steps)),
    ]
    return write(LOG_TITLE, {"As at": _as_at_text(data, day)}, sheets, mark=data.audience.mark)


def _as_at_text(data: DashboardData, day: date) -> str:
    return as_at_words(day_text(day), is_made_up=data.is_made_up)


def _paper(data: DashboardData, conditions: Mapping[str, Any], day: date) -> bytes:
    matches, total = find_challenges(data.store, **conditions, limit=_MOST_IN_PAPERS)
    left = total - len(matches)
    notes = [f"{count_text(left, 'older challenge')} left out: the workbook holds them all."] if left else []
    subtitle = f"{count_text(total, 'challenge')}, as at {_as_at_text(data, day)}"
    title, closed = closed_since_meeting(data.store, day)
    closings = LogClosings(title, [_closing(challenge) for challenge in closed])
    return log_document(LOG_TITLE, subtitle, _entries(data, matches), notes, closings)


def _closing(challenge: Challenge) -> LogClosing:
    return LogClosing(
        number=challenge.number,
        question=question_excerpt(challenge.question),
        to=challenge.agency,
        ended=f"{challenge.state.capitalize()} on {day_text(challenge.last_on)}",
        outcome=challenge.outcome or challenge.last_words,
        impact=challenge.impact,
    )


def _entries(data: DashboardData, challenges: Sequence[Challenge]) -> list[LogEntry]:
    steps = challenge_histories(data.store, [challenge.number for challenge in challenges])
    return [
        LogEntry(
            number=challenge.number,
            question=challenge.question,
            to=challenge.agency,
            state=challenge.state.words,
            raised=f"{day_text(challenge.raised_on)}{f', at {challenge.meeting}' if challenge.meeting else ''}",
            figure=snapshot_text(challenge.snapshot) if challenge.snapshot else "",
            due=day_text(challenge.due) if challenge.is_open else "",
            outcome=challenge.outcome,
            impact=challenge.impact,
            story=challenge_story(challenge, steps[challenge.number], data.catalogue),
        )
        for challenge in challenges
    ]


#: Challenges on one page of the list.
PER_PAGE = 25
OVERDUE = "overdue"
#: What the list can be narrowed to, with the states that each means; none means all.
SHOWN_STATES: dict[str, tuple[str, tuple[ChallengeState, ...]]] = {
    "open": ("Open", OPEN_STATES),
    OVERDUE: ("Overdue", WAITS_FOR_AGENCY),
    "agency": ("Waiting for an agency", WAITS_FOR_AGENCY),
    "board": ("Waiting for a decision", WAITS_FOR_BOARD),
    "done": ("Assured or closed", (ChallengeState.ASSURED, ChallengeState.CLOSED)),
    "all": ("All", ()),
}
_ORDERS = {
    str(ChallengeOrder.DUE): "Due first",
    str(ChallengeOrder.AGENCY): "Agency",
    str(ChallengeOrder.RAISED): "Raised first",
}
#: The filters and the page of the list, by their names in the address.
LIST_PARAMETERS: tuple[str, ...] = ("show", "agency", "area", "raised", "meeting", "text", "sort", "page")
_NARROWING = ("agency", "area", "raised", "meeting", "text")
_PLACE, _FIRST_PLACE = "log:page", "1"
#: Where each form stands, and which of its fields the address of that place names.
_FORMS = {
    "raise": ("log?section=raise", ""),
    "step": ("log?", "challenge"),
    "finding": ("findings?section=write", ""),
    "action": ("priority?", "priority"),
    "scorecard": ("scorecard?section=change", ""),
}


def log_filters(data: DashboardData) -> tuple[Filter, ...]:
    """The filters, with the agencies that were asked, the areas that there are, and the quarters and meetings of the
    log.
    """
    agencies = sorted(set(data.store.query("challenge_agencies")["agency"]))
    areas = list(data.catalogue.board.shown)
    meetings = list(data.store.query("meetings")["meeting"])
    return (
        Filter("show", "Show", {name: words for name, (words, _) in SHOWN_STATES.items()}),
        Filter("agency", "Agency", {name: name for name in agencies}, everything="All agencies"),
        Filter("area", "Area", {code: data.catalogue.areas[code].name for code in areas}, everything="All areas"),
        Filter("raised", "Raised in", _quarters(data), everything="All quarters"),
        Filter("meeting", "Meeting", {name: name for name in meetings}, everything="All meetings"),
        Filter("text", "Search the questions", printed_label="Search"),
        Filter("sort", "Sort by", _ORDERS, everything="Last moved first"),
    )


def _quarters(data: DashboardData) -> dict[str, str]:
    """The quarters in which challenges were raised, the newest first, each with its months."""
    days = data.store.query("challenge_days")["raised_on"]
    quarters = dict.fromkeys(quarter_of(day.date()) for day in days)
    return {one.label: f"{one.label} ({one.starts:%B} to {one.ends:%B %Y})" for one in quarters}


def log_section(data: DashboardData, filters: Sequence[Filter]) -> None:
    """Filters, and the challenges that fit them, those that moved last first."""
    today = clock.today()
    _show_drafts()
    counts = count_challenges(data.store, on=today)
    if not counts.total:
        _show_empty_list()
        return
    chosen = draw_filters(PAGE, filters, on_change=_first_page)
    _, states = SHOWN_STATES[chosen["show"]]
    conditions: dict[str, Any] = {name: chosen[name] for name in ("agency", "area", "meeting", "text")}
    if chosen["raised"]:
        quarter = parse_period(chosen["raised"])
        conditions |= {"raised_from": quarter.starts, "raised_to": quarter.ends}
    conditions |= {"states": states, "overdue_on": today if chosen["show"] == OVERDUE else None}
    conditions["order"] = ChallengeOrder(chosen["sort"])
    number = int(_page_number())
    matches, total = find_challenges(data.store, **conditions, limit=PER_PAGE, offset=PER_PAGE * (number - 1))
    st.html(render("status.html", text=_total_text(total, chosen)))
    if not total:
        st.button("Show all challenges", on_click=clear_filters)
        return
    st.html(challenge_lines_html([challenge_line_html(challenge, data.catalogue, today) for challenge in matches]))
    _draw_paging(total, is_by_time=conditions["order"] is ChallengeOrder.MOVED)
    offer_log(data, conditions)


def own_section(data: DashboardData) -> None:
    """The challenges that were put to the agencies of whoever looks, those due first on top."""
    today = clock.today()
    _show_drafts()
    names = own_agency_names(data.store, current_user().agencies)
    order = ChallengeOrder.DUE
    matches = [one for name in names for one in find_challenges(data.store, agency=name, order=order, limit=None)[0]]
    if not matches:
        st.info("No challenge was put to your agency.", icon=":material/task_alt:")
        return
    st.html(render("status.html", text=f"{count_text(len(matches), 'challenge')} put to {joined_names(names)}"))
    st.html(challenge_lines_html([challenge_line_html(challenge, data.catalogue, today) for challenge in matches]))


def restore_list(data: DashboardData, brought: Mapping[str, Sequence[str]]) -> None:
    """Put the filters and the page of the list that an address brings into the session."""
    restore_filters(PAGE, log_filters(data), brought, reset_unknown=True)
    if "page" in brought:
        st.session_state[_PLACE] = brought["page"][0][:200] or _FIRST_PLACE


def list_parameters(filters: Sequence[Filter]) -> dict[str, str | None]:
    """The filters and the page of the list as the address has them: only what is not as at the beginning."""
    place = st.session_state.get(_PLACE) or _FIRST_PLACE
    return {
        **filter_parameters(filters, chosen_values(PAGE, filters)),
        "page": None if place == _FIRST_PLACE else place,
    }


def clear_filters() -> None:
    """Take every filter away; for a button."""
    clear_choices(PAGE, _NARROWING)
    st.session_state["log:show"] = "all"
    _first_page()


def _page_number() -> str:
    """The page of the list, the first for anything that is no number of a page."""
    text = str(st.session_state.get(_PLACE, _FIRST_PLACE))
    return text if text.isascii() and text.isdigit() and 0 < int(text) < 10_000 else _FIRST_PLACE


def _first_page() -> None:
    st.session_state[_PLACE] = _FIRST_PLACE


def _total_text(total: int, chosen: dict[str, str]) -> str:
    """How many challenges the filters let through: `3 open challenges`, `2 challenges, waiting for the board`."""
    what = SHOWN_STATES[chosen["show"]][0].lower()
    text = {
        "all": count_text(total, "challenge"),
        "open": count_text(total, "open challenge"),
        OVERDUE: count_text(total, "overdue challenge"),
    }.get(chosen["show"], f"{count_text(total, 'challenge')}, {what}")
    narrowed = any(chosen[name] for name in _NARROWING)
    return text + (" for this choice" if narrowed else "")


def _draw_paging(total: int, *, is_by_time: bool) -> None:
    last = -(-total // PER_PAGE)
    number = int(_page_number())
    if last < 2:
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="log-pages"):
        st.button(
            "Newer" if is_by_time else "Before",
            disabled=number <= 1,
            on_click=_turn_page,
            args=(number - 1,),
            icon=":material/chevron_left:",
        )
        st.html(render("log/page_number.html", page=number, last=last))
        st.button(
            "Older" if is_by_time else "Next",
            disabled=number >= last,
            on_click=_turn_page,
            args=(number + 1,),
            icon=":material/chevron_right:",
        )


def _turn_page(number: int) -> None:
    st.session_state[_PLACE] = str(number)


def _show_empty_list() -> None:
    st.info(
        "No challenge was raised yet. Choose **Raise a challenge** above to begin, or open a line under "
        "[What warrants challenge](challenge) and raise it from there.",
        icon=":material/flag:",
    )


def _show_drafts() -> None:
    """The forms that were begun in this browser and not sent, each with the way back to it."""
    waiting = [draft for draft in own_drafts(store_path(), draft_owners()) if draft.form in _FORMS]
    if not waiting:
        return
    with st.expander(
        f"{count_text(len(waiting), 'form')} begun and not sent", icon=":material/edit_note:", expanded=True
    ):
        for draft in waiting[:10]:
            description, throw = st.columns([5, 1], vertical_alignment="center")
            description.html(render("log/draft.html", draft=draft, address=_draft_address(draft), day_text=day_text))
            throw.button(
                "Throw away", key=f"log:throw:{draft.id}", on_click=discard_draft, args=(store_path(), draft.id)
            )


def _draft_address(draft: Draft) -> str:
    """The address that opens a form with its draft."""
    start, named = _FORMS[draft.form]
    field = {named: draft.fields.get(named, "")} if named else {}
    return f"{start}&{urlencode({**field, 'draft': draft.id})}"


def log_filter_words(filters: Sequence[Filter]) -> FilterWords:
    """What the list of challenges is narrowed to, and which page of it is open."""
    page = list_parameters(filters)["page"]
    return {**filter_words(filters, chosen_values(PAGE, filters)), "Page": page or ""}
