"""The shortlist to take away, as CSV and as a workbook."""

from datetime import date

import pandas as pd
import streamlit as st

from indicators.exports.names import file_name
from indicators.measures import Catalogue
from indicators.months import day_text
from indicators.pages.parts.downloads import offer_link, offer_table
from indicators.statements import level_in_words, reading_in_words, statement
from indicators.statements.words import RULE_NAMES

_TITLE = "What warrants challenge"
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


def offer_list(
    rows: pd.DataFrame, catalogue: Catalogue, *, as_at: date, taken_in: str, known_on: date | None = None
) -> None:
    """The downloads of the lines shown; each file is made when it is asked for.

    `as_at` is the last day of the cycle, `taken_in` what follows "As at" in the files.
    """
    notes = {"Title": _TITLE, "Measure": f"Figures up to {day_text(as_at)}", "As at": taken_in}
    parts = ("what warrants challenge",), tuple(dict.fromkeys(rows["area"])), (day_text(as_at),)
    with st.container(horizontal=True, gap="small", key="challenge-downloads"):
        offer_table(
            lambda: shortlist_table(rows, catalogue),
            key="challenge",
            name=lambda extension: file_name(*parts, extension, known_on=known_on),
            notes=notes,
            what="The lines shown",
        )
        offer_link()
