"""The commands for challenges: list them, show the life of one, raise one, move one on."""

import sys
import textwrap
from collections.abc import Sequence
from datetime import date
from typing import Any

import click

from indicators import clock
from indicators.board import challenges
from indicators.board.challenge_story import challenge_story
from indicators.board.challenges import (
    TRANSITIONS,
    ChallengeState,
    NewChallenge,
    NewChallengeEvent,
    Step,
    move_challenge,
    raise_challenge,
)
from indicators.board.records import CHALLENGE_COLUMNS, challenge_rows
from indicators.board.snapshot import figure_snapshot, snapshot_text
from indicators.catalogue.areas import find_area
from indicators.catalogue.catalogue import Catalogue, load_catalogue
from indicators.catalogue.indicators import find_indicator
from indicators.catalogue.periods import PERIOD_GROUPS, parse_usual_spelling
from indicators.cli.errors import print_message
from indicators.cli.options import current_store, format_option, parse_day
from indicators.cli.output import CHALLENGE_WRITERS
from indicators.cli.paths import chosen_store_path, store_and_data_options
from indicators.errors import UsageError
from indicators.frames import frame_rows
from indicators.store.database import Store

_WIDTH = 100
_ROLE = "Who does it, as a role: 'partnership chair'."


class _Day(click.ParamType):
    """A day as 2016-03-31, or a period, whose last day is meant."""

    name = "day"

    def convert(self, value: str | date, param: click.Parameter | None, ctx: click.Context | None) -> date:
        return value if isinstance(value, date) else parse_day(value)


_number = click.argument("number", type=click.IntRange(min=1), metavar="N")
_by = click.option("--by", required=True, metavar="ROLE", help=_ROLE)
_on = click.option("--on", type=_Day(), metavar="DATE", help="The day it happened, if not today: 2016-06-03.")
_meeting = click.option(
    "--meeting", default="", metavar="TEXT", help="At which meeting: 'Performance group, June 2016'."
)
_indicator = click.option("--indicator", default="", metavar="ID", help="Id of the indicator it is about.")
_area = click.option("--area", default="", metavar="NAME", help="Name or code of the area it is about.")


@click.group("challenges", invoke_without_command=True)
@click.option(
    "--state", "states", multiple=True, type=click.Choice([str(state) for state in ChallengeState]),
    help="Only those that stand so; may be given again.",
)  # fmt: skip
@click.option("--agency", default="", metavar="NAME", help="Only those put to an agency, by name or id.")
@click.option("--overdue", is_flag=True, help="Only those whose answer was due before today.")
@_indicator
@_area
@format_option
@store_and_data_options
@click.pass_context
def challenges_command(
    context: click.Context, states: Sequence[str], agency: str, overdue: bool, indicator: str, area: str, form: str
) -> None:
    """List the challenges that the board has put, the one moved last first; with a command, put or move one.

    \b
    Example: python -m indicators challenges --state escalated --overdue
    """
    if context.invoked_subcommand is not None:
        return
    today = clock.today()
    with current_store() as store:
        catalogue = load_catalogue(store)
        matches, _ = challenges.find_challenges(
            store,
            states=[ChallengeState(name) for name in states],
            agency=_agency_name(store, agency),
            overdue_on=today if overdue else None,
            limit=None,
            **_subject_ids(catalogue, indicator, area),
        )
    rows = [
        {
            **row,
            "title": catalogue.indicators[row["indicator"]].short_title
            if row["indicator"] in catalogue.indicators
            else "",
            "priority_title": catalogue.priorities[row["priority"]].title
            if row["priority"] in catalogue.priorities
            else "",
        }
        for row in challenge_rows(matches, catalogue, on=today)
    ]
    CHALLENGE_WRITERS[form](rows, CHALLENGE_COLUMNS, sys.stdout)
    if not matches:
        print_message("There is no challenge for this choice. To put one: python -m indicators challenges raise --help")


@challenges_command.command("show")
@_number
@store_and_data_options
def show_challenge_command(number: int) -> None:
    """Tell the life of challenge N, a sentence or a few for each step.

    \b
    Example: python -m indicators challenges show 3
    """
    with current_store() as store:
        challenge = challenges.load_challenge(store, number)
        sentences = challenge_story(challenge, challenges.challenge_history(store, number), load_catalogue(store))
    overdue = ", overdue" if challenge.is_overdue(clock.today()) else ""
    click.echo(f"Challenge {number} to {challenge.agency}: {challenge.state.words} (due {challenge.due}{overdue})")
    for sentence in sentences:
        click.echo(textwrap.fill(sentence, _WIDTH, initial_indent="  ", subsequent_indent="    "))


