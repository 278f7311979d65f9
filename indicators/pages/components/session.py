"""The open store and its catalogue, shared by all visitors, renewed when `data/` changes or the store is replaced."""

import ast
import gc
import os
import threading
import time
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pandas as pd
import streamlit as st

from indicators.access import Audience
from indicators.board.challenges import record_version
from indicators.catalogue.catalogue import Catalogue, load_catalogue
from indicators.catalogue.periods import day_text
from indicators.disclosure.edition import Edition, public_edition, remember_published
from indicators.errors import IndicatorsError
from indicators.loading.build import Ensured, State, ensure_store
from indicators.settings import data_folder, store_path
from indicators.store.database import Store, open_store
from indicators.temporary import sweep_leftovers

#: Seconds that a search for garbage may take before what it walks through is set aside, and the least between twice.
LONG_SEARCH, PAUSE = 0.02, 10.0

_alone = threading.Lock()
_loaded: set[Path] = set()
_setting_aside = threading.Lock()
_set_aside: dict[Path, float] = {}


def load(page: Path) -> None:
    """Import what a page imports, once in the life of the process.

    Each visitor's page runs in a thread of its own. Libraries whose modules import one another (python-pptx) are met
    half made by the second of two threads that import them at the same time, which then fails.
    """
    if page in _loaded:
        return
    with _alone:
        for statement in ast.parse(page.read_text("utf-8")).body:
            if isinstance(statement, ast.ImportFrom) and statement.module:
                __import__(statement.module, fromlist=[name.name for name in statement.names])
            elif isinstance(statement, ast.Import):
                for name in statement.names:
                    __import__(name.name)
        _loaded.add(page)


def set_aside(page: Path) -> None:
    """Take what lives on after a page has run out of the search for garbage; once a page, and when searches get long.

    Streamlit searches for garbage after every run of every visitor's page, and walks through each object there is:
    hundreds of thousands belong to modules and to figures at hand, and to walk through them was two thirds of the
    work of opening a page. What was set aside before is searched here, so that nothing that is no longer used stays.
    """
    now = time.monotonic()
    is_due = _search.seconds > LONG_SEARCH and now - max(_set_aside.values(), default=0) > PAUSE
    if (page in _set_aside and not is_due) or not _setting_aside.acquire(blocking=False):
        return
    try:
        _set_aside[page] = now
        gc.unfreeze()
        gc.collect()
        gc.freeze()
        _search.seconds = 0.0
    finally:
        _setting_aside.release()


class _Search:
    """How long the last search through all objects took; Python calls it before and after each."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._began = 0.0

    def __call__(self, phase: str, about: dict[str, int]) -> None:
        if phase == "start":
            self._began = time.thread_time()
        elif about["generation"] == len(gc.get_threshold()) - 1:
            self.seconds = time.thread_time() - self._began


_search = _Search()
gc.callbacks.append(_search)


#: CSS pixels below which a chart puts the names of its lines above the plot.
NARROW = 640

# Streamlit calls this again whenever `data` changes, and only the last one's way out when the component goes: the
# listener is kept on its element, so that there is never but one. What the server knows stands on the document
# itself, for whoever must know whether the page still waits to be drawn for its width.
_SCRIPT = """
export default function (component) {
  const { data, parentElement, setStateValue } = component
  const known = document.documentElement.dataset
  const leave = () => window.removeEventListener("resize", parentElement.tell)
  leave()
  parentElement.tell = () => {
    const narrow = window.innerWidth < data.limit
    if (narrow !== data.narrow) setStateValue("narrow", narrow)
  }
  window.addEventListener("resize", parentElement.tell)
  known.narrow = data.narrow
  parentElement.tell()
  return () => {
    leave()
    delete known.narrow
  }
}
"""


def is_narrow() -> bool:
    """Whether the screen is narrow; wide until the browser has said otherwise, which then reruns the page."""
    known = bool(st.session_state.get("viewport", {}).get("narrow", False))
    _component()(key="viewport", data={"limit": NARROW, "narrow": known}, on_narrow_change=lambda: None)
    return known


@st.cache_resource
def _component():
    return st.components.v2.component("viewport", js=_SCRIPT)


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
