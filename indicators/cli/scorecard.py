"""The command that makes a scorecard, a paper of one page."""

from collections.abc import Sequence
from pathlib import Path

import click

from indicators import clock
from indicators.access import Audience
from indicators.board.scorecards import saved_scorecards
from indicators.catalogue.areas import find_area, nearest_names
from indicators.catalogue.scorecards import Scorecard
from indicators.cli.errors import plain_output_errors, print_message
from indicators.cli.options import MAKER_WORDS, audience_option, by_option
from indicators.cli.output import print_written
from indicators.cli.paths import chosen_data_folder, chosen_store_path, store_and_data_options
from indicators.cli.report import current_edition
from indicators.disclosure.edition import register_publication
from indicators.errors import UsageError, printable_text
from indicators.exports.paper_files import write_paper
from indicators.loading.scorecards import read_scorecards
from indicators.report.scorecard import missing_words, scorecard_files, scorecard_paper, work_out_scorecard
from indicators.signals.cycle import judge_latest
from indicators.store.database import open_for_reading


@click.command("scorecard")
@click.option("--set", "chosen", metavar="ID", help="Which set; without it the sets are listed.")
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
    help="Where the files are put; older ones of the same set, areas and audience give way.",
)  # fmt: skip
@click.option(
    "--area", "areas", multiple=True, metavar="NAME",
    help="Name or code of an area; may be given again. [default: each of the board's own]",
)  # fmt: skip
@audience_option
@by_option(MAKER_WORDS)
@store_and_data_options
def scorecard_command(chosen: str | None, out: Path | None, areas: Sequence[str], audience: str, by: str) -> None:
    """Make a scorecard on one page: Word, HTML and PDF.

    A row for each measure: target, newest figure, the same a year before, year to date, verdict and trend.

    \b
    Example: python -m indicators scorecard --set headlines --out scorecards
    """
    if chosen is None:
        _list_scorecards()
        return
    if out is None:
        raise UsageError("Say where the files are put: --out DIR")
    edition = current_edition(Audience(audience), by)
    try:
        cards = _all_scorecards()
        if chosen not in cards:
            known = nearest_names(chosen, list(cards)) if cards else "There is none yet."
            raise UsageError(f"There is no scorecard '{printable_text(chosen)}'. {known}")
        catalogue, today = edition.catalogue, clock.today()
        codes = [find_area(name, catalogue.areas).code for name in areas] or list(catalogue.board.own)
        cycle = judge_latest(edition.store, catalogue, as_at=today, targets=edition.store.query("targets"))
        worked = work_out_scorecard(
            cards[chosen],
            edition.store,
            catalogue,
            areas=codes,
            cycle=cycle,
            as_at=today,
            audience=edition.audience,
        )
        register_publication(chosen_store_path(), edition, what=f"Scorecard {chosen}", by=by, data=chosen_data_folder())
        with plain_output_errors("The scorecard", out):
            written = write_paper(scorecard_paper(worked), scorecard_files(worked, edition.audience), out)
    finally:
        edition.store.close()
    if missing := missing_words(worked):
        print_message(missing)
    print_written(written)


def _list_scorecards() -> None:
    for card in _all_scorecards().values():
        click.echo(f"{card.id}: {card.title}")


def _all_scorecards() -> dict[str, Scorecard]:
    """The sets of the data folder and those of the office by id; what is wrong with a file is said."""
    cards, problems = read_scorecards(chosen_data_folder())
    for problem in problems:
        print_message(f"Left out: {problem}")
    if chosen_store_path().exists():
        with open_for_reading(chosen_store_path()) as store:
            cards |= {card.id: card for card in saved_scorecards(store)}
    return cards