@challenges_command.command("raise")
@click.option("--question", required=True, metavar="TEXT", help="What the board asks.")
@click.option("--to", "agency", required=True, metavar="AGENCY", help="Whom it asks: an agency's name or id.")
@click.option("--due", required=True, type=_Day(), metavar="DATE", help="Answer wanted by: 2016-09-30.")
@_by
@_on
@_meeting
@_indicator
@_area
@click.option("--period", default="", metavar="LABEL", help="The period of the figure, such as 2015/16.")
@click.option("--priority", default="", metavar="ID", help="Id of the priority of a plan that it is about.")
@store_and_data_options
def raise_command(
    question: str, agency: str, due: date, by: str, on: date | None, meeting: str, indicator: str, area: str,
    period: str, priority: str,
) -> None:  # fmt: skip
    """Put a challenge to an agency. Where an indicator and an area are named, the figure is kept as it is now.

    \b
    Example: python -m indicators challenges raise --question "Why did contacts rise?" --to "Police"
             --due 2016-09-30 --by "partnership chair" --indicator contacts --area AREA
    """
    with current_store() as store:
        catalogue = load_catalogue(store)
        about = _subject_ids(catalogue, indicator, area)
        snapshot = _figure_snapshot(store, catalogue, about["indicator"], about["area"], period)
        name = _agency_name(store, agency)
    challenge = NewChallenge(
        question=question,
        agency=name,
        due=due,
        by=by,
        on=on,
        meeting=meeting,
        priority=priority,
        quadrant=catalogue.indicators[about["indicator"]].quadrant if indicator else "",
        indicator=about["indicator"],
        area_code=about["area"],
        period=period or snapshot.get("period", ""),
        snapshot=snapshot,
    )
    number = raise_challenge(chosen_store_path(), challenge)
    notice = f" The figure was kept as it is now: {snapshot_text(snapshot)}." if snapshot else ""
    click.echo(f"Challenge {number} is put to {name}.{notice}")


def _step_command(step: Step) -> click.Command:
    """The command of a step, named after it."""

    @click.command(str(step), help=_step_help(step), short_help=step.words)
    @_number
    @_by
    @_on
    @click.option("--words", default="", metavar="TEXT", help="What is said.")
    @click.option("--outcome", default="", metavar="TEXT", help="What came of it; needed to close.")
    @click.option("--impact", default="", metavar="TEXT", help="What changed for children; needed to close.")
    @click.option("--due", type=_Day(), metavar="DATE", help="A new day to answer by, to escalate or reopen.")
    @_meeting
    @store_and_data_options
    def command(number: int, **said: Any) -> None:
        with current_store():
            move_challenge(chosen_store_path(), number, NewChallengeEvent(step=step, **said))
        click.echo(f"Challenge {number} is now {TRANSITIONS[step][1]}.")

    return command


def _step_help(step: Step) -> str:
    starts = ", ".join(TRANSITIONS[step][0])
    example = f"python -m indicators challenges {step} 3 --by 'partnership chair' --words ..."
    return f"{step.words}. It must be one of: {starts}.\n\n\b\nExample: {example}"


for _step in Step:
    if _step is not Step.RAISE:
        challenges_command.add_command(_step_command(_step))


def _subject_ids(catalogue: Catalogue, indicator: str, area: str) -> dict[str, Any]:
    """The id of an indicator and the code of an area, each empty where none is named; raises UsageError."""
    return {
        "indicator": find_indicator(indicator, catalogue.indicators).id if indicator else "",
        "area": find_area(area, catalogue.areas).code if area else "",
    }


def _agency_name(store: Store, text: str) -> str:
    """The name of the agency of an id or name, case apart; any other text as it is."""
    wanted = " ".join(text.casefold().split())
    agencies = frame_rows(store.query("agencies"))
    return next((row.name for row in agencies if wanted in (row.agency.casefold(), row.name.casefold())), text)


def _figure_snapshot(store: Store, catalogue: Catalogue, indicator: str, area: str, period: str) -> dict[str, Any]:
    """The figure as it is now, up to a period if one is named; nothing without indicator and area."""
    if not (indicator and area):
        return {}
    if not period:
        return figure_snapshot(store, catalogue, indicator, area)
    try:
        meant = parse_usual_spelling(period)
    except ValueError as error:
        raise UsageError(f"'{period}' {error}.") from None
    group = next(name for name, types in PERIOD_GROUPS.items() if meant.type in types)
    return figure_snapshot(store, catalogue, indicator, area, periods=group, as_at=meant.ends)
