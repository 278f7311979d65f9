"""Is it real? What the rules say of the latest figures on Explore's chart, as the cycle's list has it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from indicators.board.challenges import challenges
from indicators.board.findings import findings
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import QUADRANTS, STAGES, Indicator
from indicators.catalogue.periods import Period, PeriodType, day_text
from indicators.figures import Series
from indicators.figures.versions import AGAIN, CONFIRMED, FIRST, changed_by_area, given_versions, lives
from indicators.pages.components.board_lines import finding_line, line_html, lines_html
from indicators.pages.components.cycle import cycle_address, cycle_of, year_ends
from indicators.pages.components.figure_tables import frame_html
from indicators.pages.components.query_params import unmarked
from indicators.pages.components.session import Opened
from indicators.pages.explore.display import Gathered, listed
from indicators.rounding import decimal_text, round_half_up
from indicators.wording.numbers import NO_FIGURE, number_text, points_text, symbol_text
from indicators.wording.statements import statement

_WITHDRAWN = "withdrawn"
_CHANGES = {FIRST: "first given", AGAIN: "given again", CONFIRMED: "confirmed"}


@dataclass(frozen=True)
class _Kept:
    """The versions of an indicator's figures in the areas at hand, and how many figures changed, by area."""

    given: pd.DataFrame
    changed: dict[str, int]


def tell_history(data: Opened, indicator: Indicator, areas: Sequence[str], *, at_hand: Sequence[str]) -> None:
    """The unfolding section with every version of the figures shown; its table is made when it is unfolded.

    The versions of all areas `at_hand` are fetched in one go and kept, so that another area costs nothing.
    """
    kept = _kept(data.version, indicator.id, tuple(sorted(at_hand)), data)
    parts = data.catalogue.needed_areas(areas)
    changed = sum(kept.changed.get(code, 0) for code in parts)
    words = f"{unmarked(indicator.title)}: history of these figures ({changed:,} changed)"
    fold = st.expander(words, key=f"history-{indicator.id}", on_change="rerun")
    if fold.open:
        own = kept.given[kept.given["area_code"].isin(parts)]
        fold.html(history_html(lives(own, data.catalogue), data.catalogue))


@st.cache_resource(show_spinner=False, max_entries=64)
def _kept(version: str, indicator: str, areas: tuple[str, ...], _data: Opened) -> _Kept:
    given = given_versions(_data.store, _data.catalogue, indicator, areas)
    return _Kept(given, changed_by_area(given))


def history_html(told: pd.DataFrame, catalogue: Catalogue) -> str:
    """Versions as a table, with a word where none was ever revised; `told` is a frame of `measures.versions.lives`."""
    if told.empty:
        return "<p class='about'>No return has given a figure for this choice.</p>"
    lead = "" if changed_by_area(told) else "<p class='about'>No figure here was ever revised.</p>"
    return lead + frame_html(history_table(told, catalogue), "Every version of these figures; times are UTC")


