"""`signals`: what warrants challenge."""

import sys
from collections.abc import Sequence
from datetime import date

import click

from indicators import clock
from indicators.catalogue.areas import find_area
from indicators.catalogue.catalogue import load_catalogue
from indicators.cli.errors import print_message
from indicators.cli.options import as_known, current_store, format_option, known_on_option, parse_day
from indicators.cli.output import SIGNAL_WRITERS
from indicators.cli.paths import store_and_data_options
from indicators.signals.cycle import judge_cycle, judge_latest
from indicators.wording.numbers import count_text
from indicators.wording.statements import SIGNAL_COLUMNS, signal_rows


@click.command("signals")
@click.option(
    "--as-at", metavar="DATE",
    help=(
        "Judge figures up to this day: 2016-03-31, or the end of a period such as 2015/16. "
        "[default: each indicator on its own latest figures]"
    ),
)  # fmt: skip
@click.option("--area", "areas", multiple=True, metavar="NAME", help="Name or code of an area; may be given again.")
@known_on_option
@format_option
@store_and_data_options
def signals_command(as_at: str | None, areas: Sequence[str], known_on: date | None, form: str) -> None:
    """List what warrants challenge: the figures that moved, differ or cannot be trusted, clearest first.

    \b
    Example: python -m indicators signals --as-at 2015/16 --area AREA --format csv
    """
    day = None if as_at is None else parse_day(as_at)
    with current_store() as present:
        store = as_known(present, known_on)
        catalogue = load_catalogue(store)
        codes = [find_area(name, catalogue.areas).code for name in areas] or list(catalogue.areas)
        targets = store.query("targets")
        cycle = (
            judge_cycle(store, catalogue, as_at=day, targets=targets)
            if day
            else judge_latest(store, catalogue, as_at=clock.today(), targets=targets)
        )
        signals = cycle.shortlist[cycle.shortlist["area_code"].isin(codes)]
        titles = {name: item.short_title for name, item in catalogue.indicators.items()}
        rows = [{**row, "title": titles[row["indicator"]]} for row in signal_rows(signals, catalogue)]
    SIGNAL_WRITERS[form](rows, SIGNAL_COLUMNS, sys.stdout)
    if not rows:
        questions = count_text(cycle.questions, "question")
        print_message(f"Nothing warrants challenge for this choice. {questions} asked of figures up to {cycle.as_at}.")
