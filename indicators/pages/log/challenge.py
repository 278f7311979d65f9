"""One challenge: what was asked and seen, what has happened, and the next step."""

from collections.abc import Callable
from datetime import date
from html import escape

import streamlit as st

from indicators.definitions import QUADRANTS
from indicators.errors import RecordRefused
from indicators.months import day_text
from indicators.pages.parts.data import Opened
from indicators.pages.parts.log_seen import show_seen
from indicators.pages.parts.log_step import step_form
from indicators.pages.parts.log_words import state_tag
from indicators.pages.parts.unmarked import unmarked
from indicators.record.entries import Challenge, StepTaken
from indicators.record.log import challenge, history
from indicators.record.story import story
from indicators.record.then_and_now import then_and_now


def one_challenge(data: Opened, number: int, *, leave: Callable[[], None]) -> bool:
    """The whole of one challenge; False, with a word about it, where there is none of this number.

    `leave` goes back to the list, for a button.
    """
    try:
        one = challenge(data.store, number)
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
