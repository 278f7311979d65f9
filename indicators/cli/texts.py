"""The command `texts`: which words beside the figures may be published, who decided so, and what to look at twice."""

import sys

import click

from indicators.catalogue.catalogue import load_catalogue
from indicators.cli.errors import say
from indicators.cli.options import chosen_data, chosen_store, current_store, form_option, places
from indicators.cli.output import TEXT_WRITERS, Row
from indicators.disclosure.decisions import NO, NOT_YET, YES, Text, texts_held
from indicators.disclosure.edition import release_now
from indicators.disclosure.text_warnings import HiddenNumbers, doubts, hidden_numbers
from indicators.wording.numbers import counted

_COLUMNS = ("place", "indicator", "area", "decision", "public", "decided_by", "decided_on", "text", "doubts")


@click.command("texts")
@click.option("--awaiting", is_flag=True, help="Only the texts that nobody has decided about.")
@form_option
@places
def texts(awaiting: bool, form: str) -> None:
    """List every text beside the figures with its decision, and the numbers in it to look at twice.

    For the board's office only: the doubts name figures that are withheld from the public. A text without a decision
    is not published, and neither is any note on a single figure.

    \b
    Example: python -m indicators texts --awaiting
    """
    with current_store() as store:
        catalogue = load_catalogue(store)
        found = texts_held(store, catalogue)
    hidden = hidden_numbers(release_now(chosen_store(), data=chosen_data()))
    areas = {code: area.name for code, area in catalogue.areas.items()}
    rows = [_row(text, areas, hidden) for text in found if not awaiting or text.public == NOT_YET]
    TEXT_WRITERS[form](rows, _COLUMNS, sys.stdout)
    published, kept, waiting = (sum(text.public == answer for text in found) for answer in (YES, NO, NOT_YET))
    say(
        f"{counted(len(found), 'text')}: {published:,} may be published, {kept:,} not, and for {waiting:,} a decision "
        "is awaited; until then they are not published."
    )


def _row(text: Text, areas: dict[str, str], hidden: HiddenNumbers) -> Row:
    found = doubts(text.words, hidden, indicator=text.indicator, area_code=text.area_code)
    return {
        "place": text.place,
        "indicator": text.indicator,
        "area": areas.get(text.area_code, text.area_code),
        "decision": text.decision,
        "public": text.public,
        "decided_by": text.decided_by,
        "decided_on": text.decided_on.isoformat() if text.decided_on else "",
        "text": text.words,
        "doubts": " ".join(one.sentence for one in found),
    }
