"""The command line: build, check, list and show figures.

Exit codes: 0 done, 1 problems in the data or the store, 2 a request that cannot be met.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from indicators.areas import BOARD, BOARD_AREAS, find_area
from indicators.console import counted, exit_code, say, steps_said
from indicators.definitions import find_indicator
from indicators.listing import WRITERS
from indicators.measures import MEASURES, Catalogue, load_catalogue
from indicators.measures.listed import OBSERVATION_COLUMNS, SHOW_COLUMNS, observation_rows, show_rows
from indicators.measures.series import check_measure
from indicators.periods import PERIOD_GROUPS
from indicators.returns.build import build, no_progress, update
from indicators.returns.ensure import State, data_folder, ensure_store, store_path
from indicators.store import IN_MEMORY, Store, open_for_writing, open_store

_INDICATOR_HELP = "Id of an indicator, such as contacts; may be given again. All of them if left out."


def _keep(context: click.Context, option: click.Parameter, value: Path | None) -> None:
    if value is not None:
        context.find_root().ensure_object(dict)[option.name] = value


def _places(command: Callable) -> Callable:
    """The options `--store` and `--data`, which may stand before or after the name of a command."""
    choice = {"type": click.Path(path_type=Path), "callback": _keep, "expose_value": False}
    data = "Data folder. [default: INDICATORS_DATA, else data/ of the project]"
    store = "File of the store. [default: INDICATORS_STORE, else .store/indicators.duckdb of the project]"
    command = click.option("--data", metavar="DIR", help=data, **choice)(command)
    return click.option("--store", metavar="PATH", help=store, **choice)(command)


def _format(command: Callable) -> Callable:
    words = "table is for reading and leaves columns out; csv and json hold everything at full precision."
    return click.option(
        "--format", "form", type=click.Choice(list(WRITERS)), default="table", show_default=True, help=words
    )(command)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@_places
def cli() -> None:
    """Safeguarding indicators of Leicestershire and Rutland, without a browser.

    Results go to standard output, problems to standard error. The exit code is 0, or 1 for problems in the
    data or the store, or 2 for a request that cannot be met.

    \b
    Example: python -m indicators show contacts --area Rutland
    """


@cli.command("build")
@click.option("--replace", is_flag=True, help="Set a store that cannot be read aside, and build a new one.")
@click.option("--quiet", is_flag=True, help="Show no progress.")
@_places
def build_command(replace: bool, quiet: bool) -> None:
    """Check the data folder and bring the store up to date with it.

    All of it or nothing is taken in: where something is wrong the store stays as it was.

    \b
    Example: python -m indicators build
    """
    report = build(_store(), _data(), replace=replace, progress=no_progress if quiet else steps_said())
    if report.set_aside:
        say(f"The store that could not be read is now {report.set_aside}.")
    with _opened(_store()) as store:
        news = "" if report.changed or report.removed else ", as it did before"
        click.echo(f"{_store()} holds {_held(store)}{news}.")


@cli.command("check-data")
@_places
def check_data() -> None:
    """Check the data folder without touching the store; list everything that is wrong with it.

    \b
    Example: python -m indicators check-data
    """
    store = open_for_writing(IN_MEMORY)
    try:
        update(store, _data())
        click.echo(f"{_held(store)} in {_data()} are sound.")
    finally:
        store.close()


@cli.command("observations")
@click.option("--indicator", "indicators", multiple=True, metavar="ID", help=_INDICATOR_HELP)
@click.option("--area", "areas", multiple=True, metavar="NAME", help="Name or code of an area; may be given again.")
@_format
@_places
def observations(indicators: Sequence[str], areas: Sequence[str], form: str) -> None:
    """List every figure of every source, those computed here before the printed ones.

    \b
    Example: python -m indicators observations --indicator contacts --area Rutland --format csv
    """
    with _current_store() as store:
        catalogue = load_catalogue(store)
        names = [find_indicator(name, catalogue.indicators).id for name in indicators]
        codes = [find_area(name, catalogue.areas).code for name in areas]
        rows = observation_rows(store, catalogue, names or list(catalogue.indicators), codes or list(catalogue.areas))
    WRITERS[form](rows, OBSERVATION_COLUMNS, sys.stdout)
    if not rows:
        say("There are no figures for this choice.")


@cli.command("show")
@click.argument("indicator", metavar="ID")
@click.option(
    "--area", "areas", multiple=True, metavar="NAME",
    help="Name or code of an area; may be given again. [default: Leicestershire, Rutland and both together]",
)  # fmt: skip
@click.option(
    "--measure", type=click.Choice(MEASURES), default="value", show_default=True,
    help="The figure itself, its rate per 10,000 children, or an index (first period = 100).",
)  # fmt: skip
@click.option(
    "--periods", type=click.Choice(list(PERIOD_GROUPS)),
    help="Which periods. [default: those in which the indicator is usually given]",
)  # fmt: skip
@_format
@_places
def show(indicator: str, areas: Sequence[str], measure: str, periods: str | None, form: str) -> None:
    """Show one indicator over time: one figure a period and area, as the dashboard shows it.

    \b
    Example: python -m indicators show referrals --measure rate --area Rutland --area England
    """
    with _current_store() as store:
        catalogue = load_catalogue(store)
        definition = find_indicator(indicator, catalogue.indicators)
        check_measure(definition, measure)
        codes = [find_area(name, catalogue.areas).code for name in areas] or _board(catalogue)
        rows = show_rows(store, catalogue, definition.id, codes, measure=measure, periods=periods)
    WRITERS[form](rows, SHOW_COLUMNS, sys.stdout)
    if not rows:
        say(f"There are no figures for this choice. All there are: observations --indicator {definition.id}")


def _store() -> Path:
    return click.get_current_context().find_root().ensure_object(dict).get("store") or store_path()


def _data() -> Path:
    return click.get_current_context().find_root().ensure_object(dict).get("data") or data_folder()


def _board(catalogue: Catalogue) -> list[str]:
    return [code for code in (*BOARD_AREAS, BOARD) if code in catalogue.areas]


@contextmanager
def _opened(path: Path) -> Iterator[Store]:
    store = open_store(path)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def _current_store() -> Iterator[Store]:
    """The store, brought up to date first; where that cannot be, says why and gives the last good figures."""
    ensured = ensure_store(_store(), _data(), progress=steps_said())
    if ensured.warning:
        say(ensured.warning)
    if ensured.state is State.STALE:
        say("The data folder was not taken in. The last good figures are shown.")
    elif ensured.state is State.IN_USE:
        say("The data folder has changed since. The figures shown are those from before.")
    with _opened(_store()) as store:
        yield store


def _held(store: Store) -> str:
    """How many figures and files a store holds, in words."""
    files = store.query("data_files")
    facts = files[files["name"].str.startswith("facts/") | (files["name"] == "populations.csv")]
    return f"{counted(int(facts['row_count'].sum()), 'figure')} in {counted(len(facts), 'file')}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and give its exit code; what goes wrong is told in plain words, never as a traceback."""
    return exit_code(lambda: cli.main(arguments, prog_name="python -m indicators", standalone_mode=False))
