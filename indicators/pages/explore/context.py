"""Is it real? What the rules say of the latest figures on Explore's chart, as the cycle's list has it."""

from datetime import date
from html import escape
from typing import Any

from indicators.measures import Series
from indicators.months import day_text
from indicators.pages.parts.cycle import cycle_address, cycle_of, year_ends
from indicators.pages.parts.data import Opened
from indicators.pages.parts.explore_shown import Gathered, listed
from indicators.statements import statement

#: What is told beside a change only where it is worth a question; troubles of the data the chart marks itself.
_BESIDE = ("trend", "target", "comparator", "areas")


def worth_html(data: Opened, gathered: Gathered) -> str:
    """A heading, a sentence a judgement and the way to the cycle's list; nothing where nothing was judged."""
    lines = [item for items in gathered.lines.values() for item in items if len(item.known)]
    as_at = cycle_day(data, lines)
    if as_at is None:
        return ""
    judged = cycle_of(data.version, as_at, data).judged
    told = {_key(item): [] for item in lines}
    for row in judged[judged["indicator"].isin(gathered.lines)].itertuples(index=False):
        if (row.indicator, row.area_code, row.period) in told and (row.rule == "change" or _stands_out(row)):
            told[row.indicator, row.area_code, row.period].append(row)
    said = [f"{statement(row, data.catalogue)}." for rows in told.values() for row in _in_turn(rows)]
    if not said:
        return ""
    way = escape(cycle_address(as_at, known_on=data.known_on))
    link = f'<a href="{way}">→ What warrants challenge, up to {day_text(as_at)}</a>'
    return f"<div class='worth'><h2>Is it real?</h2>{listed(said, 'about')}<p class='caption'>{link}</p></div>"


def cycle_day(data: Opened, lines: list[Series]) -> date | None:
    """The end of the financial year of the newest figure shown."""
    newest = max((item.known["ends"].max().date() for item in lines), default=date.max)
    return min((end for end in year_ends(data.version, data).values() if end >= newest), default=None)


def _key(item: Series) -> tuple[str, str, str]:
    return item.indicator.id, item.area.code, item.known["period"].iloc[-1]


def _stands_out(row: Any) -> bool:
    return row.rule in _BESIDE and bool(row.listed or row.standing)


def _in_turn(rows: list[Any]) -> list[Any]:
    """Changes first, then in the order in which the rules are named above."""
    return sorted(rows, key=lambda row: ("change", *_BESIDE).index(row.rule))
