"""The process that reads a submitted file, within limits of rows, memory and time.

Standard input brings the folder and the environment to work in (`S`), then jobs (`J`); standard output takes their
answers. Each message is a letter, eight bytes of length and a pickle.
"""

import os
import pickle
import queue
import struct
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

import duckdb

from indicators.access.log import require_log
from indicators.access.permissions import acting_as
from indicators.catalogue.indicators import Indicator
from indicators.errors import DataProblems, IndicatorsError, Problem, ReturnRefused
from indicators.lake_address import remember_lake
from indicators.returns.accept import Acceptance, accept_return
from indicators.returns.check import ReturnPreview
from indicators.returns.containers import FilePart, file_parts, opened_table
from indicators.returns.preview import preview_return
from indicators.returns.recognise import Submission, is_parquet
from indicators.returns.survey import TableSurvey, surveyed, trial_return
from indicators.returns.workbooks.annotate import annotated_copy
from indicators.store.database import lacks_memory
from indicators.store.engine import connect, limit_resources, sql

_PIECE = 1 << 20
#: How workbooks begin, of this Excel and of old ones.
_WORKBOOK_STARTS = (b"PK", b"\xd0\xcf\x11\xe0")


def refuse_too_many_rows(file: Submission, most: int, *, remedy: str) -> None:
    """Raise ReturnRefused, in words with what to do, for a file of more rows than are read.

    Workbooks have a limit of their own for their filled cells.
    """
    rows = _row_count(file.path)
    if rows > most:
        raise ReturnRefused(f"{file.name} has {rows:,} rows; at most {most:,} are read. {remedy}")


def _row_count(path: Path) -> int:
    if is_parquet(path):
        return _parquet_row_count(path)
    with path.open("rb") as file:
        if file.read(4).startswith(_WORKBOOK_STARTS):
            return 0
        file.seek(0)
        ends = returns = 0
        while piece := file.read(_PIECE):
            ends += piece.count(b"\n")
            returns += piece.count(b"\r")
    # The first row is the heading; files of old Macs have carriage returns alone.
    return max(ends, returns) - 1


def _parquet_row_count(path: Path) -> int:
    """What the file says of itself; 0 where it says nothing, which its reader then finds out."""
    try:
        with connect() as connection:
            return int(connection.execute(sql("parquet_row_count"), {"path": str(path)}).fetchall()[0][0] or 0)
    except duckdb.Error:
        return 0


try:
    import resource
except ImportError:
    # Windows has none of these limits; the one of time is kept by whoever started this.
    resource = None

MESSAGE_HEAD = struct.Struct(">cQ")
#: Seconds without a job after which the child goes by itself.
IDLE_LIMIT = 300.0
#: Of the memory of a job, what the store's engine may take before it writes to the disk.
_SHARE_OF_ENGINE = 0.5


@dataclass(frozen=True, kw_only=True)
class Allowance:
    """What one child may use: rows of a file, bytes of memory beyond its own start, seconds of the processor.

    Of the problems of a file `problems` of each kind are listed; the others are counted.
    """

    rows: int
    memory: int
    seconds: int
    problems: int
    threads: int
    #: What to do with a file that is too much, as the end of a sentence.
    remedy: str


Send = Callable[[bytes, Any], None]


def main() -> None:
    """Do one job after the other until the input ends."""
    answers = os.fdopen(os.dup(1), "wb")
    # Whatever a library prints must not mix with the answers.
    os.dup2(2, 1)
    _settle(sys.stdin.buffer)
    jobs: queue.Queue[Any] = queue.Queue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, jobs), daemon=True).start()

    def tell(letter: bytes, content: Any) -> None:
        body = pickle.dumps(content)
        answers.write(MESSAGE_HEAD.pack(letter, len(body)) + body)
        answers.flush()

    limited = False
    while True:
        try:
            allowance, name, arguments, user = jobs.get(timeout=IDLE_LIMIT)
        except queue.Empty:
            os._exit(0)
        if not limited:
            set_limits(allowance)
            limited = True
        lake = arguments.pop("lake", None)
        if lake is not None:
            # Which lakes there are its parent knows.
            remember_lake(lake)
        require_log(user.is_signed_in)
        with acting_as(user):
            _do(_JOBS[name], allowance, arguments, tell)


def set_limits(allowance: Allowance) -> None:
    """Set the limits of this process; those that the system does not know are left out."""
    limit_resources(
        memory=int(allowance.memory * _SHARE_OF_ENGINE), threads=allowance.threads, folder=os.environ.get("TMPDIR", "")
    )
    if resource is None:
        return
    limits = {resource.RLIMIT_CPU: allowance.seconds, resource.RLIMIT_CORE: 0}
    with suppress(OSError, ValueError, IndexError):
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
        limits[resource.RLIMIT_AS] = pages * resource.getpagesize() + allowance.memory
    for name, most in limits.items():
        with suppress(OSError, ValueError):
            resource.setrlimit(name, (most, most))


