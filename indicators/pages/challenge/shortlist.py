"""The shortlist of a cycle in its sections, and what was judged and is not on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from indicators.measures import Catalogue, Series
from indicators.measures.figures import figures
from indicators.measures.series import check_measure, series
from indicators.pages.parts.challenge_choices import Choices
from indicators.pages.parts.challenge_lines import Beside, line_html
from indicators.pages.parts.data import Opened
from indicators.pages.parts.figures_table import frame_html
from indicators.record.entries import Challenge
from indicators.signals.cycle import Cycle
from indicators.signals.levels import FLAGGED
from indicators.statements import statement
from indicators.statements.words import RULE_NAMES
from indicators.store import Store

#: Periods that a line draws and lists.
PERIODS = 13
SECTIONS = {
    "unusual": ("Unusual", "Beyond chance, and beyond how much such figures usually move."),
    "real": (
        "Real, of a usual size",
        "Beyond chance, but not beyond how such figures usually move, as far as that is known.",
    ),
    "target": ("Targets", "Where chance cannot have made the difference."),
    "data": ("Cannot be trusted yet", "Settle these before anything is read into the figures."),
}
_KINDS = {
    "unusual": ("figure moved more than usual", "figures moved more than usual"),
    "real": ("real change of a usual size", "real changes of a usual size"),
    "apart": ("difference between areas", "differences between areas"),
    "target": ("target to ask about", "targets to ask about"),
    "differ": ("figure on which sources disagree", "figures on which sources disagree"),
    "data": ("other figure to check", "other figures to check"),
}


@dataclass(frozen=True)
class Sorted:
    """The rows of a `judged` frame by where the page shows them; none stands in two."""

    asked: pd.DataFrame
    improved: pd.DataFrame
    standing: pd.DataFrame
    quiet: pd.DataFrame
    too_few: pd.DataFrame


def section_of(row) -> str:
    """The section that a row of the shortlist stands in."""
    return row.rule if row.rule in ("data", "target") else row.level


def in_numbers(rows: pd.DataFrame) -> list[str]:
    """What a shortlist holds, counted: `2 figures moved more than usual`, `6 real changes of a usual size`, …"""
    kinds = [_kind_of(row) for row in rows.itertuples(index=False)]
    return [f"{number} {_KINDS[name][number > 1]}" for name in _KINDS if (number := kinds.count(name))]


def improvements(found: Sorted) -> list[str]:
    """How many improvements there are, if any, in words."""
    number = len(found.improved)
    return [f"{number} improvement{'s' * (number > 1)}"] if number else []


def _kind_of(row) -> str:
    if row.rule == "data":
        return "differ" if row.reason == "one_source_differs" else "data"
    if row.rule in ("target", "comparator", "areas"):
        return row.rule if row.rule == "target" else "apart"
    return row.level


def sorted_out(cycle: Cycle) -> Sorted:
    """A cycle's rows by where they are shown; figures of earlier cycles are left out."""
    shortlist, judged = cycle.shortlist.reset_index(drop=True), cycle.judged
    rest = judged[judged["current"].astype(bool) & ~judged["listed"].astype(bool)]
    better = shortlist["reading"] == "improvement"
    return Sorted(
        asked=shortlist[~better],
        improved=shortlist[better],
        standing=rest[rest["level"].isin(FLAGGED)],
        quiet=rest[rest["level"] == "ordinary"],
        too_few=rest[rest["level"] == "too_few"],
    )


def filtered(data: Opened, chosen: Choices, everything: Sorted) -> Sorted:
    """What is asked for; what is not on the list has nothing to be read into it, so the reading leaves it alone."""
    on_list = ("asked", "improved")
    return Sorted(
        **{
            name: chosen.of(rows, data.catalogue, whatever_reading=name not in on_list)
            for name, rows in vars(everything).items()
        }
    )


def listed(shown: Sorted) -> pd.DataFrame:
    """The lines of the list, of both tabs, in its order."""
    return pd.concat([shown.asked, shown.improved]).sort_index()


def lines_of(
    rows: pd.DataFrame,
    store: Store,
    catalogue: Catalogue,
    *,
    as_at: date,
    known_on: date | None = None,
    asked: Mapping[tuple[str, str], Sequence[Challenge]] | None = None,
) -> list[str]:
    """A line of HTML a row, in the rows' order, with the figures up to a day; `known_on` is for their links.

    `asked` are the challenges that were put before, newest first, by indicator and area code.
    """
    if rows.empty:
        return []
    found = figures(
        store, catalogue, rows["indicator"].unique(), rows["area_code"].unique(), query="latest", as_at=as_at,
        periods=PERIODS,
    )  # fmt: skip
    return [
        line_html(
            row,
            catalogue,
            _history(row, found, catalogue),
            Beside(as_at, known_on, (asked or {}).get((row.indicator, row.area_code), ())),
        )
        for row in rows.itertuples(index=False)
    ]


def _history(row, found: pd.DataFrame, catalogue: Catalogue) -> Series | None:
    measure = "rate" if row.unit_measure == "rate" else "value"
    check_measure(catalogue.indicators[row.indicator], measure)
    history = series(found, catalogue, row.indicator, row.area_code, measure=measure, periods=row.group)
    return None if history.known.empty else history


def sections_html(rows: pd.DataFrame, lines: Mapping[int, str]) -> str:
    """The sections that have lines, in order; `lines` are the rows' by their place in the shortlist."""
    parts: dict[str, list[str]] = {name: [] for name in SECTIONS}
    for row in rows.itertuples():
        parts[section_of(row)].append(lines[row.Index])
    return "".join(_section(name, found) for name, found in parts.items() if found)


def _section(name: str, lines: Sequence[str]) -> str:
    title, meaning = SECTIONS[name]
    return (
        f'<section class="signals {name}"><h2>{title} <span class="count">({len(lines)})</span></h2>'
        f'<p class="meaning">{meaning}</p><ol>{"".join(lines)}</ol></section>'
    )


def table_html(rows: pd.DataFrame, catalogue: Catalogue, caption: str) -> str:
    """Judgements as a table with a sentence each."""
    table = pd.DataFrame(
        {
            "What was found": [statement(row, catalogue) for row in rows.itertuples(index=False)],
            "Period": rows["period"].to_numpy(),
            "Question": [RULE_NAMES[rule] for rule in rows["rule"]],
        }
    )
    return frame_html(table, caption)
