"""Options that several commands share, and the store and data folder that were chosen with them.
A command that reads opens the store here, brought up to date with the data folder first.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

import click

from indicators import clock
from indicators.access import Audience
from indicators.catalogue.periods import parse_period
from indicators.cli.errors import print_message, progress_printer
from indicators.cli.output import WRITERS
from indicators.cli.paths import chosen_data_folder, chosen_store_path
from indicators.errors import UsageError, printable_text
from indicators.loading.build import StoreState, ensure_store
from indicators.store.database import Store, open_for_reading
from indicators.wording.made_up import MADE_UP_NOTICE

#: What the role of who makes files is for where they can be the board's.
MAKER_WORDS = (
    "Who makes it, as a role: put down with what was let out, and asked whether it may have the board's figures."
)


def audience_option(command: Callable) -> Callable:
    """The option `--audience`: whom files are for, anybody unless it is said."""
    words = "public withholds small numbers; board has the true figures, and its files say so on every page."
    choice = click.Choice([str(one) for one in Audience])
    return click.option("--audience", type=choice, default=str(Audience.PUBLIC), show_default=True, help=words)(command)


def by_option(words: str) -> Callable[[Callable], Callable]:
    """The option `--by`: the role of who makes files that leave; `words` say what it is for."""
    return click.option("--by", default="Business office", show_default=True, metavar="ROLE", help=words)


def format_option(command: Callable) -> Callable:
    """The option `--format`, given to the command as `form`."""
    words = "table is for reading and leaves columns out; csv and json hold everything at full precision."
    return click.option(
        "--format", "form", type=click.Choice(list(WRITERS)), default="table", show_default=True, help=words
    )(command)


def known_on_option(command: Callable) -> Callable:
    """The option `--known-on`, given to the command as `known_on`: a day that is not to come, or None."""
    words = "Show figures as they were known at the end of this day (UTC): 2016-11-21. [default: as known now]"
    return click.option("--known-on", metavar="DATE", callback=_past_day, help=words)(command)


def _past_day(context: click.Context, option: click.Parameter, value: str | None) -> date | None:
    if value is None:
        return None
    day = parse_day(value)
    if day > clock.today():
        raise UsageError(f"{day} is still to come. Write the day on which the figures were known, such as 2016-11-21.")
    return day


def as_known(store: Store, known_on: date | None) -> Store:
    """The store with the figures as they were known on a day, or as it is for None; closed with the one given."""
    return store if known_on is None else store.as_known(known_on)


def parse_day(text: str) -> date:
    """A day as 2016-03-31, or the last day of a period; raises UsageError with what to write."""
    try:
        return date.fromisoformat(text) if text.count("-") == 2 else parse_period(text).ends
    except ValueError:
        raise UsageError(
            f"'{printable_text(text)}' is not a day; write 2016-03-31, or a period such as 2015/16."
        ) from None


@contextmanager
def current_store() -> Iterator[Store]:
    """The store, brought up to date first; where that cannot be, says why and gives the last good figures."""
    ensured = ensure_store(chosen_store_path(), chosen_data_folder(), progress=progress_printer())
    if ensured.warning:
        print_message(ensured.warning)
    if ensured.state is StoreState.STALE:
        print_message("The data folder was not taken in. The last good figures are shown.")
    elif ensured.state is StoreState.IN_USE:
        print_message("The data folder has changed since. The figures shown are those from before.")
    with open_for_reading(chosen_store_path()) as store:
        if store.is_made_up:
            print_message(MADE_UP_NOTICE)
        yield store
