"""The command that lists the free texts beside the figures, whether each may be published, who decided so, and what
to look at twice; and that takes many decisions in, from the list filled in.
"""

import sys
from pathlib import Path

import click

from indicators import clock
from indicators.catalogue.catalogue import Catalogue, load_catalogue
from indicators.cli.errors import print_message
from indicators.cli.options import by_option, current_store, format_option
from indicators.cli.output import TEXT_WRITERS, OutputRow
from indicators.cli.paths import chosen_data_folder, chosen_store_path, store_and_data_options
from indicators.disclosure.decisions import NO, NOT_YET, YES, PublishableText, publishable_texts
from indicators.disclosure.edition import current_release
from indicators.disclosure.text_warnings import SuppressedNumbers, suppressed_numbers, text_warnings
from indicators.disclosure.word_decisions import read_decisions, write_decisions
from indicators.wording.numbers import count_text

_COLUMNS = ("place", "indicator", "area", "decision", "public", "decided_by", "decided_on", "text", "doubts")


@click.command("texts")
@click.option("--awaiting", is_flag=True, help="Only the texts that nobody has decided about.")
@click.option(
    "--decide", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE",
    help="Take in the list as CSV, with yes or no in the column 'public', as decisions about the definitions.",
)  # fmt: skip
@by_option("Who decides, as a role: put down with every decision.")
@click.option("--yes", is_flag=True, help="Do not ask before decisions are written.")
@format_option
@store_and_data_options
def texts_command(awaiting: bool, decide: Path | None, by: str, yes: bool, form: str) -> None:
    """List every text beside the figures with its decision, and the numbers in it to look at twice.

    For the board's office only: the doubts name figures that are withheld from the public. A text without a decision
    is not published, and neither is any note on a single figure.

    To decide about many at once, save the list as CSV, write yes or no into its column public, and give it back with
    --decide. Rows without an answer stay as they are.

    \b
    Example: python -m indicators texts --awaiting --format csv > words.csv
             python -m indicators texts --decide words.csv --by "business office"
    """
    with current_store() as store:
        catalogue = load_catalogue(store)
        texts = publishable_texts(store, catalogue)
    if decide is not None:
        _decide(decide, texts, catalogue, by=by, is_sure=yes)
        return
    hidden = suppressed_numbers(current_release(chosen_store_path(), data=chosen_data_folder()))
    areas = {code: area.name for code, area in catalogue.areas.items()}
    rows = [_text_row(text, areas, hidden) for text in texts if not awaiting or text.public == NOT_YET]
    TEXT_WRITERS[form](rows, _COLUMNS, sys.stdout)
    published, refused, waiting = (sum(text.public == answer for text in texts) for answer in (YES, NO, NOT_YET))
    print_message(
        f"{count_text(len(texts), 'text')}: {published:,} may be published, {refused:,} not, and for "
        f"{waiting:,} a decision "
        "is awaited; until then they are not published."
    )


def _decide(path: Path, texts: list[PublishableText], catalogue: Catalogue, *, by: str, is_sure: bool) -> None:
    """Show what a list decides, ask, and write it into the data folder and the store."""
    decisions = read_decisions(path, texts)
    if decisions.is_empty:
        click.echo(f"{path.name} decides nothing that was not decided before. Nothing was written.")
        return
    about = (
        f"{count_text(decisions.yes + decisions.no, 'text')} of {count_text(len(decisions.published), 'definition')}: "
        f"{decisions.yes:,} may be published, {decisions.no:,} not"
    )
    if not is_sure:
        click.confirm(f"{about}. Write these decisions?", abort=True, err=True)
    write_decisions(chosen_data_folder(), decisions, role=by, roles=catalogue.terms.roles, day=clock.today())
    with current_store():
        click.echo(f"Decided about {about}.")


def _text_row(text: PublishableText, areas: dict[str, str], hidden: SuppressedNumbers) -> OutputRow:
    warnings = text_warnings(text.words, hidden, indicator=text.indicator, area_code=text.area_code)
    return {
        "place": text.place,
        "indicator": text.indicator,
        "area": areas.get(text.area_code, text.area_code),
        "decision": text.decision,
        "public": text.public,
        "decided_by": text.decided_by,
        "decided_on": text.decided_on.isoformat() if text.decided_on else "",
        "text": text.words,
        "doubts": " ".join(warning.sentence for warning in warnings),
    }