def _settle(jobs_in: BinaryIO) -> None:
    """Work where, and with the environment that, whoever wants this process has."""
    head = jobs_in.read(MESSAGE_HEAD.size)
    if len(head) != MESSAGE_HEAD.size:
        os._exit(0)
    folder, environment = pickle.loads(jobs_in.read(MESSAGE_HEAD.unpack(head)[1]))
    os.environ.clear()
    os.environ.update(environment)
    # What is named for passing files now counts, not what was when this process, or its parent, started.
    tempfile.tempdir = None
    with suppress(OSError):
        os.chdir(folder)


def _listen(jobs_in: BinaryIO, jobs: queue.Queue) -> None:
    with suppress(Exception):
        while len(head := jobs_in.read(MESSAGE_HEAD.size)) == MESSAGE_HEAD.size:
            jobs.put(pickle.loads(jobs_in.read(MESSAGE_HEAD.unpack(head)[1])))
    os._exit(0)


def _do(job: Callable[..., Any], allowance: Allowance, arguments: Mapping[str, Any], send: Send) -> None:
    try:
        result = job(allowance, progress=lambda share, words: send(b"P", (share, words)), **arguments)
    except BaseException as error:
        if lacks_memory(error):
            # Before a word is made of it, the memory that it took goes.
            error.__traceback__ = None
            send(b"M", "")
        elif isinstance(error, DataProblems):
            send(b"E", (DataProblems, (first_problems(error.problems, allowance.problems), error.place)))
        elif isinstance(error, IndicatorsError):
            send(b"E", (_plain_kind(error), (str(error),)))
        else:
            send(b"U", (f"{type(error).__name__}: {error}", "".join(traceback.format_exception(error))))
    else:
        send(b"R", result)


def first_problems(problems: tuple[Problem, ...], most: int) -> tuple[Problem, ...]:
    """The first of the errors and of the warnings, and one that stands for all the others of its kind."""
    shortened: list[Problem] = []
    for is_warning in (False, True):
        own = [problem for problem in problems if problem.is_warning is is_warning]
        shortened += own[:most]
        if rest := sum(problem.stands_for for problem in own[most:]):
            more = "more to look at" if is_warning else "more to mend"
            words = f"has {rest:,} {more}, which are counted and not listed; those above come first"
            shortened.append(Problem(own[0].file, "", "", words, is_warning=is_warning, stands_for=rest))
    return tuple(shortened)


def _plain_kind(error: IndicatorsError) -> type[IndicatorsError]:
    """The class under which an error can be made again from its words alone."""
    return next(kind for kind in type(error).__mro__ if kind.__init__ is Exception.__init__)


def _preview(allowance: Allowance, *, path: Path, file: Submission, progress: Any, **rest: Any) -> ReturnPreview:
    with opened_table(file) as table:
        refuse_too_many_rows(table, allowance.rows, remedy=allowance.remedy)
        return _sendable(preview_return(path, table, progress=progress, **rest), allowance)


def _accept(allowance: Allowance, *, path: Path, file: Submission, progress: Any, **rest: Any) -> Acceptance:
    with opened_table(file) as table:
        refuse_too_many_rows(table, allowance.rows, remedy=allowance.remedy)
        done = accept_return(path, table, progress=progress, **rest)
        return replace(done, checked=_sendable(done.checked, allowance))


def _mark(allowance: Allowance, *, path: Path, file: Submission, agency: str, progress: Any) -> bytes:
    with opened_table(file) as table:
        checked = preview_return(path, table, agency=agency, progress=progress)
        return annotated_copy(table.path, checked.problems)


def _parts(allowance: Allowance, *, file: Submission, progress: Any) -> tuple[FilePart, ...]:
    progress(0.0, "Looking at what the file holds")
    return file_parts(file)


def _sendable(checked: ReturnPreview, allowance: Allowance) -> ReturnPreview:
    """What was checked without what cannot leave this process, and without more problems than anybody reads."""
    return replace(checked, problems=first_problems(checked.problems, allowance.problems), lines=None)


def _survey(allowance: Allowance, *, path: Path, file: Submission, progress: Any) -> TableSurvey:
    with opened_table(file) as table:
        refuse_too_many_rows(table, allowance.rows, remedy=allowance.remedy)
        return surveyed(path, table, progress=progress)


def _trial(allowance: Allowance, *, path: Path, file: Submission, indicator: Indicator, progress: Any) -> ReturnPreview:
    with opened_table(file) as table:
        refuse_too_many_rows(table, allowance.rows, remedy=allowance.remedy)
        return _sendable(trial_return(path, table, indicator, progress=progress), allowance)


_JOBS = {
    "preview": _preview,
    "accept": _accept,
    "mark": _mark,
    "parts": _parts,
    "survey": _survey,
    "trial": _trial,
}

if __name__ == "__main__":
    main()
