"""The life of a challenge: which steps may follow which state, written out a second time."""

import pytest

from indicators.board.challenges import (
    OPEN_STATES,
    TRANSITIONS,
    WAITS_FOR_AGENCY,
    Challenge,
    ChallengeState,
    Step,
    allowed_steps,
)
from indicators.catalogue.areas import BoardTerms
from tests.helpers.challenges import ALLOWED, DUE, TODAY


def test_the_steps_that_each_state_allows():
    assert {str(state): " ".join(allowed_steps(state)) for state in ChallengeState} == ALLOWED


def test_every_step_leads_to_a_state_of_its_own_and_only_raising_starts_from_nothing():
    assert {end for _, end in TRANSITIONS.values()} == set(ChallengeState)
    assert [step for step, (starts, _) in TRANSITIONS.items() if not starts] == [Step.RAISE]


def test_every_state_and_step_has_words():
    assert len({item.words for item in (*ChallengeState, *Step)}) == len(ChallengeState) + len(Step)


def challenge(state, due=DUE):
    return Challenge(
        number=1, question="Why?", agency="County council", plan="", priority="", quadrant="", indicator="",
        area_code="", period="", state=state, steps=1, raised_at=TODAY, raised_on=TODAY, raised_by="chair",
        meeting="", due=due,
        last_step=Step.RAISE, last_at=TODAY, last_on=TODAY, last_by="chair",
    )  # fmt: skip


@pytest.mark.parametrize("state", ChallengeState)
def test_who_owes_the_next_word(state):
    one = challenge(state)
    waits = {"answered": "the panel", "assured": "", "closed": ""}.get(state, "County council")
    assert (one.waits_for(BoardTerms("panel")), one.is_open) == (waits, bool(waits))
    assert one.is_open == (state in OPEN_STATES)


@pytest.mark.parametrize("state", ChallengeState)
def test_overdue_is_only_what_waits_for_the_agency_the_day_after(state):
    late = DUE.replace(year=DUE.year + 1)
    assert challenge(state).is_overdue(late) == (state in WAITS_FOR_AGENCY)
    assert not challenge(state).is_overdue(DUE)
