"""The command `conflicts`: figures that are given differently, as the Disagreements page shows them."""

import sys
from collections.abc import Sequence

import click

from indicators.catalogue.areas import find_area
from indicators.catalogue.catalogue import load_catalogue
from indicators.catalogue.indicators import find_indicator
from indicators.cli.errors import say
from indicators.cli.options import current_store, form_option, places
from indicators.cli.output import CONFLICT_WRITERS
from indicators.figures.disagreements import CONFLICT_COLUMNS, conflict_rows, disagreements_held
from indicators.wording.numbers import counted


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
@form_option
@places
def conflicts(indicators: Sequence[str], areas: Sequence[str], everything: bool, form: str) -> None:
    """List every figure that two sources give differently, and every printed one that its own counts do not give.

    The dashboard shows the first of the two figures. The difference is the other minus that.

    \b
    Example: python -m indicators conflicts --area Rutland --format csv
    """
    with current_store() as store:
        catalogue = load_catalogue(store)
        names = [find_indicator(name, catalogue.indicators).id for name in indicators] or list(catalogue.indicators)
        codes = [find_area(name, catalogue.areas).code for name in areas] or list(catalogue.areas)
        found = disagreements_held(store, catalogue, names, codes)
    listed = found if everything else found[~found["follows"]]
    CONFLICT_WRITERS[form](conflict_rows(listed, catalogue), CONFLICT_COLUMNS, sys.stdout)
    left_out = len(found) - len(listed)
    if not len(listed):
        say("No figures disagree for this choice.")
    if left_out:
        say(f"{counted(left_out, 'figure')} that only follow from others are left out; --all lists them too.")
