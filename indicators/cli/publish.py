"""The command that makes the public edition: a site of plain files for a council's web pages."""

import os
from pathlib import Path

import click

from indicators.cli.errors import progress_printer
from indicators.cli.options import by_option, current_store
from indicators.cli.paths import chosen_data_folder, chosen_store_path, store_and_data_options
from indicators.disclosure.edition import current_release, public_edition, register_publication
from indicators.disclosure.release import ReasonTexts
from indicators.site.make import make_site

#: As many processes as are of use: the pages are written by one, and the workbooks take about as long as they.
_MOST_PROCESSES = 3


@click.command("publish")
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), metavar="DIR",
    help="The folder of the site; an older site there gives way, anything else is never touched.",
)  # fmt: skip
@by_option("Who publishes, as a role: put down with what was let out.")
@store_and_data_options
def publish_command(out: Path, by: str) -> None:
    """Make the public edition: a small site of plain files, without a server, without a request to anywhere.

    Small numbers are withheld in it, as in every file for anybody. The same figures give the same files.

    \b
    Example: python -m indicators publish --out site
    """
    with current_store():
        pass
    store, data = chosen_store_path(), chosen_data_folder()
    edition = public_edition(store, data=data)
    try:
        made = make_site(
            edition,
            out,
            progress=progress_printer(),
            release=lambda: register_publication(store, edition, what="Public site", by=by, data=data),
            processes=min(_MOST_PROCESSES, os.cpu_count() or 1),
        )
    finally:
        edition.store.close()
    click.echo(made.message)
    for sentence in ReasonTexts(current_release(store, data=data)).remedies():
        click.echo(sentence, err=True)
