"""The command that writes the letter of a challenge."""

from pathlib import Path

import click

from indicators import clock
from indicators.access import check_board_figures
from indicators.board.challenges import load_challenge
from indicators.catalogue.catalogue import load_catalogue
from indicators.cli.errors import plain_output_errors, print_message
from indicators.cli.options import by_option, current_store
from indicators.cli.paths import store_and_data_options
from indicators.exports.paper_files import write_paper
from indicators.report.letter import challenge_letter, letter_files
from indicators.wording.made_up import MADE_UP_NOTICE


@click.command("letter")
@click.argument("number", type=click.IntRange(min=1), metavar="NUMBER")
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
    help="The folder for the files; earlier ones of the same challenge give way.",
)  # fmt: skip
@by_option("Who makes it, as a role: asked whether it may have the board's figures.")
@store_and_data_options
def letter_command(number: int, out: Path, by: str) -> None:
    """Write the letter of challenge NUMBER to its agency: Word, PDF, and a mail to be addressed and sent.

    The figure and the chart in it are those that the board saw. It is for the board and the agency alone.

    \b
    Example: python -m indicators letter 3 --out letters
    """
    with current_store() as store:
        catalogue = load_catalogue(store)
        check_board_figures(by, catalogue.terms.readers)
        notice = MADE_UP_NOTICE if store.is_made_up else ""
        letter = challenge_letter(load_challenge(store, number), catalogue, on=clock.today(), made_up=notice)
    with plain_output_errors("The letter", out):
        written = write_paper(letter, letter_files(number), out)
    for label, reason in written.missing.items():
        print_message(f"No {label}: {reason}")
    click.echo(f"The letter of challenge {number} is in {out}: {', '.join(path.name for path in written.paths)}.")
