"""The filters of the Disagreements page, the disagreements that they leave, and the filters in force in words for
print.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from indicators.catalogue.areas import find_area
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import STAGES
from indicators.catalogue.periods import PeriodType, financial_year_of, parse_period
from indicators.errors import UsageError
from indicators.figures.disagreements import DOES_NOT_FOLLOW, TWO_SOURCES, stored_disagreements
from indicators.frames import map_values
from indicators.pages.components import query_params
from indicators.pages.components.printing import FilterWords, area_name
from indicators.pages.components.session import DashboardData

DISAGREEMENT_KINDS = {
    TWO_SOURCES: "Two sources",
    DOES_NOT_FOLLOW: "Printed figures that do not follow from their counts",
}


PAGE = "disagreements"
ANY = ""
#: All areas but the board's own.
OTHER_AREAS = "others"
#: Parameters of the address; none may repeat.
_PARAMETERS = ("area", "stage", "indicator", "kind", "year")
_KEEP_IN_SESSION: dict[str, Any] = {"persist_state": "session"}
_KINDS = {**DISAGREEMENT_KINDS, "does_not_follow": "Not what its counts give"}


@dataclass(frozen=True)
class DisagreementFilters:
    """The area code (or `OTHERS`), stage, indicator, kind and financial year that are asked for, or `ANY`."""

    area: str = ANY
    stage: str = ANY
    indicator: str = ANY
    kind: str = ANY
    year: str = ANY

    @property
    def is_everything(self) -> bool:
        """Whether nothing of the board's own areas is left out."""
        return not (self.area or self.stage or self.indicator or self.kind or self.year)

    def of(self, rows: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
        """The rows of a frame of `measures.disagreements` that are asked for, in their order."""
        kept = pd.Series(True, index=rows.index)
        if self.area not in (ANY, OTHER_AREAS):
            kept &= rows["area_code"] == self.area
        if self.stage:
            kept &= map_values(rows["indicator"], lambda name: catalogue.indicators[name].stage) == self.stage
        if self.year:
            kept &= rows["ends"].map(financial_year_label) == self.year
        for name in ("indicator", "kind"):
            if getattr(self, name):
                kept &= rows[name] == getattr(self, name)
        return rows[kept.astype(bool)]


def financial_year_label(ends: pd.Timestamp) -> str:
    """The financial year in which a period ends: `2015/16`."""
    return financial_year_of(ends.date()).label


def restore_filters(catalogue: Catalogue, areas: Sequence[str]) -> None:
    """Put what the address brings into the session, leaving out what does not exist, with a word about it."""
    brought = query_params.read_parameters(PAGE, dict.fromkeys(_PARAMETERS, False))
    known: dict[str, Sequence[str] | Mapping] = {
        "area": [*areas, OTHER_AREAS], "stage": STAGES, "indicator": catalogue.indicators, "kind": DISAGREEMENT_KINDS
    }  # fmt: skip
    unknown = []
    for name, values in brought.items():
        value = _parse_value(name, values[0], catalogue) if values[0] else ANY
        if value == ANY or (_is_year(value) if name == "year" else value in known[name]):
            st.session_state[f"{PAGE}:{name}"] = value
        else:
            unknown.append(values[0])
    if unknown:
        query_params.warn_unknown(unknown)


def chosen_area(areas: Sequence[str]) -> str:
    """The area of the session, before its widget is drawn: which figures are needed hangs on it."""
    chosen = st.session_state.get(f"{PAGE}:area", ANY)
    return chosen if chosen in (*areas, OTHER_AREAS) else ANY


def draw_filters(catalogue: Catalogue, rows: pd.DataFrame, areas: Sequence[str]) -> DisagreementFilters:
    """The filters, and what stands in them; `rows` are all disagreements that could be asked for."""
    found = sorted(set(rows["indicator"]), key=lambda name: catalogue.indicators[name].title)
    # What is chosen stays on offer though nothing disagrees about it.
    asked = st.session_state.get(f"{PAGE}:year", ANY)
    if not _is_year(asked):
        # The box may bring any text from a browser.
        asked = ANY
    years = sorted({*rows["ends"].map(financial_year_label), asked} - {ANY}, reverse=True)
    places = {**{code: catalogue.areas[code].name for code in areas}, OTHER_AREAS: "Other areas"}
    with st.container(horizontal=True, gap="small", key=f"{PAGE}-filters"):
        chosen = {
            "area": _select("Area", "area", _option_words(places, "Our areas")),
            "stage": _select("Stage", "stage", _option_words(STAGES, "All stages")),
            "indicator": _select("Indicator", "indicator", _option_words(_titles(found, catalogue), "All indicators")),
            "kind": _select("Kind", "kind", _option_words(_KINDS, "Both kinds")),
            "year": _select("Year to 31 March", "year", _option_words({year: year for year in years}, "All years")),
        }
    area = catalogue.areas[chosen["area"]].name if chosen["area"] in areas else chosen["area"]
    query_params.write_parameters(PAGE, {**chosen, "area": area})
    return DisagreementFilters(**chosen)


def clear_filters() -> None:
    """Take every filter away; for a button."""
    for name in _PARAMETERS:
        st.session_state[f"{PAGE}:{name}"] = ANY


def _titles(names: Sequence[str], catalogue: Catalogue) -> dict[str, str]:
    """Titles by id; the one that is chosen stays on offer though nothing disagrees about it."""
    chosen = st.session_state.get(f"{PAGE}:indicator", ANY)
    listed = [*names, *([chosen] if chosen in catalogue.indicators and chosen not in names else [])]
    return {name: catalogue.indicators[name].title for name in listed}


def _select(label: str, name: str, words: Mapping[str, str]) -> str:
    key = f"{PAGE}:{name}"
    if st.session_state.get(key, ANY) not in words:
        del st.session_state[key]
    wording: Callable[[str], str] = words.__getitem__
    return st.selectbox(label, list(words), format_func=wording, key=key, **_KEEP_IN_SESSION)


def _option_words(names: Mapping[str, str], everything: str) -> dict[str, str]:
    return {ANY: everything, **names}


def _is_year(text: str) -> bool:
    try:
        return parse_period(text).type is PeriodType.FINANCIAL_YEAR
    except ValueError:
        return False


def _parse_value(name: str, value: str, catalogue: Catalogue) -> str:
    """A value of the address as the session holds it; as it is where it is not known."""
    if name != "area" or value == OTHER_AREAS:
        return value
    try:
        return find_area(value, catalogue.areas).code
    except UsageError:
        return value


def page_disagreements(data: DashboardData, own: Sequence[str], area: str) -> pd.DataFrame:
    """All disagreements of the board's own areas, or of all others where those were chosen."""
    return _cached_disagreements(data.version, tuple(own), area != OTHER_AREAS, data)


@st.cache_data(show_spinner="Comparing every figure with its sources …", max_entries=8)
def _cached_disagreements(version: str, own: tuple[str, ...], is_own: bool, _data: DashboardData) -> pd.DataFrame:
    catalogue = _data.catalogue
    areas = list(own) if is_own else [code for code in catalogue.areas if code not in own]
    return stored_disagreements(_data.store, catalogue, catalogue.indicators, areas)


def disagreement_filter_words(catalogue: Catalogue, chosen: DisagreementFilters) -> FilterWords:
    """What the list is narrowed to."""
    is_other = chosen.area == OTHER_AREAS
    return {
        "Area": "Other areas" if is_other else area_name(catalogue, chosen.area),
        "Stage": STAGES.get(chosen.stage, ""),
        "Indicator": catalogue.indicators[chosen.indicator].title if chosen.indicator else "",
        "Kind": DISAGREEMENT_KINDS.get(chosen.kind, ""),
        "Year to 31 March": chosen.year,
    }
