"""The filters of the Challenge page: what may be chosen, and the rows that a choice leaves."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, timedelta

import pandas as pd
import streamlit as st

from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import QUADRANTS, STAGES
from indicators.catalogue.names_today import stage_words
from indicators.catalogue.periods import day_text
from indicators.frames import map_values
from indicators.pages.components import as_known, query_params
from indicators.pages.components.add_to_report import part_address
from indicators.pages.components.cycle import NEWS_DAYS, year_ends
from indicators.pages.components.filters import (
    ANY,
    Filter,
    address_values,
    draw_filters,
    filter_parameters,
    filter_words,
)
from indicators.pages.components.printing import FilterWords
from indicators.pages.components.session import DashboardData
from indicators.wording.statements import READING_TEXTS

PAGE = "challenge"
_READINGS = {name: f"{words[0].upper()}{words[1:]}" for name, words in READING_TEXTS.items() if name != "common"}


@dataclass(frozen=True)
class ChallengeFilters:
    """The last day of the cycle, None for every indicator's own latest figures, and the area code, stage, quadrant and
    reading that are asked for, or `ANY`; the days since which figures are new, and the order of the list.
    """

    as_at: date | None = None
    area: str = ANY
    stage: str = ANY
    quadrant: str = ANY
    reading: str = ANY
    since: str = ANY
    order: str = ANY

    @property
    def is_everything(self) -> bool:
        """Whether nothing is left out."""
        return not (self.area or self.stage or self.quadrant or self.reading)

    def of(self, rows: pd.DataFrame, catalogue: Catalogue, *, whatever_reading: bool = False) -> pd.DataFrame:
        """The rows of a `judged` frame that are asked for, in their order."""
        selected = pd.Series(True, index=rows.index)
        definitions = rows["indicator"].map(catalogue.indicators)
        if self.area:
            selected &= rows["area_code"] == self.area
        if self.stage:
            selected &= map_values(definitions, lambda item: item.stage) == self.stage
        if self.quadrant:
            selected &= map_values(definitions, lambda item: item.quadrant) == self.quadrant
        if self.reading and not whatever_reading:
            selected &= rows["reading"] == self.reading
        # Of no rows the comparison has no type of its own.
        return rows[selected.astype(bool)]


#: The filters by their names in the address, the cycle first.
FILTER_NAMES = tuple(one.name for one in fields(ChallengeFilters))
#: Those that leave lines out.
NARROWING = ("area", "stage", "quadrant", "reading")
LATEST = "latest"
MEETING = "meeting"
#: Days back from today since which figures may be called new; the first where no meeting is known.
_DAYS_BACK = {str(NEWS_DAYS): f"{NEWS_DAYS} days ago", "30": "30 days ago", "365": "A year ago"}
ORDERS = {"newest": "Newest figures first", "indicator": "By indicator", "area": "By area"}


def challenge_filters(
    catalogue: Catalogue, years: Mapping[str, date], areas: Sequence[str], *, meeting: date | None, today: date
) -> tuple[Filter, ...]:
    """The filters, with the cycles and areas that there are; `years` are last days by label, the newest first, and
    `meeting` is the day of the last one, if any is known."""
    # Short: seven lists stand in a row, and the day of the choice stands in the summary under them.
    ends = {LATEST: "Latest figures"}
    ends |= {end.isoformat(): f"{label}, to {day_text(end)}" for label, end in years.items()}
    days = {LATEST: "latest of each indicator"} | {end.isoformat(): day_text(end) for end in years.values()}
    names = {code: catalogue.areas[code].name for code in areas}
    since = {MEETING: "The last meeting"} if meeting else {}
    since |= _DAYS_BACK
    since_days = {MEETING: day_text(meeting)} if meeting else {}
    since_days |= {back: day_text(_days_before(today, back)) for back in _DAYS_BACK}
    return (
        Filter("as_at", "Figures", ends, printed_words=days),
        Filter("area", "Area", names, everything="All areas", address_texts=names),
        Filter("stage", "Stage", {name: stage_words(title) for name, title in STAGES.items()}, everything="All stages"),
        Filter("quadrant", "Quadrant", QUADRANTS, everything="All quadrants"),
        Filter("reading", "Reading", _READINGS, everything="All readings", printed_words=READING_TEXTS),
        Filter("since", "New since", since, printed_words=since_days),
        Filter("order", "Order", ORDERS, everything="Most pressing first"),
    )


def new_since(chosen: ChallengeFilters, *, meeting: date | None, today: date) -> date:
    """The day after which figures are new, as it is chosen: the last meeting, or so many days ago."""
    return meeting if meeting and chosen.since == MEETING else _days_before(today, chosen.since)


def _days_before(today: date, back: str) -> date:
    return today - timedelta(days=int(back) if back in _DAYS_BACK else NEWS_DAYS)


def choose_filters(data: DashboardData, filters: Sequence[Filter]) -> ChallengeFilters:
    """Draw the filters and write them into the address; gives what is chosen."""
    chosen = draw_filters(PAGE, filters)
    query_params.write_parameters(PAGE, {**filter_parameters(filters, chosen), **as_known.day_parameters(data)})
    return _as_filters(chosen)


def filters_of_address(data: DashboardData, parameters: Mapping[str, Sequence[str]]) -> ChallengeFilters:
    """What an address chooses, without a session; of the days since which figures are new nothing."""
    areas = list(data.catalogue.board.shown)
    years = year_ends(data.version, data)
    filters = challenge_filters(data.catalogue, years, areas, meeting=None, today=date.max)
    return _as_filters(address_values(filters, parameters) | {"since": ANY})


def list_address(filters: Sequence[Filter], chosen: ChallengeFilters) -> str:
    """The address of the list for a report: all that is chosen but since when figures are new."""
    values = asdict(chosen) | {"as_at": chosen.as_at.isoformat() if chosen.as_at else LATEST}
    named = {one.name: one.address_text(values[one.name]) or "" for one in filters if one.name != "since"}
    return part_address(PAGE, **named)


def _as_filters(chosen: Mapping[str, str]) -> ChallengeFilters:
    as_at = None if chosen["as_at"] == LATEST else date.fromisoformat(chosen["as_at"])
    return ChallengeFilters(**{**chosen, "as_at": as_at})


def show_cycle(as_at: date) -> None:
    """Go to another cycle; for a button."""
    st.session_state[f"{PAGE}:as_at"] = as_at.isoformat()


def challenge_filter_words(filters: Sequence[Filter], chosen: ChallengeFilters) -> FilterWords:
    """The cycle, and what its list is narrowed to."""
    return filter_words(filters, {**asdict(chosen), "as_at": chosen.as_at.isoformat() if chosen.as_at else LATEST})
