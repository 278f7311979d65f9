"""The open store and its catalogue, shared by all visitors and renewed when `data/` changes."""

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd
import streamlit as st

from indicators.errors import IndicatorsError
from indicators.measures import Catalogue, load_catalogue
from indicators.returns.ensure import Ensured, data_folder, ensure_store, store_path
from indicators.store import Store, open_store

#: Seconds for which a look at the files of `data/` holds, so that a click does not stat them all again.
LOOK_AGAIN = 5


@dataclass(frozen=True)
class Opened:
    """A store open to read, what it is about, and what could not be taken from `data/`.

    `as_at` is the day on which it last took something in: the date of every picture and table.
    """

    store: Store
    catalogue: Catalogue
    ensured: Ensured
    version: str
    as_at: date
    targets: pd.DataFrame


def opened() -> Opened:
    """The store as it is now; shows the reason and ends the page where there is none to show."""
    try:
        current = _open(str(store_path()), _signature(str(data_folder())))
    except IndicatorsError as error:
        st.error(
            "**The figures cannot be shown yet.** Nothing was lost; this is what to mend:",
            icon=":material/error:",
        )
        st.code(str(error), language=None, wrap_lines=True)
        st.stop()
    if current.ensured.warning:
        with st.expander(":material/warning: Some new figures were not taken; the last good ones are shown"):
            st.code(current.ensured.warning, language=None, wrap_lines=True)
    return current


@st.cache_resource(max_entries=2, show_spinner="Reading the figures …")
def _open(path: str, signature: str) -> Opened:
    """Opened anew when a file of `data/` differs; `signature` is part of the key."""
    ensured = ensure_store(Path(path), data_folder())
    store = open_store(path)
    return Opened(
        store,
        load_catalogue(store),
        ensured,
        version=store.version,
        as_at=store.query("data_version").iloc[0]["last_happened_at"].date(),
        targets=store.query("targets"),
    )


@st.cache_data(ttl=LOOK_AGAIN, show_spinner=False)
def _signature(folder: str) -> str:
    """A text that changes when a file of a folder is added, removed or written."""
    marks = []
    for entry in sorted(Path(folder).rglob("*")):
        if entry.suffix in (".csv", ".toml"):
            state = os.stat(entry)
            marks.append(f"{entry}:{state.st_mtime_ns}:{state.st_size}")
    return str(hash("|".join(marks)))
