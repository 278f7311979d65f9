"""Processes of their own that run a piece of code, and start at once.

They are forked from one process that has the package loaded already, which otherwise takes each a second:

    with child(CODE, path) as running:  # sys.argv[1:] of CODE is [str(path)]
        assert running.stdout.readline() == "open\\n"
        running.kill()
    assert running.wait() == -signal.SIGKILL
"""

import multiprocessing
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.reduction import DupFd
from types import ModuleType
from typing import Any, TextIO

from indicators.settings import ROOT

LOADED = [
    "indicators.returns.accept",
    "indicators.loading.build",
    "indicators.board.challenges",
    "tests.helpers.tiny_store",
]


class Child:
    """A running child: its three pipes as text, as of `subprocess.Popen`, and how it ended."""

    def __init__(self, code: str, arguments: tuple[Any, ...]) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(LOADED)
        (taken, put), (read, printed), (heard, told) = os.pipe(), os.pipe(), os.pipe()
        # The process that all are forked from imports what lies in the folder where it starts, and each child runs
        # the main program again, which here is pytest or what a test of a page has put in its place.
        before, main = os.getcwd(), sys.modules["__main__"]
        os.chdir(ROOT)
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            ends = [_End(end) for end in (taken, printed, told)]
            self._process = context.Process(target=_run, args=(code, [*map(str, arguments)], ends), daemon=True)
            self._process.start()
        finally:
            os.chdir(before)
            sys.modules["__main__"] = main
        for end in (taken, printed, told):
            os.close(end)
        self.stdin: TextIO = os.fdopen(put, "w", 1)
        self.stdout: TextIO = os.fdopen(read)
        self.stderr: TextIO = os.fdopen(heard)

    def kill(self) -> None:
        """End it at once, as a machine that fails would; nothing where it has ended already."""
        self._process.kill()

    def wait(self, seconds: float = 60) -> int:
        """The exit code, the number of a signal below 0; TimeoutError if it does not end."""
        self._process.join(seconds)
        if self._process.exitcode is None:
            raise TimeoutError(f"the child is still running after {seconds:g} s")
        return self._process.exitcode

    def end(self) -> tuple[int, str]:
        """Nothing more to read for it: its exit code, and what it has written to standard error."""
        self.stdin.close()
        error = self.stderr.read()
        return self.wait(), error


@contextmanager
def child(code: str, *arguments: Any) -> Iterator[Child]:
    """A child that runs a piece of code, whose input ends with the block."""
    running = Child(code, arguments)
    try:
        yield running
        running.end()
    finally:
        running.kill()
        for pipe in (running.stdin, running.stdout, running.stderr):
            pipe.close()


class _End:
    """A pipe's end that goes along as the process starts, where it arrives as its number.

    One that the child had to fetch would stay open here if the child were killed before, and its reader wait for ever.
    """

    def __init__(self, number: int) -> None:
        self._number = number

    def __reduce__(self) -> tuple[Any, ...]:
        return _fetched, (DupFd(self._number),)


def _fetched(end: Any) -> int:
    return end.detach()


def _run(code: str, arguments: list[str], ends: list[int]) -> None:
    for number, end in enumerate(ends):
        os.dup2(end, number)
        os.close(end)
    sys.stdin, sys.stdout, sys.stderr = os.fdopen(0), os.fdopen(1, "w", 1), os.fdopen(2, "w", 1)
    sys.argv = ["-c", *arguments]
    exec(compile(code, "<child>", "exec"), {"__name__": "__main__"})
