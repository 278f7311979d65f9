"""`build` and `check-data`: the store brought up to date with the data folder, and the folder checked by itself."""

from collections.abc import Iterator
from pathlib import Path

import click

from indicators.catalogue.catalogue import load_catalogue
from indicators.catalogue.indicators import COUNTED_THINGS, ids_without_counts
from indicators.cli.errors import print_message, progress_printer
from indicators.cli.paths import chosen_data_folder, chosen_store_path, store_and_data_options
from indicators.disclosure.decisions import NOT_YET, publishable_texts
from indicators.disclosure.rules import obsolete_keys
from indicators.errors import DataProblems
from indicators.loading.build import build, no_progress
from indicators.loading.lost_store import forget_store, note_store, refuse_lost_store
from indicators.operations.data_check import check_data_folder
from indicators.store.database import IN_MEMORY, Store, open_for_reading, open_for_writing
from indicators.wording.numbers import count_text

#: Definitions that a hint names.
_MOST_NAMED = 5


@click.command("build")
@click.option("--replace", is_flag=True, help="Set a store that cannot be read aside, and build a new one.")
@click.option("--anew", is_flag=True, help="Begin anew where there was a store that is gone, without what was in it.")
@click.option("--quiet", is_flag=True, help="Show no progress.")
@store_and_data_options
def build_command(replace: bool, anew: bool, quiet: bool) -> None:
    """Check the data folder and bring the store up to date with it.

    All of it or nothing is taken in: where something is wrong the store stays as it was.

    \b
    Example: python -m indicators build
    """
    if anew:
        forget_store(chosen_store_path())
    else:
        refuse_lost_store(chosen_store_path())
    report = build(
        chosen_store_path(),
        chosen_data_folder(),
        replace=replace,
        progress=no_progress if quiet else progress_printer(),
    )
    for warning in report.warnings:
        print_message(f"Warning: {warning}")
    if report.set_aside:
        print_message(f"The store that could not be read is now {report.set_aside}.")
    note_store(chosen_store_path())
    with open_for_reading(chosen_store_path()) as store:
        news = "" if report.changed or report.removed else ", as it did before"
        click.echo(f"{chosen_store_path()} holds {_store_contents_text(store)}{news}.")


@click.command("check-data")
@store_and_data_options
def check_data_command() -> None:
    """Check the data folder without touching the store; list everything that is wrong with it.

    \b
    Example: python -m indicators check-data
    """
    store = open_for_writing(IN_MEMORY)
    try:
        problems, warnings = check_data_folder(store, chosen_data_folder())
        for warning in warnings:
            print_message(f"Warning: {warning}")
        if problems:
            raise DataProblems(problems)
        click.echo(f"{_store_contents_text(store)} in {chosen_data_folder()} are sound.")
        for hint in _hints(store, chosen_data_folder()):
            print_message(hint)
    finally:
        store.close()


def _hints(store: Store, data: Path) -> Iterator[str]:
    """What a sound data folder leaves open, so that less is published than could be."""
    catalogue = load_catalogue(store)
    silent = ids_without_counts(catalogue.indicators.values())
    if silent:
        named = ", ".join(silent[:_MOST_NAMED]) + (
            f" and {len(silent) - _MOST_NAMED:,} more" if len(silent) > _MOST_NAMED else ""
        )
        yield (
            f"{count_text(len(silent), 'definition')} without what is counted, so small counts are protected: "
            f'{named}. Write counts = "children", or one of {", ".join(COUNTED_THINGS)}.'
        )
    waiting = sum(text.public == NOT_YET for text in publishable_texts(store, catalogue))
    if waiting:
        yield (
            f"{count_text(waiting, 'text')} without a decision, so not published. To see them: python "
            f"-m indicators texts "
            "--awaiting"
        )
    yield from obsolete_keys(data)


def _store_contents_text(store: Store) -> str:
    """How many figures and files a store holds, in words."""
    files = store.query("data_files")
    facts = files[files["name"].str.startswith("facts/") | (files["name"] == "populations.csv")]
    return f"{count_text(int(facts['row_count'].sum()), 'figure')} in {count_text(len(facts), 'file')}"
