"""Compare: Leicestershire against Rutland and against like areas, for one year, rates with their intervals."""

from datetime import date
from html import escape

import pandas as pd
import streamlit as st

from indicators.areas import BOARD_AREAS
from indicators.charts.comparison import dot_plot
from indicators.definitions import STAGES, Indicator
from indicators.months import day_text
from indicators.pages.parts import address
from indicators.pages.parts.comparing import ComparisonRow, comparison_headline, comparison_rows, unit_of
from indicators.pages.parts.data import Opened, opened
from indicators.pages.parts.figures_table import frame_html
from indicators.pages.parts.takeaway import PLOTLY, Takeaway, offer
from indicators.pages.parts.viewport import is_narrow
from indicators.periods import financial_year_of

PAGE = "compare"
ALL_STAGES = "All stages"
OPENING_STAGE = STAGES["child_protection"]
_KEEP = {"persist_state": "session"}


def page() -> None:
    """The page: stage and year, then one dot plot a unit with its table."""
    data = opened()
    years = _years(data.version, data)
    if not years:
        st.info("There are no figures yet. Put facts into data/facts and start again.")
        return
    stage, year = _choose(years)
    rows = _rows(data.version, stage, years[year], data)
    st.html(
        f"<h1 class='headline'>{escape(comparison_headline(rows, _names(data)))}</h1>"
        f"<p class='subtitle'>{stage}: rates and percentages for {year}, with 95% intervals for our two areas</p>"
    )
    if not rows:
        st.info(
            f"No indicator of this stage has a rate or percentage for {year}. Choose another stage or year.",
            icon=":material/arrow_upward:",
        )
        return
    frame = pd.DataFrame([row.__dict__ for row in rows])
    narrow = is_narrow()
    for number, (unit, group) in enumerate(frame.groupby("unit", sort=False)):
        _plot(data, unit, group, f"{stage}, {year}", key=f"compare-{number}", narrow=narrow)


def _choose(years: dict[str, date]) -> tuple[str, str]:
    stages = [*STAGES.values(), ALL_STAGES]
    st.session_state.setdefault(f"{PAGE}:stage", OPENING_STAGE)
    brought = address.take_in(PAGE, {"stage": False, "year": False})
    for name, options in (("stage", stages), ("year", list(years))):
        value = brought.get(name, [""])[0]
        if value in options:
            st.session_state[f"{PAGE}:{name}"] = value
    first, second, _ = st.columns([1, 1, 2])
    stage = first.selectbox("Stage of the child's journey", stages, key=f"{PAGE}:stage", **_KEEP)
    year = second.selectbox("Year to 31 March", list(years), key=f"{PAGE}:year", **_KEEP)
    address.put_out(PAGE, {"stage": stage, "year": year})
    return stage, year


@st.cache_data(show_spinner=False, max_entries=8)
def _years(version: str, _data: Opened) -> dict[str, date]:
    """Financial years with figures of our two areas: the newest well-filled one first, then newest first."""
    held = _data.store.query("indicators_by_year", areas=list(BOARD_AREAS))
    held = held[held["indicators"] > 0]
    # A year of which little has come yet is offered, but is not what the page opens with.
    filled = held[held["indicators"] >= held["indicators"].median()]
    ends = [stamp.date() for stamp in [*filled["year_end"].head(1), *held["year_end"]]]
    return {financial_year_of(end).label: end for end in ends}


@st.cache_data(show_spinner="Comparing …", max_entries=64)
def _rows(version: str, stage: str, as_at: date, _data: Opened) -> list[ComparisonRow]:
    chosen = [
        item
        for item in _data.catalogue.indicators.values()
        if stage in (ALL_STAGES, STAGES[item.stage]) and unit_of(item) is not None
    ]
    chosen.sort(key=_by_place)
    return comparison_rows(_data.store, _data.catalogue, chosen, BOARD_AREAS, as_at=as_at)


def _names(data: Opened) -> list[str]:
    return [data.catalogue.areas[code].name for code in BOARD_AREAS if code in data.catalogue.areas]


def _by_place(item: Indicator) -> tuple[str, int, str]:
    return (item.quadrant, item.headline or 999, item.title)


def _plot(data: Opened, unit: str, group: pd.DataFrame, when: str, *, key: str, narrow: bool) -> None:
    areas = list(dict.fromkeys(group["area"]))
    sources = "; ".join(dict.fromkeys(group["source"]))
    title = f"{unit[0].upper()}{unit[1:]}"
    words = {"title": title, "subtitle": when, "source_note": sources}
    chart = dot_plot(group, areas=areas, unit=unit, narrow=narrow, **words)
    st.subheader(title)
    told = " ".join(f"{row.indicator}, {row.area}: {row.label}." for row in group.itertuples() if row.label)
    st.plotly_chart(chart, theme=None, config=PLOTLY, key=f"{key}-chart", alt=f"Dot plot, {title}, {when}. {told}")
    st.caption(
        "Bars show the range within which the underlying figure plausibly lies (95% interval); where the bars of "
        "the two areas do not overlap, they are clearly apart; where they do, they may still "
        "differ. Grey: like areas, region and England. "
        f"Source: {escape(sources)}. As at {day_text(data.as_at)}."
    )
    table = group.rename(columns=str.capitalize)
    table = table[["Indicator", "Area", "Period", "Label", "Source"]].rename(columns={"Label": "Figure (95% interval)"})
    taken = Takeaway(
        figure=chart,
        **words,
        as_at=data.as_at,
        table=lambda: group[
            ["indicator", "area", "period", "value", "lower", "upper", "unit", "symbol", "source"]
        ].rename(columns=str.capitalize),
        indicators=tuple(dict.fromkeys(group["indicator"])),
        areas=tuple(_names(data)),
        periods=tuple(dict.fromkeys(group["period"])),
    )
    offer(taken, key=key)
    with st.expander("The figures as a table"):
        st.html(frame_html(table, f"{title}, {when}"))


page()
