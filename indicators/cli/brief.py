"""The command that says what is new since a meeting: silent where nothing happened, so that it can run every day."""

import sys
from datetime import date, timedelta
from pathlib import Path

import click

from indicators import clock
from indicators.atomic import write_file
from indicators.board.meetings import board_meetings
from indicators.catalogue.board import stored_board
from indicators.catalogue.catalogue import load_catalogue
from indicators.catalogue.periods import day_text
from indicators.cli.errors import plain_output_errors, print_message
from indicators.cli.options import current_store, parse_day
from indicators.cli.paths import store_and_data_options
from indicators.errors import UsageError
from indicators.exports.paper import Paper
from indicators.figures.arrivals import new_figures
from indicators.report.agenda import AGENDA_FORMATS, agenda_files, agenda_paper
from indicators.report.brief import DAYS_WITHOUT_MEETING, Brief, make_brief
from indicators.signals.cycle import judge_latest

#: The formats that a terminal can show.
_PRINTED = ("text", "html")


@click.command("brief")
@click.option(
    "--since", metavar="DATE",
    help=f"What came after this day: 2026-09-09. [default: the last meeting, else {DAYS_WITHOUT_MEETING} days ago]",
)  # fmt: skip
@click.option(
    "--format", "form", type=click.Choice(list(AGENDA_FORMATS)), default="text", show_default=True,
    help="eml is a draft that somebody can send.",
)  # fmt: skip
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="Where to write it. [default: standard output, for text and html]",
)  # fmt: skip
@store_and_data_options
def brief_command(since: str | None, form: str, out: Path | None) -> None:
    """Say what is new since the last meeting, with the board's own figures; nothing at all where nothing happened.

    \b
    Example: python -m indicators brief --since 2026-09-09 --format docx --out agenda.docx
    """
    if out is None and form not in _PRINTED:
        raise UsageError(
            f"A file of the format {form} cannot be shown here. Say where to write it: --out agenda.{form}"
        )
    brief, paper = _brief_and_paper(None if since is None else parse_day(since))
    if not brief.has_news:
        return
    content = agenda_files(brief.since)[form].make(paper)
    if out is None:
        sys.stdout.write(content.decode())
        return
    with plain_output_errors("The paper", out):
        write_file(out, content)
    print_message(f"{out} is written. It is for the board only.")


def _brief_and_paper(since: date | None) -> tuple[Brief, Paper]:
    """What is new since a day, or since the last meeting, and the agenda paper of it."""
    today = clock.today()
    if since is not None and since > today:
        raise UsageError(f"{day_text(since)} is still to come. Write a day that is past, such as that of a meeting.")
    with current_store() as store:
        catalogue, meetings, board = load_catalogue(store), board_meetings(store), stored_board(store)
        last = next((meeting.day for meeting in meetings if meeting.day < today), None)
        day = since or last or today - timedelta(days=DAYS_WITHOUT_MEETING)
        brief = make_brief(
            store,
            catalogue,
            since=day,
            today=today,
            cycle=judge_latest(store, catalogue, as_at=today, targets=store.query("targets")),
            news=new_figures(store, catalogue, since=day),
            meetings=meetings,
        )
        name = board.name if board else ""
        return brief, agenda_paper(brief, board=name, is_made_up=store.is_made_up)
