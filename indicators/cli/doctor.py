"""`doctor`: what is configured, and what is missing."""

import sys
import textwrap
from collections.abc import Sequence
from typing import TextIO

import click

from indicators.cli.options import format_option
from indicators.cli.output import WRITERS, OutputRow
from indicators.cli.paths import chosen_data_folder, chosen_store_path, store_and_data_options
from indicators.operations.doctor import CHECK_COLUMNS, CheckState, examine
from indicators.wording.numbers import count_text

_WIDTH = 100
_MARKS = {CheckState.SOUND: "ok   ", CheckState.NOTE: "note ", CheckState.FAULT: "FAULT"}


@click.command("doctor")
@format_option
@store_and_data_options
def doctor_command(form: str) -> int:
    """Say what is configured and what is missing, and what to do about it; nothing is changed.

    The exit code is 1 where something is wrong, else 0.

    \b
    Example: python -m indicators doctor
    """
    results = examine(chosen_store_path(), chosen_data_folder())
    rows = [
        {"check": result.check, "state": str(result.state), "words": result.words, "remedy": result.remedy}
        for result in results
    ]
    (WRITERS | {"table": _write_check_table})[form](rows, CHECK_COLUMNS, sys.stdout)
    return int(any(result.state is CheckState.FAULT for result in results))


def _write_check_table(rows: Sequence[OutputRow], columns: Sequence[str], out: TextIO) -> None:
    """Checks to read, at most 100 columns wide, what to do under each; `columns` is not heeded."""
    for row in rows:
        start = f"{_MARKS[CheckState(row['state'])]}  {row['check']}: "
        for words, first in ((row["words"], start), (row["remedy"], "         To do: ")):
            # A path or a command that is taken over must be whole, also where it has a hyphen.
            lines = textwrap.wrap(
                words,
                _WIDTH,
                initial_indent=first,
                subsequent_indent=" " * 9,
                break_long_words=False,
                break_on_hyphens=False,
            )
            out.write("".join(f"{line}\n" for line in lines))
    faults = sum(row["state"] == CheckState.FAULT for row in rows)
    out.write(f"{count_text(faults, 'fault')}.\n" if faults else "Nothing is wrong.\n")
