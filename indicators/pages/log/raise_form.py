"""The form that raises a challenge, about a signal, a chart, a cell of the map or nothing in particular.
The figure that it is about is frozen as a snapshot at the moment when the form is opened.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from indicators import clock
from indicators.board.challenges import NewChallenge, raise_challenge
from indicators.board.snapshot import figure_snapshot
from indicators.catalogue.areas import find_area
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import QUADRANTS
from indicators.catalogue.periods import PERIOD_GROUPS, day_text
from indicators.errors import IndicatorsError, UsageError, not_none
from indicators.figures import MEASURES
from indicators.frames import frame_rows
from indicators.pages.components.allowed_values import is_allowed
from indicators.pages.components.cycle import cached_cycle
from indicators.pages.components.forms import TOKEN, DraftForm, show_refusal
from indicators.pages.components.plan_filter import priorities_on_offer, priority_words
from indicators.pages.components.session import DashboardData
from indicators.pages.log.challenge import show_snapshot
from indicators.settings import store_path

#: What a link to the form may bring, none of them twice.
SUBJECT_PARAMETERS = (
    "indicator",
    "area",
    "beside",
    "measure",
    "periods",
    "as_at",
    "known",
    "rule",
    "priority",
    "quadrant",
)
#: Other areas of a chart that are frozen with it.
MOST_COMPARED = 5


@dataclass(frozen=True)
class ChallengeSubject:
    """What a link names and the catalogue has; empty and None where it names nothing.

    `area` is a code, and so are the `beside`, whose lines stand in the same chart.
    """

    indicator: str = ""
    area: str = ""
    compared_areas: tuple[str, ...] = ()
    measure: str = "value"
    periods: str = ""
    as_at: date | None = None
    known_on: date | None = None
    rule: str = ""
    priority: str = ""
    quadrant: str = ""


def read_subject(brought: Mapping[str, Sequence[str]], catalogue: Catalogue) -> ChallengeSubject:
    """What the parameters of an address name; what does not exist is left out."""
    text = {name: brought.get(name, [""])[0] for name in SUBJECT_PARAMETERS}
    indicator = catalogue.indicators.get(text["indicator"])
    has_measure = text["measure"] in MEASURES and (
        text["measure"] != "rate" or (indicator is not None and bool(indicator.rate_population))
    )
    return ChallengeSubject(
        indicator=indicator.id if indicator else "",
        area=_area_code(text["area"], catalogue),
        compared_areas=tuple(code for code in text["beside"].split(",") if code in catalogue.areas)[:MOST_COMPARED],
        measure=text["measure"] if has_measure else "value",
        periods=text["periods"] if text["periods"] in PERIOD_GROUPS else "",
        as_at=_parse_day(text["as_at"]),
        known_on=_parse_day(text["known"]),
        rule=text["rule"][:40],
        priority=text["priority"] if text["priority"] in catalogue.priorities else "",
        quadrant=text["quadrant"] if text["quadrant"] in QUADRANTS else "",
    )


def snapshot_json(data: DashboardData, about: ChallengeSubject) -> str:
    """The figure, the series of its chart and its signal as they are seen now, as JSON; empty without a figure."""
    if not (about.indicator and about.area):
        return ""
    past = data.as_known(about.known_on) if about.known_on else data
    snapshot = _snapshot(past, about, about.area, signal=_signal(past, about))
    compared = [_snapshot(past, about, code) for code in about.compared_areas]
    return json.dumps({**snapshot, "beside": compared}, ensure_ascii=False)


def _snapshot(data: DashboardData, about: ChallengeSubject, area: str, *, signal: Any = None) -> dict[str, Any]:
    return figure_snapshot(
        data.store,
        data.catalogue,
        about.indicator,
        area,
        measure=about.measure,
        periods=about.periods or None,
        as_at=about.as_at,
        known_on=about.known_on,
        signal=signal,
    )


def _signal(data: DashboardData, about: ChallengeSubject) -> Any:
    """The judgement that is challenged: of the rule that the link names, else the most pressing of the figure."""
    cycle = cached_cycle(data.version, about.as_at, data)
    own = _judgements_of_figure(cycle.shortlist, about)
    if about.rule:
        own = own[own["rule"] == about.rule]
    return next(frame_rows(own), None)


def _judgements_of_figure(rows: pd.DataFrame, about: ChallengeSubject) -> pd.DataFrame:
    return rows[(rows["indicator"] == about.indicator) & (rows["area_code"] == about.area)]


def _area_code(text: str, catalogue: Catalogue) -> str:
    try:
        return find_area(text, catalogue.areas).code if text else ""
    except UsageError:
        return ""


def _parse_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


#: What is usual between a meeting and the next papers.
_DAYS_TO_ANSWER = 28
_RAISE_FIELDS = (
    "indicator",
    "area",
    "priority",
    "quadrant",
    "question",
    "agency",
    "due",
    "by",
    "on",
    "meeting",
    "seen",
)
_MESSAGE = "log:said"


def _raise_title() -> str:
    question = " ".join((RAISE_FORM.value("question") or "").split())
    return f"A challenge: {question[:80]}" if question else "A challenge without a question yet"


RAISE_FORM = DraftForm("raise", _RAISE_FIELDS, _raise_title, dates=("due", "on"))


def begin_challenge(about: ChallengeSubject, data: DashboardData) -> None:
    """Start the form with what a link was about; the figure is frozen at this moment."""
    RAISE_FORM.begin(
        {
            "indicator": about.indicator or None,
            "area": about.area or None,
            "priority": about.priority or None,
            "quadrant": about.quadrant,
            "due": clock.today() + timedelta(days=_DAYS_TO_ANSWER),
            "seen": snapshot_json(data, about),
        }
    )


def raise_section(data: DashboardData) -> None:
    """The form on the left, what is challenged on the right."""
    if not RAISE_FORM.has_begun:
        begin_challenge(ChallengeSubject(), data)
    left, right = st.columns([3, 2], gap="large")
    with left:
        _subject_fields(data)
        if quadrant := QUADRANTS.get(RAISE_FORM.value("quadrant") or ""):
            st.caption(f"About this side of the priority: {quadrant}")
        _question_field(data.catalogue)
        _agency_fields(data)
        if RAISE_FORM.is_sent("Raise the challenge"):
            _send_challenge()
    with right:
        show_snapshot(
            json.loads(RAISE_FORM.value("seen") or "{}"),
            data.catalogue.areas,
            key="raise",
            when="As you see it now; it is frozen with the challenge",
        )


def _subject_fields(data: DashboardData) -> None:
    catalogue = data.catalogue
    left, right = st.columns([3, 2])
    indicators = sorted(catalogue.indicators, key=lambda name: catalogue.indicators[name].title)
    options = {"index": None, "on_change": _change_subject, "args": (data,)}
    left.selectbox(
        "Which indicator? (may stay empty)",
        indicators,
        format_func=lambda name: catalogue.indicators[name].title,
        key=RAISE_FORM.key("indicator"),
        placeholder="None in particular",
        **options,
    )
    right.selectbox(
        "Which area?",
        list(catalogue.areas),
        format_func=lambda code: catalogue.areas[code].name,
        key=RAISE_FORM.key("area"),
        placeholder="None in particular",
        **options,
    )
    st.selectbox(
        "Which priority? (may stay empty)",
        priorities_on_offer(catalogue),
        format_func=lambda name: priority_words(catalogue, name),
        key=RAISE_FORM.key("priority"),
        index=None,
        placeholder="None in particular",
        on_change=RAISE_FORM.keep,
    )


def _change_subject(data: DashboardData) -> None:
    """Another indicator or area: another figure is frozen, as it is usually shown."""
    indicator, area = RAISE_FORM.value("indicator"), RAISE_FORM.value("area")
    about = ChallengeSubject(
        indicator=indicator if is_allowed(indicator, data.catalogue.indicators) else "",
        area=area if is_allowed(area, data.catalogue.areas) else "",
    )
    st.session_state[RAISE_FORM.key("seen")] = snapshot_json(data, about)
    RAISE_FORM.keep()


def _question_field(catalogue: Catalogue) -> None:
    st.text_area(
        f"What does the {catalogue.terms.board} ask?",
        key=RAISE_FORM.key("question"),
        height=140,
        on_change=RAISE_FORM.keep,
    )
    indicator = catalogue.indicators.get(RAISE_FORM.value("indicator") or "")
    if indicator and indicator.questions:
        st.selectbox(
            "Put in a question that the definition suggests", indicator.questions, index=None,
            key=RAISE_FORM.key("suggested"), on_change=_insert_questions, args=(indicator.questions,),
            placeholder="Choose one",
        )  # fmt: skip


def _insert_questions(questions: Sequence[str]) -> None:
    suggested = RAISE_FORM.value("suggested")
    st.session_state[RAISE_FORM.key("suggested")] = None
    if is_allowed(suggested, questions):
        written = (RAISE_FORM.value("question") or "").rstrip()
        st.session_state[RAISE_FORM.key("question")] = f"{written}\n{suggested}".strip()
        RAISE_FORM.keep()


def _agency_fields(data: DashboardData) -> None:
    names = list(data.store.query("agencies")["name"])
    left, right = st.columns(2)
    left.selectbox(
        "To which agency?", names, index=None, accept_new_options=True, key=RAISE_FORM.key("agency"),
        on_change=RAISE_FORM.settle, args=("agency", names), placeholder="Choose one or write it",
    )  # fmt: skip
    right.date_input(
        "Answer due by", value=None, format="DD/MM/YYYY", key=RAISE_FORM.key("due"), on_change=RAISE_FORM.keep
    )
    RAISE_FORM.role_box(left, "Who raises it? (a role)")
    RAISE_FORM.day_box(right, "On which day? (empty means today)")
    left.text_input(
        "At which meeting?",
        key=RAISE_FORM.key("meeting"),
        on_change=RAISE_FORM.keep,
        placeholder="for example Performance group, June 2016",
    )


def _send_challenge() -> None:
    snapshot = json.loads(RAISE_FORM.value("seen") or "{}")
    challenge = NewChallenge(
        question=RAISE_FORM.value("question") or "",
        agency=RAISE_FORM.value("agency") or "",
        due=RAISE_FORM.value("due"),
        by=RAISE_FORM.value("by") or "",
        on=RAISE_FORM.value("on"),
        meeting=RAISE_FORM.value("meeting") or "",
        priority=RAISE_FORM.value("priority") or "",
        quadrant=RAISE_FORM.value("quadrant") or "",
        indicator=RAISE_FORM.value("indicator") or "",
        area_code=RAISE_FORM.value("area") or "",
        period=snapshot["figure"]["period"] if snapshot.get("figure") else "",
        snapshot=snapshot,
        token=RAISE_FORM.value(TOKEN),
    )
    try:
        number = raise_challenge(store_path(), challenge)
    except IndicatorsError as error:
        show_refusal(error)
        return
    due = day_text(not_none(challenge.due))
    RAISE_FORM.finish()
    st.session_state[_MESSAGE] = f"Challenge {number} is raised; the answer is due on {due}."
    st.session_state["log:open"] = number
    st.rerun()