def history_table(told: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """A row a version: figures of several versions first, then the newest period, a figure's newest version first."""
    places = {code: place for place, code in enumerate(catalogue.areas)}
    order = told.assign(several=told["versions"] > 1, place=told["area_code"].map(places)).sort_values(
        ["several", "ends", "starts", "indicator", "place", "source", "return_id"],
        ascending=[False, False, False, True, True, True, False],
    )
    table = pd.DataFrame([_row(row, catalogue) for row in order.itertuples()])
    unused = ["Indicator"] if told["indicator"].nunique() == 1 else []
    return table.drop(columns=unused if told["note"].any() else [*unused, "Note"])


def _row(row: Any, catalogue: Catalogue) -> dict[str, str]:
    indicator = catalogue.indicators[row.indicator]
    return {
        "Period": Period(row.ends.date(), row.starts.date(), PeriodType(row.period_type)).label,
        "Indicator": indicator.short_title,
        "Area": catalogue.areas[row.area_code].name,
        "Source": catalogue.source_label(row.source, row.edition),
        "Figure": _figure_text(row, indicator),
        "Difference": difference_text(row, indicator),
        "Return": f"{row.return_id}, {row.return_name}" + (f" ({row.agency})" if row.agency else ""),
        "By": row.accepted_by,
        "When": _moment_text(row.accepted_at),
        "State": state_text(row),
        "Note": row.note or NO_FIGURE,
    }


def _figure_text(row: Any, indicator: Indicator) -> str:
    text = symbol_text(row.symbol) if pd.isna(row.figure) else number_text(row.figure, indicator)
    counts = f" ({row.numerator:,.10g} of {row.denominator:,.10g})" if pd.notna(row.numerator) else ""
    return text + counts + (" p" if row.status == "provisional" else "")


def difference_text(row: Any, indicator: Indicator) -> str:
    """What a version did to the one that stood when it came: `+2`, `−1.5 points`, `confirmed`, `was [c]`."""
    if row.change in _CHANGES:
        return _CHANGES[row.change]
    if pd.isna(row.difference):
        was = symbol_text(row.before_symbol) if pd.isna(row.before) else number_text(row.before, indicator)
        return "reason changed" if pd.isna(row.before) and pd.isna(row.figure) else f"was {was}"
    if row.difference == 0:
        return f"now {row.status}" if row.status != row.before_status else "counts changed"
    size = abs(row.difference)
    if not round_half_up(size, indicator.decimals):
        return "less than is shown"
    words = points_text(size, indicator) if indicator.kind == "proportion" else decimal_text(size, indicator.decimals)
    return ("+" if row.difference > 0 else "−") + words


def state_text(row: Any) -> str:
    """Whether a version stands, or what became of it, when, and who withdrew it why."""
    if row.is_current:
        return "current"
    if pd.isna(row.shown_until) and pd.isna(row.gone_at):
        return "kept, but a newer edition stands"
    if row.gone_event == _WITHDRAWN:
        return f"withdrawn {_moment_text(row.gone_at)} by {row.gone_by}: {row.gone_reason}"
    if row.taken_by:
        return f"replaced by return {row.taken_by}, {_moment_text(row.shown_until)}"
    return f"left out of the data folder since {_moment_text(row.gone_at)}"


def _moment_text(moment: pd.Timestamp) -> str:
    return f"{day_text(moment.date())}, {moment:%H:%M}"


#: Challenges that are listed; the log has them all.
_MOST = 10


def tell_heard(data: Opened, indicator: Indicator) -> None:
    """The findings and challenges about an indicator, fetched only when they are unfolded."""
    title = f"{unmarked(indicator.title)}: what was heard, and what was asked"
    place = st.expander(title, key=f"heard-{indicator.id}", on_change="rerun")
    if not place.open:
        return
    heard = findings(data.store, indicator=indicator.id)
    asked, _ = challenges(data.store, indicator=indicator.id, limit=_MOST)
    lines = "".join(finding_line(one, data.catalogue) for one in heard)
    told = f'<ul class="findings-lines">{lines}</ul>' if lines else "<p>No finding is about it yet.</p>"
    put = lines_html([line_html(one, data.catalogue, date.today()) for one in asked]) if asked else "<p>None yet.</p>"
    place.html(
        f'<h3 class="side">Findings</h3><div class="findings-list">{told}</div><h3 class="side">Challenges</h3>{put}'
    )


_POLARITY = {
    "high_is_good": "A higher figure is better.",
    "low_is_good": "A lower figure is better.",
    "no_judgement": "Neither higher nor lower is better in itself.",
}


def tell_story(catalogue: Catalogue, indicator: Indicator, own: pd.DataFrame, *, open_first: bool) -> None:
    """The unfolding sections under a chart; `own` are the indicator's figures for the areas shown."""
    with st.expander(f"{unmarked(indicator.title)}: what it is, why it matters, what to ask", expanded=open_first):
        st.html(_about(catalogue, indicator))
    differing = own[own["others"] > 0]
    if len(differing):
        periods = int((differing["rank"] == 0).sum())
        with st.expander(f"{unmarked(indicator.title)}: other published figures ({periods})"):
            st.html(frame_html(every_figure(catalogue, indicator, differing), "Figures that differ between sources"))
    # The long table is made and sent only when it is unfolded.
    words = f"{unmarked(indicator.title)}: every figure and its source ({len(own)})"
    every = st.expander(words, key=f"every-{indicator.id}", on_change="rerun")
    if every.open:
        every.html(frame_html(every_figure(catalogue, indicator, own), "Figures by source"))


def _about(catalogue: Catalogue, indicator: Indicator) -> str:
    parts = [
        ("Why it matters", escape(indicator.why)),
        ("Ask when it moves", _list(indicator.questions)),
        ("Take care", _list(indicator.caveats) if indicator.caveats else ""),
        ("How it is worked out", escape(_worked_out(catalogue, indicator))),
        ("Breaks", _list([f"{day_text(item.date)}: {item.note}" for item in indicator.breaks])),
        (
            "Filed under",
            escape(f"{QUADRANTS[indicator.quadrant]}; {STAGES[indicator.stage]}. {_POLARITY[indicator.polarity]}"),
        ),
        (
            "Kept by",
            escape(f"{indicator.owner}. Definition to be reviewed by {day_text(indicator.review_date)}."),
        ),
    ]
    return "<dl class='about'>" + "".join(f"<dt>{head}</dt><dd>{body}</dd>" for head, body in parts if body) + "</dl>"


def _worked_out(catalogue: Catalogue, indicator: Indicator) -> str:
    if not indicator.is_derived:
        return f"Taken as published ({indicator.unit})."
    top = catalogue.indicators[indicator.numerator].title
    bottom = catalogue.indicators[indicator.denominator].title
    times = {100.0: ", as a percentage", 1.0: ""}.get(float(indicator.per), f", times {indicator.per:,.0f}")
    return f"{top} divided by {bottom[0].lower()}{bottom[1:]}{times}; both from the same source."


def every_figure(catalogue: Catalogue, indicator: Indicator, own: pd.DataFrame) -> pd.DataFrame:
    """Figures of an indicator, newest first, those of one period together, with how each came about."""
    order = own.sort_values(["ends", "area_code", "rank"], ascending=[False, True, True])
    rows = [
        {
            "Period": Period(row.ends.date(), row.starts.date(), PeriodType(row.period_type)).label,
            "Area": catalogue.areas[row.area_code].name,
            "Figure": _figure(row, indicator),
            "": "shown" if row.rank == 0 else "",
            "How": _how(row),
            "Source": catalogue.sources[row.source].label,
            "Note": row.note,
        }
        for row in order.itertuples()
    ]
    return pd.DataFrame(rows)


def _figure(row, indicator: Indicator) -> str:
    text = symbol_text(row.symbol) if pd.isna(row.value) else number_text(row.value, indicator)
    return text + (" p" if row.status == "provisional" else "")


def _how(row) -> str:
    if not row.computed:
        return "as printed"
    if pd.notna(row.numerator):
        return f"computed: {row.numerator:,.10g} of {row.denominator:,.10g}"
    return "sum of its areas"


def _list(items: Sequence[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(item)}</li>" for item in items) + "</ul>" if items else ""


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
