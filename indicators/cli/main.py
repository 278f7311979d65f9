"""The command line: build the store, check the data folder, list figures and signals, and the commands of the other
files here.
Exit codes: 0 done, 1 problems in the data or the store, 2 a request that cannot be met.
"""

import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import click

from indicators import clock
from indicators.catalogue.areas import BOARD, BOARD_AREAS, find_area
from indicators.catalogue.catalogue import Catalogue, load_catalogue
from indicators.catalogue.indicators import COUNTED_THINGS, find_indicator, ids_without_counts
from indicators.catalogue.periods import PERIOD_GROUPS
from indicators.cli.add import add_command
from indicators.cli.brief import brief_command
from indicators.cli.challenges import challenges_command
from indicators.cli.demo import demo_command
from indicators.cli.disagreements import disagreements_command
from indicators.cli.errors import exit_code, print_message, progress_printer
from indicators.cli.letter import letter_command
from indicators.cli.options import (
    as_known,
    chosen_data_folder,
    chosen_store_path,
    current_store,
    format_option,
    known_on_option,
    parse_day,
    store_and_data_options,
)
from indicators.cli.output import SIGNAL_WRITERS, WRITERS
from indicators.cli.profile import profile_command
from indicators.cli.publish import publish_command
from indicators.cli.report import report_command
from indicators.cli.returns import check_command, load_command, returns_command, template_command, withdraw_command
from indicators.cli.scorecard import scorecard_command
from indicators.cli.texts import texts_command
from indicators.disclosure.decisions import NOT_YET, publishable_texts
from indicators.disclosure.rules import load_disclosure_settings, obsolete_keys
from indicators.errors import DataProblems, Problem
from indicators.figures.rows import OBSERVATION_COLUMNS, SERIES_ROW_COLUMNS, observation_rows, series_rows
from indicators.figures.series import ALL_MEASURES, check_measure
from indicators.loading.build import build, no_progress, update
from indicators.loading.lost_store import forget_store, note_store, refuse_lost_store
from indicators.loading.scorecards import check_scorecards
from indicators.signals.cycle import judge_cycle, judge_latest
from indicators.store.database import IN_MEMORY, Store, open_for_reading, open_for_writing
from indicators.wording.numbers import count_text
from indicators.wording.statements import SIGNAL_COLUMNS, signal_rows

_INDICATOR_HELP = "Id of an indicator, such as contacts; may be given again. All of them if left out."
#: Definitions that a hint names.
_MOST_NAMED = 5


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@store_and_data_options
def cli() -> None:
    """Safeguarding indicators of Leicestershire and Rutland, without a browser.

    Results go to standard output, problems to standard error. The exit code is 0, or 1 for problems in the
    data or the store, or 2 for a request that cannot be met.

    \b
    Example: python -m indicators show contacts --area Rutland
    """


@cli.command("build")
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


@cli.command("check-data")
@store_and_data_options
def check_data_command() -> None:
    """Check the data folder without touching the store; list everything that is wrong with it.

    \b
    Example: python -m indicators check-data
    """
    store = open_for_writing(IN_MEMORY)
    problems: list[Problem] = []
    try:
        for checked in (
            lambda: update(store, chosen_data_folder()),
            lambda: load_disclosure_settings(chosen_data_folder()),
            lambda: check_scorecards(chosen_data_folder()),
        ):
            try:
                for warning in getattr(checked(), "warnings", ()):
                    print_message(f"Warning: {warning}")
            except DataProblems as found:
                problems += found.problems
        if problems:
            raise DataProblems(problems)
        click.echo(f"{_store_contents_text(store)} in {chosen_data_folder()} are sound.")
        for hint in _hints(store, chosen_data_folder()):
            print_message(hint)
    finally:
        store.close()


@cli.command("observations")
@click.option("--indicator", "indicators", multiple=True, metavar="ID", help=_INDICATOR_HELP)
@click.option("--area", "areas", multiple=True, metavar="NAME", help="Name or code of an area; may be given again.")
@known_on_option
@format_option
@store_and_data_options
def observations_command(indicators: Sequence[str], areas: Sequence[str], known_on: date | None, form: str) -> None:
    """List every figure of every source, those computed here before the printed ones.

    \b
    Example: python -m indicators observations --indicator contacts --area Rutland --format csv
    """
    with current_store() as present:
        store = as_known(present, known_on)
        catalogue = load_catalogue(store)
        names = [find_indicator(name, catalogue.indicators).id for name in indicators]
        codes = [find_area(name, catalogue.areas).code for name in areas]
        rows = observation_rows(store, catalogue, names or list(catalogue.indicators), codes or list(catalogue.areas))
    WRITERS[form](rows, OBSERVATION_COLUMNS, sys.stdout)
    if not rows:
        print_message("There are no figures for this choice.")


