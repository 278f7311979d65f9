"""The commands that make the data folder of another board, and the file of the whole country that it is made from."""

from collections.abc import Sequence
from pathlib import Path

import click

from indicators.cli.options import current_store
from indicators.cli.paths import chosen_store_path, store_and_data_options
from indicators.loading.new_board import make_board_folder, write_country
from indicators.store.database import open_store


@click.command("init")
@click.option(
    "--areas", "areas", multiple=True, required=True, metavar="NAME",
    help="An authority of the board, by name or code; may be given again, or several with ';' between them.",
)  # fmt: skip
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), metavar="DIR", help="A folder that is empty or not there."
)
@click.option("--name", default="", metavar="TEXT", help="What the board is called. [default: from its authorities]")
@click.option(
    "--term", default="", metavar="WORD",
    help="What sentences call it after 'the': board, panel. [default: as its name says, or board]",
)  # fmt: skip
def init_command(areas: Sequence[str], out: Path, name: str, term: str) -> None:
    """Make the data folder of a board of any authorities in England.

    It has their names and codes, the areas like them, their region, the official figures of all of these and the
    definitions. What the board counts itself comes with its returns.

    \b
    Example: python -m indicators init --areas "Solihull" --out solihull
    """
    names = [name.strip() for text in areas for name in text.split(";") if name.strip()]
    click.echo(make_board_folder(names, out, name=name.strip(), term=term.strip()).message)


@click.command("country")
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
              help="The folder of the two files.")  # fmt: skip
@store_and_data_options
def country_command(out: Path) -> None:
    """Write the published figures and like areas of every authority, from which `init` makes the folders of boards.

    The store must have taken the department's files in with all areas.

    \b
    Example: python -m indicators country --out data/country
    """
    with current_store():
        pass
    store = open_store(chosen_store_path(), reads_files=True)
    try:
        count = write_country(store, out)
    finally:
        store.close()
    click.echo(f"{count:,} figures of the country are in {out}.")
