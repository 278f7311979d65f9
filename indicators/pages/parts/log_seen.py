"""What the board saw when it put a challenge: the frozen figure, its chart and the signal."""

from collections.abc import Mapping
from html import escape
from typing import Any

import streamlit as st

from indicators.charts.trend import trend_chart
from indicators.pages.parts.figures_table import wide_table_html
from indicators.pages.parts.takeaway import PLOTLY
from indicators.record.seen import figure_text, series_of
from indicators.wording import alt_text


def show_seen(seen: Mapping[str, Any], *, key: str, when: str) -> None:
    """The frozen figure with its signal, its chart and its table; `when` says at which moment it was frozen."""
    if not seen:
        st.html(
            f"<h2 class='side'>{escape(when)}</h2><p class='caption'>No figure: a challenge may be about anything. "
            "Choose an indicator and an area, and the figure is frozen with it as it stands.</p>"
        )
        return
    history = series_of(seen)
    st.html(f"<h2 class='side'>{escape(when)}</h2>{_figure(seen)}{_signal(seen)}")
    if history.known.empty:
        return
    lines = [history, *(series_of(other) for other in seen.get("beside", ()))]
    words = {"title": "", "subtitle": "", "source_note": _source(seen)}
    chart = trend_chart(lines, breaks=history.breaks, narrow=True, **words)
    st.plotly_chart(chart, theme=None, config=PLOTLY, key=f"{key}-seen", alt=alt_text(lines))
    with st.expander("Table of the frozen figures"):
        st.html(wide_table_html(lines, f"{history.indicator.title}, as it was seen"))


def _figure(seen: Mapping[str, Any]) -> str:
    about = f"{seen['indicator']['title']}, {seen['area']['name']}"
    moved = f" ({seen['figure']['movement']})" if seen["figure"] else ""
    known = f" Figures as they were known on {seen['known_on']}." if seen["known_on"] else ""
    return (
        f'<p class="seen"><strong>{escape(figure_text(seen))}</strong>{escape(moved)}<br>{escape(about)}</p>'
        f"<p class='caption'>{escape(f'Source: {_source(seen)}.' if _source(seen) else '')}{escape(known)}</p>"
    )


def _source(seen: Mapping[str, Any]) -> str:
    return seen["figure"]["source"] if seen["figure"] else ""


def _signal(seen: Mapping[str, Any]) -> str:
    if not seen["signal"]:
        return ""
    return f"<p class='signal-seen'>What was found: {escape(seen['signal']['sentence'])}.</p>"
