"""One challenge: what was asked and seen, what has happened, and the next step."""

from collections.abc import Callable, Mapping
from datetime import date
from html import escape
from typing import Any

import streamlit as st

from indicators.board.challenge_story import story
from indicators.board.challenges import (
    SETS_DUE,
    TRANSITIONS,
    Challenge,
    Step,
    StepTaken,
    Taken,
    allowed,
    challenge_of,
    history,
    take_step,
)
from indicators.board.snapshot import figure_text, series_of, then_and_now
from indicators.catalogue.indicators import QUADRANTS
from indicators.catalogue.periods import day_text
from indicators.charts.trend import trend_chart
from indicators.errors import ChallengeMoved, IndicatorsError, RecordRefused
from indicators.pages.components.board_lines import state_tag
from indicators.pages.components.downloads import PLOTLY
from indicators.pages.components.figure_tables import wide_table_html
from indicators.pages.components.forms import TOKEN, KeptForm, tell_refused
from indicators.pages.components.query_params import unmarked
from indicators.pages.components.session import Opened
from indicators.settings import store_path
from indicators.wording.numbers import alt_text


def show_seen(seen: Mapping[str, Any], *, key: str, when: str) -> None:
    """The frozen figure with its signal, its chart and its table; `when` says at which moment it was frozen."""
    if not seen:
        st.html(
            f"<h2 class='side'>{escape(when)}</h2><p class='caption'>No figure: a challenge may be about anything. "
            "Choose an indicator and an area, and the figure is frozen with it as it stands.</p>"
        )
        return
    history = series_of(seen)
    st.html(f"<h2 class='side'>{escape(when)}</h2>{_figure(seen)}{_signal(seen)}")
    if history.known.empty:
        return
    lines = [history, *(series_of(other) for other in seen.get("beside", ()))]
    words = {"title": "", "subtitle": "", "source_note": _source(seen)}
    chart = trend_chart(lines, breaks=history.breaks, narrow=True, **words)
    st.plotly_chart(chart, theme=None, config=PLOTLY, key=f"{key}-seen", alt=alt_text(lines))
    with st.expander("Table of the frozen figures"):
        st.html(wide_table_html(lines, f"{history.indicator.title}, as it was seen"))


def _figure(seen: Mapping[str, Any]) -> str:
    about = f"{seen['indicator']['title']}, {seen['area']['name']}"
    moved = f" ({seen['figure']['movement']})" if seen["figure"] else ""
    known = f" Figures as they were known on {seen['known_on']}." if seen["known_on"] else ""
    return (
        f'<p class="seen"><strong>{escape(figure_text(seen))}</strong>{escape(moved)}<br>{escape(about)}</p>'
        f"<p class='caption'>{escape(f'Source: {_source(seen)}.' if _source(seen) else '')}{escape(known)}</p>"
    )


def _source(seen: Mapping[str, Any]) -> str:
    return seen["figure"]["source"] if seen["figure"] else ""


def _signal(seen: Mapping[str, Any]) -> str:
    if not seen["signal"]:
        return ""
    return f"<p class='signal-seen'>What was found: {escape(seen['signal']['sentence'])}.</p>"


_BUTTONS = {
    Step.ACKNOWLEDGE: "Acknowledge",
    Step.ANSWER: "Record the answer",
    Step.ASSURE: "Record the assurance",
    Step.ESCALATE: "Escalate",
    Step.CLOSE: "Close the challenge",
    Step.REOPEN: "Reopen",
}
_WORDS = {
    Step.ACKNOWLEDGE: "Anything to add? (may stay empty)",
    Step.ANSWER: "What did the agency answer?",
    Step.ASSURE: "What satisfied the board? (may stay empty)",
    Step.ESCALATE: "What is wanting, and with whom is it taken up?",
    Step.CLOSE: "Anything else? (may stay empty)",
    Step.REOPEN: "Why is it asked again?",
}
_FIELDS = ("challenge", "seen_number", "step", "words", "outcome", "impact", "due", "by", "meeting")
_SAID = "log:said"


def _title() -> str:
    number, step = FORM.value("challenge"), FORM.value("step")
    return f"Challenge {number}: {_BUTTONS[Step(step)].lower() if step in _BUTTONS else 'a step'}"


FORM = KeptForm("step", _FIELDS, _title, dates=("due",))


def step_form(one: Challenge) -> None:
    """The form for one of the steps that the state allows."""
    choices = [str(step) for step in allowed(one.state)]
    if FORM.value("challenge") != str(one.number):
        _begin(one, choices)
    if FORM.value("seen_number") is None:
        st.session_state[FORM.key("seen_number")] = str(one.steps)
    if FORM.value("step") not in choices:
        # Somebody moved the challenge on; what was typed stays, for the step that may follow now.
        st.session_state[FORM.key("step")] = choices[0]
    st.html("<h2 class='side'>The next step</h2>")
    chosen = Step(
        st.segmented_control(
            "What happens?",
            choices,
            format_func=lambda one: Step(one).words.partition(":")[0],
            key=FORM.key("step"),
            required=True,
            on_change=FORM.keep,
        )
    )
    st.caption(chosen.words.partition(": ")[2].capitalize() + ".")
    _fields(chosen)
    if FORM.is_sent(_BUTTONS[chosen]):
        _send(one, chosen)


def _begin(one: Challenge, choices: list[str]) -> None:
    FORM.begin(
        {
            "challenge": str(one.number),
            "seen_number": str(one.steps),
            "step": choices[0],
        }
    )


