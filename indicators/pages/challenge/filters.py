"""The filters of the Challenge page: what may be chosen, and the rows that a choice leaves."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date

import pandas as pd
import streamlit as st

from indicators import clock
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import QUADRANTS, STAGES
from indicators.catalogue.periods import day_text
from indicators.frames import map_values
from indicators.pages.components import as_known, query_params
from indicators.pages.components.filters import ANY, Filter, draw_filters, filter_parameters, filter_words
from indicators.pages.components.printing import FilterWords
from indicators.pages.components.session import DashboardData
from indicators.wording.statements import READING_TEXTS

PAGE = "challenge"
_READINGS = {name: f"{words[0].upper()}{words[1:]}" for name, words in READING_TEXTS.items() if name != "common"}


@dataclass(frozen=True)
class ChallengeFilters:
    """The last day of the cycle, and the area code, stage, quadrant and reading that are asked for, or `ANY`."""

    as_at: date
    area: str = ANY
    stage: str = ANY
    quadrant: str = ANY
    reading: str = ANY

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
        return rows[selected]


#: The filters by their names in the address, the cycle first.
FILTER_NAMES = tuple(one.name for one in fields(ChallengeFilters))


def challenge_filters(catalogue: Catalogue, years: Mapping[str, date], areas: Sequence[str]) -> tuple[Filter, ...]:
    """The filters, with the cycles and areas that there are; `years` are last days by label, the newest first."""
    ends = {end.isoformat(): f"{label}, to {day_text(end)}" for label, end in years.items()}
    ends = ends or {clock.today().isoformat(): day_text(clock.today())}
    newest = next(iter(ends))
    ends[newest] = f"Latest: {ends[newest]}"
    days = {end: day_text(date.fromisoformat(end)) for end in ends}
    names = {code: catalogue.areas[code].name for code in areas}
    return (
        Filter("as_at", "Figures up to", ends, printed_words=days),
        Filter("area", "Area", names, everything="Both areas", address_texts=names),
        Filter("stage", "Stage", STAGES, everything="All stages"),
        Filter("quadrant", "Quadrant", QUADRANTS, everything="All quadrants"),
        Filter("reading", "Reading", _READINGS, everything="All readings", printed_words=READING_TEXTS),
    )


def choose_filters(data: DashboardData, filters: Sequence[Filter]) -> ChallengeFilters:
    """Draw the filters and write them into the address; gives what is chosen."""
    chosen = draw_filters(PAGE, filters)
    query_params.write_parameters(PAGE, {**filter_parameters(filters, chosen), **as_known.day_parameters(data)})
    return ChallengeFilters(**{**chosen, "as_at": date.fromisoformat(chosen["as_at"])})


def show_cycle(as_at: date) -> None:
    """Go to another cycle; for a button."""
    st.session_state[f"{PAGE}:as_at"] = as_at.isoformat()


def challenge_filter_words(filters: Sequence[Filter], chosen: ChallengeFilters) -> FilterWords:
    """The cycle, and what its list is narrowed to."""
    return filter_words(filters, {**asdict(chosen), "as_at": chosen.as_at.isoformat()})
