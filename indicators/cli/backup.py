"""`backup` and `restore`: all that belongs to the board in one file, and that put in place again."""

from pathlib import Path

import click

from indicators.cli.errors import print_message, progress_printer
from indicators.cli.paths import chosen_data_folder, chosen_store_path, store_and_data_options
from indicators.errors import UsageError
from indicators.operations.backup import make_backup, restore_backup, undo_restore
from indicators.operations.backup_file import NOT_IN_A_BACKUP, megabytes_text, read_backup


@click.command("backup")
@click.option("--out", required=True, metavar="FILE", type=click.Path(path_type=Path), help="The file, or its folder.")
@store_and_data_options
def backup_command(out: Path) -> None:
    """Write all that belongs to the board into one file, while the dashboard runs; it is read back before it counts.

    The file has the true small numbers: it is the owner's alone, and belongs where the board's papers are kept.

    \b
    Example: python -m indicators backup --out /backups/board.zip
    """
    made = make_backup(chosen_store_path(), chosen_data_folder(), out, progress=progress_printer())
    click.echo(f"{made.path} ({megabytes_text(made.path.stat().st_size)}) holds:")
    for line in made.contents.lines():
        click.echo(f"- {line}")
    click.echo(NOT_IN_A_BACKUP)
    click.echo(f'To put it in place: python -m indicators restore "{made.path}"')


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--look", is_flag=True, help="Only say what FILE holds.")
@click.option("--without-data", is_flag=True, help="Leave the data folder as it is.")
@click.option("--undo", is_flag=True, help="FILE is a folder that a restore kept aside: put that back.")
@store_and_data_options
def restore_command(file: Path, look: bool, without_data: bool, undo: bool) -> None:
    """Put the board of a backup in place: checked and opened first, whole or not at all.

    What was there before is kept aside, and the words at the end say where and how to go back. A running dashboard
    shows the restored figures with the next page.

    \b
    Example: python -m indicators restore /backups/board.zip
    """
    if look and undo:
        raise UsageError("--look is for a backup and --undo for a folder that was kept aside; give one of them.")
    if look:
        for line in read_backup(file).lines():
            click.echo(f"- {line}")
        return
    store, data = chosen_store_path(), chosen_data_folder()
    if undo:
        aside = undo_restore(file, store, data)
        click.echo(f"What {file} held is in place again at {store}.")
    else:
        restored = restore_backup(file, store, data, with_data=not without_data, progress=progress_printer())
        aside = restored.aside
        click.echo(f"{file} is in place at {store}:")
        for line in restored.contents.lines():
            click.echo(f"- {line}")
        if without_data:
            click.echo(f"The data folder {data} was left as it is; the next start takes in what differs there.")
    if not aside:
        click.echo("Nothing was there before.")
        return
    click.echo(f"What was there before lies in {' and in '.join(map(str, aside))}. To go back to it:")
    click.echo(f'python -m indicators restore --undo "{aside[0]}"')
    print_message("Remove it once nobody needs it: it holds the board's figures.")