def _fields(step: Step) -> None:
    st.text_area(_WORDS[step], key=FORM.key("words"), height=120, on_change=FORM.keep)
    if step is Step.CLOSE:
        st.text_area("What came of it? (the outcome)", key=FORM.key("outcome"), height=90, on_change=FORM.keep)
        st.text_area("What changed for children? (the impact)", key=FORM.key("impact"), height=90, on_change=FORM.keep)
    one, two = st.columns(2)
    FORM.role_box(one, "Who takes this step? (a role)")
    two.text_input(
        "At which meeting? (may stay empty)", key=FORM.key("meeting"), on_change=FORM.keep,
        placeholder="for example SEG, September 2016",
    )  # fmt: skip
    if step in SETS_DUE:
        one.date_input(
            "New day to answer by (may stay empty)", value=None, format="DD/MM/YYYY", key=FORM.key("due"),
            on_change=FORM.keep,
        )  # fmt: skip


def _send(one: Challenge, step: Step) -> None:
    due: date | None = FORM.value("due") if step in SETS_DUE else None
    closing = {name: FORM.value(name) or "" for name in ("outcome", "impact")} if step is Step.CLOSE else {}
    taken = Taken(
        step=step,
        by=FORM.value("by") or "",
        words=FORM.value("words") or "",
        meeting=FORM.value("meeting") or "",
        due=due,
        seen_number=int(FORM.value("seen_number")),
        token=FORM.value(TOKEN),
        **closing,
    )
    try:
        take_step(store_path(), one.number, taken)
    except ChallengeMoved as error:
        tell_refused(error)
        st.button("I have read what happened; keep my words and go on", on_click=_catch_up)
        return
    except IndicatorsError as error:
        tell_refused(error)
        return
    FORM.finish()
    st.session_state[_SAID] = f"Challenge {one.number} is {TRANSITIONS[step][1]}."
    st.rerun()


def _catch_up() -> None:
    """Take the challenge as it stands now for what the form was about."""
    st.session_state[FORM.key("seen_number")] = None


def one_challenge(data: Opened, number: int, *, leave: Callable[[], None]) -> bool:
    """The whole of one challenge; False, with a word about it, where there is none of this number.

    `leave` goes back to the list, for a button.
    """
    try:
        one = challenge_of(data.store, number)
    except RecordRefused as error:
        st.warning(unmarked(str(error)))
        return False
    st.button("All challenges", icon=":material/arrow_back:", on_click=leave)
    steps = history(data.store, number)
    st.html(_head(one, date.today()))
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.html(_question(one) + _facts(data, one) + _story(data, one, steps))
        step_form(one)
    with right:
        show_seen(one.seen, key=f"challenge-{number}", when=f"As the board saw it on {day_text(one.raised_at.date())}")
        if one.seen:
            st.html(_now(data, one))
    return True


def _head(one: Challenge, today: date) -> str:
    return (
        f"<h1 class='headline'>Challenge {one.number} to {escape(one.agency)}</h1>"
        f"<p class='subtitle'>{state_tag(one, today)} {escape(_waiting(one))}</p>"
    )


def _waiting(one: Challenge) -> str:
    if not one.is_open:
        return f"Nothing is owed any more. Last step on {day_text(one.last_at.date())}."
    whom = one.waits_for
    by = f" by {day_text(one.due)}" if whom == one.agency else ""
    return f"Waits for {whom}{by}."


def _question(one: Challenge) -> str:
    return f'<blockquote class="question">{_lines(one.question)}</blockquote>'


def _facts(data: Opened, one: Challenge) -> str:
    """What it is about, each part as the link to it."""
    catalogue = data.catalogue
    parts = []
    if one.indicator in catalogue.indicators:
        title = catalogue.indicators[one.indicator].title
        area = catalogue.areas[one.area_code].name if one.area_code in catalogue.areas else ""
        link = f"explore?indicator={escape(one.indicator)}" + (f"&area={escape(area)}" if area else "")
        parts.append(f'<a href="{link}">{escape(title)}{f", {escape(area)}" if area else ""}</a>')
    elif one.area_code in catalogue.areas:
        parts.append(escape(catalogue.areas[one.area_code].name))
    if one.priority in catalogue.priorities:
        title = catalogue.priorities[one.priority].title
        parts.append(f'<a href="priority?priority={escape(one.priority)}">Priority: {escape(title)}</a>')
    if one.quadrant in QUADRANTS:
        parts.append(QUADRANTS[one.quadrant])
    return f"<p class='caption'>About: {' · '.join(parts)}</p>" if parts else ""


def _story(data: Opened, one: Challenge, steps: list[StepTaken]) -> str:
    """The life of the challenge, a sentence or a few a step, with the moment of each."""
    told = story(one, steps, data.catalogue)
    lines = "".join(
        f'<li><span class="step">{step.state.capitalize()}</span> {escape(text)}'
        f'<span class="facts">{step.at:%H:%M} UTC</span></li>'
        for step, text in zip(steps, told, strict=True)
    )
    return f'<h2 class="side">What has happened</h2><ol class="story">{lines}</ol>'


def _now(data: Opened, one: Challenge) -> str:
    """The same figure as it stands now, under the frozen one."""
    words = then_and_now(one.seen, data.store, data.catalogue).words
    return f'<p class="seen"><span class="caption">Then and now</span><br>{escape(words)}</p>'


def _lines(text: str) -> str:
    return "<br>".join(escape(line) for line in text.splitlines())
