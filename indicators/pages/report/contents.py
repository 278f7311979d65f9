"""What a report pack is to contain: a set of parts, called something, and kept under a name for next year."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import streamlit as st

from indicators.catalogue.catalogue import Catalogue
from indicators.errors import IndicatorsError, UsageError
from indicators.exports.cells import printable
from indicators.pages.components.allowed_values import is_of_list, of_list
from indicators.pages.components.downloads import tell_trouble
from indicators.pages.components.query_params import unmarked
from indicators.pages.components.session import Opened
from indicators.report.contents import (
    KINDS,
    USUAL,
    Contents,
    Item,
    contents_of_file,
    discard_contents,
    named_contents,
    save_contents,
    saved_contents,
)
from indicators.settings import data_folder, store_path

Items = tuple[Item, ...]
#: The contents as they stand, and as they were before each change.
NOW, BEFORE = "report:items", "report:before"
#: What could not be done, for the page to say.
TROUBLE = "report:trouble"
_KIND, _HEADING, _WORDS = "report:add-kind", "report:add-heading", "report:add-words"
#: What a part can be asked for by name; the others stand in the standard contents.
_ADDABLE = {
    "chart": "Chart of an indicator",
    "profile": "Profile table of indicators",
    "quarters": "Table by quarter of indicators",
    "text": "Text of your own",
    **{kind: KINDS[kind] for kind in ("quadrants", "changes", "sources", "notes")},
}
#: Indicators that the name of a part lists.
_NAMED = 3
_OF_INDICATORS = ("chart", "profile", "quarters")


def put_contents(contents: Contents) -> None:
    """Other contents, with the way back to these."""
    st.session_state.setdefault(BEFORE, []).append(st.session_state[NOW])
    st.session_state[NOW] = contents


def parts_list(catalogue: Catalogue) -> None:
    """Every part with the ways to move it or leave it out, and the way back."""
    items = st.session_state[NOW].items
    with st.container(key="report-parts", gap=None):
        for place, item in enumerate(items):
            _part(catalogue, item, place, is_last=place == len(items) - 1)
    if not items:
        st.info("Nothing is left in the report. Add a part, or undo.", icon=":material/inbox:")
    st.button(
        "Undo", icon=":material/undo:", on_click=_undo, disabled=not st.session_state.get(BEFORE), key="report-undo"
    )


def adding(catalogue: Catalogue) -> None:
    """The form of one more part, which comes last."""
    with st.expander("Add a part", icon=":material/add:"):
        kind = st.selectbox("What", list(_ADDABLE), format_func=_ADDABLE.__getitem__, key=_KIND)
        if kind == "text":
            st.text_input("Heading", key=_HEADING, max_chars=200)
            st.text_area("Text", key=_WORDS, help="An empty line begins a new paragraph.")
        elif kind in _OF_INDICATORS:
            _choose_indicators(catalogue, kind)
        st.button("Add it", key="report-add", on_click=_add, args=(catalogue,), type="primary")


def item_title(item: Item, catalogue: Catalogue) -> str:
    """A part as a list names it."""
    if item.headlines:
        return f"{item.heading}: a chart and a sentence for each headline indicator"
    names = [catalogue.indicators[name].short_title for name in item.indicators if name in catalogue.indicators]
    more = [f"{len(names) - _NAMED} more"] if len(names) > _NAMED + 1 else []
    return f"{item.heading}: {', '.join([*(names[:_NAMED] if more else names), *more])}" if names else item.heading


def _undo() -> None:
    if before := st.session_state.get(BEFORE):
        st.session_state[NOW] = before.pop()


def _part(catalogue: Catalogue, item: Item, place: int, *, is_last: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"report-part-{place}"):
        st.text(f"{place + 1}. {item_title(item, catalogue)}", width="stretch")
        # Together, so that on a phone they wrap under the name as one.
        with st.container(horizontal=True, width="content", gap="small"):
            _offer_change("Up", "arrow_upward", place, _swapped(place, place - 1), disabled=place == 0)
            _offer_change("Down", "arrow_downward", place, _swapped(place, place + 1), disabled=is_last)
            _offer_change(
                "Leave out", "close", place, lambda items: (*items[:place], *items[place + 1 :]), disabled=False
            )


def _offer_change(label: str, icon: str, place: int, changed: Callable[[Items], Items], *, disabled: bool) -> None:
    st.button(
        label, icon=f":material/{icon}:", key=f"report-{label}-{place}", help=f"{label}: part {place + 1}",
        on_click=_change, args=(changed,), disabled=disabled, type="tertiary",
    )  # fmt: skip


def _change(changed: Callable[[Items], Items]) -> None:
    contents: Contents = st.session_state[NOW]
    put_contents(replace(contents, items=changed(contents.items)))


def _swapped(one: int, other: int) -> Callable[[Items], Items]:
    def changed(items: Items) -> Items:
        moved = list(items)
        moved[one], moved[other] = moved[other], moved[one]
        return tuple(moved)

    return changed


def _choose_indicators(catalogue: Catalogue, kind: str) -> None:
    """One indicator for a chart, several for a table."""
    titles = {name: definition.title for name, definition in catalogue.indicators.items()}
    names, key = sorted(titles, key=titles.__getitem__), f"report:add-{kind}"
    if kind == "chart":
        blank = {"index": None, "placeholder": "Choose an indicator"}
        st.selectbox("Indicator", names, format_func=titles.__getitem__, key=key, **blank)
    else:
        st.multiselect("Indicators", names, format_func=titles.__getitem__, key=key)


def _add(catalogue: Catalogue) -> None:
    try:
        item = _wanted(catalogue)
    except UsageError as error:
        st.session_state[TROUBLE] = str(error)
        return
    if lack := _lack(item):
        st.session_state[TROUBLE] = lack
    else:
        _change(lambda items: (*items, item))


def _wanted(catalogue: Catalogue) -> Item:
    """The part that the form describes when its button is clicked, which may be before the page has followed it."""
    state = st.session_state
    kind = of_list(state[_KIND], _ADDABLE, label="What")
    if kind == "text":
        heading, words = (printable(state[name]).strip() for name in (_HEADING, _WORDS))
        paragraphs = tuple(part.strip() for part in words.split("\n\n") if part.strip())
        return Item(kind=kind, title=heading, paragraphs=paragraphs)
    chosen = state.get(f"report:add-{kind}") or ()
    names = (chosen,) if isinstance(chosen, str) else tuple(chosen)
    label = "Indicator" if kind == "chart" else "Indicators"
    return Item(kind=kind, indicators=tuple(of_list(name, catalogue.indicators, label=label) for name in names))


def _lack(item: Item) -> str:
    """Why a part cannot be added, or nothing."""
    if item.kind in _OF_INDICATORS and not item.indicators:
        return "Choose an indicator first."
    if item.kind == "text" and not (item.title and item.paragraphs):
        return "Write a heading and a text first."
    # A set that says the same twice could be kept, and not be read again.
    return "The report has this part." if item in st.session_state[NOW].items else ""


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
