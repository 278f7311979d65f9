"""Sets of the report: parts that were added from the pages, ordered, renamed and removed by buttons, and what a pack is
made of.

Each button writes a new version of the set; whoever meets a set that somebody has changed meanwhile is told, and the
last change can be taken back.
"""

from collections.abc import Callable

import streamlit as st

from indicators.board.report_sets import (
    ReportSet,
    move_report_part,
    remove_report_part,
    rename_report_part,
    rename_report_set,
    report_sets,
    restore_report_set,
    withdraw_report_set,
)
from indicators.catalogue.periods import day_text
from indicators.errors import IndicatorsError
from indicators.pages.components.add_to_report import (
    PACK_OF_BOTH,
    PACK_OF_CONTENTS,
    PACK_OF_SET,
    PACK_SOURCE_KEY,
    ROLE_KEY,
)
from indicators.pages.components.allowed_values import is_allowed
from indicators.pages.components.forms import role_box, show_refusal
from indicators.pages.components.query_params import escape_markdown
from indicators.pages.components.session import DashboardData, board_terms
from indicators.pages.report.contents import contents_box
from indicators.report.contents import Contents
from indicators.report.record import contents_with_set, is_for_board_only
from indicators.settings import store_path
from indicators.web import render
from indicators.wording.numbers import count_text

_CHOSEN, _REFUSAL = "report-set:shown", "report-set:refusal"
_SOURCES = {PACK_OF_CONTENTS: "The contents below", PACK_OF_SET: "A set", PACK_OF_BOTH: "Both"}


def chosen_contents(data: DashboardData) -> Contents:
    """What a pack is made of: contents, a set, or both; the choice is there once there is a set."""
    sets = {one.number: one for one in report_sets(data.store)}
    if not sets:
        return contents_box(data)
    if not is_allowed(st.session_state.get(PACK_SOURCE_KEY), _SOURCES):
        st.session_state[PACK_SOURCE_KEY] = PACK_OF_CONTENTS
    source = st.segmented_control(
        "The pack is made of", list(_SOURCES), format_func=_SOURCES.__getitem__, required=True,
        key=PACK_SOURCE_KEY, persist_state="session",
        help="A set has what was added from the pages with “Add to report”.",
    )  # fmt: skip
    if source == PACK_OF_CONTENTS:
        names = ", ".join(f"“{escape_markdown(one.title)}”" for one in sets.values())
        st.caption(f"Not in the pack: what was added from the pages ({names}). Choose “A set” or “Both” to put it in.")
        return contents_box(data)
    chosen = sets[_set_box(sets)]
    st.caption(
        f"“{escape_markdown(chosen.title)}” has {count_text(len(chosen.parts), 'part')}. "
        "[Order and rename them](report?section=sets). In a pack for anybody, challenges, the assurance map and "
        "findings that nobody has released are left out, and so is the name of the set; your own headings of charts "
        "stand in it. A scorecard of the office's own stands in it without its name."
    )
    if source == PACK_OF_SET:
        return contents_with_set(None, chosen, data.store)
    return contents_with_set(contents_box(data), chosen, data.store)


def sets_section(data: DashboardData) -> None:
    """The sets, the parts of one in order, and the ways to change them."""
    st.html(
        "<p class='subtitle'>What was added with “Add to report”: charts of Explore and Compare, tables of the four "
        "quadrants, what warrants challenge, a scorecard and the disagreements, the assurance map, challenges and "
        "findings. “Make a pack” puts it into the report, alone or after the contents.</p>"
    )
    if refusal := st.session_state.pop(_REFUSAL, None):
        show_refusal(refusal)
    sets = {one.number: one for one in report_sets(data.store)}
    if not sets:
        st.info(
            "There is no set yet. Open a chart on [Explore](explore) and choose **Add to report** under it.",
            icon=":material/playlist_add:",
        )
    else:
        left, right = st.columns([2, 1])
        with left:
            chosen = sets[_set_box(sets)]
        with right:
            role_box("You change it as", key=ROLE_KEY)
        _draw_parts(data, chosen)
        _draw_set_buttons(chosen)
    _draw_removed(data)


