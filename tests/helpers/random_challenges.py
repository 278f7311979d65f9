"""Lives of challenges drawn at random, in a store in memory and beside it as plain Python values."""

from datetime import date, datetime, timedelta

import pandas as pd

from indicators.board.challenges import TRANSITIONS, Step, allowed_steps

AGENCIES = ("County council", "Police, East", "")
QUESTIONS = ("Why 50%_?", "WHY so few", "How")
INDICATORS, AREAS, PRIORITIES, QUADRANTS = ("contacts", ""), ("A", "B", ""), ("safe", "late", ""), ("service_users", "")
START = datetime(2016, 6, 1)
_ABOUT = ("question", "agency", "indicator", "area_code", "priority", "quadrant")


def lives(chance, count):
    """Some challenges, each a dict of what it is about with `steps`: (step, state, moment, who, due).

    Many moments and days are the same.
    """
    return [
        {
            "number": number,
            "question": chance.choice(QUESTIONS),
            "agency": chance.choice(AGENCIES),
            "indicator": chance.choice(INDICATORS),
            "area_code": chance.choice(AREAS),
            "priority": chance.choice(PRIORITIES),
            "quadrant": chance.choice(QUADRANTS),
            "steps": _steps(chance),
        }
        for number in range(1, count + 1)
    ]


def _steps(chance):
    steps, state = [], None
    for place in range(chance.randint(1, 6)):
        step = chance.choice(allowed_steps(state)) if state else Step.RAISE
        state = TRANSITIONS[step][1]
        at = START + timedelta(hours=chance.randint(0, 3) + place)
        due = date(2016, 9, chance.randint(1, 4)) if place == 0 or chance.random() < 0.4 else None
        steps.append((step, state, at, f"role {chance.randint(1, 2)}", due))
    return steps


def put(store, found):
    """Write the lives into the tables of the record, steps in no order."""
    rest = {"plan": "", "period": "", "seen": ""}
    rows = [{name: one[name] for name in _ABOUT} | rest | {"challenge": one["number"]} for one in found]
    events = [_event(one["number"], place, *step) for one in found for place, step in enumerate(one["steps"], 1)]
    store.append("challenge", pd.DataFrame(rows))
    store.append("challenge_event", pd.DataFrame(events[::-1]))


def _event(challenge, number, step, state, at, by, due):
    empty = dict.fromkeys(("meeting", "words", "outcome", "impact", "token"), "")
    return {
        "challenge": challenge, "number": number, "event": str(step), "state": str(state), "happened_at": at,
        "happened_by": by, "due": due, **empty,
    }  # fmt: skip


def due_of(one):
    """The day that was set last."""
    return [step[4] for step in one["steps"] if step[4]][-1]


def newest_first(found):
    """Lives by the moment of their last step, then their number, both from the end."""
    return sorted(found, key=lambda one: (one["steps"][-1][2], one["number"]), reverse=True)
