"""The next step of a challenge: only those that may follow, and every word kept while it is typed."""

from datetime import date

import streamlit as st

from indicators.errors import ChallengeMoved, IndicatorsError
from indicators.pages.parts.kept_form import TOKEN, KeptForm
from indicators.pages.parts.refused import tell_refused
from indicators.record.challenges import Taken, take_step
from indicators.record.entries import Challenge
from indicators.record.states import SETS_DUE, TRANSITIONS, Step, allowed
from indicators.returns.ensure import store_path

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
