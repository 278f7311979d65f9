"""Fifty people at once, and a writer killed at any moment: nothing lost, nothing doubled, all of a step or none."""

import random
import signal
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from indicators.board.challenges import challenge_history, find_challenges, move_challenge, raise_challenge
from tests.helpers.challenges import STEPS, TODAY, asked, opened, raised_store, taken
from tests.helpers.processes import child

#: Takes a step in a child of its own each time that it is told a delay, and kills it after that; gives its exit code.
KILLED = """
import os, signal, sys, time
from pathlib import Path
from indicators.board.challenges import move_challenge
from tests.helpers.challenges import TODAY, taken

for line in sys.stdin:
    child = os.fork()
    if not child:
        move_challenge(Path(sys.argv[1]), 1, taken("escalate"), today=TODAY)
        os._exit(0)
    if float(line) >= 0:
        time.sleep(float(line))
        os.kill(child, signal.SIGKILL)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


@pytest.fixture
def raised(tmp_path):
    return raised_store(tmp_path)


def beside(path):
    return [one.name for one in path.parent.iterdir() if ".writing-" in one.name or one.name.endswith(".wal")]


@pytest.mark.long
def test_of_50_people_at_once_every_step_lands_once_and_in_order(raised):
    """Threads of this process and of another; some send their step a second time, as a double click does."""
    words = [f"person {number}" for number in range(50)]

    def twice(said):
        step = taken("escalate", words=said, token=said)
        first = move_challenge(raised, 1, step, today=TODAY)
        return first, move_challenge(raised, 1, step, today=TODAY) if said.endswith("0") else first

    with child(STEPS, raised, *words[:12]) as other, ThreadPoolExecutor(38) as pool:
        other.stdin.close()
        numbers = list(pool.map(twice, words[12:]))
    assert other.wait() == 0
    with opened(raised) as store:
        steps = challenge_history(store, 1)
    assert [step.number for step in steps] == list(range(1, 52))
    assert Counter(step.words for step in steps[1:]) == Counter(words)
    assert [step.at for step in steps] == sorted(step.at for step in steps)
    assert numbers == [(step.number,) * 2 for said in words[12:] for step in steps if step.words == said]
    assert beside(raised) == []


@pytest.mark.slow
def test_challenges_raised_at_once_have_numbers_of_their_own(raised):
    with ThreadPoolExecutor(3) as pool:
        raise_one = lambda place: raise_challenge(raised, asked(question=f"Why {place}?"), today=TODAY)  # noqa: E731
        numbers = list(pool.map(raise_one, range(3)))
    with opened(raised) as store:
        found, total = find_challenges(store)
    assert (sorted(numbers), total) == ([2, 3, 4], 4)
    assert {one.question for one in found} == {"Why did contacts fall?", *(f"Why {place}?" for place in range(3))}


@pytest.mark.slow
def test_a_step_killed_at_any_moment_is_whole_or_absent(raised):
    moments, codes = random.Random(5), []
    with child(KILLED, raised) as process:
        before = raised.read_bytes()
        for delay in [-1.0, *(moments.uniform(0, 0.15) for _ in range(3))]:
            raised.write_bytes(before)
            process.stdin.write(f"{delay}\n")
            codes.append(int(process.stdout.readline()))
            with opened(raised) as store:
                steps = challenge_history(store, 1)
            assert [step.number for step in steps] in ([1], [1, 2])
            assert len(steps) == 2 or codes[-1] == -signal.SIGKILL
        assert move_challenge(raised, 1, taken("escalate"), today=TODAY) == len(steps) + 1
        process.stdin.close()
    assert codes[0] == 0
    assert -signal.SIGKILL in codes
    assert beside(raised) == []
