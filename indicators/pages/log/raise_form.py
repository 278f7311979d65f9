"""Raise a challenge: from a signal, a chart, a cell of the map or from nothing; every word is kept as it is typed."""

import json
from collections.abc import Sequence
from datetime import date, timedelta

import streamlit as st

from indicators.definitions import QUADRANTS
from indicators.errors import IndicatorsError
from indicators.measures import Catalogue
from indicators.months import day_text
from indicators.pages.parts.data import Opened
from indicators.pages.parts.kept_form import TOKEN, KeptForm
from indicators.pages.parts.log_about import About, seen_text
from indicators.pages.parts.log_seen import show_seen
from indicators.pages.parts.of_list import is_of_list
from indicators.pages.parts.plan_choice import priority_words
from indicators.pages.parts.refused import tell_refused
from indicators.record.challenges import Asked, raise_challenge
from indicators.returns.ensure import store_path

#: What is usual between a meeting and the next papers.
_DAYS_TO_ANSWER = 28
_FIELDS = ("indicator", "area", "priority", "quadrant", "question", "agency", "due", "by", "meeting", "seen")
_SAID = "log:said"


def _title() -> str:
    question = " ".join((FORM.value("question") or "").split())
    return f"A challenge: {question[:80]}" if question else "A challenge without a question yet"


FORM = KeptForm("raise", _FIELDS, _title, dates=("due",))


def begin(about: About, data: Opened) -> None:
    """Start the form with what a link was about; the figure is frozen at this moment."""
    FORM.begin(
        {
            "indicator": about.indicator or None,
            "area": about.area or None,
            "priority": about.priority or None,
            "quadrant": about.quadrant,
            "due": date.today() + timedelta(days=_DAYS_TO_ANSWER),
            "seen": seen_text(data, about),
        }
    )


def raise_section(data: Opened) -> None:
    """The form on the left, what is challenged on the right."""
    if not FORM.has_begun:
        begin(About(), data)
    left, right = st.columns([3, 2], gap="large")
    with left:
        _what(data)
        if quadrant := QUADRANTS.get(FORM.value("quadrant") or ""):
            st.caption(f"About this side of the priority: {quadrant}")
        _question(data.catalogue)
        _to_whom(data)
        if FORM.is_sent("Raise the challenge"):
            _send()
    with right:
        show_seen(
            json.loads(FORM.value("seen") or "{}"),
            key="raise",
            when="As you see it now; it is frozen with the challenge",
        )


def _what(data: Opened) -> None:
    catalogue = data.catalogue
    one, two = st.columns([3, 2])
    indicators = sorted(catalogue.indicators, key=lambda name: catalogue.indicators[name].title)
    told = {"index": None, "on_change": _changed, "args": (data,)}
    one.selectbox(
        "Which indicator? (may stay empty)",
        indicators,
        format_func=lambda name: catalogue.indicators[name].title,
        key=FORM.key("indicator"),
        placeholder="None in particular",
        **told,
    )
    two.selectbox(
        "Which area?",
        list(catalogue.areas),
        format_func=lambda code: catalogue.areas[code].name,
        key=FORM.key("area"),
        placeholder="None in particular",
        **told,
    )
    st.selectbox(
        "Which priority? (may stay empty)",
        list(catalogue.priorities),
        format_func=lambda name: priority_words(catalogue, name),
        key=FORM.key("priority"),
        index=None,
        placeholder="None in particular",
        on_change=FORM.keep,
    )


def _changed(data: Opened) -> None:
    """Another indicator or area: another figure is frozen, as it is usually shown."""
    indicator, area = FORM.value("indicator"), FORM.value("area")
    about = About(
        indicator=indicator if is_of_list(indicator, data.catalogue.indicators) else "",
        area=area if is_of_list(area, data.catalogue.areas) else "",
    )
    st.session_state[FORM.key("seen")] = seen_text(data, about)
    FORM.keep()


def _question(catalogue: Catalogue) -> None:
    st.text_area("What does the board ask?", key=FORM.key("question"), height=140, on_change=FORM.keep)
    indicator = catalogue.indicators.get(FORM.value("indicator") or "")
    if indicator and indicator.questions:
        st.selectbox(
            "Put in a question that the definition suggests", indicator.questions, index=None,
            key=FORM.key("suggested"), on_change=_put_in, args=(indicator.questions,), placeholder="Choose one",
        )  # fmt: skip


def _put_in(questions: Sequence[str]) -> None:
    suggested = FORM.value("suggested")
    st.session_state[FORM.key("suggested")] = None
    if is_of_list(suggested, questions):
        written = (FORM.value("question") or "").rstrip()
        st.session_state[FORM.key("question")] = f"{written}\n{suggested}".strip()
        FORM.keep()


def _to_whom(data: Opened) -> None:
    names = list(data.store.query("agencies")["name"])
    one, two = st.columns(2)
    one.selectbox(
        "To which agency?", names, index=None, accept_new_options=True, key=FORM.key("agency"),
        on_change=FORM.settle, args=("agency", names), placeholder="Choose one or write it",
    )  # fmt: skip
    two.date_input("Answer due by", value=None, format="DD/MM/YYYY", key=FORM.key("due"), on_change=FORM.keep)
    FORM.role_box(one, "Who raises it? (a role)")
    two.text_input(
        "At which meeting?", key=FORM.key("meeting"), on_change=FORM.keep, placeholder="for example SEG, June 2016"
    )


def _send() -> None:
    seen = json.loads(FORM.value("seen") or "{}")
    asked = Asked(
        question=FORM.value("question") or "",
        agency=FORM.value("agency") or "",
        due=FORM.value("due"),
        by=FORM.value("by") or "",
        meeting=FORM.value("meeting") or "",
        priority=FORM.value("priority") or "",
        quadrant=FORM.value("quadrant") or "",
        indicator=FORM.value("indicator") or "",
        area_code=FORM.value("area") or "",
        period=seen["figure"]["period"] if seen.get("figure") else "",
        seen=seen,
        token=FORM.value(TOKEN),
    )
    try:
        number = raise_challenge(store_path(), asked)
    except IndicatorsError as error:
        tell_refused(error)
        return
    due = day_text(asked.due)
    FORM.finish()
    st.session_state[_SAID] = f"Challenge {number} is raised; the answer is due on {due}."
    st.session_state["log:open"] = number
    st.rerun()
