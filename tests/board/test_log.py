"""The log beside a slow twin in plain Python: filters, pages, counts, and the state that each life leads to."""

import random
from collections import Counter
from datetime import date, timedelta

import pytest

from indicators.board import challenges
from indicators.board.challenges import (
    OPEN_STATES,
    WAITS_FOR_AGENCY,
    ChallengeOrder,
    ChallengeState,
    Step,
    concurrent_changes,
    step_problems,
)
from indicators.store.database import IN_MEMORY, open_for_writing
from tests.helpers.challenges import ALLOWED
from tests.helpers.random_challenges import AGENCIES, AREAS, INDICATORS, PRIORITIES, due_of, lives, newest_first, put

ON = date(2016, 9, 3)


@pytest.fixture(scope="module", params=[1, 2])
def lived(request):
    """A store, the lives in it, and chance."""
    chance = random.Random(request.param)
    found = lives(chance, 60)
    store = open_for_writing(IN_MEMORY)
    put(store, found)
    yield store, found, chance
    store.close()


def last(one):
    return one["steps"][-1]


def is_overdue(one, on):
    return last(one)[1] in WAITS_FOR_AGENCY and due_of(one) < on


def fits(one, states, overdue_on, agency, indicator, area, priority, text):
    return (
        (not states or last(one)[1] in states)
        and agency.strip().casefold() in ("", one["agency"].casefold())
        and indicator in ("", one["indicator"])
        and area in ("", one["area_code"])
        and priority in ("", one["priority"])
        and text.casefold() in f"{one['question']} {one['agency']}".casefold()
        and (overdue_on is None or is_overdue(one, overdue_on))
    )


def ordered(found, order):
    keys = {
        ChallengeOrder.MOVED: lambda one: 0,
        ChallengeOrder.DUE: lambda one: (due_of(one), one["number"]),
        ChallengeOrder.AGENCY: lambda one: one["agency"].casefold(),
        ChallengeOrder.RAISED: lambda one: one["number"],
    }
    return sorted(newest_first(found), key=keys[order])


@pytest.mark.long
def test_challenges_chosen_and_paged(lived):
    store, found, chance = lived
    totals = set()
    for _ in range(40):
        chosen = {
            "states": chance.sample(list(ChallengeState), chance.choice([0, 0, 4])),
            "overdue_on": chance.choice([None, None, ON]),
            "agency": chance.choice(["", *AGENCIES, "county COUNCIL "]),
            "indicator": chance.choice(INDICATORS),
            "area": chance.choice(AREAS),
            "priority": chance.choice(PRIORITIES),
            "text": chance.choice(["", "", "why", "50%_", "zzz"]),
        }
        limit, offset = chance.choice([None, 3]), chance.choice([0, 2, 90])
        order = chance.choice(list(ChallengeOrder))
        fit = [one["number"] for one in ordered(found, order) if fits(one, **chosen)]
        rows, total = challenges.find_challenges(store, limit=limit, offset=offset, order=order, **chosen)
        assert [one.number for one in rows] == fit[offset:][:limit]
        assert total == len(fit)
        totals.add(total)
    assert len(totals) > 5


def test_how_each_challenge_stands(lived):
    store, found, _ = lived
    histories = challenges.challenge_histories(store, [one["number"] for one in found])
    listed = {one.number: one for one in challenges.find_challenges(store, limit=None)[0]}
    for one in found:
        shown, steps = listed[one["number"]], histories[one["number"]]
        assert [(step.step, step.state, step.at, step.by, step.due) for step in steps] == one["steps"]
        assert [step.number for step in steps] == list(range(1, len(steps) + 1))
        assert (shown.last_step, shown.state, shown.last_at, shown.last_by) == last(one)[:4]
        assert (shown.steps, shown.due, shown.is_overdue(ON)) == (len(steps), due_of(one), is_overdue(one, ON))
        assert (shown.raised_at, shown.raised_by) == one["steps"][0][2:4]
    assert (challenges.load_challenge(store, 7), challenges.challenge_history(store, 7)) == (listed[7], histories[7])
    assert challenges.challenge_history(store, 99) == []


def test_counts_and_what_is_overdue(lived):
    store, found, _ = lived
    counts = challenges.count_challenges(store, on=ON)
    assert counts.states == {state: sum(last(one)[1] is state for one in found) for state in ChallengeState}
    late = sorted((due_of(one), one["number"]) for one in found if is_overdue(one, ON))
    assert [
        (one.due, one.number)
        for one in challenges.find_challenges(store, overdue_on=ON, order=ChallengeOrder.DUE, limit=None)[0]
    ] == late
    open_now = [one for one in found if last(one)[1] in OPEN_STATES]
    assert (counts.overdue, counts.total, counts.open) == (len(late), len(found), len(open_now))
    cells = Counter((one["priority"], one["quadrant"]) for one in open_now)
    del cells["", ""]
    assert challenges.open_challenge_counts(store) == cells
    assert list(store.query("challenge_agencies")["agency"]) == sorted({one["agency"] for one in found})


@pytest.mark.parametrize("most", [1, 3])
def test_what_was_asked_before_of_a_figure(lived, most):
    store, found, _ = lived
    expected = {}
    for one in newest_first(found):
        if one["indicator"]:
            expected.setdefault((one["indicator"], one["area_code"]), []).append(one["number"])
    asked = challenges.earlier_challenges(store, most=most)
    assert {pair: [one.number for one in some] for pair, some in asked.items()} == {
        pair: numbers[:most] for pair, numbers in expected.items()
    }


@pytest.mark.long
def test_a_step_is_allowed_exactly_where_the_table_says(lived):
    store, found, _ = lived
    state_of = {last(one)[1]: one for one in found}
    assert set(state_of) == set(ChallengeState)
    for state, one in state_of.items():
        refused = {step for step in Step if step_problems(store, one["number"], step)}
        assert refused == set(Step) - set(ALLOWED[state].split())


def test_what_has_happened_since_a_form_was_opened(lived):
    store, found, _ = lived
    one = next(one for one in found if len(one["steps"]) > 2)
    count = len(one["steps"])
    assert [concurrent_changes(store, one["number"], seen) for seen in (None, count)] == [[], []]
    (told,) = concurrent_changes(store, one["number"], count - 2)
    for step in one["steps"][-2:]:
        assert f"{step[3]} on 1 June 2016 at {step[2]:%H:%M} (UTC): {step[1]}" in told.message


def test_the_version_changes_with_every_step(lived):
    store, found, _ = lived
    before = challenges.record_version(store)
    assert challenges.record_version(store) == before
    step, state, at, by, _ = last(found[0])
    later = found[0] | {"number": 1_000, "steps": [(step, state, at + timedelta(days=1), by, ON)]}
    put(store, [later])
    assert challenges.record_version(store) != before
