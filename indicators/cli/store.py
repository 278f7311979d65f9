"""`store`: a store moved between a file and a lake."""

from pathlib import Path

import click

from indicators.cli.errors import print_message
from indicators.cli.paths import StorePlace
from indicators.lake_address import lake_at
from indicators.operations.move import move_store
from indicators.wording.numbers import count_text


@click.group("store")
def store_command() -> None:
    """Move a store between a file and a lake.

    \b
    Example: python -m indicators store move FILE ADDRESS
    """


@store_command.command("move")
@click.argument("source", metavar="FROM", type=StorePlace())
@click.argument("target", metavar="TO", type=StorePlace())
def move_command(source: Path, target: Path) -> None:
    """Carry the store FROM to TO, where none is: from a file into a lake, or back.

    Every return, version, event and id is carried, and what lies beside the store under its name; every table is
    compared row by row before TO counts. FROM stays as it is. ADDRESS of a lake:
    ducklake:postgresql://USER@HOST:PORT/DATABASE?data=FOLDER&board=NAME&files=FOLDER

    \b
    Example: python -m indicators store move .store/indicators.duckdb "ducklake:postgresql://…"
    """
    rows = move_store(source, target)
    where = lake_at(target) or target
    click.echo(f"{where} holds {count_text(sum(rows.values()), 'row')} in {count_text(len(rows), 'table')}:")
    for name, count in sorted(rows.items()):
        click.echo(f"- {name}: {count:,}")
    click.echo("Every table was compared row by row with where it came from.")
    print_message(
        f"{lake_at(source) or source} stays as it was, with the board's figures. Name the new place in "
        "INDICATORS_STORE on every server before anybody writes again, and remove the old one once nobody needs it."
    )
