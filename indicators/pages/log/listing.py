"""The challenge log as a list: filters, pages of challenges, unsent drafts, and the log as files to download."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from indicators.board.challenge_story import challenge_story
from indicators.board.challenges import (
    OPEN_STATES,
    WAITS_FOR_AGENCY,
    WAITS_FOR_BOARD,
    Challenge,
    ChallengeState,
    challenge_histories,
    count_challenges,
    find_challenges,
)
from indicators.board.drafts import Draft, all_drafts, discard_draft
from indicators.board.records import challenges_frame, events_frame
from indicators.board.snapshot import snapshot_text
from indicators.catalogue.areas import BOARD, BOARD_AREAS
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.periods import day_text
from indicators.exports.board_papers import LogEntry, log_document
from indicators.exports.excel import WorkbookSheet, workbook_of_sheets
from indicators.pages.components.board_lines import challenge_line_html, challenge_lines_html
from indicators.pages.components.downloads import BoardPaper, offer_papers
from indicators.pages.components.printing import FilterWords, area_name
from indicators.pages.components.session import DashboardData
from indicators.settings import store_path
from indicators.web import render
from indicators.wording.numbers import count_text

LOG_TITLE = "Challenge log"
#: Challenges that one document for the papers holds; a workbook holds them all.
_MOST_IN_PAPERS = 200


def offer_log(data: DashboardData, asked: Mapping[str, Any]) -> None:
    """The buttons for what the filters let through; each file is made when it is asked for."""
    day = date.today()
    offer_papers(
        data,
        ("challenge-log",),
        day.isoformat(),
        workbook=BoardPaper(
            lambda figures: _workbook(figures, asked, day),
            "Every challenge of this choice and all its steps as an accessible workbook",
        ),
        page=BoardPaper(
            lambda figures: _paper(figures, asked, day),
            "The challenges of this choice with their stories as a Word document",
        ),
        key="log",
    )


def _workbook(data: DashboardData, asked: Mapping[str, Any], day: date) -> bytes:
    found, _ = find_challenges(data.store, **asked, limit=None)
    steps = challenge_histories(data.store, [one.number for one in found])
    sheets = [
        WorkbookSheet("Challenges", "Challenges", challenges_frame(data.store, data.catalogue, found, on=day)),
        WorkbookSheet("Steps", "Every step of these challenges", events_frame(steps)),
    ]
    return workbook_of_sheets(LOG_TITLE, {"As at": day_text(day)}, sheets, mark=data.audience.mark)


def _paper(data: DashboardData, asked: Mapping[str, Any], day: date) -> bytes:
    found, total = find_challenges(data.store, **asked, limit=_MOST_IN_PAPERS)
    left = total - len(found)
    notes = [f"{count_text(left, 'older challenge')} left out: the workbook holds them all."] if left else []
    told = f"{count_text(total, 'challenge')}, as at {day_text(day)}"
    return log_document(LOG_TITLE, told, _entries(data, found), notes)


def _entries(data: DashboardData, found: Sequence[Challenge]) -> list[LogEntry]:
    steps = challenge_histories(data.store, [one.number for one in found])
    return [
        LogEntry(
            number=one.number,
            question=one.question,
            to=one.agency,
            state=one.state.words,
            figure=snapshot_text(one.snapshot) if one.snapshot else "",
            due=day_text(one.due) if one.is_open else "",
            story=challenge_story(one, steps[one.number], data.catalogue),
        )
        for one in found
    ]


#: Challenges on one page of the list.
PER_PAGE = 25
OVERDUE = "overdue"
#: What the list can be narrowed to, with the states that each means; none means all.
SHOWN_STATES: dict[str, tuple[str, tuple[ChallengeState, ...]]] = {
    "open": ("Open", OPEN_STATES),
    OVERDUE: ("Overdue", WAITS_FOR_AGENCY),
    "agency": ("Waiting for an agency", WAITS_FOR_AGENCY),
    "board": ("Waiting for the board", WAITS_FOR_BOARD),
    "done": ("Assured or closed", (ChallengeState.ASSURED, ChallengeState.CLOSED)),
    "all": ("All", ()),
}
#: The filters, by their names in the address, with what stands in them at the beginning.
FILTERS = {"show": "open", "agency": "", "area": "", "text": "", "page": "1"}
#: Where each form stands, and which of its fields the address of that place names.
_FORMS = {
    "raise": ("log?section=raise", ""),
    "step": ("log?", "challenge"),
    "finding": ("findings?section=write", ""),
    "action": ("priority?", "priority"),
}


def log_section(data: DashboardData) -> None:
    """Filters, and the challenges that fit them, those that moved last first."""
    today = date.today()
    _show_drafts()
    held = count_challenges(data.store, on=today)
    if not held.total:
        _show_empty_list()
        return
    chosen = _draw_filters(data)
    _, states = SHOWN_STATES[chosen["show"]]
    asked: dict[str, Any] = {name: chosen[name] for name in ("agency", "area", "text")}
    asked |= {"states": states, "overdue_on": today if chosen["show"] == OVERDUE else None}
    place = int(chosen["page"])
    found, total = find_challenges(data.store, **asked, limit=PER_PAGE, offset=PER_PAGE * (place - 1))
    st.html(render("status.html", text=_total_text(total, chosen)))
    if not total:
        st.button("Show all challenges", on_click=clear_filters)
        return
    st.html(challenge_lines_html([challenge_line_html(one, data.catalogue, today) for one in found]))
    _draw_paging(total)
    offer_log(data, asked)


def restore_filters(brought: dict[str, list[str]]) -> None:
    """Put the filters that an address brings into the session."""
    for name in FILTERS.keys() & brought.keys():
        st.session_state[f"log:{name}"] = brought[name][0][:200] or FILTERS[name]


def filter_parameters() -> dict[str, str]:
    """The filters as the address tells them: only those that are not as at the beginning."""
    held = {name: st.session_state.get(f"log:{name}") or start for name, start in FILTERS.items()}
    return {name: value for name, value in held.items() if value != FILTERS[name]}


def clear_filters() -> None:
    """Take every filter away; for a button."""
    for name, start in FILTERS.items():
        st.session_state[f"log:{name}"] = start
    st.session_state["log:show"] = "all"


def _draw_filters(data: DashboardData) -> dict[str, str]:
    catalogue = data.catalogue
    areas = [code for code in (*BOARD_AREAS, BOARD, "LLR") if code in catalogue.areas]
    agencies = sorted(set(data.store.query("challenge_agencies")["agency"]))
    offered = {"show": list(SHOWN_STATES), "agency": ["", *agencies], "area": ["", *areas]}
    for name, options in offered.items():
        if st.session_state.get(f"log:{name}", FILTERS[name]) not in options:
            st.session_state[f"log:{name}"] = FILTERS[name]
    keep = {"persist_state": "session", "on_change": _first_page}
    with st.container(horizontal=True, gap="small", key="log-filters"):
        chosen = {
            "show": st.selectbox(
                "Show", offered["show"], format_func=lambda one: SHOWN_STATES[one][0], key="log:show", **keep
            ),
            "agency": st.selectbox(
                "Agency", offered["agency"], format_func=lambda one: one or "All agencies", key="log:agency", **keep
            ),
            "area": st.selectbox(
                "Area",
                offered["area"],
                format_func=lambda code: catalogue.areas[code].name if code else "All areas",
                key="log:area",
                **keep,
            ),
            "text": st.text_input("Search the questions", key="log:text", **keep),
        }
    return chosen | {"page": _page_number()}


def _page_number() -> str:
    """The page of the list, the first for anything that is no number of a page."""
    text = str(st.session_state.get("log:page", "1"))
    return text if text.isascii() and text.isdigit() and 0 < int(text) < 10_000 else "1"


def _first_page() -> None:
    st.session_state["log:page"] = "1"


def _total_text(total: int, chosen: dict[str, str]) -> str:
    """How many challenges the filters let through: `3 open challenges`, `2 challenges, waiting for the board`."""
    what = SHOWN_STATES[chosen["show"]][0].lower()
    told = {
        "all": count_text(total, "challenge"),
        "open": count_text(total, "open challenge"),
        OVERDUE: count_text(total, "overdue challenge"),
    }.get(chosen["show"], f"{count_text(total, 'challenge')}, {what}")
    narrowed = any(chosen[name] for name in ("agency", "area", "text"))
    return told + (" for this choice" if narrowed else "")


def _draw_paging(total: int) -> None:
    last = -(-total // PER_PAGE)
    place = int(_page_number())
    if last < 2:
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="log-pages"):
        st.button("Newer", disabled=place <= 1, on_click=_turn_page, args=(place - 1,), icon=":material/chevron_left:")
        st.html(render("log/page_number.html", page=place, last=last))
        st.button(
            "Older", disabled=place >= last, on_click=_turn_page, args=(place + 1,), icon=":material/chevron_right:"
        )


def _turn_page(place: int) -> None:
    st.session_state["log:page"] = str(place)


def _show_empty_list() -> None:
    st.info(
        "No challenge was raised yet. Choose **Raise a challenge** above to begin, or open a line under "
        "[What warrants challenge](challenge) and raise it from there.",
        icon=":material/flag:",
    )


def _show_drafts() -> None:
    """The forms that were begun and not sent, each with the way back to it."""
    waiting = [draft for draft in all_drafts(store_path()) if draft.form in _FORMS]
    if not waiting:
        return
    with st.expander(
        f"{count_text(len(waiting), 'form')} begun and not sent", icon=":material/edit_note:", expanded=True
    ):
        for draft in waiting[:10]:
            told, throw = st.columns([5, 1], vertical_alignment="center")
            told.html(render("log/draft.html", draft=draft, address=_draft_address(draft), day_text=day_text))
            throw.button(
                "Throw away", key=f"log:throw:{draft.id}", on_click=discard_draft, args=(store_path(), draft.id)
            )


def _draft_address(draft: Draft) -> str:
    """The address that opens a form with its draft."""
    start, named = _FORMS[draft.form]
    field = {named: draft.fields.get(named, "")} if named else {}
    return f"{start}&{urlencode({**field, 'draft': draft.id})}"


def log_filter_words(catalogue: Catalogue) -> FilterWords:
    """What the list of challenges is narrowed to, and which page of it is open."""
    chosen = dict.fromkeys(FILTERS, "") | filter_parameters()
    return {
        "Show": SHOWN_STATES[chosen["show"] or FILTERS["show"]][0],
        "Agency": chosen["agency"],
        "Area": area_name(catalogue, chosen["area"]),
        "Search": chosen["text"],
        "Page": chosen["page"],
    }
