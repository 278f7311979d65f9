"""The life of the figures of an indicator: every version, from which return, by whom, with the difference."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from indicators.definitions import Indicator
from indicators.measures import Catalogue
from indicators.measures.versions import AGAIN, CONFIRMED, FIRST, changed_by_area, given_versions, lives
from indicators.months import day_text
from indicators.pages.parts.data import Opened
from indicators.pages.parts.figures_table import frame_html
from indicators.pages.parts.unmarked import unmarked
from indicators.periods import Period, PeriodType
from indicators.rounding import decimal_text, round_half_up
from indicators.wording import NO_FIGURE, number_text, points_text, symbol_text

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
