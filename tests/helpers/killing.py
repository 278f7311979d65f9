"""A return's acceptance killed at some moment, again and again, and what the store holds after each.

for held, retried in kills(folder, path, file, 20, seed=7): ...
"""

import random
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import duckdb

from indicators.errors import ReturnRefused
from indicators.returns.accept import accept_return
from indicators.returns.recognise import Submission
from indicators.store.database import open_store
from tests.helpers.processes import Child, child

#: Accepts a file in a child of its own each time that it is told to: what is loaded already costs no time.
_ACCEPTING = """
import os, signal, sys, time
from pathlib import Path
from indicators.returns.accept import accept_return
from indicators.returns.recognise import new_submission

path, file = Path(sys.argv[1]), new_submission(Path(sys.argv[2]))

def progress(share, words):
    if share >= last:
        os.kill(os.getpid(), signal.SIGKILL)

for line in sys.stdin:
    last, delay = map(float, line.split())
    child = os.fork()
    if not child:
        try:
            accept_return(path, file, by="business office", progress=progress)
        except BaseException as error:
            print("failed:", error, file=sys.stderr, flush=True)
            os._exit(1)
        os._exit(0)
    if delay >= 0:
        # Until it is waited for, the number is nobody else's.
        time.sleep(delay)
        os.kill(child, signal.SIGKILL)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
_HELD = """
    select count(*), count(*) filter (return_id in (select return_id from return_event where event = 'accepted'))
    from observation
"""
#: A share of the work that is never reached.
_NEVER = 9.0


def kills(path: Path, file: Submission, times: int, *, seed: int) -> Iterator[tuple[bool, int]]:
    """Kill the acceptance of a file at random moments, over the same store each time.

    Gives whether the kill came before its end, and how many figures the store held after it. Raises
    AssertionError where a retry does not bring all of them in, or something is left lying beside the store.
    """
    moments = random.Random(seed)
    with child(_ACCEPTING, path, file.path) as process:
        before = path.read_bytes()
        whole = min(_whole(process, path, before) for _ in range(3))
        everything = figures_held(path)
        for _ in range(times):
            path.write_bytes(before)
            code = _run(process, delay=moments.uniform(0, 1.05) * whole)
            held = figures_held(path)
            _retry(path, file, everything)
            yield code == -signal.SIGKILL, held
        path.write_bytes(before)


def killed_at(path: Path, file: Submission, shares: tuple[float, ...]) -> Iterator[tuple[float, int]]:
    """The same at given shares of the progress that is told: each share, and how many figures the store held."""
    with child(_ACCEPTING, path, file.path) as process:
        before = path.read_bytes()
        assert _run(process) == 0
        everything = figures_held(path)
        for share in shares:
            path.write_bytes(before)
            assert _run(process, share=share) == -signal.SIGKILL
            held = figures_held(path)
            _retry(path, file, everything)
            yield share, held
        path.write_bytes(before)


def _whole(process: Child, path: Path, before: bytes) -> float:
    """Seconds from the start of an acceptance to its end."""
    path.write_bytes(before)
    started = time.perf_counter()
    assert _run(process) == 0
    return time.perf_counter() - started


def figures_held(path: Path) -> int:
    """How many figures a store holds, which must open, and have no figure of a return that nobody accepted."""
    open_store(path).close()
    with duckdb.connect(str(path), read_only=True) as connection:
        held, accepted = connection.execute(_HELD).fetchone()
    assert held == accepted
    return held


def _run(process: Child, *, delay: float = -1, share: float = _NEVER) -> int:
    """Accept once, killed after a while or at a share of the work; the exit code of the child that did it."""
    process.stdin.write(f"{share} {delay}\n")
    return int(process.stdout.readline())


def _retry(path: Path, file: Submission, everything: int) -> None:
    # Where all of it is there, it is refused as accepted before.
    with suppress(ReturnRefused):
        accept_return(path, file, by="business office")
    assert figures_held(path) == everything
    left = [entry.name for entry in path.parent.iterdir() if ".writing-" in entry.name or entry.name.endswith(".wal")]
    assert left == []
