"""Home: the four-quadrant model itself, Leicestershire and Rutland side by side."""

from datetime import date

import streamlit as st

from indicators.definitions import STAGES
from indicators.pages.parts import address, printed
from indicators.pages.parts.cycle import year_ends
from indicators.pages.parts.data import Opened, opened
from indicators.pages.parts.home_view import ALL_STAGES, home_html

LATEST = "Latest figures"
HEADLINES, EVERYTHING = "Headline indicators", "All indicators"


def page() -> None:
    """The home page: filters, what warrants challenge, the four quadrants."""
    data = opened()
    st.html("<h1 class='headline'>Leicestershire and Rutland: how children are being kept safe</h1>")
    year, stage, everything = _filters(data)
    as_at = _last_days(data)[year]
    summary, body = home_html(data, as_at, stage, everything=everything)
    st.html(summary)
    st.html(body)
    show = EVERYTHING if everything else HEADLINES
    printed.filters(data, {"Figures up to": year, "Stage": stage, "Show": show})


def _filters(data: Opened) -> tuple[str, str, bool]:
    years = list(_last_days(data))
    stages = [ALL_STAGES, *STAGES.values()]
    brought = address.take_in("home", {"year": False, "stage": False, "show": False})
    for name, options in (("year", years), ("stage", stages), ("show", [HEADLINES, EVERYTHING])):
        if name in brought:
            value = brought[name][0] or options[0]
            if value in options:
                st.session_state[f"home:{name}"] = value
    first, second, third = st.columns([1, 1, 2], vertical_alignment="bottom")
    keep = {"persist_state": "session"}
    year = first.selectbox("Figures up to", years, key="home:year", **keep)
    stage = second.selectbox("Stage of the child's journey", stages, key="home:stage", **keep)
    show = third.segmented_control(
        "Show", [HEADLINES, EVERYTHING], default=HEADLINES, required=True, key="home:show", **keep
    )
    address.put_out(
        "home",
        {
            "year": None if year == LATEST else year,
            "stage": None if stage == ALL_STAGES else stage,
            "show": None if show == HEADLINES else show,
        },
    )
    return year, stage, show == EVERYTHING


def _last_days(data: Opened) -> dict[str, date]:
    """The choices of year with the last day that counts: the latest of all, then each financial year."""
    ends = year_ends(data.version, data)
    return {LATEST: max(ends.values(), default=date.today()), **ends}


page()
