"""The command that lists figures which two sources give differently, which their own counts do not give, or which their
four quarters do not add up to.
"""

import sys
from collections.abc import Sequence

import click

from indicators.catalogue.areas import find_area
from indicators.catalogue.catalogue import load_catalogue
from indicators.catalogue.indicators import find_indicator
from indicators.cli.errors import print_message
from indicators.cli.options import current_store, format_option
from indicators.cli.output import DISAGREEMENT_WRITERS
from indicators.cli.paths import store_and_data_options
from indicators.figures.disagreements import DISAGREEMENT_ROW_COLUMNS, disagreement_rows, stored_disagreements
from indicators.wording.numbers import count_text


@click.command("conflicts")
@click.option(
    "--indicator", "indicators", multiple=True, metavar="ID",
    help="Id of an indicator, such as contacts; may be given again. All of them if left out.",
)  # fmt: skip
@click.option("--area", "areas", multiple=True, metavar="NAME", help="Name or code of an area; may be given again.")
@click.option(
    "--all", "everything", is_flag=True,
    help="Also the rates and the sums of areas that differ only because the counts behind them do.",
)  # fmt: skip
@format_option
@store_and_data_options
def disagreements_command(indicators: Sequence[str], areas: Sequence[str], everything: bool, form: str) -> None:
    """List every figure that two sources give differently, every printed one that its own counts do not give, and every
    year that its four quarters do not add up to.

    The dashboard shows the first of the two figures. The difference is the other minus that.

    \b
    Example: python -m indicators conflicts --area AREA --format csv
    """
    with current_store() as store:
        catalogue = load_catalogue(store)
        names = [find_indicator(name, catalogue.indicators).id for name in indicators] or list(catalogue.indicators)
        codes = [find_area(name, catalogue.areas).code for name in areas] or list(catalogue.areas)
        everything_stored = stored_disagreements(store, catalogue, names, codes)
    shown = everything_stored if everything else everything_stored[~everything_stored["follows"]]
    DISAGREEMENT_WRITERS[form](disagreement_rows(shown, catalogue), DISAGREEMENT_ROW_COLUMNS, sys.stdout)
    left_out = len(everything_stored) - len(shown)
    if not len(shown):
        print_message("No figures disagree for this choice.")
    if left_out:
        print_message(
            f"{count_text(left_out, 'figure')} that only follow from others are left out; --all lists them too."
        )
