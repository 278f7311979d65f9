"""One challenge: what was asked, the figure as the board saw it, what has happened, and the form for the next step."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import streamlit as st
from markupsafe import Markup

from indicators import clock
from indicators.access.permissions import Permission, check_permission, current_user, may
from indicators.board.challenge_story import challenge_story
from indicators.board.challenges import (
    SETS_DUE,
    TRANSITIONS,
    Challenge,
    ChallengeEvent,
    NewChallengeEvent,
    Step,
    agency_ids,
    allowed_steps,
    challenge_history,
    load_challenge,
    move_challenge,
    step_permission,
)
from indicators.board.snapshot import compare_snapshot, snapshot_series, snapshot_text
from indicators.board.validation import excerpt
from indicators.catalogue.areas import Area, BoardTerms
from indicators.catalogue.indicators import QUADRANTS
from indicators.catalogue.periods import day_text
from indicators.charts.trend import trend_chart
from indicators.errors import AccessRefused, ChallengeMoved, IndicatorsError, RecordRefused
from indicators.pages.components.add_to_report import offer_to_add, part_address
from indicators.pages.components.board_lines import state_tag
from indicators.pages.components.downloads import PLOTLY_CONFIG
from indicators.pages.components.figure_tables import wide_table_html
from indicators.pages.components.forms import TOKEN, DraftForm, show_refusal
from indicators.pages.components.query_params import escape_markdown
from indicators.pages.components.session import DashboardData
from indicators.pages.log.letter import offer_letter
from indicators.settings import store_path
from indicators.web import render
from indicators.wording.headlines import alt_text


def show_snapshot(snapshot: Mapping[str, Any], areas: Mapping[str, Area], *, key: str, when: str) -> None:
    """The frozen figure with its signal, its chart and its table; `when` says at which moment it was frozen."""
    st.html(
        render("log/snapshot.html", when=when, snapshot=snapshot, words=snapshot_text(snapshot) if snapshot else "")
    )
    if not snapshot:
        return
    history = snapshot_series(snapshot, areas)
    if history.known.empty:
        return
    lines = [history, *(snapshot_series(other, areas) for other in snapshot.get("beside", ()))]
    words: dict[str, Any] = {"title": "", "subtitle": "", "source_note": _source_text(snapshot)}
    chart = trend_chart(lines, breaks=history.breaks, narrow=True, **words)
    st.plotly_chart(chart, theme=None, config=PLOTLY_CONFIG, key=f"{key}-seen", alt=alt_text(lines))
    with st.expander("Table of the frozen figures"):
        st.html(wide_table_html(lines, f"{history.indicator.title}, as it was seen"))


def _source_text(snapshot: Mapping[str, Any]) -> str:
    return snapshot["figure"]["source"] if snapshot["figure"] else ""


_STEP_BUTTONS = {
    Step.ACKNOWLEDGE: "Acknowledge",
    Step.ANSWER: "Record the answer",
    Step.ASSURE: "Record the assurance",
    Step.ESCALATE: "Escalate",
    Step.CLOSE: "Close the challenge",
    Step.REOPEN: "Reopen",
}
_STEP_PROMPTS = {
    Step.ACKNOWLEDGE: "Anything to add? (may stay empty)",
    Step.ANSWER: "What did the agency answer?",
    Step.ASSURE: "Why is the answer enough? (may stay empty)",
    Step.ESCALATE: "What is wanting, and with whom is it taken up?",
    Step.CLOSE: "Anything else? (may stay empty)",
    Step.REOPEN: "Why is it asked again?",
}
#: What is written of each step: an answer is never another step's words. `words` is of drafts before 0.19.
_WORDS = {step: f"words_{step}" for step in _STEP_PROMPTS}
_STEP_FIELDS = (
    "challenge", "seen_number", "step", "words", *_WORDS.values(), "outcome", "impact", "due", "by", "on", "meeting",
)  # fmt: skip
_MESSAGE = "log:said"


def _step_title() -> str:
    number, step = STEP_FORM.value("challenge"), STEP_FORM.value("step")
    return f"Challenge {number}: {_STEP_BUTTONS[Step(step)].lower() if step in _STEP_BUTTONS else 'a step'}"


STEP_FORM = DraftForm("step", _STEP_FIELDS, _step_title, dates=("due", "on"))


def step_form(one: Challenge) -> None:
    """The form for one of the steps that the state allows."""
    choices = [str(step) for step in allowed_steps(one.state) if may(step_permission(step))]
    if not choices:
        st.caption("The next step is not yours: it is another's turn, or another role's.")
        return
    if STEP_FORM.value("challenge") != str(one.number):
        _begin_step(one, choices)
    if STEP_FORM.value("seen_number") is None:
        st.session_state[STEP_FORM.key("seen_number")] = str(one.steps)
    _settle_words()
    if STEP_FORM.value("step") not in choices:
        # Somebody moved the challenge on.
        st.session_state[STEP_FORM.key("step")] = choices[0]
    st.html("<h2 class='side'>The next step</h2>")
    _show_overtaken_words(choices)
    chosen = Step(
        st.segmented_control(
            "What happens?",
            choices,
            format_func=lambda one: Step(one).words.partition(":")[0],
            key=STEP_FORM.key("step"),
            required=True,
            on_change=STEP_FORM.keep,
        )
    )
    st.caption(chosen.words.partition(": ")[2].capitalize() + ".")
    _step_fields(chosen)
    if STEP_FORM.is_sent(_STEP_BUTTONS[chosen]):
        _send_step(one, chosen)


def _settle_words() -> None:
    """Give the words of a draft of an earlier version to the step that they were written for."""
    words, step = STEP_FORM.value("words"), STEP_FORM.value("step")
    if words and step in _STEP_PROMPTS:
        st.session_state[STEP_FORM.key("words")] = None
        st.session_state.setdefault(STEP_FORM.key(_WORDS[Step(step)]), words)


def _show_overtaken_words(choices: list[str]) -> None:
    """What was typed for a step that somebody else has made unnecessary: to be read and copied, never sent as another
    step's."""
    for step, field in _WORDS.items():
        words = STEP_FORM.value(field)
        if words and str(step) not in choices:
            st.warning(
                f"Somebody moved this challenge on while you wrote: “{_STEP_BUTTONS[step]}” is no longer the next "
                "step, and nothing of yours was written down. What you typed for it:",
                icon=":material/sync_problem:",
            )
            st.code(words, language=None, wrap_lines=True)


