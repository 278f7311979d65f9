"""The filters of the Challenge page: its query parameters, its widgets, and the filters in force in words for print."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from indicators.catalogue.areas import find_area
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import QUADRANTS, STAGES
from indicators.catalogue.periods import day_text
from indicators.errors import UsageError
from indicators.frames import map_values
from indicators.pages.components import as_known, query_params
from indicators.pages.components.printing import FilterWords, area_name
from indicators.pages.components.session import DashboardData
from indicators.wording.statements import READING_TEXTS

PAGE = "challenge"
ANY = ""
#: Parameters of the address beside the day as known; none may repeat.
_PARAMETERS = ("as_at", "area", "stage", "quadrant", "reading")
_KEEP_IN_SESSION: dict[str, Any] = {"persist_state": "session"}
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
        kept = pd.Series(True, index=rows.index)
        definitions = rows["indicator"].map(catalogue.indicators)
        if self.area:
            kept &= rows["area_code"] == self.area
        if self.stage:
            kept &= map_values(definitions, lambda item: item.stage) == self.stage
        if self.quadrant:
            kept &= map_values(definitions, lambda item: item.quadrant) == self.quadrant
        if self.reading and not whatever_reading:
            kept &= rows["reading"] == self.reading
        return rows[kept]


def query_parameters() -> dict[str, list[str]]:
    """What the address brings, by its parameters."""
    return query_params.read_parameters(PAGE, dict.fromkeys((*_PARAMETERS, as_known.KNOWN_PARAMETER), False))


def restore_filters(
    brought: Mapping[str, list[str]], catalogue: Catalogue, years: Mapping[str, date], areas: Sequence[str]
) -> None:
    """Put what the address brings into the session, leaving out what does not exist, with a word about it."""
    unknown = []
    for name, values in brought.items():
        if name not in _PARAMETERS:
            continue
        offered = _options(years, areas)[name]
        value = _parse_value(name, values[0], catalogue) if values[0] else offered[0]
        if value in offered:
            st.session_state[f"{PAGE}:{name}"] = value
        else:
            unknown.append(values[0])
    if unknown:
        query_params.warn_unknown(unknown)


def draw_filters(data: DashboardData, years: Mapping[str, date], areas: Sequence[str]) -> ChallengeFilters:
    """The filters, and what stands in them."""
    catalogue = data.catalogue
    offered = _options(years, areas)
    newest = offered["as_at"][0]
    labels = {end.isoformat(): f"{label}, to {day_text(end)}" for label, end in years.items()}
    labels[newest] = f"Latest: {labels.get(newest, day_text(date.today()))}"
    with st.container(horizontal=True, gap="small", key=f"{PAGE}-filters"):
        chosen = {
            "as_at": _select("Figures up to", "as_at", offered, labels.__getitem__),
            "area": _select(
                "Area", "area", offered, _option_words({c: catalogue.areas[c].name for c in areas}, "Both areas")
            ),
            "stage": _select("Stage", "stage", offered, _option_words(STAGES, "All stages")),
            "quadrant": _select("Quadrant", "quadrant", offered, _option_words(QUADRANTS, "All quadrants")),
            "reading": _select("Reading", "reading", offered, _option_words(_READINGS, "All readings")),
        }
    area = chosen["area"] and catalogue.areas[chosen["area"]].name
    as_at = None if chosen["as_at"] == newest else chosen["as_at"]
    query_params.write_parameters(PAGE, {**chosen, "as_at": as_at, "area": area, **as_known.day_parameters(data)})
    return ChallengeFilters(**{**chosen, "as_at": date.fromisoformat(chosen["as_at"])})


def clear_filters() -> None:
    """Take every filter but the cycle away; for a button."""
    for name in _PARAMETERS[1:]:
        st.session_state[f"{PAGE}:{name}"] = ANY


def show_cycle(as_at: date) -> None:
    """Go to another cycle; for a button."""
    st.session_state[f"{PAGE}:as_at"] = as_at.isoformat()


def _options(years: Mapping[str, date], areas: Sequence[str]) -> dict[str, list[str]]:
    ends = [end.isoformat() for end in years.values()] or [date.today().isoformat()]
    kinds = {"area": areas, "stage": STAGES, "quadrant": QUADRANTS, "reading": _READINGS}
    return {"as_at": ends, **{name: [ANY, *options] for name, options in kinds.items()}}


def _select(label: str, name: str, offered: Mapping[str, list[str]], words: Callable[[str], str]) -> str:
    key = f"{PAGE}:{name}"
    if st.session_state.get(key, offered[name][0]) not in offered[name]:
        del st.session_state[key]
    return st.selectbox(label, offered[name], format_func=words, key=key, **_KEEP_IN_SESSION)


def _option_words(names: Mapping[str, str], everything: str) -> Callable[[str], str]:
    return {ANY: everything, **names}.__getitem__


def _parse_value(name: str, value: str, catalogue: Catalogue) -> str:
    """A value of the address as the session holds it; as it is where it is not known."""
    if name != "area":
        return value
    try:
        return find_area(value, catalogue.areas).code
    except UsageError:
        return value


def challenge_filter_words(catalogue: Catalogue, chosen: ChallengeFilters) -> FilterWords:
    """The cycle, and what its list is narrowed to."""
    return {
        "Figures up to": day_text(chosen.as_at),
        "Area": area_name(catalogue, chosen.area),
        "Stage": STAGES.get(chosen.stage, ""),
        "Quadrant": QUADRANTS.get(chosen.quadrant, ""),
        "Reading": READING_TEXTS.get(chosen.reading, ""),
    }
