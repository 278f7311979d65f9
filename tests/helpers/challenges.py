"""Challenges that the tests put and move on.

path = record_store(tmp_path)
number = raise_challenge(path, asked(indicator="contacts"), today=TODAY)
take_step(path, number, taken("answer"), today=TODAY)
with opened(path) as store: history(store, number)
"""

from contextlib import contextmanager
from datetime import date

import pytest

from indicators.board.challenges import NewChallenge, NewChallengeEvent, Step, raise_challenge
from indicators.errors import RecordRefused
from indicators.store.database import open_store
from tests.helpers.tiny_store import tiny_store_file

#: By state, the steps that are allowed: the board's own table, the other way about.
ALLOWED = {
    "raised": "acknowledge answer escalate",
    "acknowledged": "answer escalate",
    "answered": "assure escalate close",
    "assured": "close reopen",
    "escalated": "acknowledge answer escalate close",
    "closed": "reopen",
    "reopened": "acknowledge answer escalate",
}


#: A program that takes steps of challenge 1 from as many threads as it is given words, once its input ends; its first
#: argument is a file or the address of a lake.
STEPS = """
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from indicators.board.challenges import move_challenge
from indicators.lake_address import store_place
from tests.helpers.challenges import TODAY, taken

path, *words = sys.argv[1:]
sys.stdin.read()
with ThreadPoolExecutor(len(words)) as pool:
    escalate = partial(move_challenge, store_place(path), 1, today=TODAY)
    list(pool.map(lambda said: escalate(taken("escalate", words=said, token=said)), words))
"""

TODAY = date(2016, 6, 3)
DUE = date(2016, 9, 30)

#: Two plans, the first with the priority `safe` and its action `ask`.
PLANS = {"lr": {}, "other": {"priorities": [{"id": "late", "title": "Late help"}]}}


def record_store(folder):
    """The path of a store with 901 contacts in Leicestershire, a finding of `data/` and two plans."""
    findings = [{"finding": "vary", "priorities": "safe"}]
    return tiny_store_file(folder, [{"value": 901}], plans=PLANS, tables={"findings.csv": findings})


#: A store with a challenge, made once.
_RAISED = {}


def raised_store(folder):
    """The same with challenge 1, raised."""
    path = folder / "store.duckdb"
    if not _RAISED:
        raise_challenge(record_store(folder), asked(), today=TODAY)
        _RAISED["store"] = path.read_bytes()
    path.write_bytes(_RAISED["store"])
    return path


def asked(**changes):
    """A sound question to the county council, with some changes."""
    sound = {"question": "Why did contacts fall?", "agency": "County council", "due": DUE, "by": "independent chair"}
    return NewChallenge(**sound | changes)


def taken(step, **changes):
    """A sound step with everything that it needs, with some changes."""
    sound = {"by": "independent chair", "words": "As discussed."}
    if step == "close":
        sound |= {"outcome": "The threshold was explained.", "impact": "Families are seen sooner."}
    return NewChallengeEvent(step=Step(step), **sound | changes)


@contextmanager
def opened(path):
    """A store open to read."""
    store = open_store(path)
    try:
        yield store
    finally:
        store.close()


def refused(write, *arguments, **named):
    """The problems that a write is refused for, as (field, message)."""
    with pytest.raises(RecordRefused) as told:
        write(*arguments, **named)
    assert str(told.value) == "\n".join(problem.message for problem in told.value.problems)
    return [(problem.field, problem.message) for problem in told.value.problems]