def _begin_step(challenge: Challenge, choices: list[str]) -> None:
    STEP_FORM.begin(
        {
            "challenge": str(challenge.number),
            "seen_number": str(challenge.steps),
            "step": choices[0],
        }
    )


def _step_fields(step: Step) -> None:
    st.text_area(
        _STEP_PROMPTS[step], key=STEP_FORM.key(_WORDS[step]), height=120, on_change=STEP_FORM.keep,
        persist_state="session",
    )  # fmt: skip
    if step is Step.CLOSE:
        st.text_area(
            "What came of it? (the outcome)", key=STEP_FORM.key("outcome"), height=90, on_change=STEP_FORM.keep
        )
        st.text_area(
            "What changed for children? (the impact)", key=STEP_FORM.key("impact"), height=90, on_change=STEP_FORM.keep
        )
    left, right = st.columns(2)
    STEP_FORM.role_box(left, "Who takes this step? (a role)")
    STEP_FORM.day_box(right, "On which day? (empty means today)")
    left.text_input(
        "At which meeting? (may stay empty)", key=STEP_FORM.key("meeting"), on_change=STEP_FORM.keep,
        placeholder="for example Performance group, September 2016",
    )  # fmt: skip
    if step in SETS_DUE:
        right.date_input(
            "New day to answer by (may stay empty)", value=None, format="DD/MM/YYYY", key=STEP_FORM.key("due"),
            on_change=STEP_FORM.keep,
        )  # fmt: skip


