"""Challenges put and moved on: what is kept, what is refused and why, and what a form sent twice does."""

import json
from datetime import date

import pytest

from indicators.board.challenges import (
    ChallengeState,
    challenge_history,
    find_challenges,
    load_challenge,
    move_challenge,
    raise_challenge,
)
from indicators.errors import ChallengeMoved, StoreError
from tests.helpers.challenges import DUE, TODAY, asked, opened, raised_store, record_store, refused, taken

HOSTILE = "<script>alert(1)</script> =1+1 | **bold** ‮ \U0001f9d2\U0001f3fd عدد"


@pytest.fixture
def path(tmp_path):
    return record_store(tmp_path)


@pytest.fixture
def raised(tmp_path):
    return raised_store(tmp_path)


@pytest.mark.long
def test_what_is_asked_is_kept_word_for_word(path):
    question = f"Why?\r\n\r\n\r\n  {HOSTILE}  \x00\x1b[31m\ttoo"
    about = {"indicator": "contacts", "area_code": "E06000017", "quadrant": "service_users"}
    seen = {"schema": 1, "figure": None, "note": HOSTILE}
    sent = asked(question=question, meeting=" SEG,\nJune 2016 ", period="2015-16", snapshot=seen, **about)
    assert raise_challenge(path, sent, today=TODAY) == 1
    with opened(path) as store:
        one = load_challenge(store, 1)
    assert one.question == "Why?\n\n<script>alert(1)</script> =1+1 | **bold** \U0001f9d2\U0001f3fd عدد [31m too"
    assert (one.meeting, one.period, one.snapshot) == ("SEG, June 2016", "2015/16", json.loads(json.dumps(seen)))
    assert {name: getattr(one, name) for name in about} == about
    assert (one.state, one.steps, one.due, one.raised_by) == (ChallengeState.RAISED, 1, DUE, "independent chair")


def test_everything_that_is_wrong_with_a_question_is_told_at_once(path):
    wrong = asked(
        question=" \u200b\n", agency="x" * 201, due=date(2016, 6, 2), by="\x07", meeting="m" * 300, period="last year",
        indicator="contact", area_code="Rutland", quadrant="north", plan="none", priority="cse",
    )  # fmt: skip
    found = refused(raise_challenge, path, wrong, today=TODAY)
    assert [field for field, _ in found] == [
        "question", "agency", "due", "by", "meeting", "period",
        "indicator", "area_code", "plan", "quadrant", "priority",
    ]  # fmt: skip
    told = dict(found)
    assert told["question"] == "The question is empty. Write what is asked."
    assert told["agency"] == "The agency has 201 characters; at most 200 are kept. Shorten it and send it again."
    assert told["due"] == "The due date 2 June 2016 is past. Choose 3 June 2016 or a later day."
    assert told["period"].startswith("The period 'last year' is not a period; write 2015/16")
    assert told["indicator"] == "The indicator 'contact' is not known. Did you mean contacts or contacts_to_referral?"
    assert told["priority"] == "The priority 'cse' is not known. Did you mean safe?"


@pytest.mark.parametrize(
    ("due", "told"),
    [
        (None, "The due date is empty. Choose the day by which an answer is wanted."),
        (
            date(2021, 6, 4),
            "The due date 4 June 2021 is more than 5 years ahead. Choose 3 June 2021 or an earlier day.",
        ),
    ],
)
def test_a_due_date_is_a_day_of_the_next_years(path, due, told):
    assert refused(raise_challenge, path, asked(due=due), today=TODAY) == [("due", told)]


def test_100000_characters_are_counted_and_refused(path):
    found = refused(raise_challenge, path, asked(question="é" * 100_000), today=TODAY)
    assert found == [
        ("question", "The question has 100,000 characters; at most 4,000 are kept. Shorten it and send it again.")
    ]


@pytest.mark.slow
def test_a_challenge_about_a_priority_belongs_to_its_plan(path):
    raise_challenge(path, asked(priority="safe"), today=TODAY)
    with opened(path) as store:
        assert load_challenge(store, 1).plan == "lr"
    found = refused(raise_challenge, path, asked(priority="safe", plan="other"), today=TODAY)
    assert found == [("priority", "The priority 'safe' belongs to the plan 'lr', not 'other'.")]


