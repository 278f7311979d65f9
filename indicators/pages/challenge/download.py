"""The shortlist to take away."""

import pandas as pd

from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.periods import day_text
from indicators.exports.exhibit import Exhibit
from indicators.pages.challenge.filters import Choices
from indicators.pages.challenge.shortlist import filtered, listed
from indicators.pages.components.cycle import cycle_of, sorted_out
from indicators.pages.components.downloads import TABLES, Takeaway, offer, release_box
from indicators.pages.components.session import Opened
from indicators.wording.statements import RULE_NAMES, level_in_words, reading_in_words, statement

_TITLE = "What warrants challenge"
#: The columns that a document has room for.
_READ = ["What was found", "Question", "Level", "Reading"]
_HEADS = {
    "period": "Period",
    "area": "Area",
    "value": "Figure",
    "compared_with": "Compared with",
    "against": "Which is",
    "effect": "Size",
    "effect_lower": "Size, lower end",
    "effect_upper": "Size, upper end",
    "effect_unit": "Size in",
    "p_chance": "How likely by chance alone (0 to 1)",
    "p_usual": "How likely as such figures usually move (0 to 1)",
    "q": "Share of such lines that are false alarms, at most (0 to 1)",
}


def shortlist_table(rows: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """A row a line with its sentence, in words first and numbers at full precision after."""
    told = pd.DataFrame(
        {
            "What was found": [statement(row, catalogue) for row in rows.itertuples(index=False)],
            "Indicator": [catalogue.indicators[name].title for name in rows["indicator"]],
            "Question": rows["rule"].map(RULE_NAMES).to_numpy(),
            "Level": rows["level"].map(level_in_words).to_numpy(),
            "Reading": rows["reading"].map(reading_in_words).to_numpy(),
        }
    )
    return pd.concat([told, rows[list(_HEADS)].rename(columns=_HEADS).reset_index(drop=True)], axis=1)


def offer_list(data: Opened, chosen: Choices, rows: pd.DataFrame) -> None:
    """The files of the lines shown; those for anybody are judged anew from public figures."""
    taken = Takeaway(
        made=lambda figures: _exhibit(figures, chosen),
        indicators=("what warrants challenge",),
        areas=tuple(dict.fromkeys(rows["area"])),
        periods=(day_text(chosen.as_at),),
        known_on=data.known_on,
    )
    offer(taken, release_box(data, key="challenge"), key="challenge", only=TABLES)


def _exhibit(data: Opened, chosen: Choices) -> Exhibit:
    rows = listed(filtered(data, chosen, sorted_out(cycle_of(data.version, chosen.as_at, data))))
    return Exhibit(
        title=_TITLE,
        subtitle=f"Figures up to {day_text(chosen.as_at)}",
        source_note="worked out from the figures held, each of which names its source on its own page",
        as_at=data.as_at_text,
        table=shortlist_table(rows, data.catalogue)[_READ],
        data=shortlist_table(rows, data.catalogue),
        audience=data.audience,
    )
