"""What every page needs before it runs: the open store and its catalogue, shared by all visitors and renewed when
either changes.
Also the loading of a page's modules, once in the life of the process, and whether the visitor's screen is narrow.
"""

import ast
import gc
import os
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pandas as pd
import streamlit as st
from streamlit.components.v2 import component

from indicators import clock
from indicators.access import Audience
from indicators.access.permissions import Permission, check_permission, current_user, register_source
from indicators.board.challenges import record_version
from indicators.board.meetings import Meeting, board_meetings, meeting_version
from indicators.catalogue.areas import BoardTerms
from indicators.catalogue.catalogue import Catalogue, load_catalogue
from indicators.catalogue.periods import day_text
from indicators.disclosure.edition import Edition, public_edition, register_publication
from indicators.errors import AccessRefused, IndicatorsError
from indicators.exports.exhibit import newest_day_text
from indicators.loading.build import StoreState, StoreStatus, ensure_store
from indicators.modules import importing
from indicators.pages.components.identity import screen_user
from indicators.pages.components.query_params import escape_markdown
from indicators.settings import data_folder, store_path
from indicators.store.database import Store, open_store, store_identity
from indicators.temporary import sweep_leftovers
from indicators.web import render
from indicators.wording.made_up import MADE_UP_NOTICE, as_at_words

#: Seconds that a search for garbage may take before what it walks through is set aside, and the least between twice.
LONG_COLLECTION, PAUSE = 0.02, 10.0

_loaded_pages: set[Path] = set()
_freeze_lock = threading.Lock()
_frozen_pages: dict[Path, float] = {}


def load_page(page: Path) -> None:
    """Import what a page imports, once in the life of the process: each visitor's page runs in a thread of its own."""
    if page in _loaded_pages:
        return
    with importing():
        for statement in ast.parse(page.read_text("utf-8")).body:
            if isinstance(statement, ast.ImportFrom) and statement.module:
                __import__(statement.module, fromlist=[name.name for name in statement.names])
            elif isinstance(statement, ast.Import):
                for name in statement.names:
                    __import__(name.name)
        _loaded_pages.add(page)


def freeze_page_objects(page: Path) -> None:
    """Take what lives on after a page has run out of the search for garbage; once a page, and when searches get long.

    Streamlit searches for garbage after every run of every visitor's page, and walks through each object there is:
    hundreds of thousands belong to modules and to figures at hand, and to walk through them was two thirds of the
    work of opening a page. What was set aside before is searched here, so that nothing that is no longer used stays.
    """
    now = time.monotonic()
    is_due = _collection_timer.seconds > LONG_COLLECTION and now - max(_frozen_pages.values(), default=0) > PAUSE
    if (page in _frozen_pages and not is_due) or not _freeze_lock.acquire(blocking=False):
        return
    try:
        _frozen_pages[page] = now
        gc.unfreeze()
        gc.collect()
        gc.freeze()
        _collection_timer.seconds = 0.0
    finally:
        _freeze_lock.release()


