"""The disagreements among some figures, kept until something is written to the store."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from indicators.measures.contested import disagreements_held
from indicators.pages.parts.data import Opened
from indicators.pages.parts.disagreement_choices import OTHERS


def found(data: Opened, own: Sequence[str], area: str) -> pd.DataFrame:
    """All disagreements of the board's own areas, or of all others where those were chosen."""
    return _found(data.version, tuple(own), area != OTHERS, data)


@st.cache_data(show_spinner="Comparing every figure with its sources …", max_entries=8)
def _found(version: str, own: tuple[str, ...], is_own: bool, _data: Opened) -> pd.DataFrame:
    catalogue = _data.catalogue
    areas = list(own) if is_own else [code for code in catalogue.areas if code not in own]
    return disagreements_held(_data.store, catalogue, catalogue.indicators, areas)
