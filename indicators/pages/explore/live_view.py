"""Explore's chart and its choices as a part of the browser: what is chosen there is painted there, at once.

A view is all that one choice shows: chart, headline, verdict, table and choices, each ready as Python makes it. The
browser has the view that is shown and, as soon as nobody waits for anything else, asks for those that are one choice
away. Whoever then chooses one sees it before the server has heard of it; the server hears of it too, and brings what
stands under the chart. A view that the browser does not have comes from the server alone, as that of any other page.
"""

import hashlib
import hmac
import json
import secrets
import threading
import time
from pathlib import Path
from typing import Any

import plotly
import streamlit as st
from streamlit.components.v2 import component
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

from indicators.access import Audience
from indicators.access.permissions import Permission, current_user
from indicators.exports.exhibit import table_ends
from indicators.pages.components.downloads import PLOTLY_CONFIG
from indicators.pages.components.session import DashboardData
from indicators.pages.explore.choice import PERIOD_WORDS, ExploreFilters, ViewOptions, parse_choice
from indicators.pages.explore.context import place_expectation_html
from indicators.pages.explore.controls import controls_json
from indicators.pages.explore.filters import take_choice
from indicators.pages.explore.series import newer_figures
from indicators.pages.explore.settle import SettledView, settle
from indicators.pages.explore.view import ExploreView, explore_view, judgements_html
from indicators.web import WEB, render
from indicators.web.library import LIBRARY_ADDRESS, LIBRARY_COMPONENT, LastingLibrary

#: Of this process alone.
_BASE_KEY = secrets.token_bytes(32)

_VIEW_KEY, _AHEAD_KEY = "explore-view", "explore-ahead"
_ANSWERED = "explore:answered"
#: Views that are made ahead at one asking, and the seconds that may take.
MOST_AHEAD, AHEAD_SECONDS = 12, 0.5
_MOST_CACHED = 512
#: One at a time in the whole process: whoever waits for a page goes first.
_ahead_lock = threading.Lock()


def load_library() -> None:
    """Have the browser fetch the drawing library, while the server works out what is to be drawn."""
    _component()(key="explore-library", data={"part": "library", "library": _library()})


def _library() -> dict[str, str | bool]:
    """Where plotly.js is, of the package that also draws the files' pictures, and whether the browser may keep it."""
    return {"address": LIBRARY_ADDRESS, "lasts": LastingLibrary.is_served}


def draw_view(data: DashboardData, settled: SettledView, *, narrow: bool) -> None:
    """Headline, chart and words of a view, and where the browser says what is chosen next."""
    _component()(
        key=_VIEW_KEY,
        data={
            "part": "view",
            "base": _base(data, settled, narrow),
            "view": view_text(data, settled, narrow=narrow),
            "answered": st.session_state.get(_ANSWERED, 0),
            "library": _library(),
            "config": PLOTLY_CONFIG,
        },
        on_change_change=lambda: _take_change(data),
    )


def draw_controls() -> None:
    """The choices of the view, in the place where this is called."""
    _component()(key="explore-controls", data={"part": "controls"})


def draw_tables() -> None:
    """The tables of the view, in the place where this is called."""
    _component()(key="explore-tables", data={"part": "tables"})


@st.fragment
def draw_views_ahead(data: DashboardData, settled: SettledView, *, narrow: bool) -> None:
    """The views that the browser asked for ahead, as many as can be made in a moment; none where others are at work."""
    asked = dict(st.session_state.get(_AHEAD_KEY) or {}).get("wanted")
    base = _base(data, settled, narrow)
    # An answer is another than the one before it, even where it brings nothing: else the browser would not hear it.
    turn = asked.get("turn") if isinstance(asked, dict) and isinstance(asked.get("turn"), int) else 0
    views = views_ahead(data, settled.filters.indicators, asked, base=base, narrow=narrow) if asked else {}
    _component()(
        key=_AHEAD_KEY,
        data={"part": "ahead", "base": base, "turn": turn, "views": views},
        on_wanted_change=lambda: None,
    )


def views_ahead(
    data: DashboardData, indicators: tuple[str, ...], asked: Any, *, base: str, narrow: bool
) -> dict[str, str]:
    """The views that a browser asked for, by the key it gave each; what it sent may be anything.

    `asked` is `{"base": ..., "choices": {key: choice}}`; nothing is made for another base than the present one.
    """
    choices = asked.get("choices") if isinstance(asked, dict) and asked.get("base") == base else None
    # A fragment runs without the page, which asked when it was drawn: a sign-in may have ended since.
    is_board = data.audience is Audience.BOARD
    wanted = Permission.SEE_BOARD_FIGURES if is_board else Permission.SEE_PUBLIC_FIGURES
    if not isinstance(choices, dict) or not current_user().may(wanted) or not _ahead_lock.acquire(blocking=False):
        return {}
    views = {}
    try:
        until = time.monotonic() + AHEAD_SECONDS
        for key, value in list(choices.items())[:MOST_AHEAD]:
            choice = parse_choice(value, data.catalogue)
            if choice is not None:
                views[str(key)] = view_text(data, settle(data, indicators, choice), narrow=narrow)
            if time.monotonic() > until:
                break
            # Lets the threads of other visitors on.
            time.sleep(0.001)
    finally:
        _ahead_lock.release()
    return views


