"""The form for a report's contents: its parts added, moved, removed or undone, and contents saved under a name for
next year.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TypeGuard

import streamlit as st
from streamlit.components.v2 import component

from indicators.catalogue.catalogue import Catalogue
from indicators.errors import IndicatorsError, UsageError
from indicators.exports.cells import printable
from indicators.pages.components.allowed_values import allowed_value, is_allowed
from indicators.pages.components.downloads import show_problem
from indicators.pages.components.query_params import escape_markdown
from indicators.pages.components.session import DashboardData
from indicators.report.contents import (
    ITEM_KINDS,
    STANDARD_CONTENTS_FILE,
    Contents,
    ContentsItem,
    discard_contents,
    named_contents,
    read_contents,
    save_contents,
    saved_contents_names,
)
from indicators.settings import data_folder, store_path
from indicators.web import WEB

ContentsItems = tuple[ContentsItem, ...]
#: The contents as they stand, and as they were before each change.
ITEMS_KEY, EARLIER_ITEMS_KEY = "report:items", "report:before"
#: What could not be done, for the page to say.
PROBLEM_KEY = "report:trouble"
#: Why a part could not be added, which stands under the button that was pressed.
_NOT_ADDED = "report:not-added"
#: The list in the browser, and the number of its last change that was taken.
_PARTS, _ANSWERED = "report-parts", "report:answered"
_KIND, _HEADING, _WORDS = "report:add-kind", "report:add-heading", "report:add-words"
#: What a part can be asked for by name; the others stand in the standard contents.
_ADDABLE = {
    "chart": "Chart of an indicator",
    "profile": "Profile table of indicators",
    "quarters": "Table by quarter of indicators",
    "text": "Text of your own",
    **{kind: heading for kind, heading in ITEM_KINDS.items() if kind not in ("chart", "profile", "quarters", "text")},
}
#: Indicators that the name of a part lists.
_MOST_NAMED = 3
_INDICATOR_KINDS = ("chart", "profile", "quarters")


def change_contents(contents: Contents) -> None:
    """Other contents, with the way back to these."""
    st.session_state.setdefault(EARLIER_ITEMS_KEY, []).append(st.session_state[ITEMS_KEY])
    st.session_state[ITEMS_KEY] = contents


def parts_list(catalogue: Catalogue) -> None:
    """Every part with the ways to move it or leave it out, and the way back."""
    items = st.session_state[ITEMS_KEY].items
    if items:
        _part_list()(
            key=_PARTS,
            data={
                "titles": [item_title(item, catalogue) for item in items],
                "base": len(st.session_state.get(EARLIER_ITEMS_KEY, ())),
                "answered": st.session_state.get(_ANSWERED, 0),
            },
            on_order_change=_take_order,
        )
    else:
        st.info("Nothing is left in the report. Add a part, or undo.", icon=":material/inbox:")
    st.button(
        "Undo the last change",
        icon=":material/undo:",
        on_click=_undo,
        disabled=not st.session_state.get(EARLIER_ITEMS_KEY),
        help="There is one once you have changed something.",
        key="report-undo",
    )


@st.cache_resource
def _part_list():
    return component(
        "part_list", css=(WEB / "part_list.css").read_text("utf-8"), js=(WEB / "part_list.js").read_text("utf-8")
    )


def _take_order() -> None:
    """Put the parts into the order that the browser shows."""
    sent = dict(st.session_state.get(_PARTS) or {}).get("order")
    number = sent.get("number") if isinstance(sent, dict) else None
    if isinstance(number, int):
        st.session_state[_ANSWERED] = number
    contents: Contents = st.session_state[ITEMS_KEY]
    versions = [earlier.items for earlier in st.session_state.get(EARLIER_ITEMS_KEY, ())]
    items = ordered_items([*versions, contents.items], sent)
    if items is not None and items != contents.items:
        change_contents(replace(contents, items=items))


def ordered_items(versions: Sequence[ContentsItems], sent: object) -> ContentsItems | None:
    """The parts in an order that a browser sent, which may be anything; None where it is no order of them.

    `sent` is `{"base": ..., "order": [...]}`: the version, counted from the first, that was shown when the order was
    made, and the places in it of the parts that are left. A second change may come before the first was answered: its
    base is the older version still.
    """
    if not isinstance(sent, dict):
        return None
    base, order = sent.get("base"), sent.get("order")
    if not _is_place(base, versions) or not isinstance(order, list):
        return None
    items = versions[base]
    if not all(_is_place(place, items) for place in order) or len(set(order)) < len(order):
        return None
    return tuple(items[place] for place in order)


def _is_place(place: object, places: Sequence[object]) -> TypeGuard[int]:
    return isinstance(place, int) and not isinstance(place, bool) and 0 <= place < len(places)


def add_part_form(catalogue: Catalogue) -> None:
    """The form of one more part, which comes last."""
    with st.expander("Add a part", icon=":material/add:"):
        kind = st.selectbox("What", list(_ADDABLE), format_func=_ADDABLE.__getitem__, key=_KIND)
        if kind == "text":
            st.text_input("Heading", key=_HEADING, max_chars=200)
            st.text_area("Text", key=_WORDS, help="An empty line begins a new paragraph.")
        elif kind in _INDICATOR_KINDS:
            _choose_indicators(catalogue, kind)
        st.button("Add it", key="report-add", on_click=_add, args=(catalogue,), type="primary")
        show_problem(st.session_state.pop(_NOT_ADDED, ""))


def item_title(item: ContentsItem, catalogue: Catalogue) -> str:
    """A part as a list names it."""
    if item.headlines:
        return f"{item.heading}: a chart and a sentence for each headline indicator"
    names = [catalogue.indicators[name].short_title for name in item.indicators if name in catalogue.indicators]
    more = [f"{len(names) - _MOST_NAMED} more"] if len(names) > _MOST_NAMED + 1 else []
    return f"{item.heading}: {', '.join([*(names[:_MOST_NAMED] if more else names), *more])}" if names else item.heading


def _undo() -> None:
    if before := st.session_state.get(EARLIER_ITEMS_KEY):
        st.session_state[ITEMS_KEY] = before.pop()


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
        item = _described_item(catalogue)
    except UsageError as error:
        st.session_state[_NOT_ADDED] = str(error)
        return
    if lack := _missing_text(item):
        st.session_state[_NOT_ADDED] = lack
    else:
        contents: Contents = st.session_state[ITEMS_KEY]
        change_contents(replace(contents, items=(*contents.items, item)))


def _described_item(catalogue: Catalogue) -> ContentsItem:
    """The part that the form describes when its button is clicked, which may be before the page has followed it."""
    state = st.session_state
    kind = allowed_value(state[_KIND], _ADDABLE, label="What")
    if kind == "text":
        heading, words = (printable(state[name]).strip() for name in (_HEADING, _WORDS))
        paragraphs = tuple(part.strip() for part in words.split("\n\n") if part.strip())
        return ContentsItem(kind=kind, title=heading, paragraphs=paragraphs)
    chosen = state.get(f"report:add-{kind}") or ()
    names = (chosen,) if isinstance(chosen, str) else tuple(chosen)
    label = "Indicator" if kind == "chart" else "Indicators"
    return ContentsItem(
        kind=kind, indicators=tuple(allowed_value(name, catalogue.indicators, label=label) for name in names)
    )


def _missing_text(item: ContentsItem) -> str:
    """Why a part cannot be added, or nothing."""
    if item.kind in _INDICATOR_KINDS and not item.indicators:
        return "Choose an indicator first."
    if item.kind == "text" and not (item.title and item.paragraphs):
        return "Write a heading and a text first."
    # A set that says the same twice could be kept, and not be read again.
    return "The report has this part." if item in st.session_state[ITEMS_KEY].items else ""


STANDARD_CONTENTS = "Standard contents"
_EMPTY_CONTENTS = Contents("Report", ())
_SET, _TITLE, _NAME, _MESSAGE = "report:set", "report:title", "report:name", "report:told"


def contents_box(data: DashboardData) -> Contents:
    """The choice of a set and of its parts; gives the contents as they stand."""
    _settle_contents(data.catalogue)
    names = [STANDARD_CONTENTS, *saved_contents_names(store_path())]
    if not is_allowed(st.session_state.get(_SET), names):
        st.session_state[_SET] = STANDARD_CONTENTS
    st.selectbox(
        "Contents", names, key=_SET, on_change=_load_chosen, args=(data.catalogue,), width=420, persist_state="session",
        help="A set that you keep below stands here next year.",
    )  # fmt: skip
    st.session_state[_TITLE] = st.session_state[ITEMS_KEY].title
    st.text_input("Title", key=_TITLE, on_change=_retitle, max_chars=500)
    parts_list(data.catalogue)
    add_part_form(data.catalogue)
    _save_form(data.catalogue)
    return st.session_state[ITEMS_KEY]


def _settle_contents(catalogue: Catalogue) -> None:
    if ITEMS_KEY not in st.session_state:
        st.session_state[ITEMS_KEY] = _EMPTY_CONTENTS
        with _showing_problems():
            st.session_state[ITEMS_KEY] = _standard_contents(catalogue)


@contextmanager
def _showing_problems() -> Iterator[None]:
    """Have the page say why something cannot be done."""
    try:
        yield
    except IndicatorsError as error:
        st.session_state[PROBLEM_KEY] = str(error)


def _standard_contents(catalogue: Catalogue) -> Contents:
    try:
        return read_contents(data_folder() / STANDARD_CONTENTS_FILE, catalogue)
    except OSError as error:
        raise UsageError(
            f"The standard contents (data/{STANDARD_CONTENTS_FILE.as_posix()}) cannot be read: {error.strerror}."
        ) from None


def _load_chosen(catalogue: Catalogue) -> None:
    chosen = st.session_state[_SET]
    with _showing_problems():
        # The box may bring any text from a browser; here it is a name that is kept, or nothing.
        allowed_value(chosen, [STANDARD_CONTENTS, *saved_contents_names(store_path())], label="Contents")
        change_contents(
            _standard_contents(catalogue)
            if chosen == STANDARD_CONTENTS
            else named_contents(chosen, store_path(), catalogue)
        )


def _retitle() -> None:
    title = printable(st.session_state[_TITLE]).strip()
    change_contents(replace(st.session_state[ITEMS_KEY], title=title or _EMPTY_CONTENTS.title))


def _save_form(catalogue: Catalogue) -> None:
    with st.expander("Keep these contents for next year", icon=":material/bookmark:"):
        st.text_input("Name of the set", key=_NAME, max_chars=60, placeholder="Annual report")
        left, right = st.columns(2)
        left.button(
            "Keep", key="report-keep", on_click=_save, disabled=not st.session_state[ITEMS_KEY].items, width="stretch",
            help="Keeps the parts as they stand, once there are any.",
        )  # fmt: skip
        chosen = st.session_state[_SET]
        right.button(
            f"Forget “{escape_markdown(chosen)}”", key="report-forget", on_click=_discard, args=(chosen, catalogue),
            disabled=chosen == STANDARD_CONTENTS, width="stretch",
        )  # fmt: skip
        if chosen == STANDARD_CONTENTS:
            st.caption("The standard contents cannot be forgotten; sets that you keep can.")
    show_problem(st.session_state.pop(PROBLEM_KEY, ""))
    if message := st.session_state.pop(_MESSAGE, ""):
        st.success(escape_markdown(message))


def _save() -> None:
    name = st.session_state[_NAME].strip()
    with _showing_problems():
        if name == STANDARD_CONTENTS:
            raise UsageError(f"{STANDARD_CONTENTS} are those that come with the dashboard. Write another name.")
        save_contents(store_path(), name, st.session_state[ITEMS_KEY])
        st.session_state[_SET] = name
        st.session_state[_MESSAGE] = f"Kept as {name}."


def _discard(name: str, catalogue: Catalogue) -> None:
    with _showing_problems():
        discard_contents(store_path(), name)
        st.session_state[_SET] = STANDARD_CONTENTS
        change_contents(_standard_contents(catalogue))
