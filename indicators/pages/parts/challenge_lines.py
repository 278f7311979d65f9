"""A line of the shortlist as HTML: the sentence, its size, a small line, and what stands behind it.

All text from data is escaped.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any
from urllib.parse import urlencode

from indicators.definitions import STAGES, Indicator
from indicators.measures import Catalogue, Series
from indicators.months import day_text
from indicators.pages.parts.figures_table import wide_table_html
from indicators.pages.parts.log_words import challenge_address, raise_address, shortened
from indicators.pages.parts.spark import spark_html
from indicators.record.entries import Challenge
from indicators.statements import effect_text, interval_text, odds_text, rule_in_words, statement
from indicators.statements.changes import step_of
from indicators.statements.words import RULE_NAMES
from indicators.wording import is_small

#: Readings that a line is tagged with; a tag says what the colour says.
_TAGGED = {"concern": "Concern", "improvement": "Improvement"}


@dataclass(frozen=True)
class Beside:
    """What a line is shown with: the day up to which figures were judged, the day as known on which its links open
    the figure (None for now), and the challenges that were put about it before, newest first.
    """

    as_at: date | None = None
    known_on: date | None = None
    asked: Sequence[Challenge] = ()


def line_html(row: Any, catalogue: Catalogue, history: Series | None, beside: Beside = Beside()) -> str:
    """One line as a list item; `history` is the series that was judged, None where it cannot be drawn."""
    indicator = catalogue.indicators[row.indicator]
    lead, colon, rest = statement(row, catalogue).partition(": ")
    tag = f'<span class="tag {row.reading}">{_TAGGED[row.reading]}</span> ' if row.reading in _TAGGED else ""
    spark = spark_html(history, width=96, height=30) if history is not None else ""
    return (
        f'<li class="signal"><div class="said">{tag}<strong>{escape(lead)}</strong>{colon}{escape(rest)}.'
        f'<span class="facts">{_facts(row, indicator)} · {_challenged(beside.asked)}</span></div>'
        f'<div class="drawn">{spark}{_links(row, indicator, beside)}</div>'
        f"<details><summary>Why it is listed, and what to ask"
        f'<span class="unseen">: {escape(indicator.short_title)}, {escape(row.area)}, {escape(row.period)}</span>'
        f"</summary>{_behind(row, indicator, catalogue, history, beside.asked)}</details></li>"
    )


def explore_address(row: Any, *, known_on: date | None = None) -> str:
    """The link to the same figure in Explore, as it was known on a day or as it is."""
    measure = "rate" if row.unit_measure == "rate" else "value"
    view = {"indicator": row.indicator, "area": row.area, "measure": measure, "periods": row.group}
    if known_on:
        view["known"] = known_on.isoformat()
    return f"explore?{urlencode(view)}"


def _links(row: Any, indicator: Indicator, beside: Beside) -> str:
    unseen = f'<span class="unseen">: {escape(indicator.short_title)}, {escape(row.area)}</span>'
    seen = explore_address(row, known_on=beside.known_on)
    return (
        f'<span class="ways"><a href="{escape(seen)}">See it over time{unseen}</a>'
        f'<a href="{escape(_raise_address(row, beside))}">Raise a challenge{unseen}</a></span>'
    )


def _raise_address(row: Any, beside: Beside) -> str:
    """The link to the form, which freezes what this line shows."""
    days = {"as_at": beside.as_at, "known": beside.known_on}
    return raise_address(
        indicator=row.indicator,
        area=row.area,
        measure="rate" if row.unit_measure == "rate" else "value",
        periods=row.group,
        rule=row.rule,
        **{name: day.isoformat() if day else "" for name, day in days.items()},
    )


def _challenged(asked: Sequence[Challenge]) -> str:
    """Whether the board has asked about this figure before, and what became of it."""
    if not asked:
        return "not yet challenged"
    last = asked[0]
    told = f"challenged {day_text(last.raised_at.date())}, {last.state}"
    return f'<a href="{challenge_address(last.number)}">{told}</a>'


def _facts(row: Any, indicator: Indicator) -> str:
    # A percentage of a handful misleads; the sentence says how many more or fewer.
    is_plain = row.rule == "change" and is_small(row.compared_with, row.value, indicator, row.unit_measure)
    size = "" if is_plain else _size(row, indicator)
    return " · ".join(escape(fact) for fact in (row.period, size, STAGES[indicator.stage]) if fact)


def _size(row: Any, indicator: Indicator) -> str:
    """The effect with its range, where the rule gives one."""
    effect, interval = effect_text(row, indicator), interval_text(row, indicator)
    return f"{effect}{_per(row, indicator)} ({interval})" if effect and interval else effect


def _per(row: Any, indicator: Indicator) -> str:
    """What a size is for each of, where it is not simply one figure over the other."""
    if row.rule == "trend":
        return f" a {step_of(row)}"
    is_count = row.rule == "change" and indicator.kind == "count" and row.compared_with > 0
    if is_count and abs(100 * (row.value / row.compared_with - 1) - row.effect) > 0.05:
        return " per child"
    return ""


def _behind(
    row: Any, indicator: Indicator, catalogue: Catalogue, history: Series | None, asked: Sequence[Challenge]
) -> str:
    parts = [
        (RULE_NAMES[row.rule], escape(rule_in_words(row.rule))),
        ("What was found", _list(_yardsticks(row, indicator, catalogue))),
        ("What the rule saw", escape(_seen(row))),
        ("The figures", _figures(history)),
        ("What to ask", _list(indicator.questions)),
        ("Asked before", _asked_before(asked)),
    ]
    return "<dl class='about'>" + "".join(f"<dt>{head}</dt><dd>{body}</dd>" for head, body in parts if body) + "</dl>"


def _asked_before(asked: Sequence[Challenge]) -> str:
    """The challenges about this figure, each as the link to it."""
    lines = "".join(
        f'<li><a href="{challenge_address(one.number)}">{escape(shortened(one.question))}</a> '
        f"({escape(one.agency)}, {day_text(one.raised_at.date())}: {escape(one.state.words)})</li>"
        for one in asked
    )
    return f"<ul>{lines}</ul>" if lines else "No challenge was put about this figure yet."


def _seen(row: Any) -> str:
    """The facts of the rule, and the other source where two differ."""
    other = f"The other figure is from {row.against}." if row.reason == "one_source_differs" and row.against else ""
    return " ".join(text for text in (row.detail, other) if text)


def _yardsticks(row: Any, indicator: Indicator, catalogue: Catalogue) -> Iterator[str]:
    """Size and both yardsticks in words, as far as the rule gives them."""
    effect, interval = effect_text(row, indicator), interval_text(row, indicator)
    if effect and interval:
        effect += _per(row, indicator)
        yield f"The size is {effect}; allowing for chance, it lies between {interval.replace(' to ', ' and ')}."
    if chance := odds_text(row.p_chance):
        yield f"If nothing but chance were at work, a difference of this size would come up {chance}."
    if usual := odds_text(row.p_usual):
        yield f"Such figures move so much or more {usual}.{_lender(row, catalogue)}"
    elif row.borrowed == "none":
        yield "Too little is held to say how much such figures usually move, so only chance was judged."
    if not math.isnan(row.q):
        yield f"Given how many questions were asked, {_false_alarms(row.q)} of lines as clear as this are false alarms."


def _lender(row: Any, catalogue: Catalogue) -> str:
    lender = catalogue.indicators.get(row.borrowed)
    return f" Its own history is short, so this goes by how “{lender.title}” usually moves." if lender else ""


def _false_alarms(q: float) -> str:
    return "fewer than 1 in 100" if q < 0.01 else f"about {min(99, math.ceil(q * 100 - 1e-9))} in 100"


def _figures(history: Series | None) -> str:
    if history is None:
        return ""
    return wide_table_html([history], f"{history.indicator.title} ({history.unit})")


def _list(items: Sequence[str] | Iterator[str]) -> str:
    lines = "".join(f"<li>{escape(item)}</li>" for item in items)
    return f"<ul>{lines}</ul>" if lines else ""
