"""The command line: `python -m indicators COMMAND`; each command stands in a file of its own here.

Exit codes: 0 done, 1 problems in the data or the store, 2 a request that cannot be met.
"""

from collections.abc import Sequence
from importlib import import_module
from typing import Any, NamedTuple

import click

from indicators.cli.errors import exit_code
from indicators.cli.paths import store_and_data_options
from indicators.errors import IndicatorsError
from indicators.event_log import LogEvent, logged, register_commands


class CommandPlace(NamedTuple):
    """The file of this folder that a command stands in, its name there, and what the list of commands says of it."""

    module: str
    attribute: str
    words: str


#: A command is imported when it is called: all of them together take longer to load than most take to run.
COMMANDS = {
    "add": CommandPlace(
        "add",
        "add_command",
        "Add an indicator from a published file, without Python",
    ),
    "backup": CommandPlace(
        "backup",
        "backup_command",
        "Write all that belongs to the board into one file",
    ),
    "brief": CommandPlace(
        "brief",
        "brief_command",
        "Say what is new since the last meeting, with the board's own figures",
    ),
    "build": CommandPlace("build", "build_command", "Check the data folder and bring the store up to date with it"),
    "challenges": CommandPlace(
        "challenges",
        "challenges_command",
        "List the challenges that the board has put, the one moved last first",
    ),
    "check": CommandPlace(
        "returns",
        "check_command",
        "Check a return without taking it in",
    ),
    "check-data": CommandPlace(
        "build",
        "check_data_command",
        "Check the data folder without touching the store",
    ),
    "conflicts": CommandPlace(
        "disagreements",
        "disagreements_command",
        "List every figure that two sources give differently",
    ),
    "demo": CommandPlace("demo", "demo_command", "Make up two years of a board"),
    "init": CommandPlace("init", "init_command", "Make the data folder of a board of any authorities in England"),
    "country": CommandPlace("init", "country_command", "Write the published figures and like areas of every authority"),
    "doctor": CommandPlace(
        "doctor",
        "doctor_command",
        "Say what is configured and what is missing",
    ),
    "letter": CommandPlace(
        "letter",
        "letter_command",
        "Write the letter of challenge NUMBER to its agency",
    ),
    "load": CommandPlace("returns", "load_command", "Take a return in"),
    "observations": CommandPlace(
        "figures",
        "observations_command",
        "List every figure of every source, those computed here before the printed ones",
    ),
    "pack": CommandPlace(
        "report",
        "report_command",
        "Make the report pack",
    ),
    "profile": CommandPlace("profile", "profile_command", "Make the profile of an area on one A4 page"),
    "publish": CommandPlace(
        "publish",
        "publish_command",
        "Make the public edition",
    ),
    "restore": CommandPlace(
        "backup",
        "restore_command",
        "Put the board of a backup in place",
    ),
    "returns": CommandPlace(
        "returns",
        "returns_command",
        "List the returns that were taken in, the newest first",
    ),
    "scorecard": CommandPlace("scorecard", "scorecard_command", "Make a scorecard on one page"),
    "show": CommandPlace(
        "figures",
        "show_command",
        "Show one indicator over time",
    ),
    "signals": CommandPlace(
        "signals",
        "signals_command",
        "List what warrants challenge",
    ),
    "store": CommandPlace("store", "store_command", "Move a store between a file and a lake"),
    "template": CommandPlace(
        "returns",
        "template_command",
        "Write the workbook that an agency fills in for a period, with its indicators and the figures before",
    ),
    "texts": CommandPlace(
        "texts",
        "texts_command",
        "List every text beside the figures with its decision, and the numbers in it to look at twice",
    ),
    "withdraw": CommandPlace(
        "returns",
        "withdraw_command",
        "Undo return N",
    ),
}


register_commands(COMMANDS)


class CommandGroup(click.Group):
    """The commands of `COMMANDS`, each loaded when it is called; the list of them loads none."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command, which the log then has."""
        refusals = (IndicatorsError, click.ClickException)
        with logged(LogEvent.COMMAND_RUN, command=lambda: ctx.invoked_subcommand or "", refusals=refusals):
            return super().invoke(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, in alphabetical order."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name, or None where there is none."""
        place = COMMANDS.get(cmd_name)
        return place and getattr(import_module(f"indicators.cli.{place.module}"), place.attribute)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands with what each does."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name].words) for name in self.list_commands(ctx)])


@click.group(cls=CommandGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@store_and_data_options
def cli() -> None:
    """Safeguarding indicators of a board, without a browser.

    Results go to standard output, problems to standard error. The exit code is 0, or 1 for problems in the
    data or the store, or 2 for a request that cannot be met.

    Nobody signs in here: whoever may run this, and read and write the store's files, may do everything. It is the
    operating system that says who may; docs/sign-in.md says what the dashboard itself asks.

    \b
    Example: python -m indicators show contacts --area AREA
    """


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and give its exit code; what goes wrong is told in plain words, never as a traceback."""
    return exit_code(lambda: cli.main(arguments, prog_name="python -m indicators", standalone_mode=False))
