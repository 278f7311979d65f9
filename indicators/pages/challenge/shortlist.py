"""The shortlist of a reporting cycle as HTML: a section a level, and a line a signal with the evidence behind it."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

import pandas as pd
from markupsafe import Markup

from indicators import clock
from indicators.board.challenges import Challenge
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import STAGES, Indicator
from indicators.catalogue.periods import Period, PeriodType, day_text, parse_period
from indicators.figures import Series
from indicators.figures.calculate import read_figures
from indicators.figures.series import check_measure, select_series
from indicators.frames import frame_rows
from indicators.pages.challenge.filters import ChallengeFilters
from indicators.pages.components.board_lines import challenge_address, question_excerpt, raise_address
from indicators.pages.components.cycle import SortedJudgements
from indicators.pages.components.figure_tables import frame_html, sparkline_html, wide_table_html
from indicators.pages.components.session import DashboardData
from indicators.store.database import Store
from indicators.web import render
from indicators.wording.numbers import count_text, percentage_misleads
from indicators.wording.statements import (
    RULE_NAMES,
    effect_text,
    interval_text,
    odds_text,
    rule_text,
    statement,
    step_name,
)

#: Readings that a line is tagged with; a tag says what the colour says.
_READING_TAGS = {"concern": "Concern", "improvement": "Improvement"}
#: Lines of a section that stand open together, and how many where there are more: the others unfold.
_MOST_LINES, _OPEN_LINES = 20, 15


@dataclass(frozen=True)
class LineContext:
    """What a line is shown with: the day up to which figures were judged (None for each indicator's latest), the day
    as known on which its links open the figure (None for now), the day from which the age of figures is told, if it
    is, and the challenges that were put about it before, newest first.
    """

    as_at: date | None = None
    known_on: date | None = None
    today: date | None = None
    earlier_challenges: Sequence[Challenge] = ()


def shortlist_line_html(
    row: Any, catalogue: Catalogue, history: Series | None, context: LineContext = LineContext()
) -> Markup:
    """One line as a list item; `history` is the series that was judged, None where it cannot be drawn."""
    indicator = catalogue.indicators[row.indicator]
    lead, colon, rest = statement(row, catalogue).partition(": ")
    return render(
        "challenge/line.html",
        row=row,
        indicator=indicator,
        tag=_READING_TAGS.get(row.reading, ""),
        lead=lead,
        rest=colon + rest,
        facts=_facts(row, indicator, context.today),
        sparkline=sparkline_html(history, width=96, height=30) if history is not None else "",
        figure_address=figure_address(row, known_on=context.known_on),
        raise_address=_raise_address(row, context),
        rule_name=RULE_NAMES[row.rule],
        rule_text=rule_text(row.rule),
        yardsticks=list(_yardsticks(row, indicator, catalogue)),
        rule_facts=_rule_facts(row),
        figures=_figures(history),
        challenges=[_challenge_values(one) for one in context.earlier_challenges],
    )


def figure_address(row: Any, *, known_on: date | None = None) -> str:
    """The link to the same figure in Explore, as it was known on a day or as it is."""
    measure = "pooled" if row.rule == "pooled" else "rate" if row.unit_measure == "rate" else "value"
    view = {"indicator": row.indicator, "area": row.area, "measure": measure, "periods": row.group}
    if known_on:
        view["known"] = known_on.isoformat()
    return f"explore?{urlencode(view)}"


def _raise_address(row: Any, context: LineContext) -> str:
    """The link to the form, which freezes what this line shows."""
    days = {"as_at": context.as_at, "known": context.known_on}
    return raise_address(
        indicator=row.indicator,
        area=row.area,
        measure="rate" if row.unit_measure == "rate" else "value",
        periods=row.group,
        rule=row.rule,
        **{name: day.isoformat() if day else "" for name, day in days.items()},
    )


def _challenge_values(one: Challenge) -> dict[str, Any]:
    """A challenge that was put about the figure before, with the link to it."""
    return {
        "address": challenge_address(one.number),
        "question": question_excerpt(one.question),
        "agency": one.agency,
        "day": day_text(one.raised_on),
        "state": one.state,
    }


def _facts(row: Any, indicator: Indicator, today: date | None) -> list[str]:
    # A percentage of a handful misleads; the sentence says how many more or fewer.
    is_plain = row.rule in ("change", "pooled") and percentage_misleads(
        row.compared_with, row.value, indicator, row.unit_measure
    )
    size = "" if is_plain else _size(row, indicator)
    period = f"{row.period}, {_age_text(parse_period(row.period), today)}" if today else row.period
    return [fact for fact in (period, size, STAGES[indicator.stage]) if fact]


def _age_text(period: Period, today: date) -> str:
    """How old a figure is, from the end of its period; a single day does not end, and one to come has no age."""
    ends = period.ends
    if ends > today:
        return "a day to come" if period.type is PeriodType.SNAPSHOT else f"ends {day_text(ends)}"
    months = (today.year - ends.year) * 12 + today.month - ends.month - (today.day < ends.day)
    number, unit = (months, "month") if months < 24 else (months // 12, "year")
    age = f"{count_text(number, unit)} ago" if months >= 1 else "less than a month ago"
    return age if period.type is PeriodType.SNAPSHOT else f"ended {age}"


def _size(row: Any, indicator: Indicator) -> str:
    """The effect with its range, where the rule gives one."""
    effect, interval = effect_text(row, indicator), interval_text(row, indicator)
    return f"{effect}{_per(row, indicator)} ({interval})" if effect and interval else effect


def _per(row: Any, indicator: Indicator) -> str:
    """What a size is for each of, where it is not simply one figure over the other."""
    if row.rule == "trend":
        return f" a {step_name(row)}"
    is_count = row.rule == "change" and indicator.kind == "count" and row.compared_with > 0
    if is_count and abs(100 * (row.value / row.compared_with - 1) - row.effect) > 0.05:
        return " per child"
    return ""


def _rule_facts(row: Any) -> str:
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
        yield f"Such figures move so much or more {usual}.{_borrowed_history_text(row, catalogue)}"
    elif row.borrowed == "none":
        yield "There are too few years to say how much such figures usually move, so only chance was judged."
    if not math.isnan(row.q):
        yield f"Given how many questions were asked, {_false_alarms(row.q)} of lines as clear as this are false alarms."


def _borrowed_history_text(row: Any, catalogue: Catalogue) -> str:
    lender = catalogue.indicators.get(row.borrowed)
    return f" Its own history is short, so this goes by how “{lender.title}” usually moves." if lender else ""


def _false_alarms(q: float) -> str:
    return "fewer than 1 in 100" if q < 0.01 else f"about {min(99, math.ceil(q * 100 - 1e-9))} in 100"


def _figures(history: Series | None) -> str:
    if history is None:
        return ""
    # Years in which nobody counted say nothing here, and a gap can be ten of them long.
    counted = history.points["value"].notna() | (history.points["symbol"] != "")
    shown = replace(history, points=history.points[counted])
    return wide_table_html([shown], f"{history.indicator.title.removesuffix(' (number)')} ({history.unit})")


#: Periods that a line draws and lists.
SPARKLINE_PERIODS = 13
LEVEL_SECTIONS = {
    "unusual": ("Unusual", "Beyond chance, and beyond how much such figures usually move."),
    "real": ("Clear", "Beyond chance, but not beyond how such figures usually move, as far as that is known."),
    "target": ("Targets", "Where chance cannot have made the difference."),
    "data": ("Cannot be trusted yet", "Settle these before anything is read into the figures."),
}


def section_of(row) -> str:
    """The section that a row of the shortlist stands in."""
    return row.rule if row.rule in ("data", "target") else row.level


def filtered_judgements(
    data: DashboardData, chosen: ChallengeFilters, everything: SortedJudgements
) -> SortedJudgements:
    """What is asked for; what is not on the list has nothing to be read into it, so the reading leaves it alone."""
    on_list = ("to_challenge", "improvements")
    return SortedJudgements(
        **{
            name: chosen.of(rows, data.catalogue, whatever_reading=name not in on_list)
            for name, rows in vars(everything).items()
        }
    )


def shortlist_rows(shown: SortedJudgements) -> pd.DataFrame:
    """The lines of the list, of both tabs, in its order."""
    return pd.concat([shown.to_challenge, shown.improvements]).sort_index()


def ordered_lines(rows: pd.DataFrame, order: str) -> pd.DataFrame:
    """The lines in the order that is asked for; without one, and among equals, the most pressing first."""
    if order == "newest":
        return rows.sort_values("ends", ascending=False, kind="stable")
    names = {"indicator": ["indicator", "area"], "area": ["area", "indicator"]}.get(order)
    return rows.sort_values(names, kind="stable") if names else rows


def shortlist_lines(
    rows: pd.DataFrame,
    store: Store,
    catalogue: Catalogue,
    *,
    as_at: date | None,
    known_on: date | None = None,
    asked: Mapping[tuple[str, str], Sequence[Challenge]] | None = None,
) -> list[Markup]:
    """A line of HTML a row, in the rows' order, with the figures up to a day; `known_on` is for their links.

    `asked` are the challenges that were put before, newest first, by indicator and area code.
    """
    if rows.empty:
        return []
    today = clock.today()
    figures = read_figures(
        store, catalogue, rows["indicator"].unique(), rows["area_code"].unique(), query="latest",
        as_at=as_at or today, periods=SPARKLINE_PERIODS,
    )  # fmt: skip
    age_from = None if as_at else today
    return [
        shortlist_line_html(
            row,
            catalogue,
            _history(row, figures, catalogue),
            LineContext(as_at, known_on, age_from, (asked or {}).get((row.indicator, row.area_code), ())),
        )
        for row in frame_rows(rows)
    ]


def _history(row, figures: pd.DataFrame, catalogue: Catalogue) -> Series | None:
    measure = "rate" if row.unit_measure == "rate" else "value"
    check_measure(catalogue.indicators[row.indicator], measure)
    history = select_series(figures, catalogue, row.indicator, row.area_code, measure=measure, periods=row.group)
    return None if history.known.empty else history


def shortlist_html(
    rows: pd.DataFrame, lines: Mapping[int, Markup], *, is_ordered: bool = False, title: str = ""
) -> Markup:
    """The sections that have lines, in order; `lines` are the rows' by their place in the shortlist.

    Rows that are ordered otherwise stand together as they come; a `title` stands over all of them. Of a long section
    the first lines stand open.
    """
    parts: dict[str, list[Markup]] = {name: [] for name in LEVEL_SECTIONS}
    for row in frame_rows(rows, index=True):
        parts["real" if is_ordered else section_of(row)].append(lines[row.Index])
    sections = []
    for name, items in parts.items():
        if items:
            heading, meaning = ("", "") if is_ordered else LEVEL_SECTIONS[name]
            most = len(items) if len(items) <= _MOST_LINES else _OPEN_LINES
            sections.append(
                {
                    "name": name,
                    "title": heading,
                    "meaning": meaning,
                    "lines": items[:most],
                    "folded": items[most:],
                    "count": len(items),
                }
            )
    return render("challenge/sections.html", sections=sections, title=title)


def judgement_table_html(rows: pd.DataFrame, catalogue: Catalogue, caption: str) -> Markup:
    """Judgements as a table with a sentence each."""
    table = pd.DataFrame(
        {
            "What was found": [statement(row, catalogue) for row in frame_rows(rows)],
            "Period": rows["period"].to_numpy(),
            "Question": [RULE_NAMES[rule] for rule in rows["rule"]],
        }
    )
    return frame_html(table, caption)