def _set_box(sets: dict[int, ReportSet]) -> int:
    if not is_allowed(st.session_state.get(_CHOSEN), sets):
        st.session_state[_CHOSEN] = max(sets, key=lambda number: sets[number].at)
    return st.selectbox(
        "Set", list(sets), format_func=lambda number: sets[number].title, key=_CHOSEN, persist_state="session"
    )


def _draw_parts(data: DashboardData, chosen: ReportSet) -> None:
    last = len(chosen.parts) - 1
    with st.container(key="report-set-parts", gap=None):
        for place, part in enumerate(chosen.parts):
            with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"report-set-{place}"):
                mark = "for members only" if is_for_board_only(part.address, data.store) else ""
                st.html(render("report/part.html", number=place + 1, part=part, mark=mark), width="stretch")
                with st.container(horizontal=True, width="content", gap="small"):
                    _offer(chosen, "Up", "arrow_upward", place, move_report_part, -1, disabled=place == 0)
                    _offer(chosen, "Down", "arrow_downward", place, move_report_part, 1, disabled=place == last)
                    with st.popover(
                        "Rename", icon=":material/edit:", type="tertiary", key=f"report-set-rename-{place}"
                    ):
                        heading = f"report-set:heading-{chosen.number}-{chosen.version}-{place}"
                        st.text_input("Heading", value=part.title, key=heading, max_chars=200)
                        st.button(
                            "Rename", key=f"report-set-renamed-{place}", type="primary",
                            on_click=_rename_part, args=(chosen, place, heading),
                        )  # fmt: skip
                    _offer(chosen, "Remove", "close", place, remove_report_part, disabled=False)
    if not chosen.parts:
        st.info("Nothing is in this set. Add something from a page, or undo the last change.")


def _offer(
    chosen: ReportSet, label: str, icon: str, place: int, change: Callable[..., ReportSet], *more: int, disabled: bool
) -> None:
    st.button(
        label, icon=f":material/{icon}:", key=f"report-set-{label}-{place}", help=f"{label}: part {place + 1}",
        type="tertiary", disabled=disabled, on_click=_change, args=(chosen, change, place, *more),
    )  # fmt: skip


def _draw_set_buttons(chosen: ReportSet) -> None:
    said = f"{chosen.what}, by {chosen.by} on {day_text(chosen.at.date())}"
    st.caption(f"Last change: {escape_markdown(said)}.")
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom", key="report-set-buttons"):
        st.button(
            "Undo the last change", icon=":material/undo:", key="report-set-undo", disabled=chosen.version == 1,
            on_click=_change, args=(chosen, restore_report_set),
        )  # fmt: skip
        with st.popover("Rename the set", icon=":material/edit:", key="report-set-rename"):
            name = f"report-set:name-{chosen.number}-{chosen.version}"
            st.text_input("Name", value=chosen.title, key=name, max_chars=200)
            st.button("Rename", key="report-set-renamed", type="primary", on_click=_rename_set, args=(chosen, name))
        st.button(
            "Withdraw the set", icon=":material/delete:", key="report-set-remove",
            on_click=_change, args=(chosen, withdraw_report_set),
        )  # fmt: skip


def _draw_removed(data: DashboardData) -> None:
    removed = report_sets(data.store, withdrawn=True)
    if not removed:
        return
    with st.expander(f"Withdrawn sets ({len(removed):,})"):
        for one in removed:
            st.button(
                f"Bring back “{escape_markdown(one.title)}”", key=f"report-set-back-{one.number}",
                icon=":material/undo:", on_click=_change, args=(one, restore_report_set),
            )  # fmt: skip


def _rename_part(chosen: ReportSet, place: int, key: str) -> None:
    _change(chosen, rename_report_part, place, str(st.session_state.get(key) or ""))


def _rename_set(chosen: ReportSet, key: str) -> None:
    _change(chosen, rename_report_set, str(st.session_state.get(key) or ""))


def _change(chosen: ReportSet, change: Callable[..., ReportSet], *more: object) -> None:
    """Write a change of the set as the page showed it; why it was refused is for the page to say."""
    by = str(st.session_state.get(ROLE_KEY) or board_terms().roles[0])
    try:
        changed = change(store_path(), chosen.number, *more, version=chosen.version, by=by)
    except IndicatorsError as error:
        st.session_state[_REFUSAL] = error
        return
    st.session_state[_CHOSEN] = changed.number
