"""Submitted files are read in a separate process with limits, never in the dashboard, whose memory they could fill.

The page and the command line use the same way; the command line allows more.
"""

import atexit
import os
import pickle
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from indicators.access.permissions import Permission, User, check_permission, current_user
from indicators.atomic import LOCK_SECONDS
from indicators.catalogue.indicators import Indicator
from indicators.errors import ReturnRefused, not_none
from indicators.lake_address import lake_at
from indicators.loading.build import Progress, no_progress
from indicators.returns.accept import Acceptance
from indicators.returns.check import ReturnPreview
from indicators.returns.containers import FilePart, may_hold_parts
from indicators.returns.fork_server import POSSIBLE, ForkedProcess, ForkServer
from indicators.returns.recognise import Submission
from indicators.returns.sandbox_worker import MESSAGE_HEAD, Allowance
from indicators.returns.survey import TableSurvey
from indicators.settings import ROOT
from indicators.temporary import process_folder

_MB = 1 << 20
#: What a visitor's upload may use, and what a file may that is taken in on the command line.
PAGE_ALLOWANCE = Allowance(
    rows=1_000_000,
    memory=1_024 * _MB,
    seconds=120,
    problems=300,
    threads=1,
    remedy="Send only the rows that are about the areas of this dashboard, or have the whole file taken in on the "
    'command line: python -m indicators load FILE --by "business office"',
)
COMMAND_ALLOWANCE = Allowance(
    rows=20_000_000,
    memory=6_144 * _MB,
    seconds=3_600,
    problems=2_000,
    threads=os.cpu_count() or 1,
    remedy="Send only the rows that are about the areas of this dashboard.",
)
#: Files of visitors that are read at the same time; the next ones wait.
MOST_READERS = 2
#: Seconds after which whoever waits looks whether anybody still waits for the answer.
_BEAT = 0.3
#: Bytes of an answer, of which a sound one has a few at most.
_LARGEST_ANSWER = 256 * _MB
#: Threads of libraries would each reserve memory of their own.
_SPARING = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}

_places = threading.BoundedSemaphore(MOST_READERS)


def _environment() -> dict[str, str]:
    """What a child needs to start."""
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH", "")])]
    return {**os.environ, **_SPARING, "PYTHONPATH": os.pathsep.join(paths)}


def _start_worker() -> subprocess.Popen | ForkedProcess:
    """A new process for a child: forked from one that is ready where that is possible, else started from nothing."""
    if POSSIBLE:
        with suppress(OSError):
            return _fork_server.fork()
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "indicators.returns.sandbox_worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env=_environment(),
    )


class _Worker:
    """One child process, with a folder of its own for passing files that goes with it."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="reading-", dir=process_folder(), ignore_cleanup_errors=True)
        self.answers: queue.Queue[tuple[bytes, Any] | None] = queue.Queue()
        self._process = _start_worker()
        self._requests, self._replies = not_none(self._process.stdin), not_none(self._process.stdout)
        passing = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), self._folder.name)
        here = ""
        with suppress(OSError):
            here = os.getcwd()
        self._send(b"S", (here, {**_environment(), **passing}))
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether it can be given a job."""
        return self._process.poll() is None

    def give(self, job: tuple[Allowance, str, Mapping[str, Any], User]) -> None:
        """Hand a job over; its answers come into `answers`, None at the end of the child."""
        self._send(b"J", job)

    def end(self) -> None:
        """End the child at once, whatever it does, and remove what it wrote."""
        with suppress(OSError):
            self._process.kill()
        self._process.wait()
        for pipe in (self._requests, self._replies):
            with suppress(OSError):
                pipe.close()
        self._folder.cleanup()

    def _send(self, letter: bytes, content: Any) -> None:
        body = pickle.dumps(content)
        with suppress(OSError):
            self._requests.write(MESSAGE_HEAD.pack(letter, len(body)) + body)
            self._requests.flush()

    def _listen(self) -> None:
        stream = self._replies
        with suppress(OSError, ValueError, pickle.UnpicklingError, EOFError):
            while len(head := stream.read(MESSAGE_HEAD.size)) == MESSAGE_HEAD.size:
                letter, size = MESSAGE_HEAD.unpack(head)
                if size > _LARGEST_ANSWER:
                    break
                self.answers.put((letter, pickle.loads(stream.read(size))))
        self.answers.put(None)