class _CollectionTimer:
    """How long the last search through all objects took; Python calls it before and after each."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._began = 0.0

    def __call__(self, phase: str, about: dict[str, int]) -> None:
        if phase == "start":
            self._began = time.thread_time()
        elif about["generation"] == len(gc.get_threshold()) - 1:
            self.seconds = time.thread_time() - self._began


_collection_timer = _CollectionTimer()
gc.callbacks.append(_collection_timer)


#: CSS pixels below which a chart puts the names of its lines above the plot.
NARROW_PIXELS = 640

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
    _component()(key="viewport", data={"limit": NARROW_PIXELS, "narrow": known}, on_narrow_change=lambda: None)
    return known


@st.cache_resource
def _component():
    return component("viewport", js=_SCRIPT)


#: Seconds for which a look at the files of `data/` holds, so that a click does not stat them all again.
RECHECK_SECONDS = 5


@dataclass(frozen=True)
class DashboardData:
    """A store open to read, what it is about, and what could not be taken from `data/`.

    `as_at` is the day on which it last took something in. `known_on` is the
    day as whose end the figures are given, or None for what is known now. `audience` says whose figures they are;
    `public` is the edition that they are from if they are anybody's. `record` changes whenever the board writes
    something down, as `version` does with the figures. `is_made_up` says that it is a demonstration's. `meetings` are
    all that are known, the newest first.
    """

    store: Store
    catalogue: Catalogue
    ensured: StoreStatus
    version: str
    as_at: date
    targets: pd.DataFrame
    record: str = ""
    known_on: date | None = None
    audience: Audience = Audience.BOARD
    public: Edition | None = None
    is_made_up: bool = False
    meetings: tuple[Meeting, ...] = ()

    def as_known(self, day: date) -> "DashboardData":
        """The same with the figures as they were known at the end of a day (UTC); the catalogue stays today's.

        Anybody's figures have no past: beside today's it would give away what is withheld.
        """
        if self.audience is Audience.PUBLIC:
            return self
        store = self.store.as_known(day)
        return replace(self, store=store, version=store.version, as_at=day, known_on=day)

    def for_public(self) -> "DashboardData":
        """The same with the figures as anybody may have them, as known now; DisclosureRefused where none are safe."""
        if self.audience is Audience.PUBLIC:
            return self
        path = str(store_path())
        edition = _cached_public_edition(path, store_fingerprint())
        return replace(
            self,
            store=edition.store,
            catalogue=edition.catalogue,
            version=edition.version,
            as_at=edition.as_at,
            targets=edition.store.query("targets"),
            known_on=None,
            audience=Audience.PUBLIC,
            public=edition,
        )

    def remember(self) -> None:
        """Register that public figures are about to be let out, so that later ones take them as known."""
        if self.public is not None:
            _remember_once(self.version, self.public)

    def as_at_text(self, ends: Iterable[date]) -> str:
        """What follows "As at" under what shows figures of periods that end on some days: the newest of these."""
        return as_at_words(newest_day_text(ends, known_on=self.known_on), is_made_up=self.is_made_up)

    @property
    def known_text(self) -> str:
        """The day as whose end the figures are known, for what is printed."""
        return as_at_words(day_text(self.as_at), is_made_up=self.is_made_up)


# Who acts is from now on whoever looks at the page.
register_source(screen_user)


def dashboard_data(permission: Permission = Permission.SEE_PUBLIC_FIGURES) -> DashboardData:
    """The store as it is now, for who looks at the page; shows the reason and ends the page where there is none.

    Whoever may not see the board's own figures gets the public copy, but on a page for which `permission` lets them
    see what is their own: there it is the page that shows nothing else.
    """
    try:
        check_permission(permission)
    except AccessRefused as error:
        st.error(escape_markdown(str(error)), icon=":material/lock:")
        st.stop()
    try:
        current = present_data() if permission is Permission.SEE_PUBLIC_FIGURES else open_data(str(store_path()))
        if current.audience is Audience.PUBLIC:
            current.remember()
    except IndicatorsError as error:
        show_unreadable(error)
        st.stop()
    # What is wrong with figures quotes them.
    if current.ensured.warning and current_user().may(Permission.SEE_BOARD_FIGURES):
        with st.expander(":material/warning: Some new figures were not taken; the last good ones are shown"):
            st.code(current.ensured.warning, language=None, wrap_lines=True)
    _warn_of_clock(current.as_at)
    return current


def show_unreadable(error: IndicatorsError) -> None:
    """Why there are no figures, for those who may see what the files with them hold; for others that there are none."""
    if not current_user().may(Permission.SEE_BOARD_FIGURES):
        st.error(
            "**The figures cannot be shown at the moment.** Try again later; if it lasts, tell the business office, "
            "whose page says why.",
            icon=":material/error:",
        )
        return
    st.error("**The figures cannot be shown yet.** This is what happened, and what to do:", icon=":material/error:")
    st.code(str(error), language=None, wrap_lines=True)


def present_data() -> DashboardData:
    """The store as it is now, the public copy of it for who may see no other; IndicatorsError where there is none."""
    check_permission(Permission.SEE_PUBLIC_FIGURES)
    data = open_data(str(store_path()))
    if current_user().may(Permission.SEE_BOARD_FIGURES):
        return data
    return replace(data.for_public(), record="", meetings=())


def _warn_of_clock(newest: date) -> None:
    """Say so where the store's newest event lies in the future."""
    today = clock.today()
    if newest > today:
        st.warning(
            f"The newest return is dated {day_text(newest)}, after today ({day_text(today)}): the clock of this "
            "computer, or of the one that took it in, is or was wrong. Every figure is shown. What is due or late is "
            "reckoned from today, so set the clock.",
            icon=":material/schedule:",
        )