def _send_step(challenge: Challenge, step: Step) -> None:
    due: date | None = STEP_FORM.value("due") if step in SETS_DUE else None
    closing = {name: STEP_FORM.value(name) or "" for name in ("outcome", "impact")} if step is Step.CLOSE else {}
    event = NewChallengeEvent(
        step=step,
        by=STEP_FORM.value("by") or "",
        on=STEP_FORM.value("on"),
        words=STEP_FORM.value(_WORDS[step]) or "",
        meeting=STEP_FORM.value("meeting") or "",
        due=due,
        last_number=int(STEP_FORM.value("seen_number")),
        token=STEP_FORM.value(TOKEN),
        **closing,
    )
    try:
        move_challenge(store_path(), challenge.number, event)
    except ChallengeMoved as error:
        show_refusal(error)
        st.button("I have read what happened; keep my words and go on", on_click=_catch_up)
        return
    except IndicatorsError as error:
        show_refusal(error)
        return
    STEP_FORM.finish()
    st.session_state[_MESSAGE] = f"Challenge {challenge.number} is {TRANSITIONS[step][1]}."
    st.rerun()


def _catch_up() -> None:
    """Take the challenge as it stands now for what the form was about."""
    st.session_state[STEP_FORM.key("seen_number")] = None


def show_challenge(data: DashboardData, number: int, *, leave: Callable[[], None]) -> bool:
    """The whole of one challenge; False, with a word about it, where there is none of this number.

    `leave` goes back to the list, for a button.
    """
    user = current_user()
    is_limited = user.is_limited(Permission.SEE_CHALLENGES)
    try:
        challenge = load_challenge(data.store, number)
        if is_limited:
            check_permission(Permission.SEE_CHALLENGES, agencies=agency_ids(data.store, challenge.agency))
    except AccessRefused as error:
        st.error(escape_markdown(str(error)), icon=":material/lock:")
        return False
    except RecordRefused as error:
        st.warning(escape_markdown(str(error)))
        return False
    st.button("All challenges", icon=":material/arrow_back:", on_click=leave)
    steps = challenge_history(data.store, number)
    tag = state_tag(challenge, clock.today())
    waiting = _waiting_text(challenge, data.catalogue.terms)
    st.html(render("log/challenge_head.html", challenge=challenge, state_tag=tag, waiting=waiting))
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.html(_challenge_html(data, challenge, steps))
        with st.container(key="log-step"):
            step_form(challenge)
    with right:
        if may(Permission.TAKE_BOARD_FILES):
            offer_letter(data, challenge)
        show_snapshot(
            challenge.snapshot,
            data.catalogue.areas,
            key=f"challenge-{number}",
            when=f"As the {data.catalogue.terms.board} saw it on {_frozen_on(challenge)}",
        )
        # How it stands now an agency sees where everybody does: it may be another's figure.
        if challenge.snapshot and not is_limited:
            words = compare_snapshot(challenge.snapshot, data.store, data.catalogue).words
            st.html(render("log/then_and_now.html", words=words))
        address = part_address("log", challenge=str(number))
        offer_to_add(data, {address: f"Challenge {number}: {excerpt(challenge.question, 120)}"}, key="challenge")
    return True


def _frozen_on(challenge: Challenge) -> str:
    """The day on which the figure was frozen; a question may be written down after it was put."""
    moment = challenge.snapshot.get("taken_at", "")
    return day_text(date.fromisoformat(moment[:10]) if moment else challenge.raised_on)


def _waiting_text(challenge: Challenge, terms: BoardTerms) -> str:
    if not challenge.is_open:
        return f"Nothing is owed any more. Last step on {day_text(challenge.last_on)}."
    whom = challenge.waits_for(terms)
    by = f" by {day_text(challenge.due)}" if whom == challenge.agency else ""
    return f"Waits for {whom}{by}."


def _challenge_html(data: DashboardData, challenge: Challenge, steps: list[ChallengeEvent]) -> Markup:
    """The question, what it is about, and the life of the challenge, a sentence or a few a step."""
    catalogue = data.catalogue
    return render(
        "log/challenge.html",
        challenge=challenge,
        day_text=day_text,
        indicator=catalogue.indicators.get(challenge.indicator),
        area=catalogue.areas.get(challenge.area_code),
        priority=catalogue.priorities.get(challenge.priority),
        quadrant=QUADRANTS.get(challenge.quadrant),
        story=list(zip(steps, challenge_story(challenge, steps, catalogue), strict=True)),
    )