@cli.command("show")
@click.argument("indicator", metavar="ID")
@click.option(
    "--area", "areas", multiple=True, metavar="NAME",
    help="Name or code of an area; may be given again. [default: Leicestershire, Rutland and both together]",
)  # fmt: skip
@click.option(
    "--measure", type=click.Choice(ALL_MEASURES), default="value", show_default=True,
    help=(
        "The figure itself, its rate per 10,000 children, an index (first period = 100), or the first two of three "
        "years together (pooled, pooled_rate)."
    ),
)  # fmt: skip
@click.option(
    "--periods", type=click.Choice(list(PERIOD_GROUPS)),
    help="Which periods. [default: those in which the indicator is usually given]",
)  # fmt: skip
@known_on_option
@format_option
@store_and_data_options
def show_command(
    indicator: str, areas: Sequence[str], measure: str, periods: str | None, known_on: date | None, form: str
) -> None:
    """Show one indicator over time: one figure a period and area, as the dashboard shows it.

    \b
    Example: python -m indicators show referrals --measure rate --area Rutland --area England
    """
    with current_store() as present:
        store = as_known(present, known_on)
        catalogue = load_catalogue(store)
        definition = find_indicator(indicator, catalogue.indicators)
        check_measure(definition, measure)
        codes = [find_area(name, catalogue.areas).code for name in areas] or _board_area_codes(catalogue)
        rows = series_rows(store, catalogue, definition.id, codes, measure=measure, periods=periods)
    WRITERS[form](rows, SERIES_ROW_COLUMNS, sys.stdout)
    if not rows:
        print_message(f"There are no figures for this choice. All there are: observations --indicator {definition.id}")


@cli.command("signals")
@click.option(
    "--as-at", metavar="DATE",
    help=(
        "Judge figures up to this day: 2016-03-31, or the end of a period such as 2015/16. "
        "[default: each indicator on its own latest figures]"
    ),
)  # fmt: skip
@click.option("--area", "areas", multiple=True, metavar="NAME", help="Name or code of an area; may be given again.")
@known_on_option
@format_option
@store_and_data_options
def signals_command(as_at: str | None, areas: Sequence[str], known_on: date | None, form: str) -> None:
    """List what warrants challenge: the figures that moved, differ or cannot be trusted, clearest first.

    \b
    Example: python -m indicators signals --as-at 2015/16 --area Rutland --format csv
    """
    day = None if as_at is None else parse_day(as_at)
    with current_store() as present:
        store = as_known(present, known_on)
        catalogue = load_catalogue(store)
        codes = [find_area(name, catalogue.areas).code for name in areas] or list(catalogue.areas)
        targets = store.query("targets")
        cycle = (
            judge_cycle(store, catalogue, as_at=day, targets=targets)
            if day
            else judge_latest(store, catalogue, as_at=clock.today(), targets=targets)
        )
        signals = cycle.shortlist[cycle.shortlist["area_code"].isin(codes)]
        titles = {name: item.short_title for name, item in catalogue.indicators.items()}
        rows = [{**row, "title": titles[row["indicator"]]} for row in signal_rows(signals, catalogue)]
    SIGNAL_WRITERS[form](rows, SIGNAL_COLUMNS, sys.stdout)
    if not rows:
        questions = count_text(cycle.questions, "question")
        print_message(f"Nothing warrants challenge for this choice. {questions} asked of figures up to {cycle.as_at}.")


for command in (
    add_command,
    brief_command,
    challenges_command,
    demo_command,
    disagreements_command,
    letter_command,
    template_command,
    check_command,
    load_command,
    returns_command,
    withdraw_command,
    report_command,
    scorecard_command,
    profile_command,
    publish_command,
    texts_command,
):
    cli.add_command(command)


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


def _board_area_codes(catalogue: Catalogue) -> list[str]:
    return [code for code in (*BOARD_AREAS, BOARD) if code in catalogue.areas]


def _store_contents_text(store: Store) -> str:
    """How many figures and files a store holds, in words."""
    files = store.query("data_files")
    facts = files[files["name"].str.startswith("facts/") | (files["name"] == "populations.csv")]
    return f"{count_text(int(facts['row_count'].sum()), 'figure')} in {count_text(len(facts), 'file')}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and give its exit code; what goes wrong is told in plain words, never as a traceback."""
    return exit_code(lambda: cli.main(arguments, prog_name="python -m indicators", standalone_mode=False))
