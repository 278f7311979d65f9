"""The command that makes the profile of an area, a paper of one page."""

from pathlib import Path

import click

from indicators import clock
from indicators.access import Audience
from indicators.assurance.profile import area_profile, find_profile_area
from indicators.cli.errors import plain_output_errors
from indicators.cli.options import MAKER_WORDS, audience_option, by_option
from indicators.cli.output import print_written
from indicators.cli.paths import chosen_data_folder, chosen_store_path, store_and_data_options
from indicators.cli.report import current_edition
from indicators.disclosure.edition import register_publication
from indicators.exports.paper_files import write_paper
from indicators.report.profile import profile_files, profile_paper
from indicators.signals.cycle import judge_latest


@click.command("profile")
@click.option(
    "--area",
    required=True,
    metavar="NAME",
    help="Name or code of one of the board's areas, or all for what they are together.",
)
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
    help="Where the files are put; older ones of the same area and audience give way.",
)  # fmt: skip
@audience_option
@by_option(MAKER_WORDS)
@store_and_data_options
def profile_command(area: str, out: Path, audience: str, by: str) -> None:
    """Make the profile of an area on one A4 page: Word, HTML and PDF.

    Every headline measure with its figure, trend, verdict and place beside England and like areas; findings and what is
    missing; for the board the open challenges too.

    \b
    Example: python -m indicators profile --area all --out profiles
    """
    edition = current_edition(Audience(audience), by)
    try:
        chosen, today = find_profile_area(area, edition.catalogue), clock.today()
        cycle = judge_latest(edition.store, edition.catalogue, as_at=today, targets=edition.store.query("targets"))
        profile = area_profile(
            edition.store, edition.catalogue, chosen, as_at=today, cycle=cycle, audience=edition.audience
        )
        paper = profile_paper(profile, edition.catalogue, is_made_up=edition.store.is_made_up)
        register_publication(
            chosen_store_path(), edition, what=f"Profile of {chosen.name}", by=by, data=chosen_data_folder()
        )
        with plain_output_errors("The profile", out):
            written = write_paper(paper, profile_files(chosen.name, edition.audience), out)
    finally:
        edition.store.close()
    print_written(written)