def show_made_up_notice() -> None:
    """Say above a page that its figures are made up, where they are a demonstration's."""
    try:
        data = present_data()
    except IndicatorsError:
        # The page itself says what is wrong.
        return
    if data.is_made_up:
        st.html(render("components/made_up.html", notice=MADE_UP_NOTICE))


def stored_meetings() -> tuple[Meeting, ...]:
    """The meetings that are known, the newest first; IndicatorsError where there is no store to read."""
    return present_data().meetings


def board_terms() -> BoardTerms:
    """What the board, its group and its roles are called; IndicatorsError where there is no store to read."""
    return open_data(str(store_path())).catalogue.terms


def open_data(path: str) -> DashboardData:
    """The store at a path as it is now, whoever asks: for what shows nothing, or has asked itself."""
    ensured = _cached_ensured(path, store_identity(path), _folder_signature(str(data_folder())))
    # Asked again: bringing the store up to date has put another file in its place.
    return replace(_cached_data(path, store_identity(path)), ensured=ensured)


@st.cache_resource(max_entries=2, show_spinner="Reading the figures …")
def _cached_ensured(path: str, identity: str, signature: str) -> StoreStatus:
    """Looked at anew when a file of `data/` differs, or the store's file is another; both are part of the key."""
    # At the start, then, too: what a dashboard that was killed left behind are figures of the board.
    sweep_leftovers()
    return ensure_store(Path(path), data_folder())


@st.cache_resource(max_entries=2, show_spinner="Reading the figures …")
def _cached_data(path: str, identity: str) -> DashboardData:
    """Opened anew when the store's file is another one; who has opened the one before goes on with that."""
    store = open_store(path)
    version = store.version
    return DashboardData(
        store,
        _cached_catalogue(path, version, store),
        StoreStatus(StoreState.CURRENT),
        version=version,
        as_at=store.query("data_version").iloc[0]["last_happened_at"].date(),
        targets=store.query("targets"),
        record=f"{record_version(store)} {meeting_version(store)}",
        is_made_up=store.is_made_up,
        meetings=tuple(board_meetings(store)),
    )


@st.cache_resource(max_entries=2, show_spinner=False)
def _cached_public_edition(path: str, standing: str) -> Edition:
    """Made anew when the store's file is another one, or the rule for small numbers."""
    return public_edition(Path(path))


@st.cache_resource(max_entries=8, show_spinner=False)
def _remember_once(version: str, _edition: Edition) -> None:
    """Once for all files of one public copy: each might show any of its figures."""
    register_publication(store_path(), _edition, what="Files and sentences", by="Dashboard")


@st.cache_resource(max_entries=2, show_spinner=False)
def _cached_catalogue(path: str, version: str, _store: Store) -> Catalogue:
    """Read anew when a return came: what the board writes down puts another file in place, of the same figures."""
    return load_catalogue(_store)


def store_fingerprint() -> str:
    """A text that changes when another file takes the store's place, or one of `data/` is written: so does the rule
    for small numbers, which is in no store.
    """
    return f"{store_identity(str(store_path()))} {_folder_signature(str(data_folder()))}"


@st.cache_data(ttl=RECHECK_SECONDS, show_spinner=False)
def _folder_signature(folder: str) -> str:
    """A text that changes when a file of a folder is added, removed or written."""
    marks = []
    for entry in sorted(Path(folder).rglob("*")):
        if entry.suffix in (".csv", ".toml"):
            state = os.stat(entry)
            marks.append(f"{entry}:{state.st_mtime_ns}:{state.st_size}")
    return str(hash("|".join(marks)))