@pytest.mark.long
def test_each_step_is_kept_with_who_when_and_words(raised):
    move_challenge(raised, 1, taken("answer", by="head of service", words="One\nTwo"), today=TODAY)
    move_challenge(raised, 1, taken("escalate", meeting="Board", due=date(2016, 10, 1)), today=TODAY)
    move_challenge(raised, 1, taken("close"), today=TODAY)
    with opened(raised) as store:
        steps, one = challenge_history(store, 1), load_challenge(store, 1)
    assert [(step.number, step.step, step.state) for step in steps] == [
        (1, "raise", "raised"), (2, "answer", "answered"), (3, "escalate", "escalated"), (4, "close", "closed"),
    ]  # fmt: skip
    assert (steps[1].by, steps[1].words, steps[2].meeting) == ("head of service", "One\nTwo", "Board")
    assert (steps[3].outcome, steps[3].impact) == ("The threshold was explained.", "Families are seen sooner.")
    assert sorted(step.at for step in steps) == [step.at for step in steps]
    # The day that was set last holds, whatever came after.
    assert (one.due, one.raised_at, one.last_at) == (date(2016, 10, 1), steps[0].at, steps[3].at)


@pytest.mark.parametrize(
    ("step", "missing"),
    [("answer", ["words"]), ("escalate", ["words"]), ("close", ["outcome", "impact"]), ("reopen", ["words"])],
)
def test_a_step_says_what_it_must(raised, step, missing):
    empty = taken(step, words=" ", outcome="", impact="\n", by="")
    found = refused(move_challenge, raised, 1, empty, today=TODAY)
    assert [field for field, _ in found if field != "step"] == [*missing, "by"]


def test_a_new_due_date_belongs_to_escalating_and_reopening(raised):
    found = refused(move_challenge, raised, 1, taken("acknowledge", due=DUE), today=TODAY)
    assert [field for field, _ in found] == ["due"]
    found = refused(move_challenge, raised, 1, taken("escalate", due=date(2016, 1, 1)), today=TODAY)
    assert found == [("due", "The due date 1 January 2016 is past. Choose 3 June 2016 or a later day.")]


def test_a_step_that_is_not_allowed_names_what_is(raised):
    ((field, told),) = refused(move_challenge, raised, 1, taken("assure"), today=TODAY)
    assert field == "step"
    assert told.startswith("The step 'assure' is not allowed: challenge 1 is raised since ")
    assert told.endswith(". From there it can: acknowledge, answer, escalate.")


@pytest.mark.parametrize("number", [-1, 10**15])
def test_a_challenge_that_does_not_exist(raised, number):
    found = refused(move_challenge, raised, number, taken("answer"), today=TODAY)
    assert found == [("challenge", f"Challenge {number:,} does not exist. The highest number is 1.")]


@pytest.mark.slow
def test_a_stale_form_is_told_what_happened_and_writes_nothing(raised):
    move_challenge(raised, 1, taken("acknowledge", by="head of service", last_number=1), today=TODAY)
    move_challenge(raised, 1, taken("answer", by="director", last_number=2), today=TODAY)
    with pytest.raises(
        ChallengeMoved, match="The challenge has moved on since this form was opened: head of service"
    ) as told:
        move_challenge(raised, 1, taken("escalate", words="", last_number=1), today=TODAY)
    assert "(UTC): acknowledged; director on " in told.value.problems[0].message
    assert [problem.field for problem in told.value.problems] == ["seen_number", "words"]
    with opened(raised) as store:
        assert len(challenge_history(store, 1)) == 3


@pytest.mark.long
def test_a_form_sent_twice_is_written_once(path):
    numbers = [raise_challenge(path, asked(token="form"), today=TODAY) for _ in range(2)]
    steps = [move_challenge(path, 1, taken("answer", token="form", last_number=1), today=TODAY) for _ in range(2)]
    assert (numbers, steps) == ([1, 1], [2, 2])
    assert raise_challenge(path, asked(token=""), today=TODAY) == 2
    with opened(path) as store:
        assert find_challenges(store)[1] == 2
        assert len(challenge_history(store, 1)) == 2


def test_without_a_store_it_is_told_what_to_do(tmp_path):
    with pytest.raises(StoreError, match="There is no store at .* Run: python -m indicators build"):
        move_challenge(tmp_path / "none.duckdb", 1, taken("answer"), today=TODAY)
