"""What a command reports on standard error besides its results, and the exit code with which it ends."""

import os
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from indicators.errors import DataProblems, IndicatorsError, UsageError

_INTERRUPTED = 130


def exit_code(command: Callable[[], object]) -> int:
    """Run a command; gives 0, or what went wrong as a number and, in plain words, on standard error."""
    for stream in (sys.stdout, sys.stderr):
        # Titles hold dashes and quotes that a terminal of another encoding could not print.
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
    try:
        code = command()
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except BrokenPipeError:
        # The reader (`| head`) has seen enough; Python's own flush at the end must not complain either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except SystemExit:
        # So click itself ends a command whose reader has gone.
        return 0
    except (click.Abort, KeyboardInterrupt):
        return _INTERRUPTED
    except Exception as error:
        return _report_error(error)


@contextmanager
def plain_output_errors(what: str, out: Path) -> Iterator[None]:
    """Say in plain words that a place cannot be written: a full disk, a folder that is a file, or another's folder."""
    try:
        yield
    except OSError as error:
        raise UsageError(
            f"{what} could not be written to {out} ({error.strerror or error}). Nothing was changed there. Make room, "
            "or choose another place with --out."
        ) from error


def print_message(words: str) -> None:
    """A line on standard error."""
    click.echo(words, err=True)


def progress_printer() -> Callable[[float, str], None]:
    """A progress report on standard error, each step once."""
    said: set[str] = set()

    def step(share: float, words: str) -> None:
        if words not in said:
            said.add(words)
            print_message(f"{share:4.0%}  {words}")

    return step


def _report_error(error: Exception) -> int:
    """Say what went wrong; gives the exit code."""
    if isinstance(error, click.ClickException):
        error.show()
        return error.exit_code
    if isinstance(error, DataProblems):
        for problem in error.problems:
            print_message(str(problem))
        # Only here: it loads what works figures out, which a command that goes well may not need.
        from indicators.wording.numbers import count_text

        print_message(f"{count_text(len(error.problems), 'problem')} in {error.place}. The store was left as it was.")
        return error.exit_code
    if isinstance(error, IndicatorsError):
        print_message(f"Error: {error}")
        return error.exit_code
    if os.environ.get("INDICATORS_DEBUG"):
        traceback.print_exception(error)
    print_message(f"Error: something unexpected went wrong ({type(error).__name__}: {error}).")
    print_message("Set INDICATORS_DEBUG=1 and run the command again to see where.")
    return 1
