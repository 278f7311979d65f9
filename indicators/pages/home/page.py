"""Home: the four-quadrant model itself, Leicestershire and Rutland side by side."""

from datetime import date
from html import escape

import streamlit as st

from indicators.catalogue.areas import BOARD, BOARD_AREAS
from indicators.catalogue.indicators import QUADRANTS, STAGES, Indicator
from indicators.catalogue.periods import Period, PeriodType, financial_year_of
from indicators.figures import latest_figures
from indicators.figures.latest import Latest
from indicators.pages.components import printing, query_params
from indicators.pages.components.board_lines import reminder_html
from indicators.pages.components.cycle import (
    changes_of,
    cycle_address,
    cycle_of,
    improvements,
    in_numbers,
    sorted_out,
    year_ends,
)
from indicators.pages.components.quadrants import FindingLine, Quadrant, quadrants_html
from indicators.pages.components.session import Opened, opened
from indicators.signals.cycle import Cycle

#: Areas that a figure may cover both of the board's in one; shown across both columns.
WIDER = (BOARD, "LLR")
ALL_STAGES = "All stages"
#: Rows of a quadrant before the reader asks for all of them.
MOST_ROWS = 10


def home_html(data: Opened, as_at: date, stage: str, *, everything: bool) -> tuple[str, str]:
    """What warrants challenge with what is overdue, and the quadrants; made once for all visitors who choose alike."""
    return _painted(data.version, data.record, as_at, stage, everything, date.today(), data)


@st.cache_resource(show_spinner="Gathering the four quadrants …", max_entries=64)
def _painted(
    version: str, record: str, as_at: date, stage: str, everything: bool, today: date, _data: Opened
) -> tuple[str, str]:
    """Kept until figures come, something is written down, or the day ends, with which answers become overdue."""
    catalogue = _data.catalogue
    chosen, hidden = _chosen(list(catalogue.indicators.values()), stage, everything)
    areas = [code for code in (*BOARD_AREAS, *WIDER) if code in catalogue.areas]
    found = latest_figures(_data.store, catalogue, [item.id for item in chosen], areas, as_at=as_at)
    quadrants = [
        Quadrant(
            id=name,
            rows=[(item, shown) for item in chosen if item.quadrant == name and (shown := _shown(found, item, areas))],
            hidden=hidden[name],
            findings=_findings(_data, name, stage, as_at),
        )
        for name in QUADRANTS
    ]
    columns = [catalogue.areas[code] for code in BOARD_AREAS]
    wider = [catalogue.areas[code] for code in WIDER if code in catalogue.areas]
    cycle = cycle_of(version, as_at, _data)
    return _summary(cycle) + reminder_html(_data), quadrants_html(quadrants, columns, wider, changes_of(cycle))


def _chosen(indicators: list[Indicator], stage: str, everything: bool) -> tuple[list[Indicator], dict[str, int]]:
    """The indicators to show, headline ones first, and how many each quadrant holds back."""
    fitting = [item for item in indicators if stage in (ALL_STAGES, STAGES[item.stage])]
    fitting.sort(key=lambda item: (item.headline or 999, item.title))
    if everything:
        return fitting, dict.fromkeys(QUADRANTS, 0)
    shown, hidden = [], {}
    for name in QUADRANTS:
        members = [item for item in fitting if item.quadrant == name]
        # A stage with few headline indicators shows what else it has rather than nothing.
        leading = [item for item in members if item.headline] or members
        shown += leading[:MOST_ROWS]
        hidden[name] = len(members) - len(leading[:MOST_ROWS])
    return shown, hidden


def _shown(found: dict[tuple[str, str], Latest], item: Indicator, areas: list[str]) -> dict[str, Latest]:
    """The latest figures of an indicator by area; empty where no area has had any."""
    return {code: found[item.id, code] for code in areas if (item.id, code) in found}


def _findings(data: Opened, quadrant: str, stage: str, as_at: date) -> list[FindingLine]:
    rows = data.store.query("findings")
    rows = rows[(rows["quadrant"] == quadrant) & (rows["ends"].dt.date <= as_at)]
    if stage != ALL_STAGES:
        rows = rows[rows["stage"].map(STAGES) == stage]
    return [
        FindingLine(
            strength=row.strength,
            statement=row.statement,
            where=data.catalogue.areas[row.area_code].name,
            when=Period(row.ends.date(), row.starts.date(), PeriodType(row.period_type)).label,
            source=data.catalogue.sources[row.source].label,
        )
        for row in rows.itertuples()
    ]


def _summary(cycle: Cycle) -> str:
    """What warrants challenge, counted, with the way to it; older figures below it keep the marks of their own year."""
    found = sorted_out(cycle)
    told = in_numbers(found.asked) + improvements(found)
    words = " · ".join(told) or "Nothing moved by more than chance explains"
    return (
        f'<p class="moved">New in {financial_year_of(cycle.as_at).label}: <strong>{escape(words)}</strong> '
        f'<a href="{cycle_address(cycle.as_at)}">→ What warrants challenge</a></p>'
    )


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
    printing.filters(data, {"Figures up to": year, "Stage": stage, "Show": show})


def _filters(data: Opened) -> tuple[str, str, bool]:
    years = list(_last_days(data))
    stages = [ALL_STAGES, *STAGES.values()]
    brought = query_params.take_in("home", {"year": False, "stage": False, "show": False})
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
    query_params.put_out(
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
