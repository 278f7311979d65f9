"""What a return would change, in words, for the page and the command line alike."""

from typing import Any

import pandas as pd

from indicators.errors import counted_problems
from indicators.measures import Catalogue
from indicators.measures.coded import period_label
from indicators.returns.check import Checked
from indicators.returns.doubts import figure_words, number_text
from indicators.returns.sheets.sheet import shown

STATE_WORDS = {
    "new": "new",
    "revised": "revised",
    "unchanged": "as they were known",
    "older": "of an older edition, left as they are",
    "refused": "refused",
}
#: The columns of `figure_rows`.
FIGURE_COLUMNS = ("indicator", "area", "period", "figure", "before", "change", "source")


def summary(checked: Checked) -> str:
    """What a file is and what would become of its figures: `Workbook of Rutland County Council for 2016/17 Q1: …`."""
    about = f" of {checked.agency.name}" if checked.agency else ""
    about += f" for {checked.period}" if checked.period else ""
    kind = str(checked.kind)
    return f"{kind[0].upper()}{kind[1:]}{about}: {told_counts(checked)}."


def told_counts(checked: Checked) -> str:
    """How many figures are new, revised and so on: `14 new, 4 refused`."""
    told = [f"{checked.counts[state]:,} {words}" for state, words in STATE_WORDS.items() if checked.counts[state]]
    return ", ".join(told) or "no figures"


def next_step(checked: Checked) -> str:
    """What can be done with a checked file, in one sentence."""
    if checked.accepted_as is not None:
        return f"It was accepted before, as return {checked.accepted_as}; there is nothing to do."
    if not checked.sound:
        return "It has no figure that can be taken in."
    if checked.errors:
        many = counted_problems(checked.errors)
        mend = "this is mended" if many == 1 else f"these {many:,} things are mended"
        return f"Send it back until {mend}, or take in the sound rows alone."
    return "Everything in it can be taken in."


def figure_rows(figures: pd.DataFrame, catalogue: Catalogue) -> list[dict[str, Any]]:
    """A row a figure of one of `Checked.figures`, with the keys `FIGURE_COLUMNS`: new and old side by side."""
    return [
        {
            "indicator": catalogue.indicators[row.indicator].short_title,
            "area": catalogue.areas[row.area_code].name,
            "period": period_label(row.period_type, row.starts.date(), row.ends.date()),
            "figure": figure_words(row) + _typed(row),
            "before": "" if pd.isna(row.old_return_id) else figure_words(row, "old_"),
            "change": difference_words(row.value, row.old_value),
            "source": catalogue.source_label(row.source, row.edition),
        }
        for row in figures.itertuples(index=False)
    ]


def _typed(row) -> str:
    """What stood in the cell, where it is not the figure that was taken: ` (written 1.9999999999999998)`."""
    written = row.typed.strip() if isinstance(row.typed, str) else ""
    plain = written.replace(",", "").replace(" ", "").removesuffix("%").removeprefix("£")
    taken = figure_words(row).split(" [")[0].replace(",", "")
    return f" (written {shown(written)})" if written and plain != taken else ""


def difference_words(value: float, before: float) -> str:
    """By how much a figure is more or less than another: `+2`, `−1.5`; empty where either is missing."""
    if pd.isna(value) or pd.isna(before):
        return ""
    difference = value - before
    return f"{'+' if difference > 0 else '−'}{number_text(abs(difference))}" if difference else "0"
