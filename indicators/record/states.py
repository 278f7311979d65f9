"""The life of a challenge: its states, the steps that lead from one to the next, and their words."""

from collections.abc import Mapping
from enum import StrEnum


class State(StrEnum):
    """How a challenge stands."""

    RAISED = "raised"
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"
    ASSURED = "assured"
    ESCALATED = "escalated"
    CLOSED = "closed"
    REOPENED = "reopened"

    @property
    def words(self) -> str:
        """The state as a member reads it, in small letters."""
        return STATE_WORDS[self]


class Step(StrEnum):
    """What somebody does about a challenge."""

    RAISE = "raise"
    ACKNOWLEDGE = "acknowledge"
    ANSWER = "answer"
    ASSURE = "assure"
    ESCALATE = "escalate"
    CLOSE = "close"
    REOPEN = "reopen"

    @property
    def words(self) -> str:
        """What the step does, as a member reads it: "Answer: what the agency says"."""
        return STEP_WORDS[self]


#: What a challenge can wait for: the agency's reply, or the board's word on it.
WAITS_FOR_AGENCY = (State.RAISED, State.ACKNOWLEDGED, State.ESCALATED, State.REOPENED)
WAITS_FOR_BOARD = (State.ANSWERED,)
OPEN = WAITS_FOR_AGENCY + WAITS_FOR_BOARD

#: By step: the states that it may start from, and the one that it leads to. Nothing else moves a challenge.
TRANSITIONS: Mapping[Step, tuple[tuple[State, ...], State]] = {
    Step.RAISE: ((), State.RAISED),
    Step.ACKNOWLEDGE: ((State.RAISED, State.ESCALATED, State.REOPENED), State.ACKNOWLEDGED),
    Step.ANSWER: (WAITS_FOR_AGENCY, State.ANSWERED),
    Step.ASSURE: ((State.ANSWERED,), State.ASSURED),
    Step.ESCALATE: (OPEN, State.ESCALATED),
    Step.CLOSE: ((State.ANSWERED, State.ASSURED, State.ESCALATED), State.CLOSED),
    Step.REOPEN: ((State.ASSURED, State.CLOSED), State.REOPENED),
}
#: The steps that may set a new day to answer by, beside raising.
SETS_DUE = (Step.ESCALATE, Step.REOPEN)

STATE_WORDS = {
    State.RAISED: "raised, no reply yet",
    State.ACKNOWLEDGED: "acknowledged, no answer yet",
    State.ANSWERED: "answered, the board has yet to say",
    State.ASSURED: "assured, the board is satisfied",
    State.ESCALATED: "escalated",
    State.CLOSED: "closed",
    State.REOPENED: "reopened",
}
STEP_WORDS = {
    Step.RAISE: "Raise: put a question to an agency",
    Step.ACKNOWLEDGE: "Acknowledge: the agency has the question",
    Step.ANSWER: "Answer: what the agency says",
    Step.ASSURE: "Assure: the board is satisfied with the answer",
    Step.ESCALATE: "Escalate: the answer is wanting, or none came",
    Step.CLOSE: "Close: with what came of it",
    Step.REOPEN: "Reopen: it is to be asked again",
}


def allowed(state: State) -> tuple[Step, ...]:
    """The steps that may follow a state, in their usual order."""
    return tuple(step for step, (starts, _) in TRANSITIONS.items() if state in starts)
