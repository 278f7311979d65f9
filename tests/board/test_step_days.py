"""The day on which a step happened: told apart from when it was written down, refused where it cannot be, searched."""

from datetime import date, timedelta

import pytest

from indicators.board.challenge_story import challenge_story
from indicators.board.challenges import challenge_history, find_challenges, load_challenge, move_challenge
from indicators.board.challenges import raise_challenge as put
from indicators.board.closings import closed_since_meeting
from indicators.catalogue.catalogue import load_catalogue
from tests.helpers.challenges import asked, opened, record_store, refused, taken

TODAY = date(2026, 11, 25)
MEETING, LATER = date(2026, 9, 9), date(2026, 10, 1)


@pytest.fixture
def path(tmp_path):
    """A store with challenge 1, raised at a meeting and written down afterwards."""
    path = record_store(tmp_path)
    put(path, asked(on=MEETING, due=LATER, meeting="SEG, 9 September 2026"), today=TODAY)
    return path


@pytest.mark.slow
def test_a_step_keeps_its_day_beside_the_moment_of_writing(path):
    move_challenge(path, 1, taken("answer", on=LATER, meeting="SEG, 9 September 2026"), today=TODAY)
    with opened(path) as store:
        one, steps = load_challenge(store, 1), challenge_history(store, 1)
        story = challenge_story(one, steps, load_catalogue(store))
    assert [step.on for step in steps] == [MEETING, LATER]
    assert (one.raised_on, one.last_on, one.due) == (MEETING, LATER, LATER)
    assert {step.at.date() for step in steps} == {one.raised_at.date(), one.last_at.date()}
    assert story[0].startswith("On 9 September 2026 the board")
    assert story[1].startswith("On 1 October 2026 County council answered")


@pytest.mark.slow
def test_without_a_day_a_step_happened_when_it_was_written_down(path):
    move_challenge(path, 1, taken("answer"), today=TODAY)
    with opened(path) as store:
        last = challenge_history(store, 1)[-1]
    assert last.on == last.at.date()


@pytest.mark.slow
@pytest.mark.slow
@pytest.mark.parametrize(
    ("day", "told"),
    [
        (
            TODAY + timedelta(days=1),
            "The day 26 November 2026 is in the future. Choose 25 November 2026 or an earlier ",
        ),
        (MEETING - timedelta(days=1), "The day 8 September 2026 is before the last step of challenge 1, which was on "),
        (date(206, 9, 9), "The day 9 September 206 is more than 20 years ago"),
    ],
)
def test_a_day_that_cannot_be_is_refused_and_nothing_is_written(path, day, told):
    problems = refused(move_challenge, path, 1, taken("answer", on=day), today=TODAY)
    assert {field for field, _ in problems} == {"on"}
    assert any(message.startswith(told) for _, message in problems)
    with opened(path) as store:
        assert load_challenge(store, 1).steps == 1


@pytest.mark.slow
def test_an_answer_is_not_due_before_the_question_was_put(path):
    wrong = asked(on=LATER, due=MEETING)
    assert refused(put, path, wrong, today=TODAY) == [
        ("due", "The due date 9 September 2026 is before the question was put, on 1 October 2026.")
    ]


@pytest.mark.slow
def test_the_log_finds_by_quarter_and_meeting_and_what_was_closed_since(path):
    put(path, asked(on=date(2026, 3, 31), due=LATER, meeting="SEG, March"), today=TODAY)
    for number, day in ((1, LATER), (2, MEETING - timedelta(days=1))):
        step = taken("escalate", on=max(day, MEETING)) if number == 1 else taken("answer", on=day)
        move_challenge(path, number, step, today=TODAY)
        move_challenge(path, number, taken("close", on=max(day, LATER) if number == 1 else day), today=TODAY)
    with opened(path) as store:

        def numbers(**chosen):
            return [one.number for one in find_challenges(store, **chosen)[0]]

        assert numbers() == [1, 2], "the one moved last first, by the day it happened"
        assert numbers(raised_from=date(2026, 7, 1), raised_to=date(2026, 9, 30)) == [1]
        assert numbers(raised_from=date(2026, 1, 1), raised_to=date(2026, 3, 31)) == [2]
        assert numbers(meeting="seg, march") == [2]
        days = store.query("challenge_days")["raised_on"]
        assert [day.date() for day in days] == [MEETING, date(2026, 3, 31)]
        title, closed = closed_since_meeting(store, TODAY)
    assert title == "Closed or assured at the meeting of 9 September 2026 and since"
    assert [(one.number, one.outcome, one.impact) for one in closed] == [
        (1, "The threshold was explained.", "Families are seen sooner.")
    ]
