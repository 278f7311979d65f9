"""`observations` and `show`: every figure of every source, and one indicator as the dashboard shows it."""

import sys
from collections.abc import Sequence
from datetime import date

import click

from indicators.catalogue.areas import find_area
from indicators.catalogue.catalogue import load_catalogue
from indicators.catalogue.indicators import find_indicator
from indicators.catalogue.periods import PERIOD_GROUPS
from indicators.cli.errors import print_message
from indicators.cli.options import as_known, current_store, format_option, known_on_option
from indicators.cli.output import WRITERS
from indicators.cli.paths import store_and_data_options
from indicators.figures.rows import OBSERVATION_COLUMNS, SERIES_ROW_COLUMNS, observation_rows, series_rows
from indicators.figures.series import ALL_MEASURES, check_measure

_INDICATOR_HELP = "Id of an indicator, such as contacts; may be given again. All of them if left out."


@click.command("observations")
@click.option("--indicator", "indicators", multiple=True, metavar="ID", help=_INDICATOR_HELP)
@click.option("--area", "areas", multiple=True, metavar="NAME", help="Name or code of an area; may be given again.")
@known_on_option
@format_option
@store_and_data_options
def observations_command(indicators: Sequence[str], areas: Sequence[str], known_on: date | None, form: str) -> None:
    """List every figure of every source, those computed here before the printed ones.

    \b
    Example: python -m indicators observations --indicator contacts --area AREA --format csv
    """
    with current_store() as present:
        store = as_known(present, known_on)
        catalogue = load_catalogue(store)
        names = [find_indicator(name, catalogue.indicators).id for name in indicators]
        codes = [find_area(name, catalogue.areas).code for name in areas]
        rows = observation_rows(store, catalogue, names or list(catalogue.indicators), codes or list(catalogue.areas))
    WRITERS[form](rows, OBSERVATION_COLUMNS, sys.stdout)
    if not rows:
        print_message("There are no figures for this choice.")


@click.command("show")
@click.argument("indicator", metavar="ID")
@click.option(
    "--area", "areas", multiple=True, metavar="NAME",
    help="Name or code of an area; may be given again. [default: the board's own, and all together]",
)  # fmt: skip
@click.option(
    "--measure", type=click.Choice(ALL_MEASURES), default="value", show_default=True,
    help=(
        "The figure itself, its rate per 10,000 children, an index (first period = 100), or the first two of three "
        "years together (pooled, pooled_rate)."
    ),
)  # fmt: skip
@click.option(
    "--periods", type=click.Choice(list(PERIOD_GROUPS)),
    help="Which periods. [default: those in which the indicator is usually given]",
)  # fmt: skip
@known_on_option
@format_option
@store_and_data_options
def show_command(
    indicator: str, areas: Sequence[str], measure: str, periods: str | None, known_on: date | None, form: str
) -> None:
    """Show one indicator over time: one figure a period and area, as the dashboard shows it.

    \b
    Example: python -m indicators show referrals --measure rate --area AREA --area England
    """
    with current_store() as present:
        store = as_known(present, known_on)
        catalogue = load_catalogue(store)
        definition = find_indicator(indicator, catalogue.indicators)
        check_measure(definition, measure)
        codes = [find_area(name, catalogue.areas).code for name in areas] or list(catalogue.board.profiled)
        rows = series_rows(store, catalogue, definition.id, codes, measure=measure, periods=periods)
    WRITERS[form](rows, SERIES_ROW_COLUMNS, sys.stdout)
    if not rows:
        print_message(f"There are no figures for this choice. All there are: observations --indicator {definition.id}")
