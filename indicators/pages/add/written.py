"""What follows once a definition is written: the store is brought up to date and the file taken in at a press."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

import streamlit as st

from indicators.errors import IndicatorsError
from indicators.loading.build import build
from indicators.loading.new_definition import DefinitionDraft
from indicators.pages.add.file import BOX, stored_upload
from indicators.pages.components.query_params import escape_markdown
from indicators.pages.components.session import DashboardData
from indicators.returns.preview import state_counts_text
from indicators.returns.sandbox import PAGE_ALLOWANCE, Sandbox
from indicators.settings import data_folder, store_path
from indicators.web import render

_DONE = "add:done"


@dataclass(frozen=True)
class _Written:
    """A definition that was written from a file, and what became of the file since."""

    indicator: str
    title: str
    part: str
    by: str
    box: int
    loaded: str = ""


def remember_done(draft: DefinitionDraft, part: str, by: str) -> None:
    """Keep in the session that a definition was written, for the page to say so."""
    box = st.session_state.get(BOX, 0)
    st.session_state[_DONE] = _Written(draft.id, draft.title, part, by, box)


def show_done(data: DashboardData) -> None:
    """What was written last, with the button that takes the file in, or the way to its chart."""
    done: _Written | None = st.session_state.get(_DONE)
    if done is None:
        return
    uploaded = st.session_state.get(f"add:file:{done.box}")
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="add-done"):
        words = done.loaded or (
            f"'{done.title}' is written (definitions/{done.indicator}.toml). It has no figures yet: take the file in."
        )
        st.success(escape_markdown(words), icon=":material/check_circle:")
        if not done.loaded and uploaded is not None:
            st.button(
                "Take the file in", key="add:load", icon=":material/download:", on_click=_load, args=(done, uploaded)
            )
        st.button("Close", key="add:close", type="tertiary", on_click=st.session_state.pop, args=(_DONE,))
    if done.loaded and done.indicator in data.catalogue.indicators:
        address = f"explore?{urlencode({'indicator': done.indicator})}"
        st.html(render("add/chart_link.html", address=address, title=done.title))
    if trouble := st.session_state.pop("add:trouble", ""):
        st.error(escape_markdown(trouble), icon=":material/error:")


def _load(done: _Written, uploaded) -> None:
    """Bring the store up to date with the data folder, then take the sound figures of the file in."""
    try:
        build(store_path(), data_folder())
        with stored_upload(uploaded) as file, Sandbox(PAGE_ALLOWANCE) as reader:
            table = replace(file, part=done.part)
            checked = reader.preview(store_path(), table)
            accepted = reader.accept(
                store_path(), table, by=done.by, sound_only=bool(checked.errors), previewed=checked.counts
            )
    except IndicatorsError as error:
        st.session_state["add:trouble"] = f"The file was not taken in. {error}"
        return
    counts = state_counts_text(accepted.checked)
    words = f"'{done.title}' is added; the file is taken in as return {accepted.return_id}: {counts}."
    st.session_state[_DONE] = replace(done, loaded=words)
    st.session_state[BOX] = done.box + 1
