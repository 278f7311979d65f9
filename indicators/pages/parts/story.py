"""What belongs to an indicator beside its figures: meaning, questions, caveats, sources, findings."""

from collections.abc import Sequence
from html import escape

import pandas as pd
import streamlit as st

from indicators.definitions import QUADRANTS, STAGES, Indicator
from indicators.measures import Catalogue
from indicators.months import day_text
from indicators.pages.parts.figures_table import frame_html
from indicators.pages.parts.unmarked import unmarked
from indicators.periods import Period, PeriodType
from indicators.wording import number_text, symbol_text

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
