"""What a report pack is to contain: a set of parts, called something, and kept under a name for next year."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import streamlit as st

from indicators.errors import IndicatorsError, UsageError
from indicators.exports.cells import printable
from indicators.measures import Catalogue
from indicators.pack.contents import Contents
from indicators.pack.contents_kept import (
    USUAL,
    contents_of_file,
    discard_contents,
    named_contents,
    save_contents,
    saved_contents,
)
from indicators.pages.parts.data import Opened
from indicators.pages.parts.making import tell_trouble
from indicators.pages.parts.of_list import is_of_list, of_list
from indicators.pages.parts.report_parts import NOW, TROUBLE, adding, parts_list, put_contents
from indicators.pages.parts.unmarked import unmarked
from indicators.returns.ensure import data_folder, store_path

STANDARD = "Standard contents"
_EMPTY = Contents("Report", ())
_SET, _TITLE, _NAME, _TOLD = "report:set", "report:title", "report:name", "report:told"


def contents_box(data: Opened) -> Contents:
    """The choice of a set and of its parts; gives the contents as they stand."""
    _settle(data.catalogue)
    names = [STANDARD, *saved_contents(store_path())]
    if not is_of_list(st.session_state.get(_SET), names):
        st.session_state[_SET] = STANDARD
    st.selectbox(
        "Contents", names, key=_SET, on_change=_load, args=(data.catalogue,), width=420, persist_state="session",
        help="A set that you keep below stands here next year.",
    )  # fmt: skip
    st.session_state[_TITLE] = st.session_state[NOW].title
    st.text_input("Title", key=_TITLE, on_change=_retitle, max_chars=500)
    parts_list(data.catalogue)
    adding(data.catalogue)
    _keeping(data.catalogue)
    return st.session_state[NOW]


def _settle(catalogue: Catalogue) -> None:
    if NOW not in st.session_state:
        st.session_state[NOW] = _EMPTY
        with _told():
            st.session_state[NOW] = _standard(catalogue)


@contextmanager
def _told() -> Iterator[None]:
    """Have the page say why something cannot be done."""
    try:
        yield
    except IndicatorsError as error:
        st.session_state[TROUBLE] = str(error)


def _standard(catalogue: Catalogue) -> Contents:
    try:
        return contents_of_file(data_folder() / USUAL, catalogue)
    except OSError as error:
        raise UsageError(f"The standard contents (data/{USUAL.as_posix()}) cannot be read: {error.strerror}.") from None


def _load(catalogue: Catalogue) -> None:
    chosen = st.session_state[_SET]
    with _told():
        # The box may bring any text from a browser; here it is a name that is kept, or nothing.
        of_list(chosen, [STANDARD, *saved_contents(store_path())], label="Contents")
        put_contents(_standard(catalogue) if chosen == STANDARD else named_contents(chosen, store_path(), catalogue))


def _retitle() -> None:
    title = printable(st.session_state[_TITLE]).strip()
    put_contents(replace(st.session_state[NOW], title=title or _EMPTY.title))


def _keeping(catalogue: Catalogue) -> None:
    with st.expander("Keep these contents for next year", icon=":material/bookmark:"):
        st.text_input("Name of the set", key=_NAME, max_chars=60, placeholder="Annual report")
        kept, gone = st.columns(2)
        kept.button(
            "Keep", key="report-keep", on_click=_keep, disabled=not st.session_state[NOW].items, width="stretch"
        )  # fmt: skip
        chosen = st.session_state[_SET]
        gone.button(
            f"Forget “{unmarked(chosen)}”", key="report-forget", on_click=_forget, args=(chosen, catalogue),
            disabled=chosen == STANDARD, width="stretch",
        )  # fmt: skip
    tell_trouble(st.session_state.pop(TROUBLE, ""))
    if told := st.session_state.pop(_TOLD, ""):
        st.success(unmarked(told))


def _keep() -> None:
    name = st.session_state[_NAME].strip()
    with _told():
        if name == STANDARD:
            raise UsageError(f"{STANDARD} are those that come with the dashboard. Write another name.")
        save_contents(store_path(), name, st.session_state[NOW])
        st.session_state[_SET] = name
        st.session_state[_TOLD] = f"Kept as {name}."


def _forget(name: str, catalogue: Catalogue) -> None:
    with _told():
        discard_contents(store_path(), name)
        st.session_state[_SET] = STANDARD
        put_contents(_standard(catalogue))
