"""Raise a challenge: from a signal, a chart, a cell of the map or from nothing; every word is kept as it is typed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from indicators.board.challenges import Asked, raise_challenge
from indicators.board.snapshot import seen_figure
from indicators.catalogue.areas import find_area
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import QUADRANTS
from indicators.catalogue.periods import PERIOD_GROUPS, day_text
from indicators.errors import IndicatorsError, UsageError
from indicators.figures import MEASURES
from indicators.pages.components.allowed_values import is_of_list
from indicators.pages.components.cycle import cycle_of, year_ends
from indicators.pages.components.forms import TOKEN, KeptForm, tell_refused
from indicators.pages.components.plan_filter import priority_words
from indicators.pages.components.session import Opened
from indicators.pages.log.challenge import show_seen
from indicators.settings import store_path

#: What a link to the form may bring, none of them twice.
NAMES = ("indicator", "area", "beside", "measure", "periods", "as_at", "known", "rule", "priority", "quadrant")
#: Other areas of a chart that are frozen with it.
MOST_BESIDE = 5


@dataclass(frozen=True)
class About:
    """What a link names and the catalogue has; empty and None where it names nothing.

    `area` is a code, and so are the `beside`, whose lines stand in the same chart.
    """

    indicator: str = ""
    area: str = ""
    beside: tuple[str, ...] = ()
    measure: str = "value"
    periods: str = ""
    as_at: date | None = None
    known_on: date | None = None
    rule: str = ""
    priority: str = ""
    quadrant: str = ""


def read_about(brought: Mapping[str, Sequence[str]], catalogue: Catalogue) -> About:
    """What the parameters of an address name; what does not exist is left out."""
    text = {name: brought.get(name, [""])[0] for name in NAMES}
    indicator = catalogue.indicators.get(text["indicator"])
    has_measure = text["measure"] in MEASURES and (
        text["measure"] != "rate" or (indicator is not None and bool(indicator.rate_population))
    )
    return About(
        indicator=indicator.id if indicator else "",
        area=_area(text["area"], catalogue),
        beside=tuple(code for code in text["beside"].split(",") if code in catalogue.areas)[:MOST_BESIDE],
        measure=text["measure"] if has_measure else "value",
        periods=text["periods"] if text["periods"] in PERIOD_GROUPS else "",
        as_at=_day(text["as_at"]),
        known_on=_day(text["known"]),
        rule=text["rule"][:40],
        priority=text["priority"] if text["priority"] in catalogue.priorities else "",
        quadrant=text["quadrant"] if text["quadrant"] in QUADRANTS else "",
    )


def seen_text(data: Opened, about: About) -> str:
    """The figure, the series of its chart and its signal as they are seen now, as JSON; empty without a figure."""
    if not (about.indicator and about.area):
        return ""
    past = data.as_known(about.known_on) if about.known_on else data
    seen = _seen(past, about, about.area, signal=_signal(past, about))
    beside = [_seen(past, about, code) for code in about.beside]
    return json.dumps({**seen, "beside": beside}, ensure_ascii=False)


def _seen(data: Opened, about: About, area: str, *, signal: Any = None) -> dict[str, Any]:
    return seen_figure(
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


def _signal(data: Opened, about: About) -> Any:
    """The judgement that is challenged: of the rule that the link names, else the most pressing of the figure."""
    ends = year_ends(data.version, data)
    as_at = about.as_at or max(ends.values(), default=None)
    if as_at is None:
        return None
    cycle = cycle_of(data.version, as_at, data)
    own = _of(cycle.shortlist, about)
    if about.rule:
        own = own[own["rule"] == about.rule]
    return next(own.itertuples(index=False), None)


def _of(rows: pd.DataFrame, about: About) -> pd.DataFrame:
    return rows[(rows["indicator"] == about.indicator) & (rows["area_code"] == about.area)]


def _area(text: str, catalogue: Catalogue) -> str:
    try:
        return find_area(text, catalogue.areas).code if text else ""
    except UsageError:
        return ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


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