class Sandbox:
    """Reads files in a child process, within an allowance; use it in a `with`, at whose end the child ends.

    An error that a file causes is raised as it would be here. Where a `progress` raises, as the page's does when its
    visitor leaves, the child is ended and nothing of its work stays.
    """

    def __init__(self, allowance: Allowance):
        self.allowance = allowance
        self._child: _Worker | None = None

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(self, *reason: object) -> None:
        self.end()

    def preview(
        self,
        path: Any,
        file: Submission,
        *,
        agency: str = "",
        all_areas: bool = False,
        progress: Progress = no_progress,
    ) -> ReturnPreview:
        """As `preview_return`, with the first problems of each kind and one that stands for the others."""
        check_permission(Permission.TAKE_IN_RETURNS)
        checked = self._done("preview", file, progress, path=path, agency=agency, all_areas=all_areas)
        # What was known before is part of it, and an agency is shown its own alone.
        check_permission(Permission.TAKE_IN_RETURNS, agencies=[checked.agency.id] if checked.agency else [])
        return checked

    def accept(self, path: Any, file: Submission, *, progress: Progress = no_progress, **rest: Any) -> Acceptance:
        """As `accept_return`, whose arguments it takes."""
        check_permission(Permission.TAKE_IN_RETURNS)
        return self._done("accept", file, progress, patience=LOCK_SECONDS, path=path, **rest)

    def annotated_copy(
        self, path: Any, file: Submission, *, agency: str = "", progress: Progress = no_progress
    ) -> bytes:
        """A copy of a workbook with all that is wrong in it marked."""
        check_permission(Permission.TAKE_IN_RETURNS)
        return self._done("mark", file, progress, path=path, agency=agency)

    def parts(self, file: Submission, *, progress: Progress = no_progress) -> tuple[FilePart, ...]:
        """As `file_parts`: the tables of a file among which to choose."""
        return self._done("parts", file, progress) if may_hold_parts(file.path) else ()

    def survey(self, path: Any, file: Submission, *, progress: Progress = no_progress) -> TableSurvey:
        """As `surveyed`: what a published file holds for our areas."""
        check_permission(Permission.ADD_INDICATORS)
        return self._done("survey", file, progress, path=path)

    def trial(
        self, path: Any, file: Submission, indicator: Indicator, *, progress: Progress = no_progress
    ) -> ReturnPreview:
        """As `trial_return`: what a new definition would read from a file."""
        check_permission(Permission.ADD_INDICATORS)
        return self._done("trial", file, progress, path=path, indicator=indicator)

    def end(self) -> None:
        """End the child, if there is one."""
        if self._child is not None:
            self._child.end()
            self._child = None

    def _done(self, job: str, file: Submission, progress: Progress, *, patience: float = 0, **arguments: Any) -> Any:
        with _reading_slot(progress):
            if self._child is None or not self._child.is_alive:
                self.end()
                self._child = _ready_worker()
            # The child does it in the name of whoever asked for it.
            lake = lake_at(arguments["path"]) if "path" in arguments else None
            self._child.give((self.allowance, job, {"file": file, "lake": lake, **arguments}, current_user()))
            try:
                letter, content = self._answer(file, progress, time.monotonic() + self.allowance.seconds + patience)
            except BaseException:
                self.end()
                raise
        if letter == b"R":
            return content
        if letter == b"E":
            kind, words = content
            raise kind(*words)
        self.end()
        if letter == b"M":
            raise ReturnRefused(self._too_much_memory(file))
        words, where = content
        raise RuntimeError(f"{words}\n{where}")

    def _answer(self, file: Submission, progress: Progress, deadline: float) -> tuple[bytes, Any]:
        answers = not_none(self._child).answers
        last: tuple[float, str] = (0.0, "Looking at the file")
        while True:
            try:
                answer = answers.get(timeout=_BEAT)
            except queue.Empty:
                if time.monotonic() > deadline:
                    raise ReturnRefused(self._too_long(file)) from None
                progress(*last)
                continue
            if answer is None:
                # The system has ended it: no memory left, or too long at work.
                raise ReturnRefused(self._too_much_memory(file))
            if answer[0] != b"P":
                return answer
            last = answer[1]
            progress(*last)

    def _too_much_memory(self, file: Submission) -> str:
        return (
            f"{file.name} could not be read with the {self.allowance.memory // _MB:,} MB of memory and the "
            f"{_minutes(self.allowance.seconds)} that a file may take, far more than a return needs. "
            f"{self.allowance.remedy}"
        )

    def _too_long(self, file: Submission) -> str:
        return (
            f"{file.name} could not be read within {_minutes(self.allowance.seconds)} and was let go. "
            f"{self.allowance.remedy}"
        )


def prepare_sandbox() -> None:
    """Have a child ready for the next file, or what it is forked from: starting takes two seconds.

    It goes by itself when nobody needs it.
    """
    if POSSIBLE:
        with suppress(OSError):
            _fork_server.begin()
            return
    global _spare
    with _spare_lock:
        if _spare is None or not _spare.is_alive:
            if _spare is not None:
                _spare.end()
            _spare = _Worker()


def _ready_worker() -> _Worker:
    global _spare
    with _spare_lock:
        ready, _spare = _spare, None
    if ready is not None and ready.is_alive:
        return ready
    if ready is not None:
        ready.end()
    return _Worker()


_spare_lock = threading.Lock()
_spare: _Worker | None = None
_fork_server = ForkServer(_environment)


@atexit.register
def _end_ready() -> None:
    global _spare
    _fork_server.end()
    with _spare_lock:
        if _spare is not None:
            _spare.end()
            _spare = None


@contextmanager
def _reading_slot(progress: Progress) -> Iterator[None]:
    """One of the places for files that are read at the same time, once it is free."""
    while not _places.acquire(timeout=_BEAT):
        progress(0.0, "Waiting: other files are being read")
    try:
        yield
    finally:
        _places.release()


def _minutes(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{seconds:g} seconds" if seconds < 60 else "1 minute" if minutes == 1 else f"{minutes} minutes"