def view_text(data: DashboardData, settled: SettledView, *, narrow: bool) -> str:
    """All that a view shows, as the JSON text that the browser reads; made once for all who choose alike."""
    return _cached_view_text(
        data.version, data.audience, settled.filters.indicators, settled.choice.key, narrow, data, settled
    )


@st.cache_resource(show_spinner=False, max_entries=_MOST_CACHED)
def _cached_view_text(
    version: str,
    audience: str,
    indicators: tuple[str, ...],
    key: str,
    narrow: bool,
    _data: DashboardData,
    _settled: SettledView,
) -> str:
    data, settled = _data, _settled
    shared = {"choice": settled.choice.plain, "key": settled.choice.key}
    if settled.options is None:
        controls = controls_json(data.catalogue, settled, {}, {})
        return json.dumps({**shared, "controls": controls, "figure": "", "tables": []})
    view = explore_view(data, settled.filters, settled.options, narrow=narrow)
    # What the choice of a measure or a span says of itself comes before what the view lacks.
    notes = {**view.notes, **settled.options.notes}
    shown = view.shown
    return json.dumps(
        {
            **shared,
            "controls": controls_json(data.catalogue, settled, notes, view.unavailable),
            "heading": render("explore/heading.html", title=shown.words["title"], subtitle=shown.words["subtitle"]),
            # A text in the text: the library changes what it is handed, and is handed a new one each time.
            "figure": "" if view.is_empty else shown.chart.to_json(),
            "alt": shown.alt,
            "newer": _newer_json(data, settled, view),
            "words": "" if view.is_empty else _words_html(data, settled.filters, settled.options, view),
            "tables": [] if view.is_empty else [list(pair) for pair in shown.tables],
        },
        ensure_ascii=False,
    )


def _words_html(data: DashboardData, chosen: ExploreFilters, options: ViewOptions, view: ExploreView) -> str:
    """What the chart says in words, its events by number, where the figures come from, and whether it is real."""
    shown = view.shown
    said = render(
        "explore/words.html",
        statements=shown.statements,
        events=shown.events,
        sources=shown.words["source_note"],
        as_at=data.as_at_text(table_ends(shown.download_table())),
        notes="; ".join(shown.all_notes),
    )
    judged = judgements_html(data, chosen, options, view.contents)
    return said + judged + place_expectation_html(data, view.contents)


def _newer_json(data: DashboardData, settled: SettledView, view: ExploreView) -> dict[str, Any] | None:
    """The newest figures of another kind of period, where they are newer than those drawn, and the way to them."""
    options = settled.options
    if options is None or options.is_cut_after or view.is_empty:
        return None
    newer = newer_figures(data.catalogue, settled.filters, view.figures, options.periods)
    if newer is None:
        return None
    group, texts = newer
    said = render("explore/newer.html", lead="Newer than what is drawn:", figures=texts)
    return {"said": said, "periods": group, "label": f"Show {PERIOD_WORDS[group].lower()}"}


def _base(data: DashboardData, settled: SettledView, narrow: bool) -> str:
    """What all views that the browser may turn to without the server have in common, as a word that says nothing.

    The version of a store tells how often and when something was written to it, which is for nobody but the board.
    """
    common = json.dumps([data.version, data.audience, settled.filters.indicators, narrow])
    return hmac.new(_BASE_KEY, common.encode(), hashlib.sha256).hexdigest()


def _take_change(data: DashboardData) -> None:
    """Take over what the browser sent; it counts its messages, and hears up to which one they were answered."""
    sent = dict(st.session_state.get(_VIEW_KEY) or {}).get("change")
    if isinstance(sent, dict):
        take_choice(sent.get("choice"), data.catalogue)
        number = sent.get("number")
        st.session_state[_ANSWERED] = number if isinstance(number, int) else 0


@st.cache_resource
def _component():
    # The library's folder is given to Streamlit as a component's without a script, so that it serves the file.
    name, library = LIBRARY_COMPONENT
    manifest = ComponentManifest(name, plotly.__version__, [ComponentConfig(library, "package_data")])
    get_bidi_component_manager().register_from_manifest(manifest, Path(plotly.__file__).parent)
    return component(
        "explore",
        css=(WEB / "explore.css").read_text("utf-8"),
        js=(WEB / "explore.js").read_text("utf-8"),
        isolate_styles=False,
    )
