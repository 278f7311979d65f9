"""The filters of the Disagreements page, and the disagreements that they leave."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields

import pandas as pd
import streamlit as st

from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import POLARITY_SIGNS, STAGES
from indicators.catalogue.names_today import stage_words
from indicators.catalogue.periods import PeriodType, financial_year_of, parse_period
from indicators.figures.disagreements import DOES_NOT_FOLLOW, QUARTERS_DIFFER, TWO_SOURCES, stored_disagreements
from indicators.frames import map_values
from indicators.pages.components import query_params
from indicators.pages.components.add_to_report import part_address
from indicators.pages.components.filters import (
    ANY,
    Filter,
    address_values,
    chosen_values,
    draw_filters,
    filter_parameters,
    filter_words,
    restore_filters,
)
from indicators.pages.components.printing import FilterWords
from indicators.pages.components.session import DashboardData

DISAGREEMENT_KINDS = {
    TWO_SOURCES: "Two sources",
    DOES_NOT_FOLLOW: "Printed figures that do not follow from their counts",
    QUARTERS_DIFFER: "Years that their four quarters do not add up to",
}

PAGE = "disagreements"
#: All areas but the board's own.
OTHER_AREAS = "others"
_KINDS = {
    **DISAGREEMENT_KINDS,
    DOES_NOT_FOLLOW: "Not what its counts give",
    QUARTERS_DIFFER: "Quarters do not add up",
}

_READINGS = {"better": "Better", "worse": "Worse"}
_ORDERS = {"difference": "Largest difference", "title": "Indicator"}


@dataclass(frozen=True)
class DisagreementFilters:
    """The area code (or `OTHERS`), stage, indicator, kind, financial year and reading that are asked for, or `ANY`.

    `sort` is the order in which they stand; it leaves nothing out.
    """

    area: str = ANY
    stage: str = ANY
    indicator: str = ANY
    kind: str = ANY
    year: str = ANY
    reading: str = ANY
    sort: str = ANY

    @property
    def is_everything(self) -> bool:
        """Whether nothing of the board's own areas is left out."""
        return not (self.area or self.stage or self.indicator or self.kind or self.year or self.reading)

    def of(self, rows: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
        """The rows of a frame of `measures.disagreements` that are asked for, in their order."""
        selected = pd.Series(True, index=rows.index)
        if self.area not in (ANY, OTHER_AREAS):
            selected &= rows["area_code"] == self.area
        if self.stage:
            selected &= map_values(rows["indicator"], lambda name: catalogue.indicators[name].stage) == self.stage
        if self.year:
            selected &= rows["ends"].map(financial_year_label) == self.year
        if self.reading:
            selected &= other_readings(rows, catalogue) == self.reading
        for name in ("indicator", "kind"):
            if getattr(self, name):
                selected &= rows[name] == getattr(self, name)
        return rows[selected.astype(bool)]


def other_readings(rows: pd.DataFrame, catalogue: Catalogue) -> pd.Series:
    """Whether the other figure of each row would look better or worse than the one used.

    Empty where the definition says that neither way is good.
    """
    sign = map_values(rows["indicator"], lambda name: POLARITY_SIGNS[catalogue.indicators[name].polarity])
    gain = (rows["other_value"] - rows["value"]) * sign.astype(float)
    readings = pd.Series("", index=rows.index, dtype=object)
    readings[gain > 0] = "better"
    readings[gain < 0] = "worse"
    return readings


def financial_year_label(ends: pd.Timestamp) -> str:
    """The financial year in which a period ends: `2015/16`."""
    return financial_year_of(ends.date()).label


#: The filters by their names in the address.
FILTER_NAMES = tuple(one.name for one in fields(DisagreementFilters))


def disagreement_filters(
    catalogue: Catalogue, areas: Sequence[str], indicators: Iterable[str], years: Iterable[str]
) -> tuple[Filter, ...]:
    """The filters, with the board's own areas, and the indicators and financial years that may be chosen."""
    names = {code: catalogue.areas[code].name for code in areas}
    titles = {name: catalogue.indicators[name].title for name in indicators}
    return (
        Filter("area", "Area", names | {OTHER_AREAS: "Other areas"}, everything="Our areas", address_texts=names),
        Filter(
            "stage",
            "Stage",
            {name: stage_words(title) for name, title in STAGES.items()},
            everything="All stages",
        ),
        Filter("indicator", "Indicator", titles, everything="All indicators"),
        Filter("kind", "Kind", _KINDS, everything="All kinds", printed_words=DISAGREEMENT_KINDS),
        Filter("year", "Year to 31 March", {year: year for year in years}, everything="All years"),
        Filter("reading", "The other figure looks", _READINGS, everything="Better or worse"),
        Filter("sort", "Sort by", _ORDERS, everything="Newest first"),
    )


def restore_address(catalogue: Catalogue, areas: Sequence[str]) -> str:
    """Put what the address brings into the session, with a word about what does not exist; gives the chosen area.

    Which figures are needed hangs on the area, and on them what the lists offer: any indicator and year may be named.
    """
    brought = query_params.read_parameters(PAGE, dict.fromkeys(FILTER_NAMES, False))
    years = [text for text in brought.get("year", ()) if _is_year(text)]
    filters = disagreement_filters(catalogue, areas, catalogue.indicators, years)
    if unknown := restore_filters(PAGE, filters, brought):
        query_params.warn_unknown(unknown)
    return chosen_values(PAGE, filters)["area"]


def filters_for_rows(catalogue: Catalogue, rows: pd.DataFrame, areas: Sequence[str]) -> tuple[Filter, ...]:
    """The filters with what disagrees; what is chosen stays on offer though nothing disagrees about it."""
    indicators = sorted(set(rows["indicator"]), key=lambda name: catalogue.indicators[name].title)
    # The session may have any text from a browser.
    indicator, year = (st.session_state.get(f"{PAGE}:{name}", ANY) for name in ("indicator", "year"))
    if indicator in catalogue.indicators and indicator not in indicators:
        indicators.append(indicator)
    chosen_year = {year} if _is_year(year) else set()
    years = sorted({*rows["ends"].map(financial_year_label)} | chosen_year, reverse=True)
    return disagreement_filters(catalogue, areas, indicators, years)


def choose_filters(filters: Sequence[Filter]) -> DisagreementFilters:
    """Draw the filters and write them into the address; gives what is chosen."""
    chosen = draw_filters(PAGE, filters)
    query_params.write_parameters(PAGE, filter_parameters(filters, chosen))
    return DisagreementFilters(**chosen)


def filters_of_address(data: DashboardData, parameters: Mapping[str, Sequence[str]]) -> DisagreementFilters:
    """What an address chooses, without a session."""
    catalogue = data.catalogue
    years = [text for text in parameters.get("year", ()) if _is_year(text)]
    filters = disagreement_filters(catalogue, own_areas(catalogue), catalogue.indicators, years)
    return DisagreementFilters(**address_values(filters, parameters))


def own_areas(catalogue: Catalogue) -> list[str]:
    """The codes of the board's own areas that there are."""
    return list(catalogue.board.shown)


def list_address(filters: Sequence[Filter], chosen: DisagreementFilters) -> str:
    """The address of the list, for a report."""
    return part_address(PAGE, **{name: text or "" for name, text in filter_parameters(filters, asdict(chosen)).items()})


def list_words(data: DashboardData, chosen: DisagreementFilters) -> str:
    """What the list is narrowed to, without any figure of it; empty where it is not."""
    catalogue = data.catalogue
    area = "Other areas" if chosen.area == OTHER_AREAS else ""
    if chosen.area in catalogue.areas:
        area = catalogue.areas[chosen.area].name
    indicator = catalogue.indicators[chosen.indicator].short_title if chosen.indicator in catalogue.indicators else ""
    kind = _KINDS.get(chosen.kind, "")
    return ", ".join(filter(None, (indicator, area, STAGES.get(chosen.stage, ""), kind, chosen.year)))


def _is_year(text: str) -> bool:
    try:
        return parse_period(text).type is PeriodType.FINANCIAL_YEAR
    except ValueError:
        return False


def page_disagreements(data: DashboardData, own: Sequence[str], area: str) -> pd.DataFrame:
    """All disagreements of the board's own areas, or of all others where those were chosen."""
    return _cached_disagreements(data.version, tuple(own), area != OTHER_AREAS, data)


@st.cache_data(show_spinner="Comparing every figure with its sources …", max_entries=8)
def _cached_disagreements(version: str, own: tuple[str, ...], is_own: bool, _data: DashboardData) -> pd.DataFrame:
    catalogue = _data.catalogue
    areas = list(own) if is_own else [code for code in catalogue.areas if code not in own]
    return stored_disagreements(_data.store, catalogue, catalogue.indicators, areas)


def disagreement_filter_words(filters: Sequence[Filter], chosen: DisagreementFilters) -> FilterWords:
    """What the list is narrowed to."""
    return filter_words(filters, asdict(chosen))
