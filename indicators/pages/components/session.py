"""The open store and its catalogue, shared by all visitors, renewed when `data/` changes or the store is replaced."""

import os
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pandas as pd
import streamlit as st

from indicators.audience import Audience
from indicators.disclosure.edition import Edition, public_edition, remember_published
from indicators.errors import IndicatorsError
from indicators.measures import Catalogue, load_catalogue
from indicators.months import day_text
from indicators.record.log import record_version
from indicators.returns.ensure import Ensured, State, data_folder, ensure_store, store_path
from indicators.store import Store, open_store
from indicators.temporary import sweep_leftovers

#: Seconds for which a look at the files of `data/` holds, so that a click does not stat them all again.
LOOK_AGAIN = 5


@dataclass(frozen=True)
class Opened:
    """A store open to read, what it is about, and what could not be taken from `data/`.

    `as_at` is the day on which it last took something in: the date of every picture and table. `known_on` is the
    day as whose end the figures are given, or None for what is known now. `audience` says whose figures they are;
    `public` is the edition that they are from if they are anybody's. `record` changes whenever the board writes
    something down, as `version` does with the figures.
    """

    store: Store
    catalogue: Catalogue
    ensured: Ensured
    version: str
    as_at: date
    targets: pd.DataFrame
    record: str = ""
    known_on: date | None = None
    audience: Audience = Audience.BOARD
    public: Edition | None = None

    def as_known(self, day: date) -> "Opened":
        """The same with the figures as they were known at the end of a day (UTC); the catalogue stays today's."""
        store = self.store.as_known(day)
        return replace(self, store=store, version=store.version, as_at=day, known_on=day)

    def for_public(self) -> "Opened":
        """The same with the figures as anybody may have them, as known now; DisclosureRefused where none are safe."""
        if self.audience is Audience.PUBLIC:
            return self
        path = str(store_path())
        found = _public(path, standing())
        return replace(
            self,
            store=found.store,
            catalogue=found.catalogue,
            version=found.version,
            as_at=found.as_at,
            targets=found.store.query("targets"),
            known_on=None,
            audience=Audience.PUBLIC,
            public=found,
        )

    def remember(self) -> None:
        """Register that public figures are about to be let out, so that later ones take them as known."""
        if self.public is not None:
            _remembered(self.version, self.public)

    @property
    def as_at_text(self) -> str:
        """What follows "As at" under a chart and in a file."""
        return day_text(self.as_at) + (", as the figures were known on that day" if self.known_on else "")


def opened() -> Opened:
    """The store as it is now; shows the reason and ends the page where there is none to show."""
    try:
        current = _opened(str(store_path()))
    except IndicatorsError as error:
        st.error(
            "**The figures cannot be shown yet.** This is what happened, and what to do:",
            icon=":material/error:",
        )
        st.code(str(error), language=None, wrap_lines=True)
        st.stop()
    if current.ensured.warning:
        with st.expander(":material/warning: Some new figures were not taken; the last good ones are shown"):
            st.code(current.ensured.warning, language=None, wrap_lines=True)
    return current


def _opened(path: str) -> Opened:
    ensured = _ensured(path, _identity(path), _signature(str(data_folder())))
    # Asked again: bringing the store up to date has put another file in its place.
    return replace(_open(path, _identity(path)), ensured=ensured)


@st.cache_resource(max_entries=2, show_spinner="Reading the figures …")
def _ensured(path: str, identity: str, signature: str) -> Ensured:
    """Looked at anew when a file of `data/` differs, or the store's file is another; both are part of the key."""
    # At the start, then, too: what a dashboard that was killed left behind are figures of the board.
    sweep_leftovers()
    return ensure_store(Path(path), data_folder())


@st.cache_resource(max_entries=2, show_spinner="Reading the figures …")
def _open(path: str, identity: str) -> Opened:
    """Opened anew when the store's file is another one; who has opened the one before goes on with that."""
    store = open_store(path)
    version = store.version
    return Opened(
        store,
        _catalogue(path, version, store),
        Ensured(State.CURRENT),
        version=version,
        as_at=store.query("data_version").iloc[0]["last_happened_at"].date(),
        targets=store.query("targets"),
        record=record_version(store),
    )


@st.cache_resource(max_entries=2, show_spinner=False)
def _public(path: str, standing: str) -> Edition:
    """Made anew when the store's file is another one, or the rule for small numbers."""
    return public_edition(Path(path))


@st.cache_resource(max_entries=8, show_spinner=False)
def _remembered(version: str, _edition: Edition) -> None:
    """Once for all files of one public copy: each might show any of its figures."""
    remember_published(store_path(), _edition, what="Files and sentences", by="Dashboard")


@st.cache_resource(max_entries=2, show_spinner=False)
def _catalogue(path: str, version: str, _store: Store) -> Catalogue:
    """Read anew when a return came: what the board writes down puts another file in place, of the same figures."""
    return load_catalogue(_store)


def standing() -> str:
    """A text that changes when another file takes the store's place, or one of `data/` is written: so does the rule
    for small numbers, which is in no store.
    """
    return f"{_identity(str(store_path()))} {_signature(str(data_folder()))}"


def _identity(path: str) -> str:
    """A text that changes when another file takes the store's place; empty where there is none.

    Never kept: whoever takes a return in sees its figures on the very next page.
    """
    try:
        state = os.stat(path)
    except OSError:
        return ""
    return f"{state.st_ino}:{state.st_mtime_ns}:{state.st_size}"


@st.cache_data(ttl=LOOK_AGAIN, show_spinner=False)
def _signature(folder: str) -> str:
    """A text that changes when a file of a folder is added, removed or written."""
    marks = []
    for entry in sorted(Path(folder).rglob("*")):
        if entry.suffix in (".csv", ".toml"):
            state = os.stat(entry)
            marks.append(f"{entry}:{state.st_mtime_ns}:{state.st_size}")
    return str(hash("|".join(marks)))
