"""The structured log: a line of JSON for each page that was drawn and each command that ran, for those who operate it.

A line has fixed fields, each with a known set of words or a number of its own; no figure and no text of people can get
in, since there is no field that takes any. `INDICATORS_LOG` says where lines go: `stderr`, or the path of a file;
without it there are none. `INDICATORS_LOG_LEVEL` is the least level that is written (`info`).
"""

import json
import logging
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from logging.handlers import WatchedFileHandler

from indicators import errors
from indicators.settings import ROOT, program_version

#: The fields of a line, in their order; all are in every line.
FIELDS = ("time", "level", "event", "page", "command", "duration_ms", "outcome", "error", "version", "process")


class LogEvent(StrEnum):
    """What can be logged."""

    PAGE_DRAWN = "page drawn"
    COMMAND_RUN = "command run"
    BACKUP_MADE = "backup made"
    RESTORED = "restored"
    STORE_UPGRADED = "store upgraded"


class LogOutcome(StrEnum):
    """How it ended; `refused` is an error that a user was told in words."""

    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"


#: What a name becomes that is not one of ours: an address or an argument might be anything.
OTHER = "other"

_commands: set[str] = set()
_logger = logging.getLogger("indicators.events")
_logger.propagate = False


def register_commands(names: Iterable[str]) -> None:
    """Let the log name commands; others are `other`."""
    _commands.update(names)


def log_event(
    event: LogEvent,
    *,
    page: str = "",
    command: str = "",
    seconds: float | None = None,
    outcome: LogOutcome = LogOutcome.DONE,
    error: BaseException | None = None,
) -> None:
    """Write a line, where lines are wanted. Of an error it has the class, never the words, which may hold figures."""
    if not _is_ready(os.environ.get("INDICATORS_LOG", ""), os.environ.get("INDICATORS_LOG_LEVEL", "info")):
        return
    level = logging.ERROR if outcome is LogOutcome.FAILED else logging.INFO
    fields = {
        "page": _known(page, _pages()),
        "command": _known(command, _commands),
        "duration_ms": None if seconds is None else round(seconds * 1000),
        "outcome": LogOutcome(outcome).value,
        "error": "" if error is None else _known(type(error).__name__, _error_names()),
    }
    _logger.log(level, LogEvent(event).value, extra={"indicators_fields": fields})


@contextmanager
def logged(
    event: LogEvent,
    *,
    page: str = "",
    command: Callable[[], str] = str,
    refusals: tuple[type[Exception], ...] = (errors.IndicatorsError,),
) -> Iterator[None]:
    """Log how long a block took and how it ended; what it raises goes on.

    `command` gives the command's name at the end of the block, `refusals` are errors that users are told in words.
    """
    started = time.monotonic()
    outcome, raised = LogOutcome.DONE, None
    try:
        yield
    except refusals as error:
        outcome, raised = LogOutcome.REFUSED, error
        raise
    except Exception as error:
        # What is no Exception is how a page or a process is stopped, which is no failure.
        outcome, raised = LogOutcome.FAILED, error
        raise
    finally:
        seconds = time.monotonic() - started
        log_event(event, page=page, command=command(), seconds=seconds, outcome=outcome, error=raised)


def _known(name: str, names: set[str] | frozenset[str]) -> str:
    return name if not name or name in names else OTHER


@cache
def _pages() -> frozenset[str]:
    return frozenset(file.parent.name for file in (ROOT / "indicators" / "pages").glob("*/page.py"))


@cache
def _error_names() -> frozenset[str]:
    """The names of our own errors and of Python's; others come from libraries, of whose classes nothing is known."""
    own = {name for name, value in vars(errors).items() if isinstance(value, type) and issubclass(value, Exception)}
    python = vars(__builtins__) if not isinstance(__builtins__, dict) else __builtins__
    return frozenset(own | {name for name, value in python.items() if isinstance(value, type)})


class _JsonFormatter(logging.Formatter):
    """A record as a line of JSON with the fixed fields and nothing else."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record; its message is the event, and no text of it is written but that."""
        own = getattr(record, "indicators_fields", {})
        values = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.msg,
            "version": program_version(),
            "process": os.getpid(),
        }
        return json.dumps({name: {**own, **values}.get(name) for name in FIELDS})


class _QuietFileHandler(WatchedFileHandler):
    """Opens its file anew when it was moved away (logrotate); a full disk stops nobody's work."""

    def _open(self):
        number = os.open(self.baseFilename, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        return os.fdopen(number, "a", encoding="utf-8")

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line; one is left out while the file cannot be opened."""
        with suppress(OSError):
            super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:
        """Leave a line out that cannot be written."""


class _QuietStreamHandler(logging.StreamHandler):
    def handleError(self, record: logging.LogRecord) -> None:
        """Leave a line out that cannot be written."""


@cache
def _is_ready(place: str, level: str) -> bool:
    """Set the logger up for a place, once; whether lines are to be written at all."""
    for handler in list(_logger.handlers):
        _logger.removeHandler(handler)
        with suppress(OSError, ValueError):
            handler.close()
    if not place:
        return False
    handler: logging.Handler = (
        _QuietStreamHandler(sys.__stderr__) if place == "stderr" else _QuietFileHandler(place, delay=True)
    )
    handler.setFormatter(_JsonFormatter())
    _logger.addHandler(handler)
    _logger.setLevel(logging.getLevelNamesMapping().get(level.upper(), logging.INFO))
    return True
